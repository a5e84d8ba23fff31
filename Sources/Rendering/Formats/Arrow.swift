import ArrowFiles
package import Columns

/// The bytes of a result as an Arrow file: full precision, with the types that the columns have.
///
/// Periods are the days that they begin on, because other programs know no months; a column in which some cell is of
/// another type, such as the word `total` among months, is text.
package func arrowFile(of result: ResultTable) -> [UInt8] {
  var names: Set<String> = []
  let columns = result.fileColumns.map { position in
    let values = result.rows.map { result.value($0, position) }
    var column = arrowColumn(result.columns[position].name, values, result)
    // Names must differ for most readers.
    var repetition = 2
    while !names.insert(column.name).inserted {
      column.name = "\(result.columns[position].name)_\(repetition)"
      repetition += 1
    }
    return column
  }
  return arrowBytes(columns, rowCount: result.rows.count)
}

private func arrowColumn(_ name: String, _ values: [Value], _ result: ResultTable) -> ArrowColumn {
  func plain(_ vector: Vector, _ type: DataType) -> ArrowColumn {
    ArrowColumn(name, Column(type: type, storage: .plain(vector)))
  }
  func integers(_ type: DataType, _ read: (Value) -> Int64?) -> ArrowColumn? {
    var integers: [Int64] = []
    for value in values {
      if value == .none {
        integers.append(Vector.unknownInteger)
      } else if let integer = read(value), integer != Vector.unknownInteger {
        integers.append(integer)
      } else {
        return nil
      }
    }
    return plain(.integers(Buffer(integers), scale: 0), type)
  }
  func texts() -> ArrowColumn {
    let texts = values.map { value in
      switch FileValue(value, result.calendar) {
      case .none: ""
      case .bool(let flag): flag ? "true" : "false"
      case .number(let digits): digits
      case .text(let text): text
      }
    }
    return plain(.texts(TextBuffer(texts)), .text)
  }
  guard let first = values.first(where: { $0 != .none }) else { return texts() }
  let found: ArrowColumn?
  switch first {
  case .integer, .real:
    found =
      integers(.number) { if case .integer(let integer) = $0 { integer } else { nil } }
      ?? reals(values).map { plain(.reals(Buffer($0)), .number) }
  case .bool:
    let flags = values.compactMap { value -> UInt8? in
      switch value {
      case .none: 2
      case .bool(let flag): flag ? 1 : 0
      default: nil
      }
    }
    found = flags.count == values.count ? plain(.bools(Buffer(flags)), .bool) : nil
  case .date: found = integers(.date) { if case .date(let day) = $0 { narrowDay(day) } else { nil } }
  case .time: found = integers(.time) { if case .time(let time) = $0 { time } else { nil } }
  case .duration:
    found = integers(.duration) { if case .duration(let length) = $0 { length } else { nil } }
  case .period(let grain, _):
    var column = integers(grain == .hour ? .time : .date) { value in
      guard case .period(let own, let ordinal) = value, own == grain,
        (-1_000_000_000...1_000_000_000).contains(ordinal)
      else {
        return nil
      }
      return grain == .hour
        ? result.calendar.start(grain, ordinal) : narrowDay(result.calendar.startDay(grain, ordinal))
    }
    column?.metadata = [("kpi.period", grain.rawValue)]
    found = column
  case .text, .none: found = nil
  }
  return found ?? texts()
}

/// A day that Arrow's 32 bits can count.
private func narrowDay(_ day: Int64) -> Int64? { Int32(exactly: day).map { Int64($0) } }

/// Numbers as doubles, unknown as NaN; nil where a value is no number.
private func reals(_ values: [Value]) -> [Double]? {
  var reals: [Double] = []
  for value in values {
    switch value {
    case .none: reals.append(.nan)
    case .integer(let integer): reals.append(Double(integer))
    case .real(let real): reals.append(real)
    default: return nil
    }
  }
  return reals
}
