/// A source of random numbers with a seed, the same on every machine.
///
/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
package struct RandomNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The numbers of one of many independent streams of a seed: the streams start at scattered states, because
  /// neighbouring seeds would give the same numbers one step apart.
  package init(seed: UInt64, stream: Int) {
    state = Self.scattered(seed ^ Self.scattered(UInt64(bitPattern: Int64(stream)) &+ 0x9E37_79B9_7F4A_7C15))
  }

  /// Wraps around by design: all arithmetic of the generator is modulo 2⁶⁴.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.scattered(state)
  }

  private static func scattered(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A whole number from zero to below `bound`, each equally likely; zero for a bound of zero.
  ///
  /// Written out, and not left to the standard library, whose way from bits to numbers may change with its version.
  /// D. Lemire, "Fast random integer generation in an interval", 2019.
  package mutating func number(below bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let width = UInt64(bound)
    var product = next().multipliedFullWidth(by: width)
    if product.low < width {
      let threshold = (0 &- width) % width
      while product.low < threshold { product = next().multipliedFullWidth(by: width) }
    }
    return Int(product.high)
  }

  /// A number from zero to below one, a multiple of 2⁻⁵³.
  package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
