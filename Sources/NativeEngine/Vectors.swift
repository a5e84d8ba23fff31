import Columns
import Functions

/// The entries of a vector that some codes or row numbers name.
func gathered(_ vector: Vector, _ indices: Buffer<UInt32>) -> Vector { gathered(vector, indices.values) }

func gathered(_ vector: Vector, _ indices: UnsafeBufferPointer<UInt32>) -> Vector {
  switch vector {
  case .integers(let buffer, let scale):
    return .integers(
      Buffer(count: indices.count) { output in
        let values = buffer.values
        for index in 0..<indices.count { output[index] = values[Int(indices[index])] }
      }, scale: scale)
  case .reals(let buffer):
    return .reals(
      Buffer(count: indices.count) { output in
        let values = buffer.values
        for index in 0..<indices.count { output[index] = values[Int(indices[index])] }
      })
  case .bools(let buffer):
    return .bools(
      Buffer(count: indices.count) { output in
        let values = buffer.values
        for index in 0..<indices.count { output[index] = values[Int(indices[index])] }
      })
  case .texts(let texts):
    var length = 0
    for index in indices { length += texts.offsets[Int(index) + 1] - texts.offsets[Int(index)] }
    let offsets = Buffer<Int>(count: indices.count + 1) { output in
      var position = 0
      for index in 0..<indices.count {
        output[index] = position
        position += texts.offsets[Int(indices[index]) + 1] - texts.offsets[Int(indices[index])]
      }
      output[indices.count] = position
    }
    let bytes = Buffer<UInt8>(count: length) { output in
      var position = 0
      for index in indices {
        for byte in texts.utf8(Int(index)) {
          output[position] = byte
          position += 1
        }
      }
    }
    return .texts(TextBuffer(bytes: bytes, offsets: offsets))
  }
}

/// A stretch of a vector.
func sliced(_ vector: Vector, _ range: Range<Int>) -> Vector {
  switch vector {
  case .integers(let buffer, let scale):
    return .integers(Buffer(count: range.count) { copy(buffer.values, range, $0) }, scale: scale)
  case .reals(let buffer): return .reals(Buffer(count: range.count) { copy(buffer.values, range, $0) })
  case .bools(let buffer): return .bools(Buffer(count: range.count) { copy(buffer.values, range, $0) })
  case .texts(let texts):
    let offsets = Buffer<Int>(count: range.count + 1) { output in
      for index in 0...range.count { output[index] = texts.offsets[range.lowerBound + index] }
    }
    return .texts(TextBuffer(bytes: texts.bytes, offsets: offsets))
  }
}

private func copy<Element>(
  _ values: UnsafeBufferPointer<Element>, _ range: Range<Int>, _ output: UnsafeMutableBufferPointer<Element>
) {
  guard !range.isEmpty, let source = values.baseAddress, let target = output.baseAddress else { return }
  target.update(from: source + range.lowerBound, count: range.count)
}

/// Vectors of one type one after the other. Numbers become doubles where their scales do not agree.
func concatenated(_ parts: [Vector], type: DataType) -> Vector {
  if parts.count == 1 { return parts[0] }
  let count = parts.reduce(0) { $0 + $1.count }
  switch type {
  case .text:
    var bytes: [UInt8] = []
    var offsets: [Int] = [0]
    offsets.reserveCapacity(count + 1)
    for part in parts {
      guard case .texts(let texts) = part else { continue }
      for row in 0..<texts.count {
        bytes.append(contentsOf: texts.utf8(row))
        offsets.append(bytes.count)
      }
    }
    return .texts(TextBuffer(bytes: Buffer(bytes), offsets: Buffer(offsets)))
  case .bool:
    return .bools(
      Buffer(count: count) { output in
        var position = 0
        for part in parts {
          guard case .bools(let buffer) = part else { continue }
          for row in 0..<buffer.count { output[position + row] = buffer[row] }
          position += buffer.count
        }
      })
  default: break
  }
  let scales = Set(parts.map { if case .integers(_, let scale) = $0 { scale } else { -1 } })
  if scales.count == 1, let scale = scales.first, scale >= 0 {
    return .integers(
      Buffer(count: count) { output in
        var position = 0
        for part in parts {
          guard case .integers(let buffer, _) = part else { continue }
          copy(buffer.values, 0..<buffer.count, UnsafeMutableBufferPointer(rebasing: output[position...]))
          position += buffer.count
        }
      }, scale: scale)
  }
  return .reals(
    Buffer(count: count) { output in
      var position = 0
      for part in parts {
        let values = doubles(part)
        copy(values.values, 0..<values.count, UnsafeMutableBufferPointer(rebasing: output[position...]))
        position += values.count
      }
    })
}

/// The numbers of a vector as doubles, NaN for unknown.
func doubles(_ vector: Vector) -> Buffer<Double> {
  switch vector {
  case .reals(let buffer): return buffer
  case .integers(let buffer, let scale):
    let divisor = powersOfTen[scale]
    return Buffer(count: buffer.count) { output in
      let values = buffer.values
      for row in 0..<values.count {
        output[row] = values[row] == Vector.unknownInteger ? .nan : Double(values[row]) / divisor
      }
    }
  case .bools(let buffer):
    return Buffer(count: buffer.count) { output in
      for row in 0..<output.count { output[row] = buffer[row] == 2 ? .nan : Double(buffer[row]) }
    }
  case .texts(let texts): return Buffer(repeating: .nan, count: texts.count)
  }
}

extension Vector {
  func isUnknown(_ row: Int) -> Bool {
    switch self {
    case .integers(let buffer, _): buffer[row] == Vector.unknownInteger
    case .reals(let buffer): !buffer[row].isFinite
    case .bools(let buffer): buffer[row] == 2
    case .texts(let texts): texts.offsets[row] == texts.offsets[row + 1]
    }
  }
}

/// A value as a key of groups: texts without blanks around them, whole doubles as integers.
func normalised(_ value: Value) -> Value {
  switch value {
  case .real(let real):
    if let integer = Int64(exactly: real), abs(real) < 9_007_199_254_740_992 { return .integer(integer) }
    return value
  case .text(let text):
    var bytes = text
    if !bytes.withUTF8(needsTrimming) { return value }
    let trimmed = trimmedText(text)
    return trimmed.isEmpty ? .none : .text(trimmed)
  default: return value
  }
}

private func trimmedText(_ text: String) -> String {
  let isBlank: (Unicode.Scalar) -> Bool = { $0.value <= 0x20 || $0.value == 0xA0 }
  let scalars = text.unicodeScalars
  guard let first = scalars.firstIndex(where: { !isBlank($0) }),
    let last = scalars.lastIndex(where: { !isBlank($0) })
  else { return "" }
  return String(scalars[first...last])
}
