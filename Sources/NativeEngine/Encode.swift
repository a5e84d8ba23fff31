import Columns

/// A vector as codes of its different values, 0 for unknown, in the order in which they first appear.
func encoded(_ vector: Vector, work: Work) throws -> (codes: Buffer<UInt32>, table: Vector) {
  switch vector {
  case .integers(let buffer, let scale):
    let (codes, firsts) = try encodedKeys(buffer.count, work: work) { buffer.values[$0] }
    return (codes, .integers(Buffer([Vector.unknownInteger] + firsts.map { buffer[$0] }), scale: scale))
  case .reals(let buffer):
    let (codes, firsts) = try encodedKeys(buffer.count, work: work) { row in
      let value = buffer.values[row]
      // Zero has two signs and is one value.
      return value.isFinite ? Int64(bitPattern: (value + 0).bitPattern) : Vector.unknownInteger
    }
    return (codes, .reals(Buffer([.nan] + firsts.map { buffer[$0] })))
  case .bools(let buffer):
    let codes = Buffer<UInt32>(count: buffer.count) { output in
      for row in 0..<output.count { output[row] = buffer[row] == 2 ? 0 : UInt32(buffer[row]) + 1 }
    }
    return (codes, .bools(Buffer([2, 0, 1])))
  case .texts(let texts): return try encodedTexts(texts, work: work)
  }
}

@inline(__always) func mixed(_ key: UInt64) -> UInt64 {
  var bits = key &* 0x9E37_79B9_7F4A_7C15
  bits ^= bits >> 32
  return bits
}

/// Codes of 64-bit keys through one open table, doubled while it fills.
@inline(__always) private func encodedKeys(
  _ count: Int, work: Work, _ key: (Int) -> Int64
) throws -> (Buffer<UInt32>, [Int]) {
  var firsts: [Int] = []
  var keys: [Int64] = []
  var capacity = 1024
  var slots = [UInt32](repeating: 0, count: capacity)
  let codes = try Buffer<UInt32>(count: count) { output in
    for row in 0..<count {
      if row & 0xFFFF == 0 { try work.checkpoint() }
      let wanted = key(row)
      if wanted == Vector.unknownInteger {
        output[row] = 0
        continue
      }
      var slot = Int(truncatingIfNeeded: mixed(UInt64(bitPattern: wanted))) & (capacity - 1)
      while true {
        let code = slots[slot]
        if code == 0 {
          firsts.append(row)
          keys.append(wanted)
          slots[slot] = UInt32(firsts.count)
          output[row] = UInt32(firsts.count)
          break
        }
        if keys[Int(code) - 1] == wanted {
          output[row] = code
          break
        }
        slot = (slot + 1) & (capacity - 1)
      }
      if firsts.count * 2 > capacity {
        capacity *= 4
        slots = [UInt32](repeating: 0, count: capacity)
        for (index, known) in keys.enumerated() {
          var slot = Int(truncatingIfNeeded: mixed(UInt64(bitPattern: known))) & (capacity - 1)
          while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
          slots[slot] = UInt32(index + 1)
        }
      }
    }
  }
  return (codes, firsts)
}

private func encodedTexts(_ texts: TextBuffer, work: Work) throws -> (Buffer<UInt32>, Vector) {
  var distinct: [String] = [""]
  var known: [String: UInt32] = [:]
  let codes = try Buffer<UInt32>(count: texts.count) { output in
    for row in 0..<output.count {
      if row & 0xFFFF == 0 { try work.checkpoint() }
      let text = texts[row]
      if text.isEmpty {
        output[row] = 0
      } else if let code = known[text] {
        output[row] = code
      } else {
        known[text] = UInt32(distinct.count)
        output[row] = UInt32(distinct.count)
        distinct.append(text)
      }
    }
  }
  return (codes, .texts(TextBuffer(distinct)))
}

/// Small numbers for keys made of small numbers, in the order in which they first appear.
func densified(_ keys: Buffer<Int64>, work: Work) throws -> (codes: Buffer<UInt32>, firsts: [Int]) {
  try encodedKeys(keys.count, work: work) { keys.values[$0] }
}
