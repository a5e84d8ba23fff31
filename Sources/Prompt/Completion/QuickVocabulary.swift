import Columns

/// The names of a vocabulary, asked once and kept: for what happens at every key, which may not wait.
///
/// It offers no values, because counting them can take a while; Tab asks the session itself.
final class QuickVocabulary: Vocabulary {
  let knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)]
  let knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])]
  let knownFunctions: [(name: String, parameters: [String], summary: String)]
  private let source: any Vocabulary
  private var known: [String: Bool] = [:]

  init(_ source: any Vocabulary) {
    self.source = source
    knownKPIs = source.knownKPIs
    knownTables = source.knownTables
    knownFunctions = source.knownFunctions
  }

  func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] {
    []
  }

  func isKnown(name: String) -> Bool {
    if let answer = known[name] { return answer }
    let answer = source.isKnown(name: name)
    known[name] = answer
    return answer
  }
}
