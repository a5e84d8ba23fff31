import Columns

/// How often the values of a plain column occur.
struct Frequencies {
  private(set) var filled = 0
  private(set) var distinct = 0
  /// The most frequent values, equally frequent ones in their order.
  private(set) var most: [(value: Int64, count: Int)] = []

  /// Counts known integers.
  ///
  /// Values are first put into parts by their hashes, so that the table of each part stays in the cache: one table of
  /// ten million values waits for memory at every row.
  init(_ buffer: Buffer<Int64>, limit: Int) {
    let values = buffer.values
    let bits = UInt64(max(0, min(12, Int.bitWidth - (values.count / 8_192).leadingZeroBitCount)))
    let shift = 64 - bits
    var starts = [Int](repeating: 0, count: 1 << bits + 1)
    for value in values where value != Vector.unknownInteger {
      starts[Frequencies.part(value, shift) + 1] += 1
    }
    for part in 1..<starts.count { starts[part] += starts[part - 1] }
    filled = starts[starts.count - 1]
    var next = starts
    let parts = Buffer<Int64>(count: filled) { output in
      next.withUnsafeMutableBufferPointer { next in
        for value in values where value != Vector.unknownInteger {
          let part = Frequencies.part(value, shift)
          output[next[part]] = value
          next[part] &+= 1
        }
      }
    }
    for part in 0..<starts.count - 1 {
      count(UnsafeBufferPointer(rebasing: parts.values[starts[part]..<starts[part + 1]]), limit: limit)
    }
  }

  @inline(__always) private static func part(_ value: Int64, _ shift: UInt64) -> Int {
    // A shift by 64 is zero here, which is the only part then.
    Int(truncatingIfNeeded: mixed(UInt64(bitPattern: value)) >> shift)
  }

  private mutating func count(_ values: UnsafeBufferPointer<Int64>, limit: Int) {
    var capacity = 64
    while capacity < 2 * values.count { capacity *= 2 }
    // The unknown value never comes here and stands for an empty place.
    var keys = [Int64](repeating: Vector.unknownInteger, count: capacity)
    var counts = [Int](repeating: 0, count: capacity)
    keys.withUnsafeMutableBufferPointer { keys in
      counts.withUnsafeMutableBufferPointer { counts in
        for value in values {
          var place = Int(truncatingIfNeeded: mixed(UInt64(bitPattern: value))) & (capacity - 1)
          while keys[place] != value, keys[place] != Vector.unknownInteger {
            place = (place + 1) & (capacity - 1)
          }
          keys[place] = value
          counts[place] &+= 1
        }
      }
    }
    for place in 0..<capacity where counts[place] > 0 {
      distinct += 1
      let isAmong =
        most.count < limit
        || most.last.map { counts[place] > $0.count || counts[place] == $0.count && keys[place] < $0.value }
          ?? false
      if !isAmong { continue }
      let position =
        most.firstIndex { counts[place] > $0.count || counts[place] == $0.count && keys[place] < $0.value }
        ?? most.count
      most.insert((keys[place], counts[place]), at: position)
      if most.count > limit { most.removeLast() }
    }
  }
}
