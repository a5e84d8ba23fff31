/// Draws a diagnostic for people: what is wrong, the place in the text with carets below it, and what to do.
///
/// ```
/// error: there is no KPI or column called `nsp`
///  --> report.kpi:4:1
///   |
/// 4 | nsp where segment = "pro" by month
///   | ^^^ did you mean `nps`?
///   = help: nps where segment = "pro" by month
/// ```
///
/// Columns are terminal cells, so that carets stand below wide and combining characters too. A long line is
/// shown around the place only. Control characters of the text are shown as pictures and never written.
///
/// - Returns: Lines that each end with a newline.
package func draw(_ diagnostic: Diagnostic, usesColor: Bool) -> String {
  let drawing = Drawing(usesColor: usesColor, severity: diagnostic.severity)
  var text = drawing.heading(diagnostic)
  var gutter = 1
  if let source = diagnostic.source, let range = diagnostic.range {
    let place = Place(source, range)
    gutter = String(place.lineNumber).utf8.count
    text += drawing.place(place, label: diagnostic.label, gutter: gutter)
  } else if let label = diagnostic.label {
    text += drawing.note(label, gutter: gutter, word: "note")
  }
  for help in diagnostic.help { text += drawing.note(help, gutter: gutter, word: "help") }
  if let correction = diagnostic.correction, !diagnostic.help.contains(correction) {
    text += drawing.note(correction, gutter: gutter, word: "help")
  }
  return text
}

/// Draws several diagnostics with an empty line between them; after the hundredth only their number is said.
package func draw(_ diagnostics: [Diagnostic], usesColor: Bool) -> String {
  let most = 100
  var parts = diagnostics.prefix(most).map { draw($0, usesColor: usesColor) }
  if diagnostics.count > most { parts.append("… and \(diagnostics.count - most) more\n") }
  return parts.joined(separator: "\n")
}

/// A text with its control characters as pictures (`␛`), safe to write to a terminal.
package func withoutControlCharacters(_ text: some StringProtocol) -> String {
  var safe = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { safe.append(picture(of: scalar) ?? scalar) }
  return String(safe)
}

/// What stands in the output for a character that must not reach it, nil for one that may.
private func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
  switch scalar.value {
  case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value)
  case 0x7F: return "\u{2421}"
  // The second set of controls, and the signs that turn the direction of writing around.
  case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069: return "\u{FFFD}"
  default: return nil
  }
}

/// The parts of a drawing, with or without colour.
private struct Drawing {
  let usesColor: Bool
  let severity: Diagnostic.Severity

  private var severityWord: String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "note"
    }
  }

  private var severityColor: String {
    switch severity {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    }
  }

  private func painted(_ text: String, _ color: String) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
  }

  func heading(_ diagnostic: Diagnostic) -> String {
    let message = withoutControlCharacters(diagnostic.message)
    return "\(painted(severityWord, severityColor))\(painted(": \(message)", "1"))\n"
  }

  func place(_ place: Place, label: String?, gutter: Int) -> String {
    let margin = String(repeating: " ", count: gutter)
    let bar = painted("|", "34")
    let name = withoutControlCharacters(place.sourceName)
    var marks = String(repeating: "^", count: place.caretCount)
    if let label { marks += " " + withoutControlCharacters(label) }
    let line = place.line.isEmpty ? "" : " \(place.line)"
    var text = "\(margin)\(painted("-->", "34")) \(name):\(place.lineNumber):\(place.column)\n"
    text += "\(margin) \(bar)\n"
    text += "\(painted("\(place.lineNumber)", "34")) \(bar)\(line)\n"
    text +=
      "\(margin) \(bar) \(String(repeating: " ", count: place.indentation))\(painted(marks, severityColor))\n"
    return text
  }

  /// `= help: …`; further lines of the text stand below the first.
  func note(_ note: String, gutter: Int, word: String) -> String {
    let margin = String(repeating: " ", count: gutter + 1)
    let lines = note.split(omittingEmptySubsequences: false) { $0.isNewline }
    var text = ""
    for (number, line) in lines.enumerated() {
      let safe = withoutControlCharacters(line)
      if number == 0 {
        text += "\(margin)\(painted("=", "34")) \(painted("\(word):", "1")) \(safe)\n"
      } else {
        text += "\(margin)  \(String(repeating: " ", count: word.utf8.count + 2))\(safe)\n"
      }
    }
    return text
  }
}

/// A range of a text, measured for drawing.
private struct Place {
  let sourceName: String
  /// From 1, or from the source's first line.
  var lineNumber: Int
  /// From 1, in terminal cells.
  var column = 1
  /// The line as it is drawn: tabs as spaces, controls as pictures, cut on both sides if it is long.
  var line = ""
  /// Cells before the first caret.
  var indentation = 0
  var caretCount = 1

  /// The widest line that is drawn whole, in cells.
  private static let widest = 120
  /// Cells left of the place that stay visible in a cut line.
  private static let leadingCells = 40

