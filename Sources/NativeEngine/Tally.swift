import Columns
import Functions

/// How often each code of a source stands in each group: one addition a row, from which every count, share, sum, mean
/// and percentile of functions of that source follows.
final class Tally {
  let source: CodeSource
  private let groups: Int
  /// Shape `[group + nobodies][code]`; the last groups are those of rows that do not count. A table has fewer rows
  /// than 32 bits can count.
  private var counts: [UInt32]

  /// Counters that one thread may have: 32 MB.
  static let limit = 1 << 23

  init(_ source: CodeSource, groups: Int) {
    self.source = source
    self.groups = groups
    counts = Array(repeating: 0, count: (groups + nobodies) * source.size)
  }

  func add(_ codes: CodePointer, _ groups: UnsafePointer<UInt32>, _ count: Int) {
    let size = source.size
    counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      switch codes {
      case .narrow(let codes): tally(codes, groups, count, size: size, counts)
      case .medium(let codes): tally(codes, groups, count, size: size, counts)
      case .wide(let codes): tally(codes, groups, count, size: size, counts)
      }
    }
  }

  func merge(_ other: Tally) {
    counts.withUnsafeMutableBufferPointer { counts in
      other.counts.withUnsafeBufferPointer { others in
        for place in 0..<counts.count { counts[place] &+= others[place] }
      }
    }
  }

  /// The counts of pools of groups, as many pools at a time as `limit` allows.
  func pooled(_ pooling: Pooling, _ body: (Tally) throws -> Void) rethrows {
    let size = source.size
    let most = max(Tally.limit / max(size, 1), 1)
    var pool = [UInt32](repeating: 0, count: size)
    var batch = Tally(source, groups: min(most, pooling.count))
    var first = 0
    try pooling.play { group in
      for code in 0..<size { pool[code] &+= counts[group * size + code] }
    } leave: { group in
      for code in 0..<size { pool[code] &-= counts[group * size + code] }
    } take: { result in
      for code in 0..<size { batch.counts[(result - first) * size + code] = pool[code] }
      if result + 1 - first == batch.groups {
        try body(batch)
        first = result + 1
        batch = Tally(source, groups: min(most, pooling.count - first))
      }
    }
  }

  /// The rows of each group.
  var rowCounts: [Int64] { totals { _ in true } }

  /// The rows of each group whose code passes.
  func totals(_ isCounted: (Int) -> Bool) -> [Int64] {
    let passing = (0..<source.size).map { code -> Int64 in isCounted(code) ? -1 : 0 }
    var totals = [Int64](repeating: 0, count: groups)
    for group in 0..<groups {
      let start = group * source.size
      var total: Int64 = 0
      for code in 0..<passing.count { total &+= Int64(counts[start + code]) & passing[code] }
      totals[group] = total
    }
    return totals
  }

  /// Calls `body` with each group and code that occur together, and how often; the codes in the order given.
  func forEach(_ codes: [Int], _ body: (_ group: Int, _ code: Int, _ count: Int64) -> Void) {
    for group in 0..<groups {
      let start = group * source.size
      for code in codes where counts[start + code] > 0 { body(group, code, Int64(counts[start + code])) }
    }
  }
}

/// The source whose tally answers an aggregate; nil where there is none or it would be too large.
func tallySource(of aggregate: PreparedAggregate, groups: Int) -> CodeSource? {
  guard let (source, table) = aggregate.tallied, aggregate.function != .mean || aggregate.edge == nil,
    !aggregate.isByUnit
  else { return nil }
  switch (aggregate.function, table) {
  case (.count, _), (.share, .bools), (.any, .bools), (.all, .bools): break
  case (.sum, .integers), (.mean, .integers): break
  case (.median, .integers), (.pct, .integers), (.median, .reals), (.pct, .reals): break
  default: return nil
  }
  if let given = aggregate.given {
    guard case .lookup(let other, .bools, _) = given.kind, other === source else { return nil }
  }
  let size = groups.multipliedReportingOverflow(by: source.size)
  // More counters than rows would take longer to read than the rows.
  guard !size.overflow, size.partialValue <= min(Tally.limit, max(2 * aggregate.rowCount, 1024)) else {
    return nil
  }
  return source
}

