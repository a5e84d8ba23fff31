import Columns
package import Comments
package import Diagnostics
import Functions
package import Planning
package import Syntax

/// The themes that a query asks for.
package struct ThemeUse: Sendable {
  package let set: ThemeSet
  /// Positions in the set.
  package let asked: Set<Int>
}

/// A query that is ready to run.
package struct BoundQuery: Sendable {
  package var plan: Plan
  /// The columns that the plan reads, by table.
  package var columns: [String: Set<String>]
  /// Text constants to look for in their columns.
  package var valueChecks: [ValueCheck]
  package var notes: [String]
  /// The file of `into`.
  package var destination: String?
  /// Where results begin with a file in which nobody was seen before.
  package var leftEdges: [LeftEdge]
  /// What conditions and dimensions ask of comments; nil where they ask nothing.
  package var themes: ThemeUse?
  /// KPIs whose rows must be of one currency.
  package var currencyUses: [CurrencyUse] = []
  /// Some item speaks of what `vs` adds.
  package var readsComparisons = false
  /// The query as it was asked, where another look at it must tell which themes `top` leaves out.
  package var asked: (query: Query, range: SourceRange, source: SourceText)?
}

extension Binder {
  /// Binds a query; nil when a diagnostic of this binder says why not.
  package func bind(_ query: Query, range: SourceRange) -> BoundQuery? {
    statementSource = source
    statementRange = range
    var draft = QueryDraft()
    collect(query.clauses, into: &draft)
    guard !hasErrors else { return nil }
    if query.items.isEmpty {
      report(
        .badClause, "nothing is asked for", at: range,
        help: ["name a KPI, such as `nps`, or an aggregate, such as `count()`"])
      return nil
    }
    addAge(for: query)
    hasComparisons = !draft.comparisons.isEmpty
    prepareReads(query)
    guard interruption == nil, !hasErrors else { return nil }
    resolvePeriods(draft)
    guard !hasErrors else { return nil }

    // A calendar word is the calendar only if some item has a time; the first look finds out.
    planDimensions = Array(repeating: nil, count: clauses.dimensions.count)
    withPartial = draft.extras.contains(.partial)
    prepareComparisons(draft.comparisons)
    guard !hasErrors else { return nil }
    let (start, end) = (clauses.start, clauses.end)
    // Windows look before the period; the calendar shows it all the same.
    if case .rolling? = window { clauses.start = nil }
    var items: [PlanItem] = []
    if query.items.count > Self.itemLimit {
      report(
        .badClause, "a query has at most \(Self.itemLimit) items, and here are \(query.items.count)",
        at: query.items[Self.itemLimit].expression.range, help: ["ask for the rest in another query"])
      return nil
    }
    let themes = themeDimension()
    if let themes {
      keepComments(themes.call)
      checkRestOfThemes()
    }
    for item in query.items { items += bindPlanItems(item, draft.extras) }
    guard !hasErrors, interruption == nil else { return nil }
    checkHeaders(items)
    guard !hasErrors else { return nil }
    let overlap = themes.flatMap { themes in
      bindOverlap(themes) { for item in query.items { _ = bindPlanItems(item, draft.extras) } }
    }
    guard !hasErrors, interruption == nil else { return nil }
    var plan = Plan(
      pipelines: pipelines,
      dimensions: planDimensions.enumerated().map {
        $0.element ?? PlanDimension(name: header(of: clauses.dimensions[$0.offset]), type: .nothing)
      }, items: items, calendar: calendar)
    plan.overlap = overlap
    addFirstEvents(to: &plan, hasPeriod: start != nil || end != nil)
    plan.start = start
    plan.end = end
    plan.withPartial = withPartial
    plan.now = clauses.now
    plan.withN = draft.extras.contains(.n)
    plan.withShare = draft.extras.contains(.share)
    plan.withTotal = draft.extras.contains(.total)
    plan.withOthers = draft.extras.contains(.others)
    plan.top = draft.top
    plan.limit = draft.limit
    plan.pivot = draft.pivot
    for key in draft.sort { if let bound = bindSortKey(key, plan) { plan.sort.append(bound) } }
    checkClauses(draft, plan, range)
    guard !hasErrors else { return nil }
    noteWindows()
    return BoundQuery(
      plan: plan, columns: plan.columnsRead, valueChecks: valueChecks, notes: notes,
      destination: draft.destination, leftEdges: leftEdges,
      themes: usesThemes ? ThemeUse(set: themeSet, asked: askedThemes) : nil, currencyUses: currencyUses,
      readsComparisons: readsComparisons)
  }

