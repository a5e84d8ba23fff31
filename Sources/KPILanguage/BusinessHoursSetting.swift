import Columns
import Diagnostics
import Functions
import Rendering
import Semantics
import Syntax

extension Session {
  /// `set business hours mon-thu 09:00-18:00, fri 09:00-15:00 zone "Europe/Madrid" holidays "holidays.csv"`
  func setBusinessHours(
    _ written: String, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    func refuse(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badSetting, message, source: source, at: range, help: [help])
    }
    if ["none", "off", "default"].contains(written.lowercased()) {
      settings.calendar.businessHours = nil
      try report(.talk("business hours are not set"))
      return
    }
    let words = HourWords(written)
    var schedule = words.schedule[...]
    var zone: Zone?
    var holidays: Set<Int64> = []
    if let name = words.zone { zone = try self.zone(named: name, at: range, source) }
    if let file = words.holidays {
      guard let bytes = readWholeFile(path(file)) else {
        throw refuse(
          "the holidays in `\(visible(file))` cannot be read", "a file with one date a line, CSV or ICS")
      }
      let read = HolidayFile(String(decoding: bytes, as: UTF8.self))
      guard read.bad.isEmpty else {
        let listed = read.bad.prefix(3).map { "line \($0.line) `\(visible(String($0.text.prefix(40))))`" }
        throw refuse(
          "`\(visible(file))` has \(read.bad.count == 1 ? "a line that is" : "\(read.bad.count) lines that are") no holiday: \(listed.joined(separator: ", "))",
          "each line begins with a date such as 2024-12-25")
      }
      guard !read.days.isEmpty else {
        throw refuse("`\(visible(file))` holds no date", "each line begins with a date such as 2024-12-25")
      }
      holidays = read.days
    }
    var week = [[BusinessHours.Opening]](repeating: [], count: 7)
    var days: [Int] = []
    var hasTimes = false
    let example = "set business hours mon-fri 09:00-18:00"
    while let word = schedule.popFirst() {
      if word.first?.isLetter == true {
        if hasTimes { days = [] }
        hasTimes = false
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { weekday(String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
          throw refuse("`\(visible(word))` is no day of the week", example)
        }
        var day = first
        days.append(day)
        while day != last {
          day = (day + 1) % 7
          days.append(day)
        }
      } else {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { timeOfDay(String($0)) }
        guard ends.count == 2, let open = ends[0], let close = ends[1], open < Calendar.microsecondsPerDay
        else {
          throw refuse("`\(visible(word))` is no stretch of hours", example)
        }
        guard !days.isEmpty else { throw refuse("the days before `\(visible(word))` are missing", example) }
        guard open < close else {
          throw refuse(
            open == close ? "`\(visible(word))` is no time at all" : "`\(visible(word))` runs over midnight",
            "hours end by 24:00; write a night as two: mon-fri 22:00-24:00, tue-sat 00:00-06:00")
        }
        hasTimes = true
        for day in days { week[day].append(BusinessHours.Opening(open: open, close: close)) }
      }
    }
    guard hasTimes else {
      throw refuse(
        words.schedule.isEmpty
          ? "`set business hours` needs days and hours" : "the hours of the last days are missing",
        example)
    }
    // Openings that touch or overlap are one.
    for day in week.indices {
      var joined: [BusinessHours.Opening] = []
      for opening in week[day].sorted(by: { ($0.open, $0.close) < ($1.open, $1.close) }) {
        if let last = joined.last, opening.open <= last.close {
          joined[joined.count - 1].close = max(last.close, opening.close)
        } else {
          joined.append(opening)
        }
      }
      week[day] = joined
    }
    let hours = BusinessHours(week: week, holidays: holidays, zone: zone, text: spelling(of: week))
    settings.calendar.businessHours = hours
    try report(.talk("business hours are \(hours.description(in: settings.calendar.zone))"))
  }
}

/// The parts of the setting: days and stretches of hours, and what stands after `zone` and `holidays`.
private struct HourWords {
  var schedule: [String] = []
  var zone: String?
  var holidays: String?

  init(_ text: String) {
    var words: [(text: String, isQuoted: Bool)] = []
    var word = ""
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open {
          words.append((word, true))
          word = ""
          quote = nil
        } else {
          word.append(character)
        }
      } else if character == "\"" || character == "'" || character.isWhitespace || character == ","
        || character == ";"
      {
        if !word.isEmpty { words.append((word, false)) }
        word = ""
        if character == "\"" || character == "'" { quote = character }
      } else {
        word.append(character == "–" ? "-" : character)
      }
    }
    if !word.isEmpty { words.append((word, quote != nil)) }
    // A hyphen with blanks around it still joins two ends.
    var joined: [(text: String, isQuoted: Bool)] = []
    for part in words {
      if let last = joined.last, !part.isQuoted, !last.isQuoted,
        part.text.hasPrefix("-") || last.text.hasSuffix("-")
      {
        joined[joined.count - 1].text += part.text
      } else {
        joined.append(part)
      }
    }
    var index = 0
    while index < joined.count {
      let part = joined[index]
      index += 1
      if !part.isQuoted, index < joined.count, part.text.lowercased() == "zone" {
        zone = joined[index].text
        index += 1
      } else if !part.isQuoted, index < joined.count, part.text.lowercased() == "holidays" {
        holidays = joined[index].text
        index += 1
      } else {
        schedule.append(part.text)
      }
    }
  }
}

/// 0 for Monday; the whole English name or its first three letters and more.
private func weekday(_ text: String) -> Int? {
  let lower = text.lowercased()
  guard lower.count >= 3 else { return nil }
  return weekdays.firstIndex { $0.hasPrefix(lower) || lower == $0.prefix(3) + "s" || lower == $0 + "s" }
}

/// Microseconds since midnight of `9`, `09:00` or `24:00`.
private func timeOfDay(_ text: String) -> Int64? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
  guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
    parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let hour = Int64(parts[0]),
    let minute = parts.count == 2 ? Int64(parts[1]) : 0, minute < 60, hour * 60 + minute <= 1440
  else { return nil }
  return (hour * 60 + minute) * 60_000_000
}

/// `mon-thu 09:00-13:00 14:00-18:00, fri 09:00-15:00`: days in a row with the same hours stand together.
private func spelling(of week: [[BusinessHours.Opening]]) -> String {
  func clock(_ time: Int64) -> String {
    let minutes = Int(time / 60_000_000)
    return Calendar.padded(minutes / 60, 2) + ":" + Calendar.padded(minutes % 60, 2)
  }
  var parts: [String] = []
  var day = 0
  while day < 7 {
    var last = day
    while last < 6, week[last + 1] == week[day] { last += 1 }
    if !week[day].isEmpty {
      let names =
        day == last ? weekdays[day].prefix(3) : weekdays[day].prefix(3) + "-" + weekdays[last].prefix(3)
      let times = week[day].map { "\(clock($0.open))-\(clock($0.close))" }.joined(separator: " ")
      parts.append("\(names) \(times)")
    }
    day = last + 1
  }
  return parts.joined(separator: ", ")
}
