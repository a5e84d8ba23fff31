import Columns
import Functions
import Planning

/// The stretches of periods in which nothing changes for a key (or, without keys, for a row).
///
/// A definition that only compares its columns with the edges of the period says the same of a key in all periods
/// between two changes. So each key is looked at once for each such stretch and not once for each period, and what it
/// adds to a group begins at the first period of the stretch and ends before the first of the next one:
///
///     periods    |  1  |  2  |  3  |  4  |  5  |  6  |
///     contract        ●────────────────────○
///     stretches  |  1  |  2 … 4          |  5  |  6  |
struct Sweep {
  /// Shape `[period]`, ascending.
  let periods: [Edges]

  /// The columns that rows get: the first period of their stretch, the first one after it, and the edges of the first.
  static let first = "sweep first"
  static let until = "sweep until"
  /// The stretches of all keys one after the other.
  static let number = "sweep number"
  static func column(_ instant: Instant) -> String { "sweep \(instant.rawValue)" }

  /// Rows times stretches that are worth their memory, against rows times periods.
  private static let rowLimit = 1 << 28

  /// The rows of a pipeline that its steps without edges keep, each once for each stretch of its key, with the steps
  /// that are left. Nil where something else is asked of the edges than to be compared.
  func rows(
    of source: PipelineSource, by key: BoundExpression?, dimensions: [BoundExpression]
  ) throws -> (table: Table, steps: [Step])? {
    if source.keys?.isPerPeriod ?? false { return nil }
    let shared = try source.sharedRun()
    let steps = Array(source.pipeline.steps[shared.steps...])
    guard steps.allSatisfy(\.isRowByRow) else { return nil }
    let run = shared.run
    run.goBack(to: shared.mark)
    let expressions =
      steps.flatMap(\.expressions) + dimensions + source.pipeline.aggregates.flatMap(\.expressions)
    let made = Set(steps.flatMap(\.definedNames))
    var compared: Set<ComparedEdge> = []
    guard expressions.allSatisfy({ $0.collectEdges(into: &compared) }) else { return nil }
    let names = expressions.reduce(into: Set<String>()) { $0.formUnion($1.columnNames) }.subtracting(made)
    guard names.allSatisfy({ run.frame.names[$0] != nil }),
      compared.allSatisfy({ !$0.side.mentions(made) && [.time, .date].contains($0.side.type) })
    else { return nil }
    try run.settle()
    let keys = try key.map { try run.keyGroups([run.frame.prepare($0)], []) }
    let stretches = try stretches(of: run, compared, keys: keys?.groups, count: keys?.count)
    guard let rows = stretches else { return nil }
    return (try table(rows, of: run, names: names), steps)
  }

  /// One entry for each row and stretch.
  private struct Expanded {
    var rows: [UInt32] = []
    var first: [UInt32] = []
    var until: [UInt32] = []
    /// From 1, the same for all rows of a key in a stretch.
    var numbers: [UInt32] = []
    /// Numbers in use and one more.
    var size = 0
  }

  private func stretches(
    of run: PipelineRun, _ compared: Set<ComparedEdge>, keys: Buffer<UInt32>?, count: Int?
  ) throws -> Expanded? {
    let rowCount = run.frame.rowCount
    let kept = (0..<rowCount).filter { run.isKept($0) && keys?[$0] != 0 }
    // Key and period of each change, in one word.
    var changes: [UInt64] = []
    for edge in compared {
      try run.frame.work.checkpoint()
      let edges = periods.map { edge.instant == .start ? $0.start : $0.end }
      guard case .integers(let values, _) = try run.frame.materialised(run.frame.prepare(edge.side)) else {
        return nil
      }
      let isDate = edge.side.type == .date
      for row in kept where values[row] != Vector.unknownInteger {
        let group = UInt64(keys.map { $0[row] } ?? UInt32(row)) << 32
        let scaled = values[row].multipliedReportingOverflow(by: isDate ? Calendar.microsecondsPerDay : 1)
        if scaled.overflow { return nil }
        for place in Sweep.changes(scaled.partialValue, edges, isDate: isDate) {
          changes.append(group | UInt64(place))
        }
      }
    }
    changes = ordered(changes, groups: count ?? rowCount)
    return try expanded(kept, changes, keys: keys, count: count ?? rowCount, run.frame.work)
  }

