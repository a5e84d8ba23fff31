import Diagnostics
import Syntax
import TestSupport
import Testing

/// The tree of a text that must be without errors.
private func expectTree(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation)
{
  let parsed = parse(SourceText(text))
  let problems = draw(parsed.diagnostics, usesColor: false)
  expectText(problems + dump(parsed), expected + "\n", sourceLocation: sourceLocation)
  // What is laid out anew must mean the same.
  let formatted = parse(SourceText(format(parsed)))
  expectText(dump(formatted), dump(parsed), sourceLocation: sourceLocation)
}

/// The tree of the condition behind `where`.
private func expectCondition(
  _ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  expectTree("x where \(text)", "query\n  item x\n  where \(expected)", sourceLocation: sourceLocation)
}

@Test func `a query has items and clauses in any order`() {
  expectTree(
    "nps, csat by month since 2024-01 where segment = \"pro\" vs last year",
    """
    query
      item nps
      item csat
      by grain month
      since 2024-01
      where (= segment "pro")
      vs last year
    """)
}

@Test func `every clause of a query is read`() {
  expectTree(
    """
    Plot nps AS score, 100 * a / b
      Where x > 1 By country, cohort month, age, hour of day, weekday of t as w, month of created_at
      during 2024-01..2024-06 since today until last 90 days rolling 3 months
      vs previous, last year, 2023, rest, where plan = "x", previous quarter, last 2 weeks
      cumulative with n, interval, ledger, total, others, share, target, partial
      sort nps desc, n, x asc top 5 bottom 3 limit 100 pivot year from responses into "a.csv"
    """,
    """
    query plot
      item nps as score
      item (/ (* 100 a) b)
      where (> x 1)
      by country, cohort month, age, cycle hour of day, (weekday of t) as w, (month of created_at)
      during 2024-01..2024-06
      since today
      until last 90 day
      rolling 3 month
      vs previous, last year, 2023, rest, where (= plan "x"), previous quarter, last 2 week
      cumulative
      with n, interval, ledger, total, others, share, target, partial
      sort nps desc, n, x asc
      top 5
      bottom 3
      limit 100
      pivot grain year
      from responses
      into "a.csv"
    """)
}

@Test func `verbs stand before a query`() {
  expectTree(
    "explain a; rows b; why c vs previous; check d; sql e by month for postgres; sql f",
    """
    query explain
      item a
    query rows
      item b
    query why
      item c
      vs previous
    query check
      item d
    query sql for postgres
      item e
      by grain month
    query sql
      item f
    """)
}

@Test func `words are names wherever the grammar has no place for them`() {
  expectTree("nps by top", "query\n  item nps\n  by top")
  expectTree("nps by limit where top = 3", "query\n  item nps\n  by limit\n  where (= top 3)")
  expectCondition("month = 3", "(= month 3)")
  expectCondition("by = 1 and where in {2}", "(and (= by 1) (in where {2}))")
  expectTree("nps by by, with, month = 3 as march", "query\n  item nps\n  by by, with, (= month 3) as march")
  expectTree("last(amount) from orders", "query\n  item (last() amount)\n  from orders")
  expectTree("rows * 2", "query\n  item (* rows 2)")
  expectTree("nps sort top", "query\n  item nps\n  sort top")
  expectCondition(
    "count = 3 and given = 1 and running = 2", "(and (and (= count 3) (= given 1)) (= running 2))")
}

@Test func `names in backticks are never words of the language`() {
  expectTree("`load` by `month`, `Seat Type`", "query\n  item load\n  by month, `Seat Type`")
  expectTree("`where` where `none` = 1", "query\n  item where\n  where (= none 1)")
}

@Test func `names are of any script`() {
  expectCondition(
    "país = 'España' and 都市 = \"東京\" and e\u{301}tat = 1",
    "(and (and (= país \"España\") (= 都市 \"東京\")) (= e\u{301}tat 1))")
}

