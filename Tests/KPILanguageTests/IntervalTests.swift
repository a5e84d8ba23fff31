import Columns
import Diagnostics
import Glibc
import KPILanguage
import StandardLibrary
import Syntax
import TestSupport
import Testing

/// Intervals of shipped and of new KPIs, from the line of text to the edges.
@Suite struct IntervalTests {
  /// The example tables of the reference, in a folder that goes with the test.
  private final class Examples {
    let folder = "/tmp/kpi-intervals-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let kpi: Conversation

    init() throws {
      mkdir(folder, 0o755)
      kpi = Conversation(in: folder)
      for table in StandardLibrary.exampleTables {
        try write(table.text, to: "\(folder)/\(table.name).csv")
        _ = try kpi.answer("load \"\(table.name).csv\" as \(table.name)")
      }
      _ = try kpi.answer("set now = 2024-04-01")
    }

    deinit {
      for table in StandardLibrary.exampleTables { unlink("\(folder)/\(table.name).csv") }
      rmdir(folder)
    }
  }

  // MARK: Every definition

  private static let families = """
    share, by Wilson: csat ces response_rate response_rate_any comment_rate theme_share complaint_share fcr one_touch sla
    share, by Wilson: reopen_rate cancellation_rate return_rate repeat_rate repeat_rate_period returning_rate rfm_best
    share, by Wilson: rfm_at_risk churn_rate churn_events churn_stripe retention_rate cohort_retention cohort_unbounded
    share, by Wilson: participation_rate health_red
    net share: nps nps_latest ces_net net_sentiment
    mean: csat_mean response_likelihood clv_to_date active_days tenure health recent_csat repeat_order_value
    mean: health_coverage
    of a ratio, by customer: aht cancelled_value return_value purchase_frequency aov aov_net arpu nrr grr revenue_churn
    of a ratio, by customer: net_revenue_churn expansion_rate contraction_rate mrr_growth usage_frequency stickiness
    of a ratio, by customer: minutes_used revenue_red
    between ordered values: first_response first_response_p90 resolution_time resolution_p90 backlog_age gap_days
    between ordered values: time_to_churn
    Poisson: contacts complaints contacts_90 orders_placed complaint_rate returns_processed orders_kept
    Poisson: return_rate_booked participations
    survival curve: survival_90 resolution_censored time_to_second lifetime
    by resampling: theme_effect clv_cohort clv_simple clv_subscription
    none: recent_spend
    none: backlog active_customers active_buyers joined_and_left mrr arr active_day_total users_28 minutes_total
    """

