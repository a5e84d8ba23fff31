import Columns
import Functions
import Planning
import Statistics

/// What units such as customers add to several pipelines, ready to be brought together for any groups.
final class JointSource {
  private let joint: Joint
  /// The parts as an answer of their own, with the unit as the first dimension.
  private var answer: Answer

  /// Fewer units are too much alike when they are drawn again.
  private static let leastUnits = 10

  init(_ joint: Joint, of plan: Plan, _ spine: Spine, tables: [String: Table], work: Work) throws {
    self.joint = joint
    var unit = PlanDimension(name: "unit", type: joint.parts.first?.dimensions.first?.type ?? .text)
    unit.isUnit = true
    var inner = Plan(
      pipelines: joint.parts, dimensions: [unit] + plan.dimensions, items: [], calendar: plan.calendar)
    inner.start = plan.start
    inner.end = plan.end
    inner.now = plan.now
    let shifted = Spine(
      dimensions: spine.dimensions.map { (index: $0.index + 1, grain: $0.grain) }, ordinals: spine.ordinals,
      calendar: spine.calendar)
    answer = try Answer(inner, tables: tables, work: work, spine: shifted)
  }

  /// The lower and the upper edges and the number of units, at some rows of the result.
  func edges(
    of rows: Alignment, by selected: [Int], _ restriction: PipelineRun.Restriction?
  ) throws -> [Vector] {
    let positions = [0] + selected.map { $0 + 1 }
    let restrictions = restriction.map {
      [PipelineRun.Restriction(dimension: $0.dimension + 1, values: $0.values, isExcluding: $0.isExcluding)]
    }
    var tables = try joint.parts.indices.map {
      try answer.groups(of: $0, by: positions, restrictions: restrictions ?? []).table
    }
    if joint.parts.contains(where: \.isRest) {
      // Whoever has nothing in a group is in its rest with everything.
      let compared = selected.indices.filter { answer.isCompared(selected[$0] + 1) }
      let groups = Set((0..<rows.count).map { row in compared.map { rows.cells[$0][row] } })
      guard
        let whole = try answer.withAbsentRests(
          tables, positions, of: Array(groups), limit: JointSource.restLimit)
      else { return JointSource.none(rows.count) }
      tables = whole
    }
    let units = try UnitRows(
      tables, joint.parts.map(\.aggregates), targets: tables.map { try targets(of: $0, in: rows) },
      work: answer.work)
    let found: [Finding]
    switch joint.estimate {
    case .ratio(let top, let bottom):
      found = try ratios(top, bottom, units, count: rows.count)
    case .resampled(let value):
      let age = selected.firstIndex { answer.plan.dimensions[$0 + 1].isAge }
      found = try resampled(value, units, families(of: rows, age: age), count: rows.count)
    }
    return [
      .reals(Buffer(found.map { $0.interval?.low ?? .nan })),
      .reals(Buffer(found.map { $0.interval?.high ?? .nan })),
      .integers(Buffer(found.map { Int64($0.units) }), scale: 0),
    ]
  }

  /// Pairs of units and groups that are looked at for the rests of groups; beyond it the rows say how far a rest is off.
  private static let restLimit = 4_000_000

  private static func none(_ count: Int) -> [Vector] {
    [
      unknownVector(.number, count: count), unknownVector(.number, count: count),
      .integers(Buffer(repeating: 0, count: count), scale: 0),
    ]
  }

  /// An interval, where there is one, and the units that it rests on.
  private struct Finding {
    var interval: Interval?
    var units = 0
  }

