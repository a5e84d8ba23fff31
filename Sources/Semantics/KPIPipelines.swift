import Columns
import Diagnostics
import Functions
import Planning
import Syntax

extension Binder {
  // MARK: KPIs

  func bindKPI(_ kpi: KnownKPI, arguments: [Argument], at range: SourceRange, _ context: ItemContext)
    -> BoundItem
  {
    let definition = kpi.definition
    guard !expanding.contains(kpi.name) else {
      report(.definitionLoop, "the definition of `\(kpi.name)` uses itself", at: range)
      return .broken
    }
    guard let locals = bindParameters(of: kpi, arguments, at: range) else { return .broken }
    addWindows(of: kpi, locals)
    if definition.parameters.contains(where: { $0.name.text == "most_contacts" }) {
      // Silence may be health or absence: which of them a score takes it for is a choice, and is said.
      note("\(kpi.name) takes fewer contacts as better")
    }
    expanding.append(kpi.name)
    let outerTransition = isTransition
    isTransition = definition.mentionsStart
    defer {
      expanding.removeLast()
      isTransition = outerTransition
    }
    var inner = ItemContext(pipeline: nil, locals: locals, kpi: kpi.name, filters: context.filters)
    var item: BoundItem
    if definition.hasPipeline {
      guard let table = resolveTable(for: kpi, at: range) else { return .broken }
      guard let draft = draftPipeline(kpi, table, locals, context.filters, at: range) else { return .broken }
      inner.pipeline = draft
      inner.locals = draft.scope.locals
      item = within(kpi.source) { bindItem(definition.formula, inner) }
      item.parts = [LedgerPart(kpi: kpi.name, draft: draft, n: item.n)]
      addLeftEdge(of: kpi, draft)
      addCurrencyUse(of: kpi, table, context.filters, at: range)
      if definition.mentionsStart, !clauses.hasPeriod, !usesPeriods, let month = lastWholeMonth {
        note(
          "\(kpi.name) is for the last whole month, \(calendar.text(.month, calendar.ordinal(.month, ofTime: month.start)))"
        )
      }
      if draft.time == nil, clauses.hasPeriod, !draft.isPerPeriod, draft.keys?.ages == nil {
        note("\(kpi.name) has no date, so the period does not change it")
      }
    } else {
      let (start, end) = (clauses.start, clauses.end)
      // What compares a state with an earlier one is a transition: without a period it is for the last whole month.
      if definition.looksBack, start == nil, end == nil, !usesPeriods, let month = lastWholeMonth {
        (clauses.start, clauses.end) = (month.start, month.end)
        note(
          "\(kpi.name) is for the last whole month, \(calendar.text(.month, calendar.ordinal(.month, ofTime: month.start)))"
        )
      }
      defer { (clauses.start, clauses.end) = (start, end) }
      item = within(kpi.source) { bindItem(definition.formula, inner) }
    }
    if let unit = definition.unit { item.value.unit = unit }
    return item
  }

  /// The parameters of a KPI with the values of this use.
  private func bindParameters(of kpi: KnownKPI, _ arguments: [Argument], at range: SourceRange) -> [String:
    Typed]?
  {
    var locals: [String: Typed] = [:]
    let parameters = kpi.definition.parameters
    for parameter in parameters {
      locals[parameter.name.text] = within(kpi.source) { bindConstant(parameter.value) }
    }
    for (position, argument) in arguments.enumerated() {
      let name: String
      if let label = argument.label {
        guard let parameter = parameters.first(where: { fold($0.name.text) == fold(label.text) }) else {
          report(
            .wrongArguments, "`\(kpi.name)` has no parameter called `\(label.text)`", at: label.range,
            help: [
              parameters.isEmpty
                ? "it has none" : "it has \(parameters.map { "`\($0.name.text)`" }.joined(separator: ", "))"
            ])
          return nil
        }
        name = parameter.name.text
      } else if position < parameters.count {
        name = parameters[position].name.text
      } else {
        report(
          .wrongArguments, "`\(kpi.name)` takes \(parameters.count) parameters", at: argument.value.range)
        return nil
      }
      let value = bindConstant(argument.value)
      if let usual = locals[name], !usual.isNothing, !value.isNothing, usual.type != value.type {
        report(
          .wrongType,
          "the parameter `\(name)` of `\(kpi.name)` is \(usual.type.words), not \(value.type.words)",
          at: argument.value.range)
        return nil
      }
      locals[name] = value
    }
    return locals
  }

