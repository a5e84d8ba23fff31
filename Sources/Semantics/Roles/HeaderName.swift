/// A column header reduced to its words, so that `Submit Date (UTC)`, `submitDate` and `SUBMIT_DATE` read alike.
///
/// Lower case, accents folded, camel case split, every other sign a gap. What stands in brackets and endings such as
/// `in minutes` are taken off but remembered.
package struct HeaderName: Sendable, Hashable {
  package let words: [String]
  /// Whether the header says that its times are UTC.
  package let isUTC: Bool
  /// `minutes` in `First reply time in minutes` and in `Duration (in minutes)`.
  package let unit: String?

  /// The words with `_` between them.
  package var text: String { words.joined(separator: "_") }

  package init(_ header: String) {
    let (outside, inside) = HeaderName.separateBrackets(header)
    var words = HeaderName.words(of: outside)
    let remarks = HeaderName.words(of: inside)
    var unit = remarks.first { HeaderName.units.contains($0) }
    if let start = words.firstIndex(of: "within"), words[start...].count == 3, words.last == "hours" {
      words.removeSubrange(start...)
    }
    if words.count > 2, words[words.count - 2] == "in", let last = words.last, HeaderName.units.contains(last)
    {
      unit = last
      words.removeLast(2)
    }
    let endsInUTC = words.count > 1 && words.last == "utc"
    if endsInUTC { words.removeLast() }
    let meaningful = words.filter { !HeaderName.smallWords.contains($0) }
    self.words = meaningful.isEmpty ? (words.isEmpty && header.contains("#") ? ["#"] : words) : meaningful
    self.isUTC = endsInUTC || remarks.contains("utc")
    self.unit = unit
  }

  private static let smallWords: Set<String> = ["de", "del", "la", "el", "los", "las", "of", "the", "du"]
  private static let units: Set<String> = [
    "seconds", "minutes", "hours", "days", "segundos", "minutos", "horas", "dias",
  ]

  private static func separateBrackets(_ header: String) -> (outside: String, inside: String) {
    if !header.utf8.contains(where: { $0 == 0x28 || $0 == 0x5B || $0 == 0x29 || $0 == 0x5D }) {
      return (header, "")
    }
    var outside = ""
    var inside = ""
    var depth = 0
    for character in header {
      switch character {
      case "(", "[":
        depth += 1
        outside.append(" ")
        inside.append(" ")
      case ")", "]": depth = max(0, depth - 1)
      case _ where depth > 0: inside.append(character)
      default: outside.append(character)
      }
    }
    return (outside, inside)
  }

  private static func words(of text: String) -> [String] {
    // Most names are plain words already, and every start of the program looks at hundreds.
    func isPlain(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    if text.utf8.allSatisfy({ isPlain($0) || $0 == 0x5F || $0 == 0x20 }) {
      return text.utf8.split { !isPlain($0) }.map { String(Substring($0)) }
    }
    var words: [String] = []
    var word = ""
    let characters = Array(text)
    for (position, character) in characters.enumerated() {
      guard character.isLetter || character.isNumber else {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      if position > 0, character.isUppercase, !word.isEmpty {
        let follows = position + 1 < characters.count ? characters[position + 1] : " "
        // `submitDate` is cut before the D, `IPAddress` before the A, `CustomerID` not inside the ID.
        if characters[position - 1].isLowercase
          || (characters[position - 1].isUppercase && follows.isLowercase)
        {
          words.append(word)
          word = ""
        }
      }
      word += foldedLetter(character)
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static func foldedLetter(_ character: Character) -> String {
    let lower = character.lowercased()
    guard let scalar = lower.unicodeScalars.first, scalar.value >= 0x80 else {
      // A plain letter with a combining accent behind it keeps only the letter.
      return lower.unicodeScalars.first.map { String($0) } ?? ""
    }
    return accentedLetters[lower] ?? lower
  }

  /// The accented letters of the languages that the dictionary knows, and their neighbours.
  private static let accentedLetters: [String: String] = {
    let groups: [(plain: String, accented: String)] = [
      ("a", "áàâäãåāª"), ("c", "çćč"), ("e", "éèêëēę"), ("i", "íìîïī"), ("n", "ñńň"), ("o", "óòôöõøōº"),
      ("s", "śšş"), ("u", "úùûüū"), ("y", "ýÿ"), ("z", "źżž"),
    ]
    var letters: [String: String] = ["ß": "ss", "œ": "oe", "æ": "ae"]
    for group in groups {
      for letter in group.accented { letters[String(letter)] = group.plain }
    }
    return letters
  }()
}
