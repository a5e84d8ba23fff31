package import Columns

extension Function {
  package static let band = Function(
    name: "band",
    summary: "The stretch between bounds that a number lies in; a bound belongs to the stretch above it.",
    parameters: ["number", "bound…"],
    examples: [
      Example("band(-1, 0, 50)", "<0"), Example("band(0, 0, 50)", "0..<50"),
      Example("band(50, 0, 50)", "≥50"),
      Example("band(none, 0, 50)", "none"),
    ],
    resultType: { $0.count >= 2 && $0.allSatisfy { $0.fits(.number) } ? .text : nil },
    kernel: { operands, context in
      let bounds = operands.dropFirst().map { $0.vector.value(at: 0, as: .number) }
      let numbers = bounds.map { $0.number ?? .nan }
      let labels = bandLabels(bounds)
      let values = operands[0].reals
      var builder = TextBuilder(capacity: context.count)
      for row in 0..<context.count {
        let value = values.buffer[row &* values.stride]
        let position = numbers.prefix { value >= $0 }.count
        builder.append(value.isNaN ? "" : labels[position])
      }
      return builder.finished()
    })
}

/// The names of the stretches between ascending bounds, in their order: `<0`, `0..<50`, `≥50`.
package func bandLabels(_ bounds: [Value]) -> [String] {
  let texts = bounds.map(shortText)
  guard let first = texts.first, let last = texts.last else { return [] }
  return ["<\(first)"] + zip(texts, texts.dropFirst()).map { "\($0)..<\($1)" } + ["≥\(last)"]
}

/// A number without needless digits: `50`, `0.5`.
package func shortText(_ value: Value) -> String {
  switch value {
  case .integer(let integer): return String(integer)
  case .real(let real):
    if let integer = Int64(exactly: real) { return String(integer) }
    let text = real.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  case .text(let text): return text
  case .bool(let flag): return flag ? "true" : "false"
  default: return "none"
  }
}
