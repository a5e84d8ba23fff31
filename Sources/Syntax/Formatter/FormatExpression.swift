import Diagnostics

/// Writes parts of the tree in their standard spelling.
struct Writer {
  let source: SourceText
  var layout = Layout()

  init(_ source: SourceText) { self.source = source }

  mutating func write(_ text: String) { layout.write(text) }

  // MARK: Names and texts

  /// A name, in backticks where it could be read as something else.
  func spelling(_ name: Name) -> String {
    if isPlain(name.text), !(name.isQuoted && Words.all.contains(name.text.lowercased())) { return name.text }
    if name.text.isEmpty || name.text.utf8.contains(UInt8(ascii: "`"))
      || name.text.utf8.contains(UInt8(ascii: "\n"))
    {
      return quoted(name.text)
    }
    return "`\(name.text)`"
  }

  /// Whether a text can stand as a name without backticks.
  func isPlain(_ text: String) -> Bool {
    var scalars = text.unicodeScalars.makeIterator()
    guard let first = scalars.next(), first.beginsName else { return false }
    while let scalar = scalars.next() {
      guard scalar.continuesName else { return false }
    }
    return true
  }

  func spelling(_ literal: Literal, _ range: SourceRange) -> String {
    switch literal {
    case .none: "none"
    case .bool(let value): value ? "true" : "false"
    case .integer, .real, .percent: source[range]
    case .text: textSpelling(source[range])
    case .duration(let duration): duration.spelling
    case .period(let period): period.spelling
    case .pattern(let pattern): patternSpelling(pattern)
    }
  }

