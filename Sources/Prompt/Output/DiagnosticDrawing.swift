import CLibEdit
package import Diagnostics

/// A diagnostic as text: the sentence, the place with carets below it, what to do.
package func drawing(of diagnostic: Diagnostic, usesColor: Bool) -> String {
  let severity =
    switch diagnostic.severity {
    case .error: ("error", "1;31")
    case .warning: ("warning", "1;33")
    case .note: ("note", "1;36")
    }
  func styled(_ text: String, _ style: String) -> String {
    usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }
  var lines = ["\(styled(severity.0 + ":", severity.1)) \(diagnostic.message)"]
  var margin = ""
  if let source = diagnostic.source, let range = diagnostic.range {
    let bytes = source.bytes
    let start = min(max(range.start, 0), bytes.count)
    let lineStart = (bytes[..<start].lastIndex(of: 10) ?? -1) + 1
    let lineEnd = bytes[start...].firstIndex(of: 10) ?? bytes.count
    let line = source.firstLine + bytes[..<start].count { $0 == 10 }
    let before = visible(source[SourceRange(lineStart, start)])
    let marked = visible(source[SourceRange(start, min(max(range.end, start), lineEnd))])
    margin = String(repeating: " ", count: String(line).count)
    lines.append("\(margin)--> \(source.name):\(line):\(before.count + 1)")
    lines.append("\(margin) |")
    lines.append("\(line) | \(visible(source[SourceRange(lineStart, lineEnd)]))")
    let carets = String(repeating: "^", count: max(displayWidth(marked), 1))
    let label = diagnostic.label.map { " " + $0 } ?? ""
    lines.append(
      "\(margin) | \(String(repeating: " ", count: displayWidth(before)))\(styled(carets + label, severity.1))"
    )
  } else if let label = diagnostic.label {
    lines.append("  \(label)")
  }
  for help in diagnostic.help { lines.append("\(margin)\(margin.isEmpty ? "  " : " ")= help: \(help)") }
  return lines.joined(separator: "\n") + "\n"
}

/// Text without control characters, which could do things to a terminal; a tab becomes a space.
func visible(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        if scalar == "\t" { return " " }
        return scalar.value < 32 || (127...159).contains(scalar.value) ? "\u{FFFD}" : scalar
      }))
}

/// Cells that a text takes on the terminal.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + displayWidth($1) }
}

/// The C library knows the widths of characters once it is told that they are UTF-8.
private let knowsWidths = kpi_use_utf8() == 1

func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value >= 32 && scalar.value < 127 { return 1 }
  guard knowsWidths else { return 1 }
  return max(Int(kpi_character_width(Int32(bitPattern: scalar.value))), 0)
}
