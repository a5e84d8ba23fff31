import Synchronization

/// What was computed from the values of a column and is kept as long as they are, such as their ends or their days.
package final class ColumnMemory: Sendable {
  private let kept = Mutex<[String: any Sendable]>([:])

  package init() {}

  /// What is kept under a name, made when it is first asked for.
  ///
  /// Two threads may make it at the same time; what the first of them has made stays.
  package func value<Kept: Sendable>(_ name: String, make: () throws -> Kept) rethrows -> Kept {
    if let known = kept.withLock({ $0[name] }) as? Kept { return known }
    let fresh = try make()
    return kept.withLock { kept in
      if let known = kept[name] as? Kept { return known }
      kept[name] = fresh
      return fresh
    }
  }
}
