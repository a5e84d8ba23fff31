import Columns

/// One array of objects, on one line.
func writeJSON(_ result: ResultTable, _ options: RenderingOptions) -> String {
  "[" + jsonObjects(result).joined(separator: ",") + "]\n"
}

/// One object for each row, with the columns in their order.
func jsonObjects(_ result: ResultTable) -> [String] {
  let keys = result.fileColumns.map { (column: $0, key: jsonText(result.columns[$0].name) + ":") }
  return result.rows.map { row in
    let members = keys.map { column, key in
      switch FileValue(result.value(row, column), result.calendar) {
      case .none: key + "null"
      case .bool(let flag): key + (flag ? "true" : "false")
      case .number(let digits): key + digits
      case .text(let text): key + jsonText(text)
      }
    }
    return "{" + members.joined(separator: ",") + "}"
  }
}

/// A JSON string. Control characters are escaped even where JSON allows them, because the line may go to a terminal.
private func jsonText(_ text: String) -> String {
  var escaped = String.UnicodeScalarView("\"".unicodeScalars)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": escaped.append(contentsOf: "\\\"".unicodeScalars)
    case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
    case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
    case "\r": escaped.append(contentsOf: "\\r".unicodeScalars)
    case "\t": escaped.append(contentsOf: "\\t".unicodeScalars)
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
      let digits = String(scalar.value, radix: 16)
      escaped.append(
        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
    default: escaped.append(scalar)
    }
  }
  escaped.append("\"")
  return String(escaped)
}
