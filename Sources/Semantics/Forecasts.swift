import Columns
import Diagnostics
import Planning
import Syntax

extension Forecast.Quantity {
  /// How a call is written.
  package var form: String {
    switch self {
    case .alive: "probability_alive(repeats, last, watched)"
    case .orders: "expected_orders(repeats, last, watched, horizon)"
    case .amount: "expected_amount(repeats, mean_amount)"
    case .value: "lifetime_value(repeats, last, watched, mean_amount, horizon, discount)"
    }
  }

  /// What the function gives, as `help` prints it.
  package var summary: String {
    switch self {
    case .alive: "How probable it is that the customer will buy again, by the buying model (BG/NBD)."
    case .orders:
      "The purchases that the customer is expected to make within the horizon, by the buying model (BG/NBD)."
    case .amount:
      "The value that a purchase of the customer tends to, by the spending model (Gamma-Gamma)."
    case .value:
      "Expected purchases times expected value within the horizon, discounted; `discount` may be left out."
    }
  }

  fileprivate var counts: ClosedRange<Int> {
    switch self {
    case .alive: 3...3
    case .orders: 4...4
    case .amount: 2...2
    case .value: 5...6
    }
  }
}

extension Binder {
  /// `expected_orders(…)` and its like: one number for each row of the place where it is written, from models that are
  /// fitted to all of them.
  func bindForecast(_ name: String, _ call: Call, _ scope: RowScope) -> Typed {
    guard let quantity = Forecast.Quantity(rawValue: name) else { return .broken }
    guard let draft = scope.draft else {
      report(
        .wrongArguments, "`\(name)` needs the whole base, so it belongs into a definition", at: call.range,
        help: ["kpi NAME from orders per customer is mean(\(quantity.form))"])
      return .broken
    }
    guard quantity.counts.contains(call.arguments.count), call.given == nil,
      call.arguments.allSatisfy({ $0.label == nil })
    else {
      report(
        .wrongArguments, "`\(name)` does not take these arguments", at: call.range,
        help: ["\(quantity.form): \(quantity.summary)"])
      return .broken
    }
    let historyCount = quantity == .amount ? 1 : 3
    let history = call.arguments.prefix(historyCount).map { bindRow($0.value, scope) }
    let others = call.arguments.dropFirst(historyCount)
    guard !history.contains(where: \.isNothing) else { return .broken }
    var forecast = Forecast(quantity: quantity, history: history.map(\.expression))
    guard isNumber(history[0], call.arguments[0]) else { return .broken }
    var timeType = DataType.number
    if historyCount == 3 {
      timeType = history[1].type
      guard timeType == .number || timeType == .duration, history[2].type == timeType else {
        report(
          .wrongType,
          "`\(name)` needs two lengths of time of the same kind, and these are \(history[1].type.words) and \(history[2].type.words)",
          at: call.arguments[1].value.range, help: ["such as `last(ordered_at) - first(ordered_at)`"])
        return .broken
      }
    }
    var constants = others.map(\.value)
    if quantity == .amount || quantity == .value, let argument = others.first {
      let amount = bindRow(argument.value, scope)
      guard !amount.isNothing, isNumber(amount, argument) else { return .broken }
      forecast.meanAmount = amount.expression
      constants.removeFirst()
    }
    if let written = constants.first {
      guard let horizon = length(bindRow(written, scope), timeType), horizon > 0, horizon.isFinite else {
        let example =
          timeType == .duration ? "a duration such as `12mo`" : "a number in the unit of the times"
        report(.wrongArguments, "the horizon of `\(name)` is \(example), above zero", at: written.range)
        return .broken
      }
      forecast.horizon = horizon
    }
    if constants.count > 1 {
      guard let discount = bindRow(constants[1], scope).constant?.number, (0..<10).contains(discount) else {
        report(
          .wrongArguments, "the discount is a number from 0 on, such as 0.1 for a tenth a year",
          at: constants[1].range)
        return .broken
      }
      forecast.discount = discount
    }
    for case .forecast(let column, let known) in draft.steps where known == forecast {
      return Typed(.column(column, .number))
    }
    let column = "forecast \(draft.steps.count)"
    draft.addBeforeConditions(.forecast(column, forecast))
    return Typed(.column(column, .number))
  }

  private func isNumber(_ value: Typed, _ argument: Argument) -> Bool {
    guard value.type != .number else { return true }
    report(.wrongType, "a number is needed here, and this is \(value.type.words)", at: argument.value.range)
    return false
  }

  /// A constant as a length of time: weeks beside durations.
  private func length(_ value: Typed, _ type: DataType) -> Double? {
    switch value.constant {
    case .duration(let microseconds) where type == .duration: Double(microseconds) / 604_800_000_000
    case let number? where type == .number: number.number
    default: nil
    }
  }
}
