package import Columns
package import Diagnostics
import Synchronization

/// How to read a file; nil fields are detected.
package struct ReadingOptions: Sendable, Hashable {
  package var delimiter: String?
  /// `.` or `,`
  package var decimal: String?
  package var encoding: String?
  /// The number of header rows; 0 for none (columns are then called `column_1` …).
  package var header: Int?
  /// `dmy`, `mdy` or `ymd`
  package var dateOrder: String?
  /// A further text that means unknown, in every column.
  package var null: [String]
  /// Columns that must stay text, by exact name (ids and customers).
  package var textColumns: Set<String>

  package init() {
    null = []
    textColumns = []
  }
}

/// One or several files with the same columns, opened: header known, columns decoded when they are first asked for.
///
/// The only lazy thing in the program. Safe to use from several threads.
package final class Dataset: Sendable {
  /// In file order; blank headers are called `column_N`, repeated ones `name_2`.
  package let columnNames: [String]
  package let rowCount: Int
  /// What was detected, one sentence each: delimiter, encoding, decimal comma, preamble and footer, ragged rows.
  package let notes: [String]
  /// Warnings and questions found while opening.
  package let diagnostics: [Diagnostic]
  /// The form of the files in a few words, such as `semicolon, Windows-1252, decimal comma, 3 lines above the header`.
  package let fileSummary: String

  let contents: DatasetFiles
  let options: ReadingOptions
  let columnPositions: [String: Int]
  let decoded = Mutex(DecodedColumns())

  init(_ contents: DatasetFiles, options: ReadingOptions) {
    self.contents = contents
    self.options = options
    columnNames = contents.columnNames
    columnPositions = Dictionary(
      contents.columnNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    rowCount = contents.rowCount
    fileSummary = contents.summary
    notes = contents.notes
    diagnostics = contents.diagnostics
  }

  /// Opens files (already expanded from globs, read in the order of their names). Reads the structure, decodes nothing.
  package static func open(paths: [String], options: ReadingOptions, work: Work) throws -> Dataset {
    Dataset(try DatasetFiles(paths: paths, options: options, work: work), options: options)
  }

  /// The files are still the ones that were opened.
  package var isUnchanged: Bool { contents.files.allSatisfy(\.isUnchanged) }

  /// The paths of the files, in the order in which they are read.
  package var paths: [String] { contents.files.map(\.path) }

  /// The file that a row (from 0) comes from, and its number there (1 is the first row of data).
  package func position(ofRow row: Int) -> (path: String, row: Int)? {
    var first = 0
    for (index, structure) in contents.structures.enumerated() {
      if row >= first && row < first + structure.rows { return (contents.files[index].path, row - first + 1) }
      first += structure.rows
    }
    return nil
  }

  /// Facts about a decoded column: the cells that did not fit its type, the texts that look like unknown markers.
  package func report(for column: String) -> ColumnReport? { decoded.withLock { $0.reports[column] } }
}

package struct ColumnSample: Sendable {
  /// The type that all filled sample cells parse as.
  package var type: DataType
  package var filled: Int
  package var distinct: Int
  /// The first few different texts.
  package var examples: [String]
  package init(type: DataType, filled: Int, distinct: Int, examples: [String]) {
    self.type = type
    self.filled = filled
    self.distinct = distinct
    self.examples = examples
  }
}

package struct ColumnReport: Sendable {
  /// Filled cells that do not parse as the column's type and became unknown.
  package var misfitCount: Int
  /// The first of them: row number in the file (1 is the first data row) and text.
  package var misfits: [(row: Int, text: String)]
  /// In text columns: cells such as `N/A` that were kept as text, with counts.
  package var suspectedNulls: [(text: String, count: Int)]
  /// Why the column has its type, such as `day/month order from "23/04/2024"`.
  package var notes: [String]
  /// The times are instants in UTC: written with an offset, counted in seconds since 1970, or under a header that says
  /// UTC. Other times are readings of some clock.
  package var holdsInstants = false
  package init(
    misfitCount: Int = 0, misfits: [(row: Int, text: String)] = [],
    suspectedNulls: [(text: String, count: Int)] = [], notes: [String] = []
  ) {
    self.misfitCount = misfitCount
    self.misfits = misfits
    self.suspectedNulls = suspectedNulls
    self.notes = notes
  }
}
