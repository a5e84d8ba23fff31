package import Diagnostics
import Syntax

/// The one place that says what this version does not do yet.
///
/// The grammar is whole; a feature leaves this list on the day it works.
package enum Planned: String, Sendable {
  case target = "`target`"
  case explain = "`explain`"
  case plot = "`plot`"
  case rows = "`rows`"
  case why = "`why`"
  case sql = "`sql`"
  case learn = "`learn`"
  case terms = "`terms`"
  case quotes = "`quotes`"
  case theme = "`theme`"
  case connect = "`connect`"
  case pictures = "writing html, svg, png and arrow files"
  case docs = "`kpi docs`"
  case spokenLanguage = "`set language`"

  package func diagnostic(at range: SourceRange?, in source: SourceText?) -> Diagnostic {
    Diagnostic(
      .error, .notAvailable, "\(rawValue) is not available yet", source: source, at: range,
      help: ["`help E108` and the changelog tell what this version does"])
  }
}
