package import Syntax

/// How a KPI meets time (language, 13.5).
package enum TimeBehaviour: Sendable {
  /// Rows dated in the period.
  case flow
  /// The state at the end of the period.
  case stock
  /// What became of those present at its start.
  case transition
  /// Ages since a first event.
  case cohort
  case undated
  /// Made of other KPIs, whose behaviour it has.
  case composed
}

extension KPIDefinition {
  /// How the definition meets time, read off its lines.
  package var behaviour: TimeBehaviour {
    if !hasPipeline { return .composed }
    for clause in clauses { if case .age = clause.kind { return .cohort } }
    for clause in clauses { if case .when = clause.kind { return .flow } }
    return mentionsStart ? .transition : mentionsEnd ? .stock : .undated
  }
}
