/// The type of a column or an expression.
package enum DataType: Sendable, Hashable {
  /// 64-bit integers, decimals as scaled integers, or doubles.
  case number
  case text
  case bool
  /// A day without a time.
  case date
  /// An instant, to the microsecond.
  case time
  /// A length of time, in microseconds.
  case duration
  /// A stretch of the calendar such as `2024-03`.
  case period(Grain)
  /// The type of `none` alone; fits every other type.
  case nothing

  /// The type for people: a period is called by its unit.
  package var word: String {
    switch self {
    case .number: "number"
    case .text: "text"
    case .bool: "bool"
    case .date: "date"
    case .time: "time"
    case .duration: "duration"
    case .period(let grain): grain.rawValue
    case .nothing: "empty"
    }
  }
}

/// A unit of the calendar that periods are made of.
package enum Grain: String, Sendable, Hashable, CaseIterable, Comparable {
  case hour, day, week, month, quarter, year

  package static func < (left: Grain, right: Grain) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }
}

/// One cell, for results, constants and messages; never used in a loop over rows.
package enum Value: Sendable, Hashable {
  case none
  case bool(Bool)
  case integer(Int64)
  /// Never infinite, never NaN.
  case real(Double)
  case text(String)
  /// Days since 1970-01-01.
  case date(Int64)
  /// Microseconds since 1970-01-01T00:00 in the zone of the session.
  case time(Int64)
  /// Microseconds.
  case duration(Int64)
  case period(Grain, Int64)

  /// The value as a double; nil for none and for what is not a number, a bool or a duration (seconds).
  package var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .bool(let value): value ? 1 : 0
    case .duration(let microseconds): Double(microseconds) / 1e6
    default: nil
    }
  }
}
