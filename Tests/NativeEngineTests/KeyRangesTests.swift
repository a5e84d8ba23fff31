import Columns
import Functions
import NativeEngine
import Planning
import TestSupport
import Testing

/// What is asked of keys is the same whether their rows are put in order and taken by ranges, or taken as they stand.
@Suite struct KeyRangesTests {
  /// Orders of customers who come in no order; some have none, some rows no time or amount.
  private static func orders(_ seed: UInt64) -> Table {
    var random = SeededGenerator(seed: seed)
    var lines = ["customer:text segment:text ordered_at:time amount:decimal cancelled:bool"]
    for _ in 0..<900 {
      let number = Int.random(in: 0...90, using: &random)
      let segment = ["pro", "free", "-"].randomElement(using: &random) ?? "-"
      let moment = day("2023-01-01") + Int64.random(in: 0...400, using: &random)
      let isDated = Int.random(in: 0..<30, using: &random) > 0
      let cents = Int.random(in: 0...9_999, using: &random)
      let amount = Int.random(in: 0..<9, using: &random) == 0 ? "-" : "\(cents / 100).\(cents % 100)"
      let cancelled = ["true", "false", "false", "-"].randomElement(using: &random) ?? "-"
      lines.append(
        "\(number == 0 ? "-" : "C\(number)") \(segment) "
          + "\(isDated ? Calendar.dateText(moment) + "T\(number % 24):00" : "-") \(amount) \(cancelled)")
    }
    return makeTable("orders", lines.joined(separator: "\n"), isCoded: seed % 2 == 0)
  }

  private static let time = BoundExpression.column("ordered_at", .time)
  private static let month = call("month of", time)

  /// The answers of a plan in one range, in many, and as the rows stand; again from what was kept.
  private static func expectSame(_ plan: Plan, _ table: Table) throws {
    let tables = [table.name: table]
    let plain = show(try execute(plan, tables: tables, work: Work(threads: 1, fewestRowsOrdered: .max)))
    #expect(plain.split(separator: "\n").count > 1)
    for threads in [1, 2, 7] {
      let work = Work(threads: threads, fewestRowsOrdered: 10)
      expectText(show(try execute(plan, tables: tables, work: work)), plain)
      expectText(show(try execute(plan, tables: tables, work: work)), plain)
    }
    // No memory for an order.
    let poor = Work(threads: 2, memoryLimit: 8_000, fewestRowsOrdered: 10)
    if plan.dimensions.isEmpty { expectText(show(try execute(plan, tables: tables, work: poor)), plain) }
  }

  private static func perCustomer(
    _ steps: [Step], _ inner: [Aggregate], by dimensions: [(PlanDimension, BoundExpression)] = [],
    _ aggregates: Aggregate..., ages: Keys.Ages? = nil
  ) -> Plan {
    let rows = Pipeline(
      table: "orders", steps: steps, time: nil, dimensions: [text("customer")], aggregates: inner)
    var whole = KPIPlan.plan(by: dimensions, aggregates)
    whole.pipelines[0].keys = Keys(rows: rows, names: ["customer"], ages: ages)
    whole.now = day("2024-01-10") * Calendar.microsecondsPerDay
    return whole
  }

