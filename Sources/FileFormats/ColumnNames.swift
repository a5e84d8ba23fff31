import CScan
import Columns

/// The names of columns from the header rows of a file: never blank, never twice.
func columnNames(_ form: Form, encoding: Encoding) -> [String] {
  var taken: Set<String> = []
  return (0..<form.columnCount).map { column in
    let base = columnName(column, headers: form.headers, encoding: encoding) ?? "column_\(column + 1)"
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)_\(number)"
      number += 1
    }
    return name
  }
}

private func columnName(_ column: Int, headers: [[[UInt8]]], encoding: Encoding) -> String? {
  func text(_ row: Int, _ column: Int) -> String {
    headerText(headers[row][column], encoding: encoding)
  }
  guard let first = headers.first, column < first.count else { return nil }
  let own = text(0, column)
  // The second and third rows of some survey tools hold question texts; the first has the short names.
  guard headers.count == 2, column < headers[1].count else { return own.isEmpty ? nil : own }
  let below = text(1, column)
  if below.isEmpty || below == "Response" || below == "Open-Ended Response" { return own.isEmpty ? nil : own }
  if own.isEmpty {
    // An option of a question whose text stands further left.
    guard let question = first[..<column].lastIndex(where: { !$0.isEmpty }) else { return below }
    return text(0, question) + ": " + below
  }
  let isQuestion = column + 1 < first.count && first[column + 1].isEmpty
  return isQuestion ? own + ": " + below : own
}

/// A header cell as one line of text.
private func headerText(_ bytes: [UInt8], encoding: Encoding) -> String {
  var bytes = bytes
  if encoding == .windows1252 {
    var target = [UInt8](repeating: 0, count: bytes.count * 3 + 1)
    let length = scan_windows_1252(bytes, bytes.count, &target)
    bytes = Array(target.prefix(length))
  }
  let text = String(decoding: bytes, as: UTF8.self)
  let words = text.unicodeScalars.split { $0.value < 0x21 || $0.value == 0xA0 || $0.value == 0x7F }
  return words.map(String.init).joined(separator: " ")
}
