import Columns

extension Function {
  package static let plus = Function(
    name: "+",
    summary: "The sum of numbers or durations; a date or time moved forward by a duration.",
    parameters: ["a", "b"],
    examples: [
      Example("0.1 + 0.2", "0.3"), Example("9223372036854775807 + 1", "9.223372036854776e+18"),
      Example("2024-01-31 + 1d", "2024-02-01T00:00"), Example("1 + none", "none"),
    ],
    resultType: { types in
      guard types.count == 2 else { return nil }
      switch (types[0], types[1]) {
      case (.number, .number), (.number, .nothing), (.nothing, .number): return .number
      case (.duration, .duration), (.duration, .nothing), (.nothing, .duration): return .duration
      case (.date, .duration), (.time, .duration), (.duration, .date), (.duration, .time): return .time
      case (.date, .nothing), (.time, .nothing), (.nothing, .date), (.nothing, .time): return .time
      case (.nothing, .nothing): return .nothing
      default: return nil
      }
    },
    kernel: { operands, context in
      if context.resultType == .number {
        return combinedNumbers(operands[0], operands[1], .add, count: context.count)
      }
      return combinedTimes(operands[0].instants, operands[1].instants, .add, count: context.count)
    })

  package static let minus = Function(
    name: "-",
    summary: "The difference of numbers or durations; the time from one date to another; a date moved back.",
    parameters: ["a", "b"],
    examples: [
      Example("5 - 7", "-2"), Example("2024-03-01 - 2024-02-01 = 29d", "true"),
      Example("2024-03-01 - 12h", "2024-02-29T12:00"),
    ],
    resultType: { types in
      guard types.count == 2 else { return nil }
      switch (types[0], types[1]) {
      case (.number, .number), (.number, .nothing), (.nothing, .number): return .number
      case (.duration, .duration), (.duration, .nothing), (.nothing, .duration): return .duration
      case (.date, .duration), (.time, .duration): return .time
      case (.nothing, .nothing): return .nothing
      case (let a, let b) where (a.isInstant || a == .nothing) && (b.isInstant || b == .nothing):
        return .duration
      default: return nil
      }
    },
    kernel: { operands, context in
      if context.resultType == .number {
        return combinedNumbers(operands[0], operands[1], .subtract, count: context.count)
      }
      return combinedTimes(operands[0].instants, operands[1].instants, .subtract, count: context.count)
    })

  package static let times = Function(
    name: "*",
    summary: "The product of numbers, or a duration a number of times.",
    parameters: ["a", "b"],
    examples: [Example("1.5 * 4", "6"), Example("2 * 12h = 1d", "true"), Example("3 * none", "none")],
    resultType: { types in
      guard types.count == 2 else { return nil }
      switch (types[0], types[1]) {
      case (.number, .number), (.number, .nothing), (.nothing, .number): return .number
      case (.duration, .number), (.number, .duration), (.duration, .nothing), (.nothing, .duration):
        return .duration
      case (.nothing, .nothing): return .nothing
      default: return nil
      }
    },
    kernel: { operands, context in
      if context.resultType == .number {
        return combinedNumbers(operands[0], operands[1], .multiply, count: context.count)
      }
      let isDurationFirst = operands[0].type == .duration
      let duration = operands[isDurationFirst ? 0 : 1]
      let number = operands[isDurationFirst ? 1 : 0]
      if let integers = number.integers, integers.scale == 0 {
        return combinedTimes(duration.wholes, integers, .multiply, count: context.count)
      }
      let factors = number.reals
      let lengths = duration.wholes
      return whole(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let length = lengths.buffer[row &* lengths.stride]
            let factor = factors.buffer[row &* factors.stride]
            output[row] =
              length == Vector.unknownInteger ? length : microseconds(Double(length) * factor)
          }
        })
    })

  package static let divide = Function(
    name: "/",
    summary: "The quotient of numbers or of durations, none where the divisor is zero; a part of a duration.",
    parameters: ["a", "b"],
    examples: [
      Example("7 / 2", "3.5"), Example("1 / 0", "none"), Example("36h / 1d", "1.5"),
      Example("1d / 2 = 12h", "true"),
    ],
    resultType: { types in
      guard types.count == 2 else { return nil }
      switch (types[0], types[1]) {
      case (.number, .number), (.number, .nothing), (.nothing, .number), (.duration, .duration):
        return .number
      case (.nothing, .duration): return .number
      case (.duration, .number), (.duration, .nothing): return .duration
      case (.nothing, .nothing): return .nothing
      default: return nil
      }
    },
    kernel: { operands, context in
      let a = operands[0].reals
      let b = operands[1].reals
      let count = context.count
      if context.resultType == .duration {
        return whole(
          Buffer(count: count) { output in
            for row in 0..<count {
              output[row] = microseconds(finite(a.buffer[row &* a.stride] / b.buffer[row &* b.stride]))
            }
          })
      }
      return .reals(
        Buffer(count: count) { output in
          let dividends = a.buffer.values
          let divisors = b.buffer.values
          for row in 0..<count {
            output[row] = finite(dividends[row &* a.stride] / divisors[row &* b.stride])
          }
        })
    })

  package static let remainder = Function(
    name: "%",
    summary: "What is left over by a division, with the sign of the first number.",
    parameters: ["a", "b"],
    examples: [
      Example("7 % 3", "1"), Example("-7 % 3", "-1"), Example("5.5 % 2", "1.5"), Example("7 % 0", "none"),
    ],
    resultType: { types in
      guard types.count == 2, let type = commonType(types) else { return nil }
      return [.number, .duration, .nothing].contains(type) ? type : nil
    },
    kernel: { operands, context in
      if context.resultType == .number {
        return combinedNumbers(operands[0], operands[1], .remainder, count: context.count)
      }
      return combinedTimes(operands[0].wholes, operands[1].wholes, .remainder, count: context.count)
    })

  package static let negate = Function(
    name: "negate",
    summary: "The number or duration with the other sign.",
    parameters: ["a"],
    examples: [Example("-(2 + 3)", "-5"), Example("-none", "none")],
    resultType: { types in
      types.count == 1 && [.number, .duration, .nothing].contains(types[0]) ? types[0] : nil
    },
    kernel: { operands, context in
      let zero = Operand(vector: .integers(Buffer([0]), scale: 0), type: context.resultType, isConstant: true)
      if context.resultType == .number {
        return combinedNumbers(zero, operands[0], .subtract, count: context.count)
      }
      return combinedTimes(zero.wholes, operands[0].wholes, .subtract, count: context.count)
    })
}
