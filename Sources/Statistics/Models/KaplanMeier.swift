import Glibc

/// The share of customers still there after each length of stay, from stays of which some are still going on
/// (family F7).
///
/// S(t) = Π (1 − dᵢ/nᵢ) over the times tᵢ ≤ t at which someone left: dᵢ left of the nᵢ who were still watched. Where
/// one left and another was last seen on the same day, the one who left counts first. Source: E. L. Kaplan and
/// P. Meier, 1958; the variance is M. Greenwood's, 1926; the limits on the scale of log(−log S), which stay inside
/// 0 … 1, are those of Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data", 1980.
package struct KaplanMeier: Sendable, Equatable {
  /// A time at which at least one stay ended.
  package struct Step: Sendable, Equatable {
    package var time: Double
    /// Those who stayed and were watched until just before this time.
    package var atRisk: Int
    package var endings: Int
    /// The share that stays beyond this time.
    package var survival: Double
    /// Greenwood's sum Σ dᵢ/(nᵢ(nᵢ − dᵢ)) up to here, the variance of ln S; of no use once nobody is left.
    package var logVariance: Double
  }

  /// In order of time.
  package let steps: [Step]
  /// The longest time that anybody was watched; beyond it nothing is known.
  package let longestWatched: Double

  /// - Parameters:
  ///   - durations: How long each customer has stayed, or has been watched.
  ///   - ended: Whether the stay ended then, or goes on.
  ///   - entries: The age at which the watch began, for files that hold only those who were there at some date;
  ///     without it everybody is watched from the start.
  /// - Returns: Nil without customers, or when a duration is negative or missing or the counts differ.
  package init?(durations: [Double], ended: [Bool], entries: [Double]? = nil) {
    guard !durations.isEmpty, durations.count == ended.count,
      entries == nil || entries?.count == durations.count,
      durations.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return nil }
    if let entries, entries.contains(where: \.isNaN) { return nil }
    // Who is first watched at the very time of leaving, or later, was never at risk.
    let watched = durations.indices.filter { customer in
      guard let entries, entries[customer] > 0 else { return true }
      return entries[customer] < durations[customer]
    }
    guard !watched.isEmpty else { return nil }
    let order = watched.sorted { durations[$0] < durations[$1] }
    // Those watched from the start are at risk even at the time zero.
    let sortedEntries = entries.map { entries in
      watched.map { entries[$0] > 0 ? entries[$0] : -.infinity }.sorted()
    }
    var steps: [Step] = []
    var survival = 1.0
    var logVariance = 0.0
    var position = 0
    var entered = 0
    while position < order.count {
      let time = durations[order[position]]
      let gone = position
      var endings = 0
      while position < order.count, durations[order[position]] == time {
        if ended[order[position]] { endings += 1 }
        position += 1
      }
      guard endings > 0 else { continue }
      let present: Int
      if let sortedEntries {
        while entered < sortedEntries.count, sortedEntries[entered] < time { entered += 1 }
        present = entered
      } else {
        present = order.count
      }
      let atRisk = max(endings, present - gone)
      survival *= Double(atRisk - endings) / Double(atRisk)
      if atRisk > endings { logVariance += Double(endings) / Double(atRisk) / Double(atRisk - endings) }
      steps.append(
        Step(time: time, atRisk: atRisk, endings: endings, survival: survival, logVariance: logVariance))
    }
    self.steps = steps
    longestWatched = order.last.map { durations[$0] } ?? 0
  }

  /// The last step at or before a time.
  private func step(at time: Double) -> Step? {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? steps[low - 1] : nil
  }

  /// The share still there after a time; nil when nobody was watched for so long and some were still there.
  package func survival(at time: Double) -> Double? {
    guard time >= 0 else { return nil }
    let survival = step(at: time)?.survival ?? 1
    return time <= longestWatched || survival == 0 ? survival : nil
  }

  /// The interval of the share still there after a time: S raised to exp(±z·√V/ln S), V Greenwood's sum.
  ///
  /// - Returns: Nil before the first ending and after the last customer has left, where nothing is seen of the spread,
  ///   and where `survival(at:)` is.
  ///
  /// - Parameter designEffect: By how much the variance is larger because stays of one customer are alike.
  package func interval(at time: Double, confidence: Double = 0.95, designEffect: Double = 1) -> Interval? {
    guard survival(at: time) != nil, let step = step(at: time) else { return nil }
    return limits(of: step, confidence: confidence, designEffect)
  }

  private func limits(of step: Step, confidence: Double, _ designEffect: Double) -> Interval? {
    guard let z = normalMultiplier(confidence: confidence), step.survival > 0, step.survival < 1 else {
      return nil
    }
    let logarithm = log(step.survival)
    let distance = z * (step.logVariance * designEffect).squareRoot() / abs(logarithm)
    return Interval(low: exp(logarithm * exp(distance)), high: exp(logarithm * exp(-distance)))
  }

  /// The variance of the curve at a time by customer, divided by that of stays that have nothing to do with each other.
  ///
  /// What a stay adds to ln S is known to the first order: it leaves with 1/n, and is at risk of each ending before with
  /// −d/n². The squares of what customers add are compared with those of what their stays add (the infinitesimal
  /// jackknife: T. M. Therneau and P. M. Grambsch, "Modeling Survival Data", 2000, section 2.3).
  ///
  /// - Parameter customers: Of each stay, in the order of `durations`; stays without one are left out.
  package func designEffect(
    at time: Double, durations: [Double], ended: [Bool], customers: [Int?]
  ) -> Double? {
    // The sum of d/n² over the endings up to each step.
    var hazards: [Double] = []
    var sum = 0.0
    for step in steps {
      sum += Double(step.endings) / Double(step.atRisk) / Double(step.atRisk)
      hazards.append(sum)
    }
    func place(_ time: Double) -> Int? {
      var low = 0
      var high = steps.count
      while low < high {
        let middle = (low + high) / 2
        if steps[middle].time <= time { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? low - 1 : nil
    }
    var shares: [(customer: Int, time: Double, share: Double)] = []
    for stay in durations.indices {
      guard let customer = customers[stay] else { continue }
      let until = min(durations[stay], time)
      var share = place(until).map { -hazards[$0] } ?? 0
      if ended[stay], durations[stay] <= time, let step = place(durations[stay]) {
        share += 1 / Double(steps[step].atRisk)
      }
      shares.append((customer, durations[stay], share))
    }
    // In an order that does not depend on that of the rows.
    shares.sort { ($0.customer, $0.share) < ($1.customer, $1.share) }
    var totals: [Double] = []
    var last: Int?
    for share in shares {
      if share.customer != last { totals.append(0) }
      last = share.customer
      totals[totals.count - 1] += share.share
    }
    let number = Double(totals.count)
    let together = totals.map { $0 * $0 }.sorted().reduce(0, +)
    let apart = shares.map { $0.share * $0.share }.sorted().reduce(0, +)
    guard number >= 2, apart > 0 else { return nil }
    return number / (number - 1) * together / apart
  }

  /// The first time at which at most `share` are still there; nil when the curve stays above it, "not reached".
  package func time(atWhichRemain share: Double) -> Double? {
    // A share that is reached exactly must not be missed by the rounding of the product.
    steps.first { $0.survival <= share + 1e-12 }?.time
  }

  /// The time after which half have left; nil when it is not reached.
  package var median: Double? { time(atWhichRemain: 0.5) }

  /// The times between which the time lies at which `share` are still there; without an upper end where the upper
  /// limit of the curve never comes down so far.
  ///
  /// The times at which the limits of the curve cross the share: R. Brookmeyer and J. Crowley, 1982.
  ///
  /// - Returns: Nil when not even the lower limit comes down so far.
  package func timeInterval(
    atWhichRemain share: Double = 0.5, confidence: Double = 0.95, designEffect: Double = 1
  ) -> (low: Double, high: Double?)? {
    var low: Double?
    for step in steps {
      guard step.survival > 0 else {
        // Everybody has left: the lower limit is zero, the upper one unknown.
        return (low ?? step.time, nil)
      }
      guard let limits = limits(of: step, confidence: confidence, designEffect) else { continue }
      if low == nil, limits.low <= share { low = step.time }
      if let low, limits.high <= share { return (low, step.time) }
    }
    return low.map { ($0, nil) }
  }
}
