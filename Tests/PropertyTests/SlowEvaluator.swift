import Syntax

/// What a query's clauses say about the rows of one cell of its answer.
struct SlowScope {
  /// A condition that a row must satisfy, seen from the point where `where` enters.
  indirect enum Filter {
    case holds(Expression)
    /// All rows but those of another condition: the other side of `vs rest`.
    case outside(Filter)
    case every([Filter])
    case dimension(Dimension.Kind, is: SlowValue)
    case others(Dimension.Kind, than: Set<SlowValue>)
  }

  var filters: [Filter] = []
  var from = Int.min
  var to = Int.max
  /// The table that `from` names for bare aggregates.
  var table: String?
  /// Whether something in the query needs the time of the rows.
  var needsTime = false
  /// Set where the cell is not what the query asks for itself, but another period or a window: the days that the unit
  /// of the calendar with which it begins has begun with, which must not end before the table's first row.
  var isOther = false
  /// The first instant of that unit and of the next one.
  var firstUnit: Range<Int>?

  /// The cell as another stretch of time that begins with a certain unit, or with the largest that fits.
  mutating func begin(with grain: CalendarGrain? = nil, whole: Range<Int>? = nil) {
    isOther = true
    let begin = whole?.lowerBound ?? from
    let day = SlowCalendar.dayOf(begin)
    if let grain {
      let first = SlowCalendar.first(grain, day)
      firstUnit =
        first * SlowCalendar.dayLength..<SlowCalendar.next(grain, first) * SlowCalendar.dayLength
      return
    }
    firstUnit = begin..<begin + 1
    for grain in [CalendarGrain.year, .quarter, .month, .week, .day] {
      let first = SlowCalendar.first(grain, day) * SlowCalendar.dayLength
      let next = SlowCalendar.next(grain, SlowCalendar.first(grain, day)) * SlowCalendar.dayLength
      if first == begin, next <= whole?.upperBound ?? to {
        firstUnit = first..<next
        return
      }
    }
    if begin % 3_600_000_000 == 0 { firstUnit = begin..<begin + 3_600_000_000 }
  }

  /// Whether the cell is of a time of which a table that begins then knows nothing, or that has not come yet.
  func isUnknown(first: Int?, now: Int) -> Bool {
    if from != .min, from >= now { return true }
    guard let first else { return false }
    if isOther, let firstUnit, firstUnit.upperBound <= first { return true }
    return (isOther || from != .min || to != .max) && min(to, now) <= first
  }
}

/// What an item is for one cell.
struct SlowItem {
  var value: SlowValue
  /// What the denominator counts; nil for plain counts and sums.
  var n: Int?
  /// The known values that a sum adds up.
  var counted: Int?
  /// What `share` compares with the whole.
  var base: Double?

  init(_ value: SlowValue, n: Int?, base: Double? = nil) {
    self.value = value
    self.n = n
    self.base = base ?? n.map { Double($0) } ?? value.number
  }
}

/// The language, computed cell by cell straight from the tree: each cell of the answer is a query of its own over all
/// rows of the table, so that nothing is grouped, merged or shared.
struct SlowEvaluator {
  var tables: [SlowTable]
  var definitions: [String: KPIDefinition] = [:]
  /// `set now = …`; else the midnight after the latest event in the tables that the query reads.
  var givenNow: Int?

  // MARK: Rows

  func table(_ name: String) throws -> SlowTable {
    guard let table = tables.first(where: { $0.name == name }) else { throw NotCovered("table \(name)") }
    return table
  }

  /// The rows of a definition that reach its formula.
  func rows(_ definition: KPIDefinition, _ scope: SlowScope, _ formulas: SlowExpressions) throws -> [SlowRow]
  {
    var rows: [SlowRow] = []
    let hasWhen = definition.clauses.contains { if case .when = $0.kind { true } else { false } }
    for clause in definition.clauses {
      switch clause.kind {
      case .from(let name):
        rows = try table(name.text).rows.enumerated().map { SlowRow(position: $0.offset, cells: $0.element) }
        for metadata in definition.metadata {
          guard case .parameters(let parameters) = metadata.kind else { continue }
          for parameter in parameters {
            let value = try formulas.value(parameter.value, SlowRow(position: 0, cells: [:]))
            for row in rows.indices { rows[row].derived[parameter.name.text] = value }
          }
        }
        if !hasWhen { rows = try rows.filter { try satisfies($0, scope, formulas) } }
      case .when(let moment):
        for row in rows.indices { rows[row].time = try formulas.value(moment, rows[row]).instant }
        rows = rows.filter { isInside($0, scope, formulas) }
        rows = try rows.filter { try satisfies($0, scope, formulas) }
      case .keep(let condition), .mature(let condition):
        rows = try rows.filter { try formulas.value(condition, $0).truth == true }
      case .letValue(let name, let expression):
        let values = try derived(expression, rows, formulas)
        for row in rows.indices { rows[row].derived[name.text] = values[row] }
      default: throw NotCovered("clause")
      }
    }
    return rows
  }

