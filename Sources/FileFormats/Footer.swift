import CScan
import Columns
import Diagnostics

/// Takes the rows below the data away: totals, remarks and rows of nothing but delimiters, from the bottom up.
func dropFooter(_ structure: inout Structure, _ file: DataFile, _ form: Form, _ buffer: ReadBuffer) throws {
  guard form.columnCount > 1 else { return }
  while let index = structure.stretches.lastIndex(where: { $0.rows > 0 }) {
    let stretch = structure.stretches[index]
    // The footer of a report is short; a long last stretch is looked at from its last rows only.
    let bytes = try file.read(stretch.begin, stretch.end, with: buffer)
    let columns = min(form.columnCount, 256)
    let literal =
      structure.literalFrom == SCAN_NOWHERE ? SCAN_NOWHERE : max(structure.literalFrom - stretch.begin, 0)
    let skipped = max(stretch.rows - 12, 0)
    var position = 0
    var count = 0
    var starts = [Int](repeating: 0, count: 256)
    // Rows before the last twelve are stepped over without looking at their cells.
    while count < skipped {
      let found = scan_rows(
        bytes, &position, stretch.end - stretch.begin, form.cells, literal, nil, 0, nil, 0,
        min(skipped - count, 256), nil, &starts)
      if found == 0 { return }
      count += found
    }
    var rows: [(start: Int, cells: [[UInt8]], count: Int)] = []
    var cells = [scan_cell](repeating: scan_cell(), count: columns)
    while count + rows.count < stretch.rows {
      var start = 0
      let found = scan_row(
        bytes, &position, stretch.end - stretch.begin, form.cells, literal, &cells, columns, &start)
      if found == 0 { break }
      let texts = (0..<columns).map {
        $0 < found ? cellBytes(bytes, cells[$0], quote: form.cells.quote) : []
      }
      rows.append((start, texts, found))
    }
    var kept = rows.count
    let usual = (form.firstRows.prefix(20) + rows.map(\.cells)).map { $0.count { !$0.isEmpty } }.max() ?? 0
    while kept > 0 {
      guard isFooter(rows[kept - 1].cells, rows[kept - 1].count, usual: usual, form) else { break }
      kept -= 1
    }
    let dropped = rows.count - kept
    if dropped == 0 { return }
    // Rows that all look like a footer are the data of a small file.
    if kept == 0 && skipped == 0 && index == structure.stretches.firstIndex(where: { $0.rows > 0 }) { return }
    structure.stretches[index].end = stretch.begin + rows[kept].start
    structure.stretches[index].rows -= dropped
    structure.footerRows += dropped
    structure.shortRows -= rows[kept...].count { $0.count < form.columnCount }
    structure.longRows -= rows[kept...].count { $0.count > form.columnCount }
    if kept > 0 || structure.footerRows > 40 { return }
  }
}

private let totalWords: Set<String> = [
  "total", "totals", "grand total", "sum", "suma", "totales", "total general", "gesamt", "summe", "somme",
  "totaux",
  "totale", "soma", "overall total", "report total", "subtotal",
]

/// - usual: The number of filled cells in the fullest row nearby.
private func isFooter(_ cells: [[UInt8]], _ count: Int, usual: Int, _ form: Form) -> Bool {
  let filled = cells.count { !$0.isEmpty }
  if filled == 0 { return true }
  guard let first = cells.first(where: { !$0.isEmpty }) else { return true }
  var words = String(decoding: first, as: UTF8.self).lowercased()
  while words.hasSuffix(":") || words.hasSuffix(" ") { words.removeLast() }
  if totalWords.contains(words) { return true }
  // A remark: one cell of text in a table of several columns.
  let isRemark = filled == 1 && form.columnCount >= 3 && usual >= 3 && CellKind(first) == .text
  return isRemark && (count == 1 || first.count > 20) && !cells[0].isEmpty
}
