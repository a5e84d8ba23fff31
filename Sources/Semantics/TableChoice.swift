import Columns
import Diagnostics
import Functions
import Planning
import Syntax

extension Binder {
  /// The table that a written name means: exact, folded, then a kind.
  func resolveTable(_ name: Name) -> TableSchema? {
    let tables = catalog.tables
    if let exact = tables.first(where: { $0.name == name.text }) { return exact }
    let key = fold(name.text)
    let matches = tables.filter { fold($0.name) == key }
    if matches.count == 1 { return matches[0] }
    let suggestion = nearest(to: name.text, among: tables.map(\.name))
    report(
      .noTable, "there is no table called `\(name.text)`", at: name.range,
      label: suggestion.map { "did you mean `\($0)`?" },
      help: [
        tables.isEmpty
          ? "load one: load \"file.csv\"" : "loaded: " + tables.map(\.name).joined(separator: ", ")
      ])
    return nil
  }

  /// The table that a definition is computed from (language, §4 Kinds).
  func resolveTable(for kpi: KnownKPI, at range: SourceRange) -> TableSchema? {
    if let from = clauses.from {
      guard let table = within(statementSource, { resolveTable(from) }) else { return nil }
      return reportMissingRoles(of: kpi, table, at: range) ? nil : table
    }
    let tables = catalog.tables
    let wanted = kpi.definition.table
    guard !tables.isEmpty else {
      report(
        .noTable, "no table is loaded, and \(kpi.name) needs \(wanted ?? "one")", at: range,
        help: ["load \"file.csv\"\(wanted.map { " as \($0)" } ?? "")"])
      return nil
    }
    // The definition's own table by name or kind, as long as it has what is needed.
    let named = tables.filter { $0.name == wanted || fold($0.name) == fold(wanted ?? "") }
    if let table = named.first { return reportMissingRoles(of: kpi, table, at: range) ? nil : table }
    let ofKind = tables.filter { $0.kind == wanted }
    if ofKind.count == 1 { return reportMissingRoles(of: kpi, ofKind[0], at: range) ? nil : ofKind[0] }
    let fitting = (ofKind.isEmpty ? tables : ofKind).filter { missingRoles(of: kpi, $0).isEmpty }
    switch fitting.count {
    case 1:
      note("\(kpi.name) is computed from \(fitting[0].name)")
      return fitting[0]
    case 0:
      if tables.count == 1 {
        _ = reportMissingRoles(of: kpi, tables[0], at: range)
      } else {
        let lacking = tables.map { "\($0.name) lacks \(missingRoles(of: kpi, $0).joined(separator: ", "))" }
        report(
          .noTable, "no loaded table can answer \(kpi.name)", at: range,
          help: lacking.prefix(4) + ["say which column plays a role: load \"file.csv\" with ROLE = `COLUMN`"])
      }
      return nil
    default:
      report(
        .severalTables, "\(kpi.name) could be computed from \(fitting.map(\.name).joined(separator: " or "))",
        at: range,
        help: ["choose one: \(kpi.name) from \(fitting[0].name)"])
      return nil
    }
  }

  /// Whether a table lacks roles for a KPI, which it then reports.
  private func reportMissingRoles(of kpi: KnownKPI, _ table: TableSchema, at range: SourceRange) -> Bool {
    let missing = missingRoles(of: kpi, table)
    guard !missing.isEmpty else { return false }
    let list = missing.map { "`\($0)`" }.joined(separator: ", ")
    report(
      .missingRole, "\(kpi.name) needs \(list), which \(table.name) does not have", at: range,
      help: [
        "if it is there under another name, load it with that role: load \"FILE\" as \(table.name) with \(missing[0]) = `COLUMN`"
      ])
    return true
  }

