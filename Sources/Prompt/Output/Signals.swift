import CLibEdit
package import Columns
import Glibc
import Synchronization

/// What the program is doing, which decides what a signal means.
package enum Activity: Int, AtomicRepresentable, Sendable {
  /// Nothing that could be cancelled: Ctrl-C ends the program.
  case idle
  /// A statement: Ctrl-C stops it.
  case running
  /// The prompt's input: signals are for the editor.
  case editing
  /// Another program has the terminal (a pager, a text editor), or the prompt is between two inputs: Ctrl-C is
  /// noted only.
  case waiting
}

/// The signals of the program.
///
/// A handler may do next to nothing, so ours writes the signal's number into a pipe; a thread of its own reads
/// the pipe and acts.
package enum Signals {
  static let activity = Atomic<Activity>(.idle)
  /// The editor's end of a pipe with the numbers of signals that came while editing.
  static let editorInput = Atomic<Int32>(-1)
  private static let handlerOutput = Atomic<Int32>(-1)
  private static let editorOutput = Atomic<Int32>(-1)
  private static let interruptions = Atomic<Int>(0)
  private static let currentWork = Mutex<Work?>(nil)
  private static let promptWork = Mutex<Work?>(nil)
  private static let originalTerminal = Mutex<termios?>(nil)

  /// Takes over the signals; call once, before anything else.
  package static func install() {
    var terminal = termios()
    if tcgetattr(0, &terminal) == 0 { originalTerminal.withLock { $0 = terminal } }
    guard let toWatcher = makePipe(), let toEditor = makePipe() else { return }
    handlerOutput.store(toWatcher.input, ordering: .relaxed)
    editorInput.store(toEditor.output, ordering: .relaxed)
    editorOutput.store(toEditor.input, ordering: .relaxed)
    for descriptor in [toWatcher.input, toEditor.output, toEditor.input] {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
    startThread { watch(toWatcher.output) }
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT] where !isIgnored(number) {
      handle(number)
    }
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow any more is an error like a full disk: a cache that is not written, an answer that is.
    signal(SIGXFSZ, SIG_IGN)
    kpi_restore_terminal_after_crash()
  }

  /// From now on Ctrl-C ends nothing but work: the program has a prompt to go back to.
  static func beginPrompt(_ work: Work) {
    promptWork.withLock { $0 = work }
    activity.store(.waiting, ordering: .sequentiallyConsistent)
  }

  /// Runs a statement's work, which Ctrl-C stops.
  package static func running<Result>(_ work: Work, _ body: () throws -> Result) rethrows -> Result {
    currentWork.withLock { $0 = work }
    interruptions.store(0, ordering: .relaxed)
    let before = activity.exchange(.running, ordering: .sequentiallyConsistent)
    defer {
      activity.store(before, ordering: .sequentiallyConsistent)
      currentWork.withLock { $0 = nil }
    }
    return try body()
  }

  /// Whether Ctrl-C was pressed since the last statement or wait began.
  package static var wasInterrupted: Bool { interruptions.load(ordering: .relaxed) > 0 }

  /// Does something while another program has the terminal.
  static func waiting<Result>(_ body: () -> Result) -> Result {
    interruptions.store(0, ordering: .relaxed)
    let before = activity.exchange(.waiting, ordering: .sequentiallyConsistent)
    defer { activity.store(before, ordering: .sequentiallyConsistent) }
    return body()
  }

  /// Ctrl-Z is the editor's while it edits, because the terminal must be put right first.
  static func catchSuspension(_ isCaught: Bool) {
    guard !isIgnored(SIGTSTP) else { return }
    if isCaught { handle(SIGTSTP) } else { signal(SIGTSTP, SIG_DFL) }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func handle(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      let before = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(Signals.handlerOutput.load(ordering: .relaxed), &byte, 1)
      errno = before
    }
    sigaction(number, &action, nil)
  }

  private static func watch(_ input: Int32) {
    var blocked = sigset_t()
    sigfillset(&blocked)
    pthread_sigmask(SIG_BLOCK, &blocked, nil)
    while true {
      var byte: UInt8 = 0
      let count = read(input, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      if count != 1 { return }
      act(Int32(byte))
    }
  }

  private static func act(_ number: Int32) {
    let activity = activity.load(ordering: .sequentiallyConsistent)
    switch (number, activity) {
    case (SIGINT, .waiting):
      interruptions.add(1, ordering: .relaxed)
    case (SIGQUIT, .waiting):
      break
    case (SIGINT, .running):
      let count = interruptions.add(1, ordering: .relaxed).newValue
      currentWork.withLock { $0?.stop() }
      // Somebody who presses five times wants out, whatever the work says.
      if count >= 5 { end(exitCode: 130) }
    case (SIGINT, .idle):
      end(exitCode: 130)
    case (SIGTERM, _), (SIGHUP, _), (SIGQUIT, _):
      end(signal: number, wasEditing: activity == .editing)
    case (_, .editing):
      // A completion may be counting values.
      if number == SIGINT { promptWork.withLock { $0?.stop() } }
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(editorOutput.load(ordering: .relaxed), &byte, 1)
    case (SIGTSTP, _):
      kill(getpid(), SIGSTOP)
    default:
      break
    }
  }

  private static func end(exitCode: Int32) {
    restoreTerminal(wasEditing: false)
    _exit(exitCode)
  }

  private static func end(signal number: Int32, wasEditing: Bool) {
    restoreTerminal(wasEditing: wasEditing)
    signal(number, SIG_DFL)
    var allowed = sigset_t()
    sigemptyset(&allowed)
    sigaddset(&allowed, number)
    pthread_sigmask(SIG_UNBLOCK, &allowed, nil)
    kill(getpid(), number)
    _exit(128 + number)
  }

  private static func restoreTerminal(wasEditing: Bool) {
    for path in temporaryFiles.withLock({ $0 }) { unlink(path) }
    if wasEditing { try? OutputStream.standardOutput.write("\u{1B}[?2004l\u{1B}[?25h\r\n\u{1B}[J") }
    if var terminal = originalTerminal.withLock({ $0 }), activity.load(ordering: .relaxed) != .waiting {
      tcsetattr(0, TCSANOW, &terminal)
    }
  }
}

/// A pipe that programs started later do not get: what goes into `input` comes out of `output`.
func makePipe() -> (output: Int32, input: Int32)? {
  var ends: [Int32] = [-1, -1]
  guard pipe(&ends) == 0 else { return nil }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

/// Runs a function on a thread of its own that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
  var thread = pthread_t()
  let pointer = Unmanaged.passRetained(Body(body)).toOpaque()
  let failure = pthread_create(
    &thread, nil,
    { pointer in
      if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
      return nil
    }, pointer)
  if failure == 0 { pthread_detach(thread) } else { Unmanaged<Body>.fromOpaque(pointer).release() }
}
