extension Expression {
  /// The expressions directly inside this one, in source order.
  package var children: [Expression] {
    switch self {
    case .literal, .name, .member, .parameter, .cohort, .unreadable: []
    case .unary(_, let operand, _), .test(let operand, _, _, _), .calendarPart(_, let operand, _),
      .running(let operand, _), .parenthesised(let operand, _):
      [operand]
    case .binary(_, let left, let right, _): [left, right]
    case .memberOf(let left, let right, _, _): [left, right]
    case .oneOf(let operand, let members, _, _): [operand] + members
    case .within(let operand, let low, let high, _, _): [operand, low, high]
    case .at(let operand, let instant, _): [operand, instant]
    case .call(let call):
      call.arguments.flatMap { [$0.value] + ($0.weight.map { [$0] } ?? []) } + call.keys
        + (call.given.map { [$0] } ?? [])
    case .restricted(let operand, let clauses, _):
      [operand]
        + clauses.flatMap { clause -> [Expression] in
          if case .filter(let condition) = clause.kind { return [condition] }
          return []
        }
    }
  }

  /// Visits this expression and all inside it, outside first; `visit` says whether to go inside.
  package func walk(_ visit: (Expression) -> Bool) {
    guard visit(self) else { return }
    for child in children { child.walk(visit) }
  }

  /// Every bare name in the expression, in source order.
  package var names: [Name] {
    var names: [Name] = []
    walk {
      if case .name(let name) = $0 { names.append(name) }
      return true
    }
    return names
  }
}
