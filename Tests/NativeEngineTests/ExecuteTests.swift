import Columns
import Diagnostics
import Functions
import NativeEngine
import Planning
import TestSupport
import Testing

let responses = makeTable(
  "responses",
  """
  id:text customer:text at:date nps:number segment:text
  R1 C1 2024-01-05 10 pro
  R2 C2 2024-01-12 9 free
  R3 C3 2024-01-20 6 free
  R4 C4 2024-01-28 8 pro
  R5 C1 2024-02-03 9 pro
  R6 C5 2024-02-10 3 -
  R7 C6 2024-02-14 - free
  R8 C7 2024-02-25 7 pro
  R9 C2 2024-04-08 10 free
  R10 C8 2024-04-19 0 pro
  """)

@Test func `without dimensions there is one row`() throws {
  expectText(
    try answer(
      plan(
        aggregate(.count), aggregate(.count, number("nps")), aggregate(.sum, number("nps")),
        aggregate(.mean, number("nps")), aggregate(.share, call(">=", number("nps"), constant(9)))), responses
    ),
    """
    count count sum mean share
    10 9 62 6.8889 44.4444
    """)
}

@Test func `an empty table has one row, with 0 for counts and sums`() throws {
  let empty = makeTable("responses", "nps:number at:date customer:text")
  expectText(
    try answer(
      plan(
        aggregate(.count), aggregate(.sum, number("nps")), aggregate(.distinct, text("customer")),
        aggregate(.mean, number("nps")), aggregate(.median, number("nps")), aggregate(.max, number("nps")),
        aggregate(.any, call(">", number("nps"), constant(1)))), empty),
    """
    count sum distinct mean median max any
    0 0 0 none none none none
    """)
}

@Test func `groups come in the order of their values, none last`() throws {
  expectText(
    try answer(
      plan(by: [by("segment", .text)], aggregate(.count), aggregate(.distinct, text("customer"))), responses),
    """
    segment count distinct
    free 4 3
    pro 5 4
    none 1 1
    """)
}

@Test func `the calendar shows every month, also the empty one`() throws {
  var query = plan(
    keep: [call("=", text("segment"), constant("pro"))], time: date("at"),
    by: [byPeriod(.month, of: date("at"))],
    aggregate(.count), aggregate(.mean, number("nps")))
  expectText(
    try answer(query, responses),
    """
    month count mean
    2024-01 2 9
    2024-02 2 8
    2024-03 0 none
    2024-04 1 0
    """)
  query.start = time("2023-12-01")
  query.end = time("2024-07-01")
  query.now = time("2024-04-20")
  expectText(
    try answer(query, responses),
    """
    month count mean
    2023-12 0 none
    2024-01 2 9
    2024-02 2 8
    2024-03 0 none
    2024-04 1 0 …
    """)
}

@Test func `every combination that occurs gets every period`() throws {
  expectText(
    try answer(
      plan(
        time: date("at"), by: [byPeriod(.quarter, of: date("at")), by("segment", .text)], aggregate(.count)),
      responses),
    """
    quarter segment count
    2024-Q1 free 3
    2024-Q1 pro 4
    2024-Q1 none 1
    2024-Q2 free 1
    2024-Q2 pro 1
    2024-Q2 none 0
    """)
}

@Test func `a calendar of a million rows is refused`() throws {
  let old = makeTable("responses", "at:date nps:number\n0001-01-01 1\n2024-01-01 2")
  #expect {
    try answer(plan(time: date("at"), by: [byPeriod(.hour, of: date("at"))], aggregate(.count)), old)
  } throws: { ($0 as? Diagnostic)?.code.name == "E253" }
}

