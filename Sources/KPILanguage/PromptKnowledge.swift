package import Columns
import Comments
import Diagnostics
import Planning
import Semantics
import StandardLibrary
import Syntax

/// What the prompt says about a KPI while its name is typed.
package struct KPIFacts: Sendable, Hashable {
  package let title: String
  package let unit: String?
  package let isBetterUp: Bool?
  package let isOwn: Bool

  package init(title: String, unit: String?, isBetterUp: Bool?, isOwn: Bool) {
    self.title = title
    self.unit = unit
    self.isBetterUp = isBetterUp
    self.isOwn = isOwn
  }
}

/// A column as far as completion is interested.
package struct ReachedColumn: Sendable, Hashable {
  package let name: String
  package let type: DataType?
  /// The table that it is a column of.
  package let table: String
  /// Reached through a link from the table that answers.
  package let isLinked: Bool
  /// How many different values, where that is known or can be told from the first rows.
  package let distinct: Int?
  /// How well it divides rows into groups that a reader can compare: 0 well, higher worse.
  package let groupingRank: Int
  package let role: String?

  package init(
    name: String, type: DataType?, table: String, isLinked: Bool = false, distinct: Int? = nil,
    groupingRank: Int = 0, role: String? = nil
  ) {
    self.name = name
    self.type = type
    self.table = table
    self.isLinked = isLinked
    self.distinct = distinct
    self.groupingRank = groupingRank
    self.role = role
  }
}

// What the bar below the input and completion by place want to know.
extension Session {
  package func facts(ofKPI name: String) -> KPIFacts? {
    guard let kpi = definitions.candidates(for: name).first else { return nil }
    return KPIFacts(
      title: teachingTexts(of: kpi).title ?? "", unit: kpi.definition.unit?.name,
      isBetterUp: kpi.definition.isBetterUp, isOwn: definitions.isOwn(kpi.name))
  }

  /// The columns that a query of some items can use: those of the tables that answer it, then those reached by links.
  ///
  /// - Parameter items: Names of KPIs and columns as written.
  /// - Parameter table: The table after `from`.
  package func reachedColumns(of items: [String], from table: String?) -> [ReachedColumn] {
    let own = answeringTables(items, table)
    var linked: [LoadedTable] = []
    for table in own {
      for link in table.schema.links {
        guard let other = tables.table(named: link.table), !own.contains(where: { $0 === other }),
          !linked.contains(where: { $0 === other })
        else { continue }
        linked.append(other)
      }
    }
    return own.flatMap { reached($0, isLinked: false) } + linked.flatMap { reached($0, isLinked: true) }
  }

  private func answeringTables(_ items: [String], _ table: String?) -> [LoadedTable] {
    if let table {
      let key = fold(table)
      if let found = tables.all.first(where: { $0.name == table || fold($0.name) == key }) { return [found] }
    }
    let binder = self.binder(SourceText(""))
    var names: [String] = []
    for item in items {
      for kpi in definitions.candidates(for: item).prefix(1) {
        for schema in binder.answeringTables(kpi) where !names.contains(schema.name) {
          names.append(schema.name)
        }
      }
    }
    let found = names.compactMap { tables.table(named: $0) }
    if !found.isEmpty { return found }
    // Aggregates of columns: the tables that have one of them.
    let holding = tables.all.filter { table in
      items.contains { item in table.schema.columns.contains(item) || table.schema.roles[item] != nil }
    }
    return holding.isEmpty ? tables.all : holding
  }

  private func reached(_ table: LoadedTable, isLinked: Bool) -> [ReachedColumn] {
    var roles: [String: String] = [:]
    for (role, column) in table.schema.roles.sorted(by: { $0.key < $1.key }) where roles[column] == nil {
      roles[column] = role
    }
    let types = table.decodedTypes
    return table.schema.columns.map { column in
      let sample = table.sample(of: column)
      let type = types[column] ?? sample?.type
      return ReachedColumn(
        name: column, type: types[column], table: table.name, isLinked: isLinked, distinct: sample?.distinct,
        groupingRank: groupingRank(type, sample.map { ($0.filled, $0.distinct) }, role: roles[column])
          + (isLinked ? 10 : 0), role: roles[column])
    }
  }

