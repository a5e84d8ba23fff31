import Diagnostics
import Syntax
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Statements of every kind, which the mutations start from.
private let seeds: [String] = [
  "nps, csat where segment = \"pro\" by month since 2024-01 vs last year",
  "plot nps by month, `Seat Type` rolling 3 months with n, interval",
  "why nps during 2024-06 vs previous by country, channel",
  "(nps where plan = \"pro\") - (nps where plan = 'free') as gap by week",
  "count(), median(amount), count(distinct customer) from orders where not x in {1, 2} or y in 1..5",
  "100 * complaints / orders_placed by month of created_at, hour of day, band(amount, 0, 50) sort n desc, nps top 5",
  "kpi churn \"Churn\" from subscriptions span a .. b per customer is share(not active@end given active@start) unit percent better down needs 10",
  "kpi health\n  from accounts\n  per customer, day of x as d\n  let s = weigh(a: 40, scale(first(b), 1, 5): 25)\n  age month since first(o)\n  is running mean(s)\n  bands red < 40 <= yellow < 70 <= green\n  params w = 45d, k = 2\n  aka salud, `customer health`\n  note \"a\\nb\"\n  next nps, csat",
  "load \"a.csv\", \"b.csv\" as orders per order_id with amount = q * p, delimiter = \";\" where x is not none",
  "expect nps > 30 and x@now - 90 days <= 5% during 2024-01..2024-06",
  "theme late = \"retraso\", /tard(e|ó)\\/x/",
  "set week starts sunday; set now = 2024-07-01T10:15:30.5; show kpis about returns",
  "and country ~ \"E.\" without by, where during last 90 days vs where x contains \"é\", rest",
  "repeat_rate(window = 45d) by cohort month pivot age with partial, total into \"a.md\"",
  "terms comment where filled(comment) and month of year of d = 3 vs rest",
  "let due = if(a is known, next(b by c), coalesce(d, none)) # comment\n# another\nnps",
  "nps\n  where a = 1 # one\n  # two\n  by month\n",
  "sql nps where -x < 1e6 and y between 1 and 2 by weekday of t for postgres",
  "help what's this; describe a.b; learn nps; print \"x\", 1_000; last; quit",
  "target nps = 40 where segment = $segment; dimension size on orders = band(amount, 0, 50)",
  "select avg(score), count(*) from t where x = 1 group by month order by month limit 5",
  "why churn_rate during 2024-03 vs rest by plan, channel limit 3 with n, interval; why nps vs where a = 1",
  "rows nps by segment where q during 2024-06 sort responded_at desc limit 0 from responses",
  "explain (nps where p = \"x\") - nps as gap by month with ledger; check why nps vs last year",
  "target churn_rate = 2% where plan = \"pro\" during 2024-Q1; forget target nps; target first_response = 1h",
  "theme app = \"app\", \"log in\", \"crash*\", /\\bd[ií]as?\\b/; nps by theme(comment) where theme(comment) is none with share",
  "terms comment where nps <= 6 vs where nps >= 9 by segment top 5; quotes `a b` during 2024 vs 2023 top 1",
  "set zone \"Europe/Madrid\"; set business hours mon-thu 09:00-13:00 14:00-18:00, fri 09:00-15:00 zone \"UTC\" holidays \"a.txt\"; set language es",
  "nps by month during 2024 vs previous, last year, 2023, rest, where a = 1 rolling 3 months sort change desc",
  "orders_placed by month cumulative vs 2023-10..2023-12 with target, interval, others, partial",
  "plot cohort_retention by cohort quarter, age pivot age into \"a.svg\"; expect nps > 30 by month vs previous with total",
  "#!/usr/bin/env kpi\nkpi> nps by month; link a.b = c.d; connect \"x\" as y; unload z; forget q; run \"a.kpi\"",
]

private let pieces: [String] = [
  "(", ")", "{", "}", "[", "]", ",", ";", ":", "@", "..", ".", "=", "!=", "<", "<=", "~", "+", "-", "*", "/",
  "%", "#",
  "\n", "\n  ", " ", "\t", "\"", "'", "`", "\\", "$", "$x", "2024-03", "2024", "2024-13", "90d", "5%",
  "1.2.3", "1e999", "9223372036854775808",
  "where ", "by ", " by month", " is ", " not ", " and ", " in ", " given ", " where ", " as x", "running ",
  "month of ",
  "vs ", "with ", "top ", "kpi ", "let ", " since ", "none", "é", "東", "🙂", "\u{0}", "\u{FFFD}", "\r\n",
  "count(*)", "select ", "`a b`",
  "\"a\\u{41}\"", "\"\"\"\"", "/x/", " unit ", " per ", " span ", "last 90 days", "contains ", "starts with ",
  "#c\n", "  # c\n",
]

private func mutated(_ text: String, _ generator: inout SeededGenerator) -> String {
  var bytes = Array(text.utf8)
  for _ in 0..<Int.random(in: 1...4, using: &generator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let length = min(bytes.count - place, Int.random(in: 0...8, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes.removeSubrange(place..<place + length)
    case 1, 2:
      bytes.insert(contentsOf: Array((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
    case 3:
      bytes.replaceSubrange(
        place..<place + length, with: Array((pieces.randomElement(using: &generator) ?? "").utf8))
    case 4:
      bytes.insert(
        contentsOf: bytes[place..<place + length], at: Int.random(in: 0...bytes.count, using: &generator))
    default:
      let other = Array((seeds.randomElement(using: &generator) ?? "").utf8)
      let start = Int.random(in: 0..<other.count, using: &generator)
      bytes.replaceSubrange(place..<place + length, with: other[start..<min(other.count, start + 20)])
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

@Test func `no mutation of a statement breaks reading or laying out`() {
  checkMutations(getenv("KPI_MUTATIONS").flatMap { Int(String(cString: $0)) } ?? 3_000)
}

@Suite(.enabled(if: runsSlowTests)) struct StatementMutationSlowTests {
  @Test func `none of a hundred thousand mutations of a statement breaks reading or laying out`() {
    checkMutations(100_000)
  }
}

private func checkMutations(_ count: Int) {
  var generator = SeededGenerator(seed: 20_240_701)
  var correctCount = 0
  for round in 0..<count {
    let text = mutated(seeds[round % seeds.count], &generator)
    let source = SourceText(text)
    let parsed = parse(source)
    let limit = source.bytes.count
    for diagnostic in parsed.diagnostics {
      let range = diagnostic.range ?? SourceRange(-1, -1)
      if range.start < 0 || range.end < range.start || range.end > limit {
        Issue.record("\(diagnostic.message) has the range \(range) in \(text.debugDescription)")
      }
    }
    var previousEnd = 0
    for statement in parsed.statements {
      if statement.range.start < previousEnd || statement.range.end > limit {
        Issue.record("a statement has the range \(statement.range) in \(text.debugDescription)")
      }
      previousEnd = statement.range.end
    }
    guard parsed.diagnostics.isEmpty else { continue }
    correctCount += 1
    let formatted = format(parsed)
    let again = parse(SourceText(formatted))
    if !again.diagnostics.isEmpty || dump(again) != dump(parsed) {
      Issue.record(
        "laying out changed \(text.debugDescription)\n\(formatted)\n\(dump(parsed))\n\(dump(again))\n\(again.diagnostics.map(\.message))"
      )
    } else if format(again) != formatted {
      Issue.record("laying out twice changed \(text.debugDescription)\n\(formatted)\n---\n\(format(again))")
    }
  }
  #expect(correctCount > count / 50)
}
