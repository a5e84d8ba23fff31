import Columns
import Diagnostics
import FileFormats
import Functions
import Glibc
import NativeEngine
import Planning
import Semantics
import Syntax

extension Session {
  /// `load "FILE" as NAME per ID with ROLE = COLUMN where COND`
  func load(
    _ load: Load, at range: SourceRange, in source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    let paths = try expand(load.paths, source)
    var (options, roleOptions) = try readingOptions(load.options, source)
    let named = load.name.flatMap { tableKind(named: $0.text) }?.name

    // What the header and the first rows show decides which columns are looked at whole.
    var dataset = try Dataset.open(paths: paths, options: options, cache: cache, work: work)
    let guessed = guessRoles(dataset, roleOptions, kind: named)
    let texts = Set(guessed.bindings.filter { $0.role == "customer" || $0.role == "id" }.map(\.column))
    if !texts.isSubset(of: options.textColumns) {
      options.textColumns.formUnion(texts)
      dataset = dataset.readingAsText(options.textColumns)
    }

    var table = LoadedTable(
      schema: TableSchema(name: "", kind: nil, columns: dataset.columnNames, roles: [:]), paths: paths,
      source: .files(dataset))
    var taken = try bindGivenRoles(roleOptions, table, source)
    var shape = try detect(table, dataset, taken, kind: named, guessed)
    if !dataset.diagnostics.isEmpty { try report(.diagnostics(dataset.diagnostics)) }

    // Rows made at load: one row for each id, and only rows that satisfy the condition.
    if load.per != nil || load.condition != nil {
      adopt(shape, taken, &table.schema)
      // What `with` computes belongs to the lines of the file: an amount is summed after it is multiplied.
      try computeRoles(taken, table, source)
      let rows = try makeRows(load, table, source)
      table = LoadedTable(
        schema: TableSchema(
          name: "", kind: nil, columns: table.schema.columns.filter { rows.columns[$0] != nil }, roles: [:]),
        paths: paths, source: .rows(rows), origin: table)
      for option in taken.computed {
        taken.columns[option.name.text] = option.name.text
        taken.spellings[option.name.text] = source[option.value.range].oneLine
      }
      taken.computed = []
      shape = try detect(table, dataset, taken, kind: named, guessed)
    }
    try report(.diagnostics(questions(shape, table, source, range)))
    adopt(shape, taken, &table.schema)
    table.bindings =
      taken.bindings
      + shape.bindings.filter { binding in !taken.bindings.contains { $0.role == binding.role } }
    table.questions = shape.questions
    table.notes = shape.notes
    table.schema.name = tableName(load, shape, paths)
    try computeRoles(taken, table, source)
    if let kind = table.schema.kind.flatMap(tableKind(named:)), kind.name != "accounts",
      let id = table.schema.roles[kind.rowID],
      let facts = try table.keyFacts(of: id, work: work)
    {
      table.repeatsRows = facts.distinct < facts.filled
    }
    try tables.add(table)
    try report(
      .talk(try introduction(of: table, from: load.paths.count == 1 ? load.paths[0].text : nil)))
    if table.repeatsRows, let id = table.schema.roles["id"] {
      try report(
        .talk(
          "  the row id `\(id)` repeats, so a row is a part of an order or case; `load … per \(id.isPlainName ? id : "`\(id)`")` makes one row of each"
        ))
    }
  }

  // MARK: Files and options

  private func expand(_ written: [Name], _ source: SourceText) throws -> [String] {
    var paths: [String] = []
    for name in written {
      if name.text == "-" || !name.text.contains(where: { "*?[".contains($0) })
        || access(path(name.text), F_OK) == 0
      {
        paths.append(path(name.text))
        continue
      }
      let found = expandGlob(path(name.text), directory: ".")
      guard !found.isEmpty else {
        throw Diagnostic(
          .error, .noSuchFiles, "no file matches `\(name.text)`", source: source, at: name.range,
          help: ["paths are relative to \(folders.last == "." ? "the working directory" : "the script")"])
      }
      paths += found
    }
    // Several files are read in the order of their names, however they were written (language, 13.24).
    return paths.count > 1 ? Array(Set(paths)).sorted() : paths
  }

