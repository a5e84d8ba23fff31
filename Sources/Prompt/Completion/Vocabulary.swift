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
}

extension Session: Vocabulary {}
