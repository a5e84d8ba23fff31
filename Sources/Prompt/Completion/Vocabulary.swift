package import Columns
package import KPILanguage

/// The names that completion can offer right now. A session is one; tests write their own.
package protocol Vocabulary {
  var knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)] { get }
  var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] { get }
  var knownFunctions: [(name: String, parameters: [String], summary: String)] { get }
  func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )]
  func isKnown(name: String) -> Bool

  /// Says that the values of a column will soon be asked for.
  func prepareValues(of column: String, table: String?)
  func reachedColumns(of items: [String], from table: String?) -> [ReachedColumn]
  /// Periods with rows, latest first.
  func knownPeriods(of items: [String], from table: String?) -> [(text: String, count: Int)]
  func knownDays(ofTable name: String) -> (first: String, last: String)?
  func facts(ofKPI name: String) -> KPIFacts?
  var knownOwnDefinitions: [String] { get }
  var knownDimensions: [(name: String, table: String?)] { get }
  var knownThemes: [String] { get }
  var knownParameters: [String] { get }
  var knownLessons: [String] { get }
  /// The query that a clause at the start of a line would refine.
  var refinedQuery: String? { get }
  func zoneNames() -> [String]
  /// The language of what is said about names.
  var language: SpokenLanguage { get }
}

extension Session: Vocabulary {}

// What a vocabulary has that knows no more than names.
extension Vocabulary {
  package func prepareValues(of column: String, table: String?) {}

  package func reachedColumns(of items: [String], from table: String?) -> [ReachedColumn] {
    let reached = knownTables.filter { table == nil || $0.name == table }
    return (reached.isEmpty ? knownTables : reached).flatMap { table in
      table.columns.map { ReachedColumn(name: $0.name, type: $0.type, table: table.name) }
    }
  }

  package func knownPeriods(of items: [String], from table: String?) -> [(text: String, count: Int)] { [] }
  package func knownDays(ofTable name: String) -> (first: String, last: String)? { nil }
  package func facts(ofKPI name: String) -> KPIFacts? {
    knownKPIs.first { $0.name == name }.map {
      KPIFacts(title: $0.title, unit: $0.unit, isBetterUp: nil, isOwn: false)
    }
  }
  package var knownOwnDefinitions: [String] { [] }
  package var knownDimensions: [(name: String, table: String?)] { [] }
  package var knownThemes: [String] { [] }
  package var knownParameters: [String] { [] }
  package var knownLessons: [String] { [] }
  package var refinedQuery: String? { nil }
  package func zoneNames() -> [String] { [] }
  package var language: SpokenLanguage { .english }
}
