import Synchronization

/// What was computed from columns and may be asked for again, such as the order of their keys, within a budget of bytes.
///
/// Nothing here keeps a column alive: what was made from it goes when the column has gone.
package final class Kept: Sendable {
  /// What an entry was made from, and which of the things that can be made from it.
  package struct Key: Hashable {
    let purpose: String
    let sources: [ObjectIdentifier]
  }

  /// What goes first when the budget is used up: copies are made again faster than the order they follow.
  package enum Rank: Int, Comparable, Sendable {
    case copy, index
    package static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  private struct Source {
    weak var object: AnyObject?
  }

  private struct Entry {
    let sources: [Source]
    let value: any Sendable
    let bytes: Int
    let rank: Rank
    var lastUse: Int
    /// An address may be given to another object only after the old one has gone, which is seen here.
    var isAlive: Bool { sources.allSatisfy { $0.object != nil } }
  }

  // Weak references may be read on any thread, and the lock orders all other access.
  private struct State: @unchecked Sendable {
    var entries: [Key: Entry] = [:]
    var bytes = 0
    var uses = 0
  }

  /// Bytes that everything kept may take together.
  package let budget: Int
  private let state = Mutex(State())

  package init(budget: Int) { self.budget = budget }

  /// What was kept for some objects under a purpose.
  package func value<Value: Sendable>(_ purpose: String, of sources: [AnyObject], as: Value.Type) -> Value? {
    let key = Key(purpose: purpose, sources: sources.map(ObjectIdentifier.init))
    return state.withLock { state in
      guard let entry = state.entries[key], entry.isAlive else { return nil }
      state.uses += 1
      state.entries[key]?.lastUse = state.uses
      return entry.value as? Value
    }
  }

  /// Keeps a value for as long as the objects live and the budget allows.
  package func keep(
    _ value: some Sendable, _ purpose: String, of sources: [AnyObject], bytes: Int, rank: Rank
  ) {
    guard bytes <= budget else { return }
    let key = Key(purpose: purpose, sources: sources.map(ObjectIdentifier.init))
    let owners = sources.map { Source(object: $0) }
    state.withLock { state in
      for (other, entry) in state.entries where !entry.isAlive || other == key {
        state.entries[other] = nil
        state.bytes -= entry.bytes
      }
      while state.bytes + bytes > budget {
        let oldest = state.entries.min {
          ($0.value.rank, $0.value.lastUse) < ($1.value.rank, $1.value.lastUse)
        }
        guard let oldest else { break }
        state.entries[oldest.key] = nil
        state.bytes -= oldest.value.bytes
      }
      state.uses += 1
      state.entries[key] = Entry(
        sources: owners, value: value, bytes: bytes, rank: rank, lastUse: state.uses)
      state.bytes += bytes
    }
  }
}
