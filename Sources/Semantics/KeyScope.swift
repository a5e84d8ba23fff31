import Columns
import Diagnostics
import Functions
import Planning
import Syntax

/// What `per` makes of a pipeline while its formula is still being bound: rows below, keys above.
///
/// An aggregate beside a key is an aggregate of the key's rows; it becomes a column `inner 0`, `inner 1` … of the keys.
final class KeyDraft {
  /// The scope of the rows that belong to a key.
  var rowScope: RowScope
  /// The rows, grouped by the keys; gets its aggregates as the formula asks for them.
  var rows: Pipeline
  /// The columns of the keys, in the order of `rows.dimensions`.
  var names: [String] = []
  /// Names that the definition or the query may use for a key, folded, with the column each means.
  var visible: [String: Typed] = [:]
  var ages: Keys.Ages?
  /// The first key as the definition writes it; other KPIs are looked up by it.
  var keyName: Name?
  /// The columns of `spells` by the tolerance with which spans are joined, once some helper has asked for them.
  private var spells: [Int64: String] = [:]

  init(rowScope: RowScope, rows: Pipeline) {
    self.rowScope = rowScope
    self.rows = rows
  }

  var keys: Keys { Keys(rows: rows, names: names, ages: ages) }

  /// Adds a grouping expression and returns the column that it becomes.
  func addDimension(_ expression: BoundExpression, name: String) -> BoundExpression {
    if let known = rows.dimensions.firstIndex(of: expression) {
      return .column(names[known], expression.type)
    }
    rows.dimensions.append(expression)
    names.append(name)
    return .column(name, expression.type)
  }

  func add(_ aggregate: Aggregate) -> BoundExpression {
    let index = rows.aggregates.firstIndex(of: aggregate) ?? rows.aggregates.count
    if index == rows.aggregates.count { rows.aggregates.append(aggregate) }
    return .column("inner \(index)", aggregate.type)
  }

  /// The joined spans of each key; nil without `span`.
  func spellColumn(_ part: String, _ type: DataType, tolerance: Int64) -> BoundExpression? {
    guard let span = rowScope.span else { return nil }
    let name = spells[tolerance] ?? (tolerance == 0 ? "spell" : "spell within \(tolerance)")
    if spells[tolerance] == nil {
      spells[tolerance] = name
      rows.steps.append(
        .spells(
          name, start: span.start, end: span.end, keys: rows.dimensions.first.map { [$0] } ?? [],
          tolerance: tolerance))
    }
    return .column("\(name) \(part)", type)
  }
}

/// The beginning and the end of a row that stands for a stretch of time; an unknown end is open.
struct Span {
  var start: BoundExpression
  var end: BoundExpression
}

extension Binder {
  // MARK: Instants

  /// `start`, `end` and `now`, inside a definition.
  func bindInstant(_ instant: Instant) -> Typed {
    if usesPeriods { return Typed(.instant(instant)) }
    switch instant {
    case .start:
      guard let start = clauses.start ?? lastWholeMonth?.start else { return Typed(.constant(.none, .time)) }
      return Typed(.constant(.time(start), .time))
    case .end:
      let now = clauses.now ?? settings.wallClock
      guard clauses.end == nil, clauses.start == nil, isTransition, let month = lastWholeMonth else {
        return Typed(.constant(.time(min(clauses.end ?? now, now)), .time))
      }
      return Typed(.constant(.time(month.end), .time))
    }
  }

  /// The period of a transition that is asked without one (language, 13.5).
  var lastWholeMonth: Stretch? {
    guard let now = clauses.now else { return nil }
    return PeriodResolver(calendar: calendar, now: now).stretch(.last(nil, .month, SourceRange(0, 0)))
  }

  // MARK: State at an instant

  /// Whether a span is alive just before an instant: `begin < t <= end`.
  func alive(_ span: Span, at instant: Typed) -> Typed {
    let start = Typed(span.start)
    let end = Typed(span.end)
    let begun = apply("<", [start, instant], nil)
    let open = apply("or", [apply("is none", [end], nil), apply(">=", [end, instant], nil)], nil)
    return apply("and", [begun, open], nil)
  }