  private func isInside(_ row: SlowRow, _ scope: SlowScope, _ formulas: SlowExpressions) -> Bool {
    guard let time = row.time else { return false }
    return time < formulas.now && time >= scope.from && time < scope.to
  }

  private func satisfies(_ row: SlowRow, _ scope: SlowScope, _ formulas: SlowExpressions) throws -> Bool {
    // `where` and `by` see the columns, not what the definition derived from them.
    let plain = SlowRow(position: row.position, cells: row.cells, time: row.time)
    for filter in scope.filters where try !holds(filter, plain, formulas) { return false }
    return true
  }

  private func holds(_ filter: SlowScope.Filter, _ row: SlowRow, _ formulas: SlowExpressions) throws -> Bool {
    switch filter {
    case .holds(let condition): try formulas.value(condition, row).truth == true
    case .outside(let filter): try !holds(filter, row, formulas)
    case .every(let filters): try filters.allSatisfy { try holds($0, row, formulas) }
    case .dimension(let dimension, let wanted): try value(of: dimension, row, formulas) == wanted
    case .others(let dimension, let kept): try !kept.contains(value(of: dimension, row, formulas))
    }
  }

  /// The value of `let`; `next` and `prev` look at the rows that are there at this line.
  private func derived(
    _ expression: Expression, _ rows: [SlowRow], _ formulas: SlowExpressions
  ) throws -> [SlowValue] {
    guard case .call(let call) = expression, ["next", "prev"].contains(call.name.text),
      let key = call.keys.first,
      let argument = call.arguments.first?.value
    else { return try rows.map { try formulas.value(expression, $0) } }
    let isNext = call.name.text == "next"
    return try rows.map { row in
      let own = try formulas.value(argument, row)
      let ownKey = try formulas.value(key, row)
      guard let time = own.instant, !ownKey.isNone else { return .none }
      // The neighbours in the order of the value, then of the rows.
      var best: (time: Int, position: Int, value: SlowValue)?
      for other in rows where try formulas.value(key, other) == ownKey {
        let value = try formulas.value(argument, other)
        guard let otherTime = value.instant else { continue }
        let isLater = (otherTime, other.position) > (time, row.position)
        let isEarlier = (otherTime, other.position) < (time, row.position)
        guard isNext ? isLater : isEarlier else { continue }
        if let found = best {
          let isCloser =
            isNext
            ? (otherTime, other.position) < (found.time, found.position)
            : (otherTime, other.position) > (found.time, found.position)
          if !isCloser { continue }
        }
        best = (otherTime, other.position, value)
      }
      return best?.value ?? .none
    }
  }

  /// The rows of a table for a bare aggregate.
  func bareRows(_ scope: SlowScope, _ formulas: SlowExpressions) throws -> [SlowRow] {
    let table = try scope.table.map { try self.table($0) } ?? tables[0]
    return try table.rows.enumerated().compactMap { position, cells in
      let row = SlowRow(position: position, cells: cells, time: cells[table.timeColumn]?.instant)
      if scope.needsTime, !isInside(row, scope, formulas) { return nil }
      // Without a period or a calendar, rows without a time count too.
      if let time = row.time, time >= formulas.now { return nil }
      return try satisfies(row, scope, formulas) ? row : nil
    }
  }

  /// The value of a dimension for a row; the row's time is that of the KPI.
  func value(of dimension: Dimension.Kind, _ row: SlowRow, _ formulas: SlowExpressions) throws -> SlowValue {
    let time: SlowValue = row.time.map { .instant($0) } ?? .none
    switch dimension {
    case .grain(let grain, _): return formulas.calendarPart(.period(grain), time)
    case .cycle(let cycle, _): return formulas.calendarPart(.cycle(cycle), time)
    case .expression(let expression):
      let value = try formulas.value(expression, row)
      if case .text(let text) = value, text.allSatisfy({ $0 == " " }) { return .none }
      return value
    default: throw NotCovered("dimension")
    }
  }

