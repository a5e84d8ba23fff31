import Columns
import Diagnostics
import Functions
import Planning
import Syntax

/// An item of a query, bound: a value for each group, and what is known about it.
struct BoundItem {
  var value: Typed
  /// What the denominator counts; nil for plain counts and sums, and for constants.
  var n: BoundExpression?
  /// What `share` is a part of.
  var shareBase: BoundExpression?
  /// A plain count or sum: under a division its own value, or its rows, are the n.
  var divisorN: BoundExpression?
  var isConstant = false
  /// How far the value may be off by chance, when some family of reference §1.4 fits.
  var uncertainty: Uncertainty?
  /// The KPIs and bare aggregates that the value is made of.
  var parts: [LedgerPart] = []

  static var broken: BoundItem { BoundItem(value: .broken, isConstant: true) }
}

/// Where an item stands: in a query, or in the formula of a definition that has a pipeline of its own.
struct ItemContext {
  /// The pipeline that bare aggregates belong to; nil in a query, where the table is found from their names.
  var pipeline: PipelineDraft?
  /// Parameters and lets of the definition.
  var locals: [String: Typed] = [:]
  var kpi: String?
  /// Conditions of brackets around the item: `(nps where plan = "pro")`.
  var filters: [Syntax.Expression] = []
}

extension Binder {
  /// Binds an expression over groups: KPIs, aggregates and arithmetic between them.
  func bindItem(_ expression: Syntax.Expression, _ context: ItemContext) -> BoundItem {
    switch expression {
    case .literal(let literal, let range):
      return BoundItem(value: bindLiteral(literal, range), isConstant: true)
    case .parenthesised(let inner, _): return bindItem(inner, context)
    case .parameter(let name):
      var result = BoundItem.broken
      _ = bindParameter(name) {
        result = bindItem($0, context)
        return result.value
      }
      return result
    case .name(let name): return bindItemName(name, context)
    case .restricted(let inner, let clauses, _):
      var inside = context
      for clause in clauses {
        if case .filter(let condition) = clause.kind {
          inside.filters.append(condition)
        } else {
          report(
            .badClause, "only `where` may stand inside the brackets of an item", at: clause.range,
            help: ["put the other clauses at the end of the query"])
        }
      }
      return bindItem(inner, inside)
    case .call(let call): return bindItemCall(call, context)
    case .unary(.minus, let operand, let range):
      var item = bindItem(operand, context)
      let unit = item.value.unit
      item.value = apply("negate", [item.value], range)
      item.uncertainty = item.uncertainty.map { .linear($0, factor: -1, offset: 0) }
      item.value.unit = unit
      return item
    case .unary(.not, let operand, let range):
      var item = bindItem(operand, context)
      item.value = apply("not", [item.value], range)
      return item
    case .binary(let binary, let left, let right, let range):
      return combine(
        binary, bindItem(left, context), bindItem(right, context), left: left, right: right, range)
    case .test(let operand, let test, let negated, let range):
      var item = bindItem(operand, context)
      let name =
        test == .none || test == .known
        ? ((test == .none) != negated ? "is none" : "is known") : "is \(test.rawValue)"
      item.value = apply(name, [item.value], range)
      if negated, test == .isTrue || test == .isFalse { item.value = apply("not", [item.value], range) }
      return item
    case .within(let operand, let low, let high, let negated, let range):
      let item = bindItem(operand, context)
      let bounds = [bindItem(low, context), bindItem(high, context)]
      var result = item
      result.value = apply("within", [item.value] + bounds.map(\.value), range)
      if negated { result.value = apply("not", [result.value], range) }
      return result
    case .oneOf(let operand, let members, let negated, let range):
      var item = bindItem(operand, context)
      item.value = apply("in", [item.value] + members.map { bindItem($0, context).value }, range)
      if negated { item.value = apply("not", [item.value], range) }
      return item
    case .calendarPart, .member, .memberOf:
      report(
        .needsAggregate, "a value of a row is no item of a query", at: expression.range,
        help: ["put it inside an aggregate, such as `count()` or `mean(…)`, or after `by`"])
      return .broken
    case .at(_, _, let range):
      report(.aggregateMisplaced, "`@` needs an aggregate around it, such as `sum(mrr@end)`", at: range)
      return .broken
    case .running(let inner, let range):
      guard context.pipeline?.keys?.ages != nil else {
        report(.badDefinition, "`running` adds up over ages, and there is no `age` here", at: range)
        return .broken
      }
      var item = bindItem(inner, context)
      item.value.expression = .running(item.value.expression, item.value.type)
      item.uncertainty = item.uncertainty.map {
        $0.isTotal ? .total : .composed(item.value.expression, sides: nil)
      }
      return item
    case .cohort(_, let range):
      report(.badClause, "`cohort` is a dimension: write it after `by`", at: range)
      return .broken
    case .unreadable: return .broken
    }
  }

