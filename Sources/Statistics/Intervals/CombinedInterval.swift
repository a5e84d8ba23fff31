import Glibc

/// How two values are joined to one.
package enum Combination: String, Sendable {
  case sum = "+"
  case difference = "-"
  case product = "*"
  case quotient = "/"
}

/// The interval of two values joined, from the interval of each, as if neither said anything about the other.
///
/// Sums and differences recover the variances from the edges; products and quotients do so in the direction in which
/// each side moves the result. Sources: G. Y. Zou and A. Donner, "Construction of confidence limits about effect
/// measures", Statistics in Medicine, 2008; A. Donner and G. Y. Zou, "Closed-form confidence intervals for functions of
/// the normal mean and standard deviation", Statistical Methods in Medical Research, 2012.
///
/// - Returns: Nil for a quotient whose denominator may be zero: there is no bound then.
package func combinedInterval(
  _ combination: Combination, _ first: IntervalEstimate, _ second: IntervalEstimate
) -> Interval? {
  switch combination {
  case .difference: return differenceInterval(first, second)
  case .sum:
    guard let negated = second.interval.scaled(by: -1) else { return nil }
    return differenceInterval(first, IntervalEstimate(-second.value, negated))
  case .product: return productInterval(first, second)
  case .quotient: return quotientInterval(first, second)
  }
}

/// The interval of two values joined, when they may be off at once and in whatever directions are worst: it holds at
/// least as often as both do.
///
/// - Returns: Nil for a quotient whose denominator may be zero.
package func widestInterval(_ combination: Combination, _ first: Interval, _ second: Interval) -> Interval? {
  var corners: [Double] = []
  for left in [first.low, first.high] {
    for right in [second.low, second.high] {
      switch combination {
      case .sum: corners.append(left + right)
      case .difference: corners.append(left - right)
      case .product: corners.append(left * right)
      case .quotient:
        guard !second.contains(0) else { return nil }
        corners.append(left / right)
      }
    }
  }
  guard let low = corners.min(), let high = corners.max() else { return nil }
  return Interval(low: low, high: high)
}

private func productInterval(_ first: IntervalEstimate, _ second: IntervalEstimate) -> Interval? {
  let product = first.value * second.value
  // How far each side moves the product down and up, the other one where it is.
  let a = moves(of: first, times: second.value)
  let b = moves(of: second, times: first.value)
  return Interval(
    low: product - (a.down * a.down + b.down * b.down).squareRoot(),
    high: product + (a.up * a.up + b.up * b.up).squareRoot())
}

private func moves(of estimate: IntervalEstimate, times factor: Double) -> (down: Double, up: Double) {
  let below = max(0, estimate.value - estimate.interval.low) * abs(factor)
  let above = max(0, estimate.interval.high - estimate.value) * abs(factor)
  return factor < 0 ? (above, below) : (below, above)
}

private func quotientInterval(_ top: IntervalEstimate, _ bottom: IntervalEstimate) -> Interval? {
  if bottom.interval.high < 0 {
    guard let upper = top.interval.scaled(by: -1), let lower = bottom.interval.scaled(by: -1) else {
      return nil
    }
    return quotientInterval(IntervalEstimate(-top.value, upper), IntervalEstimate(-bottom.value, lower))
  }
  guard bottom.interval.low > 0 else { return nil }
  if top.interval.low > 0, top.value > 0, bottom.value > 0 {
    // Positive on both sides: a difference of logarithms.
    guard let first = Interval(low: log(top.interval.low), high: log(top.interval.high)),
      let second = Interval(low: log(bottom.interval.low), high: log(bottom.interval.high)),
      let found = differenceInterval(
        IntervalEstimate(log(top.value), first), IntervalEstimate(log(bottom.value), second))
    else { return nil }
    return Interval(low: exp(found.low), high: exp(found.high))
  }
  let (a, lowA, highA) = (top.value, top.interval.low, top.interval.high)
  let (b, lowB, highB) = (bottom.value, bottom.interval.low, bottom.interval.high)
  func root(_ own: Double, _ other: Double) -> Double? {
    let square = a * b * a * b - own * other * (2 * a - own) * (2 * b - other)
    return square >= 0 ? square.squareRoot() : nil
  }
  let lowest = highB * (2 * b - highB)
  let highest = lowB * (2 * b - lowB)
  guard lowest > 0, highest > 0, let below = root(lowA, highB), let above = root(highA, lowB) else {
    return nil
  }
  return Interval(low: (a * b - below) / lowest, high: (a * b + above) / highest)
}
