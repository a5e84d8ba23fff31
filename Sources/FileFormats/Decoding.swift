import CScan
import Columns
import Diagnostics
import Glibc
import Synchronization

/// What one thread has found in one column: the different values so far.
private final class ThreadColumn {
  var texts = scan_texts()
  var integers = scan_integers()
  var isPlain = false
  var tally = scan_tally()

  init(isText: Bool) throws {
    guard isText ? scan_texts_create(&texts) : scan_integers_create(&integers) else {
      throw MemoryMeter.error(limit: 0)
    }
  }

  deinit {
    scan_texts_destroy(&texts)
    scan_integers_destroy(&integers)
  }

  var memory: Int { scan_texts_memory(&texts) + scan_integers_memory(&integers) }
}

/// The rows of one stretch in one column: codes of the thread that read them, or values.
private struct Piecewise: BitwiseCopyable {
  var memory: UnsafeMutableRawPointer?
  /// Bytes a row: 1, 2 or 4 for codes, 8 for values.
  var width: Int32 = 0
  var thread: Int32 = 0
}

/// The buffers of one thread, grown as needed.
private final class ThreadState: @unchecked Sendable {
  let buffer = ReadBuffer()
  var columns: [ThreadColumn] = []
  var cells = Scratch<scan_cell>()
  var codes = Scratch<UInt32>()
  var values = Scratch<Int64>()
  let arena = Arena()
  var countedMemory = 0
}

/// Memory for the codes and values of many stretches, given back all at once.
private final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []
  private var next: UnsafeMutableRawPointer?
  private var room = 0
  private var blockSize = 64 << 10

  func take(_ bytes: Int) throws -> UnsafeMutableRawPointer {
    let bytes = (bytes + 15) & ~15
    if bytes > room {
      let size = max(blockSize, bytes)
      guard let block = malloc(size) else { throw MemoryMeter.error(limit: 0) }
      scan_advise(block, size)
      blocks.append(block)
      next = block
      room = size
      blockSize = min(blockSize * 2, 8 << 20)
    }
    guard let start = next else { throw MemoryMeter.error(limit: 0) }
    next = start + bytes
    room -= bytes
    return start
  }

  deinit { for block in blocks { free(block) } }
}

private final class Scratch<Element: BitwiseCopyable> {
  private var memory: UnsafeMutablePointer<Element>?
  private var capacity = 0

  func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if let memory, count <= capacity { return memory }
    memory?.deallocate()
    capacity = count + count / 4 + 16
    let fresh = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    memory = fresh
    return fresh
  }

  deinit { memory?.deallocate() }
}

/// A column as it came out of a pass over the files.
enum DecodedColumn {
  case ready(Column, ColumnReport, scan_facts)
  /// Read as a type that the sample suggested and some cell refused: to be read again with this scale, or as text.
  case again(scale: Int32?)
  /// Dates whose day and month cannot be told apart.
  case unclear(scan_facts, example: String)
}

/// A number column with more different values than these is stored plainly.
let domainLimit = 65_536

/// One pass over all files for some columns.
///
/// Each thread keeps its own table of different values; the codes of a stretch are the codes of the thread that read
/// it. In the end the tables are merged in the order in which the values were first seen, so that the result does
/// not depend on the threads.
final class DecodingPass: @unchecked Sendable {
  private let dataset: DatasetFiles
  private let columns: [Int]
  private let readings: [scan_reading]
  private let work: Work
  private let meter: MemoryMeter
  private let pieces: SharedArray<Piecewise>
  private var threads: [ThreadState] = []
  /// For each file, the place of each of its columns among those asked for, or -1.
  private var slots: [[Int32]] = []
  /// For each file, whether it has each of the columns asked for.
  private var isPresent: [[Bool]] = []

