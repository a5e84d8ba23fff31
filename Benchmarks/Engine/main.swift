// Measures the native engine alone on columns that are made here: no file, no language.
//
//     KPI_BENCHMARKS=1 swift build -c release --product engine-benchmark
//     .build/release/engine-benchmark [ROWS] [THREADS] [WORK]
//
// For each piece of work the least time of several runs, on the clock and of the processors; the first run fills what
// is kept beside the columns.
import Columns
import Functions
import Glibc
import NativeEngine
import Planning

let arguments = CommandLine.arguments.dropFirst().map { $0 }
let rowCount = arguments.first.flatMap { Int($0) } ?? 10_000_000
let threads = arguments.dropFirst().first.flatMap { Int($0) } ?? 2
let wanted = arguments.dropFirst(2).first
let survey = makeSurvey(rows: rowCount)

@MainActor func column(_ name: String) -> BoundExpression {
  .column(name, survey.columns[name]?.type ?? .nothing)
}

@MainActor func compare(_ function: Function, _ name: String, _ value: Value, _ type: DataType)
  -> BoundExpression
{
  .call(function, [column(name), .constant(value, type)], .bool)
}

@MainActor func share(_ condition: BoundExpression) -> Aggregate {
  Aggregate(function: .share, arguments: [condition], type: .number)
}

@MainActor func known(_ condition: BoundExpression) -> Aggregate {
  Aggregate(function: .count, arguments: [condition], type: .number)
}

let promoters = compare(.greaterOrEqual, "nps", .integer(9), .number)
let detractors = compare(.lessOrEqual, "nps", .integer(6), .number)
let satisfied = compare(.greaterOrEqual, "csat", .integer(4), .number)
let isPro = compare(.equal, "segment", .text("pro"), .text)
let npsParts = [share(promoters), known(promoters), share(detractors), known(detractors)]
let csatParts = [share(satisfied), known(satisfied)]
let month = Function.periods.first { $0.name == "month of" }!

@MainActor func plan(
  _ pipelines: [(keep: [BoundExpression], aggregates: [Aggregate])], by names: [String] = []
) -> Plan {
  var dimensions = [PlanDimension(name: "month", type: .period(.month), spine: .month)]
  var expressions: [BoundExpression] = [.call(month, [column("responded_at")], .period(.month))]
  for name in names {
    dimensions.append(PlanDimension(name: name, type: .text))
    expressions.append(column(name))
  }
  let all = pipelines.map { parts in
    Pipeline(
      table: survey.name, steps: parts.keep.map { .keep($0, .filter) }, time: column("responded_at"),
      dimensions: expressions, aggregates: parts.aggregates)
  }
  var items: [PlanItem] = []
  for (pipeline, parts) in pipelines.enumerated() {
    for (index, aggregate) in parts.aggregates.enumerated() {
      items.append(
        PlanItem(
          name: "item", value: .aggregate(pipeline: pipeline, index: index, aggregate.type), n: nil,
          shareBase: nil))
    }
  }
  return Plan(pipelines: all, dimensions: dimensions, items: items)
}

@MainActor func known(_ name: String, within low: Int64, _ high: Int64) -> BoundExpression {
  .call(
    .within, [column(name), .constant(.integer(low), .number), .constant(.integer(high), .number)], .bool)
}

let amount = column("amount")
let works: [(name: String, plan: Plan)] = [
  ("rows by month", plan([([], [Aggregate(function: .count, arguments: [], type: .number)])])),
  ("NPS by month", plan([([known("nps", within: 0, 10)], npsParts)])),
  ("NPS of a segment by month", plan([([isPro, known("nps", within: 0, 10)], npsParts)])),
  (
    "NPS of a segment and an amount by month",
    plan([
      (
        [
          isPro, compare(.greaterOrEqual, "amount", .integer(100), .number), known("nps", within: 0, 10),
        ], npsParts
      )
    ])
  ),
  (
    "NPS and CSAT by month, segment, country",
    plan(
      [([known("nps", within: 0, 10)], npsParts), ([known("csat", within: 1, 5)], csatParts)],
      by: ["segment", "country"])
  ),
  (
    "median and 90th percentile by month",
    plan([
      (
        [],
        [
          Aggregate(function: .median, arguments: [amount], type: .number),
          Aggregate(
            function: .pct, arguments: [amount, .constant(.integer(90), .number)], type: .number),
        ]
      )
    ])
  ),
  (
    "sum and mean by month",
    plan([
      (
        [],
        [
          Aggregate(function: .sum, arguments: [amount], type: .number),
          Aggregate(function: .mean, arguments: [amount], type: .number),
        ]
      )
    ])
  ),
]

