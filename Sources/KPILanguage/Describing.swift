import Columns
import Diagnostics
import FileFormats
import NativeEngine
import Planning
import Rendering
import Semantics
import Syntax

extension Session {
  // MARK: show

  /// `show tables`, `show kpis about returns`, `show settings` …
  func show(_ subject: Name?, about: String?, _ source: SourceText) throws -> String {
    switch subject?.text.lowercased() ?? "tables" {
    case "tables", "table": return tableList
    case "kpis", "kpi": return kpiList(about: about)
    case "definitions": return ownDefinitions
    case "dimensions":
      let lines = definitions.dimensions.sorted { $0.key < $1.key }.map {
        "dimension \($0.key) = \($0.value.source[$0.value.expression.range].oneLine)"
      }
      return lines.isEmpty ? "no dimensions are defined\n" : lines.joined(separator: "\n") + "\n"
    case "themes", "theme": return themeList
    case "settings", "setting": return settingsText
    case "targets", "target": return targetList
    case "params", "parameters":
      let lines = settings.parameters.keys.sorted().map { "$\($0)" }
      return lines.isEmpty ? "no parameters\n" : lines.joined(separator: "\n") + "\n"
    case "links":
      let lines = tables.tables.flatMap { table in
        table.links.map { "\(table.name).\($0.key) = \($0.table).\($0.tableKey)" }
      }
      return lines.isEmpty ? "no tables are linked\n" : lines.joined(separator: "\n") + "\n"
    case let other:
      let subjects = [
        "tables", "kpis", "definitions", "dimensions", "themes", "links", "params", "settings", "targets",
      ]
      throw Diagnostic(
        .error, .unknownTopic, "`show` knows no `\(other)`", source: source, at: subject?.range,
        label: nearest(to: other, among: subjects).map { "did you mean `\($0)`?" },
        help: ["show " + subjects.joined(separator: " · ")])
    }
  }

  private var tableList: String {
    guard !tables.all.isEmpty else { return "no table is loaded: load \"file.csv\"\n" }
    return aligned(
      tables.all.map { table in
        [
          table.name, "\(table.rowCount.grouped) row\(table.rowCount == 1 ? "" : "s")",
          "\(table.schema.columns.count) columns",
          table.schema.kind ?? "–", table.paths.count == 1 ? table.paths[0] : "\(table.paths.count) files",
        ]
      })
  }

  /// What the loaded files can answer first, then what the others lack.
  private func kpiList(about: String?) -> String {
    let binder = self.binder(SourceText(""))
    let wanted = about.map(fold)
    let chosen = definitions.all.filter { kpi in
      guard let wanted else { return true }
      let text =
        ([kpi.name, kpi.definition.title ?? "", kpi.definition.table ?? ""] + kpi.definition.aliases
        + kpi.definition.notes + teachingTexts(of: kpi).all)
        .joined(separator: " ")
      return fold(text).contains(wanted) || wanted.hasSuffix("s") && fold(text).contains(wanted.dropLast())
    }
    guard !chosen.isEmpty else { return phrases.noKPIAbout(about ?? "") + "\n" }
    var answerable: [[String]] = []
    var lacking: [[String]] = []
    for kpi in chosen {
      let title = teachingTexts(of: kpi).title ?? ""
      if binder.isAnswerable(kpi) {
        answerable.append([kpi.name, title, phrases.unitTitle(kpi.definition.unit?.name)])
      } else {
        let roles = binder.lackingRoles(kpi)
        let table = kpi.definition.table ?? "other KPIs"
        lacking.append([kpi.name, title, phrases.needs(roles, in: table)])
      }
    }
    var text = listed(answerable)
    if !lacking.isEmpty {
      text += (answerable.isEmpty ? "" : "\n") + "\(phrases.notAnswerable)\n" + listed(lacking)
    }
    return text
  }

