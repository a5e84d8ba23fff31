/// `kpi.1`: the page of `kpi --help` in the language of `man`, with what only a manual has.
var manualPage: String {
  var page = ManualWriter()
  let lines = usagePage.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let summary = lines.first.map { $0.hasPrefix("kpi ") ? String($0.dropFirst(4)) : $0 } ?? ""
  page.begin(summary.last == "." ? String(summary.dropLast()) : summary)
  var section = ""
  for line in lines.dropFirst() {
    if line.first?.isLetter == true {
      if !line.contains(" ") || line == "Ends with" {
        section = line
        page.section(sectionNames[line] ?? line.uppercased())
        if line == "Examples" { page.literal("") }
      } else {
        page.paragraph(line)
      }
      continue
    }
    let text = line.drop { $0 == " " }
    guard !text.isEmpty else { continue }
    switch section {
    case "Examples": page.literal(String(text))
    case "Usage", "Options":
      // What is written and what it means stand at least two spaces apart; a line without the former goes on.
      let isContinued = line.prefix { $0 == " " }.count > 8
      guard let gap = text.firstRange(ofBlanks: 2), !isContinued else {
        if isContinued { page.text(String(text)) } else { page.item(String(text), "") }
        continue
      }
      page.item(String(text[..<gap.lowerBound]), String(text[gap.upperBound...]))
    case "Ends with":
      for part in text.split(separator: "·") {
        let words = part.split(separator: " ", maxSplits: 1).map(String.init)
        if words.count == 2 { page.item(words[0], words[1].trimmingBlanks) }
      }
    default: page.paragraph(String(text))
    }
  }
  page.end()
  return page.written
}

private let sectionNames = ["Usage": "SYNOPSIS", "Ends with": "EXIT STATUS"]

/// Writes troff with the `man` macros.
private struct ManualWriter {
  private(set) var written = ""
  private var isLiteral = false

  mutating func begin(_ summary: String) {
    written += """
      .\\" Written by kpi --generate-manual from the text of kpi --help.
      .TH KPI 1 "" "kpi \(version)" "User Commands"
      .SH NAME
      kpi \\- \(escaped(summary))

      """
  }

  mutating func section(_ title: String) {
    endLiteral()
    written += ".SH \(title)\n"
  }

  mutating func item(_ words: String, _ meaning: String) {
    endLiteral()
    written += ".TP\n.B \(escaped(words))\n"
    if !meaning.isEmpty { text(meaning) }
  }

  mutating func paragraph(_ sentence: String) {
    endLiteral()
    written += ".PP\n"
    text(sentence)
  }

  mutating func text(_ words: String) { written += line(words) }

  /// A line that is shown as it stands.
  mutating func literal(_ words: String) {
    if !isLiteral { written += ".PP\n.nf\n.RS 4\n" }
    isLiteral = true
    if !words.isEmpty { written += line(words) }
  }

  private mutating func endLiteral() {
    if isLiteral { written += ".RE\n.fi\n" }
    isLiteral = false
  }

  mutating func end() {
    section("FILES")
    item(
      "~/.config/kpi/init.kpi", "Statements that run when the prompt begins; $XDG_CONFIG_HOME is respected.")
    item("~/.local/state/kpi/history", "What was entered at the prompt; $XDG_STATE_HOME is respected.")
    section("ENVIRONMENT")
    item("NO_COLOR, FORCE_COLOR", "Switch colours off or on.")
    item("COLUMNS", "The width of tables.")
    section("SEE ALSO")
    text("The whole manual, docs/language.md and docs/kpis.md, comes with the source.")
  }

  /// A line of text: a full stop or an apostrophe at its beginning would be a macro.
  private func line(_ words: String) -> String {
    let text = escaped(words)
    return (text.first == "." || text.first == "'" ? "\\&" : "") + text + "\n"
  }

  private func escaped(_ words: String) -> String {
    words.map { character -> String in
      switch character {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "~": "\\(ti"
      case "^": "\\(ha"
      case "…": "..."
      default: String(character)
      }
    }.joined()
  }
}

extension Substring {
  /// The first stretch of at least so many blanks.
  fileprivate func firstRange(ofBlanks count: Int) -> Range<Index>? {
    var start = startIndex
    while let blank = self[start...].firstIndex(of: " ") {
      let end = self[blank...].firstIndex { $0 != " " } ?? endIndex
      if distance(from: blank, to: end) >= count { return blank..<end }
      start = end
    }
    return nil
  }

  fileprivate var trimmingBlanks: String { String(self).trimmingBlanks }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
