package import Columns
import Glibc

/// Comments that are typical of a group and differ from each other.
package struct TypicalTexts {
  private var counting = TermCounting(groups: 0)
  private let texts: [WeightedText]
  private var vectors: [[(stem: Int, weight: Double)]] = []
  /// In how many comments a stem occurs, in all groups.
  private var documents: [Int: Int] = [:]
  private var languages: [TextLanguage] = []

  /// - Parameter texts: Texts of all groups, so that what all of them say counts little.
  package init(_ texts: [WeightedText], language: TextLanguage?, work: Work) throws {
    self.texts = texts
    var counts = LanguageCounts()
    var own: [TextLanguage?] = []
    for text in texts {
      let found = language ?? counting.language(of: text.text)
      counts.add(found)
      own.append(found)
    }
    let usual = counts.majority ?? .english
    languages = own.map { $0 ?? usual }
    var stems: [[(Int, Int)]] = []
    var all = 0
    for (position, text) in texts.enumerated() {
      if position & 0xFF == 0 { try work.checkpoint() }
      let occurring = Dictionary(
        counting.stems(of: text.text, languages[position]).map { ($0, 1) }, uniquingKeysWith: +)
      stems.append(occurring.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
      for stem in occurring.keys { documents[stem, default: 0] += 1 }
      all += 1
    }
    vectors = stems.map { stems in
      let weighted = stems.map { stem, count in
        (stem: stem, weight: (1 + log(Double(count))) * log((1 + Double(all)) / Double(documents[stem] ?? 1)))
      }
      return normalised(weighted)
    }
  }

  /// The most typical texts of a group: near to the group's centre, readable in length, and unlike each other.
  ///
  /// - Returns: Positions of texts.
  package func typical(of group: Int, count: Int) -> [Int] {
    let members = texts.indices.filter { texts[$0].counts[group] > 0 && !vectors[$0].isEmpty }
    var centre: [Int: Double] = [:]
    for member in members {
      for (stem, weight) in vectors[member] {
        centre[stem, default: 0] += weight * Double(texts[member].counts[group])
      }
    }
    // Added up in a fixed order, so that every run gives the same.
    let length = centre.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
    guard length > 0 else {
      return Array(texts.indices.filter { texts[$0].counts[group] > 0 }.prefix(count))
    }
    let scored = members.map { member in
      let nearness = vectors[member].reduce(0) { $0 + $1.weight * (centre[$1.stem] ?? 0) } / length
      return (member: member, score: nearness * readability(texts[member].text))
    }
    var candidates = scored.sorted { ($1.score, $0.member) < ($0.score, $1.member) }.prefix(500).map { $0 }
    var chosen: [Int] = []
    while chosen.count < count, !candidates.isEmpty {
      var best = 0
      var bestScore = -Double.infinity
      for (place, candidate) in candidates.enumerated() {
        let likeness = chosen.map { cosine(vectors[$0], vectors[candidate.member]) }.max() ?? 0
        let score = candidate.score - 0.5 * likeness
        if score > bestScore {
          best = place
          bestScore = score
        }
      }
      chosen.append(candidates.remove(at: best).member)
    }
    return chosen
  }

  /// Comments of one to five lines read best.
  private func readability(_ text: String) -> Double {
    let length = text.utf8.count
    if length < 25 { return 0.3 + 0.028 * Double(length) }
    return length <= 400 ? 1 : max(0.5, 400 / Double(length))
  }

  /// The part of a long text that is nearest to what the group says: whole sentences, as many as fit.
  package func excerpt(_ masked: String, like position: Int, limit: Int = 280) -> String {
    guard masked.count > limit else { return masked }
    var counting = counting
    let sentences = sentences(of: masked)
    let own = Dictionary(vectors[position].map { ($0.stem, $0.weight) }, uniquingKeysWith: +)
    let scores = sentences.map { sentence in
      Set(counting.stems(of: String(sentence), languages[position])).sorted().reduce(0) {
        $0 + (own[$1] ?? 0)
      }
    }
    var best: (range: Range<Int>, score: Double) = (0..<1, -1)
    for start in sentences.indices {
      var end = start
      var length = 0
      var score = 0.0
      while end < sentences.count, length + sentences[end].count <= limit || end == start {
        length += sentences[end].count + 1
        score += scores[end]
        end += 1
        if score > best.score { best = (start..<end, score) }
      }
    }
    var part = sentences[best.range].map { String($0) }.joined(separator: " ")
    if part.count > limit {
      part = String(part.prefix(limit))
      if let blank = part.lastIndex(of: " ") { part = String(part[..<blank]) }
      return (best.range.lowerBound > 0 ? "… " : "") + part + " …"
    }
    return (best.range.lowerBound > 0 ? "… " : "") + part
      + (best.range.upperBound < sentences.count ? " …" : "")
  }

  private func sentences(of text: String) -> [Substring] {
    var result: [Substring] = []
    var start = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if ".!?…".contains(text[index]), next == text.endIndex || text[next] == " " {
        result.append(text[start..<next])
        start = next < text.endIndex ? text.index(after: next) : next
        index = start
      } else {
        index = next
      }
    }
    if start < text.endIndex { result.append(text[start...]) }
    return result
  }
}

private func normalised(_ vector: [(stem: Int, weight: Double)]) -> [(stem: Int, weight: Double)] {
  let length = vector.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
  guard length > 0 else { return [] }
  return vector.map { ($0.stem, $0.weight / length) }
}

/// Of two vectors of length one, in the order of their stems.
private func cosine(_ left: [(stem: Int, weight: Double)], _ right: [(stem: Int, weight: Double)]) -> Double {
  var sum = 0.0
  var one = 0
  var other = 0
  while one < left.count, other < right.count {
    if left[one].stem == right[other].stem {
      sum += left[one].weight * right[other].weight
      one += 1
      other += 1
    } else if left[one].stem < right[other].stem {
      one += 1
    } else {
      other += 1
    }
  }
  return sum
}
