import Glibc
import KPILanguage
import TestSupport
import Testing

/// Comparisons and windows on a survey of ten answers, worked by hand, and on the demo company against plain queries.
@Suite struct ComparisonTests {
  private static let survey = """
    responded_at,nps,segment,customer
    2023-02-28,10,pro,a
    2024-01-03,9,pro,a
    2024-01-13,10,pro,b
    2024-01-20,0,free,c
    2024-02-03,2,free,c
    2024-02-28,9,pro,a
    2024-02-29,9,pro,b
    2024-03-09,9,pro,d
    2024-03-10,3,free,c
    2024-03-12,7,free,e
    """

  private func survey(_ text: String = survey) throws -> Survey { try Survey(text) }

  private func demo() throws -> Conversation {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    return conversation
  }

  // MARK: Worked by hand

  @Test func `a February is compared with all days of the one before`() throws {
    let kpi = try survey()
    try kpi.ask("set now = 2025-04-01")
    expectTable(
      try kpi.answer("max(responded_at) as newest from responses during 2025-02 vs last year"),
      """
      newest|newest_last_year
      |2024-02-29
      """)
  }

  @Test func `a month asked from its middle on is compared with the same part of the other`() throws {
    let kpi = try survey()
    try kpi.ask("set now = 2024-04-01")
    expectTable(
      try kpi.answer(
        "min(responded_at) as earliest from responses by month since 2024-02-10 until 2024-03 vs previous"),
      """
      month|earliest|earliest_previous
      2024-02|2024-02-28|2024-01-13
      2024-03|2024-03-09|2024-02-03
      """)
  }

  @Test func `a group that a KPI has no rows of stands beside all others`() throws {
    let kpi = try survey()
    try kpi.ask("set now = 2024-04-01")
    try kpi.ask("kpi fans from responses when responded_at keep nps >= 9 is max(responded_at)")
    try kpi.ask("kpi everyone from responses when responded_at is max(responded_at)")
    expectTable(
      try kpi.answer("fans, everyone by segment vs rest"),
      """
      segment|fans|fans_rest|everyone|everyone_rest
      free||2024-03-09|2024-03-12|2024-03-09
      pro|2024-03-09||2024-03-09|2024-03-12
      """)
  }

  @Test func `each month is compared with the one before`() throws {
    let kpi = try survey()
    try kpi.ask("set now = 2024-04-01")
    // January: 2 of 3 promoters, 1 detractor: 33.3; February 2 and 1 of 3: 33.3; March 1, 1 of 3: 0.
    expectTable(
      try kpi.answer("nps by month during 2024-01..2024-03 vs previous"),
      """
      month|nps|nps_previous|nps_previous_change|nps_previous_clear
      2024-01|33.333||\u{20}|
      2024-02|33.333|33.333|0.0|false
      2024-03|0.0|33.333|-33.333|false
      """.replacing("\u{20}", with: ""))
  }

  @Test func `a leap day is compared with the last of February`() throws {
    let kpi = try survey()
    expectTable(
      try kpi.answer("count() as c from responses by day during 2024-02-28..2024-02-29 vs last year"),
      """
      day|c|c_last_year|c_last_year_change|c_last_year_percent|c_last_year_clear
      2024-02-28|1|1|0|0|false
      2024-02-29|1|1|0|0|false
      """)
  }

  @Test func `a stretch of another time is matched row by row`() throws {
    let kpi = try survey()
    try kpi.ask("set now = 2024-04-01")
    expectTable(
      try kpi.answer("nps by month during 2024-02..2024-03 vs 2024-01..2024-02"),
      """
      month|nps|nps_2024_01_2024_02|nps_2024_01_2024_02_change|nps_2024_01_2024_02_clear
      2024-02|33.333|33.333|0.0|false
      2024-03|0.0|33.333|-33.333|false
      """)
  }

  @Test func `without a calendar the period moves by its own length`() throws {
    let kpi = try survey()
    expectTable(
      try kpi.answer("count() as c from responses during 2024-02 vs previous, last year, 2024-03"),
      """
      c|c_previous|c_previous_change|c_previous_percent|c_previous_clear|c_last_year|c_last_year_change|c_last_year_percent|c_last_year_clear|c_2024_03|c_2024_03_change|c_2024_03_percent|c_2024_03_clear
      3|3|0|0|false|1|2|200|false|3|0|0|false
      """)
  }

  @Test func `without any period the last whole month is asked for, and said`() throws {
    let heard = try survey().ask("count() as c from responses vs previous")
    #expect(heard.contains("without a period this is the last whole month, 2024-02"))
    #expect(heard.contains("\n3,3,0"))
  }

