import Glibc

/// What the buying model needs to know of a customer, all times in the same unit since the first purchase.
package struct PurchaseHistory: Sendable, Hashable {
  /// The number of purchases after the first, x.
  package var repeatPurchases: Double
  /// The time of the last purchase, tₓ; zero for who has bought once.
  package var lastPurchase: Double
  /// The time for which the customer has been watched, T.
  package var watched: Double

  package init(repeatPurchases: Double, lastPurchase: Double, watched: Double) {
    self.repeatPurchases = repeatPurchases
    self.lastPurchase = repeatPurchases > 0 ? lastPurchase : 0
    self.watched = watched
  }

  /// Whether the last purchase lies inside the time watched.
  package var isValid: Bool {
    repeatPurchases >= 0 && repeatPurchases.isFinite && lastPurchase >= 0 && lastPurchase <= watched
      && watched.isFinite
  }
}

/// A model of customers who buy without a contract and stay away without a word (BG/NBD).
///
/// While alive a customer buys at random at a rate of their own, gamma distributed with shape r and rate α; after each
/// purchase they leave for good with a probability of their own, beta distributed with a and b. Source: P. S. Fader,
/// B. G. S. Hardie and K. L. Lee, "Counting your customers the easy way", Marketing Science, 2005.
package struct BetaGeometricModel: Sendable, Equatable {
  package var r: Double
  /// In the unit of the times.
  package var alpha: Double
  package var a: Double
  package var b: Double

  /// Nil unless all four are positive.
  package init?(r: Double, alpha: Double, a: Double, b: Double) {
    guard [r, alpha, a, b].allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    self.r = r
    self.alpha = alpha
    self.a = a
    self.b = b
  }

  /// The probability that the customer will ever buy again: 1/(1 + a/(b + x − 1) · ((α + T)/(α + tₓ))^(r + x)), and
  /// one for who has bought once, because customers leave only after a repeat purchase.
  ///
  /// - Returns: Nil for a history that cannot be.
  package func probabilityAlive(_ history: PurchaseHistory) -> Double? {
    guard history.isValid else { return nil }
    let x = history.repeatPurchases
    guard x > 0 else { return 1 }
    let silence = log((alpha + history.watched) / (alpha + history.lastPurchase))
    return 1 / (1 + exp(log(a) - log(b + x - 1) + (r + x) * silence))
  }

  /// The number of purchases that the customer is expected to make within a time from now.
  ///
  /// The published formula, (a + b + x − 1)/(a − 1) · [1 − ((α + T)/(α + T + t))^(r + x) · ₂F₁(r + x, b + x;
  /// a + b + x − 1; t/(α + T + t))] · P(alive), divides zero by zero at a = 1 and overflows for frequent buyers. The
  /// same number is a sum of positive terms: over i = 1, 2, …, the probability that a customer who never left would
  /// buy at least i times, negative binomial, times the probability of not leaving after any of the i − 1 before,
  /// (b + x)(b + x + 1)…/((a + b + x)(a + b + x + 1)…).
  ///
  /// - Returns: Nil for a history that cannot be, a negative time, or one so long that millions of purchases would
  ///   have to be added up.
  package func expectedPurchases(_ history: PurchaseHistory, within time: Double) -> Double? {
    guard time >= 0, time.isFinite, let alive = probabilityAlive(history) else { return nil }
    guard time > 0 else { return 0 }
    let x = history.repeatPurchases
    let shape = r + x
    let rate = alpha + history.watched
    let success = time / (rate + time)
    guard (shape * time + 40 * (rate + time)) / rate < 1_000_000 else { return nil }

    // `stays` is the probability of not having left after `count` purchases, `mass` that of exactly `count` purchases
    // of a customer who never leaves, `tail` that of more.
    var stays = 1.0
    var sum = 0.0
    var count = 0.0
    var logMass = -shape * log1p(time / rate)
    // Far below the likely counts the mass is too small for a number, and at least that many are certain.
    while logMass < -600 {
      sum += stays
      stays *= (b + x + count) / (a + b + x + count)
      logMass += log((shape + count) / (count + 1) * success)
      count += 1
    }
    var mass = exp(logMass)
    var tail = count == 0 ? -expm1(logMass) : 1 - mass
    while true {
      sum += stays * tail
      stays *= (b + x + count) / (a + b + x + count)
      mass *= (shape + count) / (count + 1) * success
      count += 1
      tail = max(0, tail - mass)
      let ratio = max(success, (shape + count) / (count + 1) * success)
      if ratio < 1 {
        // The masses to come fall at least as fast as this geometric series, which bounds the tail without the
        // rounding of the subtractions.
        tail = min(tail, mass * ratio / (1 - ratio))
        if stays * tail <= 1e-15 * sum * (1 - ratio) { break }
      }
    }
    return sum * alive
  }
}
