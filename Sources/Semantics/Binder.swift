package import Columns
package import Comments
package import Diagnostics
import Functions
import Planning
package import Syntax

/// Turns statements into plans: finds every name, checks every type, expands every KPI.
///
/// A binder serves one statement. It never throws on what the user typed: it collects diagnostics and goes on with
/// broken values, so that all mistakes of a statement are reported at once.
package final class Binder {
  let catalog: any Catalog
  let definitions: Definitions
  let settings: Settings

  /// The text that ranges point into: the statement's, or that of a definition while it is being expanded.
  var source: SourceText
  package internal(set) var diagnostics: [Diagnostic] = []
  /// Sentences below the result: what was assumed.
  package internal(set) var notes: [String] = []
  /// Text constants that a condition compares a column with: the session looks whether any row has them.
  package internal(set) var valueChecks: [ValueCheck] = []
  /// KPIs that add money of tables that may hold several currencies.
  var currencyUses: [CurrencyUse] = []

  /// The text and range of the statement being bound.
  var statementSource: SourceText
  var statementRange = SourceRange(0, 0)
  /// The query's parts that every pipeline needs.
  var clauses = QueryClauses()
  var pipelines: [Pipeline] = []
  /// The KPI being expanded mentions `start`: without a period it is for the last whole month.
  var isTransition = false
  /// A value is looked up for each period of the outer query.
  var isInsidePeriod = false
  /// Where the values come from that are being bound: another period inside `prev` and `vs`, and the other groups.
  var shift = PeriodShift()
  var stretch: OtherStretch?
  var isRest = false
  /// What `rolling` or `cumulative` makes of each period.
  var window: PeriodWindow?
  var windowRange: SourceRange?
  /// `with partial`: ages that are not over are shown too.
  var withPartial = false
  /// What `vs` compares every item with.
  var comparisons: [BoundComparison] = []
  /// The query has a `vs`.
  var hasComparisons = false
  /// An item speaks of what `vs` adds.
  var readsComparisons = false
  /// Windows that the KPIs of the query use, such as `repeat_rate(window = 90d)`.
  var windows: [String] = []
  var leftEdges: [LeftEdge] = []
  /// Columns of instants are wrapped even where no zone is set: for what is computed at load.
  var marksInstants = false
  /// KPIs being expanded, to find loops, and the tables that the query reads.
  var expanding: [String] = []
  var tablesRead: [String] = []
  /// Why the last part of a `coalesce` beside a key was left out.
  var missingPart: String?
  /// Dimensions as the plan describes them, filled by the first pipeline.
  var planDimensions: [PlanDimension?] = []
  /// Some condition or dimension asks for a theme, and which ones conditions name.
  package internal(set) var usesThemes = false
  package internal(set) var askedThemes: Set<Int> = []
  /// The themes that `top` shows, once that is known: the others are then asked for together.
  package var shownThemes: [String]?
  /// What `by theme(…)` asks of the rows: a comment, and the theme that is being bound.
  var themeConditions: [Syntax.Expression] = []
  /// The other rows than those of the theme that is being bound.
  var isRestOfTheme = false
  /// Types that the catalog has told, by table and column.
  private var knownTypes: [String: [String: DataType]] = [:]

  package init(catalog: any Catalog, definitions: Definitions, settings: Settings, source: SourceText) {
    self.catalog = catalog
    self.definitions = definitions
    self.settings = settings
    self.source = source
    statementSource = source
  }

  /// The edges of the period differ from row to row of the result.
  var usesPeriods: Bool { clauses.needsTime || isInsidePeriod }

  var calendar: Calendar { settings.calendar }

  package var themeSet: ThemeSet { definitions.themeSet }

  // MARK: Diagnostics

  func report(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange?, label: String? = nil,
    help: [String] = [],
    severity: Diagnostic.Severity = .error
  ) {
    let diagnostic = Diagnostic(
      severity, code, message, source: source, at: range, label: label, help: help)
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  func warn(_ code: DiagnosticCode, _ message: String, at range: SourceRange?, help: [String] = []) {
    report(code, message, at: range, help: help, severity: .warning)
  }

  func note(_ sentence: String) {
    if !notes.contains(sentence) { notes.append(sentence) }
  }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Runs `body` while ranges point into another text.
  func within<Result>(_ text: SourceText, _ body: () -> Result) -> Result {
    let outer = source
    source = text
    defer { source = outer }
    return body()
  }

  // MARK: Types

  /// The type of a column; decodes it if need be. Failures of reading are diagnostics like all others.
  func type(of column: String, in table: TableSchema) -> DataType {
    if let type = knownTypes[table.name]?[column] { return type }
    prepare([column], of: table)
    return knownTypes[table.name]?[column] ?? .nothing
  }

  /// Asks the catalog once for all columns that a pipeline may need, so that a file is read in one pass.
  func prepare(_ columns: Set<String>, of table: TableSchema) {
    let missing = columns.filter { knownTypes[table.name]?[$0] == nil }
    guard !missing.isEmpty else { return }
    do {
      knownTypes[table.name, default: [:]].merge(try catalog.types(of: missing, in: table.name)) { $1 }
    } catch let diagnostic as Diagnostic {
      if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    } catch let several as Diagnostics {
      for diagnostic in several.all where !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    } catch {
      interruption = interruption ?? error
    }
  }

  /// A value of a column that is neither yes nor no, and whether others are.
  func noCondition(_ column: String, in table: String) -> (odd: Value, isMixed: Bool)? {
    do {
      return try catalog.noCondition(column, in: table)
    } catch {
      interruption = interruption ?? error
      return nil
    }
  }

  /// Set when reading was stopped; the session throws it after binding.
  package private(set) var interruption: (any Error)?

  /// The table that a name in a statement means, or a diagnostic.
  package func schema(of name: Name) -> TableSchema? { resolveTable(name) }

  func table(named name: String) -> TableSchema? { catalog.tables.first { $0.name == name } }
}

/// A bound expression with its unit.
struct Typed {
  var expression: BoundExpression
  var unit: Unit?

  init(_ expression: BoundExpression, unit: Unit? = nil) {
    self.expression = expression
    self.unit = unit
  }

  var type: DataType { expression.type }

  /// Stands for what could not be bound; fits everywhere, so that one mistake gives one message.
  static let broken = Typed(.constant(.none, .nothing))

  var isNothing: Bool {
    if case .constant(.none, .nothing) = expression { return true }
    return false
  }

  /// The constant, if the expression is one.
  var constant: Value? {
    if case .constant(let value, _) = expression { return value }
    return nil
  }
}

/// A text that a column is compared with.
package struct ValueCheck: Sendable, Hashable {
  package let table: String
  package let column: String
  package let text: String
  package let source: SourceText
  package let range: SourceRange
}

/// The clauses of a query, taken apart.
struct QueryClauses {
  var filters: [Syntax.Expression] = []
  var dimensions: [Dimension] = []
  /// Half-open, in microseconds.
  var start: Int64?
  var end: Int64?
  /// The cut-off of this query.
  var now: Int64?
  var from: Name?
  /// The period was asked for, which undated KPIs cannot honour.
  var hasPeriod = false
  /// True when a dimension needs the items' own time.
  var needsTime = false

  /// The smallest calendar step among the dimensions.
  var finestGrain: Grain? {
    dimensions.compactMap { dimension -> Grain? in
      if case .grain(let grain, _) = dimension.kind { return Grain(rawValue: grain.rawValue) }
      return nil
    }.min()
  }
}

extension DataType {
  /// The type in the user's words, with an article.
  package var words: String {
    switch self {
    case .number: "a number"
    case .text: "a text"
    case .bool: "a condition (true or false)"
    case .date: "a date"
    case .time: "a time"
    case .duration: "a duration"
    case .period(let grain): grain == .hour ? "an hour" : "a \(grain.rawValue)"
    case .nothing: "unknown"
    }
  }

  var isTemporal: Bool { self == .date || self == .time }
}

extension Function {
  /// A function that the binder itself needs; the list of functions is complete by its tests.
  static func required(_ name: String) -> Function {
    guard let function = Function.named(name) else { preconditionFailure("the function \(name) is missing") }
    return function
  }
}
