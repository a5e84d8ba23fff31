import Columns
import Planning
import Statistics

/// The place of a percentile, or of the edge of its interval that is asked for (F5), for each of some counts.
///
/// Groups often have the same count, and ranks are not cheap: they are found once for each.
func places(of aggregate: PreparedAggregate, counts: [Int]) -> [Int: Place] {
  let part = percentilePart(of: aggregate)
  var places: [Int: Place] = [:]
  for count in Set(counts) {
    guard let edge = aggregate.edge else {
      places[count] = Place(percent: part, of: count)
      continue
    }
    guard let ranks = quantileRanks(part / 100, count: count) else { continue }
    places[count] = Place(rank: edge == .lower ? ranks.lower : ranks.upper)
  }
  return places
}

/// The edges of the interval of a Kaplan–Meier curve at a time, in percent, or of the time at which it reaches one half
/// (F7).
func survivalEdges(
  _ spells: [(end: Int64, watched: Int64)], isDuration: Bool, at time: Double?
) -> (low: Double?, high: Double?) {
  let seen = observations(spells, isDuration: isDuration)
  guard let curve = KaplanMeier(durations: seen.map(\.time), ended: seen.map(\.hasEnded)) else {
    return (nil, nil)
  }
  if let time {
    let interval = curve.interval(at: time)
    return (interval.map { 100 * $0.low }, interval.map { 100 * $0.high })
  }
  let times = curve.timeInterval()
  return (times?.low, times?.high)
}

/// The interval of a mean (F3): t, and the percentiles of resamples where the values are too skewed for it.
///
/// Below thirty values t stays: resamples of so few are too much alike, and their percentiles too close together.
func meanInterval(of values: [Double], bundles: Int, work: Work) throws -> Interval? {
  guard values.count >= 2 else { return nil }
  let count = Double(values.count)
  let mean = try exactSum(values, work) { $0 } / count
  let squares = try exactSum(values, work) { ($0 - mean) * ($0 - mean) }
  guard squares > 0, squares.isFinite else { return nil }
  // n < 25 g², with g the skewness: W. G. Cochran, "Sampling Techniques", 1977, section 2.15.
  let spread = (squares / count).squareRoot()
  let skewness =
    try exactSum(values, work) { value in
      let distance = (value - mean) / spread
      return distance * distance * distance
    } / count
  guard values.count >= 30, count < 25 * skewness * skewness else {
    return Moments(count: count, mean: mean, squaredDeviations: squares).interval()
  }
  let ones = [Double](repeating: 1, count: values.count)
  return try Resampling([work.sorted(values, by: <), ones], bundles: bundles).interval(work: work) { totals in
    totals[1] > 0 ? totals[0] / totals[1] : nil
  }
}

/// A sum that does not depend on the order of the values.
private func exactSum(_ values: [Double], _ work: Work, _ term: (Double) -> Double) throws -> Double {
  var sum = ExactSums(groups: 1)
  for (position, value) in values.enumerated() {
    try work.checkpoint(at: position)
    let part = term(value)
    if !part.isFinite { return .nan }
    sum.add(part, to: 0)
  }
  return sum.sum(0)
}
