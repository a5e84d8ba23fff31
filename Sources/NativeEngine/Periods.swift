import Columns
import Diagnostics
import Functions
import Planning

extension Answer {
  /// The groups of a pipeline, each period of the calendar computed on its own where the pipeline needs that.
  func groups(
    of pipeline: Int, by selected: [Int], restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    var source = sources[pipeline]
    var restrictions = restrictions
    let compared = selected.filter(isCompared)
    if source.pipeline.isRest, !compared.isEmpty, source.pipeline.looksAtRowsTogether(compared) {
      return try rests(pipeline, selected, compared, restrictions)
    }
    if let regrouped = source.pipeline.regrouped(by: selected, restrictions, plan.dimensions) {
      source = try makeSource(regrouped.pipeline)
      restrictions = regrouped.restrictions
    }
    return try groups(of: source, pipeline, by: selected, restrictions)
  }

  func makeSource(_ pipeline: Pipeline) throws -> PipelineSource {
    try PipelineSource(pipeline, dimensions: plan.dimensions, sources[0].surroundings)
  }

  /// The groups of a pipeline or of a form of it.
  func groups(
    of source: PipelineSource, _ pipeline: Int, by selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    let isByPeriod = selected.contains { calendarDimensions.contains($0) }
    let isPlain = source.pipeline.shift.isOwn && source.pipeline.window == nil || calendarDimensions.isEmpty
    var groups: (table: GroupTable, warnings: [Diagnostic])
    if source.pipeline.isRest, !selected.contains(where: isCompared) {
      groups = nothingElse(pipeline, selected)
    } else if source.isPerPeriod {
      if source.pipeline.poolsPeriods, isByPeriod {
        groups = try pooledPeriods(source, pipeline, selected, restrictions)
      } else {
        groups =
          isByPeriod
          ? try periodByPeriod(source, pipeline, selected, restrictions)
          : try wholeGroups(
            of: source.run(in: edgesOfAll(pipeline)), source.pipeline, selected, restrictions)
      }
    } else if isPlain {
      let ranged = source.pipeline.isRest ? nil : try source.groupsByRange(by: selected, restrictions)
      groups =
        if let ranged { ranged } else if source.pipeline.isRest && isByPeriod {
          try moved(source, pipeline, selected, restrictions)
        } else {
          try wholeGroups(of: source.run(in: nil), source.pipeline, selected, restrictions)
        }
    } else if isByPeriod {
      groups = try moved(source, pipeline, selected, restrictions)
    } else {
      groups = try wholeGroups(
        of: source.run(in: nil), source.pipeline, selected, restrictions, where: condition(ofAll: pipeline))
    }
    let cohorts = plan.pipelines[pipeline].cohorts(plan.dimensions)
    if !plan.withPartial, selected.contains(where: cohorts.contains),
      let age = selected.firstIndex(where: { plan.dimensions[$0].isAge })
    {
      groups.table = groups.table.withoutIncompleteAges(age)
    }
    return groups
  }

  /// Whether groups differ by a dimension, rather than stand at different places of a calendar or an age.
  func isCompared(_ dimension: Int) -> Bool {
    !calendarDimensions.contains(dimension) && !plan.dimensions[dimension].isPlace
  }

  /// The dimensions that say where a group stands, besides the calendar.
  private var places: Set<Int> { Set(plan.dimensions.indices.filter { plan.dimensions[$0].isPlace }) }

  /// The groups of a run, all of whose rows belong to one period.
  private func wholeGroups(
    of run: PipelineRun, _ pipeline: Pipeline, _ selected: [Int], _ restrictions: [PipelineRun.Restriction],
    where condition: BoundExpression? = nil
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    guard pipeline.isRest else {
      return try run.groups(by: selected, restrictions: restrictions, where: condition)
    }
    let pooled = try run.pooled(
      .plain(selected, places: places, isRest: true), restrictions: restrictions, where: condition)
    return (pooled.table, pooled.warnings)
  }

