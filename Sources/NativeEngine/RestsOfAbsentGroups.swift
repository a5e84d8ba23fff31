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
    guard !compared.isEmpty, tables.indices.contains(where: isRest) else { return tables }
    var groups: [[Value]] = []
    var known = Set<[Value]>()
    for table in tables {
      for row in 0..<table.count {
        let group = compared.map { table.value($0, row) }
        if known.insert(group).inserted { groups.append(group) }
      }
      try work.checkpoint()
    }
    return try withAbsentRests(tables, selected, of: groups, limit: .max) ?? tables
  }

  private func isRest(_ pipeline: Int) -> Bool {
    sources[pipeline].pipeline.isRest && joints[pipeline] == nil
  }

  /// - Parameters:
  ///   - groups: The values of the dimensions that tell groups apart.
  ///   - limit: Pairs of groups and places to look at.
  /// - Returns: Nil where there are more pairs.
  func withAbsentRests(
    _ tables: [GroupTable], _ selected: [Int], of groups: [[Value]], limit: Int
  ) throws -> [GroupTable]? {
    let compared = selected.indices.filter { isCompared(selected[$0]) }
    let places = selected.indices.filter { !compared.contains($0) }
    var tables = tables
    for pipeline in tables.indices where isRest(pipeline) {
      var own = sources[pipeline].pipeline
      own.isRest = false
      let source = try makeSource(own)
      let everything = try self.groups(of: source, pipeline, by: places.map { selected[$0] }, []).table
      let pairs = everything.count.multipliedReportingOverflow(by: groups.count)
      if pairs.overflow || pairs.partialValue > limit { return nil }
      let table = tables[pipeline]
      // Which groups stand where, by their numbers.
      var groupNumbers: [[Value]: Int] = [:]
      for (number, group) in groups.enumerated() { groupNumbers[group] = number }
      var placeNumbers: [[Value]: Int] = [:]
      for place in 0..<everything.count {
        placeNumbers[places.indices.map { everything.value($0, place) }] = place
      }
      var present = Set<Int>()
      func add(_ table: GroupTable) throws {
        for row in 0..<table.count {
          if row & 0xFFFF == 0 { try work.checkpoint() }
          if let group = groupNumbers[compared.map { table.value($0, row) }],
            let place = placeNumbers[places.map { table.value($0, row) }]
          {
            present.insert(group * everything.count + place)
          }
        }
      }
      try add(table)
      if own.looksAtRowsTogether(compared.map { selected[$0] }) {
        // A group that is alone somewhere has no rest there, which is found by asking for the group.
        try add(self.groups(of: source, pipeline, by: selected, []).table)
      }
      var lacking: [(group: UInt32, place: UInt32)] = []
      for place in 0..<everything.count {
        try work.checkpoint()
        for group in groups.indices where !present.contains(group * everything.count + place) {
          lacking.append((UInt32(group), UInt32(place)))
        }
      }
      let indices = Buffer(lacking.map(\.place))
      let absent = GroupTable(
        count: lacking.count,
        values: selected.indices.map { column in
          if let part = compared.firstIndex(of: column) { return DimensionValues(groups.map { $0[part] }) }
          return places.firstIndex(of: column).map { everything.values[$0] } ?? DimensionValues()
        },
        codes: selected.indices.map { column in
          if compared.contains(column) { return lacking.map(\.group) }
          guard let part = places.firstIndex(of: column) else { return [] }
          return lacking.map { everything.codes[part][Int($0.place)] }
        }, aggregates: everything.aggregates.map { gathered($0, indices.values) })
      var joined = JoinedGroups(dimensions: selected.count, aggregates: own.aggregates)
      joined.add(table) { _ in nil }
      joined.add(absent) { _ in nil }
      tables[pipeline] = joined.table
    }
    return tables
  }
}

extension GroupTable {
  fileprivate func value(_ column: Int, _ row: Int) -> Value { values[column][Int(codes[column][row])] }
}
