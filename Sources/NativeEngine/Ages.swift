import Columns
import Diagnostics
import Functions
import Planning

/// Ages that one key may have, and rows of keys times ages that are looked at or kept.
private let ageLimit: Int64 = 100_000
private let rowLimit: Int64 = 4_000_000_000
private let keyLimit = 20_000_000

extension KeySource {
  /// The name of the column with the number of ages that a key has lived through.
  static let agesColumn = "ages"

  /// One row for each key and each age that it has lived through.
  ///
  /// Age after age, the rows of the keys that have reached it are seen once more, with `age`, `age_start` and `age_end`
  /// beside them: no row is ever copied.
  func followUp(_ ages: Keys.Ages, in edges: Edges?) throws -> Table {
    let run = try rows.run(in: edges)
    let dimensions = keys.rows[0].dimensions.map { $0.replacing(edges) }
    let selected = Array(keys.names.indices)
    let origins = try run.values(ofGroupsBy: selected)[0]
    let follow = try FollowUp(
      origins, type: ages.origin.type, unit: ages.unit, end: end(origins, ages),
      hasRunning: ages.hasRunning, calendar: surroundings.calendar)
    try run.settle()
    let changing = Set(
      ["age", "age_start", "age_end", "origin", KeySource.agesColumn] + laterSteps.flatMap(\.definedNames))
    let fixed = selected.filter { !dimensions[$0].mentions(changing) }
    let mark = try run.mark(fixed.map { (index: $0, expression: dimensions[$0]) })
    let aggregates = keys.rows[0].aggregates.map { $0.replacing(edges) } + added(ages)
    var parts: [GroupTable] = []
    var count = 0
    for age in 0..<follow.longest {
      try surroundings.work.checkpoint()
      run.goBack(to: mark)
      let rows = follow.rows(at: age)
      run.keep(rows.reached)
      run.define("age", .number, .integers(Buffer([age]), scale: 0))
      run.define("age_start", .time, .integers(rows.starts, scale: 0))
      run.define("age_end", .time, .integers(rows.ends, scale: 0))
      run.define("origin", ages.origin.type, origins)
      run.define(KeySource.agesColumn, .number, .integers(follow.whole, scale: 0))
      for (index, step) in laterSteps.enumerated() {
        try run.take(step.replacing(edges), lookUps[index]?.found(in: edges))
      }
      try run.finish(dimensions: dimensions, aggregates: aggregates)
      let part = try run.groups(by: selected).table.keeping { group, table in table.isKnown(group) }
      count += part.count
      if count > keyLimit { throw tooManyAges("\(count) customers and ages") }
      parts.append(part)
    }
    // The run serves other periods too.
    run.goBack(to: mark)
    try run.finish(dimensions: dimensions, aggregates: [ages.origin.replacing(edges)])
    return try table(of: parts, aggregates, origin: ages.origin.type)
  }

  /// The instant at which the last age must be over.
  private func end(_ origins: Vector, _ ages: Keys.Ages) throws -> Int64 {
    if let now = surroundings.now { return now }
    if let last = try rows.timeRange()?.upperBound { return last + 1 }
    return FollowUp.instants(origins, ages.origin.type).filter { $0 != Vector.unknownInteger }.max() ?? 0
  }

  /// What the rows of the keys have besides the inner aggregates, the same in all rows of a key and an age.
  private func added(_ ages: Keys.Ages) -> [Aggregate] {
    [
      ("age", DataType.number), ("age_start", .time), ("age_end", .time), ("origin", ages.origin.type),
      (KeySource.agesColumn, .number),
    ].map { name, type in Aggregate(function: .max, arguments: [.column(name, type)], type: type) }
  }

