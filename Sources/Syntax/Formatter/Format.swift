import Diagnostics

/// The standard layout of a parsed text without errors: idempotent, comments kept, ends with a newline.
///
/// A text with errors comes back as it was, because only what was understood can be written anew.
/// Definitions have one clause a line; a query that does not fit into 88 columns likewise. One empty line
/// between statements is kept.
package func format(_ parsed: ParsedText) -> String {
  if parsed.diagnostics.contains(where: { $0.severity == .error }) { return parsed.source.text }
  return Formatter(parsed).text
}

/// A comment with what decides where it goes.
private struct Comment {
  var text: String
  var start: Int
  var line: Int
  /// True if nothing else stands before it on its line.
  var isOnItsOwnLine: Bool
  var isIndented: Bool
}

private struct Formatter {
  /// The widest line, where there is a place to break it.
  private static let width = 88

  let source: SourceText
  /// Lines of output.
  private var output: [String] = []
  /// The source line on which the last element written ended.
  private var lastLine: Int?
  /// The places of line ends in the source.
  private let lineEnds: [Int]

  init(_ parsed: ParsedText) {
    source = parsed.source
    let bytes = parsed.source.bytes
    lineEnds = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    var comments = Self.comments(parsed.source, lineEnds)[...]
    for (place, statement) in parsed.statements.enumerated() {
      while let comment = comments.first, comment.start < statement.range.start {
        write(comment)
        comments.removeFirst()
      }
      // Those inside, the one behind it on its line, and indented ones below belong to the statement.
      let next = place + 1 < parsed.statements.count ? parsed.statements[place + 1].range.start : Int.max
      let lastLine = line(of: statement.range.end)
      var own: [Comment] = []
      while let comment = comments.first, comment.start < next {
        let isInside = comment.start < statement.range.end
        let isBehind = !comment.isOnItsOwnLine && comment.line == lastLine
        guard isInside || isBehind || (comment.isOnItsOwnLine && comment.isIndented) else { break }
        own.append(comment)
        comments.removeFirst()
      }
      write(statement, own)
    }
    for comment in comments { write(comment) }
  }

  var text: String { output.isEmpty ? "" : output.joined(separator: "\n") + "\n" }

  private func line(of position: Int) -> Int {
    var low = 0
    var high = lineEnds.count
    while low < high {
      let middle = (low + high) / 2
      if lineEnds[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func comments(_ source: SourceText, _ lineEnds: [Int]) -> [Comment] {
    var comments: [Comment] = []
    var lineNumber = 0
    var isOnItsOwnLine = true
    for token in tokenize(source).tokens {
      while lineNumber < lineEnds.count, lineEnds[lineNumber] < token.range.start { lineNumber += 1 }
      switch token.kind {
      case .newline: isOnItsOwnLine = true
      case .space, .end: break
      case .comment:
        var text = source[token.range]
        while let last = text.unicodeScalars.last, last == " " || last == "\t" || last == "\r" {
          text.unicodeScalars.removeLast()
        }
        comments.append(
          Comment(
            text: text, start: token.range.start, line: lineNumber, isOnItsOwnLine: isOnItsOwnLine,
            isIndented: token.isIndented))
      default: isOnItsOwnLine = false
      }
    }
    return comments
  }

  /// Keeps one empty line where the source has some between two elements.
  private mutating func separate(from firstLine: Int, to lastLine: Int) {
    if let previous = self.lastLine, firstLine > previous + 1 { output.append("") }
    self.lastLine = lastLine
  }

  private mutating func write(_ comment: Comment) {
    separate(from: comment.line, to: comment.line)
    output.append(comment.text)
  }

  private mutating func write(_ statement: Statement, _ comments: [Comment]) {
    let lastLine = max(line(of: statement.range.end), comments.last?.line ?? 0)
    separate(from: line(of: statement.range.start), to: lastLine)
    let whole = StatementParts(statement, source)
    var parts = whole.parts
    guard !parts.isEmpty else { return }

    // Each comment goes to the part that begins last before it.
    var commentsOfPart = [[Comment]](repeating: [], count: parts.count)
    for comment in comments {
      var owner = 0
      for (place, part) in parts.enumerated()
      where part.start <= comment.start && part.start >= parts[owner].start {
        owner = place
      }
      commentsOfPart[owner].append(comment)
    }
    if !whole.isBlock, parts.count > 1, commentsOfPart.dropLast().allSatisfy(\.isEmpty) {
      let line = parts.map { $0.keyword + $0.layout.line }.joined(separator: " ")
      if displayWidth(of: line) <= Self.width, !line.utf8.contains(UInt8(ascii: "\n")) {
        var layout = Layout()
        layout.write(line)
        commentsOfPart = [commentsOfPart[parts.count - 1]]
        parts = [StatementPart(start: parts[0].start, keyword: "", layout: layout)]
      }
    }

    for (place, part) in parts.enumerated() {
      let indentation = place == 0 ? "" : "  "
      var text = indentation + part.keyword
      text +=
        whole.isRigid
        ? part.layout.line
        : part.layout.lines(
          first: indentation.utf8.count + part.keyword.utf8.count, indentation: place == 0 ? 4 : 6,
          width: Self.width)
      if place == parts.count - 1, needsSemicolon(text) { text += ";" }
      var ownLines = commentsOfPart[place]
      if let behind = ownLines.firstIndex(where: { !$0.isOnItsOwnLine }) {
        text += "  \(ownLines[behind].text)"
        ownLines.remove(at: behind)
      }
      output.append(text)
      for comment in ownLines { output.append("  \(comment.text)") }
    }
  }

  /// Whether the last line would be read as going on: after an operator, or with a bracket open.
  private func needsSemicolon(_ text: String) -> Bool {
    let division = StatementDivision(tokenize(SourceText(text)).tokens)
    return !division.openBrackets.isEmpty || division.tokens.last?.goesOn == true
  }
}