  init(_ dataset: DatasetFiles, columns: [Int], readings: [scan_reading], meter: MemoryMeter, work: Work) throws {
    self.dataset = dataset
    self.columns = columns
    self.readings = readings
    self.work = work
    self.meter = meter
    pieces = SharedArray(repeating: Piecewise(), count: dataset.stretches.count * columns.count)
    var places: [Int: Int] = [:]
    for (place, column) in columns.enumerated() { places[column] = place }
    slots = dataset.columnsOfFile.map { own in
      var slots = own.map { Int32(places[$0] ?? -1) }
      while slots.last == -1 { slots.removeLast() }
      return slots
    }
    isPresent = slots.map { slots in
      var present = [Bool](repeating: false, count: columns.count)
      for slot in slots where slot >= 0 { present[Int(slot)] = true }
      return present
    }
    // Every row has a code in every column.
    guard dataset.rowCount.multipliedReportingOverflow(by: columns.count).partialValue <= meter.limit else {
      throw MemoryMeter.error(limit: meter.limit)
    }
  }

  func run() throws {
    threads = try (0..<work.threads).map { _ in
      let state = ThreadState()
      state.columns = try readings.map { try ThreadColumn(isText: $0.meaning == SCAN_AS_TEXT) }
      return state
    }
    try forEach(dataset.stretches.count, work: work) { [self] index, thread in
      let stretch = dataset.stretches[index]
      try decode(index, stretch, thread)
      work.done.add(stretch.end - stretch.begin, ordering: .relaxed)
    }
  }

  private func decode(_ index: Int, _ stretch: Stretch, _ thread: Int) throws {
    let state = threads[thread]
    let file = dataset.files[stretch.file]
    let form = dataset.forms[stretch.file]
    let rows = stretch.rows
    guard rows > 0 else { return }
    let bytes = try file.read(stretch.begin, stretch.end, with: state.buffer)
    let isWindows1252 = dataset.encodings[stretch.file] == .windows1252
    let slots = slots[stretch.file]
    let literal = dataset.structures[stretch.file].literalFrom
    let literalFrom = literal == SCAN_NOWHERE ? SCAN_NOWHERE : max(literal - stretch.begin, 0)
    let isPresent = isPresent[stretch.file]

    let block = min(max(65_536 / max(columns.count, 1), 1), 1_024, rows)
    let cells = state.cells.reserve(block * columns.count)
    let codes = state.codes.reserve(rows * columns.count)
    let values = state.values.reserve(
      rows * readings.reduce(0) { $0 + ($1.meaning == SCAN_AS_TEXT ? 0 : 1) })
    var position = 0
    var done = 0
    while done < rows {
      let found = slots.withUnsafeBufferPointer { slots in
        scan_rows(
          bytes, &position, stretch.end - stretch.begin, form.cells, literalFrom, slots.baseAddress, slots.count,
          cells, block, min(block, rows - done), nil, nil)
      }
      if found == 0 { throw file.changed }
      var typed = 0
      for place in columns.indices {
        let isText = readings[place].meaning == SCAN_AS_TEXT
        defer { if !isText { typed += 1 } }
        guard isPresent[place] else { continue }
        let column = state.columns[place]
        let own = cells + place * block
        if isText {
          guard
            scan_texts_code(
              &column.texts, bytes, own, found, UInt64(stretch.firstRow + done), form.cells.quote, isWindows1252,
              codes + place * rows + done)
          else { throw MemoryMeter.error(limit: meter.limit) }
        } else {
          let target = values + typed * rows + done
          scan_read_cells(bytes, own, found, readings[place], isWindows1252, target, &column.tally)
          if !column.isPlain {
            let coded = scan_integers_code(
              &column.integers, target, found, UInt64(stretch.firstRow + done), domainLimit,
              codes + place * rows + done)
            if coded < found { column.isPlain = true }
          }
        }
      }
      done += found
    }

    var added = 0
    var typed = 0
    for place in columns.indices {
      let isText = readings[place].meaning == SCAN_AS_TEXT
      defer { if !isText { typed += 1 } }
      guard isPresent[place] else { continue }
      let column = state.columns[place]
      var piece = Piecewise(memory: nil, width: 8, thread: Int32(thread))
      if !isText && column.isPlain {
        piece.memory = try state.arena.take(rows * 8)
        piece.memory?.copyMemory(from: values + typed * rows, byteCount: rows * 8)
      } else {
        let width = codeWidth(isText ? column.texts.count : column.integers.count)
        let memory = try state.arena.take(rows * width)
        scan_codes_narrow(codes + place * rows, rows, nil, memory, Int32(width))
        piece.memory = memory
        piece.width = Int32(width)
      }
      pieces[index * columns.count + place] = piece
      added += rows * Int(piece.width)
    }
    let tables = state.columns.reduce(0) { $0 + $1.memory }
    added += tables - state.countedMemory
    state.countedMemory = tables
    try meter.add(added)
  }

