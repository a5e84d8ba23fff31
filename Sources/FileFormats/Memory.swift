import Columns
import Diagnostics
import Synchronization

/// A run of bytes with room behind it for the scan to look ahead.
final class Bytes: @unchecked Sendable {
  let start: UnsafeMutablePointer<UInt8>
  let count: Int

  /// Takes over memory from `malloc` of at least `count + padding` bytes.
  init(adopting memory: UnsafeMutablePointer<UInt8>, count: Int) {
    start = memory
    self.count = count
  }

  deinit { start.deallocate() }

  /// The bytes from a place on; valid while this object lives.
  func rest(_ position: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start + position, count: count - position)
  }
}

/// Counts the bytes that reading has taken, and says when they are too many.
final class MemoryMeter: Sendable {
  private let used: Atomic<Int>
  let limit: Int

  init(limit: Int, used: Int = 0) {
    self.limit = limit
    self.used = Atomic(used)
  }

  func add(_ bytes: Int) throws {
    let total = used.add(bytes, ordering: .relaxed).newValue
    if total > limit { throw MemoryMeter.error(limit: limit) }
  }

  func remove(_ bytes: Int) { used.subtract(bytes, ordering: .relaxed) }

  static func error(limit: Int) -> Diagnostic {
    Diagnostic(
      .outOfMemory, "reading needs more than the \(max(limit >> 20, 1)) MB of memory that it may take",
      help: ["start kpi with a larger --memory, or read fewer columns"])
  }
}
