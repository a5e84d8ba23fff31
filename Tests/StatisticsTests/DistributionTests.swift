import Statistics
import Testing

// Expected digits: mpmath with 50 digits and SciPy 1.17.

@Test func `the normal probability keeps its digits in the far tail`() {
  expectDigits(normalProbability(-10), 7.619853024160525e-24)
  expectDigits(normalProbability(-1.96), 0.024997895148220435)
  expectDigits(normalProbability(0.5), 0.6914624612740131)
  expectDigits(normalProbability(3), 0.9986501019683699)
}

@Test(
  arguments: [
    (1e-300, -37.047096299361199), (1e-20, -9.2623400897984076), (0.025, -1.9599639845400542),
    (0.3, -0.52440051270804078), (0.975, 1.9599639845400542), (0.9999999, 5.1993375821928169),
  ] as [(Double, Double)])
func `the normal quantile undoes the probability`(probability: Double, expected: Double) {
  expectDigits(normalQuantile(probability), expected, relative: 1e-9)
  if probability < 0.9 { expectDigits(normalQuantile(probability), expected, relative: 1e-13) }
}

@Test func `quantiles of impossible probabilities are missing`() {
  for probability in [0, 1, -0.1, 1.1, Double.nan, .infinity] {
    #expect(normalQuantile(probability) == nil)
    #expect(studentQuantile(probability, degreesOfFreedom: 3) == nil)
    #expect(chiSquareQuantile(probability, degreesOfFreedom: 3) == nil)
    #expect(normalMultiplier(confidence: probability) == nil)
  }
  #expect(normalQuantile(0.5) == 0)
  #expect(studentQuantile(0.975, degreesOfFreedom: 0) == nil)
  #expect(studentMultiplier(confidence: 0.95, count: 1) == nil)
}

@Test(
  arguments: [
    (0.5, 0.1, 0.34527915398142298, 0.65472084601857702),
    (3, 2.5, 0.45618688411667048, 0.54381311588332952),
    (10, 25, 0.99977852336175122, 0.00022147663824878358),
    (1000, 1010, 0.62767894473699473, 0.37232105526300527),
    (1e6, 1e6 + 500, 0.6915504757714972, 0.3084495242285028),
    (1e-3, 1e-5, 0.98912304469578267, 0.010876955304217331),
    (50, 1, 1.2337508979097351e-65, 1),
    (2, 700, 1, 6.9116332571755994e-302),
  ] as [(Double, Double, Double, Double)])
func `the incomplete gamma function has both tails exact`(a: Double, x: Double, lower: Double, upper: Double)
{
  let tails = incompleteGamma(a, x)
  expectDigits(tails.lower, lower)
  expectDigits(tails.upper, upper)
}

@Test(
  arguments: [
    (0.5, 0.5, 0.1, 0.20483276469913346, 0.79516723530086654),
    (2, 3, 0.4, 0.5248, 0.4752),
    (100, 0.5, 0.97, 0.013697876866621617, 0.98630212313337838),
    (20, 80, 0.05, 8.8345748903391635e-8, 0.9999999116542511),
    (5e5, 5e5, 0.4995, 0.1586552539314459, 0.8413447460685541),
    (1e-3, 2, 0.5, 0.99980674653694775, 0.00019325346305225182),
  ] as [(Double, Double, Double, Double, Double)])
func `the incomplete beta function has both tails exact`(
  a: Double, b: Double, x: Double, lower: Double, upper: Double
) {
  let tails = incompleteBeta(a, b, x, complement: 1 - x)
  expectDigits(tails.lower, lower)
  expectDigits(tails.upper, upper)
}

@Test func `the inverses reach tiny and nearly whole answers`() {
  expectDigits(inverseIncompleteBeta(2, 3, Tails(lower: 0.1, upper: 0.9)).x, 0.14255931671003072)
  expectDigits(
    inverseIncompleteBeta(0.01, 5, Tails(lower: 1e-3, upper: 0.999)).x, 1.2539904511227994e-301,
    relative: 1e-9)
  expectDigits(inverseIncompleteBeta(500, 0.2, Tails(lower: 0.3, upper: 0.7)).x, 0.999757760400525)
  expectDigits(inverseIncompleteGamma(0.01, Tails(lower: 0.2, upper: 0.8)), 7.175838109858072e-71)
  expectDigits(inverseIncompleteGamma(7, Tails(lower: 0.9, upper: 0.1)), 10.532072106498532)
  expectDigits(inverseIncompleteGamma(3, Tails(lower: 1, upper: 1e-30)), 77.10056409752228)
}

