import Columns
import Statistics

/// Units, mostly customers, drawn again and again with replacement (F8): 2,000 times as many as there are.
///
/// What is drawn of a unit are its own sums, which add up to the totals of a resample. Beyond a thousand units they are
/// first gathered at random into bundles, which are then drawn: the spread of the totals stays the same on average, and
/// the work does not grow with the number of customers. Draws depend on the units and their order alone, so that runs
/// agree on any number of threads and files.
struct Resampling {
  static let resamples = 2_000

  /// Bundles for each group: fewer where there are many groups.
  static func bundles(groups: Int) -> Int { groups > 1_000 ? 250 : 1_000 }

  /// Shape `[term][unit]`.
  private var sums: [[Double]]
  private var count: Int { sums.first?.count ?? 0 }

  /// - Parameter sums: what each unit adds to each term, in an order of the units that does not depend on that of the
  ///   rows.
  init(_ sums: [[Double]], bundles: Int) {
    self.sums = sums
    guard count > bundles else { return }
    var numbers = RandomNumbers(seed: 2)
    let bundleOfUnit = (0..<count).map { _ in numbers.number(below: bundles) }
    self.sums = sums.map { values in
      var totals = [Double](repeating: 0, count: bundles)
      for (unit, bundle) in bundleOfUnit.enumerated() { totals[bundle] += values[unit] }
      return totals
    }
  }

  /// The totals of each resample, shape `[term][resample]`.
  func totals(work: Work) throws -> [[Double]] {
    let count = count
    var totals = [[Double]](repeating: Array(repeating: 0, count: Resampling.resamples), count: sums.count)
    var weights = [Double](repeating: 0, count: count)
    for resample in 0..<Resampling.resamples {
      if resample & 0xFF == 0 { try work.checkpoint() }
      var numbers = RandomNumbers(seed: 1, stream: resample)
      for unit in 0..<count { weights[unit] = 0 }
      for _ in 0..<count { weights[numbers.number(below: count)] += 1 }
      for term in sums.indices {
        totals[term][resample] = sums[term].withUnsafeBufferPointer { values in
          var total = 0.0
          for unit in 0..<count { total += weights[unit] * values[unit] }
          return total
        }
      }
    }
    return totals
  }

  /// The interval of a statistic of the totals.
  func interval(work: Work, _ statistic: ([Double]) -> Double?) throws -> Interval? {
    guard count >= 2 else { return nil }
    let totals = try totals(work: work)
    return percentileInterval(
      of: (0..<Resampling.resamples).map { resample in statistic(totals.map { $0[resample] }) })
  }
}
