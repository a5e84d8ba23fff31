/// The interval of a count of rare events (family F6), divided by the exposure for a rate.
///
/// The exact Poisson interval [χ²(α/2; 2k)/2, χ²(1 − α/2; 2k + 2)/2]; from no event to 3.69 when none was seen. It
/// is conservative: it holds its confidence for every true rate, and more than that for most. Source: F. Garwood,
/// "Fiducial limits for the Poisson distribution", Biometrika, 1936.
///
/// - Returns: Nil for a negative count or an exposure that is not positive.
package func countInterval(_ count: Double, exposure: Double = 1, confidence: Double = 0.95) -> Interval? {
  guard count >= 0, count < 1e300, exposure > 0, confidence > 0, confidence < 1 else { return nil }
  let doubt = (1 - confidence) / 2
  let low = count == 0 ? 0 : chiSquareQuantile(doubt, degreesOfFreedom: 2 * count)
  guard let low, let high = chiSquareQuantile(1 - doubt, degreesOfFreedom: 2 * count + 2) else { return nil }
  return Interval(low: low / 2 / exposure, high: high / 2 / exposure)
}
