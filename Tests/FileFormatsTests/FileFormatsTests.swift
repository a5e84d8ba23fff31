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
    path = name.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
    }
  }

  deinit { remove(path) }

  private func remove(_ folder: String) {
    guard folder.hasPrefix("/tmp/kpi-files-"), let handle = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(handle) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    closedir(handle)
    for name in names where name != "." && name != ".." {
      if unlink(folder + "/" + name) != 0 { remove(folder + "/" + name) }
    }
    rmdir(folder)
  }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    let descriptor = Glibc.open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
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

  func makeFolder(_ name: String) { mkdir(path + "/" + name, 0o755) }
}

/// The folder of real files beside the project, where there is one.
let sharedData: String? = {
  let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  for path in [root + "/../shared/data", root + "/../../shared/data"] where access(path, R_OK) == 0 {
    return path
  }
  return nil
}()

typealias Change = (inout ReadingOptions) -> Void

func open(_ paths: [String], threads: Int = 2, memory: Int = .max, _ change: Change = { _ in }) throws
  -> Dataset
{
  var options = ReadingOptions()
  change(&options)
  return try Dataset.open(paths: paths, options: options, work: Work(threads: threads, memoryLimit: memory))
}

/// The columns of a dataset as text: names with types, then the rows.
func dump(_ dataset: Dataset, threads: Int = 2, memory: Int = .max) throws -> String {
  let columns = try dataset.columns(dataset.columnNames, work: Work(threads: threads, memoryLimit: memory))
  var lines = [
    dataset.columnNames.map { "\($0) \(columns[$0].map { $0.type.word } ?? "?")" }.joined(
      separator: " | ")
  ]
  for row in 0..<dataset.rowCount {
    lines.append(
      dataset.columnNames.map { text(columns[$0]?.value(at: row) ?? .none) }.joined(separator: " | "))
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
  case .duration(let length): "\(Double(length) / 1e6) s"
  case .period(let grain, let ordinal): Calendar().text(grain, ordinal)
  }
}

/// What a file reads as, with the notes on its form; or the error it gives.
func reading(_ bytes: [UInt8], _ change: Change = { _ in }) -> String {
  let folder = Folder()
  let path = folder.write("file.csv", bytes)
  do {
    let dataset = try open([path], change)
    return try dump(dataset) + "\n(" + dataset.notes.joined(separator: "; ") + ")"
  } catch let diagnostic as Diagnostic {
    return describe(diagnostic).replacing(folder.path + "/", with: "")
  } catch {
    return "\(error)"
  }
}

func describe(_ diagnostic: Diagnostic) -> String {
  let severity = diagnostic.severity == .error ? "error" : "warning"
  return "\(severity)[\(diagnostic.code.name)]: \(diagnostic.message)"
    + diagnostic.help.map { "\n  help: \($0)" }.joined()
}

extension String {
  func replacing(_ part: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while let first = part.first, let start = rest.firstIndex(of: first) {
      if rest[start...].hasPrefix(part) {
        result += rest[..<start] + other
        rest = rest[start...].dropFirst(part.count)
      } else {
        result += rest[...start]
        rest = rest[start...].dropFirst()
      }
    }
    return result + rest
  }
}

func check(
  _ file: String, _ expected: String, _ change: Change = { _ in },
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectText(reading(Array(file.utf8), change), expected, sourceLocation: sourceLocation)
}
