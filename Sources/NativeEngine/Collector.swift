import Columns
import Diagnostics
import Functions
import Planning
import Statistics

/// The values of an aggregate's argument as they come, block after block, each with its group.
final class Collected {
  /// Side by side, one entry for each value: its group, its key, and for `nth` its row, for survival its censoring
  /// time (else empty). A part is a block of rows.
  private var parts: [Part] = []
  private let groups: Int
  /// The edges of the interval of the mean, once they are known.
  var edges: [IntervalEdge: Vector] = [:]
  private var grouped: (starts: [Int], keys: Buffer<Int64>, extras: Buffer<Int64>?)?
  /// The customers of the values, in the order of `byGroup`; empty where nobody asks for them.
  private(set) var units: Buffer<Int64>?

  private struct Part {
    let members: Buffer<UInt32>
    let keys: Buffer<Int64>
    let extras: Buffer<Int64>?
    let units: Buffer<Int64>?
    let count: Int
  }

  init(groups: Int) { self.groups = groups }

  func append(
    _ members: Buffer<UInt32>, _ keys: Buffer<Int64>, _ extras: Buffer<Int64>?, units: Buffer<Int64>?,
    count: Int
  ) {
    parts.append(Part(members: members, keys: keys, extras: extras, units: units, count: count))
  }

  func merge(_ other: Collected) {
    parts += other.parts
    other.parts = []
  }

  /// The values put together by their groups: group `g` has those from `starts[g]` to `starts[g + 1]`.
  func byGroup() -> (starts: [Int], keys: Buffer<Int64>, extras: Buffer<Int64>?) {
    if let grouped { return grouped }
    var starts = [Int](repeating: 0, count: groups + 1)
    starts.withUnsafeMutableBufferPointer { starts in
      for part in parts {
        let members = part.members.values
        for index in 0..<part.count { starts[Int(members[index]) + 1] += 1 }
      }
      for group in 0..<groups { starts[group + 1] += starts[group] }
    }
    let hasExtras = parts.contains { $0.extras != nil }
    let keys = placed(starts) { $0.keys }
    let extras = hasExtras ? placed(starts) { $0.extras ?? $0.keys } : nil
    units = parts.contains { $0.units != nil } ? placed(starts) { $0.units ?? $0.keys } : nil
    parts = []
    grouped = (starts, keys, extras)
    return (starts, keys, extras)
  }

  private func placed(_ starts: [Int], _ values: (Part) -> Buffer<Int64>) -> Buffer<Int64> {
    var next = starts
    return Buffer(count: starts[groups]) { output in
      next.withUnsafeMutableBufferPointer { next in
        for part in parts {
          let members = part.members.values
          let input = values(part).values
          for index in 0..<part.count {
            let group = Int(members[index])
            output[next[group]] = input[index]
            next[group] &+= 1
          }
        }
      }
    }
  }
}

/// Keeps the values themselves: medians, percentiles, deviations, n-th values and survival.
final class Collector: Accumulator {
  private let aggregate: PreparedAggregate
  private let groups: Int
  private let collected: Collected
  /// False where another accumulator collects the same values.
  private let isCollecting: Bool

  init(_ aggregate: PreparedAggregate, groups: Int, beside others: [Accumulator]) {
    self.aggregate = aggregate
    self.groups = groups
    let twin = others.lazy.compactMap { $0 as? Collector }.first { other in
      Collector.collectsLike(aggregate, other.aggregate)
    }
    collected = twin?.collected ?? Collected(groups: groups)
    isCollecting = twin == nil
  }

  /// What was collected elsewhere.
  private init(_ aggregate: PreparedAggregate, groups: Int, _ collected: Collected) {
    self.aggregate = aggregate
    self.groups = groups
    self.collected = collected
    isCollecting = false
  }

  /// Whether two aggregates need the same values of the same rows.
  private static func collectsLike(_ one: PreparedAggregate, _ other: PreparedAggregate) -> Bool {
    guard let count = argumentsCollected(one), count == argumentsCollected(other), one.given === other.given,
      one.isByUnit == other.isByUnit
    else { return false }
    return zip(one.arguments.prefix(count), other.arguments.prefix(count)).allSatisfy { $0 === $1 }
  }

