import Columns

/// A run of bytes that somebody keeps alive.
struct ByteSource {
  let bytes: UnsafeRawBufferPointer
  private let owner: AnyObject

  var count: Int { bytes.count }

  init<Element: BitwiseCopyable>(_ buffer: Buffer<Element>) {
    bytes = UnsafeRawBufferPointer(buffer.values)
    owner = buffer
  }
}

/// What the values of a column are in Arrow.
enum ValueKind {
  case integer, real, bool, date, time(hasZone: Bool), duration, text(isLarge: Bool)
  /// Integers of 64 bits times a power of ten.
  case decimal(scale: Int)

  /// The number and the table of the type in a schema.
  func type(_ builder: inout FlatBuilder) -> (UInt8, FlatBuilder.Place) {
    switch self {
    case .integer: (2, builder.table([.int(64), .byte(1)]))
    case .real: (3, builder.table([.short(2)]))
    case .bool: (6, builder.table([]))
    case .date: (8, builder.table([.short(0)]))
    case .time(let hasZone):
      {
        let zone = hasZone ? builder.text("UTC") : nil
        return (10, builder.table([.short(2), zone.map { .offset($0) }]))
      }()
    case .duration: (18, builder.table([.short(2)]))
    case .text(let isLarge): (isLarge ? 20 : 5, builder.table([]))
    case .decimal(let scale): (7, builder.table([.int(18), .int(Int32(scale)), .int(64)]))
    }
  }
}

/// The buffers of some values, as a batch has them.
struct EncodedArray {
  enum Kind {
    /// Places in a dictionary, of so many bytes each.
    case codes(width: Int)
    case values
  }

  let kind: Kind
  let count: Int
  let unknown: Int
  let buffers: [ByteSource]
}

/// A column as an Arrow file has it: values, or places in a dictionary of values.
///
/// Where code 0 stands for unknown, a bitmap says so to others; what stands in the first place of the dictionary is a
/// value that no other place has, because an unknown one there is more than some tools can bear.
struct EncodedColumn {
  let values: ValueKind
  let rows: EncodedArray
  let dictionary: EncodedArray?

  init(_ source: ArrowColumn) {
    let column = source.column
    switch column.storage {
    case .coded(let codes, let domain):
      if case .bools(let flags) = domain {
        // Two bits for a row are fewer than a code.
        let values = (0..<codes.count).map { flags[codes[$0]] }
        (self.values, rows) = encode(.bools(Buffer(values)), source)
        dictionary = nil
        return
      }
      (values, dictionary) = encode(EncodedColumn.withPlaceholder(domain), source)
      let (validity, unknown) = bitmap(codes.count) { codes[$0] != 0 }
      switch codes {
      case .narrow(let buffer):
        rows = EncodedArray(
          kind: .codes(width: 1), count: codes.count, unknown: unknown,
          buffers: [validity, ByteSource(buffer)])
      case .medium(let buffer):
        rows = EncodedArray(
          kind: .codes(width: 2), count: codes.count, unknown: unknown,
          buffers: [validity, ByteSource(buffer)])
      case .wide(let buffer):
        rows = EncodedArray(
          kind: .codes(width: 4), count: codes.count, unknown: unknown,
          buffers: [validity, ByteSource(buffer)])
      }
    case .plain(let vector):
      (values, rows) = encode(vector, source)
      dictionary = nil
    }
  }

  /// The domain with a value in place of unknown that is no other value: one below all others, or above.
  private static func withPlaceholder(_ domain: Vector) -> Vector {
    switch domain {
    case .integers(let buffer, let scale):
      var values = Array(buffer.values)
      guard !values.isEmpty else { return domain }
      let known = values.dropFirst()
      let low = known.min() ?? 1
      values[0] = low > Int64.min + 1 ? low - 1 : (known.max() ?? 0) &+ 1
      return .integers(Buffer(values), scale: scale)
    case .reals(let buffer):
      var values = Array(buffer.values)
      guard !values.isEmpty else { return domain }
      values[0] = min((values.dropFirst().min() ?? 1) - 1, ((values.dropFirst().min() ?? 1)).nextDown)
      return .reals(Buffer(values))
    case .bools, .texts: return domain
    }
  }
}

