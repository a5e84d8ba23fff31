import Columns
import Diagnostics
import Functions
import Planning

/// A table on which the steps of a pipeline are carried out one after the other; then grouping can be asked for several
/// times.
final class PipelineRun {
  let frame: Frame
  private let table: Table
  private let surroundings: Surroundings
  private let dimensions: [PlanDimension]
  /// Shape `[dimensions]`.
  private var groupedBy: [BoundExpression] = []
  private(set) var asked: [Aggregate] = []
  /// Conditions that are evaluated block by block.
  private(set) var conditions: [Node] = []
  /// Rows that were kept before the last step that needed all of them at once.
  private(set) var mask: Buffer<UInt8>?
  private var dimensionCodes: [Int: DimensionCodes] = [:]
  private(set) var aggregates: [PreparedAggregate] = []
  /// The groups that neighbours are looked for in.
  private let scope: Scope
  /// What was done to the run, so that it can be done again for other groups.
  private var history: [(PipelineRun) throws -> Void] = []
  /// Whether each grouping has neighbours of its own.
  private var looksWithinGroups = false

  /// The groups that a run is for.
  private struct Scope {
    var selected: [Int] = []
    var restrictions: [Restriction] = []
  }

  /// Groups up to which every combination has a place of its own.
  private static let denseLimit = 1 << 22

  convenience init(table: Table, dimensions: [PlanDimension], surroundings: Surroundings) throws {
    try self.init(table: table, dimensions: dimensions, surroundings: surroundings, scope: Scope())
  }

  private init(table: Table, dimensions: [PlanDimension], surroundings: Surroundings, scope: Scope) throws {
    self.table = table
    self.dimensions = dimensions
    self.surroundings = surroundings
    self.scope = scope
    frame = try Frame(
      table: table, tables: surroundings.tables, calendar: surroundings.calendar, work: surroundings.work)
  }

  // MARK: Steps

  /// Carries out a step; `found` is what a `lookUp` has found.
  func take(_ step: Step, _ found: LookedUp? = nil) throws {
    history.append { try $0.carryOut(step, found) }
    try carryOut(step, found)
  }

  /// Gives the rows a column that is no step of the plan.
  ///
  /// - Parameter values: one for each row, or one for all.
  func define(_ name: String, _ type: DataType, _ values: Vector) {
    let kind: Node.Kind = values.count == frame.rowCount ? .plain(values) : .constant(values)
    history.append { $0.frame.define(name, $0.frame.node(type, kind)) }
    frame.define(name, frame.node(type, kind))
  }

  /// Keeps the rows whose flag is 1.
  func keep(_ flags: Buffer<UInt8>) {
    history.append { $0.conditions.append($0.frame.node(.bool, .plain(.bools(flags)))) }
    conditions.append(frame.node(.bool, .plain(.bools(flags))))
  }

  /// Says what the rows are grouped by and what is asked of each group: after this there are groups.
  func finish(dimensions groupedBy: [BoundExpression], aggregates asked: [Aggregate]) throws {
    self.groupedBy = groupedBy
    self.asked = asked
    aggregates = try asked.map(prepare)
  }

  private func carryOut(_ step: Step, _ found: LookedUp?) throws {
    switch step {
    case .keep(let condition, _): try keep(condition)
    case .derive(let name, let expression): frame.define(name, try frame.prepare(expression))
    case .position(let name, let value, let parts):
      frame.define(name, try position(of: value, parts: parts))
    case .forecast(let name, let forecast):
      frame.define(name, try forecasts(forecast, surroundings.fittedModels))
    case .spells(let name, let start, let end, let keys, let tolerance):
      try defineSpells(name, start: start, end: end, keys: keys, tolerance: tolerance)
    case .lookUp(let name, let lookup):
      guard let found else { preconditionFailure("a look-up comes with what it found") }
      frame.define(name, try node(lookup, found))
    case .neighbour(let name, let value, let keys, let order, let offset, let withinGroups):
      looksWithinGroups = looksWithinGroups || withinGroups
      frame.define(
        name,
        try neighbour(value, keys: keys, order: order, offset: offset, scope: withinGroups ? scope : Scope()))
    }
  }