@Test func `total and others are computed from their rows`() throws {
  var query = plan(
    time: date("at"), by: [byPeriod(.quarter, of: date("at")), by("segment", .text)],
    aggregate(.count), aggregate(.median, number("nps")))
  query.top = .init(count: 1, isBottom: false)
  query.withOthers = true
  query.withTotal = true
  expectText(
    try answer(query, responses),
    """
    quarter segment count median
    2024-Q1 pro 4 8.5
    2024-Q2 pro 1 0
    2024-Q1 others 4 6
    2024-Q2 others 1 10
    2024-Q1 total 8 8
    2024-Q2 total 2 5
    total total 10 8
    """)
}

@Test func `share is the part of each period`() throws {
  var query = plan(
    time: date("at"), by: [byPeriod(.quarter, of: date("at")), by("segment", .text)], aggregate(.count))
  query.withShare = true
  query.withTotal = true
  query.items[0].shareBase = query.items[0].value
  expectText(
    try answer(query, responses),
    """
    quarter segment count count_share
    2024-Q1 free 3 37.5
    2024-Q1 pro 4 50
    2024-Q1 none 1 12.5
    2024-Q2 free 1 50
    2024-Q2 pro 1 50
    2024-Q2 none 0 0
    2024-Q1 total 8 100
    2024-Q2 total 2 100
    total total 10 100
    """)
}

@Test func `sort, limit and n`() throws {
  var query = plan(
    by: [by("customer", .text)], aggregate(.mean, number("nps")), aggregate(.count, number("nps")))
  query.items[0].n = query.items[1].value
  query.items.removeLast()
  query.sort = [.init(target: .item(0), isDescending: true)]
  query.limit = 3
  query.withTotal = true
  expectText(
    try answer(query, responses),
    """
    customer mean mean_n
    C1 9.5 2
    C2 9.5 2
    C4 8 1
    total 6.8889 9
    """)
  let result = try execute(query, tables: ["responses": responses], work: Work(threads: 1))
  #expect(result.columns.map(\.role) == [.dimension, .value, .count])
  #expect(result.columns[2].isImplied && result.columns[1].isEstimate)
  #expect(result.rows.map(\.kind) == [.group, .group, .group, .total])
}

@Test func `a dimension goes across the page`() throws {
  var query = plan(
    time: date("at"), by: [byPeriod(.month, of: date("at")), by("segment", .text)], aggregate(.count))
  query.pivot = 1
  query.withTotal = true
  expectText(
    try answer(query, responses),
    """
    month free pro none total
    2024-01 2 2 0 4
    2024-02 1 2 1 4
    2024-03 0 0 0 0
    2024-04 1 1 0 2
    total none none none 10
    """)
}

@Test func `labels give the order`() throws {
  let bands = call("band", number("nps"), constant(7), constant(9))
  let dimension = PlanDimension(name: "band", type: .text, labels: ["<7", "7..<9", "≥9"])
  expectText(
    try answer(plan(by: [(dimension, bands)], aggregate(.count)), responses),
    """
    band count
    <7 3
    7..<9 2
    ≥9 4
    none 1
    """)
}

@Test func `two tables meet on their dimensions, with 0 where one has nothing to count`() throws {
  let orders = makeTable(
    "orders", "at:date amount:decimal\n2024-01-02 10.50\n2024-03-02 0.25\n2024-03-05 1.10")
  var query = plan(time: date("at"), by: [byPeriod(.month, of: date("at"))], aggregate(.count))
  query.pipelines.append(
    Pipeline(
      table: "orders", steps: [], time: date("at"), dimensions: [call("month of", date("at"))],
      aggregates: [aggregate(.sum, number("amount")), aggregate(.max, number("amount"))]))
  query.items.append(
    PlanItem(name: "amount", value: .aggregate(pipeline: 1, index: 0, .number), n: nil, shareBase: nil))
  query.items.append(
    PlanItem(name: "highest", value: .aggregate(pipeline: 1, index: 1, .number), n: nil, shareBase: nil))
  query.items.append(
    PlanItem(
      name: "each",
      value: call(
        "/", .aggregate(pipeline: 1, index: 0, .number), .aggregate(pipeline: 0, index: 0, .number)),
      n: nil, shareBase: nil))
  expectText(
    try answer(query, responses, orders),
    """
    month count amount highest each
    2024-01 4 10.5 10.5 2.625
    2024-02 4 0 none 0
    2024-03 0 1.35 1.1 none
    2024-04 2 0 none 0
    """)
}

