import Columns
import Functions

/// An expression made ready for the rows of one table.
final class Node: @unchecked Sendable {
  enum Kind {
    /// One value for all rows; count 1.
    case constant(Vector)
    /// A function of one coded column, computed once for each code. `isColumn`: the table is a column's own domain, in
    /// which no two entries are equal.
    case lookup(CodeSource, Vector, isColumn: Bool)
    case plain(Vector)
    case call(Function, [Node])
    /// The value that the node has in another row; `UInt32.max` for none.
    case moved(Buffer<UInt32>, Node)
  }

  let type: DataType
  let kind: Kind
  /// The place in the evaluator's memory.
  let slot: Int
  /// What is kept beside a column's values; of other nodes only as long as the query.
  let memory: ColumnMemory
  /// For a plain column: its values as codes, found when first asked for.
  var coding: Node?
  var dayCoding: Node?
  var hasTriedCoding = false
  var hasTriedDays = false

  init(type: DataType, kind: Kind, slot: Int, memory: ColumnMemory = ColumnMemory()) {
    self.type = type
    self.kind = kind
    self.slot = slot
    self.memory = memory
  }
}

/// Computes nodes for one block of rows after the other; each thread has its own.
final class BlockEvaluator {
  private let frame: Frame
  private var memory: [Vector?]
  private(set) var rows = Rows(start: 0, count: 0, list: nil)
  private let list = UnsafeMutablePointer<UInt32>.allocate(capacity: blockSize)

  init(_ frame: Frame) {
    self.frame = frame
    memory = Array(repeating: nil, count: frame.slotCount)
  }

  deinit { list.deallocate() }

  /// Begins with a stretch of rows.
  func begin(_ range: Range<Int>) {
    rows = Rows(start: range.lowerBound, count: range.count, list: nil)
    forget()
  }

  /// Begins with a list of at most `blockSize` rows.
  func begin(_ numbers: UnsafeBufferPointer<UInt32>) {
    precondition(numbers.count <= blockSize)
    for index in 0..<numbers.count { list[index] = numbers[index] }
    rows = Rows(start: 0, count: numbers.count, list: list)
    forget()
  }

  private func forget() {
    if memory.count < frame.slotCount {
      memory = Array(repeating: nil, count: frame.slotCount)
    } else {
      for slot in memory.indices { memory[slot] = nil }
    }
  }

  /// Goes on with the rows whose flag is 1.
  ///
  /// - Parameter start: where the flag of the first row stands.
  func select(_ flags: Buffer<UInt8>, from start: Int = 0) {
    precondition(start >= 0 && start + rows.count <= flags.count && rows.count <= blockSize)
    let flags = UnsafeBufferPointer(rebasing: flags.values[start..<start + rows.count])
    var kept = 0
    if rows.list == nil {
      let start = UInt32(truncatingIfNeeded: rows.start)
      for index in 0..<rows.count {
        list[kept] = start &+ UInt32(truncatingIfNeeded: index)
        kept &+= flags[index] == 1 ? 1 : 0
      }
      if kept == rows.count { return }
    } else {
      for index in 0..<rows.count {
        list[kept] = list[index]
        kept &+= flags[index] == 1 ? 1 : 0
      }
      if kept == rows.count { return }
    }
    rows = Rows(start: 0, count: kept, list: list)
    forget()
  }

  /// Goes on with the rows of a stretch whose flag is 1.
  func select(_ flags: UnsafePointer<UInt8>) {
    precondition(rows.list == nil && rows.count <= blockSize)
    var kept = 0
    let start = UInt32(truncatingIfNeeded: rows.start)
    for index in 0..<rows.count {
      list[kept] = start &+ UInt32(truncatingIfNeeded: index)
      kept &+= Int(flags[index])
    }
    if kept == rows.count { return }
    rows = Rows(start: 0, count: kept, list: list)
    forget()
  }

  /// Goes on with the rows for which a condition is true.
  func select(where condition: Node) throws {
    // The common case reads the codes and writes the list, and nothing in between.
    if case .lookup(let source, .bools(let flags), _) = condition.kind {
      keep(source, flags)
    } else if case .bools(let flags) = try values(condition) {
      select(flags)
    } else {
      select(Buffer<UInt8>(repeating: 0, count: rows.count))
    }
  }

