import Columns
import Functions
import Planning
import Syntax

/// How far a value may be off by chance: which family of intervals its shape calls for (reference, 1.4).
///
/// Nothing is computed until `with interval` asks for it.
indirect enum Uncertainty {
  /// F1, or F4 by customer where customers answer often.
  case share(Term, BoundExpression, n: BoundExpression)
  /// F2: the difference of two shares of the same rows.
  case net(Term, BoundExpression, Term, BoundExpression, n: BoundExpression)
  /// F3, or F4 by customer where customers have many rows.
  case mean(Term, n: BoundExpression)
  /// F5 and F7: what lies between two of the values themselves.
  case values(Term)
  /// Part of F4; alone a sum has no interval.
  case sum(Term)
  /// F6, and part of F4.
  case count(Term, BoundExpression)
  /// Sums and counts added up: counted and not estimated, but part of a ratio.
  case total
  /// F4: sums or counts of the same rows, divided.
  case ratio(Term, Term)
  /// F6 divided by an exposure that is counted elsewhere.
  case rate(BoundExpression, exposure: BoundExpression)
  /// F4: totals divided, over whatever tables they are.
  case quotient(BoundExpression, BoundExpression)
  /// F8: anything else that is made of sums and counts; where it is not, from the edges of its two sides.
  case composed(BoundExpression, sides: Sides?)
  /// Another one's edges, times a factor, plus an offset.
  case linear(Uncertainty, factor: Double, offset: Double)
  /// Another one's edges through a function that never falls.
  case rising(Uncertainty, through: @Sendable (BoundExpression) -> BoundExpression)

  /// What stands on both sides of an operator.
  struct Sides {
    let binary: BinaryOperator
    let left: (value: BoundExpression, uncertainty: Uncertainty)
    let right: (value: BoundExpression, uncertainty: Uncertainty)
  }

  /// Whether the value is a sum or a count, which is known and not estimated.
  var isTotal: Bool {
    switch self {
    case .sum, .count, .total: true
    case .linear(let inner, _, _): inner.isTotal
    default: false
    }
  }
}

/// An aggregate of a pipeline, kept so that it can be formed again for each customer.
struct Term {
  let draft: PipelineDraft
  let function: AggregateFunction
  let arguments: [BoundExpression]
  let given: BoundExpression?
  let type: DataType
}

extension Binder {
  /// The family of a combination of two items; nil where none fits.
  func uncertainty(_ binary: BinaryOperator, _ left: BoundItem, _ right: BoundItem) -> Uncertainty? {
    if left.isConstant, let number = left.value.constant?.number, let other = right.uncertainty {
      switch binary {
      case .plus: return .linear(other, factor: 1, offset: number)
      case .minus: return .linear(other, factor: -1, offset: number)
      case .times: return .linear(other, factor: number, offset: 0)
      default: return nil
      }
    }
    if right.isConstant, let number = right.value.constant?.number, let other = left.uncertainty {
      switch binary {
      case .plus: return .linear(other, factor: 1, offset: number)
      case .minus: return .linear(other, factor: 1, offset: -number)
      case .times: return .linear(other, factor: number, offset: 0)
      case .divided where number != 0: return .linear(other, factor: 1 / number, offset: 0)
      default: return nil
      }
    }
    guard let first = left.uncertainty, let second = right.uncertainty else { return nil }
    if let closed = closedForm(binary, first, second) { return closed }
    let value = BoundExpression.call(
      .required(binary.rawValue), [left.value.expression, right.value.expression], .number)
    switch binary {
    case .plus where first.isTotal && second.isTotal, .minus where first.isTotal && second.isTotal:
      return .total
    case .divided where first.isTotal && second.isTotal:
      return .quotient(left.value.expression, right.value.expression)
    case .plus, .minus, .times, .divided:
      guard left.value.type == .number, right.value.type == .number else { return nil }
      return .composed(
        value,
        sides: Uncertainty.Sides(
          binary: binary, left: (left.value.expression, first), right: (right.value.expression, second)))
    default: return nil
    }
  }

