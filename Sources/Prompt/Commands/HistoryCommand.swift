import Diagnostics

extension PromptCommand {
  static let history = PromptCommand(name: "history", summary: "what was typed, newest last") { prompt, _ in
    let entries = prompt.historyEntries.suffix(500)
    try prompt.reporter.print(entries.map { safeLines($0) + "\n" }.joined())
  }
}

/// An entry on one or several lines, without control characters.
private func safeLines(_ entry: String) -> String {
  entry.split(separator: "\n", omittingEmptySubsequences: false)
    .map(withoutControlCharacters).joined(
      separator: "\n")
}
