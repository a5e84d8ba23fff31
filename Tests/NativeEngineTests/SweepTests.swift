import Columns
import Functions
import NativeEngine
import Planning
import TestSupport
import Testing

/// Stocks and transitions over many periods: one sweep says what each period says that is asked for alone.
@Suite struct SweepTests {
  private static let week = PlanDimension(name: "week", type: .period(.week), spine: .week)
  /// Pipelines that are run for each period have no use for the calendar's expression.
  private static let anyWeek = BoundExpression.constant(.none, .period(.week))
  private static let first = day("2023-01-02")
  private static let weeks: Int64 = 20

  /// Spans of a few customers, many of them beginning or ending exactly with a week; some are open, some are unknown.
  private static func spans(_ seed: UInt64) -> Table {
    var random = SeededGenerator(seed: seed)
    var lines = [
      "customer:text segment:text started_at:\(seed % 2 == 0 ? "date" : "time") ended_at:time mrr:number"
    ]
    for _ in 0..<90 {
      let start = first + Int64.random(in: -20...150, using: &random)
      let end = start + Int64.random(in: 0...60, using: &random)
      let segment = ["pro", "free", "-"].randomElement(using: &random) ?? "-"
      let mrr = Bool.random(using: &random) ? "\(Int.random(in: 1...900, using: &random))" : "-"
      let close = Int.random(in: 0..<4, using: &random) == 0 ? "-" : Calendar.dateText(end)
      let begin = Int.random(in: 0..<20, using: &random) == 0 ? "-" : Calendar.dateText(start)
      lines.append("C\(Int.random(in: 1...25, using: &random)) \(segment) \(begin) \(close) \(mrr)")
    }
    return makeTable("spans", lines.joined(separator: "\n"))
  }

  private static func isAlive(at instant: Instant, _ start: DataType) -> BoundExpression {
    let moment = BoundExpression.instant(instant)
    let end = BoundExpression.column("ended_at", .time)
    return call(
      "and", call("<", .column("started_at", start), moment),
      call("or", call("is none", end), call(">=", end, moment)))
  }

  /// Who was there at the beginning, the share of them that has left, and what the others pay at the end.
  private static func states(_ start: DataType, byKey: Bool) -> Pipeline {
    let zero = constant(0)
    let atStart = isAlive(at: .start, start)
    let atEnd = isAlive(at: .end, start)
    guard byKey else {
      return Pipeline(
        table: "spans", steps: [.derive("late", call("not", atEnd))], time: nil,
        dimensions: [anyWeek, text("segment")],
        aggregates: [
          aggregate(.count, given: atStart), aggregate(.share, .column("late", .bool), given: atStart),
          aggregate(.sum, number("mrr"), given: atEnd),
        ])
    }
    let rows = Pipeline(
      table: "spans", steps: [], time: nil, dimensions: [text("customer"), text("segment")],
      aggregates: [
        aggregate(.count, given: atStart), aggregate(.count, given: atEnd),
        aggregate(.sum, number("mrr"), given: atEnd),
      ])
    let wasThere = call(">", number("inner 0"), zero)
    var pipeline = Pipeline(
      table: "spans", steps: [.keep(wasThere, .notEligible)], time: nil,
      dimensions: [anyWeek, text("segment")],
      aggregates: [
        aggregate(.count), aggregate(.share, call("=", number("inner 1"), zero)),
        aggregate(.sum, number("inner 2")),
      ])
    pipeline.keys = Keys(rows: rows, names: ["customer", "segment"])
    return pipeline
  }

  private static func plan(
    _ pipeline: Pipeline, from start: Int64, weeks: Int64, bySegment: Bool
  ) -> Plan {
    var pipeline = pipeline
    var dimensions = [week, PlanDimension(name: "segment", type: .text)]
    if !bySegment {
      dimensions.removeLast()
      pipeline.dimensions.removeLast()
    }
    var plan = Plan(
      pipelines: [pipeline], dimensions: dimensions,
      items: pipeline.aggregates.indices.map {
        PlanItem(
          name: "item\($0)", value: .aggregate(pipeline: 0, index: $0, .number), n: nil, shareBase: nil)
      })
    plan.start = start * Calendar.microsecondsPerDay
    plan.end = (start + 7 * weeks) * Calendar.microsecondsPerDay
    // The last week is cut where the data ends.
    plan.now = (first + 7 * SweepTests.weeks - 3) * Calendar.microsecondsPerDay
    return plan
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>, [true, false])
  func `a sweep over many periods says what each period says alone`(_ seed: UInt64, byKey: Bool) throws {
    let table = SweepTests.spans(seed)
    let pipeline = SweepTests.states(seed % 2 == 0 ? .date : .time, byKey: byKey)
    for bySegment in [false, true] {
      let whole = SweepTests.plan(
        pipeline, from: SweepTests.first, weeks: SweepTests.weeks, bySegment: bySegment)
      let swept = try answer(whole, table).split(separator: "\n").dropFirst().map(String.init)
      for threads in [1, 7] {
        expectText(
          try answer(whole, [table], threads: threads).split(separator: "\n").dropFirst()
            .joined(separator: "\n"),
          swept.joined(separator: "\n"))
      }
      var alone: [String] = []
      for week in 0..<SweepTests.weeks {
        let plan = SweepTests.plan(
          pipeline, from: SweepTests.first + 7 * week, weeks: 1, bySegment: bySegment)
        alone += try answer(plan, table).split(separator: "\n").dropFirst().map(String.init)
      }
      // A segment without rows has a line only beside weeks in which it has some.
      let found = Set(alone)
      let missing = swept.filter { !found.contains($0) }
      #expect(missing.allSatisfy { $0.contains(" 0 none 0") }, "\(missing)")
      #expect(found.isSubset(of: swept), "\(found.subtracting(swept))")
      #expect(alone.count >= Int(SweepTests.weeks))
    }
  }
}
