import Columns
import Diagnostics
import Functions
import NativeEngine
import Planning
import TestSupport
import Testing

// The plans of states, transitions and cohorts, by hand: what a definition with `span`, `per` or `age` is bound to.

private let subscriptions = makeTable(
  "subscriptions",
  """
  id:text customer:text started_at:date ended_at:date mrr:number
  S1 A 2023-06-01 2024-02-10 100
  S2 A 2024-02-10 - 150
  S3 B 2023-09-15 2024-01-20 50
  S4 C 2023-11-01 - 80
  S5 D 2023-12-01 2024-02-15 200
  S6 D 2024-02-15 - 120
  S7 E 2024-01-10 2024-01-25 30
  S8 F 2024-01-15 - 60
  S9 B 2024-03-05 - 50
  S10 G 2024-02-20 2024-03-18 40
  """)

private let orders = makeTable(
  "orders",
  """
  id:text customer:text ordered_at:date amount:number cancelled_at:date
  O1 C1 2024-01-03 100 -
  O2 C2 2024-01-10 50 -
  O3 C3 2024-01-15 80 2024-01-16
  O4 C1 2024-01-28 40 -
  O5 C4 2024-02-02 120 -
  O6 C5 2024-02-14 60 -
  O7 C1 2024-02-20 70 -
  O8 C2 2024-03-01 90 -
  O9 C6 2024-03-12 200 2024-03-13
  O10 C5 2024-03-28 30 -
  """)

private let tickets = makeTable(
  "tickets",
  """
  id:text created_at:time solved_at:time
  T1 2024-01-02T09:00 2024-01-02T11:00
  T2 2024-01-10T10:00 2024-01-11T10:00
  T3 2024-01-20T08:00 2024-01-23T08:00
  T4 2024-01-31T22:00 2024-02-01T02:00
  T5 2024-02-05T09:00 2024-02-05T15:00
  T6 2024-02-08T09:00 2024-02-08T12:00
  T7 2024-02-20T12:00 2024-02-22T12:00
  T8 2024-03-10T10:00 2024-03-10T20:00
  T9 2024-03-25T09:00 -
  T10 2024-03-31T18:00 -
  """)

private let usage = makeTable(
  "usage",
  """
  customer:text used_at:date kind:text
  A 2024-03-05 use
  A 2024-03-06 use
  A 2024-03-12 webinar
  A 2024-03-20 use
  C 2024-03-07 use
  C 2024-03-28 community
  D 2024-03-15 use
  D 2024-03-15 use
  F 2024-02-10 webinar
  F 2024-03-31 use
  """)

// MARK: Parts of plans

private let start = BoundExpression.instant(.start)
private let end = BoundExpression.instant(.end)

private func days(_ count: Int64) -> BoundExpression {
  .constant(.duration(count * Calendar.microsecondsPerDay), .duration)
}

private func instant(_ text: String) -> BoundExpression { .constant(.time(time(text)), .time) }

private func moment(_ name: String) -> BoundExpression { .column(name, .time) }

/// A row is alive just before a moment: `begin < t <= end of span`.
private func isAlive(at moment: BoundExpression, from begin: BoundExpression, to close: BoundExpression)
  -> BoundExpression
{
  call("and", call("<", begin, moment), call("or", call("is none", close), call(">=", close, moment)))
}

private func subscribed(at moment: BoundExpression) -> BoundExpression {
  isAlive(at: moment, from: date("started_at"), to: date("ended_at"))
}

private func inner(_ index: Int, _ type: DataType) -> BoundExpression { .column("inner \(index)", type) }

/// A pipeline over customers.
private func perCustomer(
  _ table: String, keep: [BoundExpression] = [], inner aggregates: [Aggregate], time: BoundExpression? = nil,
  ages: Keys.Ages? = nil, steps: [Step] = [], innerSteps: [Step] = [], by dimensions: [BoundExpression] = [],
  _ outer: Aggregate...
) -> Pipeline {
  var rows = Pipeline(
    table: table, steps: innerSteps + keep.map { .keep($0, .notEligible) },
    time: date(table == "orders" ? "ordered_at" : "started_at"), dimensions: [text("customer")],
    aggregates: aggregates)
  rows.hasAges = ages != nil
  var pipeline = Pipeline(table: table, steps: steps, time: time, dimensions: dimensions, aggregates: outer)
  pipeline.keys = Keys(rows: rows, names: ["customer"], ages: ages)
  return pipeline
}

