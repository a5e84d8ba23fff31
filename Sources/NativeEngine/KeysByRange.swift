import Columns
import Diagnostics
import Functions
import Planning

extension KeySource {
  /// The rows of the keys, computed by ranges of keys; nil where the rows before `per` must be seen together.
  func tableByRanges(in edges: Edges?) throws -> Table? {
    // Several dimensions have an order of their own, which those that ask for first and last rows can see.
    guard keys.ages == nil, keys.names.count == 1, let own = rows.pipeline.byKeyRange,
      let whole = surroundings.tables[own.pipeline.table]
    else { return nil }
    let pipeline = own.pipeline.replacing(edges)
    // Neighbours and spells are the same in all periods.
    if edges != nil, pipeline.steps.contains(where: { !$0.isRowByRow }) { return nil }
    guard let ranges = try KeyRanges(whole, key: own.key, names: own.names, work: surroundings.work) else {
      return nil
    }
    let dimensions = [PlanDimension(name: KeyRanges.keyColumn, type: .number)]
    let parts = try ranges.map(surroundings.work) { codes, table, work in
      let source = try PipelineSource(pipeline, dimensions: dimensions, surroundings.with(table, work))
      let groups = try source.run(in: nil).groups(by: [0]).table
      let first = UInt32(codes.lowerBound) - 1
      return (keys: groups.codes[0].map { $0 + first }, aggregates: groups.aggregates)
    }
    var columns: [String: Column] = [:]
    let keyCodes = Buffer(parts.flatMap(\.keys))
    columns[keys.names[0]] = Column(
      type: .text, storage: .coded(.wide(keyCodes), domain: ranges.domain))
    for (position, aggregate) in pipeline.aggregates.enumerated() {
      let vector = joined(parts.map { $0.aggregates[position] }, type: aggregate.type)
      columns["inner \(position)"] = try plainColumn(vector, aggregate.type, surroundings.work)
    }
    return Table(name: keys.rows[0].table, rowCount: keyCodes.count, columns: columns)
  }
}

extension PipelineSource {
  /// The groups of the pipeline brought together from ranges of keys; nil where that is not possible or gains nothing.
  func groupsByRange(
    by selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic])? {
    try keys == nil ? countedByRange(by: selected, restrictions) : followedUp(by: selected, restrictions)
  }
}

/// Results of ranges one after the other. Whole numbers keep the largest of their scales, as if there were one range.
func joined(_ parts: [Vector], type: DataType) -> Vector {
  var scale = 0
  for part in parts {
    guard case .integers(_, let own) = part else { return concatenated(parts, type: type) }
    scale = max(scale, own)
  }
  let rescaled = parts.map { part -> Vector? in
    guard case .integers(let buffer, let own) = part, own < scale else { return part }
    let factor = Int64(powersOfTen[scale - own])
    var isFitting = true
    let values = Buffer<Int64>(count: buffer.count) { output in
      for row in 0..<output.count {
        let value = buffer[row]
        let (product, overflow) = value.multipliedReportingOverflow(by: factor)
        isFitting = isFitting && (!overflow || value == Vector.unknownInteger)
        output[row] = value == Vector.unknownInteger ? value : product
      }
    }
    return isFitting ? .integers(values, scale: scale) : nil
  }
  let fitting = rescaled.compactMap { $0 }
  if fitting.isEmpty { return unknownVector(type, count: 0) }
  return concatenated(fitting.count == parts.count ? fitting : parts, type: type)
}

extension Pipeline {
  /// The pipeline in a period.
  func replacing(_ edges: Edges?) -> Pipeline {
    guard edges != nil else { return self }
    var pipeline = self
    pipeline.steps = steps.map { $0.replacing(edges) }
    pipeline.dimensions = dimensions.map { $0.replacing(edges) }
    pipeline.aggregates = aggregates.map { $0.replacing(edges) }
    return pipeline
  }
}
