import Columns
import Diagnostics
import Planning
import Rendering
import Semantics
import StandardLibrary
import Syntax

/// The lesson about one KPI: everything that is a number in it is computed on the example tables when it is told.
struct LessonMaker {
  /// A session on the example tables.
  let session: Session
  let kpi: KnownKPI
  /// The KPI reads what models of buying say of each customer: then its example is the whole base.
  var usesModels = false

  var phrases: Phrases { session.phrases }

  /// The KPI as it is asked on the small tables, with parameters that suit them.
  var item: String {
    let arguments =
      kpi.isShipped
      ? StandardLibrary.workedExamples().first { $0.kpi == kpi.name && !$0.arguments.isEmpty }?.arguments
      : nil
    return kpi.name + (arguments.map { "(\($0))" } ?? "")
  }

  /// What the example asks: the first quarter, or all customers.
  private var quarter: String { usesModels ? item : "\(item) during 2024-Q1" }

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
    QuestionMaker(session: session, kpi: kpi, item: item, usesModels: usesModels, phrases: phrases)
      .questions()
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
      let message = (error as? Diagnostic)?.message ?? "\(error)"
      page.add(.paragraph(phrases.notOnExamples(message)))
      return
    }
    if usesModels, let (cells, count) = try? customerCells(), cells.count > 1 {
      page.add(.paragraph(phrases.exampleCustomers("orders", cells.count - 1, count)))
      page.add(.cells(cells))
    }
    for table in usesModels ? [] : tablesRead {
      page.add(.paragraph(phrases.exampleTable(table)))
      if let cells = try? cells(of: table), cells.count > 1 { page.add(.cells(cells)) }
    }
    page.add(.paragraph(phrases.asking(quarter)))
    page.blocks += counts.blocks
  }

  /// The KPI month by month or age by age: told after the questions, which ask for some of it.
  func series() -> [Page.Block] {
    if usesModels {
      guard let result = try? session.result(of: "\(item) by quarter") else { return [] }
      return [.heading(phrases.byFirstPurchase), .table(result)]
    }
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

  /// The first customers with everything that the definition computes for each of them, and how many there are.
  private func customerCells() throws -> (cells: [[String]], count: Int) {
    let shown = 12
    var items: [Item] = []
    var extended = session.definitions
    let place = SourceRange(0, 0)
    for clause in kpi.definition.clauses {
      guard case .letValue(let name, _) = clause.kind else { continue }
      let mean = Syntax.Expression.aggregate(
        "mean", .name(Name(name.text, range: name.range)), given: nil, at: name.range)
      extended.add(kpi.computing(mean, as: "each \(name.text)"))
      items.append(
        Item(
          expression: .name(Name("each \(name.text)", isQuoted: true, range: place)),
          alias: Name(name.text, isQuoted: true, range: place)))
    }
    let source = SourceText("customer")
    let customer = Dimension(
      .expression(.name(Name("customer", range: SourceRange(0, 8)))), alias: nil, range: SourceRange(0, 8))
    let binder = Binder(
      catalog: session.tables, definitions: extended, settings: session.settings, source: source)
    let query = Query(items: items, clauses: [Clause(.by([customer]), range: SourceRange(0, 8))])
    guard let bound = binder.bind(query, range: SourceRange(0, 8)), !binder.hasErrors else {
      throw Diagnostics(binder.diagnostics)
    }
    let result = try session.compute(bound)
    let columns = result.columns.indices.filter { [.dimension, .value].contains(result.columns[$0].role) }
    let head = columns.map { column in
      result.columns[column].name
        + (result.columns[column].type == .duration ? " (\(phrases.word(for: .day, isOne: false)))" : "")
    }
    let rows = result.rows.prefix(shown).map { row in
      columns.map { column -> String in
        switch row.values[column] {
        case .none: ""
        case .duration(let length): sentenceText(of: .real(Double(length) / 86_400_000_000), decimals: 0)
        case .real(let number): sentenceText(of: .real(number), decimals: number == number.rounded() ? 0 : 3)
        case let value: session.display(value)
        }
      }
    }
    return ([head] + rows, result.rows.count)
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
    guard !usesModels, let whole = try? session.result(of: quarter), let value = whole.singleValue?.number
    else {
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

extension KnownKPI {
  /// Whether the KPI, or one that it is made of, reads what models of buying say of each customer.
  func usesModels(_ definitions: Definitions) -> Bool {
    var seen: Set<String> = []
    func uses(_ kpi: KnownKPI) -> Bool {
      guard seen.insert(kpi.name).inserted else { return false }
      var found = false
      for expression in kpi.definition.expressions where !found {
        expression.walk { part in
          if case .call(let call) = part, Forecast.Quantity(rawValue: call.name.text.lowercased()) != nil {
            found = true
          }
          return !found
        }
      }
      let parts = kpi.definition.namesOfKeyValues + kpi.definition.partNames
      return found || parts.contains { definitions.candidates(for: $0).first.map(uses) ?? false }
    }
    return uses(self)
  }
}