  private func readingOptions(
    _ written: [NamedValue], _ source: SourceText
  ) throws -> (ReadingOptions, [NamedValue]) {
    var options = ReadingOptions()
    var roles: [NamedValue] = []
    for option in written {
      let text = option.value.plainText
      func refuse(_ help: String) -> Diagnostic {
        Diagnostic(
          .error, .badOption, "`\(option.name.text)` cannot be `\(source[option.value.range])`",
          source: source,
          at: option.value.range, help: [help])
      }
      switch option.name.text.lowercased() {
      case "delimiter":
        guard let text,
          let delimiter = ["tab": "\t", "\\t": "\t", "space": " ", "comma": ",", "semicolon": ";"][text]
            ?? (text.utf8.count == 1 ? text : nil)
        else { throw refuse("one character in quotes: with delimiter = \";\"") }
        options.delimiter = delimiter
      case "decimal":
        guard let text,
          let decimal = ["comma": ",", "point": "."][text] ?? ([",", "."].contains(text) ? text : nil)
        else {
          throw refuse("with decimal = \",\"")
        }
        options.decimal = decimal
      case "encoding":
        guard let text else { throw refuse("with encoding = \"latin-1\"") }
        options.encoding = text
      case "header":
        if text == "none" || text == "no" || text == "off" || option.value.isNone {
          options.header = 0
        } else if let text, let count = Int(text), (0...10).contains(count) {
          options.header = count
        } else {
          throw refuse("the number of header rows: with header = 1")
        }
      case "date_order":
        guard let text, ["dmy", "mdy", "ymd"].contains(text.lowercased()) else {
          throw refuse("with date_order = \"dmy\", \"mdy\" or \"ymd\"")
        }
        options.dateOrder = text.lowercased()
      case "null":
        if case .oneOf(_, let members, _, _) = option.value {
          options.null += members.compactMap(\.plainText)
        } else if let text {
          options.null.append(text)
        } else {
          throw refuse("the text that means unknown: with null = \"N/A\"")
        }
      default: roles.append(option)
      }
    }
    return (options, roles)
  }

  // MARK: Roles

  /// What `with` says about roles.
  struct GivenRoles {
    /// Role to column.
    var columns: [String: String] = [:]
    var absent: Set<String> = []
    var computed: [NamedValue] = []
    /// The expressions of roles that were computed before rows were made, as they were written.
    var spellings: [String: String] = [:]

    var bindings: [RoleBinding] {
      columns.sorted { $0.key < $1.key }.map {
        RoleBinding(role: $0.key, column: spellings[$0.key] ?? $0.value, reason: "as you said")
      }
    }
  }

  private func bindGivenRoles(_ options: [NamedValue], _ table: LoadedTable, _ source: SourceText) throws
    -> GivenRoles
  {
    var given = GivenRoles()
    for option in options {
      let role = option.name.text
      var isText = false
      let written: String
      switch option.value.inner {
      case .literal(.none, _):
        given.absent.insert(role)
        continue
      case .name(let name): written = name.text
      case .literal(.text(let text), _):
        written = text
        isText = true
      default:
        given.computed.append(option)
        continue
      }
      let columns = table.schema.columns
      let matches = columns.contains(written) ? [written] : columns.filter { fold($0) == fold(written) }
      guard matches.count == 1 else {
        let suggestion = nearest(to: written, among: columns)
        throw Diagnostic(
          .error, .noSuchColumn,
          matches.isEmpty
            ? "the file has no column called `\(written)`" : "`\(written)` fits several columns",
          source: source, at: option.value.range, label: suggestion.map { "did you mean `\($0)`?" },
          help: [
            "the columns are " + (matches.isEmpty ? columns : matches).prefix(12).joined(separator: ", ")
          ] + (isText ? ["the same text in every row is lower(\"\(written)\")"] : []))
      }
      given.columns[role] = matches[0]
    }
    return given
  }

  private func guessRoles(_ dataset: Dataset, _ options: [NamedValue], kind: String?) -> TableShape {
    let sample = dataset.sample()
    let facts = dataset.columnNames.map { name -> RoleFacts in
      let seen = sample[name]
      return RoleFacts(
        name: name, type: seen?.type ?? .text, rowCount: dataset.rowCount, filledCount: seen?.filled ?? 0,
        distinctCount: seen?.distinct ?? 0, examples: seen?.examples ?? [])
    }
    return detectRoles(columns: facts, kind: kind, taken: [:])
  }

