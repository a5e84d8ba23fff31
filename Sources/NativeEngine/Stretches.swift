import Columns
import Functions

extension Frame {
  /// A comparison of a plain column with constants, as the stretch of values for which it is true: the loop over the
  /// rows compares integers, and nothing at all where the ends of the column already tell.
  ///
  /// Nil for what is no such comparison.
  func stretch(_ function: Function, _ arguments: [Node], of plain: Node) throws -> Node? {
    guard case .plain(.integers(let buffer, let scale)) = plain.kind,
      let bounds = comparisonBounds(function, arguments, plain)
    else { return nil }
    let facts = try IntegerFacts.of(buffer, in: plain.memory, work: work)
    guard let all = facts.range else { return nil }
    // Days without a midnight in 64 bits compare as unknown.
    if plain.type == .date, all.lowerBound < -106_000_000 || all.upperBound > 106_000_000 { return nil }
    func isTrue(_ bound: Bound, _ value: Int64) throws -> Bool {
      let probe = Operand(
        vector: .integers(Buffer([value]), scale: scale), type: plain.type, isConstant: true)
      let operands = bound.operands.map { $0 ?? probe }
      let context = KernelContext(count: 1, resultType: .bool, calendar: calendar)
      guard case .bools(let flags) = try bound.function.kernel(operands, context) else { return false }
      return flags[0] == 1
    }
    var (low, high) = (all.lowerBound, all.upperBound)
    for bound in bounds {
      let (atLow, atHigh) = (try isTrue(bound, low), try isTrue(bound, high))
      if atLow, atHigh { continue }
      guard atLow || atHigh else {
        if !facts.hasUnknown { return node(.bool, .constant(.bools(Buffer([0])))) }
        return flagged(buffer, all, isTrue: false)
      }
      // The truth changes once between the two: it is found by halving.
      var (known, other) = (low, high)
      while true {
        // Any two integers are less than 2^64 apart.
        let distance = UInt64(bitPattern: other &- known)
        if distance <= 1 { break }
        let middle = known &+ Int64(bitPattern: distance / 2)
        if try isTrue(bound, middle) == atLow { known = middle } else { other = middle }
      }
      if atLow { high = known } else { low = other }
    }
    if low == all.lowerBound, high == all.upperBound, !facts.hasUnknown {
      return node(.bool, .constant(.bools(Buffer([1]))))
    }
    return flagged(buffer, low...high, isTrue: true)
  }

  private func flagged(_ buffer: Buffer<Int64>, _ range: ClosedRange<Int64>, isTrue: Bool) -> Node {
    let flags = Vector.bools(Buffer([2, 0, isTrue ? 1 : 0]))
    return node(.bool, .lookup(CodeSource(.within(buffer, range), size: 3), flags, isColumn: false))
  }

  /// A condition on one value that is true on one side of some value, or everywhere, or nowhere; the value's place
  /// among the operands is nil.
  private struct Bound {
    let function: Function
    let operands: [Operand?]
  }

  private func comparisonBounds(_ function: Function, _ arguments: [Node], _ plain: Node) -> [Bound]? {
    guard [.number, .date, .time, .duration].contains(plain.type) || plain.type.isPeriod else { return nil }
    var operands: [Operand?] = []
    for argument in arguments {
      if argument === plain {
        operands.append(nil)
      } else if case .constant(let vector) = argument.kind, !vector.isUnknown(0) {
        operands.append(Operand(vector: vector, type: argument.type, isConstant: true))
      } else {
        return nil
      }
    }
    guard operands.count(where: { $0 == nil }) == 1 else { return nil }
    switch function {
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return [Bound(function: function, operands: operands)]
    case .equal:
      return [
        Bound(function: .greaterOrEqual, operands: operands),
        Bound(function: .lessOrEqual, operands: operands),
      ]
    case .within where operands[0] == nil:
      return [
        Bound(function: .greaterOrEqual, operands: [nil, operands[1]]),
        Bound(function: .lessOrEqual, operands: [nil, operands[2]]),
      ]
    default: return nil
    }
  }
}

extension DataType {
  fileprivate var isPeriod: Bool { if case .period = self { true } else { false } }
}
