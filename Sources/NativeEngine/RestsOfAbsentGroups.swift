import Columns
import Planning

extension Answer {
  /// The tables, with the rest of each group that a pipeline has no rows of: that is all it has.
  ///
  /// A segment without cancellations stands beside those of all segments, and a group that has nothing in a month
  /// beside everything of that month.
  func withAbsentRests(_ tables: [GroupTable], _ selected: [Int]) throws -> [GroupTable] {
    // The rest of a theme has rows of its own, those without it.
    guard plan.overlap == nil else { return tables }
    let compared = selected.indices.filter { isCompared(selected[$0]) }
    let pipelines = tables.indices.filter { sources[$0].pipeline.isRest && joints[$0] == nil }
    guard !compared.isEmpty, !pipelines.isEmpty else { return tables }
    var groups: [[Value]] = []
    var known = Set<[Value]>()
    for table in tables {
      for row in 0..<table.count {
        let group = compared.map { table.value($0, row) }
        if known.insert(group).inserted { groups.append(group) }
      }
      try work.checkpoint()
    }
    var tables = tables
    let places = selected.indices.filter { !compared.contains($0) }
    for pipeline in pipelines {
      var own = sources[pipeline].pipeline
      own.isRest = false
      let source = try makeSource(own)
      let everything = try self.groups(of: source, pipeline, by: places.map { selected[$0] }, []).table
      let table = tables[pipeline]
      var present = table.keys
      if own.looksAtRowsTogether(compared.map { selected[$0] }) {
        // A group that is alone somewhere has no rest there, which is found by asking for the group.
        present.formUnion(try self.groups(of: source, pipeline, by: selected, []).table.keys)
      }
      var joined = JoinedGroups(dimensions: selected.count, aggregates: own.aggregates)
      joined.add(table) { _ in nil }
      for place in 0..<everything.count {
        try work.checkpoint()
        let stands = places.indices.map { everything.value($0, place) }
        var alone: GroupTable?
        for group in groups {
          var key = selected.map { _ in Value.none }
          for (column, value) in zip(compared, group) { key[column] = value }
          for (column, value) in zip(places, stands) { key[column] = value }
          if present.contains(key) { continue }
          let part = alone ?? everything.only(place)
          alone = part
          joined.add(part) { key[$0] }
        }
      }
      tables[pipeline] = joined.table
    }
    return tables
  }
}

extension GroupTable {
  fileprivate func value(_ column: Int, _ row: Int) -> Value { values[column][Int(codes[column][row])] }

  /// The values of all groups.
  fileprivate var keys: Set<[Value]> {
    Set((0..<count).map { row in values.indices.map { value($0, row) } })
  }

  /// One group, without its dimensions.
  fileprivate func only(_ row: Int) -> GroupTable {
    let indices = Buffer([UInt32(row)])
    return GroupTable(count: 1, values: [], codes: [], aggregates: aggregates.map { gathered($0, indices) })
  }
}
