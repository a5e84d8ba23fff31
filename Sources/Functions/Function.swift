package import Columns

/// A function or operator of the language that turns values of a row into a value: its meaning, its types, its loop.
///
/// One function, one file, named after it; `Function.all` lists them. Aggregates are `AggregateFunction`s.
package struct Function: Sendable {
  /// As written in the language: `round`, `+`, `month of`, `starts with`.
  package let name: String
  /// Other spellings that are accepted, such as SQL's.
  package let aliases: [String]
  /// One sentence; `help` prints it.
  package let summary: String
  /// Names of the parameters, the last one ending in `…` if it repeats, in brackets if it may be left out.
  package let parameters: [String]
  /// Each is tested.
  package let examples: [Example]
  /// The type of the result for types of arguments; nil where the function does not take them. `.nothing` among the
  /// arguments (the literal `none`) must be accepted wherever a value is.
  package let resultType: @Sendable ([DataType]) -> DataType?
  /// Computes one value for each of `context.count` rows. An operand of count 1 is a constant for all rows.
  package let kernel: @Sendable ([Operand], KernelContext) throws -> Vector

  package init(
    name: String, aliases: [String] = [], summary: String, parameters: [String], examples: [Example],
    resultType: @escaping @Sendable ([DataType]) -> DataType?,
    kernel: @escaping @Sendable ([Operand], KernelContext) throws -> Vector
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.parameters = parameters
    self.examples = examples
    self.resultType = resultType
    self.kernel = kernel
  }
}

extension Function: Hashable {
  package static func == (left: Function, right: Function) -> Bool { left.name == right.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A line of the manual that is also a test: an expression in the language and what it gives, as tables print it.
package struct Example: Sendable, Hashable {
  package let expression: String
  package let result: String
  package init(_ expression: String, _ result: String) {
    self.expression = expression
    self.result = result
  }
}

/// An argument of a kernel.
package struct Operand: Sendable {
  package let vector: Vector
  package let type: DataType
  /// `vector.count` is 1 and stands for every row.
  package let isConstant: Bool
  package init(vector: Vector, type: DataType, isConstant: Bool) {
    self.vector = vector
    self.type = type
    self.isConstant = isConstant
  }
}

/// What a kernel may know besides its operands.
package struct KernelContext: Sendable {
  /// Rows to compute; 1 when every operand is a constant.
  package let count: Int
  package let resultType: DataType
  package let calendar: Calendar
  package init(count: Int, resultType: DataType, calendar: Calendar) {
    self.count = count
    self.resultType = resultType
    self.calendar = calendar
  }
}