  /// How many of the arguments are kept for each row; nil where more than them is.
  private static func argumentsCollected(_ aggregate: PreparedAggregate) -> Int? {
    switch aggregate.function {
    case .median, .pct, .stddev, .mean: aggregate.arguments.isEmpty ? nil : 1
    case .surv, .survMedian: aggregate.arguments.count < 2 ? nil : 2
    default: nil
    }
  }

  private var isSurvival: Bool { aggregate.function == .surv || aggregate.function == .survMedian }

  override func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {
    guard let argument = aggregate.arguments.first else { return }
    let flags = try Accumulator.flags(aggregate.given, evaluator)
    defer { withExtendedLifetime(flags) {} }
    let given = flags?.values
    let values = try evaluator.values(argument)
    var rowKeys = sortKeys(values, type: argument.type)
    if aggregate.function == .nth {
      if let key = aggregate.key {
        rowKeys = sortKeys(try evaluator.values(key), type: key.type)
      } else {
        rowKeys = Buffer(repeating: 0, count: groups.count)
      }
    }
    let seconds =
      isSurvival && aggregate.arguments.count > 1
      ? sortKeys(try evaluator.values(aggregate.arguments[1]), type: aggregate.arguments[1].type) : nil
    let rows = evaluator.rows
    let isNth = aggregate.function == .nth
    let isSecond = seconds != nil
    let sorting = rowKeys.values
    defer { withExtendedLifetime(rowKeys) {} }
    let members = Buffer<UInt32>(repeating: 0, count: isCollecting ? groups.count : 0)
    let keys = Buffer<Int64>(repeating: 0, count: members.count)
    let extras = isNth || isSecond ? Buffer<Int64>(repeating: 0, count: members.count) : nil
    // Customers by the first code of equal ones; -1 where nobody is known.
    let units = aggregate.isByUnit && isCollecting ? Buffer<Int64>(repeating: -1, count: members.count) : nil
    let unitMemory = units.map { UnsafeMutableBufferPointer(mutating: $0.values) }
    let unitCodes = units == nil ? nil : aggregate.coded?.source.codes(rows)
    let memberMemory = UnsafeMutableBufferPointer(mutating: members.values)
    let keyMemory = UnsafeMutableBufferPointer(mutating: keys.values)
    let extraMemory = extras.map { UnsafeMutableBufferPointer(mutating: $0.values) }
    var consideredHere = 0
    var knownHere = 0
    for row in 0..<groups.count where given == nil || given![row] == 1 {
      consideredHere &+= 1
      let second = isSecond ? seconds?[row] ?? 0 : 0
      if isSecond {
        if sorting[row] == Vector.unknownInteger, second == Vector.unknownInteger { continue }
      } else if isNth ? values.isUnknown(row) : sorting[row] == Vector.unknownInteger {
        continue
      }
      if isCollecting {
        memberMemory[knownHere] = groups[row]
        // A value without an order comes after all that have one.
        keyMemory[knownHere] = isNth && sorting[row] == Vector.unknownInteger ? Int64.max : sorting[row]
        if isNth {
          extraMemory?[knownHere] = rows.list.map { Int64($0[row]) } ?? Int64(rows.start + row)
        } else if isSecond {
          extraMemory?[knownHere] = second
        }
        if let code = unitCodes.map({ Int($0[row]) }) {
          let same = Int64(aggregate.sameCodes.map { $0[code] } ?? UInt32(code))
          unitMemory?[knownHere] = same == 0 ? -1 : same
        }
      }
      knownHere &+= 1
    }
    if isCollecting, knownHere > 0 { collected.append(members, keys, extras, units: units, count: knownHere) }
    considered += consideredHere
    known += knownHere
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? Collector, isCollecting else { return }
    collected.merge(other.collected)
  }

