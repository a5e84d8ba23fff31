import Columns

/// A table as GitHub draws it, rounded and marked like the one on the terminal.
func writeMarkdown(_ result: ResultTable, _ options: RenderingOptions) -> String {
  let presentation = Presentation(result, maximumRows: options.maximumRows)
  var paragraphs: [String] = []
  if presentation.columns.isEmpty || (presentation.groups.isEmpty && presentation.totals.isEmpty) {
    paragraphs.append("no rows")
  } else {
    var lines = [markdownLine(presentation.columns.map { markdownText($0.header) })]
    lines.append(markdownLine(presentation.columns.map { $0.isRightAligned ? "--:" : ":--" }))
    for row in presentation.groups {
      lines.append(markdownLine(row.map { markdownText($0.text + $0.mark) }))
    }
    for row in presentation.totals {
      lines.append(markdownLine(row.map { "**" + markdownText($0.text + $0.mark) + "**" }))
    }
    paragraphs.append(lines.joined(separator: "\n"))
  }
  if let limit = presentation.limit { paragraphs.append(limit) }
  paragraphs += presentation.footnotes.map(markdownText)
  return paragraphs.joined(separator: "\n\n") + "\n"
}

private func markdownLine(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

/// A text without meaning for Markdown: data must read as it is, and may not become a link or a picture.
private func markdownText(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    if ["\\", "|", "`", "*", "<", "["].contains(scalar) { escaped += "\\" }
    escaped.unicodeScalars.append(scalar)
  }
  return escaped
}
