import Columns
import FileFormats
import Functions
import NativeEngine
import Planning
import Semantics

/// The tables of a session, in the order in which they were loaded, and the links between them.
final class Tables: Catalog {
  private(set) var all: [LoadedTable] = []
  /// Links that the user declared: own side first.
  private var declaredLinks: [(from: String, link: Link)] = []
  let work: Work
  let clock: Int64

  init(work: Work, clock: Int64) {
    self.work = work
    self.clock = clock
  }

  var tables: [TableSchema] { all.map(\.schema) }

  func table(named name: String) -> LoadedTable? { all.first { $0.name == name } }

  func types(of columns: Set<String>, in table: String) throws -> [String: DataType] {
    guard let loaded = self.table(named: table) else { return [:] }
    return try loaded.columns(columns, work: work).mapValues(\.type)
  }

  func noCondition(_ column: String, in table: String) throws -> (odd: Value, isMixed: Bool)? {
    guard let loaded = self.table(named: table) else { return nil }
    let values = try loaded.valueCounts(of: column, work: work).map(\.0).filter { $0 != .none }
    guard let odd = values.first(where: { truth(of: $0) == nil }) else { return nil }
    return (odd, values.contains { truth(of: $0) != nil })
  }

  func latestEvent(of table: String, in zone: Zone?) throws -> Int64? {
    try self.table(named: table)?.latestEvent(clock: clock, in: zone, work: work)
  }

  func firstEvent(of table: String, in zone: Zone?) throws -> Int64? {
    try self.table(named: table)?.firstEvent(clock: clock, in: zone, work: work)
  }

  func holdsInstants(_ column: String, in table: String) -> Bool {
    self.table(named: table)?.holdsInstants(column) ?? false
  }

  /// Adds a table; one of the same name goes.
  func add(_ table: LoadedTable) throws {
    if let position = all.firstIndex(where: { $0.name == table.name }) {
      all[position] = table
    } else {
      all.append(table)
    }
    try relink()
  }

  func remove(_ name: String) throws -> Bool {
    guard all.contains(where: { $0.name == name }) else { return false }
    all.removeAll { $0.name == name }
    declaredLinks.removeAll { $0.from == name || $0.link.table == name }
    try relink()
    return true
  }

  func declare(_ link: Link, from table: String) throws {
    declaredLinks.removeAll { $0.from == table && $0.link.table == link.table }
    declaredLinks.append((table, link))
    try relink()
  }

  /// Whether every known value of a column stands in one row only.
  func isUnique(_ column: String, in table: LoadedTable) throws -> Bool {
    guard let facts = try table.keyFacts(of: column, work: work) else { return false }
    return facts.filled > 0 && facts.distinct == facts.filled
  }

  /// Two tables with a customer are linked where that column is unique in one of them (language, §4 Links).
  private func relink() throws {
    for table in all { table.schema.links = [] }
    for table in all {
      guard let key = table.schema.roles["customer"] else { continue }
      for other in all where other !== table {
        guard let otherKey = other.schema.roles["customer"], try isUnique(otherKey, in: other) else {
          continue
        }
        table.schema.links.append(Link(key: key, table: other.name, tableKey: otherKey))
      }
    }
    for (from, link) in declaredLinks {
      guard let table = self.table(named: from) else { continue }
      table.schema.links.removeAll { $0.table == link.table }
      table.schema.links.append(link)
    }
  }
}
