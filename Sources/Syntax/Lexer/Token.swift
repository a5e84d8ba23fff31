package import Diagnostics

/// A stretch of text that belongs together: a word, a number, an operator, a comment, the space between them.
package struct Token: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// A name or a word of the language; the parser decides which.
    case word
    /// A name in backticks.
    case name
    /// `12`, `1_000`, `3.5`, `1e6`, `5%`
    case number
    /// `"…"` or `'…'`
    case text
    /// `/regex/`, only in a `theme` statement
    case pattern
    /// `4h`, `30d`
    case duration
    /// `2024-03`; a bare year is a number.
    case period
    /// `$segment`
    case parameter
    case `operator`
    case punctuation
    case comment
    case space
    case newline
    /// What the lexer could not read; a diagnostic stands beside it.
    case unreadable
    case end
  }

  package var kind: Kind
  package var range: SourceRange
  /// A word in lower case, an operator in its standard spelling (`!=` for `<>`), else empty.
  ///
  /// Words that are longer than any word of the language, or not ASCII, have none: they can only be names.
  package var symbol: String
  /// True for the first token of a line that is neither space nor comment.
  package var startsLine = false
  /// True if the token's line begins with space.
  package var isIndented = false

  package init(_ kind: Kind, _ range: SourceRange, symbol: String = "") {
    self.kind = kind
    self.range = range
    self.symbol = symbol
  }

  /// False for what only separates: space, line ends and comments.
  package var isSignificant: Bool {
    switch kind {
    case .space, .newline, .comment, .end: false
    default: true
    }
  }
}
