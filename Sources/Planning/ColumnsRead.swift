extension Plan {
  /// Every column that the plan reads, by table.
  package var columnsRead: [String: Set<String>] {
    var columns: [String: Set<String>] = [:]
    for pipeline in pipelines { pipeline.addColumnsRead(to: &columns) }
    return columns
  }
}

extension Pipeline {
  /// Adds the columns that the pipeline and everything inside it read.
  func addColumnsRead(to columns: inout [String: Set<String>]) {
    if let joint {
      for part in joint.parts { part.addColumnsRead(to: &columns) }
      return
    }
    var own: Set<String> = []
    for expression in expressions { expression.addColumnsRead(own: &own, linked: &columns) }
    for step in steps {
      switch step {
      case .keep: break
      case .derive(let name, _), .neighbour(let name, _, _, _, _, _), .position(let name, _, _),
        .forecast(let name, _):
        own.remove(name)
      case .spells(let name, _, _, _, _):
        for part in ["begin", "end", "number", "head"] { own.remove("\(name) \(part)") }
      case .lookUp(let name, let lookup):
        own.remove(name)
        for pipeline in lookup.pipelines { pipeline.addColumnsRead(to: &columns) }
      }
    }
    guard let keys else {
      // Ages are columns that the keys make, not the table.
      columns[table, default: []].formUnion(hasAges ? own.subtracting(["age", "age_start", "age_end"]) : own)
      return
    }
    for rows in keys.rows {
      var inner = rows
      // The origin of the ages is read from the same rows.
      if let origin = keys.ages?.origin { inner.aggregates.append(origin) }
      inner.hasAges = inner.hasAges || keys.ages != nil
      inner.addColumnsRead(to: &columns)
    }
  }

  /// Every expression of the pipeline's own steps, dimensions and aggregates.
  package var expressions: [BoundExpression] {
    var all: [BoundExpression] = []
    for step in steps {
      switch step {
      case .keep(let condition, _): all.append(condition)
      case .derive(_, let expression), .position(_, let expression, _): all.append(expression)
      case .neighbour(_, let value, let keys, let order, _, _):
        all += [value] + keys + (order.map { [$0] } ?? [])
      case .spells(_, let start, let end, let keys, _): all += [start, end] + keys
      case .lookUp(_, let lookup): all += lookup.key.map { [$0] } ?? []
      case .forecast(_, let forecast): all += forecast.expressions
      }
    }
    if let time { all.append(time) }
    all += dimensions
    for aggregate in aggregates { all += aggregate.expressions }
    return all
  }

  /// Whether the pipeline must be run once for each period, because something in it asks for the period's edges.
  package var isPerPeriod: Bool {
    if expressions.contains(where: \.mentionsInstant) { return true }
    for case .lookUp(_, let lookup) in steps where lookup.pipelines.contains(where: \.isPerPeriod) {
      return true
    }
    return keys?.rows.contains(where: \.isPerPeriod) ?? false
      || keys?.ages?.origin.expressions.contains(where: \.mentionsInstant) ?? false
  }
}

extension Aggregate {
  package var expressions: [BoundExpression] {
    arguments + (given.map { [$0] } ?? []) + (order.map { [$0] } ?? [])
  }
}

extension BoundExpression {
  fileprivate func addColumnsRead(own: inout Set<String>, linked: inout [String: Set<String>]) {
    switch self {
    case .column(let name, _): own.insert(name)
    case .linked(let link, let column, _):
      own.insert(link.key)
      linked[link.table, default: []].formUnion([column, link.tableKey])
    case .call(_, let arguments, _):
      for argument in arguments { argument.addColumnsRead(own: &own, linked: &linked) }
    case .running(let inner, _): inner.addColumnsRead(own: &own, linked: &linked)
    case .constant, .instant, .aggregate: break
    }
  }

  /// Whether an edge of the period stands somewhere in the expression.
  package var mentionsInstant: Bool {
    switch self {
    case .instant: true
    case .call(_, let arguments, _): arguments.contains(where: \.mentionsInstant)
    case .running(let inner, _): inner.mentionsInstant
    case .column, .linked, .constant, .aggregate: false
    }
  }
}
