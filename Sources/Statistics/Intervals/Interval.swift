/// The two ends between which a value lies with the stated confidence; both finite, the lower one first.
package struct Interval: Sendable, Equatable {
  package var low: Double
  package var high: Double

  /// Nil unless both ends are finite and in order: what cannot be computed is missing, never infinite.
  package init?(low: Double, high: Double) {
    guard low.isFinite, high.isFinite, low <= high else { return nil }
    self.low = low
    self.high = high
  }

  /// The interval to both sides of a value.
  init?(_ value: Double, plusOrMinus distance: Double) {
    self.init(low: value - distance, high: value + distance)
  }

  /// The same interval in another unit: 0.25 … 0.5 times 100 is 25 … 50. A negative factor swaps the ends.
  package func scaled(by factor: Double) -> Interval? {
    Interval(low: min(low * factor, high * factor), high: max(low * factor, high * factor))
  }

  /// Both ends drawn into the bounds that the value itself cannot leave.
  package func clamped(to bounds: ClosedRange<Double>) -> Interval {
    var result = self
    result.low = min(max(low, bounds.lowerBound), bounds.upperBound)
    result.high = min(max(high, bounds.lowerBound), bounds.upperBound)
    return result
  }

  package func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
