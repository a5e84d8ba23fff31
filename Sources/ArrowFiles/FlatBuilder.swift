/// Builds one FlatBuffers message from its end to its start, as the format wants: what is referred to comes first.
struct FlatBuilder {
  /// The message's bytes, the last one first.
  private var reversed: [UInt8] = []

  /// Where something stands: bytes from the end of the message to its start.
  typealias Place = Int

  enum Field {
    case byte(UInt8)
    case short(Int16)
    case int(Int32)
    case long(Int64)
    case offset(Place)

    fileprivate var size: Int {
      switch self {
      case .byte: 1
      case .short: 2
      case .int, .offset: 4
      case .long: 8
      }
    }
  }

  private mutating func put(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { reversed.append(contentsOf: $0.reversed()) }
  }

  private mutating func pad(to alignment: Int, before bytes: Int) {
    while (reversed.count + bytes) % alignment != 0 { reversed.append(0) }
  }

  private mutating func putOffset(_ place: Place) {
    put(UInt32(truncatingIfNeeded: reversed.count + 4 - place))
  }

  mutating func text(_ text: String) -> Place {
    let bytes = Array(text.utf8)
    pad(to: 4, before: bytes.count + 1)
    reversed.append(0)
    reversed.append(contentsOf: bytes.reversed())
    put(UInt32(truncatingIfNeeded: bytes.count))
    return reversed.count
  }

  mutating func list(_ places: [Place]) -> Place {
    pad(to: 4, before: places.count * 4)
    for place in places.reversed() { putOffset(place) }
    put(UInt32(truncatingIfNeeded: places.count))
    return reversed.count
  }

  /// A list of structures made of 64-bit numbers.
  mutating func words(_ words: [Int64], perElement: Int) -> Place {
    pad(to: 8, before: words.count * 8)
    for word in words.reversed() { put(word) }
    put(UInt32(truncatingIfNeeded: words.count / perElement))
    return reversed.count
  }

  /// A table with its fields by slot; nil is left out.
  mutating func table(_ fields: [Field?]) -> Place {
    let begin = reversed.count
    var places = [Int](repeating: 0, count: fields.count)
    let order = fields.indices.sorted { (fields[$0]?.size ?? 0, $1) > (fields[$1]?.size ?? 0, $0) }
    for slot in order {
      guard let field = fields[slot] else { continue }
      pad(to: field.size, before: field.size)
      switch field {
      case .byte(let value): put(value)
      case .short(let value): put(value)
      case .int(let value): put(value)
      case .long(let value): put(value)
      case .offset(let place): putOffset(place)
      }
      places[slot] = reversed.count
    }
    pad(to: 4, before: 4)
    put(Int32(0))
    let table = reversed.count
    for slot in fields.indices.reversed() {
      put(fields[slot] == nil ? UInt16(0) : UInt16(truncatingIfNeeded: table - places[slot]))
    }
    put(UInt16(truncatingIfNeeded: table - begin))
    put(UInt16(truncatingIfNeeded: fields.count * 2 + 4))
    let back = Int32(truncatingIfNeeded: reversed.count - table)
    withUnsafeBytes(of: back.littleEndian) { bytes in
      for index in 0..<4 { reversed[table - 1 - index] = bytes[index] }
    }
    return table
  }

  mutating func finished(_ root: Place) -> [UInt8] {
    pad(to: 8, before: 4)
    putOffset(root)
    return reversed.reversed()
  }
}