  // MARK: The end of the pass

  /// Makes the column at a place of those that were asked for.
  func finish(_ place: Int, _ context: ColumnContext) throws -> DecodedColumn {
    readings[place].meaning == SCAN_AS_TEXT
      ? try finishTexts(place, context) : try finishValues(place, context)
  }

  /// Calls `body` for each stretch: its first row, its rows, and its piece of the column.
  private func forEachPiece(_ place: Int, _ body: (Int, Int, Piecewise) throws -> Void) throws {
    for (index, stretch) in dataset.stretches.enumerated() where stretch.rows > 0 {
      try work.checkpoint()
      try body(stretch.firstRow, stretch.rows, pieces[index * columns.count + place])
    }
  }

  /// The codes of all rows, each thread's codes replaced by common ones.
  private func codes(_ place: Int, domainCount: Int, replacements: [[UInt32]]) throws -> Codes {
    let rows = dataset.rowCount
    let width = codeWidth(domainCount)
    try meter.add(rows * width)
    func fill(_ target: UnsafeMutableRawPointer) throws {
      scan_advise(target, rows * width)
      try forEachPiece(place) { first, count, piece in
        let start = target + first * width
        guard let memory = piece.memory else {
          start.initializeMemory(as: UInt8.self, repeating: 0, count: count * width)
          return
        }
        replacements[Int(piece.thread)].withUnsafeBufferPointer {
          scan_codes_convert(memory, piece.width, count, $0.baseAddress, start, Int32(width))
        }
      }
    }
    return switch width {
    case 1: .narrow(try Buffer(count: rows) { try fill(UnsafeMutableRawPointer(unsafe: $0)) })
    case 2: .medium(try Buffer(count: rows) { try fill(UnsafeMutableRawPointer(unsafe: $0)) })
    default: .wide(try Buffer(count: rows) { try fill(UnsafeMutableRawPointer(unsafe: $0)) })
    }
  }

  private func finishTexts(_ place: Int, _ context: ColumnContext) throws -> DecodedColumn {
    let merged = try ThreadColumn(isText: true)
    let unknown = try ThreadColumn(isText: true)
    for text in context.options.null {
      let bytes = Array(text.utf8)
      var code: UInt32 = 0
      guard scan_texts_enter(&unknown.texts, bytes, bytes.count, 0, &code) else {
        throw MemoryMeter.error(limit: meter.limit)
      }
    }
    let tables = threads.map { $0.columns[place] }
    var replacements = tables.map { [UInt32](repeating: 0, count: $0.texts.count) }
    try merge(tables, into: merged, unknown: unknown, isText: context.options.textColumns.contains(context.name), &replacements)
    try meter.add(merged.memory)
    let count = merged.texts.count
    let codes = try codes(place, domainCount: count, replacements: replacements)

    // A first look counts each text once: enough to know a column of comments for text.
    var facts = scan_facts()
    let rows = UInt64(dataset.rowCount)
    if !context.options.textColumns.contains(context.name) {
      let order = context.options.dateOrder.flatMap(dateOrder) ?? SCAN_ORDER_OPEN
      try examine(merged, counts: nil, rows: rows, order: order, &facts)
      if !facts.is_text {
        facts = scan_facts()
        let counts = counted(codes, count)
        try examine(merged, counts: counts, rows: rows, order: order, &facts)
      }
    }
    var decision = decide(facts, context)
    if decision.isUnclear {
      let example = firstText(merged) { moment in moment.flags & UInt32(SCAN_ORDER_UNCLEAR) != 0 }
      return .unclear(facts, example: example ?? "")
    }
    if decision.reading.meaning == SCAN_AS_TEXT {
      return .ready(
        Column(type: .text, storage: .coded(codes, domain: .texts(textBuffer(merged)))),
        ColumnReport(suspectedNulls: suspectedNulls(merged, codes), notes: decision.notes), facts)
    }
    addOrderNote(&decision, merged, facts)
    return try typed(merged, codes, decision, facts)
  }

