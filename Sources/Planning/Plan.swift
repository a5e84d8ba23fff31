package import Columns

/// What to compute, as plain data: no files, no engine, no syntax.
package struct Plan: Sendable, Hashable {
  /// Each reads one table once and gives one row of aggregates for each group.
  package var pipelines: [Pipeline]
  /// In the order of `by`. Every pipeline has one expression for each.
  package var dimensions: [PlanDimension]
  package var items: [PlanItem]
  /// Instants from `during`, `since`, `until`: half open, nil where open. Rows outside were dropped by the
  /// pipelines; here for the spine.
  package var start: Int64?
  package var end: Int64?
  /// The data cut-off: rows at or after it are outside, a period that ends after it is partial.
  package var now: Int64?
  package var calendar: Calendar
  package var withN: Bool
  package var withShare: Bool
  package var withTotal: Bool
  package var withOthers: Bool
  package var top: Top?
  package var sort: [SortKey]
  package var limit: Int?
  /// The dimension that goes across the page.
  package var pivot: Int?

  package init(
    pipelines: [Pipeline], dimensions: [PlanDimension], items: [PlanItem], calendar: Calendar = Calendar()
  ) {
    self.pipelines = pipelines
    self.dimensions = dimensions
    self.items = items
    self.calendar = calendar
    withN = false
    withShare = false
    withTotal = false
    withOthers = false
    sort = []
  }

  /// `top N` and `bottom N`: which values of the first dimension without a calendar stay.
  package struct Top: Sendable, Hashable {
    package var count: Int
    package var isBottom: Bool
    package init(count: Int, isBottom: Bool) {
      self.count = count
      self.isBottom = isBottom
    }
  }

  package struct SortKey: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
      case dimension(Int)
      case item(Int)
      /// The n or share of an item.
      case n(Int)
      case share(Int)
    }
    package var target: Target
    package var isDescending: Bool
    package init(target: Target, isDescending: Bool) {
      self.target = target
      self.isDescending = isDescending
    }
  }
}

/// Rows of one table through steps, read top to bottom, then grouped and aggregated.
package struct Pipeline: Sendable, Hashable {
  package var table: String
  package var steps: [Step]
  /// When a row happened; with a calendar dimension every row that passed the steps has one. Nil for undated KPIs.
  package var time: BoundExpression?
  /// Shape `[plan.dimensions]`; evaluated after all steps.
  package var dimensions: [BoundExpression]
  package var aggregates: [Aggregate]

  package init(
    table: String, steps: [Step], time: BoundExpression?, dimensions: [BoundExpression],
    aggregates: [Aggregate]
  ) {
    self.table = table
    self.steps = steps
    self.time = time
    self.dimensions = dimensions
    self.aggregates = aggregates
  }
}

package enum Step: Sendable, Hashable {
  /// Rows for which the condition is false or unknown go, for the reason that the ledger gives.
  case keep(BoundExpression, Reason)
  /// A new column for the later steps.
  case derive(String, BoundExpression)
  /// A new column with the value of the next (+1) or previous (−1) row of the same key, ordered by `value` itself
  /// if it is a date or time, else by `order`, then by row. Rows dropped by earlier steps are no neighbours, and
  /// `withinGroups` neither are those of another group: what `by` gives for a value is what `where` gives for it.
  case neighbour(
    String, value: BoundExpression, keys: [BoundExpression], order: BoundExpression?, offset: Int,
    withinGroups: Bool = false)

  package enum Reason: String, Sendable, Hashable {
    /// `where`: before the ledger begins.
    case filter
    case outside
    case notEligible = "not eligible"
    case notYetDue = "not yet due"
  }
}

package struct PlanDimension: Sendable, Hashable {
  /// The header: the alias, the column's name, or the text with `_`.
  package var name: String
  package var type: DataType
  /// The grain of the pipelines' own time: the calendar spine fills it.
  package var spine: Grain?
  /// For `band` and other small lists: the dimension's value is a position in this list, which gives the order.
  package var labels: [String]?
  package var isWeekday: Bool

  package init(
    name: String, type: DataType, spine: Grain? = nil, labels: [String]? = nil, isWeekday: Bool = false
  ) {
    self.name = name
    self.type = type
    self.spine = spine
    self.labels = labels
    self.isWeekday = isWeekday
  }
}

/// A column of the answer.
package struct PlanItem: Sendable, Hashable {
  package var name: String
  /// Over `.aggregate`s and constants only.
  package var value: BoundExpression
  /// What the denominator counts; nil for plain counts and sums.
  package var n: BoundExpression?
  /// What `share` divides by its own total.
  package var shareBase: BoundExpression?
  package var unit: Unit?
  package var isBetterUp: Bool?
  package var needs: Int?

  package init(
    name: String, value: BoundExpression, n: BoundExpression?, shareBase: BoundExpression?, unit: Unit? = nil,
    isBetterUp: Bool? = nil, needs: Int? = nil
  ) {
    self.name = name
    self.value = value
    self.n = n
    self.shareBase = shareBase
    self.unit = unit
    self.isBetterUp = isBetterUp
    self.needs = needs
  }
}
