import Diagnostics
import Syntax

/// The statement as it should have been written, for the Up key: what a message says itself, else the text with every
/// suggested word in its place; nil when nothing is suggested.
func correction(of diagnostics: [Diagnostic]) -> String? {
  if let written = diagnostics.lazy.compactMap(\.correction).first { return written }
  let suggestions = diagnostics.compactMap {
    diagnostic -> (source: SourceText, range: SourceRange, word: String)? in
    guard diagnostic.severity == .error, let source = diagnostic.source, source.name == promptName,
      let range = diagnostic.range, let word = suggestedWord(diagnostic.label)
    else { return nil }
    return (source, range, word)
  }
  guard let source = suggestions.first?.source else { return nil }
  var bytes = Array(source.text.utf8)
  for suggestion in suggestions.sorted(by: { $0.range.start > $1.range.start }) {
    guard suggestion.range.start >= 0, suggestion.range.start <= suggestion.range.end,
      suggestion.range.end <= bytes.count
    else { continue }
    bytes.replaceSubrange(suggestion.range.start..<suggestion.range.end, with: suggestion.word.utf8)
  }
  let corrected = String(decoding: bytes, as: UTF8.self)
  // A correction that cannot be read either helps nobody.
  return corrected != source.text
    && !parse(SourceText(corrected)).diagnostics.contains { $0.severity == .error }
    ? corrected : nil
}

private let promptName = SourceText("").name

/// The word in ``did you mean `nps`?``.
private func suggestedWord(_ label: String?) -> String? {
  guard let label, label.hasPrefix("did you mean `"), label.hasSuffix("`?") else { return nil }
  return String(label.dropFirst("did you mean `".count).dropLast(2))
}
