import Columns
import Diagnostics
import Functions
import Planning

/// A table as expressions see it: its columns, those that steps derived, and those of linked tables.
final class Frame {
  let rowCount: Int
  let calendar: Calendar
  let work: Work
  private let tables: [String: Table]
  let tableName: String
  var names: [String: Node] = [:] {
    didSet { prepared = [:] }
  }
  private var prepared: [BoundExpression: Node] = [:]
  private var links: [Link: LinkMap] = [:]
  /// Shape `[pipeline][aggregate]`: above the pipelines the rows are groups.
  private let aggregates: [[Vector]]
  /// Above the pipelines: the rows of one follow-up after the other, ages ascending; empty without ages.
  private let ages: [[Int]]
  private(set) var slotCount = 0

  init(table: Table, tables: [String: Table], calendar: Calendar, work: Work) throws {
    rowCount = table.rowCount
    tableName = table.name
    self.tables = tables
    self.calendar = calendar
    self.work = work
    aggregates = []
    ages = []
    guard rowCount < UInt32.max else {
      throw Diagnostic(.error, .tooManyRows, "table \(table.name) has more than four billion rows")
    }
    for (name, column) in table.columns { names[name] = node(of: column) }
  }

  /// A frame whose rows are groups.
  init(groups: Int, aggregates: [[Vector]], ages: [[Int]] = [], calendar: Calendar, work: Work) {
    self.ages = ages
    rowCount = groups
    tableName = ""
    tables = [:]
    self.calendar = calendar
    self.work = work
    self.aggregates = aggregates
  }

  func node(_ type: DataType, _ kind: Node.Kind, memory: ColumnMemory = ColumnMemory()) -> Node {
    defer { slotCount += 1 }
    return Node(type: type, kind: kind, slot: slotCount, memory: memory)
  }

  private func node(of column: Column) -> Node {
    switch column.storage {
    case .plain(let vector): node(column.type, .plain(vector), memory: column.memory)
    case .coded(let codes, let domain):
      node(column.type, .lookup(CodeSource(.codes(codes), size: domain.count), domain, isColumn: true))
    }
  }

  /// Gives a name to a node; later expressions find it before a column.
  func define(_ name: String, _ node: Node) {
    names[name] = node
  }

  /// Finds every name of an expression and computes what does not need the rows.
  func prepare(_ expression: BoundExpression) throws -> Node {
    if let known = prepared[expression] { return known }
    let node = try makeNode(expression)
    prepared[expression] = node
    return node
  }

  private func makeNode(_ expression: BoundExpression) throws -> Node {
    switch expression {
    case .column(let name, let type):
      guard let known = names[name] else { throw missing(name, in: tableName) }
      // Every value of the column may be unknown: then it was decoded as whatever came first.
      return known.type == type || type == .nothing ? known : try adapted(known, to: type)
    case .linked(let link, let column, _): return try linkedNode(link, column)
    case .constant(let value, let type): return node(type, .constant(constantVector(value, type)))
    case .instant: preconditionFailure("instants are replaced before rows are read")
    case .running(let inner, let type):
      return node(type, .plain(accumulated(try materialised(prepare(inner)), along: ages)))
    case .aggregate(let pipeline, let index, let type): return node(type, .plain(aggregates[pipeline][index]))
    case .call(let function, let arguments, let type):
      return try call(function, arguments.map(prepare), type: type)
    }
  }

  private func missing(_ name: String, in table: String) -> Diagnostic {
    Diagnostic(.error, .missingColumn, "table \(table) was read without its column `\(name)`")
  }

  /// A column whose stored type differs from the one the plan expects.
  private func adapted(_ known: Node, to type: DataType) throws -> Node {
    switch (known.type, type) {
    case (.nothing, _): return node(type, .constant(unknownVector(type, count: 1)))
    case (.date, .time): return try call(.toTime, [known], type: .time)
    case (_, .text): return try call(.toText, [known], type: .text)
    case (.text, .bool), (.number, .bool): return try call(.truth, [known], type: .bool)
    default: return known
    }
  }