@Test func `operators bind as in arithmetic`() {
  expectCondition("a = 1 or b = 2 and not c = 3", "(or (= a 1) (and (= b 2) (not (= c 3))))")
  expectCondition("a - b - c * d / e % f", "(- (- a b) (% (/ (* c d) e) f))")
  expectCondition("-a * b", "(* (- a) b)")
  expectCondition("- 2 - -3", "(- (- 2) (- 3))")
  expectCondition("a == 1 && b <> 2 || c ≥ 3", "(or (and (= a 1) (!= b 2)) (>= c 3))")
  expectCondition("(a or b) and c", "(and (or a b) c)")
  expectCondition("a + 1 < b * 2", "(< (+ a 1) (* b 2))")
  expectCondition("not a is none", "(not (is none a))")
}

@Test func `membership comes in several spellings`() {
  expectCondition("x in {1, 2}", "(in x {1 2})")
  expectCondition("x not in (1, 2)", "(not in x {1 2})")
  expectCondition("x in 0..10 and y", "(and (within x 0 10) y)")
  expectCondition("x in a + 1 .. b - 1", "(within x (+ a 1) (- b 1))")
  expectCondition("x between 1 and 5 and y", "(and (within x 1 5) y)")
  expectCondition("x not between 1 and 5", "(not within x 1 5)")
  expectCondition("x in 2024-01..2024-06", "(within x 2024-01 2024-06)")
  expectCondition("x in age", "(in x age)")
  expectCondition("x in (a)..b", "(within x a b)")
  expectCondition("x in (a + 1) * 2 .. b", "(within x (* (+ a 1) 2) b)")
  expectCondition("x in ()", "(in x {})")
}

@Test func `tests and texts`() {
  expectCondition("a is none and b is not known", "(and (is none a) (is not known b))")
  expectCondition("a is true or b is not false", "(or (is true a) (is not false b))")
  expectCondition("a ~ \"x|y\" and b contains \"z\"", "(and (~ a \"x|y\") (contains b \"z\"))")
  expectCondition(
    "a starts with \"x\" and b ends with 'y'", "(and (starts with a \"x\") (ends with b \"y\"))")
  expectCondition("a not contains \"x\"", "(not (contains a \"x\"))")
}

