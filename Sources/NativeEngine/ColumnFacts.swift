package import Columns
import Functions

/// What `describe` says of a column.
package struct ColumnFacts: Sendable, Hashable {
  package var filled: Int
  package var distinct: Int
  package var minimum: Value
  package var maximum: Value
  /// Numbers without fractions only.
  package var isWhole: Bool
  /// Up to five different texts, the most frequent first.
  package var examples: [String]
}

/// The smallest and the largest known value of a column of dates or times that lies before an instant.
package func range(of column: Column, before: Int64 = .max) -> (minimum: Value, maximum: Value) {
  let limit: Int64
  switch column.type {
  case .date: limit = before == .max ? .max : Calendar.floorDivide(before - 1, Calendar.microsecondsPerDay)
  case .time: limit = before == .max ? .max : before - 1
  default: limit = .max
  }
  let vector: Vector
  switch column.storage {
  case .plain(let values): vector = values
  case .coded(_, let domain): vector = domain
  }
  if case .plain(.integers(let buffer, let scale)) = column.storage,
    let facts = try? IntegerFacts.of(buffer, in: column.memory, work: Work(threads: 1)),
    let ends = facts.range, ends.upperBound <= limit
  {
    // Queries ask again and again: the ends are kept beside the column.
    let both = Vector.integers(Buffer([ends.lowerBound, ends.upperBound]), scale: scale)
    return (both.value(at: 0, as: column.type), both.value(at: 1, as: column.type))
  }
  var best: (minimum: Int, maximum: Int)?
  switch vector {
  case .integers(let buffer, _):
    let values = buffer.values
    for row in 0..<values.count where values[row] != Vector.unknownInteger && values[row] <= limit {
      guard let known = best else {
        best = (row, row)
        continue
      }
      if values[row] < values[known.minimum] { best?.minimum = row }
      if values[row] > values[known.maximum] { best?.maximum = row }
    }
  default:
    var keys: (minimum: ValueKey, maximum: ValueKey)?
    for row in 0..<vector.count where !vector.isUnknown(row) {
      let key = ValueKey(vector.value(at: row, as: column.type))
      guard let known = keys else {
        keys = (key, key)
        best = (row, row)
        continue
      }
      if key < known.minimum {
        keys?.minimum = key
        best?.minimum = row
      }
      if known.maximum < key {
        keys?.maximum = key
        best?.maximum = row
      }
    }
  }
  guard let best else { return (.none, .none) }
  return (vector.value(at: best.minimum, as: column.type), vector.value(at: best.maximum, as: column.type))
}

/// The ends of a plain column of integers, how many values are known, and whether they are whole numbers: what can be
/// told without counting the different ones.
package func extent(of column: Column) -> (minimum: Value, maximum: Value, filled: Int, isWhole: Bool) {
  guard case .plain(.integers(let buffer, let scale)) = column.storage else {
    return (.none, .none, 0, false)
  }
  let values = buffer.values
  let divisor = Int64(powersOfTen[scale])
  var (lowest, highest, filled) = (Int64.max, Int64.min, 0)
  for value in values where value != Vector.unknownInteger {
    lowest = min(lowest, value)
    highest = max(highest, value)
    filled += 1
  }
  guard filled > 0 else { return (.none, .none, 0, false) }
  let isWhole =
    column.type == .number
    && (scale == 0 || values.allSatisfy { $0 == Vector.unknownInteger || $0 % divisor == 0 })
  let ends = Vector.integers(Buffer([lowest, highest]), scale: scale)
  return (ends.value(at: 0, as: column.type), ends.value(at: 1, as: column.type), filled, isWhole)
}

