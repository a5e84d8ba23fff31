import Columns
import Diagnostics
import Functions
import Planning

/// How the groups of a run become those of a result: rows of a calendar that pool several cells, groups that are
/// answered for by all others, or both.
struct PoolingPlan {
  /// The dimensions of the result that are no calendar, and which of them say where a group stands (ages) rather than
  /// which group it is.
  let dimensions: [Int]
  let places: Set<Int>
  /// The dimension with the cells; nil where all rows belong to the result.
  let cells: Int?
  /// The rows of the calendar, and the cells of each.
  let rows: [(row: Int64, cells: Cells)]
  let isRest: Bool

  enum Cells {
    case range(ClosedRange<Int64>)
    /// Ascending, with gaps.
    case list([Int64])
    case none
  }

  /// One result for all rows of a group.
  static func plain(_ dimensions: [Int], places: Set<Int>, isRest: Bool) -> PoolingPlan {
    PoolingPlan(
      dimensions: dimensions, places: places, cells: nil, rows: [(0, .range(0...0))], isRest: isRest)
  }
}

/// Results of pools that are kept in memory.
private let poolLimit = 20_000_000

extension PipelineRun {
  /// The pooled groups: the values of `plan.dimensions`, then the number of the calendar's row.
  func pooled(
    _ plan: PoolingPlan, restrictions: [Restriction] = [], where condition: BoundExpression? = nil
  ) throws -> (table: GroupTable, rows: [Int], warnings: [Diagnostic]) {
    let selected = plan.dimensions + (plan.cells.map { [$0] } ?? [])
    // What others answer for is not left out when some groups are not shown.
    let (state, grouping, codes) = try accumulated(
      by: selected, plan.isRest ? [] : restrictions, where: condition, isPooled: true)
    var series = Series(plan, width: plan.dimensions.count)
    for group in state.rowCounts.indices where state.rowCounts[group] > 0 {
      try frame.work.checkpoint(at: group)
      let members = plan.dimensions.indices.map { grouping.code(ofGroup: group, dimension: $0) }
      var cell: Int64 = 0
      if plan.cells != nil {
        let code = grouping.code(ofGroup: group, dimension: plan.dimensions.count)
        guard let ordinal = codes[plan.dimensions.count].values[Int(code)].ordinal else { continue }
        cell = ordinal
      }
      series.add(UInt32(group), members, cell)
    }
    // Groups carry the numbers of their values, not the codes of the rows.
    let kept = try restrictions.compactMap {
      restriction -> (position: Int, isAmong: [Bool], isExcluding: Bool)? in
      guard plan.isRest, let position = plan.dimensions.firstIndex(of: restriction.dimension) else {
        return nil
      }
      let values = try self.codes(ofDimension: restriction.dimension).values
      return (position, values.membership(of: restriction.values), restriction.isExcluding)
    }
    let outcome = try series.pooling(frame.work) { members in
      kept.allSatisfy { $0.isAmong[Int(members[$0.position])] != $0.isExcluding }
    }
    let vectors = try state.accumulators.map { try $0.finish(frame, pooling: outcome.pooling) }
    let table = GroupTable(
      count: outcome.pooling.count, values: plan.dimensions.indices.map { codes[$0].values },
      codes: outcome.codes, aggregates: vectors)
    return (table, outcome.rows, warnings(state))
  }
}

/// The groups of a run, in series: those that differ in their cells alone.
private struct Series {
  private let plan: PoolingPlan
  private let width: Int
  private var numbers: [[UInt32]: Int] = [:]
  private var members: [[UInt32]] = []
  /// Shape `[series]`: each the groups with their cells.
  private var groups: [[(cell: Int64, group: UInt32)]] = []

  init(_ plan: PoolingPlan, width: Int) {
    self.plan = plan
    self.width = width
  }

  mutating func add(_ group: UInt32, _ members: [UInt32], _ cell: Int64) {
    if let number = numbers[members] {
      groups[number].append((cell, group))
      return
    }
    numbers[members] = groups.count
    self.members.append(members)
    groups.append([(cell, group)])
  }

  struct Outcome {
    var pooling = Pooling()
    /// Shape `[dimension][result]`.
    var codes: [[UInt32]]
    /// Shape `[result]`: positions in the plan's rows.
    var rows: [Int] = []
  }

