import Diagnostics

/// What the editor shows: the prompt, the input, a ghost after it, lines below it.
struct Scene {
  var prompt: StyledText
  /// The input; its styles have the same count, or are empty for plain.
  var text: [Unicode.Scalar]
  var styles: [Style] = []
  /// A position in the input.
  var cursor: Int
  /// A suggestion shown dim after the input, one line.
  var ghost = ""
  /// Lines below the input.
  var panel: [[StyledText]] = []
  /// What stands below an input that is taller than the terminal.
  var notice = ""
}

/// A scene laid out for a terminal: rows of at most `columns` cells, with their colour sequences.
struct Frame: Equatable {
  /// Shape `[row]`; at least one.
  var rows: [String]
  /// Cells of each row, shape `[row]`.
  var widths: [Int]
  var cursorRow: Int
  var cursorColumn: Int
}

/// Lays out a scene for a terminal of a size. What is taller than the terminal is cut around the cursor.
func layOut(_ scene: Scene, columns: Int, rows: Int, usesColor: Bool) -> Frame {
  var writer = RowWriter(columns: max(columns, 2), usesColor: usesColor)
  writer.write(scene.prompt.text, scene.prompt.style)
  let indentation = String(repeating: " ", count: min(writer.column, max(columns / 2, 0)))
  for (index, scalar) in scene.text.enumerated() {
    if index == scene.cursor { writer.markCursor(widthOfNext: scalar == "\n" ? 1 : cells(of: scalar)) }
    if scalar == "\n" {
      writer.startRow()
      writer.write(indentation, .plain)
    } else {
      writer.write(scalar, index < scene.styles.count ? scene.styles[index] : .plain)
    }
  }
  if scene.cursor >= scene.text.count { writer.markCursor(widthOfNext: 1) }
  if !scene.ghost.isEmpty {
    let room = writer.columns - writer.column - 1
    writer.write(shortened(scene.ghost, to: room), .dim)
  }
  let inputRows = writer.rows.count
  if inputRows > rows, rows > 3, !scene.notice.isEmpty {
    let shown = cut(writer.frame, to: rows - 1)
    var last = RowWriter(columns: max(columns, 2), usesColor: usesColor)
    last.write(shortened(scene.notice, to: last.columns), .dim)
    return Frame(
      rows: shown.rows + last.frame.rows, widths: shown.widths + last.frame.widths,
      cursorRow: shown.cursorRow,
      cursorColumn: shown.cursorColumn)
  }
  for line in scene.panel.prefix(max(rows - min(inputRows, rows - 1), 0)) {
    writer.startRow()
    for part in line {
      writer.write(shortened(part.text, to: writer.columns - writer.column), part.style)
    }
  }
  return cut(writer.frame, to: max(rows, 1))
}

/// The part of a frame that fits on a terminal, with the cursor in it.
private func cut(_ frame: Frame, to rows: Int) -> Frame {
  guard frame.rows.count > rows else { return frame }
  let first = min(max(frame.cursorRow - rows + 1, 0), frame.rows.count - rows)
  return Frame(
    rows: Array(frame.rows[first..<(first + rows)]), widths: Array(frame.widths[first..<(first + rows)]),
    cursorRow: frame.cursorRow - first, cursorColumn: frame.cursorColumn)
}

/// Cells of a character in the input; a control character is shown as one.
private func cells(of scalar: Unicode.Scalar) -> Int {
  scalar.value < 32 || (127...159).contains(scalar.value) ? 1 : displayWidth(of: scalar)
}

/// The beginning of a text that fits into a number of cells, with `…` where it was cut.
func shortened(_ text: String, to cells: Int) -> String {
  guard displayWidth(of: text) > cells else { return text }
  var result = ""
  var width = 0
  for character in text {
    let next = displayWidth(of: String(character))
    if width + next > cells - 1 { break }
    width += next
    result.append(character)
  }
  return cells > 0 ? result + "…" : ""
}

/// Puts characters into rows and breaks them at the right margin.
private struct RowWriter {
  let columns: Int
  let usesColor: Bool
  var rows: [String] = [""]
  var widths: [Int] = [0]
  private var cursor: (row: Int, column: Int) = (0, 0)
  private var style = Style.plain

  init(columns: Int, usesColor: Bool) {
    self.columns = columns
    self.usesColor = usesColor
  }

  var column: Int { widths[widths.count - 1] }

  var frame: Frame {
    var rows = rows
    if style != .plain { rows[rows.count - 1] += "\u{1B}[0m" }
    return Frame(rows: rows, widths: widths, cursorRow: cursor.row, cursorColumn: cursor.column)
  }

  mutating func startRow() {
    change(to: .plain)
    rows.append("")
    widths.append(0)
  }

  /// The cursor stands where the next character goes, on a new row when this one has no room for it.
  mutating func markCursor(widthOfNext width: Int) {
    if column + max(width, 1) > columns { startRow() }
    cursor = (rows.count - 1, column)
  }

  mutating func write(_ text: String, _ style: Style) {
    for scalar in text.unicodeScalars { write(scalar, style) }
  }

  mutating func write(_ scalar: Unicode.Scalar, _ style: Style) {
    let width = cells(of: scalar)
    if column + width > columns { startRow() }
    change(to: style)
    let isControl = scalar.value < 32 || (127...159).contains(scalar.value)
    rows[rows.count - 1].unicodeScalars.append(scalar == "\t" ? " " : isControl ? "\u{FFFD}" : scalar)
    widths[widths.count - 1] += width
  }

  private mutating func change(to next: Style) {
    guard usesColor, next != style else { return }
    if style != .plain { rows[rows.count - 1] += "\u{1B}[0m" }
    if next != .plain { rows[rows.count - 1] += "\u{1B}[\(next.codes)m" }
    style = next
  }
}
