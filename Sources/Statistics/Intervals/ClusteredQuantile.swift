/// How much wider an interval must be because customers bring several rows that are alike: the variance of a share by
/// customer, divided by that of as many rows that have nothing to do with each other (the design effect).
///
/// The variance by customer is that of family F4, with what a customer has below a quantile as Y and all of its rows as
/// X. Source: L. Kish, "Survey Sampling", 1965, section 8.2.
///
/// - Parameter units: Of each customer the rows that count for the share, and all rows.
/// - Returns: Nil where one customer has all rows, or all or none of them count.
package func designEffect(_ units: [(counted: Int, all: Int)]) -> Double? {
  var counted = 0.0
  var all = 0.0
  var squares = (counted: 0.0, both: 0.0, all: 0.0)
  for unit in units {
    let (y, x) = (Double(unit.counted), Double(unit.all))
    counted += y
    all += x
    squares.counted += y * y
    squares.both += x * y
    squares.all += x * x
  }
  let number = Double(units.count)
  guard number >= 2, counted > 0, counted < all else { return nil }
  let share = counted / all
  let spread = squares.counted - 2 * share * squares.both + share * share * squares.all
  let byUnit = number / (number - 1) * spread / (all * all)
  return byUnit / (share * (1 - share) / all)
}

/// The ranks, from 1, of the two sorted values between which a quantile lies, where customers bring several rows.
///
/// R. S. Woodruff, 1952: the share of rows below the quantile has an interval, here by customer with Student's t; the
/// values that stand at its ends are those of the quantile. Rows of the same customer count as much as the design effect
/// says.
///
/// - Returns: Nil where the interval reaches beyond the outermost values.
package func clusteredQuantileRanks(
  _ quantile: Double, count: Int, designEffect: Double, units: Int, confidence: Double = 0.95
) -> (lower: Int, upper: Int)? {
  guard quantile > 0, quantile < 1, units >= 2,
    let multiplier = studentMultiplier(confidence: confidence, count: Double(units))
  else { return nil }
  let rows = Double(count)
  let distance = multiplier * (max(designEffect, 0) * quantile * (1 - quantile) / rows).squareRoot()
  let lower = (rows * (quantile - distance)).rounded(.down)
  let upper = (rows * (quantile + distance)).rounded(.up) + 1
  guard lower >= 1, upper <= rows else { return nil }
  return (Int(lower), Int(upper))
}
