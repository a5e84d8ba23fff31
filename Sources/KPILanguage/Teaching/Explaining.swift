import Columns
import Diagnostics
import Functions
import Planning
import Rendering
import Semantics
import Syntax

extension Session {
  /// `explain QUERY`: the definition in words, then step by step with the real counts.
  ///
  /// It is a text in every format: what is computed is a `QUERY` of its own for whoever wants the numbers.
  func explain(
    _ query: Query, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    // The query itself says first what is wrong with it, and gives the groups.
    let bound = try bind(query, range, source, report)
    var told = query
    let isDated = query.clauses.contains { clause in
      switch clause.kind {
      case .by, .during, .since, .until: true
      default: false
      }
    }
    // What looks back without a period is for the last whole month; its parts alone do not know that.
    if !isDated,
      query.items.contains(where: { KPIUse($0.expression, definitions)?.kpi.definition.looksBack == true })
    {
      told.clauses.append(Clause(.during(.last(nil, .month, range)), range: range))
    }
    let explainer = Explainer(session: self, query: told, range: range, source: source)
    var page = try explainer.page()
    if query.clauses.contains(where: \.shapesRows) || !bound.plan.dimensions.isEmpty {
      let result = try answer(bound)
      page.add(.heading(phrases.groupsHeading))
      let (shown, count) = result.excerpt(of: 12)
      if let count { page.add(.paragraph(phrases.excerpt(12, of: count, isLatest: shown.isSeries))) }
      page.add(.table(shown))
      try report(.diagnostics(result.diagnostics))
    }
    try report(.text(page.text(width: textWidth)))
    lastQuery = (.explain, query, source)
  }

  /// The words of the session's language.
  var phrases: Phrases { Phrases(language) }

  /// Columns that texts are folded to.
  var textWidth: Int { options.width() ?? 80 }
}

extension Clause {
  /// Whether the clause gives several rows, or a comparison beside the value.
  fileprivate var shapesRows: Bool {
    switch kind {
    case .by, .pivot, .rolling, .cumulative, .versus, .top, .bottom: true
    default: false
    }
  }

  /// Whether the clause says which rows count.
  fileprivate var choosesRows: Bool {
    switch kind {
    case .filter, .narrow, .during, .since, .until, .from: true
    default: false
    }
  }
}

extension ResultTable {
  /// Whether the rows are periods.
  fileprivate var isSeries: Bool {
    guard let first = columns.first, first.role == .dimension, case .period = first.type else { return false }
    return true
  }

  /// The first rows, or of periods the latest, with the rows of totals; and how many there were, if more.
  fileprivate func excerpt(of limit: Int) -> (table: ResultTable, count: Int?) {
    let groups = rows.filter { $0.kind == .group }
    guard groups.count > limit else { return (self, nil) }
    var table = self
    table.rows = (isSeries ? groups.suffix(limit) : groups.prefix(limit)) + rows.filter { $0.kind != .group }
    return (table, groups.count)
  }
}

/// Walks through the items of a query with the reader's own numbers.
struct Explainer {
  let session: Session
  let query: Query
  let range: SourceRange
  let source: SourceText
  /// A lesson tells by itself what the KPI is, its trap and what comes next: then only the counts are wanted.
  var isLesson = false

  var phrases: Phrases { session.phrases }
  private var noRange: SourceRange { SourceRange(range.start, range.start) }

  func page() throws -> Page {
    var page = Page()
    var told: Set<String> = []
    for item in query.items { try explain(item, into: &page, &told) }
    return page
  }

  // MARK: Items

  private func explain(_ item: Item, into page: inout Page, _ told: inout Set<String>) throws {
    if let use = KPIUse(item.expression, session.definitions) {
      try explain(use, into: &page, &told, isPart: false)
      return
    }
    // Arithmetic of KPIs, or aggregates over rows: no definition, but parts with values.
    let text = item.alias?.text ?? source[item.expression.range].oneLine
    page.add(.title("`\(text)`"))
    let parts = item.expression.formulaParts()
    let outcome = try outcome(
      of: item.expression, filters: [], hasLedger: parts.allSatisfy { $0.kpiName == nil })
    add(outcome.place(phrases, session.settings.calendar), to: &page)
    let noun = phrases.rows(of: outcome.kind(in: session))
    if parts.contains(where: { $0.aggregate != nil }) {
      let words = ExpressionWords(phrases, source, rows: noun, innerRows: noun)
      page.add(.paragraph(phrases.sentence(phrases.result(words.value(item.expression)))))
      addLedger(outcome, noun, nil, to: &page)
    }
    try addFormula(
      name: text, formula: item.expression, in: source, parts: parts, outcome, noun, owner: nil, filters: [],
      to: &page)
    addCertainty(outcome, item.expression, noun, nil, to: &page)
    for part in parts where part.kpiName != nil {
      if let use = KPIUse(part.expression, session.definitions) {
        try explain(use, into: &page, &told, isPart: true)
      }
    }
  }

