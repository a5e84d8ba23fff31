import Diagnostics
import Semantics
import Syntax

extension Session {
  /// A line that starts with a clause: the last query with that clause replaced, narrowed or taken away.
  func refine(
    _ clauses: [Clause], _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    guard options.isPrompt else {
      throw Diagnostic(
        .error, .noLastQuery,
        "a statement cannot begin with `\(source[range].oneLine.split(separator: " ").first ?? "")`",
        source: source, at: range, help: ["indent the line to continue the statement above"])
    }
    guard let last = lastQuery else {
      throw Diagnostic(
        .error, .noLastQuery, "there is no query to refine yet", source: source, at: range,
        help: ["ask for something first, such as `nps`"])
    }
    // The pieces of two texts make a new one, so that ranges and messages stay right.
    var pieces = last.query.clauses.map { (name: $0.kind.name, text: last.source[$0.range]) }
    for clause in clauses {
      let text = source[clause.range].trimmed
      switch clause.kind {
      case .narrow(let condition):
        if let position = pieces.firstIndex(where: { $0.name == .filter }) {
          let old = pieces[position].text.dropFirst("where".count)
          pieces[position].text = "where (\(Substring(old).trimmed)) and \(source[condition.range])"
        } else {
          pieces.append((.filter, "where \(source[condition.range])"))
        }
      case .without(let name): pieces.removeAll { $0.name == name }
      default:
        let name = clause.kind.name
        if name == .during { pieces.removeAll { $0.name == .since || $0.name == .until } }
        if name == .since || name == .until { pieces.removeAll { $0.name == .during } }
        if name == .top { pieces.removeAll { $0.name == .bottom } }
        if name == .bottom { pieces.removeAll { $0.name == .top } }
        if let position = pieces.firstIndex(where: { $0.name == name }) {
          pieces[position].text = text
        } else {
          pieces.append((name, text))
        }
      }
    }
    let items = last.query.items.map { item in
      last.source[item.expression.range] + (item.alias.map { " as " + last.source[$0.range] } ?? "")
    }
    let text = (last.verb.text + [items.joined(separator: ", ")] + pieces.map(\.text)).joined(separator: " ")
      .oneLine
    try report(.talk(text))
    let refined = SourceText(text, name: source.name)
    let parsed = parse(refined)
    guard let statement = parsed.statements.first,
      !parsed.diagnostics.contains(where: { $0.severity == .error })
    else {
      throw Diagnostics(parsed.diagnostics)
    }
    try execute(statement, in: refined, report)
  }
}

extension Verb {
  /// The word in front of a query.
  fileprivate var text: [String] {
    switch self {
    case .ask: []
    case .explain: ["explain"]
    case .plot: ["plot"]
    case .rows: ["rows"]
    case .why: ["why"]
    case .check: ["check"]
    case .sql: ["sql"]
    }
  }
}