  /// For each group of a part its row of the result; -1 without one, or where the unit is unknown.
  private func targets(of table: GroupTable, in rows: Alignment) throws -> [Int] {
    // Places of the values of each dimension, and of their combinations: no group is compared by its values.
    var numbers: [[Value: Int]] = []
    var places: [[Int]: Int] = [:]
    for cells in rows.cells {
      var known: [Value: Int] = [:]
      for (row, value) in cells.enumerated() where known[value] == nil {
        try answer.work.checkpoint(at: row)
        known[value] = known.count
      }
      numbers.append(known)
    }
    for row in 0..<rows.count {
      try answer.work.checkpoint(at: row)
      places[rows.cells.indices.map { numbers[$0][rows.cells[$0][row]] ?? -1 }] = row
    }
    let numberOfCode = try rows.cells.indices.map { column in
      try table.values[column + 1].enumerated().map { code, value in
        try answer.work.checkpoint(at: code)
        return numbers[column][value] ?? -1
      }
    }
    let isKnown = table.values[0].map { $0 != .none }
    var last: (key: [Int], row: Int) = ([], places[[]] ?? -1)
    return try (0..<table.count).map { group in
      try answer.work.checkpoint(at: group)
      if !isKnown[Int(table.codes[0][group])] { return -1 }
      var isSame = last.key.count == numberOfCode.count
      for column in numberOfCode.indices where isSame {
        isSame = numberOfCode[column][Int(table.codes[column + 1][group])] == last.key[column]
      }
      if !isSame {
        let key = numberOfCode.indices.map { numberOfCode[$0][Int(table.codes[$0 + 1][group])] }
        last = (key, places[key] ?? -1)
      }
      return last.row
    }
  }

  /// Rows of the result that share their units: those of one follow-up, ages ascending, else each alone.
  private func families(of rows: Alignment, age: Int?) -> [[Int]] {
    guard let age else { return (0..<rows.count).map { [$0] } }
    var positions: [[Value]: Int] = [:]
    var families: [[Int]] = []
    for row in 0..<rows.count {
      let others = rows.cells.indices.compactMap { $0 == age ? nil : rows.cells[$0][row] }
      if let position = positions[others] {
        families[position].append(row)
      } else {
        positions[others] = families.count
        families.append([row])
      }
    }
    return families.map { members in
      members.map { (key: ValueKey(rows.cells[age][$0]), row: $0) }.sorted { $0.key < $1.key }.map(\.row)
    }
  }

  // MARK: Ratios

  private func ratios(
    _ top: BoundExpression, _ bottom: BoundExpression, _ units: UnitRows, count: Int
  ) throws -> [Finding] {
    let frame = Frame(
      groups: units.count, aggregates: units.aggregates, calendar: answer.plan.calendar, work: answer.work)
    let tops = doubles(try frame.materialised(frame.prepare(top)))
    let bottoms = doubles(try frame.materialised(frame.prepare(bottom)))
    var numbers = [Double](repeating: 0, count: count)
    // Exact, because units come in the order of the files.
    var sums = [ExactSums](repeating: ExactSums(groups: count), count: 5)
    for row in 0..<units.count {
      try answer.work.checkpoint(at: row)
      let (y, x, target) = (tops[row], bottoms[row], units.targets[row])
      // Who adds nothing to either side is no unit.
      guard y.isFinite, x.isFinite, y != 0 || x != 0 else { continue }
      numbers[target] += 1
      for (index, term) in [y, x, y * y, x * y, x * x].enumerated() where term.isFinite {
        sums[index].add(term, to: target)
      }
    }
    return try (0..<count).map { target in
      try answer.work.checkpoint(at: target)
      let total = sums.map { $0.sum(target) }
      let ratio = RatioOfSums(
        count: numbers[target], sumY: total[0], sumX: total[1], sumYY: total[2], sumXY: total[3],
        sumXX: total[4])
      return Finding(interval: ratio.interval(), units: Int(numbers[target]))
    }
  }

  // MARK: Resamples