  // MARK: Clauses

  private func collect(_ list: [Clause], into draft: inout QueryDraft) {
    var seen: Set<ClauseName> = []
    for clause in list {
      if let name = clause.kind.name, !seen.insert(name).inserted {
        report(
          .duplicateClause, "`\(name.rawValue)` stands twice", at: clause.range,
          help: name == .filter
            ? ["join the conditions with `and`"] : name == .by ? ["join the dimensions with a comma"] : [])
        continue
      }
      switch clause.kind {
      case .filter(let condition), .narrow(let condition): clauses.filters.append(condition)
      case .by(let dimensions): clauses.dimensions += dimensions
      case .during(let period):
        draft.during = period
        clauses.hasPeriod = true
      case .since(let period):
        draft.since = period
        clauses.hasPeriod = true
      case .until(let period):
        draft.until = period
        clauses.hasPeriod = true
      case .rolling(let count, let unit): setWindow(count, unit, clause.range)
      case .versus(let comparisons): draft.comparisons = comparisons
      case .cumulative: setWindow(nil, .month, clause.range)
      case .with(let extras):
        for extra in extras {
          switch extra {
          // The session adds targets to the finished result.
          case .target: break
          case .n, .interval, .ledger, .total, .others, .share, .partial: draft.extras.insert(extra)
          }
        }
      case .sort(let keys): draft.sort = keys
      case .top(let count): draft.setTop(Plan.Top(count: count, isBottom: false), clause.range, self)
      case .bottom(let count): draft.setTop(Plan.Top(count: count, isBottom: true), clause.range, self)
      case .limit(let count): draft.limit = count
      case .pivot(let dimension): draft.pivotDimension = dimension
      case .from(let name): clauses.from = name
      case .into(let path):
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if !["csv", "tsv", "json", "ndjson", "md", "html", "svg", "png", "arrow"].contains(ending) {
          report(
            .badClause, "the ending of `\(path)` names no format", at: clause.range,
            help: ["use .csv, .tsv, .json, .ndjson, .arrow, .md, .html, .svg or .png"])
        } else {
          draft.destination = path
        }
      case .without(let name):
        report(
          .badClause, "`without \(name.rawValue)` refines the last query at the prompt", at: clause.range)
      }
    }
    if let dimension = draft.pivotDimension {
      if let position = clauses.dimensions.firstIndex(where: { source[$0.range] == source[dimension.range] })
      {
        draft.pivot = position
      } else {
        draft.pivot = clauses.dimensions.count
        clauses.dimensions.append(dimension)
      }
    }
    clauses.needsTime = clauses.dimensions.contains {
      switch $0.kind {
      case .grain, .cycle: true
      default: false
      }
    }
  }

  /// A KPI that follows cohorts is answered by age, also when nobody says so (language, 13.17).
  private func addAge(for query: Query) {
    let hasAge = clauses.dimensions.contains { if case .age = $0.kind { true } else { false } }
    guard !hasAge else { return }
    for item in query.items {
      guard case .name(let name) = item.expression.stripped,
        let kpi = definitions.candidates(for: name.text).first,
        kpi.definition.clauses.contains(where: { if case .age = $0.kind { true } else { false } })
      else { continue }
      note("\(kpi.name) is shown by age")
      clauses.dimensions.append(
        Dimension(.age(Name("age", range: name.range)), alias: nil, range: name.range))
      return
    }
  }

  private func checkClauses(_ draft: QueryDraft, _ plan: Plan, _ range: SourceRange) {
    if plan.top != nil, !plan.dimensions.contains(where: { $0.spine == nil }) {
      report(
        .badClause, "`top` ranks the values of a dimension, and there is none but the calendar",
        at: draft.topRange ?? range,
        help: ["add `by COLUMN`, or use `sort` and `limit` for rows"])
    }
    if plan.withOthers, plan.top == nil {
      report(.badClause, "`with others` needs `top N` or `bottom N`", at: range)
    }
    if plan.withShare, plan.dimensions.isEmpty {
      report(.badClause, "`with share` needs `by`: without groups there are no parts", at: range)
    }
  }

  /// More items than anybody reads, which would take their time one by one.
  static let itemLimit = 1000

  private func checkHeaders(_ items: [PlanItem]) {
    var seen: Set<String> = []
    let headers = planDimensions.compactMap { $0?.name } + items.map(\.name)
    for header in headers where !seen.insert(header).inserted {
      report(
        .duplicateHeader, "two columns of the result are called `\(header)`", at: statementRange,
        help: ["name one of them with `as`"])
    }
  }