  /// `x@t`: the sum of x over the spans alive just before t, of the key or of the row itself; `active@t`: any alive.
  func bindAt(
    _ operand: Syntax.Expression, _ instantSyntax: Syntax.Expression, _ range: SourceRange, _ scope: RowScope
  ) -> Typed {
    let rowScope = scope.keys?.rowScope ?? scope
    guard let span = rowScope.span else {
      report(.wrongArguments, "`@` needs spans: a definition with `span START .. END`", at: range)
      return .broken
    }
    let instant = bindRow(instantSyntax, rowScope)
    guard instant.type.isTemporal else {
      if !instant.isNothing {
        report(.wrongType, "`@` needs an instant, and this is \(instant.type.words)", at: instantSyntax.range)
      }
      return .broken
    }
    var isAlive = alive(span, at: instant)
    if case .name(let name) = operand.unwrapped, fold(name.text) == "active", !name.isQuoted {
      guard let keys = scope.keys else { return isAlive }
      // Whoever is between two spans that are joined is there all the time.
      if let tolerance = ownTolerance(scope), tolerance > 0,
        let begin = keys.spellColumn("begin", .time, tolerance: tolerance),
        let end = keys.spellColumn("end", .time, tolerance: tolerance)
      {
        isAlive = alive(Span(start: begin, end: end), at: instant)
      }
      let count = keys.add(
        Aggregate(function: .count, arguments: [], given: isAlive.expression, type: .number))
      return apply(">", [Typed(count), Typed(.constant(.integer(0), .number))], range)
    }
    let value = bindRow(operand, rowScope)
    guard !value.isNothing else { return .broken }
    guard value.type == .number || value.type == .duration else {
      report(
        .wrongType, "`@` adds up numbers, and `\(source[operand.range])` is \(value.type.words)",
        at: operand.range)
      return .broken
    }
    if let keys = scope.keys {
      let sum = keys.add(
        Aggregate(function: .sum, arguments: [value.expression], given: isAlive.expression, type: value.type))
      return Typed(sum, unit: value.unit)
    }
    let zero = Typed(.constant(value.type == .duration ? .duration(0) : .integer(0), value.type))
    return Typed(apply("if", [isAlive, value, zero], range).expression, unit: value.unit)
  }

  /// `joined()`, `left()`, `joined_in(a, b)`, `left_in(a, b)`: of the joined spans of a key.
  func bindSpellHelper(_ name: String, _ call: Call, _ scope: RowScope) -> Typed {
    let instants = name == "joined" || name == "left" ? 0 : 2
    guard let tolerance = tolerance(of: call, after: instants, scope) else { return .broken }
    guard let keys = scope.keys, let begin = keys.spellColumn("begin", .time, tolerance: tolerance),
      let end = keys.spellColumn("end", .time, tolerance: tolerance),
      let number = keys.spellColumn("number", .number, tolerance: tolerance),
      let head = keys.spellColumn("head", .bool, tolerance: tolerance)
    else {
      report(.wrongArguments, "`\(name)` needs `span START .. END` and `per KEY` above it", at: call.range)
      return .broken
    }
    switch name {
    case "joined":
      return Typed(keys.add(Aggregate(function: .min, arguments: [begin], type: .time)))
    case "left":
      let first = apply("=", [Typed(number), Typed(.constant(.integer(1), .number))], nil)
      return Typed(
        keys.add(Aggregate(function: .min, arguments: [end], given: first.expression, type: .time)))
    default:
      guard call.arguments.count >= 2 else {
        report(.wrongArguments, "`\(name)` takes two instants: \(name)(start, end)", at: call.range)
        return .broken
      }
      let from = bindRow(call.arguments[0].value, scope)
      let to = bindRow(call.arguments[1].value, scope)
      let edge = Typed(name == "joined_in" ? begin : end)
      var happened = apply(
        "and", [apply(">=", [edge, from], call.range), apply("<", [edge, to], call.range)], nil)
      if name == "joined_in" { happened = apply("and", [Typed(head), happened], nil) }
      let count = keys.add(
        Aggregate(function: .count, arguments: [], given: happened.expression, type: .number))
      return apply(">", [Typed(count), Typed(.constant(.integer(0), .number))], nil)
    }
  }

  /// `ntile(x, k)`: the k-th of the whole base in which the value lies, at the place where it is written.
  func bindPosition(_ call: Call, _ scope: RowScope) -> Typed {
    guard let draft = scope.draft else {
      report(.wrongArguments, "`ntile` needs the whole base, so it belongs into a definition", at: call.range)
      return .broken
    }
    guard call.arguments.count == 2,
      case .integer(let parts)? = bindConstant(call.arguments[1].value).constant,
      (1...1_000).contains(parts)
    else {
      report(
        .wrongArguments, "`ntile` takes a value and a number of parts: ntile(sum(amount), 5)", at: call.range)
      return .broken
    }
    let value = bindRow(call.arguments[0].value, scope)
    guard !value.isNothing else { return .broken }
    let name = "part \(draft.steps.count)"
    draft.addBeforeConditions(.position(name, value: value.expression, parts: Int(parts)))
    return Typed(.column(name, .number))
  }

  // MARK: Aggregates of a key's rows

  /// An aggregate beside a key: over the rows of the key.
  func bindInnerAggregate(_ aggregate: AggregateFunction, _ call: Call, _ keys: KeyDraft) -> Typed {
    let scope = keys.rowScope
    let (bound, given, isInstant) = bindArguments(aggregate, call, scope)
    guard let type = resultType(aggregate, bound, call) else { return .broken }
    var order: BoundExpression?
    if [.first, .last, .nth].contains(aggregate) {
      order = bound.first?.type.isTemporal == true ? bound.first?.expression : keys.rows.time
    }
    let column = keys.add(
      Aggregate(
        function: aggregate, arguments: bound.map(\.expression), given: given?.expression, order: order,
        type: type))
    switch aggregate {
    case .share: return Typed(column, unit: .percent)
    case .count, .distinct: return Typed(column, unit: .count)
    default: return Typed(isInstant ? inZone(column) : column, unit: bound.first?.unit)
    }
  }