  /// The periods at which a comparison with a value may turn: too many cost time, too few would be wrong.
  private static func changes(_ value: Int64, _ edges: [Int64], isDate: Bool) -> Range<Int> {
    let first = firstIndex(in: edges, notBelow: value)
    var last = first
    // A date is compared as its midnight or as the whole day.
    let end = isDate ? value.addingReportingOverflow(Calendar.microsecondsPerDay).partialValue : value
    while last < edges.count, edges[last] <= end { last += 1 }
    return max(first, 1)..<max(min(last + 1, edges.count), max(first, 1))
  }

  private static func firstIndex(in edges: [Int64], notBelow value: Int64) -> Int {
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The changes by their keys, then by their periods, each once: most keys have a handful.
  private func ordered(_ changes: [UInt64], groups: Int) -> [UInt64] {
    var starts = [Int](repeating: 0, count: groups + 2)
    for change in changes { starts[Int(change >> 32) + 1] += 1 }
    for group in 0...groups { starts[group + 1] += starts[group] }
    var next = starts
    var sorted = [UInt64](repeating: 0, count: changes.count)
    for change in changes {
      sorted[next[Int(change >> 32)]] = change
      next[Int(change >> 32)] += 1
    }
    var unique: [UInt64] = []
    unique.reserveCapacity(sorted.count)
    sorted.withUnsafeMutableBufferPointer { sorted in
      for group in 0...groups {
        let own = UnsafeMutableBufferPointer(rebasing: sorted[starts[group]..<starts[group + 1]])
        sort(own)
        for index in 0..<own.count where index == 0 || own[index] != own[index - 1] {
          unique.append(own[index])
        }
      }
    }
    return unique
  }

  /// A handful is in order after a few steps of each to its place.
  private func sort(_ changes: UnsafeMutableBufferPointer<UInt64>) {
    if changes.count > 32 {
      var changes = changes
      return changes.sort()
    }
    for index in changes.indices.dropFirst() {
      let change = changes[index]
      var place = index
      while place > 0, changes[place - 1] > change {
        changes[place] = changes[place - 1]
        place -= 1
      }
      changes[place] = change
    }
  }

  private func expanded(
    _ kept: [Int], _ changes: [UInt64], keys: Buffer<UInt32>?, count: Int, _ work: Work
  ) throws -> Expanded? {
    var starts = [Int](repeating: 0, count: count + 2)
    for change in changes { starts[Int(change >> 32) + 1] += 1 }
    for group in 0...count { starts[group + 1] += starts[group] }
    let total = kept.reduce(0) { total, row in
      let group = keys.map { Int($0[row]) } ?? row
      return total + 1 + starts[group + 1] - starts[group]
    }
    // Where nearly every period changes something, one period after the other needs less memory.
    guard total < min(Sweep.rowLimit, work.memoryLimit / 128), total <= kept.count * periods.count / 2 else {
      return nil
    }
    var expanded = Expanded()
    expanded.rows.reserveCapacity(total)
    expanded.first.reserveCapacity(total)
    expanded.until.reserveCapacity(total)
    expanded.numbers.reserveCapacity(total)
    for row in kept {
      if row & 0xFFFF == 0 { try work.checkpoint() }
      let group = keys.map { Int($0[row]) } ?? row
      var first: UInt32 = 0
      // Each key has one stretch more than it has changes.
      var number = UInt32(starts[group] + group + 1)
      for place in starts[group]..<starts[group + 1] {
        let next = UInt32(truncatingIfNeeded: changes[place])
        expanded.rows.append(UInt32(row))
        expanded.first.append(first)
        expanded.until.append(next)
        expanded.numbers.append(number)
        first = next
        number += 1
      }
      expanded.rows.append(UInt32(row))
      expanded.first.append(first)
      expanded.until.append(UInt32(periods.count))
      expanded.numbers.append(number)
    }
    expanded.size = starts[count + 1] + count + 2
    return expanded
  }

  private func table(_ expanded: Expanded, of run: PipelineRun, names: Set<String>) throws -> Table {
    var columns: [String: Column] = [:]
    for name in names {
      guard let node = run.frame.names[name] else { continue }
      columns[name] = try column(node, expanded.rows, run.frame)
    }
    func integers(_ values: [UInt32], _ value: (Int) -> Int64) -> Column.Storage {
      .plain(
        .integers(
          Buffer(count: values.count) { output in
            for row in 0..<output.count { output[row] = value(Int(values[row])) }
          }, scale: 0))
    }
    columns[Sweep.first] = Column(type: .number, storage: integers(expanded.first) { Int64($0) })
    columns[Sweep.until] = Column(type: .number, storage: integers(expanded.until) { Int64($0) })
    let numbers = Buffer<Int64>(count: expanded.size) { output in
      for number in 0..<output.count { output[number] = number == 0 ? Vector.unknownInteger : Int64(number) }
    }
    columns[Sweep.number] = Column(
      type: .number,
      storage: .coded(.wide(Buffer(expanded.numbers)), domain: .integers(numbers, scale: 0)))
    for instant in [Instant.start, .end] {
      columns[Sweep.column(instant)] = Column(
        type: .time,
        storage: integers(expanded.first) { instant == .start ? periods[$0].start : periods[$0].end })
    }
    return Table(name: run.frame.tableName, rowCount: expanded.rows.count, columns: columns)
  }

  private func column(_ node: Node, _ rows: [UInt32], _ frame: Frame) throws -> Column {
    if case .lookup(let source, let domain, isColumn: true) = node.kind {
      let codes = source.codes(Rows(start: 0, count: frame.rowCount, list: nil))
      let picked = Buffer<UInt32>(count: rows.count) { output in
        for row in 0..<output.count { output[row] = codes[Int(rows[row])] }
      }
      return Column(type: node.type, storage: .coded(.wide(picked), domain: domain))
    }
    let values = try frame.materialised(node)
    let picked = rows.withUnsafeBufferPointer { gathered(values, $0) }
    return try plainColumn(picked, node.type, frame.work)
  }
}

/// What an expression compares an edge with.
struct ComparedEdge: Hashable {
  let instant: Instant
  let side: BoundExpression
}

extension BoundExpression {
  private static let comparisons: Set<String> = ["<", "<=", ">", ">="]

