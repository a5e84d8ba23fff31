import Columns
import Functions

/// Keeps one row of each group: the first or last by a key, then by row.
final class Chooser: Accumulator {
  private let aggregate: PreparedAggregate
  private let isFirst: Bool
  private var bestKeys: [Int64]
  /// `UInt32.max` for none yet.
  private var bestRows: [UInt32]

  init(_ aggregate: PreparedAggregate, groups: Int) {
    self.aggregate = aggregate
    isFirst = aggregate.function == .first || aggregate.function == .min
    bestKeys = Array(repeating: 0, count: groups)
    bestRows = Array(repeating: .max, count: groups)
  }

  override func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {
    guard let argument = aggregate.arguments.first else { return }
    let flags = try Accumulator.flags(aggregate.given, evaluator)
    defer { withExtendedLifetime(flags) {} }
    let given = flags?.values
    let values = try evaluator.values(argument)
    let keys = try aggregate.key.map { sortKeys(try evaluator.values($0), type: $0.type) }
    let rows = evaluator.rows
    let isFirst = isFirst
    var consideredHere = 0
    var knownHere = 0
    bestKeys.withUnsafeMutableBufferPointer { bestKeys in
      bestRows.withUnsafeMutableBufferPointer { bestRows in
        for row in 0..<groups.count where given == nil || given![row] == 1 {
          consideredHere &+= 1
          if values.isUnknown(row) { continue }
          knownHere &+= 1
          let number = rows.list.map { $0[row] } ?? UInt32(rows.start + row)
          // A row without an order comes after all that have one, from either end.
          var key = keys?[row] ?? 0
          if key == Vector.unknownInteger { key = isFirst ? .max : .min }
          take(key, number, Int(groups[row]), isFirst, bestKeys, bestRows)
        }
      }
    }
    considered += consideredHere
    known += knownHere
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? Chooser else { return }
    let isFirst = isFirst
    bestKeys.withUnsafeMutableBufferPointer { bestKeys in
      bestRows.withUnsafeMutableBufferPointer { bestRows in
        for group in bestRows.indices where other.bestRows[group] != .max {
          take(other.bestKeys[group], other.bestRows[group], group, isFirst, bestKeys, bestRows)
        }
      }
    }
  }

  override func finish(_ frame: Frame, pooling: Pooling) throws -> Vector {
    // The groups in the order of their best rows: the best of a pool is its first or last.
    let groups = bestRows.indices.filter { bestRows[$0] != .max }
    let order = groups.sorted { left, right in
      let row = isFirst ? (bestRows[left], bestRows[right]) : (bestRows[right], bestRows[left])
      return (bestKeys[left], row.0) < (bestKeys[right], row.1)
    }
    var places = [Int](repeating: -1, count: bestRows.count)
    for (place, group) in order.enumerated() { places[group] = place }
    var pool = OrderedPool(size: order.count)
    let pooled = Chooser(aggregate, groups: pooling.count)
    pooling.play {
      if places[$0] >= 0 { pool.enter(places[$0]) }
    } leave: {
      if places[$0] >= 0 { pool.leave(places[$0]) }
    } take: {
      if pool.count > 0 {
        pooled.bestRows[$0] = bestRows[order[pool.number(at: isFirst ? 0 : pool.count - 1)]]
      }
    }
    return try pooled.finish(frame)
  }

  override func finish(_ frame: Frame) throws -> Vector {
    guard let argument = aggregate.arguments.first else {
      return unknownVector(aggregate.type, count: bestRows.count)
    }
    return try frame.values(of: argument, in: Buffer(bestRows))
  }
}

/// Keeps a row if it is better than the group's best so far.
@inline(__always) private func take(
  _ key: Int64, _ row: UInt32, _ group: Int, _ isFirst: Bool, _ bestKeys: UnsafeMutableBufferPointer<Int64>,
  _ bestRows: UnsafeMutableBufferPointer<UInt32>
) {
  let best = bestRows[group]
  let bestKey = bestKeys[group]
  let isBetter =
    best == .max || (isFirst ? key < bestKey : key > bestKey)
    || (key == bestKey && (isFirst ? row < best : row > best))
  if isBetter {
    bestKeys[group] = key
    bestRows[group] = row
  }
}

extension Frame {
  /// The values of a node in some rows; unknown for the row `UInt32.max`.
  func values(of node: Node, in rows: Buffer<UInt32>) throws -> Vector {
    if rowCount == 0 { return unknownVector(node.type, count: rows.count) }
    let evaluator = BlockEvaluator(self)
    var parts: [Vector] = []
    for start in stride(from: 0, to: rows.count, by: blockSize) {
      try work.checkpoint()
      let end = min(rows.count, start + blockSize)
      let targets = Buffer<UInt32>(count: end - start) { output in
        for index in 0..<output.count { output[index] = rows[start + index] }
      }
      let safe = Buffer<UInt32>(count: end - start) { output in
        for index in 0..<output.count { output[index] = targets[index] == .max ? 0 : targets[index] }
      }
      evaluator.begin(safe.values)
      parts.append(masked(try evaluator.values(node), where: targets))
    }
    return parts.isEmpty ? unknownVector(node.type, count: 0) : concatenated(parts, type: node.type)
  }

  /// A node whose values, as integers, stand in the order of the given one's; texts become their ranks.
  func sortNode(_ node: Node) throws -> Node {
    guard node.type == .text else { return node }
    let coded = try codes(of: node)
    let texts = (0..<coded.size).map { code -> (folded: [UInt8], text: String) in
      if case .text(let text) = coded.value(code) { return (caseFolded(text), text) }
      return ([], "")
    }
    let order = (0..<coded.size).sorted { left, right in
      if texts[left].folded != texts[right].folded {
        return texts[left].folded.lexicographicallyPrecedes(texts[right].folded)
      }
      return texts[left].text.utf8.lexicographicallyPrecedes(texts[right].text.utf8)
    }
    var ranks = [Int64](repeating: Vector.unknownInteger, count: coded.size)
    for (rank, code) in order.enumerated() where !texts[code].text.isEmpty { ranks[code] = Int64(rank) }
    return self.node(.duration, .lookup(coded.source, .integers(Buffer(ranks), scale: 0), isColumn: false))
  }
}

/// Values as integers that sort like them; unknown stays unknown. Numbers go by their doubles, so that blocks of
/// different scales agree.
func sortKeys(_ vector: Vector, type: DataType) -> Buffer<Int64> {
  switch vector {
  case .integers(let buffer, _) where type != .number: return buffer
  case .bools(let buffer):
    return Buffer(count: buffer.count) { output in
      for row in 0..<output.count {
        output[row] = buffer[row] == 2 ? Vector.unknownInteger : Int64(buffer[row])
      }
    }
  default:
    let reals = doubles(vector)
    return Buffer(count: reals.count) { output in
      let values = reals.values
      for row in 0..<output.count { output[row] = sortKey(values[row]) }
    }
  }
}

@inline(__always) func sortKey(_ real: Double) -> Int64 {
  guard real.isFinite else { return Vector.unknownInteger }
  let bits = Int64(bitPattern: (real + 0).bitPattern)
  return bits >= 0 ? bits : bits ^ Int64.max
}

@inline(__always) func real(ofSortKey key: Int64) -> Double {
  Double(bitPattern: UInt64(bitPattern: key >= 0 ? key : key ^ Int64.max))
}