  /// Names with titles and one fact more, on as many lines as the width asks for.
  private func listed(_ kpis: [[String]]) -> String {
    let wide = aligned(kpis)
    guard let width = options.width(),
      wide.split(separator: "\n").contains(where: { displayWidth(of: $0) > width })
    else { return wide }
    let names = min(kpis.map { displayWidth(of: $0[0]) }.max() ?? 0, 20)
    return kpis.map { kpi in
      let gap = String(repeating: " ", count: max(names - displayWidth(of: kpi[0]), 0))
      let rest = kpi.dropFirst().filter { !$0.isEmpty }.joined(separator: " · ")
      return folded(
        rest, width: width, indent: String(repeating: " ", count: names + 2), first: kpi[0] + gap + "  ")
    }.joined()
  }

  private var ownDefinitions: String {
    let own =
      definitions.all.filter { !$0.isShipped }.map { $0.source[$0.range].trimmed }
      + definitions.ownThemeDefinitions.map { $0.source[$0.range].trimmed }
    return own.isEmpty
      ? "you have defined nothing yet: kpi NAME from TABLE is FORMULA\n" : own.joined(separator: "\n") + "\n"
  }

  // MARK: describe

  /// `describe TABLE`, `describe KPI`, `describe COLUMN`: looked for in this order.
  func describe(_ names: [Name], _ range: SourceRange, _ source: SourceText) throws -> String {
    guard let name = names.first else { return tableList }
    if names.count == 2, let table = tables.all.first(where: { fold($0.name) == fold(name.text) }) {
      if let text = try describeColumn(names[1], of: table) { return text }
    }
    if let table = tables.all.first(where: { $0.name == name.text })
      ?? tables.all.first(where: { fold($0.name) == fold(name.text) })
    {
      return try describe(table)
    }
    let kpis = definitions.candidates(for: name.text)
    if !kpis.isEmpty { return kpis.map(describe).joined(separator: "\n") }
    if let theme = try describeTheme(name.text) { return theme }
    let columns = try tables.all.compactMap { try describeColumn(name, of: $0) }
    if !columns.isEmpty { return columns.joined(separator: "\n") }
    let known = tables.tables.map(\.name) + definitions.all.map(\.name) + tables.tables.flatMap(\.columns)
    throw Diagnostic(
      .error, .unknownTopic, "there is no table, KPI or column called `\(name.text)`", source: source,
      at: name.range,
      label: nearest(to: name.text, among: known).map { "did you mean `\($0)`?" })
  }

  private func describe(_ table: LoadedTable) throws -> String {
    var text = "\(table.name) · \(table.rowCount.grouped) row\(table.rowCount == 1 ? "" : "s")"
    if let kind = table.schema.kind, kind != table.name { text += " · \(kind)" }
    text += " · " + (table.paths.count == 1 ? table.paths[0] : "\(table.paths.count) files") + "\n"
    if let notes = table.dataset?.notes, !notes.isEmpty {
      text += "  " + notes.joined(separator: "\n  ") + "\n"
    }
    _ = try table.columns(table.schema.columns, work: work)
    var rows: [[String]] = [["column", "type", "known", "different", "role", "range or examples"]]
    var misfits: [String] = []
    for column in table.schema.columns {
      guard let facts = try table.facts(of: column, work: work) else { continue }
      let roles = table.schema.roles.filter { $0.value == column }.map(\.key).sorted().joined(separator: ", ")
      var extent = facts.examples.prefix(3).map { $0.count > 24 ? $0.prefix(23) + "…" : $0 }.joined(
        separator: ", ")
      if extent.count > 32 { extent = extent.prefix(31) + "…" }
      if facts.type != .text, facts.minimum != .none {
        let first = shown(facts.minimum, column, table)
        extent = "\(display(first)) … \(display(shown(facts.maximum, column, table)))"
      }
      rows.append([
        column, facts.type.word, percent(facts.filledCount, table.rowCount), facts.distinctCount.grouped,
        roles, visible(extent),
      ])
      if let report = table.dataset?.report(for: column) {
        if report.misfitCount > 0 {
          let listed = report.misfits.prefix(5).map {
            "row \($0.row.grouped) \"\(visible(String($0.text.prefix(30))))\""
          }
          misfits.append(
            "  \(column): \(report.misfitCount.grouped) cells are no \(facts.type.word) and unknown: \(listed.joined(separator: ", "))"
          )
        }
        misfits += table.suspectedUnknowns(of: column).map { "  " + $0 }
        misfits += report.notes.map { "  \(column): \($0)" }
      }
    }
    text += aligned(rows, indent: "  ")
    if !misfits.isEmpty { text += misfits.joined(separator: "\n") + "\n" }
    let bound = table.bindings.filter { $0.role != $0.column }
    if !bound.isEmpty {
      text += "roles\n" + aligned(bound.map { [$0.role, "= \($0.column)", $0.reason] }, indent: "  ")
    }
    for note in table.notes { text += "  \(note)\n" }
    for question in table.questions {
      text +=
        "  \(question.role) could be \(question.candidates.joined(separator: " or ")): load with \(question.role) = …\n"
    }
    if !table.schema.links.isEmpty {
      text += "links\n" + table.schema.links.map { "  \($0.key) → \($0.table)\n" }.joined()
    }
    return text
  }

