package import Columns
package import Diagnostics
package import Planning

/// Runs a plan on tables that hold every column it names.
///
/// - Throws: `Interrupted`, or a `Diagnostic` for what only the data shows (a pattern that matches for too long,
///   memory).
package func execute(_ plan: Plan, tables: [String: Table], work: Work) throws -> ResultTable {
  ResultTable(columns: [], rows: [])
}