  private func merge(
    _ tables: [ThreadColumn], into merged: ThreadColumn, unknown: ThreadColumn, isText: Bool,
    _ replacements: inout [[UInt32]]
  ) throws {
    var pointers: [UnsafeMutablePointer<UInt32>?] = []
    for table in tables { pointers.append(.allocate(capacity: table.texts.count)) }
    defer { for pointer in pointers { pointer?.deallocate() } }
    // The tables do not move while the pointers to them are used: they live in objects that `tables` holds.
    let copies = UnsafeMutablePointer<scan_texts>.allocate(capacity: tables.count)
    defer { copies.deallocate() }
    for (index, table) in tables.enumerated() { (copies + index).initialize(to: table.texts) }
    let addresses: [UnsafePointer<scan_texts>?] = tables.indices.map { UnsafePointer(copies + $0) }
    let worked = scan_texts_merge(&merged.texts, addresses, tables.count, &unknown.texts, isText, pointers)
    guard worked else { throw MemoryMeter.error(limit: meter.limit) }
    for (index, pointer) in pointers.enumerated() {
      guard let pointer else { continue }
      replacements[index] = Array(UnsafeBufferPointer(start: pointer, count: tables[index].texts.count))
    }
  }

  private func examine(
    _ merged: ThreadColumn, counts: [UInt64]?, rows: UInt64, order: scan_order, _ facts: inout scan_facts
  ) throws {
    var first = 0
    while first < merged.texts.count && !facts.is_text {
      try work.checkpoint()
      let last = min(first + 65_536, merged.texts.count)
      if let counts {
        counts.withUnsafeBufferPointer {
          scan_examine(&merged.texts, first, last, $0.baseAddress, rows, order, &facts)
        }
      } else {
        scan_examine(&merged.texts, first, last, nil, rows, order, &facts)
      }
      first = last
    }
  }

