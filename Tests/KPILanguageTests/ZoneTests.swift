import FoundationEssentials
import TestSupport
import Testing

/// A folder of its own with one file, which goes afterwards.
private func inFolder(_ files: [String: String], _ body: (Conversation) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "kpi-zone-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }
  try body(Conversation(in: folder.path))
}

private let hasZones = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Madrid")

private let recorded = #filePath.replacing("ZoneTests.swift", with: "Recorded")

@Suite(.enabled(if: hasZones)) struct ZoneTests {
  /// The nights on which Madrid's clocks change in 2024: forward on 31 March, back on 27 October.
  static let tickets = """
    id,customer,created_at,first_reply_at,solved_at,local
    T1,C1,2024-03-30T22:30:00Z,2024-03-31T03:00:00Z,2024-04-01T10:00:00Z,2024-03-31 02:30
    T2,C2,2024-10-26T23:30:00Z,2024-10-27T01:30:00Z,2024-10-28T10:00:00Z,2024-03-31 23:30
    T3,C1,2024-10-27T00:30:00Z,2024-10-27T02:30:00Z,2024-10-28T12:00:00Z,2024-10-27 02:30
    T4,C3,2024-10-27T01:30:00Z,,,2024-10-27 00:00
    """

  @Test func `instants are placed on the clock of the zone, other times stay as they stand`() throws {
    try inFolder(["tickets.csv": Self.tickets]) { kpi in
      try kpi.ask("load \"tickets.csv\"")
      expectTable(
        try kpi.answer("count() by day of created_at"),
        "day_of_created_at|count\n2024-03-30|1\n2024-10-26|1\n2024-10-27|2")
      try kpi.ask("set zone \"Europe/Madrid\"")
      expectTable(
        try kpi.answer("count() by day of created_at, day of local"),
        """
        day_of_created_at|day_of_local|count
        2024-03-30|2024-03-31|1
        2024-10-27|2024-03-31|1
        2024-10-27|2024-10-27|2
        """)
      expectTable(
        try kpi.answer("min(created_at) as a, max(created_at) as b from tickets"),
        "a|b\n2024-03-30T23:30|2024-10-27T02:30")
      expectTable(
        try kpi.answer("count() as n by hour of day where created_at >= 2024-10-27"),
        "hour_of_day|n\n1|1\n2|2")
      try kpi.ask("set zone utc")
      expectTable(try kpi.answer("max(created_at) as b from tickets"), "b\n2024-10-27T01:30")
    }
  }

  @Test func `lengths of time are those that pass, whatever the clocks do`() throws {
    try inFolder(["tickets.csv": Self.tickets]) { kpi in
      try kpi.ask("load \"tickets.csv\"", "set zone \"Europe/Madrid\"")
      expectTable(
        try kpi.answer("median(hours(first_reply_at - created_at)) as h by id"),
        "id|h\nT1|4.5\nT2|2\nT3|2\nT4|")
      // 24 hours after 01:30 summer time it is 00:30, a day after it is 01:30 again.
      expectTable(
        try kpi.answer(
          "max(created_at + 24h) as a, max(created_at + 1d) as b, max(created_at + 1mo) as c where id = \"T2\" from tickets"
        ),
        "a|b|c\n2024-10-28T00:30|2024-10-28T01:30|2024-11-27T01:30")
      // Both readings of 02:30 are told apart, and so are lengths between a key's first and last.
      expectTable(
        try kpi.answer("count(given created_at < first_reply_at - 90min) as n from tickets"), "n\n3")
      try kpi.ask(
        "kpi stay from tickets per customer is sum(hours(last(first_reply_at) - first(created_at)))")
      expectTable(try kpi.answer("stay where customer = \"C2\""), "stay\n2")
    }
  }

  @Test func `an hour that is skipped has no row, and one that comes twice has one`() throws {
    try inFolder(["tickets.csv": Self.tickets]) { kpi in
      try kpi.ask("load \"tickets.csv\"", "set zone \"Europe/Madrid\"")
      let spring = try kpi.answer("contacts by hour during 2024-03-31").split(whereSeparator: \.isNewline)
      #expect(spring.count == 24 && !spring.contains { $0.hasPrefix("2024-03-31T02") })
      let autumn = try kpi.answer("contacts by hour during 2024-10-27").split(whereSeparator: \.isNewline)
      #expect(autumn.count == 25 && autumn.contains("2024-10-27T02,2"))
    }
  }

  @Test func `the data end at midnight in the zone, and set now is a time on its clocks`() throws {
    try inFolder(["tickets.csv": "id,customer,created_at\nT1,C1,2024-06-30T22:30:00Z\n"]) { kpi in
      try kpi.ask("load \"tickets.csv\"")
      expectTable(try kpi.answer("contacts during today"), "contacts\n1")
      expectTable(try kpi.answer("contacts during 2024-06"), "contacts\n1")
      try kpi.ask("set zone \"Europe/Madrid\"")
      // On the clocks of Madrid the file begins in July.
      expectText(try kpi.answer("contacts during 2024-06"), "contacts\n\"\"\n")
      expectTable(try kpi.answer("contacts during 2024-07-01"), "contacts\n1")
      try kpi.ask("set now = 2024-07-01")
      expectTable(try kpi.answer("contacts"), "contacts\n0")
    }
  }

  @Test func `headers that say UTC and seconds since 1970 are instants too, dates are not`() throws {
    let file = """
      id,customer,Created (UTC),seen_at,day
      1,C1,2024-07-01 23:00:00,1719874800,2024-07-01
      """
    try inFolder(["events.csv": file]) { kpi in
      try kpi.ask(
        "load \"events.csv\" as events with late = coalesce(`Created (UTC)`, seen_at)",
        "set zone \"Asia/Tokyo\"")
      expectTable(
        try kpi.answer(
          "max(`Created (UTC)`) as a, max(seen_at) as b, max(day) as c, max(late) as d from events"),
        "a|b|c|d\n2024-07-02T08:00|2024-07-02T08:00|2024-07-01|2024-07-02T08:00")
    }
  }

  @Test func `rows made at load keep their instants`() throws {
    try inFolder(["tickets.csv": Self.tickets]) { kpi in
      try kpi.ask(
        "load \"tickets.csv\" per customer where created_at >= 2024-10", "set zone \"Europe/Madrid\"")
      expectTable(
        try kpi.answer("min(created_at) as a by customer"),
        "customer|a\nC1|2024-10-27T02:30\nC2|2024-10-27T01:30\nC3|2024-10-27T02:30")
    }
  }

  @Test func `a zone that does not exist is named with the one that is meant`() throws {
    let kpi = Conversation()
    expectText(
      try kpi.ask("set zone \"madrid\""),
      """
      error: there is no time zone called `madrid`
       --> <prompt>:1:10
        |
      1 | set zone "madrid"
        |          ^^^^^^^^ did you mean `Europe/Madrid`?
        = help: set zone "Europe/Madrid"
      """)
    #expect(try kpi.ask("set zone ../../etc/passwd").contains("there is no time zone"))
    #expect(try kpi.ask("set zone europe/madrid").contains("Europe/Madrid"))
    #expect(try kpi.ask("show settings").contains("zone              Europe/Madrid"))
  }
}