  private func bindItemName(_ name: Name, _ context: ItemContext) -> BoundItem {
    if context.kpi != nil, !name.isQuoted, let local = context.locals[name.text] {
      if local.constant != nil { return BoundItem(value: local, isConstant: true) }
      report(.needsAggregate, "`\(name.text)` is a value of a row and needs an aggregate", at: name.range)
      return .broken
    }
    let candidates = definitions.candidates(for: name.text)
    if let kpi = choose(candidates, for: name) {
      return bindKPI(kpi, arguments: [], at: name.range, context)
    }
    if let column = bindComparisonColumn(name, context) { return column }
    return reportUnknownItem(name, context)
  }

  private func reportUnknownItem(_ name: Name, _ context: ItemContext) -> BoundItem {
    let tables = catalog.tables
    for table in tables {
      guard case .column(let column)? = column(name.text, in: table) else { continue }
      let written = column.isPlainName ? column : "`\(column)`"
      let isNumber = type(of: column, in: table) == .number
      report(
        .needsAggregate, "`\(column)` is a column of \(table.name), so an item needs an aggregate of it",
        at: name.range,
        help: [isNumber ? "mean(\(written))" : "count() by \(written)"])
      return .broken
    }
    if let comparison = missingComparison(name) {
      report(
        .unknownName, "`\(name.text)` needs the comparison that it speaks of", at: name.range,
        help: ["add `\(comparison)`"])
      return .broken
    }
    let names = definitions.all.map(\.name) + tables.flatMap(\.columns)
    let suggestion = nearest(to: name.text, among: names)
    var diagnostic = Diagnostic(
      .error, .unknownName, "there is no KPI or column called `\(name.text)`", source: source, at: name.range,
      label: suggestion.map { "did you mean `\($0)`?" })
    if let suggestion, context.kpi == nil {
      let fixed =
        source[SourceRange(statementRange.start, name.range.start)] + suggestion
        + source[SourceRange(name.range.end, statementRange.end)]
      diagnostic.correction = fixed
      if !fixed.contains("\n") { diagnostic.help = [fixed] }
    } else {
      diagnostic.help = ["`show kpis` lists the KPIs"]
    }
    diagnostics.append(diagnostic)
    return .broken
  }

  /// The KPI that a name means; when an alias names several, the first that the loaded tables can answer.
  func choose(_ candidates: [KnownKPI], for name: Name) -> KnownKPI? {
    guard let first = candidates.first else { return nil }
    if candidates.count > 1 {
      let chosen = candidates.first { isAnswerable($0) } ?? first
      note("`\(name.text)` is read as \(chosen.name)")
      return chosen
    }
    return first
  }

