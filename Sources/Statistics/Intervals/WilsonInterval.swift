/// The interval of a share k/n (family F1), as a fraction of one.
///
/// Wilson's score interval: with p = k/n and z = 1.96 for 95 %, the centre is (p + z²/2n)/(1 + z²/n) and the
/// half-width z/(1 + z²/n) · √(p(1 − p)/n + z²/4n²). It stays inside 0 … 1 and is right near both ends, where the
/// textbook p ± z√(p(1 − p)/n) has no width at all.
///
/// Source: E. B. Wilson, 1927; compared in Brown, Cai and DasGupta, "Interval estimation for a binomial
/// proportion", Statistical Science, 2001.
///
/// - Returns: Nil without a trial, or when the successes are not between none and all.
package func wilsonInterval(successes: Double, of count: Double, confidence: Double = 0.95) -> Interval? {
  guard let z = normalMultiplier(confidence: confidence), count > 0, successes >= 0, successes <= count,
    count.isFinite
  else { return nil }
  let share = successes / count
  let correction = z * z / count
  let centre = (share + correction / 2) / (1 + correction)
  let distance = z / (1 + correction) * (share * (1 - share) / count + correction / (4 * count)).squareRoot()
  var interval = Interval(centre, plusOrMinus: distance)?.clamped(to: 0...1)
  // The formula gives these ends exactly; rounding would leave a trace of 10⁻¹⁷.
  if successes == 0 { interval?.low = 0 }
  if successes == count { interval?.high = 1 }
  return interval
}
