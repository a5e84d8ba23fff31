import Columns
import Functions
import Planning

extension PipelineRun {
  /// Joins the spans of each key to spells and gives every row the columns of its spell.
  func defineSpells(
    _ name: String, start: BoundExpression, end: BoundExpression, keys: [BoundExpression], tolerance: Int64
  ) throws {
    try settle()
    let starts = try instants(start)
    let ends = try instants(end)
    let (groups, groupCount) = try keyGroups(keys.map(frame.prepare), [])
    try frame.work.checkpoint()
    let ordered = orderedSpans(starts, groups, groupCount)
    let spells = try joined(ordered, starts: starts, ends: ends, groups: groups, tolerance: max(tolerance, 0))
    // Steps record themselves; these columns come with theirs.
    frame.define("\(name) begin", frame.node(.time, .plain(.integers(spells.begins, scale: 0))))
    frame.define("\(name) end", frame.node(.time, .plain(.integers(spells.ends, scale: 0))))
    frame.define("\(name) number", frame.node(.number, .plain(.integers(spells.numbers, scale: 0))))
    frame.define("\(name) head", frame.node(.bool, .plain(.bools(spells.heads))))
  }

  /// A date or time in every row, as microseconds.
  private func instants(_ expression: BoundExpression) throws -> Buffer<Int64> {
    let node = try frame.prepare(expression)
    let time = node.type == .date ? try frame.call(.toTime, [node], type: .time) : node
    guard case .integers(let buffer, _) = try frame.materialised(time) else {
      return Buffer(repeating: Vector.unknownInteger, count: frame.rowCount)
    }
    return buffer
  }

  /// The rows that have a key and a start, by key, then by start, then as in the table.
  private func orderedSpans(_ starts: Buffer<Int64>, _ groups: Buffer<UInt32>, _ groupCount: Int) -> [UInt32]
  {
    let isSpan: (Int) -> Bool = { [self] in
      groups[$0] != 0 && starts[$0] != Vector.unknownInteger && isKept($0)
    }
    var places = [Int](repeating: 0, count: groupCount + 1)
    for row in 0..<frame.rowCount where isSpan(row) { places[Int(groups[row]) + 1] += 1 }
    for group in 0..<groupCount { places[group + 1] += places[group] }
    var next = places
    var ordered = [UInt32](repeating: 0, count: places[groupCount])
    for row in 0..<frame.rowCount where isSpan(row) {
      ordered[next[Int(groups[row])]] = UInt32(row)
      next[Int(groups[row])] += 1
    }
    for group in 0..<groupCount where places[group + 1] - places[group] > 1 {
      ordered[places[group]..<places[group + 1]].sort {
        (starts[Int($0)], $0) < (starts[Int($1)], $1)
      }
    }
    return ordered
  }

  private struct Spells {
    let begins: Buffer<Int64>
    let ends: Buffer<Int64>
    let numbers: Buffer<Int64>
    let heads: Buffer<UInt8>
  }

  private func joined(
    _ ordered: [UInt32], starts: Buffer<Int64>, ends: Buffer<Int64>, groups: Buffer<UInt32>, tolerance: Int64
  ) throws -> Spells {
    var begins = [Int64](repeating: Vector.unknownInteger, count: frame.rowCount)
    var closes = begins
    var numbers = begins
    var heads = [UInt8](repeating: 0, count: frame.rowCount)
    var first = 0
    var number: Int64 = 0
    while first < ordered.count {
      if first & 0xFFF == 0 { try frame.work.checkpoint() }
      let group = groups[Int(ordered[first])]
      number = first > 0 && groups[Int(ordered[first - 1])] == group ? number + 1 : 1
      // Open until the latest end; `max` stands for no end.
      var close = Int64.min
      var last = first
      repeat {
        let end = ends[Int(ordered[last])]
        close = max(close, end == Vector.unknownInteger ? .max : end)
        last += 1
      } while last < ordered.count && groups[Int(ordered[last])] == group
        && isReached(starts[Int(ordered[last])], from: close, tolerance)
      for row in ordered[first..<last] {
        begins[Int(row)] = starts[Int(ordered[first])]
        closes[Int(row)] = close == .max ? Vector.unknownInteger : close
        numbers[Int(row)] = number
      }
      heads[Int(ordered[first])] = 1
      first = last
    }
    return Spells(
      begins: Buffer(begins), ends: Buffer(closes), numbers: Buffer(numbers), heads: Buffer(heads))
  }
}

/// Whether a span that begins at `start` goes on with a spell that ends at `close`.
private func isReached(_ start: Int64, from close: Int64, _ tolerance: Int64) -> Bool {
  let reach = close.addingReportingOverflow(tolerance)
  return reach.overflow || start <= reach.partialValue
}
