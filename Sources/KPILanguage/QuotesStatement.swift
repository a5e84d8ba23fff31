import Diagnostics
import Semantics
import Syntax

extension Session {
  func quotes(
    _ column: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    throw Planned.quotes.diagnostic(at: range, in: source)
  }
}
