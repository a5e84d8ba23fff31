import Columns
import Diagnostics
import NativeEngine
import Planning
import Semantics
import Syntax

extension Session {
  /// Refuses a KPI that would add euros to dollars: of a column of several currencies `where` has to leave one.
  func refuseSeveralCurrencies(_ bound: BoundQuery, _ query: Query, _ source: SourceText) throws {
    var found: [Diagnostic] = []
    let hasWhole = bound.plan.withTotal || bound.plan.withOthers
    for use in bound.currencyUses where hasWhole || !use.isByCurrency {
      let held = try currencies(of: use)
      guard held.count > 1, try !leavesOneCurrency(use, query, source) else { continue }
      let column = use.column.isPlainName ? use.column : "`\(use.column)`"
      let listed = held.prefix(5).map { "\($0.text) (\($0.count.grouped))" }.joined(separator: ", ")
      found.append(
        Diagnostic(
          .error, .severalCurrencies,
          "\(use.kpi) would \(use.isBare ? "mix" : "add") amounts in \(held.count) currencies: \(listed)",
          source: source,
          at: use.range,
          help: [
            "choose one: \(use.kpi) where \(column) = \"\(held[0].text)\"",
            use.isByCurrency
              ? "or leave out the total" : "or see each: \(use.kpi) by \(column)",
          ]))
    }
    if !found.isEmpty { throw Diagnostics(found) }
  }

  private func currencies(of use: CurrencyUse) throws -> [(text: String, count: Int)] {
    guard let table = tables.table(named: use.table) else { return [] }
    return try table.valueCounts(of: use.column, work: work).compactMap { value, count in
      if case .text(let text) = value, !text.isEmpty { (text, count) } else { nil }
    }
  }

  /// Counts the currencies of the rows that the query counts: those of its conditions and, where nothing else is
  /// looked at, of its period.
  private func leavesOneCurrency(_ use: CurrencyUse, _ query: Query, _ source: SourceText) throws -> Bool {
    let period = query.clauses.filter { $0.isPeriod }
    if !period.isEmpty, let kpi = countedInPeriod(use, query),
      try holdsOneCurrency(use, period, countedBy: kpi, source)
    {
      return true
    }
    return try !use.filters.isEmpty && holdsOneCurrency(use, [], countedBy: nil, source)
  }

  /// The KPI whose own date decides which rows lie in the period, nil for the table's; nil altogether where the query
  /// looks at other periods too, or at states.
  private func countedInPeriod(_ use: CurrencyUse, _ query: Query) -> KnownKPI?? {
    let looksElsewhere = query.clauses.contains { clause in
      switch clause.kind {
      case .versus, .rolling: true
      default: false
      }
    }
    guard !looksElsewhere, !query.items.contains(where: { $0.expression.looksBack }) else { return nil }
    if use.isBare { return .some(nil) }
    guard let kpi = definitions.candidates(for: use.kpi).first, kpi.definition.behaviour == .flow,
      kpi.definition.keyNames == nil, query.items.contains(where: { $0.expression.asksFor(kpi, definitions) })
    else { return nil }
    return .some(kpi)
  }

  private func holdsOneCurrency(
    _ use: CurrencyUse, _ period: [Clause], countedBy kpi: KnownKPI?, _ source: SourceText
  ) throws -> Bool {
    let column = Name(use.column, isQuoted: true, range: use.range)
    let count = Call(
      name: Name("distinct", range: use.range), arguments: [Argument(label: nil, value: .name(column))],
      range: use.range)
    var clauses =
      [Clause(.from(Name(use.table, isQuoted: true, range: use.range)), range: use.range)] + period
    if let first = use.filters.first {
      let all = use.filters.dropFirst().reduce(first) { left, right in
        .binary(.and, left, right, operatorRange: use.range)
      }
      clauses.append(Clause(.filter(all), range: use.range))
    }
    var item = Syntax.Expression.call(count)
    var extended = definitions
    if let kpi {
      extended.add(kpi.computing(item, as: currenciesName))
      item = .name(Name(currenciesName, isQuoted: true, range: use.range))
    }
    let binder = Binder(catalog: tables, definitions: extended, settings: settings, source: source)
    let query = Query(items: [Item(expression: item, alias: nil)], clauses: clauses)
    // Conditions that only the KPI's own keys can answer say nothing about rows.
    guard let bound = binder.bind(query, range: use.range), !binder.hasErrors else { return period.isEmpty }
    let result = try compute(bound)
    guard let number = result.singleValue?.number else { return period.isEmpty }
    return number <= 1
  }
}

/// A name with blanks, which no definition of a user can have by accident.
private let currenciesName = "currencies counted"

extension Clause {
  fileprivate var isPeriod: Bool {
    switch kind {
    case .during, .since, .until: true
    default: false
    }
  }
}

extension Syntax.Expression {
  /// Whether an item asks for periods before its own.
  fileprivate var looksBack: Bool {
    var found = false
    walk { part in
      if case .call(let call) = part, call.name.text.lowercased() == "prev" { found = true }
      return !found
    }
    return found
  }

  /// Whether an item names the KPI itself, not only one that is made of it.
  fileprivate func asksFor(_ kpi: KnownKPI, _ definitions: Definitions) -> Bool {
    names.contains { name in definitions.candidates(for: name.text).contains { $0.name == kpi.name } }
      || {
        if case .call(let call) = inner {
          return definitions.candidates(for: call.name.text).contains { $0.name == kpi.name }
        }
        return false
      }()
  }
}

extension DiagnosticCode {
  static let severalCurrencies = DiagnosticCode(
    "E345",
    """
    Amounts in several currencies are never added: there is no exchange rate in the data. Leave one with \
    `where currency = "EUR"`, or ask `by currency`. Load with currency = none if the column means something else.
    """)
}