  override func finish(_ frame: Frame) throws -> Vector {
    let (starts, sorted, sortedExtras) = collected.byGroup()
    if aggregate.function == .median || aggregate.function == .pct {
      return try percentiles(starts, sorted, frame)
    }
    if let edge = aggregate.edge { return try intervalEdges(edge, starts, sorted, sortedExtras, frame) }
    let results = Slots<Double>(count: groups)
    let wholes = Slots<Int64>(count: groups)
    let workers = frame.work.threads
    let function = aggregate.function
    let constant = try constantArgument(frame)
    let isReal = aggregate.arguments.first?.type == .number
    let all = UnsafeMutableBufferPointer(mutating: sorted.values)
    let allExtras = sortedExtras?.values
    defer { withExtendedLifetime((sorted, sortedExtras)) {} }
    try forEachBlock(
      groups, workers: workers, work: frame.work, size: max(1, min(256, groups / (4 * workers)))
    ) {
      _, range in
      for group in range {
        try frame.work.checkpoint()
        let own = UnsafeMutableBufferPointer(rebasing: all[starts[group]..<starts[group + 1]])
        let ownExtras = allExtras.map { UnsafeBufferPointer(rebasing: $0[starts[group]..<starts[group + 1]]) }
        switch function {
        case .stddev: results[group] = deviation(own.map { real(ofSortKey: $0) })
        case .nth: wholes[group] = nth(own, ownExtras, constant ?? .nan)
        case .surv, .survMedian:
          let spells = own.indices.map { (end: own[$0], watched: ownExtras?[$0] ?? Vector.unknownInteger) }
          let isDuration = !isReal
          results[group] = survival(
            spells, isDuration: isDuration, at: function == .surv ? constant ?? .nan : nil)
        default: break
        }
      }
    }
    if function == .nth, let argument = aggregate.arguments.first {
      let rows = Buffer<UInt32>(count: groups) { output in
        for group in 0..<groups { output[group] = wholes[group].map { UInt32($0) } ?? .max }
      }
      return try frame.values(of: argument, in: rows)
    }
    if isReal || function == .surv {
      return .reals(
        Buffer(count: groups) { output in
          for group in 0..<groups { output[group] = results[group] ?? .nan }
        })
    }
    return .integers(
      Buffer(count: groups) { output in
        for group in 0..<groups {
          let whole = function == .survMedian ? results[group].map { Int64($0) } : wholes[group]
          output[group] = whole ?? Vector.unknownInteger
        }
      }, scale: 0)
  }

  /// The edges of the interval of a mean or a survival.
  private func intervalEdges(
    _ edge: Aggregate.Edge, _ starts: [Int], _ keys: Buffer<Int64>, _ extras: Buffer<Int64>?, _ frame: Frame
  ) throws -> Vector {
    if let known = collected.edges[edge] { return known }
    let low = Slots<Double>(count: groups)
    let high = Slots<Double>(count: groups)
    let isDuration = aggregate.arguments.first?.type == .duration
    let time = try aggregate.function == .surv ? constantArgument(frame) ?? .nan : nil
    let isSurvival = isSurvival
    let bundles = Resampling.bundles(groups: groups)
    let units = collected.units
    try forEachBlock(groups, workers: frame.work.threads, work: frame.work, size: 1) { _, range in
      for group in range {
        let members = starts[group]..<starts[group + 1]
        if members.isEmpty { continue }
        let own = UnsafeBufferPointer(rebasing: keys.values[members])
        if isSurvival {
          let spells = members.map { (end: keys[$0], watched: extras?[$0] ?? Vector.unknownInteger) }
          let own = units.map { units in members.map { units[$0] } }
          (low[group], high[group]) = survivalEdges(spells, units: own, isDuration: isDuration, at: time)
        } else {
          let values = own.map { isDuration ? Double($0) : real(ofSortKey: $0) }
          let interval = try meanInterval(of: values, bundles: bundles, work: frame.work)
          (low[group], high[group]) = (interval?.low, interval?.high)
        }
      }
    }
    // Another accumulator asks for the other edge; only means have the same values for every question.
    let edges = [IntervalEdge.lower: edgeVector(low), .upper: edgeVector(high)]
    if aggregate.function == .mean { collected.edges = edges }
    return edges[edge] ?? edgeVector(low)
  }

  private func edgeVector(_ found: Slots<Double>) -> Vector {
    if aggregate.type == .duration {
      return .integers(
        Buffer(count: groups) { output in
          for group in 0..<groups {
            output[group] = found[group].flatMap { Int64(exactly: $0.rounded()) } ?? Vector.unknownInteger
          }
        }, scale: 0)
    }
    return .reals(
      Buffer(count: groups) { output in for group in 0..<groups { output[group] = found[group] ?? .nan } })
  }

