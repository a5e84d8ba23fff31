import Columns
import Diagnostics
import Glibc
import KPILanguage
import Rendering
import StandardLibrary
import TestSupport
import Testing

@Suite struct LessonTests {
  @Test func `a lesson is computed on the small tables`() throws {
    let here = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    try checkRecorded(here + "/Recorded/lessons.txt") { statements in
      var options = Session.Options()
      options.width = { 80 }
      let session = Session(options)
      var said = ""
      for statement in statements.split(separator: "\n") {
        _ = try session.run(SourceText(String(statement))) { event in
          switch event {
          case .text(let text): said += text
          case .diagnostics(let diagnostics):
            said += diagnostics.map { draw($0, usesColor: false) }.joined()
          default: break
          }
        }
      }
      return said
    }
  }

  @Test func `an answer is right as it would be said`() {
    func check(_ typed: String, _ answer: Double) -> Bool { isRight(typed, answer: .real(answer)) }
    for typed in ["83.33", "83,33", "83.3", "83", "83 %", " 83.33 points", "+83.3", "83.333333"] {
      #expect(check(typed, 250.0 / 3), "\(typed)")
    }
    for typed in ["", "x", "84", "82.9", "83.5", "-83.3", "8333", "none", "..", ",,", "-", "1e400"] {
      #expect(!check(typed, 250.0 / 3), "\(typed)")
    }
    #expect(check("1,234.5", 1234.5) && check("1.234,5", 1234.5) && check("1 234,5", 1234.5))
    #expect(check("−142.9", -142.857) && check("-142,9", -142.857))
    #expect(check("0", 0) && check("0.0", 0) && !check("1", 0))
    #expect(isRight("5", answer: .integer(5)) && !isRight("4", answer: .integer(5)))
    #expect(
      isRight("none", answer: .none) && isRight("desconocido", answer: .none) && !isRight("0", answer: .none))
  }

  @Test func `the questions are asked one by one, and the best result is kept`() throws {
    var template = Array("/tmp/kpi-lessons-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer in
      mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
    }
    defer {
      unlink(folder + "/deeper/kpi/lessons")
      rmdir(folder + "/deeper/kpi")
      rmdir(folder + "/deeper")
      rmdir(folder)
    }
    var options = Session.Options()
    options.stateFolder = folder + "/deeper/kpi"
    let session = Session(options)
    var answers = ["0", "2", "", "0", "1", "0.0"]
    session.readAnswer = { _ in answers.isEmpty ? nil : answers.removeFirst() }
    var said: [String] = []
    func learn(_ statement: String) throws {
      said = []
      _ = try session.run(SourceText(statement)) { event in
        if case .text(let text) = event { said.append(text) }
      }
    }
    try learn("learn nps")
    #expect(said.contains { $0.contains("right: 0.0 points") })
    #expect(said.contains { $0.contains("not quite: 1") })
    #expect(said.last?.contains("1 of 3 right") == true)
    try learn("learn nps")
    #expect(said.last?.contains("3 of 3 right") == true)
    // Leaving in the middle records nothing.
    try learn("learn csat")
    try learn("learn")
    expectText(
      said[0].split(separator: "\n").filter { $0.contains("✓") }.joined(separator: "\n"),
      "  ✓ nps                  Net Promoter Score")
    #expect(said[0].contains("1 of 95 lessons done · Go on with `learn nps_latest`."))
  }

  @Test func `a progress that cannot be kept does no harm`() throws {
    for folder in ["/proc/nothing/kpi", "/dev/null/kpi"] {
      var options = Session.Options()
      options.stateFolder = folder
      let session = Session(options)
      session.readAnswer = { _ in "0" }
      let status = try session.run(SourceText("learn nps\nlearn")) { _ in }
      #expect(status == .success)
    }
  }

  @Test func `a language that nothing is written in is refused`() throws {
    let conversation = Conversation()
    #expect(try conversation.ask("set language klingon").contains("nothing is written in `klingon`"))
    #expect(try conversation.ask("set language es").contains("en español"))
    #expect(try conversation.ask("show kpis about devueltos").contains("Pedidos devueltos en 30 días"))
    #expect(SpokenLanguage(locale: "es_MX.UTF-8") == .spanish)
    #expect(SpokenLanguage(locale: "C") == .english && SpokenLanguage(locale: nil) == .english)
  }

  @Test func `every shipped KPI has its words in Spanish`() {
    let names = StandardLibrary.files.flatMap { file in
      file.text.split(separator: "\n").filter { $0.hasPrefix("kpi ") }.map {
        String($0.split(separator: " ")[1])
      }
    }
    #expect(names.count >= 87)
    for name in names {
      let words = StandardLibrary.translation(of: name, in: "es")
      for text in [words?.title, words?.note, words?.trap] { #expect((text ?? "").count > 5, "\(name)") }
    }
    #expect(StandardLibrary.translation(of: "nps", in: "en") == nil)
  }
}

