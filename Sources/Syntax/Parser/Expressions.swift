import Diagnostics

extension Parser {
  /// Reads a formula: operands with operators between them, by precedence.
  mutating func parseExpression(atLeast lowest: Precedence = .or) -> Expression {
    let first = parseOperand()
    return parseOperators(behind: first, atLeast: lowest)
  }

  /// Reads the operators behind an operand, with their right sides.
  private mutating func parseOperators(behind first: Expression, atLeast lowest: Precedence) -> Expression {
    var left = first
    var comparison: (range: SourceRange, left: Expression)?
    while !isRecovering, index < end {
      guard let found = infixHere(), found.precedence >= lowest else { break }
      if found.precedence == .comparison {
        if comparison != nil {
          report(
            .chainedComparison, "a comparison stands between two values, not three", at: current.range,
            label: "write `and` between two comparisons")
          isRecovering = true
          break
        }
        comparison = (current.range, left)
      } else {
        comparison = nil
      }
      let leftHeight = height
      let before = index
      left = parseInfix(found, left)
      height = max(leftHeight, height) + 1
      if height > Self.greatestHeight {
        report(
          .tooDeep, "this formula chains more operators than can be kept apart", at: tokens[before].range,
          help: [
            "compare with many values at once, as in `country in {\"ES\", \"FR\"}`, or name parts with `let`"
          ])
        giveUp()
        return .unreadable(left.range)
      }
    }
    return left
  }

  /// Leaves the rest of the statement unread.
  mutating func giveUp() {
    isRecovering = true
    hasGivenUp = true
    index = end
    height = 0
  }

  // MARK: Operators between two operands

  enum Infix {
    case binary(BinaryOperator, length: Int)
    /// `in`, `not in`, `between`, `not between`
    case membership(isBetween: Bool, negated: Bool, length: Int)
    /// `contains`, `starts with`, `ends with` behind `not`
    case negated(BinaryOperator, length: Int)
    case test
    /// `is` with anything else behind it: meant as `=`.
    case misusedIs
    case like(negated: Bool, length: Int)

    var precedence: Precedence {
      switch self {
      case .binary(let operation, _): operation.precedence
      default: .comparison
      }
    }
  }

  /// The operator that stands here, if one does.
  func infixHere() -> Infix? {
    let here = current
    guard here.kind == .word || here.kind == .operator else { return nil }
    switch here.symbol {
    case "starts": return at("with", distance: 1) ? .binary(.startsWith, length: 2) : nil
    case "ends": return at("with", distance: 1) ? .binary(.endsWith, length: 2) : nil
    case "in": return .membership(isBetween: false, negated: false, length: 1)
    case "between": return .membership(isBetween: true, negated: false, length: 1)
    case "like", "ilike": return .like(negated: false, length: 1)
    case "not":
      switch token(1).symbol {
      case "in": return .membership(isBetween: false, negated: true, length: 2)
      case "between": return .membership(isBetween: true, negated: true, length: 2)
      case "like", "ilike": return .like(negated: true, length: 2)
      case "contains": return .negated(.contains, length: 2)
      case "starts" where at("with", distance: 2): return .negated(.startsWith, length: 3)
      case "ends" where at("with", distance: 2): return .negated(.endsWith, length: 3)
      default: return nil
      }
    case "is":
      if isTest(at("not", distance: 1) ? 2 : 1) { return .test }
      return isDefinition ? nil : .misusedIs
    default:
      guard let operation = BinaryOperator(symbol: here.symbol) else { return nil }
      return .binary(operation, length: 1)
    }
  }

  /// Whether the word at a distance is one that `is` tests for.
  private func isTest(_ distance: Int) -> Bool {
    switch token(distance).symbol {
    case "none", "known", "true", "false", "null", "unknown": true
    default: false
    }
  }

