import Columns
import Diagnostics
import Planning

extension Binder {
  /// Tells the pipelines where their tables begin: what lies before is unknown rather than nothing.
  func addFirstEvents(to plan: inout Plan, hasPeriod: Bool) {
    // All periods of a single table without a period of the query lie behind its first row.
    guard hasPeriod || plan.pipelines.haveSeveralTimes || window != nil
      || plan.pipelines.contains(where: { $0.stretch != nil || !$0.shift.isOwn })
    else { return }
    var known: [String: Int64?] = [:]
    func first(_ table: String) -> Int64? {
      if let known = known[table] { return known }
      let first = firstEvent(of: table)
      known[table] = .some(first)
      return first
    }
    for index in plan.pipelines.indices {
      plan.pipelines[index].firstEvent = first(plan.pipelines[index].table)
      guard let parts = plan.pipelines[index].joint?.parts else { continue }
      for part in parts.indices {
        plan.pipelines[index].joint?.parts[part].firstEvent = first(parts[part].table)
      }
    }
  }

  private func firstEvent(of table: String) -> Int64? {
    do {
      return try catalog.firstEvent(of: table, in: calendar.zone)
    } catch let diagnostic as Diagnostic {
      if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    } catch {
      // What was stopped is found to be stopped by whatever comes next.
    }
    return nil
  }
}
