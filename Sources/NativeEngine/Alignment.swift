import Columns
import Diagnostics
import Functions
import Planning

/// The groups of several pipelines side by side, in the order of their dimensions.
struct Alignment {
  let count: Int
  /// Shape `[dimension][row]`.
  let cells: [[Value]]
  /// Shape `[pipeline][aggregate]`, each of `count` values.
  let aggregates: [[Vector]]
}

/// The periods that a calendar shows.
struct Spine {
  /// Positions of the calendar dimensions, and their grains.
  let dimensions: [(index: Int, grain: Grain)]
  /// Ordinals of the finest grain; nil when there is no row at all.
  let ordinals: ClosedRange<Int64>?
  let calendar: Calendar

  var finest: Grain { dimensions.map(\.grain).min() ?? .year }

  /// An hour that the clocks of the zone skip has no row.
  func exists(_ ordinal: Int64) -> Bool { calendar.exists(finest, ordinal) }

  /// The value of a calendar dimension in each period of the finest grain.
  func period(_ ordinal: Int64, _ grain: Grain) -> Value {
    if grain == finest { return .period(grain, ordinal) }
    return .period(grain, calendar.ordinal(grain, ofTime: calendar.start(finest, ordinal)))
  }
}

/// Rows that a calendar may have.
private let spineLimit = 1_000_000

/// Brings groups together on the values of their dimensions: a group that a pipeline lacks has 0 for counts and sums
/// and is unknown for the rest.
///
/// - Parameters:
///   - positions: For each dimension of the tables its position in the plan.
///   - accounts: The tables that only count what is left out.
func align(
  _ tables: [GroupTable], positions: [Int], spine: Spine, functions: [[Aggregate]], hasAges: Bool = false,
  accounts: Set<Int> = [], work: Work
) throws -> Alignment {
  let spineColumns = positions.indices.filter { column in
    spine.dimensions.contains { $0.index == positions[column] }
  }
  if tables.count == 1, spineColumns.isEmpty { return try alone(tables[0], work: work) }
  let spineGrains = spineColumns.map { column in
    spine.dimensions.first { $0.index == positions[column] }?.grain ?? .year
  }
  // Ranks of each dimension's values over all tables.
  var ranks: [[Value: Int]] = []
  var ordered: [[Value]] = []
  for column in positions.indices {
    var seen = Set<Value>()
    for table in tables {
      var isUsed = [Bool](repeating: false, count: table.values[column].count)
      for code in table.codes[column] { isUsed[Int(code)] = true }
      for (code, value) in table.values[column].enumerated() where isUsed[code] {
        try work.checkpoint(at: code)
        seen.insert(value)
      }
    }
    if let place = spineColumns.firstIndex(of: column), let ordinals = spine.ordinals {
      if ordinals.count > spineLimit { throw tooManyPeriods(ordinals.count) }
      for ordinal in ordinals where spine.exists(ordinal) {
        seen.insert(spine.period(ordinal, spineGrains[place]))
      }
    }
    let values = try sortedValues(Array(seen), work: work)
    ordered.append(values)
    var rankOfValue = Dictionary<Value, Int>(minimumCapacity: values.count)
    for (rank, value) in values.enumerated() {
      try work.checkpoint(at: rank)
      rankOfValue[value] = rank
    }
    ranks.append(rankOfValue)
  }
  let sizes = ordered.map { UInt128(max($0.count, 1)) }
  var strides = [UInt128](repeating: 1, count: sizes.count)
  for column in sizes.indices.dropLast().reversed() {
    let product = strides[column + 1].multipliedReportingOverflow(by: sizes[column + 1])
    if product.overflow { throw tooManyGroups() }
    strides[column] = product.partialValue
  }
  if let first = strides.first, let size = sizes.first, first.multipliedReportingOverflow(by: size).overflow {
    throw tooManyGroups()
  }
  // The key of every group; sorted keys are the order of the dimensions.
  var keysOfTables: [[UInt128]] = []
  for table in tables {
    var keys = [UInt128](repeating: 0, count: table.count)
    for column in positions.indices {
      let rankOfCode = try table.values[column].enumerated().map { code, value in
        try work.checkpoint(at: code)
        return UInt128(ranks[column][value] ?? 0)
      }
      let codes = table.codes[column]
      for group in keys.indices { keys[group] += rankOfCode[Int(codes[group])] * strides[column] }
    }
    keysOfTables.append(keys)
    try work.checkpoint()
  }
  var keys = Set<UInt128>()
  var isSet = false
  if tables.count > 1 || !spineColumns.isEmpty {
    isSet = true
    // An account of rows adds no ages that nobody reached: whoever lies outside the period has all of them.
    for (position, table) in keysOfTables.enumerated() where !(hasAges && accounts.contains(position)) {
      guard accounts.contains(position), let ordinals = spine.ordinals, !spineColumns.isEmpty else {
        for (group, key) in table.enumerated() {
          try work.checkpoint(at: group)
          keys.insert(key)
        }
        continue
      }
      // Nor periods outside the one that was asked for.
      let shown = spineGrains.map { grain in
        Set(ordinals.lazy.filter(spine.exists).map { spine.period($0, grain) })
      }
      let isShown = spineColumns.indices.map { place in
        tables[position].values[spineColumns[place]].map { $0 == .none || shown[place].contains($0) }
      }
      for (group, key) in table.enumerated()
      where spineColumns.indices.allSatisfy({
        isShown[$0][Int(tables[position].codes[spineColumns[$0]][group])]
      }) {
        keys.insert(key)
      }
    }
    try addPeriods(
      to: &keys, spine, columns: spineColumns, grains: spineGrains, ranks: ranks, strides: strides,
      sizes: sizes)
  }
  let rows = try work.sorted(isSet ? Array(keys) : keysOfTables.first ?? [], by: <)
  let cells = try positions.indices.map { column in
    try rows.enumerated().map { row, key in
      try work.checkpoint(at: row)
      return ordered[column][Int(key / strides[column] % sizes[column])]
    }
  }
  let aggregates = try zip(tables, zip(keysOfTables, functions)).map { table, rest -> [Vector] in
    let (tableKeys, aggregates) = rest
    var places: [UInt128: UInt32] = [:]
    places.reserveCapacity(tableKeys.count)
    for (group, key) in tableKeys.enumerated() {
      try work.checkpoint(at: group)
      places[key] = UInt32(group)
    }
    let targets = Buffer(
      try rows.enumerated().map { row, key in
        try work.checkpoint(at: row)
        return places[key] ?? .max
      })
    return zip(table.aggregates, aggregates).map { vector, aggregate in
      filled(vector, aggregate, targets, isUnknown: hasAges)
    }
  }
  return Alignment(count: rows.count, cells: cells, aggregates: aggregates)
}

