package import Columns

/// A value as it stands in a sentence: rounded as tables round it, without its unit.
package func sentenceText(of value: Value, unit: Unit?, calendar: Calendar = Calendar()) -> String {
  switch value {
  case .none: return "–"
  case .bool(let flag): return flag ? "true" : "false"
  case .integer(let integer):
    let decimals = unit?.decimals ?? 0
    let fraction = decimals > 0 ? "." + String(repeating: "0", count: decimals) : ""
    return NumberText.grouped(String(integer)) + fraction
  case .real(let real):
    let decimals =
      unit?.decimals
      ?? min(NumberText.decimals(of: real), NumberText.sensibleDecimals(forLargest: real.magnitude))
    return NumberText.rounded(real, places: decimals).map(NumberText.grouped) ?? "–"
  case .text(let text): return visible(text)
  case .date(let day): return DateText.date(day)
  case .time(let time): return DateText.instant(time)
  case .duration(let microseconds): return DurationText.human(microseconds)
  case .period(let grain, let ordinal): return DateText.period(grain, ordinal, calendar)
  }
}

/// A number with a certain count of digits after the point.
package func sentenceText(of value: Value, decimals: Int) -> String {
  guard let number = value.number else { return sentenceText(of: value, unit: nil) }
  return NumberText.rounded(number, places: decimals).map(NumberText.grouped) ?? "–"
}
