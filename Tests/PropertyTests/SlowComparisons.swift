import Syntax

/// The other side of a comparison as a cell of its own.
struct SlowOther {
  /// What stands behind the item's name in the header.
  var suffix: String
  /// Nil where the calendar has no such period, or the total has no rest.
  var scope: SlowScope?
}

/// The rows are asked of a time before the first of them, of which nothing is known.
struct TooEarly: Error {
  /// What was found all the same, for its n; nil where no n is shown.
  var rows: [SlowRow]?
}

/// Another period is asked for where the query's own has no beginning, which the program refuses.
struct NoBeginning: Error {}

/// What a comparison needs to know of the row that it stands in.
struct SlowPlace {
  var scope: SlowScope
  /// The group of the row as a condition; nil for a total.
  var group: SlowScope.Filter?
  /// How many dimensions are no calendar.
  var groupCount = 0
  /// The conditions of the query's `where`.
  var conditions: [Expression]
  var grain: CalendarGrain?
  var periods: [Int] = []
  /// The first day of the row's period; nil for the total of all.
  var period: Int?
  var from: Int?
  var to: Int?
  var now: Int
}

extension SlowEvaluator {
  func other(_ comparison: Comparison, _ place: SlowPlace, text: String) throws -> SlowOther {
    switch comparison {
    case .previous: return SlowOther(suffix: "previous", scope: try moved(comparison, place))
    case .lastYear: return SlowOther(suffix: "last_year", scope: try moved(comparison, place))
    case .period: return SlowOther(suffix: text, scope: try moved(comparison, place))
    case .filter(let condition, _):
      var scope = place.scope
      // The conditions of the query stand first.
      scope.filters.removeFirst(place.conditions.count)
      scope.filters.insert(.holds(condition), at: 0)
      return SlowOther(suffix: "other", scope: scope)
    case .rest:
      var scope = place.scope
      if place.groupCount > 0 {
        // The total and the others have no rest.
        guard let group = place.group else { return SlowOther(suffix: "rest", scope: nil) }
        scope.filters = place.conditions.map { .holds($0) } + [.outside(group)]
      } else {
        scope.filters.removeFirst(place.conditions.count)
        scope.filters += [.outside(.every(place.conditions.map { .holds($0) }))]
      }
      return SlowOther(suffix: "rest", scope: scope)
    }
  }

  /// The cell of another stretch of time.
  private func moved(_ comparison: Comparison, _ place: SlowPlace) throws -> SlowScope? {
    var scope = place.scope
    func other(_ period: Int, _ grain: CalendarGrain) throws -> Int? {
      switch comparison {
      case .previous: return SlowCalendar.moved(grain, period, by: -1)
      case .lastYear: return yearEarlier(grain, period)
      case .period(let written):
        let range = try bounds(written, place.now)
        guard let index = place.periods.firstIndex(of: period) else { return nil }
        var found = SlowCalendar.first(grain, SlowCalendar.dayOf(range.lowerBound))
        for _ in 0..<index { found = SlowCalendar.next(grain, found) }
        return found * SlowCalendar.dayLength < range.upperBound ? found : nil
      default: return nil
      }
    }
    guard let grain = place.grain else {
      guard let from = place.from, from < place.to ?? place.now else { throw NoBeginning() }
      let to = place.to ?? place.now
      let range: Range<Int>
      switch comparison {
      case .previous: range = earlier(from, to)
      case .lastYear: range = yearEarlier(from, to)
      case .period(let written): range = try bounds(written, place.now)
      default: throw NotCovered("comparison")
      }
      (scope.from, scope.to) = (range.lowerBound, range.upperBound)
      scope.begin()
      if to > place.now, place.now > from { scope.to = min(scope.to, scope.from + place.now - from) }
      return scope
    }
    /// The same part of the other period as the query has of its own.
    func part(_ own: Int) throws -> Range<Int>? {
      guard let period = try other(own, grain) else { return nil }
      let (begin, ownBegin) = (period * SlowCalendar.dayLength, own * SlowCalendar.dayLength)
      let cut = min(place.now, place.to ?? .max)
      var from = begin
      var to = SlowCalendar.next(grain, period) * SlowCalendar.dayLength
      if SlowCalendar.next(grain, own) * SlowCalendar.dayLength > cut {
        to = min(to, begin + max(cut - ownBegin, 0))
      }
      if let asked = place.from, asked > ownBegin { from = min(to, begin + asked - ownBegin) }
      return from..<to
    }
    if let period = place.period {
      guard let range = try part(period) else { return nil }
      (scope.from, scope.to) = (range.lowerBound, range.upperBound)
      scope.begin(with: grain)
      return scope
    }
    let parts = try place.periods.compactMap { try part($0) }
    guard let first = parts.first, let last = parts.last else { return nil }
    (scope.from, scope.to) = (first.lowerBound, last.upperBound)
    scope.begin(with: grain)
    return scope
  }

