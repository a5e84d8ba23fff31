package import Columns
import Diagnostics
import Functions
import Planning
package import Syntax

/// A pipeline while its aggregates are still being found.
///
/// It becomes a pipeline of the plan with its first aggregate; two items with equal steps over the same table share
/// one, so that one pass serves both.
final class PipelineDraft {
  var scope: RowScope
  var steps: [Step] = []
  var time: Typed?
  /// The table's own time, which orders `first` and `last` where no other time does.
  var draftTime: BoundExpression?
  /// A bare aggregate of a query rather than a definition.
  let isQuery: Bool
  /// Whether the line has passed at which `where`, `by` and the period enter.
  var isEntered = false
  private var index: Int?
  private var dimensions: [BoundExpression] = []

  init(scope: RowScope, isQuery: Bool) {
    self.scope = scope
    self.isQuery = isQuery
  }

  func add(_ aggregate: Aggregate, to binder: Binder) -> BoundExpression {
    let position: Int
    if let index {
      position = index
    } else {
      dimensions = binder.bindDimensions(self)
      let pipeline = Pipeline(
        table: scope.table.name, steps: steps, time: time?.expression, dimensions: dimensions, aggregates: [])
      if let same = binder.pipelines.firstIndex(where: { $0.reads(like: pipeline) }) {
        position = same
      } else {
        position = binder.pipelines.count
        binder.pipelines.append(pipeline)
      }
      index = position
    }
    let known = binder.pipelines[position].aggregates.firstIndex(of: aggregate)
    if known == nil { binder.pipelines[position].aggregates.append(aggregate) }
    return .aggregate(
      pipeline: position, index: known ?? binder.pipelines[position].aggregates.count - 1, aggregate.type)
  }
}

