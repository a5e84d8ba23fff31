import Diagnostics

extension Parser {
  /// Reads clauses in any order up to the end of the statement or to the bracket around them.
  mutating func parseClauses() -> [Clause] {
    var seen: Set<String> = []
    return parseClauses(&seen)
  }

  /// As above; `seen` has the clauses that were read before.
  mutating func parseClauses(_ seen: inout Set<String>) -> [Clause] {
    var clauses: [Clause] = []
    if isRecovering { skipToClause() }
    while index < end {
      if depth > 0, at(")") || at("}") || at("]") { break }
      // `sql QUERY for DIALECT`
      if at("for"), depth == 0, token(1).kind == .word, !beginsPeriod(1) { break }
      let before = index
      let word = current
      if let kind = parseClause() {
        let range = self.range(from: word.range.start)
        if let name = clauseName(kind) {
          if !seen.insert(name).inserted {
            report(
              .repeatedClause, "`\(name)` stands here for the second time", at: word.range,
              label: name == "where" ? "join both conditions with `and`" : "join both lists with a comma")
          }
        }
        clauses.append(Clause(kind, range: range))
      } else {
        reportUnexpected()
      }
      if isRecovering { skipToClause() }
      if index == before { index += 1 }
    }
    return clauses
  }

  /// The word by which a clause may stand once.
  private func clauseName(_ kind: Clause.Kind) -> String? {
    switch kind {
    case .filter: "where"
    case .narrow, .without: nil
    case .by: "by"
    case .during: "during"
    case .since: "since"
    case .until: "until"
    case .rolling: "rolling"
    case .versus: "vs"
    case .cumulative: "cumulative"
    case .with: "with"
    case .sort: "sort"
    case .top: "top"
    case .bottom: "bottom"
    case .limit: "limit"
    case .pivot: "pivot"
    case .from: "from"
    case .into: "into"
    }
  }

  /// Reads one clause if its word stands here.
  mutating func parseClause() -> Clause.Kind? {
    guard current.kind == .word else { return nil }
    switch current.symbol {
    case "where":
      index += 1
      return .filter(parseExpression())
    case "by":
      index += 1
      return .by(parseDimensions())
    case "during":
      index += 1
      return .during(parsePeriod())
    case "since":
      index += 1
      return .since(parsePeriod())
    case "until":
      index += 1
      return .until(parsePeriod())
    case "rolling":
      index += 1
      let (count, unit) = readCountedUnit("rolling", example: "rolling 3 months")
      return .rolling(count, unit)
    case "vs":
      index += 1
      return .versus(parseComparisons())
    case "cumulative":
      index += 1
      return .cumulative
    case "with":
      index += 1
      return .with(parseExtras())
    case "sort":
      index += 1
      return .sort(parseSortKeys())
    case "top":
      index += 1
      return .top(readCount("top", example: "top 5"))
    case "bottom":
      index += 1
      return .bottom(readCount("bottom", example: "bottom 5"))
    case "limit":
      index += 1
      return .limit(readCount("limit", example: "limit 100"))
    case "pivot":
      index += 1
      return .pivot(parseDimension())
    case "from":
      index += 1
      return .from(readTable())
    case "into":
      index += 1
      return .into(readPath("into", example: "into \"result.csv\"").text)
    default: return nil
    }
  }

  private mutating func readTable() -> Name {
    if current.kind == .text {
      let path = current
      report(
        .nameExpected, "`from` names a table that is loaded", at: path.range,
        label: "first `load \(text(path))`, then `from` with its name")
      index += 1
      return Name("", range: path.range)
    }
    return readName("the name of a table", example: "from responses")
  }

  // MARK: by

  mutating func parseDimensions() -> [Dimension] {
    var dimensions: [Dimension] = []
    readList { parser in dimensions.append(parser.parseDimension()) }
    return dimensions
  }

  /// A column, a unit of the calendar, `cohort month`, an expression; each may have a name after `as`.
  mutating func parseDimension() -> Dimension {
    let start = current.range.start
    let kind = parseDimensionKind()
    if case .expression(.binary(.and, .name(let first), .name, let sign)) = kind {
      report(
        .unexpected, "dimensions are separated by commas", at: sign, label: "write a comma", fix: ",",
        fixing: SourceRange(first.range.end, sign.end))
    }
    var alias: Name?
    if !isRecovering, take("as") { alias = readAlias() }
    return Dimension(kind, alias: alias, range: range(from: start))
  }

