import Columns
import Diagnostics
import Functions
import Planning
package import Syntax

/// One thing that `vs` compares every item with.
struct BoundComparison {
  enum Side {
    /// Each row's other period.
    case periods(PeriodShift)
    /// The whole query in another period, which begins with a unit of the calendar.
    case stretch(Stretch, unit: Grain?)
    /// Other rows: the conditions that stand in place of those of the query.
    case rows([Syntax.Expression])
    /// All other groups.
    case groups
  }

  let side: Side
  /// What stands behind the item's name in the headers.
  let suffix: String
  let range: SourceRange

  /// A state or an event of another time, which needs a time to go by.
  var isOfTime: Bool {
    switch side {
    case .periods, .stretch: true
    case .rows, .groups: false
    }
  }
}

extension Binder {
  // MARK: What is compared

  /// Finds the other side of each comparison (language, 13.14).
  func prepareComparisons(_ written: [Comparison]) {
    checkWindow()
    askForLastMonth(written)
    for comparison in written {
      guard let (side, suffix) = side(of: comparison) else { continue }
      var name = suffix
      var number = 2
      while comparisons.contains(where: { $0.suffix == name }) {
        name = "\(suffix)_\(number)"
        number += 1
      }
      comparisons.append(BoundComparison(side: side, suffix: name, range: comparison.range))
    }
  }

  /// An earlier period of a query without a period and a calendar: it is asked for the last whole month.
  private func askForLastMonth(_ written: [Comparison]) {
    guard written.contains(where: \.isEarlier), clauses.finestGrain == nil, !clauses.hasPeriod,
      let month = lastWholeMonth
    else {
      return
    }
    clauses.start = month.start
    clauses.end = month.end
    clauses.hasPeriod = true
    note(
      "without a period this is the last whole month, \(calendar.text(.month, calendar.ordinal(.month, ofTime: month.start)))"
    )
  }

  private func side(of comparison: Comparison) -> (BoundComparison.Side, String)? {
    switch comparison {
    case .previous(let range):
      if clauses.finestGrain != nil {
        var shift = PeriodShift()
        shift.periods = 1
        return (.periods(shift), "previous")
      }
      guard let stretch = ownStretch("previous", range) else { return nil }
      return (other(calendar.earlier(stretch, by: 1), than: stretch), "previous")
    case .lastYear(let range):
      if clauses.finestGrain != nil {
        var shift = PeriodShift()
        shift.years = 1
        return (.periods(shift), "last_year")
      }
      guard let stretch = ownStretch("last year", range) else { return nil }
      return (other(calendar.yearEarlier(stretch), than: stretch), "last_year")
    case .period(let period):
      guard let stretch = stretch(period) else { return nil }
      var suffix = source[period.range].asHeader
      if case .parameter(let name) = period { suffix = name.text }
      if clauses.finestGrain != nil {
        var shift = PeriodShift()
        shift.stretch = stretch.start..<stretch.end
        return (.periods(shift), suffix)
      }
      guard let start = clauses.start, let end = clauses.end ?? clauses.now, start < end else {
        return (.stretch(stretch, unit: unit(of: stretch)), suffix)
      }
      return (other(stretch, than: Stretch(start: start, end: end)), suffix)
    case .rest(let range):
      if clauses.dimensions.contains(where: \.isGroup) { return (.groups, "rest") }
      guard let condition = joined(clauses.filters) else {
        report(
          .badClause, "`vs rest` needs groups or a condition: without them there is no rest", at: range,
          help: ["add `by COLUMN`, or `where COND`"])
        return nil
      }
      return (.rows([.test(condition, .isTrue, negated: true, condition.range)]), "rest")
    case .filter(let condition, _): return (.rows([condition]), "other")
    }
  }

  private func joined(_ conditions: [Syntax.Expression]) -> Syntax.Expression? {
    guard let first = conditions.first else { return nil }
    return conditions.dropFirst().reduce(first) { joined, next in
      .binary(
        .and, joined, next,
        operatorRange: SourceRange(next.range.start, next.range.start))
    }
  }

