/// A terminal's screen, as far as the prompt's drawing needs one: text, wrapping, relative moves, erasing.
package struct TerminalScreen {
  package private(set) var columns: Int
  private let rows: Int
  /// Shape `[rows][columns]`; a wide character is followed by an empty cell.
  private var cells: [[String]]
  private var row = 0
  private var column = 0
  /// The last column was written; the next character goes to the next row.
  private var wrapsNext = false

  package init(columns: Int, rows: Int = 24) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows without the blanks at their ends and the empty rows at the bottom.
  package var text: String {
    var lines = cells.map { line in
      var text = line.joined()
      while text.last == " " { text.removeLast() }
      return text
    }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// The same with the cursor as a `█` in front of the character that it stands on.
  package var textWithCursor: String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.count <= row { lines.append("") }
    var before = ""
    for cell in cells[row][..<column] { before += cell }
    var after = cells[row][column...].joined()
    while after.last == " " { after.removeLast() }
    lines[row] = before + "█" + after
    return lines.joined(separator: "\n")
  }

  /// Gives the screen another width, as terminals do that break rows anew: a row that became too wide goes on in the
  /// next one.
  package mutating func resize(columns: Int) {
    var lines: [[String]] = []
    var newRow = 0
    var newColumn = 0
    for (index, line) in cells.enumerated() {
      var end = line.count
      while end > 0, line[end - 1] == " " { end -= 1 }
      if index == row { end = max(end, min(column, line.count)) }
      var parts: [[String]] = stride(from: 0, to: max(end, 1), by: columns).map {
        Array(line[$0..<min($0 + columns, end)])
      }
      if index == row {
        newRow = lines.count + column / columns
        newColumn = column % columns
        while parts.count <= column / columns { parts.append([]) }
      }
      lines += parts.map { $0 + Array(repeating: " ", count: columns - $0.count) }
    }
    while lines.count > rows, lines.last?.allSatisfy({ $0 == " " }) == true, newRow < lines.count - 1 {
      lines.removeLast()
    }
    while lines.count > rows {
      lines.removeFirst()
      newRow -= 1
    }
    while lines.count < rows { lines.append(Array(repeating: " ", count: columns)) }
    (cells, row, column, wrapsNext) = (lines, max(newRow, 0), min(newColumn, columns - 1), false)
    self.columns = columns
  }

  /// Row and column of the cursor, from zero.
  package var cursor: [Int] { [row, column] }

  package mutating func write(_ output: String) {
    var scalars = output.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\r": (column, wrapsNext) = (0, false)
      case "\n": lineFeed()
      case "\u{7}", "\u{8}": column = scalar == "\u{8}" ? max(column - 1, 0) : column
      case "\u{1B}":
        guard scalars.next() == "[" else { continue }
        var parameters = ""
        while let next = scalars.next() {
          if (0x40...0x7E).contains(next.value) {
            control(next, parameters)
            break
          }
          parameters.unicodeScalars.append(next)
        }
      default: put(scalar)
      }
    }
  }

  private mutating func control(_ final: Unicode.Scalar, _ parameters: String) {
    let count = max(Int(parameters) ?? 1, 1)
    switch final {
    case "A": row = max(row - count, 0)
    case "B": row = min(row + count, rows - 1)
    case "C": column = min(column + count, columns - 1)
    case "D": column = max(column - count, 0)
    case "H": (row, column) = (0, 0)
    case "J" where parameters == "2":
      for index in 0..<rows { clear(row: index, from: 0) }
    case "J":
      clear(row: row, from: column)
      for index in (row + 1)..<max(rows, row + 1) { clear(row: index, from: 0) }
    case "K": clear(row: row, from: column)
    default: return
    }
    wrapsNext = false
  }

  private mutating func clear(row: Int, from column: Int) {
    for index in column..<columns { cells[row][index] = " " }
  }

  private mutating func lineFeed() {
    wrapsNext = false
    if row < rows - 1 {
      row += 1
    } else {
      cells.removeFirst()
      cells.append(Array(repeating: " ", count: columns))
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    // Marks join the character before; East Asian letters and pictures take two cells.
    if (0x300...0x36F).contains(scalar.value) || scalar.value == 0x200D { return }
    let isWide =
      (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xD7A3).contains(scalar.value)
      || (0xFF01...0xFF60).contains(scalar.value) || (0x1F300...0x1FAFF).contains(scalar.value)
    if wrapsNext || column + (isWide ? 2 : 1) > columns {
      column = 0
      lineFeed()
    }
    cells[row][column] = String(Character(scalar))
    if isWide { cells[row][column + 1] = "" }
    column += isWide ? 2 : 1
    wrapsNext = column >= columns
    if wrapsNext { column = columns - 1 }
  }
}
