import Columns
import Diagnostics
import KPILanguage
import Rendering
import TestSupport
import Testing

/// What a Spanish reader sees below results.
@Suite struct SpanishTests {
  /// What a statement on the demo company says in Spanish, as a table.
  private func table(_ statement: String) throws -> String {
    var options = Session.Options()
    options.language = .spanish
    let session = Session(options)
    try session.loadDemo { _ in }
    var said = ""
    _ = try session.run(SourceText(statement)) { event in
      switch event {
      case .result(let result, _): said += render(result, RenderingOptions(format: .table))
      case .text(let text): said += text
      case .diagnostics(let diagnostics): said += diagnostics.map { draw($0, usesColor: false) }.joined()
      default: break
      }
    }
    return said
  }

  @Test func `marks, notes and intervals are told in Spanish`() throws {
    expectText(
      try table("nps by month during 2024-11..2024-12 vs previous with interval"),
      """
      month     nps    n     ±  previous  change
      ───────  ────  ───  ────  ────────  ───────
      2024-11  -2.8  907  ±5.4       8.0   -10.7!
      2024-12   3.7  916  ±5.3      -2.8    +6.5
      ! el cambio es mayor que el azar (95 %)
      intervalo del 95 % de un saldo, de Wald ajustado, o por cliente donde cada uno tiene muchas filas

      """)
  }

  @Test func `why tells its causes in Spanish`() throws {
    let said = try table("why nps during 2024-06 vs previous by channel")
    #expect(
      said.hasSuffix(
        """
        * n inferior a 30: léase con cautela
        nps bajó de 13.9 (2024-05) a 12.5 (2024-06)
        por `channel` sobre todo dentro de los grupos: −1.4 puntos, y 0.0 puntos por la composición
        "email" pasó de 15.5 a 9.6
        el cambio total no es mayor que el azar: busca causas con cautela

        """), "\(said)")
  }

  @Test(arguments: [
    "churn_rate", "clv_model by segment", "cohort_retention limit 3", "active_customers by month during 2022",
    "cohort_retention by cohort quarter, age pivot age limit 2", "nps by theme(comment) top 1 with others",
    "aov, first_response, churn_rate, mrr, complaint_rate, csat_mean by year with interval",
    "rows nps limit 2", "rows churn_rate during 2024-03 limit 1", "terms comment where nps <= 6 top 1",
    "quotes comment where nps <= 6 top 1", "nps vs previous", "nps by day during 2024-12-30..2025-01-02",
    "why complaints during 2024-06 vs previous limit 2", "why aov where segment = \"pro\" vs rest by country",
    "why churn_rate vs previous", "why response_rate vs previous", "why sla during 2024-12", "repeat_rate",
    "health by segment", "plot nps by segment", "plot nps by month, segment", "css, quejas",
  ])
  func `no note is left in English`(statement: String) throws {
    let said = try table(statement)
    let words = said.split(whereSeparator: { !$0.isLetter }).map(String.init)
    let english: Set = [
      "the", "is", "are", "of", "and", "with", "than", "below", "read", "not", "which", "that", "because",
      "went",
      "rose", "fell", "left", "has",
    ]
    // Names of columns and texts in the data are as they are: notes stand below the last row.
    let isNote: (Substring) -> Bool = { line in
      !line.contains("  ") && line.contains(" ") && !line.contains("─") && !line.contains("█")
    }
    let notes = said.split(separator: "\n").filter(isNote)
    let left = notes.filter { note in
      note.split(whereSeparator: { !$0.isLetter }).contains { english.contains(String($0)) }
    }
    #expect(!words.isEmpty)
    expectText(left.joined(separator: "\n"), "")
  }

  @Test func `a form has as many places as its translation`() {
    for form in noteForms {
      let places = form.english.split(separator: "{}", omittingEmptySubsequences: false).count - 1
      for place in 1...9 {
        #expect(form.spanish.contains("{\(place)}") == (place <= places), "\(form.english)")
      }
    }
  }

  @Test func `a sentence that nobody translated stays as it is`() {
    #expect(inSpanish("something else") == "something else")
    #expect(
      inSpanish("… the period is not over at 2024-03-03") == "… el periodo no ha terminado el 2024-03-03")
  }
}
