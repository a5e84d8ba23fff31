import Columns
import Diagnostics
import Functions
import NativeEngine
import Planning
import Semantics
import Syntax

/// What a KPI should be: `target nps = 40 where segment = "pro" during 2024`.
struct Target {
  /// The KPI's own name.
  var kpi: String
  var value: Double
  /// The value as it was written.
  var written: String
  var condition: Syntax.Expression?
  var period: PeriodExpression?
  /// The text that the condition and the period stand in.
  var source: SourceText

  var words: String {
    "target \(kpi) = \(written)"
      + (condition.map { " where " + source[$0.range].oneLine } ?? "")
      + (period.map { " during " + source[$0.range].oneLine } ?? "")
  }

  /// Two targets for the same rows of the same KPI: the later one replaces the other.
  fileprivate var place: String {
    [kpi, condition.map { source[$0.range].oneLine } ?? "", period.map { source[$0.range].oneLine } ?? ""]
      .joined(separator: "\n")
  }
}

extension Session {
  // MARK: Statements

  /// `target KPI = VALUE [where COND] [during PERIOD]`
  func setTarget(
    _ name: Name, _ value: Syntax.Expression, _ clauses: [Clause], _ range: SourceRange, _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    func refuse(_ message: String, _ place: SourceRange, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badTarget, message, source: source, at: place, help: [help])
    }
    let kpi = try targetedKPI(name, source)
    let binder = self.binder(source)
    guard let bound = binder.bindPlainValue(value) else { throw Diagnostics(binder.diagnostics) }
    let column = try NativeEngine.evaluate(
      bound, on: Table(name: "", rowCount: 1, columns: [:]), calendar: settings.calendar, work: work)
    let unit = kpi.definition.unit
    var number = column.value(at: 0).number
    if value.isPercent, unit != .percent {
      throw refuse(
        "\(kpi.name) is not in percent, and `\(source[value.range])` is", value.range,
        "target \(kpi.name) = \(display(column.value(at: 0)))")
    }
    if case .duration = bound.type, let seconds = number, let unit {
      guard let length = ["seconds": 1.0, "minutes": 60, "hours": 3600, "days": 86_400][unit.name] else {
        throw refuse(
          "\(kpi.name) is in \(unit.name), and `\(source[value.range])` is a duration", value.range,
          "target \(kpi.name) = 40")
      }
      number = seconds / length
    }
    guard bound.type == .number || bound.type == .duration, let number, number.isFinite else {
      throw refuse(
        "a target is a number, and this is \(bound.type.words)", value.range, "target \(kpi.name) = 40")
    }
    var target = Target(kpi: kpi.name, value: number, written: source[value.range].oneLine, source: source)
    for clause in clauses {
      switch clause.kind {
      case .filter(let condition) where target.condition == nil: target.condition = condition
      case .during(let period) where target.period == nil:
        if case .parameter = period {
          throw refuse("the period of a target is written out", period.range, "during 2024")
        }
        target.period = period
      default:
        throw refuse(
          "a target takes one `where` and one `during`", clause.range,
          "target \(kpi.name) = \(target.written) where segment = \"pro\" during 2024")
      }
    }
    // With data at hand the condition must fit the KPI's table.
    if binder.isAnswerable(kpi) {
      let item = Item(expression: .name(Name(kpi.name, isQuoted: true, range: name.range)), alias: nil)
      _ = try bind(Query(items: [item], clauses: clauses), range, source) { _ in }
    }
    if unit == .percent, !value.isPercent, number > 0, number < 1 {
      try report(
        .diagnostics([
          Diagnostic(
            .warning, .badTarget,
            "\(kpi.name) is in percent, so \(target.written) is less than one of a hundred",
            source: source, at: value.range,
            help: [
              "`target \(kpi.name) = \(display(.real(number * 100)))` is \(display(.real(number * 100))) %"
            ])
        ]))
    }
    targets.removeAll { $0.place == target.place }
    targets.append(target)
    try report(.talk(target.words))
    if kpi.definition.isBetterUp == nil {
      try report(
        .diagnostics([
          Diagnostic(
            .note, .badTarget,
            "\(kpi.name) does not say which way is better, so whether it meets its target stays unknown",
            source: source, at: name.range, help: ["a definition says it with `better up` or `better down`"])
        ]))
    }
  }

  /// `forget target KPI`
  func forgetTarget(_ name: Name, _ source: SourceText, _ report: (Event) throws -> Void) throws {
    let kpi = try targetedKPI(name, source)
    let count = targets.count
    targets.removeAll { $0.kpi == kpi.name }
    guard targets.count < count else {
      throw Diagnostic(
        .error, .noSuchDefinition, "\(kpi.name) has no target", source: source, at: name.range,
        help: ["`show targets` lists them"])
    }
    let gone = count - targets.count
    try report(
      .talk(
        "\(gone == 1 ? "the target" : "\(gone) targets") of \(kpi.name) \(gone == 1 ? "is" : "are") forgotten"
      ))
  }

  private func targetedKPI(_ name: Name, _ source: SourceText) throws -> KnownKPI {
    let candidates = definitions.candidates(for: name.text)
    let binder = self.binder(source)
    if let kpi = candidates.first(where: { binder.isAnswerable($0) }) ?? candidates.first { return kpi }
    let near = nearest(to: name.text, among: definitions.all.map(\.name))
    throw Diagnostic(
      .error, .badTarget, "there is no KPI called `\(name.text)`", source: source, at: name.range,
      label: near.map { "did you mean `\($0)`?" }, help: ["`show kpis` lists them"])
  }

  var targetList: String {
    targets.isEmpty
      ? "no target is set: target nps = 40\n" : targets.map(\.words).joined(separator: "\n") + "\n"
  }

  func targetLines(of kpi: String) -> [String] { targets.filter { $0.kpi == kpi }.map(\.words) }

  // MARK: with target

  /// Adds `NAME_target`, `NAME_target_gap` and `NAME_target_met` to each item that is a KPI.
  ///
  /// Of the targets whose condition and period contain a row's group, the one with most conditions holds, of those
  /// with as many the one for the shorter period, then the one that was set last.
  func withTargets(
    _ result: ResultTable, _ query: Query, _ bound: BoundQuery, _ range: SourceRange, _ source: SourceText
  ) throws -> ResultTable {
    if bound.plan.pivot != nil {
      throw Diagnostic(
        .error, .badTarget, "`with target` has no place in a table with `pivot`", source: source, at: range,
        help: ["leave one of them out"])
    }
    let kpis = query.items.map { targetedKPI(of: $0.expression) }
    let values = result.columns.indices.filter { result.columns[$0].role == .value }
    var additions: [(value: Int, columns: [ResultColumn], cells: [[Value]])] = []
    var lacking: [String] = []
    for (value, kpi) in zip(values, kpis) {
      guard let (kpi, filters) = kpi else { continue }
      let own = targets.filter { $0.kpi == kpi.name }
      if own.isEmpty, !lacking.contains(kpi.name) { lacking.append(kpi.name) }
      let column = result.columns[value]
      let groups = RowGroups(
        result: result, plan: bound.plan, kpi: kpi, fixed: try fixedValues(query, filters, source),
        session: self)
      let cells = try result.rows.map { row -> [Value] in
        guard let target = try best(own, for: row, groups) else { return [.none, .none, .none] }
        return self.cells(of: target, row.values[value], column, kpi)
      }
      var columns = [
        ResultColumn(
          name: column.name + "_target", role: .extra, item: value, type: column.type, unit: column.unit),
        ResultColumn(
          name: column.name + "_target_gap", role: .extra, item: value, type: column.type,
          unit: column.unit == .percent ? .points : column.unit, isBetterUp: column.isBetterUp, isChange: true
        ),
        ResultColumn(name: column.name + "_target_met", role: .extra, item: value, type: .bool),
      ]
      // True is good and false is bad, whichever way is better.
      columns[2].isBetterUp = true
      columns[2].isChange = true
      additions.append((value, columns, cells))
    }
    var output = result.inserting(additions)
    for name in lacking {
      output.diagnostics.append(
        Diagnostic(.warning, .badTarget, "no target is set for \(name)", help: ["target \(name) = 40"]))
    }
    return output
  }

  private func cells(of target: Target, _ value: Value, _ column: ResultColumn, _ kpi: KnownKPI) -> [Value] {
    func amount(_ number: Double) -> Value {
      guard column.type == .duration else { return .real(number) }
      return Int64(exactly: (number * 1e6).rounded()).map { .duration($0) } ?? .none
    }
    guard let number = value.number else { return [amount(target.value), .none, .none] }
    let met = kpi.definition.isBetterUp.map { $0 ? number >= target.value : number <= target.value }
    return [amount(target.value), amount(number - target.value), met.map { .bool($0) } ?? .none]
  }

  /// The KPI that an item is, with the conditions of its brackets.
  private func targetedKPI(of expression: Syntax.Expression) -> (KnownKPI, [Syntax.Expression])? {
    switch expression {
    case .name(let name):
      let candidates = definitions.candidates(for: name.text)
      let binder = self.binder(SourceText(""))
      return (candidates.first(where: { binder.isAnswerable($0) }) ?? candidates.first).map { ($0, []) }
    case .parenthesised(let inner, _): return targetedKPI(of: inner)
    case .restricted(let inner, let clauses, _):
      guard let (kpi, filters) = targetedKPI(of: inner) else { return nil }
      let own = clauses.compactMap { clause -> Syntax.Expression? in
        if case .filter(let condition) = clause.kind { condition } else { nil }
      }
      return (kpi, filters + own)
    default: return nil
    }
  }

  /// What the query's conditions say about single columns: `segment = "pro"` holds for every row of its result.
  private func fixedValues(
    _ query: Query, _ filters: [Syntax.Expression], _ source: SourceText
  ) throws -> [String: Syntax.Expression] {
    var fixed: [String: Syntax.Expression] = [:]
    let conditions =
      filters
      + query.clauses.compactMap { clause -> Syntax.Expression? in
        switch clause.kind {
        case .filter(let condition), .narrow(let condition): condition
        default: nil
        }
      }
    for part in conditions.flatMap(\.andParts) {
      switch part {
      case .binary(.equal, let left, let right, _):
        if case .name(let name) = left.inner, right.isWrittenValue { fixed[fold(name.text)] = right }
        if case .name(let name) = right.inner, left.isWrittenValue { fixed[fold(name.text)] = left }
      case .oneOf(let operand, let members, false, _):
        if members.count == 1, members[0].isWrittenValue, case .name(let name) = operand.inner {
          fixed[fold(name.text)] = members[0]
        }
      default: break
      }
    }
    return fixed
  }

  private func best(_ targets: [Target], for row: ResultRow, _ groups: RowGroups) throws -> Target? {
    var best: (target: Target, conditions: Int, length: Int64)?
    for target in targets where try groups.contains(row, target) {
      let conditions = target.condition?.andParts.count ?? 0
      let length = groups.stretch(of: target).map { $0.end - $0.start } ?? .max
      if let known = best, (known.conditions, -known.length) > (conditions, -length) { continue }
      best = (target, conditions, length)
    }
    return best?.target
  }
}

