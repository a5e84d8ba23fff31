/// Colours for the input: words of the language, texts, numbers, comments, and names that mean nothing.
struct Highlighter {
  let vocabulary: any Vocabulary

  static let keyword = Style(codes: "1;34")
  static let text = Style(codes: "32")
  static let number = Style(codes: "36")
  static let comment = Style(codes: "2")
  static let unknown = Style(codes: "4;31")

  /// A style for each character.
  ///
  /// A name at the cursor may still be on its way to a name that exists; it is marked when no such name is left.
  func styles(for text: [Unicode.Scalar], cursor: Int) -> [Style] {
    var styles = Array(repeating: Style.plain, count: text.count)
    var marksNames = true
    var isStart = true
    var previous = ""
    for token in scanTokens(text) {
      let word = token.kind == .word ? token.lowercased : ""
      if isStart && token.kind != .comment && token.kind != .newline {
        marksNames = !statementsWithNewNames.contains(word)
        isStart = false
      }
      let style: Style
      switch token.kind {
      case .comment: style = Self.comment
      case .text: style = Self.text
      case .number, .parameter: style = Self.number
      case .word where allLanguageWords.contains(word) || promptWords.contains(word): style = Self.keyword
      case .word, .quotedName:
        let isNew = previous == "as" || !marksNames
        style = isNew || mayBeKnown(token, cursor: cursor) ? .plain : Self.unknown
      case .symbol, .newline: style = .plain
      }
      for position in token.range { styles[position] = style }
      previous = word
      let next = token.range.upperBound
      if token.content == ";" && token.kind == .symbol { isStart = true }
      if token.kind == .newline && next < text.count && text[next] != " " && text[next] != "\t" {
        isStart = true
      }
    }
    return styles
  }

  private func mayBeKnown(_ token: PromptToken, cursor: Int) -> Bool {
    if token.isOpen || vocabulary.isKnown(name: token.content) { return true }
    guard token.range.upperBound == cursor else { return false }
    let start = folded(token.content)
    return vocabulary.knownKPIs.contains { folded($0.name).hasPrefix(start) }
      || vocabulary.knownFunctions.contains { folded($0.name).hasPrefix(start) }
      || vocabulary.knownTables.contains { table in
        folded(table.name).hasPrefix(start) || table.columns.contains { folded($0.name).hasPrefix(start) }
      } || allLanguageWords.contains { $0.hasPrefix(start) } || promptWords.contains { $0.hasPrefix(start) }
  }
}

/// Statements in which names appear that are new or stand for other things than KPIs and columns.
private let statementsWithNewNames: Set<String> = [
  "kpi", "dimension", "theme", "load", "set", "let", "param", "help", "connect", "run", "save", "show",
  "print",
]

private let promptWords = Set(PromptCommand.all.map(\.name))

/// Every word that the grammar has a place for.
private let allLanguageWords: Set<String> = {
  let lists = [
    Words.verbs, Words.statements, Words.clauses, Words.refinements, Words.grains, Words.periods,
    Words.comparisons,
    Words.extras, Words.operators, Words.connectives, Words.shows, Words.settings, Words.sorts,
    Words.loadOptions,
    Words.definitionClauses,
  ]
  var words = Set(lists.joined().flatMap { $0.text.split(separator: " ").map(String.init) })
  words.formUnion([
    "not", "none", "true", "false", "given", "of", "on", "off", "days", "weeks", "months", "quarters",
    "years",
    "hours", "minutes", "for", "band", "theme", "prev", "now", "distinct", "cohort", "quarter",
  ])
  return words.filter { $0.first?.isLetter == true }
}()