@Suite(.enabled(if: hasZones)) struct BusinessHoursTests {
  static let hours =
    "set business hours mon-tue 09:00-13:00 14:00-18:00, wed, thu 9-18, fri 09:00-15:00, sun 00:00-06:00 22:00-24:00 zone \"Europe/Madrid\" holidays \"holidays.txt\""

  /// Recorded from a Python program that cuts every opening of every day with the stretch, in UTC.
  @Test func `hours agree with a program that adds them up day by day, in any zone shown`() throws {
    let kpi = Conversation(in: recorded)
    try kpi.ask("load \"business-hours.csv\" as tickets", Self.hours)
    for zone in ["utc", "America/New_York", "Europe/Madrid"] {
      try kpi.ask("set zone \(zone)")
      expectTable(
        try kpi.answer(
          "count(given abs(business_hours(created_at, solved_at) - expected) < 0.000000001) as same, count(given abs(business_hours(solved_at, created_at) + expected) < 0.000000001) as back from tickets"
        ), "same|back\n240|240")
    }
  }

  @Test func `times without a zone are read on the clock of the hours`() throws {
    let kpi = Conversation()
    try kpi.ask("set business hours mon-fri 09:00-18:00")
    for (stretch, hours) in [
      ("2024-03-01T17:00, 2024-03-04T10:30", "2.5"), ("2024-03-02T00:00, 2024-03-03T23:00", "0.0"),
      ("2024-03-04T09:00, 2024-03-04T18:00", "9.0"), ("2024-03-04T18:00, 2024-03-05T09:00", "0.0"),
      ("2024-03-04T08:00, 2024-03-04T09:01", "0.0167"),
      ("2000-01-03T00:00, 2100-01-04T00:00", "\(Double(36_525 / 7 * 45 + 9 * 5))"),
    ] {
      let text = try kpi.ask("print hours(0h) + business_hours(\(stretch))")
        .replacing(",", with: "")
      #expect(Double(text) == Double(hours) || text.contains(hours), "\(stretch): \(text)")
    }
  }

  @Test func `what cannot be is refused with the line to write`() throws {
    let kpi = Conversation(in: recorded)
    func said(_ statement: String) throws -> String {
      try kpi.ask(statement).split(separator: "\n").first.map(String.init) ?? ""
    }
    #expect(try said("set business hours mon-fri 22:00-06:00") == "error: `22:00-06:00` runs over midnight")
    #expect(try said("set business hours mon-fri 9:00") == "error: `9:00` is no stretch of hours")
    #expect(try said("set business hours 09:00-18:00") == "error: the days before `09:00-18:00` are missing")
    #expect(try said("set business hours mon-fri") == "error: the hours of the last days are missing")
    #expect(try said("set business hours lun-vie 9-18") == "error: `lun-vie` is no day of the week")
    #expect(try said("set business hours mon-fri 9-25") == "error: `9-25` is no stretch of hours")
    #expect(try said("set business hours") == "error: `set business hours` needs days and hours")
    #expect(
      try said("set business hours mon-fri 9-18 holidays \"absent.txt\"")
        == "error: the holidays in `absent.txt` cannot be read")
    #expect(
      try said("set business hours mon-fri 9-18 holidays \"business-hours.csv\"").hasPrefix(
        "error: `business-hours.csv` has 240 lines that are no holiday: line 2 `T000,C0"))
    #expect(try said("print business_hours(2024-01-01T10:00, 2024-01-02T10:00)").contains("needs to know"))
  }

  @Test func `holidays are read from calendars`() throws {
    let calendar = """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20240506
      DTEND;VALUE=DATE:20240508
      SUMMARY:Two days
      END:VEVENT
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20201225
      RRULE:FREQ=YEARLY
      END:VEVENT
      END:VCALENDAR
      """
    try inFolder(["days.ics": calendar]) { kpi in
      try kpi.ask("set business hours mon-fri 09:00-17:00 holidays \"days.ics\"")
      #expect(try kpi.ask("print business_hours(2024-05-06T00:00, 2024-05-09T00:00)") == "8")
      #expect(try kpi.ask("print business_hours(2030-12-24T00:00, 2030-12-27T00:00)") == "16")
    }
  }
}

