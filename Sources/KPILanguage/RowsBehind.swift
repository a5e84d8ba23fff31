import Columns
import Diagnostics
import Functions
import NativeEngine
import Planning
import Semantics
import Syntax

extension Session {
  /// `rows QUERY`: the rows behind a result, a table for each part that the query is made of.
  ///
  /// A row is behind a result when it passes every step of the definition and some aggregate uses it. Beside its own
  /// columns stand the groups that it counts in, and the conditions and values that count.
  func rows(
    _ query: Query, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let request = try RowsRequest(query, range, source)
    let (bound, table) = try bindRows(request, range, source, report)
    let pipelines = bound.plan.pipelines.filter { table == nil || $0.table == table }
    if pipelines.contains(where: \.isPerPeriod) {
      throw Diagnostic(
        .error, .noRows, "each period has rows of its own here, so they are shown for one period",
        source: source, at: range, help: ["leave the calendar out of `by` and add `during 2024-06`"])
    }
    if bound.destination != nil, pipelines.count > 1 {
      let tables = pipelines.reduce(into: [String]()) { if !$0.contains($1.table) { $0.append($1.table) } }
      throw Diagnostic(
        .error, .noRows, "the result is made of rows of several parts, and a file takes one table",
        source: source, at: range,
        help: [
          tables.count == pipelines.count
            ? "choose one: " + tables.map { "from \($0)" }.joined(separator: " · ")
            : "ask for one KPI at a time"
        ])
    }
    var read: [String: Table] = [:]
    for (name, columns) in bound.columns {
      if let loaded = tables.table(named: name) { read[name] = try loaded.table(columns, work: work) }
    }
    let warnings = valueWarnings(bound.valueChecks, read)
    for (position, pipeline) in pipelines.enumerated() {
      let behind = try RowsBehind(pipeline, bound.plan, read, self)
      var result = try behind.table(request, source, range, self)
      if position == 0 { result.diagnostics = warnings }
      result.notes += bound.notes
      try report(.result(result, into: bound.destination.map(path)))
    }
    try report(
      .timing(milliseconds: (clock.now - begin) / .milliseconds(1), statement: source[range].oneLine))
    lastQuery = (.rows, query, source)
  }

  /// `from` names the table of the items, or else chooses a part of them.
  func bindRows(
    _ request: RowsRequest, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws -> (BoundQuery, String?) {
    let query = Query(items: request.items, clauses: request.clauses)
    guard let from = request.from else { return (try bind(query, range, source, report), nil) }
    do {
      return (try bind(query, range, source, report), nil)
    } catch let first as Diagnostics {
      let bare = request.clauses.filter { if case .from = $0.kind { false } else { true } }
      guard let bound = try? bind(Query(items: request.items, clauses: bare), range, source, { _ in }),
        let table = bound.plan.pipelines.first(where: { fold($0.table) == fold(from.text) })?.table
      else { throw first }
      return (bound, table)
    }
  }
}

/// The clauses of a `rows`: those of the query, and how many rows are shown in which order.
struct RowsRequest {
  var items: [Item]
  var clauses: [Clause] = []
  var from: Name?
  var sort: [SortKey] = []
  var limit: Int?
  var hasDestination = false

  init(_ query: Query, _ range: SourceRange, _ source: SourceText) throws {
    items = query.items
    for clause in query.clauses {
      switch clause.kind {
      case .sort(let keys): sort = keys
      case .limit(let count): limit = max(count, 0)
      case .from(let name):
        from = name
        clauses.append(clause)
      case .into:
        hasDestination = true
        clauses.append(clause)
      case .filter, .narrow, .by, .during, .since, .until, .without: clauses.append(clause)
      case .rolling, .versus, .cumulative, .with, .top, .bottom, .pivot:
        throw Diagnostic(
          .error, .noRows, "`rows` has no `\(clause.kind.name?.rawValue ?? "")`", source: source,
          at: clause.range,
          help: ["it takes where, by, during, since, until, from, sort, limit and into"])
      }
    }
  }
}

/// The rows of one part of a query, with what is shown of them.
private struct RowsBehind {
  struct Shown {
    var column: ResultColumn
    var values: ([Int]) throws -> [Value]
  }

  let pipeline: Pipeline
  let kept: RowsKept
  /// The rows that some aggregate uses.
  let used: [Int]
  var columns: [Shown] = []

