import Diagnostics
import Semantics
import Syntax

extension Session {
  func terms(
    _ column: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    throw Planned.terms.diagnostic(at: range, in: source)
  }
  func quotes(
    _ column: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    throw Planned.quotes.diagnostic(at: range, in: source)
  }
}
