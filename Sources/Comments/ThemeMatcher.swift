import Columns
import Diagnostics
import Functions

/// Finds the themes of texts; used by one thread at a time.
final class ThemeMatcher {
  private let themeCount: Int
  private let patternCount: Int
  /// Shape `[pattern word]`.
  private var patternWords: [PatternWord] = []
  private var phrases: [Phrase] = []
  /// For each pattern word the phrases that begin with it.
  private var phrasesByFirst: [[Int]] = []
  private var expressions: [(theme: Int, pattern: Int, expression: RegularExpression)] = []
  private let lexicon = Lexicon()
  private var reader = WordReader()
  /// For each language the pattern words by their stems, and what is known of the words met so far.
  private var index: [[String: [Int32]]] = []
  private var beginnings: [(folded: String, word: Int32)] = []
  private var matches: [[Int32]] = []
  private var matchOfWord: [[Int32]] = []

  /// Words that stand one after the other.
  private struct Phrase {
    let theme: Int
    /// The number of the pattern among those of all themes.
    let pattern: Int
    /// Pattern words.
    let words: [Int]
  }

  init(_ themes: [Theme]) throws {
    themeCount = themes.count
    patternCount = themes.reduce(0) { $0 + $1.patterns.count }
    var numbers: [PatternWord: Int] = [:]
    func number(_ word: PatternWord) -> Int {
      let key = PatternWord(text: word.text, isBeginning: word.isBeginning, isJoined: false)
      if let known = numbers[key] { return known }
      numbers[key] = patternWords.count
      patternWords.append(key)
      return patternWords.count - 1
    }
    var pattern = 0
    for (theme, definition) in themes.enumerated() {
      for written in definition.patterns {
        switch written {
        case .expression(let expression):
          expressions.append((theme, pattern, try RegularExpression(expression)))
        case .words(let text):
          let words = PatternWord.words(of: text)
          if !words.isEmpty {
            phrases.append(Phrase(theme: theme, pattern: pattern, words: words.map(number)))
            // `check-in` is also written `checkin`.
            if words.count == 2, words[1].isJoined {
              let joined = PatternWord(
                text: words[0].text + words[1].text, isBeginning: words[1].isBeginning, isJoined: false)
              phrases.append(Phrase(theme: theme, pattern: pattern, words: [number(joined)]))
            }
          }
        }
        pattern += 1
      }
    }
    phrasesByFirst = Array(repeating: [], count: patternWords.count)
    for (number, phrase) in phrases.enumerated() { phrasesByFirst[phrase.words[0]].append(number) }
    matches = [[]]
    for (number, word) in patternWords.enumerated() where word.isBeginning {
      beginnings.append((fold(word.text), Int32(number)))
    }
    for language in TextLanguage.allCases {
      var stems: [String: [Int32]] = [:]
      for (number, word) in patternWords.enumerated() where !word.isBeginning {
        let known = lexicon.number(of: word.text)
        for stem in lexicon.stems(of: known, language) where stems[stem]?.contains(Int32(number)) != true {
          stems[stem, default: []].append(Int32(number))
        }
      }
      index.append(stems)
      matchOfWord.append([])
    }
  }

  /// The themes of each of some texts.
  ///
  /// - Parameter language: What the user said; nil to tell it text by text.
  func themes(of texts: TextBuffer, language: TextLanguage?) throws -> ThemesOfTexts {
    let stride = max((themeCount + 63) / 64, 1)
    var bits = [UInt64](repeating: 0, count: texts.count * stride)
    var hits = [Int](repeating: 0, count: patternCount)
    var languages = LanguageCounts()
    var undecided: [Int] = []
    for text in 0..<texts.count {
      let letters = texts.utf8(text)
      if letters.isEmpty { continue }
      let numbers = read(letters)
      let own = language ?? self.language(of: numbers)
      languages.add(own)
      if let own {
        find(numbers, [own], &bits, text * stride, &hits)
      } else {
        undecided.append(text)
      }
      try findExpressions(letters, &bits, text * stride, &hits)
    }
    // A text without a stop word is read in the language of most others, or in all where they do not tell.
    let usual = languages.majority.map { [$0] } ?? TextLanguage.allCases
    for text in undecided { find(read(texts.utf8(text)), usual, &bits, text * stride, &hits) }
    return ThemesOfTexts(
      bits: bits, stride: stride, hits: hits, languages: languages,
      vocabulary: hits.contains(0) ? vocabulary : [])
  }

  private var vocabulary: Set<String> {
    // Words of the patterns are known too; those that were met in a text have been looked up.
    var words: Set<String> = []
    for (number, word) in lexicon.words.enumerated() where !word.isBlank && word.folded.utf8.count <= 40 {
      if matchOfWord.contains(where: { number < $0.count && $0[number] >= 0 }) { words.insert(word.folded) }
    }
    return words
  }

  /// The numbers of a text's words; the words themselves stay in the reader.
  private func read(_ text: UnsafeBufferPointer<UInt8>) -> [Int] {
    reader.read(text)
    return reader.letters.withUnsafeBufferPointer { letters in
      reader.words.map { lexicon.number(of: UnsafeBufferPointer(rebasing: letters[$0.start..<$0.end])) }
    }
  }

  private func language(of numbers: [Int]) -> TextLanguage? {
    lexicon.language(of: numbers)
  }

