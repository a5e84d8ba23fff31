/// The lowest point that a search found, and whether the search came to rest.
struct Minimum {
  var point: [Double]
  var value: Double
  var isSettled: Bool
}

/// Walks downhill on a function of a few numbers with a simplex that reflects, stretches and shrinks.
///
/// It needs no derivatives and survives valleys that bend. Where the function has no value it must return infinity or
/// not-a-number, which count as higher than everything. Source: J. A. Nelder and R. Mead, 1965.
func minimum(
  from start: [Double], stride: Double, tolerance: Double, maximumEvaluations: Int,
  of function: ([Double]) throws -> Double
) rethrows -> Minimum {
  let dimension = start.count
  var evaluations = 0
  func height(_ point: [Double]) throws -> Double {
    evaluations += 1
    let value = try function(point)
    return value.isNaN ? .infinity : value
  }
  var simplex = [(point: start, value: try height(start))]
  for axis in 0..<dimension {
    var point = start
    point[axis] += stride
    simplex.append((point, try height(point)))
  }
  simplex.sort { $0.value < $1.value }

  while evaluations < maximumEvaluations {
    let best = simplex[0]
    let worst = simplex[dimension]
    let width = simplex.reduce(0) { widest, corner in
      zip(corner.point, best.point).reduce(widest) { max($0, abs($1.0 - $1.1)) }
    }
    // Where the function is a difference of huge numbers its rounding is rougher than any tolerance for the values,
    // so a simplex that has shrunk is enough; and on a floor that is flat it need not shrink all the way.
    if width <= tolerance || (width <= 1e-3 && worst.value - best.value <= 1e-15 * abs(best.value)) {
      return Minimum(point: best.point, value: best.value, isSettled: best.value.isFinite)
    }
    var centre = [Double](repeating: 0, count: dimension)
    for corner in simplex.dropLast() {
      for axis in 0..<dimension { centre[axis] += corner.point[axis] / Double(dimension) }
    }
    /// The point on the line from the worst corner through the centre, 0 at the centre and −1 at the corner.
    func point(at position: Double) -> [Double] {
      zip(centre, worst.point).map { $0 + position * ($0 - $1) }
    }
    let reflected = point(at: 1)
    let reflectedValue = try height(reflected)
    if reflectedValue < best.value {
      let stretched = point(at: 2)
      let stretchedValue = try height(stretched)
      simplex[dimension] =
        stretchedValue < reflectedValue ? (stretched, stretchedValue) : (reflected, reflectedValue)
    } else if reflectedValue < simplex[dimension - 1].value {
      simplex[dimension] = (reflected, reflectedValue)
    } else {
      let contracted = point(at: reflectedValue < worst.value ? 0.5 : -0.5)
      let contractedValue = try height(contracted)
      if contractedValue < min(reflectedValue, worst.value) {
        simplex[dimension] = (contracted, contractedValue)
      } else {
        for corner in 1...dimension {
          let moved = zip(best.point, simplex[corner].point).map { $0 + 0.5 * ($1 - $0) }
          simplex[corner] = (moved, try height(moved))
        }
      }
    }
    simplex.sort { $0.value < $1.value }
  }
  return Minimum(point: simplex[0].point, value: simplex[0].value, isSettled: false)
}

/// The point of a box at which a function is lowest: the lowest of several rough searches, then searched again from
/// where it stopped until that gains nothing.
///
/// A simplex can fold flat and stop short of the lowest point; a fresh one around it goes on. Outside the box the
/// function counts as at the nearest point of it and a little higher, so that a search can slide along a wall.
///
/// - Parameters:
///   - bound: The box is from −bound to bound on each axis.
/// - Returns: Nil when the function has no value or the search does not come to rest.
func lowestPoint(
  from starts: [[Double]], bound: Double, of function: ([Double]) throws -> Double
) rethrows -> [Double]? {
  func inside(_ point: [Double]) -> [Double] { point.map { min(max($0, -bound), bound) } }
  func walled(_ point: [Double]) throws -> Double {
    let nearest = inside(point)
    let excess = zip(point, nearest).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return try function(nearest) + 0.01 * excess
  }
  let rough = try starts.map { start in
    try minimum(from: start, stride: 0.7, tolerance: 1e-2, maximumEvaluations: 300, of: walled)
  }
  guard var best = rough.min(by: { $0.value < $1.value }), best.value.isFinite else { return nil }
  for _ in 0..<8 {
    let next = try minimum(
      from: best.point, stride: 0.2, tolerance: 1e-7, maximumEvaluations: 1_500, of: walled)
    let gain = best.value - next.value
    best = next
    if gain <= 1e-9 * max(1, abs(next.value)), next.isSettled { return inside(best.point) }
  }
  return nil
}
