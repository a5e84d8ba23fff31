import Syntax

/// The answer to a query as the slow evaluator has it.
struct SlowAnswer {
  struct Row {
    enum Kind: Hashable { case group, others, total }
    var kind = Kind.group
    /// The labels of the dimensions, `others` and `total` where that stands in the cell.
    var key: [String] = []
    var order: [SlowValue] = []
    /// Values by the header of their column.
    var cells: [String: SlowValue] = [:]
    /// Those whose column is not there for every unit.
    var optional: [String: SlowValue] = [:]
  }
  var dimensions: [String] = []
  var rows: [Row] = []
}

/// A query's clauses, taken apart.
private struct Clauses {
  var filters: [SlowScope.Filter] = []
  var dimensions: [Dimension] = []
  var from: Int?
  var to: Int?
  var extras: Set<Extra> = []
  var kept: (count: Int, isTop: Bool)?
  var rolling: Int?
  var isCumulative = false
  var comparisons: [Comparison] = []
  var table: String?

  var grain: CalendarGrain? {
    for dimension in dimensions { if case .grain(let grain, _) = dimension.kind { return grain } }
    return nil
  }
}

extension SlowEvaluator {
  func answer(_ query: Query) throws -> SlowAnswer {
    let read = Set(try query.items.flatMap { try tablesRead($0.expression, query) })
    let formulas = SlowExpressions(now: try givenNow ?? usualNow(read))
    var clauses = Clauses()
    for clause in query.clauses { try take(clause.kind, into: &clauses, formulas) }

    var scope = SlowScope(filters: clauses.filters, from: clauses.from ?? .min, to: clauses.to ?? .max)
    scope.table = clauses.table
    scope.needsTime =
      clauses.from != nil || clauses.to != nil || clauses.isCumulative || clauses.rolling != nil
      || clauses.dimensions.contains {
        switch $0.kind {
        case .grain, .cycle: true
        default: false
        }
      }
    var answer = SlowAnswer(dimensions: clauses.dimensions.map { $0.alias?.text ?? "" })
    let plain = clauses.dimensions.indices.filter { !isGrain(clauses.dimensions[$0]) }
    let grainPlace = clauses.dimensions.indices.first { isGrain(clauses.dimensions[$0]) }

    let conditions = clauses.filters.compactMap { filter -> Expression? in
      if case .holds(let condition) = filter { return condition }
      return nil
    }

    // The groups: every combination that occurs, in every period.
    let spine = try clauses.grain.map { try self.spine($0, query, clauses, scope, formulas) }
    var looked = scope
    if let rolling = clauses.rolling, let grain = clauses.grain, let first = spine?.periods.first {
      // Windows look before the period, and so do the groups that they show.
      looked.from = min(
        looked.from, SlowCalendar.moved(grain, first, by: 1 - rolling) * SlowCalendar.dayLength)
    }
    var combinations = try self.combinations(query, clauses.dimensions, looked, formulas).map { combination in
      plain.map { combination[$0] }
    }
    var shownPlace = SlowPlace(scope: scope, conditions: conditions, now: formulas.now)
    shownPlace.grain = clauses.grain
    shownPlace.periods = spine?.periods ?? []
    (shownPlace.from, shownPlace.to) = (clauses.from, clauses.to)
    for other in try shown(clauses.comparisons, shownPlace) {
      combinations += try self.combinations(query, clauses.dimensions, other, formulas).map { combination in
        plain.map { combination[$0] }
      }
    }
    if plain.isEmpty { combinations = [[]] }
    var keptValues: Set<SlowValue>?
    var leavesOthers = false
    if let kept = clauses.kept, let place = plain.first, let item = query.items.first {
      let dimension = clauses.dimensions[place]
      // What stands beside nothing is among them: groups that only the other side of a comparison has.
      var found = try self.combinations(query, [dimension], scope, formulas)
      for other in try shown(clauses.comparisons, shownPlace, isWhole: true) {
        found.formUnion(try self.combinations(query, [dimension], other, formulas))
      }
      let values = found.compactMap(\.first).sorted(by: SlowValue.isOrdered)
      let ranked = try values.map { value in
        var scope = scope
        scope.filters.append(.dimension(dimension.kind, is: value))
        return (name: value, value: try self.item(item.expression, scope, formulas).value)
      }.enumerated().sorted { left, right in
        let (first, second) = (left.element.value, right.element.value)
        if first.isNone || second.isNone || first.isNear(second) {
          return first.isNone == second.isNone ? left.offset < right.offset : second.isNone
        }
        return SlowValue.isOrdered(first, second) != kept.isTop
      }
      let names = Set(ranked.prefix(kept.count).map(\.element.name))
      keptValues = names
      leavesOthers = ranked.count > kept.count
      combinations = combinations.filter { $0.first.map { names.contains($0) } ?? true }
    }

    /// One row of the answer.
    func row(
      _ kind: SlowAnswer.Row.Kind, _ filters: [SlowScope.Filter], period: Int?, key: [String],
      order: [SlowValue]
    )
      throws -> SlowAnswer.Row
    {
      var cell = scope
      cell.filters += filters
      var result = SlowAnswer.Row(kind: kind, key: key, order: order)
      var place = SlowPlace(scope: cell, conditions: conditions, now: formulas.now)
      if kind == .group, !filters.isEmpty { place.group = .every(filters) }
      place.groupCount = plain.count
      place.grain = clauses.grain
      place.periods = spine?.periods ?? []
      (place.from, place.to) = (clauses.from, clauses.to)
      if let period, let grain = clauses.grain {
        let start = period * SlowCalendar.dayLength
        place.period = period
        cell.from = max(cell.from, start)
        cell.to = min(cell.to, SlowCalendar.next(grain, period) * SlowCalendar.dayLength)
        if let rolling = clauses.rolling {
          let first = SlowCalendar.moved(grain, period, by: 1 - rolling)
          cell.from = first * SlowCalendar.dayLength
          cell.begin(with: grain)
        }
        if clauses.isCumulative { cell.from = clauses.from ?? .min }
      }
      for item in query.items {
        let name = try header(item)
        let found = try self.item(item.expression, cell, formulas)
        result.cells[name] = found.value
        if clauses.extras.contains(.n), let n = found.n { result.cells[name + "_n"] = .number(Double(n)) }
        place.scope = cell
        for comparison in clauses.comparisons {
          let other = try other(comparison, place, text: try suffix(comparison))
          let theirs = try other.scope.map { try self.item(item.expression, $0, formulas).value } ?? .none
          let prefix = name + "_" + other.suffix
          result.cells[prefix] = theirs
          if case .number(let own) = found.value, case .number(let beside) = theirs {
            result.cells[prefix + "_change"] = .number(own - beside)
            if theirs.number.map({ $0 <= 0 }) == true {
              result.optional[prefix + "_percent"] = SlowValue.none
            } else {
              result.optional[prefix + "_percent"] = .finite(100 * (own - beside) / beside)
            }
          } else if case .none = theirs {
            result.optional[prefix + "_change"] = SlowValue.none
            result.optional[prefix + "_percent"] = SlowValue.none
          }
        }
        if clauses.extras.contains(.share) {
          var whole = cell
          whole.filters = scope.filters
          let all = try self.item(item.expression, whole, formulas)
          if let part = found.base, let total = all.base, total != 0 {
            result.cells[name + "_share"] = .finite(100 * part / total)
          } else {
            result.cells[name + "_share"] = SlowValue.none
          }
        }
      }
      return result
    }

    let sorted = Set(combinations).sorted { isOrdered($0, $1) }
    for period in spine.map({ $0.periods.map { Optional($0) } }) ?? [nil] {
      for combination in sorted {
        var order: [SlowValue] = []
        var rest = combination[...]
        for place in clauses.dimensions.indices {
          if place == grainPlace, let grain = clauses.grain, let period {
            order.append(.period(grain, firstDay: period))
          } else if let value = rest.popFirst() {
            order.append(value)
          }
        }
        let filters = zip(plain, combination).map {
          SlowScope.Filter.dimension(clauses.dimensions[$0].kind, is: $1)
        }
        answer.rows.append(try row(.group, filters, period: period, key: order.map(\.label), order: order))
      }
    }
    answer.rows.sort { isOrdered($0.order, $1.order) }

    func key(_ word: String, _ period: Int?) -> [String] {
      clauses.dimensions.indices.map { place in
        if place == grainPlace, let grain = clauses.grain, let period {
          return SlowCalendar.text(grain, period)
        }
        return word
      }
    }
    var periods: [Int?] = [nil]
    if let spine, !plain.isEmpty { periods = spine.periods.map { $0 } + [nil] }
    if clauses.extras.contains(.others), leavesOthers, let keptValues, let place = plain.first {
      let filter = SlowScope.Filter.others(clauses.dimensions[place].kind, than: keptValues)
      for period in periods where !(spine != nil && period == nil) {
        answer.rows.append(try row(.others, [filter], period: period, key: key("others", period), order: []))
      }
    }
    if clauses.extras.contains(.total), !clauses.dimensions.isEmpty {
      for period in periods {
        answer.rows.append(try row(.total, [], period: period, key: key("total", period), order: []))
      }
    }
    return answer
  }

