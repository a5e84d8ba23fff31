import Synchronization

/// The hours of the week in which somebody works, without the holidays: what `business_hours` counts.
package final class BusinessHours: Sendable {
  /// Open from a time of day to another, half open, in microseconds since midnight; never over midnight.
  package struct Opening: Sendable, Hashable {
    package var open: Int64
    package var close: Int64
    package init(open: Int64, close: Int64) {
      self.open = open
      self.close = close
    }
  }

  /// Shape `[7]`, Monday first; each day's openings in order and apart from each other.
  package let week: [[Opening]]
  /// Days on which nobody works.
  package let holidays: Set<Int64>
  /// Where the clock of the hours hangs; nil for the zone that is set.
  package let zone: Zone?
  /// The hours as people read them, such as `mon-fri 09:00-18:00`.
  package let text: String
  private let days = Mutex<BusinessDays?>(nil)

  package init(week: [[Opening]], holidays: Set<Int64>, zone: Zone?, text: String) {
    self.week = week
    self.holidays = holidays
    self.zone = zone
    self.text = text
  }

  /// The days around a stretch of days, with the business time before each. A table once made is kept and grown.
  package func days(_ wanted: ClosedRange<Int64>, in zone: Zone?) -> BusinessDays {
    days.withLock { known in
      if let known, known.zone == zone, known.range.lowerBound <= wanted.lowerBound,
        known.range.upperBound >= wanted.upperBound
      {
        return known
      }
      var range = wanted
      if let known, known.zone == zone {
        range =
          min(known.range.lowerBound, wanted.lowerBound)...max(known.range.upperBound, wanted.upperBound)
      }
      let made = BusinessDays(of: self, range, in: zone)
      known = made
      return made
    }
  }
}

extension BusinessHours: Hashable {
  package static func == (left: BusinessHours, right: BusinessHours) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// For each day of a stretch: which openings it has, and the business time of all days before it.
///
/// The time between two instants is then one subtraction, however many years lie between them.
package final class BusinessDays: Sendable {
  package let range: ClosedRange<Int64>
  let zone: Zone?
  /// Microseconds before each day.
  private let before: Buffer<Int64>
  /// 0…6 for a weekday with its usual openings, 7 for a closed day, 8 and more for a day on which the clocks change:
  /// the openings of that day in `changed`, at the place less 8.
  private let kinds: Buffer<UInt8>
  private let usual: [[BusinessHours.Opening]]
  private let changed: [Int64: [BusinessHours.Opening]]

  /// Days that a value may lie on: the years 1 to 9999.
  package static let bounds: ClosedRange<Int64> = -719_162...2_932_896

  init(of hours: BusinessHours, _ range: ClosedRange<Int64>, in zone: Zone?) {
    self.range = range
    self.zone = zone
    usual = hours.week
    let day = Calendar.microsecondsPerDay
    func openings(_ date: Int64) -> [BusinessHours.Opening] {
      hours.holidays.contains(date) ? [] : hours.week[Calendar.weekday(date) - 1]
    }
    // An opening during which the clocks change is an hour longer or shorter, so these days have instants.
    var changed: [Int64: [BusinessHours.Opening]] = [:]
    if let zone {
      let start = zone.instant(range.lowerBound * day) - day
      for change in zone.changes(from: start, to: zone.instant(range.upperBound * day) + 2 * day) {
        for wall in [zone.wall(change - 1), zone.wall(change)] {
          let date = Calendar.floorDivide(wall, day)
          changed[date] = openings(date).map {
            BusinessHours.Opening(
              open: zone.instant(date * day + $0.open), close: zone.instant(date * day + $0.close))
          }
        }
      }
    }
    self.changed = changed
    func total(_ openings: [BusinessHours.Opening]) -> Int64 {
      openings.reduce(0) { $0 + $1.close - $1.open }
    }
    let usualTotals = hours.week.map(total)
    let count = range.count
    let first = range.lowerBound
    let kinds = Buffer<UInt8>(count: count) { output in
      for index in 0..<count {
        let date = first + Int64(index)
        output[index] = UInt8(Calendar.weekday(date) - 1)
      }
      for date in hours.holidays where range.contains(date) { output[Int(date - first)] = 7 }
      for date in changed.keys where range.contains(date) { output[Int(date - first)] = 8 }
    }
    self.kinds = kinds
    before = Buffer(count: count) { output in
      var sum: Int64 = 0
      for index in 0..<count {
        output[index] = sum
        switch kinds.values[index] {
        case 7: break
        case 8: sum += total(changed[first + Int64(index)] ?? [])
        case let weekday: sum += usualTotals[Int(weekday)]
        }
      }
    }
  }

  /// The business time from the first day of the table to an instant that the clock shows as `wall`, in microseconds.
  package func total(instant: Int64, wall: Int64) -> Int64 {
    let date = Calendar.floorDivide(wall, Calendar.microsecondsPerDay)
    let index = Int(date - range.lowerBound)
    var sum = before[index]
    let kind = kinds[index]
    if kind == 7 { return sum }
    let openings = kind == 8 ? changed[date] ?? [] : usual[Int(kind)]
    let place = kind == 8 ? instant : wall - date * Calendar.microsecondsPerDay
    for opening in openings where place > opening.open { sum += min(place, opening.close) - opening.open }
    return sum
  }
}
