package import Columns
import Diagnostics
import Functions
package import Planning

/// Runs a plan on tables that hold every column it names.
///
/// - Throws: `Interrupted`, or a `Diagnostic` for what only the data shows (a pattern that matches for too long,
///   memory).
package func execute(_ plan: Plan, tables: [String: Table], work: Work) throws -> ResultTable {
  var answer = try Answer(plan, tables: tables, work: work)
  var table = try answer.table()
  table.notes += try answer.fittedModels.report()
  return table
}

/// The making of a result: the sections of its rows, one after the other, then their order and their layout.
struct Answer {
  let plan: Plan
  let work: Work
  let sources: [PipelineSource]
  let fittedModels: FittedModels
  let spine: Spine
  /// Shape `[pipeline]`: when the table begins, where something may be asked of a time before.
  let firstTimes: [Int64?]
  /// Shape `[pipeline]`: the parts of those that bring units together.
  let joints: [JointSource?]
  /// The dimension that `top`, `others` and `total` speak of: the first without a calendar.
  let ranked: Int?
  var warnings: [Diagnostic] = []
  /// When tables begin that were asked for a time before.
  var beginnings: [String: Int64] = [:]

  /// - Parameter spine: the periods of an answer that this one is a part of.
  init(_ plan: Plan, tables: [String: Table], work: Work, spine outer: Spine? = nil) throws {
    self.plan = plan
    self.work = work
    let surroundings = Surroundings(tables: tables, calendar: plan.calendar, now: plan.now, work: work)
    fittedModels = surroundings.fittedModels
    sources = try plan.pipelines.map {
      try PipelineSource(
        $0.watchingAges(plan.dimensions, always: plan.withPartial), dimensions: plan.dimensions, surroundings)
    }
    ranked = plan.dimensions.firstIndex { $0.spine == nil && !$0.isAge }
    spine = try outer ?? Answer.spine(plan, sources)
    firstTimes = try Answer.firstTimes(sources, spine, plan, isPart: outer != nil)
    joints = try plan.pipelines.map { [spine] pipeline in
      try pipeline.joint.map { try JointSource($0, of: plan, spine, tables: tables, work: work) }
    }
  }

  private static func spine(_ plan: Plan, _ sources: [PipelineSource]) throws -> Spine {
    let calendars = plan.dimensions.enumerated().compactMap { index, dimension in
      dimension.spine.map { (index: index, grain: $0) }
    }
    let empty = Spine(dimensions: calendars, ordinals: nil, calendar: plan.calendar)
    guard !calendars.isEmpty else { return empty }
    var first = plan.start
    var end = plan.end
    if first == nil || end == nil {
      // What is only compared with has no rows of its own.
      let ranges = try sources.filter(\.pipeline.shift.isOwn).compactMap { try $0.timeRange() }
      first = first ?? ranges.map(\.lowerBound).min()
      end = end ?? ranges.map(\.upperBound).max().map { $0 &+ 1 }
    }
    guard let first, var end else { return empty }
    if let now = plan.now { end = min(end, now) }
    guard first < end else { return empty }
    let grain = empty.finest
    return Spine(
      dimensions: calendars,
      ordinals: plan.calendar.ordinal(grain, ofTime: first)...plan.calendar.ordinal(grain, ofTime: end - 1),
      calendar: plan.calendar)
  }

  // MARK: Sections

  /// Rows of one kind with their items.
  struct Section {
    let kind: ResultRow.Kind
    /// Shape `[row][dimension]`.
    var cells: [[Cell]]
    /// Shape `[item]`, each with one value a row.
    let values: [Vector]
    let counts: [Vector?]
    let bases: [Vector?]
    /// Rows whose ages are not over.
    var incomplete: Set<Int> = []
    var rowCount: Int { cells.count }
  }

  enum Cell: Hashable {
    case value(Value)
    case others
    case total
  }

