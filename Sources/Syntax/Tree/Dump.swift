import Diagnostics

/// The tree as text: one statement after the other, a line for each part, formulas with the operator first.
///
/// Places, brackets and spellings are left out, so that two texts with the same dump mean the same.
///
/// ```
/// query
///   item nps
///   where (= segment "pro")
///   by month
/// ```
package func dump(_ parsed: ParsedText) -> String {
  parsed.statements.map { dump($0) }.joined()
}

package func dump(_ statement: Statement) -> String {
  Dump.lines(statement.kind).joined(separator: "\n") + "\n"
}

package func dump(_ expression: Expression) -> String { Dump.text(expression) }

private enum Dump {
  static func lines(_ kind: Statement.Kind) -> [String] {
    switch kind {
    case .query(let verb, let query):
      var lines = [verb == .ask ? "query" : "query \(text(verb))"]
      lines += query.items.map { "  item \(text($0))" }
      return lines + clauses(query.clauses)
    case .refinement(let clauses): return ["refinement"] + self.clauses(clauses)
    case .load(let load):
      var lines = ["load \(load.paths.map { quoted($0.text) }.joined(separator: " "))"]
      if let name = load.name { lines.append("  as \(text(name))") }
      if let per = load.per { lines.append("  per \(text(per))") }
      lines += load.options.map { "  with \(text($0))" }
      if let condition = load.condition { lines.append("  where \(text(condition))") }
      return lines
    case .connect(let url, let name):
      return ["connect \(quoted(url))" + (name.map { " as \(text($0))" } ?? "")]
    case .link(let left, let right): return ["link \(text(left)) \(text(right))"]
    case .unload(let name): return ["unload \(text(name))"]
    case .kpi(let definition): return lines(definition)
    case .dimension(let name, let table, let expression):
      return ["dimension \(text(name))\(table.map { " on \(text($0))" } ?? "") \(text(expression))"]
    case .theme(let name, let patterns):
      return ["theme \(text(name))"] + patterns.map { "  \(text($0))" }
    case .target(let name, let value, let clauses):
      return ["target \(text(name)) \(text(value))"] + self.clauses(clauses)
    case .forget(let name): return ["forget \(text(name))"]
    case .forgetTarget(let name): return ["forget target \(text(name))"]
    case .expect(let condition, let clauses): return ["expect \(text(condition))"] + self.clauses(clauses)
    case .param(let name, let value): return ["param \(text(name)) \(text(value))"]
    case .letValue(let name, let value): return ["let \(text(name)) \(text(value))"]
    case .set(let setting, let value, let valueText):
      let words = setting.map { text($0) }.joined(separator: " ")
      // Spaces after commas mean nothing.
      return ["set \(words) = \(value.map { text($0) } ?? "text \(quoted(valueText.withSpacedCommas))")"]
    case .show(let subject, let about):
      return ["show\(subject.map { " \(text($0))" } ?? "")\(about.map { " about \(quoted($0))" } ?? "")"]
    case .check(let kind): return ["check"] + lines(kind).map { "  \($0)" }
    case .describe(let names): return ["describe \(names.map { text($0) }.joined(separator: " "))"]
    case .help(let topic): return ["help \(quoted(topic))"]
    case .learn(let name): return ["learn\(name.map { " \(text($0))" } ?? "")"]
    case .terms(let column, let clauses): return ["terms \(text(column))"] + self.clauses(clauses)
    case .quotes(let column, let clauses): return ["quotes \(text(column))"] + self.clauses(clauses)
    case .print(let values): return ["print"] + values.map { "  \(text($0))" }
    case .run(let path, _): return ["run \(quoted(path))"]
    case .save(let path, _): return ["save \(quoted(path))"]
    case .edit: return ["edit"]
    case .history: return ["history"]
    case .last: return ["last"]
    case .quit: return ["quit"]
    case .unreadable: return ["unreadable"]
    }
  }

  static func text(_ verb: Verb) -> String {
    switch verb {
    case .ask: "ask"
    case .explain: "explain"
    case .plot: "plot"
    case .rows: "rows"
    case .why: "why"
    case .check: "check"
    case .sql(let dialect): "sql\(dialect.map { " for \(text($0))" } ?? "")"
    }
  }

