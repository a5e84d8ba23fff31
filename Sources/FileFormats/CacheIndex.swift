import ArrowFiles
import Columns
import Diagnostics

/// What a cache file says of a dataset: the facts that are known without reading a column, and where its columns are.
///
/// It is a text of lines of words between tabs, kept as metadata of the Arrow file beside its own hash: nothing in it
/// is believed unless all of it arrived.
struct CacheIndex: Sendable {
  /// Changes whenever the text or the columns of a cache file mean something else.
  static let version = "kpi-columns-2"

  /// The files and options that the columns were read from.
  var key = ""
  var rowsOfFiles: [Int] = []
  var summary = ""
  var notes: [String] = []
  var diagnostics: [Diagnostic] = []
  var columnNames: [String] = []
  var samples: [String: ColumnSample] = [:]
  var columns: [CachedName: CachedColumn] = [:]
  var keyFacts: [CachedName: KeyFacts] = [:]
  var measures: [CachedName: ColumnMeasure] = [:]
}

/// A column as it was read: ids and customers are read as texts.
struct CachedName: Hashable, Sendable, Comparable {
  var name: String
  var isText: Bool

  static func < (left: Self, right: Self) -> Bool {
    (left.name, left.isText ? 1 : 0) < (right.name, right.isText ? 1 : 0)
  }
}

/// Where a column is in a cache file, and what was learnt while it was read.
struct CachedColumn: Sendable {
  enum Shape: String {
    case codedTexts, codedIntegers, codedReals, bools, integers, reals
  }

  var shape: Shape
  var type: DataType
  var scale = 0
  /// Entries of the domain; for booleans the order of their codes, such as `10`.
  var domainCount = 0
  var flagOrder = ""
  var width = 1
  var runs: [WrittenRun]
  var report = ColumnReport()
  var evidence: DayMonthEvidence?
}

extension CacheIndex {
  // MARK: Writing