private let month = PlanDimension(name: "month", type: .period(.month), spine: .month)
/// Pipelines that are run for each period have no use for the calendar's expression.
private let anyMonth = BoundExpression.constant(.none, .period(.month))

private func quarter(
  _ pipelines: [Pipeline], by dimensions: [PlanDimension] = [], _ items: (String, BoundExpression)...
)
  -> Plan
{
  var plan = Plan(
    pipelines: pipelines, dimensions: dimensions,
    items: items.map { PlanItem(name: $0.0, value: $0.1, n: nil, shareBase: nil) })
  plan.start = time("2024-01-01")
  plan.end = time("2024-04-01")
  plan.now = time("2024-04-01")
  return plan
}

private func result(_ index: Int, _ type: DataType = .number, of pipeline: Int = 0) -> BoundExpression {
  .aggregate(pipeline: pipeline, index: index, type)
}

/// The answer, which is the same on any number of threads.
private func checked(_ plan: Plan) throws -> String {
  let tables = [subscriptions, orders, tickets, usage]
  let answers = try [1, 2, 7].map { try answer(plan, tables, threads: $0) }
  #expect(Set(answers).count == 1)
  return answers[0]
}

// MARK: States and transitions

private let isNoCancellation = call("is none", date("cancelled_at"))

private func churn(by dimensions: [BoundExpression]) -> Pipeline {
  perCustomer(
    "subscriptions", inner: [aggregate(.any, subscribed(at: start)), aggregate(.any, subscribed(at: end))],
    by: dimensions,
    aggregate(.share, call("not", inner(1, .bool)), given: inner(0, .bool)),
    aggregate(.share, inner(1, .bool), given: inner(0, .bool)), aggregate(.count, given: inner(1, .bool)))
}

@Test func `churn, retention and active customers, month by month and for the quarter`() throws {
  var query = quarter(
    [churn(by: [anyMonth])], by: [month], ("churn", result(0)), ("retention", result(1)),
    ("active", result(2)))
  query.withTotal = true
  expectText(
    try checked(query),
    """
    month churn retention active
    2024-01 25 75 4
    2024-02 0 100 5
    2024-03 20 80 5
    total 0 100 5
    """)
  expectText(
    try checked(quarter([churn(by: [])], ("churn", result(0)), ("active", result(2)))),
    """
    churn active
    0 5
    """)
}

@Test func `a period that is not over ends now`() throws {
  var query = quarter([churn(by: [anyMonth])], by: [month], ("churn", result(0)))
  query.end = time("2024-06-01")
  query.now = time("2024-03-10")
  expectText(
    try checked(query),
    """
    month churn
    2024-01 25
    2024-02 0
    2024-03 0 …
    """)
}

@Test func `the segment of a key can change from period to period`() throws {
  // The plan is what the customer pays at the start: above 90 or not.
  let amount = aggregate(.sum, number("mrr"), given: subscribed(at: start))
  var pipeline = churn(by: [anyMonth, call(">", inner(2, .number), constant(90))])
  pipeline.keys?.rows[0].aggregates.append(amount)
  let isLarge = PlanDimension(name: "large", type: .bool)
  expectText(
    try checked(quarter([pipeline], by: [month, isLarge], ("churn", result(0)), ("active", result(2)))),
    """
    month large churn active
    2024-01 false 50 2
    2024-01 true 0 2
    2024-02 false 0 3
    2024-02 true 0 2
    2024-03 false 33.3333 3
    2024-03 true 0 2
    """)
}

@Test func `the backlog is the open tickets at the end of each month`() throws {
  let isOpen = isAlive(at: end, from: moment("created_at"), to: moment("solved_at"))
  let pipeline = Pipeline(
    table: "tickets", steps: [], time: moment("created_at"), dimensions: [anyMonth],
    aggregates: [
      aggregate(.count, given: isOpen),
      aggregate(.median, call("hours", call("-", end, moment("created_at"))), given: isOpen),
    ])
  var query = quarter([pipeline], by: [month], ("backlog", result(0)), ("age", result(1)))
  let text = """
    month backlog age
    2024-01 1 2
    2024-02 0 none
    2024-03 2 82.5
    """
  expectText(try checked(query), text)
  // Without a period asked for, the calendar goes from the first row to the last.
  query.start = nil
  query.end = nil
  expectText(try checked(query), text)
}

