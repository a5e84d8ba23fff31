import CScan
import Columns
import Diagnostics

extension DecodingPass {
  func finishValues(_ place: Int, _ context: ColumnContext) throws -> DecodedColumn {
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
      let unknown = unknownBits(reading)
      let target = try plainValues[place].values(meter)
      for table in tables { table.integers.values[0] = unknown }
      // What was read before the column was found to have too many values, and files without it.
      let address = Address(UnsafeMutableRawPointer(target))
      let known = tables.map { Address(UnsafeMutableRawPointer($0.integers.values)) }
      try forEachPiece(place) { first, count, piece in
        if piece.isInPlace { return }
        let target = address.start.assumingMemoryBound(to: Int64.self) + first
        if let memory = piece.memory {
          let values = known[Int(piece.thread)].start.assumingMemoryBound(to: Int64.self)
          scan_codes_gather(memory, piece.width, count, values, target)
        } else {
          target.initialize(repeating: unknown, count: count)
        }
      }
      withExtendedLifetime(tables) {}
      narrowCodes[place].giveBack(meter)
      storage = .plain(plainVector(reading, adopting: plainValues[place]))
    } else {
      let codes = try codes(place, domainCount: domain.integers.count, replacements: replacements)
      storage = .coded(codes, domain: vector(domain, reading, type))
    }
    var report = ColumnReport()
    if isPlain, reading.scale >= 0 { report.measure = measure(of: tables, reading, type) }
    let hasOffsets = tables.contains { $0.tally.needed_scale > 0 }
    report.holdsInstants = holdsInstants(reading, type, context.name, hasOffsets: hasOffsets)
    return .ready(Column(type: type, storage: storage), report, scan_facts())
  }

  /// What the threads found in a column without codes.
  private func measure(of tables: [ThreadColumn], _ reading: scan_reading, _ type: DataType) -> ColumnMeasure?
  {
    var lowest = Int64.max
    var highest = Int64.min
    for table in tables {
      lowest = min(lowest, table.lowest)
      highest = max(highest, table.highest)
      scan_integers_extent(table.integers.values + 1, max(table.integers.count, 1) - 1, &lowest, &highest)
    }
    let filled = tables.reduce(0) { $0 + Int($1.tally.filled) }
    guard lowest <= highest else { return nil }
    let scale = reading.meaning == SCAN_AS_NUMBER ? Int(reading.scale) : 0
    let ends = Vector.integers(Buffer([lowest, highest]), scale: scale)
    return ColumnMeasure(
      type: type, filled: filled, distinct: filled, minimum: ends.value(at: 0, as: type),
      maximum: ends.value(at: 1, as: type),
      isWhole: type == .number && tables.allSatisfy { $0.tally.needed_scale == 0 }, examples: [],
      isCounted: false)
  }

  /// Enters the values of all threads into one table in the order in which they were first seen.
  func mergeValues(_ tables: [ThreadColumn], into domain: ThreadColumn) throws -> [[UInt32]] {
    let copies = UnsafeMutablePointer<scan_integers>.allocate(capacity: tables.count)
    defer { copies.deallocate() }
    for (index, table) in tables.enumerated() { (copies + index).initialize(to: table.integers) }
    let pointers = tables.map { UnsafeMutablePointer<UInt32>.allocate(capacity: $0.integers.count) }
    defer { for pointer in pointers { pointer.deallocate() } }
    guard scan_integers_merge(&domain.integers, copies, tables.count, pointers.map { Optional($0) }) else {
      throw MemoryMeter.error(limit: meter.limit)
    }
    withExtendedLifetime(tables) {}
    return zip(tables, pointers).map { table, pointer in
      Array(UnsafeBufferPointer(start: pointer, count: table.integers.count))
    }
  }
}
