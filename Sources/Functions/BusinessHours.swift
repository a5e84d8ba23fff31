import Columns

extension Function {
  /// Two further arguments, which the binder adds, say which of the times are instants in UTC.
  package static let businessHours = Function(
    name: "business_hours",
    summary: "The hours between two times in which somebody works, as `set business hours` says.",
    parameters: ["from", "to"],
    examples: [
      Example("business_hours(2024-03-01T17:00, 2024-03-04T10:30)", "2.5"),
      Example("business_hours(2024-03-04T10:30, 2024-03-01T17:00)", "-2.5"),
      Example("business_hours(none, 2024-03-04T10:30)", "none"),
    ],
    resultType: { types in
      guard types.count == 2 || types.count == 4, types.dropFirst(2).allSatisfy({ $0 == .bool }) else {
        return nil
      }
      return types.prefix(2).allSatisfy { $0.isInstant || $0 == .nothing } ? .number : nil
    },
    kernel: { operands, context in
      guard let hours = context.calendar.businessHours else {
        return unknownVector(.number, count: context.count)
      }
      let zone = hours.zone ?? context.calendar.zone
      func run(_ index: Int) -> Reading {
        let isInstant = operands.count == 4 && operands[index + 2].bools.buffer[0] == 1
        return Reading(operands[index].instants, isInstant: isInstant, zone)
      }
      let from = run(0)
      let to = run(1)
      guard let first = [from.days?.lowerBound, to.days?.lowerBound].compactMap({ $0 }).min(),
        let last = [from.days?.upperBound, to.days?.upperBound].compactMap({ $0 }).max()
      else { return unknownVector(.number, count: context.count) }
      let days = hours.days(first...last, in: zone)
      return .reals(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let start = from.total(row, days)
            let end = to.total(row, days)
            output[row] =
              start == Vector.unknownInteger || end == Vector.unknownInteger
              ? .nan : Double(end - start) / 3_600_000_000
          }
        })
    })
}

/// A column of times as instants and as what the clock of the hours shows.
private struct Reading {
  let instants: Buffer<Int64>
  let walls: Buffer<Int64>
  let stride: Int
  /// The days on which known times lie.
  let days: ClosedRange<Int64>?

  init(_ run: IntegerRun, isInstant: Bool, _ zone: Zone?) {
    stride = run.stride
    let own = IntegerRun(buffer: run.buffer, stride: 1, scale: 0)
    let count = run.buffer.count
    if let zone {
      instants = isInstant ? run.buffer : moments(of: own, in: zone, count)
      // A time that the clock skips becomes the one that it shows then.
      walls = Functions.walls(of: IntegerRun(buffer: instants, stride: 1, scale: 0), in: zone, count)
    } else {
      instants = run.buffer
      walls = run.buffer
    }
    var first = Int64.max
    var last = Int64.min
    let least = BusinessDays.bounds.lowerBound * Calendar.microsecondsPerDay
    let most = (BusinessDays.bounds.upperBound + 1) * Calendar.microsecondsPerDay
    for wall in walls.values where wall >= least && wall < most {
      first = min(first, wall)
      last = max(last, wall)
    }
    days =
      first > last
      ? nil
      : Calendar.floorDivide(
        first, Calendar.microsecondsPerDay)...Calendar.floorDivide(last, Calendar.microsecondsPerDay)
  }

  /// Unknown where the time is, and outside the years 1 to 9999.
  func total(_ row: Int, _ table: BusinessDays) -> Int64 {
    let place = row &* stride
    let wall = walls[place]
    guard let days, wall != Vector.unknownInteger,
      days.contains(Calendar.floorDivide(wall, Calendar.microsecondsPerDay))
    else { return Vector.unknownInteger }
    return table.total(instant: instants[place], wall: wall)
  }
}
