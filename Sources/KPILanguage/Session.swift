package import Columns
package import Diagnostics
package import Rendering
package import Syntax

/// A conversation with the language: loaded tables, definitions, settings, the last query.
///
/// One thread at a time may call `run`; `work.stop()` may be called from any thread to cancel what runs.
package final class Session {
  package struct Options: Sendable {
    /// `set`, `load` and scripts see paths relative to this folder.
    package var directory: String = "."
    package var threads: Int = 2
    package var memoryLimit: Int = .max
    /// Lines that start with a clause refine the last query; questions may be asked.
    package var isPrompt: Bool = false
    package init() {}
  }

  package let work: Work

  package init(_ options: Options) {
    work = Work(threads: options.threads, memoryLimit: options.memoryLimit)
  }

  /// What a statement said, in order.
  package enum Event: Sendable {
    /// The answer of a query: to standard output in the chosen format, or to the file of `into`.
    case result(ResultTable, into: String?)
    /// Text that was asked for (`show`, `describe`, `help`, `print`): standard output.
    case text(String)
    /// Talk (`load`, `set`, what a refinement became): standard error.
    case talk(String)
    /// Errors, warnings and notes: standard error.
    case diagnostics([Diagnostic])
    /// How long a statement took from planning to finished result, without rendering.
    case timing(milliseconds: Double, statement: String)
    /// `quit`, `edit`, `history`, `last`, `save`: for the program around the session.
    case command(Statement.Kind)
  }

  package enum Status: Int32, Sendable {
    case success = 0
    case failure = 1
    case expectationFailed = 5
    case interrupted = 130
  }

  /// Runs the statements of a text in order, up to the first error (or all with `keepGoing`).
  package func run(
    _ source: SourceText, parameters: [String: String] = [:], keepGoing: Bool = false,
    report: (Event) throws -> Void
  ) rethrows -> Status {
    .success
  }

  /// Parses and types a text and runs nothing (`kpi check`).
  package func check(_ source: SourceText) -> [Diagnostic] { [] }

  // MARK: What a completer wants to know; each answers at once, from what is already known.

  /// KPIs that can be asked, those that the loaded tables can answer first.
  package var knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)] { [] }
  package var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] { [] }
  /// Names of functions and aggregates with their one-line summaries.
  package var knownFunctions: [(name: String, parameters: [String], summary: String)] { [] }
  /// The values of a column (exact or folded name; in any table when `table` is nil), most frequent first.
  package func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] { [] }
  /// Whether a name means anything right now: a KPI, a column, a table, a function, a word of the language.
  package func isKnown(name: String) -> Bool { true }
}
