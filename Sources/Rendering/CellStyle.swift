import Columns

/// How the cells of one column become text for people: the same digits in every row, so that rows can be compared.
struct CellStyle {
  private let calendar: Calendar
  private let isWeekday: Bool
  /// Decimals of every number; nil for dimensions, whose numbers are names and keep their own.
  private let decimals: Int?
  private let clock: DateText.Clock

  init(_ result: ResultTable, column position: Int) {
    let column = result.columns[position]
    calendar = result.calendar
    isWeekday = column.isWeekday
    decimals = column.role == .dimension ? nil : CellStyle.decimals(result, position)
    clock = CellStyle.clock(result, position)
  }

  func text(_ value: Value) -> String {
    switch value {
    case .none: return "–"
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let integer):
      if isWeekday, let name = CellStyle.weekday(integer) { return name }
      guard let decimals else { return String(integer) }
      let fraction = decimals > 0 ? "." + String(repeating: "0", count: decimals) : ""
      return NumberText.grouped(String(integer)) + fraction
    case .real(let real):
      if isWeekday, let whole = Int64(exactly: real), let name = CellStyle.weekday(whole) { return name }
      guard let decimals else { return NumberText.exact(real) ?? "–" }
      return NumberText.rounded(real, places: decimals).map(NumberText.grouped) ?? "–"
    case .text(let text): return text.isEmpty ? "–" : visible(text)
    case .date(let day): return DateText.date(day)
    case .time(let time): return DateText.readable(time, clock)
    case .duration(let microseconds): return DurationText.human(microseconds)
    case .period(let grain, let ordinal):
      let text = DateText.period(grain, ordinal, calendar)
      return grain == .hour ? text.replacingT() + ":00" : text
    }
  }

  private static func weekday(_ number: Int64) -> String? {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return (1...7).contains(number) ? names[Int(number) - 1] : nil
  }

  private static func decimals(_ result: ResultTable, _ position: Int) -> Int {
    if let decimals = result.columns[position].presentedUnit?.decimals { return decimals }
    var largest = 0.0
    var needed = 0
    for row in result.rows {
      guard case .real(let real) = result.value(row, position), real.isFinite else { continue }
      largest = max(largest, real.magnitude)
      // Twelve is as many as a column ever gets.
      if needed < 12 { needed = max(needed, NumberText.decimals(of: real)) }
    }
    return min(needed, NumberText.sensibleDecimals(forLargest: largest))
  }

  private static func clock(_ result: ResultTable, _ position: Int) -> DateText.Clock {
    guard result.columns[position].type == .time else { return .minutes }
    var clock = DateText.Clock.minutes
    for row in result.rows {
      guard case .time(let time) = result.value(row, position) else { continue }
      if time % 1_000_000 != 0 { return .microseconds }
      if time % 60_000_000 != 0 { clock = .seconds }
    }
    return clock
  }
}

extension String {
  /// `2024-03-31T14` as `2024-03-31 14`.
  fileprivate func replacingT() -> String { String(map { $0 == "T" ? " " : $0 }) }
}
