import Columns
import Diagnostics
import Functions
import Planning

/// An aggregate of the rows of a key at each of its ages.
private enum AgedAggregate {
  /// The same at all ages: its place among what is asked of the key as a whole.
  case fixed(Int)
  /// `any`, `count` or `sum` of rows that belong to the age in which their time lies.
  case windowed(AgeWindow)

  /// The columns that are different at each age.
  static let names: Set<String> = ["age", "age_start", "age_end", "origin", KeySource.agesColumn]
}

/// What is counted in each age: rows whose time lies in it and for which something else is true.
private struct AgeWindow {
  let function: AggregateFunction
  let time: BoundExpression
  /// What must be true besides; for `any` it may be unknown.
  let rest: BoundExpression?
  /// For `any`: the rows that are looked at.
  let given: BoundExpression?
  let value: BoundExpression?

  /// Nil where the aggregate asks for something else of an age than that a time lies in it.
  init?(_ aggregate: Aggregate) {
    let condition: BoundExpression?
    switch aggregate.function {
    case .any:
      condition = aggregate.arguments.first
      given = aggregate.given
      value = nil
    case .count, .sum:
      condition = aggregate.given
      given = nil
      value = aggregate.arguments.first
    default: return nil
    }
    guard aggregate.edge == nil, let condition else { return nil }
    var time: BoundExpression?
    var end: BoundExpression?
    var rest: BoundExpression?
    for part in condition.conjuncts {
      if case .call(let function, let sides, _) = part, sides.count == 2 {
        if function.name == ">=", sides[1] == .column("age_start", .time), time == nil {
          time = sides[0]
          continue
        }
        if function.name == "<", sides[1] == .column("age_end", .time), end == nil {
          end = sides[0]
          continue
        }
      }
      rest = rest.map { .call(.and, [$0, part], .bool) } ?? part
    }
    guard let time, time == end, [.time, .date].contains(time.type) else { return nil }
    for other in [time, rest, given, value] where other?.mentions(AgedAggregate.names) ?? false { return nil }
    function = aggregate.function
    self.time = time
    self.rest = rest
  }
}

extension BoundExpression {
  /// What must all be true.
  fileprivate var conjuncts: [BoundExpression] {
    guard case .call(let function, let arguments, _) = self, function.name == "and" else { return [self] }
    return arguments.flatMap(\.conjuncts)
  }
}

extension PipelineSource {
  /// The groups of keys and ages, computed by ranges of keys; nil where that is not possible.
  ///
  /// The ages of all keys together may be a hundred times as many as the keys. They are made for one range after the
  /// other, in the cache, and only their groups are kept. A row is looked at once, at its own age.
  func followedUp(
    by selected: [Int], _ restrictions: [PipelineRun.Restriction]
  ) throws -> (table: GroupTable, warnings: [Diagnostic])? {
    guard let keys, let ages = keys.keys.ages, keys.laterSteps.isEmpty, keys.keys.names.count == 1,
      !isPerPeriod, lookUps.isEmpty, pipeline.steps.allSatisfy(\.isRowByRow), surroundings.now != nil,
      !pipeline.expressions.contains(where: { $0.mentionsLink || $0.mentions([keys.keys.names[0]]) }),
      let merged = MergeableAggregates(pipeline.aggregates)
    else { return nil }
    var rows = keys.rows.pipeline
    rows.hasAges = false
    rows.aggregates = [ages.origin]
    var aged: [AgedAggregate] = []
    for aggregate in keys.keys.rows[0].aggregates {
      if !aggregate.expressions.contains(where: { $0.mentions(AgedAggregate.names) }) {
        aged.append(.fixed(rows.aggregates.count))
        rows.aggregates.append(aggregate)
      } else if let window = AgeWindow(aggregate) {
        aged.append(.windowed(window))
      } else {
        return nil
      }
    }
    var own = rows
    // What a window reads is read of the same rows.
    for case .windowed(let window) in aged {
      own.dimensions += [window.time, window.rest, window.given, window.value].compactMap { $0 }
    }
    guard let whole = surroundings.tables[rows.table], let reading = own.byKeyRange,
      var ranged = rows.byKeyRange?.pipeline,
      let ranges = try KeyRanges(whole, key: reading.key, names: reading.names, work: surroundings.work)
    else { return nil }
    ranged.hasAges = false
    let parts = try ranges.map(surroundings.work) { [ranged] _, table, work in
      let surroundings = surroundings.with(table, work)
      let source = try PipelineSource(
        ranged, dimensions: [PlanDimension(name: KeyRanges.keyColumn, type: .number)], surroundings)
      guard let cells = try AgeCells(of: source, ages, aged) else {
        return (table: GroupTable, warnings: [Diagnostic])?.none
      }
      let run = try PipelineRun(table: cells.table, dimensions: dimensions, surroundings: surroundings)
      cells.define(on: run)
      for step in pipeline.steps { try run.take(step) }
      try run.finish(dimensions: pipeline.dimensions, aggregates: merged.asked)
      return try run.groups(by: selected, restrictions: restrictions)
    }
    let found = parts.compactMap { $0 }
    // What is unknown everywhere is told by the long way.
    guard found.count == parts.count, !found.contains(where: { !$0.warnings.isEmpty }), !found.isEmpty,
      let groups = MergedGroups(found.map(\.table), merged.asked)?.table
    else { return nil }
    return (
      GroupTable(
        count: groups.count, values: groups.values, codes: groups.codes,
        aggregates: merged.finished(groups.aggregates)), []
    )
  }
}

