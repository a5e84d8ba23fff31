/// The round numbers beside a scale, and the scale that they span.
///
/// Steps are 1, 2 or 5 times a power of ten (25 where that gives whole numbers), or what clocks have for lengths of
/// time. Every tick is a whole multiple of the step, so zero is a tick wherever the scale passes it.
struct Ticks: Equatable {
  var values: [Double]
  var labels: [String]
  /// From the lowest end of the scale to the highest; wider than nothing.
  var range: ClosedRange<Double>

  /// - Parameters:
  ///   - extent: What the scale has to reach; nil for a scale without values.
  ///   - count: About how many ticks there is room for, at least 2.
  init(_ extent: ClosedRange<Double>?, count: Int, unit: ChartUnit, startsAtZero: Bool) {
    let count = max(count, 2)
    var (low, high) = extent.map { ($0.lowerBound, $0.upperBound) } ?? (0, 1)
    if startsAtZero {
      low = min(low, 0)
      high = max(high, 0)
    }
    // A scale that begins just above zero hides how large the values are.
    if low > 0, low < high * 0.35 { low = 0 }
    if high < 0, high > low * 0.35 { high = 0 }
    if high - low <= max(low.magnitude, high.magnitude) * 1e-9 {
      (low, high) = Ticks.widened(low)
      if unit.isWhole { (low, high) = (low.rounded(.down), max(high.rounded(.up), low.rounded(.down) + 1)) }
      if startsAtZero, low < 0, extent.map({ $0.lowerBound >= 0 }) ?? true { low = 0 }
    }
    // Within a hair of the largest double there is nothing left to divide.
    let span = min(high / 2 - low / 2, 8e307)
    var step = Ticks.step(atLeast: 2 * (span / Double(count)), unit)
    if unit.isWhole { step = max(step, 1) }
    var first = (low / step + 1e-9).rounded(.down)
    var last = (high / step - 1e-9).rounded(.up)
    if let limits = unit.limits {
      // A scale of percent ends at 100 where no value passes it.
      if low >= limits.lowerBound { first = max(first, (limits.lowerBound / step).rounded(.up)) }
      if high <= limits.upperBound { last = min(last, (limits.upperBound / step).rounded(.down)) }
    }
    if last <= first { last = first + 1 }
    let ends = (first * step, last * step)
    let bottom = max(min(ends.0, low), -1.7e308)
    let top = min(max(ends.1, high), 1.7e308)
    let whole = bottom...max(top, bottom.nextUp)
    // The largest count is a guard against a step that was lost in rounding.
    let steps = min(max(Int(exactly: last - first) ?? 1, 1), 1000)
    values = (0...steps).map { (first + Double($0)) * step }.filter { $0.isFinite && whole.contains($0) }
    labels = Ticks.distinct(Ticks.labels(values, step: step, unit), values, unit)
    range = whole
  }

  /// A stretch around a single number.
  private static func widened(_ number: Double) -> (Double, Double) {
    if number == 0 { return (0, 1) }
    let half = number.magnitude < 1e300 ? number.magnitude * 0.1 : 0
    return half == 0 ? (min(number, 0), max(number, 0)) : (number - half, number + half)
  }

  /// The smallest round number that is at least `smallest`.
  private static func step(atLeast smallest: Double, _ unit: ChartUnit) -> Double {
    guard smallest.isFinite, smallest > 0 else { return 1 }
    if unit.isDuration, smallest >= 1 {
      let clock: [Double] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
      ]
      if let step = clock.first(where: { $0 >= smallest * 0.999_999 }) { return step }
      return 86_400 * round(atLeast: smallest / 86_400)
    }
    return round(atLeast: smallest)
  }

  private static func round(atLeast smallest: Double) -> Double {
    guard smallest > 1e-300 else { return 1e-300 }
    var power = 1.0
    // Powers of ten up to 10^22 are exact, and dividing by one is exact as far as it can be.
    var scale = smallest
    while scale >= 10 {
      scale /= 10
      power *= 10
    }
    var divisor = 1.0
    while scale < 1 {
      scale *= 10
      divisor *= 10
    }
    let factors: [Double] = power >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10]
    let factor = factors.first { $0 >= scale * 0.999_999 } ?? 10
    return divisor > 1 ? factor / divisor : factor * power
  }

  private static func labels(_ values: [Double], step: Double, _ unit: ChartUnit) -> [String] {
    if unit.isDuration {
      return values.map { seconds in
        seconds.magnitude < 9e12 ? DurationText.human(Int64((seconds * 1e6).rounded())) : compact(seconds)
      }
    }
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    let (divisor, suffix) = Ticks.thousands(largest)
    // As many decimals as the step needs; a step of 2.5 million is 2.5.
    let decimals = min(NumberText.decimals(of: Ticks.shortened(step / divisor)), 12)
    if largest >= 1e15 || (step < 1e-9 && step > 0) { return values.map { unit.text(compact($0)) } }
    return values.map { value in
      let digits = NumberText.rounded(value / divisor, places: decimals).map(NumberText.grouped) ?? "–"
      return unit.text(value == 0 ? "0" : digits + suffix)
    }
  }

  /// The labels, with more digits where two of them would read the same.
  private static func distinct(_ labels: [String], _ values: [Double], _ unit: ChartUnit) -> [String] {
    if Set(labels).count == labels.count { return labels }
    for digits in 3...16 {
      let longer = values.map { compact($0, digits: digits) }
      if Set(longer).count == longer.count {
        return longer.map { unit.isDuration ? $0 + " s" : unit.text($0) }
      }
    }
    return values.map { NumberText.exact($0) ?? "–" }
  }

  private static func thousands(_ largest: Double) -> (Double, String) {
    switch largest {
    case 1e12...: (1e12, " tn")
    case 1e9...: (1e9, " bn")
    case 1e6...: (1e6, " M")
    case 1e5...: (1e3, " k")
    default: (1, "")
    }
  }

  /// A number without the noise of its last digits.
  private static func shortened(_ number: Double) -> Double {
    guard let text = NumberText.rounded(number, places: 12), let short = Double(text), short != 0 else {
      return number
    }
    return short
  }

  /// Some digits and an exponent.
  private static func compact(_ number: Double, digits count: Int = 2) -> String {
    guard number != 0, number.isFinite else { return "0" }
    var exponent = 0
    var scale = number.magnitude
    while scale >= (count > 2 ? 10 : 9.995) {
      scale /= 10
      exponent += 1
    }
    while scale < (count > 2 ? 1 : 0.9995) {
      scale *= 10
      exponent -= 1
    }
    let digits = NumberText.rounded(scale, places: count) ?? "1"
    var trimmed = digits[...]
    while trimmed.hasSuffix("0") { trimmed = trimmed.dropLast() }
    if trimmed.hasSuffix(".") { trimmed = trimmed.dropLast() }
    return (number < 0 ? "-" : "") + trimmed + "e\(exponent)"
  }
}
