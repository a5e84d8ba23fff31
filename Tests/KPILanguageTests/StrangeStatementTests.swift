import Columns
import Diagnostics
import Glibc
import KPILanguage
import Rendering
import Syntax
import TestSupport
import Testing

/// Statements put together from parts at random, asked of tables that nobody hopes for.
///
/// Most of them make no sense. Each must be answered or refused with a sentence, and the session must live on.
@Suite struct StrangeStatementTests {
  @Test func `statements of random parts are answered or refused`() throws {
    try askRandomStatements(getenv("KPI_STATEMENTS").flatMap { Int(String(cString: $0)) } ?? 400)
  }

  @Suite(.enabled(if: runsSlowTests)) struct SlowTests {
    @Test func `ten thousand statements of random parts are answered or refused`() throws {
      try askRandomStatements(10_000, seed: 7)
    }
  }
}

private func askRandomStatements(_ count: Int, seed: UInt64 = 1) throws {
  let isTelling = getenv("KPI_STATEMENTS_SHOWN") != nil
  var generator = SeededGenerator(seed: seed)
  try withStrangeTables { folder in
    var conversation = try strangeConversation(in: folder)
    for round in 0..<count {
      if round % 200 == 199 { conversation = try strangeConversation(in: folder) }
      let statement = randomStatement(&generator)
      if isTelling { print(statement) }
      let source = SourceText(statement)
      var errorCount = 0
      let status = try conversation.session.run(source) { event in
        switch event {
        case .result(let result, _):
          for format in [OutputFormat.csv, .json, .table, .md] {
            check(render(result, RenderingOptions(format: format)), statement)
          }
        case .text(let text), .talk(let text): check(text, statement)
        case .diagnostics(let diagnostics):
          errorCount += diagnostics.count { $0.severity == .error }
          for diagnostic in diagnostics {
            let range = diagnostic.range ?? SourceRange(0, 0)
            if diagnostic.message.isEmpty || range.start < 0 || range.end < range.start {
              Issue.record("\(statement)\n\(diagnostic)")
            }
            check(draw(diagnostic, usesColor: false), statement)
          }
        case .timing, .command: break
        }
      }
      if (status == .success) != (errorCount == 0), status != .expectationFailed {
        Issue.record("\(statement)\nends as \(status) with \(errorCount) errors")
      }
    }
    #expect(try conversation.answer("count() from answers") == "count\n40\n")
  }
}

/// Nothing that is said has a number that is none.
private func check(_ text: String, _ statement: String) {
  let words = text.split { !($0.isLetter || $0.isNumber) }
  if words.contains("inf") || words.contains("nan") || text.contains("Optional(") {
    Issue.record("\(statement)\n\(text.prefix(400))")
  }
}

// MARK: Statements

private func randomStatement(_ generator: inout SeededGenerator) -> String {
  func pick(_ parts: [String]) -> String { parts.randomElement(using: &generator) ?? "" }
  let kind = Int.random(in: 0..<10, using: &generator)
  if kind == 0 { return pick(settings) }
  if kind == 1 {
    return "\(pick(["target", "target", "forget target"])) \(pick(items)) = \(pick(values)) \(pick(clauses))"
  }
  if kind == 2 { return "theme \(pick(["late", "x", "`a b`"])) = \(pick(patterns)), \(pick(patterns))" }
  if kind == 3 {
    var text = "\(pick(["terms", "quotes"])) \(pick(["comment", "comment", "nps", "nothing", "segment"]))"
    for _ in 0..<Int.random(in: 0..<3, using: &generator) { text += " " + pick(clauses) }
    return text
  }
  var text = pick(["", "", "", "why ", "rows ", "explain ", "plot ", "check ", "expect "])
  text += pick(items)
  for _ in 0..<Int.random(in: 0..<2, using: &generator) { text += ", " + pick(items) }
  if text.hasPrefix("expect") { text += " > " + pick(values) }
  for _ in 0..<Int.random(in: 0..<5, using: &generator) { text += " " + pick(clauses) }
  return text
}

private let settings = [
  "set zone \"Europe/Madrid\"", "set zone utc", "set zone \"Nowhere\"",
  "set business hours mon-fri 09:00-17:00",
  "set business hours sun-mon 23:00-24:00", "set business hours fri-tue 00:00-24:00 zone \"Asia/Kolkata\"",
  "set language es", "set language en", "set now = 2024-02-29", "set now = 9999-12-31",
  "set now = 0001-01-01",
  "set week starts sunday", "set year starts april", "set comment language spanish",
  "set comment language auto",
  "show settings", "show targets", "show themes", "show kpis", "forget late", "describe late",
  "describe answers",
  "kpi nps is 1", "forget nps", "kpi own from answers when responded_at is mean(nps)",
]