/// What is known of the groups that the rows of a result stand for.
private final class RowGroups {
  private let result: ResultTable
  private let plan: Plan
  private let kpi: KnownKPI
  /// By the folded name of a column.
  private let fixed: [String: Syntax.Expression]
  private let session: Session
  private let dimensions: [Int]
  /// The finest calendar dimension.
  private let period: Int?
  private var decided: [String: [[Value]: Bool]] = [:]

  init(
    result: ResultTable, plan: Plan, kpi: KnownKPI, fixed: [String: Syntax.Expression], session: Session
  ) {
    self.result = result
    self.plan = plan
    self.kpi = kpi
    self.fixed = fixed
    self.session = session
    dimensions = result.columns.indices.filter { result.columns[$0].role == .dimension }
    period =
      dimensions.compactMap { column -> (Grain, Int)? in
        if case .period(let grain) = result.columns[column].type { (grain, column) } else { nil }
      }.min { $0.0 < $1.0 }?.1
  }

  func stretch(of target: Target) -> ComparedPeriod? {
    target.period.flatMap { ComparedPeriod($0, now: now, plan.calendar) }
  }

  private var now: Int64 { plan.now ?? session.settings.clock }

  /// Whether a target is one for all that the row stands for.
  func contains(_ row: ResultRow, _ target: Target) throws -> Bool {
    if target.period != nil {
      guard let wanted = stretch(of: target), let own = stretch(of: row) else { return false }
      if own.start < wanted.start || own.end > wanted.end { return false }
    }
    guard let condition = target.condition else { return true }
    let values = dimensions.map { row.kind == .group ? row.values[$0] : .none }
    if let known = decided[target.words]?[values] { return known }
    var known = fixed
    if row.kind == .group {
      for (column, value) in zip(dimensions, values) {
        known[fold(result.columns[column].name)] = value.asExpression(condition.range)
      }
    }
    let holds = try holds(condition, known, target.source)
    decided[target.words, default: [:]][values] = holds
    return holds
  }

