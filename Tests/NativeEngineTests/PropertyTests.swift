import Columns
import Functions
import NativeEngine
import Planning
import TestSupport
import Testing

/// A random table as text lines, with unknown cells everywhere.
private func randomLines(_ generator: inout SeededGenerator, rows: Int) -> [String] {
  (0..<rows).map { _ in
    func cell(_ text: String) -> String { Int.random(in: 0..<6, using: &generator) == 0 ? "-" : text }
    let month = Int.random(in: 1...12, using: &generator)
    let day = Int.random(in: 1...28, using: &generator)
    let stamp = "2024-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    return [
      cell(["pro", "free", "Trial", "team"].randomElement(using: &generator) ?? ""),
      cell(String(Int.random(in: 0...10, using: &generator))),
      cell(String(Double(Int.random(in: -9999...9999, using: &generator)) / 100)),
      cell(String(Double.random(in: -1...1, using: &generator))),
      cell("K\(Int.random(in: 0..<20, using: &generator))"),
      "\(stamp)T0\(Int.random(in: 0...9, using: &generator)):30",
    ].joined(separator: " ")
  }
}

private let header = "segment:text nps:number amount:decimal factor:real customer:text at:time"

private let everyAggregate: [Aggregate] = {
  let at = BoundExpression.column("at", .time)
  let isHigh = call(">=", number("nps"), constant(7))
  return [
    aggregate(.count), aggregate(.count, number("nps")), aggregate(.distinct, text("customer")),
    aggregate(.distinct, number("amount"), given: isHigh), aggregate(.sum, number("amount")),
    aggregate(.sum, number("factor")), aggregate(.sum, call("*", number("nps"), number("amount"))),
    aggregate(.mean, number("factor"), given: isHigh), aggregate(.median, number("amount")),
    aggregate(.pct, number("factor"), constant(90)), aggregate(.share, isHigh),
    aggregate(.any, isHigh), aggregate(.all, isHigh), aggregate(.min, number("amount")),
    aggregate(.max, text("segment")), aggregate(.first, number("nps"), order: at),
    aggregate(.last, number("amount"), order: at), aggregate(.nth, number("nps"), constant(2), order: at),
    aggregate(.stddev, number("amount")),
  ]
}()

private func bigPlan(by dimensions: [(PlanDimension, BoundExpression)], keep: [BoundExpression]) -> Plan {
  var query = plan(keep: keep, time: .column("at", .time), by: dimensions)
  query.pipelines[0].aggregates = everyAggregate
  query.items = everyAggregate.enumerated().map { index, aggregate in
    PlanItem(
      name: "\(aggregate.function.rawValue)\(index)",
      value: .aggregate(pipeline: 0, index: index, aggregate.type),
      n: nil, shareBase: nil)
  }
  return query
}

private let dimensionChoices: [[(PlanDimension, BoundExpression)]] = [
  [], [by("segment", .text)], [by("nps", .number), by("segment", .text)],
  [by("amount", .number), by("customer", .text)],
  [(PlanDimension(name: "product", type: .number), call("+", number("nps"), number("amount")))],
  [
    (PlanDimension(name: "month", type: .period(.month)), call("month of", .column("at", .time))),
    by("segment", .text),
  ],
]

private let conditionChoices: [[BoundExpression]] = [
  [], [call("=", text("segment"), constant("pro"))],
  [call("or", call("is none", number("nps")), call("<", number("nps"), number("amount")))],
  [
    call(">", number("factor"), constant(0)), call("in", text("segment"), constant("free"), constant("team")),
  ],
]

/// What an aggregate means, one row after the other, by the book.
private func slow(_ aggregate: Aggregate, _ rows: [Row]) -> Value {
  let counted = rows.filter { row in aggregate.given.map { row.value($0) == .bool(true) } ?? true }
  let known: [(row: Row, value: Value)] = counted.compactMap { row in
    guard let argument = aggregate.arguments.first else { return (row, .integer(1)) }
    let value = row.value(argument)
    return value == .none ? nil : (row, value)
  }
  let numbers = known.compactMap(\.value.number)
  let ordered = known.sorted { left, right in
    let a = aggregate.order.map { left.row.value($0) } ?? .none
    let b = aggregate.order.map { right.row.value($0) } ?? .none
    if case .time(let first) = a, case .time(let second) = b, first != second { return first < second }
    return left.row.number < right.row.number
  }
  func percentile(_ part: Double) -> Value {
    let sorted = numbers.sorted()
    guard !sorted.isEmpty else { return .none }
    let place = Double(sorted.count - 1) * part / 100
    let index = Int(place)
    let next = index + 1 < sorted.count ? sorted[index + 1] : sorted[index]
    return .real(sorted[index] * (1 - (place - Double(index))) + next * (place - Double(index)))
  }
  let mean = numbers.isEmpty ? 0 : numbers.reduce(0, +) / Double(numbers.count)
  switch aggregate.function {
  case .count: return .integer(Int64(known.count))
  case .distinct: return .integer(Int64(Set(known.map(\.value)).count))
  case .sum: return .real(numbers.reduce(0, +))
  case .mean: return numbers.isEmpty ? .none : .real(mean)
  case .median: return percentile(50)
  case .pct: return percentile(90)
  case .share:
    return known.isEmpty
      ? .none : .real(100 * Double(known.count { $0.value == .bool(true) }) / Double(known.count))
  case .any: return known.isEmpty ? .none : .bool(known.contains { $0.value == .bool(true) })
  case .all: return known.isEmpty ? .none : .bool(known.allSatisfy { $0.value == .bool(true) })
  case .min: return numbers.min().map { .real($0) } ?? .none
  case .max:
    return known.map(\.value).max { left, right in
      if case .text(let a) = left, case .text(let b) = right { return isTextBefore(a, b) }
      return false
    } ?? .none
  case .first: return ordered.first?.value ?? .none
  case .last: return ordered.last?.value ?? .none
  case .nth: return ordered.count >= 2 ? ordered[1].value : .none
  case .stddev:
    guard numbers.count >= 2 else { return .none }
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return .real((squares / Double(numbers.count - 1)).squareRoot())
  case .surv, .survMedian: return .none
  }
}

