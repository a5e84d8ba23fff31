/// What the grammar has a place for at the cursor, as far as a half-written line tells.
enum Place: Hashable {
  case statement
  /// A KPI or an expression of KPIs; a column inside an aggregate.
  case item
  case afterItem
  /// A condition begins, or goes on after `and`.
  case condition
  /// After a column in a condition: an operator.
  case afterColumn(String)
  /// After an operator: a value of the column.
  case value(of: String)
  case afterValue
  case dimension
  case afterDimension
  case period, comparison, extra, sortKey
  /// A number, or a name that is new: nothing to offer.
  case free
  case rolling
  case table
  case kpi
  case column
  case path
  case setting, show, describe, help
  case loadOptions, loadBinding
  case definition
  case clauseName
}

/// Where the cursor is in a statement, found by reading the tokens before it from left to right.
struct CursorContext {
  private(set) var place = Place.statement
  /// Where the phrase at this place begins, such as `last 3 months`.
  private(set) var phraseStart: Int
  /// Whether tokens of the phrase stand before the word at the cursor, so that something else may follow.
  private(set) var hasPhrase = false
  /// The table after `from`.
  private(set) var table: String?
  /// Names of items and dimensions, to sort by.
  private(set) var names: [String] = []
  /// Every name in the items, also those inside brackets: what decides which tables are in reach.
  private(set) var mentioned: [String] = []
  private(set) var statement = ""
  /// The places that open brackets return to.
  private var brackets: [Place] = []
  /// The functions whose brackets are open and which argument the cursor is in, innermost last; a bracket of no
  /// function has the name "".
  private(set) var calls: [(name: String, argument: Int)] = []
  private var previous: PromptToken?
  private var comparedColumn = ""

  /// - Parameter tokens: The statement's tokens before the word at the cursor, without comments and newlines.
  init(tokens: [PromptToken], cursor: Int) {
    phraseStart = cursor
    for token in tokens {
      read(token)
      previous = token
    }
    if !hasPhrase { phraseStart = cursor }
  }

  private mutating func move(to place: Place) {
    self.place = place
    hasPhrase = false
  }

  private mutating func read(_ token: PromptToken) {
    let word = token.kind == .word ? token.lowercased : token.kind == .symbol ? token.content : ""
    if place == .statement && readStatementWord(word) { return }
    if token.kind == .symbol && readBracket(word) { return }
    if brackets.isEmpty || word == "where" || word == "given", readClauseWord(word) { return }
    readOperand(token, word)
  }

  /// The first word of a statement that is no query.
  private mutating func readStatementWord(_ word: String) -> Bool {
    statement = word
    switch word {
    case _ where Words.verbs.contains { $0.text == word }: move(to: .item)
    case "load", "run", "save": move(to: .path)
    case "set": move(to: .setting)
    case "show": move(to: .show)
    case "describe": move(to: .describe)
    case "help": move(to: .help)
    case "learn", "forget", "target": move(to: .kpi)
    case "unload": move(to: .table)
    case "terms", "quotes", "link": move(to: .column)
    case "kpi": move(to: .definition)
    case "expect", "print", "and": move(to: .condition)
    case "let", "param", "dimension", "theme", "connect": move(to: .free)
    case "without": move(to: .clauseName)
    default:
      if readClauseWord(word) { return true }
      move(to: .item)
      return false
    }
    return true
  }

  private mutating func readBracket(_ symbol: String) -> Bool {
    switch symbol {
    case "(", "[", "{":
      brackets.append(place)
      let isCall = symbol == "(" && previous?.kind == .word
      calls.append((isCall ? previous?.lowercased ?? "" : "", 0))
      switch place {
      case .value: break
      case .item, .afterItem: move(to: .item)
      default: move(to: .condition)
      }
    case ",":
      if !calls.isEmpty { calls[calls.count - 1].argument += 1 }
      return false
    case ")", "]", "}":
      let call = calls.popLast()?.name ?? ""
      switch brackets.popLast() {
      // What a function gives is compared as a column is; themes are the one with values that are known.
      case .afterColumn where !call.isEmpty: move(to: .afterColumn(call == "theme" ? call : ""))
      case .item, .afterItem: move(to: .afterItem)
      case .dimension, .afterDimension: move(to: .afterDimension)
      default: move(to: .afterValue)
      }
    default: return false
    }
    return true
  }

