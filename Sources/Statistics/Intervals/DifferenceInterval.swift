/// A value with its interval, as two of them are compared.
package struct IntervalEstimate: Sendable, Equatable {
  package var value: Double
  package var interval: Interval

  package init(_ value: Double, _ interval: Interval) {
    self.value = value
    self.interval = interval
  }
}

/// The interval of first − second from the interval of each, which may be lopsided.
///
/// With d the difference, the ends are d − √((a − lₐ)² + (uᵦ − b)²) and d + √((uₐ − a)² + (b − lᵦ)²): each end adds
/// up the two errors that would move the difference in its direction. On two Wilson intervals this is method 10 of
/// R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine,
/// 1998; on others it is the recovery of variances of Zou and Donner, 2008.
package func differenceInterval(_ first: IntervalEstimate, _ second: IntervalEstimate) -> Interval? {
  let difference = first.value - second.value
  func distance(_ one: Double, _ other: Double) -> Double {
    // A value outside its own interval has no error on that side.
    (max(0, one) * max(0, one) + max(0, other) * max(0, other)).squareRoot()
  }
  return Interval(
    low: difference
      - distance(first.value - first.interval.low, second.interval.high - second.value),
    high: difference
      + distance(first.interval.high - first.value, second.value - second.interval.low))
}

/// The interval of the difference of two estimates with standard errors: a − b ± z·√(SEₐ² + SEᵦ²).
///
/// - Returns: Nil when both errors are zero or one is not a number: then nothing is known of the spread.
package func differenceInterval(
  _ first: Double, standardError firstError: Double, minus second: Double, standardError secondError: Double,
  confidence: Double = 0.95
) -> Interval? {
  let error = (firstError * firstError + secondError * secondError).squareRoot()
  guard let z = normalMultiplier(confidence: confidence), firstError >= 0, secondError >= 0, error > 0 else {
    return nil
  }
  return Interval(first - second, plusOrMinus: z * error)
}
