import Columns
import KPILanguage
import TestSupport
import Testing

@testable import Prompt

/// A table with a link, a theme and a lesson.
private struct LinkedVocabulary: Vocabulary {
  var refinedQuery: String?
  var knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)] {
    [("mine", "", nil, true), ("nps", "Net Promoter Score", "points", true)]
  }
  var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] {
    [("responses", 3830, [("segment", .text)]), ("orders", 12, [("amount", .number)])]
  }
  var knownFunctions: [(name: String, parameters: [String], summary: String)] {
    [("pct", ["x", "percent"], "The value below which a share lies.")]
  }
  func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] { table == "accounts" ? [("ES", 2), ("MX", 1)] : [] }
  func isKnown(name: String) -> Bool { true }
  func facts(ofKPI name: String) -> KPIFacts? {
    switch name {
    case "nps": KPIFacts(title: "Net Promoter Score", unit: "points", isBetterUp: true, isOwn: false)
    case "mine": KPIFacts(title: "", unit: nil, isBetterUp: nil, isOwn: true)
    default: nil
    }
  }
  func reachedColumns(of items: [String], from table: String?) -> [ReachedColumn] {
    guard table == nil, items.contains("nps") else {
      return [ReachedColumn(name: "amount", type: .number, table: "orders")]
    }
    return [
      ReachedColumn(name: "id", type: .text, table: "responses", distinct: 3830, groupingRank: 9, role: "id"),
      ReachedColumn(
        name: "comment", type: .text, table: "responses", distinct: 3000, groupingRank: 9, role: "comment"),
      ReachedColumn(name: "segment", type: .text, table: "responses", distinct: 3, groupingRank: 0),
      ReachedColumn(
        name: "country", type: .text, table: "accounts", isLinked: true, distinct: 7, groupingRank: 10),
    ]
  }
  func knownPeriods(of items: [String], from table: String?) -> [(text: String, count: Int)] {
    items.contains("nps") ? [("2024", 9), ("2024-Q1", 9), ("2024-03", 5), ("2024-01", 4)] : []
  }
  func knownDays(ofTable name: String) -> (first: String, last: String)? {
    name == "responses" ? ("2022-01-01", "2024-12-31") : nil
  }
  var knownDimensions: [(name: String, table: String?)] { [("region", "responses")] }
  var knownThemes: [String] { ["slow", "price"] }
  var knownParameters: [String] { ["plan"] }
  var knownLessons: [String] { ["nps"] }
  var knownOwnDefinitions: [String] { ["mine"] }
  func zoneNames() -> [String] { ["Europe/Madrid", "Europe/Paris", "America/Lima"] }
}

/// The bar's text at the `|` of an input; what is bold stands between stars.
private func bar(_ marked: String, refining: String? = nil, isComplete: Bool = true) -> String {
  let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  let text = parts.joined()
  return Bar(vocabulary: LinkedVocabulary(refinedQuery: refining), isComplete: { _ in isComplete })
    .line(for: Array(text.unicodeScalars), cursor: parts[0].unicodeScalars.count)
    .map { $0.style == .bold ? "*\($0.text)*" : $0.text }.joined()
}

private func labels(_ text: String, refining: String? = nil) -> String {
  let completer = Completer(vocabulary: LinkedVocabulary(refinedQuery: refining))
  return completer.complete(text, cursor: text.unicodeScalars.count).candidates.map(\.insertion)
    .joined(separator: "|")
}

@Suite struct BarTests {
  @Test func `nothing is said in an empty input and in a comment`() {
    expectText(bar("|"), "")
    expectText(bar("# nps by|"), "")
  }

  @Test func `a KPI has its title, its unit and its direction`() {
    expectText(bar("nps|"), "  *nps* Net Promoter Score · points · up is better")
    expectText(bar("n|ps by month"), "  *nps* Net Promoter Score · points · up is better")
    expectText(bar("mine|"), "  *mine* your definition")
  }

  @Test func `a function shows the parameter at the cursor`() {
    expectText(bar("pct(|"), "  pct(*x*, percent)  The value below which a share lies.")
    expectText(bar("pct(amount, |"), "  pct(x, *percent*)  The value below which a share lies.")
    expectText(bar("pct((amount + 1), 9|"), "  pct(x, *percent*)  The value below which a share lies.")
  }

  @Test func `a clause shows its form, at its word and after it`() {
    let form = "  vs previous · last year · PERIOD · rest · where CONDITION"
    expectText(bar("nps vs|"), form)
    expectText(bar("nps vs |"), form)
    expectText(bar("nps during 202|4 by"), "  during 2024 · 2024-Q1 · 2024-03 · last 90 days · this month")
  }

  @Test func `a table has its rows and its days, a column its table`() {
    expectText(
      bar("count() from responses|"), "  *responses* 3,830 rows · 1 columns · 2022-01-01 … 2024-12-31")
    expectText(bar("nps by country|"), "  *country* text · 7 values · of accounts, by its link")
  }

  @Test func `a line that refines knows the columns of the query before`() {
    expectText(bar("by segment|", refining: "nps by month"), "  *segment* text · 3 values · of responses")
  }

  @Test func `an open bracket says that enter adds a line`() {
    expectText(bar("nps where (|", isComplete: false).suffix(20).description, " · Enter adds a line")
  }

  @Test(arguments: Words.clauses.map(\.text) + Words.statements.map(\.text) + Words.verbs.map(\.text))
  func `every word that begins a clause or a statement has a form`(word: String) {
    #expect(Words.forms[word] != nil)
  }
}

@Suite struct PlaceCompletionTests {
  @Test func `after by columns with few values come before ids`() {
    expectText(
      labels("nps by "),
      "month |week |quarter |year |region |segment |country |day |hour |weekday |hour of day |month of year "
        + "|cohort month |age |band(|theme(|id |comment ")
  }

  @Test func `only tables in reach`() {
    #expect(!labels("nps where ").contains("amount"))
    #expect(labels("count() from orders where ").hasPrefix("amount "))
  }

  @Test func `a line that refines offers what the query before could use`() {
    expectText(labels("where se", refining: "nps by month"), "segment ")
    expectText(labels("by cou", refining: "nps by month"), "country ")
  }

  @Test func `values of a column behind a link`() {
    expectText(labels("nps where country = "), "\"ES\"|\"MX\"")
  }

  @Test func `periods that have data`() {
    expectText(labels("nps during 2024"), "2024 |2024-Q1 |2024-03 |2024-01 ")
    expectText(labels("nps since 2024-0"), "2024-03 |2024-01 ")
    expectText(labels("other during 2024"), "")
  }

  @Test func `themes are values of theme, comments what it is asked of`() {
    expectText(labels("nps by theme("), "comment")
    expectText(labels("nps where theme(comment) = "), "\"slow\"|\"price\"|\"no theme\"")
  }

  @Test func `lessons, own definitions, parameters and zones`() {
    expectText(labels("learn "), "nps ")
    expectText(labels("forget "), "mine ")
    expectText(labels("nps where segment = $"), "$plan ")
    expectText(labels("set zone mad"), "zone \"Europe/Madrid\"")
    expectText(labels("set zone \"Eu"), "zone \"Europe/Madrid\"|zone \"Europe/Paris\"")
  }
}
