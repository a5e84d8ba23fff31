import FoundationEssentials
import Glibc
import Statistics
import Testing

/// A folder of data files beside the package, not part of it; tests that need it are skipped without.
private let cdnowFolder =
  #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/../shared/data/cdnow/"

private func hasFile(_ name: String) -> Bool {
  FileManager.default.fileExists(atPath: cdnowFolder + name)
}

/// The numbers of a comma-separated file below its header.
private func numbers(in name: String) throws -> [[Double]] {
  let text = try String(contentsOfFile: cdnowFolder + name, encoding: .utf8)
  return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
    line.split(separator: ",").compactMap { Double($0) }
  }
}

/// The parameters published by Fader, Hardie and Lee, 2005, for the CDNOW customers.
private func publishedModel() throws -> BetaGeometricModel {
  try #require(BetaGeometricModel(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426))
}

// MARK: Buying

@Test(.enabled(if: hasFile("cdnow_customers_summary.csv")))
func `the buying model fits CDNOW as published`() throws {
  let rows = try numbers(in: "cdnow_customers_summary.csv")
  let histories = rows.map { PurchaseHistory(repeatPurchases: $0[1], lastPurchase: $0[2], watched: $0[3]) }
  #expect(histories.count == 2_357)
  let model = try #require(BetaGeometricModel.fitted(to: histories))
  let published = try publishedModel()
  expectDigits(model.r, published.r, relative: 0.005)
  expectDigits(model.alpha, published.alpha, relative: 0.005)
  expectDigits(model.a, published.a, relative: 0.005)
  expectDigits(model.b, published.b, relative: 0.005)
  // An independent fit with scipy.optimize.minimize to the last digit.
  expectDigits(model.r, 0.24259291, relative: 1e-5)
  expectDigits(model.alpha, 4.41353166, relative: 1e-5)
  expectDigits(model.a, 0.79288612, relative: 1e-4)
  expectDigits(model.b, 2.42575361, relative: 1e-4)
  expectDigits(model.logLikelihood(of: histories), -9582.42556056736, relative: 1e-10)

  // In days instead of weeks only the rate changes.
  let inDays = histories.map {
    PurchaseHistory(
      repeatPurchases: $0.repeatPurchases, lastPurchase: $0.lastPurchase * 7, watched: $0.watched * 7)
  }
  let dailyModel = try #require(BetaGeometricModel.fitted(to: inDays))
  expectDigits(dailyModel.alpha, model.alpha * 7, relative: 1e-5)
  expectDigits(dailyModel.b, model.b, relative: 1e-4)
}

@Test func `a customer with two repeat purchases, the last in week 30 of 39`() throws {
  let model = try publishedModel()
  let customer = PurchaseHistory(repeatPurchases: 2, lastPurchase: 30.43, watched: 38.86)
  expectNear(model.probabilityAlive(customer), 0.727, within: 0.0005)
  expectNear(model.expectedPurchases(customer, within: 39), 1.226, within: 0.0005)
}

/// The published formula with the hypergeometric function, evaluated with 40 digits by mpmath.
@Test(
  arguments: [
    (39, 2, 30.43, 38.86, 1.22602817476714), (39, 0, 0, 38.86, 0.195098052011263),
    (39, 26, 30.86, 31.0, 20.7497261408573), (390, 1, 1.71, 38.86, 1.10719682547781),
    (4000, 5, 20, 38.86, 13.8834361862146), (52, 0, 0, 0, 1.4460505953964),
    (0.5, 29, 38.0, 38.86, 0.321373115384384), (104, 0, 0, 0, 2.20280511440167),
  ] as [(Double, Double, Double, Double, Double)])
func `expected purchases agree with the published formula`(
  time: Double, count: Double, last: Double, watched: Double, expected: Double
) throws {
  let history = PurchaseHistory(repeatPurchases: count, lastPurchase: last, watched: watched)
  expectDigits(try publishedModel().expectedPurchases(history, within: time), expected)
}