@Test func `net revenue retention is over those who were there at the start`() throws {
  let pipeline = perCustomer(
    "subscriptions",
    inner: [
      aggregate(.sum, number("mrr"), given: subscribed(at: start)),
      aggregate(.sum, number("mrr"), given: subscribed(at: end)), aggregate(.any, subscribed(at: start)),
    ],
    steps: [.keep(inner(2, .bool), .notEligible)], by: [anyMonth],
    aggregate(.sum, inner(1, .number)), aggregate(.sum, inner(0, .number)))
  var query = quarter(
    [pipeline], by: [month], ("nrr", call("/", call("*", constant(100), result(0)), result(1))))
  query.withTotal = true
  expectText(
    try checked(query),
    """
    month nrr
    2024-01 88.3721
    2024-02 93.1818
    2024-03 91.1111
    total 93.0233
    """)
}

@Test func `endings are those of spells, not of contracts`() throws {
  let spells = Step.spells(
    "spell", start: date("started_at"), end: date("ended_at"), keys: [text("customer")], tolerance: 0)
  let hasLeft = call("and", call(">=", moment("spell end"), start), call("<", moment("spell end"), end))
  let pipeline = perCustomer(
    "subscriptions", inner: [aggregate(.any, subscribed(at: start)), aggregate(.any, hasLeft)],
    innerSteps: [spells], by: [anyMonth],
    aggregate(.share, call("is true", inner(1, .bool)), given: inner(0, .bool)))
  var query = quarter([pipeline], by: [month], ("churn_events", result(0)))
  query.withTotal = true
  expectText(
    try checked(query),
    """
    month churn_events
    2024-01 25
    2024-02 0
    2024-03 20
    total 25
    """)
}

@Test func `spans that touch or leave a small gap are one spell`() throws {
  let spans = makeTable(
    "spans",
    """
    key:text from:date to:date
    a 2024-01-01 2024-02-01
    a 2024-02-01 2024-03-01
    a 2024-03-05 2024-04-01
    a 2024-01-10 2024-01-12
    a 2024-06-01 -
    a 2024-07-01 2024-08-01
    a - 2024-09-01
    b 2024-01-01 2024-01-05
    - 2024-01-01 2024-01-05
    """)
  func spells(tolerance: Int64) throws -> String {
    let step = Step.spells(
      "s", start: date("from"), end: date("to"), keys: [text("key")],
      tolerance: tolerance * Calendar.microsecondsPerDay)
    let isHead = Step.keep(.column("s head", .bool), .filter)
    return try answer(
      plan(
        from: "spans", steps: [step, isHead],
        by: [by("key", .text), (PlanDimension(name: "number", type: .number), number("s number"))],
        aggregate(.min, moment("s begin")), aggregate(.min, moment("s end")), aggregate(.count)), spans)
  }
  expectText(
    try spells(tolerance: 0),
    """
    key number min min count
    a 1 2024-01-01T00:00 2024-03-01T00:00 1
    a 2 2024-03-05T00:00 2024-04-01T00:00 1
    a 3 2024-06-01T00:00 none 1
    b 1 2024-01-01T00:00 2024-01-05T00:00 1
    """)
  expectText(
    try spells(tolerance: 4),
    """
    key number min min count
    a 1 2024-01-01T00:00 2024-04-01T00:00 1
    a 2 2024-06-01T00:00 none 1
    b 1 2024-01-01T00:00 2024-01-05T00:00 1
    """)
}

// MARK: Keys

@Test func `the second order of a customer is dated by the first`() throws {
  let first = aggregate(.first, date("ordered_at"))
  let second = aggregate(.nth, date("ordered_at"), constant(2))
  let isRepeat = call(
    "and", call("is known", inner(1, .date)),
    call("<=", inner(1, .date), call("+", inner(0, .date), days(45))))
  func pipeline(by dimensions: [BoundExpression]) -> Pipeline {
    perCustomer(
      "orders", keep: [isNoCancellation], inner: [first, second], time: inner(0, .date),
      steps: [.keep(call("<=", inner(0, .date), instant("2024-02-16")), .notYetDue)], by: dimensions,
      aggregate(.share, isRepeat), aggregate(.count))
  }
  expectText(
    try checked(quarter([pipeline(by: [])], ("repeat_rate", result(0)), ("n", result(1)))),
    """
    repeat_rate n
    50 4
    """)
  expectText(
    try checked(
      quarter(
        [pipeline(by: [call("month of", inner(0, .date))])], by: [month], ("repeat_rate", result(0)),
        ("n", result(1)))),
    """
    month repeat_rate n
    2024-01 50 2
    2024-02 50 2
    2024-03 none 0
    """)
}

