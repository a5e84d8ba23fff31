import Diagnostics
import KPILanguage
import TestSupport
import Testing

/// What `explain` says on the small example tables: the cases stand in `Recorded/explanations.txt`.
@Suite struct ExplainTests {
  @Test func `a query is explained in words and with its own counts`() throws {
    let here = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    try checkRecorded(here + "/Recorded/explanations.txt") { statements in
      try said(statements.split(separator: "\n").map(String.init))
    }
  }

  @Test func `no line is wider than the page`() throws {
    for width in [40, 60, 120] {
      let session = try Session.onExamples(language: .spanish, width: width)
      for kpi in ["nps", "return_rate", "churn_rate", "health"] {
        _ = try session.run(SourceText("explain \(kpi) during 2024-Q1")) { event in
          guard case .text(let text) = event else { return }
          // Formulas are lines of the language, which stay whole.
          for line in text.split(separator: "\n") where !line.hasPrefix("    ") {
            let longest = line.split(separator: " ").map(\.count).max() ?? 0
            #expect(displayWidth(of: String(line)) <= max(min(width, 110), longest + 6), "\(line)")
          }
        }
      }
    }
  }

  private func said(_ statements: [String]) throws -> String {
    let session = try Session.onExamples(language: .english)
    var said: [String] = []
    for statement in statements {
      _ = try session.run(SourceText(statement)) { event in
        switch event {
        case .text(let text): said.append(text)
        case .diagnostics(let diagnostics): said += diagnostics.map { draw($0, usesColor: false) }
        default: break
        }
      }
    }
    return said.joined(separator: "\n")
  }
}
