import ArgumentParser
import Prompt

/// `kpi docs`: a handbook of all definitions.
struct DocsCommand: ParsableArguments {
  @OptionGroup var options: OutputOptions

  func run() throws -> ExitStatus {
    Reporter(options.reporterOptions).showError("kpi docs is not available yet")
    return .failure
  }
}