  /// A value that needs no row: a literal, a parameter, arithmetic of them.
  func bindConstant(_ expression: Syntax.Expression) -> Typed {
    let item = bindItem(expression, ItemContext())
    guard item.isConstant else {
      report(.wrongArguments, "a plain value is needed here", at: expression.range)
      return .broken
    }
    return item.value
  }

  /// The steps of a definition over a table, with the query's conditions and period where they enter (language, 13.4).
  private func draftPipeline(
    _ kpi: KnownKPI, _ table: TableSchema, _ locals: [String: Typed], _ filters: [Syntax.Expression],
    at range: SourceRange
  ) -> PipelineDraft? {
    let definition = kpi.definition
    let draft = PipelineDraft(
      scope: RowScope(table: table, locals: locals, isDefinition: true, kpi: kpi.name), isQuery: false)
    draft.scope.draft = draft
    draft.isPerPeriod = definition.mentionsStart || definition.mentionsEnd || usesStates(kpi)
    if let own = eventTime(of: table) { draft.draftTime = columnValue(own, in: table) }
    let entry = definition.entry
    if entry == .start { addFilters(filters, to: draft) }
    for clause in definition.clauses {
      let isFine = within(kpi.source) { () -> Bool in
        switch clause.kind {
        case .from: return true
        case .letValue(let name, let expression):
          draft.scope.locals[name.text] = bindLet(name, expression, draft)
          return true
        case .span(let start, let end): return addSpan(start, end, to: draft)
        case .when(let expression): return addTime(expression, kpi, filters, to: draft)
        case .keep(let condition):
          for part in condition.conjuncts {
            if let role = part.testedAbsence, draft.scope.locals[role] == nil, isMissing(role, table) {
              note("\(table.name) has no `\(role)`, so conditions on it are left out")
              continue
            }
            draft.steps.append(.keep(self.condition(part, draft.scope).expression, .notEligible))
          }
          return true
        case .mature(let condition):
          draft.steps.append(.keep(self.condition(condition, draft.scope).expression, .notYetDue))
          return true
        case .per(let items):
          addKeys(items, definition, to: draft)
          if entry == .keys { addFilters(filters, to: draft) }
          return true
        case .age(let unit, let since): return addAges(unit, since, filters, clause.range, to: draft)
        }
      }
      guard isFine else { return nil }
    }
    if entry == .end { addFilters(filters, to: draft) }
    refuseWindow(of: draft, kpi, at: range)
    if draft.time == nil, clauses.needsTime, !draft.isPerPeriod, draft.keys?.ages == nil {
      report(
        .noTime, "\(kpi.name) has no date, so it cannot be shown by calendar", at: range,
        help: ["group by a period of a column, such as `month of created_at`"])
      return nil
    }
    return draft
  }

  /// Whether keys without a date of their own are judged by KPIs that are a state at the end of the period, which makes
  /// a state of the whole.
  private func usesStates(_ kpi: KnownKPI) -> Bool {
    let definition = kpi.definition
    guard definition.isKeyed, definition.entry != .when else { return false }
    var own = Set(definition.parameters.map(\.name.text))
    for clause in definition.clauses {
      if case .letValue(let name, _) = clause.kind { own.insert(name.text) }
    }
    return definition.expressions.contains { expression in
      expression.names.contains { name in
        guard !own.contains(name.text), let part = definitions.candidates(for: name.text).first,
          part.name != kpi.name, !expanding.contains(part.name)
        else { return false }
        if part.definition.mentionsStart || part.definition.mentionsEnd { return isAnswerable(part) }
        expanding.append(part.name)
        defer { expanding.removeLast() }
        return usesStates(part) && isAnswerable(part)
      }
    }
  }

