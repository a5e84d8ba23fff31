import Columns
import Diagnostics
import Functions
import Planning
import Rendering
import Semantics
import StandardLibrary
import Syntax

/// A KPI as an expression uses it: its definition, the values of its parameters, the conditions around it.
struct KPIUse {
  let kpi: KnownKPI
  let arguments: [Argument]
  let filters: [Syntax.Expression]

  private init(kpi: KnownKPI, arguments: [Argument], filters: [Syntax.Expression]) {
    self.kpi = kpi
    self.arguments = arguments
    self.filters = filters
  }

  /// Nil for what is more than one KPI.
  init?(_ expression: Syntax.Expression, _ definitions: Definitions, filters: [Syntax.Expression] = []) {
    switch expression {
    case .parenthesised(let inner, _): self.init(inner, definitions, filters: filters)
    case .restricted(let inner, let clauses, _):
      let own = clauses.compactMap { clause -> Syntax.Expression? in
        if case .filter(let condition) = clause.kind { condition } else { nil }
      }
      self.init(inner, definitions, filters: filters + own)
    case .name(let name):
      guard let kpi = definitions.candidates(for: name.text).first else { return nil }
      self.init(kpi: kpi, arguments: [], filters: filters)
    case .call(let call):
      if ["prev", "total"].contains(call.name.text.lowercased()), let inner = call.arguments.first {
        self.init(inner.value, definitions, filters: filters)
        return
      }
      guard AggregateFunction(written: call) == nil,
        let kpi = definitions.candidates(for: call.name.text).first
      else { return nil }
      self.init(kpi: kpi, arguments: call.arguments, filters: filters)
    default: return nil
    }
  }

  /// What tells two uses apart.
  var key: String { "\(kpi.name) \(arguments) \(filters)" }

  /// The KPI with its parameters as an item.
  func item(_ range: SourceRange) -> Syntax.Expression { reference(to: kpi.name, range) }

  func reference(to name: String, _ range: SourceRange) -> Syntax.Expression {
    let name = Name(name, isQuoted: true, range: range)
    return arguments.isEmpty
      ? .name(name) : .call(Call(name: name, arguments: arguments, range: range))
  }

  /// The value that the use gives to a parameter.
  func argument(for parameter: NamedValue) -> Syntax.Expression? {
    let position = kpi.definition.parameters.firstIndex { $0.name.text == parameter.name.text }
    for (index, argument) in arguments.enumerated() {
      if let label = argument.label {
        if fold(label.text) == fold(parameter.name.text) { return argument.value }
      } else if index == position {
        return argument.value
      }
    }
    return nil
  }

  /// A parameter's value as it is written, here or in the definition.
  func text(of parameter: NamedValue, _ source: SourceText) -> String {
    argument(for: parameter).map { source[$0.range].oneLine } ?? kpi.source[parameter.value.range].oneLine
  }

  func values(_ source: SourceText) -> [String: String] {
    var values: [String: String] = [:]
    for parameter in kpi.definition.parameters where argument(for: parameter) != nil {
      values[parameter.name.text] = text(of: parameter, source)
    }
    return values
  }

  /// The KPI as it stands in front of its value.
  func written(_ source: SourceText) -> String {
    arguments.isEmpty
      ? kpi.name
      : "\(kpi.name)("
        + arguments.map { argument in
          (argument.label.map { "\($0.text) = " } ?? "") + source[argument.value.range].oneLine
        }.joined(separator: ", ") + ")"
  }
}

extension KnownKPI {
  /// The same rows with another formula: what a part of the formula is.
  func computing(_ formula: Syntax.Expression, as name: String) -> KnownKPI {
    let parameters = definition.metadata.filter { if case .parameters = $0.kind { true } else { false } }
    let part = KPIDefinition(
      name: Name(name, isQuoted: true, range: definition.name.range), title: nil, clauses: definition.clauses,
      formula: formula, metadata: parameters)
    return KnownKPI(definition: part, source: source, range: range, isShipped: false)
  }
}

/// The answer for a whole query of one item, with its interval and its ledger.
struct Outcome {
  let table: ResultTable
  let plan: Plan
  let row: ResultRow?
  var customers: Value?

  init(table: ResultTable, plan: Plan) {
    self.table = table
    self.plan = plan
    row = table.row(like: nil)
  }

  var value: Value { table.value("value", row) }
  var unit: Unit? { table.unit("value") }
  var n: Value { table.n(of: "value", row) }
  var low: Value { table.value("value_low", row) }
  var high: Value { table.value("value_high", row) }

  func ledger(_ line: String) -> Value? {
    table.columns.contains { $0.name == "value_\(line)" } ? table.value("value_\(line)", row) : nil
  }

