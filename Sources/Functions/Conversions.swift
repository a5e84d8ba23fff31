package import Columns

extension Function {
  package static let truth = Function(
    name: "truth",
    summary:
      "A text or number used as a condition: yes, sí, y, t, true and 1 are true, no, n, f, false and 0 false.",
    parameters: ["value"],
    examples: [
      Example("truth(\"Sí\")", "true"), Example("truth(\"N\")", "false"), Example("truth(1)", "true"),
      Example("truth(\"perhaps\")", "none"), Example("truth(2)", "none"),
    ],
    resultType: { types in
      types.count == 1 && [.text, .number, .bool, .nothing].contains(types[0]) ? .bool : nil
    },
    kernel: { operands, context in
      let operand = operands[0]
      return .bools(
        Buffer(count: context.count) { output in
          switch operand.type {
          case .text:
            let run = operand.texts
            for row in 0..<output.count {
              let text = String(
                decoding: caseFolded(run.texts.utf8(row &* run.stride).trimmed), as: UTF8.self)
              output[row] = truths[text] ?? 2
            }
          case .number:
            let run = operand.reals
            for row in 0..<output.count {
              let number = run.buffer[row &* run.stride]
              output[row] = number == 1 ? 1 : number == 0 ? 0 : 2
            }
          default:
            let run = operand.bools
            for row in 0..<output.count { output[row] = run.buffer[row &* run.stride] }
          }
        })
    })

  package static let toNumber = Function(
    name: "to number",
    summary: "The number that a text shows; 1 and 0 for true and false; a duration in seconds.",
    parameters: ["value"],
    examples: [
      Example("to number(\" 12.50 \")", "12.5"), Example("to number(\"a\")", "none"),
      Example("to number(true)", "1"),
    ],
    resultType: { types in
      types.count == 1 && [.text, .number, .bool, .duration, .nothing].contains(types[0]) ? .number : nil
    },
    kernel: { operands, context in
      let operand = operands[0]
      if operand.type == .number {
        if let run = operand.integers {
          return .integers(spread(run, count: context.count), scale: run.scale)
        }
        let run = operand.reals
        return .reals(
          Buffer(count: context.count) { output in
            for row in 0..<output.count { output[row] = run.buffer[row &* run.stride] }
          })
      }
      var numbers: [Double] = []
      numbers.reserveCapacity(context.count)
      for row in 0..<context.count {
        let index = row * operand.stride
        switch operand.vector.value(at: index, as: operand.type) {
        case .text(let text):
          let trimmed = String(
            decoding: Array(text.utf8).withUnsafeBufferPointer { Array($0.trimmed) }, as: UTF8.self)
          let looksDecimal = trimmed.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || "+-.eE".utf8.contains($0)
          }
          numbers.append(looksDecimal ? finite(Double(trimmed) ?? .nan) : .nan)
        case let value: numbers.append(value.number ?? .nan)
        }
      }
      if let integers = exactIntegers(numbers) { return .integers(integers, scale: 0) }
      return .reals(Buffer(numbers))
    })

  package static let toText = Function(
    name: "to text",
    summary: "The value as tables print it, without rounding.",
    parameters: ["value"],
    examples: [
      Example("to text(12.50)", "12.5"), Example("to text(2024-03-31)", "2024-03-31"),
      Example("to text(true)", "true"),
      Example("to text(none)", "none"),
    ],
    resultType: { $0.count == 1 ? .text : nil },
    kernel: { operands, context in
      let operand = operands[0]
      var builder = TextBuilder(capacity: context.count)
      for row in 0..<context.count {
        builder.append(
          text(of: operand.vector.value(at: row * operand.stride, as: operand.type), context.calendar) ?? "")
      }
      return builder.finished()
    })
}

/// Whether a value means yes or no where a condition is expected; nil where it is neither.
package func truth(of value: Value) -> Bool? {
  switch value {
  case .bool(let flag): flag
  case .integer(let number): number == 1 ? true : number == 0 ? false : nil
  case .real(let number): number == 1 ? true : number == 0 ? false : nil
  case .text(let text):
    truths[
      String(decoding: Array(text.utf8).withUnsafeBufferPointer { caseFolded($0.trimmed) }, as: UTF8.self)
    ].map {
      $0 == 1
    }
  default: nil
  }
}

private let truths: [String: UInt8] = [
  "yes": 1, "sí": 1, "si": 1, "y": 1, "t": 1, "true": 1, "1": 1,
  "no": 0, "n": 0, "f": 0, "false": 0, "0": 0,
]

private func exactIntegers(_ numbers: [Double]) -> Buffer<Int64>? {
  var integers: [Int64] = []
  integers.reserveCapacity(numbers.count)
  for number in numbers {
    if number.isNaN {
      integers.append(Vector.unknownInteger)
    } else if abs(number) <= 9_007_199_254_740_992, number == number.rounded() {
      integers.append(Int64(number))
    } else {
      return nil
    }
  }
  return Buffer(integers)
}
