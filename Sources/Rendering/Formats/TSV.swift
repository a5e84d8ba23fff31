import Columns

/// Tab-separated values: a line a row, with tabs, line ends and backslashes in texts written as `\t`, `\n`, `\r`, `\\`.
func writeTSV(_ result: ResultTable, _ options: RenderingOptions) -> String {
  let columns = result.fileColumns
  if columns.isEmpty { return "" }
  var text = columns.map { tsvText(result.columns[$0].name, options) }.joined(separator: "\t") + "\n"
  for row in result.rows {
    text +=
      columns.map { column in
        switch FileValue(result.value(row, column), result.calendar) {
        case .none: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        case .text(let text): tsvText(text, options)
        }
      }.joined(separator: "\t") + "\n"
  }
  return text
}

private func tsvText(_ text: String, _ options: RenderingOptions) -> String {
  var escaped = options.neutralisesFormulas && startsFormula(text) ? "'" : ""
  for scalar in visible(text, keeping: ["\t", "\n", "\r"]).unicodeScalars {
    switch scalar {
    case "\t": escaped += "\\t"
    case "\n": escaped += "\\n"
    case "\r": escaped += "\\r"
    case "\\": escaped += "\\\\"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
