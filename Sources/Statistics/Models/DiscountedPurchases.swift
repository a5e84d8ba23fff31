import Glibc

extension BetaGeometricModel {
  /// The purchases expected from now until a horizon, each worth the less the later it comes.
  ///
  /// The horizon is cut into equal steps; the purchases of a step are discounted from its end.
  ///
  /// - Parameter factor: What remains of a value of one after a step.
  /// - Returns: Nil where `expectedPurchases` is, for more than 4 000 steps, and for a factor that is not positive.
  package func discountedPurchases(
    _ history: PurchaseHistory, within horizon: Double, steps: Int, factor: Double
  ) -> Double? {
    guard (1...4_000).contains(steps), factor > 0, factor.isFinite else { return nil }
    if factor == 1 { return expectedPurchases(history, within: horizon) }
    var before = 0.0
    var sum = 0.0
    for step in 1...steps {
      guard
        let until = expectedPurchases(history, within: horizon * Double(step) / Double(steps))
      else { return nil }
      sum += (until - before) * pow(factor, Double(step))
      before = until
    }
    return sum
  }
}
