import Glibc
import TestSupport

/// Random variables with known distributions, for simulations with a seed.
struct RandomSource {
  private var numbers: SeededGenerator

  init(seed: UInt64) { numbers = SeededGenerator(seed: seed) }

  /// From zero to below one.
  mutating func uniform() -> Double { Double(numbers.next() >> 11) * 0x1p-53 }

  mutating func exponential() -> Double { -log(1 - uniform()) }

  /// By Box and Muller's rotation.
  mutating func normal() -> Double { (2 * exponential()).squareRoot() * cos(2 * .pi * uniform()) }

  /// With scale one, by the method of Marsaglia and Tsang, 2000.
  mutating func gamma(_ shape: Double) -> Double {
    guard shape >= 1 else { return gamma(shape + 1) * pow(1 - uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    while true {
      let candidate = normal()
      let root = 1 + candidate / (9 * d).squareRoot()
      guard root > 0 else { continue }
      let cube = root * root * root
      if log(1 - uniform()) < candidate * candidate / 2 + d - d * cube + d * log(cube) { return d * cube }
    }
  }

  mutating func beta(_ a: Double, _ b: Double) -> Double {
    let first = gamma(a)
    return first / (first + gamma(b))
  }

  /// The number of `trials` that succeed.
  mutating func binomial(_ trials: Int, _ probability: Double) -> Double {
    var successes = 0.0
    for _ in 0..<trials where uniform() < probability { successes += 1 }
    return successes
  }

  /// Events until the waits add up to the mean.
  mutating func poisson(_ mean: Double) -> Double {
    var time = exponential()
    var events = 0.0
    while time < mean {
      events += 1
      time += exponential()
    }
    return events
  }
}
