import CDemoCompany
import Columns
import Diagnostics
import FileFormats
import Glibc
import Semantics
import StandardLibrary
import Syntax

extension Session {
  /// A session on the seven small tables that lessons are computed on, with the shipped definitions.
  ///
  /// - Parameters:
  ///   - width: Columns that texts are folded to.
  ///   - kpi: What they are for: models of buying have a table of orders of their own.
  package static func onExamples(
    language: SpokenLanguage, width: Int? = nil, about kpi: String? = nil
  ) throws -> Session {
    let models = kpi.flatMap { shippedDefinitions.candidates(for: $0).first }?.usesModels(shippedDefinitions)
    return try onExamples(
      language: language, width: width, definitions: shippedDefinitions, forModels: models ?? false)
  }

  /// - Parameter forModels: Ten orders are too few to fit models of buying to; then there are those of more customers.
  static func onExamples(
    language: SpokenLanguage, width: Int?, definitions: Definitions, forModels: Bool = false
  ) throws -> Session {
    var options = Options()
    options.language = language
    options.width = { width }
    let session = Session(options)
    session.definitions = definitions
    session.settings.now = Calendar.day(year: 2024, month: 4, day: 1) * Calendar.microsecondsPerDay
    for example in StandardLibrary.exampleTables {
      let isReplaced = forModels && example.name == "orders"
      try session.add(example.name, isReplaced ? StandardLibrary.purchases : example.text)
    }
    return session
  }

  /// Adds a table whose columns are called like the roles and are all read at once.
  private func add(_ name: String, _ text: String) throws {
    let descriptor = Array(text.utf8).withUnsafeBufferPointer { bytes in
      name.withCString { name in
        var file = demo_file(name: name, bytes: bytes.baseAddress, count: bytes.count)
        return demo_file_open(&file)
      }
    }
    guard descriptor >= 0 else {
      throw Diagnostic(.error, .outOfMemory, "there is no memory for the example tables")
    }
    defer { close(descriptor) }
    let dataset = try Dataset.open(
      paths: ["/proc/self/fd/\(descriptor)"], options: ReadingOptions(), work: work)
    let names = dataset.columnNames
    let rows = Table(name: name, rowCount: dataset.rowCount, columns: try dataset.columns(names, work: work))
    let known = Set(roles(of: name))
    let bound = names.filter { known.contains($0) }
    let schema = TableSchema(
      name: name, kind: name, columns: names, roles: Dictionary(uniqueKeysWithValues: bound.map { ($0, $0) }))
    try tables.add(LoadedTable(schema: schema, paths: ["the examples"], source: .rows(rows)))
  }

  /// The rows of a loaded table as text, some columns only.
  func cells(of name: String, columns: [String]) throws -> [[String]] {
    guard let table = tables.table(named: name) else { return [] }
    let values = try table.columns(columns, work: work)
    return (0..<table.rowCount).map { row in
      columns.map { column in
        guard let value = values[column]?.value(at: row), value != .none else { return "" }
        return display(value)
      }
    }
  }

  /// The result of a statement of this session, which must be a query.
  func result(of statement: String) throws -> ResultTable {
    let source = SourceText(statement)
    let parsed = parse(source)
    guard parsed.diagnostics.isEmpty, case .query(_, let query)? = parsed.statements.first?.kind else {
      throw Diagnostics(parsed.diagnostics)
    }
    return try answer(try bind(query, parsed.statements[0].range, source) { _ in })
  }
}
