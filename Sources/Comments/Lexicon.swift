import Diagnostics

/// The different words of some texts, each with a number and what is known about it; used by one thread at a time.
final class Lexicon {
  private(set) var words: [KnownWord] = []
  private var table = WordTable()
  private let stemmers = Stemmers()

  /// The number of a word in small letters.
  func number(of letters: UnsafeBufferPointer<UInt8>) -> Int {
    let number = table.number(of: letters)
    if number == words.count { words.append(KnownWord(String(decoding: letters, as: UTF8.self))) }
    return number
  }

  func number(of word: String) -> Int {
    var word = word
    return word.withUTF8 { number(of: $0) }
  }

  /// The forms under which a word is compared in a language: without its ending, with and without accents.
  func stems(of word: Int, _ language: TextLanguage) -> [String] {
    stemmers.stems(words[word].text, words[word].folded, language)
  }

  /// The one form that stands for a word and its other endings.
  func stem(of word: Int, _ language: TextLanguage) -> String {
    stemmers.stems(words[word].text, words[word].folded, language).first ?? words[word].folded
  }
}

/// What is known about a word by itself.
struct KnownWord {
  /// In small letters.
  let text: String
  /// Also without accents and apostrophes.
  let folded: String
  /// Languages whose stop word it is, one bit each.
  let stopBits: UInt8
  let isNegation: Bool
  /// Says nothing by itself: digits alone, or the crosses that stand for what was taken out.
  let isBlank: Bool

  init(_ text: String) {
    self.text = text
    let folded = fold(text)
    // Emoji and other signs fold to nothing and stand for themselves.
    self.folded = folded.isEmpty ? text : folded
    // A contraction is a stop word although its letters alone may be a word: `he'll`.
    stopBits = StopWords.bits(self.folded) | (text.contains("'") ? TextLanguage.english.bit : 0)
    isNegation = StopWords.negations.contains(self.folded)
    isBlank =
      folded.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && !folded.isEmpty
      || folded.utf8.count > 1 && folded.utf8.allSatisfy { $0 == UInt8(ascii: "x") }
  }
}

/// Numbers for words, in the order in which they come.
struct WordTable {
  private var slots = [Int32](repeating: -1, count: 1024)
  private var letters: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  /// The number of a word; a new word gets the next one.
  mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int {
    if ends.count * 2 >= slots.count { grow() }
    var slot = hash(word) & (slots.count - 1)
    while slots[slot] >= 0 {
      let candidate = Int(slots[slot])
      if isEqual(candidate, word) { return candidate }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(ends.count)
    letters.append(contentsOf: word)
    ends.append(letters.count)
    return ends.count - 1
  }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  private func isEqual(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let own = range(number)
    guard own.count == word.count else { return false }
    return letters.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[own]).elementsEqual(word) }
  }

  private func hash(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    // The seeded hash of the standard library: no file can be made to fill one slot.
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(word))
    return hasher.finalize() & Int.max
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for number in 0..<ends.count {
      let own = range(number)
      let place = letters.withUnsafeBufferPointer { hash(UnsafeBufferPointer(rebasing: $0[own])) }
      var slot = place & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }
}
