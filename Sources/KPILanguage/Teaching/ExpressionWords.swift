import Diagnostics
import Functions
import Semantics
import Syntax

/// An expression of the language as a phrase of a human language: one rule for each construct, none for single KPIs.
struct ExpressionWords {
  let phrases: Phrases
  let source: SourceText
  /// What an aggregate counts: the rows, or the keys after `per`.
  var rows: RowNoun
  /// What an aggregate inside an aggregate counts: the rows of a key.
  var innerRows: RowNoun
  /// Parameters with their values as written.
  var parameters: [String: String] = [:]
  /// `let`s that are dates or times.
  var times: Set<String> = []

  init(_ phrases: Phrases, _ source: SourceText, rows: RowNoun, innerRows: RowNoun) {
    self.phrases = phrases
    self.source = source
    self.rows = rows
    self.innerRows = innerRows
  }

  /// The expression as a value: a noun phrase.
  func value(_ expression: Syntax.Expression) -> String {
    switch expression {
    case .literal(let literal, let range): return text(literal, range)
    case .name(let name): return self.name(name)
    case .member(let table, let column): return "`\(column.text)` (\(table.text))"
    case .parameter(let name): return "$\(name.text)"
    case .parenthesised(let inner, _): return "(\(value(inner)))"
    case .unary(.minus, let operand, _): return phrases.negative(value(operand))
    case .binary(let operation, let left, let right, _): return arithmetic(operation, left, right)
    case .call(let call): return self.call(call)
    case .calendarPart(.period(let grain), let operand, _):
      return phrases.of(phrases.withArticle(grain), value(operand))
    case .calendarPart(.cycle(let cycle), let operand, _):
      return phrases.of(phrases.word(for: cycle), value(operand))
    case .cohort(let grain, _): return phrases.word(for: grain)
    case .at(let value, let instant, _): return phrases.atInstant(self.value(value), self.instant(instant))
    case .running(let inner, _): return phrases.running(value(inner))
    case .restricted(let inner, let clauses, _):
      let conditions = clauses.compactMap { clause -> String? in
        if case .filter(let filter) = clause.kind { condition(filter) } else { nil }
      }
      return "\(value(inner)) (\(phrases.list(conditions)))"
    case .unary(.not, _, _), .test, .oneOf, .within, .memberOf: return condition(expression)
    case .unreadable(let range): return source[range].oneLine
    }
  }

  /// The expression as a condition: a sentence without an end.
  func condition(_ expression: Syntax.Expression) -> String {
    switch expression {
    case .parenthesised(let inner, _): return "(\(condition(inner)))"
    case .unary(.not, let operand, _): return negation(operand)
    case .binary(.and, let left, let right, _): return phrases.both(condition(left), condition(right))
    case .binary(.or, let left, let right, _): return phrases.either(condition(left), condition(right))
    case .binary(.equal, let left, let right, _):
      if case .literal(.bool(let flag), _) = right.inner { return phrases.isTrue(value(left), flag) }
      return phrases.comparison(.equal, value(left), value(right), isTime: false)
    case .binary(let operation, let left, let right, _):
      return phrases.comparison(
        operation, value(left), value(right), isTime: isTime(left) || isTime(right))
    case .test(let operand, let test, let negated, _):
      switch test {
      case .none: return phrases.isKnown(value(operand), negated)
      case .known: return phrases.isKnown(value(operand), !negated)
      case .isTrue:
        return negated ? phrases.isSurelyNot(value(operand)) : phrases.isTrue(value(operand), true)
      case .isFalse: return phrases.isTrue(value(operand), negated)
      }
    case .oneOf(let operand, let members, let negated, _):
      return phrases.oneOf(value(operand), members.map(value), isNegated: negated)
    case .within(let operand, let low, let high, let negated, _):
      return phrases.within(value(operand), value(low), value(high), isNegated: negated)
    case .memberOf(let operand, let window, let negated, _):
      return phrases.liesIn(value(operand), value(window), isNegated: negated)
    case .at(let inner, let instant, _):
      if case .name(let name) = inner.inner, name.text == "active" {
        return phrases.isActive(self.instant(instant), true)
      }
      return value(expression)
    case .call(let call):
      switch call.name.text.lowercased() {
      case "filled":
        if let operand = call.arguments.first { return phrases.isFilled(value(operand.value), true) }
      case "joined_in", "left_in":
        if call.arguments.count == 2 {
          return phrases.edgeLiesIn(
            joined: call.name.text.lowercased() == "joined_in", value(call.arguments[0].value),
            value(call.arguments[1].value))
        }
      case "any":
        if let operand = call.arguments.first {
          return phrases.anyRow(inside.condition(operand.value), innerRows)
        }
      case "all":
        if let operand = call.arguments.first {
          return phrases.allRows(inside.condition(operand.value), innerRows)
        }
      default: break
      }
      return value(expression)
    case .name: return phrases.isTrue(value(expression), true)
    default: return value(expression)
    }
  }

