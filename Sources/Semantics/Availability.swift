package import Diagnostics
import Syntax

/// The one place that says what this version does not do yet.
///
/// The grammar is whole; a feature leaves this list on the day it works.
package enum Planned: String, Sendable {
  case sql = "`sql`"
  case connect = "`connect`"
  case arrow = "writing arrow files"

  package func diagnostic(at range: SourceRange?, in source: SourceText?) -> Diagnostic {
    Diagnostic(
      .error, .notAvailable, "\(rawValue) is not available yet", source: source, at: range,
      help: ["`help E108` and the changelog tell what this version does"])
  }
}
