import Diagnostics
import Functions
import Semantics
import Syntax

/// A formula as MathML, which browsers set by themselves: fractions, sums, instants as indices.
struct FormulaMarkup {
  let kpi: KnownKPI
  let phrases: Phrases
  private let rows: RowNoun
  private let innerRows: RowNoun

  init(_ kpi: KnownKPI, _ phrases: Phrases) {
    self.kpi = kpi
    self.phrases = phrases
    let words = DefinitionInWords(kpi, phrases)
    rows = words.counted
    innerRows = words.rows
  }

  /// `name = formula`
  var markup: String {
    "<math display=\"block\"><mrow>\(text(kpi.name))<mo>=</mo>"
      + "\(markup(kpi.definition.formula, isInside: false))</mrow></math>"
  }

  private func markup(_ expression: Syntax.Expression, isInside: Bool) -> String {
    func inner(_ part: Syntax.Expression) -> String { markup(part, isInside: isInside) }
    switch expression {
    case .literal(.none, _): return "<mo>∅</mo>"
    case .literal(let literal, let range):
      if case .text = literal { return text(kpi.source[range].oneLine) }
      return "<mn>\(escaped(kpi.source[range].oneLine))</mn>"
    case .name(let name): return text(name.text)
    case .member(_, let column): return text(column.text)
    case .parameter(let name): return text("$" + name.text)
    case .parenthesised(let part, _):
      // A fraction bar needs no brackets, and what holds only a fraction neither.
      if case .binary(.divided, _, _, _) = part { return inner(part) }
      return "<mrow><mo>(</mo>\(inner(part))<mo>)</mo></mrow>"
    case .unary(.minus, let part, _): return "<mrow><mo>−</mo>\(inner(part))</mrow>"
    case .unary(.not, let part, _): return "<mrow>\(word(phrases.say("not", "no")))\(inner(part))</mrow>"
    case .binary(.divided, let left, let right, _):
      return "<mfrac>\(inner(left.withoutBrackets))\(inner(right.withoutBrackets))</mfrac>"
    case .binary(let operation, let left, let right, _):
      return "<mrow>\(inner(left))\(sign(operation))\(inner(right))</mrow>"
    case .test(let part, let test, let negated, _):
      switch test {
      case .none, .known:
        return "<mrow>\(inner(part))<mo>\((test == .none) == !negated ? "=" : "≠")</mo><mo>∅</mo></mrow>"
      case .isTrue, .isFalse:
        return "<mrow>\(inner(part))<mo>\(negated ? "≠" : "=")</mo>\(word(test.rawValue))</mrow>"
      }
    case .oneOf(let part, let members, let negated, _):
      let listed = members.map(inner).joined(separator: "<mo>,</mo>")
      return "<mrow>\(inner(part))<mo>\(negated ? "∉" : "∈")</mo><mo>{</mo>\(listed)<mo>}</mo></mrow>"
    case .within(let part, let low, let high, let negated, _):
      let range = "<mrow>\(inner(low))<mo>≤</mo>\(inner(part))<mo>≤</mo>\(inner(high))</mrow>"
      return negated ? "<mrow>\(word(phrases.say("not", "no")))\(range)</mrow>" : range
    case .memberOf(let part, let window, let negated, _):
      return "<mrow>\(inner(part))<mo>\(negated ? "∉" : "∈")</mo>\(inner(window))</mrow>"
    case .at(let value, let instant, _): return "<msub>\(inner(value))\(inner(instant))</msub>"
    case .running(let part, _):
      return "<mrow><munder><mo>∑</mo>\(word(phrases.say("ages", "edades")))</munder>\(inner(part))</mrow>"
    case .calendarPart(let part, let operand, _):
      let name =
        switch part {
        case .period(let grain): phrases.word(for: grain)
        case .cycle(let cycle): cycle.rawValue
        }
      return "<mrow>\(word(name))<mo>(</mo>\(inner(operand))<mo>)</mo></mrow>"
    case .call(let call): return self.call(call, isInside: isInside)
    case .restricted(let part, let clauses, _):
      let conditions = clauses.compactMap { clause -> String? in
        if case .filter(let condition) = clause.kind { inner(condition) } else { nil }
      }
      return "<msub>\(inner(part))<mrow>\(conditions.joined())</mrow></msub>"
    case .cohort, .unreadable: return text(kpi.source[expression.range].oneLine)
    }
  }