  private func table(of parts: [GroupTable], _ aggregates: [Aggregate], origin: DataType) throws -> Table {
    var columns: [String: Column] = [:]
    for (position, name) in keys.names.enumerated() {
      var values = parts.first?.values[position] ?? DimensionValues()
      var codes: [UInt32] = []
      for part in parts {
        // Most ages see the same values.
        if part.values[position] == values {
          codes += part.codes[position]
          continue
        }
        let first = UInt32(values.count)
        values = DimensionValues(Array(values) + part.values[position])
        codes += part.codes[position].map { $0 + first }
      }
      columns[name] = domain(of: position, values).column(codes)
    }
    let inner = keys.rows[0].aggregates.count
    for (position, aggregate) in aggregates.enumerated() {
      let vectors = parts.map { $0.aggregates[position] }
      let values =
        vectors.isEmpty
        ? unknownVector(aggregate.type, count: 0) : concatenated(vectors, type: aggregate.type)
      var name = "inner \(position)"
      if position >= inner, case .column(let own, _) = aggregate.arguments[0] { name = own }
      columns[name] = try plainColumn(values, aggregate.type, surroundings.work)
    }
    return Table(
      name: keys.rows[0].table, rowCount: parts.reduce(0) { $0 + $1.count }, columns: columns)
  }
}

/// When the ages of each row's key begin.
struct FollowUp {
  /// Shape `[row]`: ages that the row's key has reached, and those that it has lived through.
  let counts: Buffer<Int64>
  let whole: Buffer<Int64>
  /// The age that is followed by none.
  let longest: Int64
  /// Shape `[row]`: the position of the first age's beginning in `boundaries`.
  private let firsts: Buffer<Int64>
  /// The beginnings of the periods of the calendar, from the first origin's to the end.
  private let boundaries: [Int64]

  init(
    _ origins: Vector, type: DataType, unit: Grain, end: Int64, hasRunning: Bool, calendar: Calendar
  ) throws {
    let instants = FollowUp.instants(origins, type)
    let periods = instants.map { instant in
      instant == Vector.unknownInteger ? instant : calendar.ordinal(unit, ofTime: instant)
    }
    let over = calendar.ordinal(unit, ofTime: end)
    // The unit that holds the end is no age of anybody, unless what it has so far is asked for.
    let last = hasRunning ? calendar.ordinal(unit, ofTime: end - 1) + 1 : over
    let smallest = periods.filter { $0 != Vector.unknownInteger }.min() ?? last
    longest = max(last - smallest, 0)
    if longest > ageLimit { throw tooManyAges("a follow-up of \(longest) ages") }
    counts = Buffer(periods.map { $0 == Vector.unknownInteger ? 0 : max(last - $0, 0) })
    whole = Buffer(periods.map { $0 == Vector.unknownInteger ? 0 : max(over - $0, 0) })
    firsts = Buffer(periods.map { $0 == Vector.unknownInteger ? 0 : min($0, last) - smallest })
    var total: Int64 = 0
    for row in 0..<counts.count { total += counts[row] }
    if total > rowLimit { throw tooManyAges("\(total) rows and ages") }
    boundaries = (0...longest).map { min(startTime(unit, smallest + $0, calendar), end) }
  }

  /// Instants in microseconds; unknown where the calendar does not reach.
  static func instants(_ vector: Vector, _ type: DataType) -> [Int64] {
    guard case .integers(let buffer, _) = vector else {
      return Array(repeating: Vector.unknownInteger, count: vector.count)
    }
    let days: Int64 = 106_000_000
    return (0..<buffer.count).map { row in
      let value = buffer[row]
      if type == .date {
        return abs(value / 2) < days / 2 ? value * Calendar.microsecondsPerDay : Vector.unknownInteger
      }
      return abs(value / 2) < days / 2 * Calendar.microsecondsPerDay ? value : Vector.unknownInteger
    }
  }

