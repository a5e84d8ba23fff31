import Columns

/// Comma-separated values after RFC 4180, with lines that end in a single newline.
func writeCSV(_ result: ResultTable, _ options: RenderingOptions) -> String {
  let columns = result.fileColumns
  if columns.isEmpty { return "" }
  var text = csvLine(columns.map { csvText(result.columns[$0].name, options) })
  for row in result.rows {
    text += csvLine(
      columns.map { column in
        switch FileValue(result.value(row, column), result.calendar) {
        case .none: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .text(let text): csvText(text, options)
        }
      })
  }
  return text
}

private func csvLine(_ cells: [String]) -> String {
  // A line with nothing on it would read as no row at all.
  cells == [""] ? "\"\"\n" : cells.joined(separator: ",") + "\n"
}

private func csvText(_ text: String, _ options: RenderingOptions) -> String {
  var cell = csvControls(text)
  if options.neutralisesFormulas && startsFormula(text) { cell = "'" + cell }
  let needsQuotes =
    cell.utf8.contains { ",\"\n\r".utf8.contains($0) } || cell.hasPrefix(" ") || cell.hasSuffix(" ")
  if !needsQuotes { return cell }
  var quoted = "\""
  for scalar in cell.unicodeScalars {
    if scalar == "\"" { quoted += "\"" }
    quoted.unicodeScalars.append(scalar)
  }
  return quoted + "\""
}

/// CSV carries tabs and line ends inside quotes and has no way to write other control characters. A carriage
/// return passes only as a part of a line end: alone it would write over the line on a terminal.
private func csvControls(_ text: String) -> String {
  let visibleText = visible(text, keeping: ["\t", "\n", "\r"])
  if !visibleText.utf8.contains(UInt8(ascii: "\r")) { return visibleText }
  var result = String.UnicodeScalarView()
  var scalars = visibleText.unicodeScalars[...]
  while let scalar = scalars.popFirst() {
    result.append(scalar == "\r" && scalars.first != "\n" ? "\u{240D}" : scalar)
  }
  return String(result)
}
