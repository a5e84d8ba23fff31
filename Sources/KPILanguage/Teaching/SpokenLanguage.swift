/// A language that people are taught in. The words of the query language and its messages are English in every one.
package enum SpokenLanguage: String, Sendable, CaseIterable {
  case english = "en"
  case spanish = "es"

  /// The language that a user calls by its name or its code.
  package init?(named name: String) {
    switch name.lowercased() {
    case "en", "english", "inglés", "ingles": self = .english
    case "es", "spanish", "español", "espanol", "castellano": self = .spanish
    default: return nil
    }
  }

  /// The language of a locale such as `es_ES.UTF-8`; English for one that nothing is written in.
  package init(locale: String?) {
    let code = (locale ?? "").prefix { $0.isLetter }.lowercased()
    self = code == "es" ? .spanish : .english
  }

  /// Its name in itself.
  var name: String { self == .english ? "English" : "español" }
}

/// What is said to a reader, in both languages side by side: an extension for each area stands in this folder.
struct Phrases: Sendable {
  let language: SpokenLanguage

  init(_ language: SpokenLanguage) { self.language = language }

  /// The one of two sentences that is in the reader's language.
  func say(_ english: @autoclosure () -> String, _ spanish: @autoclosure () -> String) -> String {
    language == .english ? english() : spanish()
  }

  /// `a`, `a and b`, `a, b and c`
  func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + say(" and ", " y ") + last
  }

  /// Upper case at the beginning, a full stop at the end.
  func sentence(_ text: String) -> String {
    let text = contracted(text.trimmed)
    let begun = text.first == "`" ? text : text.prefix(1).uppercased() + text.dropFirst()
    return ".:?!…".contains(text.last ?? ".") ? begun : begun + "."
  }

  /// Spanish draws `a el` and `de el` together.
  private func contracted(_ text: String) -> String {
    guard language == .spanish else { return text }
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var position = 1
    while position < words.count {
      if words[position] == "el", let joined = ["a": "al", "de": "del"][words[position - 1]] {
        words[position - 1] = joined
        words.remove(at: position)
      } else {
        position += 1
      }
    }
    return words.joined(separator: " ")
  }
}

/// What the rows of a KPI are called: answers, orders, customers.
struct RowNoun: Sendable, Equatable {
  var one: String
  var many: String
  /// For the articles of Spanish.
  var isFeminine = false
}
