import Diagnostics
import Syntax
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A file beside the project's folder, nil where there is none.
private func neighbour(_ path: String) -> String? {
  let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  guard let file = fopen("/\(root)/../shared/\(path)", "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { break }
    bytes += buffer[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

@Test(.enabled(if: neighbour("kpis/definitions.kpi") != nil))
func `the reference definitions are read and laid out without change of meaning`() throws {
  let text = try #require(neighbour("kpis/definitions.kpi"))
  let parsed = parse(SourceText(text, name: "definitions.kpi"))
  expectText(draw(parsed.diagnostics, usesColor: false), "")
  #expect(parsed.statements.count == 87)
  let formatted = format(parsed)
  let again = parse(SourceText(formatted))
  expectText(dump(again), dump(parsed))
  expectText(format(again), formatted)
}

@Test func `the definitions below are already in the standard layout`() {
  let text = #"""
    # Definitions of every shape.

    kpi nps "Net Promoter Score"
      from   responses
      when   responded_at
      keep   nps in 0..10
      is     share(nps >= 9) - share(nps <= 6)
      unit points   better up   needs 30
      # expect all = 11.1
    kpi nps_latest "NPS, latest answer of each customer in the period"
      from   responses
      when   responded_at
      keep   nps in 0..10
      let    newer = next(responded_at by customer)
      keep   newer is none
      is     share(nps >= 9) - share(nps <= 6)
    kpi theme_effect
      from   responses
      let    hit = filled(comment) and comment ~ "support|soporte"
      is     share(nps >= 9 given hit) - share(nps <= 6 given hit)
          - (share(nps >= 9 given not hit) - share(nps <= 6 given not hit))
      unit points

    # Made of other KPIs.
    kpi complaint_rate "Complaints per 100 orders"
      is     100 * complaints / orders_placed
      unit "per 100 orders"   better down
    kpi sla "First reply within 4 hours"
      from   tickets
      let    due = created_at + 4h
      when   due
      mature due <= now
      is     share(first_reply_at is known and first_reply_at <= due)
      unit percent   better up   needs 30
    kpi backlog_age "Median age of open tickets, hours"
      from   tickets
      span   created_at .. solved_at
      is     median(hours(end - created_at) given active@end)
    kpi time_to_second "Days to the second order (censored median)"
      from   orders
      per    customer
      when   first(ordered_at)
      is     surv_median(days(nth(ordered_at, 2) - first(ordered_at)),
          days(now - first(ordered_at)))
    kpi cohort_retention
      from   orders
      keep   cancelled_at is none
      per    customer
      age    month since first(ordered_at)
      is     share(any(ordered_at in age))
    kpi clv_cohort
      from   orders
      per    customer
      age    month since first(ordered_at)
      is     running mean(sum(amount given ordered_at in age))
    kpi health "Customer health score"
      from   accounts
      per    customer
      let    usage_s = scale(coalesce(active_days, 0), 0, 4)
      let    score = weigh(usage_s: 40, scale(first(csat), 1, 5): 25,
          scale(first(tickets_90d), 5, 0): 15)
      is     mean(score)
      unit points   better up
      bands  red < 40 <= yellow < 70 <= green
      aka    salud, chs
      params window = 90d
      note   "Weights and bands are parameters."
      next   health_red

    """#
  let parsed = parse(SourceText(text))
  expectText(draw(parsed.diagnostics, usesColor: false), "")
  expectText(format(parsed), text)
}

@Test func `tokens cover the text without gap or overlap`() {
  var generator = SeededGenerator(seed: 3)
  let pieces = [
    "nps", " ", "\n", "`a b`", "\"x\"", "'", "2024-03", "90d", "5%", "é", "東", "§", "(", "..", "<>", "#c\n",
    "$p", "\u{0}", "kpi> ",
  ]
  for _ in 0..<500 {
    var text = ""
    for _ in 0..<Int.random(in: 0...20, using: &generator) {
      text += pieces.randomElement(using: &generator) ?? ""
    }
    let source = SourceText(text)
    let (tokens, _) = tokenize(source)
    var position = 0
    for token in tokens {
      #expect(token.range.start == position)
      #expect(token.range.end > position || token.kind == .end)
      position = token.range.end
    }
    #expect(position == source.bytes.count)
    #expect(tokens.last?.kind == .end)
  }
}

@Test func `tokens have the kinds that a highlighter colours`() {
  let source = SourceText("Plot `a b` where x>=\"t\" and y != 90d, 2024-03 5% $p # c\n")
  let shown = tokenize(source).tokens.filter { $0.kind != .space }.map { "\($0.kind) \(source[$0.range])" }
  expectText(
    shown.joined(separator: "\n"),
    """
    word Plot
    name `a b`
    word where
    word x
    operator >=
    text "t"
    word and
    word y
    operator !=
    duration 90d
    punctuation ,
    period 2024-03
    number 5%
    parameter $p
    comment # c
    newline \n
    end \("")
    """)
}

@Test func `every code is listed once and explained`() {
  let names = DiagnosticCode.syntax.map(\.name)
  #expect(names == names.sorted())
  #expect(Set(names).count == names.count)
  #expect(DiagnosticCode.syntax.allSatisfy { $0.explanation.count > 60 && !$0.explanation.contains("\n") })
}