  @Test func `the rest beside the top groups is that beside all groups, also by what columns give`() throws {
    let kpi = try survey()
    for dimension in ["left(segment, 1) as s", "band(nps, 3, 7, 9)", "right(customer, 1) as s"] {
      let all = try kpi.ask("count() as c from responses by \(dimension) vs rest").split(separator: "\n")
      let top = try kpi.ask("count() as c from responses by \(dimension) top 1 vs rest").split(
        separator: "\n")
      #expect(top.contains { $0.hasPrefix("c,") || $0.contains(",c,c_rest") })
      for line in top { #expect(all.contains(line), "\(dimension): \(line)") }
    }
  }

  @Test func `the rest of a group is all others, of a condition all it leaves out`() throws {
    let kpi = try survey()
    // Free: 0, 2, 3 and 7: -75; pro: six promoters.
    expectTable(
      try kpi.answer("nps by segment vs rest"),
      """
      segment|nps|nps_rest|nps_rest_change|nps_rest_clear
      free|-75.0|100.0|-175.0|true
      pro|100.0|-75.0|175.0|true
      """)
    expectTable(
      try kpi.answer("nps where segment = \"free\" vs rest, where nps >= 9"),
      """
      nps|nps_rest|nps_rest_change|nps_rest_clear|nps_other|nps_other_change|nps_other_clear
      -75.0|100.0|-175.0|true|100.0|-175.0|true
      """)
  }

  @Test func `a period that is not over is compared with the same part of the other one`() throws {
    let kpi = try survey()
    try kpi.ask("set now = 2024-03-11")
    // To 10 March there are two answers, to 10 February one.
    expectTable(
      try kpi.answer("count() as c from responses by month during 2024-03 vs previous"),
      """
      month|c|c_previous|c_previous_change|c_previous_percent|c_previous_clear
      2024-03|2|1|1|100|false
      """)
    expectTable(
      try kpi.answer("count() as c from responses during 2024-03 vs previous"),
      """
      c|c_previous|c_previous_change|c_previous_percent|c_previous_clear
      2|1|1|100|false
      """)
  }

  @Test func `windows pool rows, look before the period and end with it`() throws {
    let kpi = try survey()
    // Two months to February: 9 10 0 2 9 9; to March: 2 9 9 9 3 7.
    expectTable(
      try kpi.answer(
        "median(nps) as m, distinct(customer) as d, min(nps) as low, last(nps) as l, stddev(nps) as s from responses by month during 2024-02..2024-03 rolling 2 months"
      ),
      """
      month|m|d|low|l|s
      2024-02|9.0|3|0|9|4.324
      2024-03|8.0|5|2|7|3.209
      """)
    expectTable(
      try kpi.answer("count() as c from responses by month during 2024-01..2024-03 cumulative with total"),
      """
      month|c
      2024-01|3
      2024-02|6
      2024-03|9
      total|9
      """)
    expectTable(
      try kpi.answer("count() as c from responses by day during 2024-03-10..2024-03-12 rolling 1 week"),
      """
      day|c
      2024-03-10|2
      2024-03-11|2
      2024-03-12|3
      """)
  }

  @Test func `a window that begins before the first row has no value`() throws {
    let kpi = try survey(
      "responded_at,nps,segment,customer\n2024-01-05,9,pro,a\n2024-02-05,9,pro,a\n2024-03-05,0,pro,a\n")
    expectTable(
      try kpi.answer("nps by month rolling 2 months"), "month|nps\n2024-01|\n2024-02|100.0\n2024-03|0.0")
  }

  // MARK: Against plain queries

  /// The cells of the last row, by header.
  private func last(_ kpi: Conversation, _ statement: String) throws -> [String: String] {
    let lines = try kpi.answer(statement).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    let row = try #require(lines.last)
    return Dictionary(zip(header, row), uniquingKeysWith: { first, _ in first })
  }

  private func expectNear(_ left: String?, _ right: String?, _ words: String) {
    if left == right { return }
    guard let left = left.flatMap({ Double($0) }), let right = right.flatMap({ Double($0) }),
      abs(left - right) <= 1e-9 * max(1, abs(right))
    else {
      Issue.record("\(words): \(left ?? "nothing") and \(right ?? "nothing")")
      return
    }
  }

  private static let flows = [
    "nps", "nps_latest", "csat", "contacts", "complaint_rate", "first_response", "resolution_censored", "fcr",
    "return_rate", "purchase_frequency", "repeat_rate_period", "aov", "gap_days",
  ]

  @Test(arguments: flows) func `a window is the query during the window`(_ name: String) throws {
    let kpi = try demo()
    let window = try last(kpi, "\(name) by month during 2024-04..2024-05 rolling 3 months with interval")
    let plain = try last(kpi, "\(name) during 2024-03..2024-05 with interval")
    for column in [name, "\(name)_low", "\(name)_high"] { expectNear(window[column], plain[column], column) }
    let whole = try last(kpi, "\(name) by month during 2024-03..2024-05 cumulative")
    expectNear(whole[name], plain[name], "cumulative")
    let total = try last(kpi, "\(name) by month during 2024-03..2024-05 rolling 3 months with total")
    expectNear(total[name], plain[name], "total")
  }

  @Test(arguments: flows + ["mrr"])
  func `the other value is the query on the other side`(_ name: String) throws {
    let kpi = try demo()
    let compared = try last(
      kpi, "\(name) by segment during 2024-04..2024-05 vs rest, previous, last year, where country = \"ES\"")
    #expect(compared["segment"] == "pro")
    let pro = "segment = \"pro\""
    for (suffix, other) in [
      ("rest", "where (\(pro)) is not true during 2024-04..2024-05"),
      ("previous", "where \(pro) during 2024-02..2024-03"),
      ("last_year", "where \(pro) during 2023-04..2023-05"),
      ("other", "where \(pro) and country = \"ES\" during 2024-04..2024-05"),
    ] {
      expectNear(compared["\(name)_\(suffix)"], try last(kpi, "\(name) \(other)")[name], suffix)
    }
  }

  @Test(arguments: ["nps", "churn_rate", "mrr", "repeat_rate_period"])
  func `the previous value by month is the row above`(_ name: String) throws {
    let lines = try demo().answer("\(name) by month during 2024 vs previous").split(separator: "\n")
      .dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(lines.count == 12)
    for (above, below) in zip(lines, lines.dropFirst()) { expectNear(below[2], above[1], below[0]) }
  }

  @Test(arguments: ["nps", "contacts", "churn_rate", "repeat_rate_period"])
  func `a window of one month is the month`(_ name: String) throws {
    let kpi = try demo()
    let plain = try kpi.answer("\(name) by month, segment with n, total")
    #expect(try kpi.answer("\(name) by month, segment rolling 1 month with n, total") == plain)
  }

  @Test func `pooled churn is the customers lost of those at risk`() throws {
    let kpi = try demo()
    let months = try kpi.answer("churn_rate by month during 2024-04..2024-06 with n").split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",").map { Double($0) ?? 0 } }
    let lost = months.reduce(0) { $0 + $1[1] / 100 * $1[2] }
    let base = months.reduce(0) { $0 + $1[2] }
    let pooled = try last(kpi, "churn_rate by month during 2024-06 rolling 3 months with n")
    expectNear(pooled["churn_rate"], String(100 * lost / base), "churn")
    expectNear(pooled["churn_rate_n"], String(base), "n")
  }

  @Test func `customers and revenue add up from month to month`() throws {
    let kpi = try demo()
    let spans = "from subscriptions span started_at .. ended_at per customer is"
    try kpi.ask(
      "kpi joiners \(spans) count(given joined_in(start, end)) unit customers",
      "kpi leavers \(spans) count(given left_in(start, end)) unit customers",
      "kpi won \(spans) sum(mrr@end given mrr@start = 0) unit \"currency per month\"",
      "kpi more \(spans) sum(mrr@end - mrr@start given mrr@start > 0 and mrr@end > mrr@start) unit \"currency per month\"",
      "kpi less \(spans) sum(mrr@start - mrr@end given mrr@end > 0 and mrr@end < mrr@start) unit \"currency per month\"",
      "kpi lost \(spans) sum(mrr@start given mrr@end = 0) unit \"currency per month\"")
    let lines = try kpi.answer(
      """
      churn_rate + retention_rate as both, prev(active_customers) + joiners - leavers - active_customers as customers,
      prev(mrr) + won + more - less - lost - mrr as revenue by month during 2023
      """
    ).split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines.count == 12)
    for line in lines {
      expectNear(String(line[1]), "100.0", "\(line[0]) both")
      expectNear(String(line[2]), "0", "\(line[0]) customers")
      expectNear(String(line[3]), "0", "\(line[0]) revenue")
    }
    // What three months pool is the change over all three.
    let pooled = try last(kpi, "won + more - less - lost as change by month during 2023-06 rolling 3 months")
    let change = try last(kpi, "mrr - prev(mrr, 3) as change by month during 2023-06")
    expectNear(pooled["change"], change["change"], "bridge of three months")
  }

  @Test func `a customer of two groups is one customer of the total`() throws {
    let kpi = try demo()
    let total = try last(kpi, "repeat_rate_period by channel with total")
    #expect(total["channel"] == "total")
    expectNear(
      total["repeat_rate_period"], try last(kpi, "repeat_rate_period")["repeat_rate_period"], "total")
    let others = try last(kpi, "repeat_rate_period by channel top 1 with others")
    expectNear(
      others["repeat_rate_period"],
      try last(kpi, "repeat_rate_period where channel != \"web\"")["repeat_rate_period"], "others")
  }

  @Test func `a change is clear when the interval of the difference leaves out zero`() throws {
    // Newcombe's own example: 56 of 70 and 48 of 80 differ by 0.0524 to 0.3339.
    var text = "responded_at,nps,segment,customer\n"
    for row in 0..<150 {
      let isFirst = row < 70
      let isHit = isFirst ? row < 56 : row - 70 < 48
      text += "2024-01-05,\(isHit ? 10 : 7),\(isFirst ? "pro" : "free"),c\(row)\n"
    }
    expectTable(
      try survey(text).answer("share(nps >= 9) as s from responses where segment = \"pro\" vs rest"),
      "s|s_rest|s_rest_change|s_rest_clear\n80.0|60.0|20.0|true")
    // Counts that are as near as 70 and 80 may differ by chance.
    expectTable(
      try survey(text.replacing(",7,free,c1", with: ",9,free,c1")).answer(
        "share(nps >= 9) as s, count() as c from responses where segment = \"pro\" vs rest"),
      """
      s|s_rest|s_rest_change|s_rest_clear|c|c_rest|c_rest_change|c_rest_percent|c_rest_clear
      80.0|100.0|-20.0|true|70|80|-10|-12.5|false
      """)
  }

  @Test func `what cannot be compared or pooled is refused with the reason`() throws {
    let kpi = try demo()
    for (statement, words) in [
      ("mrr by month rolling 3 months", "it is a state at an instant"),
      ("cohort_retention by month rolling 3 months", "follows each customer by age"),
      ("nps by segment rolling 3 months", "`rolling` needs a calendar"),
      ("nps cumulative", "`cumulative` needs a calendar"),
      ("nps by month rolling 3 months cumulative", "exclude each other"),
      ("survival_90 vs previous", "has no date"),
      ("cohort_retention by cohort month vs previous", "stand in rows of their own"),
      ("nps vs rest", "needs groups or a condition"),
      ("nps until 2024-03 vs previous", "a period with a beginning"),
    ] {
      let heard = try kpi.ask(statement)
      #expect(heard.hasPrefix("error: ") && heard.contains(words), "\(statement)\n\(heard)")
    }
  }

  @Test func `a comparison is refined like every clause`() throws {
    let conversation = Conversation(isPrompt: true)
    try conversation.session.loadDemo { _ in }
    let heard = try conversation.ask(
      "nps by month during 2024-12", "vs previous", "rolling 3 months",
      "vs last year, rest where segment = \"pro\"",
      "without vs")
    #expect(heard.contains("nps by month during 2024-12 vs previous rolling 3 months"))
    #expect(heard.contains("vs last year, rest"))
    #expect(heard.hasSuffix(heard.split(separator: "\n").last.map(String.init) ?? "-"))
    #expect(heard.contains("month,nps,nps_last_year,nps_last_year_change,nps_last_year_clear,nps_rest"))
  }
}

/// A session with a survey of its own, whose file lives as long as it does.
private final class Survey {
  private let folder: String
  private let conversation: Conversation

  init(_ text: String) throws {
    var template = Array("/tmp/kpi-comparisons-XXXXXX".utf8CString)
    folder = template.withUnsafeMutableBufferPointer { buffer in
      mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
    }
    let file = fopen(folder + "/survey.csv", "w")
    fputs(text, file)
    if let file { fclose(file) }
    conversation = Conversation(in: folder)
    try conversation.ask("load \"survey.csv\" as responses")
  }

  deinit {
    unlink(folder + "/survey.csv")
    rmdir(folder)
  }

  func answer(_ statement: String) throws -> String { try conversation.answer(statement) }

  @discardableResult
  func ask(_ statement: String) throws -> String { try conversation.ask(statement) }
}
