import Columns
import TestSupport
import Testing

@testable import Prompt

/// A few names to complete.
private struct SampleVocabulary: Vocabulary {
  var knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)] {
    [
      ("nps", "Net Promoter Score", "points", true), ("nps_latest", "NPS, latest answer", "points", true),
      ("csat", "Customer satisfaction", "percent", true), ("churn_rate", "Churn", "percent", false),
    ]
  }
  var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] {
    [
      ("responses", 3830, [("segment", .text), ("Seat Type", .text), ("score", .number), ("is_new", .bool)]),
      ("orders", 12, [("segment", .text), ("amount", .number), ("ordered_at", .time)]),
    ]
  }
  var knownFunctions: [(name: String, parameters: [String], summary: String)] {
    [("median", ["x"], "The middle value."), ("mean", ["x"], "The mean.")]
  }
  func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] {
    let values: [(text: String, count: Int)] =
      switch column.lowercased() {
      case "segment": [("pro", 1204), ("free", 900), ("premium \"plus\"", 1)]
      case "seat type": [("Economy Class", 2000), ("Business Class", 200)]
      case "score": [("10", 4), ("9", 3)]
      default: []
      }
    return Array(values.filter { folded($0.text).hasPrefix(folded(prefix)) }.prefix(limit))
  }
  func isKnown(name: String) -> Bool { true }
}

/// The candidates at the `|` of a line, one on a line: what is replaced, what is inserted, the summary.
private func completions(_ marked: String, refines: Bool = true) -> String {
  let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
  let before = String(parts[0])
  let text = before + (parts.count > 1 ? String(parts[1]) : "")
  var completer = Completer(vocabulary: SampleVocabulary())
  completer.refines = refines
  completer.files = { typed in
    [("survey.csv", false), ("surveys/", true)].filter { $0.0.hasPrefix(typed) }
      .map { PathCandidate(path: $0.0, isFolder: $0.1, summary: $0.1 ? "folder" : "2 KB") }
  }
  let completion = completer.complete(text, cursor: before.unicodeScalars.count)
  let replaced = string(Array(text.unicodeScalars)[completion.range])
  return completion.candidates.map { "\(replaced)→\($0.insertion)· \($0.summary)" }.joined(separator: "\n")
}

/// The labels of the candidates, in one line.
private func labels(_ marked: String, refines: Bool = true) -> String {
  completions(marked, refines: refines).split(separator: "\n")
    .map { line in line.drop { $0 != "→" }.dropFirst().prefix { $0 != "·" } }
    .joined(separator: "|")
}

@Suite struct CompleterTests {
  @Test func `a KPI at the start has its title and unit`() {
    expectText(
      completions("np|"),
      """
      np→nps · Net Promoter Score · points
      np→nps_latest · NPS, latest answer · points
      """)
  }

  @Test func `a KPI without data says so`() {
    expectText(completions("churn|"), "churn→churn_rate · Churn · percent · no data for it yet")
  }

  @Test func `a statement at the start`() {
    expectText(completions("desc|"), "desc→describe · a table, a KPI or a column")
  }

  @Test func `a clause at the start only when there is something to refine`() {
    expectText(labels("whe|"), "where ")
    expectText(labels("whe|", refines: false), "")
  }

  @Test func `clauses after an item`() {
    expectText(labels("nps w|"), "where |with ")
    expectText(labels("nps, csat d|"), "during ")
  }

  @Test func `KPIs after a comma and after a verb`() {
    expectText(labels("nps, cs|"), "csat ")
    expectText(labels("explain nps_|"), "nps_latest ")
  }

  @Test func `columns after where, quoted where they must be`() {
    expectText(
      completions("nps where se|"),
      """
      se→segment · text · responses, orders
      se→`Seat Type` · text · responses
      """)
  }

  @Test func `columns of the table that from names`() {
    expectText(
      labels("count() from orders where |").replacing("|median(|mean(", with: ""),
      "segment |amount |ordered_at ")
  }

  @Test func `a column inside backticks`() {
    expectText(labels("nps where `sea|"), "`Seat Type` ")
  }

  @Test func `operators after a column`() {
    expectText(labels("nps where segment i|"), "in |is known |is none |into ")
    expectText(labels("nps where segment is kn|"), "is known ")
    expectText(labels("nps where segment starts w|"), "starts with ")
  }

  @Test func `values after an operator, with their counts`() {
    expectText(
      completions("nps where segment = \"pr|"),
      """
      "pr→"pro"· 1,204 rows
      "pr→"premium \\"plus\\""· 1 row
      """)
  }

