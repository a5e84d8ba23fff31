import Diagnostics

extension Parser {
  /// What to compute, and the clauses.
  mutating func parseQuery(_ verb: String? = nil) -> Query {
    if let verb, isAtEnd || (beginsClause(0) && !at("top")) {
      report(
        .missingOperand, "`\(verb)` needs to know what",
        at: isAtEnd ? tokens[index - 1].range : current.range,
        label: "such as `\(verb) nps \(verb == "why" ? "vs previous" : "by month")`")
    }
    var items: [Item] = []
    if !beginsClause(0), !isAtEnd {
      readList { parser in
        if let item = parser.parseItem() { items.append(item) }
      }
    }
    let clauses = parseClauses()
    return Query(items: items, clauses: clauses)
  }

  /// `nps`, `nps - nps_latest as gap`
  mutating func parseItem() -> Item? {
    let start = index
    let expression = parseExpression()
    var alias: Name?
    if !isRecovering, take("as") { alias = readAlias() }
    if index == start, !isRecovering { return nil }
    return Item(expression: expression, alias: alias)
  }

  /// Clauses on a line of their own, which change the last query.
  mutating func parseRefinement() -> Statement.Kind {
    var clauses: [Clause] = []
    var seen: Set<String> = []
    let whole = end
    while index < whole {
      let start = index
      let startOffset = current.range.start
      if take("and") {
        let condition = parseExpression()
        clauses.append(Clause(.narrow(condition), range: range(from: startOffset)))
      } else if take("without") {
        clauses += parseWithout(from: startOffset)
      } else {
        // Up to the next `without`, the clauses are those of a query.
        var limit = index + 1
        while limit < whole, tokens[limit].symbol != "without" { limit += 1 }
        end = limit
        clauses += parseClauses(&seen)
        if !hasGivenUp { index = max(index, limit) }
        end = whole
      }
      if isRecovering { skipToClause() }
      if hasGivenUp { index = whole }
      if index == start { index += 1 }
    }
    return .refinement(clauses)
  }

  /// `without by, where`
  private mutating func parseWithout(from start: Int) -> [Clause] {
    var clauses: [Clause] = []
    readList { parser in
      let here = parser.current
      if here.kind == .word, let name = ClauseName(rawValue: here.symbol) {
        parser.index += 1
        clauses.append(Clause(.without(name), range: parser.range(from: start)))
      } else {
        let words = ClauseName.allCases.map(\.rawValue)
        let near = here.kind == .word ? nearest(to: here.symbol, among: words) : nil
        if let near {
          parser.report(
            .unknownWord, "there is no clause called `\(parser.text(here))`", at: here.range,
            label: "did you mean `\(near)`?", fix: near)
          parser.index += 1
        } else {
          parser.reportExpected(.unknownWord, "a clause", example: "without by")
        }
      }
    }
    return clauses
  }
}