@Test func `an unknown key is no key, an unknown second dimension is`() throws {
  let visits = makeTable(
    "visits", "customer:text shop:text\nA x\nA y\nB -\n- x\nA x")
  var pipeline = Pipeline(
    table: "visits", steps: [], time: nil, dimensions: [text("place")],
    aggregates: [aggregate(.count), aggregate(.max, inner(0, .number))])
  pipeline.keys = Keys(
    rows: Pipeline(
      table: "visits", steps: [], time: nil, dimensions: [text("customer"), text("shop")],
      aggregates: [aggregate(.count)]), names: ["customer", "place"])
  let query = Plan(
    pipelines: [pipeline], dimensions: [PlanDimension(name: "place", type: .text)],
    items: [
      PlanItem(name: "customers", value: result(0), n: nil, shareBase: nil),
      PlanItem(name: "most", value: result(1), n: nil, shareBase: nil),
    ])
  expectText(
    try answer(query, visits),
    """
    place customers most
    x 1 2
    y 1 1
    none 1 1
    """)
}

@Test func `keys of an empty table have no rows`() throws {
  let empty = makeTable("subscriptions", "customer:text started_at:date ended_at:date mrr:number")
  expectText(
    try answer(
      quarter([churn(by: [anyMonth])], by: [month], ("churn", result(0)), ("active", result(2))), empty),
    """
    month churn active
    2024-01 none 0
    2024-02 none 0
    2024-03 none 0
    """)
}

// MARK: Look-ups

@Test func `another KPI is looked up for the customer at the same moment`() throws {
  let isParticipation = call(
    "or", call("=", text("kind"), constant("webinar")), call("=", text("kind"), constant("community")))
  let isRecent = call(
    "and", call(">=", date("used_at"), call("-", end, days(90))), call("<", date("used_at"), end))
  let participations = Pipeline(
    table: "usage", steps: [.keep(isParticipation, .notEligible), .keep(isRecent, .notEligible)],
    time: date("used_at"), dimensions: [text("customer")], aggregates: [aggregate(.count)])
  let lookup = Lookup(pipelines: [participations], item: result(0), key: text("customer"))
  var everyone = participations
  everyone.dimensions = []
  let total = Lookup(pipelines: [everyone], item: result(0), key: nil)
  let pipeline = perCustomer(
    "subscriptions", inner: [aggregate(.any, subscribed(at: end))],
    steps: [
      .keep(inner(0, .bool), .notEligible), .lookUp("participations", lookup), .lookUp("all", total),
    ],
    by: [anyMonth], aggregate(.share, call(">", number("participations"), constant(0))),
    aggregate(.sum, number("participations")), aggregate(.max, number("all")))
  var query = quarter(
    [pipeline], by: [month], ("participation_rate", result(0)), ("participations", result(1)),
    ("all", result(2)))
  query.withTotal = true
  expectText(
    try checked(query),
    """
    month participation_rate participations all
    2024-01 0 0 0
    2024-02 20 1 1
    2024-03 60 3 3
    total 60 3 3
    """)
}

// MARK: Earlier periods

@Test func `the period before the first row has no value`() throws {
  func pipeline(shift: Int) -> Pipeline {
    var pipeline = Pipeline(
      table: "subscriptions", steps: [], time: date("started_at"), dimensions: [anyMonth],
      aggregates: [aggregate(.sum, number("mrr"), given: subscribed(at: end))])
    pipeline.shift.periods = shift
    return pipeline
  }
  var query = quarter(
    [pipeline(shift: 0), pipeline(shift: 1)], by: [month], ("mrr", result(0)),
    ("before", result(0, of: 1)))
  expectText(
    try checked(query),
    """
    month mrr before
    2024-01 440 430
    2024-02 450 440
    2024-03 460 450
    """)
  query.start = time("2023-06-01")
  query.end = time("2023-10-01")
  expectText(
    try checked(query),
    """
    month mrr before
    2023-06 100 none
    2023-07 100 100
    2023-08 100 100
    2023-09 150 100
    """)
}