  private mutating func parseInfix(_ infix: Infix, _ left: Expression) -> Expression {
    let start = left.range.start
    let operatorRange = current.range
    switch infix {
    case .binary(let operation, let length):
      index += length
      let range = self.range(from: operatorRange.start)
      let right = parseRightOperand(operation.precedence, after: range)
      return .binary(operation, left, right, operatorRange: range)
    case .negated(let operation, let length):
      index += length
      let operatorRange = self.range(from: operatorRange.start)
      let right = parseRightOperand(.comparison, after: operatorRange)
      return .unary(
        .not, .binary(operation, left, right, operatorRange: operatorRange), self.range(from: start))
    case .test:
      index += 1
      let negated = take("not")
      let word = current
      index += 1
      var isNegated = negated
      var test = Test(rawValue: word.symbol) ?? .none
      if word.symbol == "null" {
        report(
          .sqlOperator, "an unknown value is called `none` here", at: word.range, label: "write `none`",
          fix: "none")
      } else if word.symbol == "unknown" {
        test = .known
        isNegated.toggle()
      }
      return .test(left, test, negated: isNegated, range(from: start))
    case .misusedIs:
      index += 1
      let isNegated = take("not")
      let range = self.range(from: operatorRange.start)
      if !isNegated, current.kind == .operator, let found = infixHere(), found.precedence == .comparison {
        report(
          .unexpected, "`is` is not needed before another comparison", at: range, label: "leave it out",
          fix: "")
        return parseInfix(found, left)
      }
      let sign = isNegated ? "!=" : "="
      report(
        .unexpected, "`is` tests for none, known, true or false; values are compared with `\(sign)`",
        at: range,
        label: "write `\(sign)`", fix: sign)
      let right = parseRightOperand(.comparison, after: range)
      return .binary(isNegated ? .notEqual : .equal, left, right, operatorRange: range)
    case .like(let negated, let length):
      index += length
      return parseLike(left, negated: negated, from: operatorRange.start)
    case .membership(let isBetween, let negated, let length):
      index += length
      return isBetween
        ? parseBetween(left, negated: negated)
        : parseMembership(left, negated: negated)
    }
  }

  /// Reads what stands right of an operator; it binds more tightly than the operator.
  private mutating func parseRightOperand(_ precedence: Precedence, after operatorRange: SourceRange)
    -> Expression
  {
    let tighter = Precedence(rawValue: precedence.rawValue + 1) ?? .sign
    // `not` may stand right of `and` and `or`, and `a = not b` reads well enough.
    if precedence == .product { return parseOperand() }
    return parseExpression(atLeast: tighter)
  }

  /// `x between a and b`
  private mutating func parseBetween(_ left: Expression, negated: Bool) -> Expression {
    let leftHeight = height
    let lower = parseExpression(atLeast: .sum)
    let lowerHeight = height
    if !take("and"), !take(".."), !isRecovering {
      reportExpected(.missingOperand, "`and` with the upper end", example: "between 1 and 5")
    }
    let upper = isRecovering ? .unreadable(current.range) : parseExpression(atLeast: .sum)
    height = max(leftHeight, lowerHeight, height) + 1
    return .within(left, lower, upper, negated: negated, range(from: left.range.start))
  }

  /// `x in {a, b}`, `x in (a, b)`, `x in a..b`, `x in age`
  private mutating func parseMembership(_ left: Expression, negated: Bool) -> Expression {
    let start = left.range.start
    let leftHeight = height
    if at("{") || at("(") || at("[") {
      let bracket = index
      let isCurly = at("{")
      if let values = parseValues() {
        if at(".."), !isCurly, values.count == 1, let value = values.first {
          // `in (a + 1)..b`: the bracket belonged to the lower end.
          let lower = Expression.parenthesised(value, range(from: tokens[bracket].range.start))
          index += 1
          let upper = parseExpression(atLeast: .sum)
          height = max(leftHeight, height) + 1
          return .within(left, lower, upper, negated: negated, range(from: start))
        }
        if !isCurly, values.count == 1, let value = values.first, !isRecovering, let infix = infixHere(),
          infix.precedence > .comparison
        {
          // `in (a + 1) * 2..b`: the bracket began a formula.
          let operand = Expression.parenthesised(value, range(from: tokens[bracket].range.start))
          let lower = parseOperators(behind: operand, atLeast: .sum)
          return parseRangeOrMember(left, negated: negated, leftHeight: leftHeight, lower: lower)
        }
        height = max(leftHeight, height) + 1
        return .oneOf(left, values, negated: negated, range(from: start))
      }
      height = max(leftHeight, height) + 1
      return .oneOf(left, [], negated: negated, range(from: start))
    }
    return parseRangeOrMember(left, negated: negated, leftHeight: leftHeight, lower: nil)
  }