  /// Keeps the rows for which a condition is true; of `and` each side is a condition of its own.
  private func keep(_ condition: BoundExpression) throws {
    if case .call(.and, let parts, _) = condition {
      for part in parts { try keep(part) }
      return
    }
    let node = try frame.prepare(condition)
    if case .constant(.bools(let flag)) = node.kind, flag[0] == 1 { return }
    conditions.append(node)
  }

  /// A place to come back to: what the steps so far have made of the rows.
  struct Mark {
    fileprivate let names: [String: Node]
    fileprivate let conditions: [Node]
    fileprivate let mask: Buffer<UInt8>?
    fileprivate let dimensionCodes: [Int: DimensionCodes]
    fileprivate let steps: Int
    fileprivate let looksWithinGroups: Bool
  }

  /// The run as it is now. The codes of `dimensions` are found before, because no later step changes them.
  func mark(_ dimensions: [(index: Int, expression: BoundExpression)] = []) throws -> Mark {
    for dimension in dimensions { _ = try codes(of: dimension.expression, dimension: dimension.index) }
    return Mark(
      names: frame.names, conditions: conditions, mask: mask, dimensionCodes: dimensionCodes,
      steps: history.count,
      looksWithinGroups: looksWithinGroups)
  }

  /// Undoes what was done after the mark.
  func goBack(to mark: Mark) {
    frame.names = mark.names
    conditions = mark.conditions
    mask = mark.mask
    dimensionCodes = mark.dimensionCodes
    history.removeLast(history.count - mark.steps)
    looksWithinGroups = mark.looksWithinGroups
    aggregates = []
  }

  /// Carries out the conditions so far for all rows.
  func settle() throws {
    guard !conditions.isEmpty else { return }
    let evaluators = Slots<BlockEvaluator>(count: frame.work.threads)
    let flags = [UInt8](repeating: 0, count: frame.rowCount)
    let buffer = Buffer(flags)
    let memory = UnsafeMutableBufferPointer(mutating: buffer.values)
    try forEachBlock(frame.rowCount, workers: frame.work.threads, work: frame.work) { worker, range in
      let evaluator = evaluators[worker] ?? BlockEvaluator(frame)
      evaluators[worker] = evaluator
      evaluator.begin(range)
      try narrow(evaluator)
      for index in 0..<evaluator.rows.count {
        memory[evaluator.rows.list.map { Int($0[index]) } ?? evaluator.rows.start + index] = 1
      }
    }
    conditions = []
    mask = buffer
  }

  /// Whether the conditions that were carried out for all rows keep a row.
  func isKept(_ row: Int) -> Bool { mask.map { $0[row] == 1 } ?? true }

  /// The flags of the rows that were kept when the conditions were carried out for all rows; nil for all.
  var keptFlags: Buffer<UInt8>? { mask }

  /// Leaves the evaluator with the rows that all steps keep.
  func narrow(_ evaluator: BlockEvaluator) throws {
    if let mask {
      evaluator.select(mask, from: evaluator.rows.start)
    }
    for condition in conditions where evaluator.rows.count > 0 {
      try evaluator.select(where: condition)
    }
  }

  private func neighbour(
    _ value: BoundExpression, keys: [BoundExpression], order: BoundExpression?, offset: Int, scope: Scope
  ) throws -> Node {
    for restriction in scope.restrictions { try restrict(restriction) }
    try settle()
    let work = frame.work
    let valueNode = try frame.prepare(value)
    let isOrderedByValue = [DataType.date, .time].contains(valueNode.type)
    let orderNode = isOrderedByValue ? valueNode : try order.map(frame.prepare)
    let orderKeys = try orderNode.map { node in
      let sortable = try frame.sortNode(node)
      return sortKeys(try frame.materialised(sortable), type: sortable.type)
    }
    let (groups, groupCount) = try keyGroups(keys.map(frame.prepare), scope.selected)
    let allRows = 0..<frame.rowCount
    var starts = [Int](repeating: 0, count: groupCount + 1)
    let isEligible: (Int) -> Bool = { [mask] row in
      if mask.map({ $0[row] != 1 }) ?? false || groups[row] == 0 { return false }
      return !isOrderedByValue || orderKeys?[row] != Vector.unknownInteger
    }
    try work.checkpoint()
    for row in allRows where isEligible(row) { starts[Int(groups[row])] += 1 }
    var total = 0
    for group in starts.indices {
      let count = starts[group]
      starts[group] = total
      total += count
    }
    var next = starts
    var ordered = [UInt32](repeating: 0, count: total)
    for row in allRows where isEligible(row) {
      ordered[next[Int(groups[row])]] = UInt32(row)
      next[Int(groups[row])] += 1
    }
    try work.checkpoint()
    let neighbours = Buffer<UInt32>(repeating: .max, count: frame.rowCount)
    let memory = UnsafeMutableBufferPointer(mutating: neighbours.values)
    for group in 0..<groupCount {
      if group & 0xFFF == 0 { try work.checkpoint() }
      let members = starts[group]..<next[group]
      if members.count < 2 { continue }
      if let orderKeys {
        // Rows are in file order already: only the keys are compared, and equal ones stay as they are.
        ordered[members].sort { (orderKeys[Int($0)], $0) < (orderKeys[Int($1)], $1) }
      }
      for index in members where members.contains(index + offset) {
        memory[Int(ordered[index])] = ordered[index + offset]
      }
    }
    return frame.node(valueNode.type, .moved(neighbours, valueNode))
  }

