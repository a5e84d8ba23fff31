/// The ranks, from 1, of the two sorted values between which a quantile lies (family F5).
///
/// With B ~ Binomial(n, q), the q-quantile lies between the values of rank l and u with probability
/// P(l ≤ B < u), whatever the shape of the data. Half of the doubt goes to each side; where one side cannot hold its
/// half, as with the 90th percentile of thirty values, the outermost value is taken there and the other side keeps
/// what is left. Source: H. A. David and H. N. Nagaraja, "Order Statistics", 2003, section 7.1.
///
/// - Returns: Nil when no two values hold the confidence: for a median below six values.
package func quantileRanks(_ quantile: Double, count: Int, confidence: Double = 0.95) -> (
  lower: Int, upper: Int
)? {
  guard quantile > 0, quantile < 1, confidence > 0, confidence < 1, count > 1 else { return nil }
  let doubt = 1 - confidence
  // The least that each side can doubt, with the outermost values as ends.
  let leastBelow = binomialTails(0, trials: count, probability: quantile).lower
  let leastAbove = binomialTails(count - 1, trials: count, probability: quantile).upper
  guard leastBelow + leastAbove <= doubt else { return nil }
  let below = leastBelow > doubt / 2 ? leastBelow : min(doubt / 2, doubt - leastAbove)
  let above = leastAbove > doubt / 2 ? leastAbove : min(doubt / 2, doubt - leastBelow)
  let lower = lastRank(1...count) { rank in
    binomialTails(rank - 1, trials: count, probability: quantile).lower <= below
  }
  let ranksFromAbove = lastRank(1...count) { rank in
    binomialTails(count - rank, trials: count, probability: quantile).upper <= above
  }
  let upper = count + 1 - ranksFromAbove
  return lower < upper ? (lower, upper) : nil
}

/// The last rank that holds, where the first holds and after one that does not no other does.
private func lastRank(_ ranks: ClosedRange<Int>, holds: (Int) -> Bool) -> Int {
  var low = ranks.lowerBound
  var high = ranks.upperBound
  while low < high {
    let middle = low + (high - low + 1) / 2
    if holds(middle) { low = middle } else { high = middle - 1 }
  }
  return low
}