/// The ages of the keys of a range, key after key: one cell for each key and each age that it has reached.
private struct AgeCells {
  let table: Table
  /// Shape `[cell]`: the number of the key, from 1.
  private let keys: CodeSource
  /// What belongs to the keys, by name, with an unknown entry before them.
  private var values: [(name: String, type: DataType, vector: Vector)] = []

  private static let limit = 1 << 26

  /// Nil where something does not fit or is no whole number.
  init?(of source: PipelineSource, _ ages: Keys.Ages, _ aged: [AgedAggregate]) throws {
    let surroundings = source.surroundings
    let calendar = surroundings.calendar
    let run = try source.run(in: nil)
    let (state, grouping, _) = try run.accumulated(by: [0], [])
    let found = try state.accumulators.map { try $0.finish(run.frame) }
    guard let end = surroundings.now else { return nil }
    let origins = FollowUp.instants(found[0], ages.origin.type)
    let days = DayOrdinals(ages.unit, calendar, from: origins, to: end)
    let over = calendar.ordinal(ages.unit, ofTime: end)
    let last = ages.hasRunning ? calendar.ordinal(ages.unit, ofTime: end - 1) + 1 : over
    // The cells of a key stand from `starts[key]` to before `starts[key + 1]`.
    var starts = [0]
    starts.reserveCapacity(origins.count + 1)
    var firsts = [Int64](repeating: 0, count: origins.count)
    var whole = firsts
    var longest: Int64 = 0
    for key in origins.indices {
      var count: Int64 = 0
      if origins[key] != Vector.unknownInteger {
        firsts[key] = days.ordinal(origins[key])
        count = max(last - firsts[key], 0)
        whole[key] = max(over - firsts[key], 0)
        longest = max(longest, count)
      }
      starts.append(starts[key] + Int(count))
    }
    let count = starts[origins.count]
    guard longest < 1 << 16, count < AgeCells.limit else { return nil }
    var numbers: [UInt32] = []
    let ageCodes = Buffer<UInt16>(repeating: 0, count: count)
    let ageMemory = UnsafeMutableBufferPointer(mutating: ageCodes.values)
    numbers.reserveCapacity(count)
    for key in origins.indices {
      let first = starts[key]
      let own = starts[key + 1] - first
      numbers.append(contentsOf: repeatElement(UInt32(key + 1), count: own))
      for age in 0..<own { ageMemory[first + age] = UInt16(truncatingIfNeeded: age + 1) }
    }
    keys = CodeSource(.codes(.wide(Buffer(numbers))), size: origins.count + 1)
    let ageDomain = Buffer([Vector.unknownInteger] + (0..<longest))
    func edge(_ offset: Int64) -> Column {
      Column(
        type: .time,
        storage: .plain(
          .integers(
            Buffer(count: count) { output in
              for key in origins.indices {
                for age in 0..<starts[key + 1] - starts[key] {
                  output[starts[key] + age] = min(
                    startTime(ages.unit, firsts[key] + Int64(age) + offset, calendar), end)
                }
              }
            }, scale: 0)))
    }
    var columns = [
      "age": Column(
        type: .number, storage: .coded(.medium(ageCodes), domain: .integers(ageDomain, scale: 0)))
    ]
    let windows = aged.contains { if case .fixed = $0 { true } else { false } }
    if windows {
      columns["age_start"] = edge(0)
      columns["age_end"] = edge(1)
    }
    let rows = WindowedRows(
      run: run, groups: grouping.groups(Rows(start: 0, count: run.frame.rowCount, list: nil)), days: days,
      end: end, starts: starts, firsts: firsts)
    for (position, aggregate) in aged.enumerated() {
      let name = "inner \(position)"
      switch aggregate {
      case .fixed(let place):
        values.append((name, source.pipeline.aggregates[place].type, AgeCells.padded(found[place])))
      case .windowed(let window):
        guard let vector = try rows.values(of: window, count: count) else { return nil }
        let type: DataType = window.function == .any ? .bool : window.value?.type ?? .number
        columns[name] = Column(type: window.function == .count ? .number : type, storage: .plain(vector))
      }
    }
    values.append(("origin", ages.origin.type, AgeCells.padded(found[0])))
    values.append(
      (KeySource.agesColumn, .number, AgeCells.padded(.integers(Buffer(whole), scale: 0))))
    table = Table(name: run.frame.tableName, rowCount: count, columns: columns)
  }

