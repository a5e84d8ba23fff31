import Columns
import Diagnostics
import Glibc
package import KPILanguage
import Rendering
import Syntax

/// The conversation at the prompt: reads statements, runs them, remembers what worked.
package final class Conversation {
  let session: Session
  let reporter: Reporter
  private let options: PromptOptions
  private let historyFile = HistoryFile.ofUser
  private let historyReader = HistoryFile.ofUser.map(HistoryReader.init)
  /// Entries of this prompt that have not been seen in the file yet: as they stand there, without secrets, and whole.
  private var unseenEntries: [(written: String, text: String)] = []
  /// Whether it was said that the history cannot be written.
  private var hasLostHistory = false
  private(set) var historyEntries: [String] = []
  /// The statements that worked, as they would stand in a script.
  private(set) var worked: [String] = []
  /// The statement before, for `edit`.
  private(set) var lastStatement = ""
  /// Scripts that `save` wrote, which it may write again.
  var savedPaths: Set<String> = []
  /// A text to run before the user is asked again.
  var next: String?
  private var hasLeft = false
  /// Whether queries for the loaded files have been proposed, which happens once.
  private var hasProposed = false
  /// A proposed query that waits for the Up key.
  private var proposal: String?
  /// The names as they were before the user began to type.
  private lazy var quickVocabulary = QuickVocabulary(session)

  package init(_ session: Session, _ reporter: Reporter, _ options: PromptOptions) {
    self.session = session
    self.reporter = reporter
    self.options = options
  }

  /// Asks for statements and runs them until the user leaves.
  package func run() throws {
    reporter.options.maximumRows = 40
    Signals.beginPrompt(session.work)
    if options.runsInitialScript { try runInitialScript() }
    historyEntries = historyReader?.entries() ?? []
    session.readAnswer = { [unowned self] in readAnswer($0) }
    if options.showsFirstWords { reporter.say(firstWords) }
    if options.proposesQueries { proposeQueries() } else { hasProposed = !options.showsFirstWords }
    let usesEditor =
      isatty(0) == 1 && OutputStream.standardOutput.isTerminal && Environment.hasCapableTerminal
    if usesEditor, let editor = makeEditor() {
      try run(editor)
    } else {
      try runPlainly()
    }
  }

  func leave() { hasLeft = true }

  private func makeEditor() -> Editor? {
    let completer = Completer(
      vocabulary: session, files: { filesOnDisk(beginningWith: $0, in: ".") },
      commands: PromptCommand.all.map { LanguageWord($0.name, $0.summary) })
    var helpers = EditorHelpers()
    helpers.isComplete = { !parse(SourceText($0)).isIncomplete }
    helpers.complete = { [unowned self] text, cursor in
      // Counting a column's values is work that Ctrl-C may have stopped before, and may stop now.
      session.work.restart()
      quickVocabulary.waits = true
      defer { quickVocabulary.waits = false }
      var completer = completer
      completer.vocabulary = quickVocabulary
      completer.refines = quickVocabulary.refinedQuery != nil
      return completer.complete(text, cursor: cursor)
    }
    helpers.bar = { [unowned self] in
      prepare($0, cursor: $1)
      return Bar(vocabulary: quickVocabulary, isComplete: { !parse(SourceText($0)).isIncomplete })
        .line(for: $0, cursor: $1)
    }
    helpers.editElsewhere = { [unowned self] in (try? textFromEditor($0, reporter)) ?? nil }
    helpers.highlight = { [unowned self] in
      Highlighter(vocabulary: quickVocabulary).styles(for: $0, cursor: $1)
    }
    helpers.ghost = { [unowned self] text, history in
      var completer = completer
      completer.vocabulary = quickVocabulary
      return likelyEnding(of: text, history: history, completer: completer)
    }
    let usesColor = Environment.usesColor(on: .standardOutput)
    let editor = Editor(
      helpers: helpers, history: historyEntries, usesColor: reporter.options.color ?? usesColor)
    editor?.browser.news = { [unowned self] in takeHistoryNews() }
    return editor
  }

  /// Begins to count the values that Tab will ask for next.
  private func prepare(_ text: [Unicode.Scalar], cursor: Int) {
    let tokens = scanTokens(Array(text[..<min(cursor, text.count)]))
    var context = CursorContext(tokens: tokens, cursor: cursor)
    if let refined = quickVocabulary.refinedQuery, refinementWords.contains(context.statement) {
      context.takeItems(of: refined)
    }
    guard case .afterColumn(let column) = context.place, !column.isEmpty else { return }
    let reached = quickVocabulary.reachedColumns(of: context.mentioned, from: context.table)
    if let found = reached.first(where: { $0.name == column || $0.role == column }) {
      session.prepareValues(of: found.name, table: found.table)
    }
  }

  private func run(_ editor: Editor) throws {
    while !hasLeft {
      if let proposal = takeProposal() { editor.browser.offer(proposal) }
      switch editor.read() {
      case .endOfInput: return
      case .text(let text):
        if text.allSatisfy(\.isWhitespace) { continue }
        editor.browser.clearOffers()
        remember(text)
        editor.browser.takeNews()
        editor.browser.append(text)
        try runText(text)
        quickVocabulary = QuickVocabulary(session)
        let example = helpExample(text)
        if let offer = reporter.takeCorrection() ?? example { editor.browser.offer(offer) }
      }
    }
  }

  /// The example that waits behind Up after a page of help.
  private func helpExample(_ text: String) -> String? {
    guard case .help(let topic)? = parse(SourceText(text)).statements.last?.kind else { return nil }
    return session.helpExample(topic)
  }

  /// Asks without an editor: on a terminal that cannot move its cursor.
  private func runPlainly() throws {
    var text = ""
    while !hasLeft {
      if isatty(0) == 1 { try? OutputStream.standardError.write(text.isEmpty ? "kpi> " : "  ...> ") }
      guard let line = isatty(0) == 1 ? Signals.waiting({ readLine() }) : readLine() else { break }
      // The terminal has dropped the line itself when Ctrl-C was pressed, but not the lines before it.
      if isatty(0) == 1 && Signals.wasInterrupted { text = "" }
      text += text.isEmpty ? line : "\n" + line
      if parse(SourceText(text)).isIncomplete { continue }
      if !text.allSatisfy(\.isWhitespace) {
        remember(text)
        try runText(text)
      }
      text = ""
    }
    if !text.allSatisfy(\.isWhitespace) && !hasLeft { try runText(text) }
  }

  /// The line of an answer while a lesson asks; nil when the user leaves it with Ctrl-C or Ctrl-D.
  private func readAnswer(_ prompt: String) -> String? {
    guard isatty(0) == 1 else { return readLine() }
    reporter.progress.stop()
    defer { reporter.progress.start(session.work) }
    try? OutputStream.standardError.write(prompt)
    let line = Signals.waiting { readTerminalLine() }
    if line == nil { try? OutputStream.standardError.write("\n") }
    return line
  }

  private func remember(_ text: String) {
    // As in many shells, what begins with a blank is kept for this session only.
    if let historyFile, historyEntries.last != text, !text.hasPrefix(" ") {
      if let failure = historyFile.append(text) {
        if !hasLostHistory {
          reporter.say("the history is not kept: \(historyFile.path): \(systemMessage(failure))")
        }
        hasLostHistory = true
      } else {
        unseenEntries.append((withoutSecrets(text), text))
      }
    }
    historyEntries.append(text)
  }

  /// What was entered since this prompt looked last, by others and here, in one order.
  private func takeHistoryNews() -> [String] {
    let news = (historyReader?.news() ?? []).map { entry in
      guard let own = unseenEntries.firstIndex(where: { $0.written == entry }) else { return entry }
      let text = unseenEntries.remove(at: own).text
      if let position = historyEntries.lastIndex(of: text) { historyEntries.remove(at: position) }
      return text
    }
    historyEntries += news
    return news
  }

  /// Runs a text and what its commands ask to run after it.
  private func runText(_ text: String) throws {
    next = text
    while let text = next, !hasLeft {
      next = nil
      try runOnce(SourceText(text))
    }
  }

  private func runOnce(_ source: SourceText) throws {
    var isCommand = false
    var refined: String?
    let isRefinement = parse(source).statements.contains {
      if case .refinement = $0.kind { true } else { false }
    }
    session.work.restart()
    reporter.progress.start(session.work)
    defer { reporter.progress.stop() }
    do {
      let status = try Signals.running(session.work) {
        try session.run(source) { event in
          if case .command(let statement) = event {
            isCommand = true
            reporter.progress.stop()
            try PromptCommand.named(by: statement)?.run(self, statement)
          } else {
            if case .talk(let talk) = event, isRefinement, refined == nil { refined = talk }
            try reporter.report(event)
          }
        }
      }
      if status == .success && !isCommand { worked.append(refined ?? source.text) }
      if status == .interrupted { reporter.say("stopped") }
      if status == .success && !hasProposed && !session.knownTables.isEmpty { proposeQueries() }
    } catch let failure as FileFailure {
      reporter.showError("cannot write \(failure.path): \(systemMessage(failure.number))")
    } catch let ending as UnknownEnding {
      reporter.showError(ending.message)
    } catch let failure as PictureFailure {
      reporter.showError(failure.message)
    }
    if !isCommand { lastStatement = source.text }
  }

  /// Says which queries are worth trying on the loaded files; the first waits behind the Up key.
  private func proposeQueries() {
    hasProposed = true
    guard !reporter.options.isQuiet else { return }
    session.work.restart()
    let first = session.firstQueries()
    guard !first.queries.isEmpty else { return }
    proposal = first.queries[0]
    reporter.say("try: " + first.queries.joined(separator: "\n     "))
    if let kpi = first.kpi, let file = OnceFile.ofLearning, !file.exists {
      file.create()
      reporter.say("`learn \(kpi)` teaches it in five minutes")
    }
  }

  private func takeProposal() -> String? {
    defer { proposal = nil }
    return proposal
  }

  private func runInitialScript() throws {
    guard let folder = Environment.configurationFolder, access(folder + "/init.kpi", R_OK) == 0 else {
      return
    }
    try runOnce(SourceText(try readWholeFile(folder + "/init.kpi"), name: "init.kpi"))
    worked = []
    lastStatement = ""
  }
}

/// A line that is typed on the terminal; nil when it ends with Ctrl-C or Ctrl-D instead.
private func readTerminalLine() -> String? {
  var bytes: [UInt8] = []
  while !Signals.wasInterrupted {
    // The signal is noted by another thread, so nothing may wait for long.
    var request = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, 50) > 0 else { continue }
    var byte: UInt8 = 0
    let count = read(0, &byte, 1)
    if count < 0 && errno == EINTR { continue }
    guard count == 1 else { return nil }
    if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
    if bytes.count < 10_000 { bytes.append(byte) }
  }
  return nil
}

/// How the prompt starts.
package struct PromptOptions: Sendable {
  package var runsInitialScript = true
  package var showsFirstWords = true
  /// Files were given: the prompt begins with queries that are worth trying on them.
  package var proposesQueries = false
  package init() {}
}

/// What somebody reads who started the prompt without anything.
private let firstWords = """
  Load what your tool exported: load "survey.csv"   (kpi demo has data to try)
  Then ask: nps by month · show kpis · explain nps
  Tab completes, Up and Ctrl-R go back, help says more, Ctrl-D leaves.
  """
