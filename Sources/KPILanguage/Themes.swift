import Columns
import Comments
import Diagnostics
import Functions
import Semantics
import Syntax

extension Theme {
  /// The theme that a statement defines.
  init(_ name: Name, _ patterns: [Literal], isShipped: Bool) {
    self.init(
      name: name.text,
      patterns: patterns.compactMap { literal in
        switch literal {
        case .text(let words): .words(words)
        case .pattern(let expression): .expression(expression)
        default: nil
        }
      }, isShipped: isShipped)
  }

  /// The patterns as a definition lists them.
  var spelling: String { patterns.map(\.spelling).joined(separator: ", ") }
}

extension Session {
  // MARK: theme NAME = "pattern", …

  func defineTheme(
    _ name: Name, _ patterns: [Literal], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    var place = name.range
    func refuse(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badTheme, message, source: source, at: place, help: [help])
    }
    let theme = Theme(name, patterns, isShipped: false)
    guard !theme.patterns.isEmpty else {
      throw refuse("a theme needs words to look for", "theme delivery = \"late\", \"courier\"")
    }
    guard fold(name.text) != fold(Theme.noTheme) else {
      throw refuse("`\(name.text)` stands for comments without any theme", "choose another name")
    }
    var rest = SourceRange(name.range.end, range.end)
    for pattern in theme.patterns {
      // The pattern as it stands behind the ones before it.
      let written = Array(source[rest].utf8)
      if let found = written.firstRange(of: Array(pattern.spelling.utf8)) {
        place = SourceRange(rest.start + found.lowerBound, rest.start + found.upperBound)
        rest = SourceRange(place.end, range.end)
      } else {
        place = range
      }
      if !pattern.hasWords {
        throw refuse(
          "the pattern \(pattern.spelling) has no word to look for", "a `/pattern/` finds signs too")
      }
      guard case .expression(let expression) = pattern else { continue }
      do {
        let compiled = try RegularExpression(expression)
        var empty: [UInt8] = []
        if try empty.withUnsafeMutableBufferPointer({ try compiled.matches(UnsafeBufferPointer($0)) }) {
          throw refuse(
            "the pattern \(pattern.spelling) finds every text", "say what must be there: /refund(s|ed)/")
        }
      } catch var mistake as Diagnostic {
        if mistake.code == .badTheme { throw mistake }
        mistake.source = source
        mistake.range = place
        throw mistake
      }
    }
    let known = definitions.themeSet.themes.first { $0.name == name.text }
    definitions.addTheme(KnownTheme(theme: theme, source: source, range: range))
    let count = theme.patterns.count
    let verb =
      known == nil ? "is a theme" : known?.isShipped == true ? "replaces the shipped theme" : "is redefined"
    try report(.talk("\(name.text) \(verb): \(count) pattern\(count == 1 ? "" : "s")"))
    let own = definitions.themeSet.themes.filter { !$0.isShipped }
    if own.count == 1, known?.isShipped != true {
      try report(.talk("`by theme(…)` shows your own themes from now on"))
    }
  }

  /// `show themes`
  var themeList: String {
    let themes = definitions.themeSet.themes
    let own = themes.filter { !$0.isShipped }
    let shipped = themes.filter(\.isShipped)
    var text = aligned(own.map { [$0.name, $0.spelling] })
    if !shipped.isEmpty {
      text +=
        own.isEmpty
        ? "shipped:\n" : "\nshipped, shown by `by theme(…)` only where you have none of your own:\n"
      text += aligned(shipped.map { [$0.name, $0.spelling] })
    }
    return text.isEmpty ? "no themes are defined: theme delivery = \"late\", \"courier\"\n" : text
  }

  /// `describe THEME`: its patterns, and in how many comments of each loaded table they occur; nil where no theme has
  /// the name.
  func describeTheme(_ name: String) throws -> String? {
    guard let position = definitions.themeSet.position(of: name) else { return nil }
    let theme = definitions.themeSet.themes[position]
    var text = "\(theme.name) · theme" + (theme.isShipped ? "" : " · your definition") + "\n"
    text += "  theme \(theme.name.isPlainName ? theme.name : "`\(theme.name)`") = \(theme.spelling)\n"
    for table in tables.all {
      guard
        let column = table.schema.roles["comment"]
          ?? table.schema.columns.first(where: { fold($0) == "comment" }),
        let values = try table.columns([column], work: work)[column], values.type == .text,
        case .coded(_, .texts(let texts)) = values.storage
      else { continue }
      text += try described(theme, in: texts, of: "\(table.name).\(column)")
    }
    return text
  }

  /// The counts of a theme's patterns among the different texts of a column.
  private func described(_ theme: Theme, in texts: TextBuffer, of column: String) throws -> String {
    // Each pattern is a theme of its own, so that comments are counted rather than places in them.
    let parts = theme.patterns.map { Theme(name: $0.spelling, patterns: [$0], isShipped: true) }
    let counts = try ThemeSet(parts).counts(of: texts, language: settings.commentLanguage)
    var text = "\n  in \(column): \(counts.any.grouped) of \(counts.texts.grouped) different comments\n"
    text += aligned(
      zip(parts, counts.each).map { part, count in ["    \(part.name)", count.grouped] }, numbers: [1])
    if let sentence = counts.languages.sentence { text += "    \(sentence)\n" }
    return text
  }

  // MARK: What a query's themes found

  /// Patterns of the user's that no comment has, with the nearest words; and the language that comments were read in.
  func themeWarnings(_ use: ThemeUse?) -> (warnings: [Diagnostic], notes: [String]) {
    guard let use else { return ([], []) }
    let findings = use.set.findings()
    guard !findings.isEmpty else { return ([], []) }
    var warnings: [Diagnostic] = []
    for (position, theme) in use.set.themes.enumerated()
    where !theme.isShipped && use.asked.contains(position) {
      for (place, pattern) in theme.patterns.enumerated() where findings.hits[position][place] == 0 {
        var label: String?
        if case .words(let words) = pattern {
          label = nearest(to: words, among: findings.vocabulary).map { "did you mean \"\($0)\"?" }
        }
        warnings.append(
          Diagnostic(
            .warning, .unusedPattern,
            "no comment has \(pattern.spelling), a pattern of the theme \(theme.name)",
            help: label.map { [$0] } ?? []))
        if warnings.count == 10 { return (warnings, []) }
      }
    }
    var notes: [String] = []
    if settings.commentLanguage == nil, let sentence = findings.languages.sentence { notes.append(sentence) }
    return (warnings, notes)
  }
}
