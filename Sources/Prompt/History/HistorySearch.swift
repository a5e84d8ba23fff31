import Diagnostics

/// The entries of a history that fit a query, best first: its letters in their order, with gaps.
///
/// Letters that follow each other or begin words count more, and of two equal entries the newer one wins.
///
/// - Parameter entries: Oldest first.
func searchHistory(_ entries: [String], for query: String, limit: Int) -> [String] {
  let letters = Array(folded(query).filter { !$0.isWhitespace })
  if letters.isEmpty { return Array(entries.reversed().prefix(limit)) }
  var found: [(score: Int, position: Int)] = []
  for (position, entry) in entries.enumerated() {
    if let score = fuzzyScore(Array(folded(entry)), letters) { found.append((score, position)) }
  }
  found.sort { ($0.score, $0.position) > ($1.score, $1.position) }
  return found.prefix(limit).map { entries[$0.position] }
}

/// How well letters fit a text; nil when they are not in it in their order.
func fuzzyScore(_ text: [Character], _ letters: [Character]) -> Int? {
  var best: Int?
  // A greedy match from each place where the first letter stands finds the run that a reader would see.
  for start in text.indices where text[start] == letters.first {
    var score = 0
    var previous = start - 2
    var position = start
    for letter in letters {
      guard let found = text[position...].firstIndex(of: letter) else {
        return best
      }
      let beginsWord = found == 0 || !(text[found - 1].isLetter || text[found - 1].isNumber)
      score += found == previous + 1 ? 4 : 0
      score += beginsWord ? 3 : 0
      score -= min(found - max(previous, start) - 1, 3)
      previous = found
      position = found + 1
    }
    best = max(best ?? score, score)
  }
  return best
}

/// A text in small letters without accents, character by character, to compare what is typed with what is there.
func folded(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 >= 128 }) else { return text.lowercased() }
  var result = ""
  for character in text {
    let plain = fold(String(character))
    result += plain.isEmpty ? String(character) : plain
  }
  return result
}
