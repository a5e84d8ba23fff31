import Columns
import Diagnostics
package import Functions
package import Planning
package import Syntax

extension Binder {
  /// Binds an expression whose value belongs to one row.
  func bindRow(_ expression: Syntax.Expression, _ scope: RowScope) -> Typed {
    if let test = bindThemeTest(expression, scope) { return test }
    switch expression {
    case .literal(let literal, let range): return bindLiteral(literal, range)
    case .name(let name): return bindName(name, scope)
    case .member(let tableName, let columnName): return bindMember(tableName, columnName, scope)
    case .parameter(let name): return bindParameter(name) { bindRow($0, scope) }
    case .parenthesised(let inner, _): return bindRow(inner, scope)
    case .unary(let unary, let operand, let range):
      switch unary {
      case .not: return apply("not", [condition(operand, scope)], range)
      case .minus: return negated(bindRow(operand, scope), range)
      }
    case .binary(let binary, let left, let right, let range):
      switch binary {
      case .and, .or:
        return apply(binary.rawValue, [condition(left, scope), condition(right, scope)], range)
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        let value = bindRow(left, scope)
        return compare(
          binary, value, bindRow(right, beside: value, scope), left: left, right: right, range, scope)
      default:
        return arithmetic(
          binary, bindRow(left, scope), bindRow(right, scope), left: left, right: right, range)
      }
    case .test(let operand, let test, let negated, let range):
      let result: Typed
      switch test {
      case .none: result = apply(negated ? "is known" : "is none", [bindRow(operand, scope)], range)
      case .known: result = apply(negated ? "is none" : "is known", [bindRow(operand, scope)], range)
      case .isTrue, .isFalse:
        let bound = apply(test == .isTrue ? "is true" : "is false", [condition(operand, scope)], range)
        result = negated ? apply("not", [bound], range) : bound
      }
      return result
    case .oneOf(let operand, let members, let negated, let range):
      return oneOf(operand, members, negated: negated, range, scope)
    case .within(let operand, let low, let high, let negated, let range):
      return within(operand, low, high, negated: negated, range, scope)
    case .memberOf(let operand, let window, let negated, let range):
      if scope.hasAges, case .name(let name) = window.unwrapped, fold(name.text) == "age" {
        let value = bindRow(operand, scope)
        let from = apply(">=", [value, Typed(.column("age_start", .time))], range)
        let bound = apply(
          "and", [from, apply("<", [value, Typed(.column("age_end", .time))], range)], range)
        return negated ? apply("not", [bound], range) : bound
      }
      if window.unwrapped.isPeriod {
        let bound = compare(
          .equal, bindRow(operand, scope), bindRow(window, scope), left: operand, right: window, range, scope)
        return negated ? apply("not", [bound], range) : bound
      }
      report(.wrongType, "`in` needs a list or a range", at: window.range, help: ["`in {a, b}` or `in 1..5`"])
      return .broken
    case .call(let call): return bindCall(call, scope)
    case .calendarPart(let part, let operand, let range):
      return calendarPart(part, bindRow(operand, scope), operand: operand, range)
    case .cohort(_, let range):
      report(.badClause, "`cohort` is a dimension: write it after `by`", at: range)
      return .broken
    case .at(let operand, let instant, let range): return bindAt(operand, instant, range, scope)
    case .running(_, let range):
      report(.aggregateMisplaced, "`running` stands before an aggregate: `running mean(…)`", at: range)
      return .broken
    case .restricted(_, _, let range):
      report(
        .wrongArguments, "a `where` of its own belongs to a KPI, not to a value of a row", at: range,
        help: ["join conditions with `and`"])
      return .broken
    case .unreadable: return .broken
    }
  }

  /// Binds something that must be true or false; yes/no texts and 1/0 numbers serve too (language, 13.10).
  func condition(_ expression: Syntax.Expression, _ scope: RowScope) -> Typed {
    let bound = bindRow(expression, scope)
    switch bound.type {
    case .bool, .nothing: return bound
    case .text, .number:
      switch bound.expression {
      case .column(let column, _) where !column.hasPrefix("let "):
        return truth(bound, of: column, in: scope.table.name, expression)
      case .linked(let link, let column, _): return truth(bound, of: column, in: link.table, expression)
      case .column: return truth(bound)
      default: break
      }
      fallthrough
    default:
      report(
        .wrongType, "a condition is true or false, and this is \(bound.type.words)", at: expression.range,
        help: [
          "compare it with something, such as `\(source[expression.range]) \(bound.type.comparisonExample)`"
        ])
      return .broken
    }
  }

