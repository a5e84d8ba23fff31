import CScan
import Columns
import Diagnostics

/// What is known about a column before its type is chosen.
struct ColumnContext {
  var name: String
  var options: ReadingOptions
  /// `.` or `,` where the column itself does not tell.
  var decimal: UInt8
  /// Day/month order from other columns.
  var orderHint: scan_order?
}

/// The type of a column, and why.
struct ColumnDecision {
  var reading: scan_reading
  var type: DataType
  var notes: [String] = []
  /// The day/month order is open and nothing decides it.
  var isUnclear = false

  static func text(_ notes: [String] = []) -> ColumnDecision {
    ColumnDecision(
      reading: scan_reading(meaning: SCAN_AS_TEXT, order: SCAN_ORDER_OPEN, decimal: 0x2E, scale: 0),
      type: .text,
      notes: notes)
  }
}

/// Chooses the type that at least 95 % of the filled cells fit.
func decide(_ facts: scan_facts, _ context: ColumnContext) -> ColumnDecision {
  if context.options.textColumns.contains(context.name) { return .text() }
  if facts.filled == 0 {
    return .text(
      facts.unknown_marks > 0 ? ["every cell is blank or marked as not known"] : ["every cell is blank"])
  }
  if facts.is_text { return .text() }
  func isEnough(_ fitting: UInt64) -> Bool { fitting * 20 >= facts.filled * 19 }
  func decision(_ meaning: scan_meaning, _ type: DataType, _ notes: [String] = []) -> ColumnDecision {
    let reading = scan_reading(meaning: meaning, order: SCAN_ORDER_OPEN, decimal: context.decimal, scale: 0)
    return ColumnDecision(reading: reading, type: type, notes: notes)
  }

  if isEnough(facts.bools) { return decision(SCAN_AS_BOOL, .bool) }
  if isEnough(facts.durations) { return decision(SCAN_AS_DURATION, .duration) }
  if isEnough(facts.moments) { return decideMoment(facts, context) }

  var decimal = context.decimal
  if let chosen = context.options.decimal?.utf8.first {
    decimal = chosen
  } else if facts.only_point != facts.only_comma {
    decimal = UInt8(ascii: facts.only_point > facts.only_comma ? "." : ",")
  }
  guard isEnough(decimal == UInt8(ascii: ",") ? facts.comma_numbers : facts.point_numbers) else {
    return .text()
  }
  if facts.leading_zeros > 0 { return .text(["text, because some numbers begin with a zero"]) }
  let numbers = max(facts.point_numbers, facts.comma_numbers)
  if facts.different_codes > 1, facts.wholes == numbers, facts.codes == facts.filled - numbers {
    return .text(["text, because some values are codes of letters and digits"])
  }
  if facts.too_long > 0 { return .text(["text, because some numbers have more than 18 digits"]) }
  if facts.compact_dates == facts.filled {
    return decision(SCAN_AS_COMPACT_DATE, .date, ["numbers such as 20240131 read as dates"])
  }
  if isDateName(context.name) {
    if facts.unix_seconds == facts.filled {
      return decision(SCAN_AS_UNIX_SECONDS, .time, ["numbers read as seconds since 1970 (UTC)"])
    }
    if facts.unix_milliseconds == facts.filled {
      return decision(SCAN_AS_UNIX_MILLISECONDS, .time, ["numbers read as milliseconds since 1970 (UTC)"])
    }
  }
  var number = decision(SCAN_AS_NUMBER, .number)
  number.reading.decimal = decimal
  if decimal == UInt8(ascii: ",") && facts.only_comma > 0 { number.notes.append("decimal comma") }
  if facts.moneys > 0 { number.notes.append("money signs left out") }
  if facts.percents > 0 { number.notes.append("percent signs left out: 12% reads as 12") }
  return number
}

private func decideMoment(_ facts: scan_facts, _ context: ColumnContext) -> ColumnDecision {
  var reading = scan_reading(
    meaning: facts.with_time > 0 ? SCAN_AS_TIME : SCAN_AS_DATE, order: SCAN_ORDER_OPEN, decimal: 0x2E,
    scale: 0)
  var notes: [String] = []
  var isUnclear = false
  var fitting = facts.moments
  if let order = context.options.dateOrder.flatMap(dateOrder) {
    reading.order = order
  } else if facts.day_first > 0 || facts.month_first > 0 {
    reading.order = facts.day_first >= facts.month_first ? SCAN_ORDER_DMY : SCAN_ORDER_MDY
    fitting -= min(facts.day_first, facts.month_first)
  } else if facts.unclear > 0 {
    if facts.dotted >= facts.unclear {
      reading.order = SCAN_ORDER_DMY
      notes.append("dates with points read day first")
    } else if let hint = context.orderHint {
      reading.order = hint
      notes.append("day/month order as in the file's other dates")
    } else {
      isUnclear = true
    }
  }
  guard fitting * 20 >= facts.filled * 19 else { return .text() }
  if facts.with_offset > 0 {
    notes.append(
      facts.without_offset > 0
        ? "times with an offset moved to UTC, the others as they stand" : "times moved to UTC")
  }
  if facts.short_year > 0 { notes.append("two-digit years read as 1969 to 2068") }
  if facts.month_only > 0 { notes.append("months read as their first day") }
  return ColumnDecision(
    reading: reading, type: facts.with_time > 0 ? .time : .date, notes: notes, isUnclear: isUnclear)
}

func dateOrder(_ name: String) -> scan_order? {
  switch name.lowercased() {
  case "dmy": SCAN_ORDER_DMY
  case "mdy": SCAN_ORDER_MDY
  case "ymd": SCAN_ORDER_YMD
  default: nil
  }
}

/// Whether a column of times holds instants in UTC.
func holdsInstants(_ reading: scan_reading, _ type: DataType, _ name: String, hasOffsets: Bool) -> Bool {
  guard type == .time else { return false }
  let isCounted = reading.meaning == SCAN_AS_UNIX_SECONDS || reading.meaning == SCAN_AS_UNIX_MILLISECONDS
  let lower = name.lowercased()
  return hasOffsets || isCounted
    || ["(utc)", "[utc]", "(gmt)", "_utc", " utc"].contains { lower.hasSuffix($0) }
}

/// The name of a column that may hold seconds since 1970.
private func isDateName(_ name: String) -> Bool {
  let lower = name.lowercased()
  let words = [
    "date", "time", "created", "updated", "started", "ended", "sent", "seen", "submitted", "responded",
    "solved",
    "closed", "ordered", "fecha", "utc", "when", "fin", "inicio",
  ]
  return words.contains { lower.contains($0) } || lower.hasSuffix("_at") || lower.hasSuffix(" at")
}
