import Diagnostics

extension Parser {
  /// Reads the statement whose tokens are `range`, and puts the parser's marks back for it.
  mutating func parseStatement(_ range: Range<Int>) -> Statement.Kind {
    index = range.lowerBound
    end = range.upperBound
    isRecovering = false
    isDefinition = false
    hasGivenUp = false
    depth = 0
    operandDepth = 0
    height = 0
    fixes = []
    hasUnfixedError = false
    reportedOpenBrackets = false
    lacksFormula = false
    let kind = parseKind()
    if !isAtEnd {
      if !isRecovering { reportUnexpected() }
      isRecovering = false
      index = end
    }
    return kind
  }

  /// Whether the statement behind `check` has a verb of its own, rather than a KPI of that name.
  private var canBeChecked: Bool {
    guard current.kind == .word, index + 1 < end else { return false }
    let verbs = ["explain", "plot", "rows", "why", "terms", "quotes", "expect"]
    let following = token(1)
    return verbs.contains(current.symbol) && ClauseName(rawValue: following.symbol) == nil
      && following.symbol != "," && following.symbol != "as"
  }

  private mutating func parseKind() -> Statement.Kind {
    let first = current
    guard first.kind == .word else { return .query(.ask, parseQuery()) }
    let following = token(1)
    let isAlone = index + 1 >= end
    switch first.symbol {
    case "explain", "plot", "rows", "why", "check":
      // A KPI or column of that name can still be calculated with.
      if isInfix(following), following.symbol != "-", following.symbol != "not" { break }
      index += 1
      if first.symbol == "check", !isAtEnd, canBeChecked {
        let kind = parseKind()
        if case .query(.ask, let query) = kind { return .query(.check, query) }
        return .check(kind)
      }
      let verb: Verb =
        switch first.symbol {
        case "explain": .explain
        case "plot": .plot
        case "rows": .rows
        case "why": .why
        default: .check
        }
      return .query(verb, parseQuery(first.symbol))
    case "sql":
      if isInfix(following), following.symbol != "-", following.symbol != "not" { break }
      index += 1
      let query = parseQuery("sql")
      var dialect: Name?
      if take("for") { dialect = readName("the name of a dialect", example: "for postgres") }
      return .query(.sql(dialect: dialect), query)
    case "load": return parseLoad()
    case "connect":
      index += 1
      let url = readPath("connect", example: "connect \"postgres://server/base\"")
      var name: Name?
      if !isRecovering, take("as") { name = readAlias() }
      return .connect(url: url.text, name: name)
    case "link":
      index += 1
      let left = parseColumn()
      readEqualSign("link orders.customer = accounts.customer")
      let right = isRecovering ? Expression.unreadable(current.range) : parseColumn()
      return .link(left: left, right: right)
    case "unload":
      index += 1
      return .unload(readName("the name of a table", example: "unload orders"))
    case "kpi":
      index += 1
      return parseDefinition()
    case "dimension":
      guard following.kind == .word || following.kind == .name, !isInfix(following) else { break }
      index += 1
      return parseDimensionDefinition()
    case "theme":
      guard following.kind == .word || following.kind == .name, !isInfix(following) else { break }
      index += 1
      return parseTheme()
    case "target":
      guard following.kind == .word || following.kind == .name, !isInfix(following) else { break }
      index += 1
      return parseTarget()
    case "forget":
      index += 1
      if current.symbol == "target", following.kind == .word || following.kind == .name {
        index += 1
        return .forgetTarget(readName("the name of a KPI", example: "forget target nps"))
      }
      return .forget(readName("the name of a KPI", example: "forget promoters"))
    case "expect":
      index += 1
      let condition = parseExpression()
      return .expect(condition, parseClauses())
    case "param", "let":
      index += 1
      let example = first.symbol == "let" ? "let floor = 30" : "param segment = \"pro\""
      let name = readName("a name", example: example)
      readEqualSign(example)
      let value = isRecovering ? Expression.unreadable(current.range) : parseExpression()
      return first.symbol == "let" ? .letValue(name, value) : .param(name, value)
    case "set": return parseSetting()
    case "show": return parseShow()
    case "describe":
      index += 1
      return .describe(readSubjects("describe", example: "describe nps"))
    case "help":
      index += 1
      let topic = takeRest()
      return .help(topic: topic)
    case "learn":
      index += 1
      if isAtEnd { return .learn(nil) }
      return .learn(readName("the name of a KPI", example: "learn nps"))
    case "terms", "quotes":
      guard !isInfix(following), following.symbol != "(" || first.symbol == "terms" else { break }
      index += 1
      let column = parseExpression()
      let clauses = parseClauses()
      return first.symbol == "terms" ? .terms(column, clauses) : .quotes(column, clauses)
    case "print":
      index += 1
      var values: [Expression] = []
      if !isAtEnd { readList { parser in values.append(parser.parseExpression()) } }
      return .print(values)
    case "run", "save":
      guard
        !isInfix(following) || following.symbol == "." || following.symbol == "/" || following.symbol == ".."
      else { break }
      index += 1
      let path = readPath(first.symbol, example: "\(first.symbol) \"report.kpi\"")
      return first.symbol == "run" ? .run(path: path.text, path.range) : .save(path: path.text, path.range)
    case "edit" where isAlone:
      index += 1
      return .edit
    case "history" where isAlone:
      index += 1
      return .history
    case "last" where isAlone:
      index += 1
      return .last
    case "quit" where isAlone, "exit" where isAlone:
      index += 1
      return .quit
    case "select": return parseSQL()
    case "and" where !isAlone: return parseRefinement()
    case "without": return parseRefinement()
    default:
      if Words.clauses.contains(first.symbol), beginsRefinement() { return parseRefinement() }
      if reportStrayDefinitionClause() { return .unreadable }
      if let kind = parseMisspeltVerb() { return kind }
    }
    return .query(.ask, parseQuery())
  }