  private func explain(_ use: KPIUse, into page: inout Page, _ told: inout Set<String>, isPart: Bool) throws {
    let kpi = use.kpi
    let definition = kpi.definition
    guard told.insert(use.key).inserted else { return }
    let words = DefinitionInWords(kpi, phrases, arguments: use.values(source))
    let texts = session.teachingTexts(of: kpi)
    let outcome = try outcome(
      of: use.item(noRange), filters: use.filters, hasLedger: definition.behaviour != .composed)
    if isPart || !isLesson {
      page.add(.title(kpi.name + (texts.title.map { " · " + $0 } ?? "")))
      addDefinition(kpi, texts, words, to: &page)
    }
    if definition.behaviour != .composed {
      page.add(.heading(phrases.rowsHeading))
      add(outcome.place(phrases, session.settings.calendar), to: &page)
      addLedger(outcome, words.counted, definition, to: &page)
    }
    try addFormula(
      name: use.written(source), formula: definition.formula, in: kpi.source, parts: definition.formulaParts,
      outcome, words.counted, owner: use, filters: use.filters, to: &page)
    addCertainty(outcome, definition.formula, words.counted, definition, to: &page)
    addParameters(use, to: &page)
    if definition.behaviour == .composed {
      for part in definition.formulaParts {
        if let inner = KPIUse(part.expression, session.definitions, filters: use.filters) {
          try explain(inner, into: &page, &told, isPart: true)
        }
      }
    }
    if !isPart, !isLesson { addTeaching(kpi, texts, to: &page) }
  }

  /// What the KPI is for, and its definition in words.
  func addDefinition(
    _ kpi: KnownKPI, _ texts: TeachingTexts, _ words: DefinitionInWords, to page: inout Page
  ) {
    let definition = kpi.definition
    if let note = texts.note { page.add(.paragraph(phrases.sentence(note))) }
    if let facts = phrases.unitSentence(
      definition.unit?.name, isBetterUp: definition.isBetterUp, needs: definition.needs)
    {
      page.add(.paragraph(facts))
    }
    page.add(.heading(phrases.definitionHeading))
    page.add(.bullets(words.sentences.map(phrases.sentence)))
    let keyValues = definition.namesOfKeyValues.filter { !session.definitions.candidates(for: $0).isEmpty }
    if !keyValues.isEmpty {
      page.add(.bullets(keyValues.map { phrases.sentence(phrases.keyValue($0, words.counted)) }))
    }
  }

  private func add(_ sentences: [String], to page: inout Page) {
    if !sentences.isEmpty { page.add(.paragraph(sentences.joined(separator: " "))) }
  }

  // MARK: Rows

  private func addLedger(
    _ outcome: Outcome, _ rows: RowNoun, _ definition: KPIDefinition?, to page: inout Page
  ) {
    guard let read = outcome.ledger("read") else { return }
    var figures = [(number: count(read), text: phrases.read(rows))]
    // The ledger counts what the formula counts: what goes before `per` is no key yet.
    let clauses = definition?.clauses ?? []
    let begin = clauses.firstIndex { if case .per = $0.kind { true } else { false } } ?? 0
    func has(_ test: (DefinitionClause.Kind) -> Bool) -> Bool {
      clauses[begin...].contains { test($0.kind) }
    }
    let lines: [(String, String, Bool)] = [
      ("outside", phrases.outside(rows), has { if case .when = $0 { true } else { false } }),
      ("not_eligible", phrases.notEligible(rows), has { if case .keep = $0 { true } else { false } }),
      ("not_yet_due", phrases.notYetDue(rows), has { if case .mature = $0 { true } else { false } }),
      ("unknown", phrases.unknownRows(rows), false),
    ]
    for (name, text, isExpected) in lines {
      guard let value = outcome.ledger(name), isExpected || value.number != 0 else { continue }
      figures.append(("− " + count(value), text))
    }
    if let used = outcome.ledger("used") { figures.append(("= " + count(used), phrases.used(rows))) }
    page.add(.figures(figures))
  }