  /// For each row the number of its combination of keys and of values of some dimensions, from 1; 0 where a key is
  /// unknown.
  func keyGroups(_ keys: [Node], _ selected: [Int]) throws -> (groups: Buffer<UInt32>, count: Int) {
    var groups = Buffer<UInt32>(repeating: 1, count: frame.rowCount)
    var count = 2
    let all = Rows(start: 0, count: frame.rowCount, list: nil)
    for key in keys {
      let coded = try frame.codes(of: key)
      let representatives = sameCodes(coded)
      let codes = coded.source.codes(all)
      let combined = Buffer<Int64>(count: frame.rowCount) { output in
        for row in 0..<output.count {
          let code = representatives.map { $0[Int(codes[row])] } ?? codes[row]
          output[row] =
            code == 0 || groups[row] == 0
            ? Vector.unknownInteger : Int64(groups[row]) << 32 | Int64(code)
        }
      }
      let dense = try densified(combined, work: frame.work)
      groups = dense.codes
      count = dense.firsts.count + 1
    }
    for dimension in selected {
      let coded = try codes(ofDimension: dimension)
      let codes = coded.source.codes(all)
      let combined = Buffer<Int64>(count: frame.rowCount) { output in
        for row in 0..<output.count {
          // An unknown value of a dimension is a group like the others.
          output[row] =
            groups[row] == 0
            ? Vector.unknownInteger : Int64(groups[row]) << 32 | Int64(coded.map[Int(codes[row])])
        }
      }
      let dense = try densified(combined, work: frame.work)
      groups = dense.codes
      count = dense.firsts.count + 1
    }
    return (groups, count)
  }

  /// Drops the rows that a restriction leaves out, before neighbours are looked for.
  private func restrict(_ restriction: Restriction) throws {
    try settle()
    let codes = try codes(ofDimension: restriction.dimension)
    let kept = flags(of: restriction, codes)
    let own = codes.source.codes(Rows(start: 0, count: frame.rowCount, list: nil))
    let earlier = mask
    mask = Buffer<UInt8>(count: frame.rowCount) { output in
      for row in 0..<output.count { output[row] = (earlier?[row] ?? 1) & kept[Int(own[row])] }
    }
  }

  /// For each code of a dimension 1 where its rows stay.
  func flags(of restriction: Restriction, _ codes: DimensionCodes) -> Buffer<UInt8> {
    let isAmong = codes.values.membership(of: restriction.values)
    return Buffer<UInt8>(count: codes.map.count) { output in
      for code in 0..<output.count {
        output[code] = isAmong[Int(codes.map[code])] != restriction.isExcluding ? 1 : 0
      }
    }
  }

  // MARK: Aggregates

  private func prepare(_ aggregate: Aggregate) throws -> PreparedAggregate {
    let arguments = try aggregate.arguments.map(frame.prepare)
    var key: Node?
    var coded: Frame.Coded?
    if let argument = arguments.first {
      switch aggregate.function {
      case .min, .max: key = try frame.sortNode(argument)
      case .first, .last, .nth:
        if let order = aggregate.order {
          key = try frame.sortNode(frame.prepare(order))
        } else if [DataType.date, .time].contains(argument.type) {
          key = argument
        }
      case .distinct: coded = try frame.codes(of: argument)
      case .median, .pct, .surv, .survMedian:
        if let unit = aggregate.unitPosition { coded = try frame.codes(of: arguments[unit]) }
      default: break
      }
    }
    return PreparedAggregate(
      function: aggregate.function, arguments: arguments, given: try aggregate.given.map(frame.prepare),
      key: key,
      type: aggregate.type, edge: aggregate.edge, coded: coded, sameCodes: coded.flatMap(sameCodes),
      rowCount: frame.rowCount)
  }

