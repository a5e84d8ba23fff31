import Diagnostics

/// How many colours a terminal shows.
package enum ColourDepth: Sendable, Hashable {
  case none, sixteen, twoHundredFiftySix, all
}

/// What a character of a picture is painted with.
enum Ink: Hashable {
  case plain, strong, quiet
  /// A colour of the series.
  case series(Int)
  /// Letters on a coloured cell of a grid, from 0 to 1 or down to -1.
  case shade(Double)
}

/// A page of character cells that text is put on, and that becomes lines with colours at the end.
struct TextCanvas {
  private struct Cell {
    var text = ""
    var ink = Ink.plain
    /// The right half of a wide character.
    var isCovered = false
  }

  let width: Int
  private(set) var height: Int
  private var cells: [Cell]

  init(width: Int, height: Int) {
    self.width = max(width, 1)
    self.height = max(height, 0)
    cells = Array(repeating: Cell(), count: self.width * self.height)
  }

  /// Writes a text from a cell to the right; what does not fit on the page is left out.
  mutating func put(_ text: String, row: Int, column: Int, _ ink: Ink = .plain) {
    guard row >= 0, row < height else { return }
    var column = column
    for character in text {
      let size = displayWidth(of: character)
      if size == 0 { continue }
      if column >= 0, column + size <= width {
        clear(row, column)
        cells[row * width + column] = Cell(text: String(character), ink: ink)
        for covered in 1..<max(size, 1) {
          clear(row, column + covered)
          cells[row * width + column + covered] = Cell(isCovered: true)
        }
      }
      column += size
    }
  }

  /// Half of a wide character cannot stay when the other half is written over.
  private mutating func clear(_ row: Int, _ column: Int) {
    let place = row * width + column
    if cells[place].isCovered, column > 0 { cells[place - 1] = Cell(text: " ") }
    if column + 1 < width, cells[place + 1].isCovered { cells[place + 1] = Cell(text: " ") }
  }

  func isFree(row: Int, columns: Range<Int>) -> Bool {
    guard row >= 0, row < height else { return false }
    return columns.clamped(to: 0..<width).allSatisfy {
      let cell = cells[row * width + $0]
      return (cell.text.isEmpty || cell.text == " ") && !cell.isCovered
    }
  }

  /// Puts another page on this one.
  mutating func put(_ other: TextCanvas, row: Int, column: Int) {
    for line in 0..<other.height {
      for place in 0..<other.width {
        let cell = other.cells[line * other.width + place]
        guard !cell.text.isEmpty, row + line < height, column + place < width, row + line >= 0 else {
          continue
        }
        put(cell.text, row: row + line, column: column + place, cell.ink)
      }
    }
  }

  /// Lines without blanks at their ends.
  func lines(_ depth: ColourDepth, isASCII: Bool) -> [String] {
    (0..<height).map { line($0, depth, isASCII) }
  }

  private func line(_ row: Int, _ depth: ColourDepth, _ isASCII: Bool) -> String {
    var end = width
    while end > 0 {
      let cell = cells[row * width + end - 1]
      if cell.isCovered || !(cell.text.isEmpty || cell.text == " ") { break }
      if case .shade = cell.ink, depth == .twoHundredFiftySix || depth == .all { break }
      end -= 1
    }
    var text = ""
    var current = Ink.plain
    for cell in cells[row * width..<row * width + end] where !cell.isCovered {
      if cell.ink != current {
        if !Self.code(current, depth).isEmpty { text += "\u{1B}[0m" }
        text += Self.code(cell.ink, depth)
        current = cell.ink
      }
      text += cell.text.isEmpty ? " " : isASCII ? plainText(cell.text) : cell.text
    }
    if !Self.code(current, depth).isEmpty { text += "\u{1B}[0m" }
    return text
  }

  /// The sequence that begins an ink; empty where there is nothing to say.
  private static func code(_ ink: Ink, _ depth: ColourDepth) -> String {
    func sequence(_ code: String) -> String { "\u{1B}[\(code)m" }
    guard depth != .none else { return "" }
    switch ink {
    case .plain: return ""
    case .strong: return sequence("1")
    case .quiet:
      switch depth {
      case .none: return ""
      // Faint letters are drawn too faint by some terminals; a grey in the middle is readable on black and white.
      case .sixteen: return sequence("2")
      case .twoHundredFiftySix: return sequence("38;5;244")
      case .all: return sequence("38;2;128;128;128")
      }
    case .series(let number):
      let colours = ChartColours.series
      let colour = colours[number % colours.count]
      switch depth {
      case .none: return ""
      case .sixteen: return sequence("\(ChartColours.plainSeries[number % ChartColours.plainSeries.count])")
      case .twoHundredFiftySix: return sequence("38;5;\(colour.indexed)")
      case .all: return sequence("38;2;\(colour.red);\(colour.green);\(colour.blue)")
      }
    case .shade(let share):
      switch depth {
      case .none, .sixteen: return ""
      case .twoHundredFiftySix:
        let (number, isLight) = ChartColours.indexedShade(share)
        return sequence("48;5;\(number);38;5;\(isLight ? 16 : 231)")
      case .all:
        let colour = ChartColours.shade(share)
        let letters = colour.isLight ? "0;0;0" : "255;255;255"
        return sequence("48;2;\(colour.red);\(colour.green);\(colour.blue);38;2;\(letters)")
      }
    }
  }
}

/// A text for a terminal that knows ASCII alone, as wide as before.
func plainText(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
  var result = ""
  for character in text {
    if character.isASCII {
      result.append(character)
    } else {
      let known = plainCharacters[character] ?? letter(character)
      result += known + String(repeating: " ", count: max(displayWidth(of: character) - known.count, 0))
    }
  }
  return result
}

private let plainCharacters: [Character: String] = [
  "–": "-", "—": "-", "…": "~", "·": "-", "│": "|", "─": "-", "┤": "+", "├": "+", "┬": "+", "└": "+",
  "┼": "+", "┈": ".",
  "╌": "-", "○": "o", "●": "@", "≥": ">", "≤": "<", "±": "+", "→": ">", "█": "#", "▓": "=", "“": "\"",
  "”": "\"",
  "’": "'", "‘": "'", "€": "E", "µ": "u", "×": "x",
]

/// A letter without its accents, where that is ASCII.
private func letter(_ character: Character) -> String {
  let folded = fold(String(character))
  guard folded.count == 1, folded.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return "?" }
  return character.isUppercase ? folded.uppercased() : folded
}
