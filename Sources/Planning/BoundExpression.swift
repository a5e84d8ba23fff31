package import Columns
package import Functions

/// A typed expression in which every name has been found.
package indirect enum BoundExpression: Sendable, Hashable {
  /// A column of the pipeline's table, or one derived by an earlier step of the pipeline.
  case column(String, DataType)
  /// A column of the table on the unique side of a link, fetched by the row's key.
  case linked(Link, column: String, DataType)
  case constant(Value, DataType)
  case call(Function, [BoundExpression], DataType)
  /// An edge of the period of the result row: the pipeline is run once for each period.
  case instant(Instant)
  /// Above the pipelines only: the result of an aggregate for the row's group.
  case aggregate(pipeline: Int, index: Int, DataType)

  /// Above the pipelines only: the sum of the values of all ages up to the row's, in the same group otherwise.
  case running(BoundExpression, DataType)

  package var type: DataType {
    switch self {
    case .column(_, let type), .linked(_, _, let type), .constant(_, let type), .call(_, _, let type),
      .running(_, let type),
      .aggregate(_, _, let type):
      type
    case .instant: .time
    }
  }
}

/// An edge of a period, half open: `end` is where the next one begins, or `now` for a period that is not over.
package enum Instant: String, Sendable, Hashable { case start, end }

/// A checked link: every value of `key` meets at most one row of `table`.
package struct Link: Sendable, Hashable {
  /// The column of the pipeline's own table.
  package let key: String
  package let table: String
  /// The unique column of `table`.
  package let tableKey: String
  package init(key: String, table: String, tableKey: String) {
    self.key = key
    self.table = table
    self.tableKey = tableKey
  }
}

/// An aggregate over the rows that a pipeline lets through.
package struct Aggregate: Sendable, Hashable {
  package var function: AggregateFunction
  /// None for `count()`; `pct`, `nth` and `surv` have their constants as further arguments.
  package var arguments: [BoundExpression]
  package var given: BoundExpression?
  /// For `first`, `last`, `nth`: what orders the rows before their position in the file does.
  package var order: BoundExpression?
  package var type: DataType
  /// An edge of the aggregate's 95 % interval instead of its value, for those that need the values themselves: `mean`,
  /// `median`, `pct`, `surv`, `surv_median`. All but means may have the customer of the row as their last argument.
  package var edge: Edge?

  package typealias Edge = IntervalEdge

  package init(
    function: AggregateFunction, arguments: [BoundExpression], given: BoundExpression? = nil,
    order: BoundExpression? = nil, type: DataType, edge: Edge? = nil
  ) {
    self.function = function
    self.arguments = arguments
    self.given = given
    self.order = order
    self.type = type
    self.edge = edge
  }

  /// Which argument is the customer that an edge is asked for by.
  package var unitPosition: Int? {
    let own: Int
    switch function {
    case .median: own = 1
    case .pct, .survMedian: own = 2
    case .surv: own = 3
    default: return nil
    }
    return edge != nil && arguments.count > own ? own : nil
  }
}
