import Columns
package import Diagnostics
import Rendering
import Semantics
import StandardLibrary
import Syntax

extension Session {
  /// Takes the KPIs of a script into the session and runs nothing else of it.
  ///
  /// - Returns: What is wrong with the script.
  package func addDefinitions(of script: SourceText) -> [Diagnostic] {
    let parsed = parse(script)
    var found = parsed.diagnostics
    for statement in parsed.statements {
      guard case .kpi(let definition) = statement.kind,
        !found.contains(where: { $0.severity == .error && statement.range.contains($0.range) })
      else { continue }
      do {
        try define(definition, statement.range, script) { event in
          if case .diagnostics(let said) = event { found += said }
        }
      } catch let several as Diagnostics {
        found += several.all
      } catch {
        continue
      }
    }
    return found
  }

  /// The files of the handbook of all definitions: paths in its folder, and texts.
  package func handbook() throws -> [(path: String, text: String)] {
    let chapters = try SpokenLanguage.allCases.map { try HandbookLanguage($0, definitions, work.checkpoint) }
    var files: [(path: String, text: String)] = [("index.html", handbookPage(chapters))]
    for chapter in chapters {
      files.append(("\(chapter.phrases.language.rawValue)/index.md", chapter.markdownContents))
      for area in chapter.areas {
        files.append(
          ("\(chapter.phrases.language.rawValue)/\(area.file).md", chapter.markdown(of: area)))
      }
    }
    return files
  }
}

/// The handbook in one language: every KPI with its lesson, computed.
struct HandbookLanguage {
  struct Area {
    let file: String
    let title: String
    var entries: [Entry]
  }

  struct Entry {
    let name: String
    let title: String?
    let aliases: [String]
    let lesson: Page
    let formula: String
    let questions: [LessonQuestion]
    let series: [Page.Block]
    let next: [String]
    let usedBy: [String]
  }

  let phrases: Phrases
  private(set) var areas: [Area] = []
  /// The example tables, the head first.
  let tables: [(name: String, cells: [[String]])]

  /// - Parameter checkpoint: Throws when the user stopped the work.
  init(_ language: SpokenLanguage, _ definitions: Definitions, _ checkpoint: () throws -> Void) throws {
    phrases = Phrases(language)
    let session = try Session.onExamples(language: language, width: nil, definitions: definitions)
    let forModels = try Session.onExamples(
      language: language, width: nil, definitions: definitions, forModels: true)
    func cells(of table: LoadedTable, _ session: Session) throws -> [[String]] {
      let columns = table.schema.columns
      return [columns] + (try session.cells(of: table.name, columns: columns))
    }
    let ordersForModels = phrases.ordersForModels
    tables =
      try session.tables.all.map { ($0.name, try cells(of: $0, session)) }
      + forModels.tables.all.filter { $0.name == "orders" }.map {
        (ordersForModels, try cells(of: $0, forModels))
      }
    let names = Set(definitions.all.map(\.name))
    for kpi in definitions.all {
      try checkpoint()
      let usesModels = kpi.usesModels(definitions)
      let maker = LessonMaker(session: usesModels ? forModels : session, kpi: kpi, usesModels: usesModels)
      var lesson = maker.page()
      lesson.blocks.removeFirst()
      let entry = Entry(
        name: kpi.name, title: session.teachingTexts(of: kpi).title, aliases: kpi.definition.aliases,
        lesson: lesson, formula: FormulaMarkup(kpi, phrases).markup, questions: maker.questions(),
        series: maker.series(), next: kpi.definition.nextNames.filter(names.contains),
        usedBy: definitions.all.filter { other in
          other.name != kpi.name
            && (other.definition.partNames + other.definition.namesOfKeyValues).contains(kpi.name)
        }.map(\.name))
      let file = kpi.isShipped ? String(kpi.source.name.prefix { $0 != "." }) : "own"
      if let position = areas.firstIndex(where: { $0.file == file }) {
        areas[position].entries.append(entry)
      } else {
        let title = kpi.isShipped ? phrases.area(file) : phrases.own
        areas.append(Area(file: file, title: title, entries: [entry]))
      }
    }
  }

  // MARK: Markdown

  var markdownContents: String {
    var text = "# \(phrases.handbookTitle)\n\n" + folded(phrases.handbookIntroduction, width: 110) + "\n"
    for area in areas {
      text += "## \(area.title)\n\n"
      for entry in area.entries {
        text += "- \(link(to: entry.name))" + (entry.title.map { " · \($0)" } ?? "") + "\n"
      }
      text += "\n"
    }
    text += "## \(phrases.exampleTables)\n\n" + folded(phrases.exampleTablesIntroduction, width: 110) + "\n"
    for table in tables {
      var page = Page()
      page.add(.title(table.name.contains(" ") ? table.name : "`\(table.name)`"))
      page.add(.cells(table.cells))
      text += page.markdown(level: 3)
    }
    return text.trimmed + "\n"
  }

  func markdown(of area: Area) -> String {
    var text = "# \(area.title)\n\n[\(phrases.contents)](index.md)\n\n"
    for entry in area.entries {
      text += "## \(entry.name)\n\n"
      if let title = entry.title { text += "**\(title)**\n\n" }
      if !entry.aliases.isEmpty {
        text += folded("\(phrases.otherNames): \(entry.aliases.joined(separator: ", "))", width: 110) + "\n"
      }
      text += entry.lesson.markdown(level: 3)
      if !entry.questions.isEmpty { text += "#### \(phrases.questionsHeading)\n\n" }
      for (position, question) in entry.questions.enumerated() {
        text += folded("\(position + 1). \(question.text)", width: 110, indent: "   ")
        text += folded(
          "→ " + phrases.answer(question.shownAnswer(phrases), question.statement), width: 110, indent: "   ")
      }
      text += "\n"
      var series = Page()
      series.blocks = entry.series
      text += series.markdown(level: 3)
      if !entry.usedBy.isEmpty {
        text += "\(phrases.usedBy): " + entry.usedBy.map(link).joined(separator: ", ") + "\n\n"
      }
      if !entry.next.isEmpty {
        text += "\(phrases.readNext): " + entry.next.map(link).joined(separator: ", ") + "\n\n"
      }
    }
    return text.trimmed + "\n"
  }

  private func link(to name: String) -> String {
    let area = areas.first { $0.entries.contains { $0.name == name } }
    return "[\(name)](\(area?.file ?? "index").md#\(name.lowercased()))"
  }
}
