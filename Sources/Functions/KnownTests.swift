import Columns

extension Function {
  package static let isNone = Function(
    name: "is none",
    summary: "Whether a value is unknown.",
    parameters: ["value"],
    examples: [Example("none is none", "true"), Example("0 is none", "false")],
    resultType: { $0.count == 1 ? .bool : nil },
    kernel: { .bools(unknowns($0[0], count: $1.count, flag: 1)) })

  package static let isKnown = Function(
    name: "is known",
    summary: "Whether there is a value.",
    parameters: ["value"],
    examples: [Example("none is known", "false"), Example("\"a\" is known", "true")],
    resultType: { $0.count == 1 ? .bool : nil },
    kernel: { .bools(unknowns($0[0], count: $1.count, flag: 0)) })

  package static let filled = Function(
    name: "filled",
    summary: "Whether there is a value that is more than blanks, signs or \"n/a\".",
    parameters: ["value"],
    examples: [
      Example("filled(\"  \")", "false"), Example("filled(\"ok\")", "true"), Example("filled(none)", "false"),
      Example("filled(\"-\")", "false"), Example("filled(\"n/a\")", "false"),
      Example("filled(\"👍\")", "true"),
    ],
    resultType: { $0.count == 1 ? .bool : nil },
    kernel: { operands, context in
      guard operands[0].type == .text else {
        return .bools(unknowns(operands[0], count: context.count, flag: 0))
      }
      let run = operands[0].texts
      return .bools(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            output[row] = saysSomething(run.texts.utf8(row &* run.stride)) ? 1 : 0
          }
        })
    })
}

/// Whether a text is more than blanks, punctuation and the ways to write "not applicable".
private func saysSomething(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  var letters: [UInt8] = []
  var hasSigns = false
  for byte in text {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      letters.append(byte | 0x20)
      if letters.count > 2 { return true }
    case 0x80...: return hasMoreThanPunctuation(text)
    default: if byte > 0x20 { hasSigns = true }
    }
  }
  // "n/a" and "n.a." say that there is nothing to say; a bare "na" is a word in some languages.
  return !letters.isEmpty && !(hasSigns && letters == Array("na".utf8))
}

/// The same for a text with characters outside ASCII: an emoji is an answer, a dash or a wide blank is none.
private func hasMoreThanPunctuation(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  String(decoding: text, as: UTF8.self).unicodeScalars.contains { scalar in
    if scalar.isASCII {
      return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator, .control,
      .format:
      return false
    default: return true
    }
  }
}

/// `flag` for each row that is unknown, its opposite for the others.
private func unknowns(_ operand: Operand, count: Int, flag: UInt8) -> Buffer<UInt8> {
  let stride = operand.stride
  let other = 1 - flag
  if operand.type == .nothing { return Buffer(repeating: flag, count: count) }
  return Buffer(count: count) { output in
    switch operand.vector {
    case .integers(let buffer, _):
      let values = buffer.values
      for row in 0..<count { output[row] = values[row &* stride] == Vector.unknownInteger ? flag : other }
    case .reals(let buffer):
      let values = buffer.values
      for row in 0..<count { output[row] = values[row &* stride].isFinite ? other : flag }
    case .bools(let buffer):
      let values = buffer.values
      for row in 0..<count { output[row] = values[row &* stride] == 2 ? flag : other }
    case .texts(let texts):
      let offsets = texts.offsets.values
      for row in 0..<count {
        let index = row &* stride
        output[row] = offsets[index] == offsets[index + 1] ? flag : other
      }
    }
  }
}