  /// The combinations of values for which a row reaches a formula.
  private func combinations(
    _ query: Query, _ dimensions: [Dimension], _ scope: SlowScope, _ formulas: SlowExpressions
  ) throws -> Set<[SlowValue]> {
    var found: Set<[SlowValue]> = []
    for item in query.items {
      var candidates: Set<[SlowValue]> = []
      for row in try sources(item.expression, scope, formulas, isEveryRow: true) {
        candidates.insert(try dimensions.map { try value(of: $0.kind, row, formulas) })
      }
      for candidate in candidates.subtracting(found) {
        var own = scope
        own.filters += zip(dimensions, candidate).map { .dimension($0.kind, is: $1) }
        if try !sources(item.expression, own, formulas).isEmpty { found.insert(candidate) }
      }
    }
    return found
  }

  /// The header of a comparison with a period: its text in letters, digits and `_`.
  private func suffix(_ comparison: Comparison) throws -> String {
    func text(_ literal: PeriodLiteral) throws -> String {
      switch literal {
      case .year(let year): "\(year)"
      case .quarter(let year, let quarter): "\(year)_Q\(quarter)"
      case .month(let year, let month): "\(year)_" + SlowCalendar.padded(month)
      default: throw NotCovered("period")
      }
    }
    switch comparison {
    case .period(.literal(let literal, _)): return try text(literal)
    case .period(.range(let first, let last, _)): return try text(first) + "_" + text(last)
    case .period: throw NotCovered("period")
    default: return ""
    }
  }

