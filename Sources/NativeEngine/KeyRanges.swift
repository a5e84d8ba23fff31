import Columns
import Functions
import Planning

/// The rows of a table by ranges of keys, so that each thread can take a range and what threads find is only put side by
/// side: all rows of a key are in one range, in the order of the file, and rows without a key are in none.
///
/// A range is a table like any other, of so few rows that what is computed of them stays in the second-level cache.
struct KeyRanges {
  let table: Table
  let index: KeyIndex
  /// The domain of the keys, of all ranges.
  let domain: Vector
  /// Shape `[range]`: codes.
  let ranges: [Range<Int>]
  /// The columns of the table in the order of the keys.
  private let columns: [String: Column]

  /// The column that stands for the key in the table of a range: whole numbers from 1.
  static let keyColumn = "key number"

  /// Rows that a range should have at most, if no key has more.
  private static let rowsOfRange = 1 << 18
  /// Different values that a column may have besides the key.
  private static let largestDomain = 1 << 14

  /// The table in the order of a column of keys. Nil where the column has no codes that stand for different keys, or
  /// the order does not fit into the memory for such things.
  ///
  /// - Parameter names: the columns that will be read.
  init?(_ table: Table, key: String, names: Set<String>, work: Work) throws {
    guard table.rowCount >= work.fewestRowsOrdered, let column = table.columns[key],
      case .coded(let codes, let domain) = column.storage, column.type == .text,
      let index = try KeyRanges.index(codes, domain, work)
    else { return nil }
    var columns: [String: Column] = [:]
    // What is not in the table is made by a step.
    for name in names {
      guard let column = table.columns[name] else { continue }
      // What follows from a domain is computed for each range.
      if case .coded(_, let domain) = column.storage, domain.count > KeyRanges.largestDomain { return nil }
      columns[name] = try KeyRanges.ordered(column, index, work)
    }
    self.table = table
    self.index = index
    self.domain = domain
    self.columns = columns
    var ranges: [Range<Int>] = []
    var first = 1
    // What a range takes before its first row must be little beside its rows.
    let fewest = min(2 * work.fewestRowsOrdered, KeyRanges.rowsOfRange)
    let rowsOfRange = min(max(table.rowCount / (8 * work.threads), fewest), KeyRanges.rowsOfRange)
    while first < index.size {
      var end = first + 1
      let limit = Int(index.starts[first]) + rowsOfRange
      while end < index.size, Int(index.starts[end + 1]) <= limit { end += 1 }
      ranges.append(first..<end)
      first = end
    }
    self.ranges = ranges
  }

  private static func index(_ codes: Codes, _ domain: Vector, _ work: Work) throws -> KeyIndex? {
    if let known = work.kept.value("key index", of: [codes.owner], as: KeyIndex?.self) { return known }
    // Keys that differ by blanks alone are one key: what has them goes the long way.
    guard DimensionValues(domain: domain, type: .text) != nil, codes.count * 3 <= work.kept.budget else {
      work.kept.keep(KeyIndex?.none, "key index", of: [codes.owner], bytes: 0, rank: .index)
      return nil
    }
    let index = try KeyIndex(codes, size: domain.count, work: work)
    work.kept.keep(
      KeyIndex?.some(index), "key index", of: [codes.owner], bytes: index.memory, rank: .index)
    return index
  }

  /// A column in the order of the keys.
  private static func ordered(_ column: Column, _ index: KeyIndex, _ work: Work) throws -> Column {
    func kept<Element>(_ buffer: Buffer<Element>) throws -> Buffer<Element> {
      let sources: [AnyObject] = [index, buffer]
      if let known = work.kept.value("key order", of: sources, as: Buffer<Element>.self) { return known }
      let ordered = try index.ordered(buffer, work: work)
      let bytes = buffer.count * MemoryLayout<Element>.stride
      work.kept.keep(ordered, "key order", of: sources, bytes: bytes, rank: .copy)
      return ordered
    }
    let storage: Column.Storage =
      switch column.storage {
      case .coded(.narrow(let codes), let domain): .coded(.narrow(try kept(codes)), domain: domain)
      case .coded(.medium(let codes), let domain): .coded(.medium(try kept(codes)), domain: domain)
      case .coded(.wide(let codes), let domain): .coded(.wide(try kept(codes)), domain: domain)
      case .plain(.integers(let values, let scale)): .plain(.integers(try kept(values), scale: scale))
      case .plain(.reals(let values)): .plain(.reals(try kept(values)))
      case .plain(.bools(let values)): .plain(.bools(try kept(values)))
      case .plain(.texts): column.storage
      }
    return Column(type: column.type, storage: storage)
  }

