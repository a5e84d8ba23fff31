import Diagnostics
import TestSupport
import Testing

extension DiagnosticCode {
  fileprivate static let example = DiagnosticCode("E000", "An example.")
}

/// A diagnostic about the first place where `part` stands in `text`.
private func diagnostic(
  _ text: String, _ part: String, _ message: String = "there is a mistake", label: String? = nil,
  help: [String] = [],
  correction: String? = nil, name: String = "report.kpi"
) -> Diagnostic {
  let bytes = Array(text.utf8)
  let wanted = Array(part.utf8)
  let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? bytes.count
  return Diagnostic(
    .error, .example, message, source: SourceText(text, name: name),
    at: SourceRange(start, start + wanted.count),
    label: label, help: help, correction: correction)
}

@Test func `a diagnostic shows the place, a suggestion and the corrected line`() {
  expectText(
    draw(
      diagnostic(
        "load \"a.csv\"\n\n\nnsp where segment = \"pro\" by month\n", "nsp",
        "there is no KPI or column called `nsp`",
        label: "did you mean `nps`?", correction: "nps where segment = \"pro\" by month"), usesColor: false),
    """
    error: there is no KPI or column called `nsp`
     --> report.kpi:4:1
      |
    4 | nsp where segment = "pro" by month
      | ^^^ did you mean `nps`?
      = help: nps where segment = "pro" by month

    """)
}

@Test func `carets stand below wide and combining characters and behind tabs`() {
  expectText(
    draw(diagnostic("where 都市 = 東京 by x", "東京", name: "<prompt>"), usesColor: false),
    """
    error: there is a mistake
     --> <prompt>:1:14
      |
    1 | where 都市 = 東京 by x
      |              ^^^^

    """)
  expectText(
    draw(diagnostic("a\tcafe\u{301} = x", "x", name: "<prompt>"), usesColor: false),
    """
    error: there is a mistake
     --> <prompt>:1:12
      |
    1 | a   cafe\u{301} = x
      |            ^

    """)
}

@Test func `a range over several lines is marked to the end of its first line`() {
  expectText(
    draw(diagnostic("nps\n  where (a\n  and b)", "(a\n  and b)", label: "here"), usesColor: false),
    """
    error: there is a mistake
     --> report.kpi:2:9
      |
    2 |   where (a
      |         ^^ here

    """)
}

@Test func `a place behind the end of the text is shown behind its last line`() {
  let text = SourceText("nps by\n")
  expectText(
    draw(
      Diagnostic(.error, .example, "a dimension is missing", source: text, at: SourceRange(7, 7)),
      usesColor: false),
    """
    error: a dimension is missing
     --> <prompt>:1:7
      |
    1 | nps by
      |       ^

    """)
}

@Test func `the gutter is as wide as the line number, which may start late`() {
  let source = SourceText("a b", name: "long.kpi", firstLine: 1234)
  expectText(
    draw(
      Diagnostic(
        .warning, .example, "careful", source: source, at: SourceRange(2, 3), help: ["first\nsecond"]),
      usesColor: false),
    """
    warning: careful
        --> long.kpi:1234:3
         |
    1234 | a b
         |   ^
         = help: first
                 second

    """)
}

@Test func `a message without a text has no place`() {
  expectText(
    draw(Diagnostic(.note, .example, "nothing was loaded", help: ["load \"a.csv\""]), usesColor: false),
    """
    note: nothing was loaded
      = help: load "a.csv"

    """)
}

@Test func `control characters become pictures wherever they come from`() {
  let drawn = draw(
    diagnostic(
      "x \u{1B}[31m\u{7F}\u{202E}\u{9B} y", "y", "bad \u{1B}]0;title\u{7}", label: "\u{8}", help: ["\u{1B}c"],
      name: "a\nb"), usesColor: false)
  expectText(
    drawn,
    """
    error: bad ␛]0;title␇
     --> a␊b:1:12
      |
    1 | x ␛[31m␡\u{FFFD}\u{FFFD} y
      |            ^ ␈
      = help: ␛c

    """)
  #expect(drawn.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
}

@Test func `colour surrounds the same text`() {
  let example = diagnostic("nsp by x", "nsp", label: "here", help: ["try"])
  let colored = draw(example, usesColor: true)
  #expect(colored.contains("\u{1B}[1;31m^^^ here\u{1B}[0m"))
  var plain = ""
  var isEscape = false
  for character in colored {
    if character == "\u{1B}" { isEscape = true }
    if !isEscape { plain.append(character) }
    if character == "m" { isEscape = false }
  }
  expectText(plain, draw(example, usesColor: false))
}

@Test func `a very long line is cut around the place`() {
  let text =
    String(repeating: "word ", count: 100_000) + "wrong " + String(repeating: "word ", count: 100_000)
  let drawn = draw(diagnostic(text, "wrong"), usesColor: false)
  let side = String(repeating: "word ", count: 8)
  expectText(
    drawn,
    """
    error: there is a mistake
     --> report.kpi:1:500001
      |
    1 | …\(side)wrong \(String(repeating: "word ", count: 14))word…
      |  \(String(repeating: " ", count: 40))^^^^^

    """)
}

@Test func `a long marked stretch is cut on its right`() {
  let drawn = draw(
    diagnostic(String(repeating: "x", count: 1000), String(repeating: "x", count: 1000)), usesColor: false)
  let lines = drawn.split(separator: "\n")
  #expect(lines[3] == "1 | \(String(repeating: "x", count: 110))…")
  #expect(lines[4] == "  | \(String(repeating: "^", count: 110))")
}

@Test func `several diagnostics are separated by an empty line`() {
  let one = Diagnostic(.error, .example, "one")
  let two = Diagnostic(.warning, .example, "two")
  expectText(draw([one, two], usesColor: false), "error: one\n\nwarning: two\n")
  let many = draw([Diagnostic](repeating: one, count: 250), usesColor: false)
  #expect(many.hasSuffix("\n… and 150 more\n"))
}

@Test func `any range of any bytes can be drawn`() {
  var generator = SeededGenerator(seed: 7)
  let pieces = ["a", "\t", "\n", "\r\n", "é", "東", "e\u{301}", "👩‍👩‍👧", "🇪🇸", "\u{1B}", "\u{200B}", "\u{202E}"]
  for _ in 0..<400 {
    var text = ""
    for _ in 0..<Int.random(in: 0...60, using: &generator) {
      text += pieces.randomElement(using: &generator) ?? ""
    }
    let source = SourceText(text)
    let start = Int.random(in: -3...source.bytes.count + 3, using: &generator)
    let end = Int.random(in: -3...source.bytes.count + 3, using: &generator)
    let drawn = draw(
      Diagnostic(.error, .example, "m", source: source, at: SourceRange(start, end)), usesColor: false)
    #expect(drawn.split(separator: "\n", omittingEmptySubsequences: false).count == 6)
    #expect(drawn.contains("^"))
    #expect(!drawn.unicodeScalars.contains("\u{1B}"))
  }
}