  /// What stands beside a group that has no others: unknown values.
  private func nothingElse(
    _ pipeline: Int, _ selected: [Int]
  ) -> (table: GroupTable, warnings: [Diagnostic]) {
    let aggregates = sources[pipeline].pipeline.aggregates
    let vectors = aggregates.map { unknownVector($0.type, count: selected.isEmpty ? 1 : 0) }
    return (
      GroupTable(
        count: selected.isEmpty ? 1 : 0, values: selected.map { _ in DimensionValues() },
        codes: selected.map { _ in [] },
        aggregates: vectors), []
    )
  }

  /// Groups whose rest must be computed anew, one after the other.
  private func rests(
    _ pipeline: Int, _ selected: [Int], _ compared: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    var own = sources[pipeline].pipeline
    own.isRest = false
    let found = try groups(of: makeSource(own), pipeline, by: compared, restrictions).table
    guard found.count <= Answer.restLimit else {
      throw Diagnostic(
        .error, .tooManyGroups,
        "the rest of each of \(found.count) groups would read the rows once for each of them",
        help: ["ask for at most \(Answer.restLimit) groups, or compare one: `where COLUMN = VALUE vs rest`"])
    }
    var joined = JoinedGroups(dimensions: selected.count, aggregates: own.aggregates)
    for group in 0..<found.count {
      try work.checkpoint()
      let values = compared.indices.map {
        (dimension: compared[$0], value: found.values[$0][Int(found.codes[$0][group])])
      }
      let others = selected.filter { !compared.contains($0) }
      let source = try makeSource(own.excluding(values, plan.dimensions))
      let part = try groups(of: source, pipeline, by: others, [])
      joined.add(part.table) { column in
        values.first { $0.dimension == selected[column] }?.value
      }
    }
    return (joined.table, [])
  }

  private static let restLimit = 1000

  // MARK: One period after the other

  private func periodByPeriod(
    _ source: PipelineSource, _ pipeline: Int, _ selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    let reach = reach(of: pipeline)
    let rest = selected.filter { !calendarDimensions.contains($0) }
    if let swept = try sweep(source, reach, selected, rest, restrictions) { return (swept, []) }
    var joined = JoinedGroups(dimensions: selected.count, aggregates: source.pipeline.aggregates)
    var warnings: [Diagnostic]?
    for row in spine.ordinals.map(Array.init) ?? [] {
      try work.checkpoint()
      // Before the first row nothing is known; the calendar's row gets no value.
      guard let edges = reach.edges(row, evenEarly: source.pipeline.window != nil) else { continue }
      let groups = try wholeGroups(of: source.run(in: edges), source.pipeline, rest, restrictions)
      joined.add(groups.table) { period(row, of: selected[$0]) }
      // What is unknown in one period alone is no news.
      warnings = warnings.map { $0.filter(groups.warnings.contains) } ?? groups.warnings
    }
    return (joined.table, warnings ?? [])
  }

  /// The value of a calendar dimension in a row; nil for the other dimensions.
  private func period(_ row: Int64, of dimension: Int) -> Value? {
    spine.dimensions.first { $0.index == dimension }.map { spine.period(row, $0.grain) }
  }

  /// The edges of the whole answer: of the calendar's rows, or of the time that the query asks for.
  private func edgesOfAll(_ pipeline: Int) -> Edges {
    if !calendarDimensions.isEmpty, spine.ordinals != nil {
      guard var whole = reach(of: pipeline).whole else {
        return Edges(start: Answer.earliest, end: Answer.earliest)
      }
      // The first period may have been asked from its middle on.
      if sources[pipeline].pipeline.shift.isOwn, let start = plan.start {
        whole.start = max(whole.start, start)
      }
      return whole
    }
    let end = plan.end ?? Answer.latest
    return Edges(start: plan.start ?? Answer.earliest, end: plan.now.map { min($0, end) } ?? end)
  }

