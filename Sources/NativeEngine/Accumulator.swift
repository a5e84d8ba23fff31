import Columns
import Functions
import Planning

/// What an aggregate remembers of each group while rows stream past; each thread has its own, merged at the end.
///
/// Merging is exact and does not depend on the order, so neither do results on the number of threads.
class Accumulator {
  /// Rows that `given` let through, and those of them whose argument is known.
  var considered = 0
  var known = 0

  /// Takes in the rows of the evaluator's block; `groups` has one group for each of them.
  func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {}

  /// Takes over what another one of the same aggregate has seen.
  func merge(_ other: Accumulator) {
    considered += other.considered
    known += other.known
  }

  /// The result of each group.
  func finish(_ frame: Frame) throws -> Vector { unknownVector(.nothing, count: 0) }

  /// The result of each pool of groups.
  func finish(_ frame: Frame, pooling: Pooling) throws -> Vector { unknownVector(.nothing, count: 0) }

  /// What of an aggregate's rows counts: nil for all.
  static func flags(_ given: Node?, _ evaluator: BlockEvaluator) throws -> Buffer<UInt8>? {
    guard let given else { return nil }
    guard case .bools(let flags) = try evaluator.values(given) else {
      return Buffer(repeating: 0, count: evaluator.rows.count)
    }
    return flags
  }
}

extension Pooling {
  /// The two numbers of which a share is made, and the result of the aggregate.
  fileprivate func counted(
    _ aggregate: PreparedAggregate, _ known: [Int64], _ trueCounts: [Int64], _ frame: Frame
  ) -> Vector {
    Counter(aggregate, known: sums(known), true: trueCounts.isEmpty ? [] : sums(trueCounts)).finish(frame)
  }
}

/// The accumulator of an aggregate for a number of groups; it may share what those before it collect.
func makeAccumulator(
  _ aggregate: PreparedAggregate, groups: Int, beside others: [Accumulator] = []
) -> Accumulator {
  switch aggregate.function {
  case .count, .share, .any, .all: Counter(aggregate, groups: groups)
  case .mean where aggregate.edge != nil: Collector(aggregate, groups: groups, beside: others)
  case .sum, .mean: Summer(aggregate, groups: groups)
  case .min, .max, .first, .last: Chooser(aggregate, groups: groups)
  case .distinct: DistinctCounter(aggregate, groups: groups)
  case .nth: NthChooser(aggregate, groups: groups) ?? Collector(aggregate, groups: groups, beside: others)
  case .median, .pct, .stddev, .surv, .survMedian: Collector(aggregate, groups: groups, beside: others)
  }
}

/// An aggregate whose expressions are ready.
struct PreparedAggregate {
  let function: AggregateFunction
  let arguments: [Node]
  let given: Node?
  /// What `first`, `last`, `nth`, `min` and `max` compare.
  let key: Node?
  let type: DataType
  /// An edge of the interval is asked for, not the value.
  let edge: Aggregate.Edge?
  /// The codes of `distinct`'s argument, or of the customers that an edge is asked for by.
  let coded: Frame.Coded?
  /// For codes that stand for equal values the first of them; nil where there are none.
  let sameCodes: Buffer<UInt32>?
  /// Rows of the table.
  let rowCount: Int

  /// Whether an edge of ordered values or of a survival is to take customers as the units where they have many rows.
  var isByUnit: Bool { function != .distinct && coded != nil }
}

/// Counts rows, known values and true conditions.
final class Counter: Accumulator {
  private let aggregate: PreparedAggregate
  private var knownCounts: [Int64]
  private var trueCounts: [Int64]

  init(_ aggregate: PreparedAggregate, groups: Int) {
    self.aggregate = aggregate
    knownCounts = Array(repeating: 0, count: groups)
    trueCounts = aggregate.function == .count ? [] : Array(repeating: 0, count: groups)
  }

  /// What was counted elsewhere.
  init(_ aggregate: PreparedAggregate, known: [Int64], true trueCounts: [Int64]) {
    self.aggregate = aggregate
    knownCounts = known
    self.trueCounts = trueCounts
  }

  override func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {
    let given = try Accumulator.flags(aggregate.given, evaluator)
    defer { withExtendedLifetime(given) {} }
    guard let argument = aggregate.arguments.first else {
      knownCounts.withUnsafeMutableBufferPointer { counts in countRows(groups, given?.values, counts) }
      return
    }
    let vector = try evaluator.values(argument)
    if aggregate.function == .count {
      let counted = knownCounts.withUnsafeMutableBufferPointer { counts in
        countKnown(vector, groups, given?.values, counts)
      }
      considered += counted.considered
      known += counted.known
      return
    }
    guard case .bools(let flags) = vector else { return }
    let counted = knownCounts.withUnsafeMutableBufferPointer { knownCounts in
      trueCounts.withUnsafeMutableBufferPointer { trueCounts in
        countTrue(flags.values, groups, given?.values, knownCounts, trueCounts)
      }
    }
    considered += counted.considered
    known += counted.known
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? Counter else { return }
    for group in knownCounts.indices { knownCounts[group] += other.knownCounts[group] }
    for group in trueCounts.indices { trueCounts[group] += other.trueCounts[group] }
  }

