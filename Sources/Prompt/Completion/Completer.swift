import Columns
import Diagnostics
import KPILanguage
import Syntax

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
    var completion = found(text, cursor: cursor)
    guard vocabulary.language == .spanish else { return completion }
    for index in completion.candidates.indices {
      completion.candidates[index].summary = summaryInSpanish(completion.candidates[index].summary)
    }
    return completion
  }

  private func found(_ text: String, cursor: Int) -> Completion {
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
    var context = CursorContext(tokens: tokens, cursor: start)
    if let refined = vocabulary.refinedQuery, refinementWords.contains(context.statement) {
      context.takeItems(of: refined)
    }
    let phrase = string(all[context.phraseStart..<cursor])
    var search = Search(
      typed: typed, start: start, phrase: phrase, phraseStart: context.phraseStart, cursor: cursor)
    search.isFollowedByBlank = cursor < all.count && all[cursor] == " "
    if typed.hasPrefix("$") {
      for name in vocabulary.knownParameters {
        search.add("$" + name, insertion: "$" + name + " ", summary: "")
      }
      return search.completion
    }
    search.isInsideCall = context.calls.last?.name.isEmpty == false
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
      addColumns(context, to: &search)
      addFunctions(to: &search)
    case .afterItem, .afterDimension:
      if context.place == .afterDimension { search.add(phrases: Words.grains) }
      search.add(words: Words.clauses)
    case .condition, .column:
      addColumns(context, to: &search)
      if context.place == .condition, context.calls.last?.name != "theme" { addFunctions(to: &search) }
      if context.statement == "expect" { addKPIs(to: &search) }
    case .afterColumn:
      search.add(phrases: Words.operators)
      if !context.hasPhrase {
        search.add(words: Words.connectives + Words.clauses.filter { $0.text != "where" })
      }
    case .value(let column): addValues(of: column, context, to: &search)
    case .afterValue:
      search.add(words: Words.connectives + Words.clauses.filter { $0.text != "where" })
    case .dimension: addDimensions(context, to: &search)
    case .period: addPeriods(Words.periods, context, to: &search)
    case .comparison: addPeriods(Words.comparisons + Words.periods, context, to: &search)
    case .extra: addPhrases(Words.extras, context, to: &search)
    case .sortKey:
      search.add(
        words: context.hasPhrase ? Words.sorts + Words.clauses : context.names.map { LanguageWord($0, "") })
    case .rolling:
      addPhrases(Words.windows + countedUnits("", search.phrase), context, to: &search)
    case .table: addTables(to: &search)
    case .kpi where context.statement == "learn": addLessons(to: &search)
    case .kpi where context.statement == "forget":
      for name in vocabulary.knownOwnDefinitions {
        search.add(name, insertion: writtenName(name) + " ", summary: "your definition")
      }
    case .kpi: addKPIs(to: &search)
    case .path: addFiles(to: &search)
    case .setting: addSettings(to: &search)
    case .show: search.add(phrases: Words.shows)
    case .describe:
      addTables(to: &search)
      addKPIs(to: &search)
      addColumns(CursorContext(tokens: [], cursor: 0), to: &search)
    case .help:
      search.add(words: Words.statements + Words.verbs + Words.clauses)
      addKPIs(to: &search)
      addFunctions(to: &search)
    case .loadOptions: search.add(words: Words.loadOptions)
    case .loadBinding: search.add(words: Words.readingOptions, ending: " = ")
    case .definition:
      search.add(words: Words.definitionClauses)
      addColumns(context, to: &search)
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

  /// A column of several tables is offered once, with the tables.
  private func addColumns(_ context: CursorContext, to search: inout Search) {
    var columns = merged(reached(context))
    if context.calls.last?.name == "theme" {
      // Themes are told from sentences; no other column makes sense there.
      let comments = columns.filter { $0.column.role == "comment" }
      if !comments.isEmpty { columns = comments }
    }
    for (column, summary) in columns { add(column, summary, to: &search) }
  }

  private func add(_ column: ReachedColumn, _ summary: String, isLate: Bool = false, to search: inout Search)
  {
    let ending = search.isInsideCall ? "" : " "
    search.add(
      column.name, insertion: writtenName(column.name) + ending, summary: summary, isLate: isLate)
  }

  private func reached(_ context: CursorContext) -> [ReachedColumn] {
    vocabulary.reachedColumns(of: context.mentioned, from: context.table)
  }

  private func merged(_ columns: [ReachedColumn]) -> [(column: ReachedColumn, summary: String)] {
    var positions: [String: Int] = [:]
    var result: [(column: ReachedColumn, tables: [String])] = []
    for column in columns {
      if let known = positions[column.name] {
        result[known].tables.append(column.table)
      } else {
        positions[column.name] = result.count
        result.append((column, [column.table]))
      }
    }
    return result.map { column, tables in
      var parts = column.type.map { ["\($0)"] } ?? []
      if let distinct = column.distinct, (1...60).contains(distinct), column.type != .bool {
        parts.append("\(distinct) \(distinct == 1 ? "value" : "values")")
      }
      return (column, (parts + [tables.joined(separator: ", ")]).joined(separator: " · "))
    }
  }

  /// What groups are usually made of comes first: months, the user's own dimensions, columns with few values.
  private func addDimensions(_ context: CursorContext, to search: inout Search) {
    search.add(phrases: Words.grains.prefix(4).map { $0 })
    for dimension in vocabulary.knownDimensions {
      search.add(dimension.name, insertion: writtenName(dimension.name) + " ", summary: "your dimension")
    }
    let columns = merged(reached(context)).enumerated()
      .sorted { ($0.element.column.groupingRank, $0.offset) < ($1.element.column.groupingRank, $1.offset) }
      .map(\.element)
    for (column, summary) in columns where column.groupingRank % 10 < 4 { add(column, summary, to: &search) }
    search.add(phrases: Words.grains.dropFirst(4).map { $0 }, isLate: true)
    search.add(
      words: [LanguageWord("band", "steps of a number"), LanguageWord("theme", "themes of comments")],
      ending: "(", isLate: true)
    for (column, summary) in columns where column.groupingRank % 10 >= 4 {
      add(column, summary, isLate: true, to: &search)
    }
  }

  private func addPeriods(_ words: [LanguageWord], _ context: CursorContext, to search: inout Search) {
    var words = words
    for start in ["last", "previous", "next"] { words += countedUnits(start + " ", search.phrase) }
    let known = vocabulary.knownPeriods(of: context.mentioned, from: context.table).map { period in
      LanguageWord(period.text, "\(grouped(period.count)) \(period.count == 1 ? "row" : "rows")")
    }
    // The years are few and stand on the first page; a year and a letter more bring its quarters and months.
    let years = known.prefix { !$0.text.contains("-") }
    words.insert(contentsOf: years, at: min(4, words.count))
    addPhrases(words + known.dropFirst(years.count), context, to: &search)
  }

  /// `last 7 days` and its like, once the number is typed.
  private func countedUnits(_ start: String, _ phrase: String) -> [LanguageWord] {
    guard phrase.lowercased().hasPrefix(start) else { return [] }
    let number = phrase.dropFirst(start.count).prefix { $0.isNumber }
    guard !number.isEmpty, number.count < 6 else { return [] }
    return ["days", "weeks", "months", "quarters", "years"].map {
      LanguageWord("\(start)\(number) \($0)", start.isEmpty ? "each period with those before" : "whole ones")
    }
  }

  private func addLessons(to search: inout Search) {
    let lessons = vocabulary.knownLessons
    guard !lessons.isEmpty else { return addKPIs(to: &search) }
    let titles = Dictionary(
      vocabulary.knownKPIs.map { ($0.name, $0.title) }, uniquingKeysWith: { first, _ in first })
    for name in lessons { search.add(name, insertion: name + " ", summary: titles[name] ?? "") }
  }

  private func addFunctions(to search: inout Search) {
    for function in vocabulary.knownFunctions {
      let parameters = function.parameters.joined(separator: ", ")
      search.add(
        function.name, label: "\(function.name)(\(parameters))", insertion: function.name + "(",
        summary: function.summary)
    }
  }

  private func addValues(of column: String, _ context: CursorContext, to search: inout Search) {
    // The column of the table that answers is meant before one of the same name elsewhere.
    let found = reached(context).first { fold($0.name) == fold(column) || $0.role == column }
    if found == nil && column == "theme" {
      for name in vocabulary.knownThemes + ["no theme"] {
        search.add(name, insertion: quoted(name), summary: "theme")
      }
      return
    }
    let table = found?.table ?? context.table
    let type = found?.type
    for value in vocabulary.knownValues(of: column, table: table, prefix: search.typed, limit: 100) {
      let isBare = type == .number || type == .bool || type == .date || type == .time
      search.add(
        value.text, insertion: isBare ? value.text : quoted(value.text),
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
    let zoneStart = "zone "
    if search.phrase.lowercased().hasPrefix(zoneStart) {
      let typed = folded(search.phrase.dropFirst(zoneStart.count).filter { $0 != "\"" }.description)
      search.startsAtPhrase()
      // Who types a city does not know the part of the world that the name begins with.
      for name in vocabulary.zoneNames()
      where folded(name).hasPrefix(typed) || folded(name).contains("/" + typed) {
        search.addExactly(Candidate(insertion: "zone \"\(name)\"", label: name, summary: ""))
      }
      return
    }
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
  /// The innermost open bracket is a function's: what is inserted is followed by a comma or a bracket.
  var isInsideCall = false
  private var byStart: [Candidate] = []
  private var late: [Candidate] = []
  private var latePhrases: [Candidate] = []
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
    var found = Completion(range: start..<cursor, candidates: byStart + late)
    if byStart.isEmpty && late.isEmpty && latePhrases.isEmpty { found.candidates = byContent }
    if !byPhrase.isEmpty || !latePhrases.isEmpty || usesPhrase {
      // A phrase of several words replaces all of them; single words then do not fit.
      if phraseStart < start || usesPhrase {
        found = Completion(range: phraseStart..<cursor, candidates: byPhrase + latePhrases)
      } else {
        found = Completion(range: start..<cursor, candidates: byPhrase + byStart + latePhrases + late)
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

  mutating func add(words: [LanguageWord], ending: String = " ", isLate: Bool = false) {
    for word in words {
      add(word.text, insertion: word.text + ending, summary: word.summary, isLate: isLate)
    }
  }

  /// Words that may be several, and are compared with all that was typed at this place.
  mutating func add(phrases: [LanguageWord], isLate: Bool = false) {
    let typedWords = phrase.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let wanted = typedWords + (phrase.last?.isWhitespace == true && !typedWords.isEmpty ? " " : "")
    for word in phrases where word.text.hasPrefix(wanted) {
      let candidate = Candidate(insertion: word.text + " ", label: word.text, summary: word.summary)
      if isLate { latePhrases.append(candidate) } else { byPhrase.append(candidate) }
    }
  }

  mutating func add(
    _ name: String, label: String? = nil, insertion: String, summary: String, isLate: Bool = false
  ) {
    let candidate = Candidate(insertion: insertion, label: label ?? name, summary: summary)
    if folded(name).hasPrefix(folded(typed)) {
      if isLate { late.append(candidate) } else { byStart.append(candidate) }
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
