import Columns

/// The places on the axis below curves that get a label, so that the labels are round and do not touch.
struct AxisTicks {
  /// Indices of places, with what to write there.
  var labels: [(place: Int, text: String)]

  /// - Parameters:
  ///   - position: Where a place is on the page.
  ///   - width: How wide a label is, in the same measure.
  init(
    _ places: [ChartPlace], calendar: Calendar, gap: Double, position: (ChartPlace) -> Double,
    width: (String) -> Double
  ) {
    var found: [(Int, String)]?
    for candidate in AxisTicks.candidates(places, calendar) {
      if candidate.isEmpty || (candidate.count == 1 && places.count > 1) { continue }
      let spans = candidate.map { index, text in (position(places[index]), width(text)) }
      let fits = zip(spans, spans.dropFirst()).allSatisfy { left, right in
        left.0 + left.1 / 2 + gap <= right.0 - right.1 / 2
      }
      if fits {
        found = candidate
        break
      }
    }
    if let found {
      labels = found
    } else {
      // The first and the last, where nothing rounder fits.
      let first = places.first.map { [(0, $0.label)] } ?? []
      labels = first
    }
  }

  /// Sets of labels, the densest first.
  private static func candidates(_ places: [ChartPlace], _ calendar: Calendar) -> [[(Int, String)]] {
    guard let first = places.first else { return [] }
    guard let (own, _) = first.period else { return numbers(places) }
    var sets = [places.indices.map { ($0, places[$0].label) }]
    let steps: [(Grain, [Int64])] = [
      (.hour, [2, 3, 6, 12]), (.day, [1, 2, 5, 10]), (.week, [1, 2, 4]), (.month, [1, 2, 3, 6]),
      (.quarter, [1, 2]), (.year, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
    ]
    for (grain, sizes) in steps where grain >= own {
      if grain == .week, own != .week { continue }
      if grain == .quarter, own != .quarter { continue }
      let ordinals = places.map { ordinal(of: $0, in: grain, calendar) }
      for size in sizes {
        var ticks: [(Int, String)] = []
        for index in places.indices {
          guard let ordinal = ordinals[index], Calendar.floorDivide(ordinal, size) * size == ordinal else {
            continue
          }
          if index > 0, ordinals[index - 1] == ordinal { continue }
          // A stretch that had begun before the first place is not marked as if it began there.
          if index == 0, grain != own, let start = self.ordinal(of: places[0], in: own, calendar),
            self.ordinal(before: start, own, in: grain, calendar) == ordinal
          {
            continue
          }
          ticks.append((index, DateText.period(grain, ordinal, calendar)))
        }
        sets.append(ticks)
      }
    }
    return sets
  }

  /// The number of the coarser period that the beginning of a place lies in.
  private static func ordinal(of place: ChartPlace, in grain: Grain, _ calendar: Calendar) -> Int64? {
    guard let (own, ordinal) = place.period, isInReach(own, ordinal) else { return nil }
    if own == grain { return ordinal }
    return calendar.ordinal(grain, ofTime: calendar.start(own, ordinal))
  }

  private static func ordinal(
    before ordinal: Int64, _ own: Grain, in grain: Grain, _ calendar: Calendar
  ) -> Int64? {
    guard isInReach(own, ordinal) else { return nil }
    return calendar.ordinal(grain, ofTime: calendar.start(own, ordinal - 1))
  }

  /// Whether the microseconds of a period can be counted, which end some 290,000 years from now.
  private static func isInReach(_ grain: Grain, _ ordinal: Int64) -> Bool {
    let limit: UInt64 =
      switch grain {
      case .hour: 1_000_000_000
      case .day: 50_000_000
      case .week: 5_000_000
      case .month: 2_000_000
      case .quarter: 500_000
      case .year: 100_000
      }
    return ordinal.magnitude < limit
  }

  private static func numbers(_ places: [ChartPlace]) -> [[(Int, String)]] {
    var sets = [places.indices.map { ($0, places[$0].label) }]
    for step in [2.0, 3, 5, 6, 10, 12, 20, 24, 50, 100, 200, 500, 1000, 10_000, 100_000] {
      sets.append(
        places.indices.compactMap { index in
          let number = places[index].number / step
          return number == number.rounded() ? (index, places[index].label) : nil
        })
    }
    return sets
  }
}
