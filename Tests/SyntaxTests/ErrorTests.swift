import Diagnostics
import Syntax
import TestSupport
import Testing

/// The drawn diagnostics of a text.
private func check(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
  expectText(
    draw(parse(SourceText(text)).diagnostics, usesColor: false), expected + "\n",
    sourceLocation: sourceLocation)
}

/// The first diagnostic of a text: its code, the text it marks and its label.
private func summary(_ text: String) -> String {
  let source = SourceText(text)
  guard let first = parse(source).diagnostics.first else { return "nothing" }
  return "\(first.code.name) [\(first.range.map { source[$0] } ?? "")] \(first.label ?? "")"
}

/// The statement as it should have been written.
private func correction(_ text: String) -> String? {
  parse(SourceText(text)).diagnostics.compactMap(\.correction).first
}

@Test func `a second decimal point is one bad number, not two good ones`() {
  check(
    "nps * 1.2.3",
    """
    error: a number has one decimal point
     --> <prompt>:1:7
      |
    1 | nps * 1.2.3
      |       ^^^^^ write `1.2`
    """)
}

@Test func `SQL is answered with the line to write`() {
  check(
    "select avg(score) from t where x = 1 group by month",
    """
    error: a query begins with what to compute, without `select`
     --> <prompt>:1:1
      |
    1 | select avg(score) from t where x = 1 group by month
      | ^^^^^^ this is SQL
      = help: mean(score) from t where x = 1 by month
    """)
}

