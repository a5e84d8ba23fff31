/// The quantile of Student's t distribution, from the inverse of the incomplete beta function: for the tail p,
/// Iₓ(ν/2, ½) = 2p and t = √(ν(1 − x)/x) (Abramowitz and Stegun 26.7.1).
///
/// - Returns: Nil unless the probability is inside 0 … 1, ends excluded, and there is a degree of freedom.
package func studentQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double? {
  guard probability > 0, probability < 1, degreesOfFreedom > 0 else { return nil }
  // From here on the difference from the normal distribution is below one part in 10¹⁰.
  guard degreesOfFreedom < 1e11 else { return normalQuantile(probability) }
  let tail = min(probability, 1 - probability)
  let root = inverseIncompleteBeta(
    degreesOfFreedom / 2, 0.5,
    Tails(lower: 2 * tail, upper: probability == tail ? 1 - 2 * tail : 2 * probability - 1))
  guard root.x > 0 else { return nil }
  let value = (degreesOfFreedom * root.complement / root.x).squareRoot()
  guard value.isFinite else { return nil }
  return probability < 0.5 ? -value : value
}

/// The number of standard errors to each side of a mean whose spread is itself estimated from n values, t(n − 1).
///
/// - Returns: Nil below two values.
package func studentMultiplier(confidence: Double, count: Double) -> Double? {
  guard confidence > 0, confidence < 1, count >= 2 else { return nil }
  return studentQuantile((1 - confidence) / 2, degreesOfFreedom: count - 1).map { -$0 }
}