  /// Names that a definition needs and a table has neither as role nor as column nor through a link.
  func missingRoles(of kpi: KnownKPI, _ table: TableSchema) -> [String] {
    var missing: [String] = []
    let needed = kpi.definition.neededNames(ignoring: { isMissing($0, table) })
    // Without its date, a table of another kind must at least have a column that only such a definition asks for.
    let mayLackDate =
      table.kind == kpi.definition.table || table.name == kpi.definition.table
      || needed.contains { !["customer", "id"].contains($0.text) && !isMissing($0.text, table) }
    for name in needed {
      if mayLackDate, missingOwnDate(.name(name), table) != nil, kpi.definition.isDatedBy(name.text) {
        continue
      }
      if isMissing(name.text, table),
        definitions.candidates(for: name.text).isEmpty || !(kpi.definition.isKeyed || isKPIUse(name, kpi)),
        !missing.contains(name.text)
      {
        missing.append(name.text)
      }
    }
    return missing
  }

  /// Whether a name of a formula stands outside aggregates, where it can only be a KPI.
  private func isKPIUse(_ name: Name, _ kpi: KnownKPI) -> Bool {
    var isInsideAggregate = false
    kpi.definition.formula.walk { expression in
      if case .call(let call) = expression, AggregateFunction(written: call) != nil {
        if expression.names.contains(name) { isInsideAggregate = true }
        return false
      }
      return true
    }
    return kpi.definition.formula.names.contains(name) && !isInsideAggregate
  }

  func isMissing(_ text: String, _ table: TableSchema) -> Bool {
    let scope = RowScope(table: table, isDefinition: true)
    if case .unknown = meaning(of: Name(text, range: SourceRange(0, 0)), in: scope) { return true }
    return false
  }

  /// The event's own date where a table lacks the whole column (language, 13.2); nil where it has it.
  func missingOwnDate(_ expression: Syntax.Expression, _ table: TableSchema) -> String? {
    guard case .name(let name) = expression.unwrapped,
      ["responded_at", "sent_at", "ordered_at", "used_at", "created_at"].contains(name.text),
      isMissing(name.text, table)
    else { return nil }
    return name.text
  }

  /// Whether some loaded table can answer a KPI, and all KPIs it is made of.
  package func isAnswerable(_ kpi: KnownKPI) -> Bool {
    if !kpi.definition.hasPipeline {
      guard !expanding.contains(kpi.name) else { return false }
      expanding.append(kpi.name)
      defer { expanding.removeLast() }
      return kpi.definition.formula.names.allSatisfy { name in
        if kpi.definition.parameters.contains(where: { $0.name.text == name.text }) { return true }
        guard let part = definitions.candidates(for: name.text).first else { return false }
        return isAnswerable(part)
      }
    }
    let wanted = kpi.definition.table
    let tables = catalog.tables
    let own = tables.filter { $0.name == wanted || $0.kind == wanted }
    return (own.isEmpty ? tables : own).contains { missingRoles(of: kpi, $0).isEmpty }
  }

  /// The loaded tables that a KPI, or the KPIs it is made of, can be computed from.
  package func answeringTables(_ kpi: KnownKPI) -> [TableSchema] {
    if !kpi.definition.hasPipeline {
      guard !expanding.contains(kpi.name) else { return [] }
      expanding.append(kpi.name)
      defer { expanding.removeLast() }
      return kpi.definition.formula.names.flatMap { name in
        definitions.candidates(for: name.text).first.map { answeringTables($0) } ?? []
      }
    }
    let wanted = kpi.definition.table
    let own = catalog.tables.filter { $0.name == wanted || $0.kind == wanted }
    return (own.isEmpty ? catalog.tables : own).filter { missingRoles(of: kpi, $0).isEmpty }
  }

  /// The roles that keep the loaded tables from answering a KPI, from the table that comes nearest.
  package func lackingRoles(_ kpi: KnownKPI) -> [String] {
    let wanted = kpi.definition.table
    let own = catalog.tables.filter { $0.name == wanted || $0.kind == wanted }
    return own.map { missingRoles(of: kpi, $0) }.min { $0.count < $1.count } ?? []
  }