  override func finish(_ frame: Frame, pooling: Pooling) throws -> Vector {
    let (starts, keys, extras) = collected.byGroup()
    if aggregate.edge == nil, aggregate.function == .median || aggregate.function == .pct {
      return try percentiles(starts, keys, pooling, frame)
    }
    // The others need the values themselves: those of each pool are put together.
    let pooled = Collected(groups: pooling.count)
    var members: [Int: Int] = [:]
    var size = 0
    try pooling.play {
      members[$0, default: 0] += 1
    } leave: {
      members[$0, default: 1] -= 1
      if members[$0] == 0 { members[$0] = nil }
    } take: { result in
      try frame.work.checkpoint()
      for group in members.keys {
        let range = starts[group]..<starts[group + 1]
        guard !range.isEmpty else { continue }
        size += range.count
        if size > frame.work.memoryLimit / 24 {
          throw Diagnostic(
            .error, .memoryLimit,
            "the values of all windows do not fit into the memory that the program may use",
            help: ["use a larger grain such as `by month`, or a shorter window"])
        }
        pooled.append(
          Buffer(repeating: UInt32(result), count: range.count), Buffer(Array(keys.values[range])),
          extras.map { Buffer(Array($0.values[range])) },
          units: collected.units.map { Buffer(Array($0.values[range])) }, count: range.count)
      }
    }
    return try Collector(aggregate, groups: pooling.count, pooled).finish(frame)
  }

  /// Percentiles of pools: the ranks of their values enter and leave with their groups.
  private func percentiles(
    _ starts: [Int], _ keys: Buffer<Int64>, _ pooling: Pooling, _ frame: Frame
  ) throws -> Vector {
    let part = percentilePart(of: aggregate)
    var different = Array(keys.values)
    different.sort()
    try frame.work.checkpoint()
    var last = 0
    for index in different.indices.dropFirst() where different[index] != different[last] {
      last += 1
      different[last] = different[index]
    }
    if !different.isEmpty { different.removeSubrange((last + 1)...) }
    let ranks = try ranks(of: keys, in: different, frame.work)
    var pool = OrderedPool(size: different.count)
    var found = [(lower: Int64, upper: Int64, weight: Double)?](repeating: nil, count: pooling.count)
    try pooling.play { group in
      for index in starts[group]..<starts[group + 1] { pool.enter(Int(ranks[index])) }
    } leave: { group in
      for index in starts[group]..<starts[group + 1] { pool.leave(Int(ranks[index])) }
    } take: { result in
      if result & 0xF == 0 { try frame.work.checkpoint() }
      guard let place = Place(percent: part, of: pool.count) else { return }
      found[result] = (
        different[pool.number(at: place.index)], different[pool.number(at: place.next)], place.weight
      )
    }
    return between(aggregate.arguments[0].type, pooling.count) { found[$0] }
  }

  /// The place of each value among the different ones, which are sorted.
  private func ranks(of keys: Buffer<Int64>, in different: [Int64], _ work: Work) throws -> Buffer<UInt32> {
    let ranks = Buffer<UInt32>(repeating: 0, count: keys.count)
    let memory = UnsafeMutableBufferPointer(mutating: ranks.values)
    try forEachBlock(keys.count, workers: work.threads, work: work, size: 65_536) { _, range in
      for index in range {
        let key = keys[index]
        var low = 0
        var high = different.count - 1
        while low < high {
          let middle = (low + high) / 2
          if different[middle] < key { low = middle + 1 } else { high = middle }
        }
        memory[index] = UInt32(low)
      }
    }
    return ranks
  }

  private func percentiles(_ starts: [Int], _ keys: Buffer<Int64>, _ frame: Frame) throws -> Vector {
    let placeOfCount = places(of: aggregate, counts: (0..<groups).map { starts[$0 + 1] - starts[$0] })
    let placeOfGroup = Slots<Place>(count: groups)
    let found = Slots<(Int64, Int64)>(count: groups)
    let units = collected.units
    let part = percentilePart(of: aggregate)
    let workers = frame.work.threads
    try forEachBlock(
      groups, workers: workers, work: frame.work, size: max(1, min(256, groups / (4 * workers)))
    ) { _, range in
      for group in range {
        try frame.work.checkpoint()
        let own = UnsafeBufferPointer(rebasing: keys.values[starts[group]..<starts[group + 1]])
        var place = placeOfCount[own.count]
        if let units, let edge = aggregate.edge {
          let owners = UnsafeBufferPointer(rebasing: units.values[starts[group]..<starts[group + 1]])
          if let byUnit = placeByUnit(of: part, edge, own, owners) { place = byUnit.place }
        }
        placeOfGroup[group] = place
        if let place { found[group] = neighbours(own, place.index, place.next) }
      }
    }
    return between(aggregate.arguments[0].type, groups) { group in
      guard let (lower, upper) = found[group], let place = placeOfGroup[group] else { return nil }
      return (lower, upper, place.weight)
    }
  }

