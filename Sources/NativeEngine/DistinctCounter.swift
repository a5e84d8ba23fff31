import Columns
import Functions

/// Counts the different values of each group, by their codes.
final class DistinctCounter: Accumulator {
  private let aggregate: PreparedAggregate
  private let groups: Int
  private let size: Int
  /// 64-bit words for the codes of one group.
  private let words: Int
  /// One bit for each group and code, where that is small; else empty. Each group begins with a new word.
  private var bits: [UInt64]
  /// Group and code of each row that counts, where bits would be too many.
  private var pairs: [UInt64] = []

  /// Bits that a thread may take: 32 MB.
  private static let bitLimit = 1 << 28

  init(_ aggregate: PreparedAggregate, groups: Int) {
    self.aggregate = aggregate
    self.groups = groups
    size = aggregate.coded?.size ?? 1
    words = (size + 63) / 64
    let all = groups.multipliedReportingOverflow(by: words)
    // More words than rows would take longer to look through than the rows.
    let limit = min(DistinctCounter.bitLimit / 64, max(aggregate.rowCount, 1024))
    bits = all.overflow || all.partialValue > limit ? [] : Array(repeating: 0, count: all.partialValue)
  }

  override func add(_ evaluator: BlockEvaluator, groups: UnsafeBufferPointer<UInt32>) throws {
    guard let coded = aggregate.coded else { return }
    let flags = try Accumulator.flags(aggregate.given, evaluator)
    let rowCodes = coded.source.codes(evaluator.rows)
    defer { withExtendedLifetime((flags, rowCodes)) {} }
    let given = flags?.values
    let codes = rowCodes.values
    let same = aggregate.sameCodes?.values
    // Code 0 of a constant is its value; everywhere else it is unknown.
    let isConstant = if case .single = coded.source.kind { !coded.table.isUnknown(0) } else { false }
    var knownHere = 0
    var consideredHere = 0
    if bits.isEmpty {
      let found = [UInt64](unsafeUninitializedCapacity: groups.count) { output, count in
        for row in 0..<groups.count where given == nil || given![row] == 1 {
          consideredHere &+= 1
          let code = same.map { $0[Int(codes[row])] } ?? codes[row]
          if code == 0, !isConstant { continue }
          output[count] = UInt64(groups[row]) << 32 | UInt64(code)
          count &+= 1
        }
      }
      knownHere = found.count
      if pairs.isEmpty { pairs.reserveCapacity(aggregate.rowCount / 2) }
      pairs += found
    } else {
      let words = words
      bits.withUnsafeMutableBufferPointer { bits in
        for row in 0..<groups.count where given == nil || given![row] == 1 {
          consideredHere &+= 1
          let code = same.map { $0[Int(codes[row])] } ?? codes[row]
          if code == 0, !isConstant { continue }
          knownHere &+= 1
          bits[Int(groups[row]) &* words &+ Int(code >> 6)] |= 1 << UInt64(code & 63)
        }
      }
    }
    considered += consideredHere
    known += knownHere
  }

  override func merge(_ other: Accumulator) {
    super.merge(other)
    guard let other = other as? DistinctCounter else { return }
    bits.withUnsafeMutableBufferPointer { bits in
      other.bits.withUnsafeBufferPointer { others in
        for word in 0..<bits.count { bits[word] |= others[word] }
      }
    }
    pairs.append(contentsOf: other.pairs)
  }

  override func finish(_ frame: Frame, pooling: Pooling) throws -> Vector {
    var members = bits.isEmpty ? pairs : []
    if !bits.isEmpty {
      for group in 0..<groups {
        if group & 0x3FF == 0 { try frame.work.checkpoint() }
        for word in 0..<words {
          var left = bits[group * words + word]
          while left != 0 {
            members.append(UInt64(group) << 32 | UInt64(word * 64 + left.trailingZeroBitCount))
            left &= left - 1
          }
        }
      }
    }
    let ordered = try grouped(members, groups: groups)
    members = []
    // How often each code is in the pool; a code counts while it is there at all.
    var uses = [UInt32](repeating: 0, count: size)
    var distinct: Int64 = 0
    var counts = [Int64](repeating: 0, count: pooling.count)
    try pooling.play { group in
      for index in ordered.starts[group]..<ordered.starts[group + 1] {
        let code = Int(ordered.codes[index])
        if uses[code] == 0 { distinct += 1 }
        uses[code] &+= 1
      }
    } leave: { group in
      for index in ordered.starts[group]..<ordered.starts[group + 1] {
        let code = Int(ordered.codes[index])
        uses[code] &-= 1
        if uses[code] == 0 { distinct -= 1 }
      }
    } take: {
      if $0 & 0x3F == 0 { try frame.work.checkpoint() }
      counts[$0] = distinct
    }
    return .integers(Buffer(counts), scale: 0)
  }

  override func finish(_ frame: Frame) throws -> Vector {
    var counts = [Int64](repeating: 0, count: groups)
    if bits.isEmpty {
      let ordered = try grouped(pairs, groups: groups)
      // The group that last saw each code; groups count from 1 here.
      var stamps = [UInt32](repeating: 0, count: size)
      for group in 0..<groups {
        if group & 0x3FF == 0 { try frame.work.checkpoint() }
        for index in ordered.starts[group]..<ordered.starts[group + 1] {
          let code = Int(ordered.codes[index])
          if stamps[code] != UInt32(group + 1) {
            stamps[code] = UInt32(group + 1)
            counts[group] += 1
          }
        }
      }
    } else {
      for group in 0..<groups {
        for word in bits[group * words..<(group + 1) * words] { counts[group] += Int64(word.nonzeroBitCount) }
      }
    }
    return .integers(Buffer(counts), scale: 0)
  }
}

/// Codes sorted by their groups, in one counting pass.
private func grouped(_ pairs: [UInt64], groups: Int) throws -> (starts: [Int], codes: [UInt32]) {
  var starts = [Int](repeating: 0, count: groups + 1)
  for pair in pairs { starts[Int(pair >> 32) + 1] += 1 }
  for group in 0..<groups { starts[group + 1] += starts[group] }
  var next = starts
  let codes = [UInt32](unsafeUninitializedCapacity: pairs.count) { output, count in
    for pair in pairs {
      let group = Int(pair >> 32)
      output[next[group]] = UInt32(truncatingIfNeeded: pair)
      next[group] += 1
    }
    count = pairs.count
  }
  return (starts, codes)
}
