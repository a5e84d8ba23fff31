import Columns
import Functions

/// Keeps the values themselves: medians, percentiles, deviations, n-th values and survival.
final class Collector: Accumulator {
  private let aggregate: PreparedAggregate
  private let groups: Int
  /// Side by side, one entry for each value: its group, its key, and for `nth` its row, for survival its censoring time.
  private var members: [UInt32] = []
  private var keys: [Int64] = []
  private var extras: [Int64] = []

  init(_ aggregate: PreparedAggregate, groups: Int) {
    self.aggregate = aggregate
    self.groups = groups
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
    // Locals, because every access to a property of a class is checked for exclusivity.
    var members = self.members
    var keys = self.keys
    var extras = self.extras
    (self.members, self.keys, self.extras) = ([], [], [])
    defer { (self.members, self.keys, self.extras) = (members, keys, extras) }
    let isSecond = seconds != nil
    let sorting = rowKeys.values
    defer { withExtendedLifetime(rowKeys) {} }
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
      knownHere &+= 1
      // A value without an order comes after all that have one.
      let key = isNth && sorting[row] == Vector.unknownInteger ? Int64.max : sorting[row]
      members.append(groups[row])
      keys.append(key)
      if isNth {
        extras.append(rows.list.map { Int64($0[row]) } ?? Int64(rows.start + row))
      } else if isSecond {
        extras.append(second)
      }
    }
    considered += consideredHere
    known += knownHere
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? Collector else { return }
    members.append(contentsOf: other.members)
    keys.append(contentsOf: other.keys)
    extras.append(contentsOf: other.extras)
    (other.members, other.keys, other.extras) = ([], [], [])
  }

  override func finish(_ frame: Frame) throws -> Vector {
    var starts = [Int](repeating: 0, count: groups + 1)
    for group in members { starts[Int(group) + 1] += 1 }
    for group in 0..<groups { starts[group + 1] += starts[group] }
    let sorted = byGroup(keys, starts)
    let sortedExtras = byGroup(extras, starts)
    (members, keys, extras) = ([], [], [])
    let results = Slots<Double>(count: groups)
    let wholes = Slots<Int64>(count: groups)
    let workers = frame.work.threads
    let function = aggregate.function
    let constant = try constantArgument(frame)
    let isReal = aggregate.arguments.first?.type == .number
    let all = UnsafeMutableBufferPointer(mutating: sorted.values)
    let allExtras = sortedExtras.values
    defer { withExtendedLifetime((sorted, sortedExtras)) {} }
    try forEachBlock(
      groups, workers: workers, work: frame.work, size: max(1, min(256, groups / (4 * workers)))
    ) {
      _, range in
      for group in range {
        try frame.work.checkpoint()
        let own = UnsafeMutableBufferPointer(rebasing: all[starts[group]..<starts[group + 1]])
        let ownExtras =
          sortedExtras.count == 0
          ? nil : UnsafeBufferPointer(rebasing: allExtras[starts[group]..<starts[group + 1]])
        switch function {
        case .median, .pct:
          let part = function == .median ? 50 : constant ?? .nan
          if isReal {
            results[group] = percentile(own, part)
          } else {
            wholes[group] = wholePercentile(own, part)
          }
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

  /// The last argument of `pct`, `nth` and `surv`.
  private func constantArgument(_ frame: Frame) throws -> Double? {
    let position = aggregate.function == .surv ? 2 : 1
    guard aggregate.arguments.count > position,
      case .constant(let vector) = aggregate.arguments[position].kind
    else {
      return nil
    }
    // A duration counts in the unit of the others: microseconds.
    if aggregate.arguments[position].type == .duration, case .integers(let buffer, _) = vector {
      return buffer[0] == Vector.unknownInteger ? nil : Double(buffer[0])
    }
    return vector.value(at: 0, as: .number).number
  }

  /// Values put together by their groups.
  private func byGroup(_ values: [Int64], _ starts: [Int]) -> Buffer<Int64> {
    var next = starts
    return Buffer(count: values.count) { output in
      next.withUnsafeMutableBufferPointer { next in
        for index in 0..<values.count {
          let group = Int(members[index])
          output[next[group]] = values[index]
          next[group] += 1
        }
      }
    }
  }
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

/// The two order statistics around a percentile, and how far it lies from the first to the second.
private func around(_ keys: UnsafeMutableBufferPointer<Int64>, _ part: Double) -> (
  lower: Int64, upper: Int64, weight: Double
)? {
  guard !keys.isEmpty, part >= 0, part <= 100 else { return nil }
  let place = Double(keys.count - 1) * part / 100
  let index = min(Int(place), keys.count - 1)
  let lower = select(keys, index)
  let upper = index + 1 < keys.count ? keys[(index + 1)...].min() ?? lower : lower
  return (lower, upper, place - Double(index))
}

private func percentile(_ keys: UnsafeMutableBufferPointer<Int64>, _ part: Double) -> Double? {
  guard let (lower, upper, weight) = around(keys, part) else { return nil }
  let low = real(ofSortKey: lower)
  let high = real(ofSortKey: upper)
  return weight == 0 || low == high ? low : low * (1 - weight) + high * weight
}

private func wholePercentile(_ keys: UnsafeMutableBufferPointer<Int64>, _ part: Double) -> Int64? {
  guard let (lower, upper, weight) = around(keys, part) else { return nil }
  let gap = upper.subtractingReportingOverflow(lower)
  return gap.overflow ? lower : lower + Int64((Double(gap.partialValue) * weight).rounded())
}

/// The element that sorting would put at an index; those after it are not smaller.
private func select(_ keys: UnsafeMutableBufferPointer<Int64>, _ index: Int) -> Int64 {
  var low = 0
  var high = keys.count - 1
  var rounds = 0
  while low < high {
    rounds += 1
    // Bad luck with the pivots: sorting is never worse than n log n.
    if rounds > 64 {
      var rest = UnsafeMutableBufferPointer(rebasing: keys[low...high])
      rest.sort()
      return keys[index]
    }
    let middle = low + (high - low) / 2
    let (a, b, c) = (keys[low], keys[middle], keys[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var left = low
    var right = high
    while left <= right {
      while keys[left] < pivot { left += 1 }
      while keys[right] > pivot { right -= 1 }
      if left <= right {
        keys.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if index <= right { high = right } else if index >= left { low = left } else { return keys[index] }
  }
  return keys[index]
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
  func number(_ key: Int64) -> Double { isDuration ? Double(key) : real(ofSortKey: key) }
  var observed: [(time: Double, hasEnded: Bool)] = spells.map { spell in
    if spell.end == Vector.unknownInteger { return (number(spell.watched), false) }
    if spell.watched != Vector.unknownInteger, number(spell.end) > number(spell.watched) {
      return (number(spell.watched), false)
    }
    return (number(spell.end), true)
  }
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
