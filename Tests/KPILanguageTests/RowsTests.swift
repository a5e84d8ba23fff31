import Columns
import Diagnostics
import KPILanguage
import Syntax
import TestSupport
import Testing

@Suite struct RowsTests {
  /// `with ledger` counts by other pipelines what `rows` shows one by one.
  @Test func `there are as many rows as the ledger says were used`() throws {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for (kpi, clauses) in [
      ("nps", "where segment = \"pro\" during 2024-06"), ("csat", "during 2024-Q1"),
      ("fcr", "where channel = \"email\" during 2024-06"), ("sla", "during 2023-07"),
      ("aov", "during 2024-02"), ("churn_rate", "during 2024-03"), ("repeat_rate", "during 2024-03"),
      ("first_response", "during 2023-08"), ("nrr", "during 2024-03"), ("health", ""),
      ("gap_days", "during 2024"),
    ] {
      let ledger = try conversation.answer("\(kpi) \(clauses) with ledger").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let column = try #require(ledger[0].firstIndex(of: "\(kpi)_used"))
      let rows = try conversation.answer("rows \(kpi) \(clauses)")
      #expect(records(rows) - 1 == Int(ledger[1][column]))
    }
  }

  @Test func `each condition that counts is a column beside the groups`() throws {
    expectTable(
      firstColumns(
        7,
        try demo().answer(
          "rows nps where segment = \"pro\" by month, country during 2024-06 sort nps desc, id limit 3")),
      """
      month|country|nps >= 9|nps <= 6|id|customer|responded_at
      2024-06|ES|true|false|R10127|C1794|2024-06-01T21:08
      2024-06|ES|true|false|R10147|C2662|2024-06-03T15:21
      2024-06|ES|true|false|R10148|C0963|2024-06-03T16:12
      """)
  }

  @Test func `keys stand with their values and the state that decides`() throws {
    expectTable(
      try demo().answer("rows churn_rate by plan during 2024-03 sort customer limit 3"),
      """
      plan|customer|active@2024-03-01|not active@2024-04-01|spans@2024-04-01|spans@2024-03-01
      enterprise|C0003|true|false|1|1
      free|C0004|true|false|1|1
      enterprise|C0006|true|false|1|1
      """)
  }

  @Test func `a state shows the spans that are alive`() throws {
    let answer = try demo().answer("rows mrr during 2024-06 limit 500")
    #expect(!answer.contains("2024-05-31,"))
    #expect(answer.hasPrefix("mrr@2024-07-01,id,customer"))
  }

  @Test func `a KPI of two parts has a table for each, or one that from chooses`() throws {
    let conversation = try demo()
    #expect(
      try notes(conversation, "rows complaint_rate during 2024-06 limit 2")
        == ["2 of 177 rows of tickets", "2 of 1,264 rows of orders"])
    #expect(
      try notes(conversation, "rows complaint_rate from orders during 2024-06 limit 2")
        == ["2 of 1,264 rows of orders"])
  }

  @Test func `what has no rows of its own is refused`() throws {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for (query, message) in [
      ("rows nps sort npps", "error: `sort` takes a column of the rows"),
      ("rows nps vs previous", "error: `rows` has no `vs`"),
      ("rows mrr by month", "error: each period has rows of its own here"),
      ("rows complaint_rate into \"x.csv\"", "error: the result is made of rows of several parts"),
    ] {
      let said = try conversation.ask(query)
      #expect(said.hasPrefix(message), "\(said)")
    }
  }

  private func demo() throws -> Conversation {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    return conversation
  }

  private func notes(_ conversation: Conversation, _ query: String) throws -> [String] {
    var notes: [String] = []
    _ = try conversation.session.run(SourceText(query)) { event in
      if case .result(let result, _) = event { notes += result.notes }
    }
    return notes
  }

  /// Lines of a csv text, those inside quotes apart.
  private func records(_ text: String) -> Int {
    var count = 0
    var isQuoted = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n"), !isQuoted { count += 1 }
    }
    return count
  }

  private func firstColumns(_ count: Int, _ csv: String) -> String {
    csv.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).prefix(count).joined(separator: ",")
    }.joined(separator: "\n")
  }
}