  private func isGrain(_ dimension: Dimension) -> Bool {
    if case .grain = dimension.kind { return true }
    return false
  }

  private func isOrdered(_ left: [SlowValue], _ right: [SlowValue]) -> Bool {
    for (left, right) in zip(left, right) where left != right { return SlowValue.isOrdered(left, right) }
    return false
  }

  func header(_ item: Item) throws -> String {
    if let alias = item.alias { return alias.text }
    if case .name(let name) = item.expression { return name.text }
    throw NotCovered("an item without a name")
  }

  // MARK: Clauses

  private func take(_ clause: Clause.Kind, into clauses: inout Clauses, _ formulas: SlowExpressions) throws {
    switch clause {
    case .filter(let condition): clauses.filters.append(.holds(condition))
    case .by(let dimensions): clauses.dimensions = dimensions
    case .during(let period):
      let range = try bounds(period, formulas.now)
      (clauses.from, clauses.to) = (range.lowerBound, range.upperBound)
    case .since(let period): clauses.from = try bounds(period, formulas.now).lowerBound
    case .until(let period): clauses.to = try bounds(period, formulas.now).upperBound
    case .with(let extras): clauses.extras = Set(extras)
    case .top(let count): clauses.kept = (count, true)
    case .bottom(let count): clauses.kept = (count, false)
    case .rolling(let count, _): clauses.rolling = count
    case .cumulative: clauses.isCumulative = true
    case .from(let name): clauses.table = name.text
    case .versus(let comparisons): clauses.comparisons = comparisons
    default: throw NotCovered("clause \(clause)")
    }
  }

