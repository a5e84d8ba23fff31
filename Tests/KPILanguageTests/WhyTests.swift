import Columns
import Diagnostics
import Glibc
import KPILanguage
import Rendering
import Syntax
import TestSupport
import Testing

@Suite struct WhyTests {
  // MARK: By hand

  @Test func `a whole that falls while both groups rise is explained by the mix`() throws {
    // January: 6 of 8 easy cases are good and 0 of 2 hard ones: 60 %. February: 1 of 1 easy and 3 of 9 hard ones: 40 %.
    // Within: 0.45·25 and 0.55·33.3. Mix, around 50: (87.5 − 50)·(−0.7) and (16.7 − 50)·0.7.
    let rows =
      lines("2024-01-10,easy,1", 6) + lines("2024-01-11,easy,0", 2) + lines("2024-01-12,hard,0", 2)
      + lines("2024-02-10,easy,1", 1) + lines("2024-02-11,hard,1", 3) + lines("2024-02-12,hard,0", 6)
    try withTable("day,kind,good", rows) { conversation in
      expectTable(
        try conversation.answer("why share(good = 1) as good during 2024-02 vs previous by kind"),
        """
        dimension|group|weight_previous|good_previous|weight|good|within|mix|effect|clear
        kind|easy|80.00|75.00|10.00|100.00|11.25|-26.25|-15.00|false
        kind|hard|20.00|0.00|90.00|33.33|18.33|-23.33|-5.00|false
        kind|total|100.00|60.00|100.00|40.00|29.58|-49.58|-20.00|false
        """)
    }
  }

  @Test func `a count has no mix, and a group that is gone counts 0`() throws {
    let rows = lines("2024-01-10,a", 5) + lines("2024-01-11,b", 3) + lines("2024-02-29,b", 4)
    try withTable("day,kind", rows) { conversation in
      expectTable(
        try conversation.answer("why count() as rows during 2024-02 by kind"),
        """
        dimension|group|weight_previous|rows_previous|weight|rows|within|mix|effect|clear
        kind|a|62.50|5|0.00|0|||-5|
        kind|b|37.50|3|100.00|4|||1|false
        kind|total|100.00|8|100.00|4|||-4|false
        """)
    }
  }

  @Test func `unknown is a group, and rest is where the condition is not true`() throws {
    let rows = [
      "2024-01-10,a,x,4", "2024-01-11,a,,8", "2024-01-12,,x,1", "2024-01-12,b,x,3", "2024-01-12,b,,2",
    ]
    try withTable("day,kind,sort,score", rows) { conversation in
      expectTable(
        try conversation.answer("why mean(score) where kind = \"a\" vs rest by sort"),
        """
        dimension|group|weight_rest|mean_score_rest|weight|mean_score|within|mix|effect|clear
        sort||33.33|2.0|50.00|8|2.500|0.167|2.667|
        sort|x|66.67|2.0|50.00|4|1.167|0.167|1.333|
        sort|total|100.00|2.0|100.00|6|3.667|0.333|4.000|false
        """)
    }
  }

  @Test func `a period that is not over is compared with as much of the other one`() throws {
    // The data end on 2024-02-10: 10 of the days of January count.
    let rows =
      (1...31).map { "2024-01-\($0 < 10 ? "0" : "")\($0),a" }
      + (1...10).map { "2024-02-\($0 < 10 ? "0" : "")\($0),a" }
    try withTable("day,kind", rows) { conversation in
      let answer = try conversation.answer("why count() as rows during 2024-02 by kind")
      expectTable(
        answer,
        """
        dimension|group|weight_previous|rows_previous|weight|rows|within|mix|effect|clear
        kind|a|100|10|100|10|||0|false
        kind|total|100|10|100|10|||0|false
        """)
    }
  }

  // MARK: Against an independent evaluator

