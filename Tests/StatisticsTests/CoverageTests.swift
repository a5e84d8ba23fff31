import Glibc
import Statistics
import Testing

/// The share of simulated samples whose interval holds the true value; a missing interval counts as a miss.
private func coverage(
  samples: Int, seed: UInt64, _ sample: (inout RandomSource) -> (interval: Interval?, truth: Double)
) -> Double {
  var random = RandomSource(seed: seed)
  var held = 0
  for _ in 0..<samples {
    let (interval, truth) = sample(&random)
    if interval?.contains(truth) == true { held += 1 }
  }
  return Double(held) / Double(samples)
}

@Test func `Wilson intervals hold 95 percent, on average over shares`() {
  let held = coverage(samples: 4_000, seed: 1) { random in
    let share = 0.05 + 0.9 * random.uniform()
    return (wilsonInterval(successes: random.binomial(40, share), of: 40), share)
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

/// Conservative where nearly all agree: the added answers widen it.
@Test(arguments: [(0.5, 0.2, 0.97), (0.35, 0.3, 0.97), (0.95, 0.02, 0.999)])
func `net share intervals hold 95 percent, or more where nearly all agree`(
  promoterShare: Double, detractorShare: Double, most: Double
) {
  let held = coverage(samples: 3_000, seed: 2) { random in
    var promoters = 0.0
    var detractors = 0.0
    for _ in 0..<40 {
      let answer = random.uniform()
      if answer < promoterShare {
        promoters += 1
      } else if answer < promoterShare + detractorShare {
        detractors += 1
      }
    }
    let net = NetShare(promoters: promoters, detractors: detractors, of: 40)
    return (net?.interval(), promoterShare - detractorShare)
  }
  #expect((0.93...most).contains(held), "\(held)")
}

@Test func `t intervals of a mean hold 95 percent`() {
  let held = coverage(samples: 4_000, seed: 3) { random in
    (Moments((0..<8).map { _ in 20 + 3 * random.normal() }).interval(), 20)
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

@Test func `intervals of a ratio of sums hold 95 percent when customers differ`() {
  let held = coverage(samples: 2_000, seed: 4) { random in
    var sums = RatioOfSums()
    for _ in 0..<60 {
      // The mean of an order differs from customer to customer, around 10: rows are not independent.
      let orders = 1 + random.binomial(4, 0.4)
      let level = 5 + random.gamma(5)
      sums.add(y: orders * level, x: orders)
    }
    return (sums.interval(), 10)
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

/// Conservative by construction: ranks are whole numbers.
@Test(arguments: [(0.5, 25), (0.9, 60)])
func `intervals of a quantile hold at least 95 percent`(quantile: Double, count: Int) {
  let truth = -log(1 - quantile)
  let held = coverage(samples: 2_000, seed: 5) { random in
    let values = (0..<count).map { _ in random.exponential() }.sorted()
    return (quantileInterval(quantile, ofSorted: values), truth)
  }
  #expect((0.94...0.99).contains(held), "\(held)")
}

/// Conservative by construction: exact for every rate means more than exact for most.
@Test func `intervals of a count hold at least 95 percent`() {
  let held = coverage(samples: 2_000, seed: 6) { random in
    let mean = 2 + 10 * random.uniform()
    return (countInterval(random.poisson(mean)), mean)
  }
  #expect((0.94...0.99).contains(held), "\(held)")
}

@Test func `survival intervals hold 95 percent although many still stay`() {
  let held = coverage(samples: 1_500, seed: 7) { random in
    var durations: [Double] = []
    var ended: [Bool] = []
    for _ in 0..<60 {
      let stay = random.exponential()
      let watched = 3 * random.uniform()
      durations.append(min(stay, watched))
      ended.append(stay <= watched)
    }
    return (KaplanMeier(durations: durations, ended: ended)?.interval(at: 0.5), exp(-0.5))
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

@Test func `intervals of the median stay hold 95 percent`() {
  let held = coverage(samples: 1_000, seed: 8) { random in
    var durations: [Double] = []
    var ended: [Bool] = []
    for _ in 0..<60 {
      let stay = random.exponential()
      let watched = 4 * random.uniform()
      durations.append(min(stay, watched))
      ended.append(stay <= watched)
    }
    let times = KaplanMeier(durations: durations, ended: ended)?.timeInterval()
    // A missing upper end holds every larger value.
    return (times.flatMap { Interval(low: $0.low, high: $0.high ?? 1e9) }, log(2))
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

@Test func `bootstrap intervals of a mean hold 95 percent`() {
  let held = coverage(samples: 400, seed: 9) { random in
    let values = (0..<60).map { _ in random.normal() }
    let interval = Bootstrap(count: 60, resamples: 400, seed: 3).interval { units in
      var sum = 0.0
      for unit in units { sum += values[unit] }
      return sum / 60
    }
    return (interval, 0)
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

@Test func `intervals of a difference of shares hold 95 percent`() {
  let held = coverage(samples: 3_000, seed: 10) { random in
    let interval = shareDifferenceInterval(
      successes: random.binomial(40, 0.7), of: 40, minus: random.binomial(30, 0.45), of: 30)
    return (interval, 0.25)
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}

@Test func `intervals of a difference of means hold 95 percent`() {
  let held = coverage(samples: 2_000, seed: 11) { random in
    let first = Moments((0..<50).map { _ in 5 + random.normal() })
    let second = Moments((0..<40).map { _ in 3 + 2 * random.normal() })
    let interval = differenceInterval(
      first.mean, standardError: first.standardError ?? 0, minus: second.mean,
      standardError: second.standardError ?? 0)
    return (interval, 2)
  }
  #expect((0.93...0.97).contains(held), "\(held)")
}
