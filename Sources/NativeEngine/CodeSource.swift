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
    switch kind {
    case .codes(.narrow(let buffer)):
      return Buffer(count: rows.count) { gatherCodes(buffer.values, rows, $0) }
    case .codes(.medium(let buffer)):
      return Buffer(count: rows.count) { gatherCodes(buffer.values, rows, $0) }
    case .codes(.wide(let buffer)): return Buffer(count: rows.count) { gatherCodes(buffer.values, rows, $0) }
    case .range(let buffer, let minimum):
      return Buffer(count: rows.count) { output in
        let values = buffer.values
        if let list = rows.list {
          for index in 0..<rows.count {
            let value = values[Int(list[index])]
            output[index] =
              value == Vector.unknownInteger ? 0 : UInt32(truncatingIfNeeded: value &- minimum &+ 1)
          }
        } else {
          for index in 0..<rows.count {
            let value = values[rows.start &+ index]
            output[index] =
              value == Vector.unknownInteger ? 0 : UInt32(truncatingIfNeeded: value &- minimum &+ 1)
          }
        }
      }
    case .days(let buffer, let firstDay):
      // Instants are shifted so that none is negative: an unsigned division by a constant is a multiplication.
      let origin = firstDay &* Calendar.microsecondsPerDay
      let perDay = UInt64(Calendar.microsecondsPerDay)
      return Buffer(count: rows.count) { output in
        let values = buffer.values
        if let list = rows.list {
          for index in 0..<rows.count {
            let value = values[Int(list[index])]
            let day = UInt64(bitPattern: value &- origin) / perDay
            output[index] = value == Vector.unknownInteger ? 0 : UInt32(truncatingIfNeeded: day) &+ 1
          }
        } else {
          for index in 0..<rows.count {
            let value = values[rows.start &+ index]
            let day = UInt64(bitPattern: value &- origin) / perDay
            output[index] = value == Vector.unknownInteger ? 0 : UInt32(truncatingIfNeeded: day) &+ 1
          }
        }
      }
    case .mapped(let source, let map):
      let inner = source.codes(rows)
      return Buffer(count: rows.count) { output in
        let codes = inner.values
        let target = map.values
        for index in 0..<rows.count { output[index] = target[Int(codes[index])] }
      }
    case .single: return Buffer(repeating: 0, count: rows.count)
    }
  }
}

/// Some rows of a table: a stretch, or a list of row numbers.
struct Rows {
  var start: Int
  var count: Int
  /// Shape `[count]`; nil for the stretch.
  var list: UnsafeMutablePointer<UInt32>?
}

private func gatherCodes<Code: FixedWidthInteger & UnsignedInteger>(
  _ codes: UnsafeBufferPointer<Code>, _ rows: Rows, _ output: UnsafeMutableBufferPointer<UInt32>
) {
  if let list = rows.list {
    for index in 0..<rows.count { output[index] = UInt32(truncatingIfNeeded: codes[Int(list[index])]) }
  } else {
    for index in 0..<rows.count { output[index] = UInt32(truncatingIfNeeded: codes[rows.start &+ index]) }
  }
}
