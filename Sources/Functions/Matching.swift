import Columns

extension Function {
  package static let matches = Function(
    name: "~",
    summary: "Whether a regular expression occurs in a text, in any letter case.",
    parameters: ["text", "pattern"],
    examples: [
      Example("\"Late DELIVERY\" ~ \"deliver|refund\"", "true"), Example("\"ok\" ~ \"^k\"", "false"),
      Example("none ~ \"a\"", "none"),
    ],
    resultType: { $0.count == 2 && $0.allSatisfy { $0.fits(.text) } ? .bool : nil },
    kernel: { operands, context in
      let text = operands[0].texts
      let pattern = operands[1].texts
      var flags = [UInt8](repeating: 2, count: context.count)
      var expression: RegularExpression?
      var compiled: [UInt8] = []
      for row in 0..<context.count {
        let source = text.texts.utf8(row &* text.stride)
        let wanted = pattern.texts.utf8(row &* pattern.stride)
        if wanted.isEmpty { continue }
        if expression == nil || !compiled.elementsEqual(wanted) {
          expression = try RegularExpression(String(decoding: wanted, as: UTF8.self))
          compiled = Array(wanted)
        }
        if source.isEmpty { continue }
        if let expression { flags[row] = try expression.matches(source) ? 1 : 0 }
      }
      return .bools(Buffer(flags))
    })
}
