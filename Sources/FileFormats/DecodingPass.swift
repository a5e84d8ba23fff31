import CScan
import Columns
import Diagnostics

import Synchronization

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
  let dataset: DatasetFiles
  let columns: [Int]
  let readings: [scan_reading]
  /// Columns of keys that are only watched: whether they stand in order.
  let keys: [Int]
  let keyOrders: [KeyOrder]
  let work: Work
  let meter: MemoryMeter
  let pieces: SharedArray<Piecewise>
  /// For each column that was asked for.
  let plainValues: [PlainValues]
  /// For each column that was asked for, codes of one byte.
  let narrowCodes: [NarrowCodes]
  var threads: [ThreadState] = []
  /// For each file, the place of each of its columns among those asked for, or -1.
  var slots: [[Int32]] = []
  /// For each file, whether it has each of the columns asked for.
  var isPresent: [[Bool]] = []

  init(
    _ dataset: DatasetFiles, columns: [Int], readings: [scan_reading], keys: [Int] = [], meter: MemoryMeter,
    work: Work
  ) throws {
    self.dataset = dataset
    self.columns = columns
    self.keys = keys
    keyOrders = keys.map { _ in KeyOrder(stretchCount: dataset.stretches.count) }
    self.readings = readings
    self.work = work
    self.meter = meter
    pieces = SharedArray(repeating: Piecewise(), count: dataset.stretches.count * columns.count)
    plainValues = columns.map { _ in PlainValues(rowCount: dataset.rowCount) }
    narrowCodes = columns.map { _ in NarrowCodes(rowCount: dataset.rowCount) }
    var places: [Int: Int] = [:]
    for (place, column) in (columns + keys).enumerated() { places[column] = place }
    slots = dataset.columnsOfFile.map { own in
      var slots = own.map { Int32(places[$0] ?? -1) }
      while slots.last == -1 { slots.removeLast() }
      return slots
    }
    isPresent = slots.map { slots in
      var present = [Bool](repeating: false, count: columns.count + keys.count)
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
    // What the first rows hold, all threads know from the start: where nothing else comes, they all have the same
    // codes, which then stay as they are.
    var seen = dataset.stretches.count > 1 ? 1 : 0
    if seen == 1 {
      let first = dataset.stretches[0]
      let file = dataset.files[first.file]
      if file.isStreamed {
        // The rest is read from where this ends.
        seen = 0
      } else {
        try decode(0, first, try file.read(first.begin, first.end, with: threads[0].buffer), 0)
        work.done.add(first.end - first.begin, ordering: .relaxed)
      }
      for other in threads.dropFirst() {
        for (column, first) in zip(other.columns, threads[0].columns) where !first.isPlain {
          guard column.begin(as: first) else { throw MemoryMeter.error(limit: meter.limit) }
        }
      }
    }
    try dataset.forEachStretch(from: seen, buffers: threads.map(\.buffer), work: work) {
      [self] index, bytes, thread in try decode(index, dataset.stretches[index], bytes, thread)
    }
  }

  private func decode(
    _ index: Int, _ stretch: Stretch, _ bytes: UnsafePointer<UInt8>, _ thread: Int
  ) throws {
    let state = threads[thread]
    let file = dataset.files[stretch.file]
    let form = dataset.forms[stretch.file]
    let rows = stretch.rows
    guard rows > 0 else { return }
    let isWindows1252 = dataset.encodings[stretch.file] == .windows1252
    let slots = slots[stretch.file]
    let literal = dataset.structures[stretch.file].literalFrom
    let literalFrom = literal == SCAN_NOWHERE ? SCAN_NOWHERE : max(literal - stretch.begin, 0)
    let isPresent = isPresent[stretch.file]
    var cellForm = form.cells
    if !stretch.hasQuotes { cellForm.quote = 0 }

    for (place, order) in keyOrders.enumerated() where !isPresent[columns.count + place] { order.giveUp() }

    let wanted = columns.count + keys.count
    let block = min(max(65_536 / max(wanted, 1), 1), 1_024, rows)
    let cells = state.cells.reserve(block * wanted)
    let codes = state.codes.reserve(rows * columns.count)
    let values = state.values.reserve(
      rows * readings.reduce(0) { $0 + ($1.meaning == SCAN_AS_TEXT ? 0 : 1) })
    var isInPlace = [Bool](repeating: false, count: columns.count)
    var position = 0
    var done = 0
    while done < rows {
      let found = slots.withUnsafeBufferPointer { slots in
        scan_rows(
          bytes, &position, stretch.end - stretch.begin, cellForm, literalFrom, slots.baseAddress,
          slots.count,
          cells, block, min(block, rows - done), nil, nil)
      }
      if found == 0 { throw file.changed }
      for (place, order) in keyOrders.enumerated() {
        let own = cells + (columns.count + place) * block
        order.watch(index, bytes, UnsafeBufferPointer(start: own, count: found))
      }
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
              &column.texts, bytes, own, found, UInt64(stretch.firstRow + done), form.cells.quote,
              isWindows1252,
              codes + place * rows + done)
          else { throw MemoryMeter.error(limit: meter.limit) }
        } else {
          var target = values + typed * rows + done
          // Once all rows of the stretch go there, values are read to where they stay.
          if done == 0, !column.isPlain, plainValues[place].isNeeded { column.isPlain = true }
          if done == 0 { isInPlace[place] = column.isPlain }
          if isInPlace[place] { target = try plainValues[place].values(meter) + stretch.firstRow + done }
          scan_read_cells(bytes, own, found, readings[place], isWindows1252, target, &column.tally)
          if column.isPlain {
            scan_integers_extent(target, found, &column.lowest, &column.highest)
          } else {
            let coded = scan_integers_code(
              &column.integers, target, found, UInt64(stretch.firstRow + done), domainLimit,
              codes + place * rows + done)
            if coded < found {
              column.isPlain = true
              scan_integers_extent(values + typed * rows, done + found, &column.lowest, &column.highest)
            }
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
      var piece = Piecewise(memory: nil, width: 0, thread: Int32(thread))
      if !isText && column.isPlain {
        let target = try plainValues[place].values(meter)
        if !isInPlace[place] { (target + stretch.firstRow).update(from: values + typed * rows, count: rows) }
        piece.isInPlace = true
      } else if (isText ? column.texts.count : column.integers.count) <= 256 {
        let target = try narrowCodes[place].codes(meter) + stretch.firstRow
        scan_codes_narrow(codes + place * rows, rows, nil, target, 1)
        piece.memory = UnsafeMutableRawPointer(target)
        piece.width = 1
        piece.isNarrow = true
      } else {
        let width = codeWidth(isText ? column.texts.count : column.integers.count)
        let memory = try state.arena.take(rows * width)
        scan_codes_narrow(codes + place * rows, rows, nil, memory, Int32(width))
        piece.memory = memory
        piece.width = Int32(width)
      }
      pieces[index * columns.count + place] = piece
      if !piece.isNarrow { added += rows * Int(piece.width) }
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

  /// Calls `body` for each stretch, on all threads: its first row, its rows, and its piece of the column.
  func forEachPiece(_ place: Int, _ body: @escaping @Sendable (Int, Int, Piecewise) throws -> Void) throws {
    // Some stretches at a time: one alone is too little to be worth handing over.
    let group = 16
    let stretches = dataset.stretches
    try forEach((stretches.count + group - 1) / group, work: work) { [self] index, _ in
      for index in index * group..<min((index + 1) * group, stretches.count) where stretches[index].rows > 0 {
        let stretch = stretches[index]
        try body(stretch.firstRow, stretch.rows, pieces[index * columns.count + place])
      }
    }
  }

  /// The codes of all rows, each thread's codes replaced by common ones.
  func codes(_ place: Int, domainCount: Int, replacements: [[UInt32]]) throws -> Codes {
    let rows = dataset.rowCount
    let width = codeWidth(domainCount)
    let isSame = replacements.map { codes in codes.indices.allSatisfy { codes[$0] == UInt32($0) } }
    @Sendable func fill(_ target: Address) throws {
      try forEachPiece(place) { first, count, piece in
        let start = target.start + first * width
        guard let memory = piece.memory else {
          start.initializeMemory(as: UInt8.self, repeating: 0, count: count * width)
          return
        }
        if memory == start && isSame[Int(piece.thread)] { return }
        replacements[Int(piece.thread)].withUnsafeBufferPointer {
          scan_codes_convert(memory, piece.width, count, $0.baseAddress, start, Int32(width))
        }
      }
    }
    if width == 1 {
      // The codes that are there already are replaced where they stand.
      let memory = try narrowCodes[place].codes(meter)
      try fill(Address(UnsafeMutableRawPointer(memory)))
      guard let own = narrowCodes[place].take() else { throw MemoryMeter.error(limit: meter.limit) }
      return .narrow(Buffer(adopting: own, count: rows))
    }
    try meter.add(rows * width)
    func advised(_ target: UnsafeMutableRawPointer) -> Address {
      scan_advise(target, rows * width)
      return Address(target)
    }
    defer { narrowCodes[place].giveBack(meter) }
    return width == 2
      ? .medium(try Buffer(count: rows) { try fill(advised(UnsafeMutableRawPointer(unsafe: $0))) })
      : .wide(try Buffer(count: rows) { try fill(advised(UnsafeMutableRawPointer(unsafe: $0))) })
  }
}

/// Where several threads write, each its own places.
struct Address: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  init(_ start: UnsafeMutableRawPointer) { self.start = start }
}
