import Diagnostics

extension Parser {
  /// `kpi NAME "title" clauses is formula metadata`; the word `kpi` was read.
  mutating func parseDefinition() -> Statement.Kind {
    isDefinition = true
    defer { isDefinition = false }
    let first = tokens[index - 1]
    let name = readName("the name of the KPI", example: "kpi promoters")
    if isRecovering { skipToClause() }
    var definition = KPIDefinition(
      name: name, title: nil, clauses: [], formula: .unreadable(SourceRange(endOffset, endOffset)),
      metadata: [])
    if current.kind == .text {
      definition.title = textValue(current)
      index += 1
    }
    if at("="), !isAtEnd {
      report(
        .incompleteDefinition, "the formula of a KPI begins with `is`", at: current.range,
        label: "write `is`", fix: "is")
      readFormula(&definition)
    }
    var hasFormula = !isRecovering && definition.hasFormula
    while index < end {
      let before = index
      let word = current
      if at("is"), word.kind == .word {
        if hasFormula {
          report(.repeatedClause, "a KPI has one formula, and this is the second", at: word.range)
        }
        readFormula(&definition)
        hasFormula = true
      } else if at("as"), word.kind == .word, !hasFormula {
        report(
          .incompleteDefinition, "the formula of a KPI begins with `is`", at: word.range, label: "write `is`",
          fix: "is")
        readFormula(&definition)
        hasFormula = true
      } else if let clause = parseDefinitionClause() {
        definition.clauses.append(DefinitionClause(clause, range: range(from: word.range.start)))
        if hasFormula, !isRecovering {
          report(
            .incompleteDefinition, "`\(word.symbol)` stands before the formula", at: word.range,
            label: "move it before `is`")
        }
      } else if let metadata = parseMetadata() {
        definition.metadata.append(Metadata(metadata, range: range(from: word.range.start)))
      } else {
        reportUnexpectedInDefinition()
      }
      if isRecovering { skipToClause() }
      if index == before { index += 1 }
    }
    if !hasFormula, !name.text.isEmpty {
      let hadErrors = hasUnfixedError || !fixes.isEmpty
      report(
        .incompleteDefinition, "this KPI has no formula", at: first.range.union(name.range),
        label: "write it behind `is`, such as `is share(nps >= 9)`")
      lacksFormula = !hadErrors
    }
    return .kpi(definition)
  }

  private mutating func readFormula(_ definition: inout KPIDefinition) {
    index += 1
    definition.formula = parseExpression()
  }

  private mutating func parseDefinitionClause() -> DefinitionClause.Kind? {
    guard current.kind == .word else { return nil }
    switch current.symbol {
    case "from":
      index += 1
      return .from(readName("the name of a table", example: "from responses"))
    case "span":
      index += 1
      let start = parseExpression(atLeast: .sum)
      if !isRecovering, !take("..") {
        reportExpected(
          .missingOperand, "`..` with the end of the span", example: "span started_at .. ended_at")
      }
      let end = isRecovering ? Expression.unreadable(current.range) : parseExpression(atLeast: .sum)
      return .span(start, end)
    case "when":
      index += 1
      return .when(parseExpression())
    case "keep":
      index += 1
      return .keep(parseExpression())
    case "mature":
      index += 1
      return .mature(parseExpression())
    case "let":
      index += 1
      let name = readName("a name", example: "let due = created_at + 4h")
      readEqualSign("let due = created_at + 4h")
      return .letValue(name, isRecovering ? .unreadable(current.range) : parseExpression())
    case "per":
      index += 1
      var keys: [Item] = []
      readList { parser in
        if let key = parser.parseItem() { keys.append(key) }
      }
      return .per(keys)
    case "age":
      index += 1
      let unit = readUnit("age", example: "age month since first(ordered_at)")
      if !isRecovering, !take("since") {
        reportExpected(
          .missingOperand, "`since` with the first moment", example: "age month since first(ordered_at)")
      }
      return .age(unit, since: isRecovering ? .unreadable(current.range) : parseExpression())
    default: return nil
    }
  }

  mutating func readEqualSign(_ example: String) {
    guard !isRecovering, !take("=") else { return }
    reportExpected(.missingOperand, "`=`", example: example)
  }

  // MARK: Metadata

