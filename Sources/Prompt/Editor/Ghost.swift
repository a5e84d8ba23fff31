/// The most likely ending of what is being typed: that of the newest entry of the history which begins so, else the
/// rest of the word. Empty when there is nothing likely.
func likelyEnding(of text: String, history: [String], completer: Completer) -> String {
  guard text.contains(where: { !$0.isWhitespace }) else { return "" }
  if let entry = history.last(where: { $0.hasPrefix(text) && $0.count > text.count }) {
    return String(entry.dropFirst(text.count).prefix { $0 != "\n" })
  }
  let scalars = Array(text.unicodeScalars)
  let completion = completer.complete(text, cursor: scalars.count)
  let typed = string(scalars[completion.range])
  guard typed.unicodeScalars.count > 1, let best = completion.candidates.first?.insertion,
    best.hasPrefix(typed)
  else { return "" }
  let ending = best.dropFirst(typed.count)
  return String(ending.hasSuffix(" ") ? ending.dropLast() : ending)
}
