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
    // Who defined something a minute ago is about to use it.
    let own = described.filter { definitions.isOwn($0.name) }.reversed()
    let shipped = described.filter { !definitions.isOwn($0.name) }
    return own + shipped.filter(\.isAnswerable) + shipped.filter { !$0.isAnswerable }
  }

  package var knownTables: [(name: String, rowCount: Int, columns: [(name: String, type: DataType?)])] {
    tables.all.map { table in
      let types = table.decodedTypes
      return (table.name, table.rowCount, table.schema.columns.map { ($0, types[$0]) })
    }
  }

  /// Names of functions and aggregates with their one-line summaries.
  package var knownFunctions: [(name: String, parameters: [String], summary: String)] {
    AggregateFunction.allCases.map { aggregate in
      let lines = (aggregatePages[aggregate] ?? "").split(separator: "\n").map { $0.trimmed }
      // The last of the forms is the richest: `count(), count(x), count(given condition)`.
      let form = lines.first?.split(separator: "(").last?.split(separator: ")").first ?? ""
      let parameters = form.split(separator: ",").map { $0.trimmed }
      return (aggregate.rawValue, parameters, lines.count > 1 ? lines[1] : "aggregate")
    }
      + Forecast.Quantity.allCases.map { ($0.rawValue, [], $0.summary) }
      + Function.all.filter { $0.name.first?.isLetter == true && !$0.name.contains(" ") }
      .map { ($0.name, $0.parameters, $0.summary) }
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
