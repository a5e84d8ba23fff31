/// The count, mean and spread of numbers, gathered one by one or merged from parts.
///
/// The deviations from the mean are kept instead of the sum of squares: with amounts of a million that differ by
/// cents, the difference of two sums of squares has no correct digit left. Merging as in Chan, Golub and LeVeque,
/// 1979.
package struct Moments: Sendable, Equatable {
  package private(set) var count = 0.0
  package private(set) var mean = 0.0
  /// The sum of the squared deviations from the mean.
  package private(set) var squaredDeviations = 0.0

  package init() {}

  package init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// From a mean and deviations that were found elsewhere.
  package init(count: Double, mean: Double, squaredDeviations: Double) {
    self.count = count
    self.mean = mean
    self.squaredDeviations = squaredDeviations
  }

  /// From sums that were kept elsewhere; exact enough unless the mean is millions of times the spread.
  package init(count: Double, sum: Double, sumOfSquares: Double) {
    guard count > 0 else { return }
    self.count = count
    mean = sum / count
    squaredDeviations = max(0, sumOfSquares - sum * mean)
    // Below this the difference is only the rounding of the two sums.
    if squaredDeviations <= sumOfSquares * 1e-14 { squaredDeviations = 0 }
  }

  package mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / count
    squaredDeviations += distance * (value - mean)
  }

  package mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    let total = count + other.count
    let distance = other.mean - mean
    squaredDeviations += other.squaredDeviations + distance * distance * (count / total) * other.count
    mean += distance * (other.count / total)
    count = total
  }

  /// The sample variance, divisor n − 1; nil below two numbers.
  package var variance: Double? {
    guard count >= 2 else { return nil }
    return squaredDeviations / (count - 1)
  }

  /// The standard error of the mean s/√n; nil below two numbers.
  package var standardError: Double? {
    variance.map { ($0 / count).squareRoot() }
  }

  /// The interval of the mean (family F3): x̄ ± t(n − 1) · s/√n, Student 1908.
  ///
  /// - Returns: Nil below two numbers, and when all are equal: they say nothing about the spread, and an interval
  ///   without width would claim a certainty that nobody has.
  package func interval(confidence: Double = 0.95) -> Interval? {
    guard let error = standardError, error > 0,
      let multiplier = studentMultiplier(confidence: confidence, count: count)
    else { return nil }
    return Interval(mean, plusOrMinus: multiplier * error)
  }
}
