import Columns
import Functions
import Planning

extension Answer {
  /// Fewer periods are run one after the other as fast.
  private static let fewestPeriods = 4

  /// The groups of a pipeline in all periods by one sweep; nil where its shape needs one period after the other.
  func sweep(
    _ source: PipelineSource, _ reach: Reach, _ selected: [Int], _ rest: [Int],
    _ restrictions: [PipelineRun.Restriction]
  ) throws -> GroupTable? {
    if source.pipeline.isRest || source.pipeline.window != nil { return nil }
    // Before the first row nothing is known; the calendar's row gets no value.
    let rows = (spine.ordinals.map(Array.init) ?? []).compactMap { row in
      reach.edges(row).map { (ordinal: row, edges: $0) }
    }
    let ordinals = rows.map(\.ordinal)
    guard ordinals.count >= Answer.fewestPeriods,
      zip(rows, rows.dropFirst()).allSatisfy({
        $0.edges.start <= $1.edges.start && $0.edges.end <= $1.edges.end
      }),
      !restrictions.contains(where: { calendarDimensions.contains($0.dimension) }),
      let counted = SweptAggregates(source.pipeline.aggregates)
    else { return nil }
    let edges = rows.map(\.edges)
    guard
      let (begun, ended) = try source.stretchesByRange(edges, counted.asked, by: rest, restrictions)
        ?? source.stretches(edges, counted.asked, by: rest, restrictions),
      let changes = try Changes(begun, ended, aggregates: counted.asked.count, work: work)
    else { return nil }
    return try table(
      changes, counted, selected, ordinals, rest: rest, values: Array(begun.values.prefix(rest.count)))
  }

  private func table(
    _ changes: Changes, _ counted: SweptAggregates, _ selected: [Int], _ ordinals: [Int64], rest: [Int],
    values: [DimensionValues]
  ) throws -> GroupTable? {
    guard let cells = try changes.cells(periods: ordinals.count, isWhole: rest.isEmpty, work: work) else {
      return nil
    }
    var allValues: [DimensionValues] = []
    var codes: [[UInt32]] = []
    for dimension in selected {
      if let place = rest.firstIndex(of: dimension) {
        allValues.append(values[place])
        codes.append(cells.groups.map { changes.members[place][Int($0)] })
      } else {
        let grain = spine.dimensions.first { $0.index == dimension }?.grain ?? spine.finest
        allValues.append(DimensionValues(ordinals.map { spine.period($0, grain) }))
        codes.append(cells.periods)
      }
    }
    return GroupTable(
      count: cells.groups.count, values: allValues, codes: codes,
      aggregates: counted.finished(cells.totals, scales: changes.scales))
  }
}

