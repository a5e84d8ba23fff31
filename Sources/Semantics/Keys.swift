import Columns
import Diagnostics
import Functions
import Planning
import Syntax

extension Binder {
  // MARK: span

  /// `span START .. END`: rows become stretches of time; those that begin at or after `now` are outside, and one that
  /// ends after it is open.
  func addSpan(_ start: Syntax.Expression, _ end: Syntax.Expression, to draft: PipelineDraft) -> Bool {
    let begin = bindRow(start, draft.scope)
    var close = bindRow(end, draft.scope)
    for (bound, syntax) in [(begin, start), (close, end)] where !bound.type.isTemporal && !bound.isNothing {
      report(.wrongType, "`span` needs dates or times, and this is \(bound.type.words)", at: syntax.range)
      return false
    }
    guard !begin.isNothing else { return false }
    if close.isNothing { close = Typed(.constant(.none, .time)) }
    if let now = clauses.now {
      let cutOff = Typed(.constant(.time(now), .time))
      draft.steps.append(.keep(apply("<", [begin, cutOff], nil).expression, .outside))
      if close.constant == nil {
        let isPast = apply("<=", [close, cutOff], nil)
        close = apply("if", [isPast, close, Typed(.constant(.none, .nothing))], nil)
      }
    }
    draft.scope.span = Span(start: begin.expression, end: close.expression)
    draft.draftTime = begin.expression
    return true
  }

  // MARK: per

  /// `per KEY, …`: from here on one row stands for each key.
  func addKeys(_ items: [Item], _ definition: KPIDefinition, to draft: PipelineDraft) {
    let rowScope = draft.scope
    let rows = Pipeline(
      table: rowScope.table.name, steps: draft.steps, time: draft.draftTime, dimensions: [], aggregates: [])
    let keys = KeyDraft(rowScope: rowScope, rows: rows)
    for (position, item) in items.enumerated() {
      let bound = bindRow(item.expression, rowScope)
      guard !bound.isNothing else { continue }
      let column = Typed(keys.addDimension(bound.expression, name: "key \(position)"), unit: bound.unit)
      var names = [item.alias?.text].compactMap { $0 }
      if case .name(let name) = item.expression.unwrapped {
        names.append(name.text)
        if position == 0 { keys.keyName = name }
        if case .column(let own, _) = bound.expression { names.append(own) }
      }
      for name in names { keys.visible[fold(name)] = column }
    }
    draft.steps = []
    draft.scope.keys = keys
    if definition.entry == .end {
      // A key has one place in the base, so it is in one group: that of its latest row.
      draft.segments = .origin(
        Aggregate(function: .last, arguments: draft.draftTime.map { [$0] } ?? [], type: .time))
    }
    if rowScope.span != nil {
      draft.segments = .spans(at: definition.mentionsStart ? .start : definition.mentionsEnd ? .end : nil)
    }
  }

  // MARK: age

  /// `age UNIT since TIME`: one row for each key and age; the period chooses cohorts.
  func addAges(
    _ unit: DurationUnit, _ since: Syntax.Expression, _ filters: [Syntax.Expression], _ range: SourceRange,
    to draft: PipelineDraft
  ) -> Bool {
    guard let keys = draft.keys else {
      report(.badDefinition, "`age` needs `per KEY` above it", at: range)
      return false
    }
    guard let grain = unit.grain, grain != .hour else {
      report(.badDefinition, "ages are counted in days, weeks, months, quarters or years", at: range)
      return false
    }
    let origin = bindRow(since, draft.scope)
    let begin = instant(origin.expression)
    guard origin.type.isTemporal, case .column(let name, _) = begin ?? origin.expression,
      let index = Int(name.split(separator: " ").last ?? ""), name.hasPrefix("inner "),
      keys.rows.aggregates.indices.contains(index)
    else {
      if !origin.isNothing {
        report(
          .badDefinition, "`since` needs a date of the key, such as `first(ordered_at)`", at: since.range)
      }
      return false
    }
    var aggregate = keys.rows.aggregates[index]
    // Ages begin and end on the calendar, so their origin is what the clock shows.
    if begin != nil { aggregate.arguments[0] = inZone(aggregate.arguments[0]) }
    keys.ages = Keys.Ages(unit: grain, origin: aggregate)
    keys.ages?.hasRunning = withPartial
    keys.rowScope.hasAges = true
    keys.rows.hasAges = true
    draft.segments = .origin(aggregate)
    addFilters(filters, to: draft)
    draft.time = Typed(.column("origin", origin.type))
    if clauses.start != nil || clauses.end != nil, let period = periodCondition(draft.time ?? origin) {
      draft.steps.append(.keep(period, .outside))
    }
    return true
  }

  /// The rule by which a key dated by an aggregate gets the value of a column.
  func originSegments(_ time: Typed, _ keys: KeyDraft) -> PipelineDraft.Segments {
    if case .column(let name, _) = instant(time.expression) ?? time.expression, name.hasPrefix("inner "),
      let index = Int(name.split(separator: " ").last ?? ""), keys.rows.aggregates.indices.contains(index)
    {
      return .origin(keys.rows.aggregates[index])
    }
    return .rows
  }

  // MARK: Segments

  /// A value of a row as the value of its key, by the rule of the definition (language, 13.1); of a row itself as it is.
  func lift(_ value: Typed, in draft: PipelineDraft) -> Typed {
    guard let keys = draft.keys, !value.isNothing, value.constant == nil else { return value }
    // A key is its own value.
    if let known = keys.rows.dimensions.firstIndex(of: value.expression) {
      return Typed(.column(keys.names[known], value.type), unit: value.unit)
    }
    func pick(
      _ function: AggregateFunction, _ arguments: [BoundExpression], _ order: BoundExpression?, given: Typed?
    ) -> Typed {
      Typed(
        keys.add(
          Aggregate(
            function: function, arguments: arguments, given: given?.expression, order: order, type: value.type
          )))
    }
    switch draft.segments {
    case .rows:
      return Typed(keys.addDimension(value.expression, name: "row \(keys.names.count)"), unit: value.unit)
    case .origin(let origin):
      let time = origin.arguments.first
      switch origin.function {
      case .last, .max: return pick(.last, [value.expression], time, given: nil)
      case .nth:
        return pick(.nth, [value.expression] + origin.arguments.dropFirst(), time, given: nil)
      default: return pick(.first, [value.expression], time, given: nil)
      }
    case .spans(let instant):
      guard let span = keys.rowScope.span else { return value }
      guard let instant else { return pick(.first, [value.expression], span.start, given: nil) }
      let isAlive = alive(span, at: bindInstant(instant))
      let alive = pick(.last, [value.expression], span.start, given: isAlive)
      let begins = apply(
        "and",
        [
          apply(">=", [Typed(span.start), bindInstant(.start)], nil),
          apply("<", [Typed(span.start), bindInstant(.end)], nil),
        ], nil)
      let fresh = pick(.first, [value.expression], span.start, given: begins)
      let count = keys.add(
        Aggregate(function: .count, arguments: [], given: isAlive.expression, type: .number))
      let isThere = apply(">", [Typed(count), Typed(.constant(.integer(0), .number))], nil)
      return apply("if", [isThere, alive, fresh], nil)
    }
  }
}
