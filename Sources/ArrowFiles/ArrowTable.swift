package import Columns
import Diagnostics
import Glibc

/// One or several Arrow files with the same columns, opened: their columns are read when they are asked for.
package final class ArrowTable: Sendable {
  /// In file order; blank names are called `column_N`, repeated ones `name_2`.
  package let columnNames: [String]
  package let rowCount: Int
  package let paths: [String]
  package let rowsOfFiles: [Int]
  /// What was found, one sentence each.
  package let notes: [String]

  private let files: [ArrowFile]
  /// For each file, the place of each of its columns by name.
  private let places: [[String: Int]]
  private let kinds: [String: DataType]

  /// The columns need more memory than is allowed.
  package struct TooLarge: Error {}

  /// Whether a file begins as Arrow files and streams do.
  package static func isArrow(_ start: [UInt8]) -> Bool {
    // A stream begins with a mark and the length of its schema.
    start.starts(with: Array("ARROW1".utf8))
      || start.count >= 8 && start.starts(with: [0xFF, 0xFF, 0xFF, 0xFF]) && start[7] == 0
        && start[4] & 7 == 0
  }

  package init(paths: [String]) throws {
    self.paths = paths
    var files: [ArrowFile] = []
    var names: [String] = []
    var places: [[String: Int]] = []
    var kinds: [String: DataType] = [:]
    var foreign: [String] = []
    for path in paths {
      let file = try described(path) { try ArrowFile(path: path) }
      var own: [String: Int] = [:]
      for (place, field) in file.fields.enumerated() {
        var name = field.name.isEmpty ? "column_\(place + 1)" : field.name
        var repetition = 2
        while own[name] != nil {
          name = "\(field.name)_\(repetition)"
          repetition += 1
        }
        guard let kind = field.kind else {
          let words = "`\(name)` (\(field.foreignName))"
          if !foreign.contains(words) { foreign.append(words) }
          continue
        }
        own[name] = place
        let known = kinds[name]
        if known == nil { names.append(name) }
        if let known, known != kind, known != .nothing, kind != .nothing {
          throw Diagnostic(
            .differentArrowTypes, "the column `\(name)` of `\(path)` has another type than in `\(paths[0])`",
            help: ["load the files one by one: load \"\(path)\" as other"])
        }
        if known == nil || known == .nothing { kinds[name] = kind }
      }
      files.append(file)
      places.append(own)
    }
    self.files = files
    self.places = places
    self.kinds = kinds
    columnNames = names
    rowsOfFiles = files.map(\.rowCount)
    rowCount = rowsOfFiles.reduce(0, +)
    var notes = ["Arrow"]
    if files.count > 1 { notes.insert("\(files.count) files, read in the order of their names", at: 0) }
    if !foreign.isEmpty {
      notes.append("left out, because a table has no such cells: " + foreign.joined(separator: ", "))
    }
    let lacking = names.filter { name in places.contains { $0[name] == nil } }
    if !lacking.isEmpty {
      let shown = lacking.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
      notes.append(
        "columns that some files lack, unknown there: \(shown)"
          + (lacking.count > 5 ? " and \(lacking.count - 5) more" : ""))
    }
    self.notes = notes
  }

  /// The files are still the ones that were opened.
  package var isUnchanged: Bool { files.allSatisfy(\.isUnchanged) }

  /// The type that a column will have; text for a column without any value.
  package func type(of name: String) -> DataType {
    let kind = kinds[name] ?? .text
    return kind == .nothing ? .text : kind
  }

  /// Reads a column.
  ///
  /// - Parameters:
  ///   - limit: Rows that are wanted at most, from the first.
  ///   - unknownTexts: Texts that mean unknown.
  /// - Returns: The column, and whether its times are instants in UTC.
  package func column(
    _ name: String, limit: Int = .max, asText: Bool, unknownTexts: [String] = [], work: Work
  ) throws -> (column: Column, holdsInstants: Bool) {
    let wanted = min(rowCount, limit)
    // Eight bytes for each value, and as much again while they are coded.
    guard wanted <= work.memoryLimit / 16, wanted <= Int(UInt32.max) else { throw TooLarge() }
    let kind = type(of: name)
    let holdsInstants = zip(files, places).contains { file, own in
      guard let place = own[name], case .timestamp(_, hasZone: true) = file.fields[place].type else {
        return false
      }
      return true
    }
    var reader = ColumnReader(kind: kind, scale: scale(of: name), unknownTexts: unknownTexts)
    for (file, own) in zip(files, places) where reader.count < wanted {
      let end = min(reader.count + file.rowCount, wanted)
      guard let place = own[name], file.fields[place].type != .null else {
        reader.appendUnknown(end - reader.count)
        continue
      }
      try described(file.path) {
        try reader.read(file, place, end: end, memory: work.memoryLimit, work: work)
      }
    }
    let column = reader.finished()
    return (asText ? textColumn(column) : column, holdsInstants)
  }

  /// The decimal places that the integers of a column can keep in all files: those of decimals, if they agree.
  private func scale(of name: String) -> Int {
    var scales: Set<Int> = []
    for (file, own) in zip(files, places) {
      guard let place = own[name] else { continue }
      switch file.fields[place].type {
      case .decimal(_, let scale): scales.insert(scale)
      default: scales.insert(0)
      }
    }
    guard scales.count == 1, let scale = scales.first, (0...6).contains(scale) else { return 0 }
    return scale
  }
}

/// Turns what is wrong with a file into a message about it.
private func described<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch ArrowFault.damaged(let reason) {
    throw Diagnostic(
      .brokenArrow, "the Arrow file `\(path)` is damaged: \(reason)",
      help: ["write or fetch it again, and load it again"])
  } catch ArrowFault.unsupported(let reason) {
    throw Diagnostic(
      .unsupportedArrow, "the Arrow file `\(path)` has \(reason), which kpi does not read",
      help: ["write it again without, for example with pyarrow.feather.write_feather"])
  }
}

extension ArrowField {
  /// The type of a column of ours; nil where there is none.
  var kind: DataType? {
    switch type {
    case .null: .nothing
    case .integer, .real, .decimal: .number
    case .text, .textView: .text
    case .bool: .bool
    case .date: .date
    case .timestamp: .time
    case .timeOfDay, .duration: .duration
    case .foreign: nil
    }
  }

  /// What a column that cannot be read holds.
  var foreignName: String {
    if case .foreign(let name, _, _) = type { return name }
    return ""
  }
}