extension PipelineSource {
  /// The groups of a sweep by the first period of each stretch, and by the first one after it. Nil where there is no
  /// sweep, or something is unknown everywhere, which is told by the periods themselves.
  func stretches(
    _ edges: [Edges], _ aggregates: [Aggregate], by rest: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (begun: GroupTable, ended: GroupTable)? {
    guard let run = try swept(edges, by: rest, aggregates: aggregates) else { return nil }
    let first = dimensions.count
    let begun = try run.groups(by: rest + [first], restrictions: restrictions)
    let ended = try run.groups(by: rest + [first + 1], restrictions: restrictions)
    return begun.warnings.isEmpty ? (begun.table, ended.table) : nil
  }

  /// The same by ranges of keys.
  func stretchesByRange(
    _ edges: [Edges], _ aggregates: [Aggregate], by rest: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (begun: GroupTable, ended: GroupTable)? {
    guard let keys, keys.keys.ages == nil, keys.keys.names.count == 1, lookUps.isEmpty,
      let own = keys.rows.pipeline.byKeyRange, let whole = surroundings.tables[own.pipeline.table],
      !pipeline.expressions.contains(where: { $0.mentionsLink || $0.mentions([keys.keys.names[0]]) }),
      let ranges = try KeyRanges(whole, key: own.key, names: own.names, work: surroundings.work)
    else { return nil }
    var ranged = pipeline
    ranged.keys?.rows = [own.pipeline]
    let parts = try ranges.map(surroundings.work) { [ranged] _, table, work in
      let source = try PipelineSource(ranged, dimensions: dimensions, surroundings.with(table, work))
      return try source.stretches(edges, aggregates, by: rest, restrictions)
    }
    let found = parts.compactMap { $0 }
    guard found.count == parts.count, !found.isEmpty,
      let begun = MergedGroups(found.map(\.begun), aggregates)?.table,
      let ended = MergedGroups(found.map(\.ended), aggregates)?.table.numbered(like: begun, rest.count)
    else { return nil }
    return (begun, ended)
  }
}

extension GroupTable {
  /// The same groups, with the numbers that another table gives to the values of the first dimensions. Nil where it has
  /// not all of them.
  fileprivate func numbered(like other: GroupTable, _ count: Int) -> GroupTable? {
    var codes = codes
    for dimension in 0..<count {
      var numbers: [Value: UInt32] = [:]
      for (number, value) in other.values[dimension].enumerated() { numbers[value] = UInt32(number) }
      let map = values[dimension].map { numbers[$0] }
      let found = codes[dimension].compactMap { map[Int($0)] }
      guard found.count == codes[dimension].count else { return nil }
      codes[dimension] = found
    }
    return GroupTable(
      count: self.count, values: Array(other.values[..<count] + values[count...]), codes: codes,
      aggregates: aggregates)
  }
}

/// Aggregates as counts and sums, which can be added up over stretches of periods and taken off again exactly.
struct SweptAggregates {
  /// The first counts the rows of each group.
  private(set) var asked = [Aggregate(function: .count, arguments: [], type: .number)]
  private enum Part {
    case plain(Int)
    /// True ones among known ones.
    case share(Int, Int)
  }
  private var parts: [Part] = []

  /// Nil where an aggregate is none of them.
  init?(_ aggregates: [Aggregate]) {
    for aggregate in aggregates {
      guard aggregate.edge == nil else { return nil }
      switch aggregate.function {
      case .count, .sum:
        parts.append(.plain(asked.count))
        asked.append(aggregate)
      case .share:
        var known = aggregate
        known.function = .count
        var met = aggregate
        met.function = .count
        met.arguments = []
        guard let condition = aggregate.arguments.first else { return nil }
        met.given =
          aggregate.given.map { given in BoundExpression.call(.and, [given, condition], .bool) } ?? condition
        parts.append(.share(asked.count, asked.count + 1))
        asked += [known, met]
      default: return nil
      }
    }
  }

  /// - Parameter totals: shape `[asked][cell]`.
  func finished(_ totals: [[Int64]], scales: [Int]) -> [Vector] {
    parts.map { part in
      switch part {
      case .plain(let index): return .integers(Buffer(totals[index]), scale: scales[index])
      case .share(let known, let met):
        return .reals(
          Buffer(count: totals[known].count) { output in
            for cell in 0..<output.count {
              let base = totals[known][cell]
              output[cell] = base == 0 ? .nan : 100 * Double(totals[met][cell]) / Double(base)
            }
          })
      }
    }
  }
}

/// By how much the totals of each group change from one period to the next.
struct Changes {
  /// Shape `[dimension][group]`.
  private(set) var members: [[UInt32]] = []
  /// Shape `[aggregate]`.
  private(set) var scales: [Int]
  /// Group and period of each change.
  private var places: [UInt64] = []
  /// Shape `[aggregate][change]`.
  private var amounts: [[Int64]]

  /// - Parameters:
  ///   - begun: groups by some dimensions and, last, the period from which on they count.
  ///   - ended: the same with the period from which on they no longer count.
  /// Nil where the totals are not whole numbers.
  init?(_ begun: GroupTable, _ ended: GroupTable, aggregates: Int, work: Work) throws {
    scales = Array(repeating: 0, count: aggregates)
    amounts = Array(repeating: [], count: aggregates)
    for table in [begun, ended] {
      for (index, vector) in table.aggregates.enumerated() {
        guard case .integers(_, let scale) = vector else { return nil }
        scales[index] = max(scales[index], scale)
      }
    }
    let dimensions = begun.codes.count - 1
    members = Array(repeating: [], count: dimensions)
    var numbers: [[UInt32]: UInt64] = [:]
    for (table, sign) in [(begun, Int64(1)), (ended, Int64(-1))] {
      let periodOfCode = table.values[dimensions].map { value -> UInt64 in
        if case .integer(let period) = value { UInt64(period) } else { 0 }
      }
      try work.checkpoint()
      for group in 0..<table.count {
        let member = (0..<dimensions).map { table.codes[$0][group] }
        let number = numbers[member] ?? UInt64(numbers.count)
        if numbers[member] == nil {
          numbers[member] = number
          for dimension in 0..<dimensions { members[dimension].append(member[dimension]) }
        }
        places.append(number << 32 | periodOfCode[Int(table.codes[dimensions][group])])
      }
      for (index, vector) in table.aggregates.enumerated() {
        guard case .integers(let values, let scale) = vector else { return nil }
        let factor = sign * Int64(powersOfTen[scales[index] - scale])
        for group in 0..<table.count {
          let amount = values[group].multipliedReportingOverflow(by: factor)
          if amount.overflow || values[group] == Vector.unknownInteger { return nil }
          amounts[index].append(amount.partialValue)
        }
      }
    }
  }

  /// Groups in periods, with their totals.
  struct Cells {
    var groups: [UInt32] = []
    var periods: [UInt32] = []
    /// Shape `[aggregate][cell]`.
    var totals: [[Int64]]
  }

  /// Every group in every period in which it has rows.
  ///
  /// - Parameter isWhole: the only group is there in every period, with rows or without.
  func cells(periods: Int, isWhole: Bool, work: Work) throws -> Cells? {
    var cells = Cells(totals: Array(repeating: [], count: amounts.count))
    let order = places.indices.sorted { places[$0] < places[$1] }
    var next = 0
    for group in 0..<(isWhole ? 1 : UInt64(members.first?.count ?? 0)) {
      if group & 0xFFF == 0 { try work.checkpoint() }
      var totals = [Int64](repeating: 0, count: amounts.count)
      for period in 0..<periods {
        while next < order.count, places[order[next]] == group << 32 | UInt64(period) {
          for index in totals.indices {
            let sum = totals[index].addingReportingOverflow(amounts[index][order[next]])
            if sum.overflow { return nil }
            totals[index] = sum.partialValue
          }
          next += 1
        }
        if totals[0] == 0, !isWhole { continue }
        cells.groups.append(UInt32(group))
        cells.periods.append(UInt32(period))
        for index in totals.indices { cells.totals[index].append(totals[index]) }
      }
      // What ends with the last period ends after all of them.
      while next < order.count, places[order[next]] >> 32 == group { next += 1 }
    }
    return cells
  }
}