@Test(arguments: [
  ("select count(*) from orders", "count() from orders"),
  (
    "SELECT month, AVG(score) AS s FROM t GROUP BY month ORDER BY s DESC LIMIT 5",
    "mean(score) AS s from t by month sort s DESC limit 5"
  ),
  (
    "select count(distinct customer), sum(x) from t where a <> 'b' and c is not null",
    "distinct(customer), sum(x) from t where a != 'b' and c is not none"
  ),
  ("nps group by month, channel", "nps by month, channel"),
  ("nps order by nps desc", "nps sort nps desc"),
  ("nps sort by nps", "nps sort nps"),
  ("count(*) from t", "count() from t"),
  ("nps where x is null", "nps where x is none"),
  ("nps where x like '%foo%'", "nps where x contains \"foo\""),
  ("nps where x like 'foo%'", "nps where x starts with \"foo\""),
  ("nps wher segment = \"pro\"", "nps where segment = \"pro\""),
  ("nps form responses", "nps from responses"),
  ("nps by month versus previous", "nps by month vs previous"),
  ("nps by month and channel", "nps by month, channel"),
  ("nps by country and channel", "nps by country, channel"),
  ("nps with totl", "nps with total"),
  ("nps where x is \"a\"", "nps where x = \"a\""),
  ("nps where x is not 3", "nps where x != 3"),
  ("nps last month by country", "nps during last month by country"),
  ("nps 2024", "nps during 2024"),
  ("nps for 2024 by month", "nps during 2024 by month"),
  ("nps where x = 5 percent", "nps where x = 5%"),
  ("expect nps is > 30", "expect nps > 30"),
  ("nps during 90 days", "nps during last 90 days"),
  ("nps during ytd", "nps during year to date"),
  ("load survey.csv as s", "load \"survey.csv\" as s"),
  ("lod \"a.csv\"", "load \"a.csv\""),
  ("kpi a from t where b = 1 is share(c) better higher", "kpi a from t keep b = 1 is share(c) better up"),
  ("kpi a is count() unit per 100 orders", nil),
  ("sum(x where y = 1) from t", "sum(x given y = 1) from t"),
  ("(nps given a = 1)", "(nps where a = 1)"),
])
func `a mistake that is understood is answered with the whole line`(text: String, expected: String?) {
  #expect(correction(text) == expected)
  if let expected { #expect(parse(SourceText(expected)).diagnostics.isEmpty, "\(expected)") }
}

@Test(arguments: [
  "select * from t", "select a from t join u on a = b", "select count(*) from t having count(*) > 5",
  "select", "select (select 1)",
  "nps having n > 5", "nps join orders", "nps where x like '%a%b%'", "nps where x = case when 1 then 2 end",
])
func `SQL without a translation is explained`(text: String) {
  let parsed = parse(SourceText(text))
  #expect(!parsed.diagnostics.isEmpty)
  #expect(parsed.diagnostics.allSatisfy { $0.correction == nil })
}

@Test(arguments: [
  ("nps where x = 2024-13", "E006 [2024-13] months run from 01 to 12"),
  ("nps where x = 2024-02-30", "E006 [2024-02-30] there is no day 30"),
  ("nps where x = 2023-02-29", "E006 [2023-02-29] there is no day 29"),
  ("nps during 2024-W54", "E006 [2024-W54] such as `2024-W07`"),
  ("nps during 2024-Q5", "E006 [2024-Q5] such as `2024-Q1`"),
  ("nps during 2024-3", "E006 [2024-3] write `2024-03`"),
  ("nps since 2024-03-31T25:00", "E006 [2024-03-31T25:00] times are written as `2024-03-31T14:05`"),
  ("nps since 2024-100", "E006 [2024-100] write spaces around `-` to subtract, or a date as `2024-03-31`"),
  ("nps during march 2024", "E019 [march] such as `2024-03`"),
  ("nps where x > 5m", "E007 [5m] write `5min` or `5mo`"),
  ("nps where x = \"pro", "E002 [\"] opened here"),
  ("nps by `Seat", "E002 [`] opened here"),
  ("nps where (a = 1", "E003 [(] `)` is missing"),
  ("nps where a in {1, 2", "E003 [{] `}` is missing"),
  ("nps where a = 1)", "E004 [)] leave it out"),
  ("nps where", "E008 [] such as `where nps >= 9`"),
  ("nps where by month", "E008 [by] a column of that name stands in backticks"),
  ("nps where 1 < x < 5", "E017 [<] write `and` between two comparisons"),
  ("nps top five", "E021 [five] such as `top 5`"),
  ("nps top 0", "E021 [0] such as `top 5`"),
  ("nps where a = 1 where b = 2", "E011 [where] join both conditions with `and`"),
  ("nps where x = 10%3", "E005 [10%] write ` % ` with spaces for the remainder"),
  ("nps where x => 3", "E001 [=>] write `>=`"),
  ("nps where x ! 3", "E001 [!] write `not`"),
  ("nps where x = “pro”", "E001 [“pro”] write straight quotes: \"…\""),
  ("nps where x – 3 = 1", "E001 [–] write `-`"),
  ("nps where x = $ 3", "E018 [$] write it as `$segment`"),
  ("kpi a from t", "E020 [kpi a] write it behind `is`, such as `is share(nps >= 9)`"),
  ("kpi a from t\nis count()", "E020 [kpi a] write it behind `is`, such as `is share(nps >= 9)`"),
  ("kpi a as count()", "E020 [as] write `is`"),
  ("nps where x ~ /abc/", "E008 [/] a pattern stands in quotes: `~ \"…\"`"),
  ("nps // c", "E008 [/] comments begin with `#`"),
  ("nps where x = 1,000", "E009 [,] decimals are written `3.5`, thousands `1_000`"),
  ("nps since 2024-01-01 10:00", "E006 [10] write `2024-03-31T14:05`"),
  ("load \"a.csv\" \"b.csv\"", "E009 [\"b.csv\"] several files are separated by commas"),
  ("is count()", "E009 [is] indent the line below its `kpi`"),
  ("kpi a = count()", "E020 [=] write `is`"),
  ("kpi", "E018 [] such as `kpi promoters`"),
  ("sum(a) given b", "E023 [given] write `where` to restrict the whole query"),
  ("nps where x = \"\\u{110000}\"", "E024 [\\u{110000] such as `\\u{20AC}`"),
  ("nps where x in last 90 days", "E019 [last] write `during last 90 days` behind the conditions"),
  ("nps \"pro\"", "E009 [\"pro\"] an operator or a comma is missing before it"),
  ("plot by month", "E008 [by] such as `plot nps by month`"),
])
func `a mistake is marked where it is`(text: String, expected: String) {
  #expect(summary(text) == expected)
}

@Test func `all mistakes of a statement are told at once, at most ten`() {
  let parsed = parse(SourceText("nps wher a = 2024-13 by month top x with foo since 2024-99"))
  #expect(parsed.diagnostics.map(\.code.name) == ["E010", "E006", "E021", "E012", "E006"])
  let many = parse(SourceText("x where a in {" + String(repeating: "2024-13, ", count: 50) + "1}"))
  #expect(many.diagnostics.count == 10)
}

@Test func `a mistake in one statement leaves the others alone`() {
  for text in [
    "nps where (a\ncsat", "nps where x = \"a\ncsat", "nps wher x; csat", "nps )\ncsat", "load\ncsat",
  ] {
    let parsed = parse(SourceText(text))
    #expect(parsed.statements.count == 2, "\(text)")
    #expect(parsed.diagnostics.count == 1, "\(text)")
    if let last = parsed.statements.last { #expect(dump(last) == "query\n  item csat\n", "\(text)") }
  }
}

@Test func `several mistakes that are understood give one corrected line`() {
  check(
    "nps wher a = 1 group by month",
    """
    error: there is no clause called `wher`
     --> <prompt>:1:5
      |
    1 | nps wher a = 1 group by month
      |     ^^^^ did you mean `where`?
      = help: nps where a = 1 by month

    error: groups are made with `by` alone
     --> <prompt>:1:16
      |
    1 | nps wher a = 1 group by month
      |                ^^^^^^^^ write `by`
    """)
}

@Test func `a mistake behind the end is marked behind the end`() {
  check(
    "nps by month where",
    """
    error: a value is missing at the end
     --> <prompt>:1:19
      |
    1 | nps by month where
      |                   ^ such as `where nps >= 9`
    """)
}
