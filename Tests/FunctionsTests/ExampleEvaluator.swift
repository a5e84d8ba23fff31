import Columns
import Functions

/// Just enough of the language to compute a function's examples from constants.
struct ExampleEvaluator {
  private var rest: Substring

  static func evaluate(_ expression: String) throws -> String {
    var evaluator = ExampleEvaluator(rest: expression[...])
    let operand = try evaluator.expression(0)
    evaluator.skipBlanks()
    guard evaluator.rest.isEmpty else { throw Failure(message: "left over: \(evaluator.rest)") }
    return text(of: operand.vector.value(at: 0, as: operand.type), Calendar()) ?? "none"
  }

  struct Failure: Error { let message: String }

  private static let infix: [(name: String, strength: Int)] = [
    ("starts with", 4), ("ends with", 4), ("contains", 4), ("or", 1), ("and", 2), ("!=", 4), ("<=", 4),
    (">=", 4),
    ("=", 4), ("<", 4), (">", 4), ("~", 4), ("+", 6), ("-", 6), ("*", 7), ("/", 7), ("%", 7),
  ]

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

  private mutating func take(_ text: String) -> Bool {
    skipBlanks()
    guard rest.hasPrefix(text) else { return false }
    let after = rest.dropFirst(text.count)
    // A word ends where its letters end.
    if text.last?.isLetter == true, let next = after.first, next.isLetter || next.isNumber { return false }
    rest = after
    return true
  }

  private mutating func expression(_ strength: Int) throws -> Operand {
    var left = try prefix()
    while true {
      if take("is none") {
        left = try call("is none", [left])
      } else if take("is known") {
        left = try call("is known", [left])
      } else if take("is true") {
        left = try call("is true", [left])
      } else if take("is false") {
        left = try call("is false", [left])
      } else if take("in") {
        if take("{") {
          left = try call("in", [left] + list(until: "}"))
        } else {
          let low = try expression(5)
          guard take("..") else { throw Failure(message: "no .. at \(rest)") }
          left = try call("within", [left, low, expression(5)])
        }
      } else if let operation = ExampleEvaluator.infix.first(where: { candidate in
        guard candidate.strength > strength else { return false }
        var copy = self
        return copy.take(candidate.name)
      }) {
        _ = take(operation.name)
        left = try call(operation.name, [left, expression(operation.strength)])
      } else {
        return left
      }
    }
  }

  private mutating func list(until end: String) throws -> [Operand] {
    var operands: [Operand] = []
    while !take(end) {
      operands.append(try expression(0))
      _ = take(",")
    }
    return operands
  }

  private mutating func prefix() throws -> Operand {
    skipBlanks()
    if take("(") {
      let inner = try expression(0)
      guard take(")") else { throw Failure(message: "no ) at \(rest)") }
      return inner
    }
    if take("not") { return try call("not", [expression(3)]) }
    if rest.first == "-" {
      rest = rest.dropFirst()
      return try call("negate", [expression(8)])
    }
    if rest.first == "\"" { return try quoted() }
    if take("none") { return constant(.none, .nothing) }
    if take("true") { return constant(.bool(true), .bool) }
    if take("false") { return constant(.bool(false), .bool) }
    if rest.first?.isNumber == true { return try literal() }
    let names = Function.all.map(\.name).filter { $0.first?.isLetter == true }.sorted { $0.count > $1.count }
    for name in names where take(name) {
      if name.hasSuffix(" of") { return try call(name, [expression(8)]) }
      guard take("(") else { throw Failure(message: "no ( at \(rest)") }
      return try call(name, list(until: ")"))
    }
    throw Failure(message: "cannot read \(rest)")
  }

  private mutating func quoted() throws -> Operand {
    rest = rest.dropFirst()
    let text = String(rest.prefix { $0 != "\"" })
    rest = rest.dropFirst(text.count + 1)
    return constant(.text(text), .text)
  }

  private mutating func literal() throws -> Operand {
    var word = String(rest.prefix { $0.isLetter || $0.isNumber || "-:.".contains($0) })
    if let range = word.firstRange(of: "..") { word = String(word[..<range.lowerBound]) }
    // Only four digits and a minus sign begin a date.
    let isDate = word.count >= 5 && word.prefix(4).allSatisfy(\.isNumber) && word.dropFirst(4).first == "-"
    if !isDate { word = String(word.prefix { $0 != "-" }) }
    rest = rest.dropFirst(word.count)
    if isDate { return try date(word) }
    let digits = word.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits) else { throw Failure(message: "no number: \(word)") }
    let units: [String: Double] = ["s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800]
    if let unit = units[String(word.dropFirst(digits.count))] {
      return constant(.duration(Int64(number * unit * 1_000_000)), .duration)
    }
    if let integer = Int64(digits) { return constant(.integer(integer), .number) }
    return constant(.real(number), .number)
  }

  private func date(_ word: String) throws -> Operand {
    let parts = word.split(whereSeparator: { "-T:".contains($0) }).map(String.init)
    guard let year = Int(parts[0]), parts.count > 1 else { throw Failure(message: "no date: \(word)") }
    if parts[1].hasPrefix("Q"), let quarter = Int(parts[1].dropFirst()) {
      return constant(.period(.quarter, Int64(year * 4 + quarter - 1)), .period(.quarter))
    }
    guard let month = Int(parts[1]) else { throw Failure(message: "no month: \(word)") }
    if parts.count == 2 { return constant(.period(.month, Int64(year * 12 + month - 1)), .period(.month)) }
    let day = Calendar.day(year: year, month: month, day: Int(parts[2]) ?? 1)
    guard parts.count > 3, let hour = Int64(parts[3]) else { return constant(.date(day), .date) }
    let minute = parts.count > 4 ? Int64(parts[4]) ?? 0 : 0
    return constant(.time(day * 86_400_000_000 + hour * 3_600_000_000 + minute * 60_000_000), .time)
  }

  private func constant(_ value: Value, _ type: DataType) -> Operand {
    Operand(vector: constantVector(value, type), type: type, isConstant: true)
  }

  private func call(_ name: String, _ operands: [Operand]) throws -> Operand {
    guard let function = Function.named(name) else { throw Failure(message: "no function \(name)") }
    guard let type = function.resultType(operands.map(\.type)) else {
      throw Failure(message: "\(name) does not take \(operands.map(\.type))")
    }
    // The hours that the examples of `business_hours` count.
    var calendar = Calendar()
    let opening = BusinessHours.Opening(open: 9 * 3_600_000_000, close: 18 * 3_600_000_000)
    calendar.businessHours = BusinessHours(
      week: (0..<7).map { $0 < 5 ? [opening] : [] }, holidays: [], zone: nil, text: "mon-fri 09:00-18:00")
    let context = KernelContext(count: 1, resultType: type, calendar: calendar)
    return Operand(vector: try function.kernel(operands, context), type: type, isConstant: true)
  }
}
