import Columns
@testable import NativeEngine
import Planning
import TestSupport
import Testing

@Test func `order lines become orders`() throws {
  let lines = makeTable(
    "orders",
    """
    id:text amount:decimal customer:text quantity:number
    O1 10.25 - 1
    O2 5 C2 -
    O1 0.75 C1 2
    - 7 C3 1
    O2 - C9 -
    - 8 C3 1
    """)
  let orders = try collapse(lines, by: "id", summing: ["amount", "quantity"], work: Work(threads: 2))
  let rows = (0..<orders.rowCount).map { row in
    ["id", "amount", "customer", "quantity"].map { show(orders.columns[$0]?.value(at: row) ?? .none) }
      .joined(separator: " ")
  }
  expectText(
    rows.joined(separator: "\n"),
    """
    O1 11 C1 3
    O2 5 C2 none
    none 7 C3 1
    none 8 C3 1
    """)
}

@Test func `an expression becomes a column`() throws {
  let words = try evaluate(
    call("left", text("segment"), constant(2)), on: responses, work: Work(threads: 2))
  #expect((0..<4).map { show(words.value(at: $0)) } == ["pr", "fr", "fr", "pr"])
  guard case .coded(_, let domain) = words.storage else {
    Issue.record("texts are never plain")
    return
  }
  #expect(domain.count == 3)
  let sums = try evaluate(call("+", number("nps"), constant(1)), on: responses, work: Work(threads: 2))
  #expect((0..<7).map { show(sums.value(at: $0)) } == ["11", "10", "7", "9", "10", "4", "none"])
}

@Test func `facts, ranges and counts of a column`() throws {
  let column = try #require(responses.columns["nps"])
  let found = facts(of: column)
  #expect(found.filled == 9 && found.distinct == 7 && found.isWhole)
  #expect(found.minimum == .integer(0) && found.maximum == .integer(10))
  #expect(found.examples == ["9", "10", "3", "6", "8"])
  let counts = valueCounts(of: try #require(responses.columns["segment"]), limit: 5)
  #expect(counts.map { show($0.value) } == ["pro", "free"] && counts.map(\.count) == [5, 4])
  let times = range(of: try #require(responses.columns["at"]), before: time("2024-04-01"))
  #expect(times.minimum == .date(day("2024-01-05")) && times.maximum == .date(day("2024-02-25")))
}

@Suite struct FrequenciesTests {
  @Test func `the frequencies of many integers are those of a dictionary`() {
    var generator = SeededGenerator(seed: 7)
    for count in [0, 1, 100, 40_000] {
      let values = (0..<count).map { _ -> Int64 in
        let value = Int64.random(in: -9_000...9_000, using: &generator)
        return value == 0 ? Vector.unknownInteger : value &* 1_000_003
      }
      var expected: [Int64: Int] = [:]
      for value in values where value != Vector.unknownInteger { expected[value, default: 0] += 1 }
      let most = expected.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(5)
      let found = Frequencies(Buffer(values), limit: 5)
      #expect(found.filled == values.count { $0 != Vector.unknownInteger })
      #expect(found.distinct == expected.count)
      #expect(found.most.map(\.value) == most.map(\.key))
      #expect(found.most.map(\.count) == most.map(\.value))
    }
  }
}