  /// A clause word at the start begins a refinement unless it can only be a name there.
  private func beginsRefinement() -> Bool {
    let following = token(1)
    switch current.symbol {
    case "cumulative": return !isInfix(following)
    case "top", "bottom", "limit", "rolling":
      return following.kind != .operator && following.symbol != "(" && following.symbol != ","
        && !isInfix(following)
    default:
      return following.kind == .operator ? following.symbol == "-" : following.symbol != ","
    }
  }

  /// A line such as `keep x > 3` that should have been indented below its `kpi`.
  private mutating func reportStrayDefinitionClause() -> Bool {
    let first = current
    switch first.symbol {
    case "span", "when", "keep", "mature", "per", "is", "unit", "better", "needs", "bands", "aka", "params",
      "note",
      "trap":
      let following = token(1)
      guard beginsOperand(following), following.symbol != "(" || first.symbol == "is", !isInfix(following),
        !beginsClause(1)
      else { return false }
      report(
        .unexpected, "`\(first.symbol)` belongs to a definition", at: first.range,
        label: "indent the line below its `kpi`")
      index = end
      return true
    default: return false
    }
  }

  /// `lod "a.csv"`, `expalin nps`: a word before a name that only a verb could be.
  private mutating func parseMisspeltVerb() -> Statement.Kind? {
    let first = current
    let following = token(1)
    guard following.kind == .word || following.kind == .text || following.kind == .name, !isInfix(following),
      following.symbol != "as", !beginsClause(1), !Words.clauses.contains(following.symbol),
      !first.symbol.isEmpty
    else { return nil }
    if first.symbol == "group" || first.symbol == "order" { return nil }
    if first.symbol == "show" { return nil }
    let near = nearest(to: first.symbol, among: Words.statements.sorted())
    guard let near, near != first.symbol else {
      if first.symbol == "create" || first.symbol == "define" {
        report(
          .unexpected, "a definition begins with `kpi`", at: first.range,
          label: "such as `kpi promoters from responses is share(nps >= 9)`")
        index = end
        return .unreadable
      }
      return nil
    }
    report(
      .misspeltClause, "no statement begins with `\(text(first))`", at: first.range,
      label: "did you mean `\(near)`?",
      fix: near)
    index = end
    return .unreadable
  }

