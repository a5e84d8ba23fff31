import Columns

/// Dates as text, for any whole number: a day that no calendar reaches is written by its count.
enum DateText {
  /// Far beyond any year of data and far from where calendar arithmetic would overflow.
  private static let reach: ClosedRange<Int64> = -1_000_000_000_000...1_000_000_000_000

  static func date(_ day: Int64) -> String { reach.contains(day) ? Calendar.dateText(day) : "day \(day)" }

  static func period(_ grain: Grain, _ ordinal: Int64, _ calendar: Calendar) -> String {
    reach.contains(ordinal) ? calendar.text(grain, ordinal) : "\(grain.rawValue) \(ordinal)"
  }

  /// `2024-03-31T14:05`, as files carry it.
  static func time(_ time: Int64) -> String { hasDay(time) ? Calendar.timeText(time) : "time \(time)" }

  /// The first day that microseconds can count begins before their first instant, so it has no midnight.
  private static func hasDay(_ time: Int64) -> Bool { time >= .min + Calendar.microsecondsPerDay }

  /// How fine the times of a column are shown: as fine as its finest one.
  enum Clock { case minutes, seconds, microseconds }

  /// `2024-03-31 14:05`
  static func readable(_ time: Int64, _ clock: Clock) -> String {
    guard hasDay(time) else { return "time \(time)" }
    let day = Calendar.floorDivide(time, Calendar.microsecondsPerDay)
    let rest = time - day * Calendar.microsecondsPerDay
    let seconds = rest / 1_000_000
    var text = date(day) + " " + twoDigits(seconds / 3600) + ":" + twoDigits(seconds / 60 % 60)
    if clock != .minutes { text += ":" + twoDigits(seconds % 60) }
    if clock == .microseconds { text += "." + String(String(1_000_000 + rest % 1_000_000).dropFirst()) }
    return text
  }

  /// An instant in a sentence: only the day where it is midnight.
  static func instant(_ time: Int64) -> String {
    if time % Calendar.microsecondsPerDay == 0 {
      return date(Calendar.floorDivide(time, Calendar.microsecondsPerDay))
    }
    return readable(time, time % 60_000_000 == 0 ? .minutes : .seconds)
  }

  private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
