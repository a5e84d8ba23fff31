/// Civil dates and periods: the proleptic Gregorian calendar on whole numbers, without a library.
///
/// A day is counted from 1970-01-01 (a Thursday), an instant in microseconds from its midnight.
/// Formulas: H. Hinnant, "chrono-compatible low-level date algorithms".
package struct Calendar: Sendable, Hashable {
  /// 1 Monday … 7 Sunday.
  package var weekStart: Int
  /// The month in which a year begins, 1…12.
  package var yearStart: Int
  /// Where the clocks hang that instants are read from; nil for UTC. The arithmetic here is on wall times.
  package var zone: Zone?
  /// What `business_hours` counts; nil until it is set.
  package var businessHours: BusinessHours?

  package init(weekStart: Int = 1, yearStart: Int = 1) {
    self.weekStart = weekStart
    self.yearStart = yearStart
  }

  /// Whether some part of a period exists: an hour that clocks skip does not.
  package func exists(_ grain: Grain, _ ordinal: Int64) -> Bool {
    guard grain == .hour, let zone else { return true }
    let start = start(.hour, ordinal)
    return !zone.isSkipped(start) || !zone.isSkipped(start + 3_599_999_999)
  }

  package static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Days from 1970-01-01 to a civil date.
  package static func day(year: Int, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// The civil date of a day.
  package static func civil(_ day: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(day) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  package static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// 1 Monday … 7 Sunday.
  package static func weekday(_ day: Int64) -> Int { Int((day + 3) - 7 * floorDivide(day + 3, 7)) + 1 }

  package static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor != 0 && (number < 0) != (divisor < 0) ? quotient - 1 : quotient
  }

  /// The number of the period of a grain that a day lies in: consecutive periods have consecutive numbers.
  ///
  /// Hours since 1970, days since 1970, weeks since the week of 1970-01-01, months since January of year 0, quarters
  /// and years counted from the fiscal year's first month, years named by the calendar year they begin in.
  package func ordinal(_ grain: Grain, ofDay day: Int64) -> Int64 {
    switch grain {
    case .hour: return day * 24
    case .day: return day
    case .week: return Calendar.floorDivide(day + 3 - Int64(weekStart - 1), 7)
    case .month:
      let date = Calendar.civil(day)
      return Int64(date.year * 12 + date.month - 1)
    case .quarter: return Calendar.floorDivide(ordinal(.month, ofDay: day) - Int64(yearStart - 1), 3)
    case .year: return Calendar.floorDivide(ordinal(.month, ofDay: day) - Int64(yearStart - 1), 12)
    }
  }

  /// The same for an instant in microseconds.
  package func ordinal(_ grain: Grain, ofTime time: Int64) -> Int64 {
    if grain == .hour { return Calendar.floorDivide(time, 3_600_000_000) }
    return ordinal(grain, ofDay: Calendar.floorDivide(time, Calendar.microsecondsPerDay))
  }

  /// The first instant of a period, in microseconds; it ends where the next one begins.
  package func start(_ grain: Grain, _ ordinal: Int64) -> Int64 {
    if grain == .hour { return ordinal * 3_600_000_000 }
    return startDay(grain, ordinal) * Calendar.microsecondsPerDay
  }

  /// The first day of a period of a day or more.
  package func startDay(_ grain: Grain, _ ordinal: Int64) -> Int64 {
    switch grain {
    case .hour: return Calendar.floorDivide(ordinal, 24)
    case .day: return ordinal
    case .week: return ordinal * 7 - 3 + Int64(weekStart - 1)
    case .month: return monthStart(ordinal)
    case .quarter: return monthStart(ordinal * 3 + Int64(yearStart - 1))
    case .year: return monthStart(ordinal * 12 + Int64(yearStart - 1))
    }
  }

  private func monthStart(_ month: Int64) -> Int64 {
    let year = Calendar.floorDivide(month, 12)
    return Calendar.day(year: Int(year), month: Int(month - year * 12) + 1, day: 1)
  }

  /// An instant moved by whole months, on the same day of the month or the month's last, at the same time of day.
  package static func addMonths(_ months: Int64, to time: Int64) -> Int64 {
    let day = floorDivide(time, microsecondsPerDay)
    let date = civil(day)
    let target = Int64(date.year * 12 + date.month - 1) + months
    let year = Int(floorDivide(target, 12))
    let month = Int(target - Int64(year) * 12) + 1
    let moved = Calendar.day(
      year: year, month: month, day: min(date.day, daysInMonth(year: year, month: month)))
    return moved * microsecondsPerDay + (time - day * microsecondsPerDay)
  }

  /// A period as the language writes it: `2024`, `2024-Q1`, `2024-03`, `2024-W07`, `2024-03-31`, `2024-03-31T14`.
  /// A week that does not start on Monday is written by its first day.
  package func text(_ grain: Grain, _ ordinal: Int64) -> String {
    switch grain {
    case .hour:
      let day = startDay(.hour, ordinal)
      return Calendar.dateText(day) + "T" + Calendar.padded(Int(ordinal - day * 24), 2)
    case .day: return Calendar.dateText(ordinal)
    case .week:
      let first = startDay(.week, ordinal)
      if weekStart != 1 { return Calendar.dateText(first) }
      let thursdayYear = Calendar.civil(first + 3).year
      let week = (first + 3 - Calendar.day(year: thursdayYear, month: 1, day: 1)) / 7 + 1
      return Calendar.padded(thursdayYear, 4) + "-W" + Calendar.padded(Int(week), 2)
    case .month:
      let year = Calendar.floorDivide(ordinal, 12)
      return Calendar.padded(Int(year), 4) + "-" + Calendar.padded(Int(ordinal - year * 12) + 1, 2)
    case .quarter:
      let year = Calendar.floorDivide(ordinal, 4)
      return Calendar.padded(Int(year), 4) + "-Q\(ordinal - year * 4 + 1)"
    case .year: return Calendar.padded(Int(ordinal), 4)
    }
  }

  /// `2024-03-31`
  package static func dateText(_ day: Int64) -> String {
    let date = civil(day)
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
  }

  /// `2024-03-31T14:05`, with seconds and a fraction only where they are not zero.
  package static func timeText(_ time: Int64) -> String {
    let day = floorDivide(time, microsecondsPerDay)
    let rest = time - day * microsecondsPerDay
    let seconds = rest / 1_000_000
    var text =
      dateText(day) + "T" + padded(Int(seconds / 3600), 2) + ":" + padded(Int(seconds / 60 % 60), 2)
    let fraction = rest % 1_000_000
    if seconds % 60 != 0 || fraction != 0 { text += ":" + padded(Int(seconds % 60), 2) }
    if fraction != 0 {
      var digits = padded(Int(fraction), 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text
  }

  package static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(abs(number))
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
