import Columns
import KPILanguage

/// The names of a vocabulary, asked once and kept: for what happens at every key, which may not wait.
///
/// Where values and periods would have to be counted it says only that they will be asked for, so that they are there
/// when Tab comes.
final class QuickVocabulary: Vocabulary {
  let knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)]
  let knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])]
  let knownFunctions: [(name: String, parameters: [String], summary: String)]
  let refinedQuery: String?
  /// Whether values and periods may be waited for: Tab was pressed.
  var waits = false
  private let source: any Vocabulary
  private var known: [String: Bool] = [:]
  private var reached: [String: [ReachedColumn]] = [:]

  init(_ source: any Vocabulary) {
    self.source = source
    knownKPIs = source.knownKPIs
    knownTables = source.knownTables
    knownFunctions = source.knownFunctions
    refinedQuery = source.refinedQuery
  }

  func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] {
    waits ? source.knownValues(of: column, table: table, prefix: prefix, limit: limit) : []
  }

  func prepareValues(of column: String, table: String?) { source.prepareValues(of: column, table: table) }

  func isKnown(name: String) -> Bool {
    if let answer = known[name] { return answer }
    let answer = source.isKnown(name: name)
    known[name] = answer
    return answer
  }

  func reachedColumns(of items: [String], from table: String?) -> [ReachedColumn] {
    let key = (items + ["", table ?? ""]).joined(separator: "\n")
    if let answer = reached[key] { return answer }
    let answer = source.reachedColumns(of: items, from: table)
    reached[key] = answer
    return answer
  }

  func knownPeriods(of items: [String], from table: String?) -> [(text: String, count: Int)] {
    waits ? source.knownPeriods(of: items, from: table) : []
  }

  var language: SpokenLanguage { source.language }
  func knownDays(ofTable name: String) -> (first: String, last: String)? { source.knownDays(ofTable: name) }
  func facts(ofKPI name: String) -> KPIFacts? { source.facts(ofKPI: name) }
  var knownOwnDefinitions: [String] { source.knownOwnDefinitions }
  var knownDimensions: [(name: String, table: String?)] { source.knownDimensions }
  var knownThemes: [String] { source.knownThemes }
  var knownParameters: [String] { source.knownParameters }
  var knownLessons: [String] { source.knownLessons }
  func zoneNames() -> [String] { source.zoneNames() }
}