  // MARK: Items

  /// The value of an item for one cell, its n, and whether it is a plain count or sum.
  func item(
    _ expression: Expression, _ scope: SlowScope, _ formulas: SlowExpressions
  ) throws -> SlowItem {
    switch expression {
    case .literal: return SlowItem(try formulas.value(expression, SlowRow(position: 0, cells: [:])), n: nil)
    case .parenthesised(let inside, _): return try item(inside, scope, formulas)
    case .restricted(let inside, let clauses, _):
      var scope = scope
      for clause in clauses {
        guard case .filter(let condition) = clause.kind else { throw NotCovered("clause in brackets") }
        scope.filters.append(.holds(condition))
      }
      return try item(inside, scope, formulas)
    case .name(let name):
      guard let definition = definitions[name.text] else { throw NotCovered("KPI \(name.text)") }
      if definition.clauses.isEmpty { return try item(definition.formula, scope, formulas) }
      return try over(
        definition.formula, reached(expression, scope, formulas) { try rows(definition, $0, formulas) },
        formulas
      ) {
        try item($0, scope, formulas)
      }
    default:
      return try over(
        expression, reached(expression, scope, formulas) { try bareRows($0, formulas) }, formulas
      ) { try item($0, scope, formulas) }
    }
  }

  /// The rows of a cell, which has to be of a time that the table has.
  private func reached(
    _ expression: Expression, _ scope: SlowScope, _ formulas: SlowExpressions,
    rows: (SlowScope) throws -> [SlowRow]
  ) throws -> [SlowRow] {
    var wide = SlowScope(needsTime: true)
    wide.table = scope.table
    var times = try eventTimes(expression, wide, formulas)
    let table = try self.table(try tableName(expression) ?? scope.table ?? tables[0].name)
    for row in table.rows { times += table.eventColumns.compactMap { row[$0]?.instant } }
    if scope.isUnknown(first: times.min(), now: formulas.now) {
      throw TooEarly(rows: scope.isOther ? nil : try rows(scope))
    }
    return try rows(scope)
  }

  private func tableName(_ expression: Expression) throws -> String? {
    guard case .name(let name) = expression else { return nil }
    for clause in definitions[name.text]?.clauses ?? [] {
      if case .from(let table) = clause.kind { return table.text }
    }
    return nil
  }

  /// A formula of aggregates over rows.
  private func over(
    _ expression: Expression, _ readRows: @autoclosure () throws -> [SlowRow], _ formulas: SlowExpressions,
    other: (Expression) throws -> SlowItem
  ) throws -> SlowItem {
    switch expression {
    case .call(let call) where SlowExpressions.isAggregate(call):
      let rows: [SlowRow]
      do { rows = try readRows() } catch let early as TooEarly {
        guard let rows = early.rows else { return SlowItem(.none, n: nil) }
        return SlowItem(.none, n: try formulas.aggregate(call, rows).n)
      }
      let found = try formulas.aggregate(call, rows)
      var part = SlowItem(found.value, n: found.n)
      if call.name.text == "sum" {
        var count = call
        count.name.text = "count"
        part.counted = try formulas.aggregate(count, rows).value.number.map { Int($0) }
      }
      return part
    case .parenthesised(let inside, _): return try over(inside, readRows(), formulas, other: other)
    case .unary(.minus, let operand, _):
      let part = try over(operand, readRows(), formulas, other: other)
      return SlowItem(part.value.number.map { .number(-$0) } ?? .none, n: part.n)
    case .binary(let operation, let left, let right, _):
      let (first, second) = (
        try over(left, readRows(), formulas, other: other),
        try over(right, readRows(), formulas, other: other)
      )
      let value = try formulas.arithmetic(operation, first.value, second.value)
      if operation == .divided {
        if case .literal = right { return SlowItem(value, n: first.n, base: first.base) }
        // A ratio has the n of its denominator, or the denominator itself where that is a count.
        return SlowItem(
          value, n: second.n ?? second.counted ?? second.value.number.map { Int($0) }, base: second.base)
      }
      if case .literal = left { return SlowItem(value, n: second.n, base: second.base) }
      return SlowItem(value, n: [first.n, second.n].compactMap { $0 }.min())
    case .literal, .name, .restricted: return try other(expression)
    default: throw NotCovered("formula")
    }
  }
}
