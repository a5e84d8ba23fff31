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
      try forEachPiece(place) { first, count, piece in
        if piece.isInPlace { return }
        if let memory = piece.memory {
          scan_codes_gather(
            memory, piece.width, count, tables[Int(piece.thread)].integers.values, target + first)
        } else {
          (target + first).initialize(repeating: unknown, count: count)
        }
      }
      storage = .plain(plainVector(reading, adopting: plainValues[place]))
    } else {
      let codes = try codes(place, domainCount: domain.integers.count, replacements: replacements)
      storage = .coded(codes, domain: vector(domain, reading, type))
    }
    var report = ColumnReport()
    let hasOffsets = tables.contains { $0.tally.needed_scale > 0 }
    report.holdsInstants = holdsInstants(reading, type, context.name, hasOffsets: hasOffsets)
    return .ready(Column(type: type, storage: storage), report, scan_facts())
  }

  /// Enters the values of all threads into one table in the order in which they were first seen.
  func mergeValues(_ tables: [ThreadColumn], into domain: ThreadColumn) throws -> [[UInt32]] {
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
}
