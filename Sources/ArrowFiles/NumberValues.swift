import Columns

/// A date or time that calendars reach, within some 270,000 years of today; nil for others.
private func reachable(_ value: Int64, _ perDay: Int64) -> Int64? {
  let reach = 100_000_000 * perDay
  return (-reach...reach).contains(value) ? value : nil
}

/// The numbers, days, times or lengths of time of a column while its batches are read.
struct NumberValues {
  /// Unknown is `Vector.unknownInteger`.
  var integers: [Int64] = []
  /// Used instead of the integers once a value does not fit them; unknown is NaN.
  var reals: [Double]?
  /// Decimal places of the integers.
  let scale: Int

  init(scale: Int) { self.scale = scale }

  mutating func becomeReal() {
    if reals != nil { return }
    let divisor = powersOfTen[scale]
    reals = integers.map { $0 == Vector.unknownInteger ? .nan : Double($0) / divisor }
    integers = []
  }

  mutating func append(_ value: Double) {
    becomeReal()
    reals?.append(value.isFinite ? value : .nan)
  }

  /// Adds the values of a part, which is of a type that numbers can be.
  mutating func append(_ part: ArrowPart) throws {
    switch part.type {
    case .integer(8, true): add(part, Int8.self)
    case .integer(16, true): add(part, Int16.self)
    case .integer(32, true): add(part, Int32.self)
    case .integer(_, true): add(part, Int64.self)
    case .integer(8, false): add(part, UInt8.self)
    case .integer(16, false): add(part, UInt16.self)
    case .integer(32, false): add(part, UInt32.self)
    case .integer(_, false): add(part, UInt64.self)
    case .real(32): addReals(part, Float.self)
    case .real(64): addReals(part, Double.self)
    case .real: addHalves(part)
    case .decimal(let bits, let scale): addDecimals(part, bits: bits, scale: scale)
    case .date(isDays: true): addConverted(part, Int32.self) { reachable($0, 1) }
    case .date(isDays: false):
      addConverted(part, Int64.self) { reachable(Calendar.floorDivide($0, 86_400_000), 1) }
    case .timeOfDay(let unit, 32): addConverted(part, Int32.self, unit.microseconds)
    case .timeOfDay(let unit, _): addConverted(part, Int64.self, unit.microseconds)
    case .timestamp(let unit, _):
      addConverted(part, Int64.self) { time in
        unit.microseconds(time).flatMap { reachable($0, Calendar.microsecondsPerDay) }
      }
    case .duration(let unit): addConverted(part, Int64.self, unit.microseconds)
    default: throw ArrowFault.damaged("a column of another type")
    }
  }

  private mutating func add<Source: FixedWidthInteger & BitwiseCopyable>(
    _ part: ArrowPart, _ type: Source.Type
  ) {
    let values = part.values(type)
    if reals != nil || scale != 0 || (MemoryLayout<Source>.size == 8 && !fits(part, values)) {
      becomeReal()
      for row in 0..<part.rows { reals?.append(part.isKnown(row) ? Double(values[row]) : .nan) }
      return
    }
    integers.reserveCapacity(integers.count + part.rows)
    if part.validity == nil {
      for value in values { integers.append(Int64(truncatingIfNeeded: value)) }
    } else {
      for row in 0..<part.rows {
        integers.append(part.isKnown(row) ? Int64(truncatingIfNeeded: values[row]) : Vector.unknownInteger)
      }
    }
  }

  /// Whether the values are integers of 64 bits, without the one that means unknown.
  private func fits<Source: FixedWidthInteger>(
    _ part: ArrowPart, _ values: UnsafeBufferPointer<Source>
  ) -> Bool {
    for row in 0..<part.rows where part.isKnown(row) {
      guard let value = Int64(exactly: values[row]), value != Vector.unknownInteger else { return false }
    }
    return true
  }

  private mutating func addReals<Source: BinaryFloatingPoint & BitwiseCopyable>(
    _ part: ArrowPart, _ type: Source.Type
  ) {
    let values = part.values(type)
    becomeReal()
    for row in 0..<part.rows {
      let value = part.isKnown(row) ? Double(values[row]) : .nan
      reals?.append(value.isFinite ? value : .nan)
    }
  }

