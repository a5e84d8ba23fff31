/// How a header fits a role: the better fits compare as smaller.
struct NameMatch: Sendable, Comparable {
  enum Strength: Int, Sendable {
    /// Letter for letter the role's own name.
    case ownName
    /// A name of the dictionary.
    case exact
    /// A name of the dictionary behind harmless words: `conversation_created_at`.
    case qualified
    /// A telling word among others.
    case contained
  }

  let strength: Strength
  /// The line of the dictionary; a better line beats a better strength.
  let line: Int
  /// Whether the name is too common to show the kind of a table.
  let isGeneric: Bool
  /// How the header was read: `response_date`, or the word that was found in it.
  let reading: String

  static func < (left: NameMatch, right: NameMatch) -> Bool {
    (left.line, left.strength.rawValue) < (right.line, right.strength.rawValue)
  }

  static func == (left: NameMatch, right: NameMatch) -> Bool {
    left.line == right.line && left.strength == right.strength
  }
}

/// The names of one role, spelled out and normalised for matching.
struct NameMatcher: Sendable {
  private struct Line: Sendable {
    /// Normalised name → whether it is generic.
    var names: [String: Bool] = [:]
    var telling: [[String]] = []
  }

  private let role: String
  private let lines: [Line]

  init(_ entry: RoleEntry) {
    role = entry.role
    lines = entry.names.map { names in
      var line = Line()
      for name in names { NameMatcher.add(name, to: &line) }
      return line
    }
  }

  private static func add(_ name: String, to line: inout Line) {
    var name = Substring(name)
    let isGeneric = name.first == "~"
    if isGeneric { name.removeFirst() }
    if name.first == "…" {
      line.telling.append(HeaderName(String(name.dropFirst().dropLast())).words)
    } else if name.first == "@" {
      let stem = name.dropFirst()
      for form in [
        "\(stem)_at", "\(stem)_date", "\(stem)_on", "\(stem)_time", "\(stem)_timestamp",
        "\(stem)_datetime", "date_\(stem)", "\(stem)",
      ] {
        line.names[form] = isGeneric
      }
    } else {
      line.names[HeaderName(String(name)).text] = isGeneric
    }
  }

  /// The best way in which the header fits; nil when it does not.
  func match(column: String, header: HeaderName) -> NameMatch? {
    if column == role {
      return NameMatch(strength: .ownName, line: -1, isGeneric: isGeneric(role), reading: role)
    }
    let text = header.text
    let rests = NameMatcher.textsWithoutHarmlessWords(header.words)
    for (number, line) in lines.enumerated() {
      if let match = NameMatcher.match(header.words, text, rests, line, number) { return match }
    }
    // The prefix of one vendor's own columns says nothing.
    if header.words.first == "hs", header.words.count > 1 {
      return match(column: column, header: HeaderName(header.words.dropFirst().joined(separator: "_")))
    }
    return nil
  }

  private func isGeneric(_ name: String) -> Bool {
    lines.contains { $0.names[name] == true }
  }

  private static func textsWithoutHarmlessWords(_ words: [String]) -> [String] {
    var texts: [String] = []
    var rest = words[...]
    // Two words must remain: an `order_id` in a table of answers is not the answers' `id`.
    while rest.count > 2, let first = rest.first, harmlessWords.contains(first) {
      rest.removeFirst()
      texts.append(rest.joined(separator: "_"))
    }
    return texts
  }

  private static func match(
    _ words: [String], _ text: String, _ rests: [String], _ line: Line, _ number: Int
  ) -> NameMatch? {
    if let isGeneric = line.names[text] {
      return NameMatch(strength: .exact, line: number, isGeneric: isGeneric, reading: text)
    }
    for rest in rests {
      if let isGeneric = line.names[rest] {
        return NameMatch(strength: .qualified, line: number, isGeneric: isGeneric, reading: rest)
      }
    }
    for telling in line.telling where words.count >= telling.count && disclaimers.isDisjoint(with: words) {
      let isInside = (0...(words.count - telling.count)).contains { start in
        words[start..<(start + telling.count)].elementsEqual(telling)
      }
      if isInside {
        return NameMatch(
          strength: .contained, line: number, isGeneric: false, reading: telling.joined(separator: " "))
      }
    }
    return nil
  }
}

/// A role of one kind of table with its matcher.
struct KnownRole: Sendable {
  let entry: RoleEntry
  let matcher: NameMatcher
}

/// The dictionary, ready for matching.
let knownRoles: [KnownRole] = roleDictionary.map { KnownRole(entry: $0, matcher: NameMatcher($0)) }