  /// The age that the row is of, for a KPI that follows cohorts.
  var age: Value? {
    guard let row, let first = table.columns.first, first.role == .dimension else { return nil }
    return row.values.first
  }

  func ageUnit(_ use: KPIUse?, _ phrases: Phrases) -> String {
    for clause in use?.kpi.definition.clauses ?? [] {
      if case .age(let unit, _) = clause.kind { return phrases.word(for: unit, isOne: true) }
    }
    return ""
  }

  func kind(in session: Session) -> String? {
    guard let name = plan.pipelines.first?.table else { return nil }
    return session.tables.table(named: name)?.schema.kind
  }

  /// Where the rows come from and which period they are of.
  func place(_ phrases: Phrases, _ calendar: Columns.Calendar) -> [String] {
    guard let table = plan.pipelines.first?.table else { return [] }
    func day(_ time: Int64?) -> String? { time.map { sentenceText(of: .time($0), unit: nil) } }
    func lastDay(_ time: Int64?) -> String? {
      guard let time else { return nil }
      // A period ends where the next day begins: people name the day before.
      let isMidnight = time % Columns.Calendar.microsecondsPerDay == 0
      return day(isMidnight ? time - Columns.Calendar.microsecondsPerDay : time)
    }
    return [
      phrases.sentence(
        phrases.from(table)
          + ": " + phrases.period(from: day(plan.start), to: lastDay(plan.end), now: day(plan.now)))
    ]
  }
}

/// What a part of a formula is worth, and what it is made of.
struct PartValue {
  let value: Value
  let unit: Unit?
  let n: Value
  /// For a share: the rows for which its condition holds.
  let hits: Value
  /// For a mean: the total.
  let sum: Value

  /// The value with more digits than it is shown with, for sums that a reader checks.
  private var precise: String {
    guard case .real(let real) = value, let decimals = unit?.decimals, real != real.rounded() else {
      return sentenceText(of: value, unit: unit)
    }
    return sentenceText(of: value, decimals: decimals + 1)
  }

  /// The value inside a formula: a negative one stands in brackets.
  var inFormula: String { precise.hasPrefix("-") ? "(\(precise))" : precise }

  /// `: 1,022 of 1,996 answers`, behind the value.
  func reason(_ part: FormulaPart, _ rows: RowNoun, _ phrases: Phrases) -> String {
    guard value != .none else { return "" }
    func count(_ value: Value) -> String { sentenceText(of: value, unit: .count) }
    if hits != .none, n != .none { return ": " + phrases.hits(count(hits), of: count(n), rows) }
    if sum != .none, n != .none {
      return ": " + phrases.totalOver(sentenceText(of: sum, unit: nil), count(n), rows)
    }
    if n != .none, part.aggregate != nil { return ": " + phrases.overKnown(count(n), rows) }
    return ""
  }
}

extension FormulaPart {
  /// The unit of the part's value: that of the result where the part is the whole formula.
  func unit(_ found: Unit?, in outcome: Outcome, isWhole: Bool) -> Unit? {
    if isWhole { return outcome.unit }
    switch aggregate?.function {
    case .surv: return .percent
    // A mean of counts is no count.
    case .mean, .median, .pct, .stddev: return found == .count ? nil : found
    default: return found
    }
  }
}

extension ResultTable {
  /// The row of the same dimensions; without one, the only row, or age 1 where there are ages.
  func row(like other: ResultRow?) -> ResultRow? {
    let groups = rows.filter { $0.kind == .group }
    guard columns.first?.role == .dimension else { return groups.first }
    let wanted = other?.values.first ?? .integer(1)
    return groups.first { $0.values.first == wanted } ?? groups.first
  }

  func position(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

  func value(_ name: String, _ row: ResultRow?) -> Value {
    guard let row, let position = position(of: name) else { return .none }
    return row.values.indices.contains(position) ? row.values[position] : Value.none
  }

  func unit(_ name: String) -> Unit? { position(of: name).flatMap { columns[$0].unit } }

  func n(of name: String, _ row: ResultRow?) -> Value {
    guard let row, let item = position(of: name),
      let count = columns.firstIndex(where: { $0.role == .count && $0.item == item })
    else { return .none }
    return row.values.indices.contains(count) ? row.values[count] : Value.none
  }
}

extension Syntax.Expression {
  /// `count(given CONDITION)`, within what was given already.
  static func countOf(
    _ condition: Syntax.Expression, given: Syntax.Expression?, at range: SourceRange
  ) -> Syntax.Expression {
    let both = given.map { Syntax.Expression.binary(.and, $0, condition, operatorRange: range) } ?? condition
    return .call(Call(name: Name("count", range: range), arguments: [], given: both, range: range))
  }

