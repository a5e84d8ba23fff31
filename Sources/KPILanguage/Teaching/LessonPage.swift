import Columns
import Diagnostics
import Rendering
import Semantics
import StandardLibrary
import Syntax

/// The lesson about one KPI: everything that is a number in it is computed on the example tables when it is told.
struct LessonMaker {
  /// A session on the example tables.
  let session: Session
  let kpi: KnownKPI

  var phrases: Phrases { session.phrases }

  /// The KPI as it is asked on the small tables, with parameters that suit them.
  var item: String {
    let arguments =
      kpi.isShipped
      ? StandardLibrary.workedExamples().first { $0.kpi == kpi.name && !$0.arguments.isEmpty }?.arguments
      : nil
    return kpi.name + (arguments.map { "(\($0))" } ?? "")
  }

  private var quarter: String { "\(item) during 2024-Q1" }

  var lesson: Lesson? {
    kpi.isShipped ? StandardLibrary.lesson(about: kpi.name, in: session.language.rawValue) : nil
  }

  /// What the KPI answers, its definition, the worked example and the trap.
  func page() -> Page {
    let texts = session.teachingTexts(of: kpi)
    let words = DefinitionInWords(kpi, phrases)
    var page = Page()
    page.add(.title(kpi.name + (texts.title.map { " · " + $0 } ?? "")))
    if let answers = lesson?.answers {
      page.add(.heading(phrases.answersHeading))
      page.add(.paragraph(answers))
    }
    if let explanation = lesson?.explanation, !explanation.isEmpty {
      for paragraph in explanation.split(separator: "\n\n") { page.add(.paragraph(String(paragraph))) }
    }
    page.add(.heading(phrases.definitionTextHeading))
    page.add(.code(definitionText))
    explainer(Query(items: [], clauses: []), SourceRange(0, 0), SourceText("")).addDefinition(
      kpi, texts, words, to: &page)
    addExample(to: &page)
    let trap = lesson?.trap ?? texts.trap
    if let trap, !trap.isEmpty {
      page.add(.heading(phrases.trapHeading))
      page.add(.paragraph(phrases.sentence(trap)))
      if let own = texts.trap, own != trap { page.add(.paragraph(phrases.sentence(own))) }
    }
    for sentence in computedTrap() { page.add(.paragraph(sentence)) }
    return page
  }

  func questions() -> [LessonQuestion] {
    QuestionMaker(session: session, kpi: kpi, item: item, phrases: phrases).questions()
  }