extension PreparedAggregate {
  /// The codes and the domain of the argument. A percentile needs the order of the values: there even a plain column is
  /// counted by the codes of its values, if it has some.
  fileprivate var tallied: (source: CodeSource, table: Vector)? {
    guard let argument = arguments.first else { return nil }
    if case .lookup(let source, let table, _) = argument.kind { return (source, table) }
    guard function == .median || function == .pct,
      case .lookup(let source, let table, _) = argument.coding?.kind
    else { return nil }
    return (source, table)
  }
}

/// An aggregate that is read from a tally.
final class TallyReader: Accumulator {
  private let aggregate: PreparedAggregate
  private let tally: Tally

  init(_ aggregate: PreparedAggregate, _ tally: Tally) {
    self.aggregate = aggregate
    self.tally = tally
  }

  override func finish(_ frame: Frame) throws -> Vector {
    guard let argument = aggregate.arguments.first, let (_, table) = aggregate.tallied else {
      return unknownVector(aggregate.type, count: 0)
    }
    let size = tally.source.size
    var isGiven = [Bool](repeating: true, count: size)
    if case .lookup(_, .bools(let flags), _) = aggregate.given?.kind {
      for code in 0..<size { isGiven[code] = flags[code] == 1 }
    }
    let isKnown = (0..<size).map { isGiven[$0] && !table.isUnknown($0) }
    let knownCounts = tally.totals { isKnown[$0] }
    known = knownCounts.reduce(0) { $0 + Int($1) }
    considered = aggregate.given == nil ? known : tally.totals { isGiven[$0] }.reduce(0) { $0 + Int($1) }
    // Only whether anything was considered at all is asked for.
    if considered == 0, aggregate.given == nil { considered = tally.rowCounts.contains { $0 > 0 } ? 1 : 0 }
    let codes = (0..<size).filter { isKnown[$0] }
    switch (aggregate.function, table) {
    case (.share, .bools(let flags)), (.any, .bools(let flags)), (.all, .bools(let flags)):
      let trueCounts = tally.totals { isKnown[$0] && flags[$0] == 1 }
      return Counter(aggregate, known: knownCounts, true: trueCounts).finish(frame)
    case (.sum, .integers(let values, _)), (.mean, .integers(let values, _)):
      let summer = Summer(aggregate, groups: knownCounts.count)
      tally.forEach(codes) { group, code, count in summer.add(values[code], count: count, to: group) }
      return summer.finish(frame)
    case (.median, _), (.pct, _):
      return percentiles(table, argument.type, codes, knownCounts)
    default: return .integers(Buffer(knownCounts), scale: 0)
    }
  }

  override func finish(_ frame: Frame, pooling: Pooling) throws -> Vector {
    var parts: [Vector] = []
    try tally.pooled(pooling) { parts.append(try TallyReader(aggregate, $0).finish(frame)) }
    return concatenated(parts, type: aggregate.type)
  }

  /// The codes in the order of their values are the sorted values of each group, counted instead of written out.
  private func percentiles(_ table: Vector, _ type: DataType, _ codes: [Int], _ counts: [Int64]) -> Vector {
    let keys = sortKeys(table, type: type)
    let ordered = codes.sorted { keys[$0] < keys[$1] }
    let placeOfCount = places(of: aggregate, counts: counts.map { Int($0) })
    let placeOfGroup = counts.map { placeOfCount[Int($0)] }
    var passed = [Int](repeating: 0, count: counts.count)
    var lower = [Int64](repeating: 0, count: counts.count)
    var upper = lower
    tally.forEach(ordered) { group, code, count in
      guard let place = placeOfGroup[group] else { return }
      let range = passed[group]..<passed[group] + Int(count)
      if range.contains(place.index) { lower[group] = keys[code] }
      if range.contains(place.next) { upper[group] = keys[code] }
      passed[group] = range.upperBound
    }
    return between(type, counts.count) { group in
      placeOfGroup[group].map { (lower[group], upper[group], $0.weight) }
    }
  }
}
