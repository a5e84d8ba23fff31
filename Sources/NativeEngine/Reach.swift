import Columns
import Functions
import Planning

/// Which stretch of time a pipeline answers for in each row of a calendar.
///
/// Without a shift and a window it is the row's own period. What is not over at the cut-off, or not asked to its end,
/// is compared with the same elapsed part of the other period.
struct Reach {
  let shift: PeriodShift
  let window: PeriodWindow?
  let spine: Spine
  let now: Int64?
  /// The first instant of the table's rows.
  let first: Int64?
  /// The first instant that the query asks for: the first row may be a part of its period.
  var asked: Int64?
  /// The data cut-off, from which on no period has rows, also not another one than the row's own.
  var cutOff: Int64?

  private var calendar: Calendar { spine.calendar }
  private var grain: Grain { spine.finest }
  /// What windows are made of.
  var cell: Grain { window?.cell(grain) ?? grain }

  /// The period that a row's value is of; nil where the calendar has none (29 February is 28 February a year earlier,
  /// but not every year has a week 53).
  func source(_ row: Int64) -> Int64? {
    var ordinal: Int64? = row
    if let stretch = shift.stretch {
      guard let rows = spine.ordinals else { return nil }
      let target = calendar.ordinal(grain, ofTime: stretch.lowerBound) + row - rows.lowerBound
      ordinal = target <= calendar.ordinal(grain, ofTime: stretch.upperBound - 1) ? target : nil
    }
    if shift.years != 0 { ordinal = ordinal.flatMap { calendar.earlier($0, grain, byYears: shift.years) } }
    return ordinal.map { $0 - Int64(shift.periods) }
  }

  /// The beginning of the row's window.
  func start(_ row: Int64) -> Int64? {
    guard let source = source(row) else { return nil }
    switch window {
    case nil:
      guard let start = known(startTime(grain, source, calendar)) else { return nil }
      guard let asked, !shift.isOwn, let own = known(startTime(grain, row, calendar)), asked > own,
        let end = end(row)
      else { return start }
      return min(start + (asked - own), end)
    case .rolling(let count, let unit):
      guard let end = known(startTime(grain, source + 1, calendar)) else { return nil }
      return calendar.moved(end, back: count, unit)
    case .cumulative:
      guard let first = spine.ordinals?.lowerBound, let beginning = self.source(first) else { return nil }
      return known(startTime(grain, beginning, calendar))
    }
  }

  /// The end of the row's window, cut where the row itself is cut.
  func end(_ row: Int64) -> Int64? {
    guard let source = source(row), let end = known(startTime(grain, source + 1, calendar)) else {
      return nil
    }
    guard isPartial(row), let now else { return shift.isOwn ? end : min(end, cutOff ?? end) }
    if shift.isOwn { return min(end, now) }
    guard let begin = known(startTime(grain, source, calendar)),
      let own = known(startTime(grain, row, calendar))
    else { return nil }
    return min(end, begin + max(now - own, 0), cutOff ?? end)
  }

  /// - Parameter evenEarly: also of a window that begins before the first row, whose groups are shown without values.
  func edges(_ row: Int64, evenEarly: Bool = false) -> Edges? {
    guard let start = start(row), let end = end(row), evenEarly || !isEarly(row), shift.isOwn || start < end
    else { return nil }
    return Edges(start: start, end: end)
  }

  /// Whether the row's own period ends after the cut-off.
  func isPartial(_ row: Int64) -> Bool {
    guard let now, let end = known(startTime(grain, row + 1, calendar)) else { return false }
    return end > now
  }

  /// Whether the query asks for a part of the row's own period only, from its middle on.
  func isAskedLate(_ row: Int64) -> Bool {
    guard let asked, window == nil, let own = known(startTime(grain, row, calendar)) else { return false }
    return asked > own
  }

  /// Whether the window begins before the first row of the table.
  func isEarly(_ row: Int64) -> Bool {
    guard let start = start(row) else { return true }
    // The periods of the rows themselves are there, whatever the table has of them.
    if shift.isOwn, window == nil || window == .cumulative { return false }
    guard let first else { return false }
    return calendar.ordinal(cell, ofTime: start) < calendar.ordinal(cell, ofTime: first)
  }

  /// Whether nothing is known of what the row answers for: it ends before the first row of the table, or begins before
  /// it although the query did not ask for its beginning.
  ///
  /// - Parameter cut: the end of what is asked for of a period with this end.
  func isUnknown(_ row: Int64, _ cut: (Int64) -> Int64) -> Bool {
    if isEarly(row) || isAhead(row) { return true }
    guard let first, let end = end(row) else { return false }
    return cut(end) <= first
  }

  /// Whether the row answers for a time that has not come yet.
  private func isAhead(_ row: Int64) -> Bool {
    guard let cutOff, let start = start(row) else { return false }
    return start >= cutOff
  }

  /// The transitions that a row pools, one of each unit, the last one first cut where the row is.
  func transitions(_ row: Int64) -> [Edges] {
    guard let source = source(row), let end = end(row), !isEarly(row),
      let whole = known(startTime(grain, source + 1, calendar))
    else { return [] }
    var found: [Edges] = []
    switch window {
    case nil: found = edges(row).map { [$0] } ?? []
    case .rolling(let count, let unit):
      for step in 0..<count {
        guard let from = calendar.moved(whole, back: step + 1, unit),
          let to = calendar.moved(whole, back: step, unit)
        else { return [] }
        found.append(Edges(start: from, end: min(to, end)))
      }
    case .cumulative:
      guard let first = spine.ordinals?.lowerBound, let beginning = self.source(first), beginning <= source
      else { return [] }
      for period in beginning...source {
        found.append(
          Edges(
            start: startTime(grain, period, calendar), end: min(startTime(grain, period + 1, calendar), end)))
      }
    }
    return found.filter { $0.start < $0.end }
  }

  /// The stretch of all rows: what totals are of. A rolling window is no part of it: its rows are those of the calendar.
  var whole: Edges? {
    guard let rows = spine.ordinals else { return nil }
    let plain = withoutWindow
    guard let lower = rows.first(where: { plain.source($0) != nil }),
      let upper = rows.last(where: { plain.source($0) != nil }),
      let start = plain.start(lower), let end = plain.end(upper)
    else { return nil }
    return Edges(start: start, end: end)
  }

  /// Whether the stretch of all rows begins before the first row, although the query does not ask for its beginning.
  var isWholeEarly: Bool {
    guard let rows = spine.ordinals else { return false }
    let plain = withoutWindow
    return rows.first { plain.source($0) != nil }.map(plain.isEarly) ?? true
  }

  private var withoutWindow: Reach {
    Reach(shift: shift, window: nil, spine: spine, now: now, first: first, asked: asked, cutOff: cutOff)
  }

  private func known(_ time: Int64) -> Int64? { time == Vector.unknownInteger ? nil : time }
}
