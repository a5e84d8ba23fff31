import Columns
import Statistics

/// Edges of 95 % intervals as functions of a group's results; the binder puts them into plans, nobody writes them.
extension Function {
  /// F1: of a percentage and its n.
  package static let wilson = bounds("wilson", 2) { numbers in
    wilsonInterval(successes: (numbers[0] / 100 * numbers[1]).rounded(), of: numbers[1])?.scaled(by: 100)
  }

  /// F2: of two percentages of the same rows, the good and the bad, and their n.
  package static let netShare = bounds("net share", 3) { numbers in
    let count = numbers[2]
    let promoters = (numbers[0] / 100 * count).rounded()
    let detractors = (numbers[1] / 100 * count).rounded()
    return NetShare(promoters: promoters, detractors: detractors, of: count)?.interval()?.scaled(by: 100)
  }

  /// F4: of the number of units and the sums Y, X, YY, XY, XX over them.
  package static let ratioOfSums = bounds("ratio of sums", 6) { numbers in
    RatioOfSums(
      count: numbers[0], sumY: numbers[1], sumX: numbers[2], sumYY: numbers[3], sumXY: numbers[4],
      sumXX: numbers[5]
    ).interval()
  }

  /// F6: of a count.
  package static let poisson = bounds("count", 1) { numbers in countInterval(numbers[0]) }

  /// Of two values with their edges, joined by `+`, `-`, `*` or `/`; nil for other operators.
  ///
  /// - Parameter isIndependent: one says nothing of the other; else both may be off at once.
  package static func combinedBounds(_ binary: String, isIndependent: Bool) -> (
    low: Function, high: Function
  )? {
    guard let combination = Combination(rawValue: binary) else { return nil }
    return bounds(isIndependent ? "independent \(binary)" : "dependent \(binary)", 6) { numbers in
      guard let left = Interval(low: numbers[1], high: numbers[2]),
        let right = Interval(low: numbers[4], high: numbers[5])
      else { return nil }
      guard isIndependent else { return widestInterval(combination, left, right) }
      return combinedInterval(
        combination, IntervalEstimate(numbers[0], left), IntervalEstimate(numbers[3], right))
    }
  }

  /// The lower and the upper edge of an interval of some numbers; unknown where one of them is, or none exists.
  private static func bounds(
    _ name: String, _ count: Int, _ interval: @escaping @Sendable ([Double]) -> Interval?
  ) -> (low: Function, high: Function) {
    func edge(_ which: String, _ pick: @escaping @Sendable (Interval) -> Double) -> Function {
      Function(
        name: "\(name) interval \(which)", summary: "The \(which) edge of a 95 % interval.",
        parameters: Array(repeating: "number", count: count), examples: [],
        resultType: { $0.count == count ? .number : nil },
        kernel: { operands, context in
          let runs = operands.map(\.reals)
          return .reals(
            Buffer(count: context.count) { output in
              var numbers = [Double](repeating: 0, count: count)
              for row in 0..<output.count {
                for position in 0..<count {
                  numbers[position] = runs[position].buffer[row * runs[position].stride]
                }
                let found = numbers.allSatisfy(\.isFinite) ? interval(numbers) : nil
                output[row] = found.map(pick) ?? .nan
              }
            })
        })
    }
    return (edge("lower") { $0.low }, edge("upper") { $0.high })
  }
}
