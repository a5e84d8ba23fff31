/// The candidate that a mistyped name most likely meant, or nil if none is near.
///
/// Near is an edit distance (insert, remove, replace, swap of neighbours) of at most a third of the name's
/// length, without regard to case, accents and punctuation. Of several equally near ones the first by its
/// letters is taken, so the answer does not depend on the order of the candidates.
package func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(fold(name).utf8.prefix(256))
  guard !wanted.isEmpty else { return nil }
  var best: (distance: Int, candidate: String)?
  for candidate in candidates {
    let folded = Array(fold(candidate).utf8)
    let limit = min(max(wanted.count, folded.count) / 3, best?.distance ?? Int.max)
    guard folded.count <= 512, abs(folded.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, folded)
    guard distance <= limit else { continue }
    if let current = best {
      if distance > current.distance || (distance == current.distance && candidate >= current.candidate) {
        continue
      }
    }
    best = (distance, candidate)
  }
  return best?.candidate
}

/// The fewest single edits that make one text the other; a swap of two neighbours is one edit.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  if left.isEmpty { return right.count }
  if right.isEmpty { return left.count }
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  var row = last
  for leftIndex in 1...left.count {
    row[0] = leftIndex
    for rightIndex in 1...right.count {
      let isSame = left[leftIndex - 1] == right[rightIndex - 1]
      var best = min(last[rightIndex - 1] + (isSame ? 0 : 1), last[rightIndex] + 1, row[rightIndex - 1] + 1)
      if leftIndex > 1, rightIndex > 1, left[leftIndex - 1] == right[rightIndex - 2],
        left[leftIndex - 2] == right[rightIndex - 1]
      {
        best = min(best, beforeLast[rightIndex - 2] + 1)
      }
      row[rightIndex] = best
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[right.count]
}