@Test func `a linked column is fetched by the row's key`() throws {
  let accounts = makeTable(
    "accounts", "customer:text plan:text spend:real\nC1 gold 1.5\nC2 free 2\nC9 gold 3")
  let link = Link(key: "customer", table: "accounts", tableKey: "customer")
  let planName = BoundExpression.linked(link, column: "plan", .text)
  let spend = BoundExpression.linked(link, column: "spend", .number)
  expectText(
    try answer(
      plan(
        by: [(PlanDimension(name: "plan", type: .text), planName)], aggregate(.count), aggregate(.sum, spend)),
      responses, accounts),
    """
    plan count sum
    free 2 4
    gold 2 3
    none 6 0
    """)
}

@Test func `neighbours follow the time of the kept rows of a key`() throws {
  let next = Step.neighbour("following", value: date("at"), keys: [text("customer")], order: nil, offset: 1)
  let gap = call("days", call("-", date("following"), date("at")))
  expectText(
    try answer(plan(steps: [next], by: [by("customer", .text)], aggregate(.max, gap)), responses),
    """
    customer max
    C1 29
    C2 87
    C3 none
    C4 none
    C5 none
    C6 none
    C7 none
    C8 none
    """)
  let before = Step.neighbour(
    "before", value: number("nps"), keys: [text("segment")], order: date("at"), offset: -1)
  expectText(
    try answer(
      plan(
        steps: [.keep(call(">=", number("nps"), constant(7)), .filter), before], by: [by("id", .text)],
        aggregate(.max, number("before"))), responses),
    """
    id max
    R1 none
    R2 none
    R4 10
    R5 8
    R8 9
    R9 9
    """)
}

@Test func `first and last go by time, then by row, and skip unknown values`() throws {
  let table = makeTable(
    "responses",
    """
    at:date nps:number word:text
    2024-02-01 1 b
    2024-01-01 2 -
    2024-02-01 3 a
    2024-01-01 - c
    """)
  expectText(
    try answer(
      plan(
        aggregate(.first, number("nps"), order: date("at")),
        aggregate(.last, number("nps"), order: date("at")),
        aggregate(.nth, number("nps"), constant(2), order: date("at")),
        aggregate(.first, text("word"), order: date("at")),
        aggregate(.first, text("word")), aggregate(.min, text("word")), aggregate(.max, date("at")),
        aggregate(.nth, number("nps"), constant(9))), table),
    """
    first last nth first first min max nth
    2 3 1 c b a 2024-02-01 none
    """)
}

@Test func `medians and percentiles interpolate between ranks`() throws {
  let table = makeTable("responses", "x:real\n0.25\n0.33\n0.5\n1\n1\n2\n4\n6\n24\n-")
  expectText(
    try answer(
      plan(
        aggregate(.median, number("x")), aggregate(.pct, number("x"), constant(90)),
        aggregate(.pct, number("x"), constant(100)), aggregate(.stddev, number("x"))), table),
    """
    median pct pct stddev
    1 9.6 24 7.6217
    """)
}

@Test func `survival counts everyone as long as they were watched`() throws {
  let spells = makeTable("spells", "end:real now:real\n15 90\n27 99\n127 140\n- 77\n- 122\n- 152\n- 305\n- -")
  expectText(
    try answer(
      plan(
        from: "spells", aggregate(.surv, number("end"), number("now"), constant(90)),
        aggregate(.survMedian, number("end"), number("now")),
        aggregate(.surv, number("end"), number("now"), constant(400))), spells),
    """
    surv surv_median surv
    71.4286 127 none
    """)
}

