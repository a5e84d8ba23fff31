import Columns
import Diagnostics
import Planning
import Semantics
import Statistics
import Syntax

/// What a group has on one side of a comparison.
struct WhyCell {
  var value: Double?
  var n: Double?
  var interval: Interval?
  /// Shape `[part]`: the part's numerator and denominator.
  var parts: [WeightedGroup]
}

/// One side of a comparison: an item for the whole, or for each value of a dimension.
struct WhySide {
  /// The dimension's values in the order of the result; a single unknown one for the whole.
  var keys: [Value] = []
  var cells: [Value: WhyCell] = [:]
  var bound: BoundQuery
  var parts: [AdditivePart]
  var item: PlanItem
  var diagnostics: [Diagnostic]

  var whole: WhyCell? { cells[.none] }
}

extension Session {
  /// An item over the values of a dimension, with what each of its parts is made of.
  func measure(
    _ item: Item, _ clauses: [Clause], by dimension: Dimension?, withInterval: Bool,
    in statement: WhyStatement
  ) throws -> WhySide {
    var clauses = clauses
    if let dimension { clauses.append(Clause(.by([dimension]), range: statement.range)) }
    if withInterval { clauses.append(Clause(.with([.interval]), range: statement.range)) }
    var bound = try bind(Query(items: [item], clauses: clauses), statement.range, statement.source) { _ in }
    guard let planned = bound.plan.items.first else { throw Diagnostics([]) }
    let parts: [AdditivePart]
    do {
      parts = try bound.plan.additiveParts(of: planned)
    } catch {
      throw Diagnostic(
        .error, .notAdditive, "\(planned.name) cannot be split into what each group adds: \(error.reason)",
        source: statement.source, at: item.expression.range,
        help: ["ask for a count, a sum, a share, a mean, or one count or sum divided by another"])
    }
    guard [.number, .duration].contains(planned.value.type) else {
      throw Diagnostic(
        .error, .notAdditive, "\(planned.name) is \(planned.value.type.words), and only numbers have causes",
        source: statement.source, at: item.expression.range)
    }
    for (position, part) in parts.enumerated() {
      for (name, value) in [("value", part.value), ("base", part.base ?? part.value)] {
        var extra = PlanItem(name: "part \(position) \(name)", value: value, n: nil, shareBase: nil)
        extra.isExtra = true
        bound.plan.items.append(extra)
      }
    }
    bound.columns = bound.plan.columnsRead
    let result = try answer(bound)
    var side = WhySide(bound: bound, parts: parts, item: planned, diagnostics: result.diagnostics)
    side.read(result, hasDimension: dimension != nil, withInterval: withInterval)
    return side
  }
}

extension WhySide {
  fileprivate mutating func read(_ result: ResultTable, hasDimension: Bool, withInterval: Bool) {
    let columns = result.columns
    guard let value = columns.firstIndex(where: { $0.role == .value }) else { return }
    let count = columns.firstIndex { $0.role == .count && $0.item == value }
    func extra(_ name: String) -> Int? { columns.firstIndex { $0.role == .extra && $0.name == name } }
    let edges = withInterval ? (extra("\(item.name)_low"), extra("\(item.name)_high")) : (nil, nil)
    let places = parts.indices.map { (extra("part \($0) value"), extra("part \($0) base")) }
    func number(_ row: ResultRow, _ column: Int?) -> Double? { column.flatMap { row.values[$0].number } }
    for row in result.rows where row.kind == .group {
      var interval: Interval?
      if let low = number(row, edges.0), let high = number(row, edges.1) {
        interval = Interval(low: low, high: high)
      }
      let cell = WhyCell(
        value: number(row, value), n: number(row, count), interval: interval,
        parts: zip(parts, places).map { $0.group(value: number(row, $1.0), base: number(row, $1.1)) })
      let key = hasDimension ? row.values[0] : .none
      keys.append(key)
      cells[key] = cell
    }
  }

  /// Whether what the groups have makes up the whole. It does not where a customer is in several groups, or where
  /// what a group counts is not what the whole counts.
  func addsUp(to whole: WhyCell) -> Bool {
    parts.indices.allSatisfy { part in
      let groups = keys.compactMap { cells[$0]?.parts[part] }
      let all = whole.parts[part]
      func isSame(_ values: [Double], _ total: Double) -> Bool {
        let size = values.reduce(abs(total)) { $0 + abs($1) }
        return abs(values.reduce(0, +) - total) <= 1e-9 * max(size, 1e-6)
      }
      let isWhole = isSame(groups.map(\.total), all.total)
      return parts[part].base == nil ? isWhole : isWhole && isSame(groups.map(\.base), all.base)
    }
  }

  /// Some base is negative, such as a sum of refunds: there are no weights then.
  var hasNegativeBase: Bool {
    cells.values.contains { cell in zip(parts, cell.parts).contains { $0.base != nil && $1.base < 0 } }
  }
}

/// A `why` statement: where it stands, for messages.
struct WhyStatement {
  let range: SourceRange
  let source: SourceText
}

extension DiagnosticCode {
  static let notAdditive = DiagnosticCode(
    "E340",
    """
    `why` splits a change into what each group adds, which only counts, sums, shares, means and one count or sum \
    divided by another allow: `why nps during 2024-06 vs previous by segment`. Medians, percentiles, survival, cohorts \
    and products of values are refused, and so is a dimension in which a customer is in several groups at once.
    """)
  static let badComparison = DiagnosticCode(
    "E341",
    """
    `why` compares two periods or two groups: `vs previous`, `vs last year`, `vs 2023`, `vs rest` or `vs where …` \
    says which. `previous` and `last year` need the period that they step back from, `rest` needs `where`.
    """)
}