/// The groups of the only pipeline of a query without a calendar: nothing to match, only to put in order.
private func alone(_ table: GroupTable, work: Work) throws -> Alignment {
  var order = Array(0..<table.count)
  // The last dimension first: each pass keeps the order of the one before.
  for column in table.values.indices.reversed() {
    let codes = table.codes[column]
    var isUsed = [Bool](repeating: false, count: table.values[column].count)
    for code in codes { isUsed[Int(code)] = true }
    let used = isUsed.indices.filter { isUsed[$0] }
    let sorted = try sortedOrder(table.values[column], used, work: work)
    var ranks = [Int](repeating: 0, count: isUsed.count)
    for (rank, index) in sorted.enumerated() { ranks[used[index]] = rank }
    var starts = [Int](repeating: 0, count: used.count + 1)
    for code in codes { starts[ranks[Int(code)] + 1] += 1 }
    for rank in used.indices { starts[rank + 1] += starts[rank] }
    var next = [Int](repeating: 0, count: table.count)
    for group in order {
      let rank = ranks[Int(codes[group])]
      next[starts[rank]] = group
      starts[rank] += 1
    }
    order = next
  }
  try work.checkpoint()
  let cells = try table.values.indices.map { column in
    try order.enumerated().map { position, group in
      try work.checkpoint(at: position)
      return table.values[column][Int(table.codes[column][group])]
    }
  }
  let indices = Buffer(order.map { UInt32($0) })
  return Alignment(
    count: table.count, cells: cells, aggregates: [table.aggregates.map { gathered($0, indices) }])
}

/// Each combination of the other dimensions gets every period.
private func addPeriods(
  to keys: inout Set<UInt128>, _ spine: Spine, columns: [Int], grains: [Grain], ranks: [[Value: Int]],
  strides: [UInt128], sizes: [UInt128]
) throws {
  guard !columns.isEmpty, let ordinals = spine.ordinals else { return }
  var others = Set<UInt128>()
  for key in keys {
    var other = key
    for column in columns { other -= key / strides[column] % sizes[column] * strides[column] }
    others.insert(other)
  }
  if columns.count == strides.count { others = [0] }
  let rows = ordinals.count.multipliedReportingOverflow(by: max(others.count, 1))
  if rows.overflow || rows.partialValue > spineLimit {
    throw tooManyPeriods(rows.overflow ? .max : rows.partialValue)
  }
  for ordinal in ordinals where spine.exists(ordinal) {
    var period: UInt128 = 0
    for (column, grain) in zip(columns, grains) {
      period += UInt128(ranks[column][spine.period(ordinal, grain)] ?? 0) * strides[column]
    }
    for other in others { keys.insert(other + period) }
  }
}

private func tooManyPeriods(_ rows: Int) -> Diagnostic {
  Diagnostic(
    .error, .tooManyPeriods, "the calendar would have \(rows) rows, and at most \(spineLimit) are shown",
    help: ["use a larger grain such as `by month`, or a shorter time such as `during 2024`"])
}

private func tooManyGroups() -> Diagnostic {
  Diagnostic(
    .error, .tooManyGroups, "the dimensions have too many combinations of values",
    help: ["use fewer dimensions, or coarser ones such as `month of …`"])
}

