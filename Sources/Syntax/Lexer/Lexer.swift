package import Diagnostics

/// Cuts source text into tokens.
///
/// The tokens cover the text from left to right without gap or overlap, the last one is always `.end`, and
/// no input makes the lexer fail: what it cannot read becomes an `.unreadable` token and a diagnostic.
///
/// - Returns: `(tokens, diagnostics)`, both in source order.
package func tokenize(_ source: SourceText) -> (tokens: [Token], diagnostics: [Diagnostic]) {
  var lexer = Lexer(source)
  var tokens: [Token] = []
  tokens.reserveCapacity(source.bytes.count / 4 + 1)
  repeat { tokens.append(lexer.next()) } while tokens.last?.kind != .end
  return (tokens, lexer.diagnostics)
}

/// The state of reading: a place in the bytes, and the little that must be remembered about what came before.
struct Lexer {
  let source: SourceText
  let bytes: [UInt8]
  var position = 0
  var diagnostics: [Diagnostic] = []
  /// True if a text was still open where the source ended, so that another line could close it.
  var endsInsideText = false

  /// True until the first significant token of the line was read.
  private var isAtLineStart = true
  private var isIndented = false
  /// Whether a statement has begun.
  private var hasBegun = false
  /// The last significant token's symbol; says whether `/` divides or opens a pattern.
  private var previousSymbol = ""
  private var isInTheme = false
  /// In `help what's this` quotes open no text.
  private var isInHelp = false
  /// Up to here it is known that no quote of the kind closes, so that many open quotes do not cost quadratic
  /// time.
  private var unclosedUntil: [UInt8: Int] = [:]