@Test func `expected purchases where the published formula is delicate`() throws {
  // a + b below one, a near and at one, frequent buyers.
  let leaving = try #require(BetaGeometricModel(r: 0.5, alpha: 10, a: 0.2, b: 0.3))
  expectDigits(
    leaving.expectedPurchases(
      PurchaseHistory(repeatPurchases: 0, lastPurchase: 0, watched: 38.86), within: 39),
    0.335387430513563)
  let frequent = try #require(BetaGeometricModel(r: 2, alpha: 3, a: 1.5, b: 4))
  expectDigits(
    frequent.expectedPurchases(
      PurchaseHistory(repeatPurchases: 900, lastPurchase: 990, watched: 1000), within: 100),
    5.58842499722732)
  let history = PurchaseHistory(repeatPurchases: 2, lastPurchase: 30, watched: 39)
  let atOne = try #require(BetaGeometricModel(r: 0.25, alpha: 4, a: 1, b: 2.5)).expectedPurchases(
    history, within: 39)
  let nearOne = try #require(BetaGeometricModel(r: 0.25, alpha: 4, a: 1 + 1e-9, b: 2.5))
    .expectedPurchases(history, within: 39)
  expectDigits(atOne, try #require(nearOne), relative: 1e-8)
  // Without departures it is the rate times the time.
  let faithful = try #require(BetaGeometricModel(r: 3, alpha: 2, a: 1e-12, b: 1))
  expectDigits(
    faithful.expectedPurchases(
      PurchaseHistory(repeatPurchases: 4_000, lastPurchase: 98, watched: 98), within: 50),
    4_003.0 / 100 * 50, relative: 1e-8)
}

@Test func `histories that cannot be have no answer`() throws {
  let model = try publishedModel()
  let impossible = [
    PurchaseHistory(repeatPurchases: 1, lastPurchase: 5, watched: 4),
    PurchaseHistory(repeatPurchases: -1, lastPurchase: 0, watched: 4),
    PurchaseHistory(repeatPurchases: 1, lastPurchase: .nan, watched: 4),
    PurchaseHistory(repeatPurchases: 1, lastPurchase: 1, watched: .infinity),
  ]
  for history in impossible {
    #expect(model.probabilityAlive(history) == nil)
    #expect(model.expectedPurchases(history, within: 1) == nil)
    #expect(model.logLikelihood(of: [history]) == nil)
    #expect(BetaGeometricModel.fitted(to: [history]) == nil)
  }
  let customer = PurchaseHistory(repeatPurchases: 2, lastPurchase: 30, watched: 39)
  #expect(model.expectedPurchases(customer, within: 0) == 0)
  expectDigits(
    model.expectedPurchases(customer, within: 1e-12),
    (0.243 + 2) / (4.414 + 39) * 1e-12
      * (model.probabilityAlive(customer) ?? 0))
  #expect(model.expectedPurchases(customer, within: -1) == nil)
  #expect(model.expectedPurchases(customer, within: 1e300) == nil)
  #expect(BetaGeometricModel(r: 0, alpha: 1, a: 1, b: 1) == nil)
  // Long silent after thousands of purchases.
  let silent = PurchaseHistory(repeatPurchases: 5_000, lastPurchase: 10, watched: 1_000)
  #expect(model.probabilityAlive(silent) == 0)
}

@Test func `data that decide nothing have no model`() {
  #expect(BetaGeometricModel.fitted(to: []) == nil)
  let once = PurchaseHistory(repeatPurchases: 0, lastPurchase: 0, watched: 30)
  #expect(BetaGeometricModel.fitted(to: [once, once, once]) == nil)
  #expect(
    BetaGeometricModel.fitted(to: [PurchaseHistory(repeatPurchases: 0, lastPurchase: 0, watched: 0)]) == nil)
}

@Test func `customers all alike who never leave have the limit of the model`() throws {
  let regular = PurchaseHistory(repeatPurchases: 3, lastPurchase: 30, watched: 30)
  let model = try #require(BetaGeometricModel.fitted(to: [regular, regular, regular]))
  expectNear(model.probabilityAlive(regular), 1, within: 1e-3)
  // A tenth of a purchase a day.
  expectNear(model.expectedPurchases(regular, within: 30), 3, within: 1e-2)
}

@Test func `a fit finds the model that made the data`() throws {
  let truth = try #require(BetaGeometricModel(r: 0.8, alpha: 6, a: 0.7, b: 2))
  var chance = RandomSource(seed: 11)
  let histories = (0..<1_500).map { _ in
    let rate = chance.gamma(truth.r) / truth.alpha
    let leaving = chance.beta(truth.a, truth.b)
    var count = 0.0
    var last = 0.0
    while true {
      let next = last - log(1 - chance.uniform()) / rate
      if next > 52 { break }
      last = next
      count += 1
      if chance.uniform() < leaving { break }
    }
    return PurchaseHistory(repeatPurchases: count, lastPurchase: last, watched: 52)
  }
  let model = try #require(BetaGeometricModel.fitted(to: histories))
  expectDigits(model.r, truth.r, relative: 0.2)
  expectDigits(model.alpha, truth.alpha, relative: 0.25)
  expectDigits(model.a / (model.a + model.b), truth.a / (truth.a + truth.b), relative: 0.15)
  let reached = try #require(model.logLikelihood(of: histories))
  #expect(try reached >= #require(truth.logLikelihood(of: histories)))
}