  /// The last argument of `nth` and `surv`.
  private func constantArgument(_ frame: Frame) throws -> Double? {
    let position = aggregate.function == .surv ? 2 : 1
    return aggregate.arguments.count > position ? constantNumber(aggregate.arguments[position]) : nil
  }
}

/// The number that a constant is.
private func constantNumber(_ node: Node) -> Double? {
  guard case .constant(let vector) = node.kind else { return nil }
  // A duration counts in the unit of the others: microseconds.
  if node.type == .duration, case .integers(let buffer, _) = vector {
    return buffer[0] == Vector.unknownInteger ? nil : Double(buffer[0])
  }
  return vector.value(at: 0, as: .number).number
}

/// The percentage that a `median` or `pct` asks for.
func percentilePart(of aggregate: PreparedAggregate) -> Double {
  if aggregate.function == .median { return 50 }
  return aggregate.arguments.count > 1 ? constantNumber(aggregate.arguments[1]) ?? .nan : .nan
}

/// Where a percentile lies among sorted values: at or after one of them, and how far towards the next.
struct Place {
  let index: Int
  let next: Int
  let weight: Double

  /// A sorted value itself, counted from 1.
  init(rank: Int) {
    index = rank - 1
    next = rank - 1
    weight = 0
  }

  /// Nil where there are no values or no such percentage.
  init?(percent: Double, of count: Int) {
    guard count > 0, percent >= 0, percent <= 100 else { return nil }
    let place = Double(count - 1) * percent / 100
    index = min(Int(place), count - 1)
    next = min(index + 1, count - 1)
    weight = place - Double(index)
  }
}

/// Percentiles from the two values around each; numbers have the keys of their order.
func between(
  _ type: DataType, _ count: Int, _ values: (Int) -> (lower: Int64, upper: Int64, weight: Double)?
) -> Vector {
  if type == .number {
    return .reals(
      Buffer(count: count) { output in
        for group in 0..<count {
          output[group] = values(group).map { percentile($0.lower, $0.upper, $0.weight) } ?? .nan
        }
      })
  }
  return .integers(
    Buffer(count: count) { output in
      for group in 0..<count {
        output[group] =
          values(group).map { wholePercentile($0.lower, $0.upper, $0.weight) } ?? Vector.unknownInteger
      }
    }, scale: 0)
}

private func percentile(_ lower: Int64, _ upper: Int64, _ weight: Double) -> Double {
  let low = real(ofSortKey: lower)
  let high = real(ofSortKey: upper)
  return weight == 0 || low == high ? low : low * (1 - weight) + high * weight
}

private func wholePercentile(_ lower: Int64, _ upper: Int64, _ weight: Double) -> Int64 {
  let gap = upper.subtractingReportingOverflow(lower)
  return gap.overflow ? lower : lower + Int64((Double(gap.partialValue) * weight).rounded())
}

/// The row of the n-th value by key, then by row; from the end with a negative number.
private func nth(
  _ keys: UnsafeMutableBufferPointer<Int64>, _ rows: UnsafeBufferPointer<Int64>?, _ number: Double
) -> Int64? {
  guard let rows, number.isFinite, abs(number) < 1e9 else { return nil }
  let position = Int(number.rounded())
  let index = position > 0 ? position - 1 : keys.count + position
  guard position != 0, keys.indices.contains(index) else { return nil }
  let ordered = keys.indices.sorted { (keys[$0], rows[$0]) < (keys[$1], rows[$1]) }
  return rows[ordered[index]]
}

