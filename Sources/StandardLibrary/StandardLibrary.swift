/// The shipped definitions as `.kpi` text: one file an area, in the order in which `show kpis` lists them.
///
/// The texts lie in `Definitions`, the teaching texts in `Lessons`; `scripts/embed-library` copies both into
/// `Generated`, so that the program needs no files beside it.
package enum StandardLibrary {
  package static var files: [(name: String, text: String)] { definitionTexts }

  /// Aliases whose meaning depends on the loaded tables.
  package static let dependentAliases: [DependentAlias] = [
    DependentAlias(
      names: ["clv", "ltv", "valor de vida del cliente", "customer lifetime value"],
      choices: [
        DependentAlias.Choice(kpi: "clv_subscription", table: "subscriptions"),
        DependentAlias.Choice(kpi: "clv_cohort", table: nil),
      ])
  ]
}

/// Other names of one of several KPIs: the first whose table is loaded.
package struct DependentAlias: Sendable, Hashable {
  package struct Choice: Sendable, Hashable {
    package let kpi: String
    /// The table that must be there; nil for the last resort.
    package let table: String?
  }

  package let names: [String]
  package let choices: [Choice]

  /// The KPI that is meant when these tables are loaded; always one, because the last choice asks for no table.
  package func kpi(loadedTables: Set<String>) -> String? {
    choices.first { choice in choice.table.map(loadedTables.contains) ?? true }?.kpi
  }
}