  private func count(_ value: Value) -> String { sentenceText(of: value, unit: .count) }

  // MARK: Formula

  private func addFormula(
    name: String, formula: Syntax.Expression, in text: SourceText, parts: [FormulaPart], _ outcome: Outcome,
    _ rows: RowNoun, owner: KPIUse?, filters: [Syntax.Expression], to page: inout Page
  ) throws {
    page.add(.heading(phrases.formulaHeading))
    let values = try self.values(
      of: parts, in: text, owner: owner, filters: filters, of: formula, like: outcome)
    if let age = outcome.age {
      page.add(
        .paragraph(phrases.atAge(sentenceText(of: age, unit: .count), outcome.ageUnit(owner, phrases))))
    }
    let formulaText = text[formula.range].oneLine
    let beginning = name == formulaText ? "" : name + " "
    page.add(.code(beginning.isEmpty ? formulaText : "\(name) = \(formulaText)"))
    var said: Set<String> = []
    var bullets: [String] = []
    var pieces: [(range: SourceRange, value: String)] = []
    for (part, value) in zip(parts, values) {
      let written = text[part.expression.range].oneLine
      let shown = number(value.value, value.unit)
      pieces.append((part.expression.range, value.inFormula))
      guard said.insert(written).inserted else { continue }
      bullets.append("`\(written)` = \(shown)" + value.reason(part, rows, phrases))
    }
    if let owner {
      for parameter in owner.kpi.definition.parameters {
        for case .name(let name) in formula.topLevelNames where name.text == parameter.name.text {
          pieces.append((name.range, owner.text(of: parameter, source)))
        }
      }
    }
    if !bullets.isEmpty { page.add(.bullets(bullets)) }
    if outcome.value == .none {
      page.add(.paragraph(phrases.unknownValue))
      return
    }
    let filled = replacing(pieces, in: text, formula.range)
    let isOnePart = parts.count == 1 && parts.first?.expression.range == formula.range
    let result = number(outcome.value, outcome.unit)
    page.add(
      .code(
        beginning + "= "
          + (isOnePart || outcome.age != nil || filled == sentenceText(of: outcome.value, unit: outcome.unit)
            ? "" : "\(filled) = ")
          + result))
  }

  /// A value with its unit.
  private func number(_ value: Value, _ unit: Unit?) -> String {
    let text = sentenceText(of: value, unit: unit, calendar: session.settings.calendar)
    let word = phrases.unit(unit?.name, for: value)
    return word.isEmpty || value == .none ? text : "\(text) \(word)"
  }

  /// The text of a formula with values in the place of its parts.
  private func replacing(
    _ pieces: [(range: SourceRange, value: String)], in text: SourceText, _ range: SourceRange
  ) -> String {
    var result = ""
    var position = range.start
    for piece in pieces.sorted(by: { $0.range.start < $1.range.start }) where piece.range.start >= position {
      result += text[SourceRange(position, piece.range.start)] + piece.value
      position = piece.range.end
    }
    return (result + text[SourceRange(position, range.end)]).oneLine
  }

