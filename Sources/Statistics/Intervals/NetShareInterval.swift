/// A share of favourable answers minus a share of unfavourable ones, such as the net promoter score, between −1 and 1.
package struct NetShare: Sendable, Equatable {
  package var promoters: Double
  package var detractors: Double
  /// All answers, those in between included.
  package var count: Double

  /// Nil when the parts are negative or more than the whole.
  package init?(promoters: Double, detractors: Double, of count: Double) {
    guard promoters >= 0, detractors >= 0, promoters + detractors <= count, count.isFinite else { return nil }
    self.promoters = promoters
    self.detractors = detractors
    self.count = count
  }

  /// The net share, nil without answers.
  package var value: Double? { count > 0 ? (promoters - detractors) / count : nil }

  /// The standard error √(v/n) with v = p + d − (p − d)², each answer scored +1, 0 or −1; nil without answers.
  package var standardError: Double? {
    guard let value else { return nil }
    let variance = (promoters + detractors) / count - value * value
    return (max(0, variance) / count).squareRoot()
  }

  /// The interval (family F2): the adjusted Wald interval, which adds three answers, ¾ of a promoter and ¾ of a
  /// detractor among them, before it takes the value ± z standard errors.
  ///
  /// The additions pull the centre towards zero and give a width even where all answers agree; of the methods
  /// compared it keeps its promise best in small samples. Source: B. Rocks, "Interval estimation for the net promoter
  /// score", The American Statistician, 2016.
  ///
  /// - Returns: Nil without answers.
  package func interval(confidence: Double = 0.95) -> Interval? {
    guard let value, let z = normalMultiplier(confidence: confidence),
      let adjusted = NetShare(promoters: promoters + 0.75, detractors: detractors + 0.75, of: count + 3),
      let centre = adjusted.value, let error = adjusted.standardError
    else { return nil }
    // Of one answer, or a few that all agree, the pulled interval can miss the value itself: it is stretched to it.
    return Interval(low: min(centre - z * error, value), high: max(centre + z * error, value))?.clamped(
      to: -1...1)
  }
}