  func call(_ function: Function, _ arguments: [Node], type: DataType) throws -> Node {
    var source: CodeSource?
    var isFoldable = true
    var plain: Node?
    var hasOnePlain = true
    var arguments = arguments
    for argument in arguments {
      switch argument.kind {
      case .constant: continue
      case .plain:
        isFoldable = false
        if plain == nil { plain = argument } else if plain !== argument { hasOnePlain = false }
      case .lookup(let other, _, _):
        hasOnePlain = false
        if source == nil { source = other } else if source !== other { isFoldable = false }
      case .call, .moved:
        isFoldable = false
        hasOnePlain = false
      }
    }
    if let plain, hasOnePlain, let stretch = try stretch(function, arguments, of: plain) { return stretch }
    if let plain, hasOnePlain, let coding = try coding(of: plain, for: function) {
      arguments = arguments.map { $0 === plain ? coding : $0 }
      if case .lookup(let coded, _, _) = coding.kind { source = coded }
      isFoldable = true
    }
    guard isFoldable else { return node(type, .call(function, arguments)) }
    let operands = arguments.map { argument in
      switch argument.kind {
      case .lookup(_, let table, _): Operand(vector: table, type: argument.type, isConstant: false)
      case .constant(let vector): Operand(vector: vector, type: argument.type, isConstant: true)
      default: Operand(vector: unknownVector(argument.type, count: 1), type: argument.type, isConstant: true)
      }
    }
    guard let source else {
      let context = KernelContext(count: 1, resultType: type, calendar: calendar)
      return node(type, .constant(try function.kernel(operands, context)))
    }
    let table = try run(function, operands, count: source.size, type: type)
    return node(type, .lookup(source, table, isColumn: false))
  }

  /// A kernel over a whole domain, a large one in pieces.
  private func run(_ function: Function, _ operands: [Operand], count: Int, type: DataType) throws -> Vector {
    let piece = 65_536
    guard count > piece else {
      return try function.kernel(operands, KernelContext(count: count, resultType: type, calendar: calendar))
    }
    return try inPieces(count, size: piece, type: type) { [calendar] range in
      let cut = operands.map {
        $0.isConstant ? $0 : Operand(vector: sliced($0.vector, range), type: $0.type, isConstant: false)
      }
      return try function.kernel(cut, KernelContext(count: range.count, resultType: type, calendar: calendar))
    }
  }

  private func inPieces(
    _ count: Int, size: Int, type: DataType, _ body: (Range<Int>) throws -> Vector
  ) throws -> Vector {
    let parts = Slots<Vector>(count: (count + size - 1) / size)
    try forEachBlock(count, workers: work.threads, work: work, size: size) { _, range in
      parts[range.lowerBound / size] = try body(range)
    }
    return concatenated(parts.all, type: type)
  }

  /// The node's value in every row.
  func materialised(_ node: Node) throws -> Vector {
    if case .plain(let vector) = node.kind { return vector }
    if rowCount == 0 { return unknownVector(node.type, count: 0) }
    let evaluators = Slots<BlockEvaluator>(count: work.threads)
    let parts = Slots<Vector>(count: (rowCount + blockSize - 1) / blockSize)
    try forEachBlock(rowCount, workers: work.threads, work: work) { worker, range in
      let evaluator = evaluators[worker] ?? BlockEvaluator(self)
      evaluators[worker] = evaluator
      evaluator.begin(range)
      parts[range.lowerBound / blockSize] = try evaluator.values(node)
    }
    return concatenated(parts.all, type: node.type)
  }

  // MARK: Plain columns as codes

  /// Functions whose value depends on the day alone.
  private static let dayFunctions: Set<String> = [
    "day of", "week of", "month of", "quarter of", "year of", "weekday of", "day of month of",
    "day of year of",
    "week of year of", "month of year of", "quarter of year of",
  ]

  private func coding(of plain: Node, for function: Function) throws -> Node? {
    if let coding = try rangeCoding(of: plain) { return coding }
    if plain.type == .time, Frame.dayFunctions.contains(function.name) { return try dayCoding(of: plain) }
    return nil
  }

  /// A plain column of integers that span few values, as codes with a domain.
  func rangeCoding(of plain: Node) throws -> Node? {
    if plain.hasTriedCoding { return plain.coding }
    plain.hasTriedCoding = true
    guard case .plain(.integers(let buffer, let scale)) = plain.kind, buffer.count >= 64 else { return nil }
    let known = try plain.memory.value("codes") {
      OrderedCodesIfAny(
        codes: try OrderedCodes(
          buffer, unit: 1, limit: min(1 << 20, buffer.count / 4), in: plain.memory, work: work))
    }
    plain.coding = known.codes.map {
      node(plain.type, .lookup($0.source, .integers($0.domain, scale: scale), isColumn: true))
    }
    return plain.coding
  }

  /// A plain column of instants by their days: each code stands for the midnight of its day.
  func dayCoding(of plain: Node) throws -> Node? {
    if plain.hasTriedDays { return plain.dayCoding }
    plain.hasTriedDays = true
    guard case .plain(.integers(let buffer, _)) = plain.kind else { return nil }
    let known = try plain.memory.value("days") {
      OrderedCodesIfAny(
        codes: try OrderedCodes(
          buffer, unit: Calendar.microsecondsPerDay, limit: min(1 << 20, buffer.count), in: plain.memory,
          work: work))
    }
    plain.dayCoding = known.codes.map {
      node(.time, .lookup($0.source, .integers($0.domain, scale: 0), isColumn: false))
    }
    return plain.dayCoding
  }

