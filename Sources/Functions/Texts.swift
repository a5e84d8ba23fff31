import Columns

extension Function {
  package static let lower = Function(
    name: "lower", aliases: ["lcase"],
    summary: "The text in small letters.",
    parameters: ["text"],
    examples: [Example("lower(\"ÉLAN\")", "élan")],
    resultType: { $0.count == 1 && $0[0].fits(.text) ? .text : nil },
    kernel: { operands, context in mappedTexts(operands[0], context) { $0.lowercased() } })

  package static let upper = Function(
    name: "upper", aliases: ["ucase"],
    summary: "The text in capital letters.",
    parameters: ["text"],
    examples: [Example("upper(\"pro\")", "PRO")],
    resultType: { $0.count == 1 && $0[0].fits(.text) ? .text : nil },
    kernel: { operands, context in mappedTexts(operands[0], context) { $0.uppercased() } })

  package static let trim = Function(
    name: "trim",
    summary: "The text without blanks at its ends; none if nothing is left.",
    parameters: ["text"],
    examples: [Example("trim(\"  a b \")", "a b"), Example("trim(\"  \")", "none")],
    resultType: { $0.count == 1 && $0[0].fits(.text) ? .text : nil },
    kernel: { operands, context in
      let run = operands[0].texts
      var builder = TextBuilder(capacity: context.count)
      for row in 0..<context.count { builder.append(run.texts.utf8(row &* run.stride).trimmed) }
      return builder.finished()
    })

  package static let length = Function(
    name: "length", aliases: ["len"],
    summary: "The number of characters of a text.",
    parameters: ["text"],
    examples: [Example("length(\"año\")", "3"), Example("length(none)", "none")],
    resultType: { $0.count == 1 && $0[0].fits(.text) ? .number : nil },
    kernel: { operands, context in
      let run = operands[0].texts
      return .integers(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let characters = run.texts[row &* run.stride].count
            output[row] = characters == 0 ? Vector.unknownInteger : Int64(characters)
          }
        }, scale: 0)
    })

  package static let replace = Function(
    name: "replace",
    summary: "The text with every occurrence of another text replaced, letter case counting.",
    parameters: ["text", "from", "to"],
    examples: [
      Example("replace(\"a-b-c\", \"-\", \"+\")", "a+b+c"), Example("replace(\"abc\", \"b\", \"\")", "ac"),
    ],
    resultType: { $0.count == 3 && $0.allSatisfy { $0.fits(.text) } ? .text : nil },
    kernel: { operands, context in
      let text = operands[0].texts
      let from = operands[1].texts
      let to = operands[2].texts
      var builder = TextBuilder(capacity: context.count)
      for row in 0..<context.count {
        let source = text.texts.utf8(row &* text.stride)
        let wanted = from.texts.utf8(row &* from.stride)
        let replacement = to.texts.utf8(row &* to.stride)
        var start = 0
        while !wanted.isEmpty, let found = position(of: wanted, in: source, from: start) {
          builder.extend(source[start..<found])
          builder.extend(replacement)
          start = found + wanted.count
        }
        builder.append(source[start...])
      }
      return builder.finished()
    })

  package static let split = Function(
    name: "split",
    summary: "One of the parts between separators, counted from 1, or from the end with a negative number.",
    parameters: ["text", "separator", "number"],
    examples: [
      Example("split(\"a/b/c\", \"/\", 2)", "b"), Example("split(\"a/b/c\", \"/\", -1)", "c"),
      Example("split(\"a\", \"/\", 2)", "none"),
    ],
    resultType: { types in
      types.count == 3 && types[0].fits(.text) && types[1].fits(.text) && types[2].fits(.number) ? .text : nil
    },
    kernel: { operands, context in
      let text = operands[0].texts
      let separator = operands[1].texts
      let number = operands[2].reals
      var builder = TextBuilder(capacity: context.count)
      for row in 0..<context.count {
        let source = text.texts.utf8(row &* text.stride)
        let wanted = separator.texts.utf8(row &* separator.stride)
        let index = number.buffer[row &* number.stride].rounded()
        guard !wanted.isEmpty, Swift.abs(index) >= 1, Swift.abs(index) < 1e9 else {
          builder.append("")
          continue
        }
        var bounds: [Range<Int>] = []
        var start = 0
        while let found = position(of: wanted, in: source, from: start) {
          bounds.append(start..<found)
          start = found + wanted.count
        }
        bounds.append(start..<source.count)
        let part = index > 0 ? Int(index) - 1 : bounds.count + Int(index)
        if bounds.indices.contains(part) { builder.append(source[bounds[part]]) } else { builder.append("") }
      }
      return builder.finished()
    })

  package static let left = Function(
    name: "left",
    summary: "The first characters of a text.",
    parameters: ["text", "count"],
    examples: [Example("left(\"2024-03\", 4)", "2024"), Example("left(\"ab\", 5)", "ab")],
    resultType: { $0.count == 2 && $0[0].fits(.text) && $0[1].fits(.number) ? .text : nil },
    kernel: { operands, context in cutTexts(operands, context) { String($0.prefix($1)) } })

  package static let right = Function(
    name: "right",
    summary: "The last characters of a text.",
    parameters: ["text", "count"],
    examples: [Example("right(\"2024-03\", 2)", "03")],
    resultType: { $0.count == 2 && $0[0].fits(.text) && $0[1].fits(.number) ? .text : nil },
    kernel: { operands, context in cutTexts(operands, context) { String($0.suffix($1)) } })
}

private func mappedTexts(_ operand: Operand, _ context: KernelContext, _ transform: (String) -> String)
  -> Vector
{
  let run = operand.texts
  var builder = TextBuilder(capacity: context.count)
  for row in 0..<context.count { builder.append(transform(run.texts[row &* run.stride])) }
  return builder.finished()
}

private func cutTexts(_ operands: [Operand], _ context: KernelContext, _ cut: (String, Int) -> String)
  -> Vector
{
  let text = operands[0].texts
  let number = operands[1].reals
  var builder = TextBuilder(capacity: context.count)
  for row in 0..<context.count {
    let count = number.buffer[row &* number.stride].rounded()
    builder.append(count >= 1 ? cut(text.texts[row &* text.stride], Int(Swift.min(count, 1e9))) : "")
  }
  return builder.finished()
}

/// Where a run of bytes begins in another, at or after a position.
func position(
  of wanted: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
) -> Int? {
  guard let first = wanted.first, text.count - start >= wanted.count else { return nil }
  for candidate in start...(text.count - wanted.count) where text[candidate] == first {
    if UnsafeBufferPointer(rebasing: text[candidate..<candidate + wanted.count]).isEqual(to: wanted) {
      return candidate
    }
  }
  return nil
}
