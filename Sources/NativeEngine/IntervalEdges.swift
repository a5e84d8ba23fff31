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
///
/// - Parameter units: The customer of each spell, -1 where unknown. Where each has more than two spells on average, the
///   variance is that by customer; for the median it is compared with the other one where the curve reaches one half.
func survivalEdges(
  _ spells: [(end: Int64, watched: Int64)], units: [Int64]?, isDuration: Bool, at time: Double?
) -> (low: Double?, high: Double?) {
  let seen = observations(spells, isDuration: isDuration)
  let (durations, ended) = (seen.map(\.time), seen.map(\.hasEnded))
  guard let curve = KaplanMeier(durations: durations, ended: ended) else { return (nil, nil) }
  var effect = 1.0
  if let units, isOften(rows: units.count, units: Set(units.lazy.filter { $0 >= 0 }).count) {
    guard
      let found = curve.designEffect(
        at: time ?? curve.median ?? curve.longestWatched, durations: durations, ended: ended,
        customers: units.map { $0 >= 0 ? Int($0) : nil })
    else { return (nil, nil) }
    effect = found
  }
  if let time {
    let interval = curve.interval(at: time, designEffect: effect)
    return (interval.map { 100 * $0.low }, interval.map { 100 * $0.high })
  }
  let times = curve.timeInterval(designEffect: effect)
  return (times?.low, times?.high)
}

/// Whether units have so many rows that they, and not the rows, decide on an interval (language, 13.11).
private func isOften(rows: Int, units: Int) -> Bool { units > 0 && rows > 2 * units }

/// A place that customers have decided on; nil where they leave none.
struct UnitPlace { let place: Place? }

/// The place of an edge of a percentile by customer; nil where rows are the unit, without a place where there is none.
func placeByUnit(
  of part: Double, _ edge: IntervalEdge, _ values: UnsafeBufferPointer<Int64>,
  _ units: UnsafeBufferPointer<Int64>
) -> UnitPlace? {
  guard let value = Place(percent: part, of: values.count).map({ neighbours(values, $0.index, $0.next).0 })
  else { return nil }
  var counts: [Int64: (below: Int, upTo: Int, all: Int)] = [:]
  for (row, unit) in units.enumerated() where unit >= 0 {
    counts[unit, default: (0, 0, 0)].all += 1
    if values[row] <= value { counts[unit, default: (0, 0, 0)].upTo += 1 }
    if values[row] < value { counts[unit, default: (0, 0, 0)].below += 1 }
  }
  guard isOften(rows: values.count, units: counts.count) else { return nil }
  // Sums of whole numbers do not depend on their order.
  guard
    let effect = designEffect(counts.values.map { (counted: $0.upTo, all: $0.all) })
      ?? designEffect(counts.values.map { (counted: $0.below, all: $0.all) }),
    let ranks = clusteredQuantileRanks(
      part / 100, count: values.count, designEffect: effect, units: counts.count)
  else { return UnitPlace(place: nil) }
  return UnitPlace(place: Place(rank: edge == .lower ? ranks.lower : ranks.upper))
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
