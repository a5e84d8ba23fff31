import Columns
import Diagnostics
import Functions
import Planning

extension PipelineSource {
  /// The rows of several periods, each with its own edges, as one table that can be grouped like any other.
  ///
  /// What a transition makes of its keys is another thing in each period. So each period is run once, and what is left
  /// of its rows is written down: their dimensions, what the aggregates take, and the number of the period, which
  /// becomes one more dimension after those of the plan.
  func run(pooling periods: [Edges], dimensions: [Int], of all: [PlanDimension]) throws -> PipelineRun {
    var columns = PooledColumns(pipeline, dimensions, labels: dimensions.map { all[$0].labels })
    for (number, edges) in periods.enumerated() {
      try surroundings.work.checkpoint()
      try columns.add(run(in: edges), number, surroundings.work)
    }
    var groupedBy = all.map { BoundExpression.constant(.none, $0.type) }
    for dimension in dimensions {
      groupedBy[dimension] = .column("dimension \(dimension)", pipeline.dimensions[dimension].type)
    }
    let period = PlanDimension(name: "period", type: .number)
    let run = try PipelineRun(
      table: columns.table(named: pipeline.table, surroundings.work), dimensions: all + [period],
      surroundings: surroundings)
    try run.finish(
      dimensions: groupedBy + [.column("period", .number)], aggregates: columns.aggregates)
    return run
  }
}

/// The columns of the pooled rows, while periods are added.
private struct PooledColumns {
  private let dimensions: [Int]
  private let types: [DataType]
  /// Shape `[dimension]`: what positions stand for, where values are positions.
  private let labels: [[String]?]
  /// The aggregates, over the pooled rows.
  private(set) var aggregates: [Aggregate] = []
  /// Shape `[column]`: what of the original aggregates each column is.
  private var sources: [(name: String, aggregate: Int, part: Part)] = []
  private var rowCount = 0
  private var periods: [Int64] = []
  /// Shape `[dimension]`.
  private var values: [[Value]]
  private var numbers: [[Value: UInt32]]
  private var codes: [[UInt32]]
  /// Shape `[column][period]`.
  private var parts: [[Vector]]

  private enum Part { case argument(Int), given, order }

  init(_ pipeline: Pipeline, _ dimensions: [Int], labels: [[String]?]) {
    self.dimensions = dimensions
    self.labels = labels
    types = dimensions.map { pipeline.dimensions[$0].type }
    values = dimensions.map { _ in [] }
    numbers = dimensions.map { _ in [:] }
    codes = dimensions.map { _ in [] }
    parts = []
    for (index, original) in pipeline.aggregates.enumerated() {
      var pooled = original
      func column(_ expression: BoundExpression, _ part: Part) -> BoundExpression {
        // The second argument of `pct` must stay a constant.
        if case .constant = expression { return expression }
        let name = "value \(sources.count)"
        sources.append((name, index, part))
        parts.append([])
        return .column(name, expression.type)
      }
      pooled.arguments = original.arguments.enumerated().map { column($1, .argument($0)) }
      pooled.given = original.given.map { column($0, .given) }
      pooled.order = original.order.map { column($0, .order) }
      aggregates.append(pooled)
    }
  }

  mutating func add(_ run: PipelineRun, _ number: Int, _ work: Work) throws {
    let rows = try run.keptRows()
    rowCount += rows.count
    if rowCount > work.memoryLimit / (16 * (parts.count + dimensions.count + 1)) || rowCount >= UInt32.max {
      throw Diagnostic(
        .error, .memoryLimit,
        "\(rowCount) rows of all periods do not fit into the memory that the program may use",
        help: ["use a larger grain such as `by month`, or a shorter window"])
    }
    periods += Array(repeating: Int64(number), count: rows.count)
    for (position, dimension) in dimensions.enumerated() {
      let own = try run.codes(ofDimension: dimension)
      let map = own.values.map { self.number(of: written($0, position), position) }
      let all = own.source.codes(Rows(start: 0, count: run.frame.rowCount, list: nil))
      codes[position] += rows.map { map[Int(own.map[Int(all[Int($0)])])] }
    }
    let targets = Buffer(rows)
    for (index, source) in sources.enumerated() {
      let aggregate = run.asked[source.aggregate]
      let expression: BoundExpression? =
        switch source.part {
        case .argument(let argument): aggregate.arguments[argument]
        case .given: aggregate.given
        case .order: aggregate.order
        }
      guard let expression else { continue }
      parts[index].append(try run.frame.values(of: run.frame.prepare(expression), in: targets))
    }
  }

  private func written(_ value: Value, _ position: Int) -> Value {
    guard let labels = labels[position], case .integer(let place) = value, let index = Int(exactly: place),
      labels.indices.contains(index)
    else { return value }
    return .text(labels[index])
  }

  private mutating func number(of value: Value, _ position: Int) -> UInt32 {
    if let number = numbers[position][value] { return number }
    let number = UInt32(values[position].count)
    numbers[position][value] = number
    values[position].append(value)
    return number
  }

  func table(named name: String, _ work: Work) throws -> Table {
    var columns: [String: Column] = [
      "period": Column(type: .number, storage: .plain(.integers(Buffer(periods), scale: 0)))
    ]
    for (position, dimension) in dimensions.enumerated() {
      columns["dimension \(dimension)"] = KeyDomain(DimensionValues(values[position]), type: types[position])
        .column(
          codes[position])
    }
    for (index, source) in sources.enumerated() {
      let type = expressionType(index)
      let vector =
        parts[index].isEmpty ? unknownVector(type, count: 0) : concatenated(parts[index], type: type)
      columns[source.name] = try plainColumn(vector, type, work)
    }
    return Table(name: name, rowCount: rowCount, columns: columns)
  }

  private func expressionType(_ index: Int) -> DataType {
    let source = sources[index]
    let aggregate = aggregates[source.aggregate]
    switch source.part {
    case .argument(let argument): return aggregate.arguments[argument].type
    case .given: return aggregate.given?.type ?? .bool
    case .order: return aggregate.order?.type ?? .time
    }
  }
}

extension PipelineRun {
  /// The rows that all steps keep.
  fileprivate func keptRows() throws -> [UInt32] {
    let parts = Slots<[UInt32]>(count: (frame.rowCount + blockSize - 1) / blockSize)
    try forEachBlock(frame.rowCount, workers: frame.work.threads, work: frame.work) { _, range in
      let evaluator = BlockEvaluator(frame)
      evaluator.begin(range)
      try narrow(evaluator)
      parts[range.lowerBound / blockSize] = (0..<evaluator.rows.count).map { index in
        evaluator.rows.list.map { $0[index] } ?? UInt32(evaluator.rows.start + index)
      }
    }
    return parts.all.flatMap { $0 }
  }
}