  /// The items over the groups of some dimensions.
  private mutating func section(
    _ kind: ResultRow.Kind, by selected: [Int], restriction: PipelineRun.Restriction? = nil,
    absent: Cell = .total
  ) throws -> Section {
    var tables: [GroupTable] = []
    try readTogether(selected, restriction.map { [$0] } ?? [])
    for pipeline in 0..<(plan.overlap?.baseCount ?? sources.count) {
      if joints[pipeline] != nil {
        tables.append(.empty(dimensions: selected.count, sources[pipeline].pipeline.aggregates))
        continue
      }
      let groups = try overlappingGroups(
        of: pipeline, by: selected, restrictions: restriction.map { [$0] } ?? [])
      tables.append(groups.table)
      if kind == .group {
        for warning in groups.warnings where !warnings.contains(warning) { warnings.append(warning) }
      }
    }
    tables = try withAbsentRests(tables, selected)
    let aligned = try align(
      tables, positions: selected, spine: spine, functions: plan.pipelines.map(\.aggregates),
      hasAges: selected.contains { plan.dimensions[$0].isAge },
      accounts: Set(tables.indices.filter { plan.pipelines[$0].isAccount }), work: work)
    let counted = try withJoints(
      withoutEarlyPeriods(aligned, selected), aligned, selected, restriction)
    let ages = followUps(aligned, selected)
    func frame(_ aggregates: [[Vector]]) -> Frame {
      Frame(groups: aligned.count, aggregates: aggregates, ages: ages, calendar: plan.calendar, work: work)
    }
    let counts = frame(counted)
    // Of a time before the first row there is no value; that no row was found for it is known.
    let values = withoutUnknownPeriods(counted, aligned, selected).map(frame) ?? counts
    let evaluate: (BoundExpression) throws -> Vector = { try counts.materialised(counts.prepare($0)) }
    let value: (PlanItem) throws -> Vector = { item in
      item.isOfLedger ? try evaluate(item.value) : try values.materialised(values.prepare(item.value))
    }
    var cells: [[Cell]] = []
    cells.reserveCapacity(aligned.count)
    for row in 0..<aligned.count {
      try work.checkpoint(at: row)
      var line = [Cell](repeating: absent, count: plan.dimensions.count)
      for (column, dimension) in selected.enumerated() {
        line[dimension] = .value(aligned.cells[column][row])
      }
      cells.append(line)
    }
    return Section(
      kind: kind, cells: cells, values: try plan.items.map(value),
      counts: try plan.items.map { try $0.n.map(evaluate) },
      bases: try plan.withShare
        ? plan.items.map { try $0.shareBase.map(evaluate) } : plan.items.map { _ in nil },
      incomplete: incompleteRows(aligned, selected))
  }

  private var allDimensions: [Int] { Array(plan.dimensions.indices) }
  var calendarDimensions: [Int] { spine.dimensions.map(\.index) }

  /// The values that `top` keeps: ranked by the first item over the whole query, ties in the order of the values.
  private mutating func topValues(_ top: Plan.Top, _ dimension: Int) throws -> (
    kept: Set<Value>, hasOthers: Bool
  ) {
    if let quickly = try topValuesOfGroups(top, dimension) { return quickly }
    let section = try section(.others, by: [dimension])
    guard let type = plan.items.first?.value.type, let vector = section.values.first else {
      return ([], false)
    }
    let order = try order(of: vector, type, isAscending: top.isBottom)
    let kept = order.prefix(max(top.count, 0)).compactMap { row -> Value? in
      if case .value(let value) = section.cells[row][dimension] { value } else { nil }
    }
    return (Set(kept), kept.count < order.count)
  }

  /// Positions by their values, unknown ones last, equal ones as they are.
  private func order(of vector: Vector, _ type: DataType, isAscending: Bool) throws -> [Int] {
    if type != .text {
      // Integers in the order of the values: nothing is made for each of perhaps a million rows.
      let keys = sortKeys(vector, type: type)
      let known = (0..<keys.count).filter { keys[$0] != Vector.unknownInteger }
      let order = try work.sorted(known) { left, right in
        keys[left] != keys[right] ? (keys[left] < keys[right]) == isAscending : left < right
      }
      return order + (0..<keys.count).filter { keys[$0] == Vector.unknownInteger }
    }
    let keys = (0..<vector.count).map { ValueKey(vector.value(at: $0, as: type)) }
    return keys.indices.sorted { left, right in
      if keys[left].isNone || keys[right].isNone {
        return keys[left].isNone == keys[right].isNone ? left < right : keys[right].isNone
      }
      if keys[left] < keys[right] { return isAscending }
      if keys[right] < keys[left] { return !isAscending }
      return left < right
    }
  }

