import Glibc

/// The statements of earlier days, in one file that only its owner can read.
///
/// Each entry is one line, with newlines and backslashes escaped. It is appended in a single write, so that two
/// prompts can use the file at once; what appears twice is told once when the file is read.
struct HistoryFile {
  let path: String

  /// Newer entries than this are read; the file itself is never cut.
  private static let maximumCount = 10_000
  private static let maximumBytes = 8 << 20

  /// The file in the user's folder for such things; nil when there is no such folder.
  static var ofUser: HistoryFile? {
    Environment.stateFolder.map { HistoryFile(path: $0 + "/history") }
  }

  /// The entries, oldest first, each once: where it was used last. Empty when the file cannot be read.
  func entries() -> [String] { read().entries }

  /// Bytes of the file; nil when there is none.
  var size: off_t? {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? status.st_size : nil
  }

  /// The entries after a number of bytes, and where their last line ends.
  func read(from position: off_t = 0) -> (entries: [String], end: off_t) {
    // A named pipe of that name would block.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return ([], position) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return ([], position) }
    let isCut = status.st_size - position > Self.maximumBytes
    lseek(descriptor, isCut ? status.st_size - off_t(Self.maximumBytes) : position, SEEK_SET)
    guard let text = try? readAll(descriptor, path: path) else { return ([], position) }
    let end = lseek(descriptor, 0, SEEK_CUR)
    // Another prompt is in the middle of its line: the next look will find it whole.
    if position > 0 && text.utf8.last != UInt8(ascii: "\n") { return ([], position) }
    var lines = text.split(separator: "\n")
    // The first line may be half a line, the last one too when a writer was killed; the latter still tells most.
    if isCut && !lines.isEmpty { lines.removeFirst() }
    var seen: Set<String> = []
    var newestFirst: [String] = []
    for line in lines.reversed() where newestFirst.count < Self.maximumCount {
      let entry = Self.unescaped(line)
      if !entry.allSatisfy(\.isWhitespace), seen.insert(entry).inserted { newestFirst.append(entry) }
    }
    return (newestFirst.reversed(), end)
  }

  /// Appends an entry.
  ///
  /// - Returns: nil, or the system's error number when that was impossible: the prompt works without.
  @discardableResult func append(_ entry: String) -> Int32? {
    makeFolder(of: path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return EINVAL }
    if status.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
    var line = Self.escaped(withoutSecrets(entry)) + "\n"
    // A writer that was killed in the middle of a line must not swallow this one.
    if status.st_size > 0, !endsWithNewline(status.st_size) { line = "\n" + line }
    return line.withUTF8 { bytes in
      let count = write(descriptor, bytes.baseAddress, bytes.count)
      return count < 0 ? errno : count < bytes.count ? ENOSPC : nil
    }
  }

  private func endsWithNewline(_ size: off_t) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var last: UInt8 = 0
    return pread(descriptor, &last, 1, size - 1) != 1 || last == UInt8(ascii: "\n")
  }

  static func escaped(_ entry: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// The entry of a line; a backslash before anything unexpected stands for itself.
  static func unescaped(_ line: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if isEscaped {
        isEscaped = false
        switch scalar {
        case "\\": result.append("\\")
        case "n": result.append("\n")
        case "r": result.append("\r")
        default: result.append(contentsOf: ["\\", scalar])
        }
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.append(scalar)
      }
    }
    if isEscaped { result.append("\\") }
    return String(result)
  }
}

/// Makes the folders above a file, for their owner only.
func makeFolder(of path: String) {
  guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
  let folder = String(path[..<slash])
  if access(folder, F_OK) == 0 { return }
  makeFolder(of: folder)
  mkdir(folder, 0o700)
}

/// An entry without the passwords and tokens that a `connect` may carry.
func withoutSecrets(_ entry: String) -> String {
  guard entry.contains("://") else { return entry }
  var result = entry
  // user:password@ in the address keeps its user.
  var start = result.startIndex
  while let scheme = result[start...].firstRange(of: "://") {
    let end = result[scheme.upperBound...].firstIndex { "/?#\"' \n".contains($0) } ?? result.endIndex
    let address = result[scheme.upperBound..<end]
    if let at = address.lastIndex(of: "@"), let colon = address[..<at].firstIndex(of: ":") {
      result.removeSubrange(colon..<at)
      start = colon
    } else {
      start = scheme.upperBound
    }
  }
  for word in ["password", "passwd", "pwd", "token", "secret", "key"] {
    var from = result.startIndex
    while let found = result[from...].firstRange(of: word + "=") {
      let end = result[found.upperBound...].firstIndex { "&#\"' \n".contains($0) } ?? result.endIndex
      result.removeSubrange(found.upperBound..<end)
      from = found.upperBound
    }
  }
  return result
}
