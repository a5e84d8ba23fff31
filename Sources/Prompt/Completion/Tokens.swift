/// A piece of a line, as far as completion and colours need to know.
struct PromptToken: Hashable {
  enum Kind: Hashable {
    case word, quotedName, text, number, symbol, comment, newline
    /// `$segment`
    case parameter
  }
  var kind: Kind
  /// Characters of the text.
  var range: Range<Int>
  /// What it says, without quotes.
  var content: String
  /// A text or a quoted name whose end is missing.
  var isOpen = false

  /// The content in small letters, to compare with words of the language.
  var lowercased: String { content.lowercased() }
}

/// Cuts a text into tokens, blanks left out. Never fails, and knows nothing of the grammar: while a line is being
/// typed there is mostly none to speak of.
func scanTokens(_ text: [Unicode.Scalar]) -> [PromptToken] {
  var tokens: [PromptToken] = []
  var position = 0
  while position < text.count {
    let start = position
    let scalar = text[position]
    var content: [Unicode.Scalar] = []
    var kind = PromptToken.Kind.symbol
    var isOpen = false
    position += 1
    switch scalar {
    case " ", "\t", "\r": continue
    case "\n": kind = .newline
    case "#":
      kind = .comment
      while position < text.count, text[position] != "\n" { position += 1 }
    case "\"", "'", "`":
      kind = scalar == "`" ? .quotedName : .text
      isOpen = true
      while position < text.count {
        let next = text[position]
        position += 1
        if next == "\\" && scalar != "`" && position < text.count {
          content.append(text[position])
          position += 1
        } else if next == scalar {
          if position < text.count && text[position] == scalar {
            content.append(scalar)
            position += 1
          } else {
            isOpen = false
            break
          }
        } else {
          content.append(next)
        }
      }
    case "$":
      kind = .parameter
      while position < text.count, isNamePart(text[position]) { position += 1 }
    case "0"..."9":
      kind = .number
      while position < text.count, isNumberPart(text, position) { position += 1 }
    case _ where isNamePart(scalar):
      kind = .word
      while position < text.count, isNamePart(text[position]) { position += 1 }
    default:
      if position < text.count,
        ["!=", "<=", ">=", "==", "<>", "&&", "||", ".."].contains(string(text[start...position]))
      {
        position += 1
      }
    }
    if kind != .text && kind != .quotedName { content = Array(text[start..<position]) }
    tokens.append(
      PromptToken(kind: kind, range: start..<position, content: string(content), isOpen: isOpen))
  }
  return tokens
}

func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    || scalar.properties.generalCategory == .nonspacingMark
}

/// Digits, and what stands in periods, times, durations and decimals.
private func isNumberPart(_ text: [Unicode.Scalar], _ position: Int) -> Bool {
  let scalar = text[position]
  if isNamePart(scalar) { return true }
  let next = position + 1 < text.count ? text[position + 1] : " "
  // `2024-03`, `14:05`, `3.5`, but not the minus of `3 - 2` nor the dots of `0..10`.
  if scalar == "-" { return text[position - 1] != "." && isNamePart(next) && text[position - 1] != "-" }
  return (scalar == "." || scalar == ":") && ("0"..."9").contains(next)
}

/// A name as it is written: in backticks unless it is a word.
func writtenName(_ name: String) -> String {
  let scalars = Array(name.unicodeScalars)
  let isPlain =
    !scalars.isEmpty && scalars.allSatisfy(isNamePart) && scalars[0].properties.numericType == nil
    && !languageWords.contains(name.lowercased())
  return isPlain ? name : "`\(name.replacing("`", with: "``"))`"
}