  // MARK: Rows

  mutating func table() throws -> ResultTable {
    var sections: [Section] = []
    if let top = plan.top, let ranked {
      let (kept, hasOthers) = try topValues(top, ranked)
      sections.append(
        try section(
          .group, by: allDimensions, restriction: .init(dimension: ranked, values: kept, isExcluding: false)))
      if plan.withOthers, hasOthers {
        let rest = allDimensions.filter { $0 != ranked }
        sections.append(
          try section(
            .others, by: rest, restriction: .init(dimension: ranked, values: kept, isExcluding: true),
            absent: .others))
      }
    } else {
      sections.append(try section(.group, by: allDimensions))
    }
    let wholes = plan.withShare ? try section(.total, by: calendarDimensions) : nil
    if plan.withTotal, !plan.dimensions.isEmpty {
      if !calendarDimensions.isEmpty, calendarDimensions.count < plan.dimensions.count {
        sections.append(try section(.total, by: calendarDimensions))
      }
      sections.append(try section(.total, by: []))
    }
    let columns = makeColumns()
    let lines = try sections.flatMap { try makeLines(of: $0, wholes) }
    var result = try layout(columns, try ordered(lines))
    for (table, first) in beginnings.sorted(by: { $0.key < $1.key }) {
      let day = Calendar.dateText(Calendar.floorDivide(first, Calendar.microsecondsPerDay))
      result.notes.append("\(table) begins on \(day): nothing is known of the time before")
    }
    if lines.contains(where: \.isPartial), !calendarDimensions.isEmpty,
      plan.pipelines.contains(where: { !$0.shift.isOwn })
    {
      result.notes.append("what is not over is compared with the same part of the other period")
    }
    return result
  }

  /// A row before its layout.
  struct Line {
    var kind: ResultRow.Kind
    var cells: [Cell]
    /// Shape `[item][value, n, share]`, as the columns have them.
    var values: [Value]
    var isPartial: Bool
    /// The age of the row is not over.
    var isIncomplete = false
  }

  /// What an item's columns are: its value, its n, its share.
  private func width(_ item: PlanItem) -> Int {
    item.isExtra ? 1 : 1 + (item.n == nil ? 0 : 1) + (plan.withShare ? 1 : 0)
  }

  private func makeLines(of section: Section, _ wholes: Section?) throws -> [Line] {
    var wholeRows: [[Cell]: Int] = [:]
    if let wholes {
      for row in 0..<wholes.rowCount { wholeRows[calendarDimensions.map { wholes.cells[row][$0] }] = row }
    }
    return try (0..<section.rowCount).map { row in
      try work.checkpoint(at: row)
      var values: [Value] = []
      let whole = wholeRows[calendarDimensions.map { section.cells[row][$0] }]
      for (position, item) in plan.items.enumerated() {
        values.append(section.values[position].value(at: row, as: item.value.type))
        if let counts = section.counts[position] {
          values.append(counts.value(at: row, as: item.n?.type ?? .number))
        }
        if plan.withShare, !item.isExtra {
          values.append(share(of: section, row, position, wholes, whole))
        }
      }
      return Line(
        kind: section.kind, cells: section.cells[row], values: values,
        isPartial: isPartial(section.cells[row]), isIncomplete: section.incomplete.contains(row))
    }
  }

  private func share(of section: Section, _ row: Int, _ item: Int, _ wholes: Section?, _ whole: Int?) -> Value
  {
    guard let base = section.bases[item], let type = plan.items[item].shareBase?.type,
      let part = base.value(at: row, as: type).number
    else { return .none }
    // The overall total of a calendar is the whole of itself.
    guard let whole, let wholes, let all = wholes.bases[item]?.value(at: whole, as: type).number else {
      return section.kind == .total && part != 0 ? .real(100) : .none
    }
    let share = 100 * part / all
    return share.isFinite ? .real(share) : .none
  }

