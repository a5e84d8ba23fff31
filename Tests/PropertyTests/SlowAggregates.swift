import Syntax

extension SlowExpressions {
  static let aggregates: Set<String> = [
    "count", "distinct", "sum", "mean", "avg", "median", "pct", "percentile", "share", "min", "max", "first",
    "last",
    "nth", "any", "all", "stddev", "stdev",
  ]

  static func isAggregate(_ call: Call) -> Bool {
    guard aggregates.contains(call.name.text) else { return false }
    // `min` and `max` of several values compare them.
    return !["min", "max"].contains(call.name.text) || call.arguments.count == 1
  }

  /// An aggregate over rows, and how many rows it used: known values, or nil for counts and sums.
  func aggregate(_ call: Call, _ rows: [SlowRow]) throws -> (value: SlowValue, n: Int?) {
    var rows = rows
    if let given = call.given { rows = try rows.filter { try value(given, $0).truth == true } }
    guard let argument = call.arguments.first?.value else { return (.number(Double(rows.count)), nil) }
    let pairs = try rows.map { (row: $0, value: try value(argument, $0)) }.filter { !$0.value.isNone }
    let known = pairs.map(\.value)
    let numbers = known.compactMap(\.number)
    let truths = known.compactMap(\.truth)
    func second() throws -> Double {
      guard call.arguments.count > 1,
        case .number(let number) = try value(call.arguments[1].value, SlowRow(position: 0, cells: [:]))
      else { throw NotCovered("\(call.name.text) needs a number") }
      return number
    }
    switch call.name.text {
    case "count": return (.number(Double(known.count)), nil)
    case "distinct": return (.number(Double(Set(known).count)), nil)
    case "sum":
      if case .duration? = known.first { return (.duration(durations(known).reduce(0, +)), nil) }
      return (.finite(numbers.reduce(0, +)), nil)
    case "mean", "avg":
      if known.isEmpty { return (.none, 0) }
      if case .duration? = known.first {
        return (
          .duration(Int((Double(durations(known).reduce(0, +)) / Double(known.count)).rounded())), known.count
        )
      }
      return (.finite(numbers.reduce(0, +) / Double(numbers.count)), known.count)
    case "median": return (quantile(numbers, 0.5), known.count)
    case "pct", "percentile": return (quantile(numbers, try second() / 100), known.count)
    case "stddev", "stdev":
      if numbers.count < 2 { return (.none, known.count) }
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let squares = numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      return (.finite((squares / Double(numbers.count - 1)).squareRoot()), known.count)
    case "share":
      let part = truths.count { $0 }
      return (truths.isEmpty ? .none : .finite(100 * Double(part) / Double(truths.count)), truths.count)
    case "any": return (truths.isEmpty ? .none : .bool(truths.contains(true)), truths.count)
    case "all": return (truths.isEmpty ? .none : .bool(!truths.contains(false)), truths.count)
    case "min": return (known.min(by: SlowValue.isOrdered) ?? .none, known.count)
    case "max": return (known.max(by: SlowValue.isOrdered) ?? .none, known.count)
    case "first": return (inOrder(pairs).first ?? .none, known.count)
    case "last": return (inOrder(pairs, fromEnd: true).first ?? .none, known.count)
    case "nth":
      let place = Int(try second())
      let values = inOrder(pairs)
      return (values.indices.contains(place - 1) ? values[place - 1] : .none, known.count)
    default: throw NotCovered("aggregate \(call.name.text)")
    }
  }

  private func durations(_ values: [SlowValue]) -> [Int] {
    values.compactMap { if case .duration(let length) = $0 { length } else { nil } }
  }

  /// Linear interpolation between order statistics.
  private func quantile(_ values: [Double], _ part: Double) -> SlowValue {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .none }
    let place = part * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return .finite(sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below]))
  }

  /// Times by themselves, anything else by the table's time; then by row. A row without a time comes after all that
  /// have one, from either end.
  private func inOrder(_ pairs: [(row: SlowRow, value: SlowValue)], fromEnd: Bool = false) -> [SlowValue] {
    func time(_ pair: (row: SlowRow, value: SlowValue)) -> Int? { pair.value.instant ?? pair.row.time }
    return pairs.sorted { left, right in
      guard let leftTime = time(left), let rightTime = time(right), leftTime != rightTime else {
        if (time(left) == nil) != (time(right) == nil) { return time(right) == nil }
        return fromEnd ? left.row.position > right.row.position : left.row.position < right.row.position
      }
      return fromEnd ? leftTime > rightTime : leftTime < rightTime
    }.map(\.value)
  }
}