  init(_ pipeline: Pipeline, _ plan: Plan, _ read: [String: Table], _ session: Session) throws {
    self.pipeline = pipeline
    let kept = try RowsKept(pipeline, of: plan, tables: read, work: session.work)
    self.kept = kept
    let words = BoundExpressionText(pipeline: pipeline, calendar: plan.calendar)
    if let condition = RowsBehind.usage(of: pipeline.aggregates, words) {
      used = try kept.rows(where: condition)
    } else {
      used = kept.rows
    }

    var names: Set<String> = []
    var shown: Set<BoundExpression> = []
    func add(_ name: String, _ expression: BoundExpression, _ role: ResultColumn.Role = .value) {
      guard shown.insert(expression).inserted else { return }
      var header = name
      var count = 2
      while !names.insert(header).inserted {
        header = "\(name) \(count)"
        count += 1
      }
      columns.append(
        Shown(column: ResultColumn(name: header, role: role, type: expression.type)) {
          try kept.values(of: expression, in: $0)
        })
    }
    for (dimension, expression) in zip(plan.dimensions, pipeline.dimensions) {
      add(dimension.name, expression, .dimension)
      if dimension.isWeekday, let last = columns.indices.last { columns[last].column.isWeekday = true }
    }
    if let keys = pipeline.keys, let rows = keys.rows.first {
      for (name, expression) in zip(keys.names, rows.dimensions) {
        let column = BoundExpression.column(name, expression.type)
        add(words.text(column), column, .dimension)
      }
      if keys.ages != nil {
        add("age", .column("age", .number), .dimension)
      }
    }
    for aggregate in pipeline.aggregates {
      for expression in RowsBehind.reasons(aggregate, words) { add(words.text(expression), expression) }
    }
    for case .lookUp(let name, let lookup) in pipeline.steps {
      add(lookup.name.isEmpty ? name : lookup.name, .column(name, lookup.item.type))
    }
    if let keys = pipeline.keys, let rows = keys.rows.first {
      // What only tells the groups apart stands in their columns already.
      let asked = pipeline.columnsOfKeys
      for (position, aggregate) in rows.aggregates.enumerated() where asked.contains("inner \(position)") {
        let column = BoundExpression.column("inner \(position)", aggregate.type)
        add(words.text(column), column)
      }
    } else if let loaded = session.tables.table(named: pipeline.table) {
      let data = try loaded.columns(loaded.schema.columns, work: session.work)
      for name in loaded.schema.columns {
        guard let column = data[name], shown.insert(.column(name, column.type)).inserted,
          names.insert(name).inserted
        else { continue }
        columns.append(
          Shown(
            column: ResultColumn(name: name, role: column.isRaw ? .dimension : .value, type: column.type)
          ) { rows in rows.map { column.value(at: $0) } })
      }
    }
  }

  /// What decides how a row counts in an aggregate.
  private static func reasons(_ aggregate: Aggregate, _ words: BoundExpressionText) -> [BoundExpression] {
    var reasons: [BoundExpression] = []
    if let given = aggregate.given { reasons.append(given) }
    for argument in aggregate.arguments {
      switch argument {
      case .constant: continue
      case .column(let name, _) where words.pipeline.keys == nil && !name.hasPrefix("let "): continue
      default: reasons.append(argument)
      }
    }
    return reasons
  }

  /// The condition under which some aggregate uses a row; nil when one uses them all.
  private static func usage(of aggregates: [Aggregate], _ words: BoundExpressionText) -> BoundExpression? {
    var parts: [BoundExpression] = []
    for aggregate in aggregates {
      var conditions: [BoundExpression] = []
      if let given = aggregate.given { conditions.append(given) }
      // Survival counts whoever was watched, not only those who left.
      let isSurvival = [.surv, .survMedian].contains(aggregate.function)
      if let argument = isSurvival ? aggregate.arguments.dropFirst().first : aggregate.arguments.first {
        // The sum of a state over spans: those that are not alive add nothing.
        if case .call(let choice, let branches, _) = argument, choice.name == "if", branches.count == 3,
          words.aliveAt(branches[0]) != nil
        {
          conditions.append(branches[0])
        }
        if let known = Function.named("is known") { conditions.append(.call(known, [argument], .bool)) }
      }
      guard let first = conditions.first, let and = Function.named("and") else { return nil }
      parts.append(conditions.dropFirst().reduce(first) { .call(and, [$0, $1], .bool) })
    }
    guard let first = parts.first, let or = Function.named("or") else { return nil }
    return parts.dropFirst().reduce(first) { .call(or, [$0, $1], .bool) }
  }

  // MARK: The table

  /// Rows built at the prompt without being asked for; files get all.
  private static let promptLimit = 10_000

