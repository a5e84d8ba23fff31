import CScan
import Columns
import Diagnostics
import Synchronization

/// The files of a dataset, their forms and where their rows are.
struct DatasetFiles: Sendable {
  let files: [DataFile]
  let forms: [Form]
  let encodings: [Encoding]
  let structures: [Structure]
  /// All stretches in row order.
  let stretches: [Stretch]
  let rowCount: Int
  let columnNames: [String]
  /// For each file, the position of each of its columns among all.
  let columnsOfFile: [[Int]]
  /// For each column, the first file that has it and its place there.
  private let homes: [(file: Int, place: Int)]
  /// `.` or `,` where a column itself does not tell.
  let decimal: UInt8
  /// Bytes that stay in memory because a file cannot be read twice.
  let memory: Int
  private(set) var summary = ""
  private(set) var notes: [String] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// What the first rows show, looked at once.
  private let firstLook = FirstLook()

  init(paths: [String], options: ReadingOptions, work: Work) throws {
    // Several files are read in the order of their names, each once.
    if paths.isEmpty {
      throw Diagnostic(
        .noSuchFile, "there is no file of that name", help: ["check the pattern and the folder"])
    }
    let ordered = Array(Set(paths)).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    try DatasetFiles.check(options)
    let meter = MemoryMeter(limit: work.memoryLimit)
    let opened = SharedArray<(DataFile, Form)?>(repeating: nil, count: ordered.count)
    let buffers = (0..<work.threads).map { _ in ReadBufferBox() }
    work.done.store(0, ordering: .relaxed)
    try forEach(ordered.count, work: work) { index, thread in
      let file = try DataFile(path: ordered[index], options: options, meter: meter, work: work)
      // The sample comes from the first file, so the others show only what their form needs.
      let detector = try FormDetector(
        file: file, options: options, sampleRows: index == 0 ? 1_000 : 100, buffer: buffers[thread].buffer)
      opened[index] = (file, try detector.detect())
    }
    let pairs = (0..<ordered.count).compactMap { opened[$0] }
    let files = pairs.map(\.0)
    self.files = files
    work.total.store(files.reduce(0) { $0 + $1.sizeOnDisk }, ordering: .relaxed)
    work.done.store(0, ordering: .relaxed)

    var forms = pairs.map(\.1)
    DatasetFiles.agreeOnHeaders(&forms, options: options)
    var structures = try findStructure(files, forms, meter: meter, work: work)
    let encodings = files.indices.map { index in
      files[index].encoding ?? DatasetFiles.encoding(structures[index])
    }
    let buffer = ReadBuffer()
    for index in files.indices {
      try dropFooter(&structures[index], files[index], forms[index], buffer)
    }
    for file in files where !file.isUnchanged { throw file.changed }
    memory = files.reduce(0) { $0 + $1.keptMemory }

    var names: [String] = []
    var positions: [String: Int] = [:]
    var columnsOfFile: [[Int]] = []
    var homes: [(file: Int, place: Int)] = []
    for index in files.indices {
      let known = names.count
      var own: [Int] = []
      for (place, name) in FileFormats.columnNames(forms[index], encoding: encodings[index]).enumerated() {
        if let position = positions[name] {
          own.append(position)
        } else {
          positions[name] = names.count
          own.append(names.count)
          names.append(name)
          homes.append((index, place))
        }
      }
      columnsOfFile.append(own)
      if names.count == known { forms[index].firstRows = [] }
    }
    var stretches: [Stretch] = []
    var rows = 0
    for structure in structures {
      for var stretch in structure.stretches {
        stretch.firstRow = rows
        rows += stretch.rows
        stretches.append(stretch)
      }
    }
    let point = forms.reduce(0) { $0 + $1.pointCells }
    let comma = forms.reduce(0) { $0 + $1.commaCells }
    decimal = options.decimal?.utf8.first ?? UInt8(ascii: comma > point ? "," : ".")
    self.forms = forms
    self.encodings = encodings
    self.structures = structures
    self.stretches = stretches
    rowCount = rows
    columnNames = names
    self.columnsOfFile = columnsOfFile
    self.homes = homes
    describe(options)
  }

  private static func check(_ options: ReadingOptions) throws {
    if let decimal = options.decimal, decimal != "." && decimal != "," {
      throw Diagnostic(
        .unknownOption, "the decimal sign `\(decimal)` is neither a point nor a comma",
        help: ["with decimal = \",\""])
    }
    if let order = options.dateOrder, dateOrder(order) == nil {
      throw Diagnostic(
        .unknownOption, "the date order `\(order)` is not known",
        help: ["with date_order = \"dmy\", \"mdy\" or \"ymd\""])
    }
  }