  /// The definition as it is written, without what is told about it.
  private var definitionText: String {
    kpi.source[kpi.range].split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      let line = line.trimmed
      return !["# expect", "note ", "trap ", "next ", "aka "].contains { line.hasPrefix($0) }
    }.joined(separator: "\n").trimmed
  }

  private func explainer(_ query: Query, _ range: SourceRange, _ source: SourceText) -> Explainer {
    var explainer = Explainer(session: session, query: query, range: range, source: source)
    explainer.isLesson = true
    return explainer
  }

  // MARK: The example

  private func addExample(to page: inout Page) {
    page.add(.heading(phrases.exampleHeading))
    let source = SourceText(quarter)
    guard case .query(_, let query)? = parse(source).statements.first?.kind else { return }
    let counts: Page
    do {
      counts = try explainer(query, SourceRange(0, source.bytes.count), source).page()
    } catch let several as Diagnostics {
      page.add(.paragraph(phrases.notOnExamples(several.all.first?.message ?? "")))
      return
    } catch {
      page.add(.paragraph(phrases.notOnExamples("\(error)")))
      return
    }
    for table in tablesRead {
      page.add(.paragraph(phrases.exampleTable(table)))
      if let cells = try? cells(of: table), cells.count > 1 { page.add(.cells(cells)) }
    }
    page.add(.paragraph(phrases.asking(quarter)))
    page.blocks += counts.blocks
  }

  /// The KPI month by month or age by age: told after the questions, which ask for some of it.
  func series() -> [Page.Block] {
    let isCohort = kpi.definition.behaviour == .cohort
    let series = isCohort ? "\(item) by age during 2024-Q1" : "\(item) by month during 2024-Q1"
    guard let result = try? session.result(of: series) else { return [] }
    return [.heading(isCohort ? phrases.byAge : phrases.byMonth), .table(result)]
  }

  /// The tables that the KPI and the KPIs in it read, each once.
  private var tablesRead: [String] {
    var found: [String] = []
    for kpi in kpisRead {
      if let table = kpi.definition.table, session.tables.table(named: table) != nil, !found.contains(table) {
        found.append(table)
      }
    }
    return found
  }

  /// The KPI itself and all KPIs that it is made of.
  private var kpisRead: [KnownKPI] {
    var found: [KnownKPI] = []
    func add(_ kpi: KnownKPI) {
      guard !found.contains(where: { $0.name == kpi.name }) else { return }
      found.append(kpi)
      let inner = kpi.definition.namesOfKeyValues + kpi.definition.partNames + kpi.definition.totals
      for name in inner { session.definitions.candidates(for: name).first.map(add) }
    }
    add(kpi)
    return found
  }

  /// The columns of a table that the definitions mention, and what becomes of each row.
  private func cells(of name: String) throws -> [[String]] {
    guard let table = session.tables.table(named: name) else { return [] }
    let mentioned = Set(
      kpisRead.filter { $0.definition.table == name }
        .flatMap { $0.definition.expressions.flatMap { $0.names.map(\.text) } })
    let columns = table.schema.columns.filter {
      $0 == "id" || $0 == "customer" || mentioned.contains($0)
    }
    var rows = try session.cells(of: name, columns: columns)
    var head = columns
    if let fates = fates(of: name, count: rows.count), Set(fates).count > 1 {
      head.append(phrases.whatBecameOfIt)
      for row in rows.indices { rows[row].append(fates[row]) }
    }
    return [head] + rows
  }

  /// What became of each row of a table, as the ledger of the KPI by row has it; nil where rows do not stand alone.
  private func fates(of name: String, count: Int) -> [String]? {
    guard kpi.definition.table == name, kpi.definition.keyNames == nil, !kpi.definition.looksAtNeighbours,
      let ids = try? session.cells(of: name, columns: ["id"]).map({ $0[0] }),
      ids.allSatisfy({ !$0.isEmpty }), Set(ids).count == count,
      let result = try? session.result(of: "\(item) by id during 2024-Q1 with ledger"),
      let column = result.columns.firstIndex(where: { $0.name == "id" })
    else { return nil }
    var fates: [String: String] = [:]
    for row in result.rows.indices {
      guard case .text(let id) = result.rows[row].values[column] else { continue }
      for line in ["outside", "not_eligible", "not_yet_due", "unknown", "used"]
      where result.value("\(kpi.name)_\(line)", row)?.number ?? 0 > 0 {
        fates[id] = phrases.becomes(line)
      }
    }
    return ids.map { fates[$0] ?? phrases.becomes("outside") }
  }

  // MARK: The trap, computed

  private func computedTrap() -> [String] {
    guard let whole = try? session.result(of: quarter), let value = whole.singleValue?.number else {
      return []
    }
    let unit = whole.columns.first { $0.role == .value }?.unit
    func text(_ number: Double) -> String { sentenceText(of: .real(number), unit: unit) }
    var sentences: [String] = []
    if let other = valueWithoutWaiting(), text(other) != text(value) {
      sentences.append(phrases.withoutWaiting(text(other), text(value)))
    }
    guard kpi.definition.behaviour != .cohort,
      let months = try? session.result(of: "\(item) by month during 2024-Q1"),
      let column = months.columns.firstIndex(where: { $0.role == .value })
    else { return sentences }
    let values = months.rows.compactMap { $0.values[column].number }
    guard values.count == 3 else { return sentences }
    let sum = values.reduce(0, +)
    let isEstimate = months.columns[column].isEstimate
    switch kpi.definition.behaviour {
    case .flow where isEstimate && text(sum / 3) != text(value):
      sentences.append(phrases.meanOfMonths(text(sum / 3), text(value)))
    case .stock, .transition:
      if text(sum) != text(value) { sentences.append(phrases.sumOfMonths(text(sum), text(value))) }
    default: break
    }
    return sentences
  }

  private func valueWithoutWaiting() -> Double? {
    let definition = kpi.definition
    let isWaiting: (DefinitionClause) -> Bool = { if case .mature = $0.kind { true } else { false } }
    guard definition.clauses.contains(where: isWaiting) else { return nil }
    var changed = definition
    changed.clauses.removeAll(where: isWaiting)
    changed.name = Name("without", range: definition.name.range)
    let before = session.definitions
    defer { session.definitions = before }
    session.definitions.add(
      KnownKPI(definition: changed, source: kpi.source, range: kpi.range, isShipped: false))
    let arguments = item.dropFirst(kpi.name.count)
    return try? session.result(of: "without\(arguments) during 2024-Q1").singleValue?.number
  }
}

extension KPIDefinition {
  /// The KPIs inside `total(…)`.
  fileprivate var totals: [String] {
    var found: [String] = []
    for expression in expressions {
      expression.walk { part in
        if case .call(let call) = part, call.name.text.lowercased() == "total",
          case .name(let name)? = call.arguments.first?.value
        {
          found.append(name.text)
        }
        return true
      }
    }
    return found
  }

  /// Whether a row's neighbours within the period decide about it.
  fileprivate var looksAtNeighbours: Bool {
    expressions.contains { expression in
      var found = false
      expression.walk { part in
        if case .call(let call) = part, !call.keys.isEmpty { found = true }
        return !found
      }
      return found
    }
  }
}
