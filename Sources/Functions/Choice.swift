import Columns

extension Function {
  package static let choose = Function(
    name: "if", aliases: ["iif"],
    summary: "The second value where the condition is true, else the third (none without one).",
    parameters: ["condition", "then", "[else]"],
    examples: [
      Example("if(2 > 1, \"yes\", \"no\")", "yes"), Example("if(none, 1, 0)", "0"),
      Example("if(false, 1)", "none"),
    ],
    resultType: { types in
      guard (2...3).contains(types.count), types[0].fits(.bool) else { return nil }
      return commonType(Array(types.dropFirst()))
    },
    kernel: { operands, context in
      let condition = operands[0].bools
      let choices = [UInt8](unsafeUninitializedCapacity: context.count) { output, count in
        let flags = condition.buffer.values
        for row in 0..<context.count { output[row] = flags[row &* condition.stride] == 1 ? 0 : 1 }
        count = context.count
      }
      let nothing = Operand(vector: unknownVector(.nothing, count: 1), type: .nothing, isConstant: true)
      return selected(
        [operands[1], operands.count == 3 ? operands[2] : nothing], choices, context)
    })

  package static let coalesce = Function(
    name: "coalesce", aliases: ["ifnull", "nvl"],
    summary: "The first of several values that is known.",
    parameters: ["value…"],
    examples: [Example("coalesce(none, 3, 4)", "3"), Example("coalesce(none, none)", "none")],
    resultType: { $0.isEmpty || $0.count > 250 ? nil : commonType($0) },
    kernel: { operands, context in
      var choices = [UInt8](repeating: UInt8(operands.count - 1), count: context.count)
      for position in operands.indices.reversed() {
        guard case .bools(let known) = try Function.isKnown.kernel([operands[position]], context) else {
          continue
        }
        let flags = known.values
        for row in 0..<choices.count where flags[row] == 1 { choices[row] = UInt8(position) }
      }
      return selected(operands, choices, context)
    })
}

/// For each row the value of the operand that `choices` names, in the type of the result.
private func selected(_ operands: [Operand], _ choices: [UInt8], _ context: KernelContext) -> Vector {
  switch context.resultType {
  case .number:
    var runs = operands.compactMap(\.integers)
    if runs.count == operands.count {
      let scale = runs.map(\.scale).max() ?? 0
      runs = runs.compactMap { rescaled($0, to: scale) }
      if runs.count == operands.count { return .integers(pick(runs, choices), scale: scale) }
    }
    let reals = operands.map(\.reals)
    return .reals(
      Buffer(count: context.count) { output in
        for (position, run) in reals.enumerated() {
          let values = run.buffer.values
          for row in 0..<output.count where choices[row] == position {
            output[row] = values[row &* run.stride]
          }
        }
      })
  case .text:
    let runs = operands.map(\.texts)
    var builder = TextBuilder(capacity: context.count)
    for row in 0..<context.count {
      let run = runs[Int(choices[row])]
      builder.append(run.texts.utf8(row &* run.stride))
    }
    return builder.finished()
  case .bool:
    let runs = operands.map(\.bools)
    return .bools(
      Buffer(count: context.count) { output in
        for row in 0..<output.count {
          let run = runs[Int(choices[row])]
          output[row] = run.buffer[row &* run.stride]
        }
      })
  case .time: return whole(pick(operands.map(\.instants), choices))
  case .date, .duration, .period, .nothing: return whole(pick(operands.map(\.wholes), choices))
  }
}

private func pick(_ runs: [IntegerRun], _ choices: [UInt8]) -> Buffer<Int64> {
  Buffer(count: choices.count) { output in
    for (position, run) in runs.enumerated() {
      let values = run.buffer.values
      for row in 0..<output.count where choices[row] == position { output[row] = values[row &* run.stride] }
    }
  }
}
