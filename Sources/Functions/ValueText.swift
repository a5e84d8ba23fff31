package import Columns

/// A value as the language writes it, with all its digits; nil for none. Durations are seconds.
package func text(of value: Value, _ calendar: Calendar) -> String? {
  switch value {
  case .none: nil
  case .bool, .integer, .real, .text: shortText(value)
  case .date(let day): representableDays.contains(day) ? Calendar.dateText(day) : nil
  case .time(let time):
    representableDays.contains(Calendar.floorDivide(time, Calendar.microsecondsPerDay))
      ? Calendar.timeText(time) : nil
  case .duration(let length): shortText(.real(Double(length) / 1e6))
  case .period(let grain, let ordinal):
    startTime(grain, ordinal, calendar) == Vector.unknownInteger ? nil : calendar.text(grain, ordinal)
  }
}
