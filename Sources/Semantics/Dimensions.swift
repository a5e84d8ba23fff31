import Columns
import Diagnostics
import Functions
import Planning
import Syntax

extension Binder {
  /// The dimensions of the query for one pipeline, in the order of `by`; describes them for the plan on the way.
  func bindDimensions(_ draft: PipelineDraft) -> [BoundExpression] {
    let scope = RowScope(table: draft.scope.table, isDefinition: false)
    return within(statementSource) {
      clauses.dimensions.enumerated().map { position, dimension in
        let (expression, description) = bindDimension(dimension, draft, scope)
        // A value of a row becomes a value of its key; what belongs to the key already stays.
        let bound = isOfKey(dimension, draft) ? expression : lift(Typed(expression), in: draft).expression
        if planDimensions[position] == nil { planDimensions[position] = description }
        if let known = planDimensions[position]?.type, let type = description?.type, known != type {
          report(
            .wrongType,
            "`\(source[dimension.range])` is \(known.words) in one table and \(type.words) in \(scope.table.name)",
            at: dimension.range)
        }
        return bound
      }
    }
  }

  /// Calendar words and ages of keys are bound beside the keys themselves.
  private func isOfKey(_ dimension: Dimension, _ draft: PipelineDraft) -> Bool {
    switch dimension.kind {
    case .grain, .cohort: draft.isPerPeriod || draft.isWindowed || draft.isDatedByKey
    case .cycle: draft.isPerPeriod || draft.isDatedByKey
    case .age: draft.keys?.ages != nil
    case .expression(let expression):
      if case .call(let call) = expression.unwrapped {
        draft.keys != nil && bandedKPI(call)?.kpi.definition.bands != nil
      } else {
        false
      }
    }
  }

  private func bindDimension(
    _ dimension: Dimension, _ draft: PipelineDraft, _ scope: RowScope
  ) -> (BoundExpression, PlanDimension?) {
    switch dimension.kind {
    case .grain(let grain, let name):
      let period = DataType.period(Grain(rawValue: grain.rawValue) ?? .month)
      if draft.keys?.ages != nil {
        note("for \(draft.scope.kpi ?? "this KPI") `by \(grain.rawValue)` is `cohort \(grain.rawValue)`")
        return bindCohort(grain, header: dimension.alias?.text ?? grain.rawValue, draft, dimension)
      }
      if draft.isPerPeriod || draft.isWindowed {
        // The engine runs the pipeline once for each period and fills this in.
        return (
          .constant(.none, period),
          PlanDimension(
            name: dimension.alias?.text ?? grain.rawValue, type: period,
            spine: Grain(rawValue: grain.rawValue))
        )
      }
      guard let time = draft.time else { return calendarColumn(name, dimension, scope) }
      if case .column(let column)? = column(name.text, in: scope.table) {
        warn(
          .hiddenName,
          "`\(name.text)` is the calendar here, and \(scope.table.name) also has a column of that name",
          at: name.range, help: ["the column is written by `\(column)`"])
      }
      let bound = calendarPart(.period(cell(of: grain)), time, operand: .name(name), name.range)
      let header = dimension.alias?.text ?? grain.rawValue
      return (
        bound.expression, PlanDimension(name: header, type: period, spine: Grain(rawValue: grain.rawValue))
      )
    case .cycle(let cycle, let name):
      if draft.isPerPeriod || draft.keys?.ages != nil {
        report(
          .noTime, "\(draft.scope.kpi ?? "this KPI") is a state over time, so it has no `\(cycle.rawValue)`",
          at: name.range, help: ["show it by day, week or month"])
        return (Typed.broken.expression, nil)
      }
      guard let time = draft.time else { return calendarColumn(name, dimension, scope) }
      let bound = calendarPart(.cycle(cycle), time, operand: .name(name), name.range)
      return (
        bound.expression,
        PlanDimension(name: header(of: dimension), type: bound.type, isWeekday: cycle == .weekday)
      )
    case .cohort(let grain):
      return bindCohort(
        grain, header: dimension.alias?.text ?? "cohort_\(grain.rawValue)", draft, dimension)
    case .age(let name):
      if draft.keys?.ages != nil {
        var description = PlanDimension(name: dimension.alias?.text ?? name.text, type: .number)
        description.isAge = true
        return (.column("age", .number), description)
      }
      if case .column? = column(name.text, in: scope.table) {
        return bindExpressionDimension(.name(name), dimension, draft, scope)
      }
      report(
        .noTime, "`age` belongs to KPIs that follow cohorts, such as cohort_retention", at: dimension.range)
      return (Typed.broken.expression, nil)
    case .expression(let expression): return bindExpressionDimension(expression, dimension, draft, scope)
    }
  }

  /// `cohort month`: the period in which a key began.
  private func bindCohort(
    _ grain: CalendarGrain, header: String, _ draft: PipelineDraft, _ dimension: Dimension
  ) -> (BoundExpression, PlanDimension?) {
    guard draft.keys?.ages != nil, let origin = draft.time else {
      report(
        .noTime, "`cohort` belongs to KPIs with an `age` clause, such as cohort_retention",
        at: dimension.range)
      return (Typed.broken.expression, nil)
    }
    let part = CalendarPart.period(grain)
    let bound = calendarPart(part, origin, operand: .unreadable(dimension.range), dimension.range)
    return (bound.expression, PlanDimension(name: header, type: bound.type))
  }

  /// A calendar word where no item has a time: then the column of that name is meant.
  private func calendarColumn(
    _ name: Name, _ dimension: Dimension, _ scope: RowScope
  ) -> (BoundExpression, PlanDimension?) {
    let bound = bindRow(.name(name), scope)
    return (bound.expression, PlanDimension(name: header(of: dimension), type: bound.type))
  }