  private func groupingRank(_ type: DataType?, _ counts: (filled: Int, distinct: Int)?, role: String?) -> Int
  {
    if let role, ["id", "customer", "comment"].contains(role) { return 9 }
    guard let counts, counts.filled > 0 else { return 5 }
    let isFew = counts.distinct <= 60 && counts.distinct * 4 <= counts.filled
    switch type {
    case .text, .bool:
      return counts.distinct < 2 ? 4 : isFew ? 0 : counts.distinct * 2 > counts.filled ? 8 : 3
    case .date, .time: return 6
    default: return counts.distinct < 2 ? 7 : isFew && counts.distinct <= 12 ? 2 : 7
    }
  }

  /// The values of a column (exact or folded name; in the first table that has it when `table` is nil), most frequent
  /// first. Waits for the counting unless the work is stopped.
  package func knownValues(of column: String, table: String?, prefix: String, limit: Int) -> [(
    text: String, count: Int
  )] {
    guard let (loaded, name) = find(column, in: table),
      let index = try? loaded.valueIndex(of: name, calendar: settings.calendar, reads: true, work: work)
    else { return [] }
    return index.wait(work)?.values(beginningWith: prefix, limit: limit) ?? []
  }

  /// Begins to count a column's values, because they will soon be asked for.
  package func prepareValues(of column: String, table: String?) {
    guard let (loaded, name) = find(column, in: table) else { return }
    _ = try? loaded.valueIndex(of: name, calendar: settings.calendar, reads: false, work: work)
  }

  private func find(_ column: String, in table: String?) -> (LoadedTable, String)? {
    let wanted = fold(column)
    for loaded in tables.all where table == nil || loaded.name == table {
      let columns = loaded.schema.columns
      if let name = columns.first(where: { $0 == column }) ?? columns.first(where: { fold($0) == wanted })
        ?? loaded.schema.roles[column]
      {
        return (loaded, name)
      }
    }
    return nil
  }

  /// The years, quarters and months in which the tables of some items have rows, latest first.
  package func knownPeriods(of items: [String], from table: String?) -> [(text: String, count: Int)] {
    for loaded in answeringTables(items, table) {
      guard let column = timeColumn(of: loaded, items),
        let index = try? loaded.periodIndex(of: column, calendar: settings.calendar, reads: true, work: work),
        let periods = index.wait(work)
      else { continue }
      return periods.years + periods.quarters + periods.months
    }
    return []
  }

  /// The first and the last day of a table as text; nil where it has no time, or nothing has been read of it.
  package func knownDays(ofTable name: String) -> (first: String, last: String)? {
    guard let loaded = tables.table(named: name), let column = timeColumn(of: loaded, []),
      let index = try? loaded.periodIndex(of: column, calendar: settings.calendar, reads: false, work: work),
      let ends = index.ifReady?.ends
    else { return nil }
    return (Calendar.dateText(ends.first), Calendar.dateText(ends.last))
  }

  private func timeColumn(of table: LoadedTable, _ items: [String]) -> String? {
    for item in items {
      for clause in definitions.candidates(for: item).first?.definition.clauses ?? [] {
        if case .when(.name(let name)) = clause.kind {
          if let column = table.schema.roles[name.text] { return column }
          if table.schema.columns.contains(name.text) { return name.text }
        }
      }
    }
    if let kind = table.schema.kind.flatMap(tableKind(named:)) {
      for role in [kind.eventDate].compactMap({ $0 }) + kind.pastTimes {
        if let column = table.schema.roles[role] { return column }
      }
    }
    return table.schema.columns.first { column in
      let type = table.sample(of: column)?.type
      return type == .date || type == .time
    }
  }

  /// Names of the user's own definitions, the newest KPIs first: what `forget` takes.
  package var knownOwnDefinitions: [String] {
    definitions.all.map(\.name).filter { definitions.isOwn($0) }.reversed()
      + definitions.dimensions.keys.sorted()
      + definitions.ownThemeDefinitions.map(\.theme.name)
  }

  /// Dimensions that the user defined, with the table they stand on.
  package var knownDimensions: [(name: String, table: String?)] {
    definitions.dimensions.sorted { $0.key < $1.key }.map { ($0.key, $0.value.table) }
  }

  package var knownThemes: [String] { definitions.themeSet.themes.map(\.name) }

  /// Names of `let` and `param`, without the `$`.
  package var knownParameters: [String] { settings.parameters.keys.sorted() }

  /// KPIs that have a lesson, in the order of the lessons.
  package var knownLessons: [String] {
    var names: [String] = []
    for lesson in StandardLibrary.lessons(in: "en") {
      for name in lesson.kpis where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The query that a line which starts with a clause would refine, on one line.
  package var refinedQuery: String? { lastQuery.map { $0.source.text.oneLine } }
}
