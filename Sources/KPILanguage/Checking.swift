package import Diagnostics
import Semantics
import Syntax

/// `check STATEMENT` and `kpi check SCRIPT`: statements are read and typed, and no query is answered.
extension Session {
  /// Everything that is wrong with a script.
  ///
  /// What makes names is carried out, as far as it asks no query: files are loaded, definitions made, settings set.
  package func check(_ source: SourceText) -> [Diagnostic] {
    let parsed = parse(source)
    var found = parsed.diagnostics
    for statement in parsed.statements {
      if found.contains(where: { $0.severity == .error && statement.range.contains($0.range) }) { continue }
      do {
        try check(statement.kind, statement.range, source) { event in
          if case .diagnostics(let diagnostics) = event { found += diagnostics }
        }
      } catch let diagnostic as Diagnostic {
        found.append(diagnostic)
      } catch let several as Diagnostics {
        found += several.all
      } catch {
        break
      }
    }
    return found
  }

  /// Checks one statement as its verb would read it.
  func check(
    _ kind: Statement.Kind, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    switch kind {
    case .query(let verb, let query): try check(verb, query, range, source, report)
    case .check(let checked): try check(checked, range, source, report)
    case .expect(let condition, let clauses): _ = try expectation(condition, clauses, range, source, report)
    case .terms(let column, let clauses):
      try checkComments(column, CommentClauses(clauses, verb: "terms", in: source), range, source, report)
    case .quotes(let column, let clauses):
      try checkComments(column, CommentClauses(clauses, verb: "quotes", in: source), range, source, report)
    case .load, .link, .unload, .kpi, .dimension, .theme, .target, .forget, .forgetTarget, .param, .letValue,
      .set:
      try execute(Statement(kind, range: range), in: source, report)
    case .show, .describe, .help, .learn:
      // They answer no query of the script's own, and only their errors are of interest here.
      try execute(Statement(kind, range: range), in: source) { event in
        if case .diagnostics = event { try report(event) }
      }
    case .run(let path, let place):
      let found = try withScript(path, place, source) { check($0) }
      if !found.isEmpty { try report(.diagnostics(found)) }
    case .connect, .refinement, .print, .save, .edit, .history, .last, .quit, .unreadable: break
    }
  }

  private func check(
    _ verb: Verb, _ query: Query, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    switch verb {
    case .ask, .check, .explain: _ = try bind(query, range, source, report)
    case .plot: _ = try bind(query.asPicture(in: source), range, source, report)
    case .rows: _ = try bindRows(RowsRequest(query, range, source), range, source, report)
    case .why:
      let request = try WhyRequest(query, WhyStatement(range: range, source: source))
      let groups = request.dimensions.isEmpty ? [] : [Clause(.by(request.dimensions), range: range)]
      _ = try bind(Query(items: query.items, clauses: request.clauses + groups), range, source, report)
    case .sql: throw Planned.sql.diagnostic(at: range, in: source)
    }
  }

  /// The column must hold texts, and the conditions and groups must go with its table.
  private func checkComments(
    _ column: Expression, _ clauses: CommentClauses, _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    let schema = try commentTable(column, clauses, source)
    _ = try commentColumn(column, of: schema, source)
    var all = clauses.period + [Clause(.from(Name(schema.name, isQuoted: true, range: range)), range: range)]
    if let condition = clauses.condition { all.append(Clause(.filter(condition), range: condition.range)) }
    if !clauses.dimensions.isEmpty { all.append(Clause(.by(clauses.dimensions), range: range)) }
    let count = Expression.call(Call(name: Name("count", range: range), arguments: [], range: range))
    _ = try bind(
      Query(items: [Item(expression: count, alias: nil)], clauses: all), range, source, report)
  }
}