  private mutating func parseDimensionKind() -> Dimension.Kind {
    let here = current
    guard here.kind == .word else { return .expression(parseExpression()) }
    let following = token(1)
    switch here.symbol {
    case "hour", "day", "week", "month", "quarter", "year":
      if following.symbol == "of", let cycle = cycle(here.symbol, token(2).symbol), !at("of", distance: 3) {
        index += 3
        return .cycle(
          cycle, Name(source[range(from: here.range.start)], range: range(from: here.range.start)))
      }
      guard following.symbol != "of", standsAlone(following), let grain = CalendarGrain(rawValue: here.symbol)
      else {
        return .expression(parseExpression())
      }
      index += 1
      return .grain(grain, Name(text(here), range: here.range))
    case "weekday":
      guard following.symbol != "of", standsAlone(following) else { return .expression(parseExpression()) }
      index += 1
      return .cycle(.weekday, Name(text(here), range: here.range))
    case "cohort":
      guard following.kind == .word, let grain = CalendarGrain(rawValue: following.symbol) else {
        return .expression(parseExpression())
      }
      index += 2
      return .cohort(grain)
    case "age":
      guard standsAlone(following) else { return .expression(parseExpression()) }
      index += 1
      return .age(Name(text(here), range: here.range))
    default:
      return .expression(parseExpression())
    }
  }

  /// Whether the token behind a calendar word leaves it a word of its own, and not the first of a formula.
  private func standsAlone(_ following: Token) -> Bool {
    (!isInfix(following) || following.symbol == "and") && following.symbol != "(" && following.symbol != "."
      && following.symbol != "starts"
      && following.symbol != "ends"
  }

  /// The name after `as`.
  mutating func readAlias() -> Name {
    if current.kind == .text {
      let here = current
      index += 1
      return Name(textValue(here), isQuoted: true, range: here.range)
    }
    return readName("a name", example: "as share_of_pro")
  }

  // MARK: vs, with, sort

  private mutating func parseComparisons() -> [Comparison] {
    var comparisons: [Comparison] = []
    readList { parser in
      let here = parser.current
      let following = parser.token(1)
      let start = here.range.start
      switch here.symbol {
      case "previous" where DurationUnit(word: following.symbol) == nil:
        parser.index += 1
        comparisons.append(.previous(here.range))
      case "last" where following.symbol == "year":
        parser.index += 2
        comparisons.append(.lastYear(parser.range(from: start)))
      case "rest" where here.kind == .word:
        parser.index += 1
        comparisons.append(.rest(here.range))
      case "where" where here.kind == .word:
        parser.index += 1
        let condition = parser.parseExpression()
        comparisons.append(.filter(condition, parser.range(from: start)))
      default:
        let isWord = here.kind == .word || here.kind == .name
        if isWord, !parser.beginsPeriod() {
          parser.reportExpected(
            .periodExpected, "something to compare with",
            example: "vs previous`, `vs last year`, `vs 2023`, `vs rest` or `vs where plan = \"free\"")
          return
        }
        comparisons.append(.period(parser.parsePeriod()))
      }
    }
    return comparisons
  }

  /// Whether a period stands at a distance: a date, or words such as `last 90 days`.
  private func beginsPeriod(_ distance: Int = 0) -> Bool {
    let here = token(distance)
    let following = token(distance + 1)
    switch here.kind {
    case .period: return true
    case .number: return here.range.end - here.range.start == 4 && text(here).utf8.allSatisfy(\.isDigit)
    case .word: break
    default: return false
    }
    switch here.symbol {
    case "today", "yesterday", "ytd", "mtd", "qtd": return true
    case "last", "this", "current", "previous":
      return following.kind == .duration || following.kind == .number
        || DurationUnit(word: following.symbol) != nil
    case "month", "quarter", "year", "week", "day": return following.symbol == "to"
    default: return false
    }
  }

