import Columns
import Functions
import Planning

/// Bound expressions in the words of the language, as headers say what a column shows.
struct BoundExpressionText {
  let pipeline: Pipeline
  let calendar: Calendar

  func text(_ expression: BoundExpression) -> String { text(expression, 0) }

  /// - Parameter strength: how tightly what stands around it binds; brackets where that is tighter.
  private func text(_ expression: BoundExpression, _ strength: Int) -> String {
    switch expression {
    case .column(let name, _): return column(name)
    case .linked(let link, let column, _): return "\(link.table).\(column)"
    case .constant(let value, _): return constant(value)
    case .instant(let instant): return instant.rawValue
    case .aggregate: return "…"
    case .running(let inner, _): return "running \(text(inner, 9))"
    case .call(let function, let arguments, _):
      if let instant = aliveAt(expression) { return "active@\(instant)" }
      let (words, own) = call(function.name, arguments)
      return own < strength ? "(\(words))" : words
    }
  }

  private func call(_ name: String, _ arguments: [BoundExpression]) -> (String, Int) {
    if ["to time", "to text", "truth"].contains(name), let inner = arguments.first {
      return (text(inner, 9), 9)
    }
    let strengths = ["or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6]
    let comparisons = [
      "=", "!=", "<", "<=", ">", ">=", "~", "contains", "starts with", "ends with",
    ]
    if arguments.count == 2, let strength = strengths[name] ?? (comparisons.contains(name) ? 4 : nil) {
      return (text(arguments[0], strength) + " \(name) " + text(arguments[1], strength + 1), strength)
    }
    switch (name, arguments.count) {
    case ("if", 3):
      // The state of a span: its value while it is alive, nothing otherwise.
      if let instant = aliveAt(arguments[0]), case .constant(.integer(0), _) = arguments[2] {
        return (text(arguments[1], 9) + "@\(instant)", 9)
      }
      return ("if(" + arguments.map { text($0, 0) }.joined(separator: ", ") + ")", 9)
    case ("not", 1): return ("not " + text(arguments[0], 3), 3)
    case ("negate", 1): return ("-" + text(arguments[0], 7), 7)
    case ("is none", 1), ("is known", 1), ("is true", 1), ("is false", 1):
      return (text(arguments[0], 5) + " " + name, 4)
    case ("within", 3):
      return ("\(text(arguments[0], 5)) in \(text(arguments[1], 5))..\(text(arguments[2], 5))", 4)
    case ("in", _):
      return (
        text(arguments[0], 5) + " in {" + arguments.dropFirst().map { text($0, 0) }.joined(separator: ", ")
          + "}",
        4
      )
    case (_, 1) where name.hasSuffix(" of"): return ("\(name) \(text(arguments[0], 9))", 8)
    default: return (name + "(" + arguments.map { text($0, 0) }.joined(separator: ", ") + ")", 9)
    }
  }

  // MARK: Columns

  /// A column of the pipeline: one of the table, or what an earlier line of the definition has made.
  private func column(_ name: String) -> String {
    let words = name.split(separator: " ").map(String.init)
    if let keys = pipeline.keys, let rows = keys.rows.first {
      let inner = BoundExpressionText(pipeline: rows, calendar: calendar)
      if let position = keys.names.firstIndex(of: name) { return inner.text(rows.dimensions[position]) }
      if words.count == 2, words[0] == "inner", let index = Int(words[1]),
        rows.aggregates.indices.contains(index)
      {
        return inner.text(rows.aggregates[index])
      }
      if name == "origin" { return keys.ages.map { inner.text($0.origin) } ?? name }
    }
    for step in pipeline.steps {
      switch step {
      case .lookUp(name, let lookup) where !lookup.name.isEmpty: return lookup.name
      case .position(name, let value, let parts): return "ntile(\(text(value)), \(parts))"
      default: break
      }
    }
    if words.count >= 2, words[0] == "let" { return words[1] }
    return name
  }

  func text(_ aggregate: Aggregate) -> String {
    if let given = aggregate.given, let instant = aliveAt(given) {
      switch aggregate.function {
      case .sum: return text(aggregate.arguments[0], 9) + "@\(instant)"
      case .count where aggregate.arguments.isEmpty: return "spans@\(instant)"
      default: break
      }
    }
    var inside = aggregate.arguments.map { text($0) }.joined(separator: ", ")
    if let given = aggregate.given { inside += (inside.isEmpty ? "" : " ") + "given \(text(given))" }
    return "\(aggregate.function.rawValue)(\(inside))"
  }

  /// The instant at which the expression asks whether a span, or any span of a key, is alive.
  func aliveAt(_ expression: BoundExpression) -> String? {
    guard case .call(let function, let arguments, _) = expression, arguments.count == 2 else { return nil }
    switch function.name {
    case "and":
      guard case .call(let before, let begun, _) = arguments[0], before.name == "<", begun.count == 2,
        case .call(let either, let open, _) = arguments[1], either.name == "or", open.count == 2,
        case .call(let unknown, _, _) = open[0], unknown.name == "is none",
        case .call(let after, let ended, _) = open[1], after.name == ">=", ended.count == 2,
        ended[1] == begun[1]
      else { return nil }
      return text(begun[1], 9)
    case ">":
      guard case .column(let name, _) = arguments[0], case .constant(.integer(0), _) = arguments[1],
        let rows = pipeline.keys?.rows.first, name.hasPrefix("inner "),
        let index = Int(name.dropFirst(6)), rows.aggregates.indices.contains(index),
        rows.aggregates[index].function == .count, rows.aggregates[index].arguments.isEmpty,
        let given = rows.aggregates[index].given
      else { return nil }
      return BoundExpressionText(pipeline: rows, calendar: calendar).aliveAt(given)
    default: return nil
    }
  }

  // MARK: Values

  private func constant(_ value: Value) -> String {
    switch value {
    case .none: return "none"
    case .text(let text): return "\"\(text)\""
    case .time(let time) where time % Calendar.microsecondsPerDay == 0:
      return Calendar.dateText(Calendar.floorDivide(time, Calendar.microsecondsPerDay))
    case .duration(let microseconds):
      let hours = Double(microseconds) / 3.6e9
      if hours >= 24, (hours / 24).rounded() == hours / 24 { return "\(Int(hours / 24))d" }
      return hours.rounded() == hours && abs(hours) < 1e9
        ? "\(Int(hours))h" : "\(Double(microseconds) / 1e6)s"
    default: return Functions.text(of: value, calendar) ?? "none"
    }
  }
}