  /// `a..b` or a window; `lower` is what was read of it already.
  private mutating func parseRangeOrMember(
    _ left: Expression, negated: Bool, leftHeight: Int, lower known: Expression?
  ) -> Expression {
    let start = left.range.start
    if known == nil, let words = periodWordsHere() {
      report(
        .periodExpected, "`\(words)` is a period of the query, not of a condition", at: current.range,
        label: "write `during \(words)` behind the conditions")
      isRecovering = true
      return .memberOf(left, .unreadable(current.range), negated: negated, range(from: start))
    }
    let lower = known ?? parseExpression(atLeast: .sum)
    let lowerHeight = height
    if !isRecovering, take("..") {
      let upper = parseExpression(atLeast: .sum)
      height = max(leftHeight, lowerHeight, height) + 1
      return .within(left, lower, upper, negated: negated, range(from: start))
    }
    height = max(leftHeight, lowerHeight) + 1
    if case .literal(.text, _) = lower, !isRecovering {
      return .oneOf(left, [lower], negated: negated, range(from: start))
    }
    return .memberOf(left, lower, negated: negated, range(from: start))
  }

  /// `last 90 days`, `this month`, if such words stand here.
  private func periodWordsHere() -> String? {
    guard current.kind == .word else { return nil }
    switch current.symbol {
    case "last", "this", "previous":
      if DurationUnit(word: token(1).symbol) != nil { return "\(current.symbol) \(text(token(1)))" }
      if token(1).kind == .number, DurationUnit(word: token(2).symbol) != nil {
        return "\(current.symbol) \(text(token(1))) \(text(token(2)))"
      }
      return nil
    default: return nil
    }
  }

  /// `{a, b}` or `(a, b)`; nil if it could not be read.
  private mutating func parseValues() -> [Expression]? {
    let opening = current
    let closing = opening.symbol == "{" ? "}" : opening.symbol == "(" ? ")" : "]"
    if opening.symbol == "[" {
      report(.unexpected, "a set of values stands in curly brackets", at: opening.range, label: "write `{`")
    }
    guard enterBracket() else { return nil }
    defer { depth -= 1 }
    var values: [Expression] = []
    var greatest = 0
    if !at(closing) {
      readList { parser in
        if parser.at(closing), !values.isEmpty { return }
        values.append(parser.parseExpression())
        if parser.at(".."), !parser.isRecovering {
          let start = parser.current.range
          parser.index += 1
          _ = parser.parseExpression(atLeast: .sum)
          parser.report(
            .unexpected, "a range stands without brackets", at: start, label: "write `in 1..5`")
        }
        greatest = max(greatest, parser.height)
        if !parser.isRecovering, !parser.at(","), !parser.at(closing), !parser.isAtEnd {
          parser.reportExpected(.unexpected, "a comma or `\(closing)`")
        }
      }
    }
    height = greatest
    close(closing, opening)
    return values
  }