  @Test func `random tables: every number follows from the rows, and the groups add up to the change`() throws
  {
    for seed in 1...6 {
      var random = SeededGenerator(seed: UInt64(seed) * 7919)
      let table = RandomRows(count: Int.random(in: 30...120, using: &random), &random)
      try withTable("day,kind,x,y", table.rows.map(\.text)) { conversation in
        for (item, terms) in RandomRows.items {
          let answer = try conversation.answer(
            "why \(item) as v during 2024-02 vs previous by kind limit 100 with total")
          let lines = answer.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          }
          try #require(lines.count > 2)
          let expected = table.effects(terms)
          for line in lines.dropFirst() {
            let own = line[1] == "total" ? expected.total : try #require(expected.groups[line[1]])
            let found = lines[0].indices.dropFirst(2).dropLast().map { Double(line[$0]) }
            #expect(
              zip(found, own).allSatisfy { isNear($0, $1) },
              "seed \(seed), \(item), \(line[1]): \(found) instead of \(own)")
          }
          let column = try #require(lines[0].firstIndex(of: "effect"))
          let effects = lines.dropFirst().compactMap { $0[1] == "total" ? nil : Double($0[column]) }
          let change = (Double(lines.last?[5] ?? "") ?? .nan) - (Double(lines.last?[3] ?? "") ?? .nan)
          #expect(abs(effects.reduce(0, +) - change) < 1e-9)
        }
      }
    }
  }

  // MARK: The demo company

  @Test func `the price rise is found: pro customers leave in March 2024`() throws {
    let (table, notes) = try demo("why churn_rate during 2024-03 vs previous")
    #expect(table.hasPrefix("dimension,group,"))
    #expect(table.split(separator: "\n")[1].hasPrefix("plan,pro,"))
    #expect(
      notes.prefix(3).joined(separator: "; ")
        == "churn_rate rose from 1.6 % (2024-02) to 4.5 % (2024-03); by `plan` mostly within the groups: +2.9 points, and 0.0 points because of the mix; \"pro\" went from 1.2 % to 7.3 %"
    )
  }

  @Test func `the slow summer is found: e-mail is answered late in 2023-Q3`() throws {
    let (table, notes) = try demo("why sla during 2023-Q3 vs previous")
    #expect(table.split(separator: "\n")[1].hasPrefix("channel,email,"))
    #expect(notes.contains("\"email\" went from 66.2 % to 24.3 %"))
    // What is to be done is seen by agent: three have left.
    let (agents, _) = try demo("why contacts during 2023-Q3 vs previous by agent")
    let gone = agents.split(separator: "\n").dropFirst().prefix(3).map { $0.split(separator: ",")[1] }
    #expect(Set(gone) == ["Lena", "Priya", "Raúl"])
  }

  @Test func `the falling score is found: more answers from the free plan`() throws {
    let (table, notes) = try demo("why nps during 2024-07..2024-12 vs previous")
    #expect(table.split(separator: "\n")[1].hasPrefix("segment,free,"))
    #expect(
      notes.prefix(3).joined(separator: "; ")
        == "nps fell from 12.1 (2024-Q1..2024-Q2) to 2.5 (2024-Q3..2024-Q4); by `segment` mostly because of the mix: −14.5 points, and +4.9 points within the groups; the weight of \"free\" went from 23.2 % to 51.6 %"
    )
    let (all, _) = try demo("why nps during 2024-07..2024-12 vs previous by segment")
    expectTable(
      all,
      """
      dimension|group|weight_previous|nps_previous|weight|nps|within|mix|effect|clear
      segment|free|23.2|-28.1|51.6|-22.0|2.3|-9.2|-6.9|false
      segment|enterprise|25.0|38.4|16.2|37.3|-0.2|-2.7|-2.9|false
      segment|pro|51.8|17.3|32.2|24.1|2.9|-2.6|0.2|true
      segment|total|100|12.1|100|2.5|4.9|-14.5|-9.6|true
      """)
  }

  @Test func `what cannot be split honestly is refused with the reason`() throws {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    for (query, reason) in [
      ("why first_response during 2024-06", "a median or percentile"),
      ("why cohort_retention vs previous", "it follows cohorts"),
      ("why aov * csat during 2024-06", "it multiplies two values"),
      ("why purchase_frequency during 2024 vs 2023 by segment", "the groups of `segment` do not add up"),
      ("why nps by month vs previous", "`why` compares two periods already"),
      ("why nps vs rest", "there is no `where`"),
      ("why nps until 2024-03 vs previous", "a period that has no beginning"),
      ("why nps during 2022-01 vs previous", "nps has no value for 2021-12"),
      ("why nps rolling 3 months", "`why` has no `rolling`"),
    ] {
      let said = try conversation.ask(query)
      #expect(said.hasPrefix("error: ") && said.contains(reason), "\(said)")
    }
  }

  /// The table as csv and the sentences below it.
  private func demo(_ query: String) throws -> (String, [String]) {
    let conversation = Conversation()
    try conversation.session.loadDemo { _ in }
    var notes: [String] = []
    var table = ""
    _ = try conversation.session.run(SourceText(query)) { event in
      guard case .result(let result, _) = event else { return }
      notes = result.notes
      table = render(result, RenderingOptions(format: .csv))
    }
    return (table, notes)
  }
}

