import Columns

/// What a picture of a result shows, before it is known whether it is drawn with letters or with curves.
///
/// A chart is plain data: panels below each other, each with one axis of values, series, and a point for each place on
/// the other axis. `Chart(result)` decides everything that both kinds of drawing share: the form, what stands
/// together, what is left out and said.
struct Chart {
  var title: String
  /// The unit, n and what is shaded.
  var subtitle: String
  var isSpanish = false
  var panels: [ChartPanel]
  /// Panels stand side by side, one series in each, with one scale for all.
  var isMultiple = false
  /// What was left out, what marks mean, notes of the result.
  var footnotes: [String] = []
  /// The query, the tables and the end of the data.
  var source: [String] = []
  /// One paragraph for somebody who cannot see the picture.
  var description = ""
}

/// One coordinate system with what is drawn in it.
struct ChartPanel {
  enum Form { case lines, bars, heat }

  var form: Form
  var title: String
  var unit: ChartUnit
  /// Places in time or of age (lines), a bar each (bars), the columns of the grid (heat).
  var places: [ChartPlace]
  /// Curves (lines), exactly one and possibly comparisons (bars), the rows of the grid (heat).
  var series: [ChartSeries]
  /// Whether zero belongs to the scale however far away the values are: for counts and sums.
  var startsAtZero = false
  /// The name of what the places are: `month`, `age`.
  var axisName = ""
}

/// A place on the axis that carries the groups.
struct ChartPlace {
  var label: String
  /// Where on a line: the number of the period, the age.
  var number: Double
  var period: (grain: Grain, ordinal: Int64)?
  var kind = ResultRow.Kind.group
}

struct ChartSeries {
  enum Role {
    case data
    /// All groups together, or the others: drawn without a colour of its own.
    case total
    /// What the values are compared with: an earlier period, the rest.
    case comparison
    /// A goal.
    case target
  }

  var label: String
  var role: Role
  /// Which of the colours, counted from 0.
  var colour: Int
  /// One for each place; nil where the value is unknown.
  var points: [ChartPoint?]
}

struct ChartPoint {
  var value: Double
  /// The 95 % interval.
  var interval: ClosedRange<Double>?
  var n: Double?
  /// Fewer rows or keys than the KPI needs.
  var isLow = false
  var isPartial = false
  /// The value as a table shows it, with its unit.
  var text: String
}

extension ChartPanel {
  /// More curves than this in one panel cannot be told apart.
  static let largestSeriesCount = 6

  /// The values, and the intervals of those points that one can rely on: a wide interval of three answers would
  /// press everything else into a flat line.
  var extent: ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    func include(_ number: Double) {
      low = min(low, number)
      high = max(high, number)
    }
    for series in series {
      for case let point? in series.points {
        include(point.value)
        guard let interval = point.interval, showsInterval(of: series) else { continue }
        if form == .bars || !(point.isLow || point.isPartial) {
          include(interval.lowerBound)
          include(interval.upperBound)
        }
      }
    }
    return low <= high ? low...high : nil
  }

  /// Bands that overlap cannot be read: only a curve that is alone has one.
  func showsInterval(of series: ChartSeries) -> Bool {
    switch form {
    case .bars: series.role == .data || series.role == .total
    case .lines: series.role == .data && self.series.filter { $0.role == .data }.count == 1
    case .heat: false
    }
  }

  var hasIntervals: Bool {
    series.contains { series in
      showsInterval(of: series) && series.points.contains { $0?.interval != nil }
    }
  }

  /// The series that carry colours.
  var dataSeries: [ChartSeries] { series.filter { $0.role == .data } }

  var isEmpty: Bool { !series.contains { $0.points.contains { $0 != nil } } }
}
