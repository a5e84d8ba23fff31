import Columns
import Diagnostics
import Functions
import Planning

extension Answer {
  /// The groups of a pipeline, each period of the calendar computed on its own where the pipeline needs that.
  func groups(
    of pipeline: Int, by selected: [Int], restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    let source = sources[pipeline]
    let isByPeriod = selected.contains { calendarDimensions.contains($0) }
    var groups: (table: GroupTable, warnings: [Diagnostic])
    if source.isPerPeriod {
      groups =
        isByPeriod
        ? try periodByPeriod(pipeline, selected, restrictions)
        : try source.run(in: edges(ofAllShiftedBy: source.pipeline.shift)).groups(
          by: selected, restrictions: restrictions)
    } else if source.pipeline.shift == 0 || calendarDimensions.isEmpty {
      groups = try source.run(in: nil).groups(by: selected, restrictions: restrictions)
    } else if isByPeriod {
      groups = try source.run(in: nil).groups(by: selected, restrictions: restrictions)
      groups.table = moved(groups.table, selected, by: Int64(source.pipeline.shift))
    } else {
      groups = try source.run(in: nil).groups(
        by: selected, restrictions: restrictions + earlier(by: Int64(source.pipeline.shift)))
    }
    let cohorts = plan.pipelines[pipeline].cohorts(plan.dimensions)
    if selected.contains(where: cohorts.contains),
      let age = selected.firstIndex(where: { plan.dimensions[$0].isAge })
    {
      groups.table = groups.table.withoutIncompleteAges(age)
    }
    return groups
  }

  // MARK: One period after the other

  private func periodByPeriod(
    _ pipeline: Int, _ selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    let source = sources[pipeline]
    let rest = selected.filter { !calendarDimensions.contains($0) }
    if let swept = try sweep(pipeline, selected, rest, restrictions) { return (swept, []) }
    var joined = JoinedGroups(dimensions: selected.count, aggregates: source.pipeline.aggregates)
    var warnings: [Diagnostic]?
    for ordinal in spine.ordinals.map(Array.init) ?? [] {
      try work.checkpoint()
      let asked = ordinal - Int64(source.pipeline.shift)
      // Before the first row nothing is known; the calendar's row gets no value.
      if let first = firstPeriods[pipeline], asked < first { continue }
      let groups = try source.run(in: edges(asked...asked)).groups(by: rest, restrictions: restrictions)
      joined.add(groups.table) { column in
        guard let grain = spine.dimensions.first(where: { $0.index == selected[column] })?.grain else {
          return nil
        }
        return spine.period(ordinal, grain)
      }
      // What is unknown in one period alone is no news.
      warnings = warnings.map { $0.filter(groups.warnings.contains) } ?? groups.warnings
    }
    return (joined.table, warnings ?? [])
  }

  /// The edges of some periods of the finest grain, cut where the data ends.
  func edges(_ ordinals: ClosedRange<Int64>) -> Edges {
    let start = startTime(spine.finest, ordinals.lowerBound, plan.calendar)
    let end = startTime(spine.finest, ordinals.upperBound + 1, plan.calendar)
    return Edges(
      start: start == Vector.unknownInteger ? Answer.earliest : start,
      end: cut(end == Vector.unknownInteger ? Answer.latest : end))
  }

  private func cut(_ end: Int64) -> Int64 { plan.now.map { min($0, end) } ?? end }

  /// The edges of the whole answer: of the calendar's rows, or of the time that the query asks for.
  private func edges(ofAllShiftedBy shift: Int) -> Edges {
    if !calendarDimensions.isEmpty, let ordinals = spine.ordinals {
      return edges(ordinals.lowerBound - Int64(shift)...ordinals.upperBound - Int64(shift))
    }
    return Edges(start: plan.start ?? Answer.earliest, end: cut(plan.end ?? Answer.latest))
  }

  // Durations can still be taken off and put on.
  private static let earliest: Int64 = -106_000_000 * Calendar.microsecondsPerDay
  private static let latest: Int64 = 106_000_000 * Calendar.microsecondsPerDay

  // MARK: Earlier periods

  /// The period of the first row of each pipeline that answers for an earlier one.
  static func firstPeriods(_ sources: [PipelineSource], _ spine: Spine) throws -> [Int64?] {
    try sources.map { source in
      guard source.pipeline.shift > 0, !spine.dimensions.isEmpty, let range = try source.timeRange() else {
        return nil
      }
      return spine.calendar.ordinal(spine.finest, ofTime: range.lowerBound)
    }
  }

  /// Groups whose value belongs into the row of a later period. Those that have no row are left out.
  private func moved(_ table: GroupTable, _ selected: [Int], by shift: Int64) -> GroupTable {
    guard
      let finest = selected.firstIndex(where: { index in
        spine.dimensions.contains { $0.index == index && $0.grain == spine.finest }
      }), let ordinals = spine.ordinals
    else { return table }
    func ordinal(_ group: Int) -> Int64? {
      guard case .period(_, let ordinal) = table.values[finest][Int(table.codes[finest][group])] else {
        return nil
      }
      return ordinal + shift
    }
    let kept = table.keeping { group, _ in ordinal(group).map(ordinals.contains) ?? false }
    var joined = JoinedGroups(dimensions: selected.count, aggregates: [])
    let shifted = kept.values[finest].map { value -> Value in
      if case .period(let grain, let ordinal) = value { .period(grain, ordinal + shift) } else { value }
    }
    var values = kept.values
    var codes = kept.codes
    for (column, index) in selected.enumerated() {
      guard let grain = spine.dimensions.first(where: { $0.index == index })?.grain else { continue }
      values[column] = DimensionValues(
        shifted.map { value in
          if case .period(_, let ordinal) = value { spine.period(ordinal, grain) } else { value }
        })
      codes[column] = kept.codes[finest]
    }
    joined.add(
      GroupTable(count: kept.count, values: values, codes: codes, aggregates: []), period: { _ in nil })
    return GroupTable(
      count: kept.count, values: joined.table.values, codes: joined.table.codes, aggregates: kept.aggregates)
  }

  /// The rows of as many periods as the calendar shows, some periods earlier.
  private func earlier(by shift: Int64) -> [PipelineRun.Restriction] {
    guard let ordinals = spine.ordinals,
      let finest = spine.dimensions.first(where: { $0.grain == spine.finest })
    else { return [] }
    let periods = ordinals.map { Value.period(finest.grain, $0 - shift) }
    return [PipelineRun.Restriction(dimension: finest.index, values: Set(periods), isExcluding: false)]
  }

  /// The aggregates, unknown where the period that a pipeline answers for begins before its first row.
  func withoutEarlyPeriods(_ aligned: Alignment, _ selected: [Int]) -> [[Vector]] {
    let finest = selected.firstIndex { index in
      spine.dimensions.contains { $0.index == index && $0.grain == spine.finest }
    }
    return aligned.aggregates.enumerated().map { pipeline, vectors in
      guard let first = firstPeriods[pipeline], let all = spine.ordinals else { return vectors }
      let shift = Int64(sources[pipeline].pipeline.shift)
      let targets = Buffer<UInt32>(
        (0..<aligned.count).map { row in
          var period = all.lowerBound
          if let finest, case .period(_, let ordinal) = aligned.cells[finest][row] { period = ordinal }
          return period - shift < first ? .max : 0
        })
      return vectors.map { masked($0, where: targets) }
    }
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