  // Durations can still be taken off and put on.
  private static let earliest: Int64 = -106_000_000 * Calendar.microsecondsPerDay
  private static let latest: Int64 = 106_000_000 * Calendar.microsecondsPerDay

  // MARK: Other periods and windows

  func reach(of pipeline: Int) -> Reach {
    let own = sources[pipeline].pipeline
    var cutOff = plan.now
    // Nor is a period compared as a whole of which the query asks for a part.
    if !own.shift.isOwn || own.window != nil, let end = plan.end { cutOff = min(cutOff ?? end, end) }
    return Reach(
      shift: own.shift, window: own.window, spine: spine, now: cutOff, first: firstTimes[pipeline],
      asked: plan.start, cutOff: plan.now)
  }

  /// Rows of the stretch that all rows of the calendar answer for.
  private func condition(ofAll pipeline: Int) -> BoundExpression? {
    let own = sources[pipeline].pipeline
    guard let time = own.time else { return nil }
    guard var edges = reach(of: pipeline).whole else { return .constant(.bool(false), .bool) }
    // The first period may have been asked from its middle on.
    if own.shift.isOwn, let start = plan.start { edges.start = max(edges.start, start) }
    return edges.condition(time)
  }

  /// The rows of the calendar, each with the cells of its stretch.
  private func moved(
    _ source: PipelineSource, _ pipeline: Int, _ selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    let own = source.pipeline
    let run = try source.run(in: nil)
    let reach = reach(of: pipeline)
    let finest = spine.dimensions.first { $0.grain == spine.finest }?.index
    let rest = selected.filter { !calendarDimensions.contains($0) }
    var rows: [(row: Int64, cells: PoolingPlan.Cells)] = []
    var cut: [Int64] = []
    for row in spine.ordinals.map(Array.init) ?? [] {
      // What begins too early gets no value, but its groups are shown.
      guard let start = reach.start(row), let end = reach.end(row), start < end else { continue }
      if reach.isEarly(row), own.window == nil { continue }
      // A period that is not over is compared with a part of the other one, which no cell may be.
      if reach.isPartial(row) || reach.isAskedLate(row), !own.shift.isOwn {
        cut.append(row)
        continue
      }
      let cells =
        plan.calendar.ordinal(
          reach.cell, ofTime: start)...plan.calendar.ordinal(
          reach.cell, ofTime: end - 1)
      rows.append((row, .range(cells)))
    }
    var joined = JoinedGroups(dimensions: selected.count, aggregates: own.aggregates)
    let pooled = try run.pooled(
      PoolingPlan(dimensions: rest, places: places, cells: finest, rows: rows, isRest: own.isRest),
      restrictions: restrictions)
    joined.add(pooled.table, periods: pooled.rows.map { rows[$0].row }) { period($0, of: selected[$1]) }
    for row in cut {
      guard let time = own.time, let edges = reach.edges(row) else { continue }
      let groups = try wholeGroups(of: run, own, rest, restrictions, where: edges.condition(time))
      joined.add(groups.table) { period(row, of: selected[$0]) }
    }
    return (joined.table, pooled.warnings)
  }