  private enum KPIPlan {
    static func plan(by dimensions: [(PlanDimension, BoundExpression)], _ aggregates: [Aggregate]) -> Plan {
      let pipeline = Pipeline(
        table: "orders", steps: [], time: nil, dimensions: dimensions.map(\.1), aggregates: aggregates)
      let items = aggregates.enumerated().map { index, aggregate in
        PlanItem(
          name: "item\(index)", value: .aggregate(pipeline: 0, index: index, aggregate.type), n: nil,
          shareBase: nil)
      }
      return Plan(pipelines: [pipeline], dimensions: dimensions.map(\.0), items: items)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `rows of customers are the same by ranges`(_ seed: UInt64) throws {
    let next = Step.neighbour(
      "next", value: KeyRangesTests.time, keys: [text("customer")], order: nil, offset: 1)
    let first = PlanDimension(name: "month", type: .period(.month))
    let plan = KeyRangesTests.perCustomer(
      [.keep(call("not", .column("cancelled", .bool)), .filter), next],
      [
        aggregate(.first, KeyRangesTests.time), aggregate(.nth, KeyRangesTests.time, constant(2)),
        aggregate(.nth, number("amount"), constant(-3), order: KeyRangesTests.time),
        aggregate(.sum, number("amount")), aggregate(.count, .column("next", .time)),
        aggregate(.median, number("amount")), aggregate(.last, text("segment"), order: KeyRangesTests.time),
        aggregate(.distinct, text("segment")),
      ],
      by: [(first, call("month of", .column("inner 0", .time)))],
      aggregate(.count), aggregate(.max, .column("inner 1", .time)), aggregate(.sum, number("inner 2")),
      aggregate(.sum, number("inner 3")), aggregate(.sum, number("inner 4")),
      aggregate(.median, number("inner 5")), aggregate(.distinct, text("inner 6")),
      aggregate(.sum, number("inner 7")), aggregate(.first, text("customer")))
    try KeyRangesTests.expectSame(plan, KeyRangesTests.orders(seed))
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>, [Grain.week, .month, .quarter])
  func `ages of customers are the same by ranges`(_ seed: UInt64, unit: Grain) throws {
    let inAge = call(
      "and", call(">=", KeyRangesTests.time, .column("age_start", .time)),
      call("<", KeyRangesTests.time, .column("age_end", .time)))
    let cancelled = BoundExpression.column("cancelled", .bool)
    var ages = Keys.Ages(unit: unit, origin: aggregate(.first, KeyRangesTests.time))
    ages.hasRunning = seed % 3 == 0
    var age = PlanDimension(name: "age", type: .number)
    age.isAge = true
    let cohort = PlanDimension(name: "cohort", type: .period(.quarter))
    var plan = KeyRangesTests.perCustomer(
      seed % 2 == 0 ? [.keep(call("not", cancelled), .filter)] : [],
      [
        aggregate(.any, inAge), aggregate(.any, call("and", inAge, cancelled)),
        aggregate(.any, inAge, given: cancelled), aggregate(.sum, number("amount"), given: inAge),
        aggregate(.count, number("amount"), given: call("and", cancelled, inAge)),
        aggregate(.last, KeyRangesTests.time),
      ],
      by: [
        (cohort, call("quarter of", .column("origin", .time))), (age, number("age")),
      ],
      aggregate(.count), aggregate(.share, .column("inner 0", .bool)),
      aggregate(.share, .column("inner 1", .bool)), aggregate(.share, .column("inner 2", .bool)),
      aggregate(.mean, number("inner 3")), aggregate(.sum, number("inner 4")),
      aggregate(.share, call(">=", .column("inner 5", .time), .column("age_start", .time))), ages: ages)
    plan.withPartial = ages.hasRunning
    try KeyRangesTests.expectSame(plan, KeyRangesTests.orders(seed))
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `different customers are counted by ranges`(_ seed: UInt64) throws {
    let month = PlanDimension(name: "month", type: .period(.month))
    let aggregates = [
      aggregate(.count), aggregate(.distinct, text("customer")), aggregate(.sum, number("amount")),
      aggregate(.distinct, text("customer"), given: .column("cancelled", .bool)),
      aggregate(.mean, number("amount")), aggregate(.share, .column("cancelled", .bool)),
      aggregate(.min, KeyRangesTests.time),
    ]
    let table = KeyRangesTests.orders(seed)
    try KeyRangesTests.expectSame(
      KPIPlan.plan(by: [(month, KeyRangesTests.month), by("segment", .text)], aggregates), table)
    try KeyRangesTests.expectSame(KPIPlan.plan(by: [], aggregates), table)
  }

  @Test func `what was kept is not taken for that of another table`() throws {
    let work = Work(threads: 2, fewestRowsOrdered: 10)
    let plan = KPIPlan.plan(by: [by("segment", .text)], [aggregate(.distinct, text("customer"))])
    for seed in 1...20 as ClosedRange<UInt64> {
      let tables = ["orders": KeyRangesTests.orders(seed)]
      let plain = try execute(plan, tables: tables, work: Work(threads: 1, fewestRowsOrdered: .max))
      expectText(show(try execute(plan, tables: tables, work: work)), show(plain))
    }
  }
}
