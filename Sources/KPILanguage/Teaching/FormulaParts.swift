import Diagnostics
import Functions
import Semantics
import Syntax

/// A part of a formula that has a value of its own: an aggregate, or a KPI that the formula uses.
struct FormulaPart {
  let expression: Syntax.Expression
  /// The aggregate that the part is; nil for a KPI.
  let aggregate: (function: AggregateFunction, call: Call)?
  /// The KPI that the part is or uses; nil for an aggregate.
  let kpiName: String?
}

extension Syntax.Expression {
  /// The outermost aggregates and KPIs of a formula, in the order in which they stand.
  ///
  /// - Parameter values: Names that are no KPIs but plain values: parameters and `let`s.
  func formulaParts(values: Set<String> = []) -> [FormulaPart] {
    var parts: [FormulaPart] = []
    collectParts(values, into: &parts)
    return parts
  }

  private func collectParts(_ values: Set<String>, into parts: inout [FormulaPart]) {
    switch self {
    case .call(let call):
      if let aggregate = AggregateFunction(written: call),
        !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
      {
        parts.append(FormulaPart(expression: self, aggregate: (aggregate, call), kpiName: nil))
      } else if ["prev", "total"].contains(call.name.text.lowercased()), let inner = call.arguments.first {
        parts.append(
          FormulaPart(
            expression: self, aggregate: nil, kpiName: inner.value.formulaParts(values: values).first?.kpiName
          ))
      } else if Function.named(call.name.text) == nil {
        parts.append(FormulaPart(expression: self, aggregate: nil, kpiName: call.name.text))
      } else {
        for argument in call.arguments { argument.value.collectParts(values, into: &parts) }
      }
    case .name(let name) where values.contains(name.text): break
    case .name(let name): parts.append(FormulaPart(expression: self, aggregate: nil, kpiName: name.text))
    case .restricted(let inner, _, _):
      parts.append(
        FormulaPart(
          expression: self, aggregate: nil, kpiName: inner.formulaParts(values: values).first?.kpiName))
    default: for child in children { child.collectParts(values, into: &parts) }
    }
  }
}

extension KPIDefinition {
  /// The outermost aggregates of the formula, and the KPIs that it uses beside them.
  var formulaParts: [FormulaPart] { formula.formulaParts(values: plainNames) }

  /// The names of parameters and `let`s.
  var plainNames: Set<String> {
    Set(parameters.map(\.name.text)).union(
      clauses.compactMap { clause in
        if case .letValue(let name, _) = clause.kind { name.text } else { nil }
      })
  }

  /// The KPIs that the formula is made of, each once, in order.
  var partNames: [String] {
    var found: [String] = []
    for part in formulaParts { if let name = part.kpiName, !found.contains(name) { found.append(name) } }
    return found
  }

  /// Names that stand where a key's own value is meant, rather than a column of its rows: KPIs for each key.
  var namesOfKeyValues: [String] {
    guard keyNames != nil else { return [] }
    var found: [String] = []
    func visit(_ expression: Syntax.Expression, isInside: Bool) {
      switch expression {
      case .name(let name) where !plainNames.contains(name.text) && !found.contains(name.text):
        found.append(name.text)
      case .call(let call):
        if let aggregate = AggregateFunction(written: call),
          !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
        {
          guard !isInside else { return }
          for child in expression.children { visit(child, isInside: true) }
        } else if call.name.text.lowercased() != "total" {
          for child in expression.children { visit(child, isInside: isInside) }
        }
      case .at: break
      default: for child in expression.children { visit(child, isInside: isInside) }
      }
    }
    var isKeyed = false
    for clause in clauses {
      switch clause.kind {
      case .per: isKeyed = true
      case .letValue(_, let value) where isKeyed: visit(value, isInside: true)
      case .keep(let value) where isKeyed: visit(value, isInside: true)
      default: break
      }
    }
    visit(formula, isInside: false)
    return found.filter { !["now", "start", "end", "age", "age_start", "active"].contains($0) }
  }
}
