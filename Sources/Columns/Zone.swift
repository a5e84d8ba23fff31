/// A time zone: how far its clocks are ahead of UTC at every instant, past and to come.
///
/// Instants are microseconds since 1970-01-01T00:00 UTC, wall times microseconds since the same reading of a clock on
/// the wall. Beyond the last change that the system's file lists, the file's rule for all later years goes on; rules
/// of the Gregorian calendar repeat every 400 years.
package final class Zone: Sendable {
  /// `Europe/Madrid`
  package let name: String
  /// When the clocks change, ascending.
  private let changes: [Int64]
  /// The offset before the first change, then that after each; shape `[changes.count + 1]`.
  private let offsets: [Int64]
  /// The wall time from which on the offset after a change holds: an hour that happens twice belongs to its first
  /// pass, and an hour that is skipped is read by the clock before the change.
  private let wallChanges: [Int64]
  /// The rule for later years was written out up to here.
  private let horizon: Int64

  /// 400 years, a whole number of weeks.
  private static let cycle: Int64 = 146_097 * Calendar.microsecondsPerDay

  /// Reads a file of the system's time zone data (TZif, RFC 8536); nil where the bytes are none.
  package init?(name: String, file bytes: [UInt8]) {
    guard let file = ZoneFile(bytes) else { return nil }
    self.name = name
    var changes: [Int64] = []
    var offsets = [file.firstOffset * 1_000_000]
    for (time, offset) in file.changes where abs(time) < 9_000_000_000_000 {
      guard time * 1_000_000 > changes.last ?? .min else { continue }
      changes.append(time * 1_000_000)
      offsets.append(offset * 1_000_000)
    }
    var horizon = Int64.max
    if let rule = file.rule {
      if let summer = rule.summer {
        let last = changes.last ?? -10_000_000_000_000_000
        let firstYear = Calendar.civil(Calendar.floorDivide(last, Calendar.microsecondsPerDay)).year
        for year in firstYear...(max(firstYear, 1970) + 401) {
          let found = [
            (summer.start.time(in: year) - rule.offset, summer.offset),
            (summer.end.time(in: year) - summer.offset, rule.offset),
          ].sorted { $0.0 < $1.0 }
          for (seconds, offset) in found where seconds * 1_000_000 > changes.last ?? .min {
            changes.append(seconds * 1_000_000)
            offsets.append(offset * 1_000_000)
          }
        }
        horizon = (changes.last ?? 0) - Calendar.microsecondsPerDay
      } else if changes.isEmpty {
        offsets = [rule.offset * 1_000_000]
      }
    }
    self.changes = changes
    self.offsets = offsets
    self.horizon = horizon
    wallChanges = changes.indices.map { changes[$0] + max(offsets[$0], offsets[$0 + 1]) }
  }

  /// A stretch of instants, or of wall times, in which the offset is the same.
  package struct Stretch: Sendable {
    package var start: Int64
    package var end: Int64
    package var offset: Int64
    package static let none = Stretch(start: 0, end: 0, offset: 0)
    @inlinable package func contains(_ time: Int64) -> Bool { time >= start && time < end }
  }

  /// The stretch around an instant.
  package func stretch(at instant: Int64) -> Stretch { stretch(at: instant, in: changes) }

  /// The stretch around a wall time.
  package func stretch(atWall wall: Int64) -> Stretch { stretch(at: wall, in: wallChanges) }

  private func stretch(at time: Int64, in changes: [Int64]) -> Stretch {
    var moved: Int64 = 0
    if time > horizon {
      // The same day of the week and of the year, whole cycles earlier.
      let cycles = (time - horizon - 1) / Zone.cycle + 1
      moved = cycles * Zone.cycle
    }
    let place = time - moved
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return Stretch(
      start: low == 0 ? .min : changes[low - 1] + moved,
      end: low == changes.count ? .max : changes[low] + moved, offset: offsets[low])
  }

  /// What a clock on the wall shows at an instant.
  package func wall(_ instant: Int64) -> Int64 { instant &+ stretch(at: instant).offset }

  /// The instant at which a clock on the wall shows a time: the first of two, and for a time that is skipped the
  /// instant that a clock not yet changed would show.
  package func instant(_ wall: Int64) -> Int64 { wall &- stretch(atWall: wall).offset }

  /// Whether no clock in the zone ever shows the time.
  package func isSkipped(_ wall: Int64) -> Bool { self.wall(instant(wall)) != wall }

  /// When the clocks change between two instants.
  package func changes(from start: Int64, to end: Int64) -> [Int64] {
    var found: [Int64] = []
    var next = stretch(at: start).end
    while next < end {
      found.append(next)
      next = stretch(at: next).end
    }
    return found
  }
}

