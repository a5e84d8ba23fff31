import Columns
import Functions
import NativeEngine
import Planning

/// A table from text: a header of `name:type`, then one line a row; `-` is unknown and `_` a blank.
func makeTable(_ name: String, _ text: String, isCoded: Bool = true) -> Table {
  let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  var columns: [String: Column] = [:]
  for (position, header) in lines[0].enumerated() {
    let parts = header.split(separator: ":").map(String.init)
    columns[parts[0]] = makeColumn(parts[1], lines.dropFirst().map { $0[position] }, isCoded: isCoded)
  }
  return Table(name: name, rowCount: lines.count - 1, columns: columns)
}

func makeColumn(_ type: String, _ cells: [String], isCoded: Bool) -> Column {
  switch type {
  case "text":
    return coded(.text, cells.map { $0 == "-" ? "" : $0.replacing("_", with: " ") }) {
      .texts(TextBuffer($0))
    }
  case "bool":
    let flags: [UInt8] = cells.map { $0 == "-" ? 2 : $0 == "true" ? 1 : 0 }
    return Column(type: .bool, storage: .plain(.bools(Buffer(flags))))
  case "real":
    let reals = cells.map { $0 == "-" ? Double.nan : Double($0) ?? .nan }
    return Column(type: .number, storage: .plain(.reals(Buffer(reals))))
  case "decimal":
    let integers = cells.map { $0 == "-" ? Int64.min : Int64(((Double($0) ?? 0) * 100).rounded()) }
    return whole(.number, integers, scale: 2, isCoded: isCoded)
  case "date": return whole(.date, cells.map { $0 == "-" ? .min : day($0) }, scale: 0, isCoded: isCoded)
  case "time": return whole(.time, cells.map { $0 == "-" ? .min : time($0) }, scale: 0, isCoded: isCoded)
  default: return whole(.number, cells.map { $0 == "-" ? .min : Int64($0) ?? 0 }, scale: 0, isCoded: isCoded)
  }
}

private func whole(_ type: DataType, _ values: [Int64], scale: Int, isCoded: Bool) -> Column {
  guard isCoded else { return Column(type: type, storage: .plain(.integers(Buffer(values), scale: scale))) }
  return coded(type, values, unknown: .min) { .integers(Buffer($0), scale: scale) }
}

private func coded(_ type: DataType, _ values: [String], _ make: ([String]) -> Vector) -> Column {
  coded(type, values, unknown: "", make)
}

private func coded<Element: Hashable>(
  _ type: DataType, _ values: [Element], unknown: Element, _ make: ([Element]) -> Vector
) -> Column {
  var domain = [unknown]
  var codes: [Element: UInt32] = [unknown: 0]
  let numbers = values.map { value -> UInt32 in
    if let code = codes[value] { return code }
    codes[value] = UInt32(domain.count)
    domain.append(value)
    return UInt32(domain.count - 1)
  }
  let stored: Codes =
    domain.count <= 256 ? .narrow(Buffer(numbers.map { UInt8($0) })) : .wide(Buffer(numbers))
  return Column(type: type, storage: .coded(stored, domain: make(domain)))
}

func day(_ text: String) -> Int64 {
  let parts = text.split(separator: "-").compactMap { Int($0) }
  return Calendar.day(
    year: parts[0], month: parts.count > 1 ? parts[1] : 1, day: parts.count > 2 ? parts[2] : 1)
}

/// `2024-01-05T14:05`
func time(_ text: String) -> Int64 {
  let parts = text.split(separator: "T")
  let clock = parts.count > 1 ? parts[1].split(separator: ":").compactMap { Int64($0) } : []
  return day(String(parts[0])) * Calendar.microsecondsPerDay + (clock.first ?? 0) * 3_600_000_000
    + (clock.count > 1 ? clock[1] : 0) * 60_000_000
}

// MARK: Expressions

func number(_ name: String) -> BoundExpression { .column(name, .number) }
func text(_ name: String) -> BoundExpression { .column(name, .text) }
func date(_ name: String) -> BoundExpression { .column(name, .date) }

func constant(_ value: Int64) -> BoundExpression { .constant(.integer(value), .number) }
func constant(_ value: String) -> BoundExpression { .constant(.text(value), .text) }

func call(_ name: String, _ arguments: BoundExpression...) -> BoundExpression {
  guard let function = Function.named(name), let type = function.resultType(arguments.map(\.type)) else {
    fatalError("no function \(name) for \(arguments.map(\.type))")
  }
  return .call(function, arguments, type)
}

func aggregate(
  _ function: AggregateFunction, _ arguments: BoundExpression..., given: BoundExpression? = nil,
  order: BoundExpression? = nil
) -> Aggregate {
  let type: DataType =
    switch function {
    case .min, .max, .first, .last, .nth, .sum, .median, .pct: arguments[0].type
    case .any, .all: .bool
    default: .number
    }
  return Aggregate(function: function, arguments: arguments, given: given, order: order, type: type)
}

/// A plan of one pipeline whose items are its aggregates, named after their functions.
func plan(
  from table: String = "responses", keep: [BoundExpression] = [], steps: [Step] = [],
  time: BoundExpression? = nil,
  by dimensions: [(PlanDimension, BoundExpression)] = [], _ aggregates: Aggregate...
) -> Plan {
  let pipeline = Pipeline(
    table: table, steps: steps + keep.map { .keep($0, .filter) }, time: time, dimensions: dimensions.map(\.1),
    aggregates: aggregates)
  let items = aggregates.enumerated().map { index, aggregate in
    PlanItem(
      name: aggregate.function.rawValue, value: .aggregate(pipeline: 0, index: index, aggregate.type), n: nil,
      shareBase: nil)
  }
  return Plan(pipelines: [pipeline], dimensions: dimensions.map(\.0), items: items)
}

func by(_ name: String, _ type: DataType) -> (PlanDimension, BoundExpression) {
  (PlanDimension(name: name, type: type), .column(name, type))
}

func byPeriod(_ grain: Grain, of time: BoundExpression) -> (PlanDimension, BoundExpression) {
  (
    PlanDimension(name: grain.rawValue, type: .period(grain), spine: grain),
    call("\(grain.rawValue) of", time)
  )
}

// MARK: Results

func answer(_ plan: Plan, _ tables: Table..., threads: Int = 2) throws -> String {
  try answer(plan, tables, threads: threads)
}

func answer(_ plan: Plan, _ tables: [Table], threads: Int) throws -> String {
  let named = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
  return show(try execute(plan, tables: named, work: Work(threads: threads)))
}

/// A header and one line a row, cells apart by a blank; `…` marks a partial row.
func show(_ result: ResultTable) -> String {
  let header = result.columns.map(\.name).joined(separator: " ")
  let rows = result.rows.map { row in
    row.values.map { show($0, result.calendar) }.joined(separator: " ") + (row.isPartial ? " …" : "")
  }
  return ([header] + rows).joined(separator: "\n")
}

func show(_ value: Value, _ calendar: Calendar = Calendar()) -> String {
  if case .real(let real) = value, real != real.rounded() {
    let rounded = (real * 10_000).rounded() / 10_000
    return Functions.text(of: .real(rounded), calendar) ?? "none"
  }
  return Functions.text(of: value, calendar) ?? "none"
}