/// All lessons in both languages, and the handbook that holds them.
@Suite(.enabled(if: runsSlowTests)) struct LessonSlowTests {
  @Test(arguments: SpokenLanguage.allCases)
  func `every lesson has all its parts, and its answers are what the statements give`(
    language: SpokenLanguage
  ) throws {
    let session = try Session.onExamples(language: language)
    let worked = StandardLibrary.workedExamples()
    for kpi in session.knownKPIs.map(\.name) {
      let session = try Session.onExamples(language: language, about: kpi)
      let lesson = try session.lesson(about: kpi)
      #expect(lesson.text.split(separator: "\n").count > 25, "\(kpi)")
      #expect(
        !lesson.text.contains("cannot answer") && !lesson.text.contains("no pueden responder"), "\(kpi)")
      #expect(lesson.questions.count == 3, "\(kpi)")
      #expect(Set(lesson.questions.map(\.text)).count == 3, "\(kpi)")
      for question in lesson.questions {
        var found: ResultTable?
        _ = try session.run(SourceText(question.statement)) { event in
          if case .result(let result, _) = event { found = result }
        }
        let result = try #require(found, "\(question.statement)")
        let column = try #require(result.columns.firstIndex { $0.name == question.column }, "\(question)")
        #expect(result.rows[question.row].values[column] == question.answer, "\(question)")
        // What the definitions' own examples were worked out to by hand.
        for example in worked where example.kpi == kpi && example.question == .months {
          let item = example.arguments.isEmpty ? kpi : "\(kpi)(\(example.arguments))"
          for (month, value) in example.values.enumerated()
          where question.statement == "\(item) during 2024-0\(month + 1)" {
            #expect(isRight(value, answer: question.answer), "\(question) \(value)")
          }
        }
      }
    }
  }

  @Test func `every shipped KPI is explained in both languages`() throws {
    for language in SpokenLanguage.allCases {
      let session = try Session.onExamples(language: language)
      for kpi in session.knownKPIs.map(\.name) {
        let session = try Session.onExamples(language: language, about: kpi)
        var explained = ""
        var errors: [String] = []
        // Some look several periods back, where the small tables know nothing.
        let status = try session.run(SourceText("explain \(kpi) during 2024-03")) { event in
          switch event {
          case .text(let text): explained += text
          case .diagnostics(let said):
            errors += said.filter { $0.severity == .error }.map { draw($0, usesColor: false) }
          default: break
          }
        }
        #expect(status == .success, "\(kpi): \(errors)")
        #expect(explained.contains(kpi) && explained.split(separator: "\n").count > 12, "\(kpi)")
      }
    }
  }

  @Test func `every link of the handbook leads somewhere, and nothing comes from outside`() throws {
    let session = Session(Session.Options())
    _ = try session.run(
      SourceText("kpi ours \"Ours <& theirs>\" from orders when ordered_at is count(given amount < 50)")
    ) { _ in }
    let files = try session.handbook()
    let page = try #require(files.first { $0.path == "index.html" }).text
    let anchors = Set(attributes("id", of: page))
    #expect(anchors.count == attributes("id", of: page).count)
    #expect(anchors.filter { $0.hasPrefix("en-") }.count == 97)
    let links = attributes("href", of: page)
    #expect(links.count > 500)
    let dead = links.filter { !$0.hasPrefix("#") || !anchors.contains(String($0.dropFirst())) }
    expectText(dead.joined(separator: "\n"), "")
    for word in ["http:", "https:", "src=", "@import", "url("] { #expect(!page.contains(word), "\(word)") }
    #expect(page.contains("Ours &lt;&amp; theirs&gt;") && !page.contains("Ours <& theirs>"))

    let paths = Set(files.map(\.path))
    for file in files where file.path.hasSuffix(".md") {
      let folder = file.path.prefix { $0 != "/" }
      for link in file.text.matches(of: /\]\(([^)]+)\)/).map({ String($0.output.1) }) {
        let parts = link.split(separator: "#").map(String.init)
        let target = "\(folder)/\(parts[0])"
        #expect(paths.contains(target), "\(file.path): \(link)")
        if parts.count == 2, let text = files.first(where: { $0.path == target })?.text {
          #expect(text.contains("\n## \(parts[1])\n"), "\(file.path): \(link)")
        }
      }
    }
  }

  private func attributes(_ name: String, of page: String) -> [String] {
    var found: [String] = []
    var rest = Substring(page)
    while let start = rest.firstRange(of: " \(name)=\"") {
      rest = rest[start.upperBound...]
      found.append(String(rest.prefix { $0 != "\"" }))
    }
    return found
  }
}