  /// A name beside a key: a key, an age, or a KPI as that key's own value (language, 13.3 and 13.4).
  func bindKeyName(_ name: Name, _ scope: RowScope, _ keys: KeyDraft) -> Typed {
    if !name.isQuoted {
      if let local = scope.locals[name.text] { return local }
      switch name.text {
      case "now": return Typed(.constant(.time(clauses.now ?? settings.wallClock), .time))
      case "start": return bindInstant(.start)
      case "end": return bindInstant(.end)
      case "age" where keys.ages != nil: return Typed(.column("age", .number))
      case "age_start" where keys.ages != nil: return Typed(.column("age_start", .time))
      case "age_end" where keys.ages != nil: return Typed(.column("age_end", .time))
      default: break
      }
    }
    if let key = keys.visible[fold(name.text)] { return key }
    if let kpi = choose(definitions.candidates(for: name.text), for: name) {
      return bindLookUp(kpi, [], name.range, scope)
    }
    if case .unknown = meaning(of: name, in: keys.rowScope) {
      let suggestion = nearest(to: name.text, among: names(beside: scope.table) + definitions.all.map(\.name))
      report(
        .unknownName, "there is no key, column or KPI called `\(name.text)`", at: name.range,
        label: suggestion.map { "did you mean `\($0)`?" })
    } else {
      report(
        .needsAggregate, "after `per` a column has many values for each key", at: name.range,
        help: ["use an aggregate, such as `first(\(name.text))`, `sum(\(name.text))` or `\(name.text)@end`"])
    }
    return .broken
  }

  // MARK: KPIs as values of a key

  /// A KPI used after `per`: the key's own value, without the query's conditions.
  func bindLookUp(_ kpi: KnownKPI, _ arguments: [Argument], _ range: SourceRange, _ scope: RowScope) -> Typed
  {
    guard let draft = scope.draft, let keys = scope.keys, let key = keys.names.first,
      let keyName = keys.keyName
    else {
      return .broken
    }
    let outer = saveForLookUp()
    clauses.filters = []
    keepTable(for: kpi, beside: scope.table)
    clauses.dimensions = [Dimension(.expression(.name(keyName)), alias: nil, range: range)]
    let item = within(statementSource) { bindKPI(kpi, arguments: arguments, at: range, ItemContext()) }
    let lookup = Lookup(
      pipelines: pipelines, item: item.value.expression,
      key: .column(key, keys.rows.dimensions.first?.type ?? .text), name: kpi.name)
    restore(outer)
    guard !item.value.isNothing else { return .broken }
    return draft.addLookUp(lookup, item.value)
  }

  /// `total(k)`: the KPI without the groups, with the conditions.
  func bindTotal(_ call: Call, _ scope: RowScope) -> Typed {
    guard let draft = scope.draft, let argument = call.arguments.first, call.arguments.count == 1 else {
      report(.wrongArguments, "`total` takes one KPI, inside a definition", at: call.range)
      return .broken
    }
    let outer = saveForLookUp()
    clauses.dimensions = []
    let item = bindItem(argument.value, ItemContext())
    let lookup = Lookup(pipelines: pipelines, item: item.value.expression, key: nil)
    restore(outer)
    guard !item.value.isNothing else { return .broken }
    return draft.addLookUp(lookup, item.value)
  }

  /// `from` names the table of the item; a KPI of another kind of table keeps to its own.
  func keepTable(for kpi: KnownKPI, beside table: TableSchema) {
    if kpi.definition.table != table.kind, kpi.definition.table != table.name { clauses.from = nil }
  }

  struct LookUpState {
    var clauses: QueryClauses
    var pipelines: [Pipeline]
    var dimensions: [PlanDimension?]
    var isInsidePeriod: Bool
    var isRest: Bool
  }

  func saveForLookUp() -> LookUpState {
    let state = LookUpState(
      clauses: clauses, pipelines: pipelines, dimensions: planDimensions, isInsidePeriod: isInsidePeriod,
      isRest: isRest)
    pipelines = []
    isRest = false
    // Inside a period of the outer query even a flow is asked for that period alone.
    isInsidePeriod = usesPeriods
    planDimensions = [nil]
    clauses.needsTime = false
    return state
  }

  func restore(_ state: LookUpState) {
    clauses = state.clauses
    pipelines = state.pipelines
    planDimensions = state.dimensions
    isInsidePeriod = state.isInsidePeriod
    isRest = state.isRest
  }
}
