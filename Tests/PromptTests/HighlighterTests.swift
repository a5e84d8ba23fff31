import Columns
import TestSupport
import Testing

@testable import Prompt

private struct FewNames: Vocabulary {
  var knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)] {
    [("nps", "", nil, true)]
  }
  var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] {
    [("responses", 1, [("segment", .text)])]
  }
  var knownFunctions: [(name: String, parameters: [String], summary: String)] { [] }
  func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] {
    []
  }
  func isKnown(name: String) -> Bool { ["nps", "segment", "responses"].contains(name.lowercased()) }
}

/// A letter for the style of each character: k keyword, t text, n number, c comment, ? unknown, . plain.
private func marks(_ text: String, cursor: Int? = nil) -> String {
  let scalars = Array(text.unicodeScalars)
  let letters: [Style: Character] = [
    Highlighter.keyword: "k", Highlighter.text: "t", Highlighter.number: "n", Highlighter.comment: "c",
    Highlighter.unknown: "?", .plain: ".",
  ]
  let styles = Highlighter(vocabulary: FewNames()).styles(for: scalars, cursor: cursor ?? scalars.count)
  return String(styles.map { letters[$0] ?? "!" })
}

@Suite struct HighlighterTests {
  @Test func `each kind of word has its looks`() {
    expectText(marks("nps where segment = \"pro\" by month # ok"), "....kkkkk...........ttttt.kk.kkkkk.cccc")
    expectText(marks("nps during 2024-01 top 3 "), "....kkkkkk.nnnnnnn.kkk.n.")
  }

  @Test func `an unknown name is marked, one that is being typed only when nothing begins so`() {
    expectText(marks("nsp by month"), "???.kk.kkkkk")
    expectText(marks("np"), "..")
    expectText(marks("nz"), "??")
    expectText(marks("np", cursor: 0), "??")
  }

  @Test func `new names are not marked`() {
    expectText(marks("nps as score"), "....kk......")
    expectText(marks("load \"a.csv\" as answers"), "kkkk.ttttttt.kk........")
    expectText(marks("nps\nxyz"), "....???")
  }

  @Test func `the ghost is the newest entry that begins so, else the rest of the word`() {
    let completer = Completer(vocabulary: FewNames())
    expectText(
      likelyEnding(of: "nps b", history: ["nps by month", "nps by year", "csat"], completer: completer),
      "y year")
    expectText(likelyEnding(of: "nps where seg", history: [], completer: completer), "ment")
    expectText(likelyEnding(of: "nps where ", history: [], completer: completer), "")
    expectText(likelyEnding(of: "", history: ["nps"], completer: completer), "")
  }
}
