import ArgumentParser
import Diagnostics
import Prompt

/// `kpi format SCRIPT …`: rewrites scripts in the standard layout, or with `--check` says which are not.
struct FormatCommand: ParsableArguments {
  @Flag(help: "Only say which scripts would change.") var check = false
  @OptionGroup var options: OutputOptions
  @Argument(help: "Scripts.", completion: Candidates.scripts) var scripts: [String]

  func run() throws -> ExitStatus {
    let reporter = Reporter(options.reporterOptions)
    var status = ExitStatus.success
    for script in scripts {
      // Nearly any text parses as something, and rewriting a data file would spoil it.
      guard isScript(script) else {
        throw UsageError(
          "\(script) is no script: its name does not end in .kpi, nor does it begin with #! and kpi")
      }
      let source = SourceText(try readScript(script), name: script)
      let (text, diagnostics) = standardLayout(of: source)
      reporter.show(diagnostics)
      if diagnostics.contains(where: { $0.severity == .error }) {
        status = .failure
        continue
      }
      if text == source.text { continue }
      if check {
        reporter.showError("\(script) is not in the standard layout; kpi format \(script) rewrites it")
        status = .failure
      } else {
        try writeWholeFile(text, to: script)
        reporter.say("\(script) rewritten")
      }
    }
    return status
  }
}
