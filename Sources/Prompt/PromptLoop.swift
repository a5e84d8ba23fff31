import Diagnostics
package import KPILanguage

/// How the prompt starts.
package struct PromptOptions: Sendable {
  package var runsInitialScript = true
  package var showsFirstWords = true
  package init() {}
}

/// Asks for statements and runs them until the user leaves.
///
/// - Returns: What the program ends with.
package func runPrompt(_ session: Session, _ reporter: Reporter, _ options: PromptOptions) throws -> Int32 {
  while let line = readLine() {
    _ = try session.run(SourceText(line)) { try reporter.report($0) }
  }
  return 0
}
