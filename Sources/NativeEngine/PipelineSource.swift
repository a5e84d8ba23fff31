import Columns
import Diagnostics
import Functions
import Planning

/// What every part of a query may look at.
struct Surroundings {
  let tables: [String: Table]
  let calendar: Calendar
  let now: Int64?
  let work: Work
  /// The models that the query has fitted so far.
  let fittedModels = FittedModels()

  /// The surroundings of a part of a table, for a part of the work.
  func with(_ table: Table, _ work: Work) -> Surroundings {
    Surroundings(tables: [table.name: table], calendar: calendar, now: now, work: work)
  }
}

/// A pipeline with everything inside it, ready to be run for any period.
final class PipelineSource {
  let pipeline: Pipeline
  /// Whether the groups of one period do not follow from those of another.
  let isPerPeriod: Bool
  let dimensions: [PlanDimension]
  let surroundings: Surroundings
  let keys: KeySource?
  let lookUps: [Int: LookUpSource]
  /// The run with the steps that are the same in every period, how many they are, and where it then stands.
  private var shared: (run: PipelineRun, steps: Int, mark: PipelineRun.Mark)?
  private var finished: PipelineRun?
  private var times: Times?

  /// What is known of the times of the rows, once it has been looked for.
  private struct Times { let range: ClosedRange<Int64>? }

  init(_ pipeline: Pipeline, dimensions: [PlanDimension], _ surroundings: Surroundings) throws {
    self.pipeline = pipeline
    self.dimensions = dimensions
    self.surroundings = surroundings
    keys = try pipeline.keys.map { try KeySource($0, surroundings) }
    lookUps = try LookUpSource.sources(of: pipeline.steps, surroundings)
    isPerPeriod = pipeline.isPerPeriod
  }

  /// The pipeline's rows in a period, ready to be grouped. The run is good until the next one is asked for.
  func run(in edges: Edges?) throws -> PipelineRun {
    if let finished { return finished }
    let run: PipelineRun
    var first = 0
    if let keys, keys.isPerPeriod {
      run = try PipelineRun(table: keys.table(in: edges), dimensions: dimensions, surroundings: surroundings)
    } else {
      let shared = try sharedRun()
      run = shared.run
      run.goBack(to: shared.mark)
      first = shared.steps
    }
    try take(first..<pipeline.steps.count, on: run, in: edges)
    try run.finish(
      dimensions: pipeline.dimensions.map { $0.replacing(edges) },
      aggregates: pipeline.aggregates.map { $0.replacing(edges) })
    if !isPerPeriod { finished = run }
    return run
  }

  private func take(_ steps: Range<Int>, on run: PipelineRun, in edges: Edges?) throws {
    for step in steps {
      try run.take(pipeline.steps[step].replacing(edges), lookUps[step]?.found(in: edges))
    }
  }

  func sharedRun() throws -> (run: PipelineRun, steps: Int, mark: PipelineRun.Mark) {
    if let shared { return shared }
    let table: Table
    if let keys {
      table = try keys.table(in: nil)
    } else if let known = surroundings.tables[pipeline.table] {
      table = known
    } else {
      throw Diagnostic(.error, .missingTable, "there is no table called `\(pipeline.table)`")
    }
    let run = try PipelineRun(table: table, dimensions: dimensions, surroundings: surroundings)
    let steps = pipeline.steps
    let count =
      steps.indices.first { steps[$0].mentionsInstant || lookUps[$0]?.isPerPeriod ?? false } ?? steps.count
    try take(0..<count, on: run, in: nil)
    let later = Set(steps[count...].flatMap(\.definedNames))
    let fixed = pipeline.dimensions.indices.filter { index in
      isPerPeriod && dimensions[index].spine == nil && !pipeline.dimensions[index].mentionsInstant
        && !pipeline.dimensions[index].mentions(later)
    }
    let mark = try run.mark(fixed.map { (index: $0, expression: pipeline.dimensions[$0]) })
    let result = (run: run, steps: count, mark: mark)
    shared = result
    return result
  }

  /// Lets go of what was computed; asked again, it is computed again.
  func release() {
    shared = nil
    finished = nil
  }

  /// The first and last instant of the rows, before any condition, that lie before `now`.
  func timeRange() throws -> ClosedRange<Int64>? {
    if let times { return times.range }
    let range = try findTimeRange()
    times = Times(range: range)
    return range
  }

  private func findTimeRange() throws -> ClosedRange<Int64>? {
    if let keys, isPerPeriod, !keys.isPerPeriod, let time = pipeline.time, !time.mentionsInstant {
      let run = try PipelineRun(table: keys.table(in: nil), dimensions: [], surroundings: surroundings)
      if time.columnNames.allSatisfy({ run.frame.names[$0] != nil }) {
        return try run.range(of: time, before: surroundings.now)
      }
    }
    if let inner = pipeline.keys?.rows[0], isPerPeriod {
      // What the keys make of the times is another thing in each period; the rows are the same.
      if let range = try keys?.rows.timeRange() { return range }
      let ranges = try lookUps.values.compactMap { try $0.timeRange() }
      if let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max() {
        return first...last
      }
      guard pipeline.keys?.ages == nil, let time = pipeline.time,
        let table = surroundings.tables[inner.table],
        !time.mentionsInstant, time.columnNames.allSatisfy({ table.columns[$0] != nil })
      else { return nil }
      let run = try PipelineRun(table: table, dimensions: [], surroundings: surroundings)
      return try run.range(of: time, before: surroundings.now)
    }
    guard let time = pipeline.time, !time.mentionsInstant else { return nil }
    if !isPerPeriod { return try run(in: nil).range(of: time, before: surroundings.now) }
    let shared = try sharedRun()
    shared.run.goBack(to: shared.mark)
    guard time.columnNames.allSatisfy({ shared.run.frame.names[$0] != nil }) else { return nil }
    return try shared.run.range(of: time, before: surroundings.now)
  }
}

extension LookUpSource {
  /// The look-ups among some steps, by the position of the step.
  static func sources(of steps: [Step], _ surroundings: Surroundings) throws -> [Int: LookUpSource] {
    var sources: [Int: LookUpSource] = [:]
    for (index, step) in steps.enumerated() {
      if case .lookUp(_, let lookup) = step { sources[index] = try LookUpSource(lookup, surroundings) }
    }
    return sources
  }
}
