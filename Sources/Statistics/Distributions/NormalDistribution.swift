import Glibc

/// The probability that a standard normal variable is at most `value`: Φ(z) = ½ erfc(−z/√2).
package func normalProbability(_ value: Double) -> Double {
  0.5 * erfc(-value / 2.0.squareRoot())
}

/// The value that a standard normal variable exceeds with probability 1 − `probability`.
///
/// A rational guess (Abramowitz and Stegun 26.2.23, good to 0.0005) is refined with Newton's method on ln Φ, which
/// holds in the far tail where Φ itself is flat.
///
/// - Returns: Nil unless the probability is inside 0 … 1, ends excluded.
package func normalQuantile(_ probability: Double) -> Double? {
  guard probability > 0, probability < 1 else { return nil }
  if probability > 0.5 { return normalQuantile(tail: 1 - probability) }
  return -normalQuantile(tail: probability)
}

/// The value, zero or more, that a standard normal variable exceeds with a probability of at most ½.
private func normalQuantile(tail: Double) -> Double {
  let root = (-2 * log(tail)).squareRoot()
  let above = 2.515517 + root * (0.802853 + root * 0.010328)
  let below = 1 + root * (1.432788 + root * (0.189269 + root * 0.001308))
  var value = max(0, root - above / below)
  for _ in 0..<8 {
    let reached = normalProbability(-value)
    let density = exp(-0.5 * value * value) / (2 * Double.pi).squareRoot()
    guard reached > 0, density > 0 else { break }
    let step = (log(reached) - log(tail)) * reached / density
    value += step
    // The next step would be of the order of this one squared.
    if abs(step) <= 1e-9 { break }
  }
  return value
}

/// The number of standard errors to each side of an estimate, z = 1.96 for a confidence of 0.95.
///
/// - Returns: Nil unless the confidence is inside 0 … 1, ends excluded.
package func normalMultiplier(confidence: Double) -> Double? {
  guard confidence > 0, confidence < 1 else { return nil }
  return -(normalQuantile((1 - confidence) / 2) ?? 0)
}
