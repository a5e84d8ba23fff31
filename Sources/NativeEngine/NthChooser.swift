import Columns
import Functions

/// Keeps the first few or last few rows of each group by a key, then by row, for `nth` with a small constant: of ten
/// million orders the second ones of a million customers need no list of all.
final class NthChooser: Accumulator {
  private let aggregate: PreparedAggregate
  private let isFromStart: Bool
  /// How many rows of a group are kept: the last of them is the answer.
  private let depth: Int
  /// Shape `[group, place]`, the nearest to the end that is counted from first.
  private let keyMemory: Buffer<Int64>
  private let rowMemory: Buffer<UInt32>
  /// Shape `[group]`: how many of the places are taken.
  private let countMemory: Buffer<UInt8>
  // Nobody else sees the memory while it changes; arrays would ask for that with each row.
  private let keys: UnsafeMutableBufferPointer<Int64>
  private let rows: UnsafeMutableBufferPointer<UInt32>
  private let counts: UnsafeMutableBufferPointer<UInt8>

  private static let largestDepth = 8

  /// Nil where the number is no small constant.
  init?(_ aggregate: PreparedAggregate, groups: Int) {
    guard aggregate.arguments.count > 1, case .constant(let vector) = aggregate.arguments[1].kind,
      let number = vector.value(at: 0, as: .number).number, abs(number) <= Double(NthChooser.largestDepth),
      number.rounded() != 0
    else { return nil }
    self.aggregate = aggregate
    isFromStart = number > 0
    depth = Int(abs(number.rounded()))
    keyMemory = Buffer(repeating: 0, count: groups * depth)
    rowMemory = Buffer(repeating: .max, count: groups * depth)
    countMemory = Buffer(repeating: 0, count: groups)
    keys = UnsafeMutableBufferPointer(mutating: keyMemory.values)
    rows = UnsafeMutableBufferPointer(mutating: rowMemory.values)
    counts = UnsafeMutableBufferPointer(mutating: countMemory.values)
  }

  override func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {
    let argument = aggregate.arguments[0]
    let flags = try Accumulator.flags(aggregate.given, evaluator)
    let values = try evaluator.values(argument)
    let sorting = try aggregate.key.map { sortKeys(try evaluator.values($0), type: $0.type) }
    let isKnown = knownFlags(values)
    let numbers = evaluator.rows
    defer { withExtendedLifetime((flags, sorting, isKnown)) {} }
    let given = flags?.values
    let known = isKnown.values
    let order = sorting?.values
    var consideredHere = 0
    var knownHere = 0
    for row in 0..<groups.count where given == nil || given![row] == 1 {
      consideredHere &+= 1
      if known[row] == 0 { continue }
      knownHere &+= 1
      let number = numbers.list.map { $0[row] } ?? UInt32(truncatingIfNeeded: numbers.start &+ row)
      // A value without an order comes after all that have one.
      var key = order.map { $0[row] } ?? 0
      if key == Vector.unknownInteger { key = Int64.max }
      insert(key, number, Int(groups[row]))
    }
    considered += consideredHere
    self.known += knownHere
  }

  @inline(__always) private func insert(_ key: Int64, _ row: UInt32, _ group: Int) {
    let first = group &* depth
    var place = Int(counts[group])
    if place == depth {
      if !isBefore(key, row, keys[first &+ place &- 1], rows[first &+ place &- 1]) { return }
      place &-= 1
    } else {
      counts[group] &+= 1
    }
    while place > 0, isBefore(key, row, keys[first &+ place &- 1], rows[first &+ place &- 1]) {
      keys[first &+ place] = keys[first &+ place &- 1]
      rows[first &+ place] = rows[first &+ place &- 1]
      place &-= 1
    }
    keys[first &+ place] = key
    rows[first &+ place] = row
  }

  @inline(__always) private func isBefore(
    _ key: Int64, _ row: UInt32, _ otherKey: Int64, _ otherRow: UInt32
  ) -> Bool {
    isFromStart
      ? key < otherKey || key == otherKey && row < otherRow
      : key > otherKey || key == otherKey && row > otherRow
  }

  private func insertAll(of other: NthChooser, _ group: Int, into target: Int) {
    for place in 0..<Int(other.counts[group]) {
      insert(other.keys[group * depth + place], other.rows[group * depth + place], target)
    }
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? NthChooser else { return }
    for group in counts.indices { insertAll(of: other, group, into: group) }
  }

  override func finish(_ frame: Frame, pooling: Pooling) throws -> Vector {
    guard let pooled = NthChooser(aggregate, groups: pooling.count) else {
      return unknownVector(aggregate.type, count: pooling.count)
    }
    var members: [Int: Int] = [:]
    try pooling.play {
      members[$0, default: 0] += 1
    } leave: {
      members[$0, default: 1] -= 1
      if members[$0] == 0 { members[$0] = nil }
    } take: { result in
      try frame.work.checkpoint()
      for group in members.keys { pooled.insertAll(of: self, group, into: result) }
    }
    return try pooled.finish(frame)
  }

  override func finish(_ frame: Frame) throws -> Vector {
    let chosen = Buffer<UInt32>(count: counts.count) { output in
      for group in 0..<output.count {
        output[group] = Int(counts[group]) == depth ? rows[group * depth + depth - 1] : .max
      }
    }
    return try frame.values(of: aggregate.arguments[0], in: chosen)
  }
}

/// For each value 1 where it is known.
func knownFlags(_ vector: Vector) -> Buffer<UInt8> {
  Buffer(count: vector.count) { output in
    switch vector {
    case .integers(let buffer, _):
      let values = buffer.values
      for row in 0..<output.count { output[row] = values[row] == Vector.unknownInteger ? 0 : 1 }
    case .reals(let buffer):
      let values = buffer.values
      for row in 0..<output.count { output[row] = values[row].isFinite ? 1 : 0 }
    case .bools(let buffer):
      let values = buffer.values
      for row in 0..<output.count { output[row] = values[row] == 2 ? 0 : 1 }
    case .texts(let texts):
      for row in 0..<output.count { output[row] = texts.offsets[row] == texts.offsets[row + 1] ? 0 : 1 }
    }
  }
}
