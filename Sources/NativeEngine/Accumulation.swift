import Columns
import Diagnostics
import Functions
import Planning

/// What the rows of a pipeline have left in its groups.
final class GroupStates {
  /// Shape `[aggregate]`.
  let accumulators: [Accumulator]
  /// Shape `[group]`.
  let rowCounts: [Int64]

  init(_ accumulators: [Accumulator], rowCounts: [Int64]) {
    self.accumulators = accumulators
    self.rowCounts = rowCounts
  }
}

extension PipelineRun {
  typealias Accumulated = (states: GroupStates, grouping: Grouping, codes: [DimensionCodes])

  /// - Parameters:
  ///   - condition: rows for which it is not true are left out.
  ///   - isPooled: the groups will be put together to others.
  func accumulated(
    by selected: [Int], _ restrictions: [Restriction], where condition: BoundExpression? = nil,
    isPooled: Bool = false
  ) throws -> Accumulated {
    if condition == nil, !isPooled, let ready = takeReady(selected, restrictions) { return ready }
    guard
      let all = try PipelineRun.accumulated(
        [self], by: selected, restrictions, where: condition, isPooled: isPooled)
    else { preconditionFailure("a loop for one pipeline is always possible") }
    return all[0]
  }

  /// The same for several pipelines in one pass over their rows, which are those of one table.
  ///
  /// - Returns: nil where they cannot share a pass.
  static func accumulated(
    _ runs: [PipelineRun], by selected: [Int], _ restrictions: [Restriction],
    where condition: BoundExpression? = nil, isPooled: Bool = false
  ) throws -> [Accumulated]? {
    guard let first = runs.first else { return [] }
    let frame = first.frame
    var codes = try selected.map { try first.codes(ofDimension: $0) }
    var common: [CodeCondition] = []
    for restriction in restrictions {
      let own = try first.codes(ofDimension: restriction.dimension)
      let flags = first.flags(of: restriction, own)
      common.append(CodeCondition(own.source, flags))
      // Ten of a million customers are ten groups.
      if !restriction.isExcluding, let position = selected.firstIndex(of: restriction.dimension) {
        codes[position] = DimensionCodes(codes[position], keeping: flags)
      }
    }
    let grouping = try first.makeGrouping(codes)
    let aggregateCount = runs.reduce(0) { $0 + $1.aggregates.count }
    // Each thread has groups of its own, which must be fewer than rows to be worth bringing together.
    let workers = grouping.count > max(1 << 18, frame.rowCount / 4) ? 1 : frame.work.threads
    let needed = Double(grouping.count) * Double(workers) * Double(aggregateCount * 40 + 8)
    if needed > Double(frame.work.memoryLimit) {
      throw Diagnostic(
        .error, .memoryLimit, "\(grouping.count) groups do not fit into the memory that the program may use",
        help: ["use fewer dimensions, or coarser ones such as `month of …`"])
    }
    var programs: [RowLoop.Program] = []
    var computed: [Node] = []
    for run in runs {
      var conditions = common
      let last = try condition.map(run.frame.prepare)
      for node in run.conditions + (last.map { [$0] } ?? []) {
        if let coded = CodeCondition(node) {
          if !coded.isAlwaysTrue { conditions.append(coded) }
        } else {
          computed.append(node)
        }
      }
      programs.append(RowLoop.Program(conditions: conditions, aggregates: run.aggregates))
    }
    if runs.count > 1, !computed.isEmpty || runs.contains(where: { $0.mask != nil }) { return nil }
    guard
      let loop = try RowLoop(
        programs, computed: computed, mask: first.mask, grouping: grouping, frame: frame, isPooled: isPooled)
    else { return nil }
    return try loop.run(workers: workers).map { ($0, grouping, codes) }
  }
}

extension RowLoop {
  /// Reads the rows; what each program has left in the groups.
  func run(workers: Int) throws -> [GroupStates] {
    let threads = Slots<RowLoopWorker>(count: max(workers, 1))
    try pass(.first, threads)
    let all = threads.all
    for thread in all { thread.finish() }
    let result = all.first ?? RowLoopWorker(self)
    if all.isEmpty { result.finish() }
    for other in all.dropFirst() { result.merge(other) }
    let selected = try selections.indices.map { position in
      try NativeEngine.selected(result.selections[position], groups: groups) { search in
        for thread in threads.all { thread.selections[position].begin(search) }
        if threads.all.isEmpty { result.selections[position].begin(search) }
        try pass(.second, threads, begin: { $0.selections[position].begin(search) })
        let found = threads.all
        for other in found.dropFirst() {
          found[0].selections[position].mergeFound(other.selections[position])
        }
        return found.first?.selections[position] ?? result.selections[position]
      }
    }
    let fields = fieldPlaces.map { result.sets[$0.set].totals[$0.place] }
    return programs(of: result, fields, selected)
  }