/// Spans of a customer with days between them, as an analyst would join them by hand.
private struct SlowSpells {
  var spans: [(begin: Int, end: Int?)]
  var tolerance: Int

  var spells: [(begin: Int, end: Int?)] {
    var result: [(begin: Int, end: Int?)] = []
    for span in spans.sorted(by: { $0.begin < $1.begin }) {
      if let last = result.last, last.end.map({ span.begin <= $0 + tolerance }) ?? true {
        let end = last.end.flatMap { known in span.end.map { max(known, $0) } }
        result[result.count - 1].end = end
      } else {
        result.append(span)
      }
    }
    return result
  }

  func isActive(_ day: Int) -> Bool { spells.contains { $0.begin < day && ($0.end ?? .max) >= day } }
  func left(_ start: Int, _ end: Int) -> Bool {
    spells.contains { $0.end.map { $0 >= start && $0 < end } ?? false }
  }
}

@Test func `spans with short gaps are one, as a slow evaluator joins them`() throws {
  var random = SeededGenerator(seed: 17)
  for round in 0..<6 {
    var lines = ["customer,started_at,ended_at,mrr"]
    var customers: [[(begin: Int, end: Int?)]] = []
    for customer in 0..<40 {
      var spans: [(begin: Int, end: Int?)] = []
      var day = Int.random(in: 1...60, using: &random)
      for _ in 0..<Int.random(in: 1...4, using: &random) where day < 300 {
        let end = day + Int.random(in: 5...90, using: &random)
        let isOpen = Int.random(in: 0..<6, using: &random) == 0
        spans.append((day, isOpen || end > 330 ? nil : end))
        day = end + [0, 0, 1, 3, 7, 8, 30, -4].randomElement(using: &random)!
      }
      customers.append(spans)
      for span in spans { lines.append("C\(customer),\(date(span.begin)),\(span.end.map(date) ?? ""),10") }
    }
    let tolerance = [0, 1, 3, 7, 8, 40][round]
    try inFolder(["subscriptions.csv": lines.joined(separator: "\n") + "\n"]) { kpi in
      try kpi.ask("load \"subscriptions.csv\" as subscriptions", "set now = 2024-11-26")
      let slow = customers.map { SlowSpells(spans: $0, tolerance: tolerance) }
      for (name, start, end) in [("2024-03", 60, 91), ("2024-06", 152, 182), ("2024-Q3", 182, 274)] {
        let base = slow.filter { $0.isActive(start) }
        let lost = base.filter { !$0.isActive(end) }.count
        let events = base.filter { $0.left(start, end) }.count
        let share = { (count: Int) in base.isEmpty ? "" : "\(100 * Double(count) / Double(base.count))" }
        expectTable(
          try kpi.answer(
            "churn_rate(tolerance = \(tolerance)d) as a, churn_events(tolerance = \(tolerance)d) as b, retention_rate(tolerance = \(tolerance)d) as c, active_customers(tolerance = \(tolerance)d) as d during \(name)"
          ),
          "a|b|c|d\n\(share(lost))|\(share(events))|\(share(base.count - lost))|\(slow.filter { $0.isActive(end) }.count)"
        )
      }
    }
  }
}

