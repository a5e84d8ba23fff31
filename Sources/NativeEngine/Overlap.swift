import Columns
import Diagnostics
import Planning

extension Answer {
  /// The groups of a pipeline; where a dimension's values overlap, the groups of each value by themselves.
  func overlappingGroups(
    of pipeline: Int, by selected: [Int], restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    guard let overlap = plan.overlap else {
      return try groups(of: pipeline, by: selected, restrictions: restrictions)
    }
    guard let column = selected.firstIndex(of: overlap.dimension) else {
      let (source, others) = overlap.source(of: pipeline, under: restrictions)
      return try groups(of: source, by: selected, restrictions: others)
    }
    let own = restrictions.filter { $0.dimension == overlap.dimension }
    let others = restrictions.filter { $0.dimension != overlap.dimension }
    var joined = JoinedGroups(dimensions: selected.count, aggregates: plan.pipelines[pipeline].aggregates)
    var warnings: [Diagnostic]?
    for (label, pipelines) in overlap.pipelines.enumerated() {
      let value = Value.integer(Int64(label))
      guard own.allSatisfy({ $0.values.contains(value) != $0.isExcluding }) else { continue }
      let part = try groups(of: pipelines[pipeline], by: selected, restrictions: others)
      // The rows of a value are read once for each section; until then they need no memory.
      sources[pipelines[pipeline]].release()
      var values = part.table.values
      values[column] = DimensionValues(values[column].map { _ in value })
      joined.add(
        GroupTable(
          count: part.table.count, values: values, codes: part.table.codes, aggregates: part.table.aggregates),
        period: { _ in nil })
      // What is unknown in one value alone is no news.
      warnings = warnings.map { $0.filter(part.warnings.contains) } ?? part.warnings
    }
    return (joined.table, warnings ?? [])
  }

  /// The edges that the units of a pipeline give; where a dimension's values overlap, those of each value by itself.
  func edges(
    of pipeline: Int, _ rows: Alignment, _ selected: [Int], _ restriction: PipelineRun.Restriction?
  ) throws -> [Vector] {
    guard let overlap = plan.overlap else {
      return try joints[pipeline]?.edges(of: rows, by: selected, restriction) ?? rows.aggregates[pipeline]
    }
    guard let column = selected.firstIndex(of: overlap.dimension) else {
      let (source, others) = overlap.source(of: pipeline, under: restriction.map { [$0] } ?? [])
      return try joints[source]?.edges(of: rows, by: selected, others.first) ?? rows.aggregates[pipeline]
    }
    let outer = restriction?.dimension == overlap.dimension ? nil : restriction
    var low = [Double](repeating: .nan, count: rows.count)
    var (high, units) = (low, [Int64](repeating: 0, count: rows.count))
    for (label, pipelines) in overlap.pipelines.enumerated() {
      let places = (0..<rows.count).filter { rows.cells[column][$0] == .integer(Int64(label)) }
      guard !places.isEmpty, let joint = joints[pipelines[pipeline]] else { continue }
      var cells = rows.cells.map { cells in places.map { cells[$0] } }
      // In the pipelines of one value the dimension is a constant.
      cells[column] = places.map { _ in Value.none }
      let part = try joint.edges(
        of: Alignment(count: places.count, cells: cells, aggregates: []), by: selected, outer)
      for (index, place) in places.enumerated() {
        low[place] = part[0].value(at: index, as: .number).number ?? .nan
        high[place] = part[1].value(at: index, as: .number).number ?? .nan
        units[place] = Int64(part[2].value(at: index, as: .number).number ?? 0)
      }
    }
    return [.reals(Buffer(low)), .reals(Buffer(high)), .integers(Buffer(units), scale: 0)]
  }
}

extension Plan.Overlap {
  /// Where the rows of a pipeline come from when the dimension itself is not shown: from all rows, or from those of
  /// the values that a restriction leaves out; and the restrictions on other dimensions.
  fileprivate func source(
    of pipeline: Int, under restrictions: [PipelineRun.Restriction]
  ) -> (pipeline: Int, restrictions: [PipelineRun.Restriction]) {
    let isOthers = restrictions.contains { $0.dimension == dimension && $0.isExcluding }
    return (
      isOthers ? others?[pipeline] ?? pipeline : pipeline, restrictions.filter { $0.dimension != dimension }
    )
  }
}