private let items = [
  "nps", "csat", "count()", "mean(nps)", "share(nps > 5)", "sum(nps) / count()", "median(nps)",
  "distinct(customer)",
  "share(nps >= 9) - share(nps <= 6)", "churn_rate", "mrr", "cohort_retention", "aov", "own", "theme_effect",
  "theme_share(theme = \"late\")", "(nps where segment = \"a\") - nps", "max(nps)", "stddev(nps)", "nothing",
  "1",
  "none", "sum(nps * 1e300)", "first(comment)", "median(business_hours(responded_at, responded_at + 1d))",
  "clv_model", "active_buyers", "survival_90", "count() from answers", "count() from nobody", "health",
  "sum(9223372036854775807)", "surv(nps, nps, 3)", "repeat_rate(window = 0d)", "repeat_rate(window = 99999y)",
]

private let values = [
  "0", "-1", "5%", "9223372036854775807", "1e308", "none", "1h", "\"x\"", "true", "2024-01", "0.5",
]

private let patterns = [
  "\"late\"", "\"\"", "\"*\"", "/l.te/", "/(/", "\"東\"", "\"a b c d\"", "\"late*\"", "/x*/", "\"💥\"",
]

private let clauses = [
  "by segment", "by month", "by day", "by year, segment", "by customer", "by hour", "by age",
  "by cohort month",
  "by theme(comment)", "by band(nps, 0, 5)", "by weekday, hour of day", "by nothing",
  "by month of responded_at",
  "by segment, customer, comment, nps, month, year, weekday, quarter, week, day",
  "where segment = \"a\"", "where nps > 5", "where nps is none", "where comment contains \"\"", "where none",
  "where theme(comment) = \"late\"", "where 1", "where customer = \"nobody\"",
  "during 2024", "during 2024-02", "during last 90 days", "during 0001", "during 9999", "during 2024-W01",
  "during today",
  "since 2024-02", "until 2024-01", "during this month", "during 2024-03..2024-01",
  "vs previous", "vs last year", "vs rest", "vs 2023", "vs where nps < 3", "vs previous, last year, rest",
  "vs nothing",
  "vs 2024-01..2024-02", "vs last 3 months", "vs yesterday", "vs where none",
  "rolling 3 months", "rolling 0 days", "rolling 1 year", "rolling 9223372036854775807 weeks",
  "rolling 7 days", "cumulative",
  "with n", "with interval", "with ledger", "with total", "with others", "with share", "with target",
  "with partial",
  "with n, interval, total, target, share, ledger", "with total, others",
  "top 1", "top 0", "bottom 1", "limit 0", "limit 1", "limit 9223372036854775807", "sort n desc",
  "sort change",
  "sort segment desc", "sort nothing", "pivot segment", "pivot month", "pivot age",
  "from answers", "from empty", "from single", "from unknown", "from extreme",
]

// MARK: Tables

private func strangeConversation(in folder: String) throws -> Conversation {
  let conversation = Conversation(in: folder, isPrompt: true)
  for name in ["empty", "single", "unknown", "extreme", "answers"] {
    try conversation.ask("load \"\(name).csv\" as \(name)")
  }
  return conversation
}

private func withStrangeTables(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/kpi-strange-XXXXXX".utf8CString)
  let folder = template.withUnsafeMutableBufferPointer { buffer in
    buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
  }
  let header = "responded_at,customer,segment,nps,comment\n"
  var answers = header
  for row in 0..<40 {
    let day = "2024-0\(1 + row % 3)-\(10 + row % 19)"
    let comment = ["late again", "", "very good", "llegó tarde", "💥 東京"][row % 5]
    answers +=
      "\(day),C\(row % 7),\(["a", "b", ""][row % 3]),\(row % 11 == 7 ? "" : String(row % 11)),\(comment)\n"
  }
  let tables = [
    "empty": header,
    "single": header + "2024-01-05,C1,a,10,late\n",
    "unknown": header + ",,,,\n,,,,\n,,,,\n",
    "extreme": header + "2024-01-05,C1,a,9223372036854775807,\"\u{202E}x\u{1B}[31m\"\n"
      + "999999-01-01,C2,b,-9223372036854775808,late\n0001-01-01,C3,東,9223372036854775807,\u{0301}\n",
    "answers": answers,
  ]
  for (name, text) in tables {
    let file = fopen("\(folder)/\(name).csv", "w")
    fputs(text, file)
    if let file { fclose(file) }
  }
  defer {
    for name in tables.keys { unlink("\(folder)/\(name).csv") }
    rmdir(folder)
  }
  try body(folder)
}
