import Columns
import Diagnostics
import Planning

extension Answer {
  /// The groups of a pipeline; where a dimension's values overlap, the groups of each value by themselves.
  func overlappingGroups(
    of pipeline: Int, by selected: [Int], restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    guard let overlap = plan.overlap, let column = selected.firstIndex(of: overlap.dimension) else {
      return try groups(of: pipeline, by: selected, restrictions: restrictions)
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
}