  /// A vector with an unknown entry before the others.
  private static func padded(_ vector: Vector) -> Vector {
    let targets = Buffer<UInt32>(count: vector.count + 1) { output in
      for index in 0..<output.count { output[index] = index == 0 ? .max : UInt32(index - 1) }
    }
    let safe = Buffer<UInt32>(count: targets.count) { output in
      for index in 0..<output.count { output[index] = index == 0 ? 0 : UInt32(index - 1) }
    }
    return vector.count == 0 ? vector : masked(gathered(vector, safe), where: targets)
  }

  /// Gives the cells what belongs to their keys: what is computed of it is computed once a key.
  func define(on run: PipelineRun) {
    for (name, type, vector) in values {
      run.frame.define(name, run.frame.node(type, .lookup(keys, vector, isColumn: false)))
    }
  }
}

/// The rows of the keys of a range, each with its key and, by its time, its age.
private struct WindowedRows {
  let run: PipelineRun
  let groups: Buffer<UInt32>
  let days: DayOrdinals
  let end: Int64
  /// Shape `[key]`: the first cell, and the period of the calendar that is age 0.
  let starts: [Int]
  let firsts: [Int64]

  /// A value for each cell; nil where sums are no whole numbers or too large.
  func values(of window: AgeWindow, count: Int) throws -> Vector? {
    try run.settle()
    let times = try instants(window.time)
    let rest = try window.rest.map { try flags($0) }
    let given = try window.given.map { try flags($0) }
    let kept = run.keptFlags
    var amounts: (values: Buffer<Int64>, scale: Int)?
    var known: Buffer<UInt8>?
    if let value = window.value {
      let vector = try run.frame.materialised(run.frame.prepare(value))
      if window.function == .sum {
        guard case .integers(let values, let scale) = vector else { return nil }
        amounts = (values, scale)
      } else {
        known = knownFlags(vector)
      }
    }
    if window.function == .any { return .bools(any(times, rest, given, kept, count: count)) }
    var isFitting = true
    let sums = Buffer<Int64>(count: count) { sums in
      sums.update(repeating: 0)
      forEachRow(times, kept) { row, _, cell in
        guard let cell, rest == nil || rest![row] == 1, known == nil || known![row] == 1 else { return }
        let amount = amounts.map { $0.values[row] } ?? 1
        if amount == Vector.unknownInteger { return }
        let sum = sums[cell].addingReportingOverflow(amount)
        isFitting = isFitting && !sum.overflow && sum.partialValue != Vector.unknownInteger
        sums[cell] = sum.partialValue
      }
    }
    return isFitting ? .integers(sums, scale: amounts?.scale ?? 0) : nil
  }

