package import Columns
package import Planning

/// The rows of one pipeline that pass all of its steps, before they are grouped: what stands behind a result.
///
/// With keys the rows are keys, and their columns are those that the keys have.
package final class RowsKept {
  private let run: PipelineRun
  /// Rows of the pipeline's table (or keys), in their order.
  package let rows: [Int]

  /// - Parameter pipeline: one of the plan, which asks for no edges of periods: those are constants when a query has
  ///   no calendar dimension.
  package init(_ pipeline: Pipeline, of plan: Plan, tables: [String: Table], work: Work) throws {
    let surroundings = Surroundings(tables: tables, calendar: plan.calendar, now: plan.now, work: work)
    let source = try PipelineSource(
      pipeline.watchingAges(plan.dimensions, always: plan.withPartial), dimensions: plan.dimensions,
      surroundings)
    run = try source.run(in: nil).withinAllGroups()
    try run.settle()
    let kept = run
    rows = try (0..<run.frame.rowCount).filter { row in
      try work.checkpoint(at: row)
      return kept.isKept(row)
    }
  }

  /// The values of an expression over the pipeline's rows, in some of them.
  package func values(of expression: BoundExpression, in rows: [Int]) throws -> [Value] {
    let node = try run.frame.prepare(expression)
    if case .constant(let vector) = node.kind {
      let value = vector.value(at: 0, as: node.type)
      return [Value](repeating: value, count: rows.count)
    }
    guard node.type != .text else {
      let coded = try run.frame.codes(of: node)
      let codes = coded.source.codes(Rows(start: 0, count: run.frame.rowCount, list: nil))
      return try values(of: rows) { coded.value(Int(codes[$0])) }
    }
    let vector = try run.frame.materialised(node)
    let type = expression.type == .nothing ? node.type : expression.type
    return try values(of: rows) { vector.value(at: $0, as: type) }
  }

  private func values(of rows: [Int], _ value: (Int) -> Value) throws -> [Value] {
    try rows.enumerated().map { position, row in
      try run.frame.work.checkpoint(at: position)
      return value(row)
    }
  }

  /// Those of the rows where a condition is true.
  package func rows(where condition: BoundExpression) throws -> [Int] {
    let node = try run.frame.prepare(condition)
    if case .constant(let vector) = node.kind {
      return vector.value(at: 0, as: .bool) == .bool(true) ? rows : []
    }
    guard case .bools(let flags) = try run.frame.materialised(node) else { return [] }
    return try rows.filter { row in
      try run.frame.work.checkpoint(at: row)
      return flags[row] == 1
    }
  }
}