  /// A file whose first row is the header of the first file has a header, whatever its rows look like.
  private static func agreeOnHeaders(_ forms: inout [Form], options: ReadingOptions) {
    guard options.header == nil, let first = forms.first, first.headers.count == 1 else { return }
    for index in forms.indices where forms[index].headers.isEmpty {
      guard forms[index].firstRows.first == first.headers[0] else { continue }
      forms[index].headers = [forms[index].firstRows.removeFirst()]
      forms[index].dataStart = forms[index].secondRow
    }
  }

  /// UTF-8 unless most of what is beyond ASCII is not.
  private static func encoding(_ structure: Structure) -> Encoding {
    structure.invalidBytes == 0 || structure.validCharacters >= structure.invalidBytes * 10
      ? .utf8 : .windows1252
  }

  // MARK: What was found, in words

  private mutating func describe(_ options: ReadingOptions) {
    guard let form = forms.first else { return }
    var words = [form.delimiterName, encodings[0].rawValue]
    if let compression = files[0].compression { words.append(compression) }
    if decimal == UInt8(ascii: ",") { words.append("decimal comma") }
    if form.headers.isEmpty { words.append("no header") }
    if form.headers.count > 1 { words.append("\(form.headers.count) header rows") }
    if form.preambleRows > 0 {
      words.append("\(counted(form.preambleRows, "line")) above the header left out")
    }
    let footer = structures.reduce(0) { $0 + $1.footerRows }
    if footer > 0 { words.append("\(counted(footer, "line")) below the data left out") }
    summary = words.joined(separator: ", ")
    if files.count > 1 {
      notes.append("\(files.count) files, read in the order of their names")
      let delimiters = Set(forms.map(\.delimiterName))
      if delimiters.count > 1 {
        notes.append("the files have different delimiters: \(delimiters.sorted().joined(separator: ", "))")
      }
      let kinds = Set(encodings.map(\.rawValue))
      if kinds.count > 1 {
        notes.append("the files have different encodings: \(kinds.sorted().joined(separator: ", "))")
      }
    }
    notes.append(summary)
    let blank = structures.reduce(0) { $0 + $1.blankLines }
    if blank > 0 { notes.append("\(counted(blank, "blank line")) skipped") }
    describeRaggedRows()
    describeDifferentColumns()
    for (index, structure) in structures.enumerated() {
      if structure.literalFrom != SCAN_NOWHERE {
        diagnostics.append(
          Diagnostic(
            .warning, .unclosedQuote,
            "a quote in \(lineName(index, structure.literalFrom)) is never closed; it was read as text, like those behind it"
          ))
      }
      if let position = structure.longQuote {
        diagnostics.append(
          Diagnostic(
            .warning, .longQuotedCell,
            "the quoted cell that begins in \(lineName(index, position)) runs over very many lines",
            help: ["if its closing quote is missing, correct that line and load the file again"]))
      }
      if encodings[index] == .utf8 && structure.invalidBytes > 0 {
        diagnostics.append(
          Diagnostic(
            .warning, .brokenText,
            "\(counted(Int(structure.invalidBytes), "byte")) of `\(files[index].path)` \(structure.invalidBytes == 1 ? "is" : "are") not UTF-8 and read as \u{FFFD}",
            help: ["with encoding = \"windows-1252\""]))
      }
    }
  }

  /// `line 7 of "a.csv"`
  private func lineName(_ index: Int, _ position: Int) -> String {
    let buffer = ReadBuffer()
    var line = 1
    var start = 0
    while start < position {
      let end = min(start + pieceSize, position)
      guard let bytes = try? files[index].read(start, end, with: buffer) else { break }
      line += scan_occurrences(bytes, end - start, forms[index].cells.newline)
      start = end
    }
    return "line \(line) of `\(files[index].path)`"
  }

  private mutating func describeRaggedRows() {
    let short = structures.reduce(0) { $0 + $1.shortRows }
    let long = structures.reduce(0) { $0 + $1.longRows }
    guard short + long > 0 else { return }
    var parts: [String] = []
    if short > 0 {
      parts.append(
        "\(counted(short, "row")) with too few cells (\(short == 1 ? "its" : "their") last columns are unknown)"
      )
    }
    if long > 0 {
      parts.append("\(counted(long, "row")) with too many cells (those beyond the last column are left out)")
    }
    let sentence = parts.joined(separator: ", ")
    notes.append(sentence)
    diagnostics.append(Diagnostic(.warning, .raggedRows, sentence))
  }