  /// A text as it was written, in double quotes where nothing else must change for them.
  private func textSpelling(_ text: String) -> String {
    guard text.hasPrefix("'"), text.hasSuffix("'"), text.utf8.count >= 2 else { return text }
    let inside = text.dropFirst().dropLast()
    if inside.utf8.contains(where: {
      $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "'")
    }) {
      return text
    }
    return "\"\(inside)\""
  }

  func patternSpelling(_ pattern: String) -> String {
    var text = "/"
    var wasBackslash = false
    for scalar in pattern.unicodeScalars {
      if scalar == "/", !wasBackslash { text += "\\" }
      text.unicodeScalars.append(scalar)
      wasBackslash = scalar == "\\" && !wasBackslash
    }
    return text + "/"
  }

  // MARK: Expressions

  mutating func write(_ expression: Expression) {
    switch expression {
    case .literal(let literal, let range): write(spelling(literal, range))
    case .name(let name): write(spelling(name))
    case .member(let table, let column): write("\(spelling(table)).\(spelling(column))")
    case .parameter(let name): write("$\(name.text)")
    case .unary(.minus, let operand, _):
      write("-")
      write(operand)
    case .unary(.not, .binary(let operation, let left, let right, let operatorRange), let range)
    where range.start < operatorRange.start && isNegatedWord(operation, range, left, operatorRange):
      write(left)
      layout.breakableSpace(4)
      write("not \(operation.rawValue) ")
      write(right)
    case .unary(.not, let operand, _):
      write("not ")
      write(operand)
    case .binary(let operation, let left, let right, _):
      write(left)
      layout.breakableSpace(cost(operation))
      write("\(operation.rawValue) ")
      write(right)
    case .test(let operand, let test, let negated, _):
      write(operand)
      write(negated ? " is not \(test.rawValue)" : " is \(test.rawValue)")
    case .oneOf(let operand, let values, let negated, _):
      write(operand)
      write(negated ? " not in {" : " in {")
      list(values)
      write("}")
    case .within(let operand, let lower, let upper, let negated, _):
      write(operand)
      write(negated ? " not in " : " in ")
      write(lower)
      write(isShort(lower) && isShort(upper) ? ".." : " .. ")
      write(upper)
    case .memberOf(let operand, let window, let negated, _):
      write(operand)
      write(negated ? " not in " : " in ")
      write(window)
    case .call(let call): write(call)
    case .calendarPart(let part, let operand, _):
      switch part {
      case .period(let grain): write("\(grain.rawValue) of ")
      case .cycle(let cycle): write("\(cycle.rawValue) of ")
      }
      write(operand)
    case .cohort(let grain, _): write("cohort \(grain.rawValue)")
    case .at(let value, let instant, _):
      write(value)
      write("@")
      write(instant)
    case .running(let operand, _):
      write("running ")
      write(operand)
    case .restricted(let inside, let clauses, _):
      write("(")
      layout.depth += 1
      write(inside)
      for clause in clauses {
        layout.breakableSpace(0)
        write(clause.kind)
      }
      layout.depth -= 1
      write(")")
    case .parenthesised(let inside, _):
      write("(")
      layout.depth += 1
      write(inside)
      layout.depth -= 1
      write(")")
    case .unreadable(let range): write(source[range])
    }
  }

  /// Whether `not` was written inside the operator (`x not contains y`) and not before the comparison.
  private func isNegatedWord(
    _ operation: BinaryOperator, _ range: SourceRange, _ left: Expression, _ operatorRange: SourceRange
  ) -> Bool {
    left.range.start == range.start && operation.precedence == .comparison
  }

  /// How much a line end before an operator hurts.
  private func cost(_ operation: BinaryOperator) -> Int {
    switch operation.precedence {
    case .or: 0
    case .and: 1
    case .not, .comparison: 5
    case .sum: 2
    case .product, .sign: 6
    }
  }

  private func isShort(_ expression: Expression) -> Bool {
    switch expression {
    case .literal(.duration(let duration), _): !duration.spelling.contains(" ")
    case .literal, .name, .parameter: true
    case .unary(.minus, .literal, _): true
    default: false
    }
  }

  mutating func list(_ values: [Expression]) {
    layout.depth += 1
    for (place, value) in values.enumerated() {
      if place > 0 {
        write(",")
        layout.breakableSpace(0)
      }
      write(value)
    }
    layout.depth -= 1
  }

  private mutating func write(_ call: Call) {
    write("\(spelling(call.name))(")
    layout.depth += 1
    for (place, argument) in call.arguments.enumerated() {
      if place > 0 {
        write(",")
        layout.breakableSpace(0)
      }
      if let label = argument.label { write("\(spelling(label)) = ") }
      write(argument.value)
      if let weight = argument.weight {
        write(": ")
        write(weight)
      }
    }
    layout.depth -= 1
    if !call.keys.isEmpty {
      write(" by ")
      list(call.keys)
    }
    if let given = call.given {
      layout.depth += 1
      if !call.arguments.isEmpty { layout.breakableSpace(0) }
      write("given ")
      write(given)
      layout.depth -= 1
    }
    write(")")
  }
}

/// A text in double quotes with the escapes of the language.
package func quoted(_ value: String) -> String {
  var text = "\""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\t": text += "\\t"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}

extension PeriodLiteral {
  /// As it is written in the language: `2024-Q1`, `2024-03-31T14:05`.
  package var spelling: String {
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    switch self {
    case .year(let year): return digits(year, 4)
    case .quarter(let year, let quarter): return "\(digits(year, 4))-Q\(quarter)"
    case .month(let year, let month): return "\(digits(year, 4))-\(digits(month, 2))"
    case .week(let year, let week): return "\(digits(year, 4))-W\(digits(week, 2))"
    case .day(let year, let month, let day): return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    case .instant(let year, let month, let day, let hour, let minute, let second, let microsecond):
      var text =
        "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(digits(hour, 2)):\(digits(minute, 2))"
      if second != 0 || microsecond != 0 { text += ":\(digits(second, 2))" }
      if microsecond != 0 {
        var fraction = digits(microsecond, 6)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        text += ".\(fraction)"
      }
      return text
    }
  }
}