  private mutating func parseExtras() -> [Extra] {
    var extras: [Extra] = []
    readList { parser in
      guard let name = parser.nameHere() else {
        parser.reportExpected(.unknownWord, "an extra", example: "with n, interval, total")
        return
      }
      if let extra = Extra(rawValue: parser.current.symbol) {
        parser.index += 1
        extras.append(extra)
        return
      }
      let near = nearest(to: name.text, among: Extra.allCases.map(\.rawValue))
      parser.report(
        .unknownWord, "`with` has no extra called `\(name.text)`", at: name.range,
        label: near.map { "did you mean `\($0)`?" },
        help: near == nil ? ["the extras are \(Extra.allCases.map(\.rawValue).joined(separator: ", "))"] : [],
        fix: near)
      parser.index += 1
      if let near, let extra = Extra(rawValue: near) { extras.append(extra) }
    }
    return extras
  }

  private mutating func parseSortKeys() -> [SortKey] {
    if at("by"), beginsOperand(token(1)), token(1).symbol != "asc", token(1).symbol != "desc" {
      report(.sqlClause, "`sort` needs no `by`", at: current.range, label: "leave it out", fix: "")
      index += 1
    }
    var keys: [SortKey] = []
    readList { parser in
      let key = parser.parseExpression()
      var isDescending: Bool?
      if !parser.isRecovering, parser.current.kind == .word {
        switch parser.current.symbol {
        case "asc", "ascending":
          isDescending = false
          parser.index += 1
        case "desc", "descending":
          isDescending = true
          parser.index += 1
        default: break
        }
      }
      keys.append(SortKey(key: key, isDescending: isDescending))
    }
    return keys
  }

  // MARK: What is no clause

  /// Reports what stands where a clause is expected, and reads on as if it had been written rightly where
  /// that is known.
  mutating func reportUnexpected() {
    let here = current
    if here.kind == .unreadable {
      hasUnfixedError = true
      isRecovering = true
      return
    }
    if here.kind == .word, reportForeignClause(here) { return }
    if here.kind == .word {
      let candidates = (isDefinition ? Words.definitionClauses : Words.clauses)
      if beginsOperand(token(1)), let near = nearest(to: here.symbol, among: candidates.sorted()) {
        report(
          .misspeltClause, "there is no clause called `\(text(here))`", at: here.range,
          label: "did you mean `\(near)`?", fix: near)
        index += 1
        readClause(near)
        return
      }
    }
    if !isDefinition, here.symbol == "for" || here.symbol == "in" ? beginsPeriod(1) : beginsPeriod(),
      here.kind != .number || index + 1 >= end || beginsClause(1)
    {
      reportPeriodWithoutClause(here)
      return
    }
    switch here.symbol {
    case ")", "}", "]":
      report(.strayBracket, "this bracket closes nothing", at: here.range, label: "leave it out", fix: "")
      index += 1
      return
    case ",":
      let isNumber = index > 0 && tokens[index - 1].kind == .number && token(1).kind == .number
      report(
        .unexpected, "a comma cannot stand here", at: here.range,
        label: isNumber ? "decimals are written `3.5`, thousands `1_000`" : "leave it out")
    case "percent" where index > 0 && tokens[index - 1].kind == .number:
      let number = tokens[index - 1]
      report(
        .unexpected, "percent is written with its sign", at: here.range, label: "write `\(text(number))%`",
        fix: "\(text(number))%", fixing: number.range.union(here.range))
      index += 1
      return
    case "given":
      report(
        .misplacedGiven, "`given` stands inside the brackets of an aggregate", at: here.range,
        label: "write `where` to restrict the whole query")
    case "as":
      report(.unexpected, "a name after `as` belongs directly behind its item", at: here.range)
    case "is":
      report(
        .unexpected, "`is` tests for none, known, true or false", at: here.range,
        label: "write `=` to compare")
    case "and", "or":
      report(
        .unexpected, "`\(here.symbol)` joins conditions, not these", at: here.range, label: "write a comma",
        fix: ",",
        fixing: SourceRange(previousEnd, here.range.end))
    default:
      let previous = index > 0 ? tokens[index - 1] : here
      if previous.kind == .period, here.kind == .number, at(":", distance: 1) {
        report(
          .badPeriod, "a date and its time of day are written without a space", at: here.range,
          label: "write `2024-03-31T14:05`")
        isRecovering = true
        return
      }
      let valueFollowsValue = here.kind == .text || here.kind == .number || here.kind == .period
      report(
        .unexpected, "\(described(here)) does not fit behind \(described(previous))", at: here.range,
        label: valueFollowsValue
          ? "an operator or a comma is missing before it"
          : isDefinition
            ? "an operator or a clause such as `unit` is expected"
            : "a clause such as `where` or `by` is expected",
        help: isDefinition ? [] : helpForSeveralWords)
    }
    isRecovering = true
  }

