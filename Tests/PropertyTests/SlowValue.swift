import Columns
import Syntax

/// A value of the slow evaluator: its own kinds, so that nothing is shared with the engine it judges.
enum SlowValue: Hashable {
  case none
  case bool(Bool)
  case number(Double)
  case text(String)
  /// Days since 1970-01-01.
  case day(Int)
  /// Microseconds since 1970-01-01T00:00.
  case instant(Int)
  /// Microseconds.
  case duration(Int)
  /// Calendar months, whose length depends on where they are added.
  case months(Int)
  /// A stretch of the calendar: its grain and its first day.
  case period(CalendarGrain, firstDay: Int)
  /// A stretch of numbers: its place among the others and its label.
  case band(Int, String)

  var isNone: Bool { self == .none }

  /// A condition's value: nil when unknown. The numbers 1 and 0 work as conditions too.
  var truth: Bool? {
    switch self {
    case .bool(let value): value
    case .number(1): true
    case .number(0): false
    default: nil
    }
  }

  var number: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  /// The instant at which the value begins, for dates, times and periods.
  var instant: Int? {
    switch self {
    case .day(let day), .period(_, let day): day * SlowCalendar.dayLength
    case .instant(let instant): instant
    default: nil
    }
  }

  /// The instant at which the value is over, for periods.
  var end: Int? {
    if case .period(let grain, let first) = self {
      return SlowCalendar.next(grain, first) * SlowCalendar.dayLength
    }
    return nil
  }

  /// A number, none where it is not finite.
  static func finite(_ number: Double) -> SlowValue { number.isFinite ? .number(number) : .none }

  static func truth(_ value: Bool?) -> SlowValue { value.map { .bool($0) } ?? .none }

  /// As a table shows it: what the comparison of dimensions goes by.
  var label: String {
    switch self {
    case .none: ""
    case .bool(let value): "\(value)"
    case .number(let value): value == value.rounded() ? "\(Int(value))" : "\(value)"
    case .text(let text): text
    case .day(let day): SlowCalendar.text(day)
    case .instant(let instant): "\(instant) µs"
    case .duration(let length): "\(Double(length) / 1e6) s"
    case .months(let count): "\(count) months"
    case .period(let grain, let first): SlowCalendar.text(grain, first)
    case .band(_, let label): label
    }
  }

  /// The order of rows and of `min` and `max`: numbers and dates ascending, text by its letters, none last.
  static func isOrdered(_ left: SlowValue, _ right: SlowValue) -> Bool {
    switch (left, right) {
    case (.none, _): false
    case (_, .none): true
    case (.bool(let left), .bool(let right)): !left && right
    case (.number(let left), .number(let right)): left < right
    case (.text(let left), .text(let right)): left < right
    case (.duration(let left), .duration(let right)): left < right
    case (.band(let left, _), .band(let right, _)): left < right
    default: (left.instant ?? 0) < (right.instant ?? 0)
    }
  }
}

/// Dates by counting: years and months are walked one by one from 1970.
enum SlowCalendar {
  static let dayLength = 86_400_000_000

  static func isLeap(_ year: Int) -> Bool {
    if year % 400 == 0 { return true }
    if year % 100 == 0 { return false }
    return year % 4 == 0
  }

  static func length(_ year: Int, _ month: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
    var days = 0
    for passed in stride(from: 1970, to: year, by: 1) { days += isLeap(passed) ? 366 : 365 }
    for passed in stride(from: year, to: 1970, by: 1) { days -= isLeap(passed) ? 366 : 365 }
    for passed in stride(from: 1, to: month, by: 1) { days += length(year, passed) }
    return days + day - 1
  }

