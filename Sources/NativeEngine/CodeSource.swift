import Columns

/// Where the code of a row comes from: the codes of a column, or something that is quickly made a code. Code 0 is
/// unknown.
final class CodeSource: @unchecked Sendable {
  enum Kind {
    case codes(Codes)
    /// Where a plain column lies: 1 outside of the range, 2 inside.
    case within(Buffer<Int64>, ClosedRange<Int64>)
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

  /// Whether two sources have the same codes in every row, as far as that is known without a look at the rows.
  func isSame(as other: CodeSource) -> Bool {
    if self === other { return true }
    switch (kind, other.kind) {
    case (.codes(.narrow(let own)), .codes(.narrow(let others))): return own === others
    case (.codes(.medium(let own)), .codes(.medium(let others))): return own === others
    case (.codes(.wide(let own)), .codes(.wide(let others))): return own === others
    case (.within(let own, let range), .within(let others, let otherRange)):
      return own === others && range == otherRange
    default: return false
    }
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
    case .within(let buffer, let range):
      let values = buffer.values
      forEachRow(rows) { index, row in
        let value = values[row]
        let code: UInt32 = range.contains(value) ? 2 : 1
        body(index, value == Vector.unknownInteger ? 0 : code)
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
