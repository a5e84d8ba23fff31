package import Diagnostics

/// What reading a text gave: the tree of what could be read, and what is wrong with the rest.
package struct ParsedText: Sendable {
  package var source: SourceText
  package var statements: [Statement]
  /// In source order, at most ten errors a statement. An error means that the statement it lies in must not
  /// run.
  package var diagnostics: [Diagnostic]
  /// Comments after the last statement.
  package var trailingComments: [String] = []
  /// True if more lines could complete the last statement (an open bracket or quote, a trailing comma or
  /// operator): the prompt then adds a line instead of running it.
  package var isIncomplete: Bool

  package init(source: SourceText, statements: [Statement], diagnostics: [Diagnostic], isIncomplete: Bool) {
    self.source = source
    self.statements = statements
    self.diagnostics = diagnostics
    self.isIncomplete = isIncomplete
  }
}

/// Reads a text of any length and content. Never fails: what cannot be read becomes a diagnostic.
package func parse(_ source: SourceText) -> ParsedText {
  var lexer = Lexer(source)
  var all: [Token] = []
  all.reserveCapacity(source.bytes.count / 4 + 1)
  repeat { all.append(lexer.next()) } while all.last?.kind != .end
  let division = StatementDivision(all)
  var parser = Parser(source: source, tokens: division.tokens)
  var parsed = ParsedText(source: source, statements: [], diagnostics: [], isIncomplete: false)
  var lexerDiagnostics = lexer.diagnostics[...]
  var lastLacksFormula = false

  for range in division.statements {
    let textRange = SourceRange(
      division.tokens[range.lowerBound].range.start, division.tokens[range.upperBound - 1].range.end)
    parser.diagnostics = []
    var fromLexer: [Diagnostic] = []
    while let first = lexerDiagnostics.first, let place = first.range, place.start < textRange.end {
      fromLexer.append(first)
      lexerDiagnostics.removeFirst()
    }
    let kind = parser.parseStatement(range)
    lastLacksFormula = parser.lacksFormula
    if case .help = kind { fromLexer = [] }
    if case .set(_, nil, _) = kind { fromLexer.removeAll { $0.code != .unclosedText } }
    var diagnostics = fromLexer + parser.diagnostics
    if !diagnostics.isEmpty {
      diagnostics.sort { ($0.range?.start ?? 0) < ($1.range?.start ?? 0) }
      if fromLexer.isEmpty, !parser.hasUnfixedError, !parser.fixes.isEmpty {
        diagnostics[0].correction = corrected(source, textRange, parser.fixes)
      }
      parsed.diagnostics += diagnostics.prefix(Parser.mostErrorsOfAStatement)
    }
    parsed.statements.append(Statement(kind, range: textRange))
  }
  parsed.diagnostics += lexerDiagnostics
  attachComments(all, source, to: &parsed)
  let endsOpen = division.tokens.last.map { $0.goesOn } ?? false
  parsed.isIncomplete =
    !division.openBrackets.isEmpty || lexer.endsInsideText || lastLacksFormula
    || (endsOpen && division.tokens.last?.symbol != ";")
  return parsed
}

/// The statement with its mistakes replaced.
private func corrected(
  _ source: SourceText, _ range: SourceRange, _ fixes: [(range: SourceRange, text: String)]
) -> String {
  var text = ""
  var position = range.start
  for fix in fixes.sorted(by: { $0.range.start < $1.range.start }) where fix.range.start >= position {
    text += source[SourceRange(position, fix.range.start)]
    text += fix.text
    position = fix.range.end
    // A word that is left out leaves no second space.
    if fix.text.isEmpty, text.hasSuffix(" "), position < range.end,
      source.bytes[position] == UInt8(ascii: " ")
    {
      position += 1
    }
  }
  return text + source[SourceRange(position, range.end)]
}

/// Gives comments to the statements they belong to.
private func attachComments(_ tokens: [Token], _ source: SourceText, to parsed: inout ParsedText) {
  var statement = 0
  var pending: [String] = []
  var hasLineEndedSinceStatement = true
  for token in tokens {
    while statement < parsed.statements.count, token.range.start >= parsed.statements[statement].range.end {
      parsed.statements[statement].leadingComments += pending
      pending = []
      statement += 1
      hasLineEndedSinceStatement = false
    }
    switch token.kind {
    case .newline: hasLineEndedSinceStatement = true
    case .comment:
      let isInside =
        statement < parsed.statements.count && token.range.start > parsed.statements[statement].range.start
      if isInside {
        parsed.statements[statement].leadingComments.append(source[token.range])
      } else if !hasLineEndedSinceStatement, statement > 0 {
        parsed.statements[statement - 1].trailingComment = source[token.range]
      } else {
        pending.append(source[token.range])
      }
    default: break
    }
  }
  parsed.trailingComments = pending
}
