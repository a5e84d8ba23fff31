import Columns
import TestSupport
import Testing

@testable import Rendering

@Suite struct `Round numbers beside a scale` {
  private func unit(_ unit: Unit? = nil, type: DataType = .number) -> ChartUnit {
    ChartUnit(ResultColumn(name: "x", role: .value, type: type, unit: unit))
  }

  private func labels(
    _ low: Double, _ high: Double, count: Int = 5, _ unit: ChartUnit? = nil, fromZero: Bool = false
  ) -> String {
    Ticks(low...high, count: count, unit: unit ?? self.unit(), startsAtZero: fromZero).labels
      .joined(separator: " | ")
  }

  @Test func `steps are one, two or five times a power of ten`() {
    expectText(labels(0, 10), "0 | 2 | 4 | 6 | 8 | 10")
    expectText(labels(-13, 35), "-20 | -10 | 0 | 10 | 20 | 30 | 40")
    expectText(labels(0.41, 0.52), "0.40 | 0.45 | 0.50 | 0.55")
    expectText(labels(101, 104), "101 | 102 | 103 | 104")
    expectText(labels(3, 11), "0 | 5 | 10 | 15")
  }

  @Test func `units stand behind the numbers`() {
    expectText(labels(0, 97, unit(.percent)), "0 % | 20 % | 40 % | 60 % | 80 % | 100 %")
    expectText(labels(-90, 100, unit(.points)), "-100 | -50 | 0 | 50 | 100")
    expectText(labels(0, 3, unit(Unit("hours"))), "0 h | 1 h | 2 h | 3 h")
    expectText(labels(0, 9_000, unit(type: .duration)), "0 s | 30 min | 1 h | 1 h 30 min | 2 h | 2 h 30 min")
    expectText(labels(0, 1_200_000, unit(.count)), "0 | 0.25 M | 0.50 M | 0.75 M | 1.00 M | 1.25 M")
    expectText(labels(0, 2, unit(.count)), "0 | 1 | 2")
  }

  @Test func `a scale of percent ends at 100, unless a value passes it`() {
    #expect(Ticks(60...100, count: 4, unit: unit(.percent), startsAtZero: false).range.upperBound == 100)
    #expect(Ticks(60...113, count: 4, unit: unit(.percent), startsAtZero: false).range.upperBound >= 113)
  }

  @Test func `one value alone gets a scale around it`() {
    let ticks = Ticks(7...7, count: 4, unit: unit(), startsAtZero: false)
    #expect(ticks.range.lowerBound < 7 && ticks.range.upperBound > 7)
    #expect(Ticks(nil, count: 4, unit: unit(), startsAtZero: false).values.count >= 2)
    #expect(Ticks(0...0, count: 4, unit: unit(.count), startsAtZero: true).labels == ["0", "1"])
  }

  @Test func `every scale reaches its values, rises evenly and has few ticks`() {
    var random = SeededGenerator(seed: 20_240_607)
    let units = [unit(), unit(.percent), unit(.points), unit(.count), unit(.currency), unit(type: .duration)]
    for _ in 0..<20_000 {
      let size = Double(Int.random(in: -300...300, using: &random))
      func number() -> Double {
        let exponent = Bool.random(using: &random) ? size : Double(Int.random(in: -3...6, using: &random))
        var power = 1.0
        for _ in 0..<Int(exponent.magnitude) { power *= exponent < 0 ? 0.1 : 10 }
        return Double.random(in: -1...1, using: &random) * power
      }
      let ends = [number(), number()].sorted()
      let count = Int.random(in: 1...12, using: &random)
      let ticks = Ticks(
        ends[0]...ends[1], count: count, unit: units.randomElement(using: &random) ?? unit(),
        startsAtZero: Bool.random(using: &random))
      #expect(ticks.range.lowerBound <= ends[0] && ticks.range.upperBound >= ends[1], "\(ends)")
      #expect(ticks.range.lowerBound < ticks.range.upperBound)
      #expect(ticks.values.count == ticks.labels.count)
      #expect(ticks.values.count <= max(count, 2) * 3 + 3, "\(ends) \(count): \(ticks.values.count)")
      #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy { $0 < $1 }, "\(ends)")
      #expect(ticks.values.allSatisfy(ticks.range.contains))
      // Equal labels would say that the scale stands still.
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(ends): \(ticks.labels)")
    }
  }
}