  init(_ source: SourceText, _ range: SourceRange) {
    sourceName = source.name
    let bytes = source.bytes
    var start = min(max(range.start, 0), bytes.count)
    let end = min(max(range.end, start), bytes.count)
    // An empty place behind the last line's end is shown at the end of that line.
    if start == bytes.count, start > 0, bytes[start - 1] == UInt8(ascii: "\n"), range.end <= range.start {
      start -= 1
      if start > 0, bytes[start - 1] == UInt8(ascii: "\r") { start -= 1 }
    }
    var lineStart = 0
    lineNumber = source.firstLine
    for index in 0..<start where bytes[index] == UInt8(ascii: "\n") {
      lineNumber += 1
      lineStart = index + 1
    }
    var lineEnd = start
    while lineEnd < bytes.count, bytes[lineEnd] != UInt8(ascii: "\n") { lineEnd += 1 }
    if lineEnd > lineStart, lineEnd > start, bytes[lineEnd - 1] == UInt8(ascii: "\r") { lineEnd -= 1 }

    let before = Cells(bytes, lineStart, start)
    let marked = Cells(bytes, start, min(end, lineEnd), column: before.width)
    column = before.width + 1
    let markedWidth = max(1, marked.width)
    let rest = Cells(bytes, min(end, lineEnd), lineEnd, column: before.width + marked.width)
    if before.width + marked.width + rest.width <= Self.widest {
      line = before.text + marked.text + rest.text
      indentation = before.width
      caretCount = markedWidth
      return
    }
    // The place begins 40 cells from the left, or further left where the line begins there.
    let left = before.suffix(Self.leadingCells)
    let markedPart = marked.prefix(Self.widest - left.width - 10)
    let isMarkedCut = markedPart.width < marked.width
    let right = isMarkedCut ? Cells() : rest.prefix(Self.widest - left.width - markedPart.width)
    let isCutLeft = left.width < before.width
    let isCutRight = isMarkedCut || right.width < rest.width
    line = (isCutLeft ? "…" : "") + left.text + markedPart.text + right.text + (isCutRight ? "…" : "")
    indentation = left.width + (isCutLeft ? 1 : 0)
    caretCount = max(1, markedPart.width)
  }
}

/// Drawn characters with their width.
private struct Cells {
  /// One entry a character, at most a few hundred at each end of a long stretch.
  private(set) var first: [(text: String, width: Int)] = []
  private(set) var last: [(text: String, width: Int)] = []
  private(set) var width = 0

  /// Enough characters to fill a line from either side.
  private static let most = 256

  init() {}

  /// Measures bytes of a line; tabs reach to the next multiple of four cells from `column` on.
  init(_ bytes: [UInt8], _ start: Int, _ end: Int, column: Int = 0) {
    var position = start
    var lastStart = 0
    while position < end {
      let byte = bytes[position]
      var text: String
      var cells: Int
      if byte < 0x80, position + 1 >= end || bytes[position + 1] < 0x80 {
        position += 1
        if byte == UInt8(ascii: "\t") {
          cells = 4 - (column + width) % 4
          text = String(repeating: " ", count: cells)
        } else {
          let scalar = Unicode.Scalar(byte)
          cells = 1
          text = String(Character(picture(of: scalar) ?? scalar))
        }
      } else {
        var sliceEnd = min(end, position + 128)
        // A character is not cut in the middle of its bytes.
        while sliceEnd < end, sliceEnd > position + 120, bytes[sliceEnd] & 0xC0 == 0x80 { sliceEnd -= 1 }
        let slice = String(decoding: bytes[position..<sliceEnd], as: UTF8.self)
        let character = slice.first ?? " "
        let length = character.utf8.count
        // Bytes that are not UTF-8 were decoded to a longer sign than they are.
        let isBroken = !bytes[position..<min(end, position + length)].elementsEqual(character.utf8)
        position += isBroken ? 1 : max(1, length)
        let safe = isBroken ? "\u{FFFD}" : withoutControlCharacters(String(character))
        text = safe
        cells = displayWidth(of: safe)
      }
      width += cells
      if first.count < Self.most {
        first.append((text, cells))
      } else if last.count < Self.most {
        last.append((text, cells))
      } else {
        last[lastStart] = (text, cells)
        lastStart = (lastStart + 1) % Self.most
      }
    }
    if lastStart > 0 { last = Array(last[lastStart...] + last[..<lastStart]) }
  }

  /// All characters; only asked of short stretches.
  var text: String { first.map(\.text).joined() + last.map(\.text).joined() }

  func prefix(_ cells: Int) -> Cells {
    var part = Cells()
    for character in first + last {
      guard part.width + character.width <= cells else { break }
      part.first.append(character)
      part.width += character.width
    }
    return part
  }

  func suffix(_ cells: Int) -> Cells {
    var part = Cells()
    for character in (first + last).reversed() {
      guard part.width + character.width <= cells else { break }
      part.first.append(character)
      part.width += character.width
    }
    part.first.reverse()
    return part
  }
}