  // MARK: Links

  /// For each code of a link's key the row of the other table.
  private struct LinkMap {
    let source: CodeSource
    /// `UInt32.max` for no row.
    let rows: Buffer<UInt32>
  }

  private func linkedNode(_ link: Link, _ column: String) throws -> Node {
    guard let table = tables[link.table], let target = table.columns[column] else {
      throw missing(column, in: link.table)
    }
    let map = try linkMap(link, table)
    switch target.storage {
    case .coded(let codes, let domain):
      let composed = Buffer<UInt32>(count: map.rows.count) { output in
        for code in 0..<output.count {
          output[code] = map.rows[code] == .max ? 0 : UInt32(codes[Int(map.rows[code])])
        }
      }
      return node(
        target.type,
        .lookup(CodeSource(.mapped(map.source, composed), size: domain.count), domain, isColumn: true))
    case .plain(let vector):
      if table.rowCount == 0 { return node(target.type, .constant(unknownVector(target.type, count: 1))) }
      let safe = Buffer<UInt32>(count: map.rows.count) { output in
        for code in 0..<output.count { output[code] = map.rows[code] == .max ? 0 : map.rows[code] }
      }
      let values = masked(gathered(vector, safe.values), where: map.rows)
      return node(target.type, .lookup(map.source, values, isColumn: false))
    }
  }

  private func linkMap(_ link: Link, _ table: Table) throws -> LinkMap {
    if let known = links[link] { return known }
    guard let key = names[link.key] else { throw missing(link.key, in: tableName) }
    guard let tableKey = table.columns[link.tableKey] else { throw missing(link.tableKey, in: link.table) }
    var rowOfValue: [Value: UInt32] = [:]
    rowOfValue.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      if row % blockSize == 0 { try work.checkpoint() }
      let value = linkKey(tableKey.value(at: row), key.type)
      if value != .none, rowOfValue[value] == nil { rowOfValue[value] = UInt32(row) }
    }
    let coded = try codes(of: key)
    let rows = try Buffer<UInt32>(count: coded.size) { output in
      for code in 0..<output.count {
        if code % blockSize == 0 { try work.checkpoint() }
        let value = linkKey(coded.value(code), key.type)
        output[code] = value == .none ? .max : rowOfValue[value] ?? .max
      }
    }
    let map = LinkMap(source: coded.source, rows: rows)
    links[link] = map
    return map
  }

  /// A key as both sides write it: a number beside a text means its text.
  func linkKey(_ value: Value, _ type: DataType) -> Value {
    switch normalised(value) {
    case .integer(let integer): .text(String(integer))
    case .real(let real): .text(shortText(.real(real)))
    case let other: other
    }
  }

  // MARK: Codes of any expression

  /// An expression as small whole numbers, one for each different value.
  struct Coded {
    let source: CodeSource
    /// Shape `[source.size]`; the value of each code.
    let table: Vector
    let type: DataType
    /// No two codes have the same value.
    let isDistinct: Bool
    var size: Int { source.size }
    func value(_ code: Int) -> Value { table.value(at: code, as: type) }
  }

  func codes(of node: Node) throws -> Coded {
    switch node.kind {
    case .lookup(let source, let table, let isColumn):
      return Coded(source: source, table: table, type: node.type, isDistinct: isColumn)
    case .constant(let vector):
      return Coded(source: CodeSource(.single, size: 1), table: vector, type: node.type, isDistinct: true)
    case .plain(let vector):
      if let coding = try rangeCoding(of: node) { return try codes(of: coding) }
      if let coding = node.coding { return try codes(of: coding) }
      let (codes, table) = try encoded(vector, work: work)
      let source = CodeSource(.codes(.wide(codes)), size: table.count)
      node.coding = self.node(node.type, .lookup(source, table, isColumn: true))
      return Coded(source: source, table: table, type: node.type, isDistinct: true)
    case .call, .moved:
      if let coding = node.coding { return try codes(of: coding) }
      let plain = self.node(node.type, .plain(try materialised(node)))
      let coded = try codes(of: plain)
      node.coding = self.node(node.type, .lookup(coded.source, coded.table, isColumn: true))
      return coded
    }
  }
}

/// Places that several threads fill, each its own.
final class Slots<Element>: @unchecked Sendable {
  private let memory: UnsafeMutablePointer<Element?>
  let count: Int

  init(count: Int) {
    self.count = count
    memory = .allocate(capacity: max(count, 1))
    memory.initialize(repeating: nil, count: count)
  }

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }

  subscript(index: Int) -> Element? {
    get {
      precondition(index >= 0 && index < count)
      return memory[index]
    }
    set {
      precondition(index >= 0 && index < count)
      memory[index] = newValue
    }
  }

  var all: [Element] { (0..<count).compactMap { memory[$0] } }
}
