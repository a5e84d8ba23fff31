import Columns
import Diagnostics

/// A file or folder that a path could go on with.
package struct PathCandidate: Equatable {
  /// The path as far as typed, then its name.
  package var path: String
  package var isFolder: Bool
  package var summary: String
}

/// Finds what could stand at the cursor: by the grammar's place, from the names that are known.
struct Completer {
  var vocabulary: any Vocabulary
  /// The files whose paths begin with a text.
  var files: (String) -> [PathCandidate] = { _ in [] }
  /// Whether a line may begin with a clause, because there is a query to refine.
  var refines = true
  /// What the prompt itself understands.
  var commands: [LanguageWord] = []

  func complete(_ text: String, cursor: Int) -> Completion {
    let all = Array(text.unicodeScalars)
    let cursor = min(max(cursor, 0), all.count)
    var tokens = currentStatement(scanTokens(Array(all[..<cursor])))
    if tokens.last?.kind == .comment { return .nothing(at: cursor) }
    tokens.removeAll { $0.kind == .comment || $0.kind == .newline }
    var typed = ""
    var start = cursor
    if let last = tokens.last, last.range.upperBound == cursor, last.kind != .symbol {
      if (last.kind == .text || last.kind == .quotedName) && !last.isOpen { return .nothing(at: cursor) }
      typed = last.content
      start = last.range.lowerBound
      tokens.removeLast()
    }
    let context = CursorContext(tokens: tokens, cursor: start)
    let phrase = string(all[context.phraseStart..<cursor])
    var search = Search(
      typed: typed, start: start, phrase: phrase, phraseStart: context.phraseStart, cursor: cursor)
    search.isFollowedByBlank = cursor < all.count && all[cursor] == " "
    offer(at: context, to: &search)
    return search.completion
  }

  /// The tokens after the last end of a statement.
  private func currentStatement(_ tokens: [PromptToken]) -> [PromptToken] {
    var start = 0
    for (index, token) in tokens.enumerated() where index + 1 < tokens.count {
      let next = tokens[index + 1]
      let endsLine =
        token.kind == .newline && next.kind != .newline && next.range.lowerBound == token.range.upperBound
      if endsLine || (token.kind == .symbol && token.content == ";") { start = index + 1 }
    }
    if tokens.last?.content == ";" { start = tokens.count }
    return Array(tokens[start...])
  }

  private func offer(at context: CursorContext, to search: inout Search) {
    switch context.place {
    case .statement:
      search.add(words: Words.verbs + Words.statements + commands)
      addKPIs(to: &search)
      if refines { search.add(words: Words.clauses.filter { $0.text != "as" } + Words.refinements) }
    case .item:
      addKPIs(to: &search)
      addColumns(of: context.table, to: &search)
      addFunctions(to: &search)
    case .afterItem, .afterDimension:
      if context.place == .afterDimension { search.add(phrases: Words.grains) }
      search.add(words: Words.clauses)
    case .condition, .column:
      addColumns(of: context.table, to: &search)
      if context.place == .condition { addFunctions(to: &search) }
      if context.statement == "expect" { addKPIs(to: &search) }
    case .afterColumn:
      search.add(phrases: Words.operators)
      if !context.hasPhrase {
        search.add(words: Words.connectives + Words.clauses.filter { $0.text != "where" })
      }
    case .value(let column):
      addValues(of: column, in: context.table, to: &search)
    case .afterValue:
      search.add(words: Words.connectives + Words.clauses.filter { $0.text != "where" })
    case .dimension:
      search.add(phrases: Words.grains)
      addColumns(of: context.table, to: &search)
      search.add(
        words: [LanguageWord("band", "steps of a number"), LanguageWord("theme", "themes of comments")],
        ending: "(")
    case .period: addPhrases(Words.periods, context, to: &search)
    case .comparison: addPhrases(Words.comparisons + Words.periods, context, to: &search)
    case .extra: addPhrases(Words.extras, context, to: &search)
    case .sortKey:
      search.add(
        words: context.hasPhrase ? Words.sorts + Words.clauses : context.names.map { LanguageWord($0, "") })
    case .rolling:
      addPhrases(
        [
          LanguageWord("3 months", ""), LanguageWord("12 months", ""), LanguageWord("7 days", ""),
          LanguageWord("4 weeks", ""),
        ],
        context, to: &search)
    case .table: addTables(to: &search)
    case .kpi: addKPIs(to: &search)
    case .path: addFiles(to: &search)
    case .setting: addSettings(to: &search)
    case .show: search.add(phrases: Words.shows)
    case .describe:
      addTables(to: &search)
      addKPIs(to: &search)
      addColumns(of: nil, to: &search)
    case .help:
      search.add(words: Words.statements + Words.verbs + Words.clauses)
      addKPIs(to: &search)
      addFunctions(to: &search)
    case .loadOptions: search.add(words: Words.loadOptions)
    case .loadBinding: search.add(words: Words.readingOptions, ending: " = ")
    case .definition:
      search.add(words: Words.definitionClauses)
      addColumns(of: context.table, to: &search)
      addFunctions(to: &search)
      addKPIs(to: &search)
    case .clauseName: search.add(words: Words.clauses.filter { $0.text != "as" })
    case .free: break
    }
  }