  @Test func `every definition has an interval of its family, or none on purpose`() throws {
    let examples = try Examples()
    var expected: [String: String] = [:]
    for line in Self.families.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      for name in parts[1].split(separator: " ") { expected[String(name)] = String(parts[0]) }
    }
    let names = StandardLibrary.files.flatMap { file in
      file.text.split(separator: "\n").filter { $0.hasPrefix("kpi ") }.map {
        String($0.dropFirst(4).prefix { $0 != " " && $0 != "(" })
      }
    }
    for name in names {
      // Ten orders are too few to fit a model of buying to, which is an error and not a number.
      if ["clv_model", "alive", "expected_purchases", "expected_order_value"].contains(name) {
        #expect(try examples.kpi.ask("\(name) with interval").contains("error: "))
        continue
      }
      let wanted = expected.removeValue(forKey: name) ?? "a family in this test"
      let method = try method(of: "\(name) during 2024-Q1 with interval", examples.kpi)
      if !method.contains(wanted) { Issue.record("\(name): \(method) instead of \(wanted)") }
    }
    #expect(expected.isEmpty, "unknown KPIs: \(expected.keys)")
  }

  private func method(of query: String, _ kpi: Conversation) throws -> String {
    var method = ""
    _ = try kpi.session.run(SourceText(query)) { event in
      guard case .result(let result, _) = event else { return }
      method = result.columns.first { $0.edge == .lower }?.method ?? ""
    }
    return method
  }

  /// Computed apart with scipy, except those of fewer than ten customers, which come from the edges of their parts.
  @Test func `the intervals of the reference`() throws {
    let examples = try Examples()
    let expected = """
      nps 11.1111 -39.0512 55.7179
      csat 60.0 31.3 83.2
      csat_mean 3.5 2.4744 4.5256
      response_rate 62.5 30.6 86.3
      complaints 4 1.0899 10.2416
      complaint_rate 40.0 10.899 102.416
      first_response 1.0 0.3333 6.0
      resolution_time 8.0 2.0 72.0
      aht 11.875 2.2711 21.4789
      purchase_frequency 2.0 0.7008 3.2992
      aov 70.0 37.5193 102.4807
      survival_90 71.4286 25.8 92.0
      arpu 92.0 39.7615 144.2385
      nrr 93.0233 18.2676 167.7789
      """
    for line in expected.split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      expectTable(
        try examples.kpi.answer("\(parts[0]) during 2024-Q1 with interval"),
        """
        \(parts[0])|\(parts[0])_low|\(parts[0])_high
        \(parts.dropFirst().joined(separator: "|"))
        """)
    }
  }

  // MARK: New definitions

  @Test(arguments: [
    (
      "flow", "kpi mine from orders when ordered_at is 100 * sum(returned_amount) / sum(amount)",
      "ratio, by customer"
    ),
    (
      "state",
      "kpi mine from tickets span created_at .. solved_at is median(hours(end - created_at) given active@end)",
      "between ordered values"
    ),
    (
      "transition",
      "kpi mine from subscriptions span started_at .. ended_at per customer is share(active@end given active@start)",
      "Wilson"
    ),
    (
      "cohort",
      "kpi mine from orders per customer age month since first(ordered_at) is mean(sum(amount given ordered_at in age))",
      "mean"
    ),
    ("difference", "kpi mine is csat - ces", "resampling"),
    ("weighted sum", "kpi mine is 0.3 * csat + 0.7 * ces", "resampling"),
    ("KPI of KPIs over two tables", "kpi mine is mrr / backlog", "ratio, by customer"),
    (
      "ratio of distincts",
      "kpi mine from usage when used_at is 100 * distinct(customer given kind = \"use\") / distinct(customer)",
      "ratio, by customer"
    ),
    ("product", "kpi mine is aov * purchase_frequency", "resampling"),
    ("with medians", "kpi mine is resolution_p90 / resolution_time", "parts, the widest"),
    ("rounded", "kpi mine is round(100 - churn_rate, 1)", "Wilson"),
    ("stock", "kpi mine is 12 * mrr + 5 * active_customers", "none"),
  ])
  func `a new definition gets an interval by its shape`(
    _ shape: String, _ definition: String, _ family: String
  ) throws {
    let examples = try Examples()
    _ = try examples.kpi.answer(definition)
    let found = try method(of: "mine by month during 2024-Q1 with interval", examples.kpi)
    #expect(found.contains(family), "\(shape): \(found)")
  }

  // MARK: Totals, others, pivots, groups

  /// A made-up year: 30 products, two channels, 120 customers of whom some come often.
  private static func shop(seed: UInt64 = 4, isShuffled: Bool = false) -> String {
    var random = SeededGenerator(seed: seed)
    var lines: [String] = []
    for row in 0..<1_500 {
      let customer = min(Int.random(in: 0..<120, using: &random), Int.random(in: 0..<120, using: &random))
      let month = Int.random(in: 1...4, using: &random)
      let day = Int.random(in: 1...28, using: &random)
      let amount = Double(Int.random(in: 100...9_000, using: &random)) / 100
      let product = ["tea", "tea", "coffee", "milk", "cake"][Int.random(in: 0..<5, using: &random)]
      let score = Int.random(in: 0...10, using: &random)
      let text =
        "O\(row),C\(customer),2024-0\(month)-\(day < 10 ? "0" : "")\(day),\(amount),\(product),\(score)"
      lines.append(text)
    }
    if isShuffled { lines.shuffle(using: &random) }
    return "id,customer,ordered_at,amount,product,score\n" + lines.joined(separator: "\n") + "\n"
  }

  private static let items = [
    "median(amount) as it", "pct(amount, 90) as it", "mean(amount) as it", "share(score >= 9) as it",
    "share(score >= 9) - share(score <= 6) as it", "100 * sum(amount given score > 8) / sum(amount) as it",
    "sum(amount) / distinct(customer) * share(score >= 9) as it", "median(amount) / mean(amount) as it",
    "surv(score, 5, 4) as it", "surv_median(score, 8) as it",
  ]

  private func shop(_ text: String, _ body: (Conversation) throws -> Void, threads: Int = 2) throws {
    let path = "/tmp/kpi-shop-\(getpid())-\(UInt32.random(in: 0 ... .max)).csv"
    try write(text, to: path)
    defer { unlink(path) }
    let kpi = Conversation(in: "/tmp", threads: threads)
    _ = try kpi.answer("load \"\(path)\" as orders")
    try body(kpi)
  }

  @Test(arguments: items)
  func `a row of a grouped answer has the interval of the condition alone`(_ item: String) throws {
    try shop(Self.shop()) { kpi in
      let rows = lines(try kpi.answer("\(item) by product with interval, total"))
      for product in ["tea", "coffee", "milk", "cake"] {
        let alone = lines(try kpi.answer("\(item) where product = \"\(product)\" with interval"))
        #expect(rows.first { $0.hasPrefix(product + ",") } == product + "," + alone[1])
      }
      let whole = lines(try kpi.answer("\(item) with interval"))
      #expect(rows.last == "total," + whole[1])
      #expect(!whole[1].hasSuffix(","), "\(item) has an interval")

      let months = lines(try kpi.answer("\(item) by month with interval"))
      let march = lines(try kpi.answer("\(item) during 2024-03 with interval"))
      #expect(months.first { $0.hasPrefix("2024-03,") } == "2024-03," + march[1])

      let ranked = lines(try kpi.answer("\(item) by product top 1 with interval, others"))
      let best = String(ranked[1].prefix { $0 != "," })
      let rest = lines(try kpi.answer("\(item) where product != \"\(best)\" with interval"))
      #expect(ranked.last == "others," + rest[1])

      let across = lines(try kpi.answer("\(item) by product pivot product with interval"))
      #expect(
        across[0]
          == "cake,cake_low,cake_high,coffee,coffee_low,coffee_high,milk,milk_low,milk_high,tea,tea_low,tea_high"
      )
      #expect(across[1] == rows[1...4].map { $0.drop { $0 != "," }.dropFirst() }.joined(separator: ","))
    }
  }

  @Test(arguments: items)
  func `an interval depends neither on threads nor on the order of rows`(_ item: String) throws {
    let query = "\(item) by product with interval, total"
    var answers: Set<String> = []
    for (threads, isShuffled) in [(1, false), (2, false), (7, false), (2, true)] {
      try shop(Self.shop(isShuffled: isShuffled), { answers.insert(try $0.answer(query)) }, threads: threads)
    }
    #expect(answers.count == 1)
  }

  /// The rest of a group is the condition that leaves it out, its customers and all.
  @Test(arguments: items.dropLast(3) + ["sum(amount) / distinct(customer) as it"])
  func `the rest of a group is off by chance as far as the condition alone`(_ item: String) throws {
    try shop(Self.shop()) { kpi in
      for grouping in ["product", "product top 2"] {
        let rows = lines(try kpi.answer("\(item) by \(grouping) vs rest"))
        for row in rows.dropFirst() {
          let product = row.prefix { $0 != "," }
          let alone = lines(
            try kpi.answer("\(item) where product = \"\(product)\" vs where product != \"\(product)\""))
          #expect(row == product + "," + alone[1], "\(item)")
        }
      }
      let months = lines(try kpi.answer("\(item) by product, month vs rest"))
      let march = lines(
        try kpi.answer("\(item) where product = \"tea\" during 2024-03 vs where product != \"tea\""))
      #expect(months.first { $0.hasPrefix("tea,2024-03,") } == "tea,2024-03," + march[1])
    }
  }

  @Test func `too few values have no interval`() throws {
    try shop("id,customer,ordered_at,amount\nO1,A,2024-01-01,5\nO2,B,2024-01-02,7\n") { kpi in
      expectText(
        try kpi.answer(
          "median(amount), surv(amount, 9, 6) as s, mean(amount)/max(amount) as r with interval"),
        """
        median_amount,median_amount_low,median_amount_high,s,s_low,s_high,r,r_low,r_high
        6,,,50,0.5983087639145737,91.04100848367374,0.8571428571428571,,

        """)
    }
    try shop("id,customer,ordered_at,amount\n") { kpi in
      expectText(
        try kpi.answer("median(amount) as m, sum(amount)/count() as a with interval"),
        "m,m_low,m_high,a,a_low,a_high\n,,,,,\n")
    }
  }

  @Test func `durations have intervals of their own unit`() throws {
    var text = "id,created_at,solved_at\n"
    for hour in 1...9 { text += "T\(hour),2024-01-01 00:00,2024-01-01 0\(hour):00\n" }
    try shop(text) { kpi in
      expectText(
        try kpi.answer(
          "median(solved_at - created_at) as m, 2 * mean(solved_at - created_at) as d with interval"),
        "m,m_low,m_high,d,d_low,d_high\n18000,7200,28800,36000,20843.39421,51156.60579\n")
    }
  }

  private func lines(_ csv: String) -> [String] { csv.split(separator: "\n").map(String.init) }
}

func write(_ text: String, to path: String) throws {
  let file = try #require(fopen(path, "w"))
  defer { fclose(file) }
  fputs(text, file)
}