  /// Periods with edges of their own, several of them for each row.
  private func pooledPeriods(
    _ source: PipelineSource, _ pipeline: Int, _ selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    let own = source.pipeline
    let reach = reach(of: pipeline)
    let rest = selected.filter { !calendarDimensions.contains($0) }
    var numbers: [Edges: Int64] = [:]
    let asked = (spine.ordinals.map(Array.init) ?? []).map { (row: $0, edges: reach.transitions($0)) }
    let different = Set(asked.flatMap(\.edges)).sorted { ($0.end, $0.start) < ($1.end, $1.start) }
    for (number, edges) in different.enumerated() { numbers[edges] = Int64(number) }
    let run = try source.run(pooling: different, dimensions: rest, of: plan.dimensions)
    let rows = asked.map { row, edges -> (row: Int64, cells: PoolingPlan.Cells) in
      let cells = edges.compactMap { numbers[$0] }.sorted()
      guard let first = cells.first, let last = cells.last else { return (row, .none) }
      return (row, last - first == Int64(cells.count - 1) ? .range(first...last) : .list(cells))
    }
    let pooled = try run.pooled(
      PoolingPlan(
        dimensions: rest, places: places, cells: plan.dimensions.count, rows: rows, isRest: own.isRest),
      restrictions: restrictions)
    var joined = JoinedGroups(dimensions: selected.count, aggregates: own.aggregates)
    joined.add(pooled.table, periods: pooled.rows.map { rows[$0].row }) { period($0, of: selected[$1]) }
    return (joined.table, pooled.warnings)
  }
}

extension Edges {
  /// Whether a time lies in the stretch.
  func condition(_ time: BoundExpression) -> BoundExpression {
    .call(
      .and,
      [
        .call(.greaterOrEqual, [time, .constant(.time(start), .time)], .bool),
        .call(.less, [time, .constant(.time(end), .time)], .bool),
      ], .bool)
  }
}

/// Groups of several runs as one table.
struct JoinedGroups {
  private var count = 0
  /// Shape `[dimension]`.
  private var values: [[Value]]
  private var numbers: [[Value: UInt32]]
  private var codes: [[UInt32]]
  private var parts: [GroupTable] = []
  private let aggregates: [Aggregate]

  init(dimensions: Int, aggregates: [Aggregate]) {
    values = Array(repeating: [], count: dimensions)
    numbers = Array(repeating: [:], count: dimensions)
    codes = Array(repeating: [], count: dimensions)
    self.aggregates = aggregates
  }

  /// - Parameter period: the value that a dimension has in all groups; nil for one that the table has.
  mutating func add(_ part: GroupTable, period: (Int) -> Value?) {
    var own = 0
    for column in values.indices {
      if let value = period(column) {
        let number = number(of: value, column)
        codes[column] += Array(repeating: number, count: part.count)
      } else {
        let map = part.values[own].map { number(of: $0, column) }
        codes[column] += part.codes[own].map { map[Int($0)] }
        own += 1
      }
    }
    count += part.count
    parts.append(part)
  }

  /// Groups of several periods at once.
  ///
  /// - Parameter period: the value of a dimension in a row of the calendar; nil for one that the table has.
  mutating func add(_ part: GroupTable, periods rows: [Int64], period: (Int64, Int) -> Value?) {
    var own = 0
    for column in values.indices {
      if let first = rows.first, period(first, column) == nil {
        let map = part.values[own].map { number(of: $0, column) }
        codes[column] += part.codes[own].map { map[Int($0)] }
        own += 1
      } else {
        var known: [Int64: UInt32] = [:]
        for row in rows {
          if known[row] == nil { known[row] = number(of: period(row, column) ?? .none, column) }
          codes[column].append(known[row] ?? 0)
        }
      }
    }
    count += part.count
    parts.append(part)
  }

  private mutating func number(of value: Value, _ column: Int) -> UInt32 {
    if let number = numbers[column][value] { return number }
    let number = UInt32(values[column].count)
    numbers[column][value] = number
    values[column].append(value)
    return number
  }

  var table: GroupTable {
    let vectors = aggregates.indices.map { position -> Vector in
      let type = aggregates[position].type
      return parts.isEmpty
        ? unknownVector(type, count: 0) : concatenated(parts.map { $0.aggregates[position] }, type: type)
    }
    return GroupTable(
      count: count, values: values.map { DimensionValues($0) }, codes: codes, aggregates: vectors)
  }
}

extension PlanDimension {
  fileprivate var isPlace: Bool { isAge || isUnit }
}
