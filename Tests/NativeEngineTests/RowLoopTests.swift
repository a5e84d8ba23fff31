import Columns
import Functions
import NativeEngine
import Planning
import TestSupport
import Testing

/// More rows than a packed counter counts before it is emptied, in columns of every form that the row loop reads.
private struct Survey {
  static let rows = 70_000
  let score: [Int64]
  let segment: [Int]
  /// In hundredths; unknown in some rows.
  let amount: [Int64]
  /// Of six thousand different ones, so that its tables do not fit into the cache.
  let shop: [Int]
  let day: [Int64]

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func draw(_ body: (inout SeededGenerator) -> Int) -> [Int] {
      (0..<Survey.rows).map { _ in body(&generator) }
    }
    score = draw { Int.random(in: 0...11, using: &$0) }.map { Int64($0) }
    segment = draw { Int.random(in: 0...3, using: &$0) }
    amount = draw { Int.random(in: -50...9_000, using: &$0) }.map {
      $0 == 7 ? Vector.unknownInteger : Int64($0)
    }
    shop = draw { Int.random(in: 0...6_000, using: &$0) }
    let first = Columns.Calendar.day(year: 2024, month: 1, day: 1)
    day = draw { Int.random(in: 0...90, using: &$0) }.map { first + Int64($0) }
  }

  static let segments = ["", "free", "pro", "team"]

  var table: Table {
    let unknown = Vector.unknownInteger
    return Table(
      name: "responses", rowCount: Survey.rows,
      columns: [
        "score": Column(
          type: .number,
          storage: .coded(
            .narrow(Buffer(score.map { UInt8($0) })),
            domain: .integers(Buffer([unknown] + (0...10)), scale: 0))),
        "segment": Column(
          type: .text,
          storage: .coded(
            .wide(Buffer(segment.map { UInt32($0) })), domain: .texts(TextBuffer(Survey.segments)))),
        "amount": Column(type: .number, storage: .plain(.integers(Buffer(amount), scale: 2))),
        "shop": Column(
          type: .number,
          storage: .coded(
            .medium(Buffer(shop.map { UInt16($0) })),
            domain: .integers(Buffer([unknown] + (1...6_000).map { Int64($0) }), scale: 0))),
        "at": Column(
          type: .time,
          storage: .plain(
            .integers(Buffer(day.map { $0 * Columns.Calendar.microsecondsPerDay + 3_600_000_000 }), scale: 0))
        ),
      ])
  }

  /// What a plain loop over the rows of a segment finds.
  func expected(segment wanted: Int, where isKept: (Int) -> Bool) -> String {
    let rows = (0..<Survey.rows).filter { segment[$0] == wanted && isKept($0) }
    let scores = rows.filter { score[$0] != 0 }.map { score[$0] - 1 }
    let amounts = rows.map { amount[$0] }.filter { $0 != Vector.unknownInteger }.sorted()
    let shops = rows.filter { shop[$0] != 0 }.map { shop[$0] }
    let promoters = 100 * Double(scores.count { $0 >= 9 }) / Double(scores.count)
    let near = 100 * Double(shops.count { $0 >= 3_000 }) / Double(shops.count)
    let place = Double(amounts.count - 1) * 0.9
    let low = amounts[Int(place)]
    let high = amounts[min(Int(place) + 1, amounts.count - 1)]
    let weight = place - Double(Int(place))
    let percentile = (Double(low) / 100) * (1 - weight) + (Double(high) / 100) * weight
    let middle = (Double(amounts[(amounts.count - 1) / 2]) + Double(amounts[amounts.count / 2])) / 200
    let cells: [Value] = [
      .integer(Int64(rows.count)), .integer(Int64(scores.count)), .real(promoters),
      .real(Double(scores.reduce(0, +)) / Double(scores.count)), .real(near),
      .real(Double(amounts.reduce(0, +)) / 100), .real(middle), .real(percentile),
      .integer(Int64(rows.count { shop[$0] >= 3_000 })),
    ]
    let name = Survey.segments[wanted].isEmpty ? "none" : Survey.segments[wanted]
    return ([name] + cells.map { show(normal($0)) }).joined(separator: " ")
  }

  private func normal(_ value: Value) -> Value {
    if case .real(let real) = value, real == real.rounded() { return .integer(Int64(real)) }
    return value
  }
}

private func questions(keeping conditions: [BoundExpression]) -> Plan {
  plan(
    keep: conditions, by: [by("segment", .text)], aggregate(.count), aggregate(.count, number("score")),
    aggregate(.share, call(">=", number("score"), constant(9))), aggregate(.mean, number("score")),
    aggregate(.share, call(">=", number("shop"), constant(3_000))), aggregate(.sum, number("amount")),
    aggregate(.median, number("amount")), aggregate(.pct, number("amount"), constant(90)),
    aggregate(.count, given: call(">=", number("shop"), constant(3_000))))
}

private let header = "segment count count share mean share sum median pct count"

@Test(arguments: [1, 2, 3])
func `many rows are counted, added and put in order as a plain loop does`(threads: Int) throws {
  let survey = Survey(seed: 11)
  let lines = [1, 2, 3, 0].map { survey.expected(segment: $0) { _ in true } }
  expectText(
    try answer(questions(keeping: []), [survey.table], threads: threads),
    ([header] + lines).joined(separator: "\n"))
}

@Test func `conditions keep the rows that a plain loop keeps, many or few`() throws {
  let survey = Survey(seed: 12)
  let begin = survey.day.min() ?? 0
  let after = Value.time((begin + 30) * Columns.Calendar.microsecondsPerDay)
  let isLate = call(">=", .column("at", .time), .constant(after, .time))
  for limit in [-60, 10, 4_000, 8_900] as [Int64] {
    let isLarge = call(">", number("amount"), .constant(.real(Double(limit) / 100), .number))
    let isBad = call("<=", number("score"), constant(6))
    let lines = [1, 2, 3, 0].map { segment in
      survey.expected(segment: segment) { row in
        survey.amount[row] > limit && survey.amount[row] != Vector.unknownInteger
          && survey.day[row] >= begin + 30 && survey.score[row] != 0 && survey.score[row] <= 7
      }
    }
    expectText(
      try answer(questions(keeping: [isLarge, isLate, isBad]), survey.table),
      ([header] + lines).joined(separator: "\n"))
  }
}

@Test func `comparisons of a plain column are true on the right side of every constant`() throws {
  let values: [Int64] = [-300, -5, 0, 5, 100, 250, Vector.unknownInteger]
  let table = Table(
    name: "responses", rowCount: values.count,
    columns: ["amount": Column(type: .number, storage: .plain(.integers(Buffer(values), scale: 2)))])
  for bound in [-4.0, -3, -0.05, 0, 0.001, 0.05, 2.5, 7] {
    for (name, isTrue) in [
      ("<", { $0 < bound }), ("<=", { $0 <= bound }), (">", { $0 > bound }), (">=", { $0 >= bound }),
      ("=", { $0 == bound }),
    ] as [(String, (Double) -> Bool)] {
      let condition = call(name, number("amount"), .constant(.real(bound), .number))
      let kept = values.count { $0 != Vector.unknownInteger && isTrue(Double($0) / 100) }
      expectText(
        try answer(
          plan(keep: [condition], aggregate(.count), aggregate(.count, given: condition)), table),
        "count count\n\(kept) \(kept)")
    }
  }
}