  /// Which rows' keys have lived through an age, and when it began and ended.
  func rows(at age: Int64) -> (reached: Buffer<UInt8>, starts: Buffer<Int64>, ends: Buffer<Int64>) {
    let counts = counts
    let firsts = firsts
    func edge(_ offset: Int64) -> Buffer<Int64> {
      Buffer(count: counts.count) { output in
        for row in 0..<output.count {
          output[row] =
            counts[row] > age ? boundaries[Int(firsts[row] + age + offset)] : Vector.unknownInteger
        }
      }
    }
    let reached = Buffer<UInt8>(count: counts.count) { output in
      for row in 0..<output.count { output[row] = counts[row] > age ? 1 : 0 }
    }
    return (reached, edge(0), edge(1))
  }
}

private func tooManyAges(_ what: String) -> Diagnostic {
  Diagnostic(
    .error, .tooManyAges, "\(what) are too many to follow",
    help: ["use a larger unit after `age` such as `month`, or ask for fewer rows with `where`"])
}

// MARK: Cohorts

extension Pipeline {
  /// Positions of the dimensions that say when a key began.
  func cohorts(_ dimensions: [PlanDimension]) -> [Int] {
    guard keys?.ages != nil else { return [] }
    return dimensions.indices.filter { index in
      guard case .period = dimensions[index].type, dimensions[index].spine == nil else { return false }
      return self.dimensions[index].mentions(["origin"])
    }
  }

  /// The pipeline with one more aggregate, if an incomplete age of a cohort has no row: the ages that every key of the
  /// group has lived through.
  func watchingAges(_ dimensions: [PlanDimension], always: Bool) -> Pipeline {
    guard !cohorts(dimensions).isEmpty || always && keys?.ages != nil else { return self }
    var pipeline = self
    pipeline.aggregates.append(
      Aggregate(function: .min, arguments: [.column(KeySource.agesColumn, .number)], type: .number))
    return pipeline
  }
}

extension Answer {
  /// The rows of a section whose age some key of the same cohort has not lived through.
  func incompleteRows(_ aligned: Alignment, _ selected: [Int]) -> Set<Int> {
    guard plan.withPartial, let age = selected.firstIndex(where: { plan.dimensions[$0].isAge }) else {
      return []
    }
    var found: Set<Int> = []
    for (pipeline, source) in sources.enumerated() where source.pipeline.keys?.ages != nil {
      guard case .integers(let lived, _)? = aligned.aggregates[pipeline].last else { continue }
      let cohorts = source.pipeline.cohorts(plan.dimensions)
      let isByCohort = selected.contains(where: cohorts.contains)
      var shortest: [[Value]: Int64] = [:]
      func cohort(_ row: Int) -> [Value] {
        aligned.cells.indices.filter { $0 != age }.map { aligned.cells[$0][row] }
      }
      if isByCohort {
        for row in 0..<aligned.count where lived[row] != Vector.unknownInteger {
          shortest[cohort(row), default: .max] = min(shortest[cohort(row)] ?? .max, lived[row])
        }
      }
      for row in 0..<aligned.count {
        guard lived[row] != Vector.unknownInteger, case .integer(let own) = aligned.cells[age][row] else {
          continue
        }
        if own >= (isByCohort ? shortest[cohort(row)] ?? .max : lived[row]) { found.insert(row) }
      }
    }
    return found
  }
}

extension GroupTable {
  /// Without the ages that some key of the same cohort has not lived through.
  ///
  /// - Parameter age: the dimension with the age; the last aggregate has the ages that all keys of a group have.
  func withoutIncompleteAges(_ age: Int) -> GroupTable {
    guard case .integers(let lived, _)? = aggregates.last, lived.count == count else { return self }
    let groups = (0..<count).map { group in
      codes.indices.compactMap { $0 == age ? nil : codes[$0][group] }
    }
    var shortest: [[UInt32]: Int64] = [:]
    for (group, others) in groups.enumerated() where lived[group] != Vector.unknownInteger {
      shortest[others] = min(shortest[others] ?? .max, lived[group])
    }
    return keeping { group, table in
      guard case .integer(let age) = table.values[age][Int(table.codes[age][group])] else { return true }
      return age < shortest[groups[group]] ?? .max
    }
  }
}
