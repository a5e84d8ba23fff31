import Statistics
import Testing

// MARK: The intervals of the example company, its rows copied by hand

@Test(
  arguments: [
    ("csat", 6, 10, 31.3, 83.2), ("ces", 7, 10, 39.7, 89.2), ("response_rate", 5, 8, 30.6, 86.3),
    ("comment_rate", 6, 10, 31.3, 83.2), ("fcr", 4, 8, 21.5, 78.5), ("one_touch", 5, 8, 30.6, 86.3),
    ("sla", 7, 10, 39.7, 89.2), ("reopen_rate", 2, 8, 7.1, 59.1), ("cancellation_rate", 2, 10, 5.7, 51.0),
    ("return_rate", 2, 7, 8.2, 64.1), ("repeat_rate", 2, 4, 15.0, 85.0),
    ("repeat_rate_period", 3, 4, 30.1, 95.4),
    ("churn_rate in January", 1, 4, 4.6, 69.9), ("churn_rate in March", 1, 5, 3.6, 62.4),
    ("retention_rate", 3, 4, 30.1, 95.4),
  ] as [(String, Double, Double, Double, Double)])
func `Wilson intervals of the example company`(
  name: String, successes: Double, count: Double, low: Double, high: Double
) {
  expectNear(wilsonInterval(successes: successes, of: count)?.scaled(by: 100), low, high, within: 0.05)
}

@Test func `NPS of the example company`() {
  let scores = [10, 9, 6, 8, 9, 3, 7, 10, 0]
  let net = NetShare(
    promoters: Double(scores.filter { $0 >= 9 }.count), detractors: Double(scores.filter { $0 <= 6 }.count),
    of: Double(scores.count))
  expectNear(net?.value, 0.111111, within: 1e-6)
  expectNear(net?.interval()?.scaled(by: 100), -39.0512, 55.7179, within: 0.002)
}

@Test func `mean CSAT of the example company`() {
  let moments = Moments([5, 4, 2, 4, 5, 1, 3, 4, 5, 2])
  expectNear(moments.mean, 3.5, within: 1e-12)
  expectNear(moments.interval(), 2.4744, 4.5256, within: 0.00005)
}

@Test func `purchase frequency and ARPU of the example company`() {
  // Kept orders of C1, C2, C4, C5; monthly amounts of A, B, C, D, F on 1 April.
  expectNear(Moments([3, 2, 1, 2]).interval(), 0.7008, 3.2992, within: 0.00005)
  let arpu = Moments([150, 50, 80, 120, 60])
  expectNear(arpu.mean, 92, within: 1e-12)
  expectNear(arpu.interval(), 39.7615, 144.2385, within: 0.00005)
}

@Test func `complaints and complaints per 100 orders of the example company`() {
  expectNear(countInterval(4), 1.0899, 10.2416, within: 0.00005)
  expectNear(countInterval(4, exposure: 10)?.scaled(by: 100), 10.899, 102.416, within: 0.0005)
}

@Test func `first response and resolution time of the example company`() {
  let responseMinutes: [Double] = [30, 240, 1440, 60, 60, 15, 360, 20, 120]
  expectNear(
    quantileInterval(0.5, ofSorted: responseMinutes.sorted())?.scaled(by: 1.0 / 60), 0.3333, 6,
    within: 0.00005)
  expectNear(quantileInterval(0.5, ofSorted: [2, 3, 4, 6, 10, 24, 48, 72]), 2, 72, within: 0)
}

@Test func `handle time of the example company, customers as the unit`() {
  // Minutes and finished contacts of C1 to C6.
  let minutes = RatioOfSums([(11, 2), (15, 1), (30, 1), (11, 2), (20, 1), (8, 1)])
  expectNear(minutes.value, 11.875, within: 1e-12)
  expectNear(minutes.interval(), 2.2711, 21.4789, within: 0.00005)
}

