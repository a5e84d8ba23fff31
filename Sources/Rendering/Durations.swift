/// Texts of lengths of time, which are counted in microseconds.
enum DurationText {
  /// Seconds with every digit and no more: `7200`, `0.5`.
  static func seconds(_ microseconds: Int64) -> String {
    let magnitude = microseconds.magnitude
    var text = (microseconds < 0 ? "-" : "") + String(magnitude / 1_000_000)
    let fraction = magnitude % 1_000_000
    if fraction != 0 {
      var digits = Array(String(1_000_000 + fraction).utf8.dropFirst())
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      text += "." + String(decoding: digits, as: UTF8.self)
    }
    return text
  }

  /// The two largest units, as people say it: `3 d 04 h`, `2 h 05 min`, `4 min 30 s`, `12.5 s`, `250 ms`.
  static func human(_ microseconds: Int64) -> String {
    let magnitude = microseconds.magnitude
    let sign = microseconds < 0 ? "-" : ""
    if magnitude == 0 { return "0 s" }
    if magnitude < 1_000 { return sign + "\(magnitude) µs" }
    if magnitude < 999_500 { return sign + "\((magnitude + 500) / 1_000) ms" }
    let tenths = (magnitude + 50_000) / 100_000
    if tenths < 600 {
      return sign + (tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s")
    }
    // Rounding to the smaller unit comes first, so that 59 min 59.9 s reads as one hour and not as 60 minutes.
    let seconds = (magnitude + 500_000) / 1_000_000
    if seconds < 3_600 { return sign + pair(seconds / 60, "min", seconds % 60, "s") }
    let minutes = (magnitude + 30_000_000) / 60_000_000
    if minutes < 1_440 { return sign + pair(minutes / 60, "h", minutes % 60, "min") }
    let hours = (magnitude + 1_800_000_000) / 3_600_000_000
    return sign + pair(hours / 24, "d", hours % 24, "h")
  }

  private static func pair(_ large: UInt64, _ largeUnit: String, _ small: UInt64, _ smallUnit: String)
    -> String
  {
    NumberText.grouped(String(large)) + " \(largeUnit)"
      + (small == 0 ? "" : small < 10 ? " 0\(small) \(smallUnit)" : " \(small) \(smallUnit)")
  }
}
