package import Columns
import Glibc

/// A text with how many comments of each group read so.
package struct WeightedText: Sendable {
  package let text: String
  /// Shape `[group]`.
  package let counts: [Int]

  package init(_ text: String, counts: [Int]) {
    self.text = text
    self.counts = counts
  }
}

/// A word or pair of words, and how much one group of comments has more of it than another.
package struct Term: Sendable, Hashable {
  /// The most frequent form, in small letters.
  package let text: String
  /// Comments of the group that have it, and comments of the others.
  package let here: Int
  package let there: Int
  package let logOdds: Double
  /// The log-odds divided by their standard error.
  package let z: Double
}

/// In how many comments of each group each word and each pair of neighbouring words occurs.
///
/// Endings are cut off, stop words left out; a term counts once a comment, so that nobody is heard louder by repeating.
package struct TermTable: Sendable {
  /// Shape `[group]`: comments that have any text.
  package private(set) var comments: [Int]
  package private(set) var languages = LanguageCounts()
  private var terms: [Entry] = []
  /// The group that holds all comments, where the others overlap.
  private let whole: Int?

  private struct Entry: Sendable {
    let text: String
    let isPair: Bool
    /// Shape `[group]`.
    let counts: [Int]
  }

  /// Counts the terms of some texts.
  ///
  /// - Parameter whole: The group that holds all comments, where a comment may be in several of the others.
  /// - Parameter language: What the user said; nil to tell it text by text.
  package init(
    _ texts: [WeightedText], groups: Int, whole: Int? = nil, language: TextLanguage?, work: Work
  ) throws {
    self.whole = whole
    comments = Array(repeating: 0, count: groups)
    var counting = TermCounting(groups: groups)
    var undecided: [Int] = []
    for (position, text) in texts.enumerated() {
      if position & 0xFF == 0 { try work.checkpoint() }
      for group in 0..<groups { comments[group] += text.counts[group] }
      let own = language ?? counting.language(of: text.text)
      languages.add(own)
      if let own { counting.add(text, own) } else { undecided.append(position) }
    }
    let usual = languages.majority ?? .english
    for position in undecided { counting.add(texts[position], usual) }
    terms = counting.finished().map { Entry(text: $0.text, isPair: $0.isPair, counts: $0.counts) }
  }

  /// The comments in which a term must occur, in both groups together, to be compared.
  package var minimum: Int { total(comments) < 100 ? 2 : 5 }

  /// All groups together, each comment once.
  private func total(_ counts: [Int]) -> Int { whole.map { counts[$0] } ?? counts.reduce(0, +) }

  /// Comments of the other groups.
  package func commentsBeside(_ group: Int) -> Int { total(comments) - comments[group] }

  /// How many terms are frequent enough to be compared.
  package var comparedCount: Int { terms.count { total($0.counts) >= minimum } }

  /// Each term of one group against the others: log-odds with an informative Dirichlet prior (Monroe, Colaresi and
  /// Quinn, 2008).
  ///
  /// The prior is worth a tenth of all comments' terms, spread as they are; words and pairs are compared among
  /// themselves.
  ///
  /// - Returns: The terms that occur often enough, the most typical of the group first.
  package func compared(_ group: Int) -> [Term] {
    var result: [Term] = []
    for isPair in [false, true] {
      let own = terms.filter { $0.isPair == isPair }.map { entry in
        (text: entry.text, here: entry.counts[group], there: total(entry.counts) - entry.counts[group])
      }
      let here = Double(own.reduce(0) { $0 + $1.here })
      let there = Double(own.reduce(0) { $0 + $1.there })
      let strength = 0.1
      for entry in own where entry.here + entry.there >= minimum {
        let prior = strength * Double(entry.here + entry.there)
        let priors = strength * (here + there)
        let mine = Double(entry.here) + prior
        let theirs = Double(entry.there) + prior
        let restHere = here + priors - mine
        let restThere = there + priors - theirs
        guard restHere > 0, restThere > 0 else { continue }
        let logOdds = log(mine / restHere) - log(theirs / restThere)
        let z = logOdds / (1 / mine + 1 / theirs).squareRoot()
        guard z.isFinite else { continue }
        result.append(Term(text: entry.text, here: entry.here, there: entry.there, logOdds: logOdds, z: z))
      }
    }
    return result.sorted { ($1.z, $0.text) < ($0.z, $1.text) }
  }
}