  private mutating func parseMetadata() -> Metadata.Kind? {
    guard current.kind == .word else { return nil }
    switch current.symbol {
    case "unit":
      index += 1
      return .unit(readUnitText())
    case "better":
      index += 1
      return .better(up: readDirection())
    case "needs":
      index += 1
      return .needs(readCount("needs", example: "needs 30"))
    case "bands":
      index += 1
      return parseBands()
    case "aka":
      index += 1
      var names: [String] = []
      readList { parser in
        if parser.current.kind == .text {
          names.append(parser.textValue(parser.current))
          parser.index += 1
        } else {
          names.append(
            parser.readName("another name of the KPI", example: "aka satisfaction, `customer satisfaction`")
              .text)
        }
      }
      return .aka(names)
    case "params", "param":
      index += 1
      return .parameters(parseNamedValues(example: "params window = 45d"))
    case "note":
      index += 1
      return .note(readText("note", example: "note \"Counts only answers with a date.\""))
    case "trap":
      index += 1
      return .trap(
        readText("trap", example: "trap \"A mean of monthly scores is not the score of the year.\""))
    case "next":
      index += 1
      var names: [Name] = []
      readList { parser in
        names.append(parser.readName("the name of a KPI", example: "next csat, ces"))
      }
      return .next(names)
    default: return nil
    }
  }

  private mutating func readUnitText() -> String {
    if current.kind == .text { return readText("unit", example: "unit percent") }
    if at("%") {
      report(
        .unknownWord, "the unit is written as a word", at: current.range, label: "write `percent`",
        fix: "percent")
      index += 1
      return "percent"
    }
    let name = readName("a unit", example: "unit percent")
    let following = token(0)
    if !isRecovering, following.kind == .word, !Words.definitionClauses.contains(following.symbol) {
      let start = name.range.start
      while current.kind == .word, !Words.definitionClauses.contains(current.symbol) { index += 1 }
      let words = source[range(from: start)]
      report(
        .textExpected, "a unit of several words stands in quotes", at: range(from: start),
        label: "write `\"\(words)\"`",
        fix: "\"\(words)\"")
    }
    return name.text
  }

  private mutating func readDirection() -> Bool {
    let here = current
    switch here.symbol {
    case "up", "down":
      index += 1
      return here.symbol == "up"
    case "higher", "more", "high", "lower", "less", "low":
      let isUp = here.symbol == "higher" || here.symbol == "more" || here.symbol == "high"
      report(
        .unknownWord, "`better` takes `up` or `down`", at: here.range,
        label: "write `\(isUp ? "up" : "down")`",
        fix: isUp ? "up" : "down")
      index += 1
      return isUp
    default:
      reportExpected(.unknownWord, "`up` or `down`", example: "better up")
      return true
    }
  }

  /// `red < 40 <= yellow < 70 <= green`
  private mutating func parseBands() -> Metadata.Kind {
    let example = "bands red < 40 <= yellow < 70 <= green"
    var names: [Name] = [readName("the name of the worst band", example: example)]
    var limits: [Expression] = []
    var operators: [BinaryOperator] = []
    while !isRecovering, let first = bandOperator() {
      index += 1
      operators.append(first)
      limits.append(parseExpression(atLeast: .sum))
      guard !isRecovering else { break }
      guard let second = bandOperator() else {
        reportExpected(.unexpected, "`<=` with the name of the next band", example: example)
        break
      }
      index += 1
      operators.append(second)
      names.append(readName("the name of a band", example: example))
    }
    if !isRecovering, limits.isEmpty { reportExpected(.unexpected, "`<` with a limit", example: example) }
    return .bands(names: names, limits: limits, operators: operators)
  }

  private func bandOperator() -> BinaryOperator? {
    switch current.symbol {
    case "<": .less
    case "<=": .lessOrEqual
    case ">": .greater
    case ">=": .greaterOrEqual
    default: nil
    }
  }

  /// `NAME = VALUE, …`
  mutating func parseNamedValues(example: String) -> [NamedValue] {
    var values: [NamedValue] = []
    readList { parser in
      let name = parser.readName("a name", example: example)
      parser.readEqualSign(example)
      guard !parser.isRecovering else { return }
      let value = parser.parseExpression()
      values.append(NamedValue(name: name, value: value))
    }
    return values
  }

  // MARK: What is no clause of a definition

  private mutating func reportUnexpectedInDefinition() {
    let here = current
    if here.kind == .word {
      switch here.symbol {
      case "where", "filter":
        report(
          .misspeltClause, "a definition chooses its rows with `keep`", at: here.range, label: "write `keep`",
          fix: "keep")
        index += 1
        _ = parseExpression()
        return
      case "by", "group":
        let length = here.symbol == "group" && at("by", distance: 1) ? 2 : 1
        report(
          .misspeltClause, "a definition has no `by`", at: here.range,
          label: "`per customer` makes one row for each customer; `by` belongs to the query")
        index += length
        isRecovering = true
        return
      default: break
      }
    }
    reportUnexpected()
  }
}

extension KPIDefinition {
  /// False as long as nothing was read behind `is`.
  var hasFormula: Bool {
    if case .unreadable = formula { return false }
    return true
  }
}