/// The two values that sorting would bring to a place and the one after it.
///
/// The values are counted in at most 4,096 equal ranges from the smallest to the largest; those of the range that holds
/// the two are looked at again, until they are few enough to sort. No value is moved, so that other percentiles can be
/// read from the same values.
func neighbours(_ values: UnsafeBufferPointer<Int64>, _ index: Int, _ next: Int) -> (Int64, Int64) {
  if values.count <= 256 {
    let sorted = values.sorted()
    return (sorted[index], sorted[next])
  }
  var smallest = Int64.max
  var largest = Int64.min
  for value in values {
    smallest = min(smallest, value)
    largest = max(largest, value)
  }
  if smallest == largest { return (smallest, smallest) }
  // Distances are unsigned: between any two integers they fit.
  let width = UInt64(bitPattern: largest &- smallest)
  let shift = UInt64(max(64 - width.leadingZeroBitCount - 12, 0))
  var counts = [Int](repeating: 0, count: 4_096)
  counts.withUnsafeMutableBufferPointer { counts in
    for value in values {
      counts[Int(truncatingIfNeeded: UInt64(bitPattern: value &- smallest) &>> shift)] &+= 1
    }
  }
  var first = 0
  var passed = 0
  while passed + counts[first] <= index {
    passed += counts[first]
    first += 1
  }
  if next < passed + counts[first] {
    if shift == 0 {
      let value = smallest &+ Int64(first)
      return (value, value)
    }
    let kept = [Int64](unsafeUninitializedCapacity: counts[first]) { output, count in
      for value in values
      where Int(truncatingIfNeeded: UInt64(bitPattern: value &- smallest) &>> shift) == first {
        output[count] = value
        count += 1
      }
    }
    return kept.withUnsafeBufferPointer { neighbours($0, index - passed, next - passed) }
  }
  // The range ends between the two: they are its largest value and the smallest one beyond it.
  var lower = smallest
  var upper = largest
  for value in values {
    let range = Int(truncatingIfNeeded: UInt64(bitPattern: value &- smallest) &>> shift)
    if range == first { lower = max(lower, value) }
    if range > first { upper = min(upper, value) }
  }
  return (lower, upper)
}

/// The sample standard deviation, from an exact sum and an exact mean.
private func deviation(_ values: [Double]) -> Double? {
  guard values.count >= 2 else { return nil }
  var sum = ExactSums(groups: 1)
  for value in values { sum.add(value, to: 0) }
  let mean = sum.sum(0) / Double(values.count)
  var squares = ExactSums(groups: 1)
  for value in values {
    let square = (value - mean) * (value - mean)
    if !square.isFinite { return nil }
    squares.add(square, to: 0)
  }
  return (squares.sum(0) / Double(values.count - 1)).squareRoot()
}

/// The Kaplan–Meier curve: at a time, in percent; without one, the first time at which it is at or below one half.
///
/// A spell ended where its end is known and was seen, else it was watched until its second time and left open. Endings
/// count before censorings of the same time. None beyond the last time that anyone was watched.
private func survival(_ spells: [(end: Int64, watched: Int64)], isDuration: Bool, at time: Double?) -> Double?
{
  var observed = observations(spells, isDuration: isDuration)
  guard !observed.isEmpty else { return nil }
  observed.sort { ($0.time, $0.hasEnded ? 0 : 1) < ($1.time, $1.hasEnded ? 0 : 1) }
  var curve = 1.0
  var index = 0
  while index < observed.count {
    let moment = observed[index].time
    if let time, moment > time { return curve * 100 }
    let atRisk = observed.count - index
    var endings = 0
    while index < observed.count, observed[index].time == moment {
      if observed[index].hasEnded { endings += 1 }
      index += 1
    }
    if endings > 0 { curve *= Double(atRisk - endings) / Double(atRisk) }
    // Half is compared with a little room, because 5/6 · 3/5 is a hair above it in doubles.
    if time == nil, curve <= 0.5 + 1e-12 { return moment }
  }
  guard let time else { return nil }
  let last = observed[observed.count - 1].time
  return time <= last || curve == 0 ? curve * 100 : nil
}

/// What was seen of each spell: until when, and whether it ended then.
func observations(
  _ spells: [(end: Int64, watched: Int64)], isDuration: Bool
) -> [(time: Double, hasEnded: Bool)] {
  func number(_ key: Int64) -> Double { isDuration ? Double(key) : real(ofSortKey: key) }
  return spells.map { spell in
    if spell.end == Vector.unknownInteger { return (number(spell.watched), false) }
    if spell.watched != Vector.unknownInteger, number(spell.end) > number(spell.watched) {
      return (number(spell.watched), false)
    }
    return (number(spell.end), true)
  }
}
