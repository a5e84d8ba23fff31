import Columns
import Planning

/// What lies before the first row of a table is unknown: nobody wrote it down, which is not the same as nothing.
///
/// A period that ends before the first row has no value, of counts and sums neither. What the query did not ask for
/// itself, such as the other side of a comparison or a window, has none either where it begins before the first row: it
/// would be a part where a whole is meant.
extension Answer {
  /// When the table of each pipeline begins, before any condition; nil where nothing is asked of a time before.
  ///
  /// - Parameter isPart: the answer gives the parts of an interval, whose value another one holds.
  static func firstTimes(
    _ sources: [PipelineSource], _ spine: Spine, _ plan: Plan, isPart: Bool
  ) throws -> [Int64?] {
    // Rows of one table by one time begin with the calendar.
    let isAskedEarly =
      !isPart && (plan.hasPeriod || !spine.dimensions.isEmpty && plan.pipelines.haveSeveralTimes)
    return try sources.map { source in
      let pipeline = source.pipeline
      guard pipeline.joint == nil else { return nil }
      let isOwn = pipeline.shift.isOwn && pipeline.window == nil && pipeline.stretch == nil
      let firstEvent = pipeline.firstEvent
      if isOwn, !pipeline.isDated { return nil }
      if isOwn, !isAskedEarly { return nil }
      if isOwn, let firstEvent, let end = firstEnd(spine, plan), end > firstEvent { return firstEvent }
      let times = try source.timeRange() ?? (isOwn ? source.keys?.rows.timeRange() : nil)
      guard let first = times?.lowerBound else { return firstEvent }
      return firstEvent.map { min($0, first) } ?? first
    }
  }

  /// The end of the first period that is asked for.
  private static func firstEnd(_ spine: Spine, _ plan: Plan) -> Int64? {
    guard !spine.dimensions.isEmpty else { return [plan.end, plan.now].compactMap { $0 }.min() }
    guard let first = spine.ordinals?.lowerBound else { return nil }
    let end = plan.calendar.start(spine.finest, first + 1)
    return [end, plan.end, plan.now].compactMap { $0 }.min()
  }

  /// The aggregates of pipelines that answer for another time than the query's own, or for the other groups: unknown
  /// where they begin before the first row, or where there are no others.
  mutating func withoutEarlyPeriods(_ aligned: Alignment, _ selected: [Int]) -> [[Vector]] {
    aligned.aggregates.enumerated().map { pipeline, vectors in
      let own = sources[pipeline].pipeline
      if own.isRest, !selected.contains(where: isCompared) {
        let nothing = Buffer<UInt32>(repeating: .max, count: aligned.count)
        return vectors.map { masked($0, where: nothing) }
      }
      guard isOfAnotherTime(own, selected) else { return vectors }
      guard let rows = unknownRows(pipeline, aligned, selected) else { return vectors }
      if own.stretch != nil { noteBeginning(of: pipeline) }
      return vectors.map { masked($0, where: rows) }
    }
  }

  /// The aggregates, unknown also where the query's own period ends before the first row; nil where none does.
  mutating func withoutUnknownPeriods(
    _ aggregates: [[Vector]], _ aligned: Alignment, _ selected: [Int]
  ) -> [[Vector]]? {
    var result = aggregates
    var isChanged = false
    for pipeline in aggregates.indices where !isOfAnotherTime(sources[pipeline].pipeline, selected) {
      guard let rows = unknownRows(pipeline, aligned, selected) else { continue }
      result[pipeline] = aggregates[pipeline].map { masked($0, where: rows) }
      isChanged = true
      noteBeginning(of: pipeline)
    }
    return isChanged ? result : nil
  }

  private mutating func noteBeginning(of pipeline: Int) {
    let own = sources[pipeline].pipeline
    guard let first = firstTimes[pipeline], !isAhead(own) else { return }
    beginnings[own.table] = min(first, beginnings[own.table] ?? first)
  }

  /// Whether a pipeline answers for a time in the rows that the query did not ask for itself.
  private func isOfAnotherTime(_ pipeline: Pipeline, _ selected: [Int]) -> Bool {
    if calendarDimensions.isEmpty { return pipeline.stretch != nil }
    if !pipeline.shift.isOwn { return true }
    // The total of windows is that of the rows.
    if case .rolling? = pipeline.window { return finest(selected) != nil }
    return false
  }

  /// The place of the finest calendar dimension among those of the rows.
  private func finest(_ selected: [Int]) -> Int? {
    selected.firstIndex { index in
      spine.dimensions.contains { $0.index == index && $0.grain == spine.finest }
    }
  }

  /// Whether the stretch of a pipeline, in a query without rows of a calendar, has not begun yet.
  private func isAhead(_ pipeline: Pipeline) -> Bool {
    guard let now = plan.now, let start = pipeline.stretch?.start ?? plan.start else { return false }
    return start >= now
  }

  /// For each row of the result the largest number where nothing is known of its time, else 0; nil where all are known.
  private func unknownRows(
    _ pipeline: Int, _ aligned: Alignment, _ selected: [Int]
  ) -> Buffer<UInt32>? {
    let own = sources[pipeline].pipeline
    let isOther = isOfAnotherTime(own, selected)
    /// What the query does not ask for is no part of its own periods.
    func ends(_ end: Int64) -> Int64 { isOther ? end : min(end, plan.end ?? end) }
    func all(_ isUnknown: Bool) -> Buffer<UInt32>? {
      isUnknown ? Buffer<UInt32>(repeating: .max, count: aligned.count) : nil
    }
    if !own.shift.isOwn, !calendarDimensions.isEmpty, spine.ordinals == nil { return all(true) }
    guard !calendarDimensions.isEmpty, spine.ordinals != nil else {
      if own.isDated, isAhead(own) { return all(true) }
      guard let first = firstTimes[pipeline] else { return nil }
      if let stretch = own.stretch { return all(stretch.isBefore(first, plan.calendar)) }
      return all(plan.hasPeriod && ends(plan.now ?? .max) <= first)
    }
    let reach = reach(of: pipeline)
    guard let finest = finest(selected) else {
      guard let whole = reach.whole, !reach.isWholeEarly else { return all(isOther) }
      if isOther, plan.now.map({ whole.start >= $0 }) ?? false { return all(true) }
      return all(firstTimes[pipeline].map { ends(whole.end) <= $0 } ?? false)
    }
    if firstTimes[pipeline] == nil, !isOther { return nil }
    var known: [Int64: Bool] = [:]
    var hasUnknown = false
    let rows = Buffer<UInt32>(
      (0..<aligned.count).map { row in
        guard case .period(_, let ordinal) = aligned.cells[finest][row] else { return 0 }
        let isUnknown = known[ordinal] ?? reach.isUnknown(ordinal, ends)
        known[ordinal] = isUnknown
        hasUnknown = hasUnknown || isUnknown
        return isUnknown ? .max : 0
      })
    return hasUnknown ? rows : nil
  }
}

extension Plan {
  fileprivate var hasPeriod: Bool { start != nil || end != nil }
}

extension OtherStretch {
  /// Whether the stretch begins, or even ends, before the first row of the table.
  fileprivate func isBefore(_ first: Int64, _ calendar: Calendar) -> Bool {
    if end <= first { return true }
    guard let unit else { return start < first }
    return calendar.ordinal(unit, ofTime: start) < calendar.ordinal(unit, ofTime: first)
  }
}

extension PlanItem {
  /// Whether the column counts what became of the rows.
  var isOfLedger: Bool { isExtra && comparison == nil && edge == nil }
}