  // MARK: What is read

  /// Finds the tables and columns that the query reads, decodes them in one pass each, and sets the cut-off.
  private func prepareReads(_ query: Query) {
    var reads: [String: Set<String>] = [:]
    for item in query.items { survey(item.expression, into: &reads) }
    for (name, columns) in reads.sorted(by: { $0.key < $1.key }) {
      guard let table = table(named: name) else { continue }
      if !tablesRead.contains(name) { tablesRead.append(name) }
      prepare(columns, of: table)
    }
    setCutOff()
  }

  /// Collects what one item reads: columns of its conditions, dimensions, definitions and aggregates.
  private func survey(_ expression: Syntax.Expression, into reads: inout [String: Set<String>]) {
    var found: [(TableSchema, [Syntax.Expression], isDefinition: Bool)] = []
    var visited: Set<String> = []
    func visitKPI(_ kpi: KnownKPI, at range: SourceRange) {
      guard visited.insert(kpi.name).inserted else { return }
      if kpi.definition.hasPipeline {
        let known = diagnostics.count
        guard let table = resolveTable(for: kpi, at: range) else {
          // The binding proper reports it again, with the same words.
          diagnostics.removeSubrange(known...)
          return
        }
        found.append((table, kpi.definition.expressions, true))
      }
      // A KPI made of others reads what they read; so does one that looks others up for its keys.
      guard !kpi.definition.hasPipeline || kpi.definition.isKeyed else { return }
      for name in kpi.definition.expressions.flatMap(\.names) {
        guard let part = definitions.candidates(for: name.text).first, part.name != kpi.name else { continue }
        if let table = found.last?.0, kpi.definition.hasPipeline, !isMissing(name.text, table) { continue }
        visitKPI(part, at: range)
      }
    }
    expression.walk { part in
      switch part {
      case .name(let name):
        if let kpi = choose(definitions.candidates(for: name.text), for: name) ?? comparedKPI(name) {
          visitKPI(kpi, at: name.range)
        }
        return true
      case .parameter(let name):
        if let value = settings.parameters[name.text] { survey(value, into: &reads) }
        return false
      case .call(let call):
        if AggregateFunction(written: call) != nil {
          let known = diagnostics.count
          if let table = bareTable(for: part.names, members: part, at: call.range) {
            found.append((table, [part], false))
          } else {
            diagnostics.removeSubrange(known...)
          }
          return false
        }
        if let kpi = choose(definitions.candidates(for: call.name.text), for: call.name) {
          visitKPI(kpi, at: call.name.range)
        }
        return true
      default: return true
      }
    }
    let shared =
      clauses.filters
      + clauses.dimensions.compactMap { dimension -> Syntax.Expression? in
        switch dimension.kind {
        case .expression(let expression): return expression
        case .grain(_, let name), .cycle(_, let name), .age(let name): return .name(name)
        case .cohort: return nil
        }
      }
    for (table, expressions, isDefinition) in found {
      if !tablesRead.contains(table.name) { tablesRead.append(table.name) }
      var columns: Set<String> = []
      let scope = RowScope(table: table, isDefinition: isDefinition)
      let queryScope = RowScope(table: table, isDefinition: false)
      func note(_ expression: Syntax.Expression, _ scope: RowScope) {
        expression.walk { part in
          switch part {
          case .name(let name):
            switch meaning(of: name, in: scope) {
            case .column(let column), .role(_, let column): columns.insert(column)
            case .linked(let link, let column):
              columns.insert(link.key)
              reads[link.table, default: []].formUnion([column, link.tableKey])
            case .dimension(let key):
              if let dimension = definitions.dimensions[key] { note(dimension.expression, queryScope) }
            default: break
            }
          case .member(let tableName, let columnName):
            if let link = table.links.first(where: { fold($0.table) == fold(tableName.text) }),
              let other = self.table(named: link.table),
              case .column(let column)? = column(columnName.text, in: other)
            {
              columns.insert(link.key)
              reads[link.table, default: []].formUnion([column, link.tableKey])
            } else if case .column(let column)? = column(columnName.text, in: table) {
              columns.insert(column)
            }
          default: break
          }
          return true
        }
      }
      for expression in expressions { note(expression, scope) }
      for expression in shared { note(expression, queryScope) }
      if let kind = table.kind, let role = tableKind(named: kind)?.eventDate, let column = table.roles[role] {
        columns.insert(column)
      }
      reads[table.name, default: []].formUnion(columns)
    }
  }