  /// The family of a combination that has a formula.
  private func closedForm(
    _ binary: BinaryOperator, _ first: Uncertainty, _ second: Uncertainty
  ) -> Uncertainty? {
    switch (binary, first, second) {
    case (.minus, .share(let good, let value, let n), .share(let bad, let other, let otherN)):
      guard good.draft.isSame(as: bad.draft), good.given == bad.given else { return nil }
      return smaller([n, otherN]).map { .net(good, value, bad, other, n: $0) }
    case (.divided, .linear(let inner, let factor, 0), _):
      return closedForm(.divided, inner, second).map { .linear($0, factor: factor, offset: 0) }
    case (.divided, .count(let top, let value), .count(let bottom, let exposure))
    where !top.draft.isSame(as: bottom.draft):
      return top.isPlainCount && bottom.isPlainCount ? .rate(value, exposure: exposure) : nil
    case (.divided, _, _):
      guard let top = first.term, let bottom = second.term, top.draft.isSame(as: bottom.draft) else {
        return nil
      }
      return .ratio(top, bottom)
    default: return nil
    }
  }

  /// The family of a function of items.
  func uncertainty(_ function: Function, _ items: [BoundItem], _ type: DataType) -> Uncertainty? {
    guard let first = items.first, items.contains(where: { $0.uncertainty != nil }) else { return nil }
    if let inner = first.uncertainty, items.dropFirst().allSatisfy(\.isConstant),
      risingFunctions.contains(function.name)
    {
      if inner.isTotal { return .total }
      let others = items.dropFirst().map(\.value.expression)
      return .rising(inner) { .call(function, [$0] + others, type) }
    }
    // The smaller of two totals, a total where there is one: still counted.
    if items.allSatisfy({ $0.isConstant || $0.uncertainty?.isTotal ?? false }) { return .total }
    guard type == .number, items.allSatisfy({ $0.isConstant || $0.uncertainty != nil }) else { return nil }
    return .composed(.call(function, items.map(\.value.expression), type), sides: nil)
  }

  /// The columns `NAME_low` and `NAME_high`, unknown where no interval exists.
  func interval(of item: PlanItem, _ uncertainty: Uncertainty?) -> [PlanItem] {
    let unknown = BoundExpression.constant(.none, item.value.type)
    let (low, high) = uncertainty.flatMap(edges) ?? (unknown, unknown)
    let method = uncertainty.map(words) ?? noInterval
    return [("low", low, IntervalEdge.lower), ("high", high, .upper)].map { name, value, edge in
      var column = PlanItem(
        name: "\(item.name)_\(name)", value: value, n: nil, shareBase: nil, unit: item.unit)
      column.isExtra = true
      column.edge = edge
      column.method = method
      return column
    }
  }

  typealias Edges = (low: BoundExpression, high: BoundExpression)

