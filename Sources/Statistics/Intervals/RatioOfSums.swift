/// The sums that a ratio R = ΣY/ΣX needs for its interval, gathered over units such as customers.
///
/// Each unit brings its own totals: of customer C1, Y is the money of all its orders and X their number. Groups are
/// merged by adding the sums.
package struct RatioOfSums: Sendable, Equatable {
  /// The number of units.
  package var count = 0.0
  package var sumY = 0.0
  package var sumX = 0.0
  package var sumYY = 0.0
  package var sumXY = 0.0
  package var sumXX = 0.0

  package init() {}

  package init(count: Double, sumY: Double, sumX: Double, sumYY: Double, sumXY: Double, sumXX: Double) {
    self.count = count
    self.sumY = sumY
    self.sumX = sumX
    self.sumYY = sumYY
    self.sumXY = sumXY
    self.sumXX = sumXX
  }

  package init(_ units: [(y: Double, x: Double)]) {
    for unit in units { add(y: unit.y, x: unit.x) }
  }

  package mutating func add(y: Double, x: Double) {
    count += 1
    sumY += y
    sumX += x
    sumYY += y * y
    sumXY += x * y
    sumXX += x * x
  }

  package mutating func merge(_ other: RatioOfSums) {
    count += other.count
    sumY += other.sumY
    sumX += other.sumX
    sumYY += other.sumYY
    sumXY += other.sumXY
    sumXX += other.sumXX
  }

  /// ΣY/ΣX, nil where the whole is zero.
  package var value: Double? {
    let ratio = sumY / sumX
    return ratio.isFinite ? ratio : nil
  }

  /// The standard error √(var(e)/n) / |X̄| with e = Y − R·X for each unit; nil below two units.
  ///
  /// The residuals e add up to zero, so that Σe² = ΣYY − 2RΣXY + R²ΣXX needs no second pass. This is the
  /// linearisation, or delta method, of W. G. Cochran, "Sampling Techniques", 1977, chapter 6.
  package var standardError: Double? {
    guard count >= 2, let ratio = value else { return nil }
    let squares = sumYY + ratio * ratio * sumXX
    var residuals = squares - 2 * ratio * sumXY
    // Below this the difference is only the rounding of the sums.
    if residuals <= squares * 1e-14 { residuals = 0 }
    let error = (residuals / (count - 1) / count).squareRoot() / abs(sumX / count)
    return error.isFinite ? error : nil
  }

  /// The interval of the ratio (family F4): R ± t(n − 1) standard errors, n units.
  ///
  /// - Returns: Nil below two units, where the whole is zero, and when every unit has the same ratio: nothing was
  ///   seen of the spread.
  package func interval(confidence: Double = 0.95) -> Interval? {
    guard let ratio = value, let error = standardError, error > 0,
      let multiplier = studentMultiplier(confidence: confidence, count: count)
    else { return nil }
    return Interval(ratio, plusOrMinus: multiplier * error)
  }
}
