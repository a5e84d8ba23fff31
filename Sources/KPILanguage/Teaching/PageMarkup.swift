import Rendering

// A page as Markdown and as HTML.
extension Page {
  /// - Parameter level: The level of its headings.
  func markdown(level: Int) -> String {
    let mark = String(repeating: "#", count: level)
    return blocks.map { block -> String in
      switch block {
      case .title(let title): "\(mark) \(title)\n\n"
      case .heading(let heading): "\(mark)# \(heading)\n\n"
      case .paragraph(let paragraph): folded(paragraph, width: 110) + "\n"
      case .bullets(let bullets):
        bullets.map { folded($0, width: 110, indent: "  ", first: "- ") }.joined() + "\n"
      case .figures(let figures):
        "| | |\n| ---: | --- |\n" + figures.map { "| \($0.number) | \(inCell($0.text)) |\n" }.joined() + "\n"
      case .code(let code): "```text\n\(code)\n```\n\n"
      case .table(let table): render(table, RenderingOptions(format: .md)) + "\n"
      case .cells(let rows):
        rows.enumerated().map { position, row in
          "| " + row.map(inCell).joined(separator: " | ") + " |\n"
            + (position == 0 ? "|" + row.map { _ in " --- |" }.joined() + "\n" : "")
        }.joined() + "\n"
      }
    }.joined()
  }

  private func inCell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  func html() -> String {
    blocks.map { block -> String in
      switch block {
      case .title(let title): "<h4>\(inline(title))</h4>\n"
      case .heading(let heading): "<h5>\(inline(heading))</h5>\n"
      case .paragraph(let paragraph): "<p>\(inline(paragraph))</p>\n"
      case .bullets(let bullets):
        "<ul>" + bullets.map { "<li>\(inline($0))</li>" }.joined() + "</ul>\n"
      case .figures(let figures):
        "<table class=\"figures\">"
          + figures.map { "<tr><td>\(escaped($0.number))</td><td>\(inline($0.text))</td></tr>" }.joined()
          + "</table>\n"
      case .code(let code): "<pre><code>\(escaped(code))</code></pre>\n"
      case .table(let table):
        Page.table(render(table, RenderingOptions(format: .md)))
      case .cells(let rows): Page.table(rows)
      }
    }.joined()
  }

  /// A table in Markdown as one in HTML; the lines below it are its notes.
  private static func table(_ markdown: String) -> String {
    let lines = markdown.split(separator: "\n")
    let rows = lines.filter { $0.hasPrefix("|") }.map { line in
      line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
    }
    let notes = lines.filter { !$0.hasPrefix("|") }.map { "<p class=\"note\">\(escaped(String($0)))</p>" }
    guard rows.count > 1 else { return notes.joined() }
    return table([rows[0]] + rows.dropFirst(2)) + notes.joined()
  }

  private static func table(_ rows: [[String]]) -> String {
    guard let head = rows.first else { return "" }
    let body = rows.dropFirst().map { row in
      "<tr>" + row.map { "<td>\(inline($0))</td>" }.joined() + "</tr>"
    }
    return "<div class=\"wide\"><table><thead><tr>" + head.map { "<th>\(inline($0))</th>" }.joined()
      + "</tr></thead><tbody>" + body.joined() + "</tbody></table></div>\n"
  }
}

/// A sentence as HTML: code between backticks, bold between two stars, slanted between one.
func inline(_ text: String) -> String {
  text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { position, part in
    position % 2 == 1 ? "<code>\(escaped(String(part)))</code>" : emphasised(escaped(String(part)))
  }.joined()
}

/// A single star, such as the mark of a low n, is no emphasis.
private func emphasised(_ text: String) -> String { text.contains("*") ? replacingPairs(text) : text }

private func replacingPairs(_ text: String) -> String {
  var result = text
  for (mark, tag) in [("**", "strong"), ("*", "em")] {
    while let first = result.firstRange(of: mark),
      let second = result[first.upperBound...].firstRange(of: mark),
      first.upperBound < second.lowerBound, !result[first.upperBound].isWhitespace
    {
      let inner = result[first.upperBound..<second.lowerBound]
      result = result[..<first.lowerBound] + "<\(tag)>\(inner)</\(tag)>" + result[second.upperBound...]
    }
  }
  return result
}
