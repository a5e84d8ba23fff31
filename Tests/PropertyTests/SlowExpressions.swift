import Syntax

/// The slow evaluator met a part of the language that it does not know.
struct NotCovered: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// A table row by row, each cell by its column's name.
struct SlowTable {
  var name: String
  /// The column by which rows of the table happen.
  var timeColumn: String
  /// The columns that record what has happened: the data end with the latest of them.
  var eventColumns: [String]
  var rows: [[String: SlowValue]]
}

/// A row on its way through a definition.
struct SlowRow {
  /// Where it stands in the table: breaks ties.
  var position: Int
  var cells: [String: SlowValue]
  /// What `let` and the parameters of the definition named.
  var derived: [String: SlowValue] = [:]
  /// The value of `when`.
  var time: Int?
}

/// Formulas over the cells of one row, with unknown values as the reference has them.
struct SlowExpressions {
  /// The data cut-off, in microseconds.
  var now: Int

  func value(_ expression: Expression, _ row: SlowRow) throws -> SlowValue {
    switch expression {
    case .literal(let literal, _): return try value(literal)
    case .parenthesised(let inside, _): return try value(inside, row)
    case .name(let name):
      if let value = row.derived[name.text] ?? row.cells[name.text] { return value }
      if name.text == "now" { return .instant(now) }
      throw NotCovered("name \(name.text)")
    case .unary(.minus, let operand, _):
      switch try value(operand, row) {
      case .number(let number): return .number(-number)
      case .duration(let length): return .duration(-length)
      case .months(let count): return .months(-count)
      default: return .none
      }
    case .unary(.not, let operand, _): return .truth(try value(operand, row).truth.map { !$0 })
    case .binary(let operation, let left, let right, _):
      return try binary(operation, value(left, row), value(right, row))
    case .test(let operand, let test, let negated, _):
      let value = try value(operand, row)
      let holds =
        switch test {
        case .none: value.isNone
        case .known: !value.isNone
        case .isTrue: value.truth == true
        case .isFalse: value.truth == false
        }
      return .bool(holds != negated)
    case .oneOf(let operand, let members, let negated, _):
      let value = try value(operand, row)
      if value.isNone { return .none }
      let equal = try members.map { try equality(value, self.value($0, row)) }
      let holds = equal.contains(true) ? true : equal.contains(nil) ? nil : false
      return .truth(holds.map { $0 != negated })
    case .within(let operand, let low, let high, let negated, _):
      let value = try value(operand, row)
      let (low, high) = (try self.value(low, row), try self.value(high, row))
      let atLeast = try binary(.greaterOrEqual, value, low).truth
      let atMost = try binary(.lessOrEqual, value, high).truth
      return .truth(and(atLeast, atMost).map { $0 != negated })
    case .memberOf(let operand, let window, let negated, _):
      return .truth(try equality(value(operand, row), value(window, row)).map { $0 != negated })
    case .calendarPart(let part, let operand, _):
      return calendarPart(part, try value(operand, row))
    case .call(let call): return try function(call, row)
    default: throw NotCovered("\(expression)")
    }
  }

  func value(_ literal: Literal) throws -> SlowValue {
    switch literal {
    case .none: .none
    case .bool(let value): .bool(value)
    case .integer(let value, _): .number(Double(value))
    case .real(let value), .percent(let value): .number(value)
    case .text(let text): .text(text)
    case .period(let period): SlowCalendar.value(period)
    case .duration(let duration): Self.length(duration)
    case .pattern: throw NotCovered("pattern")
    }
  }

  static func length(_ duration: DurationLiteral) -> SlowValue {
    let seconds: [DurationUnit: Double] = [
      .second: 1, .minute: 60, .hour: 3600, .day: 86_400, .week: 604_800,
    ]
    let months: [DurationUnit: Int] = [.month: 1, .quarter: 3, .year: 12]
    if let unit = seconds[duration.unit] { return .duration(Int(duration.count * unit * 1_000_000)) }
    return .months(Int(duration.count) * (months[duration.unit] ?? 0))
  }

  // MARK: Three-valued logic

  func and(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == false || right == false { return false }
    if left == nil || right == nil { return nil }
    return true
  }

  func or(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == true || right == true { return true }
    if left == nil || right == nil { return nil }
    return false
  }

