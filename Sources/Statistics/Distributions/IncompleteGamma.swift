import Glibc

/// The two parts of a whole probability, each with all its digits: one minus the other would lose the small one's.
package struct Tails: Sendable, Equatable {
  package var lower: Double
  package var upper: Double

  package init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}

/// xᵃ e⁻ˣ / Γ(a + 1), the Poisson probability of a events where x are expected.
private func poissonWeight(_ a: Double, _ x: Double) -> Double {
  exp(-stirlingError(a) - deviance(a, expected: x)) / (2 * Double.pi * a).squareRoot()
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x), for a > 0 and x ≥ 0.
///
/// Below x = a + 1 the series of P, above it the continued fraction of Q (Abramowitz and Stegun 6.5.29 and 6.5.31).
/// Both need about √a steps, so the work is bounded for any count that a table can hold.
package func incompleteGamma(_ a: Double, _ x: Double) -> Tails {
  guard x > 0 else { return Tails(lower: 0, upper: 1) }
  let weight = poissonWeight(a, x)
  let stepLimit = 2_000_000
  if x < a + 1 {
    var term = 1.0
    var sum = 1.0
    for step in 1...stepLimit {
      term *= x / (a + Double(step))
      sum += term
      if term <= sum * 1e-17 { break }
    }
    let lower = min(1, weight * sum)
    return Tails(lower: lower, upper: 1 - lower)
  }
  // The modified Lentz evaluation: each step multiplies the fraction by a factor that tends to one.
  let tiny = 1e-300
  var denominator = x + 1 - a
  var upperPart = 1 / tiny
  var lowerPart = 1 / (denominator == 0 ? tiny : denominator)
  var fraction = lowerPart
  for step in 1...stepLimit {
    let numerator = -Double(step) * (Double(step) - a)
    denominator += 2
    lowerPart = numerator * lowerPart + denominator
    if abs(lowerPart) < tiny { lowerPart = tiny }
    lowerPart = 1 / lowerPart
    upperPart = denominator + numerator / upperPart
    if abs(upperPart) < tiny { upperPart = tiny }
    let factor = lowerPart * upperPart
    fraction *= factor
    if abs(factor - 1) <= 4e-16 { break }
  }
  let upper = min(1, max(0, weight * a * fraction))
  return Tails(lower: 1 - upper, upper: upper)
}

/// The x at which the incomplete gamma function of a has the given tails.
///
/// Newton's method on the logarithm of the smaller tail, in ln x, kept inside a bracket: it finds 10⁻³⁰⁰ as surely
/// as 10⁹. Zero when the answer is below e⁻⁷⁰⁸, where numbers lose their digits.
package func inverseIncompleteGamma(_ a: Double, _ target: Tails) -> Double {
  guard target.lower > 0 else { return 0 }
  let spread = (normalQuantile(target.lower) ?? 40) / (3 * a.squareRoot())
  let cube = 1 - 1 / (9 * a) + spread
  let guess = a >= 1 && cube > 0.1 ? log(a) + 3 * log(cube) : (log(target.lower) + logGamma(a + 1)) / a
  let solution = logarithmicRoot(
    guess: guess, within: -708...709, target: target,
    tails: { incompleteGamma(a, exp($0)) },
    slope: { a * poissonWeight(a, exp($0)) })
  return solution < -707.999 ? 0 : exp(solution)
}

/// The s at which an increasing probability of s reaches the given tails.
///
/// - Parameters:
///   - tails: The two tails at s.
///   - slope: How fast the lower tail grows at s.
func logarithmicRoot(
  guess: Double, within bounds: ClosedRange<Double>, target: Tails,
  tails: (Double) -> Tails, slope: (Double) -> Double
) -> Double {
  var low = bounds.lowerBound
  var high = bounds.upperBound
  var point = guess > low && guess < high ? guess : (low + high) / 2
  let usesLower = target.lower <= target.upper
  for _ in 0..<200 {
    let reached = tails(point)
    // Positive where the point is too far to the right.
    let excess =
      usesLower ? log(reached.lower) - log(target.lower) : log(target.upper) - log(reached.upper)
    if excess == 0 { return point }
    if excess > 0 { high = point } else { low = point }
    let steepness = slope(point) / (usesLower ? reached.lower : reached.upper)
    let next = point - excess / steepness
    guard next > low, next < high else {
      point = (low + high) / 2
      if high - low <= 1e-15 * max(1, abs(point)) { return point }
      continue
    }
    // The error after a step of Newton's method is of the order of the step squared.
    if abs(next - point) <= 1e-9 { return next }
    point = next
  }
  return point
}
