import Columns
import Diagnostics
import FileFormats
import Glibc
import TestSupport
import Testing

/// A folder of its own for one test, removed at the end.
final class Folder {
  let path: String

  init() {
    var name = Array("/tmp/kpi-files-XXXXXX".utf8CString)
    path = name.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) } ?? "/tmp" }
  }

  deinit { system("rm -rf '\(path)'") }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var done = 0
    while done < bytes.count {
      let length = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if length <= 0 { break }
      done += length
    }
    close(descriptor)
    return file
  }

  func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }
}

/// The folder of real files beside the project, where there is one.
let sharedData: String? = {
  let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  for path in ["/\(root)/../shared/data", "/\(root)/../../shared/data"] where access(path, R_OK) == 0 { return path }
  return nil
}()

func open(_ paths: [String], threads: Int = 2, _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> Dataset {
  var options = ReadingOptions()
  change(&options)
  return try Dataset.open(paths: paths, options: options, work: Work(threads: threads))
}

/// All columns of a dataset as text: names with types, then the rows.
func dump(_ dataset: Dataset, limit: Int = 20) throws -> String {
  let columns = try dataset.columns(dataset.columnNames, work: Work(threads: 2))
  var lines = [dataset.columnNames.map { "\($0):\(columns[$0]!.type)" }.joined(separator: " | ")]
  for row in 0..<min(dataset.rowCount, limit) {
    lines.append(dataset.columnNames.map { text(columns[$0]!.value(at: row)) }.joined(separator: " | "))
  }
  return lines.joined(separator: "\n")
}

func text(_ value: Value) -> String {
  switch value {
  case .none: "-"
  case .bool(let flag): "\(flag)"
  case .integer(let number): "\(number)"
  case .real(let number): "\(number)"
  case .text(let text): text
  case .date(let day): Calendar.dateText(day)
  case .time(let time): Calendar.timeText(time)
  case .duration(let length): "\(Double(length) / 1e6)s"
  case .period(let grain, let ordinal): Calendar().text(grain, ordinal)
  }
}
