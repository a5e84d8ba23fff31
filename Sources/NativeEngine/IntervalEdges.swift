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

/// An edge of the interval of a Kaplan–Meier curve at a time, in percent, or of the time at which it reaches one half
/// (F7).
func survivalEdge(
  _ edge: Aggregate.Edge, _ spells: [(end: Int64, watched: Int64)], isDuration: Bool, at time: Double?
) -> Double? {
  let seen = observations(spells, isDuration: isDuration)
  guard let curve = KaplanMeier(durations: seen.map(\.time), ended: seen.map(\.hasEnded)) else { return nil }
  if let time {
    return curve.interval(at: time).map { 100 * (edge == .lower ? $0.low : $0.high) }
  }
  guard let times = curve.timeInterval() else { return nil }
  return edge == .lower ? times.low : times.high
}

/// The interval of a mean (F3): t, and the percentiles of resamples where the values are too skewed for it.
///
/// Below thirty values t stays: resamples of so few are too much alike, and their percentiles too close together.
func meanInterval(ofSorted values: [Double], bundles: Int, work: Work) throws -> Interval? {
  let moments = Moments(values)
  guard let variance = moments.variance, variance > 0 else { return nil }
  guard values.count >= 30, isStronglySkewed(values, moments) else { return moments.interval() }
  let ones = [Double](repeating: 1, count: values.count)
  return try Resampling([values, ones], bundles: bundles).interval(work: work) { totals in
    totals[1] > 0 ? totals[0] / totals[1] : nil
  }
}

/// Whether a mean of so many values is not yet nearly normal: n < 25 g², with g the skewness.
///
/// Source: W. G. Cochran, "Sampling Techniques", 1977, section 2.15.
private func isStronglySkewed(_ values: [Double], _ moments: Moments) -> Bool {
  let count = moments.count
  let spread = (moments.squaredDeviations / count).squareRoot()
  let cubes = values.reduce(0) { sum, value in
    let distance = (value - moments.mean) / spread
    return sum + distance * distance * distance
  }
  let skewness = cubes / count
  return skewness.isFinite && count < 25 * skewness * skewness
}