  private func isPartial(_ cells: [Cell]) -> Bool {
    guard let now = plan.now else { return false }
    guard let finest = spine.dimensions.min(by: { $0.grain < $1.grain }) else {
      return plan.end.map { $0 > now } ?? false
    }
    guard case .value(.period(let grain, let ordinal)) = cells[finest.index] else { return false }
    let end = startTime(grain, ordinal &+ 1, plan.calendar)
    return end != Vector.unknownInteger && end > now
  }

  // MARK: Order

  private func ordered(_ lines: [Line]) throws -> [Line] {
    var groups = lines.filter { $0.kind == .group }
    for key in plan.sort.reversed() {
      let keys = groups.map { ValueKey(sortValue($0, key.target)) }
      let order = try work.sorted(Array(groups.indices)) { left, right in
        if keys[left].isNone != keys[right].isNone { return keys[right].isNone }
        if keys[left] < keys[right] { return !key.isDescending }
        if keys[right] < keys[left] { return key.isDescending }
        return left < right
      }
      groups = order.map { groups[$0] }
    }
    if plan.pivot == nil, let limit = plan.limit { groups = Array(groups.prefix(max(limit, 0))) }
    return groups + lines.filter { $0.kind == .others } + lines.filter { $0.kind == .total }
  }

  private func sortValue(_ line: Line, _ target: Plan.SortKey.Target) -> Value {
    switch target {
    case .dimension(let index):
      if line.cells.indices.contains(index), case .value(let value) = line.cells[index] { return value }
      return .none
    case .item(let item): return line.values[offset(item)]
    case .n(let item): return plan.items[item].n == nil ? .none : line.values[offset(item) + 1]
    case .share(let item):
      return plan.withShare ? line.values[offset(item) + width(plan.items[item]) - 1] : .none
    }
  }

  private func offset(_ item: Int) -> Int { plan.items.prefix(item).reduce(0) { $0 + width($1) } }

  // MARK: Layout

  private func makeColumns() -> [ResultColumn] {
    var columns = plan.dimensions.map { dimension in
      ResultColumn(
        name: dimension.name, role: .dimension, type: dimension.labels == nil ? dimension.type : .text,
        isWeekday: dimension.isWeekday)
    }
    var value = columns.count
    for item in plan.items {
      if !item.isExtra { value = columns.count }
      columns += itemColumns(item, name: item.name, value: value)
    }
    groupComparisons(&columns)
    return columns
  }

  /// What belongs to one comparison stays side by side: the other value comes first.
  private func groupComparisons(_ columns: inout [ResultColumn]) {
    var first: Int?
    for index in columns.indices {
      if columns[index].role != .extra { first = nil }
      if columns[index].isCompared { first = index }
      if columns[index].isCompared || columns[index].isChange || columns[index].isClearMark {
        columns[index].comparison = first
      }
    }
  }

  private func itemColumns(_ item: PlanItem, name: String, value: Int) -> [ResultColumn] {
    if item.isExtra {
      var column = ResultColumn(name: name, role: .extra, item: value, type: item.value.type, unit: item.unit)
      column.edge = item.edge
      column.method = item.method
      column.isBetterUp = item.isBetterUp
      column.isCompared = item.comparison == .other
      column.isChange = item.comparison == .change || item.comparison == .percent
      column.isClearMark = item.comparison == .clear
      switch item.comparison {
      case .change: column.shortName = "change"
      case .percent: column.shortName = "%"
      case .other, .clear, nil: break
      }
      return [column]
    }
    var columns = [
      ResultColumn(
        name: name, role: .value, type: item.value.type, unit: item.unit, isBetterUp: item.isBetterUp,
        needs: item.needs, isEstimate: item.n != nil)
    ]
    if item.n != nil {
      columns.append(
        ResultColumn(
          name: name + "_n", role: .count, item: value, type: .number, unit: .count, isImplied: !plan.withN))
    }
    if plan.withShare {
      columns.append(
        ResultColumn(name: name + "_share", role: .share, item: value, type: .number, unit: .percent))
    }
    return columns
  }

  /// Where the values of the items stand, without what is beside them.
  private func valuePlaces(from start: Int) -> [Int] {
    plan.items.indices.filter { !plan.items[$0].isExtra }.map { start + offset($0) }
  }