  /// Reads each different text once, and gives each row the value of its text.
  private func typed(_ merged: ThreadColumn, _ codes: Codes, _ decision: ColumnDecision, _ facts: scan_facts) throws
    -> DecodedColumn
  {
    let count = merged.texts.count
    var reading = decision.reading
    var values = [Int64](repeating: 0, count: count)
    var outcomes = [UInt8](repeating: 0, count: count)
    // A scale that some number does not fit is raised until all do; 7 stands for doubles.
    for _ in 0..<3 {
      var needed: Int32 = 0
      scan_read_texts(&merged.texts, reading, &values, &outcomes, &needed)
      guard reading.meaning == SCAN_AS_NUMBER, reading.scale >= 0, needed > reading.scale else { break }
      reading.scale = needed >= 7 ? -1 : needed
    }
    let domain = try ThreadColumn(isText: false)
    var replacement = [UInt32](repeating: 0, count: count)
    var misfits: [(row: Int, text: String)] = []
    var hasMisfits = false
    for code in 1..<max(count, 1) {
      if outcomes[code] == SCAN_FITS.rawValue {
        guard
          scan_integers_enter(&domain.integers, values[code], merged.texts.entries[code].first, &replacement[code])
        else { throw MemoryMeter.error(limit: meter.limit) }
      } else if outcomes[code] != SCAN_IS_UNKNOWN.rawValue {
        hasMisfits = true
        if misfits.count < 20 {
          misfits.append((Int(merged.texts.entries[code].first) + 1, text(merged, code)))
        }
      }
    }
    var misfitCount = 0
    if hasMisfits {
      let counts = counted(codes, count)
      for code in 1..<count
      where outcomes[code] != SCAN_FITS.rawValue && outcomes[code] != SCAN_IS_UNKNOWN.rawValue {
        misfitCount += Int(counts[code])
      }
    }
    let report = ColumnReport(misfitCount: misfitCount, misfits: misfits, notes: decision.notes)
    let storage: Column.Storage
    if domain.integers.count <= domainLimit || decision.type == .bool {
      let narrow = try converted(codes, replacement, domainCount: domain.integers.count)
      storage = .coded(narrow, domain: vector(domain, reading, decision.type))
    } else {
      let unknown = unknownBits(reading)
      for code in 0..<count where code == 0 || outcomes[code] != SCAN_FITS.rawValue { values[code] = unknown }
      try meter.add(dataset.rowCount * 8)
      storage = .plain(
        plainVector(reading) { target in
          let width = codes.width
          codes.withRawCodes { scan_codes_gather($0, Int32(width), codes.count, values, target) }
        })
    }
    return .ready(Column(type: decision.type, storage: storage), report, facts)
  }

  private func finishValues(_ place: Int, _ context: ColumnContext) throws -> DecodedColumn {
    let reading = readings[place]
    let tables = threads.map { $0.columns[place] }
    if tables.contains(where: { $0.tally.misfits > 0 }) { return .again(scale: nil) }
    if reading.meaning == SCAN_AS_NUMBER, reading.scale >= 0 {
      let needed = tables.map(\.tally.needed_scale).max() ?? 0
      if needed > reading.scale { return .again(scale: needed >= 7 ? -1 : needed) }
    }
    // Nothing filled decides nothing.
    if tables.allSatisfy({ $0.tally.filled == 0 }) { return .again(scale: nil) }
    let type: DataType =
      switch reading.meaning {
      case SCAN_AS_NUMBER: .number
      case SCAN_AS_DATE, SCAN_AS_COMPACT_DATE: .date
      case SCAN_AS_DURATION: .duration
      case SCAN_AS_BOOL: .bool
      default: .time
      }
    var isPlain = tables.contains { $0.isPlain }
    let domain = try ThreadColumn(isText: false)
    var replacements: [[UInt32]] = []
    if !isPlain {
      replacements = try mergeValues(tables, into: domain)
      isPlain = domain.integers.count > domainLimit
    }
    let storage: Column.Storage
    if isPlain {
      try meter.add(dataset.rowCount * 8)
      let unknown = unknownBits(reading)
      storage = .plain(
        try plainVector(reading) { target in
          try forEachPiece(place) { first, count, piece in
            guard let memory = piece.memory else {
              (target + first).initialize(repeating: unknown, count: count)
              return
            }
            if piece.width == 8 {
              (target + first).update(from: memory.assumingMemoryBound(to: Int64.self), count: count)
            } else {
              let table = tables[Int(piece.thread)]
              table.integers.values[0] = unknown
              scan_codes_gather(memory, piece.width, count, table.integers.values, target + first)
            }
          }
        })
    } else {
      let codes = try codes(place, domainCount: domain.integers.count, replacements: replacements)
      storage = .coded(codes, domain: vector(domain, reading, type))
    }
    return .ready(Column(type: type, storage: storage), ColumnReport(), scan_facts())
  }

