package import Columns
import Comments
package import Diagnostics
import FileFormats
import Functions
import Glibc
import NativeEngine
import Planning
import Rendering
import Semantics
import StandardLibrary
package import Syntax

/// A conversation with the language: loaded tables, definitions, settings, the last query.
///
/// One thread at a time may call `run`; `work.stop()` may be called from any thread to cancel what runs.
package final class Session {
  package struct Options: Sendable {
    /// `load`, `into` and `run` see paths relative to this folder.
    package var directory: String = "."
    package var threads: Int = 2
    package var memoryLimit: Int = .max
    /// Where columns of large text files are kept from one run to the next; nil for nowhere.
    package var cacheFolder: String?
    /// Lines that start with a clause refine the last query; questions may be asked.
    package var isPrompt: Bool = false
    /// The language of explanations and lessons until `set language`.
    package var language = SpokenLanguage.english
    /// Columns that texts are folded to; nil where nobody knows.
    package var width: @Sendable () -> Int? = { nil }
    /// Where the progress of lessons is kept; nil for nowhere.
    package var stateFolder: String?
    package init() {}
  }

  package let work: Work
  let options: Options
  let cache: ColumnCache?
  let tables: Tables
  var definitions: Definitions
  var settings: Settings
  /// Values from the command line, which win over `param`.
  var givenParameters: [String: String] = [:]
  /// The names of those that some `param` took, as they were given.
  var takenParameters: Set<String> = []
  /// `set safe_export on`
  package internal(set) var neutralisesFormulas = false
  /// `target KPI = VALUE …`, in the order in which they were set.
  var targets: [Target] = []
  /// `set language es`
  package internal(set) var language: SpokenLanguage
  /// Asks the reader a question at the prompt and reads the line of the answer; nil where nobody can answer.
  package var readAnswer: ((_ prompt: String) -> String?)?
  /// The last query that succeeded, which a refinement starts from.
  var lastQuery: (verb: Verb, query: Query, source: SourceText)?
  /// What `help error` explains: the codes of the messages said last.
  var lastCodes: [DiagnosticCode] = []
  /// The folder that paths of the running script are relative to, innermost last.
  var folders: [String]
  /// The scripts that `run` has begun and not ended, innermost last.
  var runningScripts: [String] = []

  /// Folded names in the statements that are known to follow a `load`.
  var expectedNames: Set<String> = []

  /// Tells of text that will be run later, so that a load reads the columns it names in its own pass.
  package func expect(_ text: String) {
    for (position, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      // Every other part stands between backticks: a name with anything in it.
      let words =
        position % 2 == 1 ? [part] : part.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      expectedNames.formUnion(words.map { fold(String($0)) })
    }
  }

  package init(_ options: Options) {
    self.options = options
    cache = options.cacheFolder.map { ColumnCache(folder: $0) }
    work = Work(threads: options.threads, memoryLimit: options.memoryLimit)
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let clock = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    tables = Tables(work: work, clock: clock)
    settings = Settings(clock: clock)
    definitions = Session.shippedDefinitions
    folders = [options.directory]
    language = options.language
  }

  /// What a statement said, in order.
  package enum Event: Sendable {
    /// The answer of a query: to standard output in the chosen format, or to the file of `into`.
    case result(ResultTable, into: String?)
    /// Text that was asked for (`show`, `describe`, `help`, `print`): standard output.
    case text(String)
    /// Talk (`load`, `set`, what a refinement became): standard error.
    case talk(String)
    /// Errors, warnings and notes: standard error.
    case diagnostics([Diagnostic])
    /// How long a statement took from planning to finished result, without rendering.
    case timing(milliseconds: Double, statement: String)
    /// `quit`, `edit`, `history`, `last`, `save`: for the program around the session.
    case command(Statement.Kind)
  }

  package enum Status: Int32, Sendable {
    case success = 0
    case failure = 1
    case expectationFailed = 5
    case interrupted = 130
  }

  /// Runs the statements of a text in order, up to the first error (or all with `keepGoing`).
  package func run(
    _ source: SourceText, parameters: [String: String] = [:], keepGoing: Bool = false,
    report deliver: (Event) throws -> Void
  ) throws -> Status {
    givenParameters.merge(parameters) { $1 }
    func report(_ event: Event) throws {
      if case .diagnostics(let said) = event, !said.isEmpty { lastCodes = said.map(\.code) }
      if case .result(var result, let file) = event, language == .spanish {
        result.isSpanish = true
        result.notes = result.notes.map(inSpanish)
        try deliver(.result(result, into: file))
        return
      }
      try deliver(event)
    }
    let parsed = parse(source)
    if parsed.statements.count > 1 { expect(source.text) }
    let scattered = parsed.diagnostics.filter { diagnostic in
      !parsed.statements.contains { $0.range.contains(diagnostic.range) }
    }
    var status = Status.success
    if !scattered.isEmpty {
      try report(.diagnostics(scattered))
      if scattered.contains(where: { $0.severity == .error }) { status = .failure }
    }
    for statement in parsed.statements where status == .success || keepGoing {
      let own = parsed.diagnostics.filter { statement.range.contains($0.range) }
      if !own.isEmpty { try report(.diagnostics(own)) }
      if own.contains(where: { $0.severity == .error }) {
        status = .failure
        continue
      }
      do {
        try execute(statement, in: source, report)
      } catch let failure as ExpectationFailed {
        try report(.diagnostics([failure.diagnostic]))
        if status == .success { status = .expectationFailed }
      } catch is Interrupted {
        return .interrupted
      } catch let diagnostic as Diagnostic {
        try report(.diagnostics([diagnostic]))
        status = .failure
      } catch let several as Diagnostics {
        try report(.diagnostics(several.all))
        status = .failure
      }
    }
    let ignored = parameters.keys.filter { !takenParameters.contains($0) }.sorted()
    if status == .success, !ignored.isEmpty {
      try report(
        .diagnostics(
          ignored.map { name in
            Diagnostic(
              .warning, .badParameter, "the script has no parameter called `\(name)`",
              help: ["`param \(name) = VALUE` in the script makes one"])
          }))
    }
    return status
  }

  /// Runs one statement: the list of what the language can do.
  func execute(_ statement: Statement, in source: SourceText, _ report: (Event) throws -> Void) throws {
    switch statement.kind {
    case .query(let verb, let query): try run(verb, query, statement.range, source, report)
    case .check(let kind):
      try check(kind, statement.range, source, report)
      try report(.talk("ok"))
    case .refinement(let clauses): try refine(clauses, statement.range, source, report)
    case .load(let load): try self.load(load, at: statement.range, in: source, report)
    case .connect: throw planned(.connect, statement, source)
    case .link(let left, let right): try self.link(left, right, source, report)
    case .unload(let name): try self.unload(name, source, report)
    case .kpi(let definition): try define(definition, statement.range, source, report)
    case .dimension(let name, let table, let expression):
      try defineDimension(name, table, expression, source, report)
    case .theme(let name, let patterns):
      try defineTheme(name, patterns, statement.range, source, report)
    case .target(let name, let value, let clauses):
      try setTarget(name, value, clauses, statement.range, source, report)
    case .forget(let name): try forget(name, source, report)
    case .forgetTarget(let name): try forgetTarget(name, source, report)
    case .expect(let condition, let clauses): try expect(condition, clauses, statement.range, source, report)
    case .param(let name, let value): try setParameter(name, value, source)
    case .letValue(let name, let value): try letValue(name, value, source)
    case .set(let setting, let value, let text):
      try set(setting, value, text, statement.range, source, report)
    case .show(let subject, let about): try report(.text(show(subject, about: about, source)))
    case .describe(let names): try report(.text(describe(names, statement.range, source)))
    case .help(let topic): try report(.text(help(topic, source, statement.range)))
    case .learn(let name): try learn(name, source, report)
    case .terms(let column, let clauses): try terms(column, clauses, statement.range, source, report)
    case .quotes(let column, let clauses): try quotes(column, clauses, statement.range, source, report)
    case .print(let expressions): try report(.text(printed(expressions, source)))
    case .run(let path, let range): try runScript(path, range, source, report)
    case .save, .edit, .history, .last, .quit: try report(.command(statement.kind))
    case .unreadable: break
    }
  }

  private func planned(_ feature: Planned, _ statement: Statement, _ source: SourceText) -> Diagnostic {
    feature.diagnostic(at: statement.range, in: source)
  }

  // MARK: Queries

  private func run(
    _ verb: Verb, _ query: Query, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    switch verb {
    case .ask: break
    case .check:
      let bound = try bind(query, range, source, report)
      try report(.talk("ok"))
      try report(.text(planText(bound)))
      return
    case .explain:
      try explain(query, range, source, report)
      return
    case .plot: break
    case .rows: return try rows(query, range, source, report)
    case .why: return try why(query, range, source, report)
    case .sql: throw Planned.sql.diagnostic(at: range, in: source)
    }
    let clock = ContinuousClock()
    let begin = clock.now
    let asked = verb == .plot || query.isForPicture ? query.asPicture(in: source) : query
    let bound = try bind(asked, range, source, report)
    var result = try answer(bound)
    if query.wantsTargets { result = try withTargets(result, query, bound, range, source) }
    result.isPlot = verb == .plot
    result.question = question(of: query, bound, source)
    if let note = try returnersNote(asked, range, source, bound) { result.notes.append(note) }
    let milliseconds = (clock.now - begin) / .milliseconds(1)
    try report(.result(result, into: bound.destination.map(path)))
    try report(.timing(milliseconds: milliseconds, statement: source[range].oneLine))
    lastQuery = (verb, query, source)
  }

  /// The way of a query: text has become a tree; the tree is bound to a plan, the plan's columns are fetched, the
  /// engine answers.
  func answer(_ bound: BoundQuery) throws -> ResultTable {
    var result = try compute(bound)
    if let note = try leftEdgeNote(bound, &result) { result.notes.append(note) }
    return result
  }

  func compute(_ bound: BoundQuery) throws -> ResultTable {
    let bound = try withOtherThemes(bound)
    var read: [String: Table] = [:]
    for (name, columns) in bound.columns {
      guard let table = tables.table(named: name) else { continue }
      read[name] = try table.table(columns, work: work)
    }
    bound.themes?.set.beginQuery()
    var result = try NativeEngine.execute(bound.plan, tables: read, work: work)
    let themes = themeWarnings(bound.themes)
    result.diagnostics =
      valueWarnings(bound.valueChecks, read) + rowWarnings(bound.plan) + themes.warnings + result.diagnostics
    result.notes = bound.notes + themes.notes + result.notes
    result.now = bound.plan.now
    result.isSpanish = language == .spanish
    return result
  }

  func bind(
    _ query: Query, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws -> BoundQuery {
    let binder = self.binder(source)
    let bound = binder.bind(query, range: range)
    if let interruption = binder.interruption { throw interruption }
    guard let bound, !binder.hasErrors else { throw Diagnostics(binder.diagnostics) }
    if !binder.diagnostics.isEmpty { try report(.diagnostics(binder.diagnostics)) }
    try refuseSeveralCurrencies(bound, query, source)
    guard bound.plan.withOthers, bound.plan.overlap != nil else { return bound }
    var again = bound
    again.asked = (query, range, source)
    return again
  }

  func binder(_ source: SourceText) -> Binder {
    Binder(catalog: tables, definitions: definitions, settings: settings, source: source)
  }

  /// A path of the user's, relative to the folder of the running script.
  func path(_ written: String) -> String {
    if written.hasPrefix("/") || written == "-" { return written }
    if written.hasPrefix("~/"), let home = getenv("HOME") {
      return String(cString: home) + written.dropFirst(1)
    }
    let folder = folders.last ?? "."
    return folder == "." || folder.isEmpty ? written : folder + "/" + written
  }
}

/// `expect` found something untrue; exit code 5.
struct ExpectationFailed: Error {
  let diagnostic: Diagnostic
}

extension SourceRange {
  func contains(_ other: SourceRange?) -> Bool {
    guard let other else { return false }
    return start <= other.start && other.start <= end
  }
}

extension String {
  /// The text on one line, for messages.
  var oneLine: String { split(whereSeparator: \.isNewline).map { $0.trimmed }.joined(separator: " ") }

  var trimmed: String { Substring(self).trimmed }
}

extension Substring {
  var trimmed: String {
    var view = self
    while let first = view.first, first.isWhitespace { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}