@Test func `a count of the month before lands in the month after`() throws {
  func pipeline(shift: Int) -> Pipeline {
    var pipeline = Pipeline(
      table: "orders", steps: [], time: date("ordered_at"),
      dimensions: [call("month of", date("ordered_at"))],
      aggregates: [aggregate(.count)])
    pipeline.shift.periods = shift
    return pipeline
  }
  var query = quarter(
    [pipeline(shift: 0), pipeline(shift: 1)], by: [month], ("orders", result(0)), ("before", result(0, of: 1))
  )
  query.withTotal = true
  expectText(
    try checked(query),
    """
    month orders before
    2024-01 4 none
    2024-02 3 4
    2024-03 3 3
    total 10 none
    """)
}

// MARK: Ages

private let firstOrder = Keys.Ages(unit: .month, origin: aggregate(.first, date("ordered_at")))
private let isInAge = call(
  "and", call(">=", date("ordered_at"), moment("age_start")), call("<", date("ordered_at"), moment("age_end"))
)
private var age: PlanDimension {
  var dimension = PlanDimension(name: "age", type: .number)
  dimension.isAge = true
  return dimension
}
private let cohort = PlanDimension(name: "cohort_month", type: .period(.month))

private func followUp(
  keep: [BoundExpression] = [isNoCancellation], by dimensions: [BoundExpression]
) -> Pipeline {
  perCustomer(
    "orders", keep: keep,
    inner: [aggregate(.any, isInAge), aggregate(.sum, number("amount"), given: isInAge)],
    ages: firstOrder, by: dimensions, aggregate(.share, inner(0, .bool)), aggregate(.mean, inner(1, .number)),
    aggregate(.count))
}

private let clv = BoundExpression.running(result(1), .number)

@Test func `retention and value by age pool the customers that have lived through it`() throws {
  expectText(
    try checked(
      quarter(
        [followUp(by: [number("age")])], by: [age], ("cohort_retention", result(0)), ("clv_cohort", clv),
        ("n", result(2)))),
    """
    age cohort_retention clv_cohort n
    0 100 92.5 4
    1 50 117.5 4
    2 50 162.5 2
    """)
}

@Test func `a cohort has the ages that all of it have lived through`() throws {
  let dimensions = [call("month of", date("origin")), number("age")]
  var query = quarter(
    [followUp(by: dimensions)], by: [cohort, age], ("cohort_retention", result(0)), ("clv_cohort", clv))
  expectText(
    try checked(query),
    """
    cohort_month age cohort_retention clv_cohort
    2024-01 0 100 95
    2024-01 1 50 130
    2024-01 2 50 175
    2024-02 0 100 90
    2024-02 1 50 105
    """)
  query.pivot = 1
  query.items.removeLast()
  expectText(
    try checked(query),
    """
    cohort_month 0 1 2
    2024-01 100 50 50
    2024-02 100 50 none
    """)
  // In a cohort of a quarter the last to join decide.
  var quarters = quarter(
    [followUp(keep: [], by: [call("quarter of", date("origin")), number("age")])],
    by: [PlanDimension(name: "cohort_quarter", type: .period(.quarter)), age], ("n", result(2)))
  expectText(
    try checked(quarters),
    """
    cohort_quarter age n
    2024-Q1 0 6
    """)
  quarters.withTotal = true
  expectText(
    try checked(quarters),
    """
    cohort_quarter age n
    2024-Q1 0 6
    total total 14
    """)
}

@Test func `a follow-up of millions of ages is refused`() throws {
  let old = makeTable(
    "orders", "customer:text ordered_at:date amount:number cancelled_at:date\nA 0001-01-01 1 -")
  var pipeline = followUp(by: [number("age")])
  pipeline.keys?.ages?.unit = .hour
  let query = quarter([pipeline], by: [age], ("n", result(2)))
  #expect {
    try answer(query, old)
  } throws: { ($0 as? Diagnostic)?.code.name == "E256" }
}

@Test func `a running sum is unknown from its first unknown value on`() throws {
  // Nobody of the second month's cohort orders at age 1, so that the mean is unknown there.
  let values = perCustomer(
    "orders", keep: [isNoCancellation], inner: [aggregate(.max, number("amount"), given: isInAge)],
    ages: firstOrder, steps: [.keep(call("=", text("customer"), constant("C2")), .filter)],
    by: [number("age")],
    aggregate(.sum, inner(0, .number)), aggregate(.mean, inner(0, .number)))
  expectText(
    try checked(
      quarter(
        [values], by: [age], ("sum", .running(result(0), .number)), ("mean", .running(result(1), .number)))),
    """
    age sum mean
    0 50 50
    1 50 none
    2 140 none
    """)
}
