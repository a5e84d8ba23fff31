import Diagnostics
import Functions
import Semantics
import Syntax

extension Session {
  /// A statement that shows what a page of help is about and runs on the tables that are loaded; nil when there is none.
  ///
  /// The prompt lets it wait behind the Up key.
  package func helpExample(_ topic: String) -> String? {
    let word = topic.trimmed.lowercased()
    if let code = Session.allCodes.first(where: { $0.name == word.uppercased() }) {
      return firstRunning(snippets(in: code.explanation))
    }
    if word == "error" || word == "warning" {
      return firstRunning(lastCodes.flatMap { snippets(in: $0.explanation) })
    }
    if word.isEmpty { return firstRunning(["nps by month"] + answerable.map { "\($0) by month" }) }
    if let page = helpPages.first(where: { $0.name == word || $0.aliases.contains(word) }) {
      return firstRunning(examples(in: page.text))
    }
    if let function = Function.named(topic.trimmed) {
      return firstRunning(function.examples.map { "print \($0.expression)" })
    }
    guard let kpi = definitions.candidates(for: topic.trimmed).first else { return nil }
    return firstRunning(["\(kpi.name) by month", kpi.name])
  }

  private var answerable: [String] { knownKPIs.filter(\.isAnswerable).map(\.name) }

  /// The indented lines of a page without what stands beside them.
  private func examples(in page: String) -> [String] {
    page.split(separator: "\n").filter { $0.hasPrefix("  ") }.flatMap { line -> [String] in
      var example = ""
      var blanks = 0
      for character in line.trimmed {
        blanks = character == " " ? blanks + 1 : 0
        if blanks == 2 { break }
        example.append(character)
      }
      // Forms that stand side by side: `during 2024 · 2024-Q1`.
      return [example.split(separator: "·").first.map { $0.trimmed } ?? ""]
    }
  }

  /// What stands between backticks.
  private func snippets(in text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .compactMap { $0 % 2 == 1 ? String($1) : nil }
      // A name alone says nothing about the code.
      .filter { $0.contains(" ") }
  }

  private func firstRunning(_ candidates: [String]) -> String? {
    for candidate in candidates {
      if runs(candidate) { return candidate }
      guard let first = candidate.split(separator: " ").first.map(String.init),
        ["where", "by", "during", "since", "until", "with", "sort", "pivot", "vs", "rolling"].contains(first)
      else { continue }
      // A clause alone is shown on the first KPI that it goes with.
      for kpi in answerable.prefix(5) where runs("\(kpi) \(candidate)") { return "\(kpi) \(candidate)" }
    }
    return nil
  }

  /// Whether a text is one question that the loaded tables answer. Nothing is run for it.
  private func runs(_ text: String) -> Bool {
    let source = SourceText(text)
    let parsed = parse(source)
    guard parsed.diagnostics.isEmpty, parsed.statements.count == 1, let statement = parsed.statements.first
    else {
      return false
    }
    switch statement.kind {
    case .query(_, let query):
      let binder = self.binder(source)
      return binder.bind(query, range: statement.range) != nil && !binder.hasErrors
        && !binder.diagnostics.contains { $0.severity == .warning }
    case .print: return true
    default: return false
    }
  }
}
