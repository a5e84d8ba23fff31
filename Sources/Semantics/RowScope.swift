import Columns
import Diagnostics
import Planning
import Syntax

/// Where the names of a row expression are looked up: one table, and what a definition has named so far.
struct RowScope {
  let table: TableSchema
  /// Parameters and `let`s of the definition, by exact name; written bare, they come first.
  var locals: [String: Typed] = [:]
  /// Inside a definition a role hides a column of the same name; in a query the column comes first (language, 13.3).
  var isDefinition: Bool
  /// The name of the KPI being expanded, for messages.
  var kpi: String?
  /// The rows are stretches of time.
  var span: Span?
  /// One row stands for each key; the rows below are in `keys.rowScope`.
  var keys: KeyDraft?
  /// Beside a row stand the age of its key and the edges of that age.
  var hasAges = false
  /// The pipeline being drafted, which gets the columns that other KPIs give.
  weak var draft: PipelineDraft?
}

/// What a name means beside a row.
enum RowMeaning {
  case local(Typed)
  case column(String)
  case role(String, column: String)
  /// A role that the user declared to be unknown for every row.
  case absent
  case linked(Link, column: String)
  case now
  case startOrEnd
  case dimension(String)
  case ambiguous([String])
  case unknown
}

extension Binder {
  /// Finds a name beside a row: each kind exactly, then folded, before the next kind.
  func meaning(of name: Name, in scope: RowScope) -> RowMeaning {
    let text = name.text
    if scope.isDefinition, !name.isQuoted {
      if let local = scope.locals[text] ?? scope.locals.first(where: { fold($0.key) == fold(text) })?.value {
        return .local(local)
      }
      switch text {
      case "now": return .now
      case "start", "end": if !hasColumn(text, scope.table) { return .startOrEnd }
      default: break
      }
      if let found = role(text, in: scope.table) { return found }
      if let found = column(text, in: scope.table) { return found }
    } else {
      if let found = column(text, in: scope.table) { return found }
      if let found = role(text, in: scope.table) { return found }
      if definitions.dimensions[text] != nil { return .dimension(text) }
      if let key = definitions.dimensions.keys.sorted().first(where: { fold($0) == fold(text) }) {
        return .dimension(key)
      }
      if text == "now", !name.isQuoted { return .now }
    }
    if let found = linkedColumn(text, from: scope.table) { return found }
    return .unknown
  }

  private func hasColumn(_ text: String, _ table: TableSchema) -> Bool {
    table.columns.contains(text) || table.roles[text] != nil
  }

  func column(_ text: String, in table: TableSchema) -> RowMeaning? {
    if table.columns.contains(text) { return .column(text) }
    let key = fold(text)
    guard !key.isEmpty else { return nil }
    let matches = table.columns.filter { fold($0) == key }
    if matches.count > 1 { return .ambiguous(matches.map { "`\($0)`" }) }
    return matches.first.map { .column($0) }
  }

  private func role(_ text: String, in table: TableSchema) -> RowMeaning? {
    if let column = table.roles[text] { return .role(text, column: column) }
    if table.absentRoles.contains(text) { return .absent }
    let key = fold(text)
    guard !key.isEmpty else { return nil }
    if let (role, column) = table.roles.sorted(by: { $0.key < $1.key }).first(where: { fold($0.key) == key })
    {
      return .role(role, column: column)
    }
    return table.absentRoles.contains { fold($0) == key } ? .absent : nil
  }

  /// A column of a table on the unique side of a link.
  private func linkedColumn(_ text: String, from table: TableSchema) -> RowMeaning? {
    var found: [(Link, String)] = []
    for link in table.links {
      guard let other = self.table(named: link.table) else { continue }
      switch column(text, in: other) ?? role(text, in: other) {
      case .column(let name), .role(_, let name): found.append((link, name))
      default: break
      }
    }
    // Two links to the same column (by two keys) or to two tables: the user chooses.
    if found.count > 1 { return .ambiguous(found.map { "`\($0.0.table).\($0.1)`" }) }
    return found.first.map { .linked($0.0, column: $0.1) }
  }

  /// All names that a row of the table has, for suggestions.
  func names(beside table: TableSchema) -> [String] {
    table.columns + table.roles.keys.sorted()
      + table.links.flatMap { self.table(named: $0.table)?.columns ?? [] }
      + definitions.dimensions.keys.sorted()
  }
}
