import Columns
import Planning
import Rendering
import Semantics

extension Session {
  /// What `check QUERY` says of a query that is right. Its columns have been read to know their types; nothing is answered.
  func planText(_ bound: BoundQuery) throws -> String {
    let read = try bound.columns.sorted { $0.key < $1.key }.compactMap { name, columns in
      try tables.table(named: name)?.table(columns, work: work)
    }
    return PlanText(plan: bound.plan, tables: read).text
  }
}

/// What `check QUERY` says of a plan: how the columns that it names are stored and what reading them costs, then what
/// is done with the rows of each table.
struct PlanText {
  let plan: Plan
  let tables: [Table]

  var text: String {
    var text = tables.map(columns).joined(separator: "\n")
    var passes: [[String]] = []
    for pipeline in plan.pipelines {
      let lines = self.lines(pipeline)
      // Items that differ only above the rows share what is below.
      if !passes.contains(lines) { passes.append(lines) }
    }
    for pass in passes { text += "\n" + pass.joined(separator: "\n") + "\n" }
    let bytes = tables.reduce(0) { $0 + $1.columns.values.reduce(0) { $0 + $1.byteCount } }
    return text + "\nreads \(memorySize(bytes)) in all\n"
  }

  // MARK: Columns

  private func columns(_ table: Table) -> String {
    var rows = [["  column", "stored as", "values", "memory"]]
    for (name, column) in table.columns.sorted(by: { $0.key < $1.key }) {
      rows.append(["  " + name, column.storageText, column.valuesText, memorySize(column.byteCount)])
    }
    return "\(table.name) · \(table.rowCount.grouped) row\(table.rowCount == 1 ? "" : "s")\n"
      + aligned(rows, numbers: [2, 3])
  }

  // MARK: Rows

  /// The steps of a pipeline in the words of the language, the innermost rows first.
  private func lines(_ pipeline: Pipeline) -> [String] {
    if let joint = pipeline.joint {
      return joint.parts.flatMap(lines) + ["bring together what each customer adds, for the interval"]
    }
    let words = BoundExpressionText(pipeline: pipeline, calendar: plan.calendar)
    var lines: [String] = []
    if let keys = pipeline.keys, let rows = keys.rows.first {
      let inner = BoundExpressionText(pipeline: rows, calendar: plan.calendar)
      lines += self.lines(rows)
      lines.append("each \(rows.dimensions.map(inner.text).joined(separator: ", ")) becomes a row")
      if let ages = keys.ages {
        lines.append("  and is repeated for each \(ages.unit.rawValue) since \(inner.text(ages.origin))")
      }
    } else {
      lines.append("rows of \(pipeline.table)" + (pipeline.isPerPeriod ? ", for each period" : ""))
    }
    for step in pipeline.steps { lines += self.lines(step, words).map { "  " + $0 } }
    if !pipeline.dimensions.isEmpty, pipeline.keys == nil || !plan.dimensions.isEmpty {
      lines.append("  group by \(groups(pipeline, words).joined(separator: ", "))")
    }
    // The same value may be asked for by a KPI and by its interval.
    var aggregates: [String] = []
    for aggregate in pipeline.aggregates.map(words.text) where !aggregates.contains(aggregate) {
      aggregates.append(aggregate)
    }
    if !aggregates.isEmpty { lines.append("  take \(aggregates.joined(separator: ", "))") }
    return lines
  }

  /// What rows are grouped by. Where the pipeline is run for each period, its own text of the period is a constant.
  private func groups(_ pipeline: Pipeline, _ words: BoundExpressionText) -> [String] {
    pipeline.dimensions.enumerated().map { position, dimension in
      guard case .constant(.none, _) = dimension, plan.dimensions.indices.contains(position) else {
        return words.text(dimension)
      }
      return plan.dimensions[position].name
    }
  }

  private func lines(_ step: Step, _ words: BoundExpressionText) -> [String] {
    switch step {
    case .keep(let condition, let reason):
      return ["keep \(words.text(condition))" + (reason == .filter ? "" : ", else \(reason.rawValue)")]
    case .derive(_, let expression): return ["work out \(words.text(expression))"]
    case .neighbour(_, let value, let keys, _, let offset, _):
      let side = offset > 0 ? "next" : "previous"
      return ["find the \(side) \(words.text(value)) of each \(keys.map(words.text).joined(separator: ", "))"]
    case .spells(_, let start, let end, let keys, _):
      return [
        "join what touches of \(words.text(start)) .. \(words.text(end))"
          + " for each \(keys.map(words.text).joined(separator: ", "))"
      ]
    case .position(_, let value, let parts): return ["divide by \(words.text(value)) into \(parts) parts"]
    case .forecast: return ["fit the model to all rows"]
    case .lookUp(_, let lookup):
      let key = lookup.key.map { " of each \(words.text($0))" } ?? ""
      return ["look up \(lookup.name.isEmpty ? "what holds for all" : lookup.name)\(key), from"]
        + lookup.pipelines.flatMap(lines).map { "  " + $0 }
    }
  }
}

extension Column {
  /// The memory that a query goes through when it reads the column: what stands in each row, and the domain.
  fileprivate var byteCount: Int {
    switch storage {
    case .coded(let codes, let domain): codes.count * codes.width + domain.byteCount
    case .plain(let vector): vector.byteCount
    }
  }

  fileprivate var storageText: String {
    switch storage {
    case .coded(let codes, _): "codes of \(codes.width) byte\(codes.width == 1 ? "" : "s")"
    case .plain: "a value for each row"
    }
  }

  /// How many different values there are; unknown where nobody needed to know.
  fileprivate var valuesText: String {
    switch storage {
    case .coded(_, let domain): max(domain.count - 1, 0).grouped
    case .plain: "–"
    }
  }
}

extension Codes {
  fileprivate var width: Int {
    switch self {
    case .narrow: 1
    case .medium: 2
    case .wide: 4
    }
  }
}

extension Vector {
  fileprivate var byteCount: Int {
    switch self {
    case .integers(let buffer, _): buffer.count * 8
    case .reals(let buffer): buffer.count * 8
    case .bools(let buffer): buffer.count
    case .texts(let buffer): buffer.bytes.count + buffer.offsets.count * 8
    }
  }
}