/// Counts a column's values, finds its ends and a few examples.
package func facts(of column: Column) -> ColumnFacts {
  if case .plain(.integers(let buffer, let scale)) = column.storage {
    return facts(of: buffer, scale: scale, column)
  }
  let counted = counts(of: column)
  let (minimum, maximum) = range(of: column)
  var isWhole = column.type == .number
  if isWhole {
    switch counted.table {
    case .integers(let buffer, let scale):
      let divisor = Int64(powersOfTen[scale])
      isWhole = buffer.values.allSatisfy { $0 == Vector.unknownInteger || $0 % divisor == 0 }
    case .reals(let buffer): isWhole = buffer.values.allSatisfy { !$0.isFinite || $0 == $0.rounded() }
    default: isWhole = false
    }
  }
  let examples = mostFrequent(counted, limit: 5, as: column.type).compactMap {
    text(of: $0.value, Calendar())
  }
  return ColumnFacts(
    filled: counted.counts.reduce(0, +), distinct: counted.counts.count { $0 > 0 }, minimum: minimum,
    maximum: maximum,
    isWhole: isWhole, examples: examples)
}

private func facts(of buffer: Buffer<Int64>, scale: Int, _ column: Column) -> ColumnFacts {
  let frequencies = Frequencies(buffer, limit: 5)
  let (minimum, maximum) = range(of: column)
  let divisor = Int64(powersOfTen[scale])
  let isWhole =
    column.type == .number
    && (scale == 0 || buffer.values.allSatisfy { $0 == Vector.unknownInteger || $0 % divisor == 0 })
  let examples = Vector.integers(Buffer(frequencies.most.map(\.value)), scale: scale)
  return ColumnFacts(
    filled: frequencies.filled, distinct: frequencies.distinct, minimum: minimum, maximum: maximum,
    isWhole: isWhole,
    examples: (0..<examples.count).compactMap {
      text(of: examples.value(at: $0, as: column.type), Calendar())
    })
}

/// The most frequent known values with their counts; equally frequent ones in their order.
package func valueCounts(of column: Column, limit: Int) -> [(value: Value, count: Int)] {
  mostFrequent(counts(of: column), limit: limit, as: column.type)
}

/// The most frequent values in order. Where more values are equally frequent than there is room for, those that appear
/// first in the column are taken: putting ten million different ids in order to show five of them would take seconds.
private func mostFrequent(
  _ counted: (table: Vector, counts: [Int]), limit: Int, as type: DataType
) -> [(value: Value, count: Int)] {
  let room = max(limit, 0)
  // How many values occur how often: few different numbers, however many values.
  var valuesOfCount: [Int: Int] = [:]
  for count in counted.counts where count > 0 { valuesOfCount[count, default: 0] += 1 }
  var threshold = 0
  var above = 0
  for count in valuesOfCount.keys.sorted(by: >) {
    threshold = count
    guard let values = valuesOfCount[count], above + values < room else { break }
    above += values
  }
  var roomForEqual = room - above
  var chosen: [(count: Int, key: ValueKey, value: Value)] = []
  for code in counted.counts.indices where counted.counts[code] >= max(threshold, 1) {
    if counted.counts[code] == threshold {
      guard roomForEqual > 0 else { continue }
      roomForEqual -= 1
    }
    let value = counted.table.value(at: code, as: type)
    chosen.append((counted.counts[code], ValueKey(value), value))
  }
  let ordered = chosen.sorted { $0.count != $1.count ? $0.count > $1.count : $0.key < $1.key }
  return ordered.prefix(room).map { ($0.value, $0.count) }
}

/// How many rows have each value; code 0, unknown, counts none.
private func counts(of column: Column) -> (table: Vector, counts: [Int]) {
  let source: CodeSource
  let table: Vector
  switch column.storage {
  case .coded(let codes, let domain):
    source = CodeSource(.codes(codes), size: domain.count)
    table = domain
  case .plain(let vector):
    guard let dense = try? encoded(vector, work: Work(threads: 1)) else { return (vector, []) }
    source = CodeSource(.codes(.wide(dense.codes)), size: dense.table.count)
    table = dense.table
  }
  var counts = [Int](repeating: 0, count: max(source.size, 1))
  for start in stride(from: 0, to: column.count, by: blockSize) {
    let rows = Rows(start: start, count: min(blockSize, column.count - start), list: nil)
    let codes = source.codes(rows)
    for row in 0..<codes.count { counts[Int(codes[row])] += 1 }
  }
  counts[0] = 0
  return (table, counts)
}
