import CScan
import Columns
import Diagnostics

extension DecodingPass {
  func unknownBits(_ reading: scan_reading) -> Int64 {
    reading.meaning == SCAN_AS_NUMBER && reading.scale < 0
      ? Int64(bitPattern: Double.nan.bitPattern) : Vector.unknownInteger
  }

  func vector(_ table: ThreadColumn, _ reading: scan_reading, _ type: DataType) -> Vector {
    let values = UnsafeBufferPointer(start: table.integers.values, count: table.integers.count)
    if type == .bool { return .bools(Buffer(values.map { $0 == Vector.unknownInteger ? 2 : UInt8($0 & 1) })) }
    if reading.meaning == SCAN_AS_NUMBER && reading.scale < 0 {
      return .reals(
        Buffer(values.enumerated().map { $0 == 0 ? .nan : Double(bitPattern: UInt64(bitPattern: $1)) }))
    }
    return .integers(Buffer(Array(values)), scale: reading.meaning == SCAN_AS_NUMBER ? Int(reading.scale) : 0)
  }

  func plainVector(_ reading: scan_reading, adopting plain: PlainValues) -> Vector {
    let rows = dataset.rowCount
    guard let memory = plain.take() else { return .integers(Buffer([]), scale: 0) }
    if reading.meaning == SCAN_AS_NUMBER && reading.scale < 0 {
      let reals = UnsafeMutableRawPointer(memory).bindMemory(to: Double.self, capacity: max(rows, 1))
      return .reals(Buffer(adopting: reals, count: rows))
    }
    return .integers(
      Buffer(adopting: memory, count: rows), scale: reading.meaning == SCAN_AS_NUMBER ? Int(reading.scale) : 0
    )
  }

  func plainVector(
    _ reading: scan_reading, _ fill: (UnsafeMutablePointer<Int64>) throws -> Void
  ) rethrows -> Vector {
    let rows = dataset.rowCount
    if reading.meaning == SCAN_AS_NUMBER && reading.scale < 0 {
      return .reals(
        try Buffer(count: rows) { memory in
          scan_advise(memory.baseAddress, rows * 8)
          try UnsafeMutableRawBufferPointer(memory).withMemoryRebound(to: Int64.self) {
            if let start = $0.baseAddress { try fill(start) }
          }
        })
    }
    let buffer = try Buffer<Int64>(count: rows) { memory in
      scan_advise(memory.baseAddress, rows * 8)
      if let start = memory.baseAddress { try fill(start) }
    }
    return .integers(buffer, scale: reading.meaning == SCAN_AS_NUMBER ? Int(reading.scale) : 0)
  }

  func counted(_ codes: Codes, _ count: Int) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: count)
    let width = codes.width
    codes.withRawCodes { scan_codes_count($0, Int32(width), codes.count, &counts) }
    return counts
  }

  func converted(_ codes: Codes, _ replacement: [UInt32], domainCount: Int) throws -> Codes {
    let width = codeWidth(domainCount)
    try meter.add(codes.count * width)
    func fill(_ target: UnsafeMutableRawPointer) {
      scan_advise(target, codes.count * width)
      let own = codes.width
      codes.withRawCodes {
        scan_codes_convert($0, Int32(own), codes.count, replacement, target, Int32(width))
      }
    }
    return switch width {
    case 1: .narrow(Buffer(count: codes.count) { fill(UnsafeMutableRawPointer(unsafe: $0)) })
    case 2: .medium(Buffer(count: codes.count) { fill(UnsafeMutableRawPointer(unsafe: $0)) })
    default: .wide(Buffer(count: codes.count) { fill(UnsafeMutableRawPointer(unsafe: $0)) })
    }
  }

  func textBuffer(_ merged: ThreadColumn) -> TextBuffer {
    let texts = merged.texts
    let bytes = Buffer<UInt8>(count: texts.byte_count) { target in
      if let start = target.baseAddress, let source = texts.bytes {
        scan_advise(start, texts.byte_count)
        start.update(from: source, count: texts.byte_count)
      }
    }
    // The texts stand one behind the other in the order of their codes.
    let offsets = Buffer<Int>(count: texts.count + 1) { target in
      scan_advise(target.baseAddress, target.count * 8)
      target[0] = 0
      for code in 0..<texts.count {
        target[code + 1] = Int(texts.entries[code].offset) + Int(texts.entries[code].length)
      }
    }
    return TextBuffer(bytes: bytes, offsets: offsets)
  }
}

/// The bytes of a code that can name so many different values.
func codeWidth(_ count: Int) -> Int { count <= 256 ? 1 : count <= 65_536 ? 2 : 4 }

extension Codes {
  var width: Int {
    switch self {
    case .narrow: 1
    case .medium: 2
    case .wide: 4
    }
  }

  func withRawCodes(_ body: (UnsafeRawPointer) -> Void) {
    switch self {
    case .narrow(let buffer): if let start = buffer.values.baseAddress { body(start) }
    case .medium(let buffer): if let start = buffer.values.baseAddress { body(start) }
    case .wide(let buffer): if let start = buffer.values.baseAddress { body(start) }
    }
  }
}

extension UnsafeMutableRawPointer {
  /// The memory of a buffer that is never nil, because buffers of columns have at least one place.
  init<Element>(unsafe buffer: UnsafeMutableBufferPointer<Element>) {
    self = UnsafeMutableRawPointer(buffer.baseAddress!)
  }
}
