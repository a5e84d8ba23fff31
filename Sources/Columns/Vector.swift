/// A run of values of one type, one for each row: a plain column, the domain of a coded one, or a block in between.
///
/// Unknown (`none`) is inside the values, so that no second buffer is read: `Int64.min`, NaN, 2 for booleans, the
/// empty text. An empty text therefore *is* unknown everywhere in the language.
public enum Vector: Sendable {
  /// Numbers times 10^scale (scale 0…6), days, microseconds, or ordinals of periods.
  case integers(Buffer<Int64>, scale: Int)
  case reals(Buffer<Double>)
  /// 0 false, 1 true, 2 unknown.
  case bools(Buffer<UInt8>)
  case texts(TextBuffer)

  /// The integer that stands for unknown. Public and inlinable, so that loops of other modules compare with a constant.
  @inlinable public static var unknownInteger: Int64 { Int64.min }

  package var count: Int {
    switch self {
    case .integers(let buffer, _): buffer.count
    case .reals(let buffer): buffer.count
    case .bools(let buffer): buffer.count
    case .texts(let buffer): buffer.count
    }
  }

  /// One cell as a value of the given type.
  package func value(at row: Int, as type: DataType) -> Value {
    switch self {
    case .integers(let buffer, let scale):
      let integer = buffer[row]
      if integer == Vector.unknownInteger { return .none }
      switch type {
      case .date: return .date(integer)
      case .time: return .time(integer)
      case .duration: return .duration(integer)
      case .period(let grain): return .period(grain, integer)
      default: return scale == 0 ? .integer(integer) : .real(Double(integer) / powersOfTen[scale])
      }
    case .reals(let buffer):
      let real = buffer[row]
      return real.isFinite ? .real(real) : .none
    case .bools(let buffer):
      let flag = buffer[row]
      return flag == 2 ? .none : .bool(flag == 1)
    case .texts(let buffer):
      let text = buffer[row]
      return text.isEmpty ? .none : .text(text)
    }
  }
}

/// 10^0 … 10^6, exact.
package let powersOfTen: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

/// Texts in one run of UTF-8 bytes. The empty text is unknown.
public struct TextBuffer: Sendable {
  /// The texts one after the other.
  public let bytes: Buffer<UInt8>
  /// Shape `[count + 1]`: text `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
  public let offsets: Buffer<Int>

  package init(bytes: Buffer<UInt8>, offsets: Buffer<Int>) {
    self.bytes = bytes
    self.offsets = offsets
  }

  package init(_ texts: [String]) {
    var bytes: [UInt8] = []
    var offsets = [0]
    offsets.reserveCapacity(texts.count + 1)
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      offsets.append(bytes.count)
    }
    self.init(bytes: Buffer(bytes), offsets: Buffer(offsets))
  }

  package var count: Int { offsets.count - 1 }

  /// The UTF-8 of one text; valid while the buffer lives.
  @inlinable public func utf8(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes.values[offsets[row]..<offsets[row + 1]])
  }

  /// One text.
  @inlinable public subscript(row: Int) -> String { String(decoding: utf8(row), as: UTF8.self) }
}