  private func values(
    of parts: [FormulaPart], in text: SourceText, owner: KPIUse?, filters: [Syntax.Expression],
    of formula: Syntax.Expression?, like outcome: Outcome
  ) throws -> [PartValue] {
    guard !parts.isEmpty else { return [] }
    var definitions = session.definitions
    var items: [Item] = []
    func add(_ expression: Syntax.Expression, _ name: String) {
      var asked = expression
      if let owner, owner.kpi.definition.behaviour != .composed {
        definitions.add(owner.kpi.computing(expression, as: name))
        asked = owner.reference(to: name, noRange)
      }
      items.append(Item(expression: asked, alias: Name(name, isQuoted: true, range: noRange)))
    }
    for (position, part) in parts.enumerated() {
      add(part.expression, "part \(position)")
      guard let (function, call) = part.aggregate else { continue }
      if function == .share, let condition = call.arguments.first?.value {
        add(.countOf(condition, given: call.given, at: call.range), "hits \(position)")
      } else if function == .mean, let operand = call.arguments.first?.value {
        add(.aggregate("sum", operand, given: call.given, at: call.range), "sum \(position)")
      }
    }
    let result = try ask(items, extras: [.n], filters: filters, definitions: definitions)
    let row = result.table.row(like: outcome.row)
    let isWhole = parts.count == 1 && formula?.range == parts[0].expression.range
    return parts.indices.map { position in
      PartValue(
        value: result.table.value("part \(position)", row),
        unit: parts[position].unit(result.table.unit("part \(position)"), in: outcome, isWhole: isWhole),
        n: result.table.n(of: "part \(position)", row), hits: result.table.value("hits \(position)", row),
        sum: result.table.value("sum \(position)", row))
    }
  }

  // MARK: Certainty

  private func addCertainty(
    _ outcome: Outcome, _ formula: Syntax.Expression, _ rows: RowNoun, _ definition: KPIDefinition?,
    to page: inout Page
  ) {
    var sentences: [String] = []
    let unit = phrases.unit(outcome.unit?.name)
    let family = IntervalFamily(formula, session.definitions)
    if outcome.low != .none, outcome.high != .none {
      sentences.append(
        phrases.between(
          sentenceText(of: outcome.low, unit: outcome.unit),
          sentenceText(of: outcome.high, unit: outcome.unit),
          unit, family ?? .resampling))
    } else if outcome.value != .none {
      if outcome.n == .none || family == nil {
        sentences.append(outcome.n == .none ? phrases.counted : phrases.noInterval)
      } else if family == .quantile, let n = outcome.n.number, n < 6 {
        sentences.append(phrases.tooFewForInterval(count(outcome.n)))
      } else {
        sentences.append(phrases.noInterval)
      }
    }
    if let needs = definition?.needs, let n = outcome.n.number, n > 0 {
      let limit = count(.integer(Int64(needs)))
      sentences.append(
        n < Double(needs) ? phrases.lowN(count(outcome.n), limit) : phrases.enough(count(outcome.n), limit))
    }
    if let customers = outcome.customers?.number, let used = (outcome.ledger("used") ?? .none).number,
      customers > 0
    {
      if used > 2 * customers {
        if [.share, .net].contains(family) { sentences.append(phrases.byCustomer) }
      } else if used > customers {
        sentences.append(phrases.repeated(sentenceText(of: .real(used / customers), unit: nil)))
      }
    }
    if let unknown = outcome.ledger("unknown")?.number, let used = outcome.ledger("used")?.number,
      unknown > 0.05 * (unknown + used), formula.hasNoCondition
    {
      sentences.append(
        phrases.manyUnknown(sentenceText(of: .real(100 * unknown / (unknown + used)), unit: .percent)))
    }
    if let waiting = outcome.ledger("not_yet_due"), waiting.number ?? 0 > 0 {
      sentences.append(phrases.waiting(count(waiting), rows))
    }
    if let now = outcome.plan.now, let end = outcome.plan.end, end > now {
      sentences.append(phrases.partial(sentenceText(of: .time(now), unit: nil)))
    }
    if let definition { sentences += approximations(of: definition) }
    for note in outcome.table.notes where !note.contains("part ") {
      let told = outcome.table.isSpanish ? inSpanish(note) : note
      sentences.append(told.hasSuffix(".") ? told : told + ".")
    }
    guard !sentences.isEmpty else { return }
    page.add(.heading(phrases.certaintyHeading))
    page.add(.bullets(sentences))
  }

  /// What a definition of this shape cannot know.
  private func approximations(of definition: KPIDefinition) -> [String] {
    var sentences: [String] = []
    let names = Set(definition.expressions.flatMap { $0.names.map(\.text) })
    if names.contains("reopens") { sentences.append(phrases.reopened) }
    if IntervalFamily(definition.formula, session.definitions) == .survival {
      sentences.append(phrases.censored)
    }
    if definition.behaviour == .cohort { sentences.append(phrases.firstCohorts) }
    for clause in definition.clauses {
      // A stay that is made from single events begins with the file.
      if case .span(let start, .binary(.plus, let left, _, _)) = clause.kind,
        start.names == left.names
          || start.names.map(\.text) == left.names.map(\.text)
      {
        sentences.append(phrases.burnIn)
      }
    }
    return sentences
  }