// MARK: Values

@Test(.enabled(if: hasFile("cdnow_customers_summary_with_transactions.csv")))
func `the value model fits CDNOW as an independent fit does`() throws {
  let rows = try numbers(in: "cdnow_customers_summary_with_transactions.csv")
  let histories = rows.map { SpendingHistory(purchases: $0[1], meanValue: $0[4]) }.filter(\.isValid)
  #expect(histories.count == 946)
  let model = try #require(GammaGammaModel.fitted(to: histories))
  // scipy.optimize.minimize (Nelder–Mead, tolerance 1e-11) on the same likelihood; published: 6.25, 3.74, 15.44.
  expectDigits(model.p, 6.24880, relative: 1e-4)
  expectDigits(model.q, 3.74459, relative: 1e-4)
  expectDigits(model.v, 15.44775, relative: 1e-4)
  expectDigits(model.logLikelihood(of: histories), -4055.92324350286, relative: 1e-10)
  expectDigits(model.meanValue, 35.1710017, relative: 1e-5)
  expectDigits(
    model.expectedValue(SpendingHistory(purchases: 2, meanValue: 22.35)), 24.6586162, relative: 1e-6)
  expectDigits(
    model.expectedValue(SpendingHistory(purchases: 7, meanValue: 73.74)), 71.4628507, relative: 1e-6)
  // In cents only the scale changes.
  let inCents = histories.map { SpendingHistory(purchases: $0.purchases, meanValue: $0.meanValue * 100) }
  expectDigits(GammaGammaModel.fitted(to: inCents)?.v, model.v * 100, relative: 1e-4)
}

@Test func `a customer's value lies between theirs and everybody's`() throws {
  let model = try #require(GammaGammaModel(p: 6.25, q: 3.74, v: 15.44))
  expectNear(model.meanValue, 35.2189781, within: 1e-6)
  #expect(model.expectedValue(SpendingHistory(purchases: 0, meanValue: 0)) == model.meanValue)
  // 6.25 · (15.44 + 2 · 22.35) / (6.25 · 2 + 2.74)
  expectNear(model.expectedValue(SpendingHistory(purchases: 2, meanValue: 22.35)), 24.6637139, within: 1e-6)
  #expect(model.expectedValue(SpendingHistory(purchases: 2, meanValue: -1)) == nil)
  #expect(model.expectedValue(SpendingHistory(purchases: .nan, meanValue: 1)) == nil)
  let heavy = try #require(GammaGammaModel(p: 0.5, q: 0.4, v: 15))
  #expect(heavy.meanValue == nil)
  #expect(heavy.expectedValue(SpendingHistory(purchases: 0, meanValue: 0)) == nil)
  #expect(heavy.expectedValue(SpendingHistory(purchases: 1, meanValue: 3)) == nil)
  #expect(GammaGammaModel(p: 1, q: 1, v: 0) == nil)
}

@Test func `values that decide nothing have no model`() {
  let same = SpendingHistory(purchases: 2, meanValue: 10)
  #expect(GammaGammaModel.fitted(to: []) == nil)
  #expect(GammaGammaModel.fitted(to: [same, same]) == nil)
  #expect(GammaGammaModel.fitted(to: [same, SpendingHistory(purchases: 2, meanValue: 0)]) == nil)
}

@Test func `a lifetime value is purchases times value, less with a discount`() throws {
  let buying = try publishedModel()
  let spending = try #require(GammaGammaModel(p: 6.25, q: 3.74, v: 15.44))
  let history = PurchaseHistory(repeatPurchases: 2, lastPurchase: 30.43, watched: 38.86)
  let values = SpendingHistory(purchases: 2, meanValue: 22.35)
  func value(_ periods: Int, _ discount: Double) -> Double? {
    lifetimeValue(
      of: history, spending: values, purchases: buying, values: spending, periods: periods, discount: discount
    )
  }
  expectNear(value(39, 0), 1.22602817476714 * 24.6637139, within: 1e-6)
  #expect(value(0, 0) == 0)
  #expect(value(-1, 0) == nil)
  #expect(value(39, -1) == nil)
  let discounted = try #require(value(39, 0.01))
  #expect(try discounted < #require(value(39, 0)))
  // The purchases of the first week, and then nothing.
  let firstWeek = try #require(buying.expectedPurchases(history, within: 1)) * 24.6637139
  expectDigits(value(1, 0.01), firstWeek / 1.01, relative: 1e-7)
}
