import Columns
import Functions
import Planning
import Statistics

/// A term of a value that can be followed through groups: what makes up the whole is the sum of what makes up each.
struct AdditivePart {
  enum Kind {
    /// A count or sum: the groups' values add up to the whole.
    case amount
    /// A share or mean over `base`: the groups' values, weighted by their bases, make the whole.
    case mean(base: BoundExpression)
    /// `value` divided by `base`, both of them counts or sums.
    case ratio(base: BoundExpression)
  }
  /// What the part is multiplied with in the whole.
  var factor: Double
  var value: BoundExpression
  var kind: Kind
  /// A share of rows or keys, 0 to 100.
  var isShare = false

  var base: BoundExpression? {
    switch kind {
    case .amount: nil
    case .mean(let base), .ratio(let base): base
    }
  }

  /// The part's numerator and denominator in a group, from what a query gives for `value` and `base`.
  func group(value: Double?, base: Double?) -> WeightedGroup {
    switch kind {
    case .amount: WeightedGroup(total: value ?? 0, base: 1)
    case .mean: WeightedGroup(total: (value ?? 0) * (base ?? 0), base: value == nil ? 0 : base ?? 0)
    case .ratio: WeightedGroup(total: value ?? 0, base: base ?? 0)
    }
  }

  /// The part's value in the whole or in a group; nil where there is nothing to divide by.
  func value(of group: WeightedGroup) -> Double? {
    switch kind {
    case .amount: factor * group.total
    case .mean, .ratio: group.base == 0 ? nil : factor * group.total / group.base
    }
  }
}

/// Why a value cannot be split into what each group adds.
struct NotAdditive: Error {
  let reason: String
}

extension Plan {
  /// An item as a constant plus a sum of shares, means, ratios, counts and sums.
  func additiveParts(of item: PlanItem) throws(NotAdditive) -> [AdditivePart] {
    if pipelines.contains(where: { $0.keys?.ages != nil }) {
      throw NotAdditive(
        reason:
          "it follows cohorts by their age, and two periods or groups of cohorts differ in age before anything else"
      )
    }
    let parts = try parts(of: item.value)
    if parts.isEmpty { throw NotAdditive(reason: "it does not depend on any row") }
    return parts
  }

  private func parts(of expression: BoundExpression) throws(NotAdditive) -> [AdditivePart] {
    if case .constant = expression { return [] }
    if isAmount(expression) { return [AdditivePart(factor: 1, value: expression, kind: .amount)] }
    switch expression {
    case .aggregate(let pipeline, let index, _):
      let aggregate = pipelines[pipeline].aggregates[index]
      guard aggregate.function == .share || aggregate.function == .mean else {
        throw NotAdditive(reason: refusal(of: aggregate.function))
      }
      let counted = Aggregate(
        function: .count, arguments: aggregate.arguments, given: aggregate.given, type: .number)
      guard let position = pipelines[pipeline].aggregates.firstIndex(of: counted) else {
        throw NotAdditive(reason: "its rows are not counted")
      }
      let base = BoundExpression.aggregate(pipeline: pipeline, index: position, .number)
      return [
        AdditivePart(
          factor: 1, value: expression, kind: .mean(base: base), isShare: aggregate.function == .share)
      ]
    case .call(let function, let arguments, _):
      switch (function.name, arguments.count) {
      case ("negate", 1): return scaled(try parts(of: arguments[0]), by: -1)
      case ("+", 2): return try parts(of: arguments[0]) + parts(of: arguments[1])
      case ("-", 2): return try parts(of: arguments[0]) + scaled(parts(of: arguments[1]), by: -1)
      case ("*", 2):
        if let factor = arguments[0].constantNumber { return scaled(try parts(of: arguments[1]), by: factor) }
        if let factor = arguments[1].constantNumber { return scaled(try parts(of: arguments[0]), by: factor) }
        throw NotAdditive(
          reason: "it multiplies two values, and what each of them adds depends on the other one")
      case ("/", 2):
        if let divisor = arguments[1].constantNumber, divisor != 0 {
          return scaled(try parts(of: arguments[0]), by: 1 / divisor)
        }
        guard isAmount(arguments[0]), isAmount(arguments[1]) else {
          throw NotAdditive(
            reason: "it divides by a value, or divides a value, that is no count or sum of its own groups")
        }
        return [AdditivePart(factor: 1, value: arguments[0], kind: .ratio(base: arguments[1]))]
      default:
        throw NotAdditive(
          reason: "`\(function.name)` of whole results is not the sum of what the groups have")
      }
    default: throw NotAdditive(reason: "its value is not the sum of what the groups have")
    }
  }

  private func scaled(_ parts: [AdditivePart], by factor: Double) -> [AdditivePart] {
    parts.map { part in
      var part = part
      part.factor *= factor
      return part
    }
  }

  /// Whether the groups' values add up to that of the whole. Different values are found to add up or not by looking:
  /// they do where no value is in two groups.
  private func isAmount(_ expression: BoundExpression) -> Bool {
    switch expression {
    case .aggregate(let pipeline, let index, _):
      return [.count, .sum, .distinct].contains(pipelines[pipeline].aggregates[index].function)
    case .call(let function, let arguments, _):
      switch (function.name, arguments.count) {
      case ("negate", 1): return isAmount(arguments[0])
      case ("+", 2), ("-", 2): return arguments.allSatisfy(isAmount)
      case ("*", 2):
        return arguments[0].constantNumber != nil && isAmount(arguments[1])
          || arguments[1].constantNumber != nil && isAmount(arguments[0])
      case ("/", 2): return isAmount(arguments[0]) && arguments[1].constantNumber.map { $0 != 0 } ?? false
      default: return false
      }
    default: return false
    }
  }

  private func refusal(of function: AggregateFunction) -> String {
    switch function {
    case .median, .pct:
      "a median or percentile of all rows does not follow from those of the groups, however they are weighted"
    case .min, .max, .first, .last, .nth: "a single row decides it, not what the groups have"
    case .stddev: "a spread also comes from the distance between the groups"
    case .surv, .survMedian:
      "survival follows from who was at risk at each age, and not from the groups' own survival"
    case .any, .all: "it is a yes or no"
    default: "`\(function.rawValue)` of all rows does not follow from that of the groups"
    }
  }
}

extension BoundExpression {
  fileprivate var constantNumber: Double? {
    if case .constant(let value, _) = self { return value.number }
    return nil
  }
}
