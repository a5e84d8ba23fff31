import Columns
import Diagnostics
import Functions
import Planning

/// Where the rows of a pipeline with `keys` come from: one row for each key, or for each key and age.
final class KeySource {
  let keys: Keys
  let surroundings: Surroundings
  let isPerPeriod: Bool
  /// The rows before `per`; with ages the steps that do not speak of an age.
  let rows: PipelineSource
  /// With ages: the steps that do, and what their look-ups need.
  let laterSteps: [Step]
  let lookUps: [Int: LookUpSource]
  private var known: Table?
  /// Shape `[dimension]`: from period to period the values are mostly the same.
  private var domains: [KeyDomain?]

  init(_ keys: Keys, _ surroundings: Surroundings) throws {
    self.keys = keys
    self.surroundings = surroundings
    domains = Array(repeating: nil, count: keys.names.count)
    var pipeline = keys.rows[0]
    let dimensions = zip(keys.names, pipeline.dimensions).map { PlanDimension(name: $0, type: $1.type) }
    if let ages = keys.ages {
      let steps = pipeline.steps
      let first = steps.firstIndex { $0.mentions(["age", "age_start", "age_end"]) } ?? steps.count
      laterSteps = Array(steps[first...])
      pipeline.steps = Array(steps[..<first])
      pipeline.aggregates = [ages.origin]
    } else {
      laterSteps = []
    }
    rows = try PipelineSource(pipeline, dimensions: dimensions, surroundings)
    lookUps = try LookUpSource.sources(of: laterSteps, surroundings)
    isPerPeriod =
      keys.rows[0].isPerPeriod || rows.isPerPeriod || lookUps.values.contains(where: \.isPerPeriod)
  }

  /// The rows of the keys in a period.
  func table(in edges: Edges?) throws -> Table {
    if !isPerPeriod, let known { return known }
    let table = try keys.ages.map { try followUp($0, in: edges) } ?? plain(in: edges)
    known = table
    return table
  }

  /// The values of a key or another dimension of its rows, kept for the next period.
  func domain(of dimension: Int, _ values: DimensionValues) -> KeyDomain {
    // Most often they are the very same.
    if let known = domains[dimension], known.values == values { return known }
    let domain = KeyDomain(values, type: keys.rows[0].dimensions[dimension].type)
    domains[dimension] = domain
    return domain
  }

  private func plain(in edges: Edges?) throws -> Table {
    try tableByRanges(in: edges) ?? table(of: rows.run(in: edges), adding: [])
  }

  /// The groups of a run as rows.
  ///
  /// - Parameter added: columns of whole numbers that the run is grouped by after the keys and their dimensions.
  func table(of run: PipelineRun, adding added: [String]) throws -> Table {
    let groups = try run.groups(by: Array(0..<keys.names.count + added.count)).table.keeping {
      group, table in table.isKnown(group)
    }
    var columns: [String: Column] = [:]
    for (position, name) in keys.names.enumerated() {
      columns[name] = domain(of: position, groups.values[position]).column(groups.codes[position])
    }
    for (position, name) in added.enumerated() {
      let place = keys.names.count + position
      columns[name] = KeyDomain(groups.values[place], type: .number).column(groups.codes[place])
    }
    for (position, aggregate) in keys.rows[0].aggregates.enumerated() {
      columns["inner \(position)"] = try plainColumn(
        groups.aggregates[position], aggregate.type, surroundings.work)
    }
    return Table(name: keys.rows[0].table, rowCount: groups.count, columns: columns)
  }
}

extension GroupTable {
  /// Whether the first dimension of a group, its key, is known.
  func isKnown(_ group: Int) -> Bool {
    guard let values = values.first else { return true }
    return values[Int(codes[0][group])] != .none
  }

  /// Some of the groups, in their order.
  func keeping(_ isKept: (Int, GroupTable) -> Bool) -> GroupTable {
    let kept = (0..<count).filter { isKept($0, self) }
    if kept.count == count { return self }
    let indices = Buffer(kept.map { UInt32($0) })
    return GroupTable(
      count: kept.count, values: values, codes: codes.map { codes in kept.map { codes[$0] } },
      aggregates: aggregates.map { gathered($0, indices) })
  }
}

/// The values of a dimension as the domain of a column.
struct KeyDomain {
  /// The values as the groups number them; two may be equal.
  let values: DimensionValues
  private let type: DataType
  private let domain: Vector
  /// For each of the values its place in the domain; nil where that is its number.
  private let places: [UInt32]?

  init(_ values: DimensionValues, type: DataType) {
    self.values = values
    self.type = type
    if let domain = values.domain {
      self.domain = domain
      places = nil
      return
    }
    var domain: [Value] = [.none]
    var numbers: [Value: UInt32] = [.none: 0]
    places = values.map { value in
      if let number = numbers[value] { return number }
      numbers[value] = UInt32(domain.count)
      domain.append(value)
      return UInt32(domain.count - 1)
    }
    self.domain = vector(of: domain, type: type)
  }

  /// - Parameter codes: positions in `values`, one for each row.
  func column(_ codes: [UInt32]) -> Column {
    let rows = Buffer(places.map { places in codes.map { places[Int($0)] } } ?? codes)
    return Column(type: type, storage: .coded(.wide(rows), domain: domain))
  }
}

private func vector(of values: [Value], type: DataType) -> Vector {
  switch type {
  case .text:
    return .texts(TextBuffer(values.map { if case .text(let text) = $0 { text } else { "" } }))
  case .bool:
    return .bools(Buffer(values.map { if case .bool(let flag) = $0 { flag ? 1 : 0 } else { 2 } }))
  case .number where values.contains(where: { if case .real = $0 { true } else { false } }):
    return .reals(Buffer(values.map { $0.number ?? .nan }))
  default:
    let integers = values.map { value -> Int64 in
      switch value {
      case .integer(let whole), .date(let whole), .time(let whole), .duration(let whole),
        .period(_, let whole):
        whole
      default: Vector.unknownInteger
      }
    }
    return .integers(Buffer(integers), scale: 0)
  }
}

/// A column of computed values. Texts are never plain.
func plainColumn(_ vector: Vector, _ type: DataType, _ work: Work) throws -> Column {
  guard case .texts = vector else { return Column(type: type, storage: .plain(vector)) }
  let (codes, domain) = try encoded(vector, work: work)
  return Column(type: type, storage: .coded(.wide(codes), domain: domain))
}
