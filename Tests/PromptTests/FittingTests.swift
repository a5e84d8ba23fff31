import Diagnostics
import TestSupport
import Testing

@testable import Prompt

@Suite struct FittingTests {
  @Test func `what is said is broken between words, but not the place that it shows`() {
    expectText(
      brokenAtWords(
        """
        error: there is no file `noexiste.csv` in here
         --> <prompt>:1:5
          |
        1 | nps by month where segment = "pro" and country = "ES"
          |     ^^^ a clause such as `where` or `by` is expected
          = help: a path is relative to the folder that kpi was started in
        \u{1B}[2mtry: nps by month, which is a line of colour\u{1B}[0m
        """, toWidth: 40),
      """
      error: there is no file `noexiste.csv`
        in here
       --> <prompt>:1:5
        |
      1 | nps by month where segment = "pro" and country = "ES"
        |     ^^^ a clause such as `where` or `by` is expected
        = help: a path is relative to the
                folder that kpi was started in
      \u{1B}[2mtry: nps by month, which is a line of
        colour\u{1B}[0m
      """)
  }

  @Test func `a text that fits stays as it is`() {
    expectText(
      fitted("by DIMENSION, …\n\n  by month   calendar months", toWidth: 40),
      "by DIMENSION, …\n\n  by month   calendar months")
  }

  @Test func `a description goes on in its column`() {
    expectText(
      fitted("  by weekday   places in a cycle of days that comes again", toWidth: 40),
      """
        by weekday   places in a cycle of days
                     that comes again
      """)
  }

  @Test func `a description beside something long goes below it`() {
    expectText(
      fitted("  where comment ~ \"refund|devol\"   regular expression, any case", toWidth: 36),
      """
        where comment ~ "refund|devol"
            regular expression, any case
      """)
  }

  @Test func `a paragraph is set anew as a whole`() {
    let text = """
      Times are counted from the midnight after the latest event in the tables that are
      read, and a period that is not over is marked.
      """
    expectText(
      fitted(text, toWidth: 50),
      """
      Times are counted from the midnight after the
      latest event in the tables that are read, and a
      period that is not over is marked.
      """)
  }

  @Test(arguments: [1, 20, 40, 80]) func `nothing is lost at any width`(width: Int) {
    let text =
      "NAME   a description 漢字漢字漢字漢字漢字漢字漢字漢字 with a averyverylongwordthatcannotbebrokenanywhere\n\n  x"
    #expect(
      fitted(text, toWidth: width).split(whereSeparator: \.isWhitespace)
        == text.split(whereSeparator: \.isWhitespace))
  }
}

@Suite struct CorrectionTests {
  private func error(_ text: String, _ start: Int, _ end: Int, _ label: String?) -> Diagnostic {
    Diagnostic(
      .error, DiagnosticCode("E999", ""), "wrong", source: SourceText(text), at: SourceRange(start, end),
      label: label)
  }

  @Test func `suggested words take their places`() {
    let text = "nsp by año, cuntry"
    expectText(
      correction(of: [
        error(text, 0, 3, "did you mean `nps`?"), error(text, 13, 19, "did you mean `country`?"),
      ]) ?? "", "nps by año, country")
  }

  @Test func `without a suggestion nothing waits`() {
    #expect(correction(of: [error("nsp", 0, 3, nil)]) == nil)
    #expect(correction(of: []) == nil)
  }

  @Test func `a correction that cannot be read is none`() {
    #expect(correction(of: [error("nsp by (", 0, 3, "did you mean `nps`?")]) == nil)
  }
}
