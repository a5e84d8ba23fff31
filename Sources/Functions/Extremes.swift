import Columns

extension Function {
  package static let smallest = Function(
    name: "min", aliases: ["least"],
    summary: "The smallest or earliest of several values in a row; unknown if one of them is.",
    parameters: ["a", "b…"],
    examples: [
      Example("min(3, 1, 2)", "1"), Example("min(3, none)", "none"), Example("min(\"b\", \"a\")", "a"),
    ],
    resultType: { $0.count >= 2 ? commonType($0) : nil },
    kernel: { try extreme($0, $1, replacingOrder: 0) })

  package static let largest = Function(
    name: "max", aliases: ["greatest"],
    summary: "The largest or latest of several values in a row; unknown if one of them is.",
    parameters: ["a", "b…"],
    examples: [Example("max(3, 1.5, 2)", "3"), Example("max(3, none)", "none")],
    resultType: { $0.count >= 2 ? commonType($0) : nil },
    kernel: { try extreme($0, $1, replacingOrder: 2) })
}

/// The best value so far is replaced where the next stands in the given order to it.
private func extreme(_ operands: [Operand], _ context: KernelContext, replacingOrder: UInt8) throws -> Vector
{
  var best = operands[0]
  let count = context.count
  for candidate in operands.dropFirst() {
    let order = orders(candidate, best, count: count)
    // 0 keeps the best, 1 takes the candidate; an unknown side makes the result unknown.
    let takes = flags(
      of: order, table: replacingOrder == 0 ? (1, 0, 0, 2) : (0, 0, 1, 2))
    let condition = Operand(vector: .bools(takes), type: .bool, isConstant: false)
    let unknown = Operand(
      vector: .bools(flags(of: takes, table: (0, 0, 1, 1))), type: .bool, isConstant: false)
    let chosen = try Function.choose.kernel([condition, candidate, best], context)
    let nothing = Operand(vector: unknownVector(.nothing, count: 1), type: .nothing, isConstant: true)
    let masked = try Function.choose.kernel(
      [unknown, nothing, Operand(vector: chosen, type: context.resultType, isConstant: false)], context)
    best = Operand(vector: masked, type: context.resultType, isConstant: false)
  }
  return best.vector
}
