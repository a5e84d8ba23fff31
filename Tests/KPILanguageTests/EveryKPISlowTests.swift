import Columns
import Diagnostics
import KPILanguage
import StandardLibrary
import TestSupport
import Testing

/// Every shipped KPI on the demo company, under each of its names, and explained in both languages.
@Suite(.enabled(if: runsSlowTests)) struct EveryKPISlowTests {
  /// Names that are refused on the demo company, with the words of the reason. None is.
  static let refused: [String: String] = [:]

  /// The KPIs of the texts behind the reference, in the words that people use for them.
  static let seeds = [
    "nps", "css", "csat", "chs", "cancellations", "returns", "incidents", "recurrence", "comments", "churn",
    "clv",
    "retention", "resolution_time", "`first contact`", "`handle time`", "growth", "expansion", "usage",
    "`time of use`", "`survey likelihood`", "cancelaciones", "devoluciones", "incidencias", "recurrencia",
    "comentarios", "abandono", "ltv", "retención", "`tiempo de resolución`", "`primer contacto`",
    "`tiempo medio de atención`", "crecimiento", "expansión", "`frecuencia de uso`", "`tiempo de uso`",
    "`probabilidad de respuesta`",
  ]

  @Test func `every name of every KPI answers, or is refused with a reason that is listed`() throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    let names = StandardLibrary.files.flatMap { namesOfKPIs($0.text) } + Self.seeds
    #expect(names.count > 200)
    var answers: [String: String] = [:]
    for name in names where answers[name] == nil {
      var isFailed = false
      var said = ""
      let status = try kpi.session.run(SourceText(name)) { event in
        switch event {
        case .result(let result, _):
          let columns = result.columns.indices.filter { result.columns[$0].role == .value }
          isFailed = !result.rows.contains { row in columns.contains { row.values[$0] != .none } }
          said = "no value"
        case .diagnostics(let diagnostics):
          said += diagnostics.map { draw($0, usesColor: false) }.joined()
        default: break
        }
      }
      isFailed = isFailed || status != .success
      answers[name] = isFailed ? said : "answered"
    }
    for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
      let expected = Self.refused[name] ?? "answered"
      #expect(answer.contains(expected), "\(name): \(answer)")
    }
  }

  @Test(arguments: SpokenLanguage.allCases)
  func `every KPI is explained on the demo company`(language: SpokenLanguage) throws {
    var options = Session.Options()
    options.language = language
    let session = Session(options)
    try session.loadDemo { _ in }
    let heading = language == .spanish ? "La fórmula" : "The formula"
    for kpi in session.knownKPIs.map(\.name) {
      var told = ""
      let status = try session.run(SourceText("explain \(kpi) during 2024-06")) { event in
        switch event {
        case .text(let text): told += text
        case .diagnostics(let said): told += said.map { draw($0, usesColor: false) }.joined()
        default: break
        }
      }
      #expect(status == .success && told.contains(heading), "\(kpi): \(told.suffix(300))")
      if language == .spanish {
        // What English would be left: the beginnings of sentences of the explanation and of its notes.
        for word in [
          "The result", "With 95 %", "window:", "is for the last", "rows read", "Each ", "buying model",
        ] {
          #expect(!told.contains(word), "\(kpi): \(word)")
        }
      }
    }
  }

  /// The names and other names in a file of definitions.
  private func namesOfKPIs(_ text: String) -> [String] {
    var names: [String] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("kpi ") { names.append(String(line.dropFirst(4).prefix { $0 != " " })) }
      let trimmed = line.drop { $0 == " " }
      if trimmed.hasPrefix("aka ") {
        names += trimmed.dropFirst(4).split(separator: ",").map {
          String($0.drop { $0 == " " }).split(separator: "\n").joined()
        }
      }
    }
    return names
  }
}