  /// The query's own period, whose length or year another one is counted from.
  private func ownStretch(_ word: String, _ range: SourceRange) -> Stretch? {
    if let start = clauses.start, let end = clauses.end ?? clauses.now, start < end {
      return Stretch(start: start, end: end)
    }
    report(
      .noTime, "`vs \(word)` needs a calendar, or a period with a beginning", at: range,
      help: ["add `by month`, or a period such as `during 2024-06`"])
    return nil
  }

  /// A period that is not over is compared with the same elapsed part of the other one.
  private func other(_ stretch: Stretch, than own: Stretch) -> BoundComparison.Side {
    var end = stretch.end
    if let now = clauses.now, own.end > now, now > own.start {
      end = min(end, stretch.start + (now - own.start))
      note(
        "the period is not over at \(instantText(now)): it is compared with \(instantText(stretch.start)) to \(instantText(end))"
      )
    }
    return .stretch(Stretch(start: stretch.start, end: end), unit: unit(of: stretch))
  }

  private func unit(of stretch: Stretch) -> Grain? {
    calendar.unit(beginning: stretch.start, within: stretch.end)
  }

  private func instantText(_ time: Int64) -> String {
    let day = Calendar.floorDivide(time, Calendar.microsecondsPerDay)
    return time == day * Calendar.microsecondsPerDay ? Calendar.dateText(day) : Calendar.timeText(time)
  }

  // MARK: Columns

  /// The columns of an item's comparisons: the other value, the change, and whether it is larger than chance.
  func compare(_ item: Item, _ planned: PlanItem, _ bound: BoundItem) -> [PlanItem] {
    comparisons.flatMap { comparison -> [PlanItem] in
      guard canCompare(bound, comparison) else { return [] }
      let (other, otherEdges) = beside(comparison.side) {
        let other = bindItem(item.expression, ItemContext())
        return (other, hasErrors ? nil : other.uncertainty.flatMap(edges))
      }
      guard !hasErrors else { return [] }
      return columns(planned, bound, comparison, other, otherEdges)
    }
  }

  /// Binds something on the other side of a comparison.
  private func beside<Result>(_ side: BoundComparison.Side, _ body: () -> Result) -> Result {
    let outer = (clauses, shift, stretch, isRest, isRestOfTheme)
    defer { (clauses, shift, stretch, isRest, isRestOfTheme) = outer }
    switch side {
    case .periods(let moved):
      shift = moved
      // What lies outside is left to the engine, which knows the rows of the calendar.
      clauses.start = nil
      clauses.end = nil
    case .stretch(let other, let unit):
      stretch = OtherStretch(start: other.start, end: other.end, unit: unit)
      clauses.start = other.start
      clauses.end = other.end
      clauses.hasPeriod = true
    case .rows(let conditions): clauses.filters = conditions + themeConditions
    case .groups:
      if themeConditions.count > 1, let theme = themeConditions.last {
        isRestOfTheme = true
        clauses.filters.removeLast()
        clauses.filters.append(.unary(.not, theme, theme.range))
      } else {
        isRest = true
      }
    }
    return body()
  }

  private func columns(
    _ planned: PlanItem, _ bound: BoundItem, _ comparison: BoundComparison, _ other: BoundItem,
    _ otherEdges: Edges?
  ) -> [PlanItem] {
    let prefix = "\(planned.name)_\(comparison.suffix)"
    func column(_ name: String, _ part: ComparisonPart, _ value: Typed) -> PlanItem {
      var column = PlanItem(
        name: name, value: value.expression, n: nil, shareBase: nil, unit: value.unit,
        isBetterUp: part == .change || part == .percent ? planned.isBetterUp : nil)
      column.isExtra = true
      column.comparison = part
      return column
    }
    let mine = Typed(planned.value)
    let theirs = Typed(other.value.expression, unit: planned.unit)
    var found = [column(prefix, .other, theirs)]
    guard mine.type == .number || mine.type == .duration, mine.type == theirs.type else { return found }
    let isPoints = planned.unit == .percent || planned.unit == .points
    var change = apply("-", [mine, theirs], nil)
    change.unit = isPoints ? .points : planned.unit
    found.append(column("\(prefix)_change", .change, change))
    if !isPoints {
      let zero = Typed(.constant(mine.type == .duration ? .duration(0) : .integer(0), mine.type))
      let part = apply("/", [change, theirs], nil)
      let percent = apply("*", [part, Typed(.constant(.integer(100), .number))], nil)
      let isPositive = apply(">", [theirs, zero], nil)
      var value = apply("if", [isPositive, percent, Typed(.constant(.none, .number))], nil)
      value.unit = .percent
      found.append(column("\(prefix)_percent", .percent, value))
    }
    var clear = BoundExpression.constant(.none, .bool)
    if let own = bound.uncertainty.flatMap(edges), let otherEdges,
      [own.low, own.high, otherEdges.low, otherEdges.high].allSatisfy({ $0.type == mine.type })
    {
      clear = .call(
        .largerThanChance,
        [mine.expression, own.low, own.high, theirs.expression, otherEdges.low, otherEdges.high], .bool)
    }
    found.append(column("\(prefix)_clear", .clear, Typed(clear)))
    return found
  }

