import Columns
import Syntax

extension Binder {
  /// The parameter `tolerance` of the definition being bound, in microseconds: spans of a key with a gap of at most
  /// that between them are one.
  func ownTolerance(_ scope: RowScope) -> Int64? {
    let local = scope.keys?.rowScope.locals["tolerance"] ?? scope.locals["tolerance"]
    guard case .duration(let length)? = local?.constant else { return nil }
    return max(length, 0)
  }

  /// The tolerance of a helper of spells: its own argument after the instants, else that of the definition, else none.
  func tolerance(of call: Call, after instants: Int, _ scope: RowScope) -> Int64? {
    let own = ownTolerance(scope) ?? 0
    guard call.arguments.count > instants else { return own }
    let argument = call.arguments[instants]
    let name = call.name.text
    guard call.arguments.count == instants + 1,
      argument.label.map({ $0.text.lowercased() == "tolerance" }) ?? true
    else {
      let usual = instants == 0 ? "" : "start, end, "
      report(
        .wrongArguments, "`\(name)` takes \(instants == 0 ? "nothing" : "two instants") but a tolerance",
        at: argument.label?.range ?? argument.value.range, help: ["\(name)(\(usual)tolerance = 7d)"])
      return nil
    }
    let value = bindRow(argument.value, scope)
    guard case .duration(let length)? = value.constant, length >= 0 else {
      if !value.isNothing {
        report(
          .wrongArguments, "a tolerance is a length of time, such as 7d", at: argument.value.range)
      }
      return nil
    }
    return length
  }
}