  /// The table of a bare aggregate.
  func bareTable(for names: [Name], members: Syntax.Expression, at range: SourceRange) -> TableSchema? {
    if let from = clauses.from { return within(statementSource) { resolveTable(from) } }
    let tables = catalog.tables
    guard !tables.isEmpty else {
      report(.noTable, "no table is loaded", at: range, help: ["load \"file.csv\""])
      return nil
    }
    if tables.count == 1 { return tables[0] }
    // Columns of the table itself first; only then columns reached through links.
    let conditionNames =
      clauses.filters.flatMap(\.names)
      + clauses.dimensions.flatMap { dimension -> [Name] in
        if case .expression(let expression) = dimension.kind { return expression.names }
        return []
      }
    func has(_ table: TableSchema, _ name: Name, links: Bool) -> Bool {
      switch meaning(of: name, in: RowScope(table: table, isDefinition: false)) {
      case .unknown: false
      case .linked, .ambiguous: links
      default: true
      }
    }
    var fitting = tables.filter { table in names.allSatisfy { has(table, $0, links: false) } }
    if fitting.isEmpty {
      fitting = tables.filter { table in names.allSatisfy { has(table, $0, links: true) } }
    }
    if fitting.count > 1 {
      let narrower = fitting.filter { table in conditionNames.allSatisfy { has(table, $0, links: false) } }
      if narrower.count == 1 { fitting = narrower }
    }
    if fitting.count == 1 { return fitting[0] }
    if fitting.isEmpty {
      let unknown = names.first { name in !tables.contains { has($0, name, links: true) } } ?? names.first
      let suggestion = unknown.flatMap {
        nearest(to: $0.text, among: tables.flatMap { self.names(beside: $0) })
      }
      if let unknown, !tables.contains(where: { has($0, unknown, links: true) }) {
        report(
          .unknownName, "no loaded table has a column called `\(unknown.text)`", at: unknown.range,
          label: suggestion.map { "did you mean `\($0)`?" })
      } else {
        report(.noTable, "no loaded table has all the columns of this item", at: range)
      }
      return nil
    }
    report(
      .severalTables,
      "`\(source[range])` could be computed from \(fitting.map(\.name).joined(separator: ", "))", at: range,
      help: ["choose one: \(source[range]) from \(fitting[0].name)"])
    return nil
  }
}

extension KPIDefinition {
  /// The table that `from` names.
  package var table: String? {
    for clause in clauses { if case .from(let name) = clause.kind { return name.text } }
    return nil
  }

  fileprivate func isDatedBy(_ role: String) -> Bool {
    var isWhen = false
    var others = 0
    for clause in clauses {
      switch clause.kind {
      case .when(let expression):
        if case .name(let name) = expression.unwrapped, name.text == role { isWhen = true }
      case .keep(let expression), .mature(let expression), .letValue(_, let expression):
        others += expression.names.count { $0.text == role }
      default: break
      }
    }
    return isWhen && others + formula.names.count { $0.text == role } == 0
  }

  /// The columns and roles that a definition mentions, without its own names and without conditions that hold where
  /// a role is missing (language, 13.13).
  func neededNames(ignoring isMissing: (String) -> Bool) -> [Name] {
    var own = Set(parameters.map(\.name.text)).union([
      "now", "start", "end", "active", "age", "age_start", "age_end",
    ])
    var needed: [Name] = []
    for clause in clauses {
      switch clause.kind {
      case .letValue(let name, let expression):
        needed += isKeyed ? expression.namesThatMustBe : expression.names
        own.insert(name.text)
      case .keep(let condition):
        for part in condition.conjuncts {
          if let role = part.testedAbsence, !own.contains(role), isMissing(role) { continue }
          needed += part.names
        }
      case .from: break
      case .span(let start, let end): needed += start.names + end.names
      case .when(let expression), .mature(let expression), .age(_, let expression): needed += expression.names
      case .per(let items):
        needed += items.flatMap(\.expression.names)
        own.formUnion(items.compactMap(\.alias?.text))
      }
    }
    needed += formula.names
    return needed.filter { !own.contains($0.text) }
  }
}
