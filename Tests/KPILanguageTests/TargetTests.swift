import KPILanguage
import TestSupport
import Testing

@Suite struct TargetTests {
  @Test func `the target with most conditions holds, then the one for the shorter period`() throws {
    let conversation = try demo(
      "target nps = 10", "target nps = 12 during 2024", "target nps = 20 where segment = \"pro\"",
      "target nps = 15 where segment = \"pro\" during 2024-Q1")
    expectTable(
      try conversation.answer(
        "nps by segment, month where segment != \"free\" during 2024-03..2024-04 with target, total"),
      """
      segment|month|nps|nps_target|nps_target_gap|nps_target_met
      enterprise|2024-03|28.8|12|16.8|true
      enterprise|2024-04|36.8|12|24.8|true
      pro|2024-03|8.6|15|-6.4|false
      pro|2024-04|8.5|20|-11.5|false
      total|2024-03|15.4|12|3.4|true
      total|2024-04|17.5|12|5.5|true
      total|total|16.4|12|4.4|true
      """)
  }

  @Test func `a condition of the query or of brackets says which group it is`() throws {
    let conversation = try demo("target nps = 10", "target nps = 20 where segment = \"pro\"")
    expectTable(
      try conversation.answer("nps where segment = \"pro\" and country = \"ES\" with target"),
      """
      nps|nps_target|nps_target_gap|nps_target_met
      22.4|20|2.4|true
      """)
    expectTable(
      try conversation.answer("(nps where segment = \"pro\") as pro, nps with target"),
      """
      pro|pro_target|pro_target_gap|pro_target_met|nps|nps_target|nps_target_gap|nps_target_met
      21.7|20|1.7|true|9.0|10|-1.0|false
      """)
  }

  @Test func `less is better where the definition says so, and a target may be a length of time`() throws {
    let conversation = try demo("target churn_rate = 2%", "target first_response = 1h")
    expectTable(
      try conversation.answer("churn_rate, first_response during 2024-03 with target"),
      """
      churn_rate|churn_rate_target|churn_rate_target_gap|churn_rate_target_met|first_response|first_response_target|first_response_target_gap|first_response_target_met
      4.5|2|2.5|false|0.47|1|-0.53|true
      """)
  }

  @Test func `targets are listed, replaced and forgotten`() throws {
    let conversation = try demo(
      "target nps = 10", "target nps = 20 where segment = \"pro\"", "target nps = 11")
    #expect(
      try conversation.ask("show targets") == "target nps = 20 where segment = \"pro\"\ntarget nps = 11")
    #expect(try conversation.ask("describe nps").contains("target nps = 11"))
    #expect(
      try conversation.ask("forget target nps", "show targets").hasSuffix("no target is set: target nps = 40")
    )
    #expect(try conversation.ask("nps with target").contains("warning: no target is set for nps"))
  }

  @Test func `a target that does not fit its KPI is refused`() throws {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for (statement, message) in [
      ("target nps = 5%", "error: nps is not in percent, and `5%` is"),
      ("target nps = 4h", "error: nps is in points, and `4h` is a duration"),
      ("target nps = \"high\"", "error: a target is a number, and this is a text"),
      ("target nops = 4", "error: there is no KPI called `nops`"),
      ("target nps = 4 by month", "error: a target takes one `where` and one `during`"),
      ("target nps = 4 where segmnt = \"pro\"", "error: responses has no column called `segmnt`"),
      ("target csat = 0.5", "warning: csat is in percent"),
      ("forget target nps", "error: nps has no target"),
    ] {
      let said = try conversation.ask(statement)
      #expect(said.contains(message), "\(said)")
    }
  }

  private func demo(_ statements: String...) throws -> Conversation {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for statement in statements { try conversation.ask(statement) }
    return conversation
  }
}