  private func find(
    _ numbers: [Int], _ languages: [TextLanguage], _ bits: inout [UInt64], _ place: Int, _ hits: inout [Int]
  ) {
    for language in languages {
      for position in numbers.indices {
        let found = match(of: numbers[position], language)
        if found != 0 {
          for word in matches[Int(found)] {
            for number in phrasesByFirst[Int(word)] where fits(phrases[number], numbers, position, language) {
              set(phrases[number], &bits, place, &hits)
            }
          }
        }
        if reader.words[position].isJoined, position > 0 {
          findJoined(numbers, position, language, &bits, place, &hits)
        }
      }
    }
  }

  /// `check-in` in a text is also the word `checkin`.
  private func findJoined(
    _ numbers: [Int], _ position: Int, _ language: TextLanguage, _ bits: inout [UInt64], _ place: Int,
    _ hits: inout [Int]
  ) {
    let joined = lexicon.words[numbers[position - 1]].text + lexicon.words[numbers[position]].text
    let found = match(of: lexicon.number(of: joined), language)
    for word in matches[Int(found)] {
      for number in phrasesByFirst[Int(word)] where phrases[number].words.count == 1 {
        set(phrases[number], &bits, place, &hits)
      }
    }
  }

  private func fits(_ phrase: Phrase, _ numbers: [Int], _ position: Int, _ language: TextLanguage) -> Bool {
    guard position + phrase.words.count <= numbers.count else { return false }
    for offset in 1..<max(phrase.words.count, 1) {
      if reader.words[position + offset].isAfterBreak { return false }
      let found = match(of: numbers[position + offset], language)
      if !matches[Int(found)].contains(Int32(phrase.words[offset])) { return false }
    }
    return true
  }

  private func set(_ phrase: Phrase, _ bits: inout [UInt64], _ place: Int, _ hits: inout [Int]) {
    bits[place + phrase.theme / 64] |= 1 << UInt64(phrase.theme % 64)
    hits[phrase.pattern] += 1
  }

  /// The pattern words that a word is a form of, as a position in `matches`; 0 for none.
  private func match(of word: Int, _ language: TextLanguage) -> Int32 {
    let place = language.ordinal
    if word < matchOfWord[place].count, matchOfWord[place][word] >= 0 { return matchOfWord[place][word] }
    var found: [Int32] = []
    for stem in lexicon.stems(of: word, language) {
      for pattern in index[place][stem] ?? [] where !found.contains(pattern) { found.append(pattern) }
    }
    let folded = lexicon.words[word].folded
    for (beginning, pattern) in beginnings where folded.hasPrefix(beginning) { found.append(pattern) }
    var number: Int32 = 0
    if !found.isEmpty {
      number = Int32(matches.count)
      matches.append(found)
    }
    let missing = word + 1 - matchOfWord[place].count
    if missing > 0 { matchOfWord[place].append(contentsOf: repeatElement(-1, count: missing)) }
    matchOfWord[place][word] = number
    return number
  }

  private func findExpressions(
    _ text: UnsafeBufferPointer<UInt8>, _ bits: inout [UInt64], _ place: Int, _ hits: inout [Int]
  ) throws {
    guard !expressions.isEmpty else { return }
    let folded = text.contains { $0 >= 0x80 } ? foldedText(text) : nil
    for (theme, pattern, expression) in expressions {
      var isFound = try expression.matches(text)
      if !isFound, let folded { isFound = try folded.withUnsafeBufferPointer(expression.matches) }
      if isFound {
        bits[place + theme / 64] |= 1 << UInt64(theme % 64)
        hits[pattern] += 1
      }
    }
  }

  /// A text with plain letters in the place of accented ones; everything else stays.
  private func foldedText(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let (scalar, length) = decoded(text, position)
      if scalar >= 0xC0, scalar < 0x2000, let sign = Unicode.Scalar(scalar), sign.properties.isAlphabetic {
        result.append(contentsOf: fold(String(sign)).utf8)
      } else if !(0x300...0x36F).contains(scalar) {
        result.append(contentsOf: text[position..<position + length])
      }
      position += length
    }
    return result
  }
}

extension Lexicon {
  /// The language whose stop words a text has most of; nil where no language has more than the others.
  func language(of numbers: [Int]) -> TextLanguage? {
    var counts = [0, 0, 0]
    for number in numbers {
      let bits = words[number].stopBits
      if bits == 0 { continue }
      for language in counts.indices where bits & (1 << UInt8(language)) != 0 { counts[language] += 1 }
    }
    guard let best = counts.max(), best > 0, counts.count(where: { $0 == best }) == 1,
      let place = counts.firstIndex(of: best)
    else { return nil }
    return TextLanguage.allCases[place]
  }
}

/// What was found in a run of texts.
final class ThemesOfTexts: Sendable {
  /// `stride` words for each text, one bit for each theme.
  let bits: [UInt64]
  let stride: Int
  /// For each pattern of all themes, how often it was found.
  let hits: [Int]
  let languages: LanguageCounts
  /// The words of the texts, where some pattern was not found.
  let vocabulary: Set<String>

  init(bits: [UInt64], stride: Int, hits: [Int], languages: LanguageCounts, vocabulary: Set<String>) {
    self.bits = bits
    self.stride = stride
    self.hits = hits
    self.languages = languages
    self.vocabulary = vocabulary
  }

  func has(_ theme: Int, _ text: Int) -> Bool {
    bits[text * stride + theme / 64] & (1 << UInt64(theme % 64)) != 0
  }

  func hasAny(_ text: Int) -> Bool { (0..<stride).contains { bits[text * stride + $0] != 0 } }
}