@Test(
  arguments: [
    (0.975, 1, 12.706204736174694), (0.975, 2, 4.302652729749462), (0.975, 9, 2.262157162798205),
    (0.975, 1000, 1.9623390808264083), (0.6, 3, 0.2766706623326898), (1e-10, 4, -416.1751403296041),
    (0.975, 1e7, 1.959964221767205), (0.025, 0.5, -164.55767348048846), (0.975, 1e13, 1.9599639845400542),
  ] as [(Double, Double, Double)])
func `the t quantile tends to the normal one`(probability: Double, degrees: Double, expected: Double) {
  expectDigits(studentQuantile(probability, degreesOfFreedom: degrees), expected)
}

@Test(
  arguments: [
    (0.025, 8, 2.1797307472526497), (0.975, 10, 20.483177350807388), (0.975, 2, 7.377758908227871),
    (0.5, 1, 0.454936423119572), (1e-8, 3, 1.122333097304999e-05), (0.999, 2000, 2201.156196586629),
    (0.025, 2e6, 1996081.9666805877), (0.975, 2e11, 200001239591.95892),
  ] as [(Double, Double, Double)])
func `the chi-square quantile holds from one degree to billions`(
  probability: Double, degrees: Double, expected: Double
) {
  expectDigits(chiSquareQuantile(probability, degreesOfFreedom: degrees), expected)
}

@Test(
  arguments: [
    (3, 10, 0.5, 0.171875, 0.828125), (39, 100, 0.5, 0.017600100108852428, 0.9823998998911476),
    (0, 30, 0.9, 9.999999999999933e-31, 1), (29, 30, 0.9, 0.9576088417247838, 0.04239115827521624),
    (499_000, 1_000_000, 0.5, 0.0228041499326948, 0.9771958500673052),
    (120, 1_000_000_000, 1e-7, 0.977330676482712, 0.022669323517287957),
  ] as [(Int, Int, Double, Double, Double)])
func `binomial tails agree with the reference up to a billion trials`(
  successes: Int, trials: Int, probability: Double, lower: Double, upper: Double
) {
  let tails = binomialTails(successes, trials: trials, probability: probability)
  expectDigits(tails.lower, lower)
  expectDigits(tails.upper, upper)
}

@Test func `extreme arguments of the distributions stay probabilities`() {
  let sizes = [1e-300, 1e-20, 1e-3, 1, 1e3, 1e9]
  for a in sizes {
    for x in [0, 1e-308, 1e-10, 1, 1e5, 1e300] {
      let tails = incompleteGamma(a, x)
      #expect((0...1).contains(tails.lower) && (0...1).contains(tails.upper), "gamma \(a) \(x) \(tails)")
    }
    for b in sizes {
      for x in [0, 1e-308, 1e-10, 0.5, 1 - 1e-16, 1] {
        let tails = incompleteBeta(a, b, x, complement: 1 - x)
        #expect(
          (0...1).contains(tails.lower) && (0...1).contains(tails.upper), "beta \(a) \(b) \(x) \(tails)")
      }
    }
  }
}

@Test func `an inverse comes back to where it started`() {
  for shape in [0.01, 0.5, 1, 7.5, 400, 3e6] {
    for lower in [1e-12, 0.001, 0.025, 0.5, 0.975, 1 - 1e-9] {
      let target = Tails(lower: lower, upper: 1 - lower)
      let quantile = inverseIncompleteGamma(shape, target)
      if quantile > 0 { expectDigits(incompleteGamma(shape, quantile).lower, lower, relative: 1e-9) }
      for other in [0.01, 0.5, 1, 30, 2e6] {
        let (x, complement) = inverseIncompleteBeta(shape, other, target)
        guard x > 0, complement > 0 else { continue }
        let tails = incompleteBeta(shape, other, x, complement: complement)
        expectDigits(tails.lower, lower, relative: 1e-9)
        expectDigits(tails.upper, 1 - lower, relative: 1e-7)
      }
    }
  }
}