  /// The same period a year earlier: 29 February meets the 28th, a week the week of that number.
  private func yearEarlier(_ grain: CalendarGrain, _ period: Int) -> Int? {
    if grain != .week {
      return SlowCalendar.dayOf(SlowCalendar.addMonths(-12, to: period * SlowCalendar.dayLength))
    }
    let name = SlowCalendar.text(.week, period)
    guard let year = Int(name.prefix(4)) else { return nil }
    let wanted = "\(year - 1)" + name.dropFirst(4)
    var week = period
    for _ in 0..<60 {
      week -= 7
      if SlowCalendar.text(.week, week) == wanted { return week }
    }
    return nil
  }

  /// A stretch of whole units moved by as many of them, any other by its length.
  private func earlier(_ from: Int, _ to: Int) -> Range<Int> {
    for grain in [CalendarGrain.year, .quarter, .month, .week] {
      let first = SlowCalendar.dayOf(from)
      guard first * SlowCalendar.dayLength == from, SlowCalendar.first(grain, first) == first else {
        continue
      }
      var count = 0
      var day = first
      while day * SlowCalendar.dayLength < to {
        day = SlowCalendar.next(grain, day)
        count += 1
      }
      if day * SlowCalendar.dayLength == to {
        return SlowCalendar.moved(grain, first, by: -count) * SlowCalendar.dayLength..<from
      }
    }
    return from - (to - from)..<from
  }

  private func yearEarlier(_ from: Int, _ to: Int) -> Range<Int> {
    let (first, end) = (SlowCalendar.dayOf(from), SlowCalendar.dayOf(to))
    let isWhole = from == first * SlowCalendar.dayLength && to == end * SlowCalendar.dayLength
    if isWhole, SlowCalendar.first(.week, first) == first, end == first + 7,
      let week = yearEarlier(.week, first)
    {
      return week * SlowCalendar.dayLength..<(week + 7) * SlowCalendar.dayLength
    }
    let start = SlowCalendar.addMonths(-12, to: from)
    // Whole months stay whole months; else the last day is moved.
    if isWhole, SlowCalendar.civil(first).day == 1, SlowCalendar.civil(end).day == 1 {
      return start..<SlowCalendar.addMonths(-12, to: to)
    }
    return start..<SlowCalendar.addMonths(-12, to: to - 1) + 1
  }
}

extension SlowEvaluator {
  /// The cells whose groups are shown too: what has vanished since stands beside nothing.
  ///
  /// - Parameter isWhole: of the whole query rather than of each period.
  func shown(
    _ comparisons: [Comparison], _ place: SlowPlace, isWhole: Bool = false
  ) throws -> [SlowScope] {
    var found: [SlowScope] = []
    for comparison in comparisons {
      if case .rest = comparison { continue }
      for period in place.grain == nil || isWhole ? [nil] : place.periods.map({ Optional($0) }) {
        if case .filter = comparison {
          if let scope = try other(comparison, place, text: "").scope { found.append(scope) }
          break
        }
        var place = place
        place.period = period
        if let scope = try other(comparison, place, text: "").scope { found.append(scope) }
      }
    }
    return found
  }
}
