import Columns

extension Function {
  package static let equal = Function(
    name: "=", aliases: ["=="],
    summary: "Whether two values are equal; texts exactly, apart from blanks around them.",
    parameters: ["a", "b"],
    examples: [
      Example("1 = 1.0", "true"), Example("\"pro\" = \" pro \"", "true"),
      Example("\"pro\" = \"Pro\"", "false"),
      Example("1 = none", "none"),
    ],
    resultType: comparisonType,
    kernel: { .bools(equalities($0[0], $0[1], count: $1.count)) })

  package static let notEqual = Function(
    name: "!=", aliases: ["<>"],
    summary: "Whether two values differ.",
    parameters: ["a", "b"],
    examples: [Example("1 != 2", "true"), Example("none != 2", "none")],
    resultType: comparisonType,
    kernel: { operands, context in
      let equal = equalities(operands[0], operands[1], count: context.count)
      return .bools(flags(of: equal, table: (1, 0, 2, 2)))
    })

  package static let less = Function(
    name: "<",
    summary: "Whether the first value is smaller, earlier, or before the other by its letters.",
    parameters: ["a", "b"],
    examples: [
      Example("1.5 < 2", "true"), Example("\"apple\" < \"Banana\"", "true"),
      Example("2024-01-31 < 2024-02-01T00:00", "true"),
    ],
    resultType: comparisonType,
    kernel: { .bools(flags(of: orders($0[0], $0[1], count: $1.count), table: (1, 0, 0, 2))) })

  package static let lessOrEqual = Function(
    name: "<=",
    summary: "Whether the first value is not larger or later than the other.",
    parameters: ["a", "b"],
    examples: [Example("2 <= 2", "true"), Example("3 <= 2", "false")],
    resultType: comparisonType,
    kernel: { .bools(flags(of: orders($0[0], $0[1], count: $1.count), table: (1, 1, 0, 2))) })

  package static let greater = Function(
    name: ">",
    summary: "Whether the first value is larger or later than the other.",
    parameters: ["a", "b"],
    examples: [Example("9 > 8", "true"), Example("9 > none", "none")],
    resultType: comparisonType,
    kernel: { .bools(flags(of: orders($0[0], $0[1], count: $1.count), table: (0, 0, 1, 2))) })

  package static let greaterOrEqual = Function(
    name: ">=",
    summary: "Whether the first value is not smaller or earlier than the other.",
    parameters: ["a", "b"],
    examples: [Example("9 >= 9", "true"), Example("4h >= 1d", "false")],
    resultType: comparisonType,
    kernel: { .bools(flags(of: orders($0[0], $0[1], count: $1.count), table: (0, 1, 1, 2))) })
}

private let comparisonType: @Sendable ([DataType]) -> DataType? = { types in
  types.count == 2 && commonType(types) != nil ? .bool : nil
}
