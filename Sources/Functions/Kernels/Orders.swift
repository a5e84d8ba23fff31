import Columns

/// For each row how the left value stands to the right: 0 before, 1 equal, 2 after, 3 unknown.
///
/// Types must be comparable; a date is compared with a time as its midnight.
func orders(_ left: Operand, _ right: Operand, count: Int) -> Buffer<UInt8> {
  switch left.type == .nothing ? right.type : left.type {
  case .number: return numberOrders(left, right, count: count)
  case .text: return textOrders(left.texts, right.texts, count: count)
  case .bool: return boolOrders(left.bools, right.bools, count: count)
  case .date, .time:
    if left.type == .date, right.type == .date {
      return integerOrders(left.wholes, right.wholes, count: count)
    }
    return integerOrders(left.instants, right.instants, count: count)
  case .duration, .period: return integerOrders(left.wholes, right.wholes, count: count)
  case .nothing: return Buffer(repeating: 3, count: count)
  }
}

private func numberOrders(_ left: Operand, _ right: Operand, count: Int) -> Buffer<UInt8> {
  if let leftIntegers = left.integers, let rightIntegers = right.integers {
    let scale = max(leftIntegers.scale, rightIntegers.scale)
    if let leftRun = rescaled(leftIntegers, to: scale), let rightRun = rescaled(rightIntegers, to: scale) {
      return integerOrders(leftRun, rightRun, count: count)
    }
  }
  let leftRun = left.reals
  let rightRun = right.reals
  return Buffer(count: count) { output in
    let leftValues = leftRun.buffer.values
    let rightValues = rightRun.buffer.values
    for row in 0..<output.count {
      let a = leftValues[row &* leftRun.stride]
      let b = rightValues[row &* rightRun.stride]
      output[row] = a < b ? 0 : a == b ? 1 : a > b ? 2 : 3
    }
  }
}

private func integerOrders(_ left: IntegerRun, _ right: IntegerRun, count: Int) -> Buffer<UInt8> {
  Buffer(count: count) { output in
    let leftValues = left.buffer.values
    let rightValues = right.buffer.values
    for row in 0..<output.count {
      let a = leftValues[row &* left.stride]
      let b = rightValues[row &* right.stride]
      let order: UInt8 = a < b ? 0 : a == b ? 1 : 2
      output[row] = a == Vector.unknownInteger || b == Vector.unknownInteger ? 3 : order
    }
  }
}

private func boolOrders(_ left: BoolRun, _ right: BoolRun, count: Int) -> Buffer<UInt8> {
  Buffer(count: count) { output in
    for row in 0..<output.count {
      let a = left.buffer[row &* left.stride]
      let b = right.buffer[row &* right.stride]
      output[row] = a == 2 || b == 2 ? 3 : a < b ? 0 : a == b ? 1 : 2
    }
  }
}

private func textOrders(_ left: TextRun, _ right: TextRun, count: Int) -> Buffer<UInt8> {
  let constant = right.stride == 0 ? caseFolded(right.texts.utf8(0).trimmed) : nil
  return Buffer(count: count) { output in
    for row in 0..<output.count {
      let a = left.texts.utf8(row &* left.stride).trimmed
      let b = right.texts.utf8(row &* right.stride).trimmed
      if a.isEmpty || b.isEmpty {
        output[row] = 3
        continue
      }
      let aFolded = caseFolded(a)
      let bFolded = constant ?? caseFolded(b)
      if aFolded != bFolded {
        output[row] = aFolded.lexicographicallyPrecedes(bFolded) ? 0 : 2
      } else {
        output[row] = a.isEqual(to: b) ? 1 : a.lexicographicallyPrecedes(b) ? 0 : 2
      }
    }
  }
}

/// For each row whether two values are equal: 0 no, 1 yes, 2 unknown. Texts exactly, after trimming.
func equalities(_ left: Operand, _ right: Operand, count: Int) -> Buffer<UInt8> {
  guard left.type == .text || right.type == .text else {
    let order = orders(left, right, count: count)
    return flags(of: order, table: (0, 1, 0, 2))
  }
  let leftRun = left.texts
  let rightRun = right.texts
  return Buffer(count: count) { output in
    for row in 0..<output.count {
      let a = leftRun.texts.utf8(row &* leftRun.stride).trimmed
      let b = rightRun.texts.utf8(row &* rightRun.stride).trimmed
      output[row] = a.isEmpty || b.isEmpty ? 2 : a.isEqual(to: b) ? 1 : 0
    }
  }
}

/// What a comparison makes of before, equal, after and unknown.
func flags(of orders: Buffer<UInt8>, table: (UInt8, UInt8, UInt8, UInt8)) -> Buffer<UInt8> {
  let packed = UInt32(table.0) | UInt32(table.1) << 8 | UInt32(table.2) << 16 | UInt32(table.3) << 24
  return Buffer(count: orders.count) { output in
    let input = orders.values
    for row in 0..<output.count {
      output[row] = UInt8(truncatingIfNeeded: packed &>> (UInt32(input[row]) &* 8))
    }
  }
}