  /// `x like "%text%"` is read, and answered with `contains`.
  private mutating func parseLike(_ left: Expression, negated: Bool, from start: Int) -> Expression {
    let pattern = current
    let operatorRange = range(from: start)
    let right = parseExpression(atLeast: .sum)
    guard pattern.kind == .text, case .literal(.text(let value), _) = right else {
      report(
        .sqlOperator, "`like` is not part of the language", at: operatorRange,
        label: "write `contains`, `starts with`, `ends with`, or `~` for a pattern")
      return .unreadable(left.range)
    }
    let isOpenAtStart = value.hasPrefix("%")
    let isOpenAtEnd = value.hasSuffix("%") && value.count > 1
    var inside = Substring(value)
    if isOpenAtStart { inside = inside.dropFirst() }
    if isOpenAtEnd { inside = inside.dropLast() }
    let canBeWritten = !inside.contains("%") && !inside.contains("_") && !negated
    let word = isOpenAtStart ? (isOpenAtEnd ? "contains" : "ends with") : isOpenAtEnd ? "starts with" : "="
    let correct = "\(word) \(quoted(String(inside)))"
    report(
      .sqlOperator, "`like` is not part of the language", at: operatorRange,
      label: canBeWritten ? "write `\(correct)`" : "write `contains`, or `~` for a pattern",
      fix: canBeWritten ? correct : nil, fixing: range(from: start))
    return .binary(.contains, left, right, operatorRange: operatorRange)
  }

  // MARK: Operands

  /// Reads a value with the signs before and behind it: `not x`, `-x`, `mrr@end`.
  mutating func parseOperand() -> Expression {
    operandDepth += 1
    defer { operandDepth -= 1 }
    guard operandDepth <= Self.greatestOperandDepth else {
      report(
        .tooDeep, "too many signs and words stand before one value", at: current.range,
        help: ["name parts of the formula with `let`"])
      giveUp()
      return .unreadable(SourceRange(endOffset, endOffset))
    }
    let start = current
    if start.symbol == "not", start.kind == .word || start.kind == .operator {
      if beginsOperand(token(1)) || token(1).symbol == "not" {
        index += 1
        let operand = parseExpression(atLeast: .comparison)
        height += 1
        return .unary(.not, operand, range(from: start.range.start))
      }
    }
    if start.kind == .operator, start.symbol == "-" {
      index += 1
      let operand = parseOperand()
      height += 1
      return .unary(.minus, operand, range(from: start.range.start))
    }
    if start.kind == .operator, start.symbol == "+" {
      report(.unexpected, "a number needs no `+` before it", at: start.range, label: "leave it out", fix: "")
      index += 1
      return parseOperand()
    }
    if start.kind == .word, start.symbol == "running", beginsOperand(token(1)), token(1).symbol != "(" {
      index += 1
      let operand = parseOperand()
      height += 1
      return .running(operand, range(from: start.range.start))
    }
    height = 1
    var value = parsePrimary()
    while !isRecovering, at("@") {
      index += 1
      let valueHeight = height
      let instant = parseInstant()
      height = max(valueHeight, height) + 1
      value = .at(value, instant: instant, range(from: value.range.start))
      if height > Self.greatestHeight {
        report(.tooDeep, "there are too many `@` in a row", at: value.range)
        giveUp()
      }
    }
    return value
  }

  /// What stands behind `@`: a name, a date, or a formula in brackets.
  private mutating func parseInstant() -> Expression {
    height = 1
    return parsePrimary()
  }

  /// Reads a single value: a literal, a name, a call, something in brackets.
  private mutating func parsePrimary() -> Expression {
    let here = current
    switch here.kind {
    case .number: return parseNumber()
    case .duration:
      index += 1
      return duration(here)
    case .period:
      index += 1
      guard let period = readPeriod(here) else { return .unreadable(here.range) }
      return .literal(.period(period), here.range)
    case .text:
      index += 1
      return .literal(.text(textValue(here)), here.range)
    case .pattern:
      index += 1
      report(.unexpected, "a pattern in slashes belongs to `theme`", at: here.range, label: "write `~ \"…\"`")
      return .unreadable(here.range)
    case .parameter:
      index += 1
      return .parameter(parameterName(here))
    case .name, .word: return parseName()
    case .punctuation where here.symbol == "(": return parseBrackets()
    case .unreadable:
      hasUnfixedError = true
      index += 1
      isRecovering = true
      return .unreadable(here.range)
    default:
      if here.symbol == "/" { return parseStraySlash() }
      reportExpected(.missingOperand, "a value", example: exampleOfValue)
      return .unreadable(SourceRange(here.range.start, here.range.start))
    }
  }

