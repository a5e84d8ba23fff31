import Columns

extension Function {
  package static let scale = Function(
    name: "scale",
    summary:
      "A number on a scale from 0 (worst) to 100 (best), held at the ends; worst may be the larger one.",
    parameters: ["number", "worst", "best"],
    examples: [
      Example("scale(3, 1, 5)", "50"), Example("scale(1, 5, 0)", "80"), Example("scale(9, 1, 5)", "100"),
      Example("scale(none, 1, 5)", "none"),
    ],
    resultType: { $0.count == 3 && $0.allSatisfy { $0.fits(.number) } ? .number : nil },
    kernel: { operands, context in
      let values = operands[0].reals
      let worsts = operands[1].reals
      let bests = operands[2].reals
      return .reals(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let worst = worsts.buffer[row &* worsts.stride]
            let part =
              (values.buffer[row &* values.stride] - worst) / (bests.buffer[row &* bests.stride] - worst)
            output[row] = part.isNaN || !part.isFinite ? .nan : Swift.min(Swift.max(part, 0), 1) * 100
          }
        })
    })

  package static let weigh = Function(
    name: "weigh",
    summary: "The weighted mean of the values that are known; the others leave both sides.",
    parameters: ["value", "weight…"],
    examples: [
      Example("weigh(100, 3, 0, 1)", "75"), Example("weigh(100, 3, none, 1)", "100"),
      Example("weigh(none, 1)", "none"),
    ],
    resultType: weighedType,
    kernel: { operands, context in
      weighed(operands, context) { sum, knownWeight, _ in sum / knownWeight }
    })

  package static let coverage = Function(
    name: "coverage",
    summary: "The part of the weights whose values are known, in percent.",
    parameters: ["value", "weight…"],
    examples: [Example("coverage(100, 3, none, 1)", "75"), Example("coverage(none, 1)", "0")],
    resultType: weighedType,
    kernel: { operands, context in
      weighed(operands, context) { _, knownWeight, allWeight in 100 * knownWeight / allWeight }
    })
}

private let weighedType: @Sendable ([DataType]) -> DataType? = { types in
  types.count >= 2 && types.count % 2 == 0 && types.allSatisfy { $0.fits(.number) } ? .number : nil
}

/// Operands are values and weights in turn.
private func weighed(
  _ operands: [Operand], _ context: KernelContext, _ finish: (Double, Double, Double) -> Double
) -> Vector {
  let runs = operands.map(\.reals)
  return .reals(
    Buffer(count: context.count) { output in
      for row in 0..<output.count {
        var sum = 0.0
        var knownWeight = 0.0
        var allWeight = 0.0
        for position in stride(from: 0, to: runs.count, by: 2) {
          let value = runs[position].buffer[row &* runs[position].stride]
          let weight = runs[position + 1].buffer[row &* runs[position + 1].stride]
          if weight.isNaN { continue }
          allWeight += weight
          if value.isNaN { continue }
          knownWeight += weight
          sum += weight * value
        }
        output[row] = finite(finish(sum, knownWeight, allWeight))
      }
    })
}
