import Columns
import Statistics

extension Function {
  /// Whether the difference of two estimates is larger than chance: of the first and its edges, the second and its edges.
  ///
  /// The binder puts it into plans, nobody writes it. The interval of the difference is made of the two intervals, which
  /// for shares is Newcombe's method. Unknown where one of the six is, or where nothing is known of the spread.
  package static let largerThanChance = Function(
    name: "larger than chance", summary: "Whether a difference of two estimates excludes zero.",
    parameters: ["first", "low", "high", "second", "low", "high"], examples: [],
    resultType: { types in
      guard types.count == 6, let first = types.first(where: { $0 != .nothing }) else {
        return types.count == 6 ? .bool : nil
      }
      return types.allSatisfy { $0.fits(first) } ? .bool : nil
    },
    kernel: { operands, context in
      let runs = operands.map(\.reals)
      return .bools(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let numbers = runs.map { $0.buffer[row &* $0.stride] }
            guard numbers.allSatisfy(\.isFinite), let first = Interval(low: numbers[1], high: numbers[2]),
              let second = Interval(low: numbers[4], high: numbers[5]),
              let difference = differenceInterval(
                IntervalEstimate(numbers[0], first), IntervalEstimate(numbers[3], second)),
              difference.low < difference.high
            else {
              output[row] = 2
              continue
            }
            output[row] = difference.low > 0 || difference.high < 0 ? 1 : 0
          }
        })
    })
}