  private func addPhrases(_ phrases: [LanguageWord], _ context: CursorContext, to search: inout Search) {
    search.add(phrases: phrases)
    if context.hasPhrase { search.add(words: Words.clauses) }
  }

  private func addKPIs(to search: inout Search) {
    for kpi in vocabulary.knownKPIs {
      let unit = kpi.unit.map { " · \($0)" } ?? ""
      let missing = kpi.isAnswerable ? "" : " · no data for it yet"
      search.add(kpi.name, insertion: writtenName(kpi.name) + " ", summary: kpi.title + unit + missing)
    }
  }

  private func addTables(to search: inout Search) {
    for table in vocabulary.knownTables {
      search.add(
        table.name, insertion: writtenName(table.name) + " ", summary: "\(grouped(table.rowCount)) rows")
    }
  }

  private func addColumns(of name: String?, to search: inout Search) {
    let tables = vocabulary.knownTables
    let reached = tables.filter { name == nil || fold($0.name) == fold(name ?? "") }
    var places: [String: [String]] = [:]
    var order: [(name: String, type: String)] = []
    for table in reached.isEmpty ? tables : reached {
      for column in table.columns {
        if places[column.name] == nil { order.append((column.name, column.type.map { "\($0) · " } ?? "")) }
        places[column.name, default: []].append(table.name)
      }
    }
    for column in order {
      let summary = column.type + (places[column.name] ?? []).joined(separator: ", ")
      search.add(column.name, insertion: writtenName(column.name) + " ", summary: summary)
    }
  }

  private func addFunctions(to search: inout Search) {
    for function in vocabulary.knownFunctions {
      let parameters = function.parameters.joined(separator: ", ")
      search.add(
        function.name, label: "\(function.name)(\(parameters))", insertion: function.name + "(",
        summary: function.summary)
    }
  }

  private func addValues(of column: String, in table: String?, to search: inout Search) {
    let type = vocabulary.knownTables.lazy.flatMap(\.columns).first { fold($0.name) == fold(column) }?
      .type
    for value in vocabulary.knownValues(of: column, table: table, prefix: search.typed, limit: 100) {
      let isBare = type == .number || type == .bool || type == .date || type == .time
      search.add(
        value.text, insertion: isBare ? value.text : writtenText(value.text),
        summary: "\(grouped(value.count)) \(value.count == 1 ? "row" : "rows")")
    }
    // A column that is known for its words: true and false need no data.
    if type == .bool { search.add(words: [LanguageWord("true", ""), LanguageWord("false", "")]) }
  }