  private func bindItemCall(_ call: Call, _ context: ItemContext) -> BoundItem {
    let name = call.name.text.lowercased()
    if name == "prev" { return bindPrevious(call, context) }
    if let (kpi, arguments) = bandedKPI(call) { return bindBandItem(kpi, arguments, call, context) }
    if name == "total" {
      guard let pipeline = context.pipeline else {
        report(.badClause, "`total` belongs into a definition; in a query write `with total`", at: call.range)
        return .broken
      }
      return BoundItem(value: bindTotal(call, pipeline.scope))
    }
    if let aggregate = AggregateFunction(written: call),
      !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
    {
      guard let pipeline = context.pipeline ?? barePipeline(for: call, context) else { return .broken }
      var item = bindAggregate(aggregate, call, pipeline)
      if context.pipeline == nil {
        item.parts = [LedgerPart(kpi: source[call.range].asHeader, draft: pipeline, n: item.n)]
        addCurrencyUse(of: aggregate, call, pipeline.scope.table, context.filters)
      }
      return item
    }
    if let kpi = choose(definitions.candidates(for: call.name.text), for: call.name) {
      return bindKPI(kpi, arguments: call.arguments, at: call.name.range, context)
    }
    guard let function = Function.named(name) else {
      _ = unknownFunction(call)
      return .broken
    }
    let items = call.arguments.map { bindItem($0.value, context) }
    if name == "business_hours" {
      var result = BoundItem(value: bindBusinessHours(items.map(\.value), call))
      result.isConstant = items.allSatisfy(\.isConstant)
      result.parts = items.flatMap(\.parts)
      return result
    }
    guard let type = function.resultType(items.map(\.value.type)) else {
      report(
        .wrongArguments, "`\(name)` does not take \(items.map(\.value.type.words).joined(separator: ", "))",
        at: call.range,
        help: ["\(function.name)(\(function.parameters.joined(separator: ", "))): \(function.summary)"])
      return .broken
    }
    var result = BoundItem(value: Typed(.call(function, items.map(\.value.expression), type)))
    result.value.unit = items.first?.value.unit
    result.n = smaller(items.compactMap { $0.n ?? $0.divisorN })
    result.shareBase = result.n
    result.isConstant = items.allSatisfy(\.isConstant)
    result.uncertainty = uncertainty(function, items, type)
    result.parts = items.flatMap(\.parts)
    return result
  }

  /// `prev(k, n)`: the KPI n periods earlier, by the calendar of `by`, else by the query's own period.
  private func bindPrevious(_ call: Call, _ context: ItemContext) -> BoundItem {
    guard let argument = call.arguments.first, call.arguments.count <= 2 else {
      report(.wrongArguments, "`prev` takes a KPI and a number of periods: prev(mrr, 1)", at: call.range)
      return .broken
    }
    var count = 1
    if call.arguments.count == 2 {
      guard case .integer(let written)? = bindConstant(call.arguments[1].value).constant,
        (1...1000).contains(written)
      else {
        report(
          .wrongArguments, "the second argument of `prev` is a whole number of periods",
          at: call.arguments[1].value.range)
        return .broken
      }
      count = Int(written)
    }
    let (start, end, outer, outerStretch) = (clauses.start, clauses.end, shift, stretch)
    shift.periods += count
    func look(at other: Stretch) {
      clauses.start = other.start
      clauses.end = other.end
      stretch = OtherStretch(
        start: other.start, end: other.end, unit: calendar.unit(beginning: other.start, within: other.end))
    }
    if let grain = clauses.finestGrain {
      clauses.start = start.map { calendar.moved($0, by: -count, grain) }
      clauses.end = end.map { calendar.moved($0, by: -count, grain) }
    } else if let from = start, let to = end ?? clauses.now {
      look(at: calendar.earlier(Stretch(start: from, end: to), by: count))
    } else if let month = lastWholeMonth, isAskedByMonth(argument.value) {
      // Without a period a transition is for the last whole month, so the one before it is a month earlier.
      look(at: calendar.earlier(month, by: count))
    } else {
      shift = outer
      within(statementSource) {
        report(
          .noTime, "an earlier period needs a calendar or a period to step by", at: statementRange,
          help: ["add `by month`, or a period such as `during 2024-06`"])
      }
      return .broken
    }
    defer { (clauses.start, clauses.end, shift, stretch) = (start, end, outer, outerStretch) }
    return bindItem(argument.value, context)
  }

  /// Whether a KPI without a period is for the last whole month: a transition.
  private func isAskedByMonth(_ expression: Syntax.Expression) -> Bool {
    guard case .name(let name) = expression.unwrapped else { return false }
    return definitions.candidates(for: name.text).first?.definition.mentionsStart ?? false
  }

  // MARK: Aggregates

  /// The arguments of an aggregate over rows, its `given`, and whether what it chooses among are instants of a zone,
  /// which are compared in UTC.
  func bindArguments(
    _ aggregate: AggregateFunction, _ call: Call, _ scope: RowScope
  ) -> (bound: [Typed], given: Typed?, isInstant: Bool) {
    var bound: [Typed] = []
    for (position, argument) in call.arguments.enumerated() {
      let isCondition = position == 0 && [.share, .any, .all].contains(aggregate)
      bound.append(isCondition ? condition(argument.value, scope) : bindRow(argument.value, scope))
    }
    let instant = chosenInstant(aggregate, bound.first)
    if let instant { bound[0].expression = instant }
    return (bound, call.given.map { condition($0, scope) }, instant != nil)
  }

