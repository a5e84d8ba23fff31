import Columns
import Diagnostics
import NativeEngine
import Planning
import Semantics

extension Session {
  /// The query with the themes that `top` leaves out asked for together, if it wants them.
  ///
  /// A comment may be in several themes, so the row of the others is no sum of what was left out: it is asked for like
  /// a theme, of comments that mention any of them. Which ones those are, a first answer tells.
  func withOtherThemes(_ bound: BoundQuery) throws -> BoundQuery {
    guard let asked = bound.asked, let overlap = bound.plan.overlap, bound.plan.top != nil,
      bound.plan.dimensions.indices.contains(overlap.dimension)
    else { return bound }
    var first = bound
    first.asked = nil
    first.plan.withOthers = false
    first.plan.withTotal = false
    first.plan.pivot = nil
    first.plan.limit = nil
    let ranked = try compute(first)
    let name = bound.plan.dimensions[overlap.dimension].name
    guard let column = ranked.columns.firstIndex(where: { $0.role == .dimension && $0.name == name }) else {
      return bound
    }
    var shown: Set<String> = []
    for row in ranked.rows { if case .text(let theme) = row.values[column] { shown.insert(theme) } }
    let binder = self.binder(asked.source)
    binder.shownThemes = shown.sorted()
    let again = binder.bind(asked.query, range: asked.range)
    if let interruption = binder.interruption { throw interruption }
    guard let again, !binder.hasErrors else { throw Diagnostics(binder.diagnostics) }
    return again
  }
}