  /// Goes on with the rows whose code has the flag 1.
  func keep(_ source: CodeSource, _ flags: Buffer<UInt8>) {
    precondition(flags.count >= source.size && rows.count <= blockSize)
    let kept = source.select(flags.values, rows, into: list)
    if kept == rows.count { return }
    rows = Rows(start: 0, count: kept, list: list)
    forget()
  }

  /// The values of a node for the rows; of count 1 for a constant.
  func evaluate(_ node: Node) throws -> Vector {
    switch node.kind {
    case .constant(let vector): return vector
    default: break
    }
    if let known = memory[node.slot] { return known }
    let vector: Vector
    switch node.kind {
    case .constant(let constant): vector = constant
    case .lookup(let source, let table, _): vector = gathered(table, source.codes(rows))
    case .plain(let values):
      if let list = rows.list {
        vector = gathered(values, UnsafeBufferPointer(start: list, count: rows.count))
      } else {
        vector = sliced(values, rows.start..<rows.start + rows.count)
      }
    case .call(let function, let arguments):
      let operands = try arguments.map { argument in
        if case .constant(let constant) = argument.kind {
          return Operand(vector: constant, type: argument.type, isConstant: true)
        }
        return Operand(vector: try evaluate(argument), type: argument.type, isConstant: false)
      }
      vector = try function.kernel(
        operands, KernelContext(count: rows.count, resultType: node.type, calendar: frame.calendar))
    case .moved(let map, let inner): vector = try moved(map, inner)
    }
    memory[node.slot] = vector
    return vector
  }

  private func moved(_ map: Buffer<UInt32>, _ inner: Node) throws -> Vector {
    let targets = Buffer<UInt32>(count: rows.count) { output in
      for index in 0..<rows.count {
        output[index] = map[rows.list.map { Int($0[index]) } ?? rows.start + index]
      }
    }
    // A row without a neighbour reads row 0 and is made unknown after.
    let safe = Buffer<UInt32>(count: rows.count) { output in
      for index in 0..<output.count { output[index] = targets[index] == .max ? 0 : targets[index] }
    }
    let evaluator = BlockEvaluator(frame)
    evaluator.begin(safe.values)
    return masked(spread(try evaluator.evaluate(inner), count: rows.count), where: targets)
  }

  /// The values of a node, one for each row also for a constant.
  func values(_ node: Node) throws -> Vector { spread(try evaluate(node), count: rows.count, of: node) }

  private func spread(_ vector: Vector, count: Int, of node: Node) -> Vector {
    if case .constant = node.kind { return NativeEngine.spread(vector, count: count) }
    return vector
  }

  private func spread(_ vector: Vector, count: Int) -> Vector {
    vector.count == count ? vector : NativeEngine.spread(vector, count: count)
  }
}

/// A vector of count 1 repeated.
func spread(_ vector: Vector, count: Int) -> Vector {
  gathered(vector, Buffer<UInt32>(repeating: 0, count: count))
}

/// Unknown where the target is `UInt32.max`.
func masked(_ vector: Vector, where targets: Buffer<UInt32>) -> Vector {
  switch vector {
  case .integers(let buffer, let scale):
    return .integers(
      Buffer(count: buffer.count) { output in
        for row in 0..<output.count {
          output[row] = targets[row] == .max ? Vector.unknownInteger : buffer[row]
        }
      }, scale: scale)
  case .reals(let buffer):
    return .reals(
      Buffer(count: buffer.count) { output in
        for row in 0..<output.count { output[row] = targets[row] == .max ? .nan : buffer[row] }
      })
  case .bools(let buffer):
    return .bools(
      Buffer(count: buffer.count) { output in
        for row in 0..<output.count { output[row] = targets[row] == .max ? 2 : buffer[row] }
      })
  case .texts(let texts):
    return .texts(TextBuffer((0..<texts.count).map { targets[$0] == .max ? "" : texts[$0] }))
  }
}