  /// A column as a condition: it must hold yes and no, or what stands for them.
  private func truth(
    _ value: Typed, of column: String, in table: String, _ expression: Syntax.Expression
  ) -> Typed {
    guard let (odd, isMixed) = noCondition(column, in: table) else { return truth(value) }
    let shown = Functions.text(of: odd, calendar) ?? ""
    let literal = value.type == .text ? "\"\(shown)\"" : shown
    let help = ["compare it with something, such as `\(source[expression.range]) = \(literal)`"]
    if isMixed, value.type == .text {
      warn(
        .noCondition, "`\(column)` also holds \(literal), which is neither yes nor no and is left out here",
        at: expression.range, help: help)
      return truth(value)
    }
    report(
      .wrongType, "a condition is true or false, and `\(column)` holds values such as \(literal)",
      at: expression.range, help: help)
    return .broken
  }

  /// Binds the other side of a comparison; a bare word beside a text is most likely a text without its quotes.
  func bindRow(_ expression: Syntax.Expression, beside value: Typed, _ scope: RowScope) -> Typed {
    guard value.type == .text, case .name(let name) = expression.unwrapped, !name.isQuoted,
      case .unknown = meaning(of: name, in: scope),
      nearest(to: name.text, among: names(beside: scope.table)) == nil
    else { return bindRow(expression, scope) }
    report(
      .unknownName, "\(scope.table.name) has no column called `\(name.text)`", at: name.range,
      label: "a text stands in quotes: \"\(name.text)\"")
    return .broken
  }

  private func truth(_ value: Typed) -> Typed {
    Typed(.call(.required("truth"), [value.expression], .bool))
  }

  // MARK: Names

  private func bindName(_ name: Name, _ scope: RowScope) -> Typed {
    if let keys = scope.keys { return bindKeyName(name, scope, keys) }
    if scope.hasAges, !name.isQuoted, ["age_start", "age_end"].contains(name.text) {
      return Typed(.column(name.text, .time))
    }
    switch meaning(of: name, in: scope) {
    case .local(let typed): return typed
    case .column(let column), .role(_, let column):
      return Typed(columnValue(column, in: scope.table))
    case .absent: return .broken
    case .linked(let link, let column):
      guard let other = table(named: link.table) else { return .broken }
      return Typed(linkedValue(link, column, in: other))
    case .now: return Typed(.constant(.time(clauses.now ?? settings.wallClock), .time))
    case .startOrEnd: return bindInstant(name.text == "start" ? .start : .end)
    case .dimension(let key): return bindDimensionDefinition(key, at: name.range, scope)
    case .ambiguous(let candidates):
      report(
        .ambiguousName, "`\(name.text)` may be \(candidates.joined(separator: " or "))", at: name.range,
        help: ["write one of them"])
      return .broken
    case .unknown:
      if name.isQuoted == false, !definitions.candidates(for: name.text).isEmpty, !scope.isDefinition {
        report(
          .unknownName, "`\(name.text)` is a KPI, and \(scope.table.name) has no column of that name",
          at: name.range,
          help: ["`describe \(scope.table.name)` lists the columns"])
        return .broken
      }
      let suggestion = nearest(to: name.text, among: names(beside: scope.table))
      report(
        .unknownName, "\(scope.table.name) has no column called `\(name.text)`", at: name.range,
        label: suggestion.map { "did you mean `\($0)`?" },
        help: suggestion == nil ? ["`describe \(scope.table.name)` lists the columns"] : [])
      return .broken
    }
  }

  private func bindDimensionDefinition(_ key: String, at range: SourceRange, _ scope: RowScope) -> Typed {
    guard let dimension = definitions.dimensions[key] else { return .broken }
    guard !expanding.contains(key) else {
      report(.definitionLoop, "the dimension `\(key)` uses itself", at: range)
      return .broken
    }
    expanding.append(key)
    defer { expanding.removeLast() }
    return within(dimension.source) { bindRow(dimension.expression, scope) }
  }

  private func bindMember(_ tableName: Name, _ columnName: Name, _ scope: RowScope) -> Typed {
    guard let other = resolveTable(tableName) else { return .broken }
    if other.name == scope.table.name { return bindName(columnName, scope) }
    guard let link = scope.table.links.first(where: { $0.table == other.name }) else {
      let reverse = other.links.contains { $0.table == scope.table.name }
      report(
        .noTable, "\(scope.table.name) is not linked to \(other.name)", at: tableName.range,
        help: [
          reverse
            ? "a row of \(scope.table.name) has many rows in \(other.name), so it has no single value there"
            : "`link \(scope.table.name).COLUMN = \(other.name).COLUMN` links them by a column that is unique in one of them"
        ])
      return .broken
    }
    switch column(columnName.text, in: other) {
    case .column(let name): return Typed(linkedValue(link, name, in: other))
    case .ambiguous(let candidates):
      report(
        .ambiguousName, "`\(columnName.text)` may be \(candidates.joined(separator: " or "))",
        at: columnName.range)
    default:
      let suggestion = nearest(to: columnName.text, among: other.columns)
      report(
        .unknownName, "\(other.name) has no column called `\(columnName.text)`", at: columnName.range,
        label: suggestion.map { "did you mean `\($0)`?" })
    }
    return .broken
  }