@Test func `given restricts one aggregate only`() throws {
  let isPro = call("=", text("segment"), constant("pro"))
  expectText(
    try answer(
      plan(
        aggregate(.count), aggregate(.count, given: isPro), aggregate(.sum, number("nps"), given: isPro),
        aggregate(.share, call(">=", number("nps"), constant(9)), given: isPro),
        aggregate(.distinct, text("customer"), given: isPro)), responses),
    """
    count count sum share distinct
    10 5 34 40 4
    """)
}

@Test func `an aggregate of unknown values only is warned about`() throws {
  let table = makeTable("responses", "nps:number\n-\n-")
  let result = try execute(
    plan(aggregate(.mean, number("nps"))), tables: ["responses": table], work: Work(threads: 1))
  #expect(result.diagnostics.map(\.code.name) == ["W050"])
  expectText(result.diagnostics[0].message, "every value of `nps` is unknown in the rows that count")
}

@Test func `a stopped query ends`() throws {
  let work = Work(threads: 2)
  work.stop()
  #expect(throws: Interrupted.self) {
    try execute(plan(aggregate(.count)), tables: ["responses": responses], work: work)
  }
}

@Test func `sums are exact, whatever the order`() throws {
  let small = Array(repeating: "0.1", count: 10).joined(separator: "\n")
  expectText(
    try answer(plan(aggregate(.sum, number("x"))), makeTable("responses", "x:real\n" + small)), "sum\n1")
  let huge = "1e300\n1\n-1e300\n1e-300\n2"
  expectText(
    try answer(plan(aggregate(.sum, number("x"))), makeTable("responses", "x:real\n" + huge)), "sum\n3")
  let wide = "9223372036854775807\n9223372036854775807"
  expectText(
    try answer(plan(aggregate(.sum, number("x"))), makeTable("responses", "x:number\n" + wide)),
    "sum\n1.8446744073709552e+19")
}

@Test func `years and months side by side agree with each other`() throws {
  expectText(
    try answer(
      plan(
        keep: [call("!=", text("segment"), constant("free"))], time: date("at"),
        by: [byPeriod(.year, of: date("at")), byPeriod(.month, of: date("at"))], aggregate(.count)), responses
    ),
    """
    year month count
    2024 2024-01 2
    2024 2024-02 2
    2024 2024-03 0
    2024 2024-04 1
    """)
}

@Test func `a condition that no row meets leaves the calendar`() throws {
  expectText(
    try answer(
      plan(
        keep: [call("=", text("segment"), constant("nobody"))], time: date("at"),
        by: [byPeriod(.quarter, of: date("at"))], aggregate(.count), aggregate(.max, number("nps"))),
      responses),
    """
    quarter count max
    2024-Q1 0 none
    2024-Q2 0 none
    """)
}

@Test func `bottom keeps the lowest, ties in the order of the values`() throws {
  var query = plan(by: [by("customer", .text)], aggregate(.mean, number("nps")))
  query.top = .init(count: 2, isBottom: true)
  query.withOthers = true
  expectText(
    try answer(query, responses),
    """
    customer mean
    C5 3
    C8 0
    others 8.4286
    """)
}

@Test func `a condition may be text that means yes or no`() throws {
  let table = makeTable("responses", "word:text\nYes\nno\nSÍ\nperhaps\n-")
  expectText(
    try answer(plan(aggregate(.share, call("truth", text("word")))), table),
    """
    share
    66.6667
    """)
}

@Test func `a missing table and a bad pattern are told in words`() throws {
  #expect {
    try answer(plan(from: "orders", aggregate(.count)), responses)
  } throws: { ($0 as? Diagnostic)?.code.name == "E252" }
  #expect {
    try answer(plan(keep: [call("~", text("segment"), constant("(a"))], aggregate(.count)), responses)
  } throws: { ($0 as? Diagnostic)?.code.name == "E270" }
}
