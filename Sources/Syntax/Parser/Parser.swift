import Diagnostics

/// Reads the tokens of one statement after the other by recursive descent; the constructs are in the files
/// beside this one.
///
/// An error never throws. It is reported once, then the parser is *recovering*: further reports are held
/// back until a comma, a closing bracket or the next clause gives it firm ground, so that one mistake is one
/// message and three mistakes are three.
struct Parser {
  let source: SourceText
  let tokens: [Token]
  /// The token to be read next; never more than `end`.
  var index = 0
  /// Where the statement's tokens end.
  var end = 0
  var diagnostics: [Diagnostic] = []
  var isRecovering = false
  /// True once the rest of the statement was left unread, after which nothing more is reported.
  var hasGivenUp = false
  /// How many brackets stand around the current place.
  var depth = 0
  /// How many operands are being read within one another: brackets, and signs before a value.
  var operandDepth = 0
  /// The height of the tree that was read last, so that long chains stay within what recursion can bear.
  var height = 0
  /// True inside `kpi …`, where `is` begins the formula and other clause words hold.
  var isDefinition = false
  /// Replacements that would make the statement right.
  var fixes: [(range: SourceRange, text: String)] = []
  /// True after an error that no replacement mends.
  var hasUnfixedError = false
  /// True once an open bracket of the statement was reported; the others follow from it.
  var reportedOpenBrackets = false
  /// True if the definition read last has no formula yet.
  var lacksFormula = false

  static let greatestDepth = 100
  static let greatestOperandDepth = 150
  static let greatestHeight = 500
  static let mostErrorsOfAStatement = 10

  init(source: SourceText, tokens: [Token]) {
    self.source = source
    self.tokens = tokens
  }

  // MARK: Tokens

  /// The token to be read, or an `.end` behind the last one of the statement.
  var current: Token { token(0) }

  func token(_ distance: Int) -> Token {
    let place = index + distance
    return place < end ? tokens[place] : Token(.end, SourceRange(endOffset, endOffset))
  }

  /// The place in the text behind the statement's last token.
  var endOffset: Int { end > 0 && end <= tokens.count ? tokens[end - 1].range.end : 0 }

  var isAtEnd: Bool { index >= end }

  /// The end of the token read last.
  var previousEnd: Int { index > 0 ? tokens[index - 1].range.end : 0 }

  func at(_ symbol: String) -> Bool { index < end && tokens[index].symbol == symbol }

  func at(_ symbol: String, distance: Int) -> Bool {
    index + distance < end && tokens[index + distance].symbol == symbol
  }

  func text(_ token: Token) -> String { source[token.range] }

  /// Reads a word or a sign if it stands here.
  mutating func take(_ symbol: String) -> Bool {
    guard at(symbol) else { return false }
    index += 1
    return true
  }

  /// The range from a place to the end of the token read last.
  func range(from start: Int) -> SourceRange { SourceRange(start, max(start, previousEnd)) }

  // MARK: Names

  /// The name that the token is, if it is a word or stands in backticks.
  func nameHere() -> Name? {
    guard index < end else { return nil }
    return name(of: tokens[index])
  }

  func name(of token: Token) -> Name? {
    switch token.kind {
    case .word: return Name(text(token), range: token.range)
    case .name:
      var inside = token.range
      inside.start += 1
      if source.bytes[max(token.range.end - 1, 0)] == UInt8(ascii: "`"),
        token.range.end - token.range.start > 1
      {
        inside.end -= 1
      }
      return Name(source[inside], isQuoted: true, range: token.range)
    default: return nil
    }
  }

  /// Reads a name, or reports that one is missing.
  mutating func readName(_ what: String, example: String) -> Name {
    if let name = nameHere() {
      index += 1
      return name
    }
    reportExpected(.nameExpected, what, example: example)
    return Name("", range: SourceRange(current.range.start, current.range.start))
  }

  /// Reads `, …` lists. Recovers at commas, so that a mistake in one element does not hide those in the next.
  mutating func readList(_ element: (inout Parser) -> Void) {
    repeat {
      element(&self)
      if isRecovering { skipToListEnd() }
    } while take(",")
  }

  // MARK: Reports

  mutating func report(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String? = nil,
    help: [String] = [],
    fix: String? = nil, fixing: SourceRange? = nil
  ) {
    guard !isRecovering, !hasGivenUp else { return }
    diagnostics.append(Diagnostic(.error, code, message, source: source, at: range, label: label, help: help))
    if let fix { fixes.append((fixing ?? range, fix)) } else { hasUnfixedError = true }
  }

