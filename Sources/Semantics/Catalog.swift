package import Columns
package import Comments
package import Planning
package import Syntax

/// What the binder knows of the loaded tables. Asking for types may decode columns; nothing else touches rows.
package protocol Catalog: AnyObject {
  /// In the order in which they were loaded.
  var tables: [TableSchema] { get }
  /// The types of some columns of a table, decoded in one pass where they are not known yet.
  func types(of columns: Set<String>, in table: String) throws -> [String: DataType]
  /// The most frequent value of a column that is neither yes nor no, and whether any value is one of these.
  func noCondition(_ column: String, in table: String) throws -> (odd: Value, isMixed: Bool)?
  /// The latest past-event time of a table on the clock of a zone, in microseconds; nil where it has none.
  func latestEvent(of table: String, in zone: Zone?) throws -> Int64?
  /// The first past-event time of a table, likewise; nil also where no column is known to be one.
  func firstEvent(of table: String, in zone: Zone?) throws -> Int64?
  /// Whether a column of times holds instants in UTC rather than readings of some clock; its type has been asked for.
  func holdsInstants(_ column: String, in table: String) -> Bool
}

/// A loaded table as the binder sees it.
package struct TableSchema: Sendable {
  package var name: String
  /// `responses`, `tickets` …; nil when its roles show no kind.
  package var kind: String?
  /// In file order, then columns computed at load.
  package var columns: [String]
  /// Role to column.
  package var roles: [String: String]
  /// Roles that `with ROLE = none` declared to be unknown for every row.
  package var absentRoles: Set<String>
  /// Links from this table to tables on the unique side.
  package var links: [Link]

  package init(
    name: String, kind: String?, columns: [String], roles: [String: String], absentRoles: Set<String> = [],
    links: [Link] = []
  ) {
    self.name = name
    self.kind = kind
    self.columns = columns
    self.roles = roles
    self.absentRoles = absentRoles
    self.links = links
  }
}

/// What the user has set, as far as it bears on meaning.
package struct Settings: Sendable {
  package var calendar = Calendar()
  /// `set now`; nil for the data cut-off.
  package var now: Int64?
  /// The machine's clock: later values never set the cut-off. Microseconds.
  package var clock: Int64
  /// `set comment language`; nil to tell it from each text.
  package var commentLanguage: TextLanguage?
  /// `$name` values of `param` and `let`.
  package var parameters: [String: Syntax.Expression] = [:]

  package init(clock: Int64) { self.clock = clock }

  /// The machine's clock as the zone shows it.
  package var wallClock: Int64 { calendar.zone?.wall(clock) ?? clock }
}
