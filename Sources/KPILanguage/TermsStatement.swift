import Columns
import Comments
import Diagnostics
import Planning
import Semantics
import Syntax

extension Session {
  /// `terms COLUMN where … [vs …]`, `terms COLUMN by SEGMENT`: the words and pairs that set comments apart.
  func terms(
    _ column: Syntax.Expression, _ list: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let clauses = try CommentClauses(list, verb: "terms", in: source)
    let text = source[column.range]
    guard
      clauses.condition != nil || !clauses.dimensions.isEmpty || !clauses.period.isEmpty
        || clauses.comparison?.kind.isEarlier == true
    else {
      throw Diagnostic(
        .error, .badTerms, "`terms` compares two groups of comments, and all are one", source: source,
        at: range,
        help: ["terms \(text) where nps <= 6", "terms \(text) by segment"])
    }
    if let comparison = clauses.comparison, !clauses.dimensions.isEmpty {
      throw Diagnostic(
        .error, .badTerms, "`by` compares each group with the others, so `vs` has no place", source: source,
        at: comparison.range)
    }
    let groups = try commentGroups(column, clauses, range, source, report)
    let isBy = !clauses.dimensions.isEmpty
    let groupCount = isBy ? groups.keys.count + (groups.hasWhole ? 1 : 0) : 2
    let table = try TermTable(
      groups.texts, groups: groupCount, whole: groups.hasWhole ? groupCount - 1 : nil,
      language: settings.commentLanguage, work: work)
    var result = ResultTable(
      columns: groups.dimensions + termColumns(), rows: [], diagnostics: groups.diagnostics,
      notes: groups.notes,
      calendar: groups.calendar)
    if isBy {
      let count = max(clauses.top ?? 5, 0)
      let order = groups.keys.indices.sorted { lexicographic(groups.keys[$0], groups.keys[$1]) }
      for group in order {
        let there = table.commentsBeside(group)
        let clear = table.compared(group).filter { $0.z >= clearZ }
        result.rows += clear.prefix(count).map {
          ResultRow(groups.keys[group] + cells($0, table.comments[group], there))
        }
      }
    } else {
      let count = max(clauses.top ?? 10, 0)
      let all = table.compared(0)
      let more = all.filter { $0.z >= clearZ }.prefix(count)
      let less = all.filter { $0.z <= -clearZ }.suffix(count)
      result.rows = (more + less).map { ResultRow(cells($0, table.comments[0], table.comments[1])) }
      result.notes.append(
        "\(table.comments[0].grouped) comments here, \(table.comments[1].grouped) there; a term counts once a comment"
      )
    }
    result.notes.append(
      "\(table.comparedCount.grouped) words and pairs occur in \(table.minimum) comments or more; shown are those with z beyond ±1.96, which one in twenty passes by chance"
    )
    if settings.commentLanguage == nil,
      !groups.notes.contains(where: { $0.contains("`set comment language`") }),
      let sentence = table.languages.sentence
    {
      result.notes.append(sentence)
    }
    if result.rows.isEmpty {
      result.notes.insert("no word or pair sets these comments apart by more than chance", at: 0)
    }
    let milliseconds = (clock.now - begin) / .milliseconds(1)
    try report(.result(result, into: clauses.destination.map(path)))
    try report(.timing(milliseconds: milliseconds, statement: source[range].oneLine))
  }

  /// Beyond this a difference is larger than chance, for one term.
  private var clearZ: Double { 1.959_963_984_540_054 }

  private func termColumns() -> [ResultColumn] {
    [
      ResultColumn(name: "term", role: .dimension, type: .text),
      ResultColumn(name: "here", role: .value, type: .number, unit: .count),
      ResultColumn(name: "there", role: .value, type: .number, unit: .count),
      ResultColumn(name: "here_share", role: .value, type: .number, unit: .percent),
      ResultColumn(name: "there_share", role: .value, type: .number, unit: .percent),
      ResultColumn(name: "log_odds", role: .value, type: .number),
      ResultColumn(name: "z", role: .value, type: .number),
    ]
  }

  private func cells(_ term: Term, _ here: Int, _ there: Int) -> [Value] {
    func share(_ part: Int, _ whole: Int) -> Value {
      whole > 0 ? .real(100 * Double(part) / Double(whole)) : .none
    }
    return [
      .text(term.text), .integer(Int64(term.here)), .integer(Int64(term.there)), share(term.here, here),
      share(term.there, there), .real(term.logOdds), .real(term.z),
    ]
  }
}

/// The order of groups by their values: none last.
func lexicographic(_ left: [Value], _ right: [Value]) -> Bool {
  for (one, other) in zip(left, right) where one != other {
    switch (one, other) {
    case (.none, _): return false
    case (_, .none): return true
    case (.text(let one), .text(let other)): return one < other
    case (.bool(let one), .bool(let other)): return !one && other
    case (.date(let one), .date(let other)), (.time(let one), .time(let other)),
      (.duration(let one), .duration(let other)), (.period(_, let one), .period(_, let other)):
      return one < other
    default: return (one.number ?? 0) < (other.number ?? 0)
    }
  }
  return false
}
