/// The quantile of the chi-square distribution: twice the inverse of P(ν/2, ·) (Abramowitz and Stegun 26.4.19).
///
/// - Returns: Nil unless the probability is inside 0 … 1, ends excluded, and there is a degree of freedom.
package func chiSquareQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double? {
  guard probability > 0, probability < 1, degreesOfFreedom > 0, degreesOfFreedom < 1e300 else { return nil }
  let shape = degreesOfFreedom / 2
  if degreesOfFreedom > 1e10 {
    // Wilson and Hilferty's cube is exact to about one part in ν here, and the series would take √ν steps.
    let cube = 1 - 1 / (9 * shape) + (normalQuantile(probability) ?? 0) / (3 * shape.squareRoot())
    return degreesOfFreedom * cube * cube * cube
  }
  return 2 * inverseIncompleteGamma(shape, Tails(lower: probability, upper: 1 - probability))
}
