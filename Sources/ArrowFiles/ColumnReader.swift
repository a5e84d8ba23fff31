import Columns
import Diagnostics

/// A column while its parts are read, one after the other.
struct ColumnReader {
  private let kind: DataType
  private let unknownTexts: Set<String>
  private var numbers: NumberValues
  private var flags: [UInt8] = []
  private var texts = TextDomain()
  private var codes: [UInt32] = []

  init(kind: DataType, scale: Int, unknownTexts: [String]) {
    self.kind = kind
    self.unknownTexts = Set(unknownTexts)
    numbers = NumberValues(scale: scale)
  }

  /// Rows so far.
  var count: Int {
    switch kind {
    case .text: codes.count
    case .bool: flags.count
    default: numbers.reals?.count ?? numbers.integers.count
    }
  }

  mutating func appendUnknown(_ rows: Int) {
    switch kind {
    case .text: codes.append(contentsOf: repeatElement(0, count: rows))
    case .bool: flags.append(contentsOf: repeatElement(2, count: rows))
    default:
      if numbers.reals != nil {
        numbers.reals?.append(contentsOf: repeatElement(.nan, count: rows))
      } else {
        numbers.integers.append(contentsOf: repeatElement(Vector.unknownInteger, count: rows))
      }
    }
  }

  /// Reads a column of a file up to a row of the whole table.
  mutating func read(_ file: ArrowFile, _ place: Int, end: Int, memory: Int, work: Work) throws {
    let field = file.fields[place]
    var dictionary: ArrowPart?
    for batch in file.batches where count < end {
      try work.checkpoint()
      let part = try file.part(place, batch, limit: end - count, memory: memory)
      guard let encoding = field.dictionary else {
        try append(part)
        continue
      }
      if dictionary == nil { dictionary = try file.dictionary(encoding.id, field.type, memory: memory) }
      guard let dictionary else { continue }
      try append(part, from: dictionary)
    }
  }

  private mutating func append(_ part: ArrowPart) throws {
    switch kind {
    case .text: codes.append(contentsOf: try textCodes(part))
    case .bool:
      guard part.type == .bool else { throw ArrowFault.damaged("a column of another type") }
      for row in 0..<part.rows { flags.append(part.isKnown(row) ? part.bit(row) : 2) }
    default: try numbers.append(part)
    }
  }

  /// Adds the values that places in a dictionary stand for.
  private mutating func append(_ part: ArrowPart, from dictionary: ArrowPart) throws {
    let places = try part.places(below: dictionary.rows)
    switch kind {
    case .text:
      // Texts are entered as they are met, so that the domain holds none that no row has.
      var known = [UInt32](repeating: .max, count: dictionary.rows)
      codes.reserveCapacity(codes.count + places.count)
      for place in places {
        guard place >= 0 else {
          codes.append(0)
          continue
        }
        if known[place] == .max { known[place] = try textCode(dictionary, place) }
        codes.append(known[place])
      }
    case .bool:
      guard dictionary.type == .bool else { throw ArrowFault.damaged("a column of another type") }
      for place in places {
        flags.append(place >= 0 && dictionary.isKnown(place) ? dictionary.bit(place) : 2)
      }
    default:
      var values = NumberValues(scale: numbers.scale)
      try values.append(dictionary)
      if let reals = values.reals {
        for place in places { numbers.append(place >= 0 ? reals[place] : .nan) }
      } else if numbers.reals != nil {
        for place in places {
          let value = place >= 0 ? values.integers[place] : Vector.unknownInteger
          numbers.append(
            value == Vector.unknownInteger ? .nan : Double(value) / powersOfTen[numbers.scale])
        }
      } else {
        for place in places {
          numbers.integers.append(place >= 0 ? values.integers[place] : Vector.unknownInteger)
        }
      }
    }
  }

  private mutating func textCodes(_ part: ArrowPart) throws -> [UInt32] {
    var found: [UInt32] = []
    found.reserveCapacity(part.rows)
    for row in 0..<part.rows { found.append(try textCode(part, row)) }
    return found
  }

  private mutating func textCode(_ part: ArrowPart, _ row: Int) throws -> UInt32 {
    guard part.isKnown(row) else { return 0 }
    let text = try part.text(row)
    if !unknownTexts.isEmpty, unknownTexts.contains(String(decoding: text, as: UTF8.self)) { return 0 }
    return texts.code(of: text)
  }

  /// The whole column.
  mutating func finished() -> Column {
    switch kind {
    case .text:
      return Column(type: .text, storage: .coded(narrowed(codes, texts.count), domain: texts.vector))
    case .bool: return coded(.bools(Buffer(flags)), as: .bool)
    case .number: return coded(numbers.settle(), as: .number)
    default: return coded(.integers(Buffer(numbers.integers), scale: 0), as: kind)
    }
  }
}

