import Glibc

/// Runs another program on the terminal, as a shell would, and waits for it.
///
/// - Parameter input: What it reads on its standard input; nil for the terminal.
/// - Returns: nil, or why it could not run.
func runProgram(_ command: String, arguments: [String], input: String?) -> String? {
  Signals.waiting {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let pipe = input == nil ? nil : makePipe()
    if let pipe { posix_spawn_file_actions_adddup2(&actions, pipe.output, 0) }

    // The program gets the signals as the shell would give them to it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGTSTP] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    let words = ["sh", "-c", arguments.isEmpty ? command : "\(command) \"$@\"", "sh"] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    let failure = posix_spawn(&process, "/bin/sh", &actions, &attributes, &pointers, environ)
    if let pipe { close(pipe.output) }
    guard failure == 0 else {
      if let pipe { close(pipe.input) }
      return systemMessage(failure)
    }
    if let pipe, var input {
      // A pager that is left before the end closes the pipe; that is no failure.
      _ = input.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: pipe.input) }
      close(pipe.input)
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let exitCode = (status >> 8) & 0xFF
    return status & 0x7F == 0 && exitCode == 127 ? "it was not found" : nil
  }
}
