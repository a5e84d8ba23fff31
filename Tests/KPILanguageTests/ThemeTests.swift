import Glibc
import KPILanguage
import TestSupport
import Testing

/// A file that is gone with its last user.
private final class CommentFile {
  let path: String

  init(_ text: String) {
    var template = Array("/tmp/kpi-comments-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let bytes = Array(text.utf8)
    if descriptor < 0 || write(descriptor, bytes, bytes.count) != bytes.count {
      Issue.record("the file \(path) could not be written")
    }
    close(descriptor)
  }

  deinit { unlink(path) }
}

/// A conversation about a file of comments.
private struct CommentConversation {
  let file: CommentFile
  let kpi = Conversation()

  @discardableResult
  func ask(_ statement: String) throws -> String { try kpi.ask(statement) }
  func answer(_ statement: String) throws -> String { try kpi.answer(statement) }
}

/// The answers of the reference's example table, with comments in both languages.
private func conversation(_ statements: String...) throws -> CommentConversation {
  let file = CommentFile(
    """
    id,customer,responded_at,nps,segment,comment
    R1,C1,2024-01-05,10,pro,Fast delivery
    R2,C2,2024-01-12,9,pro,
    R3,C3,2024-01-20,6,free,Too expensive and slow support
    R4,C4,2024-01-28,8,free,
    R5,C1,2024-02-03,9,pro,
    R6,C5,2024-02-10,3,free,Slow support
    R7,C6,2024-02-14,,pro,Delivery came late
    R8,C7,2024-02-25,7,pro,Good price
    R9,C2,2024-03-08,10,free,
    R10,C8,2024-03-19,0,free,Broken on arrival
    """)
  let kpi = CommentConversation(file: file)
  try kpi.ask("load \"\(file.path)\" as responses\nset now = 2024-04-01")
  for statement in statements { try kpi.ask(statement) }
  return kpi
}

/// Cells of a csv answer, line by line, without the header.
private func rows(_ csv: String) -> [[String]] {
  csv.split(whereSeparator: \.isNewline).dropFirst().map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

@Suite struct `Themes in queries` {
  @Test func `the reference's worked answers`() throws {
    let kpi = try conversation()
    expectTable(
      try kpi.answer("count() as c by theme(comment) with share, total"),
      """
      theme_comment|c|c_share
      delivery|2|33.3
      price|2|33.3
      quality|1|16.7
      support|2|33.3
      total|6|100
      """)
    expectTable(try kpi.answer("temas"), "theme_share\n33.3")
    expectTable(try kpi.answer("theme_share(theme = \"quality\")"), "theme_share\n16.7")
    expectTable(try kpi.answer("theme_effect"), "theme_effect\n-142.9")
  }

  @Test(arguments: ["nps", "count()", "nps_latest", "csat_of_one", "median(nps)", "distinct(customer)"])
  func `the row of a theme is what the condition on the theme gives`(_ item: String) throws {
    let kpi = try conversation(
      "kpi csat_of_one from responses when responded_at per customer let best = max(nps) is mean(best)")
    for clause in ["", " by month", " by segment"] {
      let by = clause.isEmpty ? "by theme(comment)" : clause + ", theme(comment)"
      let all = rows(try kpi.answer("\(item) as x \(by) with total"))
      for theme in ["delivery", "price", "quality", "support", "no theme"] {
        let own = all.filter { $0.contains(theme) }.map { $0.filter { $0 != theme } }
        let asked = rows(try kpi.answer("\(item) as x where theme(comment) = \"\(theme)\" \(clause)"))
          .filter { row in clause.isEmpty ? !own.isEmpty : own.contains { $0[0] == row[0] } }
        #expect(own.sorted { $0[0] < $1[0] } == asked.sorted { $0[0] < $1[0] }, "\(item) \(clause) \(theme)")
      }
    }
  }

  @Test func `top, sort and pivot work on themes`() throws {
    let kpi = try conversation("theme late = \"late\", \"slow\"", "theme lost = \"arrival\"")
    expectTable(
      try kpi.answer("count() as c by theme(comment) top 1"), "theme_comment|c\nlate|3")
    expectTable(
      try kpi.answer("count() as c by segment, theme(comment) pivot theme(comment)"),
      "segment|late|lost|no theme\nfree|2|1|\npro|1||2")
    #expect(try kpi.ask("count() by theme(comment), theme(comment)").contains("only one dimension"))
  }

  @Test(arguments: [
    "nps", "count()", "nps_latest", "median(nps)", "distinct(customer)",
    "csat_mean", "comment_rate",
  ])
  func `the others are the comments of all themes that top leaves out`(item: String) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    let table = rows(
      try kpi.answer("\(item) as value from responses by theme(comment) top 2 with others, interval, total"))
    #expect(table.count == 4)
    let all = ["delivery", "price", "quality", "support", "no theme"]
    let left = all.filter { theme in !table.contains { $0[0] == theme } }
    #expect(left.count == 3)
    let listed = left.map { "\"\($0)\"" }.joined(separator: ", ")
    let asked = rows(
      try kpi.answer("\(item) as value from responses where theme(comment) in {\(listed)} with interval"))
    let others = try #require(table.first { $0[0] == "others" })
    #expect(Array(others.dropFirst()) == asked[0])
  }

  @Test(arguments: [
    "nps", "count()", "median(nps)", "csat_mean", "aov_of_themes",
  ])
  func `a theme is compared with other periods and with the comments without it`(item: String) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    try kpi.ask("kpi aov_of_themes from responses when responded_at is sum(nps) / sum(csat)")
    func value(_ query: String) throws -> String { rows(try kpi.answer(query))[0][0] }
    for theme in ["price", "no theme"] {
      let named = "theme(comment) = \"\(theme)\""
      func cells(_ clause: String) throws -> [String] {
        let table = rows(try kpi.answer("\(item) as value from responses by theme(comment) \(clause)"))
        return try #require(table.first { $0[0] == theme })
      }
      let period = "during 2024-Q4"
      let here = try value("\(item) from responses where \(named) \(period)")
      #expect(
        Array(try cells("\(period) vs previous")[1...2])
          == [here, try value("\(item) from responses where \(named) during 2024-Q3")])
      #expect(
        Array(try cells("\(period) vs last year")[1...2])
          == [here, try value("\(item) from responses where \(named) during 2023-Q4")])
      #expect(
        Array(try cells("\(period) vs rest")[1...2])
          == [here, try value("\(item) from responses where filled(comment) and not \(named) \(period)")])
      #expect(
        Array(try cells("\(period) vs where segment = \"pro\"")[1...2])
          == [here, try value("\(item) from responses where segment = \"pro\" and \(named) \(period)")])
      let both = rows(
        try kpi.answer("\(item) as value from responses by quarter, theme(comment) during 2024 vs rest"))
      #expect(
        both.first { $0[0] == "2024-Q4" && $0[1] == theme }?[2...3].map(\.self)
          == Array(try cells("\(period) vs rest")[1...2]))
    }
  }

  @Test func `an interval by theme is that of the theme alone`() throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    try kpi.ask("kpi points_each from responses when responded_at is sum(nps) / sum(csat)")
    for item in ["nps", "points_each"] {
      let table = rows(try kpi.answer("\(item) by quarter, theme(comment) during 2024 with interval"))
      for row in table where row[1] == "quality" {
        let alone = rows(
          try kpi.answer("\(item) where theme(comment) = \"quality\" during \(row[0]) with interval"))
        #expect(Array(row.dropFirst(2)) == alone[0])
      }
    }
  }

  @Test func `a theme in a group has no rest`() throws {
    let kpi = try conversation()
    #expect(try kpi.ask("nps by segment, theme(comment) vs rest").contains("goes with a theme alone"))
  }

  @Test func `conditions join themes, turn them round and ask for none`() throws {
    let kpi = try conversation()
    func count(_ condition: String) throws -> String {
      rows(try kpi.answer("count() where \(condition)"))[0][0]
    }
    #expect(try count("theme(comment) = \"price\"") == "2")
    #expect(try count("theme(comment) != \"price\"") == "4")
    #expect(try count("theme(comment) in {\"price\", \"support\"}") == "3")
    #expect(try count("theme(comment) not in {\"price\", \"support\"}") == "3")
    #expect(try count("theme(comment) is none") == "4")
    #expect(try count("theme(comment) = \"no theme\"") == "0")
  }

  @Test func `a theme is defined, redefined, described, checked and forgotten`() throws {
    let kpi = try conversation()
    #expect(try kpi.ask("theme late = \"laet\", \"slow\"").contains("late is a theme: 2 patterns"))
    let answer = try kpi.ask("count() by theme(comment)")
    #expect(answer.contains("no comment has \"laet\""))
    #expect(answer.contains("did you mean \"late\"?"))
    #expect(try kpi.ask("theme late = \"late\"").contains("late is redefined: 1 pattern"))
    #expect(try kpi.ask("describe late").contains("1 of 6 different comments"))
    #expect(try kpi.ask("show themes").contains("late  \"late\""))
    #expect(try kpi.ask("forget late").contains("late is forgotten"))
    #expect(try kpi.ask("forget support").contains("is shipped and cannot be forgotten"))
    #expect(try kpi.ask("count() where theme(comment) = \"suport\"").contains("did you mean \"support\"?"))
    #expect(try kpi.ask("theme x = \"!!\"").contains("has no word to look for"))
    #expect(try kpi.ask("theme x = /(/").contains("the pattern cannot be read"))
    #expect(try kpi.ask("theme x = /a*/").contains("finds every text"))
    #expect(try kpi.ask("count() where theme(comment)").contains("a comment may have several themes"))
    #expect(try kpi.ask("count() where theme(nps) = \"price\"").contains("reads texts"))
    #expect(try kpi.ask("set comment language klingon").contains("English, Spanish, French"))
  }
}

