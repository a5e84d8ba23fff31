import Columns
import Functions

/// Medians and percentiles of one argument in two passes over the rows, without keeping its values: the first counts
/// them in some hundred ranges, the second looks only into the ranges that hold a place that is asked for.
struct SelectionPlan {
  /// What the values are compared by, as unsigned numbers from 0.
  enum Keys {
    /// The ranks of the values that the codes stand for; those of unknown ones lie beyond all ranges.
    case codes(lane: Int, ranks: Buffer<UInt32>, values: [Int64])
    /// The distance to the least value.
    case plain(Buffer<Int64>, least: Int64, scale: Int)
  }

  let numbering: Int
  let keys: Keys
  let type: DataType
  /// A range holds 2^shift keys.
  let shift: Int
  /// Ranges, and one more for unknown values.
  let ranges: Int
  /// All of them have the same argument and count the same rows.
  var aggregates: [PreparedAggregate]

  /// Counters that a thread may have in the first pass, so that they stay in its cache.
  private static let counters = 1 << 15

  /// - Returns: nil for an argument that has to be computed for each row, or that is no integer and not coded.
  init?(
    _ aggregate: PreparedAggregate, numbering: Int, groups: Int, frame: Frame, lane: (CodeSource) -> Int
  ) throws {
    let argument = aggregate.arguments[0]
    type = argument.type
    self.numbering = numbering
    aggregates = [aggregate]
    let span: UInt64
    switch argument.kind {
    case .lookup(let source, let table, _):
      if case .single = source.kind { return nil }
      guard source.size <= 1 << 20 else { return nil }
      let sorting = sortKeys(table, type: argument.type)
      var known = (0..<source.size).filter { sorting[$0] != Vector.unknownInteger }
      known.sort { sorting[$0] < sorting[$1] }
      var values: [Int64] = []
      var ranks = [UInt32](repeating: .max, count: source.size)
      for code in known {
        if values.last != sorting[code] { values.append(sorting[code]) }
        ranks[code] = UInt32(values.count - 1)
      }
      span = UInt64(max(values.count, 1) - 1)
      keys = .codes(lane: lane(source), ranks: Buffer(ranks), values: values)
    case .plain(.integers(let buffer, let scale)):
      guard let range = try IntegerFacts.of(buffer, in: argument.memory, work: frame.work).range else {
        return nil
      }
      span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
      keys = .plain(buffer, least: range.lowerBound, scale: scale)
    default: return nil
    }
    var most = 1_024
    while most > 32, (groups + 1) * most > SelectionPlan.counters { most /= 2 }
    // With so many groups their values are better put together.
    guard (groups + 1).multipliedReportingOverflow(by: most).partialValue <= 1 << 20 else { return nil }
    var shift = 0
    while span >> UInt64(shift) >= UInt64(most) { shift += 1 }
    self.shift = shift
    ranges = Int(span >> UInt64(shift)) + 1
  }

  func isSame(as other: SelectionPlan) -> Bool {
    guard numbering == other.numbering, type == other.type else { return false }
    switch (keys, other.keys) {
    case (.codes(let lane, let ranks, _), .codes(let otherLane, let otherRanks, _)):
      return lane == otherLane && ranks.values.elementsEqual(otherRanks.values)
    case (.plain(let buffer, _, _), .plain(let otherBuffer, _, _)): return buffer === otherBuffer
    default: return false
    }
  }

  /// The keys as the integers by which values of the type are compared.
  func sortingKey(_ key: UInt64) -> Int64 {
    switch keys {
    case .codes(_, _, let values): return values[Int(key)]
    case .plain(_, let least, let scale):
      let value = least &+ Int64(bitPattern: key)
      return sortKeys(.integers(Buffer([value]), scale: scale), type: type)[0]
    }
  }
}

/// What one thread has seen of a selection.
final class SelectionCounts {
  let plan: SelectionPlan
  private let groups: Int
  private let width: Int
  /// Shape `[group + nobodies][range + 1]`; the last groups are those of rows that do not count.
  private var counts: [UInt32]
  /// The second pass: what is looked for, and what was found of it.
  private var search: SelectionSearch?
  private var fine: [UInt32] = []
  private var found: [(slot: UInt32, key: UInt64)] = []

