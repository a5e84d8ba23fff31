import CScan
import Columns
import Diagnostics

/// How the text of one file is cut into rows and columns.
struct Form: Sendable {
  var cells: scan_form
  /// Where the first row of data begins.
  var dataStart: Int
  /// Where the row behind the first row of data begins.
  var secondRow = 0
  /// In file order, not yet decoded.
  var headers: [[[UInt8]]]
  var columnCount: Int
  var preambleRows: Int
  var hasSeparatorLine: Bool
  /// Evidence for a decimal point and a decimal comma among the first rows.
  var pointCells: Int
  var commaCells: Int
  /// The first rows of data, cells as bytes; for the sample.
  var firstRows: [[[UInt8]]]

  /// The delimiter in words.
  var delimiterName: String {
    switch cells.delimiter {
    case 0: "columns parted by spaces"
    case cells.newline: "one column"
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: ";"): "semicolon"
    case UInt8(ascii: "\t"): "tab"
    case UInt8(ascii: "|"): "bar"
    default: "delimiter `\(Character(UnicodeScalar(cells.delimiter)))`"
    }
  }
}

/// More cells in a row than these are not read as columns.
let columnLimit = 65_536
/// Rows and files beyond which a piece cannot be cut smaller are refused.
let pieceLimit = 256 << 20

/// What kind of thing a cell looks like, for telling headers from data.
enum CellKind {
  case blank, value, text

  init(_ bytes: [UInt8]) {
    if bytes.isEmpty || scan_is_unknown_mark(bytes, bytes.count) {
      self = .blank
      return
    }
    var number = scan_number()
    var moment = scan_moment()
    var duration: Int64 = 0
    if scan_parse_number(bytes, bytes.count, UInt8(ascii: "."), &number)
      || scan_parse_number(bytes, bytes.count, UInt8(ascii: ","), &number)
      || scan_parse_moment(bytes, bytes.count, SCAN_ORDER_OPEN, &moment)
      || scan_parse_duration(bytes, bytes.count, &duration) || scan_parse_bool(bytes, bytes.count) != 2
    {
      self = .value
    } else {
      self = .text
    }
  }
}

/// The beginning of a file, and what can be told from it.
struct FormDetector {
  let file: DataFile
  let options: ReadingOptions
  private let head: UnsafePointer<UInt8>
  /// The head ends behind a line end, or where the file ends.
  private let headStart: Int
  private let headCount: Int
  private let isWholeFile: Bool
  private let newline: UInt8
  private let sampleRows: Int

  /// Reads the first megabyte, or more until it holds a whole line.
  init(file: DataFile, options: ReadingOptions, sampleRows: Int, buffer: ReadBuffer) throws {
    self.file = file
    self.options = options
    self.sampleRows = sampleRows
    headStart = file.textStart
    var length = 1 << 20
    while true {
      let end = min(file.size, headStart + length)
      let bytes = try file.read(headStart, end, with: buffer)
      let count = end - headStart
      let feed = scan_occurrences(bytes, count, 0x0A)
      let mark: UInt8 = feed == 0 && scan_occurrences(bytes, count, 0x0D) > 0 ? 0x0D : 0x0A
      var last = count
      if end < file.size || file.isOpenEnded { while last > 0 && bytes[last - 1] != mark { last -= 1 } }
      if last == 0 && end == file.size && file.isOpenEnded { length = pieceLimit }
      if last > 0 || (end == file.size && !file.isOpenEnded) {
        head = bytes
        headCount = last
        isWholeFile = end == file.size && !file.isOpenEnded
        newline = mark
        return
      }
      if length >= pieceLimit {
        throw Diagnostic(
          .lineTooLong, "the first line of `\(file.path)` is longer than \(pieceLimit >> 20) MB",
          help: ["kpi reads text in rows and columns; look at the start of the file with `head -c 1000`"])
      }
      length *= 4
    }
  }

