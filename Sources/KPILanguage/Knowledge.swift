package import Columns
import Diagnostics
import Functions
import Planning
import NativeEngine
import Semantics
import Syntax

// What a completer wants to know; each answers at once, from what is already known or cheap to find.
extension Session {
  /// KPIs that can be asked, those that the loaded tables can answer first.
  package var knownKPIs: [(name: String, title: String, unit: String?, isAnswerable: Bool)] {
    let binder = self.binder(SourceText(""))
    let described = definitions.all.map { kpi in
      (
        name: kpi.name, title: teachingTexts(of: kpi).title ?? "", unit: kpi.definition.unit?.name,
        isAnswerable: binder.isAnswerable(kpi)
      )
    }
    return described.filter(\.isAnswerable) + described.filter { !$0.isAnswerable }
  }

  package var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] {
    tables.all.map { table in
      let types = table.decodedTypes
      return (table.name, table.rowCount, table.schema.columns.map { ($0, types[$0]) })
    }
  }

  /// Names of functions and aggregates with their one-line summaries.
  package var knownFunctions: [(name: String, parameters: [String], summary: String)] {
    AggregateFunction.allCases.map { ($0.rawValue, [], "aggregate") }
      + Forecast.Quantity.allCases.map { ($0.rawValue, [], $0.summary) }
      + Function.all.filter { $0.name.first?.isLetter == true && !$0.name.contains(" ") }
      .map { ($0.name, $0.parameters, $0.summary) }
  }

  /// The values of a column (exact or folded name; in any table when `table` is nil), most frequent first.
  package func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] {
    let wanted = fold(column)
    for loaded in tables.all where table == nil || loaded.name == table {
      let columns = loaded.schema.columns
      guard
        let name = columns.first(where: { $0 == column }) ?? columns.first(where: { fold($0) == wanted })
          ?? loaded.schema.roles[column]
      else { continue }
      guard let counts = try? loaded.valueCounts(of: name, work: work) else { return [] }
      let start = prefix.lowercased()
      return counts.lazy.map { (text: self.display($0.0), count: $0.1) }
        .filter { $0.text.lowercased().hasPrefix(start) }.prefix(limit).map { $0 }
    }
    return []
  }

  /// Whether a name means anything right now: a KPI, a column, a table, a function, a dimension.
  package func isKnown(name: String) -> Bool {
    if !definitions.candidates(for: name).isEmpty || definitions.dimensions[name] != nil { return true }
    if Function.named(name) != nil || AggregateFunction(rawValue: name.lowercased()) != nil { return true }
    let key = fold(name)
    return tables.all.contains { table in
      fold(table.name) == key || table.schema.roles[name] != nil
        || table.schema.columns.contains { fold($0) == key }
    }
  }
}
