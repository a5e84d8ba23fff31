import Columns
import Comments
import Diagnostics
import Planning
import Semantics
import Syntax

extension Session {
  /// `quotes COLUMN where … top N`: typical comments, without what may tell who wrote them.
  func quotes(
    _ column: Syntax.Expression, _ list: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let clauses = try CommentClauses(list, verb: "quotes", in: source)
    let count = min(max(clauses.top ?? (clauses.dimensions.isEmpty ? 5 : 3), 0), 1000)
    let groups = try commentGroups(column, clauses, range, source, report)
    let typical = try TypicalTexts(groups.texts, language: settings.commentLanguage, work: work)
    var chosen: [(key: [Value], text: Int)] = []
    for group in groups.keys.indices.sorted(by: { lexicographic(groups.keys[$0], groups.keys[$1]) }) {
      chosen += typical.typical(of: group, count: count).map { (groups.keys[group], $0) }
    }
    let texts = chosen.map { groups.texts[$0.text].text }
    let (columns, rows) = try rowsOfQuotes(texts, clauses, groups, range, source, report)
    var quote = ResultColumn(name: "quote", role: .dimension, type: .text)
    quote.isProse = true
    var result = ResultTable(
      columns: groups.dimensions + columns + [quote], rows: [], diagnostics: groups.diagnostics,
      notes: groups.notes, calendar: groups.calendar)
    for (key, position) in chosen {
      let text = groups.texts[position].text
      let shown = typical.excerpt(masked(text), like: position)
      result.rows.append(
        ResultRow(key + (rows[text] ?? columns.map { _ in .none }) + [.text(shown.isEmpty ? "…" : shown)]))
    }
    if result.rows.isEmpty {
      result.notes.append("no row has a comment here")
    } else {
      let comments = groups.texts.reduce(0) { $0 + $1.counts.prefix(groups.keys.count).reduce(0, +) }
      result.notes.append(
        "typical of \(comments.grouped) comment\(comments == 1 ? "" : "s"); names are masked only where something gives them away, so read before you share"
      )
    }
    let milliseconds = (clock.now - begin) / .milliseconds(1)
    try report(.result(result, into: clauses.destination.map(path)))
    try report(.timing(milliseconds: milliseconds, statement: source[range].oneLine))
  }

  /// The day and the score of the first row of each text, where the table has them.
  private func rowsOfQuotes(
    _ texts: [String], _ clauses: CommentClauses, _ groups: CommentGroups, _ range: SourceRange,
    _ source: SourceText, _ report: (Event) throws -> Void
  ) throws -> (columns: [ResultColumn], rows: [String: [Value]]) {
    guard !texts.isEmpty else { return ([], [:]) }
    let place = range
    func name(_ column: String) -> Syntax.Expression { .name(Name(column, isQuoted: true, range: place)) }
    let binder = self.binder(source)
    var dimensions: [Dimension] = []
    if let time = binder.dateColumn(of: groups.table) {
      dimensions.append(
        Dimension(
          .expression(.calendarPart(.period(.day), of: name(time), place)), alias: Name("date", range: place),
          range: place))
    }
    for role in ["nps", "csat", "ces", "score", "rating"] {
      guard let score = groups.table.roles[role], score != groups.column else { continue }
      let alias = ["date", "quote"].contains(score) ? role : score
      dimensions.append(Dimension(.expression(name(score)), alias: Name(alias, range: place), range: place))
      break
    }
    guard !dimensions.isEmpty else { return ([], [:]) }
    let text = Dimension(
      .expression(name(groups.column)), alias: Name("quoted text", range: place), range: place)
    let isOne = Syntax.Expression.oneOf(
      name(groups.column), texts.map { .literal(.text($0), place) }, negated: false, place)
    var all =
      clauses.period + [Clause(.from(Name(groups.table.name, isQuoted: true, range: place)), range: place)]
    all.append(Clause(.by([text] + dimensions), range: place))
    let condition =
      clauses.condition.map { Syntax.Expression.binary(.and, $0, isOne, operatorRange: place) } ?? isOne
    all.append(Clause(.filter(condition), range: place))
    let count = Syntax.Expression.call(Call(name: Name("count", range: place), arguments: [], range: place))
    let item = Item(expression: count, alias: Name("rows of text", range: place))
    let result = try answer(bind(Query(items: [item], clauses: all), range, source, { _ in }))
    var rows: [String: [Value]] = [:]
    for row in result.rows {
      guard case .text(let text) = row.values[0], rows[text] == nil else { continue }
      rows[text] = Array(row.values[1...dimensions.count])
    }
    return (Array(result.columns[1...dimensions.count]), rows)
  }
}
