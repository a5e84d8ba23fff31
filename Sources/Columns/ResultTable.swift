package import Diagnostics

/// The answer to a query: cells with what is known about them. What it looks like is Rendering's business.
package struct ResultTable: Sendable {
  package var columns: [ResultColumn]
  /// Shape `[row]`; each row has one value a column.
  package var rows: [ResultRow]
  /// Warnings and notes, in the order found.
  package var diagnostics: [Diagnostic]
  /// Sentences below the table: what was assumed, which rows were read.
  package var notes: [String]
  package var calendar: Calendar
  /// The data cut-off that makes a period partial, in microseconds; nil when unknown.
  package var now: Int64?
  /// What was asked, for the words around a picture; nil where nobody asked in words.
  package var question: Question?
  /// Asked for with `plot`: where people read the result, it is a picture.
  package var isPlot = false
  /// What is said below the result is said in Spanish.
  package var isSpanish = false

  /// The same numbers without the wish for a picture.
  package var asTable: ResultTable {
    var table = self
    table.isPlot = false
    return table
  }

  /// The words of a query, which a picture repeats so that it can be understood alone.
  package struct Question: Sendable, Hashable {
    /// The query on one line, without its verb and without `into`.
    package var text: String
    /// The tables that were read, sorted.
    package var tables: [String]
    /// The titles of KPIs, by the name of their column.
    package var titles: [String: String]

    package init(text: String, tables: [String] = [], titles: [String: String] = [:]) {
      self.text = text
      self.tables = tables
      self.titles = titles
    }
  }

  package init(
    columns: [ResultColumn], rows: [ResultRow], diagnostics: [Diagnostic] = [], notes: [String] = [],
    calendar: Calendar = Calendar(), now: Int64? = nil
  ) {
    self.columns = columns
    self.rows = rows
    self.diagnostics = diagnostics
    self.notes = notes
    self.calendar = calendar
    self.now = now
  }
}

/// One of the two ends of a 95 % interval.
package enum IntervalEdge: Sendable, Hashable { case lower, upper }

package struct ResultColumn: Sendable, Hashable {
  package enum Role: Sendable, Hashable {
    case dimension
    /// An item's value.
    case value
    /// What the item's denominator counts (`NAME_n`).
    case count
    /// A part of the whole, percent (`NAME_share`).
    case share
    /// `NAME_low`, `NAME_high` and others that only files print on their own.
    case extra
  }

  /// The header in files, such as `nps_n`.
  package var name: String
  package var role: Role
  /// For `count`, `share` and `extra`: the position of the item's value column.
  package var item: Int?
  package var type: DataType
  package var unit: Unit?
  /// True when up is good, false when down is; nil when neither.
  package var isBetterUp: Bool?
  /// Below this n a value is marked as low.
  package var needs: Int?
  /// A value estimated from rows, which a table shows with its n; false for counts and sums.
  package var isEstimate: Bool
  /// Shown only because the format asks for it (n in tables); files print it only after `with n`.
  package var isImplied: Bool
  /// Weekdays read as names in tables.
  package var isWeekday: Bool
  /// Whole sentences, which a table breaks into lines instead of cutting them.
  package var isProse = false
  /// One of many across the page: its unit and an n that nobody asked for would only widen the table.
  package var isPivoted = false
  /// A change against another period or group, whose sign a table may colour.
  package var isChange: Bool
  /// An edge of the item's interval: a table shows both in one column.
  package var edge: IntervalEdge?
  /// For an edge: how the interval comes about, in words for a footnote.
  package var method: String?
  /// The value of the other period or group.
  package var isCompared = false
  /// Whether the change left of it is larger than chance: a table marks the change instead of showing the column.
  package var isClearMark = false
  /// The column that a comparison begins with: its others stay beside it, rather than beside the item.
  package var comparison: Int?
  /// What a table calls the column, where what stands left of it says the rest of its name.
  package var shortName: String?

  package init(
    name: String, role: Role, item: Int? = nil, type: DataType, unit: Unit? = nil, isBetterUp: Bool? = nil,
    needs: Int? = nil, isEstimate: Bool = false, isImplied: Bool = false, isWeekday: Bool = false,
    isChange: Bool = false
  ) {
    self.name = name
    self.role = role
    self.item = item
    self.type = type
    self.unit = unit
    self.isBetterUp = isBetterUp
    self.needs = needs
    self.isEstimate = isEstimate
    self.isImplied = isImplied
    self.isWeekday = isWeekday
    self.isChange = isChange
  }
}

package struct ResultRow: Sendable, Hashable {
  package enum Kind: Sendable, Hashable { case group, others, total }
  package var values: [Value]
  package var kind: Kind
  /// The row's period is not over at the data cut-off.
  package var isPartial: Bool
  /// The row's period is one of the first of a file in which nobody was seen before.
  package var isEarly = false
  /// Positions of values that are not complete while the row as a whole is.
  package var partialCells: Set<Int> = []

  package init(_ values: [Value], kind: Kind = .group, isPartial: Bool = false) {
    self.values = values
    self.kind = kind
    self.isPartial = isPartial
  }
}
