import Columns

/// A table for the terminal: dimensions on the left, numbers lined up on the right, marks and what they mean below.
func writeTable(_ result: ResultTable, _ options: RenderingOptions) -> String {
  var presentation = Presentation(result, maximumRows: options.maximumRows)
  if options.showsTrend, let width = options.width {
    presentation.addTrend(of: result, width: width)
  }
  let paint = Paint(isOn: options.usesColor)
  var lines: [String] = []
  if presentation.columns.isEmpty || (presentation.groups.isEmpty && presentation.totals.isEmpty) {
    lines.append("no rows")
  } else {
    for (position, block) in fold(presentation, width: options.width).enumerated() {
      if position > 0 { lines.append("") }
      lines += draw(block, presentation, paint)
    }
  }
  lines += presentation.trend
  for footnote in [presentation.limit].compactMap({ $0 }) + presentation.footnotes {
    lines += broken(footnote, toWidth: options.width).map(paint.quiet)
  }
  return lines.joined(separator: "\n") + "\n"
}

/// A footnote on lines that fit, broken between words.
private func broken(_ footnote: String, toWidth width: Int?) -> [String] {
  guard let width, terminalWidth(footnote) > width else { return [footnote] }
  var lines: [String] = []
  var line = ""
  for word in footnote.split(separator: " ", omittingEmptySubsequences: false) {
    if !line.isEmpty, terminalWidth(line) + 1 + terminalWidth(String(word)) > max(width, 20) {
      lines.append(line)
      line = "  " + word
    } else {
      line += (line.isEmpty ? "" : " ") + word
    }
  }
  return lines + [line]
}

/// Lines of a part of the columns, all rows.
private func draw(_ block: [PlacedColumn], _ presentation: Presentation, _ paint: Paint) -> [String] {
  var lines = [
    line(
      block.map { placed in
        let column = presentation.columns[placed.position]
        let header = cut(column.header, toWidth: placed.width - placed.markWidth)
        return padded(
          paint.strong(header), width: terminalWidth(header), placed,
          isRightAligned: column.isRightAligned)
      })
  ]
  let rule = paint.quiet(block.map { String(repeating: "─", count: $0.width) }.joined(separator: "  "))
  lines.append(rule)
  lines += presentation.groups.flatMap { row in
    broken(row, block, presentation).map { draw($0, block, presentation, paint) }
  }
  if !presentation.totals.isEmpty {
    if !presentation.groups.isEmpty { lines.append(rule) }
    lines += presentation.totals.map { draw($0, block, presentation, paint) }
  }
  return lines
}

/// The lines of a row: one, unless a column of sentences needs more.
private func broken(_ row: [PresentedCell], _ block: [PlacedColumn], _ presentation: Presentation)
  -> [[PresentedCell]]
{
  var lines = [row]
  for placed in block where presentation.columns[placed.position].isProse {
    for (number, part) in wrapped(row[placed.position].text, toWidth: placed.width).enumerated() {
      if number == lines.count { lines.append(row.map { _ in PresentedCell(text: "") }) }
      lines[number][placed.position].text = part
    }
  }
  return lines
}

/// A text on lines of some width, broken between words; a word that is wider than a line is cut by the page.
private func wrapped(_ text: String, toWidth width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  var lineWidth = 0
  for word in text.split(separator: " ") {
    let wordWidth = terminalWidth(String(word))
    if !line.isEmpty, lineWidth + 1 + wordWidth > width {
      lines.append(line)
      line = ""
      lineWidth = 0
    }
    line += (line.isEmpty ? "" : " ") + word
    lineWidth += (lineWidth == 0 ? 0 : 1) + wordWidth
  }
  return lines + (line.isEmpty ? [] : [line])
}

private func draw(
  _ row: [PresentedCell], _ block: [PlacedColumn], _ presentation: Presentation, _ paint: Paint
) -> String {
  line(
    block.map { placed in
      let cell = row[placed.position]
      let column = presentation.columns[placed.position]
      let mark = terminalWidth(cell.mark)
      let text = column.isText ? cut(cell.text, toWidth: placed.width - mark) : cell.text
      if column.isRightAligned {
        return padded(
          paint.paint(text, cell.tone), width: terminalWidth(text), placed, isRightAligned: true,
          mark: cell.mark)
      }
      return paint.paint(text + cell.mark, cell.tone) + endOfRightToLeft(text)
        + spaces(placed.width - terminalWidth(text) - mark)
    })
}

/// A mark without width after letters that run from right to left.
///
/// A terminal that orders such letters would otherwise draw the numbers of the next column into them: digits and
/// blanks go in the direction of the letters before them.
private func endOfRightToLeft(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 >= 0xD6 }) else { return "" }
  let runsLeft = text.unicodeScalars.contains { scalar in
    rightToLeftRanges.contains { $0.contains(scalar.value) }
  }
  return runsLeft ? "\u{200E}" : ""
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, and the forms that Arabic letters take.
private let rightToLeftRanges: [ClosedRange<UInt32>] = [
  0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF,
]

/// A cell filled up to the width of its column; marks hang right of the digits, which stay in line.
private func padded(
  _ text: String, width: Int, _ placed: PlacedColumn, isRightAligned: Bool, mark: String = ""
) -> String {
  let fill = spaces(placed.width - placed.markWidth - width)
  let tail = mark + spaces(placed.markWidth - terminalWidth(mark))
  return isRightAligned ? fill + text + tail : text + fill + tail
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }

private func line(_ cells: [String]) -> String {
  var line = cells.joined(separator: "  ")
  while line.last == " " { line.removeLast() }
  return line
}

/// Colours, where the terminal shows them.
private struct Paint {
  let isOn: Bool

  func strong(_ text: String) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[22m" : text }
  func quiet(_ text: String) -> String { isOn ? "\u{1B}[2m\(text)\u{1B}[22m" : text }

  func paint(_ text: String, _ tone: PresentedCell.Tone) -> String {
    guard isOn else { return text }
    switch tone {
    case .plain: return text
    case .quiet: return quiet(text)
    case .good: return "\u{1B}[32m\(text)\u{1B}[39m"
    case .bad: return "\u{1B}[31m\(text)\u{1B}[39m"
    }
  }
}