  func detect() throws -> Form {
    var position = 0
    var isBlank = true
    for index in 0..<headCount where head[index] > 0x20 {
      isBlank = false
      break
    }
    if isBlank && isWholeFile {
      throw Diagnostic(
        .emptyFile, "the file `\(file.path)` is empty", help: ["check that its export was finished"])
    }
    try refuseJSON()
    let separatorLine = readSeparatorLine(&position)
    let delimiter = try chosenDelimiter() ?? separatorLine ?? detectedDelimiter(from: position)
    let cells = scan_form(
      delimiter: delimiter, newline: newline, quote: delimiter == 0 ? 0 : UInt8(ascii: "\""))
    return try layOut(cells, from: position, hasSeparatorLine: separatorLine != nil)
  }

  private func refuseJSON() throws {
    var index = 0
    func skipSpace() { while index < headCount && head[index] <= 0x20 { index += 1 } }
    skipSpace()
    if index < headCount && head[index] == UInt8(ascii: "[") {
      index += 1
      skipSpace()
    }
    guard index < headCount && head[index] == UInt8(ascii: "{") else { return }
    index += 1
    skipSpace()
    if index < headCount && head[index] == UInt8(ascii: "\"") {
      throw Diagnostic(
        .foreignFormat, "the file `\(file.path)` is JSON, not text in rows and columns",
        help: ["export it as CSV and load that"])
    }
  }

  /// Reads the line `sep=;` that spreadsheets write for each other.
  private func readSeparatorLine(_ position: inout Int) -> UInt8? {
    guard headCount >= 6, head[3] == UInt8(ascii: "="), head[4] != 0x0A, head[4] != 0x0D else { return nil }
    for (index, letter) in "sep".utf8.enumerated() where head[index] | 0x20 != letter { return nil }
    var end = 5
    if head[end] == 0x0D && newline == 0x0A { end += 1 }
    guard end < headCount, head[end] == newline else { return nil }
    position = end + 1
    return head[4]
  }

  private func chosenDelimiter() throws -> UInt8? {
    guard let text = options.delimiter else { return nil }
    switch text.lowercased() {
    case "tab", "\\t", "\t": return 0x09
    case "comma": return UInt8(ascii: ",")
    case "semicolon": return UInt8(ascii: ";")
    case "space", "spaces", " ": return 0
    case "none", "": return newline
    default:
      guard let byte = text.utf8.first, text.utf8.count == 1, byte > 0x20, byte != UInt8(ascii: "\"") else {
        throw Diagnostic(
          .unknownOption, "the delimiter `\(text)` is not one character", help: ["with delimiter = \";\""])
      }
      return byte
    }
  }

  /// The numbers of cells in the first rows.
  private func cellCounts(_ form: scan_form, from start: Int) -> [Int] {
    var position = start
    var counts: [Int] = []
    var cell = scan_cell()
    var rowStart = 0
    while counts.count < 200 && position < headCount {
      let count = scan_row(head, &position, headCount, form, SCAN_NOWHERE, &cell, 0, &rowStart)
      if count == 0 { break }
      counts.append(count)
    }
    return counts
  }

  /// The number that occurs most often, the larger of two, and how often.
  private func commonest(_ counts: [Int]) -> (count: Int, times: Int) {
    var times: [Int: Int] = [:]
    for count in counts { times[count, default: 0] += 1 }
    let best = times.max { ($0.value, $0.key) < ($1.value, $1.key) }
    return (best?.key ?? 0, best?.value ?? 0)
  }

