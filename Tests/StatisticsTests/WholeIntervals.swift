import Statistics

// What the product puts together from its parts, in the form that published examples have.

/// The interval of the difference of two shares k₁/n₁ − k₂/n₂ from their Wilson intervals, by Newcombe's method.
///
/// - Returns: Nil when either share has no trial.
func shareDifferenceInterval(
  successes firstSuccesses: Double, of firstCount: Double,
  minus secondSuccesses: Double, of secondCount: Double, confidence: Double = 0.95
) -> Interval? {
  guard let first = wilsonInterval(successes: firstSuccesses, of: firstCount, confidence: confidence),
    let second = wilsonInterval(successes: secondSuccesses, of: secondCount, confidence: confidence)
  else { return nil }
  return differenceInterval(
    IntervalEstimate(firstSuccesses / firstCount, first),
    IntervalEstimate(secondSuccesses / secondCount, second)
  )?.clamped(to: -1...1)
}

/// The interval of a quantile of sorted values (family F5), nil when there are too few of them.
func quantileInterval(
  _ quantile: Double, ofSorted values: [Double], confidence: Double = 0.95
) -> Interval? {
  guard let ranks = quantileRanks(quantile, count: values.count, confidence: confidence) else { return nil }
  return Interval(low: values[ranks.lower - 1], high: values[ranks.upper - 1])
}