  var text: String {
    var lines: [[String]] = [[CacheIndex.version], ["key", key], ["summary", summary]]
    lines += rowsOfFiles.map { ["file", String($0)] }
    lines += notes.map { ["note", $0] }
    for diagnostic in diagnostics {
      let severity =
        switch diagnostic.severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "note"
        }
      lines.append(["diagnostic", severity, diagnostic.code.name, diagnostic.message] + diagnostic.help)
    }
    for name in columnNames {
      guard let sample = samples[name] else { continue }
      lines.append(
        ["column", name, sample.type.word, String(sample.filled), String(sample.distinct)]
          + sample.examples)
    }
    for (name, column) in columns.sorted(by: { $0.key < $1.key }) {
      let own = [name.name, name.isText ? "1" : "0"]
      lines.append(
        ["data"] + own + [
          column.shape.rawValue, column.type.word, String(column.scale), String(column.domainCount),
          column.flagOrder, String(column.width),
        ] + column.runs.flatMap { [String($0.offset), String($0.count), String($0.hash, radix: 16)] })
      let report = column.report
      if report.holdsInstants { lines.append(["instants"] + own) }
      if report.misfitCount > 0 { lines.append(["misfits"] + own + [String(report.misfitCount)]) }
      lines += report.misfits.map { ["misfit"] + own + [String($0.row), $0.text] }
      lines += report.suspectedNulls.map { ["suspected"] + own + [String($0.count), $0.text] }
      lines += report.notes.map { ["why"] + own + [$0] }
      if let evidence = column.evidence {
        lines.append(["order"] + own + [String(evidence.dayFirst), String(evidence.monthFirst)])
      }
    }
    for (name, facts) in keyFacts.sorted(by: { $0.key < $1.key }) {
      lines.append(
        ["keys", name.name, name.isText ? "1" : "0", String(facts.filled), String(facts.distinct)])
    }
    for (name, measure) in measures.sorted(by: { $0.key < $1.key }) {
      lines.append(["measure", name.name, name.isText ? "1" : "0", measure.type.word] + measure.words)
    }
    lines.append(["end"])
    return lines.map { $0.map(escaped).joined(separator: "\t") }.joined(separator: "\n")
  }

  // MARK: Reading

  /// The index that a text says; nil for any text that is not whole.
  init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first.map(String.init) == CacheIndex.version, lines.last == "end" else { return nil }
    for line in lines.dropFirst().dropLast() {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(unescaped)
      guard read(words) else { return nil }
    }
    guard samples.count == columnNames.count, !rowsOfFiles.isEmpty else { return nil }
  }

  private mutating func read(_ words: [String]) -> Bool {
    func number(_ place: Int) -> Int? {
      place < words.count ? Int(words[place]).flatMap { $0 < 0 ? nil : $0 } : nil
    }
    guard words.count >= 2 else { return false }
    switch words[0] {
    case "key": key = words[1]
    case "summary": summary = words[1]
    case "note": notes.append(words[1])
    case "file":
      guard let rows = number(1) else { return false }
      rowsOfFiles.append(rows)
    case "diagnostic":
      guard words.count >= 4, let code = DiagnosticCode.fileFormats.first(where: { $0.name == words[2] })
      else { return false }
      let severity: Diagnostic.Severity =
        words[1] == "error" ? .error : words[1] == "warning" ? .warning : .note
      diagnostics.append(Diagnostic(severity, code, words[3], help: Array(words[4...])))
    case "column":
      guard words.count >= 5, let type = dataType(words[2]), let filled = number(3), let distinct = number(4)
      else { return false }
      columnNames.append(words[1])
      samples[words[1]] = ColumnSample(
        type: type, filled: filled, distinct: distinct, examples: Array(words[5...]))
    default: return readColumn(words, number)
    }
    return true
  }

  private mutating func readColumn(_ words: [String], _ number: (Int) -> Int?) -> Bool {
    guard words.count >= 3 else { return false }
    let name = CachedName(name: words[1], isText: words[2] == "1")
    switch words[0] {
    case "data":
      guard words.count >= 9, words.count % 3 == 0, let shape = CachedColumn.Shape(rawValue: words[3]),
        let type = dataType(words[4]), let scale = number(5), scale <= 6, let domainCount = number(6),
        let width = number(8)
      else { return false }
      var runs: [WrittenRun] = []
      for place in stride(from: 9, to: words.count, by: 3) {
        guard let offset = number(place), let count = number(place + 1),
          let hash = UInt64(words[place + 2], radix: 16)
        else { return false }
        runs.append(WrittenRun(offset: offset, count: count, hash: hash))
      }
      columns[name] = CachedColumn(
        shape: shape, type: type, scale: scale, domainCount: domainCount, flagOrder: words[7], width: width,
        runs: runs)
    case "instants": columns[name]?.report.holdsInstants = true
    case "misfits":
      guard let count = number(3) else { return false }
      columns[name]?.report.misfitCount = count
    case "misfit":
      guard words.count == 5, let row = number(3) else { return false }
      columns[name]?.report.misfits.append((row, words[4]))
    case "suspected":
      guard words.count == 5, let count = number(3) else { return false }
      columns[name]?.report.suspectedNulls.append((words[4], count))
    case "why":
      guard words.count == 4 else { return false }
      columns[name]?.report.notes.append(words[3])
    case "order":
      guard let dayFirst = number(3), let monthFirst = number(4) else { return false }
      columns[name]?.evidence = DayMonthEvidence(dayFirst: UInt64(dayFirst), monthFirst: UInt64(monthFirst))
    case "keys":
      guard let filled = number(3), let distinct = number(4) else { return false }
      keyFacts[name] = KeyFacts(filled: filled, distinct: distinct)
    case "measure":
      guard words.count >= 4, let type = dataType(words[3]),
        let measure = ColumnMeasure(type: type, words: words[4...])
      else { return false }
      measures[name] = measure
    default: return false
    }
    return true
  }
}

private func dataType(_ name: String) -> DataType? {
  switch name {
  case "number": .number
  case "text": .text
  case "bool": .bool
  case "date": .date
  case "time": .time
  case "duration": .duration
  default: nil
  }
}

private func escaped(_ word: String) -> String {
  guard word.utf8.contains(where: { $0 == 0x5C || $0 == 0x09 || $0 == 0x0A }) else { return word }
  var result = String.UnicodeScalarView()
  for scalar in word.unicodeScalars {
    switch scalar {
    case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
    case "\t": result.append(contentsOf: "\\t".unicodeScalars)
    case "\n": result.append(contentsOf: "\\n".unicodeScalars)
    default: result.append(scalar)
    }
  }
  return String(result)
}

private func unescaped(_ word: Substring) -> String {
  guard word.utf8.contains(0x5C) else { return String(word) }
  var result = String.UnicodeScalarView()
  var scalars = word.unicodeScalars[...]
  while let scalar = scalars.popFirst() {
    guard scalar == "\\", let next = scalars.popFirst() else {
      result.append(scalar)
      continue
    }
    result.append(next == "t" ? "\t" : next == "n" ? "\n" : next)
  }
  return String(result)
}