  /// The lower and the upper edge of a value, over the same pipelines as the value; nil where no family fits.
  func edges(_ uncertainty: Uncertainty) -> Edges? {
    switch uncertainty {
    case .share(let term, let value, let n):
      let rows = edges(Function.wilson, [value, n])
      guard case .column? = customer(of: term.draft) else { return rows }
      return byCustomer(rows, n: n, [hits(term)], known(term))
    case .net(let good, let value, let bad, let other, let n):
      let rows = edges(Function.netShare, [value, other, n])
      guard case .column? = customer(of: good.draft) else { return rows }
      return byCustomer(rows, n: n, [hits(good), hits(bad)], known(good))
    case .mean(let term, let n):
      guard let rows = edgeAggregates(term) else { return nil }
      guard case .column? = customer(of: term.draft), term.type == .number else { return rows }
      let sum = Term(
        draft: term.draft, function: .sum, arguments: term.arguments, given: term.given, type: term.type)
      return byCustomer(rows, n: n, [sum], known(term), factor: 1)
    case .values(let term): return edgeAggregates(term)
    case .sum, .total: return nil
    case .count(let term, let value):
      // What stands open at an instant is counted, not estimated.
      guard term.isPlainCount else { return nil }
      return edges(Function.poisson, [value])
    case .ratio(let top, let bottom): return ratio(top, bottom)
    case .rate(let value, let exposure):
      let count = edges(Function.poisson, [value])
      return (
        .call(.required("/"), [count.low, exposure], .number),
        .call(.required("/"), [count.high, exposure], .number)
      )
    case .quotient(let top, let bottom):
      let value = BoundExpression.call(.required("/"), [top, bottom], .number)
      guard let joint = joint(.ratio(top, bottom)) else { return nil }
      return whereKnown(value, (joint.low, joint.high))
    case .composed(let value, let sides):
      let apart = sides.flatMap(combined)
      guard let joint = joint(.resampled(value)) else { return apart }
      // Where units are too few to be drawn again, the edges of both sides say how far it may be off.
      let either =
        apart.map { (coalesced(joint.low, $0.low), coalesced(joint.high, $0.high)) } ?? (
          joint.low, joint.high
        )
      return whereKnown(value, either)
    case .linear(let inner, let factor, let offset):
      guard let found = edges(inner) else { return nil }
      let scaled = [found.low, found.high].map { edge -> BoundExpression in
        let product = BoundExpression.call(
          .required("*"), [edge, .constant(factor.asValue, .number)], edge.type)
        return offset == 0
          ? product : .call(.required("+"), [product, .constant(offset.asValue, .number)], .number)
      }
      return factor < 0 ? (scaled[1], scaled[0]) : (scaled[0], scaled[1])
    case .rising(let inner, let through): return edges(inner).map { (through($0.low), through($0.high)) }
    }
  }

  /// Edges that the engine finds among the values themselves.
  private func edgeAggregates(_ term: Term) -> Edges? {
    guard term.type == .number || term.type == .duration else { return nil }
    var arguments = term.arguments
    // Whoever has many rows is one witness.
    if term.function != .mean, let customer = customer(of: term.draft) { arguments.append(customer) }
    func edge(_ edge: Aggregate.Edge) -> BoundExpression {
      term.draft.add(
        Aggregate(
          function: term.function, arguments: arguments, given: term.given, type: term.type, edge: edge),
        to: self)
    }
    return (edge(.lower), edge(.upper))
  }

  /// From the edges of both sides of an operator.
  func combined(_ sides: Uncertainty.Sides) -> Edges? {
    guard let bounds = Function.combinedBounds(sides.binary.rawValue, isIndependent: areApart(sides)),
      let left = edges(sides.left.uncertainty), let right = edges(sides.right.uncertainty)
    else { return nil }
    return edges(
      bounds, [sides.left.value, left.low, left.high, sides.right.value, right.low, right.high])
  }

  /// Whether two sides read different tables, so that one may be taken to say nothing of the other.
  func areApart(_ sides: Uncertainty.Sides) -> Bool {
    tables(of: sides.left.value).isDisjoint(with: tables(of: sides.right.value))
  }

  private func tables(of expression: BoundExpression) -> Set<String> {
    switch expression {
    case .aggregate(let pipeline, _, _): [pipelines[pipeline].table]
    case .call(_, let arguments, _): arguments.reduce(into: []) { $0.formUnion(tables(of: $1)) }
    case .running(let inner, _): tables(of: inner)
    case .column, .linked, .constant, .instant: []
    }
  }

  private func coalesced(_ first: BoundExpression, _ second: BoundExpression) -> BoundExpression {
    .call(.required("coalesce"), [first, second], .number)
  }

  /// A value that is unknown has no interval, although sums of nothing are known.
  private func whereKnown(_ value: BoundExpression, _ edges: Edges) -> Edges {
    let isKnown = BoundExpression.call(.required("is known"), [value], .bool)
    func choose(_ edge: BoundExpression) -> BoundExpression {
      .call(.required("if"), [isKnown, edge, .constant(.none, .number)], .number)
    }
    return (choose(edges.low), choose(edges.high))
  }

  private func edges(_ bounds: (low: Function, high: Function), _ arguments: [BoundExpression]) -> Edges {
    (.call(bounds.low, arguments, .number), .call(bounds.high, arguments, .number))
  }

