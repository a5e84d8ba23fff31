import Columns

extension Function {
  package static let isIn = Function(
    name: "in",
    summary: "Whether a value is one of several.",
    parameters: ["value", "choice…"],
    examples: [
      Example("2 in {1, 2}", "true"), Example("\"c\" in {\"a\", \"b\"}", "false"),
      Example("none in {1, 2}", "none"),
    ],
    resultType: { $0.count >= 2 && commonType($0) != nil ? .bool : nil },
    kernel: { operands, context in
      var found = [UInt8](repeating: 0, count: context.count)
      for choice in operands.dropFirst() {
        let equal = equalities(operands[0], choice, count: context.count)
        for row in 0..<found.count where found[row] != 1 {
          if equal[row] != 0 { found[row] = equal[row] }
        }
      }
      return .bools(Buffer(found))
    })

  package static let within = Function(
    name: "within",
    summary: "Whether a value lies between two others, both included.",
    parameters: ["value", "low", "high"],
    examples: [
      Example("5 in 1..5", "true"), Example("0 in 1..5", "false"), Example("none in 1..5", "none"),
      Example("6 in none..5", "false"),
    ],
    resultType: { $0.count == 3 && commonType($0) != nil ? .bool : nil },
    kernel: { operands, context in
      let low = orders(operands[0], operands[1], count: context.count)
      let high = orders(operands[0], operands[2], count: context.count)
      return .bools(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            // One side that is known to fail decides, even where the other is unknown.
            if low[row] == 0 || high[row] == 2 {
              output[row] = 0
            } else {
              output[row] = low[row] == 3 || high[row] == 3 ? 2 : 1
            }
          }
        })
    })
}
