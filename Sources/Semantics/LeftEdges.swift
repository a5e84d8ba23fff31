import Columns
import Functions
import Planning
import Syntax

/// Why the first values of a result mislead: the file begins in the middle of life, and nobody was seen before.
package struct LeftEdge: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Whoever acted counts as there for a while after: burn-in until the first window is full. Microseconds.
    case window(Int64)
    /// Keys are counted by when they were first seen: old ones look new.
    case cohorts
  }
  package var kpi: String
  package var table: String
  /// The column of the events.
  package var column: String
  package var kind: Kind
}

extension Binder {
  /// Notes a KPI whose first values the beginning of the file decides (reference §1.2).
  func addLeftEdge(of kpi: KnownKPI, _ draft: PipelineDraft) {
    var edge: LeftEdge?
    let table = draft.scope.table.name
    if let keys = draft.keys, let span = keys.rowScope.span ?? draft.scope.span {
      guard let column = column(of: span.start), let length = fixedLength(span) else { return }
      edge = LeftEdge(kpi: kpi.name, table: table, column: column, kind: .window(length))
    } else if let origin = draft.keys?.ages?.origin, [.first, .min].contains(origin.function),
      let column = origin.arguments.first.flatMap(column(of:))
    {
      edge = LeftEdge(kpi: kpi.name, table: table, column: column, kind: .cohorts)
    }
    if let edge, !leftEdges.contains(edge) { leftEdges.append(edge) }
  }

  private func column(of expression: BoundExpression) -> String? {
    if case .column(let column, _) = instant(expression) ?? expression { return column }
    return nil
  }

  /// The length of a span that ends a fixed time after it begins.
  private func fixedLength(_ span: Span) -> Int64? {
    var end = span.end
    // What the cut-off has left open.
    if case .call(let function, let arguments, _) = end, function.name == "if", arguments.count == 3 {
      end = arguments[1]
    }
    guard case .call(let function, let arguments, _) = instant(end) ?? end, arguments.count == 2,
      arguments[0] == span.start || arguments[0] == instant(span.start)
    else { return nil }
    switch (function.name, arguments[1]) {
    case ("+", .constant(.duration(let length), _)): return length > 0 ? length : nil
    case ("add months", .constant(.integer(let months), _)) where months > 0 && months < 10_000:
      return months * 31 * Calendar.microsecondsPerDay
    default: return nil
    }
  }

  /// Collects the lengths of time that a KPI takes as parameters; every result says them (reference §8.3).
  func addWindows(of kpi: KnownKPI, _ locals: [String: Typed]) {
    let windows = kpi.definition.parameters.compactMap { parameter -> String? in
      guard case .duration(let length)? = locals[parameter.name.text]?.constant, length > 0 else {
        return nil
      }
      return "\(parameter.name.text) = \(durationLiteral(length))"
    }
    guard !windows.isEmpty else { return }
    let text = "\(kpi.name)(\(windows.joined(separator: ", ")))"
    if !self.windows.contains(text) { self.windows.append(text) }
  }

  func noteWindows() {
    guard !windows.isEmpty else { return }
    let shown = windows.prefix(4).joined(separator: ", ")
    note(
      "window\(windows.count == 1 ? "" : "s"): \(shown)"
        + (windows.count > 4 ? " and \(windows.count - 4) more" : ""))
  }
}

/// A length of time as the language writes it: `90d`, `4h`, `15min`.
private func durationLiteral(_ length: Int64) -> String {
  for (unit, name) in [(86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "min")] as [(Int64, String)]
  where length % unit == 0 {
    return "\(length / unit)\(name)"
  }
  return "\(Double(length) / 1_000_000)s"
}