@Test func `order value and revenue retention of the example company`() {
  let orderValue = RatioOfSums([(210, 3), (140, 2), (120, 1), (90, 2)])
  expectNear(orderValue.value, 70, within: 1e-12)
  expectNear(orderValue.interval(), 37.5193, 102.4807, within: 0.00005)
  // Monthly amounts at the end and at the start of A, B, C, D.
  let retention = RatioOfSums([(150, 100), (50, 50), (80, 80), (120, 200)])
  expectNear(retention.value, 0.930233, within: 1e-6)
  expectNear(retention.interval()?.scaled(by: 100), 18.2676, 167.7789, within: 0.0001)
}

@Test func `survival of the example company's customers`() throws {
  // E, G and B left; F, D, C and A are still there.
  let curve = try #require(
    KaplanMeier(
      durations: [15, 27, 127, 77, 122, 152, 305], ended: [true, true, true, false, false, false, false]))
  expectNear(curve.survival(at: 90), 0.714286, within: 1e-6)
  expectNear(curve.interval(at: 90)?.scaled(by: 100), 25.8, 92.0, within: 0.05)
  #expect(curve.median == 127)
  #expect(curve.steps.map(\.atRisk) == [7, 6, 3])
}

// MARK: Edges

@Test func `shares without a trial have no interval, shares of none and all have one`() {
  #expect(wilsonInterval(successes: 0, of: 0) == nil)
  #expect(wilsonInterval(successes: 3, of: 2) == nil)
  #expect(wilsonInterval(successes: -1, of: 2) == nil)
  #expect(wilsonInterval(successes: .nan, of: 2) == nil)
  #expect(wilsonInterval(successes: 1, of: 2, confidence: 1) == nil)
  #expect(wilsonInterval(successes: 0, of: 10)?.low == 0)
  expectNear(wilsonInterval(successes: 0, of: 10), 0, 0.277533, within: 1e-6)
  #expect(wilsonInterval(successes: 10, of: 10)?.high == 1)
  expectNear(wilsonInterval(successes: 1, of: 1), 0.206549, 1, within: 1e-6)
  expectNear(wilsonInterval(successes: 5e14, of: 1e15), 0.5, 0.5, within: 1e-7)
}

@Test func `a net share where all agree still has a width`() {
  #expect(NetShare(promoters: 0, detractors: 0, of: 0)?.interval() == nil)
  #expect(NetShare(promoters: 2, detractors: 2, of: 3) == nil)
  #expect(NetShare(promoters: 0, detractors: 0, of: 0)?.standardError == nil)
  for count in [1, 2, 10, 1_000, 1e9] {
    let interval = NetShare(promoters: count, detractors: 0, of: count)?.interval()
    #expect(interval?.high == 1)
    #expect((interval?.low ?? 1) < 1)
  }
}

@Test func `means of no, one and equal values have no interval`() {
  #expect(Moments().interval() == nil)
  #expect(Moments([4]).interval() == nil)
  #expect(Moments([4, 4, 4]).interval() == nil)
  #expect(Moments([0.1, 0.1, 0.1]).interval() == nil)
  #expect(Moments(count: 3, sum: 0.3, sumOfSquares: 0.03).interval() == nil)
  #expect(Moments([.nan, 1, 2]).interval() == nil)
  #expect(Moments([1e300, -1e300, 1e308]).interval() == nil)
}

@Test func `moments keep the cents of millions and merge in any order`() {
  let values: [Double] = [1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75, 1e9 + 1]
  expectNear(Moments(values).variance, 0.3125 / 3, within: 1e-9)
  var merged = Moments(values.prefix(1))
  merged.merge(Moments(values.dropFirst()))
  merged.merge(Moments())
  expectNear(merged.variance, 0.3125 / 3, within: 1e-9)
  #expect(merged.count == 4)
}