/// The same column with the texts of its values: for ids and customers, which are never numbers.
func textColumn(_ column: Column) -> Column {
  guard column.type != .text else { return column }
  var domain = TextDomain()
  func code(_ value: Value) -> UInt32 { value == .none ? 0 : domain.code(of: plainText(value)) }
  var codes: [UInt32] = []
  codes.reserveCapacity(column.count)
  if case .coded(let own, let values) = column.storage {
    let translation = (0..<values.count).map { code(values.value(at: $0, as: column.type)) }
    for row in 0..<own.count { codes.append(translation[own[row]]) }
  } else {
    for row in 0..<column.count { codes.append(code(column.value(at: row))) }
  }
  return Column(type: .text, storage: .coded(narrowed(codes, domain.count), domain: domain.vector))
}

private func plainText(_ value: Value) -> String {
  switch value {
  case .none: ""
  case .bool(let flag): flag ? "true" : "false"
  case .integer(let integer), .duration(let integer), .period(_, let integer): String(integer)
  case .real(let real): real == real.rounded() && abs(real) < 1e15 ? String(Int64(real)) : String(real)
  case .text(let text): text
  case .date(let day): Calendar.dateText(day)
  case .time(let time): Calendar.timeText(time)
  }
}

extension ArrowPart {
  /// One bit of a column of them.
  @inline(__always) func bit(_ row: Int) -> UInt8 { buffers[0].bytes[row >> 3] >> UInt8(row & 7) & 1 }

  /// The places in a dictionary that has so many entries; -1 where unknown.
  func places(below count: Int) throws -> [Int] {
    guard case .integer(let bits, let isSigned) = type else {
      throw ArrowFault.damaged("the places in a dictionary are no integers")
    }
    switch (bits, isSigned) {
    case (8, true): return try places(Int8.self, count)
    case (16, true): return try places(Int16.self, count)
    case (32, true): return try places(Int32.self, count)
    case (8, false): return try places(UInt8.self, count)
    case (16, false): return try places(UInt16.self, count)
    case (32, false): return try places(UInt32.self, count)
    case (_, true): return try places(Int64.self, count)
    case (_, false): return try places(UInt64.self, count)
    }
  }

  private func places<Place: FixedWidthInteger & BitwiseCopyable>(_ type: Place.Type, _ count: Int) throws
    -> [Int]
  {
    var found: [Int] = []
    found.reserveCapacity(rows)
    for (row, place) in values(type).enumerated() {
      guard isKnown(row) else {
        found.append(-1)
        continue
      }
      guard let place = Int(exactly: place), place >= 0, place < count else {
        throw ArrowFault.damaged("a place in a dictionary does not exist")
      }
      found.append(place)
    }
    return found
  }

  /// The bytes of a text; valid while the part lives.
  func text(_ row: Int) throws -> UnsafeRawBufferPointer {
    if type == .textView { return try viewedText(row) }
    guard buffers.count == 2, case .text(let isLarge) = type else {
      throw ArrowFault.damaged("a column of another type")
    }
    let offsets = buffers[0].bytes
    let (start, end) =
      isLarge
      ? (
        Int(offsets.loadUnaligned(fromByteOffset: row * 8, as: Int64.self)),
        Int(offsets.loadUnaligned(fromByteOffset: row * 8 + 8, as: Int64.self))
      )
      : (
        Int(offsets.loadUnaligned(fromByteOffset: row * 4, as: Int32.self)),
        Int(offsets.loadUnaligned(fromByteOffset: row * 4 + 4, as: Int32.self))
      )
    guard start >= 0, start <= end, end <= buffers[1].count else {
      throw ArrowFault.damaged("a text lies outside of its column")
    }
    return UnsafeRawBufferPointer(rebasing: buffers[1].bytes[start..<end])
  }

  /// A text of up to 12 bytes stands in the view itself, a longer one in one of the buffers beside.
  private func viewedText(_ row: Int) throws -> UnsafeRawBufferPointer {
    let views = buffers[0].bytes
    let count = Int(views.loadUnaligned(fromByteOffset: row * 16, as: Int32.self))
    guard count >= 0 else { throw ArrowFault.damaged("a text ends before it starts") }
    if count <= 12 {
      return UnsafeRawBufferPointer(rebasing: views[(row * 16 + 4)..<(row * 16 + 4 + count)])
    }
    let buffer = Int(views.loadUnaligned(fromByteOffset: row * 16 + 8, as: Int32.self))
    let start = Int(views.loadUnaligned(fromByteOffset: row * 16 + 12, as: Int32.self))
    guard buffer >= 0, buffer + 1 < buffers.count, start >= 0, start <= buffers[buffer + 1].count - count
    else { throw ArrowFault.damaged("a text lies outside of its column") }
    return UnsafeRawBufferPointer(rebasing: buffers[buffer + 1].bytes[start..<(start + count)])
  }
}
