import Columns
import Diagnostics
import Functions
import Planning

extension Pipeline {
  /// Dimensions that part the rows of a key, so that a key stands in several groups, each with its place among the
  /// dimensions of the rows.
  fileprivate var parting: [Int: Int] {
    guard let keys else { return [:] }
    var found: [Int: Int] = [:]
    for (index, dimension) in dimensions.enumerated() {
      if case .column(let name, _) = dimension, name.hasPrefix("row "),
        let place = keys.names.firstIndex(of: name)
      {
        found[index] = place
      }
    }
    return found
  }

  private var hasNeighboursWithinGroups: Bool {
    steps.contains { if case .neighbour(_, _, _, _, _, withinGroups: true) = $0 { true } else { false } }
  }

  /// Whether the rows of all other groups must be put together anew, because keys or neighbours look at them together.
  func looksAtRowsTogether(_ compared: [Int]) -> Bool {
    hasNeighboursWithinGroups || compared.contains { parting[$0] != nil }
  }

  /// The pipeline for some of its dimensions: the rows of a key are not parted by the others, and what is left out is
  /// left out before the keys are made. Nil where that changes nothing.
  func regrouped(
    by selected: [Int], _ restrictions: [PipelineRun.Restriction], _ all: [PlanDimension]
  ) -> (pipeline: Pipeline, restrictions: [PipelineRun.Restriction])? {
    let parting = parting
    let dropped = parting.filter { !selected.contains($0.key) && !usesElsewhere(dimensions[$0.key]) }
    let restricted = restrictions.filter { parting[$0.dimension] != nil && dropped[$0.dimension] != nil }
    guard !dropped.isEmpty, var keys else { return nil }
    var pipeline = self
    for restriction in restricted {
      guard let place = parting[restriction.dimension] else { continue }
      let expression = keys.rows[0].dimensions[place]
      let tests = restriction.values.map { isEqual(expression, $0, all[restriction.dimension]) }
      let any = tests.dropFirst().reduce(tests.first ?? .constant(.bool(false), .bool)) {
        .call(.or, [$0, $1], .bool)
      }
      let isIn = BoundExpression.call(.isTrue, [any], .bool)
      keys.rows[0].steps.append(
        .keep(restriction.isExcluding ? .call(.not, [isIn], .bool) : isIn, .filter))
    }
    for place in Set(dropped.values).sorted(by: >) {
      keys.rows[0].dimensions.remove(at: place)
      keys.names.remove(at: place)
    }
    for dimension in dropped.keys {
      pipeline.dimensions[dimension] = .constant(.none, dimensions[dimension].type)
    }
    pipeline.keys = keys
    return (pipeline, restrictions.filter { restriction in dropped[restriction.dimension] == nil })
  }

  private func usesElsewhere(_ dimension: BoundExpression) -> Bool {
    let names = dimension.columnNames
    return steps.contains { $0.mentions(names) } || time?.mentions(names) ?? false
      || aggregates.contains { $0.expressions.contains { $0.mentions(names) } }
  }

  /// The pipeline without the rows of one group, and without the dimensions that told the groups apart.
  func excluding(_ group: [(dimension: Int, value: Value)], _ all: [PlanDimension]) -> Pipeline {
    var pipeline = self
    pipeline.isRest = false
    let tests = group.map { dimension, value -> BoundExpression in
      var expression = dimensions[dimension]
      if let keys, case .column(let name, _) = expression, let place = keys.names.firstIndex(of: name) {
        expression = keys.rows[0].dimensions[place]
      }
      return isEqual(expression, value, all[dimension])
    }
    guard let first = tests.first else { return pipeline }
    let isGroup = tests.dropFirst().reduce(first) { .call(.and, [$0, $1], .bool) }
    let isOther = Step.keep(.call(.not, [.call(.isTrue, [isGroup], .bool)], .bool), .filter)
    if let keys = pipeline.keys {
      var rows = keys.rows[0]
      rows.steps.insert(isOther, at: rows.firstNeighbour)
      pipeline.keys?.rows = [rows]
    } else {
      pipeline.steps.insert(isOther, at: firstNeighbour)
    }
    if let regrouped = pipeline.regrouped(
      by: dimensions.indices.filter { index in !group.contains { $0.dimension == index } }, [], all)
    {
      pipeline = regrouped.pipeline
    }
    for (dimension, _) in group {
      pipeline.dimensions[dimension] = .constant(.none, dimensions[dimension].type)
    }
    return pipeline
  }

  /// Where a condition must stand at the latest to be seen by neighbours.
  private var firstNeighbour: Int {
    steps.firstIndex { if case .neighbour(_, _, _, _, _, withinGroups: true) = $0 { true } else { false } }
      ?? steps.count
  }
}

/// Whether an expression has the value of a group, of which none is one too.
private func isEqual(
  _ expression: BoundExpression, _ value: Value, _ dimension: PlanDimension
) -> BoundExpression {
  var value = value
  if let labels = dimension.labels, case .integer(let place) = value, let index = Int(exactly: place),
    labels.indices.contains(index)
  {
    value = .text(labels[index])
  }
  if value == .none { return .call(.isNone, [expression], .bool) }
  return .call(.equal, [expression, .constant(value, expression.type)], .bool)
}