  private func shown(_ cell: Cell, _ dimension: PlanDimension) -> Value {
    switch cell {
    case .others: return .text("others")
    case .total: return .text("total")
    case .value(.integer(let position)):
      guard let labels = dimension.labels, let index = Int(exactly: position), labels.indices.contains(index)
      else {
        return .integer(position)
      }
      return .text(labels[index])
    case .value(let value): return value
    }
  }

  private func layout(_ columns: [ResultColumn], _ lines: [Line]) throws -> ResultTable {
    var result: ResultTable
    if let pivot = plan.pivot, plan.dimensions.indices.contains(pivot) {
      result = try pivoted(pivot, lines)
    } else {
      let rows = lines.map { line in
        var row = ResultRow(
          zip(line.cells, plan.dimensions).map(shown) + line.values, kind: line.kind,
          isPartial: line.isPartial)
        if line.isIncomplete { row.partialCells = Set(valuePlaces(from: plan.dimensions.count)) }
        return row
      }
      result = ResultTable(columns: columns, rows: rows, calendar: plan.calendar)
    }
    result.diagnostics = warnings
    result.now = plan.now
    return result
  }

  /// One dimension across the page: its values become columns, in their order, `others` and `total` last.
  private func pivoted(_ pivot: Int, _ lines: [Line]) throws -> ResultTable {
    var values = Set<Value>()
    var hasOthers = false
    var hasTotal = false
    for line in lines {
      switch line.cells[pivot] {
      case .value(let value): values.insert(value)
      case .others: hasOthers = true
      case .total: hasTotal = true
      }
    }
    let across =
      try sortedValues(Array(values), work: work).map(Cell.value) + (hasOthers ? [.others] : [])
      + (hasTotal ? [.total] : [])
    let positions = Dictionary(uniqueKeysWithValues: zip(across, across.indices))
    let rest = allDimensions.filter { $0 != pivot }
    var columns = rest.map { index in
      let dimension = plan.dimensions[index]
      return ResultColumn(
        name: dimension.name, role: .dimension, type: dimension.labels == nil ? dimension.type : .text,
        isWeekday: dimension.isWeekday)
    }
    let perValue = plan.items.reduce(0) { $0 + width($1) }
    let isSingle = plan.items.filter { !$0.isExtra }.count == 1
    for cell in across {
      let value = text(of: shown(cell, plan.dimensions[pivot]), plan.calendar) ?? "none"
      var owner = columns.count
      var ownerName = ""
      for item in plan.items {
        if !item.isExtra { (owner, ownerName) = (columns.count, item.name) }
        // What is known besides a value ends the name: `nps_free_low`.
        let isOwned = item.isExtra && item.name.hasPrefix(ownerName + "_")
        let base = isSingle ? value : (isOwned ? ownerName : item.name) + "_" + value
        let name = isOwned ? base + item.name.dropFirst(ownerName.count) : base
        columns += itemColumns(item, name: name, value: owner)
      }
    }
    groupComparisons(&columns)
    for column in columns.indices where columns[column].role != .dimension {
      columns[column].isPivoted = true
    }
    var places: [[Cell]: Int] = [:]
    var rows: [ResultRow] = []
    for line in lines {
      let cells = rest.map { line.cells[$0] }
      let place: Int
      if let known = places[cells] {
        place = known
      } else {
        place = rows.count
        places[cells] = place
        let kind: ResultRow.Kind =
          cells.contains(.total) ? .total : cells.contains(.others) ? .others : .group
        let shownCells = zip(cells, rest).map { shown($0, plan.dimensions[$1]) }
        let empty = [Value](repeating: .none, count: across.count * perValue)
        rows.append(ResultRow(shownCells + empty, kind: kind, isPartial: line.isPartial))
      }
      let start = rest.count + (positions[line.cells[pivot]] ?? 0) * perValue
      for (index, value) in line.values.enumerated() { rows[place].values[start + index] = value }
      if line.isIncomplete { rows[place].partialCells.formUnion(valuePlaces(from: start)) }
    }
    var groups = rows.filter { $0.kind == .group }
    if let limit = plan.limit { groups = Array(groups.prefix(max(limit, 0))) }
    return ResultTable(
      columns: columns, rows: groups + rows.filter { $0.kind == .others } + rows.filter { $0.kind == .total },
      calendar: plan.calendar)
  }
}