  /// Enters the values of all threads into one table in the order in which they were first seen.
  private func mergeValues(_ tables: [ThreadColumn], into domain: ThreadColumn) throws -> [[UInt32]] {
    var replacements = tables.map { [UInt32](repeating: 0, count: $0.integers.count) }
    var next = [Int](repeating: 1, count: tables.count)
    while true {
      var earliest = -1
      var first = UInt64.max
      for (index, table) in tables.enumerated() where next[index] < table.integers.count {
        let candidate = table.integers.firsts[next[index]]
        if earliest < 0 || candidate < first {
          earliest = index
          first = candidate
        }
      }
      guard earliest >= 0 else { return replacements }
      let code = next[earliest]
      next[earliest] += 1
      guard
        scan_integers_enter(
          &domain.integers, tables[earliest].integers.values[code], first, &replacements[earliest][code])
      else { throw MemoryMeter.error(limit: meter.limit) }
    }
  }

  // MARK: Vectors

  private func unknownBits(_ reading: scan_reading) -> Int64 {
    reading.meaning == SCAN_AS_NUMBER && reading.scale < 0
      ? Int64(bitPattern: Double.nan.bitPattern) : Vector.unknownInteger
  }

  private func vector(_ table: ThreadColumn, _ reading: scan_reading, _ type: DataType) -> Vector {
    let values = UnsafeBufferPointer(start: table.integers.values, count: table.integers.count)
    if type == .bool { return .bools(Buffer(values.map { $0 == Vector.unknownInteger ? 2 : UInt8($0 & 1) })) }
    if reading.meaning == SCAN_AS_NUMBER && reading.scale < 0 {
      return .reals(
        Buffer(values.enumerated().map { $0 == 0 ? .nan : Double(bitPattern: UInt64(bitPattern: $1)) }))
    }
    return .integers(Buffer(Array(values)), scale: reading.meaning == SCAN_AS_NUMBER ? Int(reading.scale) : 0)
  }

  private func plainVector(
    _ reading: scan_reading, _ fill: (UnsafeMutablePointer<Int64>) throws -> Void
  ) rethrows -> Vector {
    let rows = dataset.rowCount
    if reading.meaning == SCAN_AS_NUMBER && reading.scale < 0 {
      return .reals(
        try Buffer(count: rows) { memory in
          scan_advise(memory.baseAddress, rows * 8)
          try UnsafeMutableRawBufferPointer(memory).withMemoryRebound(to: Int64.self) {
            if let start = $0.baseAddress { try fill(start) }
          }
        })
    }
    let buffer = try Buffer<Int64>(count: rows) { memory in
      scan_advise(memory.baseAddress, rows * 8)
      if let start = memory.baseAddress { try fill(start) }
    }
    return .integers(buffer, scale: reading.meaning == SCAN_AS_NUMBER ? Int(reading.scale) : 0)
  }

