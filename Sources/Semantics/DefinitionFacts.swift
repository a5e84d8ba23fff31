package import Columns
import Diagnostics
import Functions
import Planning
package import Syntax

extension KPIDefinition {
  /// A definition with rows of its own; without, it is made of other KPIs.
  var hasPipeline: Bool {
    if !clauses.isEmpty { return true }
    var found = false
    formula.walk { expression in
      if case .call(let call) = expression, let aggregate = AggregateFunction(written: call),
        !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
      {
        found = true
      }
      return !found
    }
    return found
  }

  package var unit: Unit? {
    for item in metadata { if case .unit(let name) = item.kind { return Unit(name) } }
    return nil
  }

  package var isBetterUp: Bool? {
    for item in metadata { if case .better(let up) = item.kind { return up } }
    return nil
  }

  package var needs: Int? {
    for item in metadata { if case .needs(let count) = item.kind { return count } }
    return nil
  }

  package var parameters: [NamedValue] {
    metadata.flatMap { item -> [NamedValue] in
      if case .parameters(let values) = item.kind { return values }
      return []
    }
  }

  /// Whether `per` makes keys of the rows.
  var isKeyed: Bool { clauses.contains { if case .per = $0.kind { true } else { false } } }

  /// Where the query's conditions enter (language, 13.4 and 13.1).
  enum Entry { case start, when, keys, end }

  /// Whether keys are judged by their place in the whole base, or by a model of it: conditions and groups choose among
  /// them when that is done.
  var judgesWholeBase: Bool {
    let names = Set(["ntile"] + Forecast.Quantity.allCases.map(\.rawValue))
    return isKeyed
      && expressions.contains { expression in
        var found = false
        expression.walk { part in
          if case .call(let call) = part, names.contains(call.name.text.lowercased()) { found = true }
          return !found
        }
        return found
      }
  }

  var entry: Entry {
    var hasSpan = false
    var isKeyed = false
    var isDated = false
    for clause in clauses {
      switch clause.kind {
      case .span: hasSpan = true
      case .per: isKeyed = true
      case .when, .age: isDated = true
      default: break
      }
    }
    if isDated { return .when }
    if hasSpan, isKeyed { return .keys }
    return judgesWholeBase ? .end : .start
  }

  /// Whether the definition asks for the beginning of the period: a transition.
  var mentionsStart: Bool { mentions("start") }
  /// Whether it asks for the end: a stock, if not a transition.
  var mentionsEnd: Bool { mentions("end") }

  private func mentions(_ edge: String) -> Bool {
    let own = Set(
      clauses.compactMap { clause -> String? in
        if case .letValue(let name, _) = clause.kind { return name.text }
        return nil
      } + parameters.map(\.name.text))
    guard !own.contains(edge) else { return false }
    return expressions.contains { $0.names.contains { $0.text == edge && !$0.isQuoted } }
  }

  /// Whether the formula asks for an earlier period of a KPI.
  package var looksBack: Bool {
    var found = false
    formula.walk { part in
      if case .call(let call) = part, call.keys.isEmpty, call.name.text.lowercased() == "prev" {
        found = true
      }
      return !found
    }
    return found
  }

  /// Every expression of the definition.
  package var expressions: [Syntax.Expression] {
    clauses.flatMap { clause -> [Syntax.Expression] in
      switch clause.kind {
      case .from: []
      case .span(let start, let end): [start, end]
      case .when(let expression), .keep(let expression), .mature(let expression),
        .letValue(_, let expression),
        .age(_, let expression):
        [expression]
      case .per(let items): items.map(\.expression)
      }
    } + [formula]
  }
}

extension Syntax.Expression {
  /// The parts between top-level `and`s.
  var conjuncts: [Syntax.Expression] {
    if case .binary(.and, let left, let right, _) = unwrapped { return left.conjuncts + right.conjuncts }
    return [self]
  }

  /// The name in `ROLE is none` and `ROLE = false`: conditions that hold where the role is missing altogether.
  var testedAbsence: String? {
    switch unwrapped {
    case .test(.name(let name), .none, false, _), .test(.name(let name), .isFalse, false, _): name.text
    case .binary(.equal, .name(let name), let right, _):
      if case .literal(.bool(false), _) = right.unwrapped { name.text } else { nil }
    default: nil
    }
  }
}
