import Columns
import Functions
import Planning

/// A KPI that an item is made of, with the rows that it read: what the ledger accounts for.
struct LedgerPart {
  let kpi: String
  let draft: PipelineDraft
  /// What the KPI's own denominator counts.
  let n: BoundExpression?
}

extension Binder {
  /// The ledger of an item (language, 13.19): read = outside + not eligible + not yet due + unknown + used, each row
  /// counted at the first line that drops it.
  func ledger(of item: String, _ parts: [LedgerPart]) -> [PlanItem] {
    parts.flatMap { part -> [PlanItem] in
      let prefix = parts.count == 1 ? item : "\(item)_\(part.kpi)"
      return ledger(of: part).map { name, value in
        var column = PlanItem(name: "\(prefix)_\(name)", value: value, n: nil, shareBase: nil, unit: .count)
        column.isExtra = true
        return column
      }
    }
  }

  private func ledger(of part: LedgerPart) -> [(String, BoundExpression)] {
    // The query's conditions come first: the ledger begins with the rows that satisfy them.
    let filters = part.draft.steps.filter(\.isFilter)
    var steps = filters
    let read = part.draft.count(after: steps, in: self)
    var left = read
    var dropped: [Step.Reason: BoundExpression] = [:]
    for step in part.draft.steps where !step.isFilter {
      steps.append(step)
      guard case .keep(_, let reason) = step else { continue }
      let kept = part.draft.count(after: steps, in: self)
      let lost = difference(left, kept)
      dropped[reason] = dropped[reason].map { .call(.required("+"), [$0, lost], .number) } ?? lost
      left = kept
    }
    // Without a count of known rows every row that is left is used.
    let used = part.draft.isOwnCount(part.n, in: self) ? part.n ?? left : left
    let zero = BoundExpression.constant(.integer(0), .number)
    return [
      ("read", read), ("outside", dropped[.outside] ?? zero), ("not_eligible", dropped[.notEligible] ?? zero),
      ("not_yet_due", dropped[.notYetDue] ?? zero), ("unknown", difference(left, used)), ("used", used),
    ]
  }

  private func difference(_ all: BoundExpression, _ part: BoundExpression) -> BoundExpression {
    all == part ? .constant(.integer(0), .number) : .call(.required("-"), [all, part], .number)
  }
}

extension Step {
  fileprivate var isFilter: Bool {
    if case .keep(_, .filter) = self { return true }
    return false
  }
}