  override func finish(_ frame: Frame, pooling: Pooling) -> Vector {
    pooling.counted(aggregate, knownCounts, trueCounts, frame)
  }

  override func finish(_ frame: Frame) -> Vector {
    switch aggregate.function {
    case .count: return .integers(Buffer(knownCounts), scale: 0)
    case .share:
      return .reals(
        Buffer(count: knownCounts.count) { output in
          for group in 0..<output.count {
            output[group] =
              knownCounts[group] == 0 ? .nan : 100 * Double(trueCounts[group]) / Double(knownCounts[group])
          }
        })
    default:
      let needsAll = aggregate.function == .all
      return .bools(
        Buffer(count: knownCounts.count) { output in
          for group in 0..<output.count {
            let isTrue = needsAll ? trueCounts[group] == knownCounts[group] : trueCounts[group] > 0
            output[group] = knownCounts[group] == 0 ? 2 : isTrue ? 1 : 0
          }
        })
    }
  }
}

private func countRows(
  _ groups: UnsafeBufferPointer<UInt32>, _ given: UnsafeBufferPointer<UInt8>?,
  _ counts: UnsafeMutableBufferPointer<Int64>
) {
  if let given {
    for row in 0..<groups.count { counts[Int(groups[row])] &+= given[row] == 1 ? 1 : 0 }
  } else {
    for row in 0..<groups.count { counts[Int(groups[row])] &+= 1 }
  }
}

private func countKnown(
  _ vector: Vector, _ groups: UnsafeBufferPointer<UInt32>, _ given: UnsafeBufferPointer<UInt8>?,
  _ counts: UnsafeMutableBufferPointer<Int64>
) -> (considered: Int, known: Int) {
  var considered = 0
  var known = 0
  for row in 0..<groups.count where given == nil || given![row] == 1 {
    considered &+= 1
    if !vector.isUnknown(row) {
      known &+= 1
      counts[Int(groups[row])] &+= 1
    }
  }
  return (considered, known)
}

private func countTrue(
  _ flags: UnsafeBufferPointer<UInt8>, _ groups: UnsafeBufferPointer<UInt32>,
  _ given: UnsafeBufferPointer<UInt8>?,
  _ knownCounts: UnsafeMutableBufferPointer<Int64>, _ trueCounts: UnsafeMutableBufferPointer<Int64>
) -> (considered: Int, known: Int) {
  var considered = groups.count
  var known = 0
  if let given {
    considered = 0
    for row in 0..<groups.count where given[row] == 1 {
      considered &+= 1
      let flag = flags[row]
      let isKnown: Int64 = flag == 2 ? 0 : 1
      let group = Int(groups[row])
      known &+= Int(isKnown)
      knownCounts[group] &+= isKnown
      trueCounts[group] &+= flag == 1 ? 1 : 0
    }
  } else {
    for row in 0..<groups.count {
      let flag = flags[row]
      let isKnown: Int64 = flag == 2 ? 0 : 1
      let group = Int(groups[row])
      known &+= Int(isKnown)
      knownCounts[group] &+= isKnown
      trueCounts[group] &+= flag == 1 ? 1 : 0
    }
  }
  return (considered, known)
}

/// Adds numbers or durations exactly.
final class Summer: Accumulator {
  private let aggregate: PreparedAggregate
  /// Integers times 10^scale; 128 bits hold any sum of 64-bit ones.
  private var totals: [Int128]
  private let scale: Int
  private var reals: ExactSums
  private var counts: [Int64]

  init(_ aggregate: PreparedAggregate, groups: Int) {
    self.aggregate = aggregate
    totals = Array(repeating: 0, count: groups)
    counts = Array(repeating: 0, count: groups)
    reals = ExactSums(groups: groups)
    // The scale of a column is known; what is computed block by block may come in any.
    switch aggregate.arguments.first?.kind {
    case .lookup(_, .integers(_, let scale), _), .plain(.integers(_, let scale)),
      .constant(.integers(_, let scale)):
      self.scale = scale
    default: scale = powersOfTen.count - 1
    }
  }