  // MARK: load

  private mutating func parseLoad() -> Statement.Kind {
    index += 1
    var load = Load(paths: [])
    readList { parser in
      load.paths.append(parser.readPath("load", example: "load \"survey.csv\""))
    }
    while index < end {
      let before = index
      let here = current
      switch here.symbol {
      case "as":
        index += 1
        load.name = readAlias()
      case "per":
        index += 1
        load.per = parseExpression()
      case "with":
        index += 1
        load.options += parseNamedValues(example: "with customer = author_id")
      case "where":
        index += 1
        load.condition = parseExpression()
      default:
        let near = here.kind == .word ? nearest(to: here.symbol, among: ["as", "per", "with", "where"]) : nil
        let hint =
          here.kind == .text
          ? "several files are separated by commas" : "`as`, `with`, `per` or `where` is expected"
        report(
          .unexpected, "\(described(here)) does not fit into `load`", at: here.range,
          label: near.map { "did you mean `\($0)`?" } ?? hint, fix: near)
        isRecovering = true
      }
      if isRecovering {
        while index < end, !["as", "per", "with", "where"].contains(current.symbol) || index == before {
          index += 1
        }
        isRecovering = false
      }
    }
    return .load(load)
  }

  /// `orders.customer`
  private mutating func parseColumn() -> Expression {
    let table = readName("a table with its column", example: "link orders.customer = accounts.customer")
    guard !isRecovering else { return .unreadable(current.range) }
    guard take(".") else {
      reportExpected(.nameExpected, "`.` and a column", example: "link orders.customer = accounts.customer")
      return .name(table)
    }
    let column = readName("a column", example: "link orders.customer = accounts.customer")
    return .member(table: table, column: column)
  }

  // MARK: Small definitions

  private mutating func parseDimensionDefinition() -> Statement.Kind {
    let example = "dimension size on orders = band(amount, 0, 50, 100)"
    let name = readName("a name", example: example)
    var table: Name?
    if !isRecovering, take("on") { table = readName("the name of a table", example: example) }
    readEqualSign(example)
    return .dimension(name: name, table: table, isRecovering ? .unreadable(current.range) : parseExpression())
  }

  private mutating func parseTheme() -> Statement.Kind {
    let example = "theme delivery = \"late\", \"courier\""
    let name = readName("a name", example: example)
    readEqualSign(example)
    var patterns: [Literal] = []
    guard !isRecovering else { return .theme(name: name, patterns: []) }
    readList { parser in
      let here = parser.current
      switch here.kind {
      case .text:
        parser.index += 1
        patterns.append(.text(parser.textValue(here)))
      case .pattern:
        parser.index += 1
        patterns.append(.pattern(parser.patternValue(here)))
      default: parser.reportExpected(.textExpected, "words in quotes or a `/pattern/`", example: example)
      }
    }
    return .theme(name: name, patterns: patterns)
  }

  /// The text between the slashes, in which `\/` stands for a slash.
  func patternValue(_ token: Token) -> String {
    var inside = SourceRange(token.range.start + 1, token.range.end)
    if inside.end > inside.start, source.bytes[inside.end - 1] == UInt8(ascii: "/") { inside.end -= 1 }
    var value = ""
    var wasBackslash = false
    for scalar in source[inside].unicodeScalars {
      if wasBackslash, scalar == "/" { value.unicodeScalars.removeLast() }
      value.unicodeScalars.append(scalar)
      wasBackslash = scalar == "\\" && !wasBackslash
    }
    return value
  }