/// An aggregate at the rows of the alignment.
///
/// - Parameter isUnknown: a group that is missing is unknown, not empty: an age that was not lived through.
func filled(
  _ vector: Vector, _ aggregate: Aggregate, _ targets: Buffer<UInt32>, isUnknown: Bool = false
) -> Vector {
  let isZeroWithoutRows =
    !isUnknown && [AggregateFunction.count, .distinct, .sum].contains(aggregate.function)
  if vector.count == 0 {
    return isZeroWithoutRows
      ? .integers(Buffer(repeating: 0, count: targets.count), scale: 0)
      : unknownVector(aggregate.type, count: targets.count)
  }
  let safe = Buffer<UInt32>(count: targets.count) { output in
    for row in 0..<output.count { output[row] = targets[row] == .max ? 0 : targets[row] }
  }
  let values = gathered(vector, safe.values)
  guard isZeroWithoutRows else { return masked(values, where: targets) }
  switch values {
  case .integers(let buffer, let scale):
    return .integers(
      Buffer(count: buffer.count) { output in
        for row in 0..<output.count { output[row] = targets[row] == .max ? 0 : buffer[row] }
      }, scale: scale)
  case .reals(let buffer):
    return .reals(
      Buffer(count: buffer.count) { output in
        for row in 0..<output.count { output[row] = targets[row] == .max ? 0 : buffer[row] }
      })
  case .bools, .texts: return values
  }
}

/// Values in the order of results: numbers and times ascending, texts by their letters, none last.
func sortedValues(_ values: [Value], work: Work) throws -> [Value] {
  try sortedOrder(DimensionValues(values), Array(values.indices), work: work).map { values[$0] }
}

/// The order of results of the values with some numbers, as positions among the numbers.
func sortedOrder(_ values: DimensionValues, _ numbers: [Int], work: Work) throws -> [Int] {
  // Most pairs differ in what fits into one word: only runs of equal words are compared in full.
  var order = values.starts(numbers).enumerated().map { (start: $1, index: $0) }
  order = try work.sorted(order) { $0.start < $1.start }
  var first = 0
  while first < order.count {
    var end = first + 1
    while end < order.count, order[end].start == order[first].start { end += 1 }
    if end - first > 1 {
      let run = order[first..<end].map { (key: ValueKey(values[numbers[$0.index]]), index: $0.index) }
      let sorted = try work.sorted(run) { $0.key < $1.key }
      for (offset, entry) in sorted.enumerated() { order[first + offset].index = entry.index }
    }
    first = end
  }
  return order.map(\.index)
}

/// What values are compared by.
struct ValueKey: Comparable {
  private let kind: Int
  private let number: Double
  private let integer: Int64
  private let folded: [UInt8]
  private let text: String

  init(_ value: Value) {
    var kind = 1
    var number = 0.0
    var integer: Int64 = 0
    var text = ""
    switch value {
    case .none: kind = 3
    case .bool(let flag): integer = flag ? 1 : 0
    case .integer(let whole):
      number = Double(whole)
      integer = whole
    case .real(let real): number = real
    case .date(let whole), .time(let whole), .duration(let whole), .period(_, let whole): integer = whole
    case .text(let string):
      kind = 2
      text = string
    }
    self.kind = kind
    self.number = number
    self.integer = integer
    self.text = text
    folded = text.isEmpty ? [] : caseFolded(text)
  }

  /// The first of what a value is compared by, as one word: a smaller word comes before, equal words say nothing.
  static func start(_ value: Value) -> UInt64 {
    let kind: UInt64
    var word: UInt64 = 0
    switch value {
    case .none: kind = 3
    case .text(var text): return text.withUTF8(start)
    case .bool(let flag):
      kind = 1
      word = flag ? 1 : 0
    case .integer(let whole):
      kind = 1
      word = order(of: Double(whole))
    case .real(let real):
      kind = 1
      word = order(of: real)
    case .date(let whole), .time(let whole), .duration(let whole), .period(_, let whole):
      kind = 1
      word = (UInt64(bitPattern: whole) ^ 1 << 63) >> 8
    }
    return kind << 60 | word
  }

  /// The same for a text that is not empty.
  static func start(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    var bits: UInt64 = 48
    var isPlain = true
    for byte in text.prefix(7) {
      isPlain = isPlain && byte < 0x80
      word |= UInt64(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) << bits
      bits &-= 8
    }
    if !isPlain {
      let folded = caseFolded(String(decoding: text, as: UTF8.self))
      word = 0
      for index in 0..<7 { word = word << 8 | UInt64(index < folded.count ? folded[index] : 0) }
    }
    return 2 << 60 | word
  }

  /// A word that is smaller for a smaller number.
  private static func order(of real: Double) -> UInt64 {
    (UInt64(bitPattern: sortKey(real)) ^ 1 << 63) >> 8
  }

  var isNone: Bool { kind == 3 }

  static func < (left: ValueKey, right: ValueKey) -> Bool {
    if left.kind != right.kind { return left.kind < right.kind }
    if left.kind == 2 {
      if left.folded != right.folded { return left.folded.lexicographicallyPrecedes(right.folded) }
      return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    return left.number != right.number ? left.number < right.number : left.integer < right.integer
  }
}
