import Columns

extension Function {
  package static let contains = Function(
    name: "contains",
    summary: "Whether a text has another one in it, in any letter case.",
    parameters: ["text", "part"],
    examples: [
      Example("\"Late DELIVERY\" contains \"delivery\"", "true"), Example("none contains \"a\"", "none"),
    ],
    resultType: textPairType,
    kernel: { operands, context in
      comparedFolded(operands, context) { text, part in
        text.withUnsafeBufferPointer { text in
          part.withUnsafeBufferPointer { part in position(of: part, in: text, from: 0) != nil }
        }
      }
    })

  package static let startsWith = Function(
    name: "starts with",
    summary: "Whether a text begins with another one, in any letter case.",
    parameters: ["text", "beginning"],
    examples: [Example("\"Refund please\" starts with \"refund\"", "true")],
    resultType: textPairType,
    kernel: { operands, context in comparedFolded(operands, context) { $0.starts(with: $1) } })

  package static let endsWith = Function(
    name: "ends with",
    summary: "Whether a text ends with another one, in any letter case.",
    parameters: ["text", "ending"],
    examples: [
      Example("\"report.CSV\" ends with \".csv\"", "true"), Example("\"a\" ends with \"ba\"", "false"),
    ],
    resultType: textPairType,
    kernel: { operands, context in comparedFolded(operands, context) { $0.suffix($1.count).elementsEqual($1) }
    })
}

private let textPairType: @Sendable ([DataType]) -> DataType? = { types in
  types.count == 2 && types.allSatisfy { $0.fits(.text) } ? .bool : nil
}

private func comparedFolded(
  _ operands: [Operand], _ context: KernelContext, _ test: ([UInt8], [UInt8]) -> Bool
) -> Vector {
  let text = operands[0].texts
  let part = operands[1].texts
  let constant = part.stride == 0 ? caseFolded(part.texts.utf8(0)) : nil
  return .bools(
    Buffer(count: context.count) { output in
      for row in 0..<output.count {
        let whole = text.texts.utf8(row &* text.stride)
        let wanted = constant ?? caseFolded(part.texts.utf8(row &* part.stride))
        output[row] = whole.isEmpty || wanted.isEmpty ? 2 : test(caseFolded(whole), wanted) ? 1 : 0
      }
    })
}
