import Columns
import Functions
import Planning

extension Answer {
  /// The rows of one follow-up after the other: equal in all dimensions but the age, ages ascending.
  func followUps(_ aligned: Alignment, _ selected: [Int]) -> [[Int]] {
    guard let age = selected.firstIndex(where: { plan.dimensions[$0].isAge }) else { return [] }
    var positions: [[Value]: Int] = [:]
    var followUps: [[Int]] = []
    for row in 0..<aligned.count {
      let others = selected.indices.compactMap { $0 == age ? nil : aligned.cells[$0][row] }
      if let position = positions[others] {
        followUps[position].append(row)
      } else {
        positions[others] = followUps.count
        followUps.append([row])
      }
    }
    return followUps.map { rows in
      rows.map { (key: ValueKey(aligned.cells[age][$0]), row: $0) }.sorted { $0.key < $1.key }.map(\.row)
    }
  }
}

/// The sum of the values up to each row of its follow-up, unknown from the first unknown one on.
func accumulated(_ vector: Vector, along followUps: [[Int]]) -> Vector {
  if case .integers(let values, let scale) = vector, let sums = exactSums(values, along: followUps) {
    return .integers(Buffer(sums), scale: scale)
  }
  let values = doubles(vector)
  var sums = (0..<values.count).map { values[$0] }
  for rows in followUps {
    var sum = 0.0
    for row in rows {
      sum += values[row]
      sums[row] = sum.isFinite ? sum : .nan
    }
  }
  return .reals(Buffer(sums))
}

/// Nil where 64 bits do not hold a sum.
private func exactSums(_ values: Buffer<Int64>, along followUps: [[Int]]) -> [Int64]? {
  var sums = (0..<values.count).map { values[$0] }
  for rows in followUps {
    var sum: Int64? = 0
    for row in rows {
      if let known = sum, values[row] != Vector.unknownInteger {
        let next = known.addingReportingOverflow(values[row])
        if next.overflow || next.partialValue == Vector.unknownInteger { return nil }
        sum = next.partialValue
      } else {
        sum = nil
      }
      sums[row] = sum ?? Vector.unknownInteger
    }
  }
  return sums
}