  private func describeColumn(_ name: Name, of table: LoadedTable) throws -> String? {
    let columns = table.schema.columns
    guard
      let column = columns.first(where: { $0 == name.text }) ?? columns.first(where: {
        fold($0) == fold(name.text)
      })
        ?? table.schema.roles[name.text], let facts = try table.facts(of: column, work: work),
      let values = try table.columns([column], work: work)[column]
    else { return nil }
    var text =
      "\(table.name).\(column) · \(facts.type.word) · \(percent(facts.filledCount, table.rowCount)) known · \(facts.distinctCount.grouped) different\n"
    if facts.minimum != .none {
      let first = shown(facts.minimum, column, table)
      text += "  \(display(first)) … \(display(shown(facts.maximum, column, table)))\n"
    }
    let counts = NativeEngine.valueCounts(of: values, limit: 12)
    if facts.distinctCount <= 5_000 {
      text += aligned(
        counts.map { [visible(String(display(shown($0.0, column, table)).prefix(40))), $0.1.grouped] },
        indent: "  ", numbers: [1])
      if facts.distinctCount > counts.count {
        text += "  … and \((facts.distinctCount - counts.count).grouped) more\n"
      }
    }
    if let report = table.dataset?.report(for: column) {
      for note in report.notes { text += "  \(note)\n" }
      if report.misfitCount > 0 {
        text +=
          "  \(report.misfitCount.grouped) cells do not fit and are unknown: "
          + report.misfits.prefix(10).map {
            "row \($0.row.grouped) \"\(visible(String($0.text.prefix(30))))\""
          }.joined(separator: ", ") + "\n"
      }
    }
    return text
  }

