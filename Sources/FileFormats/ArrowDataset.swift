import ArrowFiles
import Columns
import Diagnostics
import Glibc

extension DatasetFacts {
  init(_ table: ArrowTable) {
    columnNames = table.columnNames
    paths = table.paths
    rowsOfFiles = table.rowsOfFiles
    notes = table.notes
    diagnostics = []
    summary = "Arrow"
  }
}

extension Dataset {
  /// The files as one table, if they are Arrow files; nil if they are text.
  static func arrowTable(_ paths: [String]) throws -> ArrowTable? {
    let ordered = Array(Set(paths)).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    let arrow = ordered.filter(isArrow)
    if arrow.isEmpty { return nil }
    if let text = ordered.first(where: { !arrow.contains($0) }) {
      throw Diagnostic(
        .foreignFormat, "`\(arrow[0])` is an Arrow file and `\(text)` is not",
        help: ["load the two kinds of files apart, each as a table of its own"])
    }
    return try ArrowTable(paths: ordered)
  }

  private static func isArrow(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    var start = [UInt8](repeating: 0, count: 8)
    let count = pread(descriptor, &start, start.count, 0)
    return count > 0 && ArrowTable.isArrow(Array(start.prefix(count)))
  }

  /// Reads columns of Arrow files.
  func readArrow(_ names: [String], _ state: inout DecodedColumns, _ work: Work) throws {
    guard case .arrow(let table) = source else { return }
    for name in names {
      let (column, report) = try read(name, table, limit: .max, work: work)
      state.columns[name] = column
      state.reports[name] = report
      state.memory += column.memory
      if state.memory > work.memoryLimit { throw MemoryMeter.error(limit: work.memoryLimit) }
    }
    guard table.isUnchanged else {
      throw Diagnostic(
        .fileChanged, "the file `\(paths.first ?? "")` changed while it was read",
        help: ["load it again once it is complete"])
    }
  }

  private func read(
    _ name: String, _ table: ArrowTable, limit: Int, work: Work
  ) throws -> (Column, ColumnReport) {
    do {
      let (column, holdsInstants) = try table.column(
        name, limit: limit, asText: options.textColumns.contains(name), unknownTexts: options.null, work: work
      )
      var report = ColumnReport()
      report.holdsInstants = holdsInstants
      return (column, report)
    } catch is ArrowTable.TooLarge {
      throw MemoryMeter.error(limit: work.memoryLimit)
    }
  }

  /// What the first rows of every column look like. A damaged column shows nothing here; reading it will tell.
  func arrowSample() -> [String: ColumnSample] {
    guard case .arrow(let table) = source else { return [:] }
    var result: [String: ColumnSample] = [:]
    for name in columnNames {
      var sample = ColumnSample(type: table.type(of: name), filled: 0, distinct: 0, examples: [])
      defer { result[name] = sample }
      guard let (column, _) = try? read(name, table, limit: 1_000, work: Work(threads: 1)) else { continue }
      sample.type = column.type
      var seen: Set<Value> = []
      for row in 0..<column.count {
        let value = column.value(at: row)
        if value == .none { continue }
        sample.filled += 1
        guard seen.insert(value).inserted, sample.examples.count < 5 else { continue }
        sample.examples.append(exampleText(value))
      }
      sample.distinct = seen.count
    }
    return result
  }
}

/// A value as a text file would have it.
private func exampleText(_ value: Value) -> String {
  switch value {
  case .none: ""
  case .bool(let flag): flag ? "true" : "false"
  case .integer(let integer), .duration(let integer), .period(_, let integer): String(integer)
  case .real(let real): String(real)
  case .text(let text): text
  case .date(let day): Calendar.dateText(day)
  case .time(let time): Calendar.timeText(time)
  }
}
