package import Diagnostics
import Functions
import Planning
package import Syntax

extension Binder {
  /// Checks a definition when it is made: everything that needs no table.
  package func check(_ definition: KPIDefinition, range: SourceRange) {
    statementSource = source
    statementRange = range
    checkNames(definition)
    checkAggregates(definition)
    checkMaturity(definition)
    checkLoop(definition)
    checkTable(definition)
    checkColumns(definition)
    checkAveragedKPIs(definition)
    checkUnits(definition)
    checkParts(definition)
  }

  /// Functions and KPIs with parameters must exist; `let`s and parameters must not repeat.
  private func checkNames(_ definition: KPIDefinition) {
    for expression in definition.expressions {
      expression.walk { part in
        guard case .call(let call) = part else { return true }
        let name = call.name.text.lowercased()
        let helpers =
          [
            "next", "prev", "total", "joined", "left", "joined_in", "left_in", "theme", "ntile",
            "business_hours", "month",
            "year", "quarter", "week", "day", "hour", "weekday",
          ] + Forecast.Quantity.allCases.map(\.rawValue)
        if helpers.contains(name) || Function.named(name) != nil || AggregateFunction(written: call) != nil
          || !definitions.candidates(for: call.name.text).isEmpty
        {
          return true
        }
        _ = unknownFunction(call)
        return true
      }
    }
    var names: Set<String> = []
    for clause in definition.clauses {
      if case .letValue(let name, _) = clause.kind, !names.insert(name.text).inserted {
        report(.badDefinition, "`let \(name.text)` stands twice", at: name.range)
      }
    }
    for parameter in definition.parameters where !names.insert(parameter.name.text).inserted {
      report(.badDefinition, "`\(parameter.name.text)` stands twice", at: parameter.name.range)
    }
  }

  /// Aggregates stand in the formula, one inside another only after `per`; a formula needs one, or a KPI.
  private func checkAggregates(_ definition: KPIDefinition) {
    let hasPer = definition.clauses.contains { if case .per = $0.kind { true } else { false } }
    func visit(_ expression: Syntax.Expression, depth: Int, isRow: Bool) {
      var depth = depth
      if case .call(let call) = expression, let aggregate = AggregateFunction(written: call),
        !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
      {
        if isRow && !hasPer {
          report(
            .aggregateMisplaced,
            "the aggregate `\(call.name.text)` needs `per` above it, or belongs into `is`", at: call.range)
          return
        }
        if depth > 0 && !hasPer {
          report(
            .aggregateMisplaced, "an aggregate inside an aggregate needs `per KEY`", at: call.range,
            help: ["`per customer` makes one row of each customer first"])
          return
        }
        depth += 1
      }
      for child in expression.children { visit(child, depth: depth, isRow: isRow) }
    }
    for clause in definition.clauses {
      switch clause.kind {
      case .when(let expression), .keep(let expression), .mature(let expression),
        .letValue(_, let expression):
        visit(expression, depth: 0, isRow: true)
      default: break
      }
    }
    visit(definition.formula, depth: 0, isRow: false)
    if !definition.clauses.isEmpty && !definition.hasAggregate && !hasPer {
      report(
        .badDefinition, "the formula of `\(definition.name.text)` has no aggregate, so it is no single value",
        at: definition.formula.range,
        help: ["such as `share(\(source[definition.formula.range].oneLineText))`"])
    }
  }

  /// `mature` may look at the clock and at what dates the row, never at what the formula asks about.
  private func checkMaturity(_ definition: KPIDefinition) {
    var dates: Set<String> = []
    for clause in definition.clauses {
      if case .when(let expression) = clause.kind { dates.formUnion(expression.names.map(\.text)) }
    }
    var outcomes: Set<String> = []
    definition.formula.walk { part in
      switch part {
      case .test(let operand, _, _, _): outcomes.formUnion(operand.names.map(\.text))
      // What a share is the share of is its outcome, however it is put.
      case .call(let call) where AggregateFunction(written: call) == .share:
        outcomes.formUnion(call.arguments.flatMap(\.value.names).map(\.text))
      default: break
      }
      return true
    }
    for clause in definition.clauses {
      guard case .mature(let condition) = clause.kind else { continue }
      for name in condition.names where outcomes.contains(name.text) && !dates.contains(name.text) {
        report(
          .badDefinition, "`mature` mentions `\(name.text)`, the outcome itself", at: name.range,
          help: [
            "\"old enough or already happened\" inflates the rate; look only at the date that the row begins with"
          ])
      }
    }
  }

  private func checkLoop(_ definition: KPIDefinition) {
    var visited: Set<String> = []
    func uses(_ formula: Syntax.Expression) -> Bool {
      formula.names.contains { name in
        if name.text == definition.name.text { return true }
        guard let kpi = definitions.candidates(for: name.text).first, kpi.name != definition.name.text,
          visited.insert(kpi.name).inserted
        else { return false }
        return !kpi.definition.hasPipeline && uses(kpi.definition.formula)
      }
    }
    if !definition.hasPipeline, uses(definition.formula) {
      report(
        .definitionLoop, "the definition of `\(definition.name.text)` uses itself",
        at: definition.formula.range)
    }
  }
}

extension KPIDefinition {
  /// Whether the formula aggregates rows itself.
  fileprivate var hasAggregate: Bool {
    var found = false
    formula.walk { part in
      if case .call(let call) = part, AggregateFunction(written: call) != nil { found = true }
      return !found
    }
    return found
  }
}

extension String {
  fileprivate var oneLineText: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
