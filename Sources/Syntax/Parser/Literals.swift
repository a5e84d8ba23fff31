import Diagnostics

extension Parser {
  /// `12`, `3.5`, `5%`, `90 days`
  mutating func parseNumber() -> Expression {
    let here = current
    index += 1
    var spelling = text(here)
    spelling.removeAll { $0 == "_" }
    if spelling.hasSuffix("%") {
      spelling.removeLast()
      return .literal(.percent(real(spelling, here)), here.range)
    }
    let following = current
    if following.kind == .word, let unit = DurationUnit(word: following.symbol), token(1).symbol != "of",
      token(1).symbol != "("
    {
      index += 1
      let range = SourceRange(here.range.start, following.range.end)
      return .literal(
        .duration(
          DurationLiteral(
            count: real(spelling, here), unit: unit, spelling: "\(text(here)) \(following.symbol)")),
        range)
    }
    let isWhole = spelling.utf8.allSatisfy(\.isDigit)
    if isWhole, let value = Int64(spelling) {
      return .literal(
        .integer(value, isYear: here.range.end - here.range.start == 4 && spelling.utf8.count == 4),
        here.range)
    }
    return .literal(.real(real(spelling, here)), here.range)
  }

  /// The value of a decimal number; a number past all doubles is an error.
  private mutating func real(_ spelling: String, _ token: Token) -> Double {
    guard let value = Double(spelling), value.isFinite else {
      // Two decimal points were reported by the lexer.
      if spelling.utf8.filter({ $0 == UInt8(ascii: ".") }).count > 1 {
        hasUnfixedError = true
      } else {
        report(.badNumber, "this number is too large", at: token.range, label: "the largest is about 1.8e308")
      }
      return 0
    }
    return value
  }

  /// `4h`
  mutating func duration(_ token: Token) -> Expression {
    let spelling = text(token)
    // `1e3d` is a number with an exponent: the unit is the last run of letters.
    let unit = String(spelling.reversed().prefix { $0.isLetter }.reversed())
    let count = spelling.dropLast(unit.count).filter { $0 != "_" }
    guard let unit = DurationUnit(shortOrLong: unit.lowercased()), !count.isEmpty else {
      hasUnfixedError = true
      return .unreadable(token.range)
    }
    return .literal(
      .duration(
        DurationLiteral(count: real(String(count), token), unit: unit, spelling: spelling.lowercased())),
      token.range)
  }

  /// A whole number that a clause needs, such as the 5 of `top 5`.
  mutating func readCount(_ word: String, example: String) -> Int {
    let here = current
    if here.kind == .number {
      let spelling = text(here).filter { $0 != "_" }
      if let count = Int(spelling), count > 0, count <= Int(Int32.max) {
        index += 1
        return count
      }
      let isTooLarge = spelling.contains { ("1"..."9").contains($0) } && spelling.allSatisfy(\.isWholeNumber)
      report(
        .countExpected,
        isTooLarge
          ? "`\(word)` takes a number up to \(Int32.max), and this one is larger"
          : "`\(word)` takes a whole number above zero", at: here.range, label: "such as `\(example)`")
      index += 1
      return 1
    }
    reportExpected(.countExpected, "a whole number", example: example)
    return 1
  }

  /// The text between the quotes, with escapes and doubled quotes resolved.
  mutating func textValue(_ token: Token) -> String {
    let bytes = source.bytes
    var position = token.range.start
    var limit = token.range.end
    guard limit - position >= 1 else { return "" }
    let quote = bytes[position]
    position += 1
    // A text without closing quote was reported by the lexer.
    if limit - position >= 1, bytes[limit - 1] == quote { limit -= 1 }
    var value: [UInt8] = []
    value.reserveCapacity(limit - position)
    while position < limit {
      let byte = bytes[position]
      if byte == quote, position + 1 < limit, bytes[position + 1] == quote {
        value.append(quote)
        position += 2
        continue
      }
      guard byte == UInt8(ascii: "\\"), position + 1 < limit else {
        value.append(byte)
        position += 1
        continue
      }
      switch bytes[position + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"):
        value.append(bytes[position + 1])
        position += 2
      case UInt8(ascii: "n"):
        value.append(UInt8(ascii: "\n"))
        position += 2
      case UInt8(ascii: "t"):
        value.append(UInt8(ascii: "\t"))
        position += 2
      case UInt8(ascii: "u") where position + 2 < limit && bytes[position + 2] == UInt8(ascii: "{"):
        position = appendScalar(at: position, limit: limit, to: &value)
      default:
        // An unknown backslash stays as it is written, so that patterns need no doubling.
        value.append(byte)
        position += 1
      }
    }
    return String(decoding: value, as: UTF8.self)
  }

  /// `\u{20AC}`
  private mutating func appendScalar(at start: Int, limit: Int, to value: inout [UInt8]) -> Int {
    var position = start + 3
    var number: UInt32 = 0
    var digitCount = 0
    while position < limit, digitCount <= 8,
      let digit = Character(UnicodeScalar(source.bytes[position])).hexDigitValue
    {
      number = number &* 16 &+ UInt32(digit)
      digitCount += 1
      position += 1
    }
    guard position < limit, source.bytes[position] == UInt8(ascii: "}"), digitCount >= 1, digitCount <= 8,
      let scalar = Unicode.Scalar(number)
    else {
      report(
        .badEscape, "`\\u{…}` takes the number of a character",
        at: SourceRange(start, max(position, start + 3)),
        label: "such as `\\u{20AC}`")
      return max(position, start + 3)
    }
    value.append(contentsOf: Array(String(Character(scalar)).utf8))
    return position + 1
  }
}
