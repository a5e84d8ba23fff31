import Glibc

/// The natural logarithm of the gamma function, for a positive argument.
///
/// The C library's plain `lgamma` writes the sign to a global; this is its form without one, safe on any thread.
func logGamma(_ argument: Double) -> Double {
  lgamma(argument).0
}

/// The logarithm of the beta function B(a, b) = Γ(a)Γ(b)/Γ(a + b), for positive a and b.
func logBeta(_ a: Double, _ b: Double) -> Double {
  logGamma(a) + logGamma(b) - logGamma(a + b)
}

/// What Stirling's formula leaves over: ln Γ(a) − (a − ½) ln a + a − ½ ln 2π.
///
/// Densities with large arguments are differences of huge logarithms. Written with these left-overs and `deviance`
/// they keep all their digits (C. Loader, "Fast and accurate computation of binomial probabilities", 2000).
func stirlingError(_ a: Double) -> Double {
  guard a >= 10 else { return logGamma(a) - (a - 0.5) * log(a) + a - 0.5 * log(2 * Double.pi) }
  let inverse = 1 / a
  let square = inverse * inverse
  var series = -691.0 / 360_360
  series = series * square + 1.0 / 1_188
  series = series * square - 1.0 / 1_680
  series = series * square + 1.0 / 1_260
  series = series * square - 1.0 / 360
  series = series * square + 1.0 / 12
  return series * inverse
}

/// How far an observed amount is from an expected one: x ln(x/m) + m − x, never negative.
///
/// Near x = m the three parts cancel; there the series in (x − m)/(x + m) is used.
func deviance(_ observed: Double, expected: Double) -> Double {
  let difference = observed - expected
  guard abs(difference) < 0.1 * (observed + expected) else {
    // The logarithms are apart because the quotient of a large and a tiny amount can overflow.
    return observed * (log(observed) - log(expected)) - difference
  }
  let ratio = difference / (observed + expected)
  var sum = difference * ratio
  var power = 2 * observed * ratio
  for step in 1..<100 {
    power *= ratio * ratio
    let next = sum + power / Double(2 * step + 1)
    if next == sum { break }
    sum = next
  }
  return sum
}