  static func aggregate(
    _ name: String, _ operand: Syntax.Expression, given: Syntax.Expression?, at range: SourceRange
  ) -> Syntax.Expression {
    .call(
      Call(
        name: Name(name, range: range), arguments: [Argument(value: operand)], given: given, range: range))
  }

  /// The names outside all aggregates.
  var topLevelNames: [Syntax.Expression] {
    switch self {
    case .name: [self]
    case .call(let call) where AggregateFunction(written: call) != nil: []
    default: children.flatMap(\.topLevelNames)
    }
  }

  /// Whether nothing in the formula asks for a part of the rows only, so that a row that is not used is unknown.
  var hasNoCondition: Bool {
    var found = false
    walk { part in
      if case .call(let call) = part, call.given != nil { found = true }
      return !found
    }
    return !found
  }
}

extension IntervalFamily {
  /// The family that the shape of a formula calls for (reference, 1.4); nil where none does.
  init?(_ formula: Syntax.Expression, _ definitions: Definitions, depth: Int = 0) {
    func family(_ part: Syntax.Expression) -> IntervalFamily? {
      depth < 20 ? IntervalFamily(part, definitions, depth: depth + 1) : nil
    }
    func isNumber(_ part: Syntax.Expression) -> Bool {
      if case .literal = part.inner { return true }
      return false
    }
    switch formula.inner {
    case .call(let call):
      if let aggregate = AggregateFunction(written: call) {
        switch aggregate {
        case .share: self = .share
        case .mean, .stddev: self = .mean
        case .median, .pct: self = .quantile
        case .count: self = .count
        case .surv, .survMedian: self = .survival
        default: return nil
        }
        return
      }
      guard let kpi = definitions.candidates(for: call.name.text).first,
        let found = family(kpi.definition.formula)
      else { return nil }
      self = found
    case .name(let name):
      guard let kpi = definitions.candidates(for: name.text).first,
        let found = family(kpi.definition.formula)
      else { return nil }
      self = found
    case .binary(.plus, let left, let right, _) where isNumber(left) || isNumber(right),
      .binary(.minus, let left, let right, _) where isNumber(left) || isNumber(right),
      .binary(.times, let left, let right, _) where isNumber(left) || isNumber(right):
      guard let found = family(isNumber(left) ? right : left) else { return nil }
      self = found
    case .binary(.minus, let left, let right, _):
      self = family(left) == .share && family(right) == .share ? .net : .resampling
    case .binary(.divided, let left, let right, _):
      // Counts of different tables are a count for each unit of an exposure.
      let isOfKPIs =
        left.kpiParts == left.formulaParts().count && right.kpiParts == right.formulaParts().count
      self =
        isNumber(right) ? family(left) ?? .resampling : isOfKPIs && family(left) == .count ? .count : .ratio
    case .running(let inner, _):
      guard let found = family(inner) else { return nil }
      self = found
    default: self = .resampling
    }
  }
}

extension Syntax.Expression {
  /// How many parts of the formula are KPIs.
  fileprivate var kpiParts: Int { formulaParts().filter { $0.kpiName != nil }.count }
}

extension KPIDefinition {
  /// The KPIs that the definition names to be looked at next.
  var nextNames: [String] {
    metadata.flatMap { item -> [String] in
      if case .next(let names) = item.kind { names.map(\.text) } else { [] }
    }
  }

  var note: String? {
    for item in metadata { if case .note(let text) = item.kind { return text } }
    return nil
  }

  var trap: String? {
    for item in metadata { if case .trap(let text) = item.kind { return text } }
    return nil
  }
}

/// What is taught about a KPI in the session's language, as far as anything is written.
struct TeachingTexts {
  var title: String?
  var note: String?
  var trap: String?

  /// What a search looks through.
  var all: [String] { [title, note, trap].compactMap(\.self) }
}

extension Session {
  /// The title, the remark and the trap of a KPI in the session's language.
  func teachingTexts(of kpi: KnownKPI) -> TeachingTexts { teachingTexts(of: kpi, in: language) }

  func teachingTexts(of kpi: KnownKPI, in language: SpokenLanguage) -> TeachingTexts {
    let definition = kpi.definition
    var texts = TeachingTexts(title: definition.title, note: definition.note, trap: definition.trap)
    if kpi.isShipped, let translated = StandardLibrary.translation(of: kpi.name, in: language.rawValue) {
      texts = TeachingTexts(title: translated.title, note: translated.note, trap: translated.trap)
    }
    return texts
  }
}
