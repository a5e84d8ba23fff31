import Glibc

/// The value that a customer is expected to bring from now on within a number of periods, discounted to today.
///
/// Expected value of a purchase × Σₖ (E(k) − E(k − 1))/(1 + d)ᵏ, E(k) the purchases expected within k periods and d the
/// discount for one period. The period is the unit of the histories' times.
///
/// - Returns: Nil where one of the two models has no answer, for more than 4 000 periods, and for a discount of
///   −1 or less.
package func lifetimeValue(
  of history: PurchaseHistory, spending: SpendingHistory, purchases: BetaGeometricModel,
  values: GammaGammaModel,
  periods: Int, discount: Double = 0
) -> Double? {
  guard (0...4_000).contains(periods), discount > -1, discount.isFinite,
    let value = values.expectedValue(spending)
  else { return nil }
  var before = 0.0
  var sum = 0.0
  for period in 0..<periods {
    guard let until = purchases.expectedPurchases(history, within: Double(period + 1)) else { return nil }
    sum += (until - before) / pow(1 + discount, Double(period + 1))
    before = until
  }
  let total = sum * value
  return total.isFinite ? total : nil
}
