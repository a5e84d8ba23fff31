package import Diagnostics

/// What reading a text gave: the tree of what could be read, and what is wrong with the rest.
package struct ParsedText: Sendable {
  package var source: SourceText
  package var statements: [Statement]
  /// In source order, at most ten errors a statement. An error means that the statement it lies in must not run.
  package var diagnostics: [Diagnostic]
  /// Comments after the last statement.
  package var trailingComments: [String] = []
  /// True if more lines could complete the last statement (an open bracket or quote, a trailing comma or operator):
  /// the prompt then adds a line instead of running it.
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
  ParsedText(source: source, statements: [], diagnostics: [], isIncomplete: false)
}

/// The standard layout of a parsed text without errors: idempotent, comments kept, ends with a newline.
package func format(_ parsed: ParsedText) -> String {
  parsed.source.text
}
