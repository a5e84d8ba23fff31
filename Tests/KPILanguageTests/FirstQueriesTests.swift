import Diagnostics
import KPILanguage
import StandardLibrary
import Syntax
import TestSupport
import Testing

@Suite struct FirstQueriesTests {
  /// The queries proposed for files, all of which must have an answer.
  private func proposals(_ files: [String: String], _ loads: String...) throws -> [String] {
    try withFiles(files) { folder in
      let conversation = Conversation(in: folder)
      for load in loads { try conversation.ask(load) }
      let queries = conversation.session.firstQueries().queries
      for query in queries {
        let rows = try conversation.answer(query).split(separator: "\n").dropFirst()
        #expect(rows.contains { !$0.hasSuffix(",") && !$0.isEmpty }, "\(query)")
      }
      return queries
    }
  }

  @Test func `a survey is asked by month, by its column with few values and for a part of it`() throws {
    var survey = "Submit Date,NPS,CSAT,Channel,Note\n"
    for month in 1...9 {
      for day in 1...12 {
        survey +=
          "2024-0\(month)-\(day + 10),\(day % 11),\(day % 5 + 1),\(["web", "shop"][day % 2]),n\(day)\(month)\n"
      }
    }
    let queries = try proposals(["s.csv": survey], "load \"s.csv\"")
    #expect(queries.prefix(2) == ["nps by month", "nps by Channel"])
    #expect(queries.count == 3 && queries.last?.contains("where Channel = ") == true, "\(queries)")
  }