  /// `$name`: the value that `param`, `let` or the command line gave.
  func bindParameter(_ name: Name, _ bind: (Syntax.Expression) -> Typed) -> Typed {
    guard let value = settings.parameters[name.text] else {
      let suggestion = nearest(to: name.text, among: settings.parameters.keys.sorted())
      report(
        .unknownParameter, "there is no parameter called `$\(name.text)`", at: name.range,
        label: suggestion.map { "did you mean `$\($0)`?" },
        help: ["`param \(name.text) = VALUE` gives it a value"])
      return .broken
    }
    return bind(value)
  }

  // MARK: Literals

  func bindLiteral(_ literal: Literal, _ range: SourceRange) -> Typed {
    switch literal {
    case .none: return .broken
    case .bool(let flag): return Typed(.constant(.bool(flag), .bool))
    case .integer(let integer, _): return Typed(.constant(.integer(integer), .number))
    case .real(let real): return Typed(.constant(.real(real), .number))
    case .percent(let percent):
      let value: Value =
        percent == percent.rounded() && abs(percent) < 1e15 ? .integer(Int64(percent)) : .real(percent)
      return Typed(.constant(value, .number), unit: .percent)
    case .text(let text):
      // Blanks stay: they matter to `contains`, `split` and `replace`, and comparisons leave them out themselves.
      return Typed(.constant(text.isEmpty ? .none : .text(text), .text))
    case .duration(let duration):
      let microseconds = duration.count * Double(duration.unit.microseconds)
      guard abs(microseconds) < 9e18 else {
        report(.wrongArguments, "a duration of `\(duration.spelling)` is too long", at: range)
        return .broken
      }
      return Typed(.constant(.duration(Int64(microseconds.rounded())), .duration))
    case .period(let literal):
      if case .instant = literal { return Typed(.constant(.time(calendar.instant(literal)), .time)) }
      let (grain, ordinal) = calendar.period(literal)
      return Typed(.constant(.period(grain, ordinal), .period(grain)))
    case .pattern(let pattern): return Typed(.constant(.text(pattern), .text))
    }
  }

  // MARK: Functions

  /// Applies a function to bound arguments, or says why it cannot.
  func apply(_ name: String, _ arguments: [Typed], _ range: SourceRange?) -> Typed {
    let function = Function.required(name)
    guard let type = function.resultType(arguments.map(\.type)) else {
      if !arguments.contains(where: \.isNothing) || function.resultType(arguments.map(\.type)) == nil {
        report(
          .wrongType,
          "`\(name)` does not work on \(arguments.map(\.type.words).joined(separator: " and "))", at: range,
          help: helpOnTypes(name, arguments.map(\.type)))
      }
      return .broken
    }
    return Typed(.call(function, arguments.map(\.expression), type))
  }

  /// What to write where two types do not go together.
  private func helpOnTypes(_ name: String, _ types: [DataType]) -> [String] {
    guard types.count == 2, types.contains(.text) else { return [] }
    let other = types[0] == .text ? types[1] : types[0]
    switch other {
    case .number: return ["numbers stand without quotes; `describe COLUMN` shows what a column holds"]
    case .date, .time, .period: return ["dates stand without quotes, such as 2024-03-31"]
    case .duration: return ["lengths of time stand without quotes, such as 4h"]
    case .bool: return ["true and false stand without quotes"]
    case .text, .nothing: return []
    }
  }

  private func negated(_ value: Typed, _ range: SourceRange) -> Typed {
    switch value.constant {
    case .integer(let integer) where integer != .min:
      return Typed(.constant(.integer(-integer), .number), unit: value.unit)
    case .real(let real): return Typed(.constant(.real(-real), .number), unit: value.unit)
    case .duration(let microseconds): return Typed(.constant(.duration(-microseconds), .duration))
    default:
      var result = apply("negate", [value], range)
      result.unit = value.unit
      return result
    }
  }

