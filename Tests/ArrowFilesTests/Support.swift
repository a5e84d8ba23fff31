import ArrowFiles
import Columns
import Diagnostics
import FoundationEssentials
import Glibc
import TestSupport

/// A file that goes with the object.
final class TemporaryFile: Sendable {
  let path: String

  init(_ bytes: [UInt8]) {
    path = "/tmp/kpi-arrow-\(getpid())-\(UInt64.random(in: 0 ... .max)).arrow"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }

  deinit { unlink(path) }
}

func decoded(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

func cells(_ column: Column) -> String {
  (0..<column.count).map { row in
    switch column.value(at: row) {
    case .none: "∅"
    case .bool(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .real(let real): real == real.rounded() && abs(real) < 1e15 ? "\(Int64(real))" : "\(real)"
    case .text(let text): text
    case .date(let day): Calendar.dateText(day)
    case .time(let time): Calendar.timeText(time)
    case .duration(let length), .period(_, let length): "\(length)"
    }
  }.joined(separator: " ")
}

func dump(_ table: ArrowTable) throws -> String {
  try table.columnNames.map { name in
    let column = try table.column(name, asText: false, work: Work(threads: 1)).column
    return "\(name) \(column.type): \(cells(column))"
  }.joined(separator: "\n")
}

/// The message of a diagnostic that is thrown.
func failure(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let diagnostic as Diagnostic {
    return diagnostic.message
  } catch {
    return nil
  }
}

/// A column of each kind that a table can hold, coded or plain.
func randomColumns(_ rows: Int, _ generator: inout SeededGenerator) -> [ArrowColumn] {
  func integers(_ range: ClosedRange<Int64>, _ unknowns: Bool) -> [Int64] {
    (0..<rows).map { _ in
      unknowns && Int.random(in: 0..<4, using: &generator) == 0
        ? Vector.unknownInteger : Int64.random(in: range, using: &generator)
    }
  }
  func coded(_ domain: Vector, _ type: DataType) -> Column {
    let codes = (0..<rows).map { _ in UInt8.random(in: 0..<UInt8(domain.count), using: &generator) }
    return Column(type: type, storage: .coded(.narrow(Buffer(codes)), domain: domain))
  }
  func plain(_ vector: Vector, _ type: DataType) -> Column { Column(type: type, storage: .plain(vector)) }
  let unknown = Vector.unknownInteger
  let reals = (0..<rows).map { _ in
    Bool.random(using: &generator) ? Double.random(in: -1...1, using: &generator) : .nan
  }
  // An empty column shows no type of its own where text could be anything.
  return [
    ArrowColumn("whole", plain(.integers(Buffer(integers(-5...5, true)), scale: 0), .number)),
    ArrowColumn("large", plain(.integers(Buffer(integers(.min + 1 ... .max, false)), scale: 0), .number)),
    ArrowColumn("money", plain(.integers(Buffer(integers(-500...500, true)), scale: 2), .number)),
    ArrowColumn("real", plain(.reals(Buffer(reals)), .number)),
    ArrowColumn("day", plain(.integers(Buffer(integers(-20_000...20_000, true)), scale: 0), .date)),
    ArrowColumn(
      "time",
      plain(.integers(Buffer(integers(-1_000_000_000...1_700_000_000_000_000, true)), scale: 0), .time)),
    ArrowColumn(
      "instant", plain(.integers(Buffer(integers(0...1_700_000_000_000_000, false)), scale: 0), .time),
      holdsInstants: true),
    ArrowColumn("length", plain(.integers(Buffer(integers(-9...9, true)), scale: 0), .duration)),
    ArrowColumn("flag", plain(.bools(Buffer(integers(0...2, false).map { UInt8($0) })), .bool)),
    ArrowColumn(
      "text", plain(.texts(TextBuffer(integers(0...9, false).map { $0 == 0 ? "" : "té\($0)\n" })), .text)),
    ArrowColumn("segment", coded(.texts(TextBuffer(["", "pro", "libre", "ñ"])), .text)),
    ArrowColumn("score", coded(.integers(Buffer([unknown, 10, 0, 5]), scale: 0), .number)),
    ArrowColumn("price", coded(.integers(Buffer([unknown, 1050, 999]), scale: 2), .number)),
    ArrowColumn("share", coded(.reals(Buffer([.nan, 0.123456789, -2])), .number)),
    ArrowColumn("coded day", coded(.integers(Buffer([unknown, 0, 19_000]), scale: 0), .date)),
    ArrowColumn("coded flag", coded(.bools(Buffer([2, 1, 0])), .bool)),
  ]
}