  // MARK: Definitions

  static func lines(_ definition: KPIDefinition) -> [String] {
    var lines = ["kpi \(text(definition.name))\(definition.title.map { " \(quoted($0))" } ?? "")"]
    for clause in definition.clauses {
      switch clause.kind {
      case .from(let table): lines.append("  from \(text(table))")
      case .span(let start, let end): lines.append("  span \(text(start)) \(text(end))")
      case .when(let moment): lines.append("  when \(text(moment))")
      case .keep(let condition): lines.append("  keep \(text(condition))")
      case .mature(let condition): lines.append("  mature \(text(condition))")
      case .letValue(let name, let value): lines.append("  let \(text(name)) \(text(value))")
      case .per(let keys): lines.append("  per \(keys.map { text($0) }.joined(separator: ", "))")
      case .age(let unit, let since): lines.append("  age \(unit.rawValue) since \(text(since))")
      }
    }
    lines.append("  is \(text(definition.formula))")
    for metadata in ordered(definition.metadata) {
      switch metadata.kind {
      case .unit(let unit): lines.append("  unit \(quoted(unit))")
      case .better(let up): lines.append("  better \(up ? "up" : "down")")
      case .needs(let count): lines.append("  needs \(count)")
      case .bands(let names, let limits, let operators):
        let bands = names.map { text($0) } + operators.map(\.rawValue) + limits.map { text($0) }
        lines.append("  bands \(bands.joined(separator: " "))")
      case .aka(let names): lines.append("  aka \(names.map { quoted($0) }.joined(separator: " "))")
      case .parameters(let values): lines += values.map { "  params \(text($0))" }
      case .note(let note): lines.append("  note \(quoted(note))")
      case .trap(let trap): lines.append("  trap \(quoted(trap))")
      case .next(let names): lines.append("  next \(names.map { text($0) }.joined(separator: " "))")
      }
    }
    return lines
  }

  /// Unit, direction and need before the rest: their order among the others says nothing.
  private static func ordered(_ metadata: [Metadata]) -> [Metadata] {
    func isShort(_ metadata: Metadata) -> Bool {
      switch metadata.kind {
      case .unit, .better, .needs: true
      default: false
      }
    }
    return metadata.filter(isShort) + metadata.filter { !isShort($0) }
  }

  // MARK: Clauses

  static func clauses(_ clauses: [Clause]) -> [String] { clauses.map { "  \(text($0))" } }

  static func text(_ clause: Clause) -> String {
    switch clause.kind {
    case .filter(let condition): "where \(text(condition))"
    case .narrow(let condition): "and \(text(condition))"
    case .by(let dimensions): "by \(dimensions.map { text($0) }.joined(separator: ", "))"
    case .during(let period): "during \(text(period))"
    case .since(let period): "since \(text(period))"
    case .until(let period): "until \(text(period))"
    case .rolling(let count, let unit): "rolling \(count) \(unit.rawValue)"
    case .versus(let comparisons): "vs \(comparisons.map { text($0) }.joined(separator: ", "))"
    case .cumulative: "cumulative"
    case .with(let extras): "with \(extras.map(\.rawValue).joined(separator: ", "))"
    case .sort(let keys):
      "sort \(keys.map { text($0) }.joined(separator: ", "))"
    case .top(let count): "top \(count)"
    case .bottom(let count): "bottom \(count)"
    case .limit(let count): "limit \(count)"
    case .pivot(let dimension): "pivot \(text(dimension))"
    case .from(let table): "from \(text(table))"
    case .into(let path): "into \(quoted(path))"
    case .without(let clause): "without \(clause.rawValue)"
    }
  }

  static func text(_ key: SortKey) -> String {
    guard let isDescending = key.isDescending else { return text(key.key) }
    return text(key.key) + (isDescending ? " desc" : " asc")
  }

  static func text(_ dimension: Dimension) -> String {
    let kind =
      switch dimension.kind {
      case .grain(let grain, _): "grain \(grain.rawValue)"
      case .cycle(let cycle, _): "cycle \(cycle.rawValue)"
      case .cohort(let grain): "cohort \(grain.rawValue)"
      case .age: "age"
      case .expression(let expression): text(expression)
      }
    return kind + (dimension.alias.map { " as \(text($0))" } ?? "")
  }

