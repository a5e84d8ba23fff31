import Diagnostics
import FoundationEssentials
import Syntax
import TestSupport
import Testing

@testable import StandardLibrary

@Test func `the embedded texts are those of the files beside them`() throws {
  try expectEmbedded(StandardLibrary.files, folder: "Definitions")
  for language in StandardLibrary.lessonLanguages {
    let lessons = StandardLibrary.lessonTexts.filter { $0.name.hasPrefix(language + "/") }
    try expectEmbedded(
      lessons.map { (String($0.name.dropFirst(language.count + 1)), $0.text) }, folder: "Lessons/" + language)
  }
  try expectEmbedded(
    (StandardLibrary.exampleTables + [("purchases", StandardLibrary.purchases)]).map {
      ($0.name + ".csv", $0.text)
    }, folder: "Examples")
}

@Test(arguments: StandardLibrary.lessonLanguages)
func `every KPI has a lesson with an explanation, a trap and a next step`(language: String) {
  var taught: [String] = []
  for lesson in StandardLibrary.lessons(in: language) {
    taught += lesson.kpis
    for part in [lesson.explanation, lesson.trap, lesson.next] { #expect(part.count > 15, "\(lesson.kpis)") }
    if language == "en" {
      #expect(lesson.answers?.hasSuffix("?") == true, "\(lesson.kpis)")
      #expect(lesson.example?.isEmpty == false, "\(lesson.kpis)")
    }
  }
  #expect(taught.sorted() == definitions().map(\.name.text).sorted())
}

@Test func `a lesson that is missing in a language is given in English`() throws {
  let lesson = try #require(StandardLibrary.lesson(about: "backlog_age", in: "fr"))
  #expect(lesson.kpis == ["backlog", "backlog_age"])
  #expect(lesson.answers == "How much unfinished work is lying here, and how old is it?")
  #expect(
    StandardLibrary.lesson(about: "backlog_age", in: "es")?.trap.hasPrefix("Sumar los pendientes") == true)
  #expect(StandardLibrary.lesson(about: "nonsense", in: "en") == nil)
}

@Test(arguments: StandardLibrary.files.map(\.name))
func `a definition file reads without a complaint`(name: String) throws {
  let file = try #require(StandardLibrary.files.first { $0.name == name })
  let parsed = parse(SourceText(file.text, name: file.name))
  expectText(
    parsed.diagnostics.map { diagnostic in
      diagnostic.message + (diagnostic.range.map { ": " + parsed.source[$0] } ?? "")
    }.joined(separator: "\n"), "")
  #expect(!parsed.isIncomplete)
  for statement in parsed.statements {
    switch statement.kind {
    case .kpi, .theme: continue
    default: Issue.record("\(file.name) holds something else than definitions")
    }
  }
}

@Test func `names are unique`() {
  let names = definitions().map(\.name.text)
  #expect(repeated(names) == [])
}

@Test func `an alias names one KPI and hides none`() {
  let definitions = definitions()
  let names = definitions.map { folded($0.name.text) }
  let otherNames =
    (definitions.flatMap { aliases(of: $0) } + StandardLibrary.dependentAliases.flatMap(\.names)).map(folded)
  #expect(repeated(otherNames) == [])
  #expect(Set(names).intersection(otherNames) == [])
}

@Test func `every definition says what it is, what it is counted in, what misleads and what to see next`() {
  let definitions = definitions()
  let names = Set(definitions.map(\.name.text))
  var gaps: [String] = []
  for definition in definitions {
    var missing: Set<String> = ["title", "unit", "note", "trap", "next"]
    if definition.title != nil { missing.remove("title") }
    for metadata in definition.metadata {
      switch metadata.kind {
      case .unit: missing.remove("unit")
      case .note: missing.remove("note")
      case .trap: missing.remove("trap")
      case .next(let following):
        missing.remove("next")
        for name in following where !names.contains(name.text) || name.text == definition.name.text {
          gaps.append("\(definition.name.text): next \(name.text)")
        }
      default: break
      }
    }
    gaps += missing.sorted().map { "\(definition.name.text): \($0)" }
  }
  expectText(gaps.joined(separator: "\n"), "")
}

@Test(arguments: [
  ("css", "csat"), ("chs", "health"), ("salud", "health"), ("churn", "churn_rate"),
  ("abandono", "churn_rate"),
  ("retención", "retention_rate"), ("cancelaciones", "cancellation_rate"), ("devoluciones", "return_rate"),
  ("recurrencia", "purchase_frequency"), ("recompra", "repeat_rate"), ("incidencias", "complaints"),
  ("quejas", "complaints"), ("reclamaciones", "complaints"), ("ingresos recurrentes", "mrr"),
  ("expansión", "expansion_rate"), ("crecimiento", "mrr_growth"), ("comentarios", "comment_rate"),
  ("temas", "theme_share"), ("supervivencia", "survival_90"), ("survival", "survival_90"),
  ("vida", "lifetime"),
  ("rfm", "rfm_best"),
])
func `the promised aliases are there`(alias: String, kpi: String) {
  let named = definitions().filter { aliases(of: $0).contains(alias) }.map(\.name.text)
  #expect(named == [kpi])
}

