package import Columns
package import Diagnostics
package import KPILanguage
package import Rendering

/// Gives what a session says to standard output, standard error and files.
///
/// Standard output is data: results and text that was asked for. Standard error is talk.
package final class Reporter {
  package struct Options {
    /// Nil: a table on a terminal, else csv.
    package var format: OutputFormat?
    /// `--output`: everything for standard output, written whole at the end.
    package var outputPath: String?
    /// Nil: as the terminal and the environment say.
    package var color: Bool?
    package var isQuiet = false
    package var showsTiming = false
    /// Rows after which a table stops, at the prompt.
    package var maximumRows: Int?
    /// `--ascii`: pictures on the terminal are made of ASCII alone.
    package var isASCII = false
    /// Whether spreadsheet formulas in text are neutralised, which a statement may change.
    package var neutralisesFormulas: () -> Bool = { false }
    package init() {}
  }

  package var options: Options
  package let progress: Progress
  /// The last result, for `last`.
  package private(set) var lastResult: ResultTable?
  /// The last thing said, for a refined query's text.
  package private(set) var lastTalk: String?
  /// What an error suggests to write, for the Up key.
  package private(set) var lastCorrection: String?
  private var resultCount = 0
  private var collected = ""
  /// What `--output` to a page or a picture will hold.
  private var sections: [PageSection] = []
  private let usesColorForData: Bool
  private let usesColorForTalk: Bool

  package init(_ options: Options) {
    self.options = options
    usesColorForData =
      options.color ?? (options.outputPath == nil && Environment.usesColor(on: .standardOutput))
    usesColorForTalk = options.color ?? Environment.usesColor(on: .standardError)
    progress = Progress(isUsed: !options.isQuiet && OutputStream.standardError.isTerminal)
  }

  /// The format of results: as asked, else by the ending of `--output`, else by where they go.
  package var format: OutputFormat {
    if let format = options.format { return format }
    if let path = options.outputPath { return OutputFormat(ending: path) ?? .csv }
    return OutputStream.standardOutput.isTerminal ? .table : .csv
  }

  /// Reports one event of a session.
  package func report(_ event: Session.Event) throws {
    progress.hide()
    switch event {
    case .result(let result, let path):
      lastResult = result
      show(result.diagnostics)
      if let path { try write(result, to: path) } else { try print(result) }
    case .text(let text):
      let isForScreen = options.outputPath == nil && OutputStream.standardOutput.isTerminal
      let width = isForScreen ? Environment.width(of: .standardOutput) : nil
      try printText(endedLine(width.map { fitted(text, toWidth: $0) } ?? text))
    case .talk(let text):
      lastTalk = text
      say(text)
    case .diagnostics(let diagnostics): show(diagnostics)
    case .timing(let milliseconds, let statement):
      if options.showsTiming { complain(timingLine(milliseconds, statement)) }
    case .command: break
    }
  }

  /// A result as text in the format of this run, whole.
  package func text(of result: ResultTable, maximumRows: Int?) -> String {
    // A picture is for people, also at the end of a pipe; who wants its numbers there names a format.
    let format = result.isPlot && options.format == nil && options.outputPath == nil ? .table : format
    var rendering = RenderingOptions(format: format)
    rendering.look = look
    rendering.width = options.outputPath == nil ? Environment.width(of: .standardOutput) : nil
    rendering.maximumRows = maximumRows
    // Its steps are letters of Unicode, which not every terminal has.
    rendering.showsTrend =
      options.outputPath == nil && OutputStream.standardOutput.isTerminal && !look.isASCII
    rendering.usesColor = usesColorForData
    rendering.neutralisesFormulas = options.neutralisesFormulas()
    return render(result, rendering)
  }

  /// Writes data to standard output, or keeps it for `--output`.
  package func print(_ text: String) throws {
    progress.hide()
    if options.outputPath != nil {
      collected += text
    } else {
      try OutputStream.standardOutput.write(text)
    }
  }

  /// Writes what was kept for `--output`; call once, when everything went well.
  package func finish() throws {
    guard let path = options.outputPath else { return }
    switch format {
    case .html: try writeWholeFile(page(sections), to: path)
    case .svg, .png:
      let results = sections.compactMap { if case .result(let result) = $0 { result } else { nil } }
      guard let result = results.first, results.count == 1 else {
        throw PictureFailure(
          results.isEmpty
            ? "there is no result to draw in \(path)"
            : "\(path) can hold one picture, and there are \(results.count); write `into \"FILE\"` after each query"
        )
      }
      try writePicture(of: result, format, to: path)
    case .arrow:
      let results = sections.compactMap { if case .result(let result) = $0 { result } else { nil } }
      guard let result = results.first, results.count == 1 else {
        throw PictureFailure(
          results.isEmpty
            ? "there is no result to write into \(path)"
            : "\(path) can hold one table, and there are \(results.count); write `into \"FILE\"` after each query"
        )
      }
      try writeWholeFile(bytes: arrowFile(of: result), to: path)
    default: try writeWholeFile(collected, to: path)
    }
  }

  /// Talk: dim, on standard error, and not at all with `--quiet`.
  package func say(_ text: String) {
    if !options.isQuiet { complain(dim(endedLine(text))) }
  }

  package func show(_ diagnostics: [Diagnostic]) {
    if let correction = correction(of: diagnostics) { lastCorrection = correction }
    for diagnostic in diagnostics where !(options.isQuiet && diagnostic.severity == .note) {
      complain(draw(diagnostic, usesColor: usesColorForTalk))
    }
  }

  /// One sentence on standard error about something outside the language.
  package func showError(_ message: String) {
    let label = usesColorForTalk ? "\u{1B}[1;31merror:\u{1B}[0m" : "error:"
    complain("\(label) \(message)\n")
  }

  /// The correction that waits for the Up key, once.
  func takeCorrection() -> String? {
    defer { lastCorrection = nil }
    return lastCorrection
  }

  private func complain(_ text: String) {
    progress.hide()
    let isForScreen = OutputStream.standardError.isTerminal
    let width = isForScreen ? Environment.width(of: .standardError) : nil
    try? OutputStream.standardError.write(width.map { brokenAtWords(text, toWidth: $0) } ?? text)
  }

  private func dim(_ text: String) -> String {
    guard usesColorForTalk else { return text }
    return "\u{1B}[2m\(text.dropLast())\u{1B}[0m\n"
  }

  private func print(_ result: ResultTable) throws {
    // Tables carry their notes below them; the other formats are data alone.
    if format != .table && format != .md { for note in result.notes { say(note) } }
    if options.outputPath != nil, format == .html || format.isPicture || format.isBinary {
      sections.append(.result(result))
      return
    }
    if format == .arrow {
      throw PictureFailure(
        "an Arrow table goes into a file: use --output FILE.arrow, or write `into \"FILE.arrow\"` after a query"
      )
    }
    if format == .png {
      throw PictureFailure(
        "a PNG goes into a file: use --output FILE.png, or write `into \"FILE.png\"` after a query")
    }
    // Several tables in one output are told apart by an empty line; JSON does not need it.
    let isSeparated = resultCount > 0 && format != .json && format != .ndjson
    resultCount += 1
    try print((isSeparated ? "\n" : "") + text(of: result, maximumRows: options.maximumRows))
  }

  private func write(_ result: ResultTable, to path: String) throws {
    guard let format = OutputFormat(ending: path) else {
      throw UnknownEnding(path: path)
    }
    if format.isPicture {
      try writePicture(of: result, format, to: path)
      return say("picture → \(path)")
    }
    if format == .arrow {
      try writeWholeFile(bytes: arrowFile(of: result), to: path)
    } else {
      var rendering = RenderingOptions(format: format)
      rendering.neutralisesFormulas = options.neutralisesFormulas()
      rendering.width = 80
      try writeWholeFile(render(result, rendering), to: path)
    }
    say("\(result.rows.count) \(result.rows.count == 1 ? "row" : "rows") → \(path)")
  }

  private func writePicture(of result: ResultTable, _ format: OutputFormat, to path: String) throws {
    let drawing = render(result, RenderingOptions(format: .svg))
    if format == .png {
      try writeWholeFile(bytes: rasterised(drawing), to: path)
    } else {
      try writeWholeFile(drawing, to: path)
    }
  }

  /// Text that was asked for, which a page shows between its results.
  private func printText(_ text: String) throws {
    guard options.outputPath != nil, format == .html || format.isPicture || format.isBinary else {
      return try print(text)
    }
    if format == .html { sections.append(.text(text)) } else { say(text) }
  }

  /// What a picture may be made of here.
  private var look: PictureLook {
    let isTerminal = options.outputPath == nil && OutputStream.standardOutput.isTerminal
    let height = isTerminal ? Environment.terminalSize(of: .standardOutput)?.rows ?? 24 : 24
    return PictureLook(
      height: height, colours: usesColorForData ? Environment.colourDepth : .none,
      isASCII: options.isASCII || Environment.isASCII)
  }

  private func timingLine(_ milliseconds: Double, _ statement: String) -> String {
    let thousandths = Int((milliseconds.isFinite ? min(max(milliseconds, 0), 1e12) : 0) * 1000 + 0.5)
    let fraction = String(thousandths % 1000 + 1000).dropFirst()
    let words = statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "timing: \(thousandths / 1000).\(fraction) ms  \(words)\n"
  }
}

/// `into` names a file whose ending tells no format that can be written.
package struct UnknownEnding: Error {
  package let path: String
  package var message: String {
    let endings = OutputFormat.allCases.filter { $0 != .table }.map { ".\($0.rawValue)" }
    return
      "cannot tell the format of \(path) by its ending; results can go to \(endings.joined(separator: ", "))"
  }
}

extension OutputFormat {
  /// The format that the ending of a path stands for.
  package init?(ending path: String) {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
    switch path[path.index(after: dot)...].lowercased() {
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    case "json": self = .json
    case "ndjson", "jsonl": self = .ndjson
    case "md", "markdown": self = .md
    case "html", "htm": self = .html
    case "svg": self = .svg
    case "png": self = .png
    case "arrow", "feather", "ipc": self = .arrow
    case "txt": self = .table
    default: return nil
    }
  }
}

func endedLine(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }
