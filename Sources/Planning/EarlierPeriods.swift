package import Columns
import Functions

extension Calendar {
  /// The same period some years earlier; nil where that year has no such week.
  package func earlier(_ ordinal: Int64, _ grain: Grain, byYears years: Int) -> Int64? {
    let count = Int64(years)
    switch grain {
    case .year: return ordinal - count
    case .quarter: return ordinal - 4 * count
    case .month: return ordinal - 12 * count
    case .day, .hour:
      let time = startTime(grain, ordinal, self)
      guard time != Vector.unknownInteger else { return nil }
      return self.ordinal(grain, ofTime: Calendar.addMonths(-12 * count, to: time))
    case .week:
      // A week belongs to the year of its fourth day, and its number counts from the first such week.
      let fourth = startDay(.week, ordinal) + 3
      let date = Calendar.civil(fourth)
      let number = (fourth - Calendar.day(year: date.year, month: 1, day: 1)) / 7
      let january = self.ordinal(.week, ofDay: Calendar.day(year: date.year - years, month: 1, day: 4))
      let target = january + number
      return Calendar.civil(startDay(.week, target) + 3).year == date.year - years ? target : nil
    }
  }

  /// The largest unit that a stretch of time begins with as a whole; nil where none does.
  package func unit(beginning start: Int64, within end: Int64) -> Grain? {
    [Grain.year, .quarter, .month, .week, .day, .hour].first { grain in
      let ordinal = ordinal(grain, ofTime: start)
      let next = startTime(grain, ordinal + 1, self)
      return startTime(grain, ordinal, self) == start && next != Vector.unknownInteger && next <= end
    }
  }

  /// An instant some units of the calendar earlier: on the same day of the month, or the month's last.
  package func moved(_ time: Int64, back count: Int, _ unit: Grain) -> Int64? {
    let length: Int64
    switch unit {
    case .month, .quarter, .year:
      let months = Int64(count).multipliedReportingOverflow(
        by: unit == .month ? 1 : unit == .quarter ? 3 : 12)
      guard !months.overflow, months.partialValue < 3_000_000 else { return nil }
      return Calendar.addMonths(-months.partialValue, to: time)
    case .hour: length = 3_600_000_000
    case .day: length = Calendar.microsecondsPerDay
    case .week: length = 7 * Calendar.microsecondsPerDay
    }
    let back = length.multipliedReportingOverflow(by: Int64(count))
    guard !back.overflow else { return nil }
    let moved = time.subtractingReportingOverflow(back.partialValue)
    return moved.overflow || moved.partialValue == Vector.unknownInteger ? nil : moved.partialValue
  }
}