@Test func `ratios of nothing, of one unit and without spread have no interval`() {
  #expect(RatioOfSums().value == nil)
  #expect(RatioOfSums([(3, 0), (4, 0)]).interval() == nil)
  #expect(RatioOfSums([(3, 1)]).interval() == nil)
  #expect(RatioOfSums([(0.1, 1), (0.2, 2), (0.7, 7)]).interval() == nil)
  #expect(RatioOfSums([(.nan, 1), (0.2, 2)]).interval() == nil)
  #expect(RatioOfSums([(1, 1), (2, -1)]).interval() == nil)
}

@Test func `a ratio over ones is a mean, and merged sums are the sums of all`() {
  let values: [Double] = [5, 4, 2, 4, 5, 1, 3, 4, 5, 2]
  var ratio = RatioOfSums(values.prefix(4).map { ($0, 1) })
  ratio.merge(RatioOfSums(values.dropFirst(4).map { ($0, 1) }))
  expectNear(ratio.interval(), 2.4744, 4.5256, within: 0.00005)
}

@Test(arguments: [
  (6, 1, 6), (8, 1, 8), (10, 2, 9), (20, 6, 15), (50, 18, 33), (100, 40, 61),
])
func `ranks around the median`(count: Int, lower: Int, upper: Int) {
  let ranks = quantileRanks(0.5, count: count)
  #expect(ranks?.lower == lower)
  #expect(ranks?.upper == upper)
}

@Test func `too few values have no interval of a quantile`() {
  for count in [-1, 0, 1, 2, 3, 4, 5] { #expect(quantileRanks(0.5, count: count) == nil) }
  #expect(quantileRanks(0.9, count: 28) == nil)
  #expect(quantileRanks(0.9, count: 29)?.upper == 29)
  #expect(quantileRanks(0.1, count: 29)?.lower == 1)
  #expect(quantileRanks(0, count: 100) == nil)
  #expect(quantileRanks(1, count: 100) == nil)
  #expect(quantileRanks(.nan, count: 100) == nil)
  #expect(quantileInterval(0.5, ofSorted: []) == nil)
}

@Test func `ranks hold their confidence for every count and quantile`() {
  for count in 2...200 {
    for quantile in [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] {
      guard let ranks = quantileRanks(quantile, count: count) else {
        // Not even the outermost two would do.
        let missed =
          binomialTails(0, trials: count, probability: quantile).lower
          + binomialTails(count - 1, trials: count, probability: quantile).upper
        #expect(missed > 0.05)
        continue
      }
      let held =
        1 - binomialTails(ranks.lower - 1, trials: count, probability: quantile).lower
        - binomialTails(ranks.upper - 1, trials: count, probability: quantile).upper
      #expect(held >= 0.95 - 1e-12, "\(quantile) of \(count)")
    }
  }
}

@Test func `ranks of a billion values are found`() {
  let ranks = quantileRanks(0.9, count: 1_000_000_000)
  // 900 000 000 ± 1.96 · √(n · 0.9 · 0.1)
  expectNear(ranks.map { Double($0.lower) }, 899_981_406, within: 3)
  expectNear(ranks.map { Double($0.upper) }, 900_018_595, within: 3)
}

@Test func `no event seen still allows a few`() {
  expectNear(countInterval(0), 0, 3.688879, within: 1e-6)
  #expect(countInterval(-1) == nil)
  #expect(countInterval(.nan) == nil)
  #expect(countInterval(.infinity) == nil)
  #expect(countInterval(3, exposure: 0) == nil)
  #expect(countInterval(3, exposure: .nan) == nil)
  expectNear(countInterval(1e12), 1e12 - 1.96e6, 1e12 + 1.96e6, within: 100)
}

// MARK: Survival

@Test func `a curve whose last customer left comes to zero, without limits there`() throws {
  let curve = try #require(KaplanMeier(durations: [1, 2, 3, 4], ended: [true, true, true, true]))
  #expect(curve.survival(at: 4) == 0)
  #expect(curve.survival(at: 100) == 0)
  #expect(curve.interval(at: 4) == nil)
  #expect(curve.interval(at: 0.5) == nil)
  #expect(curve.survival(at: 0.5) == 1)
  #expect(curve.median == 2)
}

@Test func `nothing is known beyond the longest stay`() throws {
  let curve = try #require(KaplanMeier(durations: [5, 8], ended: [false, false]))
  #expect(curve.survival(at: 8) == 1)
  #expect(curve.survival(at: 9) == nil)
  #expect(curve.survival(at: -1) == nil)
  #expect(curve.interval(at: 6) == nil)
  #expect(curve.median == nil)
  #expect(curve.timeInterval() == nil)
  #expect(KaplanMeier(durations: [], ended: []) == nil)
  #expect(KaplanMeier(durations: [-1], ended: [true]) == nil)
  #expect(KaplanMeier(durations: [.nan], ended: [true]) == nil)
  #expect(KaplanMeier(durations: [1], ended: []) == nil)
}

@Test func `who leaves on the day another is last seen counts first`() throws {
  let curve = try #require(KaplanMeier(durations: [3, 3, 3, 3], ended: [true, false, true, false]))
  #expect(curve.steps.map(\.atRisk) == [4])
  #expect(curve.survival(at: 3) == 0.5)
  #expect(curve.median == 3)
}

@Test func `late entries are at risk only from then on`() throws {
  let curve = try #require(
    KaplanMeier(durations: [2, 4, 6, 8], ended: [true, true, false, true], entries: [0, 1, 3, 2]))
  // At 2: the first two (entries 0 and 1); at 4: all but the first; at 8: the last.
  #expect(curve.steps.map(\.atRisk) == [2, 3, 1])
  #expect(curve.steps.map(\.endings) == [1, 1, 1])
  expectNear(curve.survival(at: 4), 0.5 * 2 / 3, within: 1e-12)
  // An entry after the end, or at it, is no watch at all.
  let same = KaplanMeier(
    durations: [2, 4, 6, 8, 5, 3], ended: [true, true, false, true, true, true], entries: [0, 1, 3, 2, 5, 7])
  #expect(same == curve)
  #expect(KaplanMeier(durations: [3], ended: [true], entries: [3]) == nil)
  #expect(KaplanMeier(durations: [3], ended: [true], entries: [.nan]) == nil)
  #expect(KaplanMeier(durations: [0, 1], ended: [true, true], entries: [0, 0])?.steps.first?.atRisk == 2)
}