  @Test func `values of a column in backticks`() {
    expectText(completions("nps where `Seat Type` = \"e|"), "\"e→\"Economy Class\"· 2,000 rows")
  }

  @Test func `values without a quote yet, and of a list`() {
    expectText(labels("nps where segment = fr|"), "\"free\"")
    expectText(labels("nps where segment in {\"pro\", f|"), "\"free\"")
    expectText(labels("nps where segment contains p|"), "\"pro\"|\"premium \\\"plus\\\"\"")
  }

  @Test func `numbers are not quoted`() {
    expectText(completions("nps where score = 1|"), "1→10· 4 rows")
  }

  @Test func `connectives and clauses after a value`() {
    expectText(labels("nps where segment = \"pro\" a|"), "and |as ")
    expectText(labels("nps where segment = \"pro\" and sc|"), "score ")
    expectText(labels("nps where segment = \"pro\" b|"), "by |bottom ")
  }

  @Test func `dimensions after by`() {
    expectText(labels("nps by mo|"), "month |month of year ")
    expectText(labels("nps by month, seg|"), "segment ")
    expectText(labels("nps by month s|"), "since |sort ")
    expectText(labels("nps by hour o|"), "hour of day ")
  }

  @Test func `periods of several words`() {
    expectText(
      labels("nps during last 3|"),
      "last 3 months |last 30 days |last 3 days |last 3 weeks |last 3 quarters |last 3 years ")
    expectText(labels("nps rolling 5 w|"), "5 weeks ")
    expectText(labels("nps during last 3 m|"), "last 3 months ")
    expectText(labels("nps during 2024-01 b|"), "by |bottom ")
  }

  @Test func `comparisons, extras, sort keys`() {
    expectText(labels("nps vs pr|"), "previous ")
    expectText(labels("nps with n, int|"), "interval ")
    expectText(labels("nps, csat by segment sort c|"), "csat ")
    expectText(labels("nps by segment sort nps de|"), "desc ")
  }

  @Test func `tables after from, KPIs after learn, tables first after describe`() {
    expectText(completions("count() from o|"), "o→orders · 12 rows")
    expectText(labels("learn cs|"), "csat ")
    expectText(labels("describe res|"), "responses ")
  }

  @Test func `files after load, with and without a quote`() {
    expectText(completions("load \"sur|"), "\"sur→\"survey.csv\"· 2 KB\n\"sur→\"surveys/· folder")
    expectText(labels("load survey.|"), "\"survey.csv\"")
    expectText(labels("load \"survey.csv\" a|"), "as ")
    expectText(labels("load \"survey.csv\" as answers wi|"), "with ")
    expectText(labels("nps into \"survey|"), "\"survey.csv\"|\"surveys/")
  }

  @Test func `settings and their values`() {
    expectText(labels("set we|"), "week starts ")
    expectText(labels("set week starts su|"), "week starts sunday ")
    expectText(labels("set language |"), "language en |language es ")
  }

  @Test func `columns inside an aggregate`() {
    expectText(labels("median(am|"), "amount")
    expectText(labels("median(amount) fr|"), "from ")
  }

  @Test func `the second statement of a text`() {
    expectText(labels("nps; cs|"), "csat ")
    expectText(labels("nps by month\ncs|"), "csat ")
    expectText(labels("nps\n  by mo|"), "month |month of year ")
  }

  @Test func `nothing in a comment, after a finished text, after a new name`() {
    expectText(labels("nps # by mo|"), "")
    expectText(labels("nps where segment = \"pro\"|"), "")
    expectText(labels("nps as n|"), "")
  }

  @Test func `a blank that is there already is not inserted again`() {
    expectText(labels("whe| segment"), "where")
  }

  @Test func `accents and case do not matter`() {
    expectText(labels("nps where SEG|"), "segment ")
    expectText(labels("describe résp|"), "responses ")
  }

  @Test func `the common beginning stops where candidates differ`() {
    let completion = Completer(vocabulary: SampleVocabulary()).complete("n", cursor: 1)
    expectText(completion.commonPrefix, "nps")
  }

  @Test func `no text makes it fail`() {
    var generator = SeededGenerator(seed: 7)
    let pieces = [
      "nps", "where", "by", "`", "\"", "(", ")", "{", "}", " ", "\n", ",", "=", "is", "load", "vs", "é", "$",
      ";", "in", "kpi", "last", "-", "1", "..",
    ]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      let count = text.unicodeScalars.count
      for cursor in [0, count / 2, count] {
        let completion = Completer(vocabulary: SampleVocabulary()).complete(text, cursor: cursor)
        #expect(completion.range.upperBound == cursor && completion.range.lowerBound >= 0)
      }
    }
  }
}