  private func negation(_ operand: Syntax.Expression) -> String {
    switch operand.inner {
    case .at(let inner, let instant, _):
      if case .name(let name) = inner.inner, name.text == "active" {
        return phrases.isActive(self.instant(instant), false)
      }
    case .call(let call) where call.name.text.lowercased() == "filled":
      if let operand = call.arguments.first { return phrases.isFilled(value(operand.value), false) }
    case .name: return phrases.isTrue(value(operand), false)
    default: break
    }
    return phrases.negation(condition(operand))
  }

  // MARK: Names and literals

  private func name(_ name: Name) -> String {
    if !name.isQuoted {
      switch name.text {
      case "now": return phrases.now
      case "start": return phrases.start
      case "end": return phrases.end
      case "age": return phrases.age
      case "age_start": return phrases.ageStart
      default: break
      }
    }
    if let value = parameters[name.text] { return "`\(name.text)` (\(value))" }
    return "`\(name.text)`"
  }

  /// An instant behind `@`: at the start of the period.
  private func instant(_ expression: Syntax.Expression) -> String { phrases.at(value(expression)) }

  func text(_ literal: Literal, _ range: SourceRange) -> String {
    switch literal {
    case .none: phrases.unknown
    case .duration(let duration): phrases.length(duration.count, duration.unit)
    default: source[range].oneLine
    }
  }

  // MARK: Arithmetic

  private func arithmetic(_ operation: BinaryOperator, _ left: Syntax.Expression, _ right: Syntax.Expression)
    -> String
  {
    switch operation {
    case .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches, .contains,
      .startsWith, .endsWith:
      return condition(.binary(operation, left, right, operatorRange: left.range))
    case .minus where isTime(left) && isTime(right): return phrases.lengthBetween(value(right), value(left))
    case .minus where isTime(left): return phrases.earlier(value(left), by: value(right))
    case .plus where isTime(left): return phrases.later(value(left), by: value(right))
    default: return phrases.arithmetic(operation, value(left), value(right))
    }
  }

  /// Whether an expression is a date or a time, as far as its text says so.
  func isTime(_ expression: Syntax.Expression) -> Bool {
    switch expression.inner {
    case .name(let name):
      return ["now", "start", "end", "age_start"].contains(name.text) || name.text.hasSuffix("_at")
        || times.contains(name.text)
    case .literal(.period, _): return true
    case .binary(.plus, let left, _, _): return isTime(left)
    case .binary(.minus, let left, let right, _): return isTime(left) && !isTime(right)
    case .call(let call):
      switch call.name.text.lowercased() {
      case "joined", "left": return call.arguments.isEmpty
      case "first", "last", "nth", "min", "max", "coalesce", "next", "prev":
        return call.arguments.first.map { isTime($0.value) } ?? false
      default: return false
      }
    default: return false
    }
  }

  // MARK: Calls

  /// The words for what stands inside an aggregate.
  private var inside: ExpressionWords {
    var words = self
    words.rows = innerRows
    return words
  }