/// Terms while they are being counted.
struct TermCounting {
  private let groups: Int
  private let lexicon = Lexicon()
  private var reader = WordReader()
  private var stemNumbers: [String: Int32] = [:]
  /// Shape `[language][word]`: the stem's number, −1 where it was not looked for yet.
  private var stemOfWord: [[Int32]] = Array(repeating: [], count: TextLanguage.allCases.count)
  /// The term of a stem, or of a pair of stems.
  private var numbers: [UInt64: Int] = [:]
  private var isPair: [Bool] = []
  private var counts: [[Int]] = []
  /// How often each form of a term is written.
  private var forms: [[UInt64: Int]] = []

  init(groups: Int) { self.groups = groups }

  private mutating func read(_ text: String) -> [Int] {
    var text = text
    return text.withUTF8 { bytes in
      reader.read(bytes)
      return reader.letters.withUnsafeBufferPointer { letters in
        reader.words.map { lexicon.number(of: UnsafeBufferPointer(rebasing: letters[$0.start..<$0.end])) }
      }
    }
  }

  mutating func language(of text: String) -> TextLanguage? { lexicon.language(of: read(text)) }

  mutating func add(_ text: WeightedText, _ language: TextLanguage) {
    let words = read(text.text)
    let weight = text.counts.reduce(0, +)
    var seen: Set<Int> = []
    func kind(_ word: Int) -> WordKind { lexicon.words[word].kind(in: language) }
    for position in words.indices {
      let word = words[position]
      let own = kind(word)
      if own == .content {
        note(UInt64(UInt32(bitPattern: stem(word, language))) | 1 << 63, UInt64(word), false, weight, &seen)
      }
      guard position > 0, !reader.words[position].isAfterBreak else { continue }
      let before = words[position - 1]
      let other = kind(before)
      if other != .empty, own != .empty, own == .content || other == .content {
        let key =
          UInt64(UInt32(bitPattern: stem(before, language))) << 32
          | UInt64(UInt32(bitPattern: stem(word, language)))
        note(key, UInt64(before) << 32 | UInt64(word), true, weight, &seen)
      }
    }
    for term in seen {
      for group in 0..<groups { counts[term][group] += text.counts[group] }
    }
  }

  private mutating func note(
    _ key: UInt64, _ form: UInt64, _ isPair: Bool, _ weight: Int, _ seen: inout Set<Int>
  ) {
    let number: Int
    if let known = numbers[key] {
      number = known
    } else {
      number = counts.count
      numbers[key] = number
      counts.append(Array(repeating: 0, count: groups))
      forms.append([:])
      self.isPair.append(isPair)
    }
    forms[number][form, default: 0] += weight
    seen.insert(number)
  }

  private mutating func stem(_ word: Int, _ language: TextLanguage) -> Int32 {
    let place = language.ordinal
    if word < stemOfWord[place].count, stemOfWord[place][word] >= 0 { return stemOfWord[place][word] }
    let text = lexicon.stem(of: word, language)
    let number = stemNumbers[text] ?? Int32(stemNumbers.count)
    stemNumbers[text] = number
    let missing = word + 1 - stemOfWord[place].count
    if missing > 0 { stemOfWord[place].append(contentsOf: repeatElement(-1, count: missing)) }
    stemOfWord[place][word] = number
    return number
  }

  func finished() -> [(text: String, isPair: Bool, counts: [Int])] {
    counts.indices.map { term in
      let texts = forms[term].map { form, count -> (text: String, count: Int) in
        let second = lexicon.words[Int(form & 0xFFFF_FFFF)].text
        return (isPair[term] ? "\(lexicon.words[Int(form >> 32)].text) \(second)" : second, count)
      }
      let best = texts.min { ($1.count, $0.text) < ($0.count, $1.text) }
      return (best?.text ?? "", isPair[term], counts[term])
    }
  }

  // MARK: Single texts

  /// The content words of a text as numbers of their stems, one for each time that one occurs.
  mutating func stems(of text: String, _ language: TextLanguage) -> [Int] {
    let words = read(text)
    return words.filter { lexicon.words[$0].kind(in: language) == .content }.map { Int(stem($0, language)) }
  }
}

/// What a word may be part of.
enum WordKind { case content, negation, empty }

extension KnownWord {
  func kind(in language: TextLanguage) -> WordKind {
    if isNegation { return .negation }
    if stopBits & language.bit != 0 || isBlank { return .empty }
    // One letter is no word; one sign of another script is.
    return folded.utf8.count == 1 ? .empty : .content
  }
}