/// The n-th day of 2024, the first being 0.
private func date(_ day: Int) -> String {
  var rest = day
  for (month, days) in [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
    if rest < days { return "2024-\(month < 9 ? "0" : "")\(month + 1)-\(rest < 9 ? "0" : "")\(rest + 1)" }
    rest -= days
  }
  return "2024-12-31"
}

@Test func `a helper takes a tolerance of its own`() throws {
  let file = """
    customer,started_at,ended_at,mrr
    C1,2024-01-01,2024-02-01,10
    C1,2024-02-06,2024-03-10,10
    """
  try inFolder(["subscriptions.csv": file]) { kpi in
    try kpi.ask("load \"subscriptions.csv\" as subscriptions", "set now = 2024-06-01")
    for (argument, days) in [("", 31), ("tolerance = 4d", 31), ("tolerance = 5d", 69), ("7d", 69)] {
      let call = argument == "7d" ? "joined(7d) + 69d" : "left(\(argument))"
      try kpi.ask(
        "kpi stay from subscriptions span started_at .. ended_at per customer is mean(days(\(call) - joined()))"
      )
      expectTable(try kpi.answer("stay as s"), "s\n\(days)")
    }
    #expect(
      try kpi.ask(
        "kpi bad from subscriptions span started_at .. ended_at per customer is count(given left_in(start, end, tolerance = 3))",
        "bad"
      )
      .contains("a tolerance is a length of time, such as 7d"))
  }
}

@Test func `results say where the file begins, what windows count, and who came back`() throws {
  let orders = """
    id,customer,ordered_at,amount
    1,C1,2024-01-10,5
    2,C2,2024-02-10,5
    3,C1,2024-06-10,5
    """
  let subscriptions = """
    customer,started_at,ended_at,mrr
    C1,2024-01-05,2024-02-10,10
    C1,2024-02-20,,10
    C2,2024-01-05,,10
    """
  try inFolder(["orders.csv": orders, "subscriptions.csv": subscriptions]) { kpi in
    try kpi.ask(
      "load \"orders.csv\" as orders", "load \"subscriptions.csv\" as subscriptions", "set now = 2024-07-01")
    let month = try kpi.ask("active_buyers by month during 2024-03..2024-04")
    #expect(month.contains("window: active_buyers(window = 90d)"))
    #expect(month.contains("active_buyers before 2024-04-09 is too low: the file begins on 2024-01-10"))
    #expect(try !kpi.ask("active_buyers during 2024-05").contains("too low"))
    #expect(try kpi.ask("cohort_retention by cohort month, age").contains("customers of before look new"))
    #expect(try !kpi.ask("cohort_retention during 2024-02").contains("look new"))
    #expect(
      try kpi.ask("churn_rate during 2024-02").contains(
        "1 left and returned within a period; churn_events counts them"))
    #expect(try !kpi.ask("churn_rate during 2024-03").contains("left and returned"))
    #expect(try !kpi.ask("churn_rate(tolerance = 10d) during 2024-02").contains("left and returned"))
    #expect(
      try kpi.ask("describe active_buyers").contains("90 % are at most 152 days"))
  }
}

@Test func `periods beyond the calendar are refused in words`() throws {
  let kpi = Conversation(in: recorded)
  try kpi.ask("load \"business-hours.csv\" as tickets")
  #expect(
    try kpi.ask("contacts during last 99999999 years").contains(
      "`last 99999999 years` reaches back before the year 1"))
  #expect(try kpi.ask("contacts during last 2000000000 hours").contains("reaches back before the year 1"))
  #expect(try kpi.ask("contacts during last 9999999999999 days").contains("a number up to 2147483647"))
  #expect(try kpi.ask("contacts where created_at in 2024") == kpi.ask("contacts during 2024"))
}
