/// What models of buying say of each customer: they are fitted once, to all rows that reach the step.
package struct Forecast: Sendable, Hashable {
  package enum Quantity: String, Sendable, Hashable, CaseIterable {
    /// How probable it is that the customer will buy again.
    case alive = "probability_alive"
    /// The purchases expected within the horizon.
    case orders = "expected_orders"
    /// The value that a purchase of the customer tends to.
    case amount = "expected_amount"
    /// Purchases times value within the horizon, discounted.
    case value = "lifetime_value"
  }

  package var quantity: Quantity
  /// The purchases after the first, the time from the first to the last one, and the time from the first for which the
  /// customer was watched; of `amount` only the first.
  package var history: [BoundExpression]
  /// The mean value of a purchase, for `amount` and `value`.
  package var meanAmount: BoundExpression?
  /// How far ahead, in the unit of the times; weeks where the times are durations.
  package var horizon: Double
  /// What a value loses within a year; within a unit of the times where they are plain numbers.
  package var discount: Double

  package init(
    quantity: Quantity, history: [BoundExpression], meanAmount: BoundExpression? = nil, horizon: Double = 0,
    discount: Double = 0
  ) {
    self.quantity = quantity
    self.history = history
    self.meanAmount = meanAmount
    self.horizon = horizon
    self.discount = discount
  }

  package var expressions: [BoundExpression] { history + (meanAmount.map { [$0] } ?? []) }

  /// The forecast with other expressions in the same places.
  package func mapping(_ change: (BoundExpression) -> BoundExpression) -> Forecast {
    var forecast = self
    forecast.history = history.map(change)
    forecast.meanAmount = meanAmount.map(change)
    return forecast
  }
}