  // MARK: Parameters, trap, next

  private func addParameters(_ use: KPIUse, to page: inout Page) {
    let parameters = use.kpi.definition.parameters
    guard !parameters.isEmpty else { return }
    page.add(.heading(phrases.parametersHeading))
    page.add(
      .bullets(
        parameters.map { parameter in
          phrases.parameter(
            parameter.name.text, use.text(of: parameter, source),
            isDefault: use.argument(for: parameter) == nil)
        }))
  }

  private func addTeaching(_ kpi: KnownKPI, _ texts: TeachingTexts, to page: inout Page) {
    if let trap = texts.trap {
      page.add(.heading(phrases.trapHeading))
      page.add(.paragraph(phrases.sentence(trap)))
    }
    let next = kpi.definition.nextNames
    if !next.isEmpty {
      page.add(.heading(phrases.nextHeading))
      page.add(
        .bullets(
          next.map { name in
            guard let kpi = session.definitions.candidates(for: name).first else { return "`\(name)`" }
            return "`\(name)`" + (session.teachingTexts(of: kpi).title.map { ": " + $0 } ?? "")
          }))
    }
  }

  // MARK: Asking

  /// An item over the whole of the query, with all that is known about it.
  private func outcome(
    of expression: Syntax.Expression, filters: [Syntax.Expression], hasLedger: Bool
  ) throws -> Outcome {
    let item = Item(expression: expression, alias: Name("value", isQuoted: true, range: noRange))
    let extras: [Extra] = hasLedger ? [.n, .interval, .ledger] : [.n, .interval]
    let asked = try ask([item], extras: extras, filters: filters, definitions: session.definitions)
    var outcome = Outcome(table: asked.table, plan: asked.plan)
    outcome.customers = try customers(expression, filters)
    return outcome
  }

  /// The number of different customers among the rows of a KPI that is dated by row.
  private func customers(_ expression: Syntax.Expression, _ filters: [Syntax.Expression]) throws -> Value? {
    guard let use = KPIUse(expression, session.definitions), use.kpi.definition.keyNames == nil,
      use.kpi.definition.behaviour == .flow, let table = use.kpi.definition.table,
      session.tables.tables.contains(where: {
        ($0.name == table || $0.kind == table) && $0.roles["customer"] != nil
      })
    else { return nil }
    var definitions = session.definitions
    let customer = Syntax.Expression.name(Name("customer", range: noRange))
    definitions.add(use.kpi.computing(.aggregate("distinct", customer, given: nil, at: noRange), as: "part"))
    let item = Item(expression: use.reference(to: "part", noRange), alias: Name("part 0", range: noRange))
    let result = try? ask([item], extras: [], filters: filters, definitions: definitions)
    guard let result else { return nil }
    return result.table.value("part 0", result.table.row(like: nil))
  }

  private func ask(
    _ items: [Item], extras: [Extra], filters: [Syntax.Expression], definitions: Definitions
  ) throws -> (table: ResultTable, plan: Plan) {
    var clauses = query.clauses.filter(\.choosesRows)
    if let first = filters.first {
      let all = filters.dropFirst().reduce(first) { .binary(.and, $0, $1, operatorRange: $1.range) }
      if let position = clauses.firstIndex(where: { if case .filter = $0.kind { true } else { false } }),
        case .filter(let own) = clauses[position].kind
      {
        clauses[position].kind = .filter(.binary(.and, own, all, operatorRange: all.range))
      } else {
        clauses.append(Clause(.filter(all), range: all.range))
      }
    }
    if !extras.isEmpty { clauses.append(Clause(.with(extras), range: noRange)) }
    let binder = Binder(
      catalog: session.tables, definitions: definitions, settings: session.settings, source: source)
    let bound = binder.bind(Query(items: items, clauses: clauses), range: range)
    if let interruption = binder.interruption { throw interruption }
    guard let bound, !binder.hasErrors else { throw Diagnostics(binder.diagnostics) }
    return (try session.answer(bound), bound.plan)
  }
}