  private func detectedDelimiter(from start: Int) -> UInt8 {
    var best: (delimiter: UInt8, score: Double) = (newline, 0.5)
    for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
      let form = scan_form(delimiter: delimiter, newline: newline, quote: UInt8(ascii: "\""))
      let counts = cellCounts(form, from: start)
      let (common, times) = commonest(counts)
      guard common > 1 else { continue }
      // Lines before the header and below the last row are in the way of a perfect score; more columns weigh a little.
      let score = Double(times) / Double(counts.count) + min(Double(common), 50) / 1000
      if score > best.score { best = (delimiter, score) }
    }
    if best.delimiter != newline { return best.delimiter }
    return isSpaceAligned(from: start) ? 0 : newline
  }

  /// Every line has the same number of words, two or more, and most of them are values.
  private func isSpaceAligned(from start: Int) -> Bool {
    let form = scan_form(delimiter: 0, newline: newline, quote: 0)
    let counts = cellCounts(form, from: start)
    let (common, times) = commonest(counts)
    guard common > 1, counts.count > 1, times * 20 >= counts.count * 19 else { return false }
    var position = start
    let rows = readRows(form, from: &position, limit: 50, columns: common).map(\.cells)
    let body = rows.count > 1 ? rows.dropFirst() : rows[...]
    let cells = body.flatMap { $0 }
    return cells.filter { CellKind($0) == .value }.count * 2 > cells.count
  }

  // MARK: Rows before the data

  private typealias HeadRow = (start: Int, cells: [[UInt8]], count: Int)

  private func readRows(_ form: scan_form, from position: inout Int, limit: Int, columns: Int) -> [HeadRow] {
    var rows: [HeadRow] = []
    var cells = [scan_cell](repeating: scan_cell(), count: max(columns, 1))
    while rows.count < limit && position < headCount {
      var start = 0
      let count = scan_row(head, &position, headCount, form, SCAN_NOWHERE, &cells, columns, &start)
      if count == 0 { break }
      let texts = (0..<columns).map { index in
        index < count ? cellBytes(head, cells[index], quote: form.quote) : []
      }
      rows.append((start, texts, count))
    }
    return rows
  }

  private func layOut(_ form: scan_form, from start: Int, hasSeparatorLine: Bool) throws -> Form {
    let counts = cellCounts(form, from: start)
    let widest = counts.max() ?? 1
    guard widest <= columnLimit else {
      throw Diagnostic(
        .tooManyColumns,
        "a row of `\(file.path)` has \(widest) cells; kpi reads at most \(columnLimit) columns",
        help: ["check the line ends of the file, or say `with delimiter = \";\"`"])
    }
    var columnCount = max(commonest(counts).count, 1)
    var position = start
    let limit = max(5, min(sampleRows + 50, 400_000 / widest))
    var rows = readRows(form, from: &position, limit: limit, columns: widest)
    let preamble = options.header == 0 ? 0 : preambleCount(rows, columnCount: columnCount)
    rows.removeFirst(preamble)

    let headerCount = try chosenHeader() ?? detectedHeader(rows.map(\.cells), columnCount: columnCount)
    let headers = Array(rows.prefix(headerCount))
    columnCount = max(columnCount, headers.map(\.count).max() ?? 0)
    rows.removeFirst(min(headerCount, rows.count))
    var dataStart = rows.first?.start ?? position
    if rows.isEmpty && isWholeFile { dataStart = headCount }
    var headerCells = headers.map { Array($0.cells.prefix(columnCount)) }
    if let header = headers.first, headerCount == 1, header.count == columnCount - 1, !rows.isEmpty,
      rows.allSatisfy({ $0.count == columnCount }),
      rows.contains(where: { !$0.cells[columnCount - 1].isEmpty })
    {
      // A table with names of rows but no name for their column.
      headerCells[0].removeLast()
      headerCells[0].insert([], at: 0)
    }
    var detected = Form(
      cells: form, dataStart: headStart + dataStart, headers: headerCells, columnCount: columnCount,
      preambleRows: preamble, hasSeparatorLine: hasSeparatorLine, pointCells: 0, commaCells: 0,
      firstRows: rows.prefix(sampleRows).map { Array($0.cells.prefix(columnCount)) })
    detected.secondRow = headStart + (rows.count > 1 ? rows[1].start : position)
    for row in detected.firstRows.prefix(200) {
      for cell in row where !cell.isEmpty && cell.count < 32 {
        var number = scan_number()
        let isPoint = scan_parse_number(cell, cell.count, UInt8(ascii: "."), &number)
        let isComma = scan_parse_number(cell, cell.count, UInt8(ascii: ","), &number)
        if isPoint && !isComma { detected.pointCells += 1 }
        if isComma && !isPoint { detected.commaCells += 1 }
      }
    }
    return detected
  }

  private func chosenHeader() throws -> Int? {
    guard let header = options.header else { return nil }
    guard (0...10).contains(header) else {
      throw Diagnostic(
        .unknownOption, "a file cannot have \(header) header rows",
        help: ["with header = 1, or header = 0 where there is none"])
    }
    return header
  }

  /// The rows above the header: a title, a period, an empty line of a report.
  private func preambleCount(_ rows: [HeadRow], columnCount: Int) -> Int {
    guard columnCount > 1 else { return 0 }
    var preamble = 0
    for row in rows.prefix(40) {
      let filled = row.cells.count { !$0.isEmpty }
      let isTitle =
        filled == 0 || row.count <= columnCount / 2
        || (columnCount >= 3 && filled == 1) || (columnCount >= 6 && filled == 2)
      if !isTitle { return preamble }
      preamble += 1
    }
    return 0
  }

  /// The number of header rows, 0 to 3.
  private func detectedHeader(_ rows: [[[UInt8]]], columnCount: Int) -> Int {
    guard let first = rows.first else { return 0 }
    let kinds = rows.prefix(60).map { $0.prefix(columnCount).map { CellKind($0) } }
    if kinds[0].allSatisfy({ $0 == .blank }) { return 1 }
    if rows.count == 1 { return kinds[0].contains(.value) && !kinds[0].contains(.text) ? 0 : 1 }

    /// A column whose filled cells from the given row on are values.
    func isTyped(_ column: Int, from row: Int) -> Bool {
      var values = 0
      var texts = 0
      for kind in kinds[min(row, kinds.count)...] {
        guard column < kind.count else { continue }
        if kind[column] == .value { values += 1 }
        if kind[column] == .text { texts += 1 }
      }
      return values > 0 && values >= texts * 9
    }
    func year(_ cell: [UInt8]) -> Bool {
      guard cell.count == 4, let number = Int(String(decoding: cell, as: UTF8.self)) else { return false }
      return (1900...2100).contains(number)
    }
    let columns = 0..<min(columnCount, first.count)
    var forHeader = 0
    var forData = 0
    for column in columns where isTyped(column, from: 1) {
      switch kinds[0][column] {
      case .text: forHeader += 1
      case .blank: break
      case .value:
        // Years stand above columns, too.
        let isYearAbove = year(first[column]) && !rows.dropFirst().prefix(20).contains { year($0[column]) }
        if isYearAbove && kinds[0].contains(.text) { forHeader += 1 } else { forData += 1 }
      }
    }
    if forHeader == 0 && forData == 0 {
      // Nothing but text: names of columns differ from each other and do not come again below.
      for column in columns where kinds[0][column] == .text {
        if rows.dropFirst().contains(where: { $0[column] == first[column] }) { forData += 1 }
      }
      if Set(first).count < first.count && !first.contains([]) { forData += 1 }
      if forData * 2 > columns.count { return 0 }
      forData = 0
    }
    if forData > forHeader { return 0 }

    // Surveys of one tool name their questions in machine words below the header.
    for row in 1..<min(3, rows.count)
    where rows[row].contains(where: { String(decoding: $0, as: UTF8.self).hasPrefix("{\"ImportId\"") }) {
      return row + 1
    }
    var count = 1
    while count < 3 && count + 1 < rows.count {
      let row = rows[count]
      guard !kinds[count].contains(.value), kinds[count].contains(.text) else { break }
      let typed = columns.filter { isTyped($0, from: count + 1) }
      let named = typed.count { kinds[count][$0] == .text }
      let isSigned = row.contains { cell in
        let text = String(decoding: cell, as: UTF8.self)
        return text == "Response" || text == "Open-Ended Response"
      }
      guard isSigned || (named >= 2 && named * 2 >= typed.count) else { break }
      count += 1
    }
    return count
  }
}

/// The bytes of a cell, doubled quotes made single.
func cellBytes(_ bytes: UnsafePointer<UInt8>, _ cell: scan_cell, quote: UInt8) -> [UInt8] {
  let length = Int(cell.length & UInt32(SCAN_LENGTH))
  let raw = Array(UnsafeBufferPointer(start: bytes + Int(cell.start), count: length))
  guard cell.length & UInt32(SCAN_DOUBLED) != 0 else { return raw }
  var single: [UInt8] = []
  var index = 0
  while index < raw.count {
    single.append(raw[index])
    if raw[index] == quote && index + 1 < raw.count && raw[index + 1] == quote { index += 1 }
    index += 1
  }
  return single
}
