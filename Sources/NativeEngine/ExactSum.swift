/// Exact sums of doubles, one for each group: the result does not depend on the order of the additions.
///
/// A sum is a number of 32-bit digits, each kept in 64 bits so that carries can wait for the end. Only the digits that
/// the values touch are kept; the window grows when a value lies outside it. After J. Shewchuk's and R. Neal's idea of
/// a small superaccumulator.
struct ExactSums {
  private(set) var groups: Int
  /// The first digit kept; digit d counts 2^(32 d − 1074).
  private var low = 0
  /// Digits kept; 0 before the first value.
  private var width = 0
  private var digits: [Int64] = []

  init(groups: Int) { self.groups = groups }

  var isEmpty: Bool { width == 0 }

  /// Adds a finite value.
  @inline(__always) mutating func add(_ value: Double, to group: Int) {
    let bits = value.bitPattern
    let exponent = Int((bits >> 52) & 0x7FF)
    let fraction = bits & 0xF_FFFF_FFFF_FFFF
    let significand = exponent == 0 ? fraction : fraction | 1 << 52
    if significand == 0 { return }
    let place = exponent == 0 ? 0 : exponent - 1
    let digit = place >> 5
    if digit < low || digit + 3 > low + width { grow(toHold: digit) }
    let shift = UInt64(place & 31)
    let lower = significand << shift
    let upper = shift == 0 ? 0 : significand >> (64 - shift)
    let position = group * width + digit - low
    if value < 0 {
      digits[position] &-= Int64(lower & 0xFFFF_FFFF)
      digits[position + 1] &-= Int64(lower >> 32)
      digits[position + 2] &-= Int64(upper)
    } else {
      digits[position] &+= Int64(lower & 0xFFFF_FFFF)
      digits[position + 1] &+= Int64(lower >> 32)
      digits[position + 2] &+= Int64(upper)
    }
  }

  /// Adds the finite ones of some values, each to its group; returns how many they were.
  mutating func add(
    _ values: UnsafeBufferPointer<Double>, groups: UnsafeBufferPointer<UInt32>,
    given: UnsafeBufferPointer<UInt8>?,
    counts: UnsafeMutableBufferPointer<Int64>
  ) -> Int {
    // The window is made wide enough first, so that the loop itself only adds.
    var first = Int.max
    var last = -1
    for row in 0..<groups.count where values[row].isFinite {
      let digit = max(Int((values[row].bitPattern >> 52) & 0x7FF) - 1, 0) >> 5
      first = min(first, digit)
      last = max(last, digit)
    }
    guard last >= 0 else { return 0 }
    if width == 0 || first < low || last + 3 > low + width { widen(first, last + 3) }
    let low = low
    let width = width
    return digits.withUnsafeMutableBufferPointer { digits in
      var added = 0
      for row in 0..<groups.count where given == nil || given![row] == 1 {
        let value = values[row]
        if !value.isFinite { continue }
        let bits = value.bitPattern
        let exponent = Int((bits >> 52) & 0x7FF)
        let fraction = bits & 0xF_FFFF_FFFF_FFFF
        let significand = exponent == 0 ? fraction : fraction | 1 << 52
        let place = max(exponent - 1, 0)
        let shift = UInt64(place & 31)
        let lower = significand << shift
        // Two shifts, because one by 64 would be none.
        let upper = (significand >> 1) >> (63 - shift)
        let group = Int(groups[row])
        let position = group * width + (place >> 5) - low
        // All ones for a negative value: (x ^ sign) - sign is -x then, and x otherwise.
        let sign = Int64(bitPattern: bits) >> 63
        digits[position] &+= (Int64(lower & 0xFFFF_FFFF) ^ sign) &- sign
        digits[position + 1] &+= (Int64(lower >> 32) ^ sign) &- sign
        digits[position + 2] &+= (Int64(upper) ^ sign) &- sign
        counts[group] &+= 1
        added &+= 1
      }
      return added
    }
  }

  private mutating func grow(toHold digit: Int) { widen(digit, digit + 3) }

  private mutating func widen(_ first: Int, _ end: Int) {
    let newLow = width == 0 ? first : min(low, first)
    let newWidth = (width == 0 ? end : max(low + width, end)) - newLow
    var moved = [Int64](repeating: 0, count: groups * newWidth)
    for group in 0..<groups {
      for index in 0..<width {
        moved[group * newWidth + low - newLow + index] = digits[group * width + index]
      }
    }
    low = newLow
    width = newWidth
    digits = moved
  }

  /// Adds all sums of another accumulator of the same groups.
  mutating func merge(_ other: ExactSums) {
    if other.width == 0 { return }
    if width == 0 || other.low < low || other.low + other.width > low + width {
      widen(other.low, other.low + other.width)
    }
    for group in 0..<groups {
      for index in 0..<other.width {
        digits[group * width + other.low - low + index] &+= other.digits[group * other.width + index]
      }
    }
  }

  /// The sums of pools of groups.
  func pooled(_ pooling: Pooling) -> ExactSums {
    var result = ExactSums(groups: pooling.count)
    guard width > 0 else { return result }
    result.low = low
    result.width = width
    result.digits = Array(repeating: 0, count: pooling.count * width)
    var pool = [Int64](repeating: 0, count: width)
    let width = width
    pooling.play { group in
      for index in 0..<width { pool[index] &+= digits[group * width + index] }
    } leave: { group in
      for index in 0..<width { pool[index] &-= digits[group * width + index] }
    } take: { group in
      for index in 0..<width { result.digits[group * width + index] = pool[index] }
    }
    return result
  }

  /// The sum of a group, rounded once.
  func sum(_ group: Int) -> Double {
    guard width > 0 else { return 0 }
    var places = [Int64](repeating: 0, count: width + 2)
    for index in 0..<width { places[index] = digits[group * width + index] }
    carry(&places)
    let isNegative = places[width + 1] < 0
    if isNegative {
      for index in places.indices { places[index] = -places[index] }
      carry(&places)
    }
    guard let top = places.lastIndex(where: { $0 != 0 }) else { return 0 }
    // The three highest digits hold at least 65 bits; whatever is below only decides a tie.
    var magnitude: UInt128 = 0
    for index in stride(from: top, through: top - 2, by: -1) {
      magnitude = magnitude << 32 | UInt128(index >= 0 ? UInt64(places[index]) : 0)
    }
    if top > 2, places[..<(top - 2)].contains(where: { $0 != 0 }) { magnitude |= 1 }
    let exponent = 32 * (low + top - 2) - 1074
    let rounded = Double(sign: .plus, exponent: exponent, significand: Double(magnitude))
    return isNegative ? -rounded : rounded
  }

  /// Makes every digit but the last lie between 0 and 2^32 − 1.
  private func carry(_ places: inout [Int64]) {
    for index in 0..<(places.count - 1) {
      let rest = places[index] & 0xFFFF_FFFF
      places[index + 1] &+= (places[index] - rest) >> 32
      places[index] = rest
    }
  }
}
