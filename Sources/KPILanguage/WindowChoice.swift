import Columns
import Diagnostics
import NativeEngine
import Planning
import Semantics
import Syntax

extension Session {
  /// The 90th percentile of the file's own gaps between events of a customer, where a KPI keeps customers for a window
  /// after each event: what the window should be chosen by (reference §8.2).
  func gapSentence(_ kpi: KnownKPI) -> String? {
    let definition = kpi.definition
    var begin: Syntax.Expression?
    var keys: [Item] = []
    for clause in definition.clauses {
      switch clause.kind {
      case .span(let start, let end):
        guard case .binary(.plus, let base, .name(let window), _) = end.inner,
          case .name(let from) = start.inner,
          case .name(let to) = base.inner, from.text == to.text,
          definition.parameters.contains(where: { $0.name.text == window.text })
        else { return nil }
        begin = start
      case .per(let items): keys = items
      default: break
      }
    }
    guard case .name(let time)? = begin?.inner, keys.count == 1,
      case .name(let key) = keys[0].expression.inner
    else {
      return nil
    }
    // The rows of the KPI itself: its table and its conditions, without the spans.
    var kept: [DefinitionClause] = []
    for clause in definition.clauses {
      switch clause.kind {
      case .from, .keep: kept.append(clause)
      default: break
      }
    }
    let written = { (name: Name) in name.text.isPlainName ? name.text : "`\(name.text)`" }
    let text = SourceText(
      """
      kpi gaps is pct(days(following - \(written(time))), 90)
        let following = next(\(written(time)) by \(written(key)))
        when following
      """)
    guard case .kpi(var gaps)? = parse(text).statements.first?.kind else { return nil }
    gaps.clauses = kept + gaps.clauses
    var extended = definitions
    gaps.name.text = "gaps of \(kpi.name)"
    extended.add(KnownKPI(definition: gaps, source: kpi.source, range: kpi.range, isShipped: false))
    let binder = Binder(catalog: tables, definitions: extended, settings: settings, source: text)
    let item = Item(expression: .name(Name(gaps.name.text, range: SourceRange(0, 0))), alias: nil)
    guard let bound = binder.bind(Query(items: [item], clauses: []), range: SourceRange(0, 0)),
      !binder.hasErrors,
      let result = try? compute(bound), let row = result.rows.first, row.values.count >= 2,
      let days = row.values[0].number, let count = row.values[1].number, count > 0
    else { return nil }
    return
      "of the file's \(Int(count).grouped) gaps between two of a \(key.text)'s events, 90 % are at most \(Int(days.rounded(.up)).grouped) days: a window to choose"
  }
}

extension Syntax.Expression {
  /// Whether a function is called somewhere in the expression.
  func calls(_ name: String) -> Bool {
    var found = false
    walk { part in
      if case .call(let call) = part, call.name.text.lowercased() == name { found = true }
      return !found
    }
    return found
  }
}