extension Zone: Hashable {
  package static func == (left: Zone, right: Zone) -> Bool { left.name == right.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What a file of time zone data says, in seconds.
private struct ZoneFile {
  var firstOffset: Int64 = 0
  var changes: [(time: Int64, offset: Int64)] = []
  var rule: ZoneRule?

  init?(_ bytes: [UInt8]) {
    func number(_ place: Int, _ width: Int) -> Int64? {
      guard place >= 0, place + width <= bytes.count else { return nil }
      var value: Int64 = width == 8 ? 0 : (bytes[place] & 0x80 != 0 ? -1 : 0)
      for byte in bytes[place..<(place + width)] { value = value << 8 | Int64(byte) }
      return value
    }
    /// The counts of a block: markers of UTC and standard time, leap seconds, changes, kinds of time, letters.
    func counts(_ place: Int) -> [Int]? {
      guard place + 44 <= bytes.count, bytes[place..<(place + 4)].elementsEqual("TZif".utf8) else {
        return nil
      }
      var counts: [Int] = []
      for index in 0..<6 {
        guard let count = number(place + 20 + 4 * index, 4), (0...1_000_000).contains(count) else {
          return nil
        }
        counts.append(Int(count))
      }
      return counts
    }
    func size(_ counts: [Int], _ width: Int) -> Int {
      counts[3] * (width + 1) + counts[4] * 6 + counts[5] + counts[2] * (width + 4) + counts[1] + counts[0]
    }
    guard var own = counts(0) else { return nil }
    var place = 44
    var width = 4
    if bytes[4] >= UInt8(ascii: "2") {
      let second = place + size(own, 4)
      guard let found = counts(second) else { return nil }
      own = found
      place = second + 44
      width = 8
    }
    guard own[4] > 0, place + size(own, width) <= bytes.count else { return nil }
    let kinds = place + own[3] * (width + 1)
    var offsets: [Int64] = []
    for kind in 0..<own[4] {
      guard let offset = number(kinds + 6 * kind, 4), abs(offset) < 200_000 else { return nil }
      offsets.append(offset)
    }
    // Before the first change the first kind of time holds.
    firstOffset = offsets[0]
    for index in 0..<own[3] {
      let kind = Int(bytes[place + own[3] * width + index])
      guard let time = number(place + width * index, width), kind < offsets.count else { return nil }
      changes.append((time, offsets[kind]))
    }
    if width == 8 {
      let footer = bytes[(place + size(own, width))...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }
      if !footer.isEmpty { rule = ZoneRule(String(decoding: footer, as: UTF8.self)) }
    }
  }
}

/// The rule for the years after the last change that a file lists, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
private struct ZoneRule {
  /// Seconds ahead of UTC in winter.
  var offset: Int64
  var summer: (offset: Int64, start: Day, end: Day)?

  /// A day of each year and a time on that day's clock.
  struct Day {
    enum Kind {
      /// The k-th (5: last) weekday (0 Sunday) of a month.
      case weekday(month: Int, week: Int, day: Int)
      /// 1 to 365, 29 February not counted.
      case withoutLeap(Int)
      /// 0 to 365.
      case plain(Int)
    }
    var kind: Kind
    var seconds: Int64

    /// Seconds since 1970 on the clock of the wall.
    func time(in year: Int) -> Int64 {
      let day: Int64
      switch kind {
      case .weekday(let month, let week, let weekday):
        let first = Calendar.day(year: year, month: month, day: 1)
        let ahead = (weekday - Calendar.weekday(first) % 7 + 7) % 7
        var date = 1 + ahead + 7 * (week - 1)
        while date > Calendar.daysInMonth(year: year, month: month) { date -= 7 }
        day = first + Int64(date - 1)
      case .withoutLeap(let number):
        let isLeap = Calendar.daysInMonth(year: year, month: 2) == 29
        day =
          Calendar.day(year: year, month: 1, day: 1) + Int64(number - 1 + (isLeap && number >= 60 ? 1 : 0))
      case .plain(let number): day = Calendar.day(year: year, month: 1, day: 1) + Int64(number)
      }
      return day * 86_400 + seconds
    }
  }

  init?(_ text: String) {
    var rest = text[...]
    func name() -> Bool {
      if rest.first == "<" {
        guard let close = rest.firstIndex(of: ">") else { return false }
        rest = rest[rest.index(after: close)...]
        return true
      }
      let letters = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(letters.count)
      return letters.count >= 3
    }
    func whole() -> Int? {
      let digits = rest.prefix { $0.isNumber }.prefix(4)
      rest = rest.dropFirst(digits.count)
      return Int(digits)
    }
    func take(_ sign: Character) -> Bool {
      guard rest.first == sign else { return false }
      rest = rest.dropFirst()
      return true
    }
    /// `[+-]hh[:mm[:ss]]`
    func clock() -> Int64? {
      let isNegative = take("-")
      if !isNegative { _ = take("+") }
      guard let hours = whole() else { return nil }
      var seconds = hours * 3600
      if take(":") {
        guard let minutes = whole() else { return nil }
        seconds += minutes * 60
        if take(":") {
          guard let more = whole() else { return nil }
          seconds += more
        }
      }
      return Int64(isNegative ? -seconds : seconds)
    }
    func day() -> Day? {
      var kind: Day.Kind
      if take("M") {
        guard let month = whole(), (1...12).contains(month), take("."), let week = whole(),
          (1...5).contains(week),
          take("."), let weekday = whole(), (0...6).contains(weekday)
        else { return nil }
        kind = .weekday(month: month, week: week, day: weekday)
      } else if take("J") {
        guard let number = whole(), (1...365).contains(number) else { return nil }
        kind = .withoutLeap(number)
      } else {
        guard let number = whole(), (0...365).contains(number) else { return nil }
        kind = .plain(number)
      }
      var seconds: Int64 = 7200
      if take("/") {
        guard let written = clock() else { return nil }
        seconds = written
      }
      return Day(kind: kind, seconds: seconds)
    }
    // The sign is that of the old convention: west is positive.
    guard name(), let west = clock() else { return nil }
    offset = -west
    guard !rest.isEmpty else { return }
    guard name() else { return nil }
    var ahead = offset + 3600
    if rest.first != "," {
      guard let written = clock() else { return nil }
      ahead = -written
    }
    guard take(","), let start = day(), take(","), let end = day(), rest.isEmpty else { return nil }
    summer = (ahead, start, end)
  }
}