  init(_ plan: SelectionPlan, groups: Int) {
    self.plan = plan
    self.groups = groups
    width = plan.ranges + 1
    counts = Array(repeating: 0, count: (groups + nobodies) * width)
  }

  // MARK: First pass

  func add(
    _ pointer: CodePointer?, _ values: UnsafePointer<Int64>?, _ rows: UnsafePointer<UInt32>, _ count: Int
  ) {
    let width = width
    let shift = UInt64(plan.shift)
    let beyond = UInt64(plan.ranges)
    counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      forEachKey(plan, pointer, values, count) { row, key, isKnown in
        let range = isKnown ? key &>> shift : beyond
        counts[Int(rows[row]) &* width &+ Int(truncatingIfNeeded: range)] &+= 1
      }
    }
  }

  func merge(_ other: SelectionCounts) {
    for place in counts.indices { counts[place] &+= other.counts[place] }
  }

  /// The known values of a group.
  func knownCount(_ group: Int) -> Int {
    counts[group * width..<group * width + plan.ranges].reduce(0) { $0 + Int($1) }
  }

  /// The range that holds a place of a group, and how many values lie before it.
  func range(of place: Int, in group: Int) -> (range: Int, before: Int) {
    var before = 0
    for range in 0..<plan.ranges {
      let count = Int(counts[group * width + range])
      if place < before + count { return (range, before) }
      before += count
    }
    return (plan.ranges - 1, before)
  }

  // MARK: Second pass

  func begin(_ search: SelectionSearch) {
    self.search = search
    fine = search.isCounting ? Array(repeating: 0, count: search.slotCount << plan.shift) : []
  }

  func look(
    _ pointer: CodePointer?, _ values: UnsafePointer<Int64>?, _ rows: UnsafePointer<UInt32>, _ count: Int
  ) {
    guard let search else { return }
    let width = width
    let shift = UInt64(plan.shift)
    let beyond = UInt64(plan.ranges)
    search.slots.withUnsafeBufferPointer { slots in
      guard let slots = slots.baseAddress else { return }
      if search.isCounting {
        let rest = UInt64(1) << shift - 1
        fine.withUnsafeMutableBufferPointer { fine in
          guard let fine = fine.baseAddress else { return }
          forEachKey(plan, pointer, values, count) { row, key, isKnown in
            let range = isKnown ? key &>> shift : beyond
            let slot = slots[Int(rows[row]) &* width &+ Int(truncatingIfNeeded: range)]
            // What nobody looks for is counted in slot 0.
            fine[Int(truncatingIfNeeded: UInt64(slot) &<< shift | key & rest)] &+= 1
          }
        }
      } else {
        forEachKey(plan, pointer, values, count) { row, key, isKnown in
          let range = isKnown ? key &>> shift : beyond
          let slot = slots[Int(rows[row]) &* width &+ Int(truncatingIfNeeded: range)]
          if slot != 0 { found.append((slot, key)) }
        }
      }
    }
  }

  func mergeFound(_ other: SelectionCounts) {
    for place in fine.indices where place < other.fine.count { fine[place] &+= other.fine[place] }
    found += other.found
  }

  /// The keys of each slot in their order, as far as they are needed: the key at a place of the slot.
  func finder(_ search: SelectionSearch) -> (_ slot: Int, _ place: Int) -> UInt64 {
    if search.isCounting {
      return { [fine, plan] slot, place in
        let size = 1 << plan.shift
        var left = place
        for key in 0..<size {
          let count = Int(fine[slot * size + key])
          if left < count { return search.firstKeys[slot] + UInt64(key) }
          left -= count
        }
        return search.firstKeys[slot]
      }
    }
    var keys: [[UInt64]] = Array(repeating: [], count: search.slotCount)
    for (slot, key) in found { keys[Int(slot)].append(key) }
    for slot in keys.indices { keys[slot].sort() }
    return { slot, place in place < keys[slot].count ? keys[slot][place] : search.firstKeys[slot] }
  }
}

