import Glibc

/// What the value model needs to know of a customer.
package struct SpendingHistory: Sendable, Hashable {
  /// The number of purchases that the mean is taken over, x.
  package var purchases: Double
  /// The mean value of those purchases, z.
  package var meanValue: Double

  package init(purchases: Double, meanValue: Double) {
    self.purchases = purchases
    self.meanValue = meanValue
  }

  /// Whether the history has a purchase with a value; the model knows no purchase of nothing.
  package var isValid: Bool {
    purchases > 0 && purchases.isFinite && meanValue > 0 && meanValue.isFinite
  }
}

/// A model of what customers spend at each purchase (Gamma–Gamma).
///
/// The values of a customer are gamma distributed with shape p and a scale of their own, whose inverse is gamma
/// distributed with shape q and scale v over the customers. How often somebody buys must not go with how much. Source:
/// P. S. Fader, B. G. S. Hardie and K. L. Lee, "RFM and CLV: using iso-value curves for customer base analysis",
/// Journal of Marketing Research, 2005; notation of Fader and Hardie, "The Gamma-Gamma model of monetary value", 2013.
package struct GammaGammaModel: Sendable, Equatable {
  package var p: Double
  package var q: Double
  /// In the unit of the values.
  package var v: Double

  /// Nil unless all three are positive.
  package init?(p: Double, q: Double, v: Double) {
    guard [p, q, v].allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    self.p = p
    self.q = q
    self.v = v
  }

  /// The mean value of a purchase over all customers, p·v/(q − 1); nil where q ≤ 1 and there is none.
  package var meanValue: Double? {
    q > 1 ? p * v / (q - 1) : nil
  }

  /// The mean value that a customer's purchases tend to, p(v + x·z)/(p·x + q − 1).
  ///
  /// It lies between what the customer has spent and the mean of all, nearer to the former the more purchases were
  /// seen; a customer without purchases gets the mean of all.
  ///
  /// - Returns: Nil where the mean of all is needed and there is none.
  package func expectedValue(_ history: SpendingHistory) -> Double? {
    guard history.isValid else { return history.purchases == 0 ? meanValue : nil }
    let weight = p * history.purchases + q - 1
    let value = p * (v + history.purchases * history.meanValue) / weight
    return weight > 0 && value.isFinite ? value : nil
  }

  /// The logarithm of the probability of the histories under this model; nil when one of them cannot be.
  package func logLikelihood(of histories: [SpendingHistory]) -> Double? {
    guard let prepared = PreparedSpending(histories) else { return nil }
    let scaled = prepared.logLikelihood(p: p, q: q, v: v / prepared.valueScale)
    return scaled - prepared.customers * log(prepared.valueScale)
  }

  /// The model under which the histories are most probable, by a search that nothing ends early.
  package static func fitted(to histories: [SpendingHistory]) -> GammaGammaModel? {
    fitted(to: histories) {}
  }

  /// The model under which the histories are most probable, by the same search as `BetaGeometricModel`.
  ///
  /// - Parameter checkpoint: Called before each step of the search, which it may end by throwing.
  /// - Returns: Nil when a history cannot be, when all means are equal, or when the data do not decide.
  package static func fitted(
    to histories: [SpendingHistory], checkpoint: () throws -> Void
  ) rethrows -> GammaGammaModel? {
    guard let first = histories.first, histories.contains(where: { $0.meanValue != first.meanValue }),
      let prepared = PreparedSpending(histories)
    else { return nil }
    let bound = 14.0
    let starts: [[Double]] = [[0, 0, 0], [1.8, 1.3, -0.8], [0.5, 2, 1], [3, 1, -2]]
    let lowest = try lowestPoint(from: starts, bound: bound) { point in
      try checkpoint()
      return -prepared.logLikelihood(p: exp(point[0]), q: exp(point[1]), v: exp(point[2]))
        / prepared.customers
    }
    guard let lowest, lowest.allSatisfy({ abs($0) < bound }) else { return nil }
    return GammaGammaModel(p: exp(lowest[0]), q: exp(lowest[1]), v: exp(lowest[2]) * prepared.valueScale)
  }
}

/// Histories made ready for the search: values divided by their mean, and what does not depend on p, q, v added up.
private struct PreparedSpending {
  /// The different numbers of purchases, each with its customers.
  var counts: [(x: Double, customers: Double)] = []
  /// Of each customer the number of purchases and their total, scaled.
  var rows: [(x: Double, total: Double)] = []
  var customers = 0.0
  var valueScale = 1.0
  /// Σ x ln(x·z), and Σ ln z.
  var sumOfWeightedLogs = 0.0
  var sumOfLogs = 0.0

  init?(_ histories: [SpendingHistory]) {
    guard !histories.isEmpty, histories.allSatisfy(\.isValid) else { return nil }
    customers = Double(histories.count)
    valueScale = histories.reduce(0) { $0 + $1.meanValue / customers }
    guard valueScale > 0, valueScale.isFinite else { return nil }
    for history in histories.sorted(by: { $0.purchases < $1.purchases }) {
      let x = history.purchases
      let mean = history.meanValue / valueScale
      if let last = counts.last, last.x == x {
        counts[counts.count - 1].customers += 1
      } else {
        counts.append((x, 1))
      }
      rows.append((x, x * mean))
      sumOfWeightedLogs += x * log(x * mean)
      sumOfLogs += log(mean)
    }
  }

  /// The logarithm of the probability of the scaled means.
  ///
  /// For one customer: ln Γ(px + q) − ln Γ(px) − ln Γ(q) + q ln v + (px − 1) ln z + px ln x − (px + q) ln(xz + v).
  func logLikelihood(p: Double, q: Double, v: Double) -> Double {
    var sum = customers * (q * log(v) - logGamma(q)) + p * sumOfWeightedLogs - sumOfLogs
    for count in counts {
      sum += count.customers * (logGamma(p * count.x + q) - logGamma(p * count.x))
    }
    for row in rows { sum -= (p * row.x + q) * log(row.total + v) }
    return sum
  }
}