  private func stretch(of row: ResultRow) -> ComparedPeriod? {
    if let period, case .period(let grain, let ordinal) = row.values[period] {
      return ComparedPeriod(
        start: plan.calendar.start(grain, ordinal), end: plan.calendar.start(grain, ordinal + 1))
    }
    if plan.start == nil, plan.end == nil { return kpi.definition.usualPeriod(now: now, plan.calendar) }
    guard let start = plan.start else { return nil }
    let end = plan.end ?? now
    return start < end ? ComparedPeriod(start: start, end: end) : nil
  }

  private func holds(
    _ condition: Syntax.Expression, _ values: [String: Syntax.Expression], _ source: SourceText
  ) throws -> Bool {
    guard let plain = condition.replacingNames(with: values) else { return false }
    let binder = session.binder(source)
    guard let bound = binder.bindPlainValue(plain), bound.type == .bool else { return false }
    let column = try NativeEngine.evaluate(
      bound, on: Table(name: "", rowCount: 1, columns: [:]), calendar: plan.calendar, work: session.work)
    return column.value(at: 0) == .bool(true)
  }
}

extension ResultTable {
  /// Columns behind all that belongs to an item.
  fileprivate func inserting(
    _ additions: [(value: Int, columns: [ResultColumn], cells: [[Value]])]
  ) -> ResultTable {
    var output = self
    output.columns = []
    output.rows = rows.map { row in
      var row = row
      row.values = []
      return row
    }
    var places: [Int: Int] = [:]
    for column in columns.indices {
      places[column] = output.columns.count
      output.columns.append(columns[column])
      for row in rows.indices { output.rows[row].values.append(rows[row].values[column]) }
      let isLast = column + 1 == columns.count || columns[column + 1].role == .value
      let owner = columns[column].item ?? column
      guard isLast, let addition = additions.first(where: { $0.value == owner }) else { continue }
      output.columns += addition.columns
      for row in rows.indices { output.rows[row].values += addition.cells[row] }
    }
    for column in output.columns.indices {
      output.columns[column].item = output.columns[column].item.map { places[$0] ?? $0 }
    }
    return output
  }
}

