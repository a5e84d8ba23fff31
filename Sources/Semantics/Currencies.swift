import Columns
package import Diagnostics
package import Syntax

/// A KPI that adds amounts of a table whose rows say in which currency they are.
///
/// Whether the rows that are left hold one currency is for those to find out who see rows.
package struct CurrencyUse: Sendable, Hashable {
  package let kpi: String
  package let table: String
  package let column: String
  /// What `where` says of the rows, in the text of the statement.
  package let filters: [Syntax.Expression]
  /// Each group of the result is of one currency, but for a total.
  package let isByCurrency: Bool
  /// The place of the item in the statement.
  package let range: SourceRange
}

/// The roles whose values are money.
private let moneyRoles: Set<String> = ["amount", "returned_amount", "mrr", "spend"]

extension Binder {
  /// Remembers that a KPI adds money of a table with currencies.
  func addCurrencyUse(
    of kpi: KnownKPI, _ table: TableSchema, _ filters: [Syntax.Expression], at range: SourceRange
  ) {
    guard let column = table.roles["currency"], addsMoney(kpi.definition) else { return }
    let isByCurrency = clauses.dimensions.contains { dimension in
      guard case .expression(let expression) = dimension.kind, case .name(let name) = expression.unwrapped
      else { return false }
      return name.text == "currency" || fold(name.text) == fold(column)
    }
    let place = source == statementSource ? range : statementRange
    let use = CurrencyUse(
      kpi: kpi.name, table: table.name, column: column, filters: clauses.filters + filters,
      isByCurrency: isByCurrency, range: place)
    if !currencyUses.contains(use) { currencyUses.append(use) }
  }

  private func addsMoney(_ definition: KPIDefinition) -> Bool {
    definition.unit?.name.hasPrefix("currency") ?? false
      || definition.expressions.contains { $0.names.contains { moneyRoles.contains($0.text) } }
  }
}