  /// Adds what edges are compared with; false where an edge stands anywhere else.
  fileprivate func collectEdges(into compared: inout Set<ComparedEdge>) -> Bool {
    if !mentionsInstant { return true }
    guard case .call(let function, let arguments, _) = self else { return false }
    if BoundExpression.comparisons.contains(function.name), arguments.count == 2 {
      for (one, other) in [(arguments[0], arguments[1]), (arguments[1], arguments[0])] {
        guard case .instant(let instant) = one else { continue }
        if other.mentionsInstant { return false }
        compared.insert(ComparedEdge(instant: instant, side: other))
        return true
      }
    }
    return arguments.allSatisfy { $0.collectEdges(into: &compared) }
  }
}

extension Step {
  /// Whether what the step does with a row follows from the row alone.
  var isRowByRow: Bool {
    switch self {
    case .keep, .derive: true
    case .neighbour, .spells, .position, .forecast, .lookUp: false
    }
  }
}

extension PipelineSource {
  /// The pipeline's rows or keys for each stretch of periods, grouped by its dimensions and then by the first period of
  /// the stretch and the first one after it. Nil where the periods must be run one after the other.
  ///
  /// - Parameter selected: the dimensions that groups will be asked for.
  func swept(_ periods: [Edges], by selected: [Int], aggregates asked: [Aggregate]) throws -> PipelineRun? {
    let sweep = Sweep(periods: periods)
    let byRow = Edges(start: 0, end: 0, isByRow: true)
    let added: [BoundExpression] = [.column(Sweep.first, .number), .column(Sweep.until, .number)]
    let addedDimensions = [
      PlanDimension(name: Sweep.first, type: .number), PlanDimension(name: Sweep.until, type: .number),
    ]
    let table: Table
    let steps: [Step]
    if let keys, keys.isPerPeriod {
      guard keys.keys.ages == nil, lookUps.isEmpty, pipeline.steps.allSatisfy({ $0.isRowByRow }),
        !pipeline.steps.contains(where: \.mentionsInstant),
        !selected.contains(where: { pipeline.dimensions[$0].mentionsInstant }),
        !asked.contains(where: { $0.expressions.contains(where: \.mentionsInstant) }),
        let key = keys.rows.pipeline.dimensions.first,
        let inner = try sweep.rows(
          of: keys.rows, by: key, dimensions: keys.rows.pipeline.dimensions)
      else { return nil }
      let run = try PipelineRun(
        table: inner.table, dimensions: keys.rows.dimensions + addedDimensions, surroundings: surroundings)
      for step in inner.steps { try run.take(step.replacing(byRow)) }
      let aggregates = keys.rows.pipeline.aggregates.map { $0.replacing(byRow) }
      if keys.keys.names.count == 1, !pipeline.mentions(keys.keys.names[0], selected, aggregates: asked) {
        // The stretches are numbered: there is nothing to look up.
        try run.finish(dimensions: [.column(Sweep.number, .number)], aggregates: aggregates + Sweep.places)
        table = try keys.table(ofNumbered: run)
      } else {
        try run.finish(
          dimensions: keys.rows.pipeline.dimensions.map { $0.replacing(byRow) } + added,
          aggregates: aggregates)
        table = try keys.table(of: run, adding: [Sweep.first, Sweep.until])
      }
      steps = pipeline.steps
    } else {
      guard
        let rows = try sweep.rows(
          of: self, by: nil, dimensions: selected.map { pipeline.dimensions[$0] })
      else { return nil }
      (table, steps) = rows
    }
    let run = try PipelineRun(
      table: table, dimensions: dimensions + addedDimensions, surroundings: surroundings)
    for step in steps { try run.take(step.replacing(byRow)) }
    try run.finish(
      dimensions: pipeline.dimensions.map { $0.replacing(byRow) } + added,
      aggregates: asked.map { $0.replacing(byRow) })
    return run
  }
}

extension Sweep {
  /// What the rows of a stretch have in common.
  fileprivate static let places = [first, until].map {
    Aggregate(function: .max, arguments: [.column($0, .number)], type: .number)
  }
}

extension Pipeline {
  /// Whether a column is read by the steps, some of the dimensions or what is asked.
  fileprivate func mentions(_ name: String, _ selected: [Int], aggregates: [Aggregate]) -> Bool {
    steps.contains { $0.mentions([name]) } || selected.contains { dimensions[$0].mentions([name]) }
      || aggregates.contains { $0.expressions.contains { $0.mentions([name]) } }
  }
}

extension KeySource {
  /// The stretches of the keys as rows, without the keys themselves.
  fileprivate func table(ofNumbered run: PipelineRun) throws -> Table {
    let groups = try run.groups(by: [0]).table
    var columns: [String: Column] = [:]
    let names = keys.rows[0].aggregates.indices.map { "inner \($0)" } + [Sweep.first, Sweep.until]
    let types = keys.rows[0].aggregates.map(\.type) + [.number, .number]
    for (position, name) in names.enumerated() {
      columns[name] = try plainColumn(groups.aggregates[position], types[position], surroundings.work)
    }
    return Table(name: keys.rows[0].table, rowCount: groups.count, columns: columns)
  }
}
