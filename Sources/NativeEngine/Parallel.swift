import Columns
import Dispatch
import Synchronization

/// Rows that are computed together: few enough that what lies in between stays in the second-level cache.
let blockSize = 16_384

/// Calls `body` once for each block of rows, on as many threads as the work has.
///
/// `worker` is below `workers`, and no two calls with the same worker run at once. Blocks come in no order: what the
/// caller collects must not depend on it.
func forEachBlock(
  _ count: Int, workers: Int, work: Work, size: Int = blockSize,
  _ body: (_ worker: Int, _ rows: Range<Int>) throws -> Void
) throws {
  let blocks = (count + size - 1) / size
  guard blocks > 0 else { return try work.checkpoint() }
  if workers <= 1 || blocks == 1 {
    for block in 0..<blocks {
      try work.checkpoint()
      try body(0, block * size..<min(count, (block + 1) * size))
    }
    return
  }
  let next = Atomic<Int>(0)
  let failure = Mutex<(block: Int, error: any Error)?>(nil)
  withoutActuallyEscaping(body) { body in
    // Each worker is one thread; what the body shares is the caller's to keep apart by worker or block.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: min(workers, blocks)) { worker in
      while true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if block >= blocks { return }
        do {
          try work.checkpoint()
          try body(worker, block * size..<min(count, (block + 1) * size))
        } catch {
          // The first block in order decides, so that the message does not depend on the threads.
          failure.withLock { if block < $0?.block ?? .max { $0 = (block, error) } }
          next.store(blocks, ordering: .relaxed)
          return
        }
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}