/// Random rows of two months with unknown values, and what follows from them by plain loops.
private struct RandomRows {
  struct Row {
    var isAfter: Bool
    var kind: String
    var x: Int?
    var y: Int?
    var text: String {
      "2024-0\(isAfter ? 2 : 1)-1\(kind.count),\(kind),\(x.map(String.init) ?? ""),\(y.map(String.init) ?? "")"
    }
  }
  /// A term of an item: what a row adds above the line and below it; nil for a plain sum.
  typealias Term = (factor: Double, top: (Row) -> Double, bottom: ((Row) -> Double)?)

  let rows: [Row]

  init(count: Int, _ random: inout SeededGenerator) {
    let kinds = ["a", "b", "c", "d", ""]
    rows = (0..<count).map { position in
      Row(
        isAfter: position % 2 == 0, kind: kinds[min(Int.random(in: 0...6, using: &random), 4)],
        x: Int.random(in: 0...9, using: &random) == 0 ? nil : Int.random(in: 0...10, using: &random),
        y: Int.random(in: 0...9, using: &random) == 0 ? nil : Int.random(in: 1...50, using: &random))
    }
  }

  static var items: [(String, [Term])] {
    func isKnown(_ row: Row) -> Double { row.x == nil ? 0 : 1 }
    return [
      ("share(x >= 7)", [(100, { ($0.x ?? 0) >= 7 ? 1 : 0 }, isKnown)]),
      (
        "share(x >= 7) - share(x <= 3)",
        [
          (100, { ($0.x ?? 0) >= 7 ? 1 : 0 }, isKnown),
          (-100, { ($0.x ?? 9) <= 3 ? 1 : 0 }, isKnown),
        ]
      ),
      ("mean(x)", [(1, { Double($0.x ?? 0) }, isKnown)]),
      ("100 * sum(x) / sum(y)", [(100, { Double($0.x ?? 0) }, { Double($0.y ?? 0) })]),
      (
        "5 - 2 * mean(y given x > 2)",
        [
          (-2, { ($0.x ?? 0) > 2 ? Double($0.y ?? 0) : 0 }, { ($0.x ?? 0) > 2 && $0.y != nil ? 1 : 0 })
        ]
      ),
      ("sum(y)", [(1, { Double($0.y ?? 0) }, nil)]),
      ("count(x) - 3 * count()", [(1, { isKnown($0) - 3 }, nil)]),
    ]
  }

