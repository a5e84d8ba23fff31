package import Columns

extension Function {
  /// `hour of` … `year of`: the period of a grain that a date or time lies in.
  package static let periods: [Function] = Grain.allCases.map { grain in
    Function(
      name: "\(grain.rawValue) of", aliases: [grain.rawValue],
      summary: "The \(grain.rawValue) that a date or time lies in.",
      parameters: ["time"],
      examples: [periodExample(grain), Example("\(grain.rawValue) of none", "none")],
      resultType: { types in
        guard types.count == 1 else { return nil }
        switch types[0] {
        case .date, .time, .nothing: return .period(grain)
        // A longer period than the one asked for would have to be cut, not found.
        case .period(let finer): return finer <= grain ? .period(grain) : nil
        default: return nil
        }
      },
      kernel: { operands, context in
        if case .period(let finer) = operands[0].type {
          if finer == grain { return whole(spread(operands[0].wholes, count: context.count)) }
          return whole(
            mapWholes(operands[0].wholes, context.count) { ordinal in
              let start = startTime(finer, ordinal, context.calendar)
              return start == Vector.unknownInteger ? start : context.calendar.ordinal(grain, ofTime: start)
            })
        }
        return whole(ordinals(operands[0], grain, context))
      })
  }

  package static let startOf = Function(
    name: "start of",
    summary: "The first instant of a period.",
    parameters: ["period"],
    examples: [Example("start of 2024-Q2", "2024-04-01T00:00"), Example("start of none", "none")],
    resultType: boundaryType,
    kernel: { boundary($0[0], $1, offset: 0) })

  package static let endOf = Function(
    name: "end of",
    summary: "The instant at which a period ends and the next one begins.",
    parameters: ["period"],
    examples: [Example("end of 2024-02", "2024-03-01T00:00")],
    resultType: boundaryType,
    kernel: { boundary($0[0], $1, offset: 1) })

  package static let toTime = Function(
    name: "to time",
    summary: "The first instant of a date or period.",
    parameters: ["value"],
    examples: [
      Example("to time(2024-02-29)", "2024-02-29T00:00"), Example("to time(2024-02)", "2024-02-01T00:00"),
    ],
    resultType: { types in
      guard types.count == 1 else { return nil }
      switch types[0] {
      case .date, .time, .period, .nothing: return .time
      default: return nil
      }
    },
    kernel: { operands, context in
      if case .period = operands[0].type { return boundary(operands[0], context, offset: 0) }
      return whole(spread(operands[0].instants, count: context.count))
    })

  package static let addMonths = Function(
    name: "add months",
    summary: "A date or time moved by months, on the same day or the month's last.",
    parameters: ["time", "months"],
    examples: [
      Example("add months(2024-01-31, 1)", "2024-02-29"),
      Example("add months(2024-03-31T10:00, -1)", "2024-02-29T10:00"),
    ],
    resultType: { types in
      guard types.count == 2, types[1].fits(.number), types[0].isInstant || types[0] == .nothing else {
        return nil
      }
      return types[0] == .nothing ? .time : types[0]
    },
    kernel: { operands, context in
      let isDate = operands[0].type == .date
      let instants = operands[0].instants
      let months = operands[1].reals
      return whole(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let instant = instants.buffer[row &* instants.stride]
            let count = months.buffer[row &* months.stride].rounded()
            guard instant != Vector.unknownInteger, Swift.abs(count) < 1_000_000 else {
              output[row] = Vector.unknownInteger
              continue
            }
            output[row] = moved(instant, months: Int64(count), isDate: isDate)
          }
        })
    })
}

private func moved(_ instant: Int64, months: Int64, isDate: Bool) -> Int64 {
  // Twelve more months than a year's days allow would leave the range of 64 bits.
  let days = Calendar.floorDivide(instant, Calendar.microsecondsPerDay) + months * 31
  guard representableDays.contains(days) else { return Vector.unknownInteger }
  let time = Calendar.addMonths(months, to: instant)
  return isDate ? Calendar.floorDivide(time, Calendar.microsecondsPerDay) : time
}

private func periodExample(_ grain: Grain) -> Example {
  switch grain {
  case .hour: Example("hour of 2024-03-31T14:05", "2024-03-31T14")
  case .day: Example("day of 2024-03-31T14:05", "2024-03-31")
  case .week: Example("week of 2024-02-14", "2024-W07")
  case .month: Example("month of 2024-03-31", "2024-03")
  case .quarter: Example("quarter of 2024-03-31", "2024-Q1")
  case .year: Example("year of 2024-03-31", "2024")
  }
}

private let boundaryType: @Sendable ([DataType]) -> DataType? = { types in
  guard types.count == 1 else { return nil }
  switch types[0] {
  case .period, .nothing: return .time
  default: return nil
  }
}

private func boundary(_ operand: Operand, _ context: KernelContext, offset: Int64) -> Vector {
  guard case .period(let grain) = operand.type else { return unknownVector(.time, count: context.count) }
  return whole(
    mapWholes(operand.wholes, context.count) { ordinal in
      startTime(grain, ordinal &+ offset, context.calendar)
    })
}

/// The first instant of a period, unknown where 64 bits do not reach.
package func startTime(_ grain: Grain, _ ordinal: Int64, _ calendar: Calendar) -> Int64 {
  let limit: Int64 =
    switch grain {
    case .hour: 2_500_000_000
    case .day: 106_000_000
    case .week: 15_000_000
    case .month: 3_400_000
    case .quarter: 1_100_000
    case .year: 280_000
    }
  guard ordinal >= -limit, ordinal <= limit else { return Vector.unknownInteger }
  return calendar.start(grain, ordinal)
}

/// Integers mapped row by row, unknown staying unknown.
func mapWholes(_ run: IntegerRun, _ count: Int, _ transform: (Int64) -> Int64) -> Buffer<Int64> {
  Buffer(count: count) { output in
    for row in 0..<output.count {
      let value = run.buffer[row &* run.stride]
      output[row] = value == Vector.unknownInteger ? value : transform(value)
    }
  }
}

/// The run as one value for each row.
func spread(_ run: IntegerRun, count: Int) -> Buffer<Int64> {
  run.stride == 1 && run.buffer.count == count ? run.buffer : mapWholes(run, count) { $0 }
}

/// The periods of dates or times. Neighbouring rows often lie on one day, so the last day's answer is kept.
private func ordinals(_ operand: Operand, _ grain: Grain, _ context: KernelContext) -> Buffer<Int64> {
  let run = operand.wholes
  let calendar = context.calendar
  if operand.type != .date, grain == .hour {
    return mapWholes(run, context.count) { calendar.ordinal(.hour, ofTime: $0) }
  }
  let isTime = operand.type == .time
  var lastDay = Vector.unknownInteger
  var lastOrdinal = Vector.unknownInteger
  return mapWholes(run, context.count) { value in
    let day = isTime ? Calendar.floorDivide(value, Calendar.microsecondsPerDay) : value
    if day != lastDay {
      lastDay = day
      lastOrdinal =
        representableDays.contains(day) ? calendar.ordinal(grain, ofDay: day) : Vector.unknownInteger
    }
    return lastOrdinal
  }
}
