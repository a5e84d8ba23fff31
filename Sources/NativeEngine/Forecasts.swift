import Columns
import Functions
import Glibc
import Planning
import Statistics

/// The microseconds of a week, the unit in which models count times.
private let week = 604_800_000_000.0
/// The weeks of a year.
private let weeksOfYear = 365.0 / 7

extension PipelineRun {
  /// What models fitted to all kept rows say of each row; unknown where a row's history is, or cannot be.
  func forecasts(_ forecast: Forecast, _ models: FittedModels) throws -> Node {
    try settle()
    let inWeeks = forecast.history.dropFirst().contains { $0.type == .duration }
    let columns = try forecast.history.map(numbers)
    let amounts = try forecast.meanAmount.map(numbers)
    let kept = (0..<frame.rowCount).filter(isKept)
    let checkpoint: () throws -> Void = { [work = frame.work] in try work.checkpoint() }

    var purchases: [Int: PurchaseHistory] = [:]
    var spendings: [Int: SpendingHistory] = [:]
    for row in kept {
      if columns.count == 3 {
        let history = PurchaseHistory(
          repeatPurchases: columns[0][row], lastPurchase: columns[1][row], watched: columns[2][row])
        if history.isValid { purchases[row] = history }
      }
      if let amounts {
        let repeats = columns[0][row]
        let amount = amounts[row]
        if repeats == 0 {
          spendings[row] = SpendingHistory(purchases: 0, meanValue: 0)
        } else {
          let history = SpendingHistory(purchases: repeats, meanValue: amount)
          if history.isValid { spendings[row] = history }
        }
      }
    }
    let order = kept.filter { purchases[$0] != nil }
    let buying =
      columns.count == 3
      ? try models.buyingModel(
        of: order.compactMap { purchases[$0] }, inWeeks: inWeeks, checkpoint: checkpoint) : nil
    let spending =
      amounts != nil
      ? try models.spendingModel(
        of: kept.compactMap { spendings[$0] }.filter { $0.purchases > 0 }, checkpoint: checkpoint) : nil

    // A step is a month at most; a whole number of months is not to become one more by rounding.
    let steps = min(
      max((forecast.horizon / (inWeeks ? weeksOfYear / 12 : 1) - 1e-9).rounded(.up), 1), 4_000)
    let length = forecast.horizon / steps / (inWeeks ? weeksOfYear : 1)
    let factor = pow(1 + forecast.discount, -length)
    // Many customers share a history, and the expected purchases of one are a long sum.
    var known: [PurchaseHistory: Double] = [:]
    func purchasesExpected(of history: PurchaseHistory, _ model: BetaGeometricModel) throws -> Double {
      if let number = known[history] { return number }
      if known.count % 64 == 0 { try checkpoint() }
      let number =
        switch forecast.quantity {
        case .alive: model.probabilityAlive(history)
        case .orders: model.expectedPurchases(history, within: forecast.horizon)
        case .amount, .value:
          model.discountedPurchases(history, within: forecast.horizon, steps: Int(steps), factor: factor)
        }
      known[history] = number ?? .nan
      return number ?? .nan
    }
    var values = [Double](repeating: .nan, count: frame.rowCount)
    for row in kept {
      switch forecast.quantity {
      case .alive, .orders:
        guard let buying, let history = purchases[row] else { continue }
        values[row] = try purchasesExpected(of: history, buying)
      case .amount:
        guard let spending, let history = spendings[row] else { continue }
        values[row] = spending.expectedValue(history) ?? .nan
      case .value:
        guard let buying, let history = purchases[row], let spending, let spent = spendings[row],
          let amount = spending.expectedValue(spent)
        else { continue }
        let value = try purchasesExpected(of: history, buying) * amount
        values[row] = value.isFinite ? value : .nan
      }
    }
    return frame.node(.number, .plain(.reals(Buffer(values))))
  }

  /// The values of an expression as decimals, durations in weeks; NaN where unknown.
  private func numbers(_ expression: BoundExpression) throws -> [Double] {
    let node = try frame.prepare(expression)
    let scaled = expression.type == .duration ? week : 1
    switch try frame.materialised(node) {
    case .integers(let buffer, let scale):
      return buffer.values.map {
        $0 == Vector.unknownInteger ? .nan : Double($0) / powersOfTen[scale] / scaled
      }
    case .reals(let buffer): return buffer.values.map { $0.isFinite ? $0 : .nan }
    case .bools, .texts: return [Double](repeating: .nan, count: frame.rowCount)
    }
  }
}
