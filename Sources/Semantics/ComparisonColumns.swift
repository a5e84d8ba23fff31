import Columns
import Diagnostics
import Planning
import Syntax

/// Names of what `vs` adds, such as `nps_previous_change`, in the items of the same query: `expect` speaks of them.
extension Binder {
  /// The comparison's column that a name means, or nil.
  func bindComparisonColumn(_ name: Name, _ context: ItemContext) -> BoundItem? {
    guard context.kpi == nil, context.pipeline == nil else { return nil }
    let written = name.text.lowercased()
    for comparison in comparisons {
      for ending in ComparisonPart.endings {
        let suffix = "_\(comparison.suffix.lowercased())\(ending)"
        guard written.hasSuffix(suffix) else { continue }
        let base = Name(String(name.text.dropLast(suffix.count)), isQuoted: name.isQuoted, range: name.range)
        guard let kpi = choose(definitions.candidates(for: base.text), for: base) else { continue }
        readsComparisons = true
        let item = Item(expression: .name(base), alias: nil)
        var bound = bindItem(item.expression, context)
        let planned = PlanItem(
          name: kpi.name, value: bound.value.expression, n: bound.n, shareBase: nil, unit: bound.value.unit)
        let columns = compare(item, planned, bound)
        guard !hasErrors else { return .broken }
        guard let column = columns.first(where: { fold($0.name) == fold(kpi.name + suffix) }) else {
          report(
            .unknownName, "`vs` adds no column `\(name.text)` to \(kpi.name)", at: name.range,
            help: ["there are " + columns.map(\.name).joined(separator: ", ")])
          return .broken
        }
        bound.value = Typed(column.value, unit: column.unit)
        bound.n = nil
        bound.shareBase = nil
        bound.divisorN = nil
        bound.uncertainty = nil
        return bound
      }
    }
    return nil
  }

  /// The KPI whose comparison a name may be, before it is known what is compared: `nps` for `nps_previous_change`.
  func comparedKPI(_ name: Name) -> KnownKPI? {
    guard hasComparisons else { return nil }
    var words = name.text.split(separator: "_")
    while words.count > 1 {
      words.removeLast()
      if let kpi = definitions.candidates(for: words.joined(separator: "_")).first { return kpi }
    }
    return nil
  }

  /// The `vs` that a name of a comparison's column lacks: `vs previous` for `nps_previous_change`.
  func missingComparison(_ name: Name) -> String? {
    let written = name.text.lowercased()
    for (word, clause) in [("previous", "vs previous"), ("last_year", "vs last year"), ("rest", "vs rest")]
    where !comparisons.contains(where: { $0.suffix == word }) {
      for ending in ComparisonPart.endings where written.hasSuffix("_\(word)\(ending)") {
        let base = String(name.text.dropLast(word.count + ending.count + 1))
        if !definitions.candidates(for: base).isEmpty { return clause }
      }
    }
    return nil
  }
}

extension ComparisonPart {
  /// What stands behind the name of the comparison in a header.
  fileprivate static let endings = ["", "_change", "_percent", "_clear"]
}
