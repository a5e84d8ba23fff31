import Columns
import Comments
import Diagnostics
import Functions
import Planning
import Semantics
import Syntax

/// The comments that `terms` compares or `quotes` shows: the different texts of a column, with their counts in groups.
struct CommentGroups {
  var texts: [WeightedText] = []
  /// One for each group, the values of `by`; a single empty one without `by`.
  var keys: [[Value]] = []
  /// The last count of each text is that of all comments, because a comment may be in several groups.
  var hasWhole = false
  /// Columns of `by`.
  var dimensions: [ResultColumn] = []
  /// The name of the table, and of the column in it.
  var table: TableSchema
  var column: String
  var notes: [String] = []
  var diagnostics: [Diagnostic] = []
  var calendar = Calendar()
}

/// The clauses of `terms` and `quotes`.
struct CommentClauses {
  var condition: Syntax.Expression?
  var dimensions: [Dimension] = []
  /// `during`, `since`, `until`.
  var period: [Clause] = []
  var from: Clause?
  var comparison: (kind: Comparison, range: SourceRange)?
  var top: Int?
  var destination: String?

  init(_ clauses: [Clause], verb: String, in source: SourceText) throws {
    func refuse(_ clause: Clause, _ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badTerms, message, source: source, at: clause.range, help: [help])
    }
    for clause in clauses {
      switch clause.kind {
      case .filter(let condition), .narrow(let condition):
        self.condition =
          self.condition.map {
            .binary(.and, $0, condition, operatorRange: clause.range)
          } ?? condition
      case .by(let list): dimensions += list
      case .during, .since, .until: period.append(clause)
      case .from: from = clause
      case .versus(let list) where verb == "terms":
        guard list.count == 1, let only = list.first else {
          throw refuse(
            clause, "`terms` compares with one other group", "terms comment where nps <= 6 vs where nps >= 9")
        }
        comparison = (only, clause.range)
      case .top(let count), .limit(let count): top = count
      case .into(let path): destination = path
      default:
        throw refuse(
          clause, "`\(clause.kind.name?.rawValue ?? "this")` does not go with `\(verb)`",
          verb == "terms"
            ? "clauses are where, vs, by, during, since, until, top, from and into"
            : "clauses are where, by, during, since, until, top, from and into")
      }
    }
  }
}

