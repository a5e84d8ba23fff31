/// The factor (N − n)/(N − 1) by which the variance shrinks when n of only N customers were asked.
///
/// Who has asked everybody knows the answer: the factor is zero. Source: W. G. Cochran, "Sampling Techniques", 1977,
/// chapter 2.
///
/// - Returns: Nil without an answer, or when there are more answers than customers.
package func finitePopulationFactor(sample: Double, population: Double) -> Double? {
  guard sample > 0, sample <= population, population.isFinite else { return nil }
  return population > 1 ? min(1, (population - sample) / (population - 1)) : 0
}

extension Interval {
  /// The interval narrowed towards the value for a variance that is `factor` times as large.
  package func narrowed(around value: Double, varianceFactor factor: Double) -> Interval? {
    guard factor >= 0 else { return nil }
    let shrink = factor.squareRoot()
    return Interval(low: value + (low - value) * shrink, high: value + (high - value) * shrink)
  }
}
