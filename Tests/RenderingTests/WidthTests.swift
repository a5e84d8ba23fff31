import Columns
import TestSupport
import Testing

@testable import Rendering

@Suite struct WidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("名前", 4), ("한국", 4), ("👩‍🚀", 2), ("🇪🇸", 2), ("ｱ", 1),
    ("Ａ", 2),
    ("שלום", 4), ("❤️", 2), ("❤", 1), ("\u{200B}", 0), ("ไทย", 3), ("…", 1), ("─", 1),
  ])
  func `a text is as wide as a terminal shows it`(text: String, width: Int) {
    #expect(terminalWidth(text) == width)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("名前です", 5, "名前…"), ("名前です", 4, "名…"), ("abc", 1, "…"),
    ("abc", 0, ""),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
  ])
  func `a cut text fits and says that it was cut`(text: String, width: Int, result: String) {
    #expect(cut(text, toWidth: width) == result)
  }

  @Test func `wide, combining and right-to-left texts stay in line`() {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "país", role: .dimension, type: .text),
        ResultColumn(name: "tickets", role: .value, type: .number),
      ],
      rows: [
        ResultRow([.text("日本"), .integer(5)]), ResultRow([.text("Espan\u{303}a"), .integer(12_345)]),
        ResultRow([.text("שלום"), .integer(1)]), ResultRow([.none, .integer(0)]),
      ])
    expectText(
      render(result, as: .table),
      """
      país    tickets
      ──────  ───────
      日本          5
      Espan\u{303}a   12,345
      שלום\u{200E}          1
      –             0

      """)
  }
}
