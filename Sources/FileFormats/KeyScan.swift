import CScan
package import Columns
import Diagnostics
import Synchronization

/// Whether the cells of a column of keys repeat.
package struct KeyFacts: Sendable, Hashable {
  /// Known cells of the rows looked at: all rows, unless the first already repeat.
  package var filled: Int
  package var distinct: Int
  package init(filled: Int, distinct: Int) {
    self.filled = filled
    self.distinct = distinct
  }
}

extension Dataset {
  /// Tells whether a column's cells repeat, without decoding it: of ten million ids a dictionary takes seconds and a
  /// gigabyte to make, and whoever asks a question about scores never looks at them.
  ///
  /// The first rows are looked at first: customers repeat there. Keys that stand in order cannot repeat. All others
  /// are compared by hashes of 64 bits.
  ///
  /// - Returns: Nil where only the decoded column tells, because the file has texts of its own for unknown cells.
  package func keyFacts(_ name: String, work: Work) throws -> KeyFacts? {
    guard options.null.isEmpty, let column = columnPositions[name] else { return nil }
    if let known = cachedKeyFacts(name) { return known }
    if let known = decoded.withLock({ $0.columns[name] }) {
      let facts = decodedKeyFacts(known)
      if let facts { decoded.withLock { $0.keyFacts[name] = facts } }
      return facts
    }
    guard case .text(let text) = source else { return nil }
    let contents = try text.opened(work)
    let scan = KeyScan(contents, column: column, isText: options.textColumns.contains(name), work: work)
    let facts = try scan.facts {
      if let known = decoded.withLock({ $0.keyOrders[name] }) { return known }
      _ = try columns([], watching: [name], work: work)
      return decoded.withLock { $0.keyOrders[name] ?? false }
    }
    for file in contents.files where !file.isUnchanged { throw file.changed }
    decoded.withLock { $0.keyFacts[name] = facts }
    return facts
  }
}

/// A domain that was read from files holds nothing that no row has.
private func decodedKeyFacts(_ column: Column) -> KeyFacts? {
  guard case .coded(let codes, let domain) = column.storage else { return nil }
  func filled(_ codes: UnsafeBufferPointer<some FixedWidthInteger>) -> Int {
    codes.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
  }
  let known =
    switch codes {
    case .narrow(let buffer): filled(buffer.values)
    case .medium(let buffer): filled(buffer.values)
    case .wide(let buffer): filled(buffer.values)
    }
  return KeyFacts(filled: known, distinct: domain.count - 1)
}

private struct KeyScan {
  let files: DatasetFiles
  let column: Int
  let isText: Bool
  let work: Work
  /// For each file, the column asked for is slot 0 and no other is wanted.
  let slots: [[Int32]]

  init(_ files: DatasetFiles, column: Int, isText: Bool, work: Work) {
    self.files = files
    self.column = column
    self.isText = isText
    self.work = work
    slots = files.columnsOfFile.map { own in
      guard let place = own.firstIndex(of: column) else { return [] }
      return [Int32](repeating: -1, count: place) + [0]
    }
  }

  /// Enough rows to meet a customer twice.
  private static let firstRows = 16_384

  /// - Parameter isInOrder: Whether the keys of all rows stand in order; asked for only where that can be.
  func facts(isInOrder: () throws -> Bool) throws -> KeyFacts {
    let first = try firstHashes()
    let hashes = first.filter { $0 != 0 }
    let distinct = differentHashes(hashes)
    if distinct < hashes.count || first.count == files.rowCount {
      return KeyFacts(filled: hashes.count, distinct: distinct)
    }
    if hashes.count == first.count, try isInOrder() {
      return KeyFacts(filled: files.rowCount, distinct: files.rowCount)
    }
    return try compareAll()
  }

  private func firstHashes() throws -> [UInt64] {
    let state = try KeyScanThread()
    var found: [UInt64] = []
    for stretch in files.stretches where found.count < KeyScan.firstRows {
      let bytes = try files.files[stretch.file].read(stretch.begin, stretch.end, with: state.buffer)
      try hashCells(of: stretch, bytes, state) { hashes, _ in found += hashes }
    }
    return found
  }

  // MARK: Hashes

  private func compareAll() throws -> KeyFacts {
    let meter = MemoryMeter(limit: work.memoryLimit, used: files.memory)
    try meter.add(files.rowCount * 16)
    let stretches = files.stretches
    let states = try (0..<work.threads).map { _ in try KeyScanThread() }
    let hashes = try Buffer<UInt64>(count: files.rowCount) { memory in
      scan_advise(memory.baseAddress, memory.count * 8)
      let target = SharedMemory(memory)
      try files.forEachStretch(buffers: states.map(\.buffer), work: work) { index, bytes, thread in
        try hashCells(of: stretches[index], bytes, states[thread]) { found, row in
          for position in found.indices { target.values[row + position] = found[position] }
        }
      }
    }
    return try distinctCount(of: hashes, work: work)
  }