  @Test func `a table of no kind is counted`() throws {
    var table = "day,colour of door,height\n"
    for day in 1...28 { table += "2024-02-\(day + 100),\(["red", "blue"][day % 2]),\(day * 3)\n" }
    table = table.replacing("-1", with: "-")
    #expect(
      try proposals(["t.csv": table], "load \"t.csv\"").first?.hasPrefix("count()") == true)
  }

  @Test func `of several currencies one is chosen`() throws {
    var orders = "Name,Email,Created at,Subtotal,Currency\n"
    for order in 1...60 {
      orders +=
        "#\(order),c\(order % 9)@x.org,2024-0\(order % 6 + 1)-1\(order % 9),\(order * 7).50,"
        + (order % 3 == 0 ? "USD" : "EUR") + "\n"
    }
    let queries = try proposals(["o.csv": orders], "load \"o.csv\"")
    #expect(
      queries == [
        "aov where Currency = \"EUR\" by month", "orders_placed by month", "repeat_rate",
      ])
  }

  @Test func `a score is proposed on the scale that its answers have`() throws {
    var survey = "Fecha,CSAT,Motivo\n"
    for row in 0..<90 {
      survey +=
        "2024-0\(row % 3 + 1)-1\(row % 9),\(row % 11),\(["precio alto", "envío lento", "muy bien"][row % 3]) \(row)\n"
    }
    #expect(
      try proposals(["s.csv": survey], "load \"s.csv\"").first
        == "csat(lowest = 0, highest = 10, top = 8) by week")
  }

  @Test func `customers who left are asked for by their contract`() throws {
    var table = "customerID,gender,tenure,Contract,MonthlyCharges,Churn\n"
    for row in 1...60 {
      table +=
        "c\(row),\(row % 2 == 0 ? "Female" : "Male"),\(row),\(["Month-to-month", "One year"][row % 2]),"
        + "\(20 + row).50,\(row % 3 == 0 ? "Yes" : "No")\n"
    }
    let queries = try proposals(["t.csv": table], "load \"t.csv\"")
    #expect(queries.prefix(2) == ["share(Churn = \"Yes\")", "share(Churn = \"Yes\") by Contract"])
    #expect(queries.count == 3)
  }

  @Test func `every kind of table with a role that is known has three queries`() throws {
    let months = (0..<90).map { "2024-0\($0 % 3 + 1)-1\($0 % 9)" }
    let columns: [String: [String: (Int) -> String]] = [
      "responses": ["responded_at": { months[$0] }, "nps": { "\($0 % 11)" }],
      "comments": ["comment": { "the \(["price", "delivery", "support"][$0 % 3]) was bad \($0)" }],
      "tickets": ["ticket_id": { "t\($0)" }, "created_at": { months[$0] }],
      "orders": [
        "order_date": { months[$0] }, "customer_id": { "c\($0 % 20)" }, "amount": { "\($0 * 3 + 1)" },
      ],
      "subscriptions": [
        "customer_id": { "c\($0)" }, "start_date": { months[$0] },
        "end_date": { $0 % 4 == 0 ? "2024-05-01" : "" },
        "monthly_price": { "\($0 % 3 * 10 + 9)" },
      ],
      "usage": [
        "user_id": { "u\($0 % 20)" }, "event_date": { months[$0] }, "event": { ["open", "buy"][$0 % 2] },
      ],
      "accounts": [
        "customer_id": { "c\($0)" }, "industry": { ["shop", "bank"][$0 % 2] },
        "employees": { "\($0 * 7 + 1)" },
      ],
    ]
    for (name, columns) in columns.sorted(by: { $0.key < $1.key }) {
      let headers = columns.keys.sorted()
      var text = headers.joined(separator: ",") + "\n"
      for row in 0..<90 {
        text += headers.map { columns[$0]?(row) ?? "" }.joined(separator: ",") + "\n"
      }
      let queries = try proposals(["\(name).csv": text], "load \"\(name).csv\"")
      #expect(queries.count == 3, "\(name): \(queries)")
    }
  }

  @Test(
    .enabled(if: realData != nil),
    arguments: [
      ("awkward/callcenter.csv.gz", 3), ("awkward/nps_fr_excel_cp1252_semicolon_decimalcomma.csv", 3),
      ("cdnow/CDNOW_master.txt", 3), ("cdnow/cdnow_customers_summary.csv", 2),
      ("cfpb/consumer_complaints_2013_2017.csv", 3), ("cfpb/consumer_complaints_narratives.csv", 3),
      ("nps_jardinerie_fr/nps.csv", 3), ("nyc311_animals/311_Animals_short.csv", 3),
      ("skytrax_lounge_seat/lounge.csv", 3), ("skytrax_lounge_seat/seat.csv", 3),
      ("telco_ibm/Telco-Customer-Churn.csv", 3),
    ])
  func `real files are asked three things`(path: String, count: Int) throws {
    let conversation = Conversation(in: realData ?? ".")
    try conversation.ask("load \"\(path)\"")
    let queries = conversation.session.firstQueries().queries
    #expect(queries.count == count, "\(queries)")
    for query in queries {
      #expect(try conversation.answer(query).split(separator: "\n").count >= 2, "\(query)")
    }
  }

  @Test func `an empty table is not asked anything`() throws {
    #expect(try proposals(["s.csv": "responded_at,nps\n"], "load \"s.csv\"").isEmpty)
  }
}

@Suite struct ShippedDefinitionTests {
  @Test func `the names found without parsing are those that the parser finds`() throws {
    let parsed = StandardLibrary.files.flatMap { file in
      parse(SourceText(file.text, name: file.name)).statements.compactMap { statement in
        if case .kpi(let definition) = statement.kind { definition } else { nil }
      }
    }
    let conversation = Conversation()
    #expect(conversation.session.knownKPIs.map(\.name).sorted() == parsed.map(\.name.text).sorted())
    for definition in parsed {
      for case .aka(let names) in definition.metadata.map(\.kind) {
        for name in names {
          let described = try conversation.ask("describe `\(name)`")
          #expect(described.contains("kpi \(definition.name.text) "), "\(name)")
        }
      }
    }
  }

  @Test func `a message about a shipped definition names the line in its file`() throws {
    let file = try #require(StandardLibrary.files.first { $0.name == "orders.kpi" })
    let line = file.text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
      $0.hasPrefix("kpi aov ")
    }
    #expect(try #require(line) > 100)
    #expect(try Conversation().ask("describe aov").contains("  is     sum(amount) / count()"))
  }
}