  private func bindExpressionDimension(
    _ expression: Syntax.Expression, _ dimension: Dimension, _ draft: PipelineDraft, _ scope: RowScope
  ) -> (BoundExpression, PlanDimension?) {
    let header = header(of: dimension, in: scope)
    if case .call(let call) = expression.unwrapped, let (kpi, arguments) = bandedKPI(call),
      kpi.definition.bands != nil
    {
      return bindBandDimension(kpi, arguments, call, header, draft)
    }
    if case .call(let call) = expression.unwrapped, call.name.text.lowercased() == "band" {
      return bindBand(call, header, scope)
    }
    if let call = expression.themeCall { return bindThemeDimension(call, header, scope) }
    if let column = columnInQuotes(expression, scope) {
      report(
        .wrongType, "quotes make a text, and a column stands without them", at: expression.range,
        help: ["by \(column.isPlainName ? column : "`\(column)`")"])
      return (Typed.broken.expression, nil)
    }
    if case .name(let name) = expression.unwrapped, case .unknown = meaning(of: name, in: scope),
      let word = nearest(to: name.text, among: names(beside: scope.table) + calendarWords),
      calendarWords.contains(word)
    {
      report(
        .unknownName, "\(scope.table.name) has no column called `\(name.text)`", at: name.range,
        label: "did you mean `\(word)`?")
      return (Typed.broken.expression, nil)
    }
    let bound = bindRow(expression, scope)
    if bound.type == .time, dimension.alias == nil, case .name = expression.unwrapped {
      note(
        "by `\(source[dimension.range])` groups by the very moment; `day of \(source[dimension.range])` groups by day"
      )
    }
    var description = PlanDimension(name: header, type: bound.type)
    // A dimension with a name of its own may stand for stretches too.
    if let labels = labels(of: bound.expression) {
      description = PlanDimension(name: header, type: .number, labels: labels)
    }
    if case .calendarPart(.cycle(.weekday), _, _) = expression.unwrapped { description.isWeekday = true }
    // A period of the item's own time is the same calendar as the bare grain.
    if case .period(let grain) = bound.type, let time = draft.time,
      case .call(_, let arguments, _) = bound.expression, arguments == [time.expression]
    {
      description.spine = grain
    }
    return (bound.expression, description)
  }

  /// `band(x, 0, 50)`: `<0`, `0..<50`, `≥50`, in the order of their limits.
  private func bindBand(_ call: Call, _ header: String, _ scope: RowScope) -> (
    BoundExpression, PlanDimension?
  ) {
    guard let value = call.arguments.first.map({ bindRow($0.value, scope) }), call.arguments.count >= 2 else {
      report(
        .wrongArguments, "`band` needs a value and its limits", at: call.range,
        help: ["band(amount, 0, 50, 100)"])
      return (Typed.broken.expression, nil)
    }
    guard !value.isNothing else { return (value.expression, nil) }
    var limits: [Typed] = []
    for argument in call.arguments.dropFirst() {
      let limit = bindRow(argument.value, scope)
      guard let constant = limit.constant, limit.type == value.type || limit.type == .duration else {
        report(
          .wrongArguments,
          limit.constant == nil
            ? "the limits of `band` are plain values"
            : "the limits of `band` are \(limit.type.words), and what they cut is \(value.type.words)",
          at: argument.value.range, help: ["band(amount, 0, 50, 100)"])
        return (Typed.broken.expression, nil)
      }
      if let number = constant.number, let last = limits.last?.constant?.number, number <= last {
        report(
          .wrongArguments, "the limits of `band` go from the lowest to the highest",
          at: argument.value.range, help: ["band(amount, 0, 50, 100)"])
        return (Typed.broken.expression, nil)
      }
      limits.append(limit)
    }
    let bound = apply("band", [value] + limits, call.range)
    return (
      bound.expression, PlanDimension(name: header, type: .number, labels: labels(of: bound.expression))
    )
  }

  /// The stretches of `band`, in the order of their limits; nil for every other expression.
  private func labels(of expression: BoundExpression) -> [String]? {
    guard case .call(let function, let arguments, _) = expression, function.name == "band" else { return nil }
    var limits: [Value] = []
    for argument in arguments.dropFirst() {
      guard case .constant(let limit, _) = argument else { return nil }
      limits.append(limit)
    }
    return bandLabels(limits)
  }

  /// The header of a dimension: its alias, the column's own name, or its text with `_`.
  func header(of dimension: Dimension, in scope: RowScope? = nil) -> String {
    if let alias = dimension.alias { return alias.text }
    if case .expression(let expression) = dimension.kind {
      switch expression.unwrapped {
      case .name(let name):
        guard let scope else { return name.text }
        switch meaning(of: name, in: scope) {
        case .column(let column), .role(_, let column), .linked(_, let column): return column
        default: return name.text
        }
      case .member(_, let column): return column.text
      default: break
      }
    }
    return source[dimension.range].asHeader
  }
}

/// The words that group by calendar.
private let calendarWords = ["hour", "day", "week", "month", "quarter", "year", "weekday"]

extension String {
  /// The text of an expression as a header: runs of other signs than letters and digits become `_`.
  var asHeader: String {
    var header = ""
    for scalar in unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" {
        header.unicodeScalars.append(scalar)
      } else if !header.hasSuffix("_"), !header.isEmpty {
        header += "_"
      }
    }
    while header.hasSuffix("_") { header.removeLast() }
    return header.isEmpty ? "value" : header
  }
}
