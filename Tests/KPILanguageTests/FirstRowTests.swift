import Glibc
import KPILanguage
import TestSupport
import Testing

/// What lies before a table's first row, or behind `now`, is unknown rather than nothing.
@Suite struct FirstRowTests {
  /// Orders from 3 January 2022 on with a gap in April, answers from March on, contracts from February on.
  private func shop(_ body: (Conversation) throws -> Void) throws {
    let folder = "/tmp/kpi-first-row-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    mkdir(folder, 0o755)
    defer { rmdir(folder) }
    let tables = [
      "orders": """
      id,customer,ordered_at,cancelled_at,amount,segment
      O1,A,2022-01-03,,10,pro
      O2,B,2022-02-20,2022-03-02,20,free
      O3,A,2022-03-15,,30,pro
      O4,C,2022-05-31,,40,free

      """,
      "responses": "responded_at,nps,customer\n2022-03-05,9,A\n2022-05-10,3,B\n",
      "subscriptions": "customer,started_at,ended_at,mrr\nA,2022-02-10,,50\nB,2022-02-15,2022-05-05,20\n",
    ]
    let kpi = Conversation(in: folder)
    for (name, text) in tables.sorted(by: { $0.key < $1.key }) {
      try write(text, to: "\(folder)/\(name).csv")
      try kpi.ask("load \"\(name).csv\" as \(name)")
    }
    defer { for name in tables.keys { unlink("\(folder)/\(name).csv") } }
    try kpi.ask("set now = 2022-06-01")
    try body(kpi)
  }

  @Test(arguments: [
    ("orders_placed during 2021", ""), ("revenue_in during 2021", ""), ("mrr during 2021", ""),
    ("mrr during 2022-01", ""), ("mrr during 2022-02", "70"), ("active_customers during 2021", ""),
    // A period that holds the first row, or a gap after it, is known.
    ("orders_placed during 2022", "4"), ("orders_placed during 2022-04", "0"),
    ("orders_placed during 2022-01-01..2022-01-02", ""), ("orders_placed during 2022-01-02..2022-01-03", "1"),
    // The first cancellation comes later than the first order: until then none were cancelled.
    ("count() from orders where cancelled_at is known during 2022-01", "0"),
    ("orders_placed during 2023", ""), ("orders_placed until 2021", ""), ("orders_placed since 2023", ""),
  ])
  func `a period that ends before the first row has no value, and one that has not come yet`(
    _ query: String, _ value: String
  ) throws {
    try shop { kpi in
      try kpi.ask("kpi revenue_in from orders when ordered_at is sum(amount)")
      let answer = try kpi.answer(query).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(answer[1].replacing("\"", with: "") == value, "\(query)")
    }
  }

  @Test func `a line says where the table begins`() throws {
    try shop { kpi in
      let early = try kpi.ask("orders_placed during 2021")
      #expect(early.contains("orders begins on 2022-01-03: nothing is known of the time before"))
      let known = try kpi.ask("orders_placed during 2022-04")
      #expect(!known.contains("begins on"))
    }
  }

  @Test func `the other side has no value where it begins before the first row`() throws {
    try shop { kpi in
      expectTable(
        try kpi.answer("orders_placed during 2022 vs previous, last year"),
        """
        orders_placed|orders_placed_previous|orders_placed_previous_change|orders_placed_previous_percent|orders_placed_previous_clear|orders_placed_last_year|orders_placed_last_year_change|orders_placed_last_year_percent|orders_placed_last_year_clear
        4||||||||
        """)
      // January begins with the file, and so does the year; the day before it does not.
      expectTable(
        try kpi.answer("orders_placed as o during 2022-02 vs previous, 2022, 2022-01-02..2022-01-20"),
        """
        o|o_previous|o_previous_change|o_previous_percent|o_previous_clear|o_2022|o_2022_change|o_2022_percent|o_2022_clear|o_2022_01_02_2022_01_20|o_2022_01_02_2022_01_20_change|o_2022_01_02_2022_01_20_percent|o_2022_01_02_2022_01_20_clear
        1|1|0|0|false|4|-3|-75|false||||
        """)
      expectTable(
        try kpi.answer("mrr as m during 2022-02 vs previous"),
        "m|m_previous|m_previous_change|m_previous_percent|m_previous_clear\n70||||")
      expectTable(
        try kpi.answer("orders_placed as o during 2022-05 vs 2023"),
        "o|o_2023|o_2023_change|o_2023_percent|o_2023_clear\n1||||")
      expectTable(
        try kpi.answer("orders_placed as o, prev(orders_placed) as p, prev(mrr) as m during 2022-01"),
        "o|p|m\n1||")
    }
  }