  private func call(_ call: Call) -> String {
    if let aggregate = AggregateFunction(written: call),
      !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
    {
      return self.aggregate(aggregate, call)
    }
    let arguments = call.arguments.map(\.value)
    let spoken = arguments.map(value)
    switch (call.name.text.lowercased(), arguments.count) {
    case ("if", 2...3):
      return phrases.choice(condition(arguments[0]), spoken[1], spoken.count == 3 ? spoken[2] : nil)
    case ("coalesce", 1...): return phrases.firstKnown(spoken)
    case ("min", 2...): return phrases.smaller(spoken)
    case ("max", 2...): return phrases.larger(spoken)
    case ("scale", 3): return phrases.scaled(spoken[0], spoken[1], spoken[2])
    case ("weigh", 1...):
      return phrases.weighed(
        call.arguments.map { (value($0.value), $0.weight.map(value) ?? "1") })
    case ("coverage", 1...): return phrases.coverage(spoken)
    case ("ntile", 2): return phrases.ntile(spoken[0], spoken[1])
    case ("days", 1), ("hours", 1), ("minutes", 1):
      return phrases.inUnit(spoken[0], call.name.text.lowercased())
    case ("next", 1) where !call.keys.isEmpty:
      return phrases.neighbour(spoken[0], isNext: true, keys: call.keys.map(value))
    case ("prev", 1) where !call.keys.isEmpty:
      return phrases.neighbour(spoken[0], isNext: false, keys: call.keys.map(value))
    case ("prev", 1): return phrases.earlierPeriod(spoken[0], "1")
    case ("prev", 2): return phrases.earlierPeriod(spoken[0], spoken[1])
    case ("total", 1): return phrases.ofAll(spoken[0])
    case ("probability_alive", 3): return phrases.chanceToBuy(spoken)
    case ("expected_orders", 4): return phrases.expectedPurchases(spoken[3], Array(spoken[..<3]))
    case ("expected_amount", 2): return phrases.expectedAmount(spoken)
    case ("lifetime_value", 5...6):
      return phrases.lifetimeValue(spoken[4], spoken.count > 5 ? spoken[5] : nil, Array(spoken[..<4]))
    case ("joined", 0): return phrases.joinedDay(true)
    case ("left", 0): return phrases.joinedDay(false)
    case ("filled", 1), ("joined_in", 2), ("left_in", 2): return condition(.call(call))
    default: break
    }
    if Function.named(call.name.text) == nil, call.arguments.contains(where: { $0.label != nil }) {
      return phrases.kpi(
        call.name.text,
        phrases.list(
          call.arguments.map { argument in
            (argument.label.map { "\($0.text) = " } ?? "") + value(argument.value)
          }))
    }
    return "\(call.name.text)(\(spoken.joined(separator: ", ")))"
  }

  private func aggregate(_ aggregate: AggregateFunction, _ call: Call) -> String {
    let within = inside
    let given = call.given.map(within.condition)
    let first = call.arguments.first?.value
    let operand = first.map(within.value) ?? ""
    let second = call.arguments.count > 1 ? within.value(call.arguments[1].value) : ""
    switch aggregate {
    case .count: return phrases.count(rows, of: first == nil ? nil : operand, given: given)
    case .distinct:
      if case .calendarPart(.period(let grain), let inner, _)? = first?.inner {
        return phrases.distinctPeriods(grain, within.value(inner), given: given)
      }
      return phrases.distinct(operand, given: given)
    case .sum: return phrases.sum(operand, given: given)
    case .mean: return phrases.mean(operand, given: given)
    case .median: return phrases.median(operand, given: given)
    case .pct: return phrases.percentile(second, operand, given: given)
    case .share: return phrases.share(first.map(within.condition) ?? "", of: rows, given: given)
    case .min: return phrases.smallest(operand, given: given)
    case .max: return phrases.largest(operand, given: given)
    case .first: return phrases.first(operand, given: given)
    case .last: return phrases.last(operand, given: given)
    case .nth: return phrases.nth(second, operand, given: given)
    case .any: return phrases.anyRow(first.map(within.condition) ?? "", innerRows)
    case .all: return phrases.allRows(first.map(within.condition) ?? "", innerRows)
    case .stddev: return phrases.deviation(operand, given: given)
    case .surv:
      let time = call.arguments.count > 2 ? within.value(call.arguments[2].value) : ""
      return phrases.survival(operand, second, at: time, rows)
    case .survMedian: return phrases.survivalMedian(operand, second, rows)
    }
  }
}
