import Columns
import Glibc

/// The order of a table's rows by a column of keys: the rows without a key, then those of code 1, then those of code 2,
/// each in the order of the file.
///
/// Rows are put in order in two steps, because one step would jump through all of memory for each row. The first deals
/// them out to parcels of neighbouring codes, which are so few that each has a line of the first-level cache to write
/// to. The second orders each parcel, which fits the second-level cache.
final class KeyIndex: Sendable {
  /// Shape `[code + 1]`: the rows of a code stand from `starts[code]` to before `starts[code + 1]`.
  let starts: Buffer<UInt32>
  private let codes: Codes
  /// The parcel of a code is the code without its lowest bits.
  private let bits: Int
  /// Shape `[stretch, parcel]`: where the rows of a stretch of the file stand among the dealt out ones.
  private let places: Buffer<UInt32>
  private let stretches: [Range<Int>]
  /// The lowest bits of the codes of the dealt out rows.
  private let lows: Buffer<UInt16>
  /// The columns of most tables are put in order by two or more threads at a time.
  private let parcelCount: Int

  var size: Int { starts.count - 1 }
  /// Bytes that the index takes.
  var memory: Int { starts.count * 4 + lows.count * 2 + places.count * 4 }

  /// Bits of a code within its parcel: the counters of a parcel take 16 KB.
  private static let parcelBits = 12

  /// - Parameter size: the number of different codes, 0 included.
  init(_ codes: Codes, size: Int, work: Work) throws {
    let bits = KeyIndex.parcelBits
    let parcelCount = max((size - 1) >> bits + 1, 1)
    let count = codes.count
    let length = max((count + work.threads - 1) / work.threads, 1)
    let stretches = stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
    let places = Buffer<UInt32>(repeating: 0, count: stretches.count * parcelCount)
    let counts = UnsafeMutableBufferPointer(mutating: places.values)
    try forEachBlock(stretches.count, workers: work.threads, work: work, size: 1) { _, range in
      for stretch in range {
        let own = UnsafeMutableBufferPointer(
          rebasing: counts[stretch * parcelCount..<(stretch + 1) * parcelCount])
        try codes.forEach(stretches[stretch], work) { _, code in own[Int(code >> bits)] &+= 1 }
      }
    }
    // Counts become places: parcel after parcel, in each the stretches of the file one after the other.
    var next: UInt32 = 0
    var parcels: [Int] = []
    for parcel in 0..<parcelCount {
      parcels.append(Int(next))
      for stretch in stretches.indices {
        let own = counts[stretch * parcelCount + parcel]
        counts[stretch * parcelCount + parcel] = next
        next += own
      }
    }
    parcels.append(count)
    let mask = UInt32(1) << UInt32(bits) - 1
    let lows = try largeBuffer(UInt16.self, count) { output in
      try forEachBlock(stretches.count, workers: work.threads, work: work, size: 1) { _, range in
        for stretch in range {
          var next = Array(counts[stretch * parcelCount..<(stretch + 1) * parcelCount])
          try next.withUnsafeMutableBufferPointer { next in
            try codes.forEach(stretches[stretch], work) { _, code in
              let parcel = Int(code >> bits)
              output[Int(next[parcel])] = UInt16(truncatingIfNeeded: code & mask)
              next[parcel] &+= 1
            }
          }
        }
      }
    }
    let starts = Buffer<UInt32>(repeating: 0, count: size + 1)
    let memory = UnsafeMutableBufferPointer(mutating: starts.values)
    memory[size] = UInt32(count)
    try forEachBlock(parcelCount, workers: work.threads, work: work, size: 1) { _, range in
      for parcel in range {
        let first = parcel << bits
        let own = UnsafeMutableBufferPointer(rebasing: memory[first..<min(first + 1 << bits, size)])
        for row in parcels[parcel]..<parcels[parcel + 1] { own[Int(lows[row])] &+= 1 }
        var start = UInt32(parcels[parcel])
        for code in 0..<own.count {
          let count = own[code]
          own[code] = start
          start += count
        }
      }
    }
    self.codes = codes
    self.bits = bits
    self.places = places
    self.stretches = stretches
    self.lows = lows
    self.starts = starts
    self.parcelCount = parcelCount
  }

  /// The values of a column of the same table in the order of the keys.
  func ordered<Element: BitwiseCopyable>(_ values: Buffer<Element>, work: Work) throws -> Buffer<Element> {
    let dealt = try largeBuffer(Element.self, values.count) { output in
      try forEachBlock(stretches.count, workers: work.threads, work: work, size: 1) { _, range in
        for stretch in range {
          var next = Array(places.values[stretch * parcelCount..<(stretch + 1) * parcelCount])
          let input = values.values
          let bits = bits
          try next.withUnsafeMutableBufferPointer { next in
            try codes.forEach(stretches[stretch], work) { row, code in
              let parcel = Int(code >> bits)
              output[Int(next[parcel])] = input[row]
              next[parcel] &+= 1
            }
          }
        }
      }
    }
    return try largeBuffer(Element.self, values.count) { output in
      try forEachBlock(parcelCount, workers: work.threads, work: work, size: 1) { _, range in
        for parcel in range {
          let codes = parcel << bits..<min((parcel + 1) << bits, size)
          let rows = Int(starts[codes.lowerBound])..<Int(starts[codes.upperBound])
          var next = Array(starts.values[codes])
          next.withUnsafeMutableBufferPointer { next in
            let lows = lows.values
            let input = dealt.values
            for row in rows {
              let low = Int(lows[row])
              output[Int(next[low])] = input[row]
              next[low] &+= 1
            }
          }
        }
      }
    }
  }
}

extension Codes {
  /// Calls `body` with each row of a range and its code.
  @inline(__always) func forEach(_ rows: Range<Int>, _ work: Work, _ body: (Int, UInt32) -> Void) throws {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 1 << 18) {
      try work.checkpoint()
      let part = start..<Swift.min(start + 1 << 18, rows.upperBound)
      switch self {
      case .narrow(let buffer):
        let codes = buffer.values
        for row in part { body(row, UInt32(truncatingIfNeeded: codes[row])) }
      case .medium(let buffer):
        let codes = buffer.values
        for row in part { body(row, UInt32(truncatingIfNeeded: codes[row])) }
      case .wide(let buffer):
        let codes = buffer.values
        for row in part { body(row, codes[row]) }
      }
    }
  }

  /// The object that holds the codes.
  var owner: AnyObject {
    switch self {
    case .narrow(let buffer): buffer
    case .medium(let buffer): buffer
    case .wide(let buffer): buffer
    }
  }
}

/// Memory of more than a few megabytes in large pages: touching a small one for the first time costs as much as writing
/// it several times.
func largeBuffer<Element: BitwiseCopyable>(
  _ type: Element.Type, _ count: Int, fill: (UnsafeMutableBufferPointer<Element>) throws -> Void
) throws -> Buffer<Element> {
  let bytes = count * MemoryLayout<Element>.stride
  let page = 1 << 21
  guard bytes >= 2 * page else { return try Buffer(count: count, fill: fill) }
  var memory: UnsafeMutableRawPointer?
  guard posix_memalign(&memory, page, bytes) == 0, let memory else {
    return try Buffer(count: count, fill: fill)
  }
  madvise(memory, bytes, MADV_HUGEPAGE)
  let elements = memory.bindMemory(to: Element.self, capacity: count)
  // Whatever happens in between, the buffer gives the memory back.
  let buffer = Buffer(adopting: elements, count: count)
  try fill(UnsafeMutableBufferPointer(start: elements, count: count))
  return buffer
}
