import Columns
package import Diagnostics
import Functions
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
  /// An aggregate over rows rather than a KPI.
  package let isBare: Bool
  /// The place of the item in the statement.
  package let range: SourceRange

  init(
    kpi: String, table: String, column: String, filters: [Syntax.Expression], isByCurrency: Bool,
    isBare: Bool,
    range: SourceRange
  ) {
    self.kpi = kpi
    self.table = table
    self.column = column
    self.filters = filters
    self.isByCurrency = isByCurrency
    self.isBare = isBare
    self.range = range
  }
}

/// The roles whose values are money.
private let moneyRoles: Set<String> = ["amount", "returned_amount", "mrr", "spend"]

extension Binder {
  /// Remembers that a KPI adds money of a table with currencies.
  func addCurrencyUse(
    of kpi: KnownKPI, _ table: TableSchema, _ filters: [Syntax.Expression], at range: SourceRange
  ) {
    guard addsMoney(kpi.definition) else { return }
    addCurrencyUse(kpi.name, table, filters, at: range, isBare: false)
  }

  /// The same for an aggregate of the user's own, such as `sum(amount)`.
  func addCurrencyUse(
    of aggregate: AggregateFunction, _ call: Call, _ table: TableSchema, _ filters: [Syntax.Expression]
  ) {
    switch aggregate {
    // They count rows, whatever stands in them.
    case .count, .distinct, .share, .any, .all: return
    default: break
    }
    let money = Set(moneyRoles.flatMap { [$0, table.roles[$0].map(fold) ?? $0] })
    guard let argument = call.arguments.first?.value,
      argument.names.contains(where: { money.contains(fold($0.text)) })
    else { return }
    addCurrencyUse(source[call.range], table, filters, at: call.range, isBare: true)
  }

  private func addCurrencyUse(
    _ name: String, _ table: TableSchema, _ filters: [Syntax.Expression], at range: SourceRange, isBare: Bool
  ) {
    guard let column = table.roles["currency"] else { return }
    let isByCurrency = clauses.dimensions.contains { dimension in
      guard case .expression(let expression) = dimension.kind, case .name(let name) = expression.unwrapped
      else { return false }
      return name.text == "currency" || fold(name.text) == fold(column)
    }
    let place = source == statementSource ? range : statementRange
    let use = CurrencyUse(
      kpi: name, table: table.name, column: column, filters: clauses.filters + filters,
      isByCurrency: isByCurrency, isBare: isBare, range: place)
    if !currencyUses.contains(use) { currencyUses.append(use) }
  }

  private func addsMoney(_ definition: KPIDefinition) -> Bool {
    definition.unit?.name.hasPrefix("currency") ?? false
      || definition.expressions.contains { $0.names.contains { moneyRoles.contains($0.text) } }
  }
}
