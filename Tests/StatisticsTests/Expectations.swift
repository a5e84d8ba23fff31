import Statistics
import Testing

/// Checks that a number is there and within a distance of the expected one.
func expectNear(
  _ actual: Double?, _ expected: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let actual else {
    Issue.record("expected \(expected), got nothing", sourceLocation: sourceLocation)
    return
  }
  // A difference that is not a number fails too.
  if !(abs(actual - expected) <= tolerance) {
    Issue.record("expected \(expected) ± \(tolerance), got \(actual)", sourceLocation: sourceLocation)
  }
}

/// Checks that an interval is there and that both ends are within a distance of the expected ones.
func expectNear(
  _ actual: Interval?, _ low: Double, _ high: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectNear(actual?.low, low, within: tolerance, sourceLocation: sourceLocation)
  expectNear(actual?.high, high, within: tolerance, sourceLocation: sourceLocation)
}

/// Checks a number against the digits of a reference, relative to its size.
func expectDigits(
  _ actual: Double?, _ expected: Double, relative tolerance: Double = 1e-10,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectNear(actual, expected, within: abs(expected) * tolerance + 1e-300, sourceLocation: sourceLocation)
}
