import Columns
import Functions
import Planning

/// The columns of a joint pipeline: the edges of the interval and the number of units that they rest on.
struct JointEdges {
  let low: BoundExpression
  let high: BoundExpression
  let units: BoundExpression
}

extension Binder {
  /// A pipeline for the edges of a value that is made of sums and counts, with customers as the units. Nil where
  /// something in it is no sum, or rows have no customer in common.
  func joint(_ estimate: Joint.Estimate) -> JointEdges? {
    if isRestOfTheme { return nil }
    var draft = JointDraft(binder: self)
    let rewritten: Joint.Estimate
    switch estimate {
    case .ratio(let top, let bottom):
      guard let top = draft.rewritten(top), let bottom = draft.rewritten(bottom) else { return nil }
      rewritten = .ratio(top, bottom)
    case .resampled(let value):
      guard let value = draft.rewritten(value) else { return nil }
      rewritten = .resampled(value)
    }
    return add(draft, rewritten)
  }

  /// The same for a ratio of aggregates of one pipeline, which is to have them for each customer only. Of two on top
  /// the second is taken off.
  func joint(_ tops: [Term], _ bottom: Term) -> JointEdges? {
    if isRestOfTheme { return nil }
    guard let pipeline = bottom.draft.pipeline(in: self), let position = pipelines.firstIndex(of: pipeline)
    else { return nil }
    var draft = JointDraft(binder: self)
    guard let part = draft.part(of: position), let first = tops.first else { return nil }
    var top = draft.add(first.aggregate, to: part)
    if tops.count == 2 {
      top = .call(.required("-"), [top, draft.add(tops[1].aggregate, to: part)], .number)
    }
    let whole = draft.add(bottom.aggregate, to: part)
    return add(draft, .ratio(top, whole))
  }

  private func add(_ draft: JointDraft, _ estimate: Joint.Estimate) -> JointEdges? {
    guard let first = draft.parts.first else { return nil }
    var pipeline = Pipeline(
      table: first.table, steps: [], time: nil, dimensions: Array(first.dimensions.dropFirst()),
      aggregates: [IntervalEdge.lower, .upper].map {
        Aggregate(function: .mean, arguments: [], type: .number, edge: $0)
      } + [Aggregate(function: .count, arguments: [], type: .number)])
    pipeline.joint = Joint(parts: draft.parts, estimate: estimate)
    let position = pipelines.firstIndex(of: pipeline) ?? pipelines.count
    if position == pipelines.count { pipelines.append(pipeline) }
    return JointEdges(
      low: .aggregate(pipeline: position, index: 0, .number),
      high: .aggregate(pipeline: position, index: 1, .number),
      units: .aggregate(pipeline: position, index: 2, .number))
  }

  /// The customer of a table's rows.
  func customer(in table: TableSchema) -> BoundExpression? {
    table.roles["customer"].map { .column($0, type(of: $0, in: table)) }
  }
}

/// The parts of a joint while the value is taken apart into sums and counts.
private struct JointDraft {
  let binder: Binder
  var parts: [Pipeline] = []
  /// Shape `[part]`: the pipeline that each was made of.
  private var origins: [Int] = []
  /// What a unit is, the same in all parts.
  private var unit: Unit?

  /// Customers, or the keys of one `per`.
  private enum Unit: Hashable {
    case customer(DataType)
    case key(BoundExpression)
  }

  init(binder: Binder) { self.binder = binder }

  /// The expression over the sums of the parts.
  mutating func rewritten(_ expression: BoundExpression) -> BoundExpression? {
    switch expression {
    case .constant: return expression
    case .call(let function, let arguments, let type):
      var result: [BoundExpression] = []
      for argument in arguments {
        guard let argument = rewritten(argument) else { return nil }
        result.append(argument)
      }
      return .call(function, result, type)
    case .running(let inner, let type): return rewritten(inner).map { .running($0, type) }
    case .aggregate(let pipeline, let index, _): return sums(of: pipeline, index)
    case .column, .linked, .instant: return nil
    }
  }

  private mutating func sums(of pipeline: Int, _ index: Int) -> BoundExpression? {
    let base = binder.pipelines[pipeline]
    let aggregate = base.aggregates[index]
    guard base.joint == nil, aggregate.edge == nil, aggregate.type == .number,
      let part = part(of: pipeline)
    else { return nil }
    switch aggregate.function {
    // Different values of a unit are counted as its own: an order belongs to one customer.
    case .sum, .count, .distinct: return add(aggregate, to: part)
    case .mean:
      var (sum, count) = (aggregate, aggregate)
      sum.function = .sum
      count.function = .count
      return .call(.required("/"), [add(sum, to: part), add(count, to: part)], .number)
    case .share:
      guard let condition = aggregate.arguments.first else { return nil }
      var (hits, known) = (aggregate, aggregate)
      hits.function = .count
      hits.arguments = []
      hits.given = aggregate.given.map { .call(.required("and"), [$0, condition], .bool) } ?? condition
      known.function = .count
      let percent = BoundExpression.call(
        .required("*"), [add(hits, to: part), .constant(.integer(100), .number)], .number)
      return .call(.required("/"), [percent, add(known, to: part)], .number)
    default: return nil
    }
  }

  mutating func add(_ aggregate: Aggregate, to part: Int) -> BoundExpression {
    let known = parts[part].aggregates.firstIndex(of: aggregate)
    if known == nil { parts[part].aggregates.append(aggregate) }
    return .aggregate(
      pipeline: part, index: known ?? parts[part].aggregates.count - 1, aggregate.type)
  }

  mutating func part(of pipeline: Int) -> Int? {
    if let known = origins.firstIndex(of: pipeline) { return known }
    var part = binder.pipelines[pipeline]
    guard let table = binder.table(named: part.table) else { return nil }
    let customer = binder.customer(in: table)
    let own: Unit
    let column: BoundExpression
    if let keys = part.keys {
      guard let name = keys.names.first, let key = keys.rows[0].dimensions.first else { return nil }
      own = key == customer ? .customer(key.type) : .key(key)
      column = .column(name, key.type)
    } else {
      guard let customer else { return nil }
      own = .customer(customer.type)
      column = customer
    }
    guard unit == nil || unit == own else { return nil }
    unit = own
    part.dimensions.insert(column, at: 0)
    part.aggregates = []
    parts.append(part)
    origins.append(pipeline)
    return parts.count - 1
  }
}

extension Term {
  fileprivate var aggregate: Aggregate {
    Aggregate(function: function, arguments: arguments, given: given, type: type)
  }
}