  func bounds(_ period: PeriodExpression, _ now: Int) throws -> Range<Int> {
    func unit(_ unit: DurationUnit) throws -> CalendarGrain {
      guard let grain = CalendarGrain(rawValue: unit.rawValue) else { throw NotCovered("\(unit)") }
      return grain
    }
    func days(_ first: Int, _ end: Int) -> Range<Int> {
      first * SlowCalendar.dayLength..<end * SlowCalendar.dayLength
    }
    // Today is the day that the data end with; whole periods are over at `now`.
    let today = SlowCalendar.dayOf(now - 1)
    let tomorrow = SlowCalendar.dayOf(now)
    switch period {
    case .literal(let literal, _): return SlowCalendar.bounds(literal)
    case .range(let first, let last, _):
      return SlowCalendar.bounds(first).lowerBound..<SlowCalendar.bounds(last).upperBound
    case .last(let count, let written, _):
      let grain = try unit(written)
      let end = SlowCalendar.first(grain, tomorrow)
      return days(SlowCalendar.moved(grain, end, by: -(count ?? 1)), end)
    case .previous(let written, _):
      let grain = try unit(written)
      let end = SlowCalendar.first(grain, today)
      return days(SlowCalendar.moved(grain, end, by: -1), end)
    case .this(let written, _):
      let grain = try unit(written)
      let first = SlowCalendar.first(grain, today)
      return days(first, SlowCalendar.next(grain, first))
    case .toDate(let written, _):
      let grain = try unit(written)
      return SlowCalendar.first(grain, today) * SlowCalendar.dayLength..<now
    default: throw NotCovered("period")
    }
  }

  // MARK: What a query reads

  private func tablesRead(_ expression: Expression, _ query: Query) throws -> [String] {
    var found: [String] = []
    expression.walk { part in
      if case .name(let name) = part, let definition = definitions[name.text] {
        for clause in definition.clauses {
          if case .from(let table) = clause.kind { found.append(table.text) }
        }
        if definition.clauses.isEmpty {
          found += (try? tablesRead(definition.formula, query)) ?? []
        }
      }
      if case .call(let call) = part, SlowExpressions.isAggregate(call) {
        var named = tables[0].name
        for clause in query.clauses { if case .from(let name) = clause.kind { named = name.text } }
        found.append(named)
        return false
      }
      return true
    }
    return found
  }

  /// The midnight after the latest event in the tables that are read.
  private func usualNow(_ read: Set<String>) throws -> Int {
    var latest: Int?
    for name in read {
      let table = try table(name)
      for row in table.rows {
        for column in table.eventColumns {
          if let time = row[column]?.instant { latest = max(latest ?? time, time) }
        }
      }
    }
    guard let latest else { return .max }
    return (SlowCalendar.dayOf(latest) + 1) * SlowCalendar.dayLength
  }