extension Query {
  /// `with target`
  var wantsTargets: Bool {
    clauses.contains { clause in
      if case .with(let extras) = clause.kind { extras.contains(.target) } else { false }
    }
  }
}

extension Value {
  /// The value as it could have been written; nil for values that only the calendar has.
  fileprivate func asExpression(_ range: SourceRange) -> Syntax.Expression? {
    switch self {
    case .none: .literal(.none, range)
    case .bool(let flag): .literal(.bool(flag), range)
    case .integer(let integer): .literal(.integer(integer, isYear: false), range)
    case .real(let real): .literal(.real(real), range)
    case .text(let text): .literal(.text(text), range)
    case .date, .time, .duration, .period: nil
    }
  }
}

extension Syntax.Expression {
  /// The parts between top-level `and`s.
  fileprivate var andParts: [Syntax.Expression] {
    if case .binary(.and, let left, let right, _) = inner { return left.andParts + right.andParts }
    return [inner]
  }

  fileprivate var isPercent: Bool {
    if case .literal(.percent, _) = inner { return true }
    return false
  }

  fileprivate var isWrittenValue: Bool {
    switch inner {
    case .literal, .parameter: true
    case .unary(.minus, let operand, _): operand.isWrittenValue
    default: false
    }
  }

  /// The expression with values instead of columns; nil where one of them is not known.
  fileprivate func replacingNames(with values: [String: Syntax.Expression]) -> Syntax.Expression? {
    func replaced(_ list: [Syntax.Expression]) -> [Syntax.Expression]? {
      let found = list.compactMap { $0.replacingNames(with: values) }
      return found.count == list.count ? found : nil
    }
    switch self {
    case .literal, .parameter: return self
    case .name(let name): return values[fold(name.text)]
    case .member(_, let column): return values[fold(column.text)]
    case .parenthesised(let operand, let range):
      return operand.replacingNames(with: values).map { .parenthesised($0, range) }
    case .unary(let unary, let operand, let range):
      return operand.replacingNames(with: values).map { .unary(unary, $0, range) }
    case .binary(let binary, let left, let right, let range):
      let left = left.replacingNames(with: values)
      let right = right.replacingNames(with: values)
      // One side of `or` is enough where it is known to hold.
      guard let left, let right else { return binary == .or ? left ?? right : nil }
      return .binary(binary, left, right, operatorRange: range)
    case .test(let operand, let test, let negated, let range):
      return operand.replacingNames(with: values).map { .test($0, test, negated: negated, range) }
    case .oneOf(let operand, let members, let negated, let range):
      guard let operand = operand.replacingNames(with: values), let members = replaced(members) else {
        return nil
      }
      return .oneOf(operand, members, negated: negated, range)
    case .within(let operand, let low, let high, let negated, let range):
      guard let all = replaced([operand, low, high]) else { return nil }
      return .within(all[0], all[1], all[2], negated: negated, range)
    case .call(var call):
      guard call.keys.isEmpty, call.given == nil, let all = replaced(call.arguments.map(\.value)) else {
        return nil
      }
      for (position, value) in all.enumerated() { call.arguments[position].value = value }
      return .call(call)
    default: return nil
    }
  }
}

extension DiagnosticCode {
  static let badTarget = DiagnosticCode(
    "E343",
    """
    A target says what a KPI should be: `target nps = 40`, `target nps = 55 where segment = "enterprise" during 2024`. \
    `with target` sets it beside the result, `show targets` lists all, `forget target nps` takes those of a KPI back.
    """)
}
