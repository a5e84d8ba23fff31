import Columns

extension Function {
  package static let weekdayOf = calendarNumber(
    "weekday of", aliases: ["weekday"], summary: "The day of the week as a number, 1 Monday … 7 Sunday.",
    example: Example("weekday of 2024-03-31", "7")
  ) { day, _, _ in Int64(Calendar.weekday(day)) }

  package static let hourOfDayOf = calendarNumber(
    "hour of day of", aliases: ["hour of day"], summary: "The hour on the clock, 0…23.",
    example: Example("hour of day of 2024-03-31T14:05", "14")
  ) { _, time, _ in time / 3_600_000_000 }

  package static let dayOfMonthOf = calendarNumber(
    "day of month of", aliases: ["day of month"], summary: "The day in its month, 1…31.",
    example: Example("day of month of 2024-03-31", "31")
  ) { day, _, _ in Int64(Calendar.civil(day).day) }

  package static let dayOfYearOf = calendarNumber(
    "day of year of", aliases: ["day of year"], summary: "The day in its year, 1…366.",
    example: Example("day of year of 2024-12-31", "366")
  ) { day, _, calendar in
    day - calendar.startDay(.year, calendar.ordinal(.year, ofDay: day)) + 1
  }

  package static let weekOfYearOf = calendarNumber(
    "week of year of", aliases: ["week of year"],
    summary: "The number of the week, 1…53, week 1 having most of its days in the year.",
    example: Example("week of year of 2024-12-31", "1")
  ) { day, _, calendar in
    let first = calendar.startDay(.week, calendar.ordinal(.week, ofDay: day))
    let middle = first + 3
    let year = Calendar.civil(middle).year
    return (middle - Calendar.day(year: year, month: 1, day: 1)) / 7 + 1
  }

  package static let monthOfYearOf = calendarNumber(
    "month of year of", aliases: ["month of year"], summary: "The number of the month, 1…12.",
    example: Example("month of year of 2024-03-31", "3")
  ) { day, _, _ in Int64(Calendar.civil(day).month) }

  package static let quarterOfYearOf = calendarNumber(
    "quarter of year of", aliases: ["quarter of year"], summary: "The number of the quarter, 1…4.",
    example: Example("quarter of year of 2024-04-01", "2")
  ) { day, _, calendar in
    let quarter = calendar.ordinal(.quarter, ofDay: day)
    return quarter - Calendar.floorDivide(quarter, 4) * 4 + 1
  }
}

/// A function of the day and the time within it, in microseconds.
private func calendarNumber(
  _ name: String, aliases: [String], summary: String, example: Example,
  _ number: @escaping @Sendable (Int64, Int64, Calendar) -> Int64
) -> Function {
  Function(
    name: name, aliases: aliases, summary: summary, parameters: ["time"],
    examples: [example, Example("\(name) none", "none")],
    resultType: { types in
      guard types.count == 1 else { return nil }
      switch types[0] {
      case .date, .time, .period, .nothing: return .number
      default: return nil
      }
    },
    kernel: { operands, context in
      let run: IntegerRun
      if case .period = operands[0].type {
        guard case .integers(let starts, _) = try Function.startOf.kernel(operands, context) else {
          return unknownVector(.number, count: context.count)
        }
        run = IntegerRun(buffer: starts, stride: 1, scale: 0)
      } else {
        run = operands[0].instants
      }
      return .integers(
        mapWholes(run, context.count) { instant in
          let day = Calendar.floorDivide(instant, Calendar.microsecondsPerDay)
          guard representableDays.contains(day) else { return Vector.unknownInteger }
          return number(day, instant - day * Calendar.microsecondsPerDay, context.calendar)
        }, scale: 0)
    })
}