/// A row of a table that evaluates expressions by itself, one value at a time.
private struct Row {
  let table: Table
  let number: Int

  func value(_ expression: BoundExpression) -> Value {
    switch expression {
    case .column(let name, _): return table.columns[name]?.value(at: number) ?? .none
    case .constant(let value, _): return value
    case .call(let function, let arguments, let type):
      let operands = arguments.map { argument in
        Operand(vector: constantVector(value(argument), argument.type), type: argument.type, isConstant: true)
      }
      let context = KernelContext(count: 1, resultType: type, calendar: Calendar())
      return (try? function.kernel(operands, context))?.value(at: 0, as: type) ?? .none
    case .linked, .aggregate, .instant, .running: return .none
    }
  }
}

private func slowAnswer(_ query: Plan, _ table: Table) -> String {
  let pipeline = query.pipelines[0]
  var groups: [[Value]: [Row]] = [:]
  if query.dimensions.isEmpty { groups[[]] = [] }
  for number in 0..<table.rowCount {
    let row = Row(table: table, number: number)
    let isKept = pipeline.steps.allSatisfy { step in
      if case .keep(let condition, _) = step { row.value(condition) == .bool(true) } else { true }
    }
    if isKept { groups[pipeline.dimensions.map { whole(row.value($0)) }, default: []].append(row) }
  }
  let lines = groups.map { key, rows in
    (key + pipeline.aggregates.map { slow($0, rows) }).map { show($0) }.joined(separator: " ")
  }
  return lines.sorted().joined(separator: "\n")
}

private func whole(_ value: Value) -> Value {
  if case .real(let real) = value, let integer = Int64(exactly: real) { return .integer(integer) }
  return value
}

/// The lines of an answer without its header, in alphabetical order.
private func lines(_ answer: String) -> String {
  answer.split(separator: "\n").dropFirst().sorted().joined(separator: "\n")
}

@Test(arguments: 0..<dimensionChoices.count, 0..<conditionChoices.count)
func `the engine agrees with counting by hand`(_ dimensions: Int, _ condition: Int) throws {
  var generator = SeededGenerator(seed: UInt64(dimensions * 10 + condition))
  let query = bigPlan(by: dimensionChoices[dimensions], keep: conditionChoices[condition])
  for rows in [0, 1, 7, 80] {
    let text = ([header] + randomLines(&generator, rows: rows)).joined(separator: "\n")
    for isCoded in [true, false] {
      let table = makeTable("responses", text, isCoded: isCoded)
      expectText(lines(try answer(query, table)), slowAnswer(query, table))
    }
  }
}

@Test(arguments: 0..<dimensionChoices.count)
func `the number of threads and the order of rows do not matter`(_ dimensions: Int) throws {
  var generator = SeededGenerator(seed: 7)
  var query = bigPlan(by: dimensionChoices[dimensions], keep: [])
  let rows = randomLines(&generator, rows: 17_000)
  let first = makeTable("responses", ([header] + rows).joined(separator: "\n"), isCoded: false)
  let answers = try [1, 2, 7].map { try answer(query, first, threads: $0) }
  #expect(answers[0] == answers[1] && answers[0] == answers[2])
  // Ties in time are broken by row, so these may change with the order.
  let ordered: Set<AggregateFunction> = [.first, .last, .nth]
  query.items.removeAll { item in
    if case .aggregate(_, let index, _) = item.value {
      ordered.contains(everyAggregate[index].function)
    } else {
      false
    }
  }
  let shuffled = makeTable(
    "responses", ([header] + rows.shuffled(using: &generator)).joined(separator: "\n"), isCoded: true)
  #expect(try answer(query, first) == answer(query, shuffled))
}