  /// Reports what is missing here, and begins to recover.
  mutating func reportExpected(_ code: DiagnosticCode, _ what: String, example: String? = nil) {
    let label = example.map { "such as `\($0)`" }
    let token = current
    if token.kind == .unreadable {
      // The lexer has said it already.
      hasUnfixedError = true
    } else if token.kind == .end {
      report(code, "\(what) is missing at the end", at: token.range, label: label)
    } else {
      report(
        code, "\(what) is expected here, not \(described(token))", at: token.range, label: label,
        help: helpForSeveralWords)
    }
    isRecovering = true
  }

  /// What to write where a word follows a word: most likely both are the name of a column.
  var helpForSeveralWords: [String] {
    guard index > 0, index < end, tokens[index - 1].kind == .word, tokens[index].kind == .word,
      !Words.clauses.contains(tokens[index - 1].symbol), !tokens[index].startsLine,
      !["asc", "desc", "of", "with"].contains(tokens[index - 1].symbol)
    else { return [] }
    var last = index
    while last + 1 < end, tokens[last + 1].kind == .word, !Words.clauses.contains(tokens[last + 1].symbol),
      !["and", "or", "is", "not", "in", "asc", "desc", "as"].contains(tokens[last + 1].symbol)
    {
      last += 1
    }
    let name = source[SourceRange(tokens[index - 1].range.start, tokens[last].range.end)]
    return ["a name of several words stands in backticks: `\(name)`"]
  }

  /// The token in words, short enough for a sentence.
  func described(_ token: Token) -> String {
    let spelling = text(token)
    if spelling.utf8.count > 40 || spelling.contains("\n") {
      return token.kind == .text ? "a text" : "`\(spelling.prefix(30).prefix { $0 != "\n" })…`"
    }
    if spelling.contains("`") { return spelling }
    return "`\(spelling)`"
  }

  // MARK: Recovery

  /// Skips to a comma or a closing bracket of the innermost open list, or to the next clause.
  mutating func skipToListEnd() {
    skip { $0.at(",") || $0.beginsClause(0) }
  }

  /// Skips to the next clause, or to the bracket that closes around here.
  mutating func skipToClause() {
    skip(pastClosing: depth == 0) { $0.beginsClause(0) }
  }

  /// Skips to the first place outside brackets, of those that open on the way, where the condition holds or a bracket
  /// closes that was open before; then recovery is over.
  ///
  /// - Parameter pastClosing: Brackets that close and never opened are skipped too.
  mutating func skip(pastClosing: Bool = false, to isWanted: (Parser) -> Bool) {
    var open = 0
    search: while index < end {
      switch current.symbol {
      case "(", "{", "[": open += 1
      case ")", "}", "]":
        if open == 0, !pastClosing { break search }
        open = max(open - 1, 0)
      default:
        if open == 0, isWanted(self) { break search }
      }
      index += 1
    }
    isRecovering = false
  }

  /// Whether a clause word stands at a distance, followed by something that such a clause can begin with.
  func beginsClause(_ distance: Int) -> Bool {
    let word = token(distance)
    guard word.kind == .word else { return false }
    let following = token(distance + 1)
    if isDefinition {
      guard Words.definitionClauses.contains(word.symbol) else { return false }
      if word.symbol == "next" || word.symbol == "is" {
        return following.symbol != "(" || word.symbol == "is"
      }
      return beginsOperand(following)
    }
    switch word.symbol {
    case "cumulative": return !isInfix(following)
    case "top", "bottom", "limit", "rolling": return following.kind == .number || following.kind == .duration
    case "without": return true
    default:
      guard Words.clauses.contains(word.symbol) else { return false }
      return beginsOperand(following)
    }
  }

  /// Whether a token can be the first of a value.
  func beginsOperand(_ token: Token) -> Bool {
    switch token.kind {
    case .word: !isInfix(token) && token.symbol != "as" && token.symbol != "of" || token.symbol == "not"
    case .name, .number, .text, .duration, .period, .parameter, .pattern: true
    case .punctuation: token.symbol == "("
    case .operator: token.symbol == "-"
    default: false
    }
  }

  /// Whether a token stands between two values: an operator, signs and words alike.
  func isInfix(_ token: Token) -> Bool {
    switch token.symbol {
    case "or", "and", "=", "!=", "<", "<=", ">", ">=", "~", "contains", "+", "-", "*", "/", "%", "in",
      "between",
      "is", "not", "like", "..", "@":
      true
    default: false
    }
  }
}