extension Session {
  /// Counts the different texts of a column: in each group of `by`, or in the group of the condition and outside it.
  ///
  /// Without `by` there are two groups, here and there.
  func commentGroups(
    _ column: Syntax.Expression, _ clauses: CommentClauses, _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws -> CommentGroups {
    let schema = try commentTable(column, clauses, source)
    let name = try commentColumn(column, of: schema, source)
    var groups = CommentGroups(table: schema, column: name)
    let place = column.range
    let text = Dimension(
      .expression(.name(Name(name, isQuoted: true, range: place))), alias: nil, range: place)
    let from = Clause(.from(Name(schema.name, isQuoted: true, range: place)), range: place)
    let count = Syntax.Expression.call(Call(name: Name("count", range: place), arguments: [], range: place))

    /// Texts with the values of some counts, each restricted by a condition of its own.
    func ask(
      _ conditions: [Syntax.Expression?], by dimensions: [Dimension] = [], in period: [Clause],
      where condition: Syntax.Expression? = nil
    ) throws -> ResultTable {
      let items = conditions.enumerated().map { position, own in
        let restricted =
          own.map { Syntax.Expression.restricted(count, [Clause(.filter($0), range: $0.range)], $0.range) }
          ?? count
        return Item(expression: restricted, alias: Name("comments \(position)", range: place))
      }
      var all = period + [from, Clause(.by([text] + dimensions), range: place)]
      if let condition { all.append(Clause(.filter(condition), range: condition.range)) }
      let result = try answer(bind(Query(items: items, clauses: all), range, source, report))
      for note in result.notes where !groups.notes.contains(note) { groups.notes.append(note) }
      for diagnostic in result.diagnostics where !groups.diagnostics.contains(diagnostic) {
        groups.diagnostics.append(diagnostic)
      }
      groups.calendar = result.calendar
      return result
    }

    if !clauses.dimensions.isEmpty {
      let result = try ask([nil], by: clauses.dimensions, in: clauses.period, where: clauses.condition)
      let dimensionCount = clauses.dimensions.count
      groups.dimensions = Array(result.columns[1...dimensionCount])
      var numbers: [[Value]: Int] = [:]
      var counts: [String: [Int: Int]] = [:]
      var order: [String] = []
      for row in result.rows {
        guard case .text(let text) = row.values[0], let number = row.values[dimensionCount + 1].number,
          number > 0
        else { continue }
        let key = Array(row.values[1...dimensionCount])
        if numbers[key] == nil {
          numbers[key] = groups.keys.count
          groups.keys.append(key)
        }
        if counts[text] == nil { order.append(text) }
        counts[text, default: [:]][numbers[key] ?? 0, default: 0] += Int(number)
      }
      groups.hasWhole = clauses.dimensions.contains { $0.isTheme }
      var all: [String: Int] = [:]
      if groups.hasWhole {
        for row in try ask([nil], in: clauses.period, where: clauses.condition).rows {
          guard case .text(let text) = row.values[0] else { continue }
          all[text] = Int(row.values[1].number ?? 0)
        }
      }
      groups.texts = order.map { text in
        let own = groups.keys.indices.map { counts[text]?[$0] ?? 0 }
        return WeightedText(text, counts: groups.hasWhole ? own + [all[text] ?? 0] : own)
      }
      return groups
    }

    groups.keys = [[]]
    func add(_ result: ResultTable, _ make: ([Int]) -> [Int]) {
      for row in result.rows {
        guard case .text(let text) = row.values[0] else { continue }
        let counts = make(row.values[1...].map { Int($0.number ?? 0) })
        if counts.contains(where: { $0 > 0 }) { groups.texts.append(WeightedText(text, counts: counts)) }
      }
    }
    /// Here from one result, there from another; what is here may be a part of what is there.
    func join(_ here: ResultTable, _ there: ResultTable, subtracting: Bool) {
      var counts: [String: Int] = [:]
      for row in here.rows {
        if case .text(let text) = row.values[0] { counts[text] = Int(row.values[1].number ?? 0) }
      }
      for row in there.rows {
        guard case .text(let text) = row.values[0] else { continue }
        let own = counts.removeValue(forKey: text) ?? 0
        let all = Int(row.values[1].number ?? 0)
        groups.texts.append(WeightedText(text, counts: [own, subtracting ? max(all - own, 0) : all]))
      }
      for (text, own) in counts.sorted(by: { $0.key < $1.key }) {
        groups.texts.append(WeightedText(text, counts: [own, 0]))
      }
    }
    switch clauses.comparison?.kind {
    case .filter(let other, _)?:
      add(try ask([clauses.condition, other], in: clauses.period)) { [$0[0], $0[1]] }
    case .period(let period)?:
      let here = try ask([nil], in: clauses.period, where: clauses.condition)
      let there = try ask(
        [nil], in: [Clause(.during(period), range: period.range)], where: clauses.condition)
      join(here, there, subtracting: false)
    case .previous(let place)?, .lastYear(let place)?:
      // A query has the same other period, and says which one it is.
      let comparison = Clause(.versus(clauses.comparison.map { [$0.kind] } ?? []), range: place)
      add(try ask([nil], in: clauses.period + [comparison], where: clauses.condition)) { [$0[0], $0[1]] }
    case .rest?, nil:
      if let condition = clauses.condition {
        add(try ask([condition, nil], in: clauses.period)) { [$0[0], max($0[1] - $0[0], 0)] }
      } else if clauses.period.isEmpty {
        add(try ask([nil], in: [])) { [$0[0], 0] }
      } else {
        join(try ask([nil], in: clauses.period), try ask([nil], in: []), subtracting: true)
      }
    }
    return groups
  }

  /// The table whose comments are meant: that of `from`, else the only one with the column and the names of `where`.
  func commentTable(_ column: Syntax.Expression, _ clauses: CommentClauses, _ source: SourceText)
    throws
    -> TableSchema
  {
    let all = tables.tables
    if case .from(let name)? = clauses.from?.kind {
      let binder = self.binder(source)
      guard let schema = binder.schema(of: name) else { throw Diagnostics(binder.diagnostics) }
      return schema
    }
    guard !all.isEmpty else {
      throw Diagnostic(
        .error, .badTerms, "no table is loaded", source: source, at: column.range, help: ["load \"file.csv\""]
      )
    }
    if case .member(let table, _) = column.inner,
      let schema = all.first(where: { fold($0.name) == fold(table.text) })
    {
      return schema
    }
    var fitting = all.filter { $0.holds(column.commentName ?? "") }
    if fitting.count > 1 {
      let names = (clauses.condition?.names ?? []).map(\.text)
      let narrower = fitting.filter { table in names.allSatisfy { table.holds($0) } }
      if !narrower.isEmpty { fitting = narrower }
    }
    if fitting.count == 1 { return fitting[0] }
    if fitting.isEmpty {
      let name = column.commentName ?? source[column.range]
      throw Diagnostic(
        .error, .noSuchColumn, "no loaded table has a column called `\(name)`", source: source,
        at: column.range,
        label: nearest(to: name, among: all.flatMap { $0.columns + $0.roles.keys }).map {
          "did you mean `\($0)`?"
        })
    }
    throw Diagnostic(
      .error, .badTerms, "several tables have the column: \(fitting.map(\.name).joined(separator: ", "))",
      source: source, at: column.range, help: ["say which with `from \(fitting[0].name)`"])
  }

  func commentColumn(_ column: Syntax.Expression, of schema: TableSchema, _ source: SourceText) throws
    -> String
  {
    guard let written = column.commentName else {
      throw Diagnostic(
        .error, .badTerms, "a column of comments is needed here", source: source, at: column.range,
        help: ["terms comment where nps <= 6"])
    }
    let name =
      schema.columns.first { $0 == written } ?? schema.roles[written]
      ?? schema.columns.first { fold($0) == fold(written) }
      ?? schema.roles.sorted { $0.key < $1.key }.first { fold($0.key) == fold(written) }?.value
    guard let name else {
      throw Diagnostic(
        .error, .noSuchColumn, "\(schema.name) has no column called `\(written)`", source: source,
        at: column.range,
        label: nearest(to: written, among: schema.columns).map { "did you mean `\($0)`?" })
    }
    guard let type = try tables.types(of: [name], in: schema.name)[name], type == .text || type == .nothing
    else {
      throw Diagnostic(
        .error, .badTerms, "`\(name)` holds no texts", source: source, at: column.range,
        help: ["`describe \(schema.name)` shows the columns and their types"])
    }
    return name
  }
}

extension TableSchema {
  fileprivate func holds(_ name: String) -> Bool {
    columns.contains { fold($0) == fold(name) } || roles.keys.contains { fold($0) == fold(name) }
  }
}

extension Dimension {
  /// `theme(comment)`: a comment may have several.
  fileprivate var isTheme: Bool {
    guard case .expression(let expression) = kind, case .call(let call) = expression.inner else {
      return false
    }
    return call.name.text.lowercased() == "theme"
  }
}

extension Syntax.Expression {
  /// The name that the expression is, of a column.
  fileprivate var commentName: String? {
    switch inner {
    case .name(let name): name.text
    case .member(_, let column): column.text
    default: nil
    }
  }
}