  private func resampled(
    _ value: BoundExpression, _ units: UnitRows, _ families: [[Int]], count: Int
  ) throws -> [Finding] {
    let terms = units.aggregates.flatMap { $0.map(doubles) }
    // Where each row of the result stands: its family and its place there.
    var family = [Int](repeating: 0, count: count)
    var place = family
    for (number, rows) in families.enumerated() {
      for (position, row) in rows.enumerated() { (family[row], place[row]) = (number, position) }
    }
    var members = [[Int]](repeating: [], count: families.count)
    for row in 0..<units.count { members[family[units.targets[row]]].append(row) }
    let found = Slots<[Finding]>(count: families.count)
    let bundles = Resampling.bundles(groups: families.count)
    try forEachBlock(families.count, workers: answer.work.threads, work: answer.work, size: 1) { _, range in
      for number in range {
        let ages = families[number].count
        let sums = try self.sums(of: members[number], terms, units, ages: ages) { place[units.targets[$0]] }
        let count = sums.first?.count ?? 0
        guard count >= JointSource.leastUnits else { continue }
        let totals = try Resampling(sums, bundles: bundles).totals(work: answer.work)
        found[number] = try intervals(of: value, totals, ages: ages).map {
          Finding(interval: $0, units: count)
        }
      }
    }
    var all = [Finding](repeating: Finding(), count: count)
    for (number, rows) in families.enumerated() {
      for (finding, row) in zip(found[number] ?? [], rows) { all[row] = finding }
    }
    return all
  }

  /// What each unit adds to each term at each age, shape `[term · age][unit]`, without units that add nothing. The
  /// units stand in the order of their hashes, which does not depend on the files.
  private func sums(
    of rows: [Int], _ terms: [Buffer<Double>], _ units: UnitRows, ages: Int, age: (Int) -> Int
  ) throws -> [[Double]] {
    let ordered = try answer.work.sorted(
      rows.map { (hash: units.hashes[Int(units.numbers[$0])], row: $0) }
    ) { $0.hash < $1.hash }
    var sums = [[Double]](repeating: [], count: terms.count * ages)
    var line = [Double](repeating: 0, count: sums.count)
    var first = 0
    while first < ordered.count {
      try answer.work.checkpoint()
      var end = first
      for index in line.indices { line[index] = 0 }
      while end < ordered.count, ordered[end].hash == ordered[first].hash {
        let row = ordered[end].row
        for term in terms.indices where terms[term][row].isFinite {
          line[term * ages + age(row)] += terms[term][row]
        }
        end += 1
      }
      if line.contains(where: { $0 != 0 }) { for index in sums.indices { sums[index].append(line[index]) } }
      first = end
    }
    return sums
  }

  /// The intervals of a value at each age, from the totals of all resamples.
  private func intervals(of value: BoundExpression, _ totals: [[Double]], ages: Int) throws -> [Interval?] {
    let resamples = Resampling.resamples
    var index = 0
    let aggregates = joint.parts.map { part in
      part.aggregates.map { _ -> Vector in
        defer { index += ages }
        return .reals(Buffer(totals[index..<index + ages].flatMap { $0 }))
      }
    }
    let followUps = (0..<resamples).map { resample in (0..<ages).map { $0 * resamples + resample } }
    let frame = Frame(
      groups: ages * resamples, aggregates: aggregates, ages: ages > 1 ? followUps : [],
      calendar: answer.plan.calendar, work: answer.work)
    let values = doubles(try frame.materialised(frame.prepare(value)))
    return (0..<ages).map { age in
      percentileInterval(of: (0..<resamples).map { values[age * resamples + $0] })
    }
  }
}

extension Answer {
  /// The aggregates with the edges that units give.
  func withJoints(
    _ aggregates: [[Vector]], _ rows: Alignment, _ selected: [Int], _ restriction: PipelineRun.Restriction?
  ) throws -> [[Vector]] {
    var aggregates = aggregates
    for pipeline in aggregates.indices where joints[pipeline] != nil {
      aggregates[pipeline] = try edges(of: pipeline, rows, selected, restriction)
    }
    return aggregates
  }
}

extension GroupTable {
  /// No groups at all.
  static func empty(dimensions: Int, _ aggregates: [Aggregate]) -> GroupTable {
    GroupTable(
      count: 0, values: Array(repeating: DimensionValues(), count: dimensions),
      codes: Array(repeating: [], count: dimensions),
      aggregates: aggregates.map { unknownVector($0.type, count: 0) })
  }
}
