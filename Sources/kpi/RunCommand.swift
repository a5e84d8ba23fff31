import ArgumentParser
import Diagnostics
import Glibc
import KPILanguage
import Prompt

/// `kpi`, `kpi FILES`, `kpi SCRIPT`, `kpi -c STATEMENT` and the same after `kpi demo`.
struct RunCommand: ParsableArguments {
  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue, help: "A statement.",
    completion: Candidates.statements)
  var statements: [String] = []
  @OptionGroup var options: OutputOptions
  @Argument(help: "A script with its parameters, or data files.", completion: Candidates.inputs)
  var arguments: [String] = []

  func run(onDemo: Bool) throws -> ExitStatus {
    let input = try Input(arguments: arguments, takesData: !onDemo)
    var sessionOptions = options.sessionOptions(directory: input.directory)
    if input.script != nil, !statements.isEmpty {
      throw UsageError("a script and -c do not go together; -c takes data files")
    }
    let readsStandardInput = input.script == nil && statements.isEmpty && isatty(0) == 0
    let isPrompt = input.script == nil && statements.isEmpty && !readsStandardInput
    sessionOptions.isPrompt = isPrompt
    if isPrompt && options.output != nil {
      throw UsageError("--output goes with a script or -c; at the prompt write into \"FILE\" after a query")
    }
    let session = Session(sessionOptions)
    defer { session.keepColumns() }
    var reporterOptions = options.reporterOptions
    reporterOptions.neutralisesFormulas = { session.neutralisesFormulas }
    let reporter = Reporter(reporterOptions)
    var run = StatementRun(session: session, reporter: reporter, keepsGoing: options.keepGoing)

    for statement in statements { session.expect(statement) }
    for setting in options.settingStatements where run.goesOn {
      try run.run(SourceText(setting, name: "--set"))
    }
    if onDemo && run.goesOn { try session.loadDemo(report: run.report) }
    for statement in input.loadStatements where run.goesOn {
      try run.run(SourceText(statement, name: "<command line>"))
    }
    if isPrompt {
      guard run.goesOn else { return run.exitStatus }
      var promptOptions = PromptOptions()
      promptOptions.runsInitialScript = !options.noInit
      promptOptions.showsFirstWords = !options.quiet && input.loadStatements.isEmpty && !onDemo
      promptOptions.proposesQueries = !options.quiet && !input.loadStatements.isEmpty
      try Conversation(session, reporter, promptOptions).run()
      return .success
    }
    if let script = input.script, run.goesOn {
      try run.run(SourceText(try readScript(script), name: script), parameters: input.parameters)
    } else if readsStandardInput, run.goesOn {
      try run.run(SourceText(try readAll(0, path: "standard input"), name: "<stdin>"))
    }
    for statement in statements where run.goesOn {
      try run.run(SourceText(statement, name: "<command>"))
    }
    if run.exitStatus == .success { try reporter.finish() }
    return run.exitStatus
  }
}
