import Columns
import Diagnostics
import Functions
import Planning
import Syntax

extension Binder {
  /// The pipeline of an aggregate written in a query: the table that has all its columns (language, 13.20).
  func barePipeline(for call: Call, _ context: ItemContext) -> PipelineDraft? {
    let names = Syntax.Expression.call(call).names
    guard let table = bareTable(for: names, members: Syntax.Expression.call(call), at: call.range) else {
      return nil
    }
    let draft = PipelineDraft(scope: RowScope(table: table, isDefinition: false), isQuery: true)
    addFilters(context.filters, to: draft)
    if let column = eventTime(of: table) {
      let time = Typed(columnValue(column, in: table))
      draft.draftTime = time.expression
      if clauses.needsTime || clauses.hasPeriod {
        draft.time = time
        if let period = periodCondition(time) { draft.steps.append(.keep(period, .outside)) }
      } else if settings.now != nil, let now = clauses.now {
        // Rows without a time count whether or not `now` was set.
        let isBefore = apply("<", [time, Typed(.constant(.time(now), .time))], nil)
        let isUndated = apply("is none", [time], nil)
        draft.steps.append(.keep(apply("or", [isBefore, isUndated], nil).expression, .outside))
      }
    } else if clauses.needsTime || clauses.hasPeriod {
      let dates = table.columns.filter { type(of: $0, in: table).isTemporal }
      report(
        .noTime, "it is not clear which date of \(table.name) decides", at: call.range,
        help: dates.isEmpty
          ? ["\(table.name) has no date column"]
          : [
            "group by one of "
              + dates.map { "`month of \($0.isPlainName ? $0 : "`\($0)`")`" }.joined(separator: ", ")
          ])
      return nil
    }
    return draft
  }

  /// The date by which rows of a table happen: the kind's own, else the only date column.
  func eventTime(of table: TableSchema) -> String? {
    if let kind = table.kind, let role = tableKind(named: kind)?.eventDate, let column = table.roles[role] {
      return column
    }
    if table.kind != nil,
      let role = ["responded_at", "sent_at", "created_at", "ordered_at", "used_at", "started_at"].first(
        where: { table.roles[$0] != nil })
    {
      return table.roles[role]
    }
    let dates = table.columns.filter { type(of: $0, in: table).isTemporal }
    return dates.count == 1 ? dates[0] : nil
  }
}
