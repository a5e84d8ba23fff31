import Comments
import Diagnostics
import Planning
import Semantics
import StandardLibrary
import Syntax

extension Session {
  /// The definitions that are shipped, known by their names.
  static let shippedDefinitions: Definitions = {
    var definitions = Definitions()
    for file in StandardLibrary.files {
      let shipped = ShippedFile(name: file.name, text: file.text)
      for definition in shipped.definitions { definitions.add(definition) }
      for statement in parse(shipped.themes).statements {
        guard case .theme(let name, let patterns) = statement.kind else { continue }
        definitions.addTheme(
          KnownTheme(
            theme: Theme(name, patterns, isShipped: true), source: shipped.themes, range: statement.range))
      }
    }
    for alias in StandardLibrary.dependentAliases {
      definitions.addAliases(alias.names, of: alias.choices.map(\.kpi))
    }
    return definitions
  }()

  /// `kpi NAME …`
  func define(
    _ definition: KPIDefinition, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    let binder = self.binder(source)
    binder.check(definition, range: range)
    if binder.hasErrors { throw Diagnostics(binder.diagnostics) }
    if !binder.diagnostics.isEmpty { try report(.diagnostics(binder.diagnostics)) }
    let name = definition.name.text
    let replaces = definitions.isShipped(name) && !definitions.isOwn(name)
    definitions.add(KnownKPI(definition: definition, source: source, range: range, isShipped: false))
    try report(
      .talk(
        replaces ? "\(name) replaces the shipped definition until `forget \(name)`" : "\(name) is defined"))
    for table in tables.tables where table.columns.contains(name) && !definitions.isShipped(name) {
      try report(
        .diagnostics([
          Diagnostic(
            .note, .hiddenByColumn,
            "\(table.name) has a column called `\(name)` too: inside aggregates and after `where` and `by` the column is meant",
            source: source, at: definition.name.range)
        ]))
    }
  }

  /// `dimension NAME on TABLE = EXPR`
  func defineDimension(
    _ name: Name, _ table: Name?, _ expression: Syntax.Expression, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    if let table {
      let binder = self.binder(source)
      if let schema = binder.schema(of: table) { _ = binder.bindRowExpression(expression, of: schema) }
      if binder.hasErrors { throw Diagnostics(binder.diagnostics) }
    }
    definitions.addDimension(name.text, table: table?.text, expression: expression, source: source)
    try report(.talk("\(name.text) is a dimension\(table.map { " of \($0.text)" } ?? "")"))
  }

  func forget(_ name: Name, _ source: SourceText, _ report: (Event) throws -> Void) throws {
    let isTheme = !definitions.isOwn(name.text) && definitions.themeSet.position(of: name.text) != nil
    let shipped =
      definitions.isShipped(name.text) || isTheme && definitions.isShippedTheme(name.text)
    guard definitions.forget(name.text) else {
      throw Diagnostic(
        .error, .noSuchDefinition,
        shipped ? "`\(name.text)` is shipped and cannot be forgotten" : "you have defined no `\(name.text)`",
        source: source, at: name.range,
        help: [
          shipped
            ? "a `\(isTheme ? "theme" : "kpi")` of that name replaces it" : "`show definitions` lists yours"
        ])
    }
    try report(.talk(shipped ? "\(name.text) is the shipped definition again" : "\(name.text) is forgotten"))
  }

  // MARK: Tables

  func unload(_ name: Name, _ source: SourceText, _ report: (Event) throws -> Void) throws {
    guard try tables.remove(name.text) else {
      throw Diagnostic(
        .error, .noSuchFiles, "there is no table called `\(name.text)`", source: source, at: name.range,
        label: nearest(to: name.text, among: tables.tables.map(\.name)).map { "did you mean `\($0)`?" },
        help: ["`show tables` lists what is loaded"])
    }
    try report(.talk("\(name.text) is unloaded"))
  }

  /// `link TABLE.COLUMN = TABLE.COLUMN`: the column must be unique on one side.
  func link(
    _ left: Syntax.Expression, _ right: Syntax.Expression, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    func side(_ expression: Syntax.Expression) throws -> (LoadedTable, String) {
      guard case .member(let tableName, let columnName) = expression.inner else {
        throw Diagnostic(
          .error, .noSuchColumn, "a link names a table and a column on both sides", source: source,
          at: expression.range,
          help: ["link orders.customer = accounts.customer"])
      }
      guard let table = tables.all.first(where: { fold($0.name) == fold(tableName.text) }) else {
        throw Diagnostic(
          .error, .noSuchFiles, "there is no table called `\(tableName.text)`", source: source,
          at: tableName.range,
          label: nearest(to: tableName.text, among: tables.tables.map(\.name)).map {
            "did you mean `\($0)`?"
          },
          help: ["`show tables` lists what is loaded"])
      }
      let columns = table.schema.columns
      guard
        let column = columns.first(where: { $0 == columnName.text }) ?? columns.first(where: {
          fold($0) == fold(columnName.text)
        })
          ?? table.schema.roles[columnName.text]
      else {
        throw Diagnostic(
          .error, .noSuchColumn, "\(table.name) has no column called `\(columnName.text)`", source: source,
          at: columnName.range,
          label: nearest(to: columnName.text, among: columns).map { "did you mean `\($0)`?" })
      }
      return (table, column)
    }
    let (first, firstColumn) = try side(left)
    let (second, secondColumn) = try side(right)
    guard first !== second else {
      throw Diagnostic(
        .error, .notUnique, "a table cannot be linked to itself", source: source, at: left.range)
    }
    let secondIsUnique = try tables.isUnique(secondColumn, in: second)
    let firstIsUnique = try tables.isUnique(firstColumn, in: first)
    if secondIsUnique {
      try tables.declare(Link(key: firstColumn, table: second.name, tableKey: secondColumn), from: first.name)
    }
    if firstIsUnique {
      try tables.declare(Link(key: secondColumn, table: first.name, tableKey: firstColumn), from: second.name)
    }
    guard firstIsUnique || secondIsUnique else {
      throw Diagnostic(
        .error, .notUnique,
        "this link would count rows more than once: `\(firstColumn)` repeats in \(first.name) and `\(secondColumn)` in \(second.name)",
        source: source, at: left.range.union(right.range),
        help: ["a link needs a column that is unique on one side"])
    }
    let (many, one) = secondIsUnique ? (first, second) : (second, first)
    try report(.talk("columns of \(one.name) may be used with \(many.name)"))
  }
}

extension DiagnosticCode {
  static let hiddenByColumn = DiagnosticCode(
    "W030", "A KPI and a column have the same name; where each is meant is settled by its place.")
  static let noSuchDefinition = DiagnosticCode(
    "E310", "`forget` takes back your own definitions of this session; `show definitions` lists them.")
}
