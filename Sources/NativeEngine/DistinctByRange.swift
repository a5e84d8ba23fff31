import Columns
import Diagnostics
import Functions
import Planning

extension PipelineSource {
  /// The column whose different values the pipeline counts, if they are so many that an order of the rows is worth its
  /// while: a bit for each of fewer stays in the cache for every group.
  var manyKeysCounted: String? {
    guard keys == nil, let key = pipeline.countedKey,
      case .coded(_, let domain)? = surroundings.tables[pipeline.table]?.columns[key]?.storage,
      domain.count >= surroundings.work.fewestRowsOrdered
    else { return nil }
    return key
  }

  /// The groups of a pipeline that counts different keys, by ranges of these keys: no key is in two ranges, so the
  /// counts add up, and the bits of a range's keys stay in the cache. Nil where nothing is gained or it is not possible.
  func countedByRange(
    by selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic])? {
    guard pipeline.joint == nil, !isPerPeriod, pipeline.steps.allSatisfy(\.isRowByRow),
      let key = manyKeysCounted, let whole = surroundings.tables[pipeline.table],
      let merged = MergeableAggregates(pipeline.aggregates, counting: key)
    else { return nil }
    var ranged = pipeline
    ranged.dimensions = pipeline.dimensions.indices.map { index in
      selected.contains(index) || restrictions.contains { $0.dimension == index }
        ? pipeline.dimensions[index] : .constant(.none, pipeline.dimensions[index].type)
    }
    ranged.aggregates = merged.asked
    ranged.time = nil
    let expressions = ranged.expressions
    let names = expressions.reduce(into: Set<String>()) { $0.formUnion($1.columnNames) }
    guard !expressions.contains(where: \.mentionsLink), !pipeline.names.contains(KeyRanges.keyColumn),
      let ranges = try KeyRanges(
        whole, key: key, names: names.subtracting([KeyRanges.keyColumn]), work: surroundings.work)
    else { return nil }
    let parts = try ranges.map(surroundings.work, withUnknown: true) { _, table, work in
      let source = try PipelineSource(ranged, dimensions: dimensions, surroundings.with(table, work))
      return try source.run(in: nil).groups(by: selected, restrictions: restrictions)
    }
    // What is unknown everywhere is told by the long way; the rows without a key have none to count.
    let known = ranges.hasUnknown ? parts.dropFirst() : parts[...]
    guard !known.isEmpty, !known.contains(where: { !$0.warnings.isEmpty }),
      let groups = MergedGroups(parts.map(\.table), merged.asked)?.table
    else { return nil }
    return (
      GroupTable(
        count: groups.count, values: groups.values, codes: groups.codes,
        aggregates: merged.finished(groups.aggregates)), []
    )
  }
}

extension Pipeline {
  /// The column whose different values the aggregates count, if it is one.
  fileprivate var countedKey: String? {
    var found: Set<String> = []
    for aggregate in aggregates where aggregate.function == .distinct {
      guard case .column(let name, .text)? = aggregate.arguments.first else { return nil }
      found.insert(name)
    }
    guard found.count == 1, let key = found.first, !steps.contains(where: { $0.definedNames.contains(key) })
    else { return nil }
    return key
  }
}