  /// For each code the first one with the same value; nil where all differ.
  private func sameCodes(_ coded: Frame.Coded) -> Buffer<UInt32>? {
    if coded.isDistinct { return nil }
    var firsts: [Value: UInt32] = [.none: 0]
    return Buffer(count: coded.size) { output in
      for code in 0..<output.count {
        let value = normalised(coded.value(code))
        if let first = firsts[value] {
          output[code] = first
        } else {
          firsts[value] = UInt32(code)
          output[code] = UInt32(code)
        }
      }
    }
  }

  // MARK: Groups

  /// A dimension's different values, and for each code of its source the number of its value.
  final class DimensionCodes {
    let source: CodeSource
    let map: Buffer<UInt32>
    let values: DimensionValues

    init(_ coded: Frame.Coded, labels: [String]?, work: Work) throws {
      source = coded.source
      if coded.isDistinct, labels == nil,
        let domain = DimensionValues(domain: coded.table, type: coded.type)
      {
        values = domain
        map = Buffer(count: coded.size) { output in
          for code in 0..<output.count { output[code] = UInt32(code) }
        }
        return
      }
      // The month of each of a million instants is told apart as an integer, not as a value.
      if case .integers(let buffer, _) = coded.table {
        let dense = try densified(buffer, work: work)
        map = dense.codes
        values = DimensionValues([.none] + dense.firsts.map { normalised(coded.value($0)) })
        return
      }
      var values: [Value] = []
      var numbers: [Value: UInt32] = [:]
      map = Buffer(count: coded.size) { output in
        for code in 0..<output.count {
          let value = DimensionCodes.key(normalised(coded.value(code)), labels)
          if let number = numbers[value] {
            output[code] = number
          } else {
            output[code] = UInt32(values.count)
            numbers[value] = UInt32(values.count)
            values.append(value)
          }
        }
      }
      self.values = DimensionValues(values)
    }

    /// The codes with numbers only for the values of those whose flag is 1; no row may have another.
    init(_ codes: DimensionCodes, keeping flags: Buffer<UInt8>) {
      source = codes.source
      var numbers = [UInt32](repeating: .max, count: codes.values.count)
      var values: [Value] = []
      map = Buffer(count: codes.map.count) { output in
        output.update(repeating: 0)
        for code in 0..<output.count where flags[code] == 1 {
          let value = Int(codes.map[code])
          if numbers[value] == .max {
            numbers[value] = UInt32(values.count)
            values.append(codes.values[value])
          }
          output[code] = numbers[value]
        }
      }
      self.values = DimensionValues(values)
    }

    /// A label stands for its position, which gives the order.
    private static func key(_ value: Value, _ labels: [String]?) -> Value {
      guard let labels, case .text(let text) = value else { return value }
      return labels.firstIndex(of: text).map { .integer(Int64($0)) } ?? value
    }
  }

  func codes(ofDimension index: Int) throws -> DimensionCodes {
    if let known = dimensionCodes[index] { return known }
    return try codes(of: groupedBy[index], dimension: index)
  }

  private func codes(of expression: BoundExpression, dimension index: Int) throws -> DimensionCodes {
    let node = try frame.prepare(expression)
    let codes = try DimensionCodes(
      frame.codes(of: node), labels: dimensions[index].labels, work: frame.work)
    dimensionCodes[index] = codes
    return codes
  }

  /// Rows of some values of a dimension only, or of all others.
  struct Restriction: Hashable {
    let dimension: Int
    let values: Set<Value>
    let isExcluding: Bool
  }

  /// Groups that were found together with those of other pipelines, until somebody asks for them.
  private var ready: (selected: [Int], restrictions: [Restriction], groups: Accumulated)?

  func keepReady(_ groups: Accumulated, by selected: [Int], _ restrictions: [Restriction]) {
    ready = (selected, restrictions, groups)
  }

