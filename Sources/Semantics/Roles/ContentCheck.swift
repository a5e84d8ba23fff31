import Columns

/// Whether the cells of a column can be what a role needs.
///
/// - Parameter isFirstLook: Whether only some examples are known of every column. What fits then is only a candidate
///   that is worth reading as a whole, so that a doubt speaks for it.
func contentAgrees(
  _ facts: ColumnFacts, with content: RoleContent, header: HeaderName, match: NameMatch, isFirstLook: Bool
) -> Bool {
  // A column without a single cell contradicts nothing: nobody has cancelled yet. Only its full name speaks for it,
  // and a customer, a score or a comment that nobody has is no use.
  if facts.filledCount == 0 {
    return match.strength == .exact && !match.isGeneric && (content == .moment || content == .number)
  }
  switch content {
  case .moment:
    return facts.type == .date || facts.type == .time
  case .number:
    return facts.type == .number
  case .count:
    return facts.type == .number && facts.holdsWholeNumbers && (facts.range?.lowest ?? 0) >= 0
  case .minutes:
    if facts.type == .duration { return true }
    return facts.type == .number
      && (header.unit == nil || header.unit == "minutes" || header.unit == "minutos")
  case .score(let question):
    return scoreAgrees(facts, question: question, match: match, isFirstLook: isFirstLook)
  case .flag:
    return facts.isFlag
  case .category:
    return facts.type == .text || facts.type == .bool
  case .comment:
    // `comments` with yes and no says whether there are any.
    return facts.type == .text && !facts.isFlag
      && (match.strength != .contained || facts.examples.contains { $0.count > 12 })
  case .key:
    return keyAgrees(facts, match: match)
  }
}

private func scoreAgrees(
  _ facts: ColumnFacts, question: ScoreQuestion, match: NameMatch, isFirstLook: Bool
) -> Bool {
  guard facts.type == .number, facts.holdsWholeNumbers else { return false }
  guard let range = facts.range else { return !match.isGeneric && match.strength != .contained }
  guard range.lowest >= 0, range.highest <= 10 else { return false }
  // `recommended` with 0 and 1 is a yes or no, not a score.
  if range.highest <= 1, facts.distinctCount <= 2, match.strength == .contained { return false }
  guard match.isGeneric else { return true }
  if isFirstLook { return question != .effort }
  // A bare `rating` is what its values say.
  switch (question, ScoreScale(facts)) {
  case (.recommendation, .zeroToTen): return true
  case (.satisfaction, .oneToFive), (.satisfaction, .oneToFiveWithZero): return true
  default: return false
  }
}

private func keyAgrees(_ facts: ColumnFacts, match: NameMatch) -> Bool {
  switch facts.type {
  case .text, .number: break
  default: return false
  }
  let words = match.reading.split(separator: "_")
  if words.contains("email") || words.contains("correo") {
    return facts.examples.allSatisfy { $0.contains("@") }
  }
  // A shop's order `Name` is `#1001`; anybody else's name is a person or a thing.
  if match.reading == "name" {
    return !facts.examples.isEmpty && facts.examples.allSatisfy { $0.contains { $0.isNumber } }
  }
  return true
}

extension ColumnFacts {
  /// Whether a value occurs more than once.
  var repeats: Bool { distinctCount < filledCount }

  /// Whether the facts seem to come from the first rows of a longer file.
  var isSample: Bool { rowCount > 1_000 && filledCount <= 1_000 }

  var holdsWholeNumbers: Bool {
    if isWhole { return true }
    // Without a range the column has not been read as a whole: the examples speak for it.
    guard minimum.number == nil, !examples.isEmpty else { return false }
    return examples.allSatisfy { text in Double(text).map { $0 == $0.rounded() } ?? false }
  }

  /// Whether the cells say yes or no.
  var isFlag: Bool {
    switch type {
    case .bool: return true
    case .number: return range.map { $0.lowest >= 0 && $0.highest <= 1 && holdsWholeNumbers } ?? false
    case .text:
      let answers: Set<String> = [
        "yes", "no", "y", "n", "t", "f", "true", "false", "si", "sí", "1", "0", "oui", "non",
      ]
      return !examples.isEmpty && examples.allSatisfy { answers.contains($0.lowercased()) }
    default: return false
    }
  }
}
