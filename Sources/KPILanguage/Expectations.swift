import Columns
import Diagnostics
import Functions
import Planning
import Rendering
import Semantics
import Syntax

extension Session {
  /// `expect COND …`: must hold in every row; unknown fails it (language, 13.28).
  func expect(
    _ condition: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    let bound = try expectation(condition, clauses, range, source, report)
    let parts = condition.comparedItems
    let result = try answer(bound)
    if !result.diagnostics.isEmpty { try report(.diagnostics(result.diagnostics)) }
    let dimensions = result.columns.filter { $0.role == .dimension }.count
    let values = result.columns.indices.filter { result.columns[$0].role == .value }
    guard let holds = values.first else { return }
    if result.rows.isEmpty {
      try report(
        .diagnostics([
          Diagnostic(
            .warning, .badExpectation, "no row passes the conditions, so nothing was checked", source: source,
            at: range)
        ]))
    }
    let failed = result.rows.filter { $0.values[holds] != .bool(true) }
    guard let first = failed.first else { return }
    func place(_ row: ResultRow) -> String {
      (0..<dimensions).map { display(row.values[$0]) }.joined(separator: ", ")
    }
    func facts(_ row: ResultRow) -> String {
      let facts = parts.enumerated().compactMap { position, part -> String? in
        guard let column = values.first(where: { result.columns[$0].name == "value \(position)" }) else {
          return nil
        }
        return "\(source[part.range].oneLine) is \(shown(row.values[column]))"
      }
      return facts.isEmpty
        ? "the condition is \(display(row.values[holds]))" : facts.joined(separator: " and ")
    }
    var help = failed.dropFirst().prefix(4).map { "also \(place($0)): \(facts($0))" }
    if failed.count > 5 {
      help.append("\((failed.count - 5).grouped) more of the \(result.rows.count.grouped) rows fail it")
    }
    throw ExpectationFailed(
      diagnostic: Diagnostic(
        .error, .expectationFailed,
        "expected \(source[condition.range].oneLine)\(dimensions == 0 ? "" : " for \(place(first))")",
        source: source, at: condition.range, label: facts(first), help: help))
  }

  /// The query of an expectation, whose first item is its condition.
  func expectation(
    _ condition: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws -> BoundQuery {
    for clause in clauses {
      switch clause.kind {
      case .into, .pivot:
        throw Diagnostic(
          .error, .badExpectation, "`expect` has no `\(clause.kind.name?.rawValue ?? "")`", source: source,
          at: clause.range, help: ["it takes where, by, during, since, until, vs, from and with total"])
      default: break
      }
    }
    // The compared values stand beside the condition, so that a failure can say them.
    let parts = condition.comparedItems
    let items =
      [Item(expression: condition, alias: Name("holds", range: condition.range))]
      + parts.enumerated().map { position, part in
        Item(expression: part, alias: Name("value \(position)", range: part.range))
      }
    let bound = try bind(Query(items: items, clauses: clauses), range, source, report)
    guard let type = bound.plan.items.first?.value.type, type == .bool || type == .nothing else {
      throw Diagnostic(
        .error, .badExpectation,
        "`expect` needs a condition, and `\(source[condition.range].oneLine)` is \(bound.plan.items[0].value.type.words)",
        source: source, at: condition.range, help: ["expect \(source[condition.range].oneLine) > 30"])
    }
    if !bound.readsComparisons,
      let comparison = clauses.first(where: { if case .versus = $0.kind { true } else { false } })
    {
      throw Diagnostic(
        .error, .badExpectation, "the condition says nothing of the comparison", source: source,
        at: comparison.range,
        help: [
          "`vs previous` adds nps_previous, nps_previous_change and nps_previous_clear: expect nps_previous_change > -5 during 2024-06 vs previous"
        ])
    }
    return bound
  }

  /// A value of a result in a sentence: a length of time as people say it.
  private func shown(_ value: Value) -> String {
    if case .duration(let microseconds) = value { return durationText(microseconds) }
    return display(value)
  }

  /// A value in a sentence.
  func display(_ value: Value) -> String { displayed(value, settings.calendar) }
}

/// A value as messages and lists of values show it.
func displayed(_ value: Value, _ calendar: Calendar) -> String {
  if case .real(let real) = value {
    let rounded = (real * 10_000).rounded() / 10_000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : String(rounded)
  }
  return Functions.text(of: value, calendar) ?? "unknown"
}

extension Syntax.Expression {
  /// The sides of comparisons that are not plain values.
  fileprivate var comparedItems: [Syntax.Expression] {
    switch inner {
    case .binary(let binary, let left, let right, _):
      switch binary {
      case .and, .or: return left.comparedItems + right.comparedItems
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        return [left, right].filter { !$0.isPlainValue }
      default: return []
      }
    case .within(let operand, _, _, _, _), .oneOf(let operand, _, _, _), .test(let operand, _, _, _):
      return [operand]
    case .unary(.not, let operand, _): return operand.comparedItems
    default: return []
    }
  }

  private var isPlainValue: Bool {
    switch inner {
    case .literal, .parameter: true
    case .unary(_, let operand, _): operand.isPlainValue
    default: false
    }
  }
}

extension DiagnosticCode {
  static let badExpectation = DiagnosticCode(
    "E344",
    """
    `expect` takes a condition about KPIs that must hold in every row of its result: `expect nps > 30 by segment \
    during 2024-06`. With `vs` it may speak of what that adds: `expect nps_previous_change > -5 vs previous`. It has no \
    pivot and no file.
    """)
}
