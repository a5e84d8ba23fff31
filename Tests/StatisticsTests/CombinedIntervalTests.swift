import Glibc
import Statistics
import TestSupport
import Testing

/// The interval of two values joined.
@Suite struct CombinedIntervalTests {
  private func estimate(_ value: Double, _ low: Double, _ high: Double) throws -> IntervalEstimate {
    IntervalEstimate(value, try #require(Interval(low: low, high: high)))
  }

  @Test func `sums and differences add the squares of the sides`() throws {
    let first = try estimate(10, 7, 14)
    let second = try estimate(20, 16, 23)
    // Down √(3² + 4²), up √(4² + 3²).
    #expect(combinedInterval(.sum, first, second) == Interval(low: 25, high: 35))
    let difference = try #require(combinedInterval(.difference, second, first))
    #expect(difference.low == 10 - 32.0.squareRoot())
    #expect(difference.high == 10 + 18.0.squareRoot())
  }

  @Test func `a factor without spread only scales`() throws {
    let three = try estimate(3, 3, 3)
    #expect(combinedInterval(.product, try estimate(10, 7, 14), three) == Interval(low: 21, high: 42))
    #expect(
      combinedInterval(.product, try estimate(10, 7, 14), try estimate(-3, -3, -3))
        == Interval(low: -42, high: -21))
    let found = try #require(combinedInterval(.quotient, try estimate(9, 6, 15), three))
    #expect(abs(found.low - 2) < 1e-12)
    #expect(abs(found.high - 5) < 1e-12)
  }

  @Test func `a quotient of positive values is a difference of logarithms`() throws {
    let found = try #require(
      combinedInterval(.quotient, try estimate(8, 4, 16), try estimate(2, 1, 4)))
    let distance = log(2) * 2.0.squareRoot()
    #expect(abs(found.low - 4 * exp(-distance)) < 1e-12)
    #expect(abs(found.high - 4 * exp(distance)) < 1e-12)
  }

  @Test func `a quotient has no interval where the denominator may be zero`() throws {
    #expect(combinedInterval(.quotient, try estimate(8, 4, 16), try estimate(1, -1, 3)) == nil)
    #expect(
      widestInterval(
        .quotient, try #require(Interval(low: 1, high: 2)), try #require(Interval(low: 0, high: 2))) == nil)
  }

  @Test func `signs of both sides turn the quotient`() throws {
    let first = try estimate(-1, -3, 2)
    let second = try estimate(10, 9, 11)
    let plain = try #require(combinedInterval(.quotient, first, second))
    let turned = try #require(
      combinedInterval(.quotient, try estimate(1, -2, 3), try estimate(-10, -11, -9)))
    #expect(plain == turned)
    #expect(plain.contains(-0.1))
  }

  @Test(arguments: [Combination.sum, .difference, .product, .quotient])
  func `the widest interval holds every pair of values`(_ combination: Combination) throws {
    var random = RandomSource(seed: 3)
    for _ in 0..<200 {
      let low = 4 * random.uniform() - 2
      let first = try #require(Interval(low: low, high: low + random.uniform()))
      let second = try #require(Interval(low: 1 + random.uniform(), high: 2 + random.uniform()))
      let widest = try #require(widestInterval(combination, first, second))
      let a = first.low + random.uniform() * (first.high - first.low)
      let b = second.low + random.uniform() * (second.high - second.low)
      let value =
        switch combination {
        case .sum: a + b
        case .difference: a - b
        case .product: a * b
        case .quotient: a / b
        }
      #expect(widest.contains(value))
    }
  }

  @Test func `products and quotients of independent means hold 95 percent`() {
    var random = RandomSource(seed: 9)
    var held = 0
    for _ in 0..<2_000 {
      let first = Moments((0..<40).map { _ in 10 + 3 * random.normal() })
      let second = Moments((0..<30).map { _ in 4 + random.normal() })
      guard let left = first.interval(), let right = second.interval() else { continue }
      let (one, other) = (IntervalEstimate(first.mean, left), IntervalEstimate(second.mean, right))
      if combinedInterval(.product, one, other)?.contains(40) ?? false { held += 1 }
      if combinedInterval(.quotient, one, other)?.contains(2.5) ?? false { held += 1 }
    }
    #expect((0.93...0.97).contains(Double(held) / 4_000), "\(held)")
  }
}
