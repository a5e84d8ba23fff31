import Columns
import Diagnostics
import KPILanguage
import StandardLibrary
import Syntax

/// The real program with the random tables loaded.
struct RealSession {
  let session: Session
  /// What went wrong on the way here.
  var problems: [String] = []

  init(_ folder: Folder, threads: Int = 2, setup: String) {
    var options = Session.Options()
    options.directory = folder.path
    options.threads = threads
    session = Session(options)
    if case .failure(let problem) = run(setup) { problems.append(problem.text) }
  }

  struct Problem: Error { var text: String }

  /// The results of a text's queries.
  func run(_ text: String) -> Result<[ResultTable], Problem> {
    var results: [ResultTable] = []
    var errors: [String] = []
    do {
      _ = try session.run(SourceText(text)) { event in
        switch event {
        case .result(let table, _): results.append(table)
        case .diagnostics(let diagnostics):
          errors += diagnostics.filter { $0.severity == .error }.map { diagnostic in
            "\(diagnostic.code.name): \(diagnostic.message) \(diagnostic.range.map { diagnostic.source?[$0] ?? "" } ?? "")"
          }
        default: break
        }
      }
    } catch { errors.append("\(error)") }
    return errors.isEmpty ? .success(results) : .failure(Problem(text: errors.joined(separator: "\n")))
  }
}

extension SlowValue {
  /// The same value as the program has it; nil where the two kinds have nothing in common.
  init?(_ value: Value, _ calendar: Columns.Calendar) {
    switch value {
    case .none: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .number(Double(value))
    case .real(let value): self = .number(value)
    case .text(let text): self = .text(text)
    case .date(let day): self = .day(Int(day))
    case .time(let time): self = .instant(Int(time))
    case .duration(let length): self = .duration(Int(length))
    case .period(let grain, let number): self = .text(calendar.text(grain, number))
    }
  }

  func isNear(_ other: SlowValue) -> Bool {
    switch (self, other) {
    case (.number(let left), .number(let right)):
      // Counts are exact; a difference of sums keeps the rounding of its parts.
      return left == right || abs(left - right) <= 1e-9 * max(abs(left), abs(right), 1)
    case (.duration(let left), .duration(let right)): return abs(left - right) <= 1
    case (.bool, .bool), (.text, .text), (.none, .none): return self == other
    default:
      if let left = instant, let right = other.instant { return left == right }
      return label == other.label && isNone == other.isNone
    }
  }
}

/// The first difference between the two answers, in words; nil where they agree.
func difference(_ expected: SlowAnswer, _ actual: ResultTable) -> String? {
  let dimensions = actual.columns.indices.filter { actual.columns[$0].role == .dimension }
  if dimensions.count != expected.dimensions.count {
    return "\(expected.dimensions.count) dimensions expected, \(dimensions.count) found"
  }
  func key(_ row: ResultRow) -> [String] {
    dimensions.map { place in
      SlowValue(row.values[place], actual.calendar)?.label ?? "?"
    }
  }
  func name(_ kind: SlowAnswer.Row.Kind, _ key: [String]) -> String {
    "\(kind) \(key.joined(separator: " | "))"
  }
  let groups = actual.rows.filter { $0.kind == .group }.map { name(.group, key($0)) }
  let expectedGroups = expected.rows.filter { $0.kind == .group }.map { name(.group, $0.key) }
  if groups != expectedGroups { return "rows expected:\n  \(expectedGroups)\nfound:\n  \(groups)" }

  var found: [String: ResultRow] = [:]
  for row in actual.rows {
    let kind: SlowAnswer.Row.Kind =
      switch row.kind {
      case .group: .group
      case .others: .others
      case .total: .total
      }
    let name = name(kind, key(row))
    if found.updateValue(row, forKey: name) != nil { return "two rows \(name)" }
  }
  for row in expected.rows {
    guard let other = found.removeValue(forKey: name(row.kind, row.key)) else {
      return "no row \(name(row.kind, row.key)); others: \(found.keys.sorted())"
    }
    var cells = row.cells
    for (header, value) in row.optional where actual.columns.contains(where: { $0.name == header }) {
      cells[header] = value
    }
    for (header, value) in cells.sorted(by: { $0.key < $1.key }) {
      guard let place = actual.columns.firstIndex(where: { $0.name == header }) else {
        return "no column \(header)"
      }
      guard let actualValue = SlowValue(other.values[place], actual.calendar), value.isNear(actualValue)
      else {
        return "\(header) of \(name(row.kind, row.key)): \(value) expected, \(other.values[place]) found"
      }
    }
  }
  return found.isEmpty ? nil : "rows that were not expected: \(found.keys.sorted())"
}

/// The shipped definitions and those of a text, by name.
func definitions(_ text: String) -> [String: KPIDefinition] {
  var found: [String: KPIDefinition] = [:]
  for text in StandardLibrary.files.map(\.text) + [text] {
    for statement in parse(SourceText(text)).statements {
      if case .kpi(let definition) = statement.kind { found[definition.name.text] = definition }
    }
  }
  return found
}

/// The query of a text.
func query(_ text: String) -> Query? {
  if case .query(.ask, let query)? = parse(SourceText(text)).statements.first?.kind { return query }
  return nil
}