  private func bindAggregate(_ aggregate: AggregateFunction, _ call: Call, _ pipeline: PipelineDraft)
    -> BoundItem
  {
    let scope = pipeline.scope
    let (bound, given, isInstant) = bindArguments(aggregate, call, scope)
    // `count(given c)` may be written `count(c)` by SQL users only for columns; a condition counts known values.
    let first = bound.first
    guard let type = resultType(aggregate, bound, call) else { return .broken }
    if aggregate == .distinct, first?.type == .time, pipeline.isQuery {
      let inner = source[call.arguments[0].value.range]
      warn(
        .distinctTimes, "`distinct` of a time counts moments", at: call.range,
        help: ["distinct(day of \(inner))"])
    }
    var order: BoundExpression?
    if [.first, .last, .nth].contains(aggregate) {
      order = first?.type.isTemporal == true ? first?.expression : pipeline.draftTime
    }
    func reference(_ function: AggregateFunction, _ arguments: [BoundExpression], _ type: DataType)
      -> BoundExpression
    {
      let aggregate = Aggregate(
        function: function, arguments: arguments, given: given?.expression,
        order: [.first, .last, .nth].contains(function) ? order : nil, type: type)
      return pipeline.add(aggregate, to: self)
    }
    let value = reference(aggregate, bound.map(\.expression), type)
    var item = BoundItem(value: Typed(isInstant ? inZone(value) : value))
    let term = Term(
      draft: pipeline, function: aggregate, arguments: bound.map(\.expression), given: given?.expression,
      type: type)
    switch aggregate {
    case .count, .distinct:
      item.value.unit = .count
      item.shareBase = value
      item.divisorN = value
      item.uncertainty = .count(term, value)
    case .sum:
      item.value.unit = first?.unit
      item.shareBase = value
      item.divisorN = reference(.count, [bound[0].expression], .number)
      item.uncertainty = .sum(term)
    case .share:
      item.value.unit = .percent
      item.n = reference(.count, [bound[0].expression], .number)
      item.shareBase = item.n
      item.uncertainty = item.n.map { .share(term, value, n: $0) }
    default:
      item.value.unit = first?.unit
      // A mean of counts is no count, and a survival is no time.
      if [.mean, .median, .pct, .stddev].contains(aggregate), first?.unit == .count { item.value.unit = nil }
      if aggregate == .surv { item.value.unit = .percent }
      // A survival counts whoever was watched, not only those who left.
      let counted = [.surv, .survMedian].contains(aggregate) ? bound[1] : bound.first
      item.n = counted.map { reference(.count, [$0.expression], .number) }
      item.shareBase = item.n
      switch aggregate {
      case .mean: item.uncertainty = item.n.map { .mean(term, n: $0) }
      case .median, .pct, .surv, .survMedian: item.uncertainty = .values(term)
      default: break
      }
    }
    return item
  }

