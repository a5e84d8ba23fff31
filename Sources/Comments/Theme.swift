/// A subject that comments may be about, told by words, phrases and regular expressions.
package struct Theme: Sendable, Hashable {
  package let name: String
  package let patterns: [ThemePattern]
  /// Part of the program rather than the user's own.
  package let isShipped: Bool

  package init(name: String, patterns: [ThemePattern], isShipped: Bool) {
    self.name = name
    self.patterns = patterns
    self.isShipped = isShipped
  }

  /// What a text without any theme is called in results and conditions.
  package static let noTheme = "no theme"
}

package enum ThemePattern: Sendable, Hashable {
  /// One or several words, found in any letter case, with any ending and without regard to accents.
  case words(String)
  /// A regular expression, looked for in the text as written and without its accents.
  case expression(String)

  /// As a definition writes it.
  package var spelling: String {
    switch self {
    case .words(let words): "\"\(words)\""
    case .expression(let expression): "/\(expression)/"
    }
  }

  /// Whether there is something to look for; a text of signs alone is not.
  package var hasWords: Bool {
    guard case .words(let words) = self else { return true }
    return !PatternWord.words(of: words).isEmpty
  }
}

/// A word of a pattern.
struct PatternWord: Hashable {
  /// In small letters.
  let text: String
  /// Every word that begins with it: written with `*` behind.
  let isBeginning: Bool
  /// A hyphen joins it to the word before.
  let isJoined: Bool

  /// The words of a phrase, in order.
  static func words(of phrase: String) -> [PatternWord] {
    var reader = WordReader()
    var phrase = phrase
    return phrase.withUTF8 { text in
      reader.read(text)
      // A star right behind a word belongs to it: the words are counted again with the star cut off.
      var words: [PatternWord] = []
      for word in reader.words {
        let letters = String(decoding: reader.letters[word.start..<word.end], as: UTF8.self)
        words.append(PatternWord(text: letters, isBeginning: false, isJoined: word.isJoined))
      }
      return marked(words, by: text)
    }
  }

  /// The words with their stars, which stand in the same order as in the text.
  private static func marked(_ words: [PatternWord], by text: UnsafeBufferPointer<UInt8>) -> [PatternWord] {
    guard text.contains(UInt8(ascii: "*")) else { return words }
    var result = words
    var reader = WordReader()
    for position in text.indices where text[position] == UInt8(ascii: "*") {
      reader.read(UnsafeBufferPointer(rebasing: text[..<position]))
      guard let last = reader.words.last, position > 0, text[position - 1] != UInt8(ascii: " ") else {
        continue
      }
      let index = reader.words.count - 1
      guard result.indices.contains(index), last.end > last.start else { continue }
      let letters = String(decoding: reader.letters[last.start..<last.end], as: UTF8.self)
      if result[index].text == letters {
        result[index] = PatternWord(text: letters, isBeginning: true, isJoined: result[index].isJoined)
      }
    }
    return result
  }
}
