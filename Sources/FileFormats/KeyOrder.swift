import CScan
import Synchronization

/// Whether the keys of a column stand in order, watched while other columns are read.
final class KeyOrder: @unchecked Sendable {
  /// Shape `[stretch]`.
  private let runs: SharedArray<KeyRun>
  private let isBroken = Atomic<Bool>(false)

  init(stretchCount: Int) { runs = SharedArray(repeating: KeyRun(), count: stretchCount) }

  /// Goes on with a stretch: its next cells.
  func watch(_ stretch: Int, _ bytes: UnsafePointer<UInt8>, _ cells: UnsafeBufferPointer<scan_cell>) {
    guard !isBroken.load(ordering: .relaxed) else { return }
    var run = runs[stretch]
    if run.goOn(bytes, cells) {
      runs[stretch] = run
    } else {
      isBroken.store(true, ordering: .relaxed)
    }
  }

  /// A file has no such column.
  func giveUp() { isBroken.store(true, ordering: .relaxed) }

  /// Whether every key comes after the one before it, or every one before: none repeats then.
  func holds(_ stretches: [Stretch]) -> Bool {
    if isBroken.load(ordering: .relaxed) { return false }
    var order: Int32 = 0
    var last: [UInt8]?
    for (index, stretch) in stretches.enumerated() where stretch.rows > 0 {
      let run = runs[index]
      var steps = [run.order]
      if let last { steps.append(scan_keys_order(last, last.count, run.first, run.first.count)) }
      for (position, step) in steps.enumerated() {
        // A stretch of one row has no order of its own.
        if step == 0, position == 0, stretch.rows == 1 { continue }
        if step == 0 || (order != 0 && step != order) { return false }
        order = step
      }
      last = run.last
    }
    return true
  }
}

/// How the keys of one stretch follow each other, and the keys at its ends.
private struct KeyRun {
  /// 1 up, -1 down, 0 before the second key.
  var order: Int32 = 0
  var first: [UInt8] = []
  var last: [UInt8] = []

  /// - Returns: False where the keys are in no order.
  mutating func goOn(_ bytes: UnsafePointer<UInt8>, _ cells: UnsafeBufferPointer<scan_cell>) -> Bool {
    func key(_ cell: scan_cell) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(start: bytes + Int(cell.start), count: Int(cell.length & SCAN_LENGTH))
    }
    func step(_ first: UnsafeBufferPointer<UInt8>, _ cell: scan_cell) -> Int32 {
      let second = key(cell)
      if cell.length & UInt32(SCAN_DOUBLED) != 0 || second.isEmpty { return 0 }
      return scan_keys_order(first.baseAddress, first.count, second.baseAddress, second.count)
    }
    guard let start = cells.first else { return true }
    if last.isEmpty {
      // Compared with nothing, the first key only has to be simply its bytes.
      if step(UnsafeBufferPointer(start: nil, count: 0), start) != 1 { return false }
      first = Array(key(start))
    } else {
      let next = last.withUnsafeBufferPointer { step($0, start) }
      if order == 0 { order = next }
      if next == 0 || next != order { return false }
    }
    if !scan_keys_run(bytes, cells.baseAddress, cells.count, &order) { return false }
    if let end = cells.last { last = Array(key(end)) }
    return true
  }
}
