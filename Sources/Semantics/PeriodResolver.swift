package import Columns
import Diagnostics
package import Syntax

/// A stretch of time, half open, in microseconds.
struct Stretch: Hashable {
  var start: Int64
  var end: Int64
}

/// Turns periods as written into instants.
struct PeriodResolver {
  let calendar: Calendar
  let now: Int64

  func stretch(_ literal: PeriodLiteral) -> Stretch {
    let (grain, ordinal) = calendar.period(literal)
    if case .instant = literal {
      let time = calendar.instant(literal)
      return Stretch(start: time, end: time + 1)
    }
    return Stretch(start: calendar.start(grain, ordinal), end: calendar.start(grain, ordinal + 1))
  }

  /// The stretch that a period expression names; nil for a parameter, which the binder resolves first.
  func stretch(_ period: PeriodExpression) -> Stretch? {
    switch period {
    case .literal(let literal, _): return stretch(literal)
    case .range(let first, let last, _):
      return Stretch(start: stretch(first).start, end: stretch(last).end)
    case .last(let count, let unit, _):
      // `last month` is the last whole month; `last 90 days` ends with the cut-off; `last 3 months` are whole ones.
      return whole(unit, back: max(count ?? 1, 0))
    case .this(let unit, _):
      guard let grain = unit.grain else { return Stretch(start: now - unit.microseconds, end: now) }
      let current = calendar.ordinal(grain, ofTime: now - 1)
      return Stretch(start: calendar.start(grain, current), end: calendar.start(grain, current + 1))
    case .previous(let unit, _):
      guard let grain = unit.grain else {
        return Stretch(start: now - 2 * unit.microseconds, end: now - unit.microseconds)
      }
      let current = calendar.ordinal(grain, ofTime: now - 1)
      return Stretch(start: calendar.start(grain, current - 1), end: calendar.start(grain, current))
    case .toDate(let unit, _):
      guard let grain = unit.grain else { return Stretch(start: now - unit.microseconds, end: now) }
      return Stretch(start: calendar.start(grain, calendar.ordinal(grain, ofTime: now - 1)), end: now)
    case .today:
      let day = calendar.ordinal(.day, ofTime: now - 1)
      return Stretch(start: calendar.start(.day, day), end: calendar.start(.day, day + 1))
    case .yesterday:
      let day = calendar.ordinal(.day, ofTime: now - 1) - 1
      return Stretch(start: calendar.start(.day, day), end: calendar.start(.day, day + 1))
    case .parameter: return nil
    }
  }

  /// `count` whole units that end at or before the cut-off.
  private func whole(_ unit: DurationUnit, back count: Int) -> Stretch {
    guard let grain = unit.grain else {
      let length = unit.microseconds.multipliedReportingOverflow(by: Int64(count))
      return Stretch(
        start: length.overflow ? firstInstant : max(now - length.partialValue, firstInstant), end: now)
    }
    // The unit that holds the cut-off is not over unless the cut-off is its very beginning.
    let current = calendar.ordinal(grain, ofTime: now)
    let first = max(current - Int64(count), calendar.ordinal(grain, ofTime: firstInstant))
    return Stretch(start: calendar.start(grain, first), end: calendar.start(grain, current))
  }

  /// Whether `last N units` reaches back before the calendar begins.
  func reachesTooFar(_ period: PeriodExpression) -> Bool {
    guard case .last(let count?, let unit, _) = period else { return false }
    let longest = (now - firstInstant) / unit.microseconds
    return Int64(count) > longest + longest / 50
  }

  /// The first of January of the year 1, before which no date can be written.
  private var firstInstant: Int64 { Calendar.day(year: 1, month: 1, day: 1) * Calendar.microsecondsPerDay }
}

extension DurationUnit {
  /// The calendar grain of the same name; nil for seconds and minutes.
  var grain: Grain? { Grain(rawValue: rawValue) }

  /// The length of a unit of fixed length; a month counts 30 days and a year 365 where only a length will do.
  var microseconds: Int64 {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .day: 86_400_000_000
    case .week: 7 * 86_400_000_000
    case .month: 30 * 86_400_000_000
    case .quarter: 91 * 86_400_000_000
    case .year: 365 * 86_400_000_000
    }
  }

  /// Months in a unit of the calendar; nil for units of fixed length.
  var months: Int64? {
    switch self {
    case .month: 1
    case .quarter: 3
    case .year: 12
    default: nil
    }
  }
}

extension Calendar {
  /// The grain and ordinal of a literal. A literal year is a fiscal year when years start later (language, 13.30).
  func period(_ literal: PeriodLiteral) -> (Grain, Int64) {
    switch literal {
    case .year(let year): return (.year, Int64(year))
    case .quarter(let year, let quarter): return (.quarter, Int64(year) * 4 + Int64(quarter - 1))
    case .month(let year, let month): return (.month, Int64(year) * 12 + Int64(month - 1))
    case .week(let year, let week):
      // The week that holds 4 January is week 1.
      let fourth = Calendar.day(year: year, month: 1, day: 4)
      return (.week, ordinal(.week, ofDay: fourth) + Int64(week - 1))
    case .day(let year, let month, let day): return (.day, Calendar.day(year: year, month: month, day: day))
    case .instant: return (.hour, ordinal(.hour, ofTime: instant(literal)))
    }
  }

  /// An instant moved by calendar steps, as far into its period as it was.
  func moved(_ time: Int64, by count: Int, _ grain: Grain) -> Int64 {
    let ordinal = self.ordinal(grain, ofTime: time)
    let into = time - start(grain, ordinal)
    return start(grain, ordinal + Int64(count)) + into
  }

  /// A stretch moved back by its own length: by whole years, quarters, months or weeks where it is made of them.
  func earlier(_ stretch: Stretch, by count: Int) -> Stretch {
    for grain in [Grain.year, .quarter, .month, .week, .day] {
      let first = ordinal(grain, ofTime: stretch.start)
      let last = ordinal(grain, ofTime: stretch.end)
      guard start(grain, first) == stretch.start, start(grain, last) == stretch.end, last > first else {
        continue
      }
      let back = (last - first) * Int64(count)
      return Stretch(start: start(grain, first - back), end: start(grain, last - back))
    }
    let length = (stretch.end - stretch.start) * Int64(count)
    return Stretch(start: stretch.start - length, end: stretch.end - length)
  }

  /// The first instant of a literal.
  package func instant(_ literal: PeriodLiteral) -> Int64 {
    if case .instant(let year, let month, let day, let hour, let minute, let second, let microsecond) =
      literal
    {
      let seconds = Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
      return Calendar.day(year: year, month: month, day: day) * Calendar.microsecondsPerDay
        + seconds * 1_000_000 + Int64(microsecond)
    }
    let (grain, ordinal) = period(literal)
    return start(grain, ordinal)
  }
}