  /// Numbers of 16 bits, which not every processor that Swift runs on has a type for.
  private mutating func addHalves(_ part: ArrowPart) {
    for (row, bits) in part.values(UInt16.self).enumerated() {
      let exponent = Int(bits >> 10 & 0x1F)
      let fraction = Double(bits & 0x3FF)
      let sign = bits & 0x8000 == 0 ? 1.0 : -1.0
      if exponent == 31 || !part.isKnown(row) {
        append(.nan)
      } else if exponent == 0 {
        append(sign * fraction / 16_777_216)
      } else {
        let magnitude =
          (1 + fraction / 1024)
          * (exponent >= 15 ? Double(1 << (exponent - 15)) : 1 / Double(1 << (15 - exponent)))
        append(sign * magnitude)
      }
    }
  }

  private mutating func addConverted<Source: FixedWidthInteger & BitwiseCopyable>(
    _ part: ArrowPart, _ type: Source.Type, _ convert: (Int64) -> Int64?
  ) {
    let values = part.values(type)
    integers.reserveCapacity(integers.count + part.rows)
    for row in 0..<part.rows {
      // An instant beyond the calendar of the language is as good as unknown.
      let value = part.isKnown(row) ? convert(Int64(truncatingIfNeeded: values[row])) : nil
      integers.append(value ?? Vector.unknownInteger)
    }
  }

  private mutating func addDecimals(_ part: ArrowPart, bits: Int, scale own: Int) {
    guard part.rows > 0 else { return }
    let words = (bits + 63) / 64
    for row in 0..<part.rows {
      guard part.isKnown(row) else {
        if reals != nil { reals?.append(.nan) } else { integers.append(Vector.unknownInteger) }
        continue
      }
      let start = row * bits / 8
      let bytes = part.buffers[0].bytes
      var low: Int64
      var isNarrow = true
      if bits == 32 {
        low = Int64(bytes.loadUnaligned(fromByteOffset: start, as: Int32.self))
      } else {
        low = bytes.loadUnaligned(fromByteOffset: start, as: Int64.self)
        for word in 1..<max(words, 1)
        where bytes.loadUnaligned(fromByteOffset: start + word * 8, as: Int64.self) != low >> 63 {
          isNarrow = false
        }
      }
      if reals == nil, isNarrow, own == scale, low != Vector.unknownInteger {
        integers.append(low)
        continue
      }
      becomeReal()
      // From the highest word, which carries the sign.
      var value = 0.0
      if bits == 32 { value = Double(low) }
      for word in stride(from: bits == 32 ? -1 : words - 1, through: 0, by: -1) {
        let place = start + word * 8
        if word == words - 1 {
          value = Double(bytes.loadUnaligned(fromByteOffset: place, as: Int64.self))
        } else {
          value =
            value * 18_446_744_073_709_551_616
            + Double(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
      }
      append(own == 0 ? value : scaledDown(value, own))
    }
  }

  private func scaledDown(_ value: Double, _ scale: Int) -> Double {
    var power = 1.0
    for _ in 0..<abs(scale) { power *= 10 }
    return scale > 0 ? value / power : value * power
  }

  // MARK: The whole column

  /// Reals that are all decimals with at most six places are integers with that scale, as in a text file.
  mutating func settle() -> Vector {
    guard let reals else { return .integers(Buffer(integers), scale: scale) }
    for scale in 0...6 {
      guard let exact = scaled(reals, scale) else { continue }
      return .integers(Buffer(exact), scale: scale)
    }
    return .reals(Buffer(reals))
  }

  private func scaled(_ reals: [Double], _ scale: Int) -> [Int64]? {
    let factor = powersOfTen[scale]
    var result: [Int64] = []
    for real in reals {
      if real.isNaN {
        result.append(Vector.unknownInteger)
        continue
      }
      let rounded = (real * factor).rounded()
      // Minus zero stays what it is nowhere else either.
      guard abs(rounded) < 9_007_199_254_740_992, rounded / factor == real else { return nil }
      if result.isEmpty { result.reserveCapacity(reals.count) }
      result.append(Int64(rounded))
    }
    return result
  }
}
