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
  /// F3
  case mean(Term, BoundExpression, n: BoundExpression)
  /// Part of F4; alone a sum has no interval.
  case sum(Term)
  /// F6, and part of F4.
  case count(Term, BoundExpression)
  /// F4: sums or counts of the same rows, divided.
  case ratio(Term, Term)
  /// F6 divided by an exposure that is counted elsewhere.
  case rate(BoundExpression, exposure: BoundExpression)
  /// Another one's edges, times a factor, plus an offset.
  case linear(Uncertainty, factor: Double, offset: Double)
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
    switch (binary, first, second) {
    case (.minus, .share(let good, let value, let n), .share(let bad, let other, let otherN)):
      guard good.draft === bad.draft, good.given == bad.given else { return nil }
      return smaller([n, otherN]).map { .net(good, value, bad, other, n: $0) }
    case (.divided, .linear(let inner, let factor, 0), _):
      var part = left
      part.uncertainty = inner
      return uncertainty(.divided, part, right).map { .linear($0, factor: factor, offset: 0) }
    case (.divided, .count(let top, let value), .count(let bottom, let exposure))
    where top.draft !== bottom.draft:
      return top.draft.isPerPeriod ? nil : .rate(value, exposure: exposure)
    case (.divided, _, _):
      guard let top = first.term, let bottom = second.term, top.draft === bottom.draft else { return nil }
      return .ratio(top, bottom)
    default: return nil
    }
  }

  /// The columns `NAME_low` and `NAME_high`, unknown where no interval exists.
  func interval(of item: PlanItem, _ uncertainty: Uncertainty?) -> [PlanItem] {
    let unknown = BoundExpression.constant(.none, .number)
    let (low, high) = uncertainty.flatMap(edges) ?? (unknown, unknown)
    return [("low", low), ("high", high)].map { name, value in
      var column = PlanItem(
        name: "\(item.name)_\(name)", value: value, n: nil, shareBase: nil, unit: item.unit)
      column.isExtra = true
      return column
    }
  }

  private typealias Edges = (low: BoundExpression, high: BoundExpression)

  private func edges(_ uncertainty: Uncertainty) -> Edges? {
    switch uncertainty {
    case .share(let term, let value, let n):
      let rows = edges(Function.wilson, [value, n])
      guard case .column? = customer(of: term.draft) else { return rows }
      return byCustomer(rows, n: n, [hits(term)], known(term))
    case .net(let good, let value, let bad, let other, let n):
      let rows = edges(Function.netShare, [value, other, n])
      guard case .column? = customer(of: good.draft) else { return rows }
      return byCustomer(rows, n: n, [hits(good), hits(bad)], known(good))
    case .mean(let term, let value, let n):
      guard let argument = term.arguments.first, argument.type == .number else { return nil }
      let square = BoundExpression.call(.required("*"), [argument, argument], .number)
      let squares = term.draft.add(
        Aggregate(function: .sum, arguments: [square], given: term.given, type: .number), to: self)
      let total = BoundExpression.call(.required("*"), [value, n], .number)
      return edges(Function.meanBounds, [n, total, squares])
    case .sum: return nil
    case .count(let term, let value):
      // What stands open at an instant is counted, not estimated.
      guard !term.draft.isPerPeriod, term.function == .count, term.draft.keys == nil else { return nil }
      return edges(Function.poisson, [value])
    case .ratio(let top, let bottom): return ratio(top, bottom)
    case .rate(let value, let exposure):
      let count = edges(Function.poisson, [value])
      return (
        .call(.required("/"), [count.low, exposure], .number),
        .call(.required("/"), [count.high, exposure], .number)
      )
    case .linear(let inner, let factor, let offset):
      guard let found = edges(inner) else { return nil }
      let scaled = [found.low, found.high].map { edge -> BoundExpression in
        let product = BoundExpression.call(
          .required("*"), [edge, .constant(factor.asValue, .number)], .number)
        return offset == 0
          ? product : .call(.required("+"), [product, .constant(offset.asValue, .number)], .number)
      }
      return factor < 0 ? (scaled[1], scaled[0]) : (scaled[0], scaled[1])
    }
  }

  private func edges(_ bounds: (low: Function, high: Function), _ arguments: [BoundExpression]) -> Edges {
    (.call(bounds.low, arguments, .number), .call(bounds.high, arguments, .number))
  }

  // MARK: Customers as the unit

  /// The customer of a row, where the rows are not customers already.
  private func customer(of draft: PipelineDraft) -> BoundExpression? {
    guard draft.keys == nil, let column = draft.scope.table.roles["customer"] else { return nil }
    return .column(column, type(of: column, in: draft.scope.table))
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
  private func byCustomer(_ rows: Edges, n: BoundExpression, _ tops: [Term], _ bottom: Term) -> Edges {
    guard let customers = units(tops, bottom) else { return rows }
    let factor = BoundExpression.constant(.integer(100), .number)
    let twice = BoundExpression.call(
      .required("*"), [customers[0], .constant(.integer(2), .number)], .number)
    let isOften = BoundExpression.call(.required(">"), [n, twice], .bool)
    let found = edges(Function.ratioOfSums, customers)
    func choose(_ often: BoundExpression, _ rare: BoundExpression) -> BoundExpression {
      .call(.required("if"), [isOften, .call(.required("*"), [often, factor], .number), rare], .number)
    }
    return (choose(found.low, rows.low), choose(found.high, rows.high))
  }

  /// F4: by customer where the rows have one, else by the row or key itself.
  private func ratio(_ top: Term, _ bottom: Term) -> Edges? {
    guard [.number].contains(top.type), [.number].contains(bottom.type) else { return nil }
    if let customers = units([top], bottom) { return edges(Function.ratioOfSums, customers) }
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

  /// A pipeline with one row for each customer, and the sums over customers that F4 needs: their number, Y, X, YY, XY
  /// and XX, where Y is the first of `tops` less the second.
  private func units(_ tops: [Term], _ bottom: Term) -> [BoundExpression]? {
    let draft = bottom.draft
    guard let key = customer(of: draft), !draft.isPerPeriod, let base = draft.pipelineByPeriod(in: self)
    else {
      return nil
    }
    var rows = base
    rows.dimensions = [key] + base.dimensions
    rows.aggregates = []
    let keys = KeyDraft(rowScope: draft.scope, rows: rows)
    keys.names = rows.dimensions.indices.map { "unit \($0)" }
    func column(_ term: Term) -> BoundExpression {
      keys.add(
        Aggregate(function: term.function, arguments: term.arguments, given: term.given, type: term.type))
    }
    var y = column(tops[0])
    if tops.count == 2 { y = .call(.required("-"), [y, column(tops[1])], .number) }
    let x = column(bottom)
    func product(_ first: BoundExpression, _ second: BoundExpression) -> BoundExpression {
      .call(.required("*"), [first, second], .number)
    }
    var outer = Pipeline(
      table: base.table, steps: [], time: nil,
      dimensions: base.dimensions.enumerated().map { .column("unit \($0.offset + 1)", $0.element.type) },
      aggregates: [Aggregate(function: .count, arguments: [], type: .number)]
        + [y, x, product(y, y), product(x, y), product(x, x)].map {
          Aggregate(function: .sum, arguments: [$0], type: .number)
        })
    outer.keys = keys.keys
    // Only customers with rows of the denominator are units.
    outer.steps = [
      .keep(.call(.required(">"), [x, .constant(.integer(0), .number)], .bool), .notEligible)
    ]
    outer.shift = base.shift
    outer.window = base.window
    outer.isRest = base.isRest
    let position = pipelines.firstIndex(of: outer) ?? pipelines.count
    if position == pipelines.count { pipelines.append(outer) }
    return outer.aggregates.indices.map { .aggregate(pipeline: position, index: $0, .number) }
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