/// A bit for each row, 1 where it is known; no bytes where all are.
private func bitmap(_ count: Int, _ isKnown: (Int) -> Bool) -> (ByteSource, unknown: Int) {
  var unknown = 0
  let buffer = Buffer<UInt8>(count: (count + 7) / 8) { bits in
    for index in bits.indices {
      var byte: UInt8 = 0
      for bit in 0..<8 where index * 8 + bit < count {
        if isKnown(index * 8 + bit) { byte |= 1 << UInt8(bit) } else { unknown += 1 }
      }
      bits[index] = byte
    }
  }
  return (ByteSource(unknown == 0 ? Buffer<UInt8>([]) : buffer), unknown)
}

private func encode(_ vector: Vector, _ source: ArrowColumn) -> (ValueKind, EncodedArray) {
  func array(_ count: Int, _ validity: (ByteSource, unknown: Int), _ buffers: [ByteSource]) -> EncodedArray {
    EncodedArray(
      kind: .values, count: count, unknown: validity.unknown, buffers: [validity.0] + buffers)
  }
  switch vector {
  case .integers(let buffer, let scale):
    let validity = bitmap(buffer.count) { buffer.values[$0] != Vector.unknownInteger }
    if source.column.type == .date, let days = narrowDays(buffer) {
      return (.date, array(buffer.count, validity, [ByteSource(days)]))
    }
    let kind: ValueKind =
      switch source.column.type {
      case .time: .time(hasZone: source.holdsInstants)
      case .duration: .duration
      default: scale > 0 ? .decimal(scale: scale) : .integer
      }
    return (kind, array(buffer.count, validity, [ByteSource(buffer)]))
  case .reals(let buffer):
    let validity = bitmap(buffer.count) { !buffer.values[$0].isNaN }
    return (.real, array(buffer.count, validity, [ByteSource(buffer)]))
  case .bools(let buffer):
    let validity = bitmap(buffer.count) { buffer.values[$0] != 2 }
    let bits = Buffer<UInt8>(count: (buffer.count + 7) / 8) { bits in
      for index in bits.indices {
        var byte: UInt8 = 0
        for bit in 0..<8 where index * 8 + bit < buffer.count && buffer.values[index * 8 + bit] == 1 {
          byte |= 1 << UInt8(bit)
        }
        bits[index] = byte
      }
    }
    return (.bool, array(buffer.count, validity, [ByteSource(bits)]))
  case .texts(let texts):
    // The first text of a domain is the empty one, which is a value as good as any.
    let isDomain = if case .coded = source.column.storage { true } else { false }
    let validity = bitmap(texts.count) {
      isDomain || texts.offsets.values[$0] != texts.offsets.values[$0 + 1]
    }
    if isDomain || texts.bytes.count > Int(Int32.max) {
      return (
        .text(isLarge: true),
        array(texts.count, validity, [ByteSource(texts.offsets), ByteSource(texts.bytes)])
      )
    }
    let offsets = Buffer<Int32>(texts.offsets.values.map { Int32($0) })
    return (
      .text(isLarge: false), array(texts.count, validity, [ByteSource(offsets), ByteSource(texts.bytes)])
    )
  }
}

/// Days in 32 bits; nil where one does not fit.
private func narrowDays(_ buffer: Buffer<Int64>) -> Buffer<Int32>? {
  var days: [Int32] = []
  days.reserveCapacity(buffer.count)
  for value in buffer.values {
    guard let day = Int32(exactly: value == Vector.unknownInteger ? 0 : value) else { return nil }
    days.append(day)
  }
  return Buffer(days)
}