  /// - Parameter begin: what a thread needs that has not been at work before.
  private func pass(
    _ pass: RowLoopWorker.Pass, _ threads: Slots<RowLoopWorker>, begin: (RowLoopWorker) -> Void = { _ in }
  ) throws {
    let count = threads.count
    try forEachBlock(frame.rowCount, workers: count, work: frame.work, size: 65_536) { number, rows in
      let worker: RowLoopWorker
      if let known = threads[number] {
        worker = known
      } else {
        worker = RowLoopWorker(self)
        begin(worker)
        threads[number] = worker
      }
      try worker.take(rows, pass)
    }
  }

  private func programs(
    of result: RowLoopWorker, _ fields: [[UInt64]], _ selected: [(known: [Int], vectors: [Vector])]
  ) -> [GroupStates] {
    func counts(_ field: Int) -> [Int64] { fields[field].map { Int64(bitPattern: $0) } }
    func all(_ counts: [Int64]) -> Int { Int(counts.reduce(0, &+)) }
    return outputs.enumerated().map { program, outputs in
      let rows = counts(rowFields[program])
      let accumulators = outputs.map { output -> Accumulator in
        let accumulator: Accumulator
        switch output.of {
        case .rows: accumulator = Counter(output.aggregate, known: rows, true: [])
        case .counts(let known, let trues, let considered):
          accumulator = Counter(output.aggregate, known: counts(known), true: trues.map(counts) ?? [])
          accumulator.known = all(counts(known))
          accumulator.considered = all(counts(considered))
        case .sum(let total, let known, let least, let considered):
          let known = counts(known)
          let totals = zip(fields[total], known).map { Int128($0) &+ Int128(least) &* Int128($1) }
          accumulator = Summer(
            output.aggregate, scale: output.aggregate.argumentScale, totals: totals, counts: known)
          accumulator.known = all(known)
          accumulator.considered = all(counts(considered))
        case .plainSum(let place, let considered):
          let totals = (0..<groups).map { result.sums[place].total($0) }
          accumulator = Summer(
            output.aggregate, scale: output.aggregate.argumentScale, totals: totals.map { Int128($0.sum) },
            counts: totals.map(\.count))
          accumulator.known = totals.reduce(0) { $0 + Int($1.count) }
          accumulator.considered = all(counts(considered))
        case .tally(let place): accumulator = TallyReader(output.aggregate, result.tallies[place])
        case .selection(let place, let part, let considered):
          accumulator = FinishedVector(selected[place].vectors[part])
          accumulator.known = selected[place].known.reduce(0, +)
          accumulator.considered = all(counts(considered))
        case .general(let place): accumulator = result.accumulators[place]
        }
        return accumulator
      }
      return GroupStates(accumulators, rowCounts: rows)
    }
  }
}

/// A result that is known already.
private final class FinishedVector: Accumulator {
  private let vector: Vector

  init(_ vector: Vector) { self.vector = vector }

  override func finish(_ frame: Frame) -> Vector { vector }
}

extension PreparedAggregate {
  /// The scale of the argument's integers.
  fileprivate var argumentScale: Int {
    switch arguments.first?.kind {
    case .lookup(_, .integers(_, let scale), _), .plain(.integers(_, let scale)): scale
    default: 0
    }
  }
}

extension PipelineRun.Grouping {
  /// What adds up to the number of a row's group.
  var parts: [(source: CodeSource, map: Buffer<UInt32>, stride: UInt32?)] {
    if let ids { return [(CodeSource(.codes(.wide(ids)), size: count), Buffer([]), 1)] }
    return factors.map { factor in
      let stride = UInt32(truncatingIfNeeded: factor.stride)
      let map = factor.map.values
      let isPlain = map.indices.allSatisfy { map[$0] == UInt32(truncatingIfNeeded: $0) &* stride }
      return (factor.source, factor.map, isPlain ? stride : nil)
    }
  }
}
