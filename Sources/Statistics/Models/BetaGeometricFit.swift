import Glibc

/// Histories made ready for the search: equal ones put together, times divided by the longest.
private struct PreparedHistories {
  /// A history with the number of customers who share it.
  struct Row {
    var x: Double
    var last: Double
    var watched: Double
    var customers: Double
    /// The position in `counts`.
    var countIndex: Int
  }

  var rows: [Row] = []
  /// The different numbers of repeat purchases, each with its customers: the gamma functions depend on nothing else.
  var counts: [(x: Double, customers: Double)] = []
  var customers = 0.0
  /// What one unit of scaled time is in the unit of the histories.
  var timeScale = 1.0

  init?(_ histories: [PurchaseHistory]) {
    guard histories.allSatisfy(\.isValid), let longest = histories.lazy.map(\.watched).max(), longest > 0
    else {
      return nil
    }
    timeScale = longest
    let sorted = histories.sorted {
      ($0.repeatPurchases, $0.watched, $0.lastPurchase) < ($1.repeatPurchases, $1.watched, $1.lastPurchase)
    }
    var previous: PurchaseHistory?
    for history in sorted {
      customers += 1
      if let last = counts.last, last.x == history.repeatPurchases {
        counts[counts.count - 1].customers += 1
      } else {
        counts.append((history.repeatPurchases, 1))
      }
      if history == previous {
        rows[rows.count - 1].customers += 1
      } else {
        rows.append(
          Row(
            x: history.repeatPurchases, last: history.lastPurchase / longest,
            watched: history.watched / longest,
            customers: 1, countIndex: counts.count - 1))
      }
      previous = history
    }
  }

  /// The logarithm of the probability of the scaled histories.
  ///
  /// For one customer: ln Γ(r + x) − ln Γ(r) + r ln α + ln B(a, b + x) − ln B(a, b) + ln[(α + T)^−(r + x) +
  /// a/(b + x − 1) · (α + tₓ)^−(r + x)], the second power only where x > 0. The powers are put together in
  /// logarithms, as in Fader and Hardie, "Overcoming the BG/NBD model's #NUM! error problem", 2013.
  func logLikelihood(r: Double, alpha: Double, a: Double, b: Double) -> Double {
    let logGammaOfR = logGamma(r)
    let betaRatio = logGamma(a + b) - logGamma(b)
    let logA = log(a)
    var sum = customers * (r * log(alpha) - logGammaOfR + betaRatio)
    var leaving = [Double](repeating: -.infinity, count: counts.count)
    for (index, count) in counts.enumerated() {
      sum += count.customers * (logGamma(r + count.x) + logGamma(b + count.x) - logGamma(a + b + count.x))
      if count.x > 0 { leaving[index] = logA - log(b + count.x - 1) }
    }
    for row in rows {
      let exponent = r + row.x
      let stillThere = -exponent * log(alpha + row.watched)
      guard row.x > 0 else {
        sum += row.customers * stillThere
        continue
      }
      let gone = leaving[row.countIndex] - exponent * log(alpha + row.last)
      sum += row.customers * (max(stillThere, gone) + log1p(exp(-abs(stillThere - gone))))
    }
    return sum
  }
}

extension BetaGeometricModel {
  /// The logarithm of the probability of the histories under this model; nil when one of them cannot be.
  package func logLikelihood(of histories: [PurchaseHistory]) -> Double? {
    guard let prepared = PreparedHistories(histories) else { return nil }
    let scaled = prepared.logLikelihood(r: r, alpha: alpha / prepared.timeScale, a: a, b: b)
    // Each repeat purchase is a density in time, so the unit of time counts once for each.
    let purchases = histories.reduce(0) { $0 + $1.repeatPurchases }
    return scaled - purchases * log(prepared.timeScale)
  }

  /// The model under which the histories are most probable, by a search that nothing ends early.
  package static func fitted(to histories: [PurchaseHistory]) -> BetaGeometricModel? {
    fitted(to: histories) {}
  }

  /// The model under which the histories are most probable.
  ///
  /// The search runs over the logarithms of the four numbers, from several starts, with times scaled so that days and
  /// years are searched alike.
  ///
  /// Data can pull a number towards zero or beyond all bounds: customers all alike make r and α grow together, and where
  /// nobody seems to leave, a vanishes. The numbers then stop at e⁻¹⁴ or e¹⁴, where the model can hardly be told from
  /// its limit and forecasts as well.
  ///
  /// - Parameter checkpoint: Called before each step of the search, which it may end by throwing.
  /// - Returns: Nil when a history cannot be, when nobody has bought again, or when the data do not even decide on a
  ///   rate of buying.
  package static func fitted(
    to histories: [PurchaseHistory], checkpoint: () throws -> Void
  ) rethrows -> BetaGeometricModel? {
    guard histories.contains(where: { $0.repeatPurchases > 0 }), let prepared = PreparedHistories(histories)
    else {
      return nil
    }
    let starts: [[Double]] = [
      [0, 0, 0, 0], [-1.4, -2.2, -0.2, 0.9], [0.5, -1, -1.5, 1.5], [-0.7, -3, 0.7, 1.6], [1, 1, -1, 0],
    ]
    let bound = 14.0
    let lowest = try lowestPoint(from: starts, bound: bound) { point in
      try checkpoint()
      return -prepared.logLikelihood(
        r: exp(point[0]), alpha: exp(point[1]), a: exp(point[2]), b: exp(point[3]))
        / prepared.customers
    }
    guard let lowest, min(lowest[0], lowest[1]) > -bound else { return nil }
    return BetaGeometricModel(
      r: exp(lowest[0]), alpha: exp(lowest[1]) * prepared.timeScale, a: exp(lowest[2]), b: exp(lowest[3]))
  }
}