  static func text(_ comparison: Comparison) -> String {
    switch comparison {
    case .previous: "previous"
    case .lastYear: "last year"
    case .period(let period): text(period)
    case .rest: "rest"
    case .filter(let condition, _): "where \(text(condition))"
    }
  }

  static func text(_ period: PeriodExpression) -> String {
    switch period {
    case .literal(let literal, _): literal.spelling
    case .range(let first, let last, _): "\(first.spelling)..\(last.spelling)"
    case .last(let count, let unit, _): "last \(count.map { "\($0) " } ?? "")\(unit.rawValue)"
    case .this(let unit, _): "this \(unit.rawValue)"
    case .previous(let unit, _): "previous \(unit.rawValue)"
    case .toDate(let unit, _): "\(unit.rawValue) to date"
    case .today: "today"
    case .yesterday: "yesterday"
    case .parameter(let name): "$\(name.text)"
    }
  }

  // MARK: Expressions

  static func text(_ item: Item) -> String {
    text(item.expression) + (item.alias.map { " as \(text($0))" } ?? "")
  }

  static func text(_ value: NamedValue) -> String { "\(text(value.name)) = \(text(value.value))" }

  static func text(_ name: Name) -> String {
    name.text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 >= 0x80 }
      ? name.text : "`\(name.text)`"
  }

  static func text(_ literal: Literal) -> String {
    switch literal {
    case .none: "none"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value, let isYear): isYear ? "\(value)?year" : "\(value)"
    case .real(let value): "\(value)"
    case .percent(let value): "\(value)%"
    case .text(let text): quoted(text)
    case .duration(let duration): "\(duration.count):\(duration.unit.rawValue)"
    case .period(let period): period.spelling
    case .pattern(let pattern): "/\(pattern)/"
    }
  }

  static func text(_ expression: Expression) -> String {
    switch expression {
    case .literal(let literal, _): text(literal)
    case .name(let name): text(name)
    case .member(let table, let column): "(. \(text(table)) \(text(column)))"
    case .parameter(let name): "$\(name.text)"
    case .unary(let operation, let operand, _): "(\(operation.rawValue) \(text(operand)))"
    case .binary(let operation, let left, let right, _):
      "(\(operation.rawValue) \(text(left)) \(text(right)))"
    case .test(let operand, let test, let negated, _):
      "(is\(negated ? " not" : "") \(test.rawValue) \(text(operand)))"
    case .oneOf(let operand, let values, let negated, _):
      "(\(negated ? "not " : "")in \(text(operand)) {\(values.map { text($0) }.joined(separator: " "))})"
    case .within(let operand, let lower, let upper, let negated, _):
      "(\(negated ? "not " : "")within \(text(operand)) \(text(lower)) \(text(upper)))"
    case .memberOf(let operand, let window, let negated, _):
      "(\(negated ? "not " : "")in \(text(operand)) \(text(window)))"
    case .call(let call): text(call)
    case .calendarPart(.period(let grain), let operand, _): "(\(grain.rawValue) of \(text(operand)))"
    case .calendarPart(.cycle(let cycle), let operand, _): "(\(cycle.rawValue) of \(text(operand)))"
    case .cohort(let grain, _): "(cohort \(grain.rawValue))"
    case .at(let value, let instant, _): "(@ \(text(value)) \(text(instant)))"
    case .running(let operand, _): "(running \(text(operand)))"
    case .restricted(let inside, let clauses, _):
      "(restricted \(text(inside))\(clauses.map { " [\(text($0))]" }.joined()))"
    case .parenthesised(let inside, _): text(inside)
    case .unreadable: "?"
    }
  }

  static func text(_ call: Call) -> String {
    var parts = [text(call.name) + "()"]
    for argument in call.arguments {
      var part = text(argument.value)
      if let label = argument.label { part = "\(text(label)) = \(part)" }
      if let weight = argument.weight { part += " : \(text(weight))" }
      parts.append(part)
    }
    if !call.keys.isEmpty { parts.append("by \(call.keys.map { text($0) }.joined(separator: " "))") }
    if let given = call.given { parts.append("given \(text(given))") }
    return "(\(parts.joined(separator: " ")))"
  }
}
