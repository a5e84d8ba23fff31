import Diagnostics
import Statistics

/// The models that a query has fitted, so that its pipelines share them, and what is to be said about them.
final class FittedModels {
  private var buying: [(histories: [PurchaseHistory], model: BetaGeometricModel?)] = []
  private var spending: [(histories: [SpendingHistory], model: GammaGammaModel?)] = []
  private var notes: [String] = []
  private var refusal: Diagnostic?

  /// Below this many customers who bought again, four numbers cannot be told from them.
  static let fewestRepeaters = 10

  func buyingModel(
    of histories: [PurchaseHistory], inWeeks: Bool, checkpoint: () throws -> Void
  ) throws -> BetaGeometricModel? {
    if let known = buying.first(where: { $0.histories == histories }) { return known.model }
    let repeaters = histories.count { $0.repeatPurchases > 0 }
    guard repeaters >= Self.fewestRepeaters else {
      refuse(histories.count, repeaters)
      buying.append((histories, nil))
      return nil
    }
    let model = try BetaGeometricModel.fitted(to: histories, checkpoint: checkpoint)
    buying.append((histories, model))
    guard let model else {
      refusal =
        refusal
        ?? Diagnostic(
          .error, .noModel,
          "the buying model (BG/NBD) finds no numbers under which the histories of these \(histories.count) customers are most probable",
          help: ["look at more customers or a longer time, or use `clv_cohort`, which needs no model"])
      return nil
    }
    let unit = inWeeks ? "times in weeks" : "in the unit of the times"
    notes.append(
      "buying model (BG/NBD) of \(histories.count.grouped) customers, \(unit): r \(significant(model.r)), α \(significant(model.alpha)), a \(significant(model.a)), b \(significant(model.b))"
    )
    return model
  }

  func spendingModel(of histories: [SpendingHistory], checkpoint: () throws -> Void) throws
    -> GammaGammaModel?
  {
    if let known = spending.first(where: { $0.histories == histories }) { return known.model }
    var model: GammaGammaModel?
    if histories.count >= Self.fewestRepeaters {
      model = try GammaGammaModel.fitted(to: histories, checkpoint: checkpoint)
    }
    spending.append((histories, model))
    guard let model else {
      refusal =
        refusal
        ?? Diagnostic(
          .error, .noModel,
          "the spending model (Gamma-Gamma) cannot be fitted to \(histories.count) customers who bought again",
          help: ["it needs at least \(Self.fewestRepeaters) of them, with amounts above zero that differ"])
      return nil
    }
    notes.append(
      "spending model (Gamma-Gamma) of \(histories.count.grouped) customers who bought again: p \(significant(model.p)), q \(significant(model.q)), γ \(significant(model.v))"
    )
    return model
  }

  private func refuse(_ customers: Int, _ repeaters: Int) {
    let who =
      customers == 0
      ? "there are no customers"
      : repeaters == 0
        ? "none of the \(customers.grouped) customer\(customers == 1 ? "" : "s") has bought again"
        : "only \(repeaters) of \(customers.grouped) customers \(repeaters == 1 ? "has" : "have") bought again"
    refusal =
      refusal
      ?? Diagnostic(
        .error, .noModel, "the buying model (BG/NBD) cannot be fitted: \(who)",
        help: ["it needs at least \(Self.fewestRepeaters) who did; `clv_cohort` needs no model"])
  }

  /// What is to be said below the result.
  ///
  /// - Throws: Why nothing could be fitted, where nothing could. Where some periods have a model and others have too few
  ///   customers, the latter are unknown.
  func report() throws -> [String] {
    if let refusal, !isComplete { throw refusal }
    return notes.count <= 4 ? notes : ["the models of buying are fitted anew for each period"]
  }

  /// Whether every kind of model that was asked for has been fitted at least once.
  private var isComplete: Bool {
    (buying.isEmpty || buying.contains { $0.model != nil })
      && (spending.isEmpty || spending.contains { $0.model != nil })
  }
}

/// Four significant digits.
private func significant(_ number: Double) -> String {
  guard number > 0, number.isFinite else { return "\(number)" }
  var digits = 3
  var bound = 10.0
  while number >= bound, digits > 0 {
    digits -= 1
    bound *= 10
  }
  bound = 1
  while number < bound / 10, digits < 8 {
    digits += 1
    bound /= 10
  }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let text = "\((number * scale).rounded() / scale)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension Int {
  /// With commas between thousands.
  fileprivate var grouped: String {
    var text = ""
    for (index, digit) in String(self).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
