/// A function that turns the rows of a group into one value.
///
/// Unknown arguments are skipped; `given` restricts the rows. Of no rows, `count`, `distinct` and `sum` are 0, every
/// other aggregate is unknown.
package enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
  /// Rows without an argument, known values with one.
  case count
  /// Different known values.
  case distinct
  case sum
  case mean
  /// Interpolated between the two middle values.
  case median
  /// `pct(x, 90)`: linear interpolation between order statistics (Hyndman and Fan's type 7).
  case pct
  /// The percentage of rows whose condition is true among those where it is known.
  case share
  case min, max
  /// By time for a time, else by the table's time and then the row.
  case first, last, nth
  case any, all
  /// Sample standard deviation (n − 1).
  case stddev
  /// Kaplan–Meier survival at a time, percent: `surv(t, c, at)`; and the time where it reaches one half.
  case surv
  case survMedian = "surv_median"
}
