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
  /// Ages that not all of a cohort have lived through are shown, and marked.
  package var withPartial = false
  package var top: Top?
  package var sort: [SortKey]
  package var limit: Int?
  /// The dimension that goes across the page.
  package var pivot: Int?
  /// The dimension of which a row may have several values.
  package var overlap: Overlap?

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

  /// A dimension whose values overlap: pipelines of their own give the groups of each value.
  ///
  /// Such pipelines are those of the plan with one condition more, in the same order, so that what a value's group
  /// shows is what a condition on the value shows. The dimension is a constant in all of them.
  package struct Overlap: Sendable, Hashable {
    package var dimension: Int
    /// Shape `[label of the dimension][pipeline without conditions]`: positions in `pipelines`.
    package var pipelines: [[Int]]
    /// Shape `[pipeline without conditions]`: those of the rows that have one of the values which `top` leaves out.
    package var others: [Int]?
    package init(dimension: Int, pipelines: [[Int]]) {
      self.dimension = dimension
      self.pipelines = pipelines
    }

    /// How many of the plan's pipelines are not for one value.
    package var baseCount: Int { pipelines.first?.first ?? 0 }
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
  /// The table that is scanned; with `keys` the one that the keys come from.
  package var table: String
  /// When set, the rows are keys (customers) rather than rows of the table: what `per` makes of them.
  package var keys: Keys?
  /// The period that the pipeline answers for in a row of the result. Where it begins before the first row of the
  /// table, every aggregate is unknown.
  package var shift = PeriodShift()
  /// Without a calendar: the other stretch of time that the pipeline answers for.
  package var stretch: OtherStretch?
  /// A time decides on the rows or keys, so that the query's period chooses among them.
  package var isDated = false
  /// The first past event of the table, where a column tells of it.
  package var firstEvent: Int64?
  /// With a calendar: the stretch that ends with the period, instead of the period alone. Unless something in the
  /// pipeline asks for the edges of the period, its finest calendar dimension holds the window's cells.
  package var window: PeriodWindow?
  /// What the window pools are whole periods, each with edges of its own, rather than rows.
  package var poolsPeriods = false
  /// Each group is answered for by the rows of all other groups of the same period and age.
  package var isRest = false
  /// Set for a pipeline that reads no rows itself: its aggregates are the edges of an interval and the number of units.
  package var joint: Joint?
  /// The rows carry `age`, `age_start` and `age_end`, because the pipeline is the inside of one with ages.
  package var hasAges = false
  /// Counts what a step of another pipeline leaves, for the ledger: it has rows in groups that no answer has.
  package var isAccount = false
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

/// The interval of a value that is made of sums of several pipelines, or of several sums: what each unit, mostly a
/// customer, adds to all of them is brought together.
package struct Joint: Sendable, Hashable {
  /// Each grouped by the unit, then by the plan's dimensions. Units that are unknown are left out.
  package var parts: [Pipeline]
  package var estimate: Estimate

  /// Over the aggregates of `parts`, which are all sums and counts.
  package enum Estimate: Sendable, Hashable {
    /// F4: two sums of units, divided.
    case ratio(BoundExpression, BoundExpression)
    /// F8: the middle 95 % of what resampled units give.
    case resampled(BoundExpression)
  }

  package init(parts: [Pipeline], estimate: Estimate) {
    self.parts = parts
    self.estimate = estimate
  }
}

extension [Pipeline] {
  /// Whether some begin at another time than others, because they read another table or go by another date.
  package var haveSeveralTimes: Bool {
    let dated = filter { $0.joint == nil && $0.isDated }
    return dated.contains { $0.table != dated[0].table || $0.time != dated[0].time }
  }
}

/// Which period a pipeline answers for, seen from a row of the result; nothing set: the row's own.
package struct PeriodShift: Sendable, Hashable {
  /// Steps of the calendar back.
  package var periods = 0
  /// The same period so many years earlier.
  package var years = 0
  /// The rows stand for the periods of this stretch, one after the other. Half open, in microseconds.
  package var stretch: Range<Int64>?

  package init() {}

  package var isOwn: Bool { periods == 0 && years == 0 && stretch == nil }
}

/// A stretch of time that a query compares its own with, half open.
package struct OtherStretch: Sendable, Hashable {
  package var start: Int64
  package var end: Int64
  /// The unit of the calendar with which the stretch begins; nil where it is shorter than an hour.
  package var unit: Grain?

  package init(start: Int64, end: Int64, unit: Grain?) {
    self.start = start
    self.end = end
    self.unit = unit
  }
}

/// What a period of the calendar pools.
package enum PeriodWindow: Sendable, Hashable {
  /// The units that end with the period.
  case rolling(Int, Grain)
  /// All periods from the first one on.
  case cumulative

  /// The largest grain that both the calendar's periods and the window's edges are made of.
  package func cell(_ finest: Grain) -> Grain {
    guard case .rolling(_, let unit) = self else { return finest }
    let smaller = min(finest, unit)
    // Weeks do not fill months.
    return smaller == .week && finest != unit ? .day : smaller
  }
}

/// One row for each combination of keys, before the steps of the pipeline that holds it.
///
/// Columns of the rows: `names` for the dimensions of the inner pipeline (the keys first, then dimensions that are read
/// from rows), `inner 0`, `inner 1` … for its aggregates, and with ages `age` (a whole number), `age_start` and
/// `age_end` (times).
package struct Keys: Sendable, Hashable {
  /// The rows before `per` and what is aggregated of each key: exactly one pipeline, in an array because a structure
  /// cannot hold itself. Keys that are unknown are left out.
  package var rows: [Pipeline]
  package var names: [String]
  package var ages: Ages?

  package init(rows: Pipeline, names: [String], ages: Ages? = nil) {
    self.rows = [rows]
    self.names = names
    self.ages = ages
  }

  /// The follow-up of each key: one row for each key and age instead of one for each key.
  ///
  /// Age 0 is the calendar period of `unit` that holds the key's origin, age k the k-th after it; there are ages as
  /// long as they end at or before the plan's `now`. The inner aggregates see all rows of the key at every age, and
  /// `age`, `age_start`, `age_end` beside each row.
  package struct Ages: Sendable, Hashable {
    package var unit: Grain
    /// A date or time for each key; keys without one are left out.
    package var origin: Aggregate
    /// The age that is not over at `now` counts too, up to `now`.
    package var hasRunning = false
    package init(unit: Grain, origin: Aggregate) {
      self.unit = unit
      self.origin = origin
    }
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

  /// New columns `NAME begin`, `NAME end` (times, the end unknown while open), `NAME number` (1 for the key's first
  /// spell) and `NAME head` (true in one row of each spell): spans of a key that touch, overlap or leave a gap of at
  /// most `tolerance` microseconds are one spell. An unknown end is open; a row with an unknown start has no spell.
  case spells(
    String, start: BoundExpression, end: BoundExpression, keys: [BoundExpression], tolerance: Int64)
  /// A new column with the place of each row's `value` among all rows: `ceil(parts · average rank / n)`, so that equal
  /// values always share a part, 1 for the lowest; unknown values have none.
  case position(String, value: BoundExpression, parts: Int)
  /// A new column with what models fitted to all rows say of each.
  case forecast(String, Forecast)
  /// A new column with the item of another plan: for the row's `key` (that plan's only dimension), or without a key
  /// the same for all rows. Where the plan has no such key, the item of a group without rows.
  case lookUp(String, Lookup)

  package enum Reason: String, Sendable, Hashable {
    /// `where`: before the ledger begins.
    case filter
    case outside
    case notEligible = "not eligible"
    case notYetDue = "not yet due"
  }
}

/// A KPI's own value for a key, or for all.
package struct Lookup: Sendable, Hashable {
  package var pipelines: [Pipeline]
  /// Over the aggregates of `pipelines`.
  package var item: BoundExpression
  package var key: BoundExpression?
  /// The KPI that is looked up, for people.
  package var name = ""
  package init(pipelines: [Pipeline], item: BoundExpression, key: BoundExpression?, name: String = "") {
    self.pipelines = pipelines
    self.item = item
    self.key = key
    self.name = name
  }
}

package struct PlanDimension: Sendable, Hashable {
  /// The header: the alias, the column's name, or the text with `_`.
  package var name: String
  package var type: DataType
  /// The grain of the pipelines' own time: the calendar spine fills it.
  package var spine: Grain?
  /// The follow-up age of a pipeline's keys: rows only for ages that every key of the group has lived through.
  package var isAge = false
  /// The units of an interval: a group is compared with the other groups, for each unit apart.
  package var isUnit = false
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

/// What `vs` adds to an item.
package enum ComparisonPart: Sendable, Hashable {
  case other, change
  /// The change in percent of the other.
  case percent
  /// Whether the change is larger than chance.
  case clear
}

/// A column of the answer.
package struct PlanItem: Sendable, Hashable {
  package var name: String
  /// What is known besides an item's value, such as an edge of its interval: belongs to the item before it.
  package var isExtra = false
  /// An edge of the item's interval, and how the interval comes about.
  package var edge: IntervalEdge?
  package var method: String?
  /// What the column says about the comparison with another period or group.
  package var comparison: ComparisonPart?
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
