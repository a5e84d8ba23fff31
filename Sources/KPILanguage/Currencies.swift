import Columns
import Diagnostics
import NativeEngine
import Planning
import Semantics
import Syntax

extension Session {
  /// Refuses a KPI that would add euros to dollars: of a column of several currencies `where` has to leave one.
  func refuseSeveralCurrencies(_ bound: BoundQuery, _ source: SourceText) throws {
    var found: [Diagnostic] = []
    let hasWhole = bound.plan.withTotal || bound.plan.withOthers
    for use in bound.currencyUses where hasWhole || !use.isByCurrency {
      let held = try currencies(of: use)
      guard held.count > 1, try !leavesOneCurrency(use, source) else { continue }
      let column = use.column.isPlainName ? use.column : "`\(use.column)`"
      let listed = held.prefix(5).map { "\($0.text) (\($0.count.grouped))" }.joined(separator: ", ")
      found.append(
        Diagnostic(
          .error, .severalCurrencies,
          "\(use.kpi) would add amounts in \(held.count) currencies: \(listed)", source: source,
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

  /// Counts the currencies of the rows that satisfy the conditions, as a query would.
  private func leavesOneCurrency(_ use: CurrencyUse, _ source: SourceText) throws -> Bool {
    guard !use.filters.isEmpty else { return false }
    let column = Name(use.column, range: use.range)
    let count = Call(
      name: Name("distinct", range: use.range), arguments: [Argument(label: nil, value: .name(column))],
      range: use.range)
    var clauses = [Clause(.from(Name(use.table, range: use.range)), range: use.range)]
    let all = use.filters.dropFirst().reduce(use.filters[0]) { left, right in
      .binary(.and, left, right, operatorRange: use.range)
    }
    clauses.append(Clause(.filter(all), range: use.range))
    let binder = self.binder(source)
    let query = Query(items: [Item(expression: .call(count), alias: nil)], clauses: clauses)
    // Conditions that only the KPI's own keys can answer say nothing about rows.
    guard let bound = binder.bind(query, range: use.range), !binder.hasErrors else { return true }
    let result = try compute(bound)
    guard case .integer(let number)? = result.rows.first?.values.first else { return true }
    return number <= 1
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
