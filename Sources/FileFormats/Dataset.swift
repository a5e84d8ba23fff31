import ArrowFiles
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
  /// Text of a pipe, of a compressed file or of UTF-16 is kept up to this size, and read from its start each time
  /// beyond it. It changes no column.
  package var keptTextSize = 32 << 20

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

  /// The paths of the files, in the order in which they are read.
  package let paths: [String]
  let rowsOfFiles: [Int]
  let source: DatasetSource
  let options: ReadingOptions
  let columnPositions: [String: Int]
  let decoded = Mutex(DecodedColumns())
  /// Where columns of these files are kept, and the file of it that already knows some.
  let cache: ColumnCache?
  let cacheKey: ColumnCache.Key?
  let cached: CacheFile?

  init(
    _ facts: DatasetFacts, _ source: DatasetSource, options: ReadingOptions, cache: ColumnCache? = nil,
    key: ColumnCache.Key? = nil, cached: CacheFile? = nil
  ) {
    self.source = source
    self.cache = cache
    cacheKey = key
    self.cached = cached
    self.options = options
    columnNames = facts.columnNames
    columnPositions = Dictionary(
      facts.columnNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    rowCount = facts.rowsOfFiles.reduce(0, +)
    rowsOfFiles = facts.rowsOfFiles
    paths = facts.paths
    fileSummary = facts.summary
    notes = facts.notes
    diagnostics = facts.diagnostics
  }

  /// The same files with other options for columns.
  init(_ other: Dataset, options: ReadingOptions) {
    source = other.source
    cache = other.cache
    cacheKey = other.cacheKey
    cached = other.cached
    self.options = options
    columnNames = other.columnNames
    columnPositions = other.columnPositions
    rowCount = other.rowCount
    rowsOfFiles = other.rowsOfFiles
    paths = other.paths
    fileSummary = other.fileSummary
    notes = other.notes
    diagnostics = other.diagnostics
  }

  /// Opens files (already expanded from globs, read in the order of their names). Reads the structure, decodes nothing.
  ///
  /// - Parameter cache: Where their columns may be known already, and are kept later by `ColumnCache.keep`.
  package static func open(
    paths: [String], options: ReadingOptions, cache: ColumnCache? = nil, work: Work
  ) throws -> Dataset {
    if let table = try arrowTable(paths) {
      return Dataset(DatasetFacts(table), .arrow(table), options: options)
    }
    if let cache, let dataset = try openCached(paths, options: options, cache: cache, work: work) {
      return dataset
    }
    let files = try DatasetFiles(paths: paths, options: options, work: work)
    return Dataset(DatasetFacts(files), .text(TextSource(files, options: options)), options: options)
  }

  /// The files are still the ones that were opened.
  package var isUnchanged: Bool {
    switch source {
    case .text(let files): files.isUnchanged
    case .arrow(let table): table.isUnchanged
    }
  }

  /// A cache told the facts, and knows some of the columns.
  package var isRemembered: Bool { cached != nil }

  /// The file that a row (from 0) comes from, and its number there (1 is the first row of data).
  package func position(ofRow row: Int) -> (path: String, row: Int)? {
    var first = 0
    for (path, rows) in zip(paths, rowsOfFiles) {
      if row >= first && row < first + rows { return (path, row - first + 1) }
      first += rows
    }
    return nil
  }

  /// Facts about a decoded column: the cells that did not fit its type, the texts that look like unknown markers.
  package func report(for column: String) -> ColumnReport? {
    decoded.withLock { $0.reports[column] } ?? cached?.index.columns[ownName(column)]?.report
  }
}

/// Where the columns of a dataset come from.
enum DatasetSource: Sendable {
  case text(TextSource)
  case arrow(ArrowTable)
}

/// What is known of a dataset before any column is read.
struct DatasetFacts: Sendable {
  var columnNames: [String]
  var paths: [String]
  var rowsOfFiles: [Int]
  var notes: [String]
  var diagnostics: [Diagnostic]
  var summary: String

  init(_ files: DatasetFiles) {
    columnNames = files.columnNames
    paths = files.files.map(\.path)
    rowsOfFiles = files.structures.map(\.rows)
    notes = files.notes
    diagnostics = files.diagnostics
    summary = files.summary
  }
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
  /// What a column without codes holds, which its reading tells by the way.
  var measure: ColumnMeasure?
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