  /// Nil when one of the two is unknown.
  func equality(_ left: SlowValue, _ right: SlowValue) throws -> Bool? {
    if left.isNone || right.isNone { return nil }
    switch (left, right) {
    case (.text(let left), .text(let right)): return trimmed(left) == trimmed(right)
    case (.bool(let left), .bool(let right)): return left == right
    case (.bool(let left), .number(let right)): return (left ? 1 : 0) == right
    case (.number(let left), .bool(let right)): return left == (right ? 1 : 0)
    case (.number(let left), .number(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.band(_, let left), .band(_, let right)): return left == right
    case (.period, .period): return left == right
    default:
      // Beside a time, `=` means inside the period.
      if let end = right.end, let instant = left.instant, let start = right.instant {
        return instant >= start && instant < end
      }
      guard let left = left.instant, let right = right.instant else { throw NotCovered("equality") }
      return left == right
    }
  }

  // MARK: Operators

  func binary(_ operation: BinaryOperator, _ left: SlowValue, _ right: SlowValue) throws -> SlowValue {
    switch operation {
    case .and: return .truth(and(left.truth, right.truth))
    case .or: return .truth(or(left.truth, right.truth))
    case .equal: return .truth(try equality(left, right))
    case .notEqual: return .truth(try equality(left, right).map { !$0 })
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return .truth(try comparison(operation, left, right))
    case .contains, .startsWith, .endsWith, .matches:
      guard case .text(let left) = left, case .text(let right) = right else { return .none }
      let (text, part) = (left.lowercased(), right.lowercased())
      switch operation {
      case .startsWith: return .bool(text.hasPrefix(part))
      case .endsWith: return .bool(text.hasSuffix(part))
      // Patterns of the tests are plain words with `|` between them.
      case .matches: return .bool(part.split(separator: "|").contains { has(text, String($0)) })
      default: return .bool(has(text, part))
      }
    case .plus, .minus, .times, .divided, .remainder: return try arithmetic(operation, left, right)
    }
  }

  private func has(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text), Array(part))
    if part.count > text.count { return false }
    return (0...(text.count - part.count)).contains { Array(text[$0..<$0 + part.count]) == part }
  }

  private func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private func comparison(_ operation: BinaryOperator, _ left: SlowValue, _ right: SlowValue) throws -> Bool?
  {
    if left.isNone || right.isNone { return nil }
    func compare(_ left: Double, _ right: Double) -> Bool {
      switch operation {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      default: left >= right
      }
    }
    switch (left, right) {
    case (.number(let left), .number(let right)): return compare(left, right)
    case (.duration(let left), .duration(let right)): return compare(Double(left), Double(right))
    case (.period, .period): break
    default:
      // `<` before its start, `<=` before its end, `>` from its end on, `>=` from its start on.
      if let end = right.end, let start = right.instant, let instant = left.instant {
        switch operation {
        case .less: return instant < start
        case .lessOrEqual: return instant < end
        case .greater: return instant >= end
        default: return instant >= start
        }
      }
    }
    guard let left = left.instant, let right = right.instant else { throw NotCovered("comparison") }
    return compare(Double(left), Double(right))
  }

  func arithmetic(_ operation: BinaryOperator, _ left: SlowValue, _ right: SlowValue) throws -> SlowValue {
    if left.isNone || right.isNone { return .none }
    // Where an instant is needed a period is its start.
    let (left, right) = (start(left), start(right))
    switch (operation, left, right) {
    case (.plus, .number(let left), .number(let right)): return .finite(left + right)
    case (.minus, .number(let left), .number(let right)): return .finite(left - right)
    case (.times, .number(let left), .number(let right)): return .finite(left * right)
    case (.divided, .number(let left), .number(let right)): return right == 0 ? .none : .finite(left / right)
    case (.remainder, .number(let left), .number(let right)):
      return right == 0 ? .none : .finite(left - right * (left / right).rounded(.towardZero))
    case (.plus, .duration(let left), .duration(let right)): return .duration(left + right)
    case (.minus, .duration(let left), .duration(let right)): return .duration(left - right)
    case (.plus, .day, .duration(let length)), (.plus, .instant, .duration(let length)):
      return .instant((left.instant ?? 0) + length)
    case (.minus, .day, .duration(let length)), (.minus, .instant, .duration(let length)):
      return .instant((left.instant ?? 0) - length)
    case (.plus, .day, .months(let count)), (.plus, .instant, .months(let count)):
      return .instant(SlowCalendar.addMonths(count, to: left.instant ?? 0))
    case (.minus, .day, .months(let count)), (.minus, .instant, .months(let count)):
      return .instant(SlowCalendar.addMonths(-count, to: left.instant ?? 0))
    case (.minus, .day, .day), (.minus, .instant, .day), (.minus, .day, .instant),
      (.minus, .instant, .instant):
      return .duration((left.instant ?? 0) - (right.instant ?? 0))
    default: throw NotCovered("\(operation) of \(left) and \(right)")
    }
  }

  private func start(_ value: SlowValue) -> SlowValue {
    if case .period(_, let first) = value { return .day(first) }
    return value
  }

  // MARK: Functions

  func calendarPart(_ part: CalendarPart, _ value: SlowValue) -> SlowValue {
    guard let instant = value.instant else { return .none }
    let day = SlowCalendar.dayOf(instant)
    let date = SlowCalendar.civil(day)
    switch part {
    case .period(let grain): return .period(grain, firstDay: SlowCalendar.first(grain, day))
    case .cycle(.weekday): return .number(Double(SlowCalendar.weekday(day)))
    case .cycle(.hourOfDay): return .number(Double((instant - day * SlowCalendar.dayLength) / 3_600_000_000))
    case .cycle(.dayOfMonth): return .number(Double(date.day))
    case .cycle(.dayOfYear): return .number(Double(day - SlowCalendar.day(date.year, 1, 1) + 1))
    case .cycle(.monthOfYear): return .number(Double(date.month))
    case .cycle(.quarterOfYear): return .number(Double((date.month - 1) / 3 + 1))
    case .cycle(.weekOfYear):
      let thursday = SlowCalendar.first(.week, day) + 3
      return .number(Double((thursday - SlowCalendar.day(SlowCalendar.civil(thursday).year, 1, 1)) / 7 + 1))
    }
  }

  func function(_ call: Call, _ row: SlowRow) throws -> SlowValue {
    let arguments = try call.arguments.map { try value($0.value, row) }
    return try function(call.name.text, arguments)
  }

  func function(_ name: String, _ arguments: [SlowValue]) throws -> SlowValue {
    guard let first = arguments.first else { throw NotCovered("\(name)()") }
    func number(_ compute: (Double) -> Double?) -> SlowValue {
      first.number.flatMap(compute).map { .finite($0) } ?? .none
    }
    func text(_ compute: (String) -> SlowValue) -> SlowValue {
      if case .text(let text) = first { return compute(text) }
      return .none
    }
    switch name {
    case "if":
      if first.truth == true { return arguments[1] }
      return arguments.count > 2 ? arguments[2] : .none
    case "coalesce": return arguments.first { !$0.isNone } ?? .none
    case "min", "max":
      if arguments.contains(.none) { return .none }
      return arguments.dropFirst().reduce(first) { best, next in
        SlowValue.isOrdered(next, best) == (name == "min") && next != best ? next : best
      }
    case "abs":
      if case .duration(let length) = first { return .duration(abs(length)) }
      return number { abs($0) }
    case "round":
      guard arguments.count > 1 else { return number { $0.rounded(.toNearestOrAwayFromZero) } }
      guard let digits = arguments[1].number else { return .none }
      let power = (0..<Int(digits)).reduce(1.0) { power, _ in power * 10 }
      return number { ($0 * power).rounded(.toNearestOrAwayFromZero) / power }
    case "floor": return number { $0.rounded(.down) }
    case "ceil": return number { $0.rounded(.up) }
    case "sqrt": return number { $0 < 0 ? nil : $0.squareRoot() }
    case "lower": return text { .text($0.lowercased()) }
    case "upper": return text { .text($0.uppercased()) }
    case "length": return text { .number(Double($0.count)) }
    case "left": return text { .text(String($0.prefix(Int(arguments[1].number ?? 0)))) }
    case "right": return text { .text(String($0.suffix(Int(arguments[1].number ?? 0)))) }
    case "filled":
      if case .text(let text) = first { return .bool(!trimmed(text).isEmpty) }
      return .bool(!first.isNone)
    case "days", "hours", "minutes":
      let unit: Double = name == "days" ? 86_400e6 : name == "hours" ? 3600e6 : 60e6
      if case .duration(let length) = first { return .number(Double(length) / unit) }
      return .none
    case "band":
      guard let value = first.number else { return .none }
      let limits = arguments.dropFirst().compactMap(\.number)
      let place = limits.count { $0 <= value }
      func text(_ limit: Double) -> String { SlowValue.number(limit).label }
      if place == 0 { return .band(0, "<" + text(limits[0])) }
      if place == limits.count { return .band(place, "≥" + text(limits[place - 1])) }
      return .band(place, text(limits[place - 1]) + "..<" + text(limits[place]))
    default: throw NotCovered("function \(name)")
    }
  }
}
