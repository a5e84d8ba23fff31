/// A language whose endings and stop words are known.
package enum TextLanguage: String, Sendable, Hashable, CaseIterable {
  case english, spanish, french

  var ordinal: Int {
    switch self {
    case .english: 0
    case .spanish: 1
    case .french: 2
    }
  }

  /// One bit for each language.
  var bit: UInt8 { 1 << UInt8(ordinal) }

  /// The language of a name, also by its two letters: `spanish`, `es`, `español`.
  package init?(named name: String) {
    switch name.lowercased() {
    case "english", "en", "inglés", "ingles": self = .english
    case "spanish", "es", "español", "espanol", "castellano": self = .spanish
    case "french", "fr", "français", "francais", "francés", "frances": self = .french
    default: return nil
    }
  }

  /// As a sentence writes it.
  package var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// How many texts were read in each language.
package struct LanguageCounts: Sendable, Hashable {
  package private(set) var counts: [TextLanguage: Int] = [:]
  /// Texts without a stop word of any language.
  package private(set) var undecided = 0

  package init() {}

  mutating func add(_ language: TextLanguage?) {
    if let language { counts[language, default: 0] += 1 } else { undecided += 1 }
  }

  mutating func add(_ other: LanguageCounts) {
    for (language, count) in other.counts { counts[language, default: 0] += count }
    undecided += other.undecided
  }

  /// The language of most texts; nil where no text shows one or two are equally frequent.
  package var majority: TextLanguage? {
    let sorted = ordered
    guard let first = sorted.first else { return nil }
    return sorted.count > 1 && sorted[1].count == first.count ? nil : first.language
  }

  /// Most frequent first, equal ones in a fixed order.
  package var ordered: [(language: TextLanguage, count: Int)] {
    TextLanguage.allCases.compactMap { language in counts[language].map { (language, $0) } }
      .filter { $0.count > 0 }.enumerated()
      .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
  }

  /// A sentence such as `the comments are read as English (91 %) and Spanish (9 %)`; nil where nothing is known.
  package var sentence: String? {
    let all = ordered
    let decided = all.reduce(0) { $0 + $1.count }
    guard decided > 0 else { return nil }
    let named = all.filter { $0.count * 100 >= decided }
    let parts = named.map { language, count in
      named.count == 1
        ? language.title : "\(language.title) (\(Int((Double(count) / Double(decided) * 100).rounded())) %)"
    }
    return
      "the comments are read as \(parts.joined(separator: " and ")); `set comment language` overrules that"
  }
}