  /// Detects roles on whole columns: those that the first look chose or doubted, and every date.
  private func detect(
    _ table: LoadedTable, _ dataset: Dataset, _ taken: GivenRoles, kind: String?, _ guessed: TableShape
  ) throws -> TableShape {
    let sample = dataset.sample()
    // Tables whose rows were made at load hold all their columns anyway.
    let seen = table.schema.columns.map { name -> RoleFacts in
      let seen = sample[name]
      return RoleFacts(
        name: name, type: seen?.type ?? .text, rowCount: table.rowCount, filledCount: seen?.filled ?? 0,
        distinctCount: seen?.distinct ?? 0, examples: seen?.examples ?? [])
    }
    var whole = Set(guessed.bindings.map(\.column)).union(guessed.questions.flatMap(\.candidates))
    whole.formUnion(taken.columns.values)
    for (name, seen) in sample where seen.type == .date || seen.type == .time { whole.insert(name) }
    whole.formIntersection(table.schema.columns)
    var given = taken.columns
    for role in taken.absent { given[role] = "" }
    for option in taken.computed { given[option.name.text] = "" }
    // A column that is chosen on its first rows is measured, and may then be found not to fit: until nothing changes.
    var roles: [String: Set<String>] = [:]
    func note(_ shape: TableShape) {
      for binding in shape.bindings { roles[binding.column, default: []].insert(binding.role) }
      for question in shape.questions {
        for column in question.candidates { roles[column, default: []].insert(question.role) }
      }
    }
    note(guessed)
    for (role, column) in taken.columns { roles[column, default: []].insert(role) }
    while true {
      // One pass over the file for all columns that are looked at whole, and for those that are soon asked for.
      func evidence(_ name: String) -> RoleEvidence { roles[name]?.map(roleEvidence).max() ?? .whole }
      _ = try table.columns(
        whole.filter { evidence($0) == .whole && table.measure(of: $0) == nil }
          .union(expectedColumns(of: table)),
        watching: whole.filter { evidence($0) == .repetition }, work: work)
      let facts = try seen.map { seen in
        whole.contains(seen.name)
          ? try table.roleFacts(of: seen.name, sample: seen, roles: roles[seen.name] ?? [], work: work) : seen
      }
      let shape = detectRoles(columns: facts, kind: kind, taken: given)
      let chosen = Set(shape.bindings.map(\.column)).union(shape.questions.flatMap(\.candidates))
        .intersection(table.schema.columns)
      if chosen.isSubset(of: whole) { return shape }
      note(shape)
      whole.formUnion(chosen)
    }
  }

  /// Columns that the statements to come name: decoded together with the others they cost no pass of their own.
  private func expectedColumns(of table: LoadedTable) -> [String] {
    guard !expectedNames.isEmpty else { return [] }
    return table.schema.columns.filter { expectedNames.contains(fold($0)) }
  }

  private func adopt(_ shape: TableShape, _ taken: GivenRoles, _ schema: inout TableSchema) {
    schema.kind = shape.kind
    schema.roles = Dictionary(shape.bindings.map { ($0.role, $0.column) }) { first, _ in first }
    for (role, column) in taken.columns { schema.roles[role] = column }
    schema.absentRoles = taken.absent
    for role in taken.absent { schema.roles[role] = nil }
    schema.roles = schema.roles.filter { !$0.value.isEmpty }
  }

  /// `with amount = Quantity * UnitPrice`: a column of the role's name.
  private func computeRoles(_ taken: GivenRoles, _ table: LoadedTable, _ source: SourceText) throws {
    for option in taken.computed {
      let (column, holdsInstants) = try evaluate(option.value, on: table, source)
      table.addComputed(option.name.text, column, holdsInstants: holdsInstants)
      table.schema.roles[option.name.text] = option.name.text
      table.bindings.append(
        RoleBinding(role: option.name.text, column: source[option.value.range].oneLine, reason: "as you said")
      )
    }
  }

  private func evaluate(_ expression: Syntax.Expression, on table: LoadedTable, _ source: SourceText) throws
    -> (column: Column, holdsInstants: Bool)
  {
    let catalog = Tables(work: work, clock: settings.clock)
    try catalog.add(table)
    let binder = Binder(catalog: catalog, definitions: definitions, settings: settings, source: source)
    let bound = binder.bindRowExpression(expression, of: table.schema)
    if let interruption = binder.interruption { throw interruption }
    guard let bound, !binder.hasErrors else { throw Diagnostics(binder.diagnostics) }
    let rows = try table.table(bound.columns, work: work)
    let column = try NativeEngine.evaluate(
      bound.expression, on: rows, calendar: settings.calendar, work: work)
    return (column, bound.holdsInstants)
  }