  // MARK: Customers as the unit

  /// The customer of a row, where the rows are not customers already.
  func customer(of draft: PipelineDraft) -> BoundExpression? {
    draft.keys == nil ? customer(in: draft.scope.table) : nil
  }

  /// Rows of a share for which its condition holds, and for which it is known.
  private func hits(_ term: Term) -> Term {
    let condition = term.arguments[0]
    let both = term.given.map { .call(.required("and"), [$0, condition], .bool) } ?? condition
    return Term(draft: term.draft, function: .count, arguments: [], given: both, type: .number)
  }

  private func known(_ term: Term) -> Term {
    Term(draft: term.draft, function: .count, arguments: term.arguments, given: term.given, type: .number)
  }

  /// The intervals of rows, unless there are more than two rows for each customer: then those by customer.
  private func byCustomer(
    _ rows: Edges, n: BoundExpression, _ tops: [Term], _ bottom: Term, factor: Int64 = 100
  ) -> Edges {
    guard let customers = joint(tops, bottom) else { return rows }
    let factor = BoundExpression.constant(.integer(factor), .number)
    let twice = BoundExpression.call(
      .required("*"), [customers.units, .constant(.integer(2), .number)], .number)
    let isOften = BoundExpression.call(.required(">"), [n, twice], .bool)
    func choose(_ often: BoundExpression, _ rare: BoundExpression) -> BoundExpression {
      .call(.required("if"), [isOften, .call(.required("*"), [often, factor], .number), rare], .number)
    }
    return (choose(customers.low, rows.low), choose(customers.high, rows.high))
  }

  /// F4: by customer where the rows have one, else by the row or key itself.
  private func ratio(_ top: Term, _ bottom: Term) -> Edges? {
    guard top.type == .number, bottom.type == .number else { return nil }
    if customer(of: top.draft) != nil, let customers = joint([top], bottom) {
      return (customers.low, customers.high)
    }
    guard let y = perRow(top), let x = perRow(bottom) else { return nil }
    let draft = top.draft
    func total(_ expression: BoundExpression) -> BoundExpression {
      draft.add(Aggregate(function: .sum, arguments: [expression], type: .number), to: self)
    }
    func product(_ first: BoundExpression, _ second: BoundExpression) -> BoundExpression {
      .call(.required("*"), [first, second], .number)
    }
    let count = draft.add(Aggregate(function: .count, arguments: [], type: .number), to: self)
    return edges(
      Function.ratioOfSums,
      [count, total(y), total(x), total(product(y, y)), total(product(x, y)), total(product(x, x))])
  }

  /// What one row or key adds to a sum or count.
  private func perRow(_ term: Term) -> BoundExpression? {
    let zero = BoundExpression.constant(.integer(0), .number)
    var value: BoundExpression
    switch term.function {
    case .sum: value = .call(.required("coalesce"), [term.arguments[0], zero], .number)
    case .count where term.arguments.isEmpty: value = .constant(.integer(1), .number)
    case .count:
      let isKnown = BoundExpression.call(.required("is known"), [term.arguments[0]], .bool)
      value = .call(.required("if"), [isKnown, .constant(.integer(1), .number), zero], .number)
    default: return nil
    }
    if let given = term.given { value = .call(.required("if"), [given, value, zero], .number) }
    return value
  }
}

extension Uncertainty {
  /// The sum or count that the value is.
  fileprivate var term: Term? {
    switch self {
    case .sum(let term), .count(let term, _): term
    default: nil
    }
  }
}

extension Term {
  /// Rows that happened, one by one: not what stands open at an instant, nor keys, nor different values.
  var isPlainCount: Bool {
    function == .count && draft.keys == nil && !(draft.isPerPeriod && draft.scope.span != nil)
  }
}

/// Functions that are larger, or the same, for a larger first argument.
private let risingFunctions: Set<String> = [
  "round", "floor", "ceil", "ceiling", "sqrt", "exp", "ln", "log", "days", "hours", "minutes", "seconds",
]