  @Test func `by the calendar each table has its own beginning`() throws {
    try shop { kpi in
      try kpi.ask("kpi answers from responses when responded_at is count()")
      expectTable(
        try kpi.answer("orders_placed as o, answers as a, mrr as m by month during 2021-12..2022-05"),
        """
        month|o|a|m
        2021-12|||
        2022-01|1||
        2022-02|1||70
        2022-03|1|1|70
        2022-04|0|0|70
        2022-05|1|1|50
        """)
      expectTable(
        try kpi.answer("answers as a, orders_placed as o by month rolling 2 months"),
        """
        month|a|o
        2022-01||
        2022-02||2
        2022-03||2
        2022-04|1|1
        2022-05|1|1
        """)
      expectTable(
        try kpi.answer("orders_placed as o by month during 2021-12..2022-02 cumulative with total"),
        "month|o\n2021-12|\n2022-01|1\n2022-02|2\ntotal|2")
    }
  }

  @Test func `the ledger and n still count`() throws {
    try shop { kpi in
      expectTable(
        try kpi.answer("nps during 2021 with n, ledger"),
        """
        nps|nps_n|nps_read|nps_outside|nps_not_eligible|nps_not_yet_due|nps_unknown|nps_used
        |0|2|2|0|0|0|0
        """)
    }
  }

  // MARK: What has vanished, and rests

  @Test func `top ranks the groups that only the other side has`() throws {
    try shop { kpi in
      expectTable(
        try kpi.answer("orders_placed as o by customer during 2022-05 vs 2022-01..2022-03 bottom 2"),
        """
        customer|o|o_2022_01_2022_03|o_2022_01_2022_03_change|o_2022_01_2022_03_percent|o_2022_01_2022_03_clear
        A|0|2|-2|-100|false
        B|0|1|-1|-100|false
        """)
    }
  }

  @Test func `the rest of whoever is alone is nothing`() throws {
    try shop { kpi in
      try kpi.ask(
        "kpi newest from orders when ordered_at let next_one = next(ordered_at by customer) keep next_one is none is max(amount)"
      )
      expectTable(
        try kpi.answer("newest as m by month, segment since 2022-03 vs rest"),
        """
        month|segment|m|m_rest|m_rest_change|m_rest_percent|m_rest_clear
        2022-03|free||30|||
        2022-03|pro|30||||
        2022-04|free|||||
        2022-04|pro|||||
        2022-05|free|40||||
        2022-05|pro||40|||
        """)
    }
  }

  /// A bare aggregate without a date has no steps, and neither has the pipeline of an interval by customer.
  @Test func `a bare aggregate does not join an interval`() throws {
    try shop { kpi in
      expectTable(
        try kpi.answer("aov as a, share(amount >= 25) as s from orders by segment vs rest"),
        """
        segment|a|a_rest|a_rest_change|a_rest_percent|a_rest_clear|s|s_rest|s_rest_change|s_rest_clear
        free|40|20|20|100||50|50|0|false
        pro|20|40|-20|-50||50|50|0|false
        """)
    }
  }

  // MARK: Places in the whole base

  /// ceil(k · average rank / n) by hand: of 1 2 2 2 5 6 with k = 2 the ranks are 1 3 3 3 5 6, and 2 · 3 / 6 = 1.
  @Test(arguments: [
    ([1, 2, 2, 2, 5, 6], 2, [1, 1, 1, 1, 2, 2]),
    // Ranks 1 4 4 4 4 4: 2 · 4 / 6 = 1.33.
    ([1, 2, 2, 2, 2, 2], 2, [1, 2, 2, 2, 2, 2]),
    ([7, 7, 7, 7], 2, [2, 2, 2, 2]),
    ([1, 2, 3, 4, 5], 2, [1, 1, 2, 2, 2]),
    // Ranks 1.5 1.5 3 4 5.5 5.5 7: 3 · 1.5 / 7 = 0.64, 3 · 3 / 7 = 1.29, 3 · 5.5 / 7 = 2.36.
    ([1, 1, 2, 3, 4, 4, 9], 3, [1, 1, 2, 2, 3, 3, 3]),
  ])
  func `equal values share a part`(_ values: [Int], _ parts: Int, _ expected: [Int]) throws {
    let path = "/tmp/kpi-ntile-\(getpid())-\(UInt32.random(in: 0 ... .max)).csv"
    let lines = values.enumerated().map { "C\($0.offset),2024-01-0\($0.offset + 1),\($0.element)" }
    try write("customer,ordered_at,amount\n" + lines.joined(separator: "\n") + "\n", to: path)
    defer { unlink(path) }
    let kpi = Conversation(in: "/tmp")
    try kpi.ask("load \"\(path)\" as orders")
    try kpi.ask("kpi part from orders per customer let t = ntile(sum(amount), \(parts)) is max(t)")
    let found = try kpi.answer("part by customer").split(separator: "\n").dropFirst()
    #expect(found.compactMap { Int($0.split(separator: ",")[1]) } == expected)
  }
}