  /// What could stand here, by the word before: told when nothing does.
  private var exampleOfValue: String? {
    guard index > 0 else { return nil }
    switch tokens[index - 1].symbol {
    case "where", "keep", "given", "expect": return "\(tokens[index - 1].symbol) nps >= 9"
    case "and", "or", "not": return "\(tokens[index - 1].symbol) country = \"Spain\""
    case "by": return "by month"
    case "sort": return "sort nps desc"
    case "pivot": return "pivot country"
    case "is": return "is share(nps >= 9)"
    case "when": return "when responded_at"
    case "from": return "from responses"
    default: return nil
    }
  }

  /// A slash where a value is expected: a comment or a pattern as other languages write them.
  private mutating func parseStraySlash() -> Expression {
    let here = current
    let previous = index > 0 ? tokens[index - 1].symbol : ""
    let label =
      previous == "~"
      ? "a pattern stands in quotes: `~ \"…\"`"
      : previous == "/" || at("*", distance: 1) || at("/", distance: 1) ? "comments begin with `#`" : nil
    report(.missingOperand, "a value is expected here, not `/`", at: here.range, label: label)
    isRecovering = true
    return .unreadable(SourceRange(here.range.start, here.range.start))
  }

  func parameterName(_ token: Token) -> Name {
    Name(source[SourceRange(token.range.start + 1, token.range.end)], range: token.range)
  }

  private mutating func parseName() -> Expression {
    let here = current
    if here.kind == .word, let special = parseSpecialWord(here) { return special }
    guard let name = nameHere() else { return .unreadable(here.range) }
    index += 1
    if at("(") { return parseCall(name) }
    if at("."), token(1).kind == .word || token(1).kind == .name {
      index += 1
      guard let column = nameHere() else { return .name(name) }
      index += 1
      return .member(table: name, column: column)
    }
    return .name(name)
  }

  /// The words that are more than a name where a value is expected.
  private mutating func parseSpecialWord(_ here: Token) -> Expression? {
    let following = token(1)
    switch here.symbol {
    case "none", "true", "false":
      guard following.symbol != "(", following.symbol != "." else { return nil }
      index += 1
      return .literal(here.symbol == "none" ? .none : .bool(here.symbol == "true"), here.range)
    case "null":
      guard following.symbol != "(", following.symbol != "." else { return nil }
      index += 1
      report(
        .sqlOperator, "an unknown value is called `none` here", at: here.range, label: "write `none`",
        fix: "none")
      return .literal(.none, here.range)
    case "hour", "day", "week", "month", "quarter", "year", "weekday":
      guard following.symbol == "of" else { return nil }
      return parseCalendarPart()
    case "cohort":
      guard let grain = CalendarGrain(rawValue: following.symbol), following.kind == .word else { return nil }
      index += 2
      return .cohort(grain, range(from: here.range.start))
    case "count":
      guard following.symbol == "distinct", beginsOperand(token(2)), token(2).symbol != "(" else {
        return nil
      }
      index += 2
      let name = Name("distinct", range: range(from: here.range.start))
      let operand = parseOperand()
      height += 1
      return .call(
        Call(name: name, arguments: [Argument(value: operand)], range: range(from: here.range.start)))
    case "case":
      guard following.symbol == "when" else { return nil }
      report(
        .sqlOperator, "`case` is not part of the language", at: here.range,
        label: "write `if(condition, value, otherwise)`")
      isRecovering = true
      return .unreadable(here.range)
    case "select" where following.symbol != "(" && depth > 0:
      guard beginsOperand(following) || following.symbol == "*" else { return nil }
      report(
        .sqlQuery, "there are no queries inside a query", at: here.range,
        label: "define the part as a KPI with `per`, or restrict an item with `(nps where …)`")
      isRecovering = true
      return .unreadable(here.range)
    default:
      // A clause word that a value follows is the clause, and what should stand before it is missing.
      let clauses = isDefinition ? Words.definitionClauses : Words.clauses
      guard clauses.contains(here.symbol), following.symbol != "(", following.kind != .operator,
        beginsOperand(following), following.symbol != "not", !clauses.contains(following.symbol)
      else { return nil }
      if !isDefinition, here.symbol == "top" || here.symbol == "bottom" || here.symbol == "limit",
        following.kind != .number
      {
        return nil
      }
      report(
        .missingOperand, "a value is missing before `\(text(here))`", at: here.range,
        label: "a column of that name stands in backticks")
      isRecovering = true
      return .unreadable(SourceRange(here.range.start, here.range.start))
    }
  }