  func pooling(_ work: Work, isShown: ([UInt32]) -> Bool) throws -> Outcome {
    var outcome = Outcome(codes: Array(repeating: [], count: width))
    if plan.isRest {
      // Groups of one place, such as an age, are compared with each other.
      var places: [[UInt32]: [Int]] = [:]
      for series in members.indices {
        places[
          plan.dimensions.indices.compactMap {
            plan.places.contains(plan.dimensions[$0]) ? members[series][$0] : nil
          }, default: []
        ].append(series)
      }
      for place in places.values.sorted(by: { $0[0] < $1[0] }) {
        try rests(place, work, isShown, &outcome)
      }
    } else {
      for series in members.indices { try windows(series, work, &outcome) }
    }
    return outcome
  }

  private func take(_ series: Int, _ row: Int, _ outcome: inout Outcome) throws {
    outcome.pooling.take()
    for dimension in 0..<width { outcome.codes[dimension].append(members[series][dimension]) }
    outcome.rows.append(row)
    if outcome.pooling.count > poolLimit {
      throw Diagnostic(
        .error, .tooManyPeriods, "the windows of all groups have more than \(poolLimit) results",
        help: ["use a larger grain such as `by month`, or fewer groups"])
    }
  }

  private func windows(_ series: Int, _ work: Work, _ outcome: inout Outcome) throws {
    try work.checkpoint()
    var window = Window(groups[series])
    for (row, asked) in plan.rows.enumerated() {
      window.move(to: asked.cells, &outcome.pooling)
      if !window.isEmpty { try take(series, row, &outcome) }
    }
    window.clear(&outcome.pooling)
  }

  /// Each series answered for by the others: all are in the pool but one.
  private func rests(
    _ all: [Int], _ work: Work, _ isShown: ([UInt32]) -> Bool, _ outcome: inout Outcome
  ) throws {
    var windows = all.map { Window(groups[$0]) }
    for (row, asked) in plan.rows.enumerated() {
      try work.checkpoint()
      for index in windows.indices { windows[index].move(to: asked.cells, &outcome.pooling) }
      guard windows.contains(where: { !$0.isEmpty }) else { continue }
      for index in windows.indices where isShown(members[all[index]]) {
        windows[index].forEach { outcome.pooling.leave($0) }
        try take(all[index], row, &outcome)
        windows[index].forEach { outcome.pooling.enter($0) }
      }
    }
    for index in windows.indices { windows[index].clear(&outcome.pooling) }
  }
}

/// The groups of one series that are in the pool.
private struct Window {
  private let groups: [(cell: Int64, group: UInt32)]
  /// Positions in `groups` that are in the pool.
  private var inside: [Int] = []
  private var stretch = 0..<0

  init(_ groups: [(cell: Int64, group: UInt32)]) {
    self.groups = groups.sorted { $0.cell < $1.cell }
  }

  var isEmpty: Bool { stretch.isEmpty && inside.isEmpty }

  func forEach(_ body: (UInt32) -> Void) {
    for position in stretch { body(groups[position].group) }
    for position in inside { body(groups[position].group) }
  }

  mutating func clear(_ pooling: inout Pooling) {
    forEach { pooling.leave($0) }
    stretch = 0..<0
    inside = []
  }

  mutating func move(to cells: PoolingPlan.Cells, _ pooling: inout Pooling) {
    switch cells {
    case .none: clear(&pooling)
    case .list(let list):
      clear(&pooling)
      for cell in list {
        let position = position(of: cell)
        if position < groups.count, groups[position].cell == cell { inside.append(position) }
      }
      for position in inside { pooling.enter(groups[position].group) }
    case .range(let range):
      if !inside.isEmpty { clear(&pooling) }
      let first = position(of: range.lowerBound)
      let next = first..<max(position(of: range.upperBound + 1), first)
      let common = next.clamped(to: stretch)
      if common.isEmpty {
        clear(&pooling)
        for position in next { pooling.enter(groups[position].group) }
      } else {
        for position in stretch.lowerBound..<common.lowerBound { pooling.leave(groups[position].group) }
        for position in common.upperBound..<stretch.upperBound { pooling.leave(groups[position].group) }
        for position in next.lowerBound..<common.lowerBound { pooling.enter(groups[position].group) }
        for position in common.upperBound..<next.upperBound { pooling.enter(groups[position].group) }
      }
      stretch = next
    }
  }

  /// The first position at or after a cell.
  private func position(of cell: Int64) -> Int {
    var low = 0
    var high = groups.count
    while low < high {
      let middle = (low + high) / 2
      if groups[middle].cell < cell { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Value {
  /// The number of a period, or a whole number.
  fileprivate var ordinal: Int64? {
    switch self {
    case .period(_, let ordinal), .integer(let ordinal): ordinal
    default: nil
    }
  }
}