  private func bindCall(_ call: Call, _ scope: RowScope) -> Typed {
    let name = call.name.text.lowercased()
    if let aggregate = AggregateFunction(written: call),
      !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
    {
      if let keys = scope.keys { return bindInnerAggregate(aggregate, call, keys) }
      report(
        .aggregateMisplaced, "the aggregate `\(call.name.text)` cannot stand here, beside a single row",
        at: call.range,
        help: ["an aggregate belongs to an item of the query: `\(source[call.range])` as an item, or in `is`"]
      )
      return .broken
    }
    switch name {
    case "next", "prev":
      if call.keys.isEmpty {
        report(
          .wrongArguments, "`\(name)` of a row needs a key: `\(name)(responded_at by customer)`",
          at: call.range)
      } else {
        report(
          .aggregateMisplaced, "`\(name)` of a row belongs to a `let` of its own", at: call.range,
          help: ["let following = \(source[call.range])"])
      }
      return .broken
    case "total": return bindTotal(call, scope)
    case "ntile": return bindPosition(call, scope)
    case "probability_alive", "expected_orders", "expected_amount", "lifetime_value":
      return bindForecast(name, call, scope)
    case "left" where call.arguments.isEmpty || call.arguments.first?.label?.text.lowercased() == "tolerance",
      "joined", "left_in", "joined_in":
      return bindSpellHelper(name, call, scope)
    case "theme": reportLoneTheme(call); return .broken
    default: break
    }
    if let given = call.given {
      report(.wrongArguments, "`given` belongs to aggregates", at: given.range)
      return .broken
    }
    if let part = CalendarPart(functionName: name), call.arguments.count == 1 {
      let operand = call.arguments[0].value
      return calendarPart(part, bindRow(operand, scope), operand: operand, call.range)
    }
    guard let function = Function.named(name) else { return unknownRowFunction(call, scope) }
    var arguments: [Typed] = []
    for argument in call.arguments {
      if let label = argument.label {
        report(.wrongArguments, "`\(name)` has no parameter called `\(label.text)`", at: label.range)
        return .broken
      }
      var bound = bindPart(argument.value, of: function.name, scope)
      if name == "if", arguments.isEmpty { bound = condition(argument.value, scope) }
      arguments.append(bound)
      if let weight = argument.weight { arguments.append(bindRow(weight, scope)) }
    }
    // With every part left out, what would stand in for an unknown one has nothing to stand in for.
    if function.name == "coalesce", scope.mayLackParts,
      arguments.allSatisfy({ $0.isNothing || $0.constant != nil }),
      arguments.contains(where: \.isNothing)
    {
      if let missingPart { note("\(scope.kpi ?? "the score") leaves out a part: \(missingPart)") }
      return .broken
    }
    if arguments.contains(where: \.isNothing) && !call.arguments.contains(where: { $0.value.isNoneLiteral }) {
      // A broken argument has been reported; an absent role is simply unknown.
      if function.resultType(arguments.map(\.type)) == nil { return .broken }
    }
    if name == "business_hours" { return bindBusinessHours(arguments, call) }
    guard let type = function.resultType(arguments.map(\.type)) else {
      report(
        .wrongArguments,
        arguments.isEmpty
          ? "`\(name)` needs \(function.parameters.count == 1 ? "an argument" : "arguments")"
          : "`\(name)` does not take \(arguments.map(\.type.words).joined(separator: ", "))", at: call.range,
        help: ["\(function.name)(\(function.parameters.joined(separator: ", "))): \(function.summary)"])
      return .broken
    }
    var result = Typed(.call(function, arguments.map(\.expression), type))
    if type == .time, ["if", "coalesce", "min", "max"].contains(function.name),
      let instants = unwrappedInstants(arguments, from: function.name == "if" ? 1 : 0)
    {
      result = Typed(inZone(.call(function, instants, type)))
    }
    if ["hours", "minutes", "days", "seconds"].contains(function.name) { result.unit = Unit(function.name) }
    if ["abs", "round", "floor", "ceil", "coalesce", "min", "max"].contains(function.name) {
      result.unit = arguments.first?.unit
    }
    return result
  }

  private func unknownRowFunction(_ call: Call, _ scope: RowScope) -> Typed {
    if scope.keys != nil, let kpi = choose(definitions.candidates(for: call.name.text), for: call.name) {
      return bindLookUp(kpi, call.arguments, call.name.range, scope)
    }
    return unknownFunction(call)
  }

  func unknownFunction(_ call: Call) -> Typed {
    if !definitions.candidates(for: call.name.text).isEmpty {
      report(
        .aggregateMisplaced, "the KPI `\(call.name.text)` cannot stand here, beside a single row",
        at: call.range)
      return .broken
    }
    let names = Function.all.map(\.name) + AggregateFunction.allCases.map(\.rawValue)
    let suggestion = nearest(to: call.name.text, among: names)
    report(
      .unknownFunction, "there is no function called `\(call.name.text)`", at: call.name.range,
      label: suggestion.map { "did you mean `\($0)`?" },
      help: suggestion == nil ? ["`help functions` lists them"] : [])
    return .broken
  }