  private mutating func readClauseWord(_ word: String) -> Bool {
    if place == .path && statement != "load" { return false }
    if statement == "load" {
      switch word {
      case "as": move(to: .free)
      case "with": move(to: .loadBinding)
      case "where": move(to: .condition)
      case "per": move(to: .column)
      default: return false
      }
      return true
    }
    if place == .definition && word == "from" {
      move(to: .table)
      return true
    }
    if statement == "kpi" || (statement == "set" && place == .setting) { return false }
    // `starts with` and `ends with` are operators, `vs where` is a comparison, `vs last year` has no clause.
    if case .afterColumn = place, word == "with" { return false }
    switch word {
    case "where", "given": move(to: .condition)
    case "by", "pivot": move(to: .dimension)
    case "during", "since", "until": move(to: .period)
    case "vs": move(to: .comparison)
    case "with": move(to: .extra)
    case "sort": move(to: .sortKey)
    case "top", "bottom", "limit", "as": move(to: .free)
    case "rolling": move(to: .rolling)
    case "from": move(to: .table)
    case "into": move(to: .path)
    case "cumulative": move(to: .afterItem)
    default: return false
    }
    return true
  }

  private mutating func readOperand(_ token: PromptToken, _ word: String) {
    let isComma = word == ","
    switch place {
    case .statement, .item, .afterItem:
      if isComma || ["+", "-", "*", "/"].contains(word) { return move(to: .item) }
      if brackets.isEmpty && token.kind != .number { names.append(token.content) }
      if token.kind == .word || token.kind == .quotedName { mentioned.append(token.content) }
      move(to: .afterItem)
    case .condition, .column:
      if ["not", ",", "+", "-", "*", "/"].contains(word) { return }
      if token.kind == .word || token.kind == .quotedName {
        if place == .column && statement != "link" { return move(to: .afterItem) }
        comparedColumn = token.content
        move(to: .afterColumn(token.content))
      } else {
        move(to: .afterValue)
      }
    case .afterColumn(let column):
      switch word {
      case "and", "or", ",", "+", "-", "*", "/", "%": move(to: .condition)
      case ".": move(to: .condition)
      case "not": hasPhrase = true
      case "starts", "ends", "is":
        phraseStart = token.range.lowerBound
        hasPhrase = true
      case "none", "known", "true", "false": move(to: .afterValue)
      default: move(to: .value(of: column))
      }
    case .value:
      if word != "," && word != "not" { move(to: .afterValue) }
    case .afterValue:
      if isComma, case .value? = brackets.last { return move(to: .value(of: comparedColumn)) }
      if ["and", "or", ",", "+", "-", "*", "/", "="].contains(word) { move(to: .condition) }
      if word == ".." { move(to: .value(of: comparedColumn)) }
    case .dimension, .afterDimension:
      if isComma { return move(to: .dimension) }
      if word == "of" { return move(to: .column) }
      if place == .dimension { phraseStart = token.range.lowerBound }
      if token.kind == .word || token.kind == .quotedName { names.append(token.content) }
      place = .afterDimension
      hasPhrase = true
    case .table:
      table = token.content
      move(to: statement == "kpi" ? .definition : .afterItem)
    case .free:
      move(to: statement == "load" ? .loadOptions : .afterItem)
    case .rolling:
      if hasPhrase && token.kind == .word { return move(to: .afterItem) }
      if !hasPhrase { phraseStart = token.range.lowerBound }
      hasPhrase = true
    case .path:
      if token.kind == .text && !token.isOpen {
        return move(to: statement == "load" ? .loadOptions : .afterItem)
      }
      if !hasPhrase { phraseStart = token.range.lowerBound }
      hasPhrase = true
    case .loadOptions:
      if isComma { move(to: .path) }
    case .loadBinding:
      if isComma { return move(to: .loadBinding) }
      if word == "=" { move(to: .column) }
    case .period, .comparison, .extra, .sortKey, .setting, .show:
      if isComma { return move(to: place) }
      if !hasPhrase { phraseStart = token.range.lowerBound }
      hasPhrase = true
    case .kpi where statement == "forget" && word == "target": move(to: .kpi)
    case .kpi, .describe, .help, .clauseName:
      move(to: statement == "target" ? .afterItem : .free)
    case .definition:
      break
    }
  }

  /// A line that starts with a clause goes on with the items of another query.
  mutating func takeItems(of query: String) {
    let tokens = scanTokens(Array(query.unicodeScalars)).filter { $0.kind != .comment && $0.kind != .newline }
    let other = CursorContext(tokens: tokens, cursor: query.unicodeScalars.count)
    mentioned = other.mentioned + mentioned
    table = table ?? other.table
    names = other.names + names
  }
}