  private func call(_ call: Call, isInside: Bool) -> String {
    let name = call.name.text.lowercased()
    if let aggregate = AggregateFunction(written: call),
      !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
    {
      return self.aggregate(aggregate, call, isInside: isInside)
    }
    let arguments = call.arguments.map { argument in
      markup(argument.value, isInside: isInside)
        + (argument.weight.map { "<mo>:</mo>" + markup($0, isInside: isInside) } ?? "")
    }
    switch (name, arguments.count) {
    case ("prev", 1): return "<msub>\(arguments[0])<mrow><mo>−</mo><mn>1</mn></mrow></msub>"
    case ("prev", 2): return "<msub>\(arguments[0])<mrow><mo>−</mo>\(arguments[1])</mrow></msub>"
    case ("total", 1): return "<msub>\(arguments[0])\(word(phrases.say("all", "todos")))</msub>"
    case ("days", 1), ("hours", 1), ("minutes", 1):
      return "<msub><mrow><mo>(</mo>\(arguments[0])<mo>)</mo></mrow>\(word(phrases.unit(name)))</msub>"
    default:
      return
        "<mrow>\(text(call.name.text))<mo>(</mo>\(arguments.joined(separator: "<mo>,</mo>"))<mo>)</mo></mrow>"
    }
  }

  private func aggregate(_ aggregate: AggregateFunction, _ call: Call, isInside: Bool) -> String {
    let noun = word((isInside ? innerRows : self.rows).many)
    let given = call.given.map { markup($0, isInside: true) }
    let arguments = call.arguments.map { markup($0.value, isInside: true) }
    /// The rows that satisfy some conditions, as a set.
    func rows(_ conditions: [String?]) -> String {
      let known = conditions.compactMap(\.self)
      guard !known.isEmpty else { return "<mrow><mo>#</mo>\(noun)</mrow>" }
      return "<mrow><mo>#</mo><mo>{</mo>\(noun)<mo>:</mo>"
        + known.joined(separator: sign(.and)) + "<mo>}</mo></mrow>"
    }
    switch aggregate {
    case .share:
      return
        "<mrow><mn>100</mn><mo>·</mo><mfrac>\(rows([given, arguments.first]))\(rows([given]))</mfrac></mrow>"
    case .count:
      return rows([arguments.first.map { "<mrow>\($0)<mo>≠</mo><mo>∅</mo></mrow>" }, given])
    case .sum:
      let sum = "<mrow><mo>∑</mo>\(arguments.first ?? "")</mrow>"
      guard let given else { return sum }
      return "<mrow><munder><mo>∑</mo>\(given)</munder>\(arguments.first ?? "")</mrow>"
    default:
      let condition = given.map { "<mo>|</mo>" + $0 } ?? ""
      return "<mrow>\(text(aggregate.rawValue))<mo>(</mo>"
        + arguments.joined(separator: "<mo>,</mo>") + condition + "<mo>)</mo></mrow>"
    }
  }

  private func sign(_ operation: BinaryOperator) -> String {
    switch operation {
    case .minus: "<mo>−</mo>"
    case .times: "<mo>·</mo>"
    case .lessOrEqual: "<mo>≤</mo>"
    case .greaterOrEqual: "<mo>≥</mo>"
    case .notEqual: "<mo>≠</mo>"
    case .less: "<mo>&lt;</mo>"
    case .greater: "<mo>&gt;</mo>"
    case .and: "<mtext> \(phrases.say("and", "y")) </mtext>"
    case .or: "<mtext> \(phrases.say("or", "o")) </mtext>"
    case .plus, .equal: "<mo>\(operation.rawValue)</mo>"
    default: "<mtext> \(escaped(operation.rawValue)) </mtext>"
    }
  }

  private func text(_ name: String) -> String { "<mtext class=\"name\">\(escaped(name))</mtext>" }
  private func word(_ word: String) -> String { "<mtext>\(escaped(word))</mtext>" }
}

extension Syntax.Expression {
  fileprivate var withoutBrackets: Syntax.Expression {
    if case .parenthesised(let inner, _) = self { return inner }
    return self
  }
}

/// A text inside HTML.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case _ where scalar.value < 32 && scalar != "\n" && scalar != "\t": break
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
