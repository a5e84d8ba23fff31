import Columns
import Diagnostics
import Functions
import Semantics
import Syntax

extension Session {
  /// `expect COND …`: must hold in every row; unknown fails it (language, 13.28).
  func expect(
    _ condition: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText
  ) throws {
    // The compared values stand beside the condition, so that a failure can say them.
    let parts = condition.comparedItems
    let items =
      [Item(expression: condition, alias: Name("holds", range: condition.range))]
      + parts.enumerated().map { position, part in
        Item(expression: part, alias: Name("value \(position)", range: part.range))
      }
    let bound = try bind(Query(items: items, clauses: clauses), range, source) { _ in }
    let result = try answer(bound)
    let dimensions = result.columns.filter { $0.role == .dimension }.count
    let values = result.columns.indices.filter { result.columns[$0].role == .value }
    guard let holds = values.first else { return }
    for row in result.rows where row.kind == .group && row.values[holds] != .bool(true) {
      let place = (0..<dimensions).map { display(row.values[$0]) }.joined(separator: ", ")
      let facts = zip(parts, values.dropFirst()).map {
        "\(source[$0.range].oneLine) is \(display(row.values[$1]))"
      }
      let sentence =
        facts.isEmpty ? "the condition is \(display(row.values[holds]))" : facts.joined(separator: " and ")
      throw ExpectationFailed(
        diagnostic: Diagnostic(
          .error, .expectationFailed,
          "expected \(source[condition.range].oneLine)\(place.isEmpty ? "" : " for \(place)")",
          source: source, at: condition.range, label: sentence))
    }
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