/// Remission in weeks under 6-MP, the example of Freireich and others, 1963, in many textbooks.
@Test func `the remission times of the textbooks`() throws {
  let ended: [Double] = [6, 6, 6, 7, 10, 13, 16, 22, 23]
  let watched: [Double] = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
  let curve = try #require(
    KaplanMeier(
      durations: ended + watched, ended: ended.map { _ in true } + watched.map { _ in false }))
  expectNear(curve.survival(at: 6), 0.857143, within: 1e-6)
  expectNear(curve.survival(at: 16), 0.627451, within: 1e-6)
  expectNear(curve.survival(at: 23), 0.448179, within: 1e-6)
  // Greenwood's standard error of S(23).
  let last = try #require(curve.steps.last)
  expectNear(last.survival * last.logVariance.squareRoot(), 0.1346, within: 0.00005)
  expectNear(curve.interval(at: 10), 0.503, 0.889, within: 0.0008)
  #expect(curve.median == 23)
  #expect(curve.timeInterval()?.low == 13)
  #expect(curve.timeInterval()?.high == nil)
}

// MARK: Differences and populations

@Test func `a difference of lopsided intervals adds up the errors of one direction`() throws {
  let first = IntervalEstimate(5, try #require(Interval(low: 2, high: 6)))
  let second = IntervalEstimate(1, try #require(Interval(low: 0, high: 5)))
  expectNear(differenceInterval(first, second), 4 - 5, 4 + 2.0.squareRoot(), within: 1e-12)
}

/// Newcombe 1998, table II, method 10.
@Test(
  arguments: [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 10, 0.6075, 1),
  ] as [(Double, Double, Double, Double, Double, Double)])
func `differences of shares as published`(
  first: Double, firstCount: Double, second: Double, secondCount: Double, low: Double, high: Double
) {
  let interval = shareDifferenceInterval(successes: first, of: firstCount, minus: second, of: secondCount)
  expectNear(interval, low, high, within: 0.00006)
}

@Test func `differences of estimates`() {
  expectNear(
    differenceInterval(10, standardError: 3, minus: 4, standardError: 4), 6 - 9.79982, 6 + 9.79982,
    within: 1e-5)
  #expect(differenceInterval(10, standardError: 0, minus: 4, standardError: 0) == nil)
  #expect(differenceInterval(10, standardError: .nan, minus: 4, standardError: 1) == nil)
  #expect(differenceInterval(.infinity, standardError: 1, minus: 4, standardError: 1) == nil)
  #expect(shareDifferenceInterval(successes: 1, of: 2, minus: 0, of: 0) == nil)
}

// MARK: Bootstrap

@Test func `resamples depend on the seed and their number alone`() {
  let bootstrap = Bootstrap(count: 5, seed: 7)
  var forwards: [[Int]] = []
  var backwards: [[Int]] = []
  var units: [Int] = []
  for resample in 0..<20 {
    bootstrap.draw(resample, into: &units)
    forwards.append(units)
  }
  for resample in (0..<20).reversed() {
    bootstrap.draw(resample, into: &units)
    backwards.append(units)
  }
  #expect(forwards == backwards.reversed())
  #expect(Set(forwards).count > 15)
  #expect(forwards.allSatisfy { $0.allSatisfy((0..<5).contains) })
  Bootstrap(count: 5, seed: 8).draw(0, into: &units)
  #expect(units != forwards[0])
}

@Test func `random numbers are the same on every machine`() {
  var numbers = RandomNumbers(seed: 1_234_567)
  // The published first outputs of SplitMix64 for this seed.
  #expect(numbers.next() == 6_457_827_717_110_365_317)
  #expect(numbers.next() == 3_203_168_211_198_807_973)
  var counts = [Int](repeating: 0, count: 3)
  for _ in 0..<3_000 { counts[numbers.number(below: 3)] += 1 }
  #expect(counts.allSatisfy { (900...1_100).contains($0) })
  #expect(numbers.number(below: 0) == 0)
  #expect(numbers.number(below: 1) == 0)
}

@Test func `bootstrap intervals of a mean and of nothing`() {
  let values: [Double] = [5, 4, 2, 4, 5, 1, 3, 4, 5, 2]
  let bootstrap = Bootstrap(count: values.count, seed: 42)
  let interval = bootstrap.interval { units in units.reduce(0) { $0 + values[$1] } / Double(units.count) }
  // Recorded: another machine, or another number of threads, must give the same.
  expectNear(interval, 2.7, 4.3, within: 0)
  #expect(
    interval == bootstrap.interval { units in units.reduce(0) { $0 + values[$1] } / Double(units.count) })
  #expect(Bootstrap(count: 0).interval { _ in 1 } == nil)
  #expect(Bootstrap(count: 1).interval { _ in 1 } == nil)
  #expect(Bootstrap(count: -3).interval { _ in 1 } == nil)
  #expect(bootstrap.interval { _ in nil } == nil)
  #expect(bootstrap.interval { units in units[0] < 2 ? nil : 1 } == nil)
  #expect(bootstrap.interval { _ in 1 } == Interval(low: 1, high: 1))
}

@Test func `percentiles are the fiftieth of two thousand from either end`() {
  let values = (1...2_000).map { Double?(Double($0)) }
  #expect(percentileInterval(of: values) == Interval(low: 50, high: 1_951))
  #expect(percentileInterval(of: [1, 2, 3]) == nil)
}
