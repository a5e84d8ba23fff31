import Diagnostics

extension Parser {
  /// `2024-03`, `2024-01..2024-06`, `last 90 days`, `this month`, `year to date`, `today`, `$period`
  mutating func parsePeriod() -> PeriodExpression {
    let here = current
    switch here.kind {
    case .parameter:
      index += 1
      return .parameter(parameterName(here))
    case .period, .number:
      guard let first = readPeriodLiteral() else { return .today(here.range) }
      guard take("..") else { return .literal(first, here.range) }
      guard let last = readPeriodLiteral() else { return .literal(first, here.range) }
      return .range(first, last, range(from: here.range.start))
    case .word: return parsePeriodWords(here)
    case .duration:
      index += 1
      report(
        .periodExpected, "a span of time needs to know where it ends", at: here.range,
        label: "write `last \(text(here))`", fix: "last \(text(here))")
      return .today(here.range)
    default:
      reportExpected(.periodExpected, "a period", example: "2024-03")
      return .today(here.range)
    }
  }

  private mutating func parsePeriodWords(_ here: Token) -> PeriodExpression {
    let start = here.range.start
    switch here.symbol {
    case "today":
      index += 1
      return .today(here.range)
    case "yesterday":
      index += 1
      return .yesterday(here.range)
    case "last":
      index += 1
      if current.kind == .number || current.kind == .duration {
        let (count, unit) = readCountedUnit("last", example: "last 90 days")
        return .last(count, unit, range(from: start))
      }
      let unit = readUnit("last", example: "last month")
      return .last(nil, unit, range(from: start))
    case "this", "current":
      index += 1
      let unit = readUnit("this", example: "this month")
      return .this(unit, range(from: start))
    case "previous":
      index += 1
      let unit = readUnit("previous", example: "previous month")
      return .previous(unit, range(from: start))
    case "month", "quarter", "year", "week", "day":
      guard at("to", distance: 1), at("date", distance: 2) else { break }
      index += 3
      return .toDate(DurationUnit(shortOrLong: here.symbol) ?? .year, range(from: start))
    case "ytd", "mtd", "qtd":
      let word = here.symbol == "ytd" ? "year" : here.symbol == "mtd" ? "month" : "quarter"
      report(
        .periodExpected, "`\(text(here))` is written out here", at: here.range,
        label: "write `\(word) to date`",
        fix: "\(word) to date")
      index += 1
      return .toDate(DurationUnit(shortOrLong: word) ?? .year, here.range)
    default: break
    }
    if let month = monthNumber(here.symbol) {
      let year = token(1).kind == .number ? text(token(1)) : "2024"
      let digits = month < 10 ? "0\(month)" : "\(month)"
      report(
        .periodExpected, "a month is written with its year, in digits", at: here.range,
        label: "such as `\(year)-\(digits)`")
      index += 1
      if current.kind == .number { index += 1 }
      return .today(here.range)
    }
    reportExpected(.periodExpected, "a period", example: "2024-03` or `last 90 days")
    return .today(here.range)
  }

  private func monthNumber(_ word: String) -> Int? {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
      "november",
      "december",
    ]
    guard let place = months.firstIndex(of: word) ?? names.firstIndex(of: word) else { return nil }
    return place + 1
  }

  /// A unit of the calendar behind `last`, `this` or `previous`.
  mutating func readUnit(_ word: String, example: String) -> DurationUnit {
    if current.kind == .word, let unit = DurationUnit(word: current.symbol) {
      index += 1
      return unit
    }
    reportExpected(.unknownWord, "a unit of time", example: example)
    return .month
  }

  /// `3 months`, `90d`
  mutating func readCountedUnit(_ word: String, example: String) -> (Int, DurationUnit) {
    let here = current
    if here.kind == .duration {
      index += 1
      guard case .literal(.duration(let duration), _) = self.duration(here) else { return (1, .day) }
      let count = duration.count.rounded()
      guard count == duration.count, count > 0, count <= Double(Int32.max) else {
        report(
          .countExpected, "`\(word)` takes a whole number of units", at: here.range,
          label: "such as `\(example)`")
        return (1, duration.unit)
      }
      return (Int(count), duration.unit)
    }
    let count = readCount(word, example: example)
    guard !isRecovering else { return (count, .day) }
    return (count, readUnit(word, example: example))
  }

  /// A date, a period or a bare year, where only one of them can stand.
  mutating func readPeriodLiteral() -> PeriodLiteral? {
    let here = current
    if here.kind == .period {
      index += 1
      return readPeriod(here)
    }
    if here.kind == .number {
      let spelling = text(here)
      if spelling.utf8.count == 4, spelling.utf8.allSatisfy(\.isDigit), let year = Int(spelling), year >= 1 {
        index += 1
        return .year(year)
      }
      if DurationUnit(word: token(1).symbol) != nil {
        let words = "last \(spelling) \(text(token(1)))"
        report(
          .periodExpected, "a span of time needs to know where it ends", at: here.range,
          label: "write `\(words)`",
          fix: "last \(spelling)")
        index += 2
        return nil
      }
      report(
        .badPeriod, "a year has four digits", at: here.range,
        label: "periods are written as `2024` or `2024-03`")
      index += 1
      return nil
    }
    reportExpected(.periodExpected, "a period", example: "2024-03")
    return nil
  }

  /// The date or period that a token spells, or nil after a report.
  mutating func readPeriod(_ token: Token) -> PeriodLiteral? {
    let spelling = text(token)
    switch PeriodReader.read(spelling) {
    case .period(let period): return period
    case .wrong(let message, let label):
      report(.badPeriod, message, at: token.range, label: label)
      return nil
    }
  }
}