  private mutating func describeDifferentColumns() {
    guard files.count > 1 else { return }
    var lacking: [String] = []
    var owners = [Int](repeating: 0, count: columnNames.count)
    for own in columnsOfFile { for position in own { owners[position] += 1 } }
    for (position, name) in columnNames.enumerated() {
      let count = files.count - owners[position]
      if count > 0 { lacking.append("`\(name)` (not in \(counted(count, "file")))") }
    }
    guard !lacking.isEmpty else { return }
    let shown =
      lacking.prefix(5).joined(separator: ", ") + (lacking.count > 5 ? " and \(lacking.count - 5) more" : "")
    let sentence = "columns that some files lack, unknown there: \(shown)"
    notes.append(sentence)
    diagnostics.append(Diagnostic(.warning, .differentColumns, sentence))
  }

  // MARK: The sample

  /// The first cells of a column as UTF-8, from the first file that has it.
  func sampleTexts(_ column: Int) -> [[UInt8]] {
    let (file, place) = homes[column]
    return forms[file].firstRows.map { row in
      guard place < row.count else { return [] }
      let bytes = row[place]
      guard encodings[file] == .windows1252, bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
      var target = [UInt8](repeating: 0, count: bytes.count * 3)
      let length = scan_windows_1252(bytes, bytes.count, &target)
      return Array(target.prefix(length))
    }
  }

  /// What the first cells of each column could be.
  func sampleFacts(options: ReadingOptions) -> [scan_facts] { look(options).map(\.facts) }

  /// What the first cells of each column are.
  func look(_ options: ReadingOptions) -> [ColumnLook] {
    // Of the options only the order of dates matters, which is the same for all who ask.
    firstLook.columns.withLock { known in
      if let known { return known }
      let order = options.dateOrder.flatMap(dateOrder) ?? SCAN_ORDER_OPEN
      let fresh = columnNames.indices.map { column in
        withSample(column) { texts, counts in
          var look = ColumnLook(distinct: texts.count - 1)
          scan_examine(&texts, 0, texts.count, counts, .max / 2, order, &look.facts)
          for code in 1..<max(min(texts.count, 6), 1) {
            let entry = texts.entries[code]
            let bytes = UnsafeBufferPointer(start: texts.bytes + Int(entry.offset), count: Int(entry.length))
            look.examples.append(String(decoding: bytes, as: UTF8.self))
          }
          return look
        } ?? ColumnLook()
      }
      known = fresh
      return fresh
    }
  }

  /// The fraction digits of the first cells of a column of numbers.
  func sampleScale(_ column: Int) -> Int32 {
    let scale = withSample(column) { texts, _ -> Int32 in
      var values = [Int64](repeating: 0, count: texts.count)
      var outcomes = [UInt8](repeating: 0, count: texts.count)
      var needed: Int32 = 0
      let reading = scan_reading(meaning: SCAN_AS_NUMBER, order: SCAN_ORDER_OPEN, decimal: decimal, scale: 6)
      scan_read_texts(&texts, reading, &values, &outcomes, &needed)
      return needed
    }
    guard let scale else { return 0 }
    return scale >= 7 ? -1 : scale
  }

  private func withSample<Result>(_ column: Int, _ body: (inout scan_texts, [UInt64]) -> Result) -> Result? {
    var texts = scan_texts()
    guard scan_texts_create(&texts) else { return nil }
    defer { scan_texts_destroy(&texts) }
    var counts: [UInt64] = [0]
    for text in sampleTexts(column) {
      var code: UInt32 = 0
      guard scan_texts_enter(&texts, text, text.count, 0, &code) else { return nil }
      if Int(code) == counts.count { counts.append(0) }
      counts[Int(code)] += 1
    }
    return body(&texts, counts)
  }
}

/// What the first rows of a dataset show, looked at once.
private final class FirstLook: Sendable {
  let columns = Mutex<[ColumnLook]?>(nil)
}

/// What the first cells of a column are.
struct ColumnLook: Sendable {
  var facts = scan_facts()
  /// Of all of them, and the first few different ones.
  var distinct = 0
  var examples: [String] = []
}

/// `1 row`, `2 rows`
func counted(_ number: Int, _ name: String) -> String { "\(number) \(name)\(number == 1 ? "" : "s")" }