  /// `now`: what `set now` says, else the midnight after the latest past event in the tables read (language, 13.7).
  private func setCutOff() {
    if let now = settings.now {
      clauses.now = now
      return
    }
    var latest: [(table: String, time: Int64)] = []
    for name in tablesRead {
      do {
        if let time = try catalog.latestEvent(of: name, in: calendar.zone) { latest.append((name, time)) }
      } catch let diagnostic as Diagnostic {
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
      } catch {
        break
      }
    }
    guard let newest = latest.max(by: { $0.time < $1.time }),
      let oldest = latest.min(by: { $0.time < $1.time })
    else {
      return
    }
    let day = Calendar.microsecondsPerDay
    clauses.now = (Calendar.floorDivide(newest.time, day) + 1) * day
    if newest.time - oldest.time > 7 * day {
      warn(
        .tablesEndApart,
        "\(oldest.table) ends on \(Calendar.dateText(Calendar.floorDivide(oldest.time, day))) and \(newest.table) on \(Calendar.dateText(Calendar.floorDivide(newest.time, day))): newer periods lack rows of \(oldest.table)",
        at: nil,
        help: ["`set now = \(Calendar.dateText(Calendar.floorDivide(oldest.time, day) + 1))` ends both there"]
      )
    }
  }

  /// The stretch that a period names.
  func stretch(_ period: PeriodExpression) -> Stretch? {
    let resolver = PeriodResolver(calendar: calendar, now: clauses.now ?? settings.wallClock)
    if case .parameter(let name) = period {
      var result: Stretch?
      _ = bindParameter(name) { value in
        if let literal = value.periodLiteral {
          result = resolver.stretch(literal)
        } else {
          report(
            .badPeriod, "`$\(name.text)` is no period", at: name.range,
            help: ["param \(name.text) = 2024-03"])
        }
        return .broken
      }
      return result
    }
    if resolver.reachesTooFar(period) {
      report(
        .badPeriod, "`\(source[period.range])` reaches back before the year 1", at: period.range,
        help: ["leave the period out to take all of the past"])
      return nil
    }
    guard let stretch = resolver.stretch(period) else { return nil }
    if stretch.start >= stretch.end {
      report(
        .badPeriod, "the period ends before it begins", at: period.range,
        help: ["the earlier end comes first: 2024-01..2024-06"])
    }
    return stretch
  }

  private func resolvePeriods(_ draft: QueryDraft) {
    let during = draft.during.flatMap(stretch)
    let since = draft.since.flatMap(stretch)
    let until = draft.until.flatMap(stretch)
    clauses.start = [during?.start, since?.start].compactMap { $0 }.max()
    clauses.end = [during?.end, until?.end].compactMap { $0 }.min()
    if let start = clauses.start, let end = clauses.end, start >= end, !hasErrors {
      report(
        .badPeriod, "`since` is later than `until`: the period is empty",
        at: draft.since?.range ?? draft.until?.range, help: ["the earlier one is `since`"])
    }
  }

  // MARK: Items

  /// An item and the columns of its extras.
  private func bindPlanItems(_ item: Item, _ extras: Set<Extra>) -> [PlanItem] {
    let outer = readsComparisons
    readsComparisons = false
    defer { readsComparisons = readsComparisons || outer }
    let bound = bindItem(item.expression, ItemContext())
    var planned = PlanItem(
      name: item.alias?.text ?? header(of: item.expression), value: bound.value.expression,
      n: bound.n, shareBase: bound.shareBase, unit: bound.value.unit)
    if case .name(let name) = item.expression.stripped, let kpi = definitions.candidates(for: name.text).first
    {
      planned.isBetterUp = kpi.definition.isBetterUp
      planned.needs = kpi.definition.needs
    }
    if case .call(let call) = item.expression.stripped,
      let kpi = definitions.candidates(for: call.name.text).first,
      AggregateFunction(written: call) == nil
    {
      planned.isBetterUp = kpi.definition.isBetterUp
      planned.needs = kpi.definition.needs
    }
    if bound.isConstant, !hasErrors {
      report(
        .badClause, "`\(source[item.expression.range])` reads no table", at: item.expression.range,
        help: ["`print \(source[item.expression.range])` computes it"])
    }
    var columns = [planned]
    if extras.contains(.interval), !hasErrors { columns += interval(of: planned, bound.uncertainty) }
    if !comparisons.isEmpty, !readsComparisons, !hasErrors { columns += compare(item, planned, bound) }
    return columns + (extras.contains(.ledger) && !hasErrors ? ledger(of: planned.name, bound.parts) : [])
  }