  private func describe(_ kpi: KnownKPI) -> String {
    let definition = kpi.definition
    var text = "\(kpi.name)" + (teachingTexts(of: kpi).title.map { " · \($0)" } ?? "") + "\n"
    var facts: [String] = []
    if let unit = definition.unit { facts.append(phrases.say("in ", "en ") + phrases.unitTitle(unit.name)) }
    if let rest = phrases.unitSentence(nil, isBetterUp: definition.isBetterUp, needs: definition.needs) {
      facts.append(rest)
    }
    if !kpi.isShipped { facts.append(phrases.say("your definition", "tu definición")) }
    if !facts.isEmpty { text += "  " + facts.joined(separator: " · ") + "\n" }
    let aliases = definition.aliases
    if !aliases.isEmpty {
      text += "  \(phrases.say("also called", "también")) \(aliases.joined(separator: ", "))\n"
    }
    text += "\n" + kpi.source[kpi.range].withoutExpectations + "\n"
    let users = definitions.all.filter { other in
      other.name != kpi.name
        && other.definition.expressions.contains { $0.names.contains { $0.text == kpi.name } }
    }
    if !users.isEmpty {
      text += "\n\(phrases.say("used by", "lo usan")) \(users.map(\.name).joined(separator: ", "))\n"
    }
    let fitted = fittedModels(kpi)
    if !fitted.isEmpty { text += "\n" + fitted.joined(separator: "\n") + "\n" }
    text +=
      targetLines(of: kpi.name).map { "\n" + $0 }.joined() + (targetLines(of: kpi.name).isEmpty ? "" : "\n")
    if let gaps = gapSentence(kpi) { text += "\n\(gaps)\n" }
    if let hours = settings.calendar.businessHours,
      definition.expressions.contains(where: { $0.calls("business_hours") })
    {
      text += "\nbusiness hours are \(hours.description(in: settings.calendar.zone))\n"
    }
    return text
  }

  /// What the models of a KPI became on the loaded tables: their parameters, for those who want to check them.
  private func fittedModels(_ kpi: KnownKPI) -> [String] {
    let quantities = Set(Forecast.Quantity.allCases.map(\.rawValue))
    let isModelled = kpi.definition.expressions.contains { expression in
      quantities.contains { expression.calls($0) }
    }
    guard isModelled, binder(SourceText("")).isAnswerable(kpi) else { return [] }
    let source = SourceText(kpi.name)
    guard case .query(_, let query)? = parse(source).statements.first?.kind,
      let bound = try? bind(query, SourceRange(0, source.bytes.count), source, { _ in }),
      let result = try? compute(bound)
    else { return [] }
    return result.notes.filter { $0.hasPrefix("buying model") || $0.hasPrefix("spending model") }.map {
      language == .spanish ? inSpanish($0) : $0
    }
  }

  private func percent(_ part: Int, _ whole: Int) -> String {
    guard whole > 0 else { return "–" }
    if part == whole { return "100 %" }
    let share = Double(part) / Double(whole) * 100
    return share > 99.9 ? ">99.9 %" : share < 0.1 && part > 0 ? "<0.1 %" : "\((share * 10).rounded() / 10) %"
  }
}

extension KPIDefinition {
  package var aliases: [String] {
    metadata.flatMap { item -> [String] in if case .aka(let names) = item.kind { names } else { [] } }
  }

  package var notes: [String] {
    metadata.compactMap { item in
      switch item.kind {
      case .note(let text), .trap(let text): text
      default: nil
      }
    }
  }
}

/// Rows of cells in columns that line up, two spaces between them.
func aligned(_ rows: [[String]], indent: String = "", numbers: Set<Int> = []) -> String {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in
    rows.map { $0.count > column ? displayWidth(of: $0[column]) : 0 }.max() ?? 0
  }
  return rows.map { row in
    var line = indent
    for (column, cell) in row.enumerated() {
      let gap = String(repeating: " ", count: max(widths[column] - displayWidth(of: cell), 0))
      line += (column == 0 ? "" : "  ") + (numbers.contains(column) ? gap + cell : cell + gap)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line + "\n"
  }.joined()
}

extension String {
  /// A definition without its `# expect` lines.
  fileprivate var withoutExpectations: String {
    split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.trimmed.hasPrefix("# expect") }
      .joined(separator: "\n").trimmed
  }
}

extension LoadedTable {
  /// Words for texts such as `NA` that may stand for unknown in a column that was read.
  func suspectedUnknowns(of column: String) -> [String] {
    (dataset?.report(for: column)?.suspectedNulls ?? []).map { null in
      let cells = null.count == 1 ? "1 cell reads" : "\(null.count.grouped) cells read"
      let text = visible(null.text)
      return "\(column): \(cells) \"\(text)\"; if that means unknown, load with null = \"\(text)\""
    }
  }
}