/// Reads the spelling of a date, and says what is wrong with one that is not on the calendar.
enum PeriodReader {
  enum Reading {
    case period(PeriodLiteral)
    case wrong(String, label: String?)
  }

  static func read(_ spelling: String) -> Reading {
    let upper = spelling.uppercased()
    let halves = upper.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 2, let year = Int(parts[0]), year >= 1 else {
      return .wrong("`\(shown(spelling))` is not a date", label: "dates are written as `2024-03-31`")
    }
    if parts.count == 2, halves.count == 1 {
      if parts[1].first == "Q" {
        guard let quarter = number(parts[1].dropFirst(), 1...1), (1...4).contains(quarter) else {
          return .wrong("a year has the quarters Q1 to Q4", label: "such as `\(parts[0])-Q1`")
        }
        return .period(.quarter(year, quarter))
      }
      if parts[1].first == "W" {
        guard let week = number(parts[1].dropFirst(), 1...2), week >= 1, week <= weekCount(year) else {
          return .wrong(
            "\(parts[0]) has the weeks W01 to W\(weekCount(year))", label: "such as `\(parts[0])-W07`")
        }
        return .period(.week(year, week))
      }
    }
    guard let month = number(parts[1], 1...2) else {
      return .wrong(
        "`\(shown(spelling))` is not a date",
        label: "write spaces around `-` to subtract, or a date as `2024-03-31`")
    }
    guard (1...12).contains(month) else {
      return .wrong("there is no month \(parts[1])", label: "months run from 01 to 12")
    }
    guard parts[1].utf8.count == 2 else {
      return .wrong("a month has two digits", label: "write `\(parts[0])-0\(month)`")
    }
    if parts.count == 2, halves.count == 1 { return .period(.month(year, month)) }
    guard parts.count == 3, let day = number(parts[2], 1...2) else {
      return .wrong("`\(shown(spelling))` is not a date", label: "dates are written as `2024-03-31`")
    }
    let last = dayCount(year, month)
    guard day >= 1, day <= last else {
      return .wrong("\(parts[0])-\(parts[1]) has \(last) days", label: "there is no day \(parts[2])")
    }
    guard parts[2].utf8.count == 2 else {
      return .wrong("a day has two digits", label: "write `\(parts[0])-\(parts[1])-0\(day)`")
    }
    guard halves.count == 2 else { return .period(.day(year, month, day)) }
    return time(halves[1], spelling, year: year, month: month, day: day)
  }

  private static func time(_ text: Substring, _ spelling: String, year: Int, month: Int, day: Int) -> Reading
  {
    let wrong = Reading.wrong(
      "`\(shown(String(text)))` is not a time of day", label: "times are written as `2024-03-31T14:05`")
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hour = number(parts[0], 2...2), hour <= 23,
      let minute = number(parts[1], 2...2), minute <= 59
    else { return wrong }
    var second = 0
    var microsecond = 0
    if parts.count == 3 {
      let pieces = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard let whole = number(pieces[0], 2...2), whole <= 59 else { return wrong }
      second = whole
      if pieces.count == 2 {
        guard let fraction = number(pieces[1], 1...6) else { return wrong }
        microsecond = fraction
        for _ in pieces[1].utf8.count..<6 { microsecond *= 10 }
      }
    }
    return .period(
      .instant(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: microsecond))
  }

  /// A number of so many digits and nothing else.
  private static func number(_ text: Substring, _ length: ClosedRange<Int>) -> Int? {
    guard length.contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit) else { return nil }
    return Int(text)
  }

  private static func shown(_ text: String) -> String {
    text.utf8.count > 30 ? "\(text.prefix(29))…" : text
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func dayCount(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// ISO years have 53 weeks when they begin or end on a Thursday.
  static func weekCount(_ year: Int) -> Int {
    func lastWeekday(_ year: Int) -> Int { (year + year / 4 - year / 100 + year / 400) % 7 }
    return lastWeekday(year) == 4 || lastWeekday(year - 1) == 3 ? 53 : 52
  }
}
