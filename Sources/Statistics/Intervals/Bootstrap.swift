/// The interval of any statistic by drawing the same customers again and again (family F8).
///
/// Each resample draws as many units as there are, with replacement, and the statistic is computed anew; the middle
/// 95 % of the answers are the interval. The units must be customers, not rows, where a customer has several. Source:
/// B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentiles).
///
/// Each resample has its own stream of random numbers. The answer depends on the seed alone, not on the machine nor on
/// how many threads share the resamples.
package struct Bootstrap: Sendable, Equatable {
  /// The number of units.
  package var count: Int
  package var resamples: Int
  package var seed: UInt64

  package init(count: Int, resamples: Int = 2_000, seed: UInt64 = 1) {
    self.count = max(0, count)
    self.resamples = max(0, resamples)
    self.seed = seed
  }

  /// Fills `units` with the units of one resample, numbered from zero.
  package func draw(_ resample: Int, into units: inout [Int]) {
    var numbers = RandomNumbers(seed: seed, stream: resample)
    units.removeAll(keepingCapacity: true)
    units.reserveCapacity(count)
    for _ in 0..<count { units.append(numbers.number(below: count)) }
  }

  /// The interval of a statistic of the units, nil as in `percentileInterval` and for fewer than two units.
  ///
  /// - Parameter statistic: The value for the units of a resample, some of them several times; nil where it has none.
  package func interval(confidence: Double = 0.95, statistic: ([Int]) -> Double?) -> Interval? {
    guard count >= 2 else { return nil }
    var units: [Int] = []
    var values: [Double?] = []
    values.reserveCapacity(resamples)
    for resample in 0..<resamples {
      draw(resample, into: &units)
      values.append(statistic(units))
    }
    return percentileInterval(of: values, confidence: confidence)
  }
}

/// The interval between the two percentiles of the values that the resamples gave.
///
/// Of R values in order, the ends are number (R + 1)·α/2 from below and from above.
///
/// - Returns: Nil with fewer than 100 values, or when more than a twentieth of the resamples had no value: the others
///   are then a biased choice.
package func percentileInterval(of values: [Double?], confidence: Double = 0.95) -> Interval? {
  guard confidence > 0, confidence < 1 else { return nil }
  var known: [Double] = []
  known.reserveCapacity(values.count)
  for case let value? in values where value.isFinite { known.append(value) }
  guard known.count >= 100, (values.count - known.count) <= values.count / 20 else { return nil }
  known.sort()
  let rank = Int(Double(known.count + 1) * (1 - confidence) / 2)
  let index = min(max(rank - 1, 0), (known.count - 1) / 2)
  return Interval(low: known[index], high: known[known.count - 1 - index])
}