  /// The type of an aggregate's result; reports what does not fit.
  func resultType(_ aggregate: AggregateFunction, _ arguments: [Typed], _ call: Call) -> DataType? {
    let counts: ClosedRange<Int> =
      switch aggregate {
      case .count: 0...1
      case .pct, .nth: 2...2
      case .surv: 3...3
      case .survMedian: 2...2
      default: 1...1
      }
    guard counts.contains(arguments.count) else {
      let needed =
        counts.lowerBound == counts.upperBound ? "\(counts.lowerBound)" : "at most \(counts.upperBound)"
      report(
        .wrongArguments,
        "`\(aggregate.rawValue)` takes \(needed) argument\(needed == "1" || needed.hasSuffix(" 1") ? "" : "s"), not \(arguments.count)",
        at: call.range,
        help: aggregate == .pct ? ["pct(x, 90) is the 90th percentile"] : [])
      return nil
    }
    guard let first = arguments.first else { return .number }
    if first.isNothing, !call.arguments[0].value.isNoneLiteral, hasErrors { return nil }
    func refuse(_ need: String) -> DataType? {
      report(
        .wrongType,
        "`\(aggregate.rawValue)` needs \(need), and `\(source[call.arguments[0].value.range])` is \(first.type.words)",
        at: call.arguments[0].value.range)
      return nil
    }
    switch aggregate {
    case .count, .distinct: return .number
    case .share: return first.type == .bool || first.type == .nothing ? .number : refuse("a condition")
    case .any, .all: return first.type == .bool || first.type == .nothing ? .bool : refuse("a condition")
    case .sum, .mean, .median, .stddev:
      switch first.type {
      case .number, .duration: return first.type
      case .nothing: return .number
      default: return refuse("numbers")
      }
    case .pct:
      guard let percent = arguments[1].constant?.number, (0...100).contains(percent) else {
        report(
          .wrongArguments, "the second argument of `pct` is a number from 0 to 100",
          at: call.arguments[1].value.range)
        return nil
      }
      return first.type == .number || first.type == .duration || first.type == .nothing
        ? (first.type == .nothing ? .number : first.type) : refuse("numbers")
    case .min, .max, .first, .last: return first.type == .nothing ? .number : first.type
    case .nth:
      guard case .integer(let position)? = arguments[1].constant, position >= 1 else {
        report(
          .wrongArguments, "the second argument of `nth` is a whole number from 1 on",
          at: call.arguments[1].value.range)
        return nil
      }
      return first.type == .nothing ? .number : first.type
    case .surv, .survMedian:
      guard [.number, .nothing].contains(first.type), [.number, .nothing].contains(arguments[1].type) else {
        return refuse("numbers such as `days(…)`")
      }
      return .number
    }
  }

  // MARK: Arithmetic between items

  private func combine(
    _ binary: BinaryOperator, _ left: BoundItem, _ right: BoundItem, left leftSyntax: Syntax.Expression,
    right rightSyntax: Syntax.Expression, _ range: SourceRange
  ) -> BoundItem {
    var result = BoundItem(value: .broken)
    result.isConstant = left.isConstant && right.isConstant
    result.parts =
      left.parts + right.parts.filter { part in !left.parts.contains { $0.draft === part.draft } }
    switch binary {
    case .and, .or: result.value = apply(binary.rawValue, [left.value, right.value], range)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      result.value = compare(
        binary, left.value, right.value, left: leftSyntax, right: rightSyntax, range, nil)
    default:
      result.value = arithmetic(binary, left.value, right.value, left: leftSyntax, right: rightSyntax, range)
    }
    // Scaling by a constant keeps what is known about the other side (language, 13.11).
    switch binary {
    case .times where left.isConstant, .plus where left.isConstant, .minus where left.isConstant:
      result.inherit(right)
    case .times where right.isConstant, .divided where right.isConstant, .plus where right.isConstant,
      .minus where right.isConstant:
      result.inherit(left)
    case .divided:
      result.n = right.n ?? right.divisorN
      result.shareBase = right.shareBase
      result.value.unit = nil
    default:
      result.n = smaller([left.n ?? left.divisorN, right.n ?? right.divisorN].compactMap { $0 })
      result.shareBase = result.n
      // A sum or difference of counts is a count again.
      if left.n == nil, right.n == nil, binary == .plus || binary == .minus {
        result.divisorN = result.n
        result.n = nil
        result.shareBase = result.value.expression
      }
    }
    if result.isConstant { result.n = nil }
    result.uncertainty = uncertainty(binary, left, right)
    return result
  }

  func smaller(_ counts: [BoundExpression]) -> BoundExpression? {
    guard let first = counts.first else { return nil }
    return counts.dropFirst().reduce(first) { smallest, next in
      smallest == next ? smallest : .call(.required("min"), [smallest, next], .number)
    }
  }
}

extension BoundItem {
  fileprivate mutating func inherit(_ other: BoundItem) {
    n = other.n
    shareBase = other.shareBase
    divisorN = other.divisorN
  }
}

extension String {
  /// Whether the name can be written without backticks.
  package var isPlainName: Bool {
    guard let first = unicodeScalars.first, first == "_" || first.properties.isAlphabetic else {
      return false
    }
    return unicodeScalars.allSatisfy {
      $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
  }
}