  /// `month of x`, `hour of day of x`, `weekday of x`
  private mutating func parseCalendarPart() -> Expression {
    let start = current.range.start
    let part = readCalendarPart()
    let operand = parseOperand()
    height += 1
    return .calendarPart(part, of: operand, range(from: start))
  }

  /// Reads `month of`, `hour of day of`; the parser stands at the unit's word, and `of` follows it.
  mutating func readCalendarPart() -> CalendarPart {
    let first = current.symbol
    if let cycle = cycle(first, token(2).symbol), at("of", distance: 3) {
      index += 4
      return .cycle(cycle)
    }
    index += 2
    if first == "weekday" { return .cycle(.weekday) }
    return .period(CalendarGrain(rawValue: first) ?? .day)
  }

  /// The cycle that two units make: `hour of day`.
  func cycle(_ unit: String, _ whole: String) -> CalendarCycle? {
    if unit == "day", whole == "week" { return .weekday }
    return CalendarCycle(rawValue: "\(unit) of \(whole)")
  }

  // MARK: Brackets

  /// Passes an opening bracket; false if it is one too many.
  mutating func enterBracket() -> Bool {
    depth += 1
    index += 1
    guard depth <= Self.greatestDepth else {
      depth -= 1
      report(
        .tooDeep, "brackets are nested deeper than \(Self.greatestDepth)", at: tokens[index - 1].range,
        help: ["name parts of the formula with `let`"])
      giveUp()
      return false
    }
    return true
  }

  /// Passes a closing bracket, or reports what stands in its place.
  mutating func close(_ closing: String, _ opening: Token) {
    if isRecovering, index < end { skipToClosing() }
    if take(closing) { return }
    guard !isRecovering else { return }
    if isAtEnd {
      if !reportedOpenBrackets {
        report(
          .unclosedBracket, "this bracket is not closed", at: opening.range, label: "`\(closing)` is missing")
        reportedOpenBrackets = true
      } else {
        hasUnfixedError = true
      }
    } else {
      reportExpected(.unclosedBracket, "`\(closing)`")
      skipToClosing()
      _ = take(closing)
    }
  }

  /// Skips to the bracket that closes the current one, which ends recovery; without one it goes on.
  private mutating func skipToClosing() {
    let wasRecovering = isRecovering
    skip { _ in false }
    if index >= end { isRecovering = wasRecovering }
  }

  /// `(formula)` or `(nps where plan = "pro")`
  private mutating func parseBrackets() -> Expression {
    let opening = current
    guard enterBracket() else { return .unreadable(opening.range) }
    defer { depth -= 1 }
    let wasDefinition = isDefinition
    let inside = parseExpression()
    let insideHeight = height
    var clauses: [Clause] = []
    if !isRecovering, !at(")"), !isAtEnd {
      // Clauses inside brackets are those of a query, in a definition too.
      isDefinition = false
      if at("given") {
        report(
          .misplacedGiven, "`given` stands inside the brackets of an aggregate", at: current.range,
          label: "write `where` to restrict an item", fix: "where")
        index += 1
        clauses.append(Clause(.filter(parseExpression()), range: range(from: opening.range.start)))
        if isRecovering { skipToClause() }
      }
      clauses += parseClauses()
      isDefinition = wasDefinition
    }
    close(")", opening)
    height = max(insideHeight, height) + 1
    let range = self.range(from: opening.range.start)
    return clauses.isEmpty ? .parenthesised(inside, range) : .restricted(inside, clauses, range)
  }