@Test func `texts have escapes, doubled quotes and kept backslashes`() {
  expectCondition(#"a = "x\"y\\\n\t\u{20AC}""#, #"(= a "x\"y\\\n\t€")"#)
  expectCondition(#"a = "say ""yes""""#, #"(= a "say \"yes\"")"#)
  expectCondition(#"a = 'it''s' or b = 'it\'s'"#, #"(or (= a "it's") (= b "it's"))"#)
  expectCondition(#"a ~ "\d+\.\w""#, #"(~ a "\\d+\\.\\w")"#)
  expectCondition("a = \"\"", "(= a \"\")")
}

@Test func `numbers, percents, durations and periods`() {
  expectCondition("1_000 + 3.5 + 1e6 + .5", "(+ (+ (+ 1000 3.5) 1000000.0) 0.5)")
  expectCondition("a > 5% and b % 5 = 1", "(and (> a 5.0%) (= (% b 5) 1))")
  expectCondition(
    "a + 4h - 30d + 2w + 6mo + 1y + 15min + 10s + 1q",
    "(+ (+ (+ (+ (+ (+ (- (+ a 4.0:hour) 30.0:day) 2.0:week) 6.0:month) 1.0:year) 15.0:minute) 10.0:second) 1.0:quarter)"
  )
  expectCondition("a > 90 days and b < 1 hour", "(and (> a 90.0:day) (< b 1.0:hour))")
  expectCondition("a = 2024 or a = 2024-Q1", "(or (= a 2024?year) (= a 2024-Q1))")
  expectCondition("a > 2024-w07 and a < 2024-03-31t14:05", "(and (> a 2024-W07) (< a 2024-03-31T14:05))")
  expectCondition("a < 2024-03-31T14:05:06.25", "(< a 2024-03-31T14:05:06.25)")
  expectCondition("a = 99999999999999999999", "(= a 1e+20)")
  expectCondition("a = none and b = true", "(and (= a none) (= b true))")
}

@Test func `only four digits and a minus without spaces begin a period`() {
  expectTree(
    "nps-5, 100-20, 2024 - 5, 2024-x, 12024-3",
    "query\n  item (- nps 5)\n  item (- 100 20)\n  item (- 2024?year 5)\n  item (- 2024?year x)\n  item (- 12024 3)"
  )
}

@Test func `calls have conditions, keys, weights and parameters`() {
  expectTree("share(a >= 9 given b and c)", "query\n  item (share() (>= a 9) given (and b c))")
  expectTree("count(given active@end)", "query\n  item (count() given (@ active end))")
  expectTree("next(x by k, l), prev(mrr, 2)", "query\n  item (next() x by k l)\n  item (prev() mrr 2)")
  expectTree("weigh(a: 40, f(b) / 2: 25)", "query\n  item (weigh() a : 40 (/ (f() b) 2) : 25)")
  expectTree("repeat_rate(window = 45d)", "query\n  item (repeat_rate() window = 45.0:day)")
  expectTree("share(type = \"a\")", "query\n  item (share() (= type \"a\"))")
  expectTree(
    "count distinct x, count(distinct y), COUNT()",
    "query\n  item (distinct() x)\n  item (distinct() y)\n  item (COUNT())")
  expectTree("running mean(x) / 2", "query\n  item (/ (running (mean() x)) 2)")
  expectTree("mrr@end - mrr@(now - 30d)", "query\n  item (- (@ mrr end) (@ mrr (- now 30.0:day)))")
  expectTree(
    "if(a = 1, month(x), orders.`Unit Price`)",
    "query\n  item (if() (= a 1) (month() x) (. orders `Unit Price`))")
}

@Test func `parts of dates are taken with of`() {
  expectCondition("month of x = 2024-03", "(= (month of x) 2024-03)")
  expectCondition("month of year of x = 3", "(= (month of year of x) 3)")
  expectCondition(
    "hour of day of f(x) > 9 and day of week of x = 1",
    "(and (> (hour of day of (f() x)) 9) (= (weekday of x) 1))")
  expectTree(
    "n by hour of day of created_at, month of year, day, `day`",
    "query\n  item n\n  by (hour of day of created_at), cycle month of year, grain day, day")
}

@Test func `brackets restrict a single item`() {
  expectTree(
    "(nps where plan = \"pro\" during 2024) - nps as gap",
    "query\n  item (- (restricted nps [where (= plan \"pro\")] [during 2024]) nps) as gap")
}

@Test func `periods are literals, ranges and words`() {
  for (text, tree) in [
    ("2024", "2024"), ("2024-Q2", "2024-Q2"), ("2024-01 .. 2024-06", "2024-01..2024-06"),
    ("last month", "last month"),
    ("last 3 months", "last 3 month"), ("last 90d", "last 90 day"), ("this year", "this year"),
    ("previous quarter", "previous quarter"), ("year to date", "year to date"), ("today", "today"),
    ("$p", "$p"),
  ] {
    expectTree("nps during \(text)", "query\n  item nps\n  during \(tree)")
  }
}

@Test func `a definition stands on one line or on several`() {
  let tree = """
    kpi churn "Customer churn"
      from subscriptions
      span started_at ended_at
      per customer, (day of x) as d
      let s (+ a 1)
      keep (is known s)
      age month since (first() o)
      is (share() (not (@ active end)) given (@ active start))
      unit "percent"
      better down
      needs 10
      bands red yellow green < <= < <= 40 70
      aka "abandono" "customer churn"
      params window = 45.0:day
      params k = 2
      note "a"
      trap "b"
      next nrr grr
    """
  expectTree(
    """
    kpi churn "Customer churn" from subscriptions span started_at .. ended_at per customer, day of x as d let s = a + 1 \
    keep s is known age month since first(o) is share(not active@end given active@start) unit percent better down needs 10 \
    bands red < 40 <= yellow < 70 <= green aka abandono, `customer churn` params window = 45d, k = 2 note "a" trap "b" next nrr, grr
    """, tree)
  expectTree(
    """
    kpi churn "Customer churn"
      from subscriptions
      span started_at .. ended_at   # spans

      per customer, day of x as d
    # a comment does not end it
      let s = a + 1
      keep s is known
      age month since first(o)
      is share(not active@end
        given active@start)
      unit percent   better down   needs 10
      bands red < 40 <= yellow < 70 <= green
      aka abandono, "customer churn"
      params window = 45d, k = 2
      note "a"
      trap "b"
      next nrr, grr
    """, tree)
}

@Test func `the other statements`() {
  expectTree(
    """
    load "a.csv", 'b.csv' as orders per order_id with customer = email, amount = q * p where x > 0
    connect "postgres://x" as db
    link orders.customer = `the accounts`.id
    unload orders
    dimension size on orders = band(amount, 0, 50)
    theme late = "retraso", /tard(e|ó)\\/x/
    target nps = 40 where segment = "pro"
    forget nps
    expect nps > 30 during 2024-06
    param segment = "pro"
    let floor = 30
    set now = 2024-07-01
    set week starts sunday
    set business hours mon-fri 09:00-18:00
    show kpis about late returns
    show
    describe orders.amount
    help E012
    learn nps
    terms comment where nps <= 6 vs rest
    quotes comment top 3
    print "a", nps
    run "b.kpi"
    save "c.kpi"
    edit; history; last; quit
    """,
    """
    load "a.csv" "b.csv"
      as orders
      per order_id
      with customer = email
      with amount = (* q p)
      where (> x 0)
    connect "postgres://x" as db
    link (. orders customer) (. `the accounts` id)
    unload orders
    dimension size on orders (band() amount 0 50)
    theme late
      "retraso"
      /tard(e|ó)/x/
    target nps 40
      where (= segment "pro")
    forget nps
    expect (> nps 30)
      during 2024-06
    param segment "pro"
    let floor 30
    set now = 2024-07-01
    set week starts = sunday
    set business hours = text "mon-fri 09:00-18:00"
    show kpis about "late returns"
    show
    describe orders amount
    help "E012"
    learn nps
    terms comment
      where (<= nps 6)
      vs rest
    quotes comment
      top 3
    print
      "a"
      nps
    run "b.kpi"
    save "c.kpi"
    edit
    history
    last
    quit
    """)
}

@Test func `a line that begins with a clause refines the last query`() {
  expectTree("by year", "refinement\n  by grain year")
  expectTree("and x = 1", "refinement\n  and (= x 1)")
  expectTree(
    "without by, where since 2024 top 5", "refinement\n  without by\n  without where\n  since 2024\n  top 5")
  expectTree("where (a or b) without by", "refinement\n  where (or a b)\n  without by")
  expectTree("cumulative", "refinement\n  cumulative")
}

@Test func `statements end with their line unless something goes on`() {
  let two = "query\n  item a\nquery\n  item b"
  expectTree("a\nb", two)
  expectTree("a;b", two)
  expectTree("a\n\n# comment\n\nb", two)
  expectTree("a\r\nb\r\n", two)
  let one = "query\n  item a\n  item b\n  by c"
  expectTree("a, b\n  by c", one)
  expectTree("a,\nb\n\n# comment\n\n  by c", one)
  expectTree("a, b by (c\n)", one)
  expectTree("#!/usr/bin/env kpi\nkpi> a, b by c", one)
}

@Test func `an open bracket, quote, list or operator asks for another line`() {
  for text in [
    "nps where (", "nps where x in {1,\n2", "nps where x = \"a", "nps,", "nps where x =", "nps where a and",
    "kpi x\n  from t",
  ] {
    #expect(parse(SourceText(text)).isIncomplete, "\(text)")
  }
  for text in [
    "nps", "nps where (a)", "nps where x = \"a\"", "nps wher x", "kpi x is 1", "", "nps where x )", "(a; b",
  ] {
    #expect(!parse(SourceText(text)).isIncomplete || text == "(a; b", "\(text)")
  }
}

@Test func `comments belong to the statement below or before them`() {
  let parsed = parse(SourceText("# one\n# two\nnps # three\n\n# four\n"))
  #expect(parsed.statements.first?.leadingComments == ["# one", "# two"])
  #expect(parsed.statements.first?.trailingComment == "# three")
  #expect(parsed.trailingComments == ["# four"])
}

@Test func `ranges cover the text of statements and clauses`() {
  let source = SourceText("nps by month; csat where x = 1 # end")
  let parsed = parse(source)
  #expect(parsed.statements.map { source[$0.range] } == ["nps by month", "csat where x = 1"])
  guard case .query(_, let query) = parsed.statements[1].kind else {
    Issue.record("not a query")
    return
  }
  #expect(query.clauses.map { source[$0.range] } == ["where x = 1"])
  #expect(query.items.map { source[$0.expression.range] } == ["csat"])
}
