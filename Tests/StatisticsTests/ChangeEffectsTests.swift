import Statistics
import TestSupport
import Testing

@Suite struct ChangeEffectsTests {
  @Test func `both groups do better and the whole does worse, all of it because of the mix`() throws {
    // 80 easy cases at 90 % and 20 hard ones at 40 % make 80 %; then 20 easy ones at 95 % and 80 hard ones at 50 %
    // make 59 %. Within: ½·5 + ½·10. Mix, around 69.5: (92.5 − 69.5)·(−0.6) and (45 − 69.5)·0.6.
    let effects = try #require(
      changeEffects(
        before: [group(90, of: 80), group(40, of: 20)], after: [group(95, of: 20), group(50, of: 80)]))
    expectNear(effects.map(\.within), [2.5, 5])
    expectNear(effects.map(\.mix), [-13.8, -14.7])
    expectNear([effects.reduce(0) { $0 + $1.total }], [59 - 80])
  }

  @Test func `a group that is new or gone has no change of its own`() throws {
    let effects = try #require(
      changeEffects(
        before: [group(10, of: 50), group(30, of: 50), group(0, of: 0)],
        after: [group(10, of: 50), group(0, of: 0), group(50, of: 50)]))
    #expect(effects.map(\.within) == [0, 0, 0])
    // The whole goes from 20 to 30, the middle is 25.
    expectNear(effects.map(\.mix), [0, (30 - 25) * -0.5, (50 - 25) * 0.5])
  }

  @Test func `a numerator without a denominator counts as mix`() throws {
    let effects = try #require(
      changeEffects(
        before: [WeightedGroup(total: 100, base: 100), WeightedGroup(total: 0, base: 0)],
        after: [WeightedGroup(total: 100, base: 100), WeightedGroup(total: 20, base: 0)]))
    expectNear(effects.map(\.total), [0, 0.2])
    #expect(effects[1].within == 0)
  }

  @Test func `a side without any base has no value to split`() {
    #expect(changeEffects(before: [group(5, of: 10)], after: [group(0, of: 0)]) == nil)
  }

  @Test func `the effects add up to the change, whatever the groups are`() throws {
    var random = SeededGenerator(seed: 20240701)
    for _ in 0..<2000 {
      let count = Int.random(in: 1...12, using: &random)
      func side() -> [WeightedGroup] {
        (0..<count).map { _ in
          Int.random(in: 0...4, using: &random) == 0
            ? group(0, of: 0)
            : group(
              Double.random(in: -1000...1000, using: &random),
              of: Double.random(in: 0.001...10_000, using: &random))
        }
      }
      let before = side()
      let after = side()
      guard let effects = changeEffects(before: before, after: after) else {
        #expect(before.allSatisfy { $0.base == 0 } || after.allSatisfy { $0.base == 0 })
        continue
      }
      let change = value(after) - value(before)
      #expect(abs(effects.reduce(0) { $0 + $1.total } - change) <= 1e-9)
    }
  }

  private func group(_ value: Double, of base: Double) -> WeightedGroup {
    WeightedGroup(total: value * base, base: base)
  }

  private func value(_ groups: [WeightedGroup]) -> Double {
    groups.reduce(0) { $0 + $1.total } / groups.reduce(0) { $0 + $1.base }
  }

  private func expectNear(
    _ actual: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      actual.count == expected.count && zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-9 },
      "\(actual) instead of \(expected)", sourceLocation: sourceLocation)
  }
}
