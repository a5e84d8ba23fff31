import Diagnostics
import KPILanguage
import Syntax
import TestSupport
import Testing

@Suite struct ExpectationTests {
  @Test func `the first rows that fail are told with their values`() throws {
    expectText(
      try demo().ask("expect nps > 10 by month during 2024"),
      """
      error: expected nps > 10 for 2024-03
       --> <prompt>:1:8
        |
      1 | expect nps > 10 by month during 2024
        |        ^^^^^^^^ nps is 5.2124
        = help: also 2024-04: nps is 7.4844
        = help: also 2024-07: nps is 4.8622
        = help: also 2024-08: nps is 1.8762
        = help: also 2024-09: nps is -0.609
        = help: 3 more of the 12 rows fail it
      """)
  }

  @Test func `a condition of several values says each of them`() throws {
    let said = try demo().ask("expect csat > 60 and nps > nps_latest where segment = \"pro\" during 2024-06")
    #expect(
      said.contains("csat is ") && said.contains(" and nps is ") && said.contains(" and nps_latest is "))
  }

  @Test func `unknown fails, and a total is checked where it is asked for`() throws {
    let session = try demo().session
    func status(_ statement: String) throws -> Session.Status {
      try session.run(SourceText(statement)) { _ in }
    }
    #expect(try status("expect nps > 0 during 2021") == .expectationFailed)
    #expect(try status("expect orders_placed < 30000 by segment") == .success)
    #expect(try status("expect orders_placed < 30000 by segment with total") == .expectationFailed)
  }

  @Test func `nothing to check is said`() throws {
    let said = try demo().ask("expect nps > 0 by segment where country = \"XX\"")
    #expect(said.contains("warning: no row has country = \"XX\"") && said.contains("nothing was checked"))
  }

  @Test func `a later statement runs with keepGoing, and the status stays`() throws {
    var results = 0
    let session = try demo().session
    let status = try session.run(SourceText("expect nps > 100\nnps"), keepGoing: true) { event in
      if case .result = event { results += 1 }
    }
    #expect(status == .expectationFailed && results == 1)
  }

  @Test func `what is no expectation is refused`() throws {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for (statement, message) in [
      ("expect nps", "error: `expect` needs a condition, and `nps` is a number"),
      ("expect nps > 1 vs previous", "error: the condition says nothing of the comparison"),
      ("expect nps_previous_change > 1", "error: `nps_previous_change` needs the comparison"),
      ("expect nps_previous_percent > 1 vs previous", "error: `vs` adds no column `nps_previous_percent`"),
      ("expect nps_previous_change > 50 vs previous", "error: expected nps_previous_change > 50"),
      ("expect nps > 1 into \"x.csv\"", "error: `expect` has no `into`"),
    ] {
      let said = try conversation.ask(statement)
      #expect(said.hasPrefix(message), "\(said)")
    }
  }

  @Test func `an expectation may speak of a comparison`() throws {
    let conversation = try demo()
    for holds in [
      "expect nps_previous_change > -10 during 2024-Q4 vs previous",
      "expect nps_previous_change = nps - nps_previous by segment during 2024-Q4 vs previous",
      "expect aov_last_year_percent < 50% or aov_last_year_clear by country during 2024-12 vs last year",
      "expect abs(css_rest_change) < 50 by channel during 2024 vs rest",
      "expect nps_other < nps where segment = \"pro\" vs where segment = \"free\"",
    ] {
      #expect(try conversation.ask(holds) == "", "\(holds)")
    }
    expectText(
      try conversation.ask("expect nps_previous_change > 3 during 2024-Q4 vs previous"),
      """
      error: expected nps_previous_change > 3
       --> <prompt>:1:8
        |
      1 | expect nps_previous_change > 3 during 2024-Q4 vs previous
        |        ^^^^^^^^^^^^^^^^^^^^^^^ nps_previous_change is 1.1945
      """)
  }

  private func demo() throws -> Conversation {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    return conversation
  }
}
