import Glibc
import TestSupport
import Testing

/// The program in a pseudo-terminal, with the screen that a user would see.
final class TestTerminal {
  private let terminal: Int32
  private let process: pid_t
  private(set) var screen: TerminalScreen
  private var undecoded: [UInt8] = []
  private var byteCount = 0
  private(set) var exitCode: Int32?

  /// Starts a shell command in which `kpi` stands for the program.
  init(
    _ command: String = "kpi --no-init -q", columns: Int = 80, rows: Int = 24, folder: String,
    environment: [String] = []
  ) {
    screen = TerminalScreen(columns: columns, rows: rows)
    var ends: (terminal: Int32, program: Int32) = (-1, -1)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    openpty(&ends.terminal, &ends.program, nil, nil, &size)
    terminal = ends.terminal
    _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
    var buffer = [CChar](repeating: 0, count: 256)
    ttyname_r(ends.program, &buffer, buffer.count)
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { close(ends.program) }
    let script =
      "cd \"$FOLDER\"; kpi() { exec \"$KPI\" \"$@\"; }; \(command)"
    process = spawn(
      ["/bin/sh", "-c", script], input: name, output: name, errors: name,
      environment: TestedProgram.cleanEnvironment(folder) + environment, ownsTerminal: true)
  }

  deinit {
    if exitCode == nil {
      kill(process, SIGKILL)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    close(terminal)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }

  /// Sends a signal to the program.
  func signal(_ number: Int32) { kill(process, number) }

  /// Reads what the program writes until the screen is as wanted, ten seconds at most.
  ///
  /// - Returns: Whether it became so.
  @discardableResult func wait(until isWanted: (String) -> Bool) -> Bool {
    for _ in 0..<200 {
      if isWanted(screen.text) { return true }
      readSome(milliseconds: 50)
    }
    return isWanted(screen.text)
  }

  /// Waits until the screen ends with a text, and complains when it does not.
  func expect(_ end: String, sourceLocation: SourceLocation = #_sourceLocation) {
    if !wait(until: { $0.hasSuffix(end) }) {
      expectText(screen.text, end, sourceLocation: sourceLocation)
    }
  }

  /// Waits until the program ends, ten seconds at most; nil when it does not.
  func waitForEnd() -> Int32? {
    for _ in 0..<200 where exitCode == nil {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process {
        exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      } else {
        readSome(milliseconds: 50)
      }
    }
    readSome(milliseconds: 0)
    return exitCode
  }

  /// Gives the terminal another size, of which the program learns by a signal.
  func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    screen.resize(columns: columns)
  }

  /// Types keys as recorded sessions write them: letters, and names in angle brackets such as `<Tab>` or `<C-c>`.
  func press(_ keys: String) {
    var rest = Substring(keys)
    while let character = rest.first {
      if character == "<", let end = rest.firstIndex(of: ">"),
        let key = Self.keys[String(rest[rest.index(after: rest.startIndex)..<end])]
      {
        rest = rest[rest.index(after: end)...]
        if key == "\u{3}" {
          interrupt()
        } else {
          type(key)
          // What a statement reads from the terminal's line editing is not what its prompt reads.
          if key == "\r" { settle() }
        }
      } else {
        type(String(character))
        rest.removeFirst()
      }
    }
    settle()
  }

  /// Presses Ctrl-C: the terminal drops what was typed ahead of it and not read yet.
  private func interrupt() {
    settle()
    let before = screen.text.ranges(of: "^C").count
    type("\u{3}")
    // Tab may be waiting for a count, which ends first; the search shows no sign of the key.
    for _ in 0..<50 where screen.text.ranges(of: "^C").count == before && exitCode == nil {
      readSome(milliseconds: 20)
    }
    settle()
  }

  private static let keys = [
    "Tab": "\t", "Enter": "\r", "Alt-Enter": "\u{1B}\r", "Up": "\u{1B}[A", "Down": "\u{1B}[B",
    "Right": "\u{1B}[C", "Left": "\u{1B}[D", "Home": "\u{1B}[H", "End": "\u{1B}[F", "Back": "\u{7F}",
    "C-a": "\u{1}", "C-c": "\u{3}", "C-d": "\u{4}", "C-e": "\u{5}", "C-l": "\u{C}", "C-r": "\u{12}",
    "C-u": "\u{15}", "C-w": "\u{17}", "C-x": "\u{18}", "C-z": "\u{1A}", "paste": "\u{1B}[200~",
    "pasted": "\u{1B}[201~", "NL": "\n", "acute": "\u{301}", "tilde": "\u{303}", "umlaut": "\u{308}",
    "undo": "\u{1F}", "A-Right": "\u{1B}[1;3C",
  ]

  /// Reads until the program waits for a key and has written everything.
  func settle() {
    var quietReads = 0
    for _ in 0..<1500 where quietReads < 4 && exitCode == nil {
      let before = byteCount
      readSome(milliseconds: 20)
      quietReads = byteCount == before && isWaitingForKey ? quietReads + 1 : 0
    }
  }

  /// The editor reads single keys, which no other part of the program does, and sleeps.
  private var isWaitingForKey: Bool {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0, settings.c_lflag & tcflag_t(ICANON) == 0 else { return false }
    // The state of the main thread stands after the name in brackets.
    let status = readFile("/proc/\(process)/stat")
    guard let end = status.lastIndex(of: ")") else { return true }
    return status[end...].dropFirst(2).first == "S"
  }

  private func readSome(milliseconds: Int32) {
    var request = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return }
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = read(terminal, &block, block.count)
    guard count > 0 else {
      usleep(useconds_t(milliseconds) * 1000)
      return
    }
    byteCount += count
    undecoded += block[..<count]
    // A sequence or a character may be cut at the end of a block: keep what follows the last whole line end.
    let text = String(decoding: undecoded, as: UTF8.self)
    if text.hasSuffix("\u{FFFD}") || text.suffix(12).contains("\u{1B}") && !text.endsWithWholeSequence {
      return
    }
    undecoded = []
    screen.write(text)
  }
}

extension String {
  /// Whether the last escape sequence in the text has its final letter.
  fileprivate var endsWithWholeSequence: Bool {
    guard let escape = unicodeScalars.lastIndex(of: "\u{1B}") else { return true }
    let tail = unicodeScalars[escape...].dropFirst()
    return tail.dropFirst().contains { (0x40...0x7E).contains($0.value) }
  }
}
