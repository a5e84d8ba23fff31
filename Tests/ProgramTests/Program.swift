import Glibc
import TestSupport

/// The program as the tests run it: the binary beside the test bundle.
enum TestedProgram {
  /// The package's root folder, by this file's place in it.
  static let root = String(#filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })

  /// The folder of build products that the running test bundle is in.
  static let path: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      let bundle = argument.split(separator: "/", omittingEmptySubsequences: false)
      if let index = bundle.firstIndex(where: { $0.hasSuffix(".xctest") }) {
        return bundle[..<index].joined(separator: "/") + "/kpi"
      }
    }
    _ = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return root + "/.build/debug/kpi"
  }()

  struct Outcome {
    var exitCode: Int32
    var output: String
    var errors: String
  }

  /// Runs a shell command in which `kpi` is the program, with no input and a clean environment.
  static func run(_ command: String, input: String = "", environment: [String] = []) -> Outcome {
    withTemporaryFolder { folder in
      let script = """
        kpi() { "$KPI" "$@"; }
        cd "$FOLDER"
        \(command)
        """
      writeFile(folder + "/.input", input)

      let process = spawn(
        ["/bin/sh", "-c", script], input: folder + "/.input", output: folder + "/.output",
        errors: folder + "/.errors",
        environment: cleanEnvironment(folder) + environment)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      return Outcome(
        exitCode: code, output: readFile(folder + "/.output"), errors: readFile(folder + "/.errors"))
    }
  }

  static func cleanEnvironment(_ folder: String) -> [String] {
    [
      "KPI=\(path)", "FOLDER=\(folder)", "ROOT=\(root)", "HOME=\(folder)", "TERM=xterm-256color",
      "SWIFT_BACKTRACE=enable=no",
      "PATH=\(String(cString: getenv("PATH")))",
    ]
  }
}

/// Runs a body with the path of a folder of its own, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) rethrows -> Result {
  var template = Array("/tmp/kpi-program-XXXXXX".utf8CString)
  let folder = template.withUnsafeMutableBufferPointer { buffer in
    mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
  }
  defer {
    var status: Int32 = 0
    let process = spawn(
      ["/bin/rm", "-rf", folder], input: "/dev/null", output: nil, errors: nil, environment: [])
    waitpid(process, &status, 0)
  }
  return try body(folder)
}

/// Starts a program with its standard input, output and errors from and to files; nil leaves what is there.
func spawn(
  _ arguments: [String], input: String?, output: String?, errors: String?, environment: [String],
  ownsTerminal: Bool = false
) -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let input { posix_spawn_file_actions_addopen(&actions, 0, input, ownsTerminal ? O_RDWR : O_RDONLY, 0) }
  let creation = O_WRONLY | O_CREAT | O_TRUNC
  if let output {
    posix_spawn_file_actions_addopen(&actions, 1, output, ownsTerminal ? O_RDWR : creation, 0o600)
  }
  if let errors {
    posix_spawn_file_actions_addopen(&actions, 2, errors, ownsTerminal ? O_RDWR : creation, 0o600)
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // A session of its own makes the terminal that it opens first its own. POSIX_SPAWN_SETSID is a GNU value.
  // What runs the tests may ignore signals, which the program would inherit.
  var signals = sigset_t()
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (ownsTerminal ? 0x80 : 0)
  posix_spawnattr_setflags(&attributes, Int16(flags))
  var words = arguments.map { strdup($0) } + [nil]
  var variables = environment.map { strdup($0) } + [nil]
  defer { for pointer in words + variables { free(pointer) } }
  var process = pid_t()
  posix_spawn(&process, arguments[0], &actions, &attributes, &words, &variables)
  return process
}

func writeFile(_ path: String, _ text: String) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  let bytes = Array(text.utf8)
  _ = write(descriptor, bytes, bytes.count)
  close(descriptor)
}

func readFile(_ path: String) -> String {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &block, block.count)
    if count <= 0 { break }
    bytes += block[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}