  func calendarPart(_ part: CalendarPart, _ value: Typed, operand: Syntax.Expression, _ range: SourceRange)
    -> Typed
  {
    if value.isNothing { return .broken }
    let name =
      switch part {
      case .period(let grain): grain.rawValue + " of"
      case .cycle(let cycle): cycle == .weekday ? "weekday of" : cycle.rawValue + " of"
      }
    let function = Function.required(name)
    guard let type = function.resultType([value.type]) else {
      report(
        .wrongType, "`\(name)` needs a date or a time, and this is \(value.type.words)", at: operand.range)
      return .broken
    }
    return Typed(.call(function, [value.expression], type))
  }
}

extension Syntax.Expression {
  /// The expression inside any brackets.
  var unwrapped: Syntax.Expression {
    if case .parenthesised(let inner, _) = self { return inner.unwrapped }
    return self
  }

  /// A period, or four digits, which are a year where a period is needed.
  var isPeriod: Bool {
    switch self {
    case .literal(.period, _): true
    case .literal(.integer(let year, _), _): (1000...9999).contains(year)
    default: false
    }
  }

  var isNoneLiteral: Bool {
    if case .literal(.none, _) = unwrapped { return true }
    return false
  }
}

extension CalendarPart {
  /// `month(x)`, `weekday(x)`: the short function form.
  init?(functionName: String) {
    if let grain = CalendarGrain(rawValue: functionName) {
      self = .period(grain)
    } else if functionName == "weekday" {
      self = .cycle(.weekday)
    } else {
      return nil
    }
  }
}

extension AggregateFunction {
  /// `min` and `max` of several values compare them; of one they aggregate.
  package var isAlsoRowFunction: Bool { self == .min || self == .max }

  /// The aggregate that a call writes, SQL's names included.
  package init?(written call: Call) {
    let name = call.name.text.lowercased()
    switch name {
    case "avg", "average": self = .mean
    case "stdev", "stddev_samp", "sd": self = .stddev
    case "percentile", "quantile": self = .pct
    case "count_distinct", "countdistinct", "nunique": self = .distinct
    case "total_sum": self = .sum
    default:
      guard let aggregate = AggregateFunction(rawValue: name) else { return nil }
      self = aggregate
    }
  }
}

extension String {
  /// Without spaces, tabs and line breaks at both ends, as cells are read.
  var trimmingSpaces: String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}

/// An expression over one table's rows, for what happens at load.
package struct BoundRowExpression: Sendable {
  package let expression: BoundExpression
  /// The columns it reads.
  package let columns: Set<String>
  /// The values are instants in UTC.
  package let holdsInstants: Bool
}

extension Binder {
  /// Binds an expression of `load … with` or `load … where`; nil when a diagnostic says why not.
  package func bindRowExpression(_ expression: Syntax.Expression, of table: TableSchema)
    -> BoundRowExpression?
  {
    marksInstants = true
    let bound = bindRow(expression, RowScope(table: table, isDefinition: false))
    guard !hasErrors else { return nil }
    // A column of instants is kept in UTC, whatever zone is set now.
    let instant = instant(bound.expression)
    let pipeline = Pipeline(
      table: table.name, steps: [], time: nil, dimensions: [instant ?? bound.expression], aggregates: [])
    let plan = Plan(pipelines: [pipeline], dimensions: [], items: [])
    return BoundRowExpression(
      expression: instant ?? bound.expression, columns: plan.columnsRead[table.name] ?? [],
      holdsInstants: instant != nil)
  }

  /// Binds a value that needs no table: of `print`, `param`, `let`.
  package func bindPlainValue(_ expression: Syntax.Expression) -> BoundExpression? {
    let item = bindItem(expression, ItemContext())
    guard !hasErrors else { return nil }
    guard item.isConstant else {
      report(
        .wrongArguments, "a plain value is needed here", at: expression.range,
        help: ["a query goes on a line of its own"])
      return nil
    }
    return item.value.expression
  }
}

extension DataType {
  /// A comparison that a value of the type can begin, for help.
  fileprivate var comparisonExample: String {
    switch self {
    case .text: "= \"Spain\""
    case .date, .time: ">= 2024-01"
    case .period: "= 2024-01"
    case .duration: "> 1h"
    case .number, .bool, .nothing: "> 0"
    }
  }
}