  /// The header of an item without an alias: a KPI's own name, else its text with `_`.
  func header(of expression: Syntax.Expression) -> String {
    switch expression.stripped {
    case .name(let name): definitions.candidates(for: name.text).first?.name ?? name.text
    case .call(let call) where AggregateFunction(written: call) == nil:
      definitions.candidates(for: call.name.text).first?.name ?? source[expression.range].asHeader
    default: source[expression.range].asHeader
    }
  }

  private func bindSortKey(_ key: SortKey, _ plan: Plan) -> Plan.SortKey? {
    let text = source[key.key.range]
    var target: Plan.SortKey.Target?
    if case .name(let name) = key.key.unwrapped {
      let folded = fold(name.text)
      if let item = plan.items.firstIndex(where: { $0.name == name.text || fold($0.name) == folded }) {
        target = .item(item)
      } else if let kpi = definitions.candidates(for: name.text).first,
        let item = plan.items.firstIndex(where: { $0.name == kpi.name })
      {
        target = .item(item)
      } else if let dimension = plan.dimensions.firstIndex(where: {
        $0.name == name.text || fold($0.name) == folded
      })
        ?? clauses.dimensions.firstIndex(where: { fold(source[$0.range]) == folded })
      {
        target = .dimension(dimension)
      } else if folded == "n" {
        target = .n(0)
      } else if folded == "share" {
        target = .share(0)
      } else if let part = plan.items.firstIndex(where: { $0.isComparison(folded) }) {
        target = .item(part)
      }
    } else if let item = plan.items.firstIndex(where: { $0.name == text.asHeader }) {
      target = .item(item)
    } else if let dimension = plan.dimensions.firstIndex(where: { $0.name == text.asHeader }) {
      target = .dimension(dimension)
    }
    guard let target else {
      let names = plan.items.map(\.name) + plan.dimensions.map(\.name) + ["n"]
      let suggestion = nearest(to: text, among: names)
      report(
        .badSort, "`sort` takes a column of the result, and `\(text)` is none", at: key.key.range,
        label: suggestion.map { "did you mean `\($0)`?" },
        help: ["there are " + names.joined(separator: ", ")])
      return nil
    }
    if case .share = target, !plan.withShare {
      report(.badSort, "`sort share` needs `with share`", at: key.key.range)
      return nil
    }
    return Plan.SortKey(target: target, isDescending: key.isDescending ?? false)
  }
}

/// Clauses that only the whole query needs, before they are checked.
private struct QueryDraft {
  var during: PeriodExpression?
  var since: PeriodExpression?
  var until: PeriodExpression?
  var extras: Set<Extra> = []
  var comparisons: [Comparison] = []
  var sort: [SortKey] = []
  var top: Plan.Top?
  var topRange: SourceRange?
  var limit: Int?
  var pivotDimension: Dimension?
  var pivot: Int?
  var destination: String?

  mutating func setTop(_ value: Plan.Top, _ range: SourceRange, _ binder: Binder) {
    if top != nil {
      binder.report(.duplicateClause, "`top` and `bottom` exclude each other", at: range)
    }
    top = value
    topRange = range
  }
}

extension Clause.Kind {
  /// The word that the clause begins with.
  package var name: ClauseName? {
    switch self {
    case .filter: .filter
    case .narrow, .without: nil
    case .by: .by
    case .during: .during
    case .since: .since
    case .until: .until
    case .rolling: .rolling
    case .versus: .versus
    case .cumulative: .cumulative
    case .with: .with
    case .sort: .sort
    case .top: .top
    case .bottom: .bottom
    case .limit: .limit
    case .pivot: .pivot
    case .from: .from
    case .into: .into
    }
  }
}

extension Syntax.Expression {
  /// The expression without brackets and conditions of its own.
  fileprivate var stripped: Syntax.Expression {
    switch self {
    case .parenthesised(let inner, _): inner.stripped
    case .restricted(let inner, _, _): inner.stripped
    default: self
    }
  }

  /// The period that a constant expression writes.
  fileprivate var periodLiteral: PeriodLiteral? {
    switch unwrapped {
    case .literal(.period(let literal), _): literal
    case .literal(.integer(let year, _), _) where (1000...9999).contains(year): .year(Int(year))
    case .literal(.text(let text), _): PeriodLiteral(text: text)
    default: nil
    }
  }
}