extension Pipeline {
  /// Same rows, same groups: only the aggregates may differ.
  fileprivate func reads(like other: Pipeline) -> Bool {
    table == other.table && steps == other.steps && time == other.time && dimensions == other.dimensions
  }
}

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
    if let planned = definition.plannedFeature {
      report(
        .notAvailable, "\(kpi.name) uses \(planned.rawValue), which is not available yet", at: range,
        help: ["`describe \(kpi.name)` shows its definition"])
      return .broken
    }
    guard let locals = bindParameters(of: kpi, arguments, at: range) else { return .broken }
    expanding.append(kpi.name)
    defer { expanding.removeLast() }
    var inner = ItemContext(pipeline: nil, locals: locals, kpi: kpi.name, filters: context.filters)
    var item: BoundItem
    if definition.hasPipeline {
      guard let table = resolveTable(for: kpi, at: range) else { return .broken }
      guard let draft = draftPipeline(kpi, table, locals, context.filters, at: range) else { return .broken }
      inner.pipeline = draft
      inner.locals = draft.scope.locals
      item = within(kpi.source) { bindItem(definition.formula, inner) }
      if draft.time == nil, clauses.hasPeriod {
        note("\(kpi.name) has no date, so the period does not change it")
      }
    } else {
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
    if let own = eventTime(of: table) { draft.draftTime = .column(own, type(of: own, in: table)) }
    let hasWhen = definition.clauses.contains { if case .when = $0.kind { true } else { false } }
    if !hasWhen { addFilters(filters, to: draft) }
    for clause in definition.clauses {
      switch clause.kind {
      case .from: break
      case .letValue(let name, let expression):
        draft.scope.locals[name.text] = within(kpi.source) { bindLet(name, expression, draft) }
      case .when(let expression):
        addFilters(filters, to: draft)
        if let missing = missingOwnDate(expression, table) {
          note("\(table.name) has no `\(missing)`, so \(kpi.name) is answered without time")
          break
        }
        let time = within(kpi.source) { bindRow(expression, draft.scope) }
        guard time.type.isTemporal else {
          if !time.isNothing {
            within(kpi.source) {
              report(
                .wrongType, "`when` needs a date or a time, and this is \(time.type.words)",
                at: expression.range)
            }
          }
          return nil
        }
        draft.time = time
        if let period = periodCondition(time) { draft.steps.append(.keep(period, .outside)) }
      case .keep(let condition):
        for part in condition.conjuncts {
          if let role = part.testedAbsence, draft.scope.locals[role] == nil, isMissing(role, table) {
            note("\(table.name) has no `\(role)`, so that condition of \(kpi.name) is left out")
            continue
          }
          let bound = within(kpi.source) { self.condition(part, draft.scope) }
          draft.steps.append(.keep(bound.expression, .notEligible))
        }
      case .mature(let condition):
        let bound = within(kpi.source) { self.condition(condition, draft.scope) }
        draft.steps.append(.keep(bound.expression, .notYetDue))
      case .span, .per, .age: return nil
      }
    }
    if draft.time == nil, clauses.needsTime {
      report(
        .noTime, "\(kpi.name) has no date, so it cannot be shown by calendar", at: range,
        help: ["group by a period of a column, such as `month of created_at`"])
      return nil
    }
    return draft
  }

  private func bindLet(_ name: Name, _ expression: Syntax.Expression, _ draft: PipelineDraft) -> Typed {
    guard case .call(let call) = expression.unwrapped, !call.keys.isEmpty,
      let argument = call.arguments.first,
      let offset = ["next": 1, "prev": -1][call.name.text.lowercased()]
    else { return bindRow(expression, draft.scope) }
    let value = bindRow(argument.value, draft.scope)
    guard !value.isNothing else { return .broken }
    let column = "let \(name.text) \(draft.steps.count)"
    draft.steps.append(
      .neighbour(
        column, value: value.expression, keys: call.keys.map { bindRow($0, draft.scope).expression },
        order: value.type.isTemporal ? nil : draft.draftTime, offset: offset, withinGroups: draft.isEntered))
    return Typed(.column(column, value.type), unit: value.unit)
  }

  private func addFilters(_ filters: [Syntax.Expression], to draft: PipelineDraft) {
    draft.isEntered = true
    let scope = RowScope(table: draft.scope.table, isDefinition: false)
    within(statementSource) {
      for filter in clauses.filters + filters {
        for part in filter.conjuncts {
          draft.steps.append(.keep(condition(part, scope).expression, .filter))
        }
      }
    }
  }

  /// Rows of the query's period and before the cut-off; rows without a date are never used (language, 13.2).
  private func periodCondition(_ time: Typed) -> BoundExpression? {
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

  // MARK: Bare aggregates

  /// The pipeline of an aggregate written in a query: the table that has all its columns (language, 13.20).
  func barePipeline(for call: Call, _ context: ItemContext) -> PipelineDraft? {
    let names = Syntax.Expression.call(call).names
    guard let table = bareTable(for: names, members: Syntax.Expression.call(call), at: call.range) else {
      return nil
    }
    let draft = PipelineDraft(scope: RowScope(table: table, isDefinition: false), isQuery: true)
    addFilters(context.filters, to: draft)
    if let column = eventTime(of: table) {
      let time = Typed(.column(column, type(of: column, in: table)))
      draft.draftTime = time.expression
      if clauses.needsTime || clauses.hasPeriod {
        draft.time = time
        if let period = periodCondition(time) { draft.steps.append(.keep(period, .outside)) }
      } else if settings.now != nil, let now = clauses.now {
        // Rows without a time count whether or not `now` was set.
        let isBefore = apply("<", [time, Typed(.constant(.time(now), .time))], nil)
        let isUndated = apply("is none", [time], nil)
        draft.steps.append(.keep(apply("or", [isBefore, isUndated], nil).expression, .outside))
      }
    } else if clauses.needsTime || clauses.hasPeriod {
      let dates = table.columns.filter { type(of: $0, in: table).isTemporal }
      report(
        .noTime, "it is not clear which date of \(table.name) decides", at: call.range,
        help: dates.isEmpty
          ? ["\(table.name) has no date column"]
          : [
            "group by one of "
              + dates.map { "`month of \($0.isPlainName ? $0 : "`\($0)`")`" }.joined(separator: ", ")
          ])
      return nil
    }
    return draft
  }

  /// The date by which rows of a table happen: the kind's own, else the only date column.
  func eventTime(of table: TableSchema) -> String? {
    if let kind = table.kind, let role = tableKind(named: kind)?.eventDate, let column = table.roles[role] {
      return column
    }
    if table.kind != nil,
      let role = ["responded_at", "sent_at", "created_at", "ordered_at", "used_at", "started_at"].first(
        where: { table.roles[$0] != nil })
    {
      return table.roles[role]
    }
    let dates = table.columns.filter { type(of: $0, in: table).isTemporal }
    return dates.count == 1 ? dates[0] : nil
  }
}