  /// Weight, value, weight, value, within, mix, effect of each group, as the columns have them; nil where unknown.
  func effects(_ terms: [Term]) -> (groups: [String: [Double?]], total: [Double?]) {
    func sum(_ value: (Row) -> Double, _ isAfter: Bool, _ kind: String?) -> Double {
      rows.filter { $0.isAfter == isAfter && (kind == nil || $0.kind == kind) }.reduce(0) { $0 + value($1) }
    }
    // `5 - 2 * …` is the only item with a constant.
    let constant = terms.count == 1 && terms[0].factor == -2 ? 5.0 : 0
    func value(_ isAfter: Bool, _ kind: String?) -> Double? {
      var result = constant
      for term in terms {
        let top = sum(term.top, isAfter, kind)
        guard let bottom = term.bottom else {
          result += term.factor * top
          continue
        }
        let base = sum(bottom, isAfter, kind)
        if base == 0 { return nil }
        result += term.factor * top / base
      }
      return result
    }
    func weight(_ isAfter: Bool, _ kind: String) -> Double? {
      guard let bottom = terms[0].bottom else {
        let kinds = Set(rows.map(\.kind))
        let sizes = kinds.map { terms[0].factor * sum(terms[0].top, isAfter, $0) }
        let all = sizes.reduce(0, +)
        return all > 0 && sizes.allSatisfy { $0 >= 0 }
          ? 100 * terms[0].factor * sum(terms[0].top, isAfter, kind) / all : nil
      }
      return 100 * sum(bottom, isAfter, kind) / sum(bottom, isAfter, nil)
    }
    var groups: [String: [Double?]] = [:]
    var withinAll = 0.0
    var mixAll = 0.0
    var effectAll = 0.0
    for kind in Set(rows.map(\.kind)) {
      var within = 0.0
      var effect = 0.0
      for term in terms {
        let new = sum(term.top, true, kind)
        let old = sum(term.top, false, kind)
        guard let bottom = term.bottom else {
          effect += term.factor * (new - old)
          continue
        }
        let bases = (old: sum(bottom, false, nil), new: sum(bottom, true, nil))
        let own = (old: sum(bottom, false, kind), new: sum(bottom, true, kind))
        let middle =
          (sum(term.top, true, nil) / bases.new + sum(term.top, false, nil) / bases.old) / 2
        effect +=
          term.factor
          * (new / bases.new - old / bases.old - middle * (own.new / bases.new - own.old / bases.old))
        if own.old > 0, own.new > 0 {
          within +=
            term.factor * (own.new / bases.new + own.old / bases.old) / 2 * (new / own.new - old / own.old)
        }
      }
      let isPlain = terms[0].bottom == nil
      groups[kind] = [
        weight(false, kind), value(false, kind), weight(true, kind), value(true, kind),
        isPlain ? nil : within, isPlain ? nil : effect - within, effect,
      ]
      withinAll += within
      mixAll += effect - within
      effectAll += effect
    }
    let isPlain = terms[0].bottom == nil
    let whole: Double? = groups.values.first.flatMap { $0[0] } == nil ? nil : 100
    return (
      groups,
      [
        whole, value(false, nil), whole, value(true, nil), isPlain ? nil : withinAll,
        isPlain ? nil : mixAll, effectAll,
      ]
    )
  }
}

private func isNear(_ first: Double?, _ second: Double?) -> Bool {
  guard let first, let second else { return first == nil && second == nil }
  return abs(first - second) <= 1e-9 * max(1, abs(first))
}

private func lines(_ text: String, _ count: Int) -> [String] { Array(repeating: text, count: count) }

/// A conversation with a table `t` of some rows.
private func withTable(
  _ header: String, _ rows: [String], _ body: (Conversation) throws -> Void
) throws {
  var template = Array("/tmp/kpi-why-XXXXXX".utf8CString)
  let folder = template.withUnsafeMutableBufferPointer { buffer in
    buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
  }
  defer {
    unlink(folder + "/t.csv")
    rmdir(folder)
  }
  let file = fopen(folder + "/t.csv", "w")
  fputs(([header] + rows).joined(separator: "\n") + "\n", file)
  if let file { fclose(file) }
  let conversation = Conversation(in: folder)
  try conversation.ask("load \"t.csv\" as t")
  try body(conversation)
}