  override func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {
    guard let argument = aggregate.arguments.first else { return }
    let flags = try Accumulator.flags(aggregate.given, evaluator)
    defer { withExtendedLifetime(flags) {} }
    let given = flags?.values
    var knownHere = 0
    var consideredHere = 0
    switch try evaluator.values(argument) {
    case .integers(let buffer, let vectorScale):
      let values = buffer.values
      var factor: Int128 = 1
      for _ in vectorScale..<max(scale, vectorScale) { factor *= 10 }
      totals.withUnsafeMutableBufferPointer { totals in
        counts.withUnsafeMutableBufferPointer { counts in
          if factor == 1, given == nil {
            // Unknown values add nothing instead of being jumped over: there is no branch to guess.
            consideredHere = groups.count
            for row in 0..<groups.count {
              let value = values[row]
              let isKnown: Int64 = value == Vector.unknownInteger ? 0 : 1
              let group = Int(groups[row])
              totals[group] &+= Int128(value & (0 &- isKnown))
              counts[group] &+= isKnown
              knownHere &+= Int(isKnown)
            }
            return
          }
          for row in 0..<groups.count where given == nil || given![row] == 1 {
            consideredHere &+= 1
            let value = values[row]
            if value == Vector.unknownInteger { continue }
            knownHere &+= 1
            let group = Int(groups[row])
            totals[group] &+= Int128(value) &* factor
            counts[group] &+= 1
          }
        }
      }
    case .reals(let buffer):
      consideredHere = given.map { flags in flags.reduce(0) { $0 + ($1 == 1 ? 1 : 0) } } ?? groups.count
      knownHere = counts.withUnsafeMutableBufferPointer { counts in
        reals.add(buffer.values, groups: groups, given: given, counts: counts)
      }
    case .bools, .texts: break
    }
    considered += consideredHere
    known += knownHere
  }

  /// What was added elsewhere, in the argument's scale.
  init(_ aggregate: PreparedAggregate, scale: Int, totals: [Int128], counts: [Int64]) {
    self.aggregate = aggregate
    self.scale = scale
    self.totals = totals
    self.counts = counts
    reals = ExactSums(groups: totals.count)
  }

  /// Adds a known value of the argument's scale several times.
  func add(_ value: Int64, count: Int64, to group: Int) {
    totals[group] &+= Int128(value) &* Int128(count)
    counts[group] &+= count
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? Summer else { return }
    for group in totals.indices {
      totals[group] &+= other.totals[group]
      counts[group] &+= other.counts[group]
    }
    reals.merge(other.reals)
  }

  override func finish(_ frame: Frame, pooling: Pooling) -> Vector {
    let pooled = Summer(aggregate, groups: pooling.count)
    pooled.counts = pooling.sums(counts)
    // Taking off what was added is exact: these are whole numbers, and the digits of the exact sums are too.
    var total: Int128 = 0
    pooling.play {
      total &+= totals[$0]
    } leave: {
      total &-= totals[$0]
    } take: {
      pooled.totals[$0] = total
    }
    pooled.reals = reals.pooled(pooling)
    return pooled.finish(frame)
  }

  override func finish(_ frame: Frame) -> Vector {
    let power = powersOfTen[scale]
    if aggregate.function == .mean {
      if aggregate.type == .duration {
        return .integers(
          Buffer(count: totals.count) { output in
            for group in 0..<output.count {
              output[group] =
                counts[group] == 0 ? Vector.unknownInteger : rounded(totals[group], by: Int128(counts[group]))
            }
          }, scale: 0)
      }
      return .reals(
        Buffer(count: totals.count) { output in
          for group in 0..<output.count {
            let count = Double(counts[group])
            let whole = totals[group] == 0 ? 0 : Double(totals[group]) / (count * power)
            let mean = counts[group] == 0 ? .nan : reals.isEmpty ? whole : whole + reals.sum(group) / count
            output[group] = mean.isFinite ? mean : .nan
          }
        })
    }
    if reals.isEmpty, let integers = wholeTotals() { return integers }
    return .reals(
      Buffer(count: totals.count) { output in
        for group in 0..<output.count {
          let sum = reals.sum(group) + Double(totals[group]) / power
          output[group] = sum.isFinite ? sum : .nan
        }
      })
  }

  /// The totals in the smallest scale that holds them all, if 64 bits do.
  private func wholeTotals() -> Vector? {
    var scale = aggregate.type == .number ? scale : 0
    var divisor: Int128 = 1
    if aggregate.type != .number { for _ in 0..<self.scale { divisor *= 10 } }
    while scale > 0, totals.allSatisfy({ $0 % (divisor * 10) == 0 }) {
      divisor *= 10
      scale -= 1
    }
    let isDuration = aggregate.type != .number
    let isFitting = totals.allSatisfy { abs($0 / divisor) < Int128(Int64.max) }
    if !isFitting && !isDuration { return nil }
    return .integers(
      Buffer(count: totals.count) { output in
        for group in 0..<output.count {
          output[group] = Int64(exactly: totals[group] / divisor) ?? Vector.unknownInteger
        }
      }, scale: scale)
  }

  private func rounded(_ total: Int128, by count: Int128) -> Int64 {
    var divisor = count
    for _ in 0..<scale { divisor *= 10 }
    let half = divisor / 2
    return Int64(exactly: (total < 0 ? total - half : total + half) / divisor) ?? Vector.unknownInteger
  }
}
