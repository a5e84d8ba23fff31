import Columns
import Syntax

/// The days of a file of holidays: dates a line each, the first column of a CSV, or the events of an ICS calendar.
struct HolidayFile {
  var days: Set<Int64> = []
  /// Lines that begin with no date, from 1.
  var bad: [(line: Int, text: String)] = []

  init(_ text: String) {
    let content = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
      String($0)
    }
    if lines.contains(where: { $0.trimmed.uppercased() == "BEGIN:VCALENDAR" }) {
      readCalendar(lines)
    } else {
      readLines(lines)
    }
  }

  private mutating func readLines(_ lines: [String]) {
    var isFirst = true
    for (index, line) in lines.enumerated() {
      let trimmed = line.trimmed
      if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
      var cell = trimmed.split(
        maxSplits: 1, omittingEmptySubsequences: false,
        whereSeparator: { $0 == "," || $0 == ";" || $0 == "\t" })[0]
        .trimmed
      cell = cell.filter { $0 != "\"" && $0 != "'" }.trimmed
      // A time of midnight after the date, and words after it, say nothing more.
      let date = cell.split(whereSeparator: { $0 == " " || $0 == "T" }).first.map(String.init) ?? ""
      if let day = readDay(date) {
        days.insert(day)
      } else if !(isFirst && !cell.contains { $0.isNumber }) {
        // A first line without a digit is a header.
        bad.append((index + 1, trimmed))
      }
      isFirst = false
    }
  }

  /// `2024-12-25`, `2024/12/25`, `20241225` or `25.12.2024`; a date that could be read two ways is none.
  private func readDay(_ text: String) -> Int64? {
    let parts = text.split(omittingEmptySubsequences: false, whereSeparator: { "-/.".contains($0) }).map(
      String.init)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
      return nil
    }
    switch parts.count {
    case 1 where text.utf8.count == 8:
      return day(String(text.prefix(4)), String(text.dropFirst(4).prefix(2)), String(text.suffix(2)))
    case 3 where parts[0].count == 4: return day(parts[0], parts[1], parts[2])
    case 3 where parts[2].count == 4:
      guard let first = Int(parts[0]), let second = Int(parts[1]) else { return nil }
      if text.contains(".") || first > 12 { return day(parts[2], parts[1], parts[0]) }
      return second > 12 ? day(parts[2], parts[0], parts[1]) : nil
    default: return nil
    }
  }

  private func day(_ year: String, _ month: String, _ day: String) -> Int64? {
    guard let year = Int(year), let month = Int(month), let day = Int(day), (1...9999).contains(year),
      (1...12).contains(month), (1...Calendar.daysInMonth(year: year, month: month)).contains(day)
    else { return nil }
    return Calendar.day(year: year, month: month, day: day)
  }

  // MARK: ICS

  /// Events from `DTSTART` to before `DTEND`, also those that come every year.
  private mutating func readCalendar(_ lines: [String]) {
    // A line that begins with a blank goes on with the one before.
    var unfolded: [(line: Int, text: String)] = []
    for (index, line) in lines.enumerated() {
      if line.hasPrefix(" ") || line.hasPrefix("\t"), let last = unfolded.indices.last {
        unfolded[last].text += line.dropFirst()
      } else {
        unfolded.append((index + 1, line.trimmed))
      }
    }
    var start: (line: Int, text: String, day: Int64)?
    var end: Int64?
    var rule: (line: Int, text: String)?
    for (line, text) in unfolded {
      let upper = text.uppercased()
      if upper == "BEGIN:VEVENT" { (start, end, rule) = (nil, nil, nil) }
      let value = text.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
      if upper.hasPrefix("DTSTART") {
        if let day = readDay(String(value.prefix(8))) {
          start = (line, text, day)
        } else {
          bad.append((line, text))
        }
      } else if upper.hasPrefix("DTEND") {
        end = readDay(String(value.prefix(8)))
      } else if upper.hasPrefix("RRULE:") {
        rule = (line, text)
      } else if upper == "END:VEVENT", let start {
        let length = max(1, min((end ?? start.day) - start.day, 366))
        for begin in beginnings(start.day, rule) { for day in begin..<(begin + length) { days.insert(day) } }
      }
    }
  }

  /// The first days of an event: one, or one each year as far as anybody plans.
  private mutating func beginnings(_ first: Int64, _ rule: (line: Int, text: String)?) -> [Int64] {
    guard let rule else { return [first] }
    var parts: [String: String] = [:]
    for part in rule.text.dropFirst("RRULE:".count).split(separator: ";") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      if sides.count == 2 { parts[sides[0].uppercased()] = sides[1].uppercased() }
    }
    let date = Calendar.civil(first)
    let known: Set<String> = ["FREQ", "INTERVAL", "UNTIL", "COUNT", "BYMONTH", "BYMONTHDAY", "WKST"]
    guard parts["FREQ"] == "YEARLY", Set(parts.keys).isSubset(of: known),
      parts["BYMONTH"] ?? String(date.month) == String(date.month),
      parts["BYMONTHDAY"] ?? String(date.day) == String(date.day),
      let step = Int(parts["INTERVAL"] ?? "1"), (1...100).contains(step),
      let count = Int(parts["COUNT"] ?? "10000")
    else {
      bad.append((rule.line, rule.text))
      return [first]
    }
    let until = parts["UNTIL"].flatMap { readDay(String($0.prefix(8))) } ?? .max
    var found: [Int64] = []
    var year = date.year
    while year <= max(date.year, 2200), found.count < count {
      if date.day <= Calendar.daysInMonth(year: year, month: date.month) {
        let day = Calendar.day(year: year, month: date.month, day: date.day)
        if day > until { break }
        found.append(day)
      }
      year += step
    }
    return found
  }
}