let work = Work(threads: threads)
let clock = ContinuousClock()
for (name, plan) in works where wanted.map({ name.hasPrefix($0) }) ?? true {
  var first = 0.0
  var least = Double.infinity
  var leastBusy = Double.infinity
  for run in 0..<9 {
    let begin = clock.now
    let beginBusy = busyMilliseconds()
    let result = try execute(plan, tables: [survey.name: survey], work: work)
    let milliseconds = (clock.now - begin) / .milliseconds(1)
    precondition(!result.rows.isEmpty)
    leastBusy = min(leastBusy, busyMilliseconds() - beginBusy)
    if run == 0 { first = milliseconds } else { least = min(least, milliseconds) }
  }
  print(
    "\(tenths(least)) ms, \(tenths(leastBusy)) ms of processors, first \(tenths(first)) ms: \(name)")
}

/// What the threads of the process have worked so far.
@MainActor func busyMilliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
}

@MainActor func tenths(_ milliseconds: Double) -> Double { (milliseconds * 10).rounded() / 10 }

/// Survey answers like those of `scripts/bench`: one customer in ten answers, one answer in twenty has no score.
@MainActor func makeSurvey(rows: Int) -> Table {
  var state: UInt64 = 20_240_701
  func random(_ limit: Int) -> Int {
    // A linear congruential generator: only its high bits are random enough.
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
  let firstDay = Calendar.day(year: 2021, month: 1, day: 1)
  let times = Buffer<Int64>(count: rows) { output in
    for row in 0..<rows {
      output[row] =
        (firstDay + Int64(random(1_460))) * Calendar.microsecondsPerDay + Int64(random(86_400)) * 1_000_000
    }
  }
  let nps = Buffer<UInt8>(count: rows) { output in
    for row in 0..<rows { output[row] = random(20) == 0 ? 0 : UInt8(1 + random(11)) }
  }
  let csat = Buffer<UInt8>(count: rows) { output in
    for row in 0..<rows { output[row] = random(20) == 0 ? 0 : UInt8(1 + random(5)) }
  }
  let segments = Buffer<UInt8>(count: rows) { output in
    for row in 0..<rows { output[row] = UInt8(1 + random(3)) }
  }
  let countries = Buffer<UInt8>(count: rows) { output in
    for row in 0..<rows { output[row] = UInt8(1 + random(10)) }
  }
  let amounts = Buffer<Int64>(count: rows) { output in
    for row in 0..<rows { output[row] = Int64(1 + random(100_000)) }
  }
  let unknown = Vector.unknownInteger
  return Table(
    name: "responses", rowCount: rows,
    columns: [
      "responded_at": Column(type: .time, storage: .plain(.integers(times, scale: 0))),
      "nps": Column(
        type: .number,
        storage: .coded(.narrow(nps), domain: .integers(Buffer([unknown] + (0...10)), scale: 0))),
      "csat": Column(
        type: .number,
        storage: .coded(.narrow(csat), domain: .integers(Buffer([unknown] + (1...5)), scale: 0))),
      "segment": Column(
        type: .text,
        storage: .coded(
          .narrow(segments), domain: .texts(TextBuffer(["", "free", "pro", "enterprise"])))),
      "country": Column(
        type: .text,
        storage: .coded(
          .narrow(countries),
          domain: .texts(TextBuffer(["", "ES", "DE", "FR", "US", "IT", "PT", "UK", "MX", "AR", "BR"])))),
      "amount": Column(type: .number, storage: .plain(.integers(amounts, scale: 2))),
    ])
}
