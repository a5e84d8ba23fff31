extension Function {
  /// Every function and operator of the language, in the order of the manual.
  package static let all: [Function] =
    [
      or, and, not, isTrue, isFalse, isNone, isKnown, filled,
      equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn, within,
      matches, contains, startsWith, endsWith,
      plus, minus, times, divide, remainder, negate,
      choose, coalesce, smallest, largest,
      absolute, round, floor, ceiling, logarithm, exponential, squareRoot, power,
      lower, upper, trim, length, replace, split, left, right,
      days, hours, minutes, seconds,
    ] + periods + [
      weekdayOf, hourOfDayOf, dayOfMonthOf, dayOfYearOf, weekOfYearOf, monthOfYearOf, quarterOfYearOf,
      startOf, endOf, toTime, addMonths, inZone, fromZone, businessHours,
      band, scale, weigh, coverage, truth, toNumber, toText,
    ]

  /// The function of a name or alias, in any letter case.
  package static func named(_ name: String) -> Function? { byName[name] ?? byName[name.lowercased()] }

  private static let byName: [String: Function] = {
    var functions: [String: Function] = [:]
    for function in all {
      for name in [function.name] + function.aliases { functions[name] = function }
    }
    return functions
  }()
}
