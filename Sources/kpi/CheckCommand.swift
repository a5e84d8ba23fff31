import ArgumentParser
import Diagnostics
import KPILanguage
import Prompt

/// `kpi check SCRIPT …`: parses and types scripts, runs nothing.
struct CheckCommand: ParsableArguments {
  @OptionGroup var options: OutputOptions
  @Argument(help: "Scripts.", completion: Candidates.scripts) var scripts: [String]

  func run() throws -> ExitStatus {
    let reporter = Reporter(options.reporterOptions)
    var status = ExitStatus.success
    for script in scripts {
      let input = try Input(arguments: [script], takesData: true)
      let session = Session(options.sessionOptions(directory: input.directory))
      let diagnostics = session.check(SourceText(try readScript(script), name: script))
      reporter.show(diagnostics)
      if diagnostics.contains(where: { $0.severity == .error }) { status = .failure }
    }
    return status
  }
}