  private func makeRows(_ load: Load, _ table: LoadedTable, _ source: SourceText) throws -> Table {
    var rows = try table.table(table.schema.columns, work: work)
    if let condition = load.condition {
      let flags = try evaluate(condition, on: table, source).column
      rows = try NativeEngine.filter(rows, by: flags, work: work)
    }
    if let per = load.per {
      guard case .name(let name) = per.inner else {
        throw Diagnostic(
          .error, .badOption, "`per` takes a column", source: source, at: per.range,
          help: ["load … per order_id"])
      }
      let columns = table.schema.columns
      let key =
        columns.first { $0 == name.text } ?? columns.first { fold($0) == fold(name.text) }
        ?? table.schema.roles[name.text]
      guard let key else {
        throw Diagnostic(
          .error, .noSuchColumn, "the file has no column called `\(name.text)`", source: source,
          at: name.range,
          label: nearest(to: name.text, among: columns).map { "did you mean `\($0)`?" })
      }
      // Amounts and quantities of the parts add up; anything else is the same in all parts or known in the first.
      let summed = Set(
        ["amount", "returned_amount", "quantity"].compactMap { table.schema.roles[$0] }
          + load.options.compactMap { option -> String? in
            ["amount", "returned_amount", "quantity"].contains(option.name.text)
              ? option.value.plainText : nil
          })
      rows = try NativeEngine.collapse(rows, by: key, summing: summed, work: work)
    }
    return rows
  }

  // MARK: Words

  private func tableName(_ load: Load, _ shape: TableShape, _ paths: [String]) -> String {
    if let name = load.name { return name.text }
    if let kind = shape.kind, tables.table(named: kind) == nil || tables.table(named: kind)?.paths == paths {
      return kind
    }
    var stem = paths.first.flatMap { $0.split(separator: "/").last.map(String.init) } ?? "table"
    for ending in [".gz", ".zst", ".csv", ".tsv", ".txt", ".tab", ".arrow", ".arrows", ".feather", ".ipc"]
    where stem.lowercased().hasSuffix(ending) {
      stem = String(stem.dropLast(ending.count))
    }
    var name = ""
    for scalar in stem.unicodeScalars {
      let isNamePart = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      name.unicodeScalars.append(isNamePart ? scalar : "_")
    }
    if name.isEmpty || name.first?.isNumber == true { name = "t_" + name }
    return name
  }

  private func questions(
    _ shape: TableShape, _ table: LoadedTable, _ source: SourceText, _ range: SourceRange
  ) -> [Diagnostic] {
    shape.questions.map { question in
      Diagnostic(
        .warning, .severalCandidates,
        "`\(question.role)` could be \(question.candidates.map { "`\($0)`" }.joined(separator: " or ")), so it is left open",
        source: source, at: range,
        help: [
          "say which: with \(question.role) = \(question.candidates[0].isPlainName ? question.candidates[0] : "`\(question.candidates[0])`")"
        ])
    }
  }

  /// The lines after a load: the file, the table, its rows and dates, and which column plays which role.
  private func introduction(of table: LoadedTable, from written: String?) throws -> String {
    let file = table.paths.count == 1 ? written ?? table.paths[0] : "\(table.paths.count) files"
    var line = "\(file) → \(table.name) · \(table.rowCount.grouped) row\(table.rowCount == 1 ? "" : "s")"
    if let kind = table.schema.kind.flatMap(tableKind(named:)), let role = kind.eventDate,
      let column = table.schema.roles[role],
      let (minimum, maximum) = try table.ends(of: column, work: work),
      let first = shown(minimum, column, table).dayText, let last = shown(maximum, column, table).dayText
    {
      line += " · \(first) … \(last)"
    }
    let parts = table.bindings.filter { $0.role != $0.column }
    if !parts.isEmpty { line += "\n  " + parts.map { "\($0.role) = \($0.column)" }.joined(separator: " · ") }
    if let notes = table.dataset?.notes, !notes.isEmpty { line += "\n  " + notes.joined(separator: " · ") }
    for note in table.notes { line += "\n  " + note }
    for column in Set(table.schema.roles.values).sorted() {
      for note in table.suspectedUnknowns(of: column) { line += "\n  " + note }
    }
    return line
  }
}

extension Value {
  /// The day of a date or time.
  var dayText: String? {
    switch self {
    case .date(let day): Calendar.dateText(day)
    case .time(let time): Calendar.dateText(Calendar.floorDivide(time, Calendar.microsecondsPerDay))
    default: nil
    }
  }
}

extension Int {
  /// `3,830`
  var grouped: String {
    var digits = String(magnitude)
    var text = ""
    while digits.count > 3 {
      text = "," + digits.suffix(3) + text
      digits.removeLast(3)
    }
    return (self < 0 ? "-" : "") + digits + text
  }
}

extension Syntax.Expression {
  /// The text of a plain literal or a bare name.
  var plainText: String? {
    switch inner {
    case .literal(.text(let text), _): text
    case .literal(.integer(let integer, _), _): String(integer)
    case .name(let name): name.text
    default: nil
    }
  }

  var isNone: Bool {
    if case .literal(.none, _) = inner { return true }
    return false
  }

  /// The expression inside any brackets.
  var inner: Syntax.Expression {
    if case .parenthesised(let expression, _) = self { return expression.inner }
    return self
  }
}
