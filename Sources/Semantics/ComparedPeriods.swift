package import Columns
package import Syntax
import Diagnostics

/// A stretch of time, half open, in microseconds, as a query's clauses name it.
package struct ComparedPeriod: Sendable, Hashable {
  package var start: Int64
  package var end: Int64

  package init(start: Int64, end: Int64) {
    self.start = start
    self.end = end
  }

  /// The last whole month before the cut-off.
  package static func lastWholeMonth(before now: Int64, _ calendar: Calendar) -> ComparedPeriod? {
    PeriodResolver(calendar: calendar, now: now).stretch(.last(nil, .month, SourceRange(0, 0))).map {
      ComparedPeriod(start: $0.start, end: $0.end)
    }
  }

  /// The stretch that a period names; nil for a parameter, and for one that ends before it begins.
  package init?(_ period: PeriodExpression, now: Int64, _ calendar: Calendar) {
    guard let found = PeriodResolver(calendar: calendar, now: now).stretch(period), found.start < found.end
    else {
      return nil
    }
    self.init(start: found.start, end: found.end)
  }

  /// The stretch of the same length right before this one; of whole calendar units where this one is made of them.
  package func previous(_ calendar: Calendar) -> ComparedPeriod {
    let earlier = calendar.earlier(Stretch(start: start, end: end), by: 1)
    return ComparedPeriod(start: earlier.start, end: earlier.end)
  }

  /// The same stretch a year earlier; whole months stay whole months, a week the week of its number.
  package func lastYear(_ calendar: Calendar) -> ComparedPeriod {
    let earlier = calendar.yearEarlier(Stretch(start: start, end: end))
    return ComparedPeriod(start: earlier.start, end: earlier.end)
  }

  /// The same stretch as a clause could have written it, to the microsecond.
  package func expression(_ calendar: Calendar) -> PeriodExpression {
    .range(literal(start), literal(end - 1), SourceRange(0, 0))
  }

  private func literal(_ time: Int64) -> PeriodLiteral {
    let day = Calendar.floorDivide(time, Calendar.microsecondsPerDay)
    let (year, month, dayOfMonth) = Calendar.civil(day)
    let into = time - day * Calendar.microsecondsPerDay
    return .instant(
      year: year, month: month, day: dayOfMonth, hour: Int(into / 3_600_000_000),
      minute: Int(into / 60_000_000 % 60), second: Int(into / 1_000_000 % 60),
      microsecond: Int(into % 1_000_000))
  }

  /// `2024-06`, `2024-01..2024-06`, or from a day to a day.
  package func words(_ calendar: Calendar) -> String {
    for grain in [Grain.year, .quarter, .month, .week, .day] {
      let first = calendar.ordinal(grain, ofTime: start)
      let last = calendar.ordinal(grain, ofTime: end - 1)
      guard calendar.start(grain, first) == start, calendar.start(grain, last + 1) == end else { continue }
      let text = calendar.text(grain, first)
      return first == last ? text : text + ".." + calendar.text(grain, last)
    }
    return Calendar.timeText(start) + ".." + Calendar.timeText(end)
  }
}

extension KPIDefinition {
  /// The period of the KPI when a query names none, as the rules of its behaviour have it; nil for one that takes all
  /// of its rows.
  package func usualPeriod(now: Int64, _ calendar: Calendar) -> ComparedPeriod? {
    if mentionsStart { return .lastWholeMonth(before: now, calendar) }
    return mentionsEnd ? ComparedPeriod(start: now - 1, end: now) : nil
  }
}
