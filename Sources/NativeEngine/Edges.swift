import Columns
import Planning

/// The period that `start` and `end` speak of, half open, in microseconds.
struct Edges: Hashable {
  var start: Int64
  var end: Int64
  /// Each row carries the edges of a period of its own, in the columns of a sweep.
  var isByRow = false

  private func value(_ instant: Instant) -> Value { .time(instant == .start ? start : end) }

  fileprivate func expression(_ instant: Instant) -> BoundExpression {
    isByRow ? .column(Sweep.column(instant), .time) : .constant(value(instant), .time)
  }
}

extension BoundExpression {
  /// The expression in a period.
  func replacing(_ edges: Edges?) -> BoundExpression {
    guard let edges, mentionsInstant else { return self }
    switch self {
    case .instant(let instant): return edges.expression(instant)
    case .call(let function, let arguments, let type):
      return .call(function, arguments.map { $0.replacing(edges) }, type)
    case .running(let inner, let type): return .running(inner.replacing(edges), type)
    case .column, .linked, .constant, .aggregate: return self
    }
  }

  /// The names of the own columns in the expression.
  var columnNames: Set<String> {
    switch self {
    case .column(let name, _): [name]
    case .linked(let link, _, _): [link.key]
    case .call(_, let arguments, _): arguments.reduce(into: []) { $0.formUnion($1.columnNames) }
    case .running(let inner, _): inner.columnNames
    case .constant, .instant, .aggregate: []
    }
  }

  func mentions(_ names: Set<String>) -> Bool { !columnNames.isDisjoint(with: names) }
}

extension Aggregate {
  func replacing(_ edges: Edges?) -> Aggregate {
    guard edges != nil else { return self }
    var aggregate = self
    aggregate.arguments = arguments.map { $0.replacing(edges) }
    aggregate.given = given?.replacing(edges)
    aggregate.order = order?.replacing(edges)
    return aggregate
  }
}

extension Step {
  /// The step in a period. A look-up's own pipelines are run in it, not rewritten.
  func replacing(_ edges: Edges?) -> Step {
    guard edges != nil else { return self }
    switch self {
    case .keep(let condition, let reason): return .keep(condition.replacing(edges), reason)
    case .derive(let name, let expression): return .derive(name, expression.replacing(edges))
    case .neighbour(let name, let value, let keys, let order, let offset, let withinGroups):
      return .neighbour(
        name, value: value.replacing(edges), keys: keys.map { $0.replacing(edges) },
        order: order?.replacing(edges), offset: offset, withinGroups: withinGroups)
    case .spells(let name, let start, let end, let keys, let tolerance):
      return .spells(
        name, start: start.replacing(edges), end: end.replacing(edges),
        keys: keys.map { $0.replacing(edges) },
        tolerance: tolerance)
    case .position(let name, let value, let parts):
      return .position(name, value: value.replacing(edges), parts: parts)
    case .forecast(let name, let forecast):
      return .forecast(name, forecast.mapping { $0.replacing(edges) })
    case .lookUp(let name, var lookup):
      lookup.key = lookup.key?.replacing(edges)
      return .lookUp(name, lookup)
    }
  }

  /// The expressions over the rows of the pipeline that the step stands in.
  var expressions: [BoundExpression] {
    switch self {
    case .keep(let condition, _): [condition]
    case .derive(_, let expression), .position(_, let expression, _): [expression]
    case .neighbour(_, let value, let keys, let order, _, _): [value] + keys + (order.map { [$0] } ?? [])
    case .spells(_, let start, let end, let keys, _): [start, end] + keys
    case .lookUp(_, let lookup): lookup.key.map { [$0] } ?? []
    case .forecast(_, let forecast): forecast.expressions
    }
  }

  var mentionsInstant: Bool { expressions.contains(where: \.mentionsInstant) }

  func mentions(_ names: Set<String>) -> Bool { expressions.contains { $0.mentions(names) } }

  /// The columns that the step makes.
  var definedNames: [String] {
    switch self {
    case .keep: []
    case .derive(let name, _), .neighbour(let name, _, _, _, _, _), .lookUp(let name, _),
      .position(let name, _, _), .forecast(let name, _):
      [name]
    case .spells(let name, _, _, _, _): ["begin", "end", "number", "head"].map { "\(name) \($0)" }
    }
  }
}
