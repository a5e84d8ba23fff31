import CScan
import Columns
import Glibc
import Synchronization

/// What one thread has found in one column: the different values so far.
final class ThreadColumn {
  var texts = scan_texts()
  var integers = scan_integers()
  var isPlain = false
  var tally = scan_tally()
  /// The ends of the values that have no codes.
  var lowest = Int64.max
  var highest = Int64.min

  init(isText: Bool) throws {
    guard isText ? scan_texts_create(&texts) : scan_integers_create(&integers) else {
      throw MemoryMeter.error(limit: 0)
    }
  }

  deinit {
    scan_texts_destroy(&texts)
    scan_integers_destroy(&integers)
  }

  /// Takes over the values of another thread, which found them first.
  func begin(as other: ThreadColumn) -> Bool {
    var code: UInt32 = 0
    for index in 1..<max(other.texts.count, 1) {
      let entry = other.texts.entries[index]
      guard let bytes = other.texts.bytes,
        scan_texts_enter(&texts, bytes + Int(entry.offset), Int(entry.length), entry.first, &code)
      else { return false }
    }
    for index in 1..<max(other.integers.count, 1) {
      let integers = other.integers
      guard scan_integers_enter(&self.integers, integers.values[index], integers.firsts[index], &code) else {
        return false
      }
    }
    return true
  }

  var memory: Int { scan_texts_memory(&texts) + scan_integers_memory(&integers) }
}

/// The rows of one stretch in one column.
struct Piecewise: BitwiseCopyable, @unchecked Sendable {
  /// Codes of the thread that read them; nil where the file has no such column, or where the values are in place.
  var memory: UnsafeMutableRawPointer?
  /// Bytes a code: 1, 2 or 4.
  var width: Int32 = 0
  var thread: Int32 = 0
  /// The values stand in the column's `PlainValues` already.
  var isInPlace = false
  /// The codes stand in the column's `NarrowCodes`.
  var isNarrow = false
}

/// The values of a column that has too many different ones for codes: made when the first thread finds out, and filled
/// by all threads, each its own rows.
final class PlainValues: @unchecked Sendable {
  private let memory = Mutex<UnsafeMutablePointer<Int64>?>(nil)
  private let rowCount: Int
  private let isMade = Atomic<Bool>(false)

  init(rowCount: Int) { self.rowCount = rowCount }

  deinit { memory.withLock { $0?.deallocate() } }

  /// Whether some thread has found out: from then on no thread looks for codes.
  var isNeeded: Bool { isMade.load(ordering: .relaxed) }

  /// Room for all rows.
  func values(_ meter: MemoryMeter) throws -> UnsafeMutablePointer<Int64> {
    try memory.withLock { known in
      if let known { return UncheckedValues(known) }
      try meter.add(rowCount * 8)
      guard let room = malloc(max(rowCount, 1) * 8) else { throw MemoryMeter.error(limit: meter.limit) }
      scan_advise(room, rowCount * 8)
      let fresh = room.bindMemory(to: Int64.self, capacity: max(rowCount, 1))
      known = fresh
      isMade.store(true, ordering: .relaxed)
      return UncheckedValues(fresh)
    }.start
  }

  /// The memory, which is whose who asks from now on.
  func take() -> UnsafeMutablePointer<Int64>? {
    memory.withLock { known in
      defer { known = nil }
      return UncheckedValues(known)
    }.start
  }

  private struct UncheckedValues<Pointer>: @unchecked Sendable {
    let start: Pointer
    init(_ start: Pointer) { self.start = start }
  }
}

/// Codes of one byte for all rows of a column, written to where they stay as long as each thread knows few values.
final class NarrowCodes: @unchecked Sendable {
  private let memory = Mutex<UInt>(0)
  private let rowCount: Int

  init(rowCount: Int) { self.rowCount = rowCount }

  deinit { UnsafeMutableRawPointer(bitPattern: memory.withLock { $0 })?.deallocate() }

  /// Room for all rows.
  func codes(_ meter: MemoryMeter) throws -> UnsafeMutablePointer<UInt8> {
    let address = try memory.withLock { known in
      if known != 0 { return known }
      try meter.add(rowCount)
      guard let room = malloc(max(rowCount, 1)) else { throw MemoryMeter.error(limit: meter.limit) }
      scan_advise(room, rowCount)
      known = UInt(bitPattern: room)
      return known
    }
    guard let room = UnsafeMutableRawPointer(bitPattern: address) else {
      throw MemoryMeter.error(limit: meter.limit)
    }
    return room.assumingMemoryBound(to: UInt8.self)
  }

  /// The memory, which is whose who asks from now on.
  func take() -> UnsafeMutablePointer<UInt8>? {
    let address = memory.withLock { known in
      defer { known = 0 }
      return known
    }
    return UnsafeMutableRawPointer(bitPattern: address)?.assumingMemoryBound(to: UInt8.self)
  }

  /// Gives memory back that codes of more bytes have taken the place of.
  func giveBack(_ meter: MemoryMeter) {
    guard let room = take() else { return }
    free(room)
    meter.remove(rowCount)
  }
}

/// The buffers of one thread, grown as needed.
final class ThreadState: @unchecked Sendable {
  let buffer = ReadBuffer()
  var columns: [ThreadColumn] = []
  var cells = Scratch<scan_cell>()
  var codes = Scratch<UInt32>()
  var values = Scratch<Int64>()
  let arena = Arena()
  var countedMemory = 0
}

/// Memory for the codes and values of many stretches, given back all at once.
final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []
  private var next: UnsafeMutableRawPointer?
  private var room = 0
  private var blockSize = 64 << 10

  func take(_ bytes: Int) throws -> UnsafeMutableRawPointer {
    let bytes = (bytes + 15) & ~15
    if bytes > room {
      let size = max(blockSize, bytes)
      guard let block = malloc(size) else { throw MemoryMeter.error(limit: 0) }
      scan_advise(block, size)
      blocks.append(block)
      next = block
      room = size
      blockSize = min(blockSize * 2, 8 << 20)
    }
    guard let start = next else { throw MemoryMeter.error(limit: 0) }
    next = start + bytes
    room -= bytes
    return start
  }

  deinit { for block in blocks { free(block) } }
}

final class Scratch<Element: BitwiseCopyable> {
  private var memory: UnsafeMutablePointer<Element>?
  private var capacity = 0

  func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if let memory, count <= capacity { return memory }
    memory?.deallocate()
    capacity = count + count / 4 + 16
    let fresh = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    memory = fresh
    return fresh
  }

  deinit { memory?.deallocate() }
}