@Test func `clv means the subscriptions' value where there are subscriptions`() throws {
  let clv = try #require(StandardLibrary.dependentAliases.first { $0.names.contains("clv") })
  #expect(clv.names.contains("ltv"))
  #expect(clv.kpi(loadedTables: ["orders", "subscriptions"]) == "clv_subscription")
  #expect(clv.kpi(loadedTables: ["orders"]) == "clv_cohort")
  let names = Set(definitions().map(\.name.text))
  #expect(clv.choices.allSatisfy { names.contains($0.kpi) })
}

@Test func `every KPI of the reference is shipped with its answers`() throws {
  let path = packageRoot() + "/../shared/kpis/definitions.kpi"
  guard FileManager.default.fileExists(atPath: path) else { return }
  let reference = try String(contentsOfFile: path, encoding: .utf8)
  let shipped = StandardLibrary.files.map(\.text).joined(separator: "\n")
  let own = examples(in: shipped)
  let wanted = examples(in: reference)
  #expect(own.filter { wanted[$0.key] != nil } == wanted)
  // What the program ships besides: the models, and the factors of the health score.
  #expect(
    Set(own.keys).subtracting(wanted.keys) == [
      "alive", "clv_model", "expected_order_value", "expected_purchases", "health_coverage", "recent_csat",
      "recent_spend", "repeat_order_value",
    ])
}

@Test func `the checked answers are read from the definitions`() {
  let examples = StandardLibrary.workedExamples()
  let lines = StandardLibrary.files.flatMap { $0.text.split(separator: "\n") }.filter {
    $0.hasPrefix("  # expect ")
  }
  #expect(examples.count == lines.count && examples.count == 126)
  // Models need more customers than the example has; their answers are tested on real purchases.
  let fitted: Set = ["alive", "clv_model", "expected_order_value", "expected_purchases"]
  #expect(Set(examples.map(\.kpi)).union(fitted) == Set(definitions().map(\.name.text)))
  let repeatRate = examples.first { $0.kpi == "repeat_rate" }
  #expect(repeatRate?.query == "repeat_rate(window = 45d) during 2024-Q1")
  #expect(repeatRate?.values == ["50.0"])
  let cohort = examples.first { $0.question == .cohort("2024-02") }
  #expect(cohort?.query == "cohort_retention by cohort month, age during 2024-Q1")
  #expect(cohort?.values == ["100", "50"])
}

@Test func `every query of a checked answer parses`() {
  for example in StandardLibrary.workedExamples() {
    #expect(parse(SourceText(example.query)).diagnostics.map(\.message) == [], "\(example.query)")
  }
}

// MARK: Helpers

private func expectEmbedded(
  _ embedded: [(name: String, text: String)], folder: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let path = packageRoot() + "/Sources/StandardLibrary/" + folder
  let names = try FileManager.default.contentsOfDirectory(atPath: path)
  #expect(
    embedded.map(\.name).sorted() == names.sorted(), "run scripts/embed-library",
    sourceLocation: sourceLocation)
  for file in embedded {
    let text = try String(contentsOfFile: path + "/" + file.name, encoding: .utf8)
    #expect(
      file.text == text, "\(file.name) is out of date: run scripts/embed-library",
      sourceLocation: sourceLocation)
  }
}

private func packageRoot() -> String {
  #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
}

private func definitions() -> [KPIDefinition] {
  StandardLibrary.files.flatMap { file in
    parse(SourceText(file.text, name: file.name)).statements.compactMap { statement in
      if case .kpi(let definition) = statement.kind { definition } else { nil }
    }
  }
}

private func aliases(of definition: KPIDefinition) -> [String] {
  definition.metadata.flatMap { metadata -> [String] in
    if case .aka(let names) = metadata.kind { return names }
    return []
  }
}

/// Without case, accents and punctuation, as names are compared.
private func folded(_ name: String) -> String {
  let plain: [Character: Character] = ["á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ñ": "n"]
  return String(name.lowercased().map { plain[$0] ?? $0 }.filter { $0.isLetter || $0.isNumber })
}

private func repeated(_ names: [String]) -> [String] {
  Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
}

/// The `# expect` lines of each KPI; an example with parameters of its own is the same answer.
private func examples(in text: String) -> [String: [String]] {
  var examples: [String: [String]] = [:]
  var name = ""
  for line in text.split(separator: "\n") {
    let words = line.split(separator: " ")
    if words.first == "kpi", words.count > 1, line.hasPrefix("kpi") {
      name = String(words[1])
      examples[name] = []
    } else if let start = line.firstRange(of: "# expect ") {
      var expectation = line[start.upperBound...]
      if expectation.hasPrefix("("), let end = expectation.firstIndex(of: ")") {
        expectation = expectation[end...].dropFirst(2)
      }
      if !name.isEmpty { examples[name]?.append(String(expectation)) }
    }
  }
  return examples
}