  init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
  }

  /// The byte at a distance from the position, 0 past the end.
  func byte(_ distance: Int = 0) -> UInt8 {
    let index = position + distance
    return index < bytes.count ? bytes[index] : 0
  }

  mutating func next() -> Token {
    let start = position
    guard position < bytes.count else { return Token(.end, SourceRange(start, start)) }
    let wasAtLineStart = isAtLineStart
    var token = read()
    if position <= start { position = start + 1 }
    token.range = SourceRange(start, position)
    switch token.kind {
    case .newline:
      isAtLineStart = true
      isIndented = false
      isInHelp = false
    case .space:
      if wasAtLineStart, bytes[start] != UInt8(ascii: "k") { isIndented = true }
    case .comment, .end: break
    default:
      if wasAtLineStart {
        token.startsLine = true
      }
      // An indented line goes on with the statement before it, if there is one.
      if wasAtLineStart && !isIndented || !hasBegun || previousSymbol == ";" {
        hasBegun = true
        beginStatement(token)
      }
      isAtLineStart = false
      previousSymbol = token.symbol
    }
    token.isIndented = isIndented
    return token
  }

  /// A few statements have signs of their own.
  private mutating func beginStatement(_ first: Token) {
    isInTheme = first.symbol == "theme"
    isInHelp = first.symbol == "help"
  }

  /// Reads one token; the caller sets its range.
  private mutating func read() -> Token {
    let first = byte()
    switch first {
    case UInt8(ascii: "\n"):
      position += 1
      return token(.newline)
    case UInt8(ascii: "\r") where byte(1) == UInt8(ascii: "\n"):
      position += 2
      return token(.newline)
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0B, 0x0C:
      skipSpace()
      return token(.space)
    case UInt8(ascii: "#"):
      while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
      if position > 0, position <= bytes.count, bytes[position - 1] == UInt8(ascii: "\r") { position -= 1 }
      return token(.comment)
    case UInt8(ascii: "k") where isAtLineStart && isPastedPrompt():
      position += 4
      skipSpace()
      return token(.space)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      return word()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return number()
    case UInt8(ascii: ".") where byte(1).isDigit:
      return number()
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard isInHelp else { return text() }
      // Only seen when the line goes on with a list or a formula and is no `help` after all.
      report(
        .unclosedText, "a text cannot stand behind `help`", at: SourceRange(position, position + 1),
        label: "begin a new statement with `;`")
      position += 1
      return token(.unreadable)
    case UInt8(ascii: "`"):
      return quotedName()
    case UInt8(ascii: "$"):
      return parameter()
    case UInt8(ascii: "/") where isInTheme && (previousSymbol == "=" || previousSymbol == ","):
      return pattern()
    case 0x80...:
      return wideScalar()
    default:
      return symbol()
    }
  }

  private func token(_ kind: Token.Kind, _ symbol: String = "") -> Token {
    Token(kind, SourceRange(position, position), symbol: symbol)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch byte() {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C: position += 1
      case UInt8(ascii: "\r") where byte(1) != UInt8(ascii: "\n"): position += 1
      default: return
      }
    }
  }

  /// `kpi> ` at the start of a line was copied from the prompt together with the statement.
  private func isPastedPrompt() -> Bool {
    byte(1) == UInt8(ascii: "p") && byte(2) == UInt8(ascii: "i") && byte(3) == UInt8(ascii: ">")
      && (byte(4) == UInt8(ascii: " ") || byte(4) == UInt8(ascii: "\n") || position + 4 == bytes.count)
  }

  // MARK: Words

  private mutating func word() -> Token {
    let start = position
    skipNameCharacters()
    return token(.word, wordSymbol(bytes[start..<position]))
  }

  private mutating func skipNameCharacters() {
    while position < bytes.count {
      let next = byte()
      if next < 0x80 {
        guard next.isLetter || next.isDigit || next == UInt8(ascii: "_") else { return }
        position += 1
      } else {
        let (scalar, length) = scalarHere()
        guard let scalar, scalar.continuesName else { return }
        position += length
      }
    }
  }

  /// A scalar outside ASCII: a letter begins a word, a space is space, a few operators have a sign of their
  /// own.
  private mutating func wideScalar() -> Token {
    let (scalar, length) = scalarHere()
    guard let scalar else {
      position += 1
      return token(.unreadable)
    }
    if scalar.beginsName { return word() }
    switch scalar {
    case "\u{00A0}", "\u{202F}", "\u{3000}", "\u{FEFF}", "\u{200B}", "\u{2000}"..."\u{200A}":
      position += length
      return token(.space)
    case "≤":
      position += length
      return token(.operator, "<=")
    case "≥":
      position += length
      return token(.operator, ">=")
    case "≠":
      position += length
      return token(.operator, "!=")
    case "…":
      position += length
      report(.unreadableCharacter, "`…` is not part of the language", length: length, label: "write `..`")
      return token(.operator, "..")
    case "–", "—", "−":
      position += length
      report(.unreadableCharacter, "this dash is not a minus sign", length: length, label: "write `-`")
      return token(.operator, "-")
    case "“", "”", "„", "‘", "’", "«", "»":
      return curlyText(length)
    default:
      let start = position
      position += length
      while position < bytes.count, byte() >= 0x80 {
        let (following, followingLength) = scalarHere()
        guard let following, !following.beginsName, !following.properties.isWhitespace,
          !"≤≥≠…–—−“”„‘’«»".unicodeScalars.contains(following)
        else { break }
        position += followingLength
      }
      let range = SourceRange(start, position)
      diagnostics.append(
        Diagnostic(
          .error, .unreadableCharacter, "a name with signs like these stands in backticks", source: source,
          at: range,
          label: "not a letter, digit or operator"))
      return token(.unreadable)
    }
  }

  /// “…” as word processors write it: read as a text, with an error that shows the straight quotes.
  private mutating func curlyText(_ length: Int) -> Token {
    let start = position
    position += length
    while position < bytes.count, byte() != UInt8(ascii: "\n") {
      if byte() == 0xE2, byte(1) == 0x80, byte(2) >= 0x98, byte(2) <= 0x9F {
        position += 3
        break
      }
      if byte() == 0xC2, byte(1) == 0xAB || byte(1) == 0xBB {
        position += 2
        break
      }
      position += 1
    }
    diagnostics.append(
      Diagnostic(
        .error, .unreadableCharacter, "these quotation marks are not part of the language", source: source,
        at: SourceRange(start, position), label: "write straight quotes: \"…\""))
    return token(.unreadable)
  }

  /// The scalar at the position and its length in bytes; nil with the length 1 for bytes that are not UTF-8.
  func scalarHere() -> (scalar: Unicode.Scalar?, length: Int) {
    let first = byte()
    let length =
      switch first {
      case 0..<0x80: 1
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    guard length > 0, position + length <= bytes.count else { return (nil, 1) }
    if length == 1 { return (Unicode.Scalar(first), 1) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for distance in 1..<length {
      let following = bytes[position + distance]
      guard following & 0xC0 == 0x80 else { return (nil, 1) }
      value = value << 6 | UInt32(following & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else { return (nil, 1) }
    return (scalar, length)
  }

  private mutating func quotedName() -> Token {
    let start = position
    position += 1
    while position < bytes.count, byte() != UInt8(ascii: "`"), byte() != UInt8(ascii: "\n") { position += 1 }
    if byte() == UInt8(ascii: "`") {
      position += 1
      if position - start == 2 {
        report(.nameExpected, "there is no name between the backticks", at: SourceRange(start, position))
        return token(.unreadable)
      }
      return token(.name)
    }
    report(
      .unclosedText, "this name has no closing backtick", at: SourceRange(start, start + 1),
      label: "opened here")
    return token(.name)
  }

  private mutating func parameter() -> Token {
    let start = position
    position += 1
    let (scalar, _) = scalarHere()
    if let scalar, position < bytes.count, scalar.beginsName {
      skipNameCharacters()
      return token(.parameter)
    }
    report(
      .nameExpected, "`$` stands before the name of a parameter", at: SourceRange(start, position),
      label: "write it as `$segment`")
    return token(.unreadable)
  }

  // MARK: Texts

  /// A text runs to its closing quote, over indented lines too; an open one ends with its line.
  private mutating func text() -> Token {
    let start = position
    let quote = byte()
    if start >= unclosedUntil[quote] ?? 0 {
      position += 1
      while position < bytes.count {
        let next = byte()
        if next == quote {
          position += 1
          if byte() == quote, position < bytes.count {
            position += 1
            continue
          }
          return token(.text)
        }
        if next == UInt8(ascii: "\\"), position + 1 < bytes.count, byte(1) != UInt8(ascii: "\n") {
          position += 2
          continue
        }
        if next == UInt8(ascii: "\n"), position + 1 < bytes.count, !byte(1).isBlank { break }
        position += 1
      }
      if position >= bytes.count { endsInsideText = true }
      unclosedUntil[quote] = position
    }
    position = start + 1
    while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
    if bytes[position - 1] == UInt8(ascii: "\r"), position - 1 > start { position -= 1 }
    report(
      .unclosedText, "this text has no closing quote", at: SourceRange(start, start + 1),
      label: "opened here",
      help: ["a quote inside a text is doubled or written `\\\(quote == 0x27 ? "'" : "\"")`"])
    return token(.text)
  }

  /// `/regex/` on one line; `\/` stands for a slash.
  private mutating func pattern() -> Token {
    let start = position
    position += 1
    while position < bytes.count, byte() != UInt8(ascii: "\n") {
      if byte() == UInt8(ascii: "/") {
        position += 1
        return token(.pattern)
      }
      position +=
        byte() == UInt8(ascii: "\\") && position + 1 < bytes.count && byte(1) != UInt8(ascii: "\n") ? 2 : 1
    }
    report(
      .unclosedText, "this pattern has no closing slash", at: SourceRange(start, start + 1),
      label: "opened here")
    return token(.pattern)
  }

  // MARK: Numbers

  private mutating func number() -> Token {
    let start = position
    if isPeriodStart() { return period() }
    skipDigits()
    var pointCount = 0
    while byte() == UInt8(ascii: "."), byte(1).isDigit {
      pointCount += 1
      position += 1
      skipDigits()
    }
    if byte() | 0x20 == UInt8(ascii: "e"),
      byte(1).isDigit || ((byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+")) && byte(2).isDigit)
    {
      position += 2
      skipDigits()
    }
    if pointCount > 1 {
      let spelling = source[SourceRange(start, position)]
      let parts = spelling.split(separator: ".", omittingEmptySubsequences: false)
      report(
        .badNumber, "a number has one decimal point", at: SourceRange(start, position),
        label: "write `\(parts.prefix(2).joined(separator: "."))`")
      return token(.number)
    }
    if byte() == UInt8(ascii: "%") {
      let following = byte(1)
      if following.isLetter || following.isDigit || following == UInt8(ascii: "_") {
        // `10%3` reads like a percent and then a number; only spaces make the remainder.
        report(
          .badNumber, "`%` directly behind a number means percent", at: SourceRange(start, position + 1),
          label: "write ` % ` with spaces for the remainder")
      }
      position += 1
      return token(.number)
    }
    let unitStart = position
    let (scalar, _) = scalarHere()
    guard position < bytes.count, let scalar, scalar.beginsName else { return token(.number) }
    skipNameCharacters()
    let unit = wordSymbol(bytes[unitStart..<position])
    if DurationUnit(shortOrLong: unit) != nil { return token(.duration) }
    let range = SourceRange(start, position)
    let count = source[SourceRange(start, unitStart)]
    switch unit {
    case "m":
      report(
        .badDuration, "`\(count)m` could mean minutes or months", at: range,
        label: "write `\(count)min` or `\(count)mo`")
      return token(.duration)
    case "k", "mio", "mm":
      report(.badNumber, "a number is written out, or with an exponent such as `1e6`", at: range)
    default:
      let letters = source[SourceRange(unitStart, position)]
      report(
        .badNumber, "a name does not begin with a digit, and no unit of time is called `\(letters)`",
        at: range,
        label: "a name like this stands in backticks: `` `\(source[range])` ``",
        help: ["the units of time are s, min, h, d, w, mo, q and y"])
    }
    return token(.unreadable)
  }

  private mutating func skipDigits() {
    while byte().isDigit || (byte() == UInt8(ascii: "_") && byte(1).isDigit) { position += 1 }
  }

  /// Four digits, `-`, and a digit, `Q` or `W`: `2024-03`, but not `2024-x` and not `12024-03`.
  private func isPeriodStart() -> Bool {
    guard byte().isDigit, byte(1).isDigit, byte(2).isDigit, byte(3).isDigit, byte(4) == UInt8(ascii: "-")
    else {
      return false
    }
    let following = byte(5)
    if following.isDigit { return true }
    let letter = following | 0x20
    return (letter == UInt8(ascii: "q") || letter == UInt8(ascii: "w")) && byte(6).isDigit
  }

  /// Takes all that belongs to a date; whether it is on the calendar is checked when it is read.
  private mutating func period() -> Token {
    let start = position
    position += 5
    while true {
      let next = byte()
      if next.isDigit || next.isLetter || next == UInt8(ascii: "_") {
        position += 1
      } else if next == UInt8(ascii: "-") || next == UInt8(ascii: ":"), byte(1).isDigit {
        position += 1
      } else if next == UInt8(ascii: "."), byte(1).isDigit,
        bytes[start..<position].contains(UInt8(ascii: ":"))
      {
        position += 1
      } else {
        break
      }
    }
    return token(.period)
  }

  // MARK: Signs

  private mutating func symbol() -> Token {
    let first = byte()
    let second = byte(1)
    func pair(_ left: Character, _ right: Character) -> Bool {
      first == left.asciiValue && second == right.asciiValue
    }
    if pair("=", "=") { return sign(2, "=") }
    if pair("<", "=") { return sign(2, "<=") }
    if pair(">", "=") { return sign(2, ">=") }
    if pair("!", "=") { return sign(2, "!=") }
    if pair("<", ">") { return sign(2, "!=") }
    if pair(".", ".") { return sign(2, "..") }
    if pair("&", "&") { return sign(2, "and") }
    if pair("|", "|") { return sign(2, "or") }
    if pair("=", ">") || pair("=", "<") {
      let correct = pair("=", ">") ? ">=" : "<="
      report(
        .unreadableCharacter, "`=` comes last in this operator", at: SourceRange(position, position + 2),
        label: "write `\(correct)`")
      return sign(2, correct)
    }
    switch first {
    case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "@"):
      return sign(1, String(UnicodeScalar(first)))
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "."):
      position += 1
      return token(.punctuation, String(UnicodeScalar(first)))
    default:
      let range = SourceRange(position, position + 1)
      switch first {
      case UInt8(ascii: "!"):
        report(.unreadableCharacter, "`!` is not part of the language", at: range, label: "write `not`")
      case UInt8(ascii: "^"):
        report(
          .unreadableCharacter, "`^` is not part of the language", at: range, label: "write `power(x, 2)`")
      case UInt8(ascii: "&"):
        report(.unreadableCharacter, "`&` is not part of the language", at: range, label: "write `and`")
      case UInt8(ascii: "|"):
        report(.unreadableCharacter, "`|` is not part of the language", at: range, label: "write `or`")
      case 0..<0x20, 0x7F:
        report(.unreadableCharacter, "there is a control character in the text", at: range)
      default:
        report(
          .unreadableCharacter, "`\(source[range])` is not part of the language", at: range,
          label: "a name with signs stands in backticks")
      }
      position += 1
      return token(.unreadable)
    }
  }

  private mutating func sign(_ length: Int, _ symbol: String) -> Token {
    position += length
    return token(.operator, symbol)
  }

  // MARK: Reports

  private mutating func report(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String? = nil,
    help: [String] = []
  ) {
    diagnostics.append(Diagnostic(.error, code, message, source: source, at: range, label: label, help: help))
  }

  /// Reports what was just passed.
  private mutating func report(_ code: DiagnosticCode, _ message: String, length: Int, label: String) {
    report(code, message, at: SourceRange(position - length, position), label: label)
  }
}

/// A word in lower case if it could be a word of the language (ASCII, at most 15 bytes), else empty.
func wordSymbol(_ bytes: ArraySlice<UInt8>) -> String {
  guard bytes.count <= 15 else { return "" }
  var needsLowering = false
  for byte in bytes {
    guard byte < 0x80 else { return "" }
    if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { needsLowering = true }
  }
  if !needsLowering { return String(decoding: bytes, as: UTF8.self) }
  return String(
    decoding: bytes.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }, as: UTF8.self
  )
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isLetter: Bool {
    let lower = self | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
  /// Space, tab or a line's end: what an indented or an empty line begins with.
  var isBlank: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\n")
      || self == UInt8(ascii: "\r")
  }
}

extension Unicode.Scalar {
  /// A letter of any script, or `_`.
  var beginsName: Bool {
    if value < 0x80 { return self == "_" || (UInt8(value).isLetter) }
    return properties.isAlphabetic
  }

  /// A letter, a digit of any script, a mark that combines with the letter before it, or `_`.
  var continuesName: Bool {
    if beginsName { return true }
    if value < 0x80 { return UInt8(value).isDigit }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber: return true
    case .format: return self == "\u{200C}" || self == "\u{200D}"
    default: return false
    }
  }
}

extension DurationUnit {
  /// The unit that a suffix (`4h`) or a word (`90 days`) names, in lower case.
  package init?(shortOrLong word: String) {
    switch word {
    case "s", "sec", "second", "seconds": self = .second
    case "min", "minute", "minutes": self = .minute
    case "h", "hour", "hours": self = .hour
    case "d", "day", "days": self = .day
    case "w", "week", "weeks": self = .week
    case "mo", "month", "months": self = .month
    case "q", "quarter", "quarters": self = .quarter
    case "y", "year", "years": self = .year
    default: return nil
    }
  }

  /// The unit that a whole word names: `day`, `days`, but not `d`.
  package init?(word: String) {
    guard word.utf8.count >= 3, word != "min", word != "sec" else { return nil }
    self.init(shortOrLong: word)
  }
}