  private func addFiles(to search: inout Search) {
    let typed = search.phrase
    let quote = typed.first == "'" ? "'" : "\""
    let path = typed.first == "\"" || typed.first == "'" ? String(typed.dropFirst()) : typed
    search.startsAtPhrase()
    for file in files(path) {
      search.addExactly(
        Candidate(
          insertion: quote + file.path + (file.isFolder ? "" : quote), label: file.path, summary: file.summary
        ))
    }
  }

  private func addSettings(to search: inout Search) {
    let values: [(String, [LanguageWord])] = [
      ("week starts", Words.days), ("year starts", Words.months), ("language", Words.languages),
      ("safe_export", Words.switches), ("comment language", Words.commentLanguages),
    ]
    search.add(phrases: Words.settings)
    for (setting, words) in values where search.phrase.lowercased().hasPrefix(setting) {
      search.add(phrases: words.map { LanguageWord("\(setting) \($0.text)", $0.summary) })
    }
  }
}

/// The candidates so far, and what they have to begin with.
private struct Search {
  let typed: String
  let start: Int
  let phrase: String
  let phraseStart: Int
  let cursor: Int
  var isFollowedByBlank = false
  private var byStart: [Candidate] = []
  private var byContent: [Candidate] = []
  private var byPhrase: [Candidate] = []
  private var usesPhrase = false

  init(typed: String, start: Int, phrase: String, phraseStart: Int, cursor: Int) {
    self.typed = typed
    self.start = start
    self.phrase = phrase
    self.phraseStart = phraseStart
    self.cursor = cursor
  }

  var completion: Completion {
    var found = Completion(range: start..<cursor, candidates: byStart.isEmpty ? byContent : byStart)
    if !byPhrase.isEmpty || usesPhrase {
      // A phrase of several words replaces all of them; single words then do not fit.
      if phraseStart < start || usesPhrase {
        found = Completion(range: phraseStart..<cursor, candidates: byPhrase)
      } else {
        found = Completion(range: start..<cursor, candidates: byPhrase + byStart)
      }
    }
    var seen: Set<String> = []
    found.candidates = found.candidates.filter { seen.insert($0.insertion).inserted }
    if isFollowedByBlank {
      for index in found.candidates.indices where found.candidates[index].insertion.hasSuffix(" ") {
        found.candidates[index].insertion.removeLast()
      }
    }
    return found
  }

  mutating func startsAtPhrase() { usesPhrase = true }

  mutating func add(words: [LanguageWord], ending: String = " ") {
    for word in words { add(word.text, insertion: word.text + ending, summary: word.summary) }
  }

  /// Words that may be several, and are compared with all that was typed at this place.
  mutating func add(phrases: [LanguageWord]) {
    let typedWords = phrase.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let wanted = typedWords + (phrase.last?.isWhitespace == true && !typedWords.isEmpty ? " " : "")
    for word in phrases where word.text.hasPrefix(wanted) {
      byPhrase.append(Candidate(insertion: word.text + " ", label: word.text, summary: word.summary))
    }
  }

  mutating func add(_ name: String, label: String? = nil, insertion: String, summary: String) {
    let candidate = Candidate(insertion: insertion, label: label ?? name, summary: summary)
    if folded(name).hasPrefix(folded(typed)) {
      byStart.append(candidate)
    } else if fold(typed).count > 1 && fold(name).contains(fold(typed)) {
      byContent.append(candidate)
    }
  }

  mutating func addExactly(_ candidate: Candidate) { byPhrase.append(candidate) }
}

/// A count with its thousands separated.
func grouped(_ count: Int) -> String {
  var result = ""
  for (index, digit) in String(count).reversed().enumerated() {
    if index > 0 && index % 3 == 0 && digit != "-" { result.append(",") }
    result.append(digit)
  }
  return String(result.reversed())
}