  /// Calls `body` with the hashes of a stretch's cells, block by block, and the row of the first.
  private func hashCells(
    of stretch: Stretch, _ bytes: UnsafePointer<UInt8>, _ state: KeyScanThread,
    _ body: (UnsafeBufferPointer<UInt64>, Int) -> Void
  ) throws {
    let quote = files.forms[stretch.file].cells.quote
    let isWindows1252 = files.encodings[stretch.file] == .windows1252
    var row = stretch.firstRow
    guard !slots[stretch.file].isEmpty else {
      // A file without the column: all its cells are unknown.
      let none = [UInt64](repeating: 0, count: stretch.rows)
      none.withUnsafeBufferPointer { body($0, row) }
      return
    }
    try forEachBlock(of: stretch, bytes, state) { cells in
      let hashes = state.hashes.reserve(cells.count)
      guard
        scan_keys_hash(
          &state.texts, bytes, cells.baseAddress, cells.count, quote, isWindows1252, isText, hashes)
      else { throw MemoryMeter.error(limit: work.memoryLimit) }
      body(UnsafeBufferPointer(start: hashes, count: cells.count), row)
      row += cells.count
    }
  }

  /// Calls `body` with the bytes and cells of some rows of a stretch at a time.
  private func forEachBlock(
    of stretch: Stretch, _ bytes: UnsafePointer<UInt8>, _ state: KeyScanThread,
    _ body: (UnsafeBufferPointer<scan_cell>) throws -> Void
  ) throws {
    guard stretch.rows > 0 else { return }
    let file = files.files[stretch.file]
    let literal = files.structures[stretch.file].literalFrom
    let literalFrom = literal == SCAN_NOWHERE ? SCAN_NOWHERE : max(literal - stretch.begin, 0)
    var form = files.forms[stretch.file].cells
    if !stretch.hasQuotes { form.quote = 0 }
    let block = min(1_024, stretch.rows)
    let cells = state.cells.reserve(block)
    var position = 0
    var done = 0
    while done < stretch.rows {
      let found = slots[stretch.file].withUnsafeBufferPointer { slots in
        scan_rows(
          bytes, &position, stretch.end - stretch.begin, form, literalFrom, slots.baseAddress, slots.count,
          cells, block, min(block, stretch.rows - done), nil, nil)
      }
      if found == 0 { throw file.changed }
      try body(UnsafeBufferPointer(start: cells, count: found))
      done += found
    }
  }
}

/// What one thread needs for looking at keys.
private final class KeyScanThread: @unchecked Sendable {
  let buffer = ReadBuffer()
  var cells = Scratch<scan_cell>()
  var hashes = Scratch<UInt64>()
  var texts = scan_texts()

  init() throws {
    guard scan_texts_create(&texts) else { throw MemoryMeter.error(limit: 0) }
  }

  deinit { scan_texts_destroy(&texts) }
}

/// Memory that several threads fill, each its own places.
private struct SharedMemory: @unchecked Sendable {
  let values: UnsafeMutableBufferPointer<UInt64>
  init(_ values: UnsafeMutableBufferPointer<UInt64>) { self.values = values }
}

/// How many different hashes there are; none is 0.
private func differentHashes(_ hashes: some Collection<UInt64>) -> Int {
  var capacity = 64
  while capacity < 2 * hashes.count { capacity *= 2 }
  var table = [UInt64](repeating: 0, count: capacity)
  var count = 0
  table.withUnsafeMutableBufferPointer { table in
    for hash in hashes {
      var place = Int(truncatingIfNeeded: hash) & (capacity - 1)
      while table[place] != hash, table[place] != 0 { place = (place + 1) & (capacity - 1) }
      if table[place] == 0 {
        table[place] = hash
        count += 1
      }
    }
  }
  return count
}

/// How many hashes are there, and how many different ones; 0 is unknown.
///
/// They are first put into parts by their highest bits, so that the table of each part stays in the cache.
private func distinctCount(of hashes: Buffer<UInt64>, work: Work) throws -> KeyFacts {
  let partBits = 11
  let partCount = 1 << partBits
  let chunkSize = max(1 << 16, (hashes.count + 63) / 64)
  let chunkCount = max(1, (hashes.count + chunkSize - 1) / chunkSize)
  // Shape `[chunk, part]`: first the sizes, then where each chunk writes its next hash of that part.
  let places = SharedArray(repeating: 0, count: chunkCount * partCount)
  @Sendable func chunk(_ index: Int) -> UnsafeBufferPointer<UInt64> {
    UnsafeBufferPointer(
      rebasing: hashes.values[index * chunkSize..<min((index + 1) * chunkSize, hashes.count)])
  }
  try forEach(chunkCount, work: work) { index, _ in
    for hash in chunk(index) where hash != 0 {
      places[index * partCount + Int(hash >> (64 - UInt64(partBits)))] += 1
    }
  }
  var starts = [0]
  var filled = 0
  for part in 0..<partCount {
    for index in 0..<chunkCount {
      let size = places[index * partCount + part]
      places[index * partCount + part] = filled
      filled += size
    }
    starts.append(filled)
  }
  let ordered = try Buffer<UInt64>(count: filled) { memory in
    scan_advise(memory.baseAddress, memory.count * 8)
    let target = SharedMemory(memory)
    try forEach(chunkCount, work: work) { index, _ in
      for hash in chunk(index) where hash != 0 {
        let part = index * partCount + Int(hash >> (64 - UInt64(partBits)))
        target.values[places[part]] = hash
        places[part] += 1
      }
    }
  }
  let distinct = SharedArray(repeating: 0, count: partCount)
  let edges = starts
  try forEach(partCount, work: work) { part, _ in
    distinct[part] = differentHashes(
      UnsafeBufferPointer(rebasing: ordered.values[edges[part]..<edges[part + 1]]))
  }
  return KeyFacts(filled: filled, distinct: (0..<partCount).reduce(0) { $0 + distinct[$1] })
}