  /// The rows that reach the aggregates of an item; with `isEveryRow` also those that `keep` and `mature` drop.
  private func sources(
    _ expression: Expression, _ scope: SlowScope, _ formulas: SlowExpressions, isEveryRow: Bool = false
  ) throws -> [SlowRow] {
    switch expression {
    case .literal: return []
    case .parenthesised(let inside, _), .unary(_, let inside, _):
      return try sources(inside, scope, formulas, isEveryRow: isEveryRow)
    case .binary(_, let left, let right, _):
      return try sources(left, scope, formulas, isEveryRow: isEveryRow)
        + sources(right, scope, formulas, isEveryRow: isEveryRow)
    case .restricted(let inside, let clauses, _):
      var scope = scope
      for clause in clauses {
        if case .filter(let condition) = clause.kind { scope.filters.append(.holds(condition)) }
      }
      return try sources(inside, scope, formulas, isEveryRow: isEveryRow)
    case .name(let name):
      guard var definition = definitions[name.text] else { throw NotCovered("KPI \(name.text)") }
      if definition.clauses.isEmpty {
        return try sources(definition.formula, scope, formulas, isEveryRow: isEveryRow)
      }
      if isEveryRow { definition.dropConditions() }
      return try rows(definition, scope, formulas)
    default: return try bareRows(scope, formulas)
    }
  }

  /// The periods of the answer, and the first period in which a table has a row.
  private func spine(
    _ grain: CalendarGrain, _ query: Query, _ clauses: Clauses, _ scope: SlowScope,
    _ formulas: SlowExpressions
  ) throws -> (periods: [Int], firstOfTable: Int) {
    // Before `where`, before the period, before anything is kept.
    var wide = SlowScope(needsTime: true)
    wide.table = scope.table
    var times: [Int] = []
    for item in query.items { times += try eventTimes(item.expression, wide, formulas) }
    guard let earliest = times.min(), let latest = times.max() else {
      guard let from = clauses.from, let to = clauses.to else { return ([], .max) }
      return (try periods(grain, from, to - 1, formulas), .max)
    }
    return (
      try periods(grain, clauses.from ?? earliest, clauses.to.map { $0 - 1 } ?? latest, formulas),
      SlowCalendar.first(grain, SlowCalendar.dayOf(earliest))
    )
  }

  private func periods(
    _ grain: CalendarGrain, _ first: Int, _ last: Int, _ formulas: SlowExpressions
  ) throws -> [Int] {
    // The stretch itself begins in time: a June that lies ahead has no year either.
    guard first <= last, first < formulas.now else { return [] }
    var periods: [Int] = []
    var period = SlowCalendar.first(grain, SlowCalendar.dayOf(first))
    while period * SlowCalendar.dayLength <= last, period * SlowCalendar.dayLength < formulas.now {
      periods.append(period)
      period = SlowCalendar.next(grain, period)
    }
    return periods
  }

  func eventTimes(
    _ expression: Expression, _ scope: SlowScope, _ formulas: SlowExpressions
  ) throws -> [Int] {
    switch expression {
    case .literal: return []
    case .parenthesised(let inside, _), .unary(_, let inside, _), .restricted(let inside, _, _):
      return try eventTimes(inside, scope, formulas)
    case .binary(_, let left, let right, _):
      return try eventTimes(left, scope, formulas) + eventTimes(right, scope, formulas)
    case .name(let name):
      guard var definition = definitions[name.text] else { throw NotCovered("KPI \(name.text)") }
      if definition.clauses.isEmpty { return try eventTimes(definition.formula, scope, formulas) }
      definition.dropConditions()
      return try rows(definition, scope, formulas).compactMap(\.time)
    default: return try bareRows(scope, formulas).compactMap(\.time)
    }
  }
}

extension KPIDefinition {
  /// Leaves out `keep` and `mature`, save those that decide which rows are neighbours where a neighbour dates the row.
  fileprivate mutating func dropConditions() {
    let when = clauses.firstIndex { if case .when = $0.kind { true } else { false } } ?? clauses.endIndex
    let lastNeighbour = clauses[..<when].lastIndex { clause in
      guard case .letValue(_, .call(let call)) = clause.kind else { return false }
      return !call.keys.isEmpty
    }
    clauses = clauses.enumerated().filter { place, clause in
      switch clause.kind {
      case .keep, .mature: place < lastNeighbour ?? 0
      default: true
      }
    }.map(\.element)
  }
}
