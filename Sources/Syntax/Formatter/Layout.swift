import Diagnostics

/// A text in which some spaces may become line ends.
struct Layout {
  /// A stretch that stays on one line, with how much a line end before it would hurt: less is better.
  struct Chunk {
    var text: String
    var cost: Int
  }

  private(set) var chunks: [Chunk] = [Chunk(text: "", cost: 0)]
  /// Brackets open at the current place; a break inside many brackets costs more.
  var depth = 0

  mutating func write(_ text: String) { chunks[chunks.count - 1].text += text }

  /// A space that may become a line end. `looseness` is 0 for commas and `or`, more for what binds tightly.
  mutating func breakableSpace(_ looseness: Int) {
    chunks.append(Chunk(text: "", cost: depth * 8 + looseness))
  }

  mutating func append(_ other: Layout) {
    write(other.chunks[0].text)
    chunks += other.chunks.dropFirst()
  }

  /// All on one line.
  var line: String { chunks.map(\.text).joined(separator: " ") }

  /// Lines of at most `width` cells where breaks allow it, the first of which begins at the column `first`.
  func lines(first: Int, indentation: Int, width: Int) -> String {
    let widths = chunks.map { cellsAfterLastLineEnd($0.text) }
    var text = ""
    var start = 0
    var column = first
    while start < chunks.count {
      // How far the line reaches.
      var used = column + widths[start]
      var end = start + 1
      while end < chunks.count, used + 1 + widths[end] <= width {
        used += 1 + widths[end]
        end += 1
      }
      if end < chunks.count {
        // Of the breaks within reach, the cheapest, and of equal ones the last.
        var best = end
        var candidate = end
        while candidate > start {
          if chunks[candidate].cost < chunks[best].cost { best = candidate }
          candidate -= 1
        }
        end = max(best, start + 1)
      }
      if start > 0 { text += "\n" + String(repeating: " ", count: indentation) }
      text += chunks[start..<end].map(\.text).joined(separator: " ")
      start = end
      column = indentation
    }
    return text
  }

  private func cellsAfterLastLineEnd(_ text: String) -> Int {
    guard let lineEnd = text.utf8.lastIndex(of: UInt8(ascii: "\n")) else { return displayWidth(of: text) }
    return displayWidth(of: text[lineEnd...])
  }
}
