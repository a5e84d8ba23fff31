import Columns

/// Where the code of a row comes from: the codes of a column, or a plain column of so few different values that the
/// value less the smallest is a code. Code 0 is unknown.
final class CodeSource: @unchecked Sendable {
  enum Kind {
    case codes(Codes)
    /// The value less the minimum, plus 1.
    case range(Buffer<Int64>, minimum: Int64)
    /// The day of an instant less the first day, plus 1.
    case days(Buffer<Int64>, firstDay: Int64)
    /// Another source's code looked up: a linked column through the codes of its key.
    case mapped(CodeSource, Buffer<UInt32>)
    /// For one row of an unlinked key there is nothing.
    case single
  }

  let kind: Kind
  /// The number of different codes, 0 included.
  let size: Int

  init(_ kind: Kind, size: Int) {
    self.kind = kind
    self.size = size
  }

  /// The codes of some rows.
  func codes(_ rows: Rows) -> Buffer<UInt32> {
    Buffer(count: rows.count) { output in forEachCode(rows) { index, code in output[index] = code } }
  }

  /// The codes of some rows looked up and added to what stands there.
  func add(_ map: UnsafeBufferPointer<UInt32>, _ rows: Rows, to output: UnsafeMutableBufferPointer<UInt32>) {
    forEachCode(rows) { index, code in output[index] &+= map[Int(code)] }
  }

  /// Writes the rows whose code has the flag 1 to a list, which may be the one that the rows come from; returns how
  /// many they are.
  func select(
    _ flags: UnsafeBufferPointer<UInt8>, _ rows: Rows, into list: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var kept = 0
    let start = UInt32(truncatingIfNeeded: rows.start)
    // Every row is written and only counted if it stays: a branch would be guessed wrong too often.
    if let source = rows.list {
      forEachCode(rows) { index, code in
        list[kept] = source[index]
        kept &+= flags[Int(code)] == 1 ? 1 : 0
      }
    } else {
      forEachCode(rows) { index, code in
        list[kept] = start &+ UInt32(truncatingIfNeeded: index)
        kept &+= flags[Int(code)] == 1 ? 1 : 0
      }
    }
    return kept
  }

  /// Adds one to the counter of each row's group and code.
  func tally(
    _ rows: Rows, groups: UnsafeBufferPointer<UInt32>, into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    let size = size
    forEachCode(rows) { index, code in counts[Int(groups[index]) &* size &+ Int(code)] &+= 1 }
  }

  /// Calls `body` with the place and the code of each row.
  ///
  /// Always inlined, so that each use becomes one plain loop for each kind of codes.
  @inline(__always) private func forEachCode(_ rows: Rows, _ body: (Int, UInt32) -> Void) {
    switch kind {
    case .codes(.narrow(let buffer)):
      let codes = buffer.values
      forEachRow(rows) { index, row in body(index, UInt32(truncatingIfNeeded: codes[row])) }
    case .codes(.medium(let buffer)):
      let codes = buffer.values
      forEachRow(rows) { index, row in body(index, UInt32(truncatingIfNeeded: codes[row])) }
    case .codes(.wide(let buffer)):
      let codes = buffer.values
      forEachRow(rows) { index, row in body(index, codes[row]) }
    case .range(let buffer, let minimum):
      let values = buffer.values
      forEachRow(rows) { index, row in
        let value = values[row]
        body(index, value == Vector.unknownInteger ? 0 : UInt32(truncatingIfNeeded: value &- minimum &+ 1))
      }
    case .days(let buffer, let firstDay):
      // Instants are shifted so that none is negative: an unsigned division by a constant is a multiplication.
      let values = buffer.values
      let origin = firstDay &* Calendar.microsecondsPerDay
      forEachRow(rows) { index, row in
        let value = values[row]
        let day = UInt64(bitPattern: value &- origin) / 86_400_000_000
        body(index, value == Vector.unknownInteger ? 0 : UInt32(truncatingIfNeeded: day) &+ 1)
      }
    case .mapped(let source, let map):
      let inner = source.codes(rows)
      let target = map.values
      for index in 0..<rows.count { body(index, target[Int(inner.values[index])]) }
    case .single: for index in 0..<rows.count { body(index, 0) }
    }
  }
}

@inline(__always) private func forEachRow(_ rows: Rows, _ body: (Int, Int) -> Void) {
  if let list = rows.list {
    for index in 0..<rows.count { body(index, Int(list[index])) }
  } else {
    for index in 0..<rows.count { body(index, rows.start &+ index) }
  }
}

/// Some rows of a table: a stretch, or a list of row numbers.
struct Rows {
  var start: Int
  var count: Int
  /// Shape `[count]`; nil for the stretch.
  var list: UnsafeMutablePointer<UInt32>?
}
