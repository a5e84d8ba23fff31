import Columns
import Functions
import Planning

/// Aggregates as counts, sums, least and largest values, from which those of several parts of the rows can be brought
/// together.
struct MergeableAggregates {
  /// What is asked of each part.
  private(set) var asked: [Aggregate] = []
  private enum Shape {
    case plain(Int)
    /// True ones among known ones.
    case share(Int, Int)
    /// A sum and how many values are in it.
    case mean(Int, Int)
  }
  private var shapes: [Shape] = []

  /// Nil where an aggregate is no such thing.
  ///
  /// - Parameter key: the column of the keys, where no key is in two parts: the numbers of different ones add up.
  init?(_ aggregates: [Aggregate], counting key: String? = nil) {
    for aggregate in aggregates {
      guard aggregate.edge == nil else { return nil }
      var first = aggregate
      var second = aggregate
      switch aggregate.function {
      case .count, .sum: shapes.append(.plain(add(aggregate)))
      case .distinct:
        guard let key, aggregate.arguments == [.column(key, .text)] else { return nil }
        first.arguments = [.column(KeyRanges.keyColumn, .number)]
        shapes.append(.plain(add(first)))
      case .min where aggregate.type != .text, .max where aggregate.type != .text:
        shapes.append(.plain(add(aggregate)))
      case .share:
        guard let condition = aggregate.arguments.first else { return nil }
        first.function = .count
        second.function = .count
        second.arguments = []
        second.given =
          aggregate.given.map { given in BoundExpression.call(.and, [given, condition], .bool) } ?? condition
        shapes.append(.share(add(first), add(second)))
      case .mean where aggregate.type == .number:
        first.function = .sum
        second.function = .count
        shapes.append(.mean(add(first), add(second)))
      default: return nil
      }
    }
  }

  private mutating func add(_ aggregate: Aggregate) -> Int {
    if let known = asked.firstIndex(of: aggregate) { return known }
    asked.append(aggregate)
    return asked.count - 1
  }

  /// The aggregates from what was asked.
  func finished(_ vectors: [Vector]) -> [Vector] {
    shapes.map { shape in
      switch shape {
      case .plain(let index): vectors[index]
      case .share(let known, let met): quotients(vectors[met], vectors[known]) { 100 * $0 / $1 }
      case .mean(let sum, let count):
        quotients(vectors[sum], vectors[count]) { [power = power(of: vectors[sum])] in
          $0 == 0 ? 0 : $0 / ($1 * power)
        }
      }
    }
  }

  private func power(of vector: Vector) -> Double {
    if case .integers(_, let scale) = vector { powersOfTen[scale] } else { 1 }
  }

  /// Two whole numbers of each group, divided; unknown where the second is 0.
  private func quotients(_ top: Vector, _ bottom: Vector, _ quotient: (Double, Double) -> Double) -> Vector {
    guard case .integers(let tops, _) = top, case .integers(let bottoms, _) = bottom else { return top }
    return .reals(
      Buffer(count: tops.count) { output in
        for group in 0..<output.count {
          output[group] = bottoms[group] == 0 ? .nan : quotient(Double(tops[group]), Double(bottoms[group]))
        }
      })
  }
}

/// The groups of several parts of the rows as those of all rows: what belongs to equal values of the dimensions is
/// brought together.
struct MergedGroups {
  private let aggregates: [Aggregate]
  /// Shape `[dimension]`.
  private var values: [[Value]]
  private var numbers: [[Value: UInt32]]
  /// Shape `[dimension]`: the number of each combination of the values so far with one more.
  private var combinations: [[UInt64: UInt32]]
  /// Shape `[dimension][group]`.
  private var codes: [[UInt32]]
  /// Shape `[aggregate][group]`.
  private var totals: [[Int64]]
  /// Shape `[aggregate]`.
  private let scales: [Int]
  private(set) var count = 0

  /// Nil where results are no whole numbers, or too large to be added up.
  init?(_ parts: [GroupTable], _ aggregates: [Aggregate]) {
    self.aggregates = aggregates
    let dimensions = parts.first?.values.count ?? 0
    values = Array(repeating: [], count: dimensions)
    numbers = Array(repeating: [:], count: dimensions)
    combinations = Array(repeating: [:], count: dimensions)
    codes = Array(repeating: [], count: dimensions)
    totals = Array(repeating: [], count: aggregates.count)
    var scales = [Int](repeating: 0, count: aggregates.count)
    for part in parts {
      for (index, vector) in part.aggregates.enumerated() {
        guard case .integers(_, let scale) = vector else { return nil }
        scales[index] = max(scales[index], scale)
      }
    }
    self.scales = scales
    for part in parts { if !add(part) { return nil } }
  }

  /// False where a number becomes too large.
  private mutating func add(_ part: GroupTable) -> Bool {
    let places = groups(of: part)
    for (index, vector) in part.aggregates.enumerated() {
      guard case .integers(let buffer, let scale) = vector else { return false }
      let factor = Int64(powersOfTen[scales[index] - scale])
      let function = aggregates[index].function
      let isSum = [.count, .sum, .distinct].contains(function)
      totals[index] += Array(
        repeating: isSum ? 0 : Vector.unknownInteger, count: count - totals[index].count)
      for (group, place) in places.enumerated() where buffer[group] != Vector.unknownInteger {
        let scaled = buffer[group].multipliedReportingOverflow(by: factor)
        let known = totals[index][place]
        if isSum {
          let sum = known.addingReportingOverflow(scaled.partialValue)
          if scaled.overflow || sum.overflow { return false }
          totals[index][place] = sum.partialValue
        } else {
          if scaled.overflow { return false }
          let isBetter = function == .min ? scaled.partialValue < known : scaled.partialValue > known
          if known == Vector.unknownInteger || isBetter { totals[index][place] = scaled.partialValue }
        }
      }
    }
    return true
  }

  /// For each group of a part its number here.
  private mutating func groups(of part: GroupTable) -> [Int] {
    if values.isEmpty {
      count = max(count, part.count)
      return Array(0..<part.count)
    }
    var found = [UInt32](repeating: 0, count: part.count)
    for dimension in values.indices {
      var numberOfCode = [UInt32](repeating: .max, count: part.values[dimension].count)
      for group in 0..<part.count {
        let code = Int(part.codes[dimension][group])
        if numberOfCode[code] == .max {
          numberOfCode[code] = number(of: part.values[dimension][code], dimension)
        }
        let pair = UInt64(found[group]) << 32 | UInt64(numberOfCode[code])
        if let known = combinations[dimension][pair] {
          found[group] = known
        } else {
          let next = UInt32(combinations[dimension].count)
          combinations[dimension][pair] = next
          found[group] = next
        }
      }
    }
    for (group, place) in found.enumerated() where Int(place) == count {
      for dimension in values.indices {
        let value = part.values[dimension][Int(part.codes[dimension][group])]
        codes[dimension].append(number(of: value, dimension))
      }
      count += 1
    }
    return found.map { Int($0) }
  }

  private mutating func number(of value: Value, _ dimension: Int) -> UInt32 {
    if let known = numbers[dimension][value] { return known }
    let next = UInt32(values[dimension].count)
    numbers[dimension][value] = next
    values[dimension].append(value)
    return next
  }

  /// The groups with what was asked of them.
  var table: GroupTable {
    GroupTable(
      count: count, values: values.map { DimensionValues($0) }, codes: codes,
      aggregates: totals.indices.map { .integers(Buffer(totals[$0]), scale: scales[$0]) })
  }
}
