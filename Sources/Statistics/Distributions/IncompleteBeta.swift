import Glibc

/// xᵃ yᵇ / B(a, b) with y = 1 − x.
private func betaWeight(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  let total = a + b
  let exponent =
    stirlingError(total) - stirlingError(a) - stirlingError(b)
    - deviance(a, expected: total * x) - deviance(b, expected: total * y)
  return exp(exponent) * (a / total * b / (2 * Double.pi)).squareRoot()
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by modified Lentz steps.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var upperPart = 1.0
  var lowerPart = 1 / away(1 - (a + b) * x / (a + 1))
  var fraction = lowerPart
  for step in 1...1_000_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    lowerPart = 1 / away(1 + even * lowerPart)
    upperPart = away(1 + even / upperPart)
    fraction *= lowerPart * upperPart
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    lowerPart = 1 / away(1 + odd * lowerPart)
    upperPart = away(1 + odd / upperPart)
    let factor = lowerPart * upperPart
    fraction *= factor
    if abs(factor - 1) <= 4e-16 { break }
  }
  return fraction
}

/// The regularised incomplete beta function Iₓ(a, b) and its complement, for positive a and b.
///
/// `complement` is 1 − x; whoever knows it more exactly than the subtraction gives it.
package func incompleteBeta(_ a: Double, _ b: Double, _ x: Double, complement y: Double) -> Tails {
  guard x > 0 else { return Tails(lower: 0, upper: 1) }
  guard y > 0 else { return Tails(lower: 1, upper: 0) }
  let weight = betaWeight(a, b, x, y)
  // The fraction is quick on the side of the mean where its own tail is the small one.
  if x <= (a + 1) / (a + b + 2) {
    let lower = min(1, max(0, weight * betaFraction(a, b, x) / a))
    return Tails(lower: lower, upper: 1 - lower)
  }
  let upper = min(1, max(0, weight * betaFraction(b, a, y) / b))
  return Tails(lower: 1 - upper, upper: upper)
}

/// The x, and 1 − x, at which the incomplete beta function of a and b has the given tails.
package func inverseIncompleteBeta(_ a: Double, _ b: Double, _ target: Tails) -> (
  x: Double, complement: Double
) {
  guard target.lower > 0 else { return (0, 1) }
  guard target.upper > 0 else { return (1, 0) }
  // The half in which the answer lies is solved directly, so that the smaller of x and 1 − x keeps its digits.
  if target.lower <= incompleteBeta(a, b, 0.5, complement: 0.5).lower {
    let x = smallBetaRoot(a, b, target)
    return (x, 1 - x)
  }
  let y = smallBetaRoot(b, a, Tails(lower: target.upper, upper: target.lower))
  return (1 - y, y)
}

/// The x of at most ½ that `inverseIncompleteBeta` looks for.
private func smallBetaRoot(_ a: Double, _ b: Double, _ target: Tails) -> Double {
  let half = log(0.5)
  let guess = (log(target.lower) + log(a) + logBeta(a, b)) / a
  let solution = logarithmicRoot(
    guess: guess, within: -708...half, target: target,
    tails: { logarithm in
      let x = exp(logarithm)
      return incompleteBeta(a, b, x, complement: 1 - x)
    },
    slope: { logarithm in
      let x = exp(logarithm)
      return betaWeight(a, b, x, 1 - x) / (1 - x)
    })
  return solution < -707.999 ? 0 : min(0.5, exp(solution))
}
