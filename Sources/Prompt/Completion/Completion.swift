import Diagnostics

/// What could stand at the cursor.
struct Completion: Equatable {
  /// The characters that a candidate replaces: the word under the cursor, up to the cursor.
  var range: Range<Int>
  /// Best first.
  var candidates: [Candidate]

  static func nothing(at cursor: Int) -> Completion { Completion(range: cursor..<cursor, candidates: []) }

  /// What all candidates begin with, as far as it may be inserted.
  var commonPrefix: String {
    guard let first = candidates.first?.insertion else { return "" }
    var prefix = Array(first.unicodeScalars)
    for candidate in candidates.dropFirst() {
      let scalars = Array(candidate.insertion.unicodeScalars)
      let count = zip(prefix, scalars).prefix { $0 == $1 }.count
      prefix.removeLast(prefix.count - count)
    }
    return string(prefix)
  }
}

/// One thing that could stand at the cursor.
struct Candidate: Equatable {
  /// What is inserted, with quotes and a following blank where they belong.
  var insertion: String
  /// What the list shows.
  var label: String
  /// One line about it.
  var summary: String
}

/// The lines of the list below the input: one candidate each, with its summary.
func completionPanel(_ candidates: [Candidate], page: Int, pageSize: Int) -> [[StyledText]] {
  let start = page * pageSize
  let shown = candidates[min(start, candidates.count)..<min(start + pageSize, candidates.count)]
  let width = min(shown.map { displayWidth(of: $0.label) }.max() ?? 0, 40)
  var lines = shown.map { candidate in
    let label = shortened(withoutControlCharacters(candidate.label), to: width)
    let gap = String(repeating: " ", count: max(width - displayWidth(of: label), 0) + 2)
    return [StyledText("  \(label)\(gap)"), StyledText(withoutControlCharacters(candidate.summary), .dim)]
  }
  if candidates.count > pageSize {
    let pages = (candidates.count + pageSize - 1) / pageSize
    lines.append([StyledText("  \(page + 1) of \(pages) · Tab shows more", .dim)])
  }
  return lines
}