/// The ranges of the groups that the second pass looks into.
struct SelectionSearch {
  /// Shape `[group + nobodies][range + 1]`: 0 for nothing that is looked for.
  private(set) var slots: [UInt32]
  /// Shape `[slot]`.
  private(set) var firstKeys: [UInt64] = [0]
  private(set) var slotCount = 1
  /// Whether the keys of the slots are counted one by one, or else written down.
  private(set) var isCounting = true
  private let width: Int
  private let shift: Int

  init(_ plan: SelectionPlan, groups: Int) {
    width = plan.ranges + 1
    shift = plan.shift
    slots = Array(repeating: 0, count: (groups + nobodies) * width)
  }

  mutating func slot(_ group: Int, _ range: Int) -> Int {
    let place = group * width + range
    if slots[place] == 0 {
      slots[place] = UInt32(slotCount)
      firstKeys.append(UInt64(range) << UInt64(shift))
      slotCount += 1
    }
    return Int(slots[place])
  }

  /// Completes the search: as many counters as keys in the slots, where that is not too many.
  mutating func close() { isCounting = shift < 20 && slotCount << shift <= 1 << 20 }
}

/// Calls `body` with each row's place in the block, its key and whether it has one.
///
/// Always inlined, so that each use becomes one plain loop for each kind of keys.
@inline(__always) private func forEachKey(
  _ plan: SelectionPlan, _ pointer: CodePointer?, _ values: UnsafePointer<Int64>?, _ count: Int,
  _ body: (Int, UInt64, Bool) -> Void
) {
  switch (plan.keys, pointer) {
  case (.plain(_, let least, _), _):
    guard let values else { return }
    for row in 0..<count {
      body(row, UInt64(bitPattern: values[row] &- least), values[row] != Vector.unknownInteger)
    }
  case (.codes(_, let ranks, _), .narrow(let codes)): forEachRank(codes, ranks.start, count, body)
  case (.codes(_, let ranks, _), .medium(let codes)): forEachRank(codes, ranks.start, count, body)
  case (.codes(_, let ranks, _), .wide(let codes)): forEachRank(codes, ranks.start, count, body)
  case (.codes, nil): return
  }
}

@inline(__always) private func forEachRank<Code: CodeWidth>(
  _ codes: UnsafePointer<Code>, _ ranks: UnsafePointer<UInt32>, _ count: Int,
  _ body: (Int, UInt64, Bool) -> Void
) {
  for row in 0..<count {
    let rank = ranks[Int(truncatingIfNeeded: codes[row])]
    body(row, UInt64(rank), rank != .max)
  }
}

/// The percentiles that a selection was made for, one vector for each of its aggregates.
func selected(
  _ counts: SelectionCounts, groups: Int, secondPass: (SelectionSearch) throws -> SelectionCounts
) rethrows -> (known: [Int], vectors: [Vector]) {
  let plan = counts.plan
  let known = (0..<groups).map(counts.knownCount)
  var search = SelectionSearch(plan, groups: groups)
  /// Shape `[aggregate][group]`.
  var wanted: [[(lower: (slot: Int, place: Int), upper: (slot: Int, place: Int), weight: Double)?]] = []
  for aggregate in plan.aggregates {
    let placeOfCount = places(of: aggregate, counts: known)
    wanted.append(
      (0..<groups).map { group in
        guard let place = placeOfCount[known[group]] else { return nil }
        let lower = counts.range(of: place.index, in: group)
        let upper = counts.range(of: place.next, in: group)
        return (
          (search.slot(group, lower.range), place.index - lower.before),
          (search.slot(group, upper.range), place.next - upper.before), place.weight
        )
      })
  }
  search.close()
  let find = try secondPass(search).finder(search)
  let vectors = wanted.map { places in
    between(plan.type, groups) { group in
      guard let place = places[group] else { return nil }
      let lower = plan.sortingKey(find(place.lower.slot, place.lower.place))
      let upper = plan.sortingKey(find(place.upper.slot, place.upper.place))
      return (lower, upper, place.weight)
    }
  }
  return (known, vectors)
}