  func table(
    _ request: RowsRequest, _ source: SourceText, _ range: SourceRange, _ session: Session
  ) throws -> ResultTable {
    var rows = used
    for key in request.sort.reversed() {
      let values = try column(of: key, source).values(rows)
      let isDescending = key.isDescending ?? false
      let order = try session.work.sorted(Array(rows.indices)) { left, right in
        if values[left] == values[right] { return left < right }
        if values[left] == .none || values[right] == .none { return values[right] == .none }
        return isDescending ? isBefore(values[right], values[left]) : isBefore(values[left], values[right])
      }
      rows = order.map { rows[$0] }
    }
    let limit =
      request.limit
      ?? (session.options.isPrompt && !request.hasDestination ? RowsBehind.promptLimit : nil)
    if let limit { rows = Array(rows.prefix(limit)) }
    let needed = rows.count.multipliedReportingOverflow(by: 48 * max(columns.count, 1))
    guard !needed.overflow, needed.partialValue < session.options.memoryLimit else {
      throw Diagnostic(
        .error, .noRows,
        "\(rows.count.grouped) rows do not fit into the memory that the program may use", source: source,
        at: range, help: ["add `limit 1000`, or narrow them with `where`"])
    }
    var cells = rows.map { _ in ResultRow([]) }
    for column in columns {
      try session.work.checkpoint()
      for (row, value) in zip(cells.indices, try column.values(rows)) { cells[row].values.append(value) }
    }
    var result = ResultTable(
      columns: columns.map(\.column), rows: cells, calendar: session.settings.calendar)
    result.notes = notes(shown: rows.count)
    return result
  }

  private func notes(shown: Int) -> [String] {
    let thing = pipeline.keys.flatMap { keys in keys.rows.first?.dimensions.first }.map { key -> String in
      if case .column(let name, _) = key { return name } else { return "key" }
    }
    func counted(_ count: Int) -> String {
      "\(count.grouped) \(count == 1 ? "row" : "rows") of \(pipeline.table)"
    }
    var line = counted(used.count)
    if let thing {
      line = "\(used.count.grouped) \(used.count == 1 ? "value" : "values") of \(thing) in \(pipeline.table)"
    }
    if !pipeline.shift.isOwn { line += ", of an earlier period" }
    if shown < used.count { line = "\(shown.grouped) of " + line }
    let unknown = kept.rows.count - used.count
    return unknown == 0
      ? [line]
      : [line + "; \(unknown.grouped) more pass the conditions and count in nothing that is asked for"]
  }

  private func column(of key: SortKey, _ source: SourceText) throws -> Shown {
    let text: String
    if case .name(let name) = key.key { text = name.text } else { text = source[key.key.range].oneLine }
    if let found = columns.first(where: { $0.column.name == text })
      ?? columns.first(where: { fold($0.column.name) == fold(text) })
    {
      return found
    }
    let names = columns.map(\.column.name)
    throw Diagnostic(
      .error, .noRows, "`sort` takes a column of the rows, and `\(text)` is none", source: source,
      at: key.key.range, label: nearest(to: text, among: names).map { "did you mean `\($0)`?" },
      help: ["there are " + names.prefix(20).joined(separator: ", ")])
  }
}

/// The order of two known values of one column.
private func isBefore(_ left: Value, _ right: Value) -> Bool {
  switch (left, right) {
  case (.text(let first), .text(let second)):
    first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
  case (.date(let first), .date(let second)), (.time(let first), .time(let second)),
    (.duration(let first), .duration(let second)), (.period(_, let first), .period(_, let second)),
    (.integer(let first), .integer(let second)):
    first < second
  default: (left.number ?? 0) < (right.number ?? 0)
  }
}

extension Pipeline {
  /// The columns that its aggregates, and the steps of its definition, read.
  fileprivate var columnsOfKeys: Set<String> {
    var names: Set<String> = []
    func visit(_ expression: BoundExpression) {
      switch expression {
      case .column(let name, _): names.insert(name)
      case .linked(let link, _, _): names.insert(link.key)
      case .call(_, let arguments, _): arguments.forEach(visit)
      case .running(let inner, _): visit(inner)
      case .constant, .instant, .aggregate: break
      }
    }
    aggregates.flatMap(\.expressions).forEach(visit)
    for step in steps {
      switch step {
      case .keep(_, .filter): break
      case .keep(let condition, _): visit(condition)
      case .derive(_, let expression), .position(_, let expression, _): visit(expression)
      default: break
      }
    }
    return names
  }
}

extension Column {
  /// Whether the cells read best as they stand: numbers with decimals line up at their point instead.
  fileprivate var isRaw: Bool {
    guard type == .number else { return true }
    switch storage {
    case .coded(_, .reals), .plain(.reals): return false
    case .coded(_, .integers(_, let scale)), .plain(.integers(_, let scale)): return scale == 0
    default: return true
    }
  }
}

extension DiagnosticCode {
  static let noRows = DiagnosticCode(
    "E342",
    """
    `rows` shows the rows behind a result: `rows nps where segment = "pro" during 2024-06 sort nps limit 20`. It takes \
    the clauses that choose rows, and `sort`, `limit` and `into`; a calendar in `by` only for KPIs that count events.
    """)
}