  /// `when`: rows or keys whose time lies in the period.
  private func addTime(
    _ expression: Syntax.Expression, _ kpi: KnownKPI, _ filters: [Syntax.Expression], to draft: PipelineDraft
  ) -> Bool {
    let table = draft.scope.table
    if draft.keys == nil, let missing = missingOwnDate(expression, table) {
      addFilters(filters, to: draft)
      note("\(table.name) has no `\(missing)`, so \(kpi.name) is answered without time")
      return true
    }
    let time = bindRow(expression, draft.scope)
    guard time.type.isTemporal else {
      if !time.isNothing {
        var message = "`when` needs a date or a time, and this is \(time.type.words)"
        var help: [String] = []
        if case .column(let column, _) = time.expression, !column.hasPrefix("let ") {
          message = "\(kpi.name) needs dates in `\(column)` of \(table.name), which is \(time.type.words)"
          help = ["`describe \(column.isPlainName ? column : "`\(column)`")` shows what it holds"]
        }
        report(.wrongType, message, at: expression.range, help: help)
      }
      return false
    }
    if let keys = draft.keys, keys.rowScope.span == nil { draft.segments = originSegments(time, keys) }
    addFilters(filters, to: draft)
    draft.time = time
    draft.isTimeOfRow = draft.keys == nil
    draft.isWindowed = movesPeriods && !draft.isPerPeriod && !kpi.definition.isMergeable
    if let period = draft.isWindowed ? windowCondition(time) : periodCondition(time) {
      draft.steps.append(.keep(period, .outside))
    }
    return true
  }

  private func bindLet(_ name: Name, _ expression: Syntax.Expression, _ draft: PipelineDraft) -> Typed {
    guard case .call(let call) = expression.unwrapped, !call.keys.isEmpty,
      let argument = call.arguments.first,
      let offset = ["next": 1, "prev": -1][call.name.text.lowercased()]
    else { return bindRow(expression, draft.scope) }
    let value = bindRow(argument.value, draft.scope)
    guard !value.isNothing else { return .broken }
    let column = "let \(name.text) \(draft.steps.count)"
    let instant = instant(value.expression)
    draft.steps.append(
      .neighbour(
        column, value: instant ?? value.expression,
        keys: call.keys.map { bindRow($0, draft.scope).expression },
        order: value.type.isTemporal ? nil : neighbourOrder(value, draft), offset: offset,
        withinGroups: draft.isEntered))
    let neighbour = BoundExpression.column(column, value.type)
    return Typed(instant == nil ? neighbour : inZone(neighbour), unit: value.unit)
  }

  /// What orders the rows among which `next` and `prev` look: a period by itself, a row by its table's time, a key by
  /// the first of its parts that is a time.
  private func neighbourOrder(_ value: Typed, _ draft: PipelineDraft) -> BoundExpression? {
    if case .period = value.type { return value.expression }
    guard let keys = draft.keys else { return draft.draftTime }
    for (name, part) in zip(keys.names, keys.rows.dimensions) {
      switch part.type {
      case .period, .date, .time: return .column(name, part.type)
      default: continue
      }
    }
    return nil
  }

  func addFilters(_ filters: [Syntax.Expression], to draft: PipelineDraft) {
    draft.isEntered = true
    let scope = RowScope(table: draft.scope.table, isDefinition: false)
    within(statementSource) {
      for filter in clauses.filters + filters {
        for part in filter.conjuncts {
          draft.steps.append(.keep(lift(condition(part, scope), in: draft).expression, .filter))
        }
      }
    }
  }

  /// Rows of the query's period and before the cut-off; rows without a date are never used (language, 13.2).
  func periodCondition(_ time: Typed) -> BoundExpression? {
    if isInsidePeriod {
      // The value belongs to each period of the outer query.
      let start = apply(">=", [time, Typed(.instant(.start))], nil)
      return apply("and", [start, apply("<", [time, Typed(.instant(.end))], nil)], nil).expression
    }
    let end = [clauses.end, clauses.now].compactMap { $0 }.min()
    var parts: [Typed] = []
    if let start = clauses.start {
      parts.append(apply(">=", [time, Typed(.constant(.time(start), .time))], nil))
    }
    if let end { parts.append(apply("<", [time, Typed(.constant(.time(end), .time))], nil)) }
    if parts.isEmpty { parts.append(apply("is known", [time], nil)) }
    guard let first = parts.first else { return nil }
    return parts.dropFirst().reduce(first) { apply("and", [$0, $1], nil) }.expression
  }
}
