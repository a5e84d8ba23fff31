import KPILanguage
import Testing

/// Each KPI that people ask for by name answers on the demo company, under its English and its Spanish name alike.
@Suite struct SeedKPITests {
  /// What may be asked, the same in Spanish, and between which numbers the answer must lie to be plausible.
  static let asked: [(english: String, spanish: String, range: ClosedRange<Double>)] = [
    ("nps", "recomendación", -100...100),
    ("csat", "satisfacción", 1...99),
    ("css", "css", 1...99),
    ("chs", "salud", 1...99),
    ("`customer health score`", "`puntuación de salud del cliente`", 1...99),
    ("cancellations", "cancelaciones", 0.1...50),
    ("returns", "devoluciones", 0.1...50),
    ("incidents", "incidencias", 100...100_000),
    ("complaints", "quejas", 100...100_000),
    ("complaint_rate", "`quejas por 100 pedidos`", 1...100),
    ("recurrence", "recurrencia", 1...50),
    ("repeat_rate", "recompra", 1...99),
    ("comments", "comentarios", 1...99),
    ("churn", "abandono", 0.1...50),
    ("clv", "ltv", 1...100_000),
    ("clv_model", "`valor de vida modelado`", 1...10_000),
    ("alive", "`probabilidad de seguir activo`", 0.01...1),
    ("retention", "retención", 50...100),
    ("resolution_time", "`tiempo de resolución`", 0.1...1_000),
    ("`first contact`", "`primer contacto`", 1...99),
    ("`handle time`", "`tiempo medio de atención`", 0.1...100),
    ("growth", "crecimiento", -50...50),
    ("expansion", "expansión", 0...50),
    ("mrr", "`ingresos recurrentes`", 1_000...10_000_000),
    ("usage", "`frecuencia de uso`", 0.1...28),
    ("`time of use`", "`tiempo de uso`", 0.1...10_000),
    ("`survey likelihood`", "`probabilidad de respuesta`", 0.01...1),
    ("participation", "participación", 0.1...100),
    ("response_rate", "`tasa de respuesta`", 1...99),
    ("survival", "supervivencia", 1...100),
    ("lifetime", "vida", 1...5_000),
    ("rfm", "segmentos", 0.1...100),
  ]

  @Test(arguments: asked)
  func `a KPI answers under both of its names`(
    english: String, spanish: String, range: ClosedRange<Double>
  ) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    let answers = try [english, spanish].map { try kpi.answer("\($0) with n") }
    #expect(answers[0] == answers[1])
    let cells = answers[0].split(separator: "\n").last?.split(separator: ",") ?? []
    let value = cells.first.flatMap { Double($0) } ?? .nan
    #expect(range.contains(value), "\(english): \(answers[0])")
    if cells.count > 1 { #expect((Double(cells[1]) ?? 0) >= 100, "\(english): \(answers[0])") }
  }

  @Test(arguments: ["abandono by month", "retención by month", "`ingresos recurrentes` by month"])
  func `a Spanish name stands where an English one does`(query: String) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    let lines = try kpi.answer(query + " since 2024-01").split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines.allSatisfy { !$0.hasSuffix(",") })
  }
}

/// A definition that a user writes in one line gets what a shipped one has: n, ledger, interval.
@Suite struct OwnDefinitionTests {
  @Test(arguments: [
    (
      "kpi mine from responses when responded_at keep nps in 0..10 is share(nps >= 9) unit percent",
      "mine during 2024", "38.3565|7618|37.14|39.57|15479|7662|199|0|0|7618"
    ),
    (
      "kpi mine from subscriptions span started_at .. ended_at per customer keep active@end is share(mrr@end > 50) unit percent",
      "mine during 2024-06", "18.0631|2757|16.67|19.54|4418|0|1661|0|0|2757"
    ),
    (
      "kpi mine from subscriptions span started_at .. ended_at per customer keep active@start is share(not active@end) unit percent",
      "mine during 2024-06", "1.3363|2694|0.97|1.84|4418|0|1724|0|0|2694"
    ),
    (
      "kpi mine from orders keep cancelled_at is none per customer when first(ordered_at) mature first(ordered_at) <= now - 90d is share(nth(ordered_at, 2) <= first(ordered_at) + 90d) unit percent",
      "mine during 2024-Q2", "70.5357|224|64.26|76.12|3997|3754|0|0|19|224"
    ),
  ])
  func `a line at the prompt gets n, interval and ledger`(
    definition: String, query: String, expected: String
  ) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    _ = try kpi.answer(definition)
    expectTable(
      try kpi.answer(query + " with n, interval, ledger"),
      """
      mine|mine_n|mine_low|mine_high|mine_read|mine_outside|mine_not_eligible|mine_not_yet_due|mine_unknown|mine_used
      \(expected)
      """)
  }

  @Test func `a cohort at the prompt gets n and interval at each age`() throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    _ = try kpi.answer(
      "kpi mine from orders per customer age month since first(ordered_at) is share(any(ordered_at in age)) unit percent"
    )
    expectTable(
      try kpi.answer("mine by age during 2024-09 with n, interval"),
      """
      age|mine|mine_n|mine_low|mine_high
      0|100|92|95.99|100
      1|44.5652|92|34.83|54.74
      2|47.8261|92|37.91|57.91
      3|59.7826|92|49.57|69.22
      """)
  }
}

/// What is wrong with a definition is said when it is made, at its place, without a query.
@Suite struct DefinitionCheckTests {
  @Test(arguments: [
    ("from responses when responded_at is share(npz >= 9)", "responses has no column called `npz`"),
    ("from ordders is count()", "there is no table or kind of table called `ordders`"),
    ("is nps + nsp", "there is no KPI called `nsp`"),
    ("from orders is summ(amount)", "there is no function called `summ`"),
    ("from responses is mean(mean(nps))", "an aggregate inside an aggregate needs `per KEY`"),
    ("from responses is mean(churn_rate)", "`churn_rate` is a KPI, and a KPI is not averaged or added up"),
    ("from orders is sum(aov)", "`aov` is a KPI, and a KPI is not averaged or added up"),
    (
      "from invitations mature sent_at <= now - 14d or responded_at is known is share(responded_at is known)",
      "`mature` mentions `responded_at`, the outcome itself"
    ),
    (
      "from invitations mature complete is share(complete = true)",
      "`mature` mentions `complete`, the outcome"
    ),
    ("is nps + mrr", "`nps` is in points and `mrr` in currency per month, which cannot be added"),
    ("is odd + 1", "the definition of `odd` uses itself"),
    ("from orders keep amount > 0 is amount", "the formula of `odd` has no aggregate"),
    ("from orders is count() params x = 1, x = 2", "`x` stands twice"),
    ("from orders let x = 1 let x = 2 is sum(x)", "`let x` stands twice"),
    ("from orders keep sum(amount) > 3 is count()", "the aggregate `sum` needs `per` above it"),
  ])
  func `a definition that cannot be is refused`(body: String, message: String) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    let heard = try kpi.ask("kpi odd \(body)")
    #expect(heard.hasPrefix("error: \(message)"), "\(heard)")
    #expect(try kpi.ask("odd").hasPrefix("error: there is no KPI or column called `odd`"))
  }

  @Test func `a role of the dictionary may still come with another file`() throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    #expect(try kpi.ask("kpi odd from usage when used_at is sum(amount)") == "odd is defined")
  }
}
