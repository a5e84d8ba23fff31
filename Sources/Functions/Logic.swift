import Columns

extension Function {
  package static let or = Function(
    name: "or", aliases: ["||"],
    summary: "True when one of the two is true; unknown when that hangs on an unknown one.",
    parameters: ["a", "b"],
    examples: [
      Example("false or true", "true"), Example("true or none", "true"), Example("false or none", "none"),
    ],
    resultType: { logicalType($0, count: 2) },
    kernel: { combine($0, $1, table: orTable) })

  package static let and = Function(
    name: "and", aliases: ["&&"],
    summary: "True when both are true; unknown when that hangs on an unknown one.",
    parameters: ["a", "b"],
    examples: [
      Example("true and true", "true"), Example("false and none", "false"), Example("true and none", "none"),
    ],
    resultType: { logicalType($0, count: 2) },
    kernel: { combine($0, $1, table: andTable) })

  package static let not = Function(
    name: "not", aliases: ["!"],
    summary: "The opposite; what is unknown stays unknown.",
    parameters: ["a"],
    examples: [Example("not true", "false"), Example("not none", "none")],
    resultType: { logicalType($0, count: 1) },
    kernel: { operands, context in mapped(operands[0], context, table: [1, 0, 2]) })

  package static let isTrue = Function(
    name: "is true",
    summary: "Whether a condition is true; what is unknown is not.",
    parameters: ["a"],
    examples: [Example("true is true", "true"), Example("none is true", "false")],
    resultType: { logicalType($0, count: 1) },
    kernel: { operands, context in mapped(operands[0], context, table: [0, 1, 0]) })

  package static let isFalse = Function(
    name: "is false",
    summary: "Whether a condition is false; what is unknown is not.",
    parameters: ["a"],
    examples: [Example("false is false", "true"), Example("none is false", "false")],
    resultType: { logicalType($0, count: 1) },
    kernel: { operands, context in mapped(operands[0], context, table: [1, 0, 0]) })
}

private func logicalType(_ types: [DataType], count: Int) -> DataType? {
  types.count == count && types.allSatisfy { $0.fits(.bool) } ? .bool : nil
}

/// By `left * 3 + right`, where 0 is false, 1 true and 2 unknown.
private let orTable: [UInt8] = [0, 1, 2, 1, 1, 1, 2, 1, 2]
private let andTable: [UInt8] = [0, 0, 0, 0, 1, 2, 0, 2, 2]

private func combine(_ operands: [Operand], _ context: KernelContext, table: [UInt8]) -> Vector {
  let left = operands[0].bools
  let right = operands[1].bools
  return .bools(
    Buffer(count: context.count) { output in
      table.withUnsafeBufferPointer { table in
        let leftValues = left.buffer.values
        let rightValues = right.buffer.values
        for row in 0..<output.count {
          let pair = Int(leftValues[row &* left.stride]) &* 3 &+ Int(rightValues[row &* right.stride])
          output[row] = table[pair]
        }
      }
    })
}

private func mapped(_ operand: Operand, _ context: KernelContext, table: [UInt8]) -> Vector {
  let input = operand.bools
  return .bools(
    Buffer(count: context.count) { output in
      table.withUnsafeBufferPointer { table in
        let values = input.buffer.values
        for row in 0..<output.count { output[row] = table[Int(values[row &* input.stride])] }
      }
    })
}