  /// `name(arguments by keys given condition)`; the parser stands at the bracket.
  private mutating func parseCall(_ name: Name) -> Expression {
    let opening = current
    guard enterBracket() else { return .unreadable(name.range) }
    defer { depth -= 1 }
    var call = Call(name: name, arguments: [], range: name.range)
    let isFunction = !name.isQuoted && Words.functions.contains(name.text.lowercased())
    let joinsSpans = ["joined", "left", "joined_in", "left_in"].contains(name.text.lowercased())
    var greatest = 0
    if at("*"), token(1).symbol == ")" {
      report(
        .sqlOperator, "`\(name.text)(*)` counts rows without the star", at: current.range,
        label: "write `\(name.text)()`", fix: "")
      index += 1
    } else if at("distinct"), beginsOperand(token(1)), token(1).symbol != "(",
      name.text.lowercased() == "count"
    {
      index += 1
      call.name = Name("distinct", range: SourceRange(name.range.start, previousEnd))
      call.arguments.append(Argument(value: parseExpression()))
      greatest = height
    } else if !at(")"), !isGiven(), !isAtEnd {
      readList { parser in
        if parser.at(")"), !call.arguments.isEmpty { return }
        call.arguments.append(parser.parseArgument(isFunction: isFunction, joinsSpans: joinsSpans))
        greatest = max(greatest, parser.height)
        if !parser.isRecovering, !parser.at(","), !parser.at(")"), !parser.at("by"), !parser.isGiven(),
          !parser.isAtEnd
        {
          parser.reportArgumentEnd(call)
        }
      }
    }
    if !isRecovering, at("by"), !call.arguments.isEmpty {
      index += 1
      readList { parser in
        call.keys.append(parser.parseExpression())
        greatest = max(greatest, parser.height)
      }
    }
    if !isRecovering, isGiven() {
      index += 1
      call.given = parseExpression()
      greatest = max(greatest, height)
    }
    close(")", opening)
    height = greatest + 1
    call.range = range(from: name.range.start)
    return .call(call)
  }

  private mutating func reportArgumentEnd(_ call: Call) {
    if at("where") {
      report(
        .misplacedGiven, "inside the brackets of an aggregate a condition begins with `given`",
        at: current.range,
        label: "write `given`", fix: "given")
      index += 1
      _ = parseExpression()
      return
    }
    if at("..") {
      report(.unexpected, "a range stands behind `in`", at: current.range, label: "write `x in 1..5`")
      isRecovering = true
      return
    }
    reportExpected(.unexpected, "a comma or `)`")
  }

  /// Whether `given` with its condition stands here, and not a column of that name.
  private func isGiven() -> Bool {
    guard at("given"), current.kind == .word else { return false }
    let following = token(1)
    return beginsOperand(following) || following.symbol == "not"
  }

  /// `x`, `window = 45d` of a KPI, `tolerance = 7d` of `left_in` and its like, `usage: 40` of `weigh`
  private mutating func parseArgument(isFunction: Bool, joinsSpans: Bool) -> Argument {
    let value = parseExpression()
    if !isRecovering, take(":") {
      let valueHeight = height
      let weight = parseExpression(atLeast: .sum)
      height = max(valueHeight, height)
      return Argument(value: value, weight: weight)
    }
    if case .binary(.equal, .name(let label), let setting, _) = value,
      !isFunction || joinsSpans && label.text.lowercased() == "tolerance"
    {
      return Argument(label: label, value: setting)
    }
    return Argument(value: value)
  }
}