  /// `nps last month`, `nps for 2024`: the clause before the period is missing.
  private mutating func reportPeriodWithoutClause(_ here: Token) {
    if here.symbol == "for" || here.symbol == "in" { index += 1 }
    let start = current.range.start
    var ahead = self
    _ = ahead.parsePeriod()
    let words = source[SourceRange(start, max(start, ahead.previousEnd))]
    report(
      .unexpected, "the time of a query is given with `during`", at: here.range,
      label: "write `during \(words)`",
      fix: "during", fixing: here.range.start < start ? here.range : SourceRange(start, start))
    if here.range.start == start, !fixes.isEmpty { fixes[fixes.count - 1].text = "during " }
    _ = parsePeriod()
  }

  /// Clauses of SQL and of other tools, and words that mean one of ours.
  private mutating func reportForeignClause(_ here: Token) -> Bool {
    guard !isDefinition else { return false }
    let start = here.range
    func both(_ count: Int) -> SourceRange { start.union(token(count - 1).range) }
    switch here.symbol {
    case "group" where at("by", distance: 1):
      report(.sqlClause, "groups are made with `by` alone", at: both(2), label: "write `by`", fix: "by")
      index += 2
      readClause("by")
    case "order" where at("by", distance: 1):
      report(.sqlClause, "rows are put in order with `sort`", at: both(2), label: "write `sort`", fix: "sort")
      index += 2
      readClause("sort")
    case "having":
      report(
        .sqlClause, "there is no `having`", at: here.range,
        label:
          "`where` chooses rows, and `top 10` the largest groups"
      )
      isRecovering = true
    case "join", "inner", "outer", "cross":
      report(
        .sqlClause, "tables are not joined in a query", at: here.range,
        label: "write `link orders.customer = accounts.customer` once, then use the columns")
      isRecovering = true
    case "left", "right", "full":
      guard at("join", distance: 1) || at("outer", distance: 1) else { return false }
      report(
        .sqlClause, "tables are not joined in a query", at: both(2),
        label: "write `link orders.customer = accounts.customer` once, then use the columns")
      isRecovering = true
    case "versus", "against", "compared", "compare":
      let length = at("to", distance: 1) || at("with", distance: 1) ? 2 : 1
      report(.misspeltClause, "comparisons begin with `vs`", at: both(length), label: "write `vs`", fix: "vs")
      index += length
      readClause("vs")
    case "per", "grouped", "split":
      guard beginsOperand(token(1)) else { return false }
      let length = here.symbol != "per" && at("by", distance: 1) ? 2 : 1
      report(.misspeltClause, "groups are made with `by`", at: both(length), label: "write `by`", fix: "by")
      index += length
      readClause("by")
    case "when", "if", "filter":
      guard beginsOperand(token(1)) else { return false }
      report(
        .misspeltClause, "conditions begin with `where`", at: here.range, label: "write `where`", fix: "where"
      )
      index += 1
      readClause("where")
    case "between":
      report(
        .misspeltClause, "the time of a query is given with `during`", at: here.range,
        label: "such as `during 2024-01..2024-06`")
      isRecovering = true
    case "limits", "first":
      return false
    default: return false
    }
    return true
  }

  /// Reads the rest of a clause whose word was reported, so that mistakes in it are found too.
  private mutating func readClause(_ word: String) {
    if isDefinition {
      _ = parseExpression()
      return
    }
    switch word {
    case "where": _ = parseExpression()
    case "by": _ = parseDimensions()
    case "pivot": _ = parseDimension()
    case "during", "since", "until": _ = parsePeriod()
    case "vs": _ = parseComparisons()
    case "with": _ = parseExtras()
    case "sort": _ = parseSortKeys()
    case "top", "bottom", "limit": _ = readCount(word, example: "\(word) 5")
    case "rolling": _ = readCountedUnit("rolling", example: "rolling 3 months")
    case "from": _ = readTable()
    case "into": _ = readPath("into", example: "into \"result.csv\"")
    default: break
    }
  }
}
