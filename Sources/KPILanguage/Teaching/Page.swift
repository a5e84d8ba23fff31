import Columns
import Diagnostics
import Rendering

/// A text for people in blocks, which terminals, Markdown and HTML lay out each in their own way.
///
/// Code stands between backticks inside sentences.
struct Page {
  enum Block {
    case title(String)
    case heading(String)
    case paragraph(String)
    case bullets([String])
    /// Numbers, right-aligned, and what they are.
    case figures([(number: String, text: String)])
    /// Lines as they stand: statements, formulas, definitions.
    case code(String)
    case table(ResultTable)
    /// Cells of text; the first row is the head.
    case cells([[String]])
  }

  var blocks: [Block] = []

  mutating func add(_ block: Block) { blocks.append(block) }

  /// The page for a terminal of a width.
  func text(width: Int) -> String {
    let width = max(min(width, 110), 30)
    var text = ""
    for (position, block) in blocks.enumerated() {
      switch block {
      case .title(let title): text += (position == 0 ? "" : "\n") + folded(title, width: width)
      case .heading(let heading): text += "\n" + folded(heading, width: width)
      case .paragraph(let paragraph):
        if position > 0, blocks[position - 1].isTabular { text += "\n" }
        text += folded(paragraph, width: width, indent: "  ")
      case .bullets(let bullets):
        for bullet in bullets { text += folded(bullet, width: width, indent: "    ", first: "  · ") }
      case .figures(let figures):
        let column = figures.map { displayWidth(of: $0.number) }.max() ?? 0
        for figure in figures {
          let gap = String(repeating: " ", count: column - displayWidth(of: figure.number))
          text += folded(
            figure.text, width: width, indent: String(repeating: " ", count: column + 4),
            first: "  \(gap)\(figure.number)  ")
        }
      case .code(let code):
        for line in code.split(separator: "\n", omittingEmptySubsequences: false) {
          text += line.isEmpty ? "\n" : "    \(line)\n"
        }
      case .table(let table):
        var options = RenderingOptions(format: .table)
        options.width = width - 2
        text += indented(render(table, options))
      case .cells(let rows): text += aligned(rows.map { $0.map { visible($0) } }, indent: "  ")
      }
    }
    return text
  }

  fileprivate func indented(_ lines: String) -> String {
    lines.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }
}

extension Page.Block {
  /// Whether a paragraph behind it would look like a part of it.
  fileprivate var isTabular: Bool {
    switch self {
    case .table, .cells, .figures: true
    default: false
    }
  }
}

/// A paragraph folded at spaces into lines of at most a width, the later ones indented.
func folded(_ text: String, width: Int, indent: String = "", first: String? = nil) -> String {
  var lines: [String] = []
  var line = first ?? indent
  var used = displayWidth(of: line)
  var isEmpty = true
  // A percent sign stays with its number.
  var words: [String] = []
  for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
    if word.hasPrefix("%"), let last = words.popLast() {
      words.append(last + " " + word)
    } else {
      words.append(String(word))
    }
  }
  for word in words {
    let size = displayWidth(of: word)
    if !isEmpty, used + 1 + size > width {
      lines.append(line)
      line = indent
      used = displayWidth(of: indent)
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    used += (isEmpty ? 0 : 1) + size
    isEmpty = false
  }
  lines.append(line)
  return lines.joined(separator: "\n") + "\n"
}
