import Diagnostics
import KPILanguage
import TestSupport
import Testing

@Suite struct PlanTextTests {
  @Test func `check shows how the columns are stored and what is done with the rows`() throws {
    let file = "customer,responded_at,nps,segment\na,2024-01-02,9,pro\nb,2024-01-03,,free\n"
    try withFiles(["responses.csv": file]) { folder in
      let conversation = Conversation(in: folder)
      try conversation.ask("load \"responses.csv\"")
      expectText(
        try conversation.ask("check nps where segment = \"pro\" by month"),
        """
        ok
        responses · 2 rows
          column        stored as        values    memory
          nps           codes of 1 byte       1  18 bytes
          responded_at  codes of 1 byte       2  26 bytes
          segment       codes of 1 byte       2  41 bytes

        rows of responses
          keep segment = "pro"
          keep responded_at < 2024-01-04, else outside
          keep nps in 0..10, else not eligible
          group by month of responded_at
          take share(nps >= 9), count(nps >= 9), share(nps <= 6), count(nps <= 6)

        reads 85 bytes in all
        """)
    }
  }

  @Test func `keys, ages, spells and looked up values have words of their own`() throws {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for (query, words) in [
      (
        "cohort_retention by cohort month",
        ["each customer becomes a row", "repeated for each month since first"]
      ),
      ("churn_rate by month", ["for each period", "group by month", "take spans@end, spans@start"]),
      ("health", ["look up active_days of each customer, from"]),
      ("nps with interval", ["bring together what each customer adds, for the interval"]),
    ] {
      let text = try conversation.ask("check \(query)")
      for word in words { #expect(text.contains(word), "\(query): \(text)") }
      #expect(!text.contains("inner "), "a name of the engine's own: \(text)")
    }
  }
}
