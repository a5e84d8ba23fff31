package import Diagnostics

/// A formula, a condition or an operand, as written: nothing is looked up yet.
package indirect enum Expression: Sendable, Hashable {
  case literal(Literal, SourceRange)
  /// A column, a KPI, a role, a `let`, an alias: Semantics decides.
  case name(Name)
  /// `tickets.channel`
  case member(table: Name, column: Name)
  /// `$segment`
  case parameter(Name)
  case unary(UnaryOperator, Expression, SourceRange)
  case binary(BinaryOperator, Expression, Expression, operatorRange: SourceRange)
  /// `x is none`, `x is not true`
  case test(Expression, Test, negated: Bool, SourceRange)
  /// `x in {a, b}` and `x in (a, b)`
  case oneOf(Expression, [Expression], negated: Bool, SourceRange)
  /// `x in a..b` and `x between a and b`; both ends included
  case within(Expression, Expression, Expression, negated: Bool, SourceRange)
  /// `x in age`, `x in during`: membership of a single expression that is a window or a period
  case memberOf(Expression, Expression, negated: Bool, SourceRange)
  /// A function, an aggregate or a KPI with parameters.
  case call(Call)
  /// `month of x`, `hour of day of x`
  case calendarPart(CalendarPart, of: Expression, SourceRange)
  /// `cohort month`, only as a dimension
  case cohort(CalendarGrain, SourceRange)
  /// `mrr@end`
  case at(Expression, instant: Expression, SourceRange)
  /// `running mean(x)`
  case running(Expression, SourceRange)
  /// `(nps where plan = "pro")`: clauses that restrict this item only
  case restricted(Expression, [Clause], SourceRange)
  /// A pair of brackets, kept for the formatter.
  case parenthesised(Expression, SourceRange)
  /// What the parser could not read; a diagnostic stands beside it.
  case unreadable(SourceRange)
}

/// A name with its place. `text` is without backticks.
package struct Name: Sendable, Hashable {
  package var text: String
  package var isQuoted: Bool
  package var range: SourceRange

  package init(_ text: String, isQuoted: Bool = false, range: SourceRange) {
    self.text = text
    self.isQuoted = isQuoted
    self.range = range
  }
}

package enum Literal: Sendable, Hashable {
  case none
  case bool(Bool)
  /// A whole number that fits 64 bits, as written. `isYear` when it has exactly four digits and may be a period.
  case integer(Int64, isYear: Bool)
  case real(Double)
  /// `5%`
  case percent(Double)
  case text(String)
  case duration(DurationLiteral)
  case period(PeriodLiteral)
  /// `/regex/`, only in `theme`
  case pattern(String)
}

/// `4h`, `90 days`: a count of one unit; months and years keep their calendar meaning.
package struct DurationLiteral: Sendable, Hashable {
  package var count: Double
  package var unit: DurationUnit
  /// The spelling, such as `90 days` or `15min`, for the formatter.
  package var spelling: String
  package init(count: Double, unit: DurationUnit, spelling: String) {
    self.count = count
    self.unit = unit
    self.spelling = spelling
  }
}

package enum DurationUnit: String, Sendable, Hashable, CaseIterable {
  case second, minute, hour, day, week, month, quarter, year
}

/// `2024`, `2024-Q1`, `2024-03`, `2024-W07`, `2024-03-31`, `2024-03-31T14:05`: numbers checked to be on the calendar.
package enum PeriodLiteral: Sendable, Hashable {
  case year(Int)
  case quarter(Int, Int)
  case month(Int, Int)
  /// ISO year and week; with another week start the week is written as its first day.
  case week(Int, Int)
  case day(Int, Int, Int)
  /// Second 0…59, and microseconds; an instant rather than a stretch of time.
  case instant(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int)
}

package enum CalendarGrain: String, Sendable, Hashable, CaseIterable {
  case hour, day, week, month, quarter, year
}

/// What `… of x` takes out of a date: a period (`month of x`) or a place in a cycle (`hour of day of x`, `weekday of x`).
package enum CalendarPart: Sendable, Hashable {
  case period(CalendarGrain)
  case cycle(CalendarCycle)
}

package enum CalendarCycle: String, Sendable, Hashable, CaseIterable {
  case weekday
  case hourOfDay = "hour of day"
  case dayOfMonth = "day of month"
  case dayOfYear = "day of year"
  case weekOfYear = "week of year"
  case monthOfYear = "month of year"
  case quarterOfYear = "quarter of year"
}

package enum UnaryOperator: String, Sendable, Hashable { case minus = "-", not }

package enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case or, and
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case matches = "~"
  case contains
  case startsWith = "starts with"
  case endsWith = "ends with"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case remainder = "%"
}

package enum Test: String, Sendable, Hashable { case none, known, isTrue = "true", isFalse = "false" }

/// `name(arguments given condition)`, also `next(x by key)` and `weigh(a: 40, b: 25)`.
package struct Call: Sendable, Hashable {
  package var name: Name
  package var arguments: [Argument]
  /// `by key, …` inside the brackets of `next` and `prev`.
  package var keys: [Expression]
  package var given: Expression?
  package var range: SourceRange
  package init(
    name: Name, arguments: [Argument], keys: [Expression] = [], given: Expression? = nil, range: SourceRange
  ) {
    self.name = name
    self.arguments = arguments
    self.keys = keys
    self.given = given
    self.range = range
  }
}

package struct Argument: Sendable, Hashable {
  /// `window` in `repeat_rate(window = 45d)`.
  package var label: Name?
  package var value: Expression
  /// `40` in `weigh(usage: 40)`.
  package var weight: Expression?
  package init(label: Name? = nil, value: Expression, weight: Expression? = nil) {
    self.label = label
    self.value = value
    self.weight = weight
  }
}

extension Expression {
  /// The text that the expression covers, brackets included.
  package var range: SourceRange {
    switch self {
    case .literal(_, let range), .unary(_, _, let range), .test(_, _, _, let range),
      .oneOf(_, _, _, let range),
      .within(_, _, _, _, let range), .memberOf(_, _, _, let range), .calendarPart(_, _, let range),
      .cohort(_, let range), .at(_, _, let range), .running(_, let range), .restricted(_, _, let range),
      .parenthesised(_, let range), .unreadable(let range):
      range
    case .name(let name), .parameter(let name): name.range
    case .member(let table, let column): table.range.union(column.range)
    case .binary(_, let left, let right, _): left.range.union(right.range)
    case .call(let call): call.range
    }
  }
}