  // MARK: What cannot be compared

  private func canCompare(_ bound: BoundItem, _ comparison: BoundComparison) -> Bool {
    for part in bound.parts {
      let draft = part.draft
      if comparison.isOfTime, draft.keys?.ages != nil, clauses.dimensions.contains(where: \.isCalendar) {
        report(
          .badClause,
          "cohorts that began in different periods stand in rows of their own, so \(part.kpi) has no other period to compare with",
          at: comparison.range,
          help: ["leave the calendar out: `\(part.kpi) by age during 2024-Q1 vs previous`"])
        return false
      }
      if comparison.isOfTime, draft.time == nil, !draft.isPerPeriod, draft.keys?.ages == nil {
        report(
          .noTime, "\(part.kpi) has no date, so it has no other period to compare with", at: comparison.range,
          help: ["`vs rest` and `vs where …` compare groups"])
        return false
      }
    }
    return true
  }
}

extension Comparison {
  var range: SourceRange {
    switch self {
    case .previous(let range), .lastYear(let range), .rest(let range), .filter(_, let range): range
    case .period(let period): period.range
    }
  }
}

extension Dimension {
  /// Groups stand beside each other; periods and ages follow one another.
  var isGroup: Bool {
    switch kind {
    case .grain, .age: false
    case .cycle, .cohort, .expression: true
    }
  }

  fileprivate var isCalendar: Bool {
    switch kind {
    case .grain, .cohort: true
    case .cycle, .age, .expression: false
    }
  }
}

extension PlanItem {
  /// Whether `sort` means this column by a word such as `change`.
  func isComparison(_ word: String) -> Bool {
    switch comparison {
    case .other: word == "previous" || word == "other"
    case .change: word == "change"
    case .percent: word == "percent"
    case .clear: word == "clear"
    case nil: false
    }
  }
}

extension Calendar {
  /// The same stretch a year earlier: a week as the week of that number, everything else by its dates.
  func yearEarlier(_ stretch: Stretch) -> Stretch {
    let week = ordinal(.week, ofTime: stretch.start)
    if start(.week, week) == stretch.start, start(.week, week + 1) == stretch.end,
      let other = earlier(week, .week, byYears: 1)
    {
      return Stretch(start: start(.week, other), end: start(.week, other + 1))
    }
    // Whole months stay whole: February of 2025 is compared with all 29 days of the one before.
    let months = (first: ordinal(.month, ofTime: stretch.start), end: ordinal(.month, ofTime: stretch.end))
    if start(.month, months.first) == stretch.start, start(.month, months.end) == stretch.end {
      return Stretch(start: start(.month, months.first - 12), end: start(.month, months.end - 12))
    }
    // The last instant is moved, so that a period up to 28 February keeps its last day.
    return Stretch(
      start: Calendar.addMonths(-12, to: stretch.start), end: Calendar.addMonths(-12, to: stretch.end - 1) + 1
    )
  }
}

extension Comparison {
  /// The same in an earlier period, which is counted from that of the query.
  package var isEarlier: Bool {
    switch self {
    case .previous, .lastYear: true
    case .period, .rest, .filter: false
    }
  }
}
