package import Columns
import Glibc
import Synchronization

/// The line that says how far a long statement is, on standard error, only on a terminal.
///
/// It appears after half a second and is gone before anything else is written.
package final class Progress: Sendable {
  private struct State {
    var work: Work?
    var started = 0.0
    var isShown = false
    var hasThread = false
  }
  private let state = Mutex(State())
  /// Says to the thread that a statement began; nil where no progress is shown.
  private let wake: (output: Int32, input: Int32)?

  package init(isUsed: Bool) {
    wake = isUsed ? makePipe() : nil
  }

  package func start(_ work: Work) {
    guard let wake else { return }
    let needsThread = state.withLock { state in
      state.work = work
      state.started = now()
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if needsThread { startThread { self.watch(wake.output) } }
    var byte: UInt8 = 1
    _ = write(wake.input, &byte, 1)
  }

  package func stop() {
    guard wake != nil else { return }
    hide()
    state.withLock { $0.work = nil }
  }

  /// Makes room for other output.
  package func hide() {
    guard wake != nil else { return }
    state.withLock { state in
      if state.isShown { try? OutputStream.standardError.write("\r\u{1B}[K") }
      state.isShown = false
      state.started = now()
    }
  }

  private func watch(_ wake: Int32) {
    var byte: UInt8 = 0
    while read(wake, &byte, 1) == 1 {
      while state.withLock({ $0.work != nil }) {
        usleep(100_000)
        state.withLock { state in
          guard let work = state.work, now() - state.started > 0.5 else { return }
          let text = progressText(
            done: work.done.load(ordering: .relaxed), total: work.total.load(ordering: .relaxed),
            seconds: now() - state.started,
            width: Environment.width(of: .standardError) ?? 80)
          try? OutputStream.standardError.write("\r\u{1B}[K\(text)")
          state.isShown = true
        }
      }
    }
  }
}

/// Such as `45 % · 12.3 M/s · 3 s left`; only the time that passed where there is no total, or when the rows are read
/// and what follows is not counted.
///
/// - Parameter width: columns of the terminal, which the text stays below: what wraps could not be taken away.
func progressText(done: Int, total: Int, seconds: Double, width: Int = .max) -> String {
  var parts = ["working", "\(Int(seconds)) s", "Ctrl-C stops"]
  if done > 0, done < total, seconds > 0 {
    let rate = Double(done) / seconds
    let left = min((Double(total) - Double(done)) / rate, 1e6)
    parts = [
      "\(Int(Double(done) / Double(total) * 100)) %", "\(shortNumber(rate))/s",
      "\(Int(left.rounded(.up))) s left", "Ctrl-C stops",
    ]
    if parts.joined(separator: " · ").count >= width { parts.remove(at: 1) }
  }
  while parts.count > 1, parts.joined(separator: " · ").count >= width { parts.removeLast() }
  return parts.joined(separator: " · ")
}

private func shortNumber(_ value: Double) -> String {
  for (size, suffix) in [(1e9, " G"), (1e6, " M"), (1e3, " k")] where value >= size {
    return "\(Int(value / size)).\(Int(value / size * 10) % 10)\(suffix)"
  }
  return "\(Int(value))"
}

/// Seconds on a clock that nobody sets.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
