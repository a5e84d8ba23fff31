import Columns
import Diagnostics
import Functions
import Planning
import Syntax

extension Binder {
  /// `rolling N UNIT`, or `cumulative` without a number.
  func setWindow(_ count: Int?, _ unit: DurationUnit, _ range: SourceRange) {
    if window != nil {
      report(.duplicateClause, "`rolling` and `cumulative` exclude each other", at: range)
      return
    }
    guard let count else {
      window = .cumulative
      windowRange = range
      return
    }
    guard let grain = unit.grain else {
      report(
        .badClause, "the smallest unit of `rolling` is an hour", at: range, help: ["rolling 24 hours"])
      return
    }
    window = .rolling(count, grain)
    windowRange = range
  }

  /// What the rows of a calendar dimension are grouped by: its own periods, or the cells of the windows.
  func cell(of grain: CalendarGrain) -> CalendarGrain {
    guard let window, let own = Grain(rawValue: grain.rawValue), own == clauses.finestGrain else {
      return grain
    }
    return CalendarGrain(rawValue: window.cell(own).rawValue) ?? grain
  }

  /// Values are of other stretches of time than those of the rows that they stand in.
  var movesPeriods: Bool { clauses.needsTime && !isInsidePeriod && (window != nil || !shift.isOwn) }

  /// A window needs periods to pool.
  func checkWindow() {
    guard let window, clauses.finestGrain == nil else { return }
    let word = window == .cumulative ? "cumulative" : "rolling"
    // Cohorts have nothing to pool, with or without a calendar.
    guard !clauses.dimensions.contains(where: { if case .age = $0.kind { true } else { false } }) else {
      report(
        .badClause, "`\(word)` does not go with ages: what follows customers by age has no periods to pool",
        at: windowRange, help: ["`by age` shows each age; `clv_cohort` adds up from age to age"])
      return
    }
    report(
      .badClause, "`\(word)` needs a calendar: it pools the periods of `by month` and the like",
      at: windowRange,
      help: ["add `by month`"])
  }

  /// What has no rows or transitions to pool is refused with the reason (language, 13.15).
  func refuseWindow(of draft: PipelineDraft, _ kpi: KnownKPI, at range: SourceRange) {
    guard let window, clauses.finestGrain != nil, !isInsidePeriod, clauses.needsTime else { return }
    let word = window == .cumulative ? "cumulative" : "rolling"
    let definition = kpi.definition
    var reason: String?
    if draft.keys?.ages != nil {
      reason = "follows each customer by age, so its periods have nothing in common to pool"
    } else if definition.mentionsEnd, !definition.mentionsStart {
      reason = "is a state at an instant, and states of several instants do not add up"
    } else if draft.time == nil, !draft.isPerPeriod {
      reason = "has no date, so it has no periods to pool"
    }
    guard let reason else { return }
    report(.badClause, "`\(word)` does not fit \(kpi.name): it \(reason)", at: range)
  }

  /// Rows or keys of the window that the pipeline is run for.
  func windowCondition(_ time: Typed) -> BoundExpression? {
    var parts = [
      apply(">=", [time, Typed(.instant(.start))], nil), apply("<", [time, Typed(.instant(.end))], nil),
    ]
    if shift.isOwn, let start = clauses.start {
      parts.append(apply(">=", [time, Typed(.constant(.time(start), .time))], nil))
    }
    if shift.isOwn, let end = clauses.end {
      parts.append(apply("<", [time, Typed(.constant(.time(end), .time))], nil))
    }
    return parts.dropFirst().reduce(parts[0]) { apply("and", [$0, $1], nil) }.expression
  }
}

extension KPIDefinition {
  /// Rows count one by one, so that the aggregates of a stretch follow from those of its parts.
  var isMergeable: Bool {
    if isKeyed { return false }
    return !expressions.contains { expression in
      var isFound = false
      expression.walk { part in
        if case .call(let call) = part,
          ["next", "prev", "ntile", "total"].contains(call.name.text.lowercased())
        {
          isFound = true
        }
        return !isFound
      }
      return isFound
    }
  }
}
