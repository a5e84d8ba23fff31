import Diagnostics

/// Divides a text into statements before any of them is read.
///
/// A statement ends at `;` and at the end of its line, but goes on while a bracket is open, after a comma or
/// an operator at the end of a line, and on lines that are indented. A bracket that is never closed does not
/// hold a statement open, so that one forgotten bracket spoils one statement and not the rest of the script.
struct StatementDivision {
  /// The tokens that mean something, without space and comments.
  var tokens: [Token]
  /// Ranges of `tokens`, none empty.
  var statements: [Range<Int>] = []
  /// Places in `tokens` of brackets that are not closed.
  var openBrackets: Set<Int> = []
  /// Places in `tokens` of brackets that close nothing.
  var strayBrackets: Set<Int> = []

  init(_ all: [Token]) {
    tokens = all.filter(\.isSignificant)
    let isMatched = matchBrackets()
    var start = 0
    var depth = 0
    for index in tokens.indices {
      let token = tokens[index]
      // What stands behind `help` is no formula, so nothing in it makes it go on.
      let isBehindHelp = tokens[start].symbol == "help"
      if index > start, token.startsLine,
        isBehindHelp || (!token.isIndented && depth == 0 && !tokens[index - 1].goesOn)
      {
        statements.append(start..<index)
        start = index
        depth = 0
      }
      switch token.symbol {
      case ";" where token.kind == .punctuation:
        if index > start { statements.append(start..<index) }
        start = index + 1
        depth = 0
      case "(", "{", "[": if isMatched[index] { depth += 1 }
      case ")", "}", "]": if isMatched[index] { depth = max(0, depth - 1) }
      default: break
      }
    }
    if start < tokens.count { statements.append(start..<tokens.count) }
  }

  /// - Returns: For each token, whether it is a bracket with a partner.
  private mutating func matchBrackets() -> [Bool] {
    var isMatched = [Bool](repeating: false, count: tokens.count)
    var open: [(index: Int, closing: String)] = []
    for index in tokens.indices where tokens[index].kind == .punctuation {
      switch tokens[index].symbol {
      case "(": open.append((index, ")"))
      case "{": open.append((index, "}"))
      case "[": open.append((index, "]"))
      case ")", "}", "]":
        guard let last = open.last, last.closing == tokens[index].symbol else {
          strayBrackets.insert(index)
          continue
        }
        open.removeLast()
        isMatched[last.index] = true
        isMatched[index] = true
      case ";":
        openBrackets.formUnion(open.map(\.index))
        open.removeAll()
      default: break
      }
    }
    openBrackets.formUnion(open.map(\.index))
    return isMatched
  }
}

extension Token {
  /// True for a comma or an operator, after which a statement goes on in the next line.
  var goesOn: Bool {
    switch kind {
    case .operator: true
    case .punctuation: symbol == "," || symbol == ":"
    case .word:
      symbol == "and" || symbol == "or" || symbol == "not" || symbol == "in" || symbol == "contains"
        || symbol == "between"
    default: false
    }
  }
}
