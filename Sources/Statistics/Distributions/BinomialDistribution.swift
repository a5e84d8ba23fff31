/// The probability of at most `successes` in `trials` independent trials, and of more:
/// P(B ≤ k) = I₁₋ₚ(n − k, k + 1) (Abramowitz and Stegun 26.5.24).
package func binomialTails(_ successes: Int, trials: Int, probability: Double) -> Tails {
  guard successes >= 0 else { return Tails(lower: 0, upper: 1) }
  guard successes < trials else { return Tails(lower: 1, upper: 0) }
  return incompleteBeta(
    Double(trials) - Double(successes), Double(successes) + 1, 1 - probability, complement: probability)
}