  /// The rows of a range of keys.
  func slice(_ codes: Range<Int>) -> Table {
    let rows = Int(index.starts[codes.lowerBound])..<Int(index.starts[codes.upperBound])
    var slices = columns.mapValues { column in
      let storage: Column.Storage =
        switch column.storage {
        case .coded(.narrow(let codes), let domain): .coded(.narrow(part(codes, rows)), domain: domain)
        case .coded(.medium(let codes), let domain): .coded(.medium(part(codes, rows)), domain: domain)
        case .coded(.wide(let codes), let domain): .coded(.wide(part(codes, rows)), domain: domain)
        case .plain(.integers(let values, let scale)): .plain(.integers(part(values, rows), scale: scale))
        case .plain(.reals(let values)): .plain(.reals(part(values, rows)))
        case .plain(.bools(let values)): .plain(.bools(part(values, rows)))
        case .plain(.texts): column.storage
        }
      return Column(type: column.type, storage: storage)
    }
    let numbers = Buffer<UInt32>(count: rows.count) { output in
      for code in codes {
        let own = Int(index.starts[code]) - rows.lowerBound..<Int(index.starts[code + 1]) - rows.lowerBound
        let number = code == 0 ? 0 : UInt32(code - codes.lowerBound + 1)
        for row in own { output[row] = number }
      }
    }
    let domain = Buffer<Int64>(count: codes.count + 1) { output in
      output[0] = Vector.unknownInteger
      for number in 1..<output.count { output[number] = Int64(number) }
    }
    slices[KeyRanges.keyColumn] = Column(
      type: .number, storage: .coded(.wide(numbers), domain: .integers(domain, scale: 0)))
    return Table(name: table.name, rowCount: rows.count, columns: slices)
  }

  private func part<Element>(_ buffer: Buffer<Element>, _ rows: Range<Int>) -> Buffer<Element> {
    guard let base = buffer.values.baseAddress else { return buffer }
    return Buffer(borrowing: base + rows.lowerBound, count: rows.count, from: buffer)
  }

  /// Whether some rows have no key.
  var hasUnknown: Bool { index.starts[1] > 0 }

  /// Calls `body` for each range on as many threads as the work has; its results stand in the order of the ranges.
  ///
  /// - Parameter withUnknown: the rows without a key come first, if there are some.
  func map<Result>(
    _ work: Work, withUnknown: Bool = false,
    _ body: (_ range: Range<Int>, _ table: Table, _ work: Work) throws -> Result
  ) throws -> [Result] {
    let ranges = withUnknown && hasUnknown ? [0..<1] + self.ranges : self.ranges
    let results = Slots<Result>(count: ranges.count)
    let part = Work(partOf: work)
    try forEachBlock(ranges.count, workers: work.threads, work: work, size: 1) { _, numbers in
      for number in numbers {
        results[number] = try body(ranges[number], slice(ranges[number]), part)
      }
    }
    return results.all
  }
}

extension Pipeline {
  /// The pipeline for the tables of ranges of its key, with the key and the columns that it reads. Nil where a step
  /// looks beyond the rows of one key, or at other tables.
  var byKeyRange: (pipeline: Pipeline, key: String, names: Set<String>)? {
    guard keys == nil, joint == nil, !isRest, window == nil, shift.isOwn, !hasAges,
      case .column(let key, .text)? = dimensions.first
    else { return nil }
    var pipeline = self
    pipeline.dimensions[0] = .column(KeyRanges.keyColumn, .number)
    for (position, step) in steps.enumerated() {
      switch step {
      case .keep, .derive: continue
      case .neighbour(let name, let value, [.column(key, .text)], let order, let offset, withinGroups: false):
        pipeline.steps[position] = .neighbour(
          name, value: value, keys: [pipeline.dimensions[0]], order: order, offset: offset)
      case .spells(let name, let start, let end, [.column(key, .text)], let tolerance):
        pipeline.steps[position] = .spells(
          name, start: start, end: end, keys: [pipeline.dimensions[0]], tolerance: tolerance)
      case .neighbour, .spells, .position, .forecast, .lookUp: return nil
      }
    }
    let expressions =
      pipeline.steps.flatMap(\.expressions) + pipeline.dimensions + pipeline.aggregates.flatMap(\.expressions)
    guard !expressions.contains(where: \.mentionsLink) else { return nil }
    var names = expressions.reduce(into: Set<String>()) { $0.formUnion($1.columnNames) }
    names.remove(KeyRanges.keyColumn)
    let made = Set(pipeline.steps.flatMap(\.definedNames))
    guard self.names.isDisjoint(with: [KeyRanges.keyColumn]), !made.contains(key) else { return nil }
    return (pipeline, key, names)
  }

  /// The columns that the pipeline reads or makes.
  var names: Set<String> {
    expressions.reduce(into: Set(steps.flatMap(\.definedNames))) { $0.formUnion($1.columnNames) }
  }
}

extension BoundExpression {
  /// Whether a column of another table is read.
  var mentionsLink: Bool {
    switch self {
    case .linked: true
    case .call(_, let arguments, _): arguments.contains(where: \.mentionsLink)
    case .running(let inner, _): inner.mentionsLink
    case .column, .constant, .instant, .aggregate: false
    }
  }
}