  func takeReady(_ selected: [Int], _ restrictions: [Restriction]) -> Accumulated? {
    guard let known = ready, known.selected == selected, known.restrictions == restrictions else {
      return nil
    }
    ready = nil
    return known.groups
  }

  /// The groups of some dimensions, with the aggregates of each.
  func groups(
    by selected: [Int], restrictions: [Restriction] = [], where condition: BoundExpression? = nil
  ) throws -> (table: GroupTable, warnings: [Diagnostic]) {
    if looksWithinGroups, scope.selected != selected || !restrictions.isEmpty && scope.restrictions.isEmpty {
      return try again(within: Scope(selected: selected, restrictions: restrictions))
        .groups(by: selected, restrictions: restrictions)
    }
    let (state, grouping, codes) = try accumulated(by: selected, restrictions, where: condition)
    return (try result(state, grouping, codes, selected), warnings(state))
  }

  /// The same steps with neighbours of other groups.
  private func again(within scope: Scope) throws -> PipelineRun {
    let own = try PipelineRun(
      table: table, dimensions: dimensions, surroundings: surroundings, scope: scope)
    // Neighbours ask for the dimensions while the steps are done.
    own.groupedBy = groupedBy
    for step in history { try step(own) }
    try own.finish(dimensions: groupedBy, aggregates: asked)
    return own
  }

  /// The run whose rows are those of the groups of all dimensions.
  func withinAllGroups() throws -> PipelineRun {
    let all = Array(groupedBy.indices)
    return looksWithinGroups && scope.selected != all ? try again(within: Scope(selected: all)) : self
  }

  /// The results of the aggregates for the group of each row, also of rows that no group counts.
  func values(ofGroupsBy selected: [Int]) throws -> [Vector] {
    let (state, grouping, _) = try accumulated(by: selected, [])
    let groups = grouping.groups(Rows(start: 0, count: frame.rowCount, list: nil))
    return try state.accumulators.map { gathered(try $0.finish(frame), groups) }
  }

  private func result(
    _ state: GroupStates, _ grouping: Grouping, _ codes: [DimensionCodes], _ selected: [Int]
  ) throws -> GroupTable {
    let present =
      selected.isEmpty ? [0] : state.rowCounts.indices.filter { state.rowCounts[$0] > 0 }.map { UInt32($0) }
    let indices = Buffer(present)
    let vectors = try state.accumulators.map { gathered(try $0.finish(frame), indices.values) }
    let members = selected.indices.map { position in
      present.map { grouping.code(ofGroup: Int($0), dimension: position) }
    }
    return GroupTable(count: present.count, values: codes.map(\.values), codes: members, aggregates: vectors)
  }

  func warnings(_ state: GroupStates) -> [Diagnostic] {
    var messages: [Diagnostic] = []
    for (accumulator, aggregate) in zip(state.accumulators, asked)
    where accumulator.considered > 0 && accumulator.known == 0 && !aggregate.arguments.isEmpty {
      let subject: String
      if case .column(let name, _) = aggregate.arguments[0] {
        subject = "every value of `\(name)`"
      } else {
        subject = "every value that `\(aggregate.function.rawValue)` was to use"
      }
      let diagnostic = Diagnostic(.warning, .unknownArgument, "\(subject) is unknown in the rows that count")
      if !messages.contains(diagnostic) { messages.append(diagnostic) }
    }
    return messages
  }

  /// How rows become groups.
  struct Grouping {
    let count: Int
    /// Dimensions whose numbers, times their strides, are added up; or nothing where `ids` is.
    var factors: [(source: CodeSource, map: Buffer<UInt32>, stride: Int, size: Int)] = []
    /// The group of each row.
    var ids: Buffer<UInt32>?
    /// Shape `[dimension][group]`, with `ids`.
    var members: [[UInt32]] = []

    func groups(_ rows: Rows) -> Buffer<UInt32> {
      if let ids {
        return CodeSource(.codes(.wide(ids)), size: count).codes(rows)
      }
      return Buffer(count: rows.count) { output in
        guard let output = output.baseAddress else { return }
        output.update(repeating: 0, count: rows.count)
        for factor in factors {
          let codes = factor.source.codes(rows)
          number(codes.start, codes.count, map: factor.map.start, isFirst: false, output)
        }
      }
    }

