package import Synchronization

/// A piece of work that may use several threads and may be stopped: the only thing long loops share with the outside.
package final class Work: Sendable {
  package let threads: Int
  /// Bytes that columns and intermediate results may take.
  package let memoryLimit: Int
  private let stopFlag = Atomic<Bool>(false)
  /// For the progress line: units done and in all; the unit is the worker's (bytes or rows).
  package let done = Atomic<Int>(0)
  package let total = Atomic<Int>(0)
  /// What later work may want again: at most a quarter of the memory.
  package let kept: Kept
  /// The work that this is a part of, and that stops it.
  private let whole: Work?

  /// Rows of a table from which on it is worth an order by its keys.
  package let fewestRowsOrdered: Int

  package init(threads: Int, memoryLimit: Int = .max, fewestRowsOrdered: Int = 1 << 16) {
    self.threads = max(threads, 1)
    self.memoryLimit = memoryLimit
    self.fewestRowsOrdered = fewestRowsOrdered
    kept = Kept(budget: memoryLimit / 4)
    whole = nil
  }

  /// A part of some work for one thread, which is stopped with it.
  package init(partOf whole: Work) {
    threads = 1
    memoryLimit = whole.memoryLimit
    fewestRowsOrdered = whole.fewestRowsOrdered
    kept = whole.kept
    self.whole = whole
  }

  /// Asks the work to end soon; safe to call from a signal handler's thread.
  package func stop() { stopFlag.store(true, ordering: .relaxed) }
  package func restart() { stopFlag.store(false, ordering: .relaxed) }
  package var isStopped: Bool { stopFlag.load(ordering: .relaxed) || whole?.isStopped ?? false }

  /// Throws `Interrupted` once `stop` was called; poll it at least every 64 K rows or 256 KB.
  package func checkpoint() throws {
    if isStopped { throw Interrupted() }
  }

  /// The same for a loop over groups or values, which looks at each 16,384th: each may cost a microsecond.
  @inline(__always) package func checkpoint(at position: Int) throws {
    if position & 0x3FFF == 0 { try checkpoint() }
  }

  /// Sorts what may be millions, and looks at each comparison whether somebody waits for the end.
  package func sorted<Element>(
    _ elements: [Element], by isBefore: (Element, Element) -> Bool
  ) throws -> [Element] {
    try elements.sorted { left, right in
      try checkpoint()
      return isBefore(left, right)
    }
  }
}

/// The user pressed Ctrl-C, or a time limit passed.
package struct Interrupted: Error {
  package init() {}
}
