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
    rows = (0..<run.frame.rowCount).filter(run.isKept)
  }

  /// The values of an expression over the pipeline's rows, in some of them.
  package func values(of expression: BoundExpression, in rows: [Int]) throws -> [Value] {
    let node = try run.frame.prepare(expression)
    if case .constant(let vector) = node.kind {
      let value = vector.value(at: 0, as: node.type)
      return rows.map { _ in value }
    }
    guard node.type != .text else {
      let coded = try run.frame.codes(of: node)
      let codes = coded.source.codes(Rows(start: 0, count: run.frame.rowCount, list: nil))
      return rows.map { coded.value(Int(codes[$0])) }
    }
    let vector = try run.frame.materialised(node)
    return rows.map { vector.value(at: $0, as: expression.type == .nothing ? node.type : expression.type) }
  }
}