  private mutating func parseTarget() -> Statement.Kind {
    let example = "target nps = 40"
    let name = readName("the name of a KPI", example: example)
    readEqualSign(example)
    let value = isRecovering ? Expression.unreadable(current.range) : parseExpression()
    return .target(kpi: name, value: value, parseClauses())
  }

  // MARK: set, show, describe, help

  /// `set now = 2024-07-01`, `set week starts sunday`; the value may be anything up to the end.
  private mutating func parseSetting() -> Statement.Kind {
    index += 1
    var setting: [Name] = []
    if let name = nameHere() {
      index += 1
      setting.append(name)
      let second = current
      let isTwoWords = ["starts", "hours"].contains(second.symbol)
      if second.kind == .word,
        isTwoWords || name.text.lowercased() == "comment" && second.symbol == "language"
      {
        setting.append(Name(text(second), range: second.range))
        index += 1
      }
    } else if !isAtEnd {
      reportExpected(.nameExpected, "the name of a setting", example: "set language es")
      return .set(setting: [], value: nil, valueText: "")
    }
    _ = take("=")
    guard !isAtEnd else { return .set(setting: setting, value: nil, valueText: "") }
    // The value is tried as a formula; what is none, such as `mon-fri 09:00-18:00`, is kept as text.
    let start = index
    let diagnosticCount = diagnostics.count
    let fixCount = fixes.count
    let wasUnfixed = hasUnfixedError
    var value: Expression? = parseExpression()
    if !isAtEnd || isRecovering || diagnostics.count > diagnosticCount {
      let isBadPeriod = diagnostics[diagnosticCount...].contains { $0.code == .badPeriod }
      if !isBadPeriod || !isAtEnd {
        diagnostics.removeSubrange(diagnosticCount...)
        fixes.removeSubrange(fixCount...)
        hasUnfixedError = wasUnfixed
      }
      value = nil
    }
    isRecovering = false
    reportedOpenBrackets = false
    index = start
    let isHours = setting.first?.text.lowercased().hasPrefix("business") ?? false
    let rest = takeRest()
    return .set(setting: setting, value: value, valueText: isHours ? rest.withSpacedCommas : rest)
  }

  /// The rest of the statement as text, with one space where there was any.
  mutating func takeRest() -> String {
    var text = ""
    while index < end {
      if !text.isEmpty, current.range.start > previousEnd { text += " " }
      text += self.text(current)
      index += 1
    }
    return text
  }

  private mutating func parseShow() -> Statement.Kind {
    index += 1
    guard !isAtEnd else { return .show(subject: nil, about: nil) }
    let subject = readName("what to show", example: "show kpis")
    guard !isRecovering, take("about") else { return .show(subject: subject, about: nil) }
    if current.kind == .text, index + 1 == end {
      let topic = textValue(current)
      index += 1
      return .show(subject: subject, about: topic)
    }
    if isAtEnd { reportExpected(.missingOperand, "a topic", example: "show kpis about returns") }
    return .show(subject: subject, about: takeRest())
  }

  /// `responses.nps`, `nps`
  private mutating func readSubjects(_ word: String, example: String) -> [Name] {
    var names = [readName("what to describe", example: example)]
    while !isRecovering, index < end {
      _ = take(".")
      guard let name = nameHere() else { break }
      names.append(name)
      index += 1
    }
    return names
  }
}

extension String {
  /// The text with a space after each comma outside quotes, and none before it.
  var withSpacedCommas: String {
    var result = ""
    var quote: Character?
    var isAfterComma = false
    for character in self {
      if isAfterComma, character == " " { continue }
      if isAfterComma { result += " " }
      isAfterComma = false
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "," {
        while result.hasSuffix(" ") { result.removeLast() }
        isAfterComma = true
      }
      result.append(character)
    }
    return result
  }
}
