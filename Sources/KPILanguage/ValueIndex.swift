import Columns
import Functions
import Glibc
import NativeEngine
import Synchronization

/// The different values of a column as they are written, most frequent first, to be found by how they begin.
///
/// Finding looks at eight bytes of every value, which takes a millisecond for a million of them; nothing is sorted
/// by spelling, so an index costs little more than the counting.
struct ValueIndex: Sendable {
  /// The values without differences of letter case, one after the other.
  private var bytes: [UInt8] = []
  /// Shape `[value + 1]`.
  private var offsets: [Int] = [0]
  /// The first eight bytes of each value, the first one highest; shape `[value]`.
  private var heads: [UInt64] = []
  private var values: [(value: Value, count: Int)] = []
  private let calendar: Calendar

  init(_ column: Column, calendar: Calendar) {
    self.calendar = calendar
    values = NativeEngine.valueCounts(of: column, limit: .max).filter { $0.value != .none }
    heads.reserveCapacity(values.count)
    offsets.reserveCapacity(values.count + 1)
    for (value, _) in values {
      bytes += text(value).lowercased().utf8
      heads.append(Self.head(bytes[(offsets.last ?? 0)...]))
      offsets.append(bytes.count)
    }
  }

  var count: Int { values.count }

  /// The values that begin with a text in any letter case, most frequent first.
  func values(beginningWith typed: String, limit: Int) -> [(text: String, count: Int)] {
    let wanted = Array(typed.lowercased().utf8)
    let head = Self.head(wanted[...])
    let mask: UInt64 = wanted.isEmpty ? 0 : ~0 << UInt64(8 * max(8 - wanted.count, 0))
    var found: [(text: String, count: Int)] = []
    heads.withUnsafeBufferPointer { heads in
      for position in 0..<heads.count where (heads[position] ^ head) & mask == 0 {
        // More than eight bytes were typed, or the value is shorter than what was typed and padded with zeros.
        guard bytes[offsets[position]..<offsets[position + 1]].starts(with: wanted) else { continue }
        found.append((text(values[position].value), values[position].count))
        if found.count >= limit { return }
      }
    }
    return found
  }

  private func text(_ value: Value) -> String { displayed(value, calendar) }

  private static func head(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var result: UInt64 = 0
    for (position, byte) in bytes.prefix(8).enumerated() {
      result |= UInt64(byte) << UInt64(56 - 8 * position)
    }
    return result
  }
}

/// The periods in which a column of dates or times has rows.
struct PeriodIndex: Sendable {
  /// Rows of each period that has some, latest first; shape `[period]`.
  private(set) var years: [(text: String, count: Int)] = []
  private(set) var quarters: [(text: String, count: Int)] = []
  private(set) var months: [(text: String, count: Int)] = []
  /// The first and the last day.
  private(set) var ends: (first: Int64, last: Int64)?

  init(_ column: Column, calendar: Calendar) {
    let rowsOfDay = Self.rowsOfDay(column)
    let days = rowsOfDay.keys.sorted()
    guard let first = days.first, let last = days.last else { return }
    ends = (first, last)
    for grain in [Grain.year, .quarter, .month] {
      var counted: [(ordinal: Int64, count: Int)] = []
      for day in days {
        let ordinal = calendar.ordinal(grain, ofDay: day)
        if counted.last?.ordinal == ordinal {
          counted[counted.count - 1].count += rowsOfDay[day] ?? 0
        } else {
          counted.append((ordinal, rowsOfDay[day] ?? 0))
        }
      }
      let written = counted.reversed().map { (calendar.text(grain, $0.ordinal), $0.count) }
      switch grain {
      case .year: years = written
      case .quarter: quarters = written
      default: months = written
      }
    }
  }

  private static func rowsOfDay(_ column: Column) -> [Int64: Int] {
    let perDay = column.type == .date ? 1 : Calendar.microsecondsPerDay
    var result: [Int64: Int] = [:]
    var known: (day: Int64, count: Int) = (0, 0)
    func add(_ value: Int64, _ count: Int) {
      guard value != Vector.unknownInteger else { return }
      let day = Calendar.floorDivide(value, perDay)
      // Rows of one day often follow each other, and a dictionary is asked once for all of them.
      if day == known.day {
        known.count += count
      } else {
        if known.count > 0 { result[known.day, default: 0] += known.count }
        known = (day, count)
      }
    }
    if case .plain(.integers(let buffer, _)) = column.storage {
      for value in buffer.values { add(value, 1) }
    } else {
      for (value, count) in NativeEngine.valueCounts(of: column, limit: .max) {
        switch value {
        case .date(let day): add(day, count)
        case .time(let time): add(time, count)
        default: break
        }
      }
    }
    if known.count > 0 { result[known.day, default: 0] += known.count }
    return result
  }
}

/// Something that a thread of its own makes from a column, once.
///
/// Columns never change, so that this needs nothing of the session; it is begun while the user types, and mostly there
/// when Tab asks for it.
final class Prepared<Content: Sendable>: Sendable {
  private let content = Mutex<Content?>(nil)

  init(_ make: @escaping @Sendable () -> Content) {
    Task.detached { [self] in
      let made = make()
      content.withLock { $0 = made }
    }
  }

  /// What was made; nil when it is not there yet.
  var ifReady: Content? { content.withLock { $0 } }

  /// Waits for it; nil when the work was stopped first.
  func wait(_ work: Work) -> Content? {
    while !work.isStopped {
      if let made = ifReady { return made }
      usleep(500)
    }
    return ifReady
  }
}