    func code(ofGroup group: Int, dimension: Int) -> UInt32 {
      if ids != nil { return members[dimension][group] }
      let factor = factors[dimension]
      return UInt32(group / factor.stride % factor.size)
    }
  }

  func makeGrouping(_ codes: [DimensionCodes]) throws -> Grouping {
    var product = 1
    var isDense = true
    for code in codes {
      let next = product.multipliedReportingOverflow(by: max(code.values.count, 1))
      if next.overflow { isDense = false } else { product = next.partialValue }
    }
    if codes.isEmpty { return Grouping(count: 1) }
    if isDense, codes.count == 1 || product <= max(1 << 16, min(PipelineRun.denseLimit, frame.rowCount)) {
      var grouping = Grouping(count: product)
      var stride = 1
      for code in codes {
        let steps = Buffer<UInt32>(count: code.map.count) { output in
          for index in 0..<output.count { output[index] = code.map[index] &* UInt32(stride) }
        }
        grouping.factors.append((code.source, steps, stride, max(code.values.count, 1)))
        stride *= max(code.values.count, 1)
      }
      return grouping
    }
    return try sparseGrouping(codes)
  }

  /// Only the combinations that occur: dimension after dimension, so that the keys stay within 64 bits.
  private func sparseGrouping(_ codes: [DimensionCodes]) throws -> Grouping {
    let all = Rows(start: 0, count: frame.rowCount, list: nil)
    var ids = Buffer<UInt32>(repeating: 0, count: frame.rowCount)
    var members: [[UInt32]] = []
    for code in codes {
      let own = code.source.codes(all)
      let keys = Buffer<Int64>(count: frame.rowCount) { output in
        let input = own.values
        let map = code.map.values
        for row in 0..<output.count { output[row] = Int64(ids[row]) << 32 | Int64(map[Int(input[row])]) }
      }
      let dense = try densified(keys, work: frame.work)
      try frame.work.checkpoint()
      members = members.map { earlier in dense.firsts.map { earlier[Int(ids[$0])] } }
      members.append(dense.firsts.map { code.map[Int(own[$0])] })
      ids = Buffer<UInt32>(count: frame.rowCount) { output in
        let input = dense.codes.values
        for row in 0..<output.count { output[row] = input[row] - 1 }
      }
    }
    return Grouping(count: max(members.first?.count ?? 0, 1), ids: ids, members: members)
  }

  // MARK: Time

  /// The first and last instant of the table's rows, before any condition, that lie before `now`.
  func range(of time: BoundExpression, before now: Int64?) throws -> ClosedRange<Int64>? {
    let node = try frame.prepare(time)
    let values: Vector
    var memory = node.memory
    switch node.kind {
    case .lookup(_, let table, _): (values, memory) = (table, ColumnMemory())
    case .constant(let vector): values = vector
    default: values = try frame.materialised(node)
    }
    guard case .integers(let buffer, _) = values else { return nil }
    let isDate = node.type == .date
    let limit =
      now.map { isDate ? Calendar.floorDivide($0 - 1, Calendar.microsecondsPerDay) : $0 - 1 } ?? Int64.max
    guard let all = try IntegerFacts.of(buffer, in: memory, work: frame.work).range else { return nil }
    var (first, last) = (all.lowerBound, all.upperBound)
    if last > limit, first <= limit {
      let latest = Slots<Int64>(count: frame.work.threads)
      try forEachBlock(buffer.count, workers: frame.work.threads, work: frame.work, size: 65_536) {
        worker, range in
        var known = latest[worker] ?? .min
        for row in range where buffer[row] <= limit { known = max(known, buffer[row]) }
        latest[worker] = known
      }
      last = latest.all.max() ?? .min
    } else if last > limit {
      return nil
    }
    guard first <= last else { return nil }
    guard isDate else { return first...last }
    guard abs(first) < 106_000_000, abs(last) < 106_000_000 else { return nil }
    return first * Calendar.microsecondsPerDay...last * Calendar.microsecondsPerDay
  }
}

/// The groups of one pipeline.
struct GroupTable {
  let count: Int
  /// Shape `[dimension]`: the different values of each.
  let values: [DimensionValues]
  /// Shape `[dimension][group]`: positions in `values`.
  let codes: [[UInt32]]
  /// Shape `[aggregate]`, each of `count` values.
  let aggregates: [Vector]
}