extension KPIDefinition {
  /// A definition with rows of its own; without, it is made of other KPIs.
  var hasPipeline: Bool {
    if !clauses.isEmpty { return true }
    var found = false
    formula.walk { expression in
      if case .call(let call) = expression, let aggregate = AggregateFunction(written: call),
        !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
      {
        found = true
      }
      return !found
    }
    return found
  }

  package var unit: Unit? {
    for item in metadata { if case .unit(let name) = item.kind { return Unit(name) } }
    return nil
  }

  package var isBetterUp: Bool? {
    for item in metadata { if case .better(let up) = item.kind { return up } }
    return nil
  }

  package var needs: Int? {
    for item in metadata { if case .needs(let count) = item.kind { return count } }
    return nil
  }

  package var parameters: [NamedValue] {
    metadata.flatMap { item -> [NamedValue] in
      if case .parameters(let values) = item.kind { return values }
      return []
    }
  }

  /// The first thing in the definition that this version does not do yet.
  package var plannedFeature: Planned? {
    let locals = Set(
      clauses.compactMap { if case .letValue(let name, _) = $0.kind { name.text } else { nil } }
        + parameters.map(\.name.text))
    for clause in clauses {
      switch clause.kind {
      case .span: return .span
      case .per: return .per
      case .age: return .age
      default: break
      }
    }
    for expression in expressions {
      var found: Planned?
      expression.walk { part in
        switch part {
        case .at: found = .instant
        case .running: found = .running
        case .cohort: found = .cohort
        case .name(let name)
        where !name.isQuoted && ["start", "end"].contains(name.text) && !locals.contains(name.text):
          found = .startEnd
        case .call(let call):
          switch call.name.text.lowercased() {
          case "prev" where call.keys.isEmpty: found = .previous
          case "total": found = .total
          case "ntile": found = .ntile
          case "theme": found = .theme
          default: break
          }
        default: break
        }
        return found == nil
      }
      if let found { return found }
    }
    return nil
  }

  /// Every expression of the definition.
  package var expressions: [Syntax.Expression] {
    clauses.flatMap { clause -> [Syntax.Expression] in
      switch clause.kind {
      case .from: []
      case .span(let start, let end): [start, end]
      case .when(let expression), .keep(let expression), .mature(let expression),
        .letValue(_, let expression),
        .age(_, let expression):
        [expression]
      case .per(let items): items.map(\.expression)
      }
    } + [formula]
  }
}

extension Syntax.Expression {
  /// The parts between top-level `and`s.
  var conjuncts: [Syntax.Expression] {
    if case .binary(.and, let left, let right, _) = unwrapped { return left.conjuncts + right.conjuncts }
    return [self]
  }

  /// The name in `ROLE is none` and `ROLE = false`: conditions that hold where the role is missing altogether.
  var testedAbsence: String? {
    switch unwrapped {
    case .test(.name(let name), .none, false, _), .test(.name(let name), .isFalse, false, _): name.text
    case .binary(.equal, .name(let name), let right, _):
      if case .literal(.bool(false), _) = right.unwrapped { name.text } else { nil }
    default: nil
    }
  }
}