  static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    var year = 1970
    while Self.day(year + 1, 1, 1) <= day { year += 1 }
    while Self.day(year, 1, 1) > day { year -= 1 }
    var month = 1
    while month < 12, Self.day(year, month + 1, 1) <= day { month += 1 }
    return (year, month, day - Self.day(year, month, 1) + 1)
  }

  /// 1 Monday … 7 Sunday; 1970-01-01 was a Thursday.
  static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 + 1 }

  static func dayOf(_ instant: Int) -> Int {
    var day = instant / dayLength
    if day * dayLength > instant { day -= 1 }
    return day
  }

  /// The first day of the period that a day lies in.
  static func first(_ grain: CalendarGrain, _ day: Int) -> Int {
    let date = civil(day)
    switch grain {
    case .hour, .day: return day
    case .week: return day - weekday(day) + 1
    case .month: return Self.day(date.year, date.month, 1)
    case .quarter: return Self.day(date.year, (date.month - 1) / 3 * 3 + 1, 1)
    case .year: return Self.day(date.year, 1, 1)
    }
  }

  /// The first day of the period after the one that begins on a day.
  static func next(_ grain: CalendarGrain, _ first: Int) -> Int {
    switch grain {
    case .hour, .day: first + 1
    case .week: first + 7
    case .month: dayOf(addMonths(1, to: first * dayLength))
    case .quarter: dayOf(addMonths(3, to: first * dayLength))
    case .year: dayOf(addMonths(12, to: first * dayLength))
    }
  }

  /// The first day of the period that is some periods later or earlier.
  static func moved(_ grain: CalendarGrain, _ first: Int, by count: Int) -> Int {
    switch grain {
    case .hour, .day: first + count
    case .week: first + 7 * count
    case .month: dayOf(addMonths(count, to: first * dayLength))
    case .quarter: dayOf(addMonths(3 * count, to: first * dayLength))
    case .year: dayOf(addMonths(12 * count, to: first * dayLength))
    }
  }

  /// Adding months keeps the day, or takes the month's last.
  static func addMonths(_ count: Int, to instant: Int) -> Int {
    let day = dayOf(instant)
    var (year, month, dayOfMonth) = civil(day)
    month += count
    while month > 12 { (year, month) = (year + 1, month - 12) }
    while month < 1 { (year, month) = (year - 1, month + 12) }
    dayOfMonth = min(dayOfMonth, length(year, month))
    return Self.day(year, month, dayOfMonth) * dayLength + instant - day * dayLength
  }

  static func text(_ day: Int) -> String {
    let date = civil(day)
    return "\(date.year)-" + padded(date.month) + "-" + padded(date.day)
  }

  static func text(_ grain: CalendarGrain, _ first: Int) -> String {
    let date = civil(first)
    switch grain {
    case .hour, .day: return text(first)
    case .week:
      let year = civil(first + 3).year
      return "\(year)-W" + padded((first + 3 - day(year, 1, 1)) / 7 + 1)
    case .month: return "\(date.year)-" + padded(date.month)
    case .quarter: return "\(date.year)-Q\((date.month - 1) / 3 + 1)"
    case .year: return "\(date.year)"
    }
  }

  static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The first instant of a written period, and the first one after it.
  static func bounds(_ literal: PeriodLiteral) -> Range<Int> {
    let (grain, first): (CalendarGrain, Int) =
      switch literal {
      case .year(let year): (.year, day(year, 1, 1))
      case .quarter(let year, let quarter): (.quarter, day(year, quarter * 3 - 2, 1))
      case .month(let year, let month): (.month, day(year, month, 1))
      case .week(let year, let week):
        // Week 1 has the fourth of January in it.
        (.week, Self.first(.week, day(year, 1, 4)) + 7 * (week - 1))
      case .day(let year, let month, let number): (.day, day(year, month, number))
      case .instant(let year, let month, let number, let hour, let minute, let second, let microsecond):
        (
          .hour,
          day(year, month, number) * dayLength + ((hour * 60 + minute) * 60 + second) * 1_000_000
            + microsecond
        )
      }
    if grain == .hour { return first..<first + 1 }
    return first * dayLength..<next(grain, first) * dayLength
  }

  static func value(_ literal: PeriodLiteral) -> SlowValue {
    let range = bounds(literal)
    let first = dayOf(range.lowerBound)
    return switch literal {
    case .year: .period(.year, firstDay: first)
    case .quarter: .period(.quarter, firstDay: first)
    case .month: .period(.month, firstDay: first)
    case .week: .period(.week, firstDay: first)
    case .day: .period(.day, firstDay: first)
    case .instant: .instant(range.lowerBound)
    }
  }
}
