package import Columns

/// What role detection looks at: a column's header and facts about its content.
package struct ColumnFacts: Sendable {
  package var name: String
  package var type: DataType
  package var rowCount: Int
  package var filledCount: Int
  package var distinctCount: Int
  /// Of numbers, dates and times.
  package var minimum: Value
  package var maximum: Value
  package var isWhole: Bool
  /// Some different values as text.
  package var examples: [String]

  package init(
    name: String, type: DataType, rowCount: Int, filledCount: Int, distinctCount: Int, minimum: Value = .none,
    maximum: Value = .none, isWhole: Bool = false, examples: [String] = []
  ) {
    self.name = name
    self.type = type
    self.rowCount = rowCount
    self.filledCount = filledCount
    self.distinctCount = distinctCount
    self.minimum = minimum
    self.maximum = maximum
    self.isWhole = isWhole
    self.examples = examples
  }
}

/// A role and the column that plays it.
package struct RoleBinding: Sendable, Hashable {
  /// `responded_at`, `nps`, `customer`, `amount` …
  package var role: String
  package var column: String
  /// Why, for people: `named so`, `"Response Date" reads as response_date`, `0–10, from the header`.
  package var reason: String
  package init(role: String, column: String, reason: String) {
    self.role = role
    self.column = column
    self.reason = reason
  }
}

/// What a table seems to be.
package struct TableShape: Sendable {
  /// `responses`, `invitations`, `tickets`, `orders`, `subscriptions`, `usage`, `accounts`; nil when nothing shows it.
  package var kind: String?
  package var bindings: [RoleBinding]
  /// Roles that several columns fit equally well: to be asked, or an error that says what to write.
  package var questions: [(role: String, candidates: [String])]
  /// Sentences worth saying, such as a score whose scale is unclear.
  package var notes: [String]
  package init(
    kind: String?, bindings: [RoleBinding], questions: [(role: String, candidates: [String])] = [],
    notes: [String] = []
  ) {
    self.kind = kind
    self.bindings = bindings
    self.questions = questions
    self.notes = notes
  }
}

/// Finds the kind of a table and the columns that play its roles.
///
/// - Parameters:
///   - columns: In file order.
///   - kind: The kind, when the user named the table after one.
///   - taken: Roles and columns that `with` has bound: neither is considered again.
package func detectRoles(
  columns: [ColumnFacts], kind: String?, taken: [String: String]
) -> TableShape {
  TableShape(kind: kind, bindings: [])
}
