import Columns

/// A cell as files carry it: full precision and no marks. None is nil.
enum FileValue {
  case none
  case bool(Bool)
  /// A number in plain decimals.
  case number(String)
  case text(String)

  init(_ value: Value, _ calendar: Calendar) {
    switch value {
    case .none: self = .none
    case .bool(let flag): self = .bool(flag)
    case .integer(let integer): self = .number(String(integer))
    case .real(let real): self = NumberText.exact(real).map(FileValue.number) ?? .none
    case .text(let text): self = text.isEmpty ? .none : .text(text)
    case .date(let day): self = .text(DateText.date(day))
    case .time(let time): self = .text(DateText.time(time))
    case .duration(let microseconds): self = .number(DurationText.seconds(microseconds))
    case .period(let grain, let ordinal): self = .text(DateText.period(grain, ordinal, calendar))
    }
  }
}

extension ResultTable {
  /// Positions of the columns that a file has.
  var fileColumns: [Int] { columns.indices.filter { !columns[$0].isImplied } }

  /// A cell; none where a row is too short.
  func value(_ row: ResultRow, _ column: Int) -> Value {
    column < row.values.count ? row.values[column] : .none
  }
}

/// Whether a spreadsheet would run a text as a formula.
func startsFormula(_ text: String) -> Bool {
  guard let first = text.unicodeScalars.first else { return false }
  return ["=", "+", "-", "@", "\t", "\r"].contains(first)
}