  private func counted(_ codes: Codes, _ count: Int) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: count)
    let width = codes.width
    codes.withRawCodes { scan_codes_count($0, Int32(width), codes.count, &counts) }
    return counts
  }

  private func converted(_ codes: Codes, _ replacement: [UInt32], domainCount: Int) throws -> Codes {
    let width = codeWidth(domainCount)
    try meter.add(codes.count * width)
    func fill(_ target: UnsafeMutableRawPointer) {
      scan_advise(target, codes.count * width)
      let own = codes.width
      codes.withRawCodes { scan_codes_convert($0, Int32(own), codes.count, replacement, target, Int32(width)) }
    }
    return switch width {
    case 1: .narrow(Buffer(count: codes.count) { fill(UnsafeMutableRawPointer(unsafe: $0)) })
    case 2: .medium(Buffer(count: codes.count) { fill(UnsafeMutableRawPointer(unsafe: $0)) })
    default: .wide(Buffer(count: codes.count) { fill(UnsafeMutableRawPointer(unsafe: $0)) })
    }
  }

  private func textBuffer(_ merged: ThreadColumn) -> TextBuffer {
    let texts = merged.texts
    let bytes = Buffer<UInt8>(count: texts.byte_count) { target in
      if let start = target.baseAddress, let source = texts.bytes {
        scan_advise(start, texts.byte_count)
        start.update(from: source, count: texts.byte_count)
      }
    }
    // The texts stand one behind the other in the order of their codes.
    let offsets = Buffer<Int>(count: texts.count + 1) { target in
      scan_advise(target.baseAddress, target.count * 8)
      target[0] = 0
      for code in 0..<texts.count {
        target[code + 1] = Int(texts.entries[code].offset) + Int(texts.entries[code].length)
      }
    }
    return TextBuffer(bytes: bytes, offsets: offsets)
  }

  // MARK: Words about the column

  private func text(_ merged: ThreadColumn, _ code: Int) -> String {
    let entry = merged.texts.entries[code]
    guard let bytes = merged.texts.bytes else { return "" }
    return String(
      decoding: UnsafeBufferPointer(start: bytes + Int(entry.offset), count: Int(entry.length)), as: UTF8.self)
  }

  private func firstText(_ merged: ThreadColumn, where fits: (scan_moment) -> Bool) -> String? {
    var moment = scan_moment()
    for code in 1..<max(merged.texts.count, 1) {
      let entry = merged.texts.entries[code]
      guard let bytes = merged.texts.bytes else { return nil }
      if scan_parse_moment(bytes + Int(entry.offset), Int(entry.length), SCAN_ORDER_OPEN, &moment), fits(moment) {
        return text(merged, code)
      }
    }
    return nil
  }

  private func addOrderNote(_ decision: inout ColumnDecision, _ merged: ThreadColumn, _ facts: scan_facts) {
    let order = decision.reading.order
    guard facts.day_first + facts.month_first > 0, order == SCAN_ORDER_DMY || order == SCAN_ORDER_MDY else { return }
    let flag = order == SCAN_ORDER_DMY ? SCAN_DAY_FIRST : SCAN_MONTH_FIRST
    guard let example = firstText(merged, where: { $0.flags & UInt32(flag) != 0 }) else { return }
    decision.notes.insert(
      "\(order == SCAN_ORDER_DMY ? "day" : "month") first, from \"\(example)\"", at: 0)
  }

  private static let otherMarks = ["n/a", "None", "none", "NONE", "nan", "-", "--", "(null)", "\\N", "#VALUE!", "N.A."]

  private func suspectedNulls(_ merged: ThreadColumn, _ codes: Codes) -> [(text: String, count: Int)] {
    let marks = ["NA", "N/A", "na", "NULL", "null", "NaN", "#N/A", "?"] + DecodingPass.otherMarks
    let found = marks.compactMap { mark -> Int? in
      let bytes = Array(mark.utf8)
      let code = scan_texts_find(&merged.texts, bytes, bytes.count)
      return code == 0 ? nil : Int(code)
    }
    guard !found.isEmpty else { return [] }
    let counts = counted(codes, merged.texts.count)
    return found.sorted().map { (text(merged, $0), Int(counts[$0])) }
  }
}

/// The bytes of a code that can name so many different values.
func codeWidth(_ count: Int) -> Int { count <= 256 ? 1 : count <= 65_536 ? 2 : 4 }

extension Codes {
  var width: Int {
    switch self {
    case .narrow: 1
    case .medium: 2
    case .wide: 4
    }
  }

  func withRawCodes(_ body: (UnsafeRawPointer) -> Void) {
    switch self {
    case .narrow(let buffer): if let start = buffer.values.baseAddress { body(start) }
    case .medium(let buffer): if let start = buffer.values.baseAddress { body(start) }
    case .wide(let buffer): if let start = buffer.values.baseAddress { body(start) }
    }
  }
}

extension UnsafeMutableRawPointer {
  /// The memory of a buffer that is never nil, because buffers of columns have at least one place.
  fileprivate init<Element>(unsafe buffer: UnsafeMutableBufferPointer<Element>) {
    self = UnsafeMutableRawPointer(buffer.baseAddress!)
  }
}