@Suite struct `Terms and quotes` {
  @Test func `terms need a second group and a column of texts`() throws {
    let kpi = try conversation()
    #expect(try kpi.ask("terms comment").contains("compares two groups"))
    #expect(try kpi.ask("terms nps where nps > 3").contains("holds no texts"))
    #expect(try kpi.ask("terms coment where nps > 3").contains("did you mean `comment`?"))
    #expect(try kpi.ask("terms comment where nps > 3 rolling 3 months").contains("does not go with"))
  }

  @Test func `terms look back like a query`() throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    for (words, written) in [
      ("during 2024-Q4 vs previous", "during 2024-Q4 vs 2024-Q3"),
      ("during 2024-Q4 vs last year", "during 2024-Q4 vs 2023-Q4"),
      ("vs previous", "during 2024-12 vs 2024-11"),
      ("where segment = \"pro\" vs last year", "where segment = \"pro\" during 2024-12 vs 2023-12"),
    ] {
      let one = try kpi.answer("terms comment \(words)")
      #expect(one.contains("\n"))
      #expect(one == (try kpi.answer("terms comment \(written)")), "\(words)")
    }
  }

  @Test func `columns of terms and quotes are the same whatever they hold`() throws {
    let kpi = try conversation()
    let header = "term,here,there,here_share,there_share,log_odds,z"
    #expect(try kpi.answer("terms comment where nps <= 6").hasPrefix(header))
    #expect(try kpi.answer("terms comment where nps > 20").hasPrefix(header))
    #expect(try kpi.answer("terms comment during 2024-01 vs 2024-02").hasPrefix(header))
    #expect(try kpi.answer("terms comment by segment").hasPrefix("segment," + header))
    #expect(try kpi.answer("terms comment by theme(comment)").hasPrefix("theme_comment," + header))
    #expect(try kpi.answer("quotes comment where nps <= 6 top 1").hasPrefix("date,nps,quote"))
  }

  @Test func `quotes show the day and the score of the row`() throws {
    let kpi = try conversation()
    expectText(
      try kpi.answer("quotes comment where nps = 0"),
      """
      date,nps,quote
      2024-03-19,0,Broken on arrival

      """)
    #expect(rows(try kpi.answer("quotes comment by segment top 1")).count == 2)
  }
}
