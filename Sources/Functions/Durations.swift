import Columns

extension Function {
  package static let days = Function(
    name: "days",
    summary: "The length of a duration in days.",
    parameters: ["duration"],
    examples: [Example("days(36h)", "1.5"), Example("days(2024-03-01 - 2024-02-01)", "29")],
    resultType: durationType,
    kernel: { lengths($0[0], $1, unit: 86_400_000_000) })

  package static let hours = Function(
    name: "hours",
    summary: "The length of a duration in hours.",
    parameters: ["duration"],
    examples: [Example("hours(90min)", "1.5"), Example("hours(none)", "none")],
    resultType: durationType,
    kernel: { lengths($0[0], $1, unit: 3_600_000_000) })

  package static let minutes = Function(
    name: "minutes",
    summary: "The length of a duration in minutes.",
    parameters: ["duration"],
    examples: [Example("minutes(2h)", "120")],
    resultType: durationType,
    kernel: { lengths($0[0], $1, unit: 60_000_000) })

  package static let seconds = Function(
    name: "seconds",
    summary: "The length of a duration in seconds.",
    parameters: ["duration"],
    examples: [Example("seconds(2min)", "120")],
    resultType: durationType,
    kernel: { lengths($0[0], $1, unit: 1_000_000) })
}

private let durationType: @Sendable ([DataType]) -> DataType? = { types in
  types.count == 1 && types[0].fits(.duration) ? .number : nil
}

private func lengths(_ operand: Operand, _ context: KernelContext, unit: Double) -> Vector {
  let run = operand.wholes
  return .reals(
    Buffer(count: context.count) { output in
      let values = run.buffer.values
      for row in 0..<output.count {
        let length = values[row &* run.stride]
        output[row] = length == Vector.unknownInteger ? .nan : Double(length) / unit
      }
    })
}