  /// Whether any row of an age is true; unknown where nothing is known of any row of the key.
  private func any(
    _ times: Buffer<Int64>, _ rest: Buffer<UInt8>?, _ given: Buffer<UInt8>?, _ kept: Buffer<UInt8>?,
    count: Int
  ) -> Buffer<UInt8> {
    // Of a row outside the age it is known that it is not true, if its time is known.
    var certain = [Int32](repeating: 0, count: firsts.count)
    var doubtful = [Int32](repeating: 0, count: rest == nil ? 0 : count)
    return Buffer(count: count) { output in
      output.update(repeating: 0)
      forEachRow(times, kept) { row, key, cell in
        if let given, given[row] != 1 { return }
        let flag = rest.map { $0[row] } ?? 1
        if times[row] != Vector.unknownInteger || flag == 0 { certain[key] += 1 }
        guard let cell else { return }
        if flag == 1 { output[cell] = 1 }
        if flag == 2 { doubtful[cell] += 1 }
      }
      for key in firsts.indices {
        for cell in starts[key]..<starts[key + 1] where output[cell] == 0 {
          let others = rest == nil ? certain[key] : certain[key] - doubtful[cell]
          if others <= 0 { output[cell] = 2 }
        }
      }
    }
  }

  /// Calls `body` with each row that the steps keep, its key and the cell that its time lies in.
  @inline(__always) private func forEachRow(
    _ times: Buffer<Int64>, _ kept: Buffer<UInt8>?, _ body: (_ row: Int, _ key: Int, _ cell: Int?) -> Void
  ) {
    let groups = groups.values
    let times = times.values
    starts.withUnsafeBufferPointer { starts in
      firsts.withUnsafeBufferPointer { firsts in
        for row in 0..<groups.count where kept == nil || kept![row] == 1 {
          let key = Int(groups[row])
          let time = times[row]
          var cell: Int?
          if time < end, time >= days.first {
            let age = days.ordinal(time) &- firsts[key]
            let own = starts[key] &+ Int(age)
            if age >= 0, own < starts[key &+ 1] { cell = own }
          }
          body(row, key, cell)
        }
      }
    }
  }

  private func instants(_ expression: BoundExpression) throws -> Buffer<Int64> {
    let node = try run.frame.prepare(expression)
    let time = node.type == .date ? try run.frame.call(.toTime, [node], type: .time) : node
    guard case .integers(let buffer, _) = try run.frame.materialised(time) else {
      return Buffer(repeating: Vector.unknownInteger, count: run.frame.rowCount)
    }
    return buffer
  }

  private func flags(_ expression: BoundExpression) throws -> Buffer<UInt8> {
    guard case .bools(let flags) = try run.frame.materialised(run.frame.prepare(expression)) else {
      return Buffer(repeating: 2, count: run.frame.rowCount)
    }
    return flags
  }
}

/// The periods of a calendar by the days of a stretch, looked up instead of computed.
struct DayOrdinals {
  /// The first instant of the stretch.
  let first: Int64
  private let unit: Grain
  private let calendar: Calendar
  /// Shape `[day]`; empty where the days are too many or the periods shorter than a day.
  private let ordinals: Buffer<Int64>

  private static let limit = 1 << 20

  init(_ unit: Grain, _ calendar: Calendar, from instants: [Int64], to end: Int64) {
    self.unit = unit
    self.calendar = calendar
    var earliest = end
    for instant in instants where instant != Vector.unknownInteger { earliest = min(earliest, instant) }
    let day = Calendar.floorDivide(earliest, Calendar.microsecondsPerDay)
    first = day * Calendar.microsecondsPerDay
    let last = Calendar.floorDivide(end, Calendar.microsecondsPerDay)
    let count = unit == .hour || last - day >= DayOrdinals.limit ? 0 : Int(last - day + 1)
    ordinals = Buffer(count: count) { output in
      for index in 0..<output.count { output[index] = calendar.ordinal(unit, ofDay: day + Int64(index)) }
    }
  }

  /// The period of an instant that is not before the first.
  @inline(__always) func ordinal(_ time: Int64) -> Int64 {
    // Without a sign the division by a constant becomes a multiplication.
    let day = Int(UInt64(bitPattern: time &- first) / 86_400_000_000)
    return day < ordinals.count ? ordinals.values[day] : calendar.ordinal(unit, ofTime: time)
  }
}
