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
    #expect(queries.first == "aov where Currency = \"EUR\" by month")
    #expect(queries.count >= 2)
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
