import Diagnostics
import Functions
import Syntax

// A score of a key is weighed from what is known of it, and what the loaded tables cannot tell is not known: in
// `coalesce` and `weigh` beside a key, a part whose column or table is missing is left out rather than refused.

extension RowScope {
  /// Whether parts of `coalesce` and `weigh` may be left out here.
  var mayLackParts: Bool { isDefinition && keys != nil }
}

extension Binder {
  /// Binds an argument of a function; unknown where it may be left out and has to be.
  func bindPart(_ part: Syntax.Expression, of function: String, _ scope: RowScope) -> Typed {
    guard scope.mayLackParts, function == "coalesce" || function == "weigh" || function == "coverage" else {
      return bindRow(part, scope)
    }
    let before = diagnostics.count
    let bound = bindRow(part, scope)
    let found = diagnostics[before...]
    let lacking: Set<DiagnosticCode> = [.unknownName, .noTable, .missingRole]
    guard let reason = found.first(where: { $0.severity == .error }),
      found.allSatisfy({ $0.severity != .error || lacking.contains($0.code) })
    else { return bound }
    diagnostics.removeSubrange(before...)
    missingPart = reason.message
    return .broken
  }
}

extension Syntax.Expression {
  /// The names in an expression without those that a `coalesce` or a `weigh` may do without.
  var namesThatMustBe: [Name] {
    var optional: [Name] = []
    walk { part in
      if case .call(let call) = part, ["coalesce", "weigh", "coverage"].contains(call.name.text.lowercased())
      {
        optional += call.arguments.flatMap(\.value.names)
        return false
      }
      return true
    }
    return names.filter { !optional.contains($0) }
  }
}
