import Glibc
import Synchronization

/// Writes a file that appears whole or not at all: a temporary file beside it takes its name at the end.
///
/// What is no regular file (`/dev/stdout`, a named pipe) is written directly.
package func writeWholeFile(_ text: String, to path: String) throws(FileFailure) {
  var text = text
  let result = text.withUTF8 { failure(writing: UnsafeRawBufferPointer($0), to: path) }
  if let result { throw result }
}

/// The same for what is no text.
package func writeWholeFile(bytes: [UInt8], to path: String) throws(FileFailure) {
  if let failure = bytes.withUnsafeBytes({ failure(writing: $0, to: path) }) { throw failure }
}

private func failure(writing bytes: UnsafeRawBufferPointer, to path: String) -> FileFailure? {
  do {
    try write(bytes, to: path)
    return nil
  } catch {
    return error
  }
}

private func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(FileFailure) {
  var target = path
  var status = stat()
  let exists = stat(path, &status) == 0
  if exists {
    if status.st_mode & S_IFMT == S_IFDIR { throw FileFailure(path: path, number: EISDIR) }
    if status.st_mode & S_IFMT != S_IFREG { return try writeDirectly(bytes, to: path) }
    // A link stays a link: the file that it leads to is replaced.
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    if access(target, W_OK) != 0 { throw FileFailure(path: path, number: errno) }
  }
  let temporary = temporaryPath(beside: target)
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  if descriptor < 0 { throw FileFailure(path: path, number: errno) }
  temporaryFiles.withLock { _ = $0.insert(temporary) }
  defer { temporaryFiles.withLock { _ = $0.remove(temporary) } }
  if exists { _ = fchmod(descriptor, status.st_mode & 0o7777) }
  var failure = writeAll(bytes, to: descriptor)
  if close(descriptor) != 0, failure == nil { failure = errno }
  if failure == nil, rename(temporary, target) != 0 { failure = errno }
  if let failure {
    unlink(temporary)
    throw FileFailure(path: path, number: failure)
  }
}

/// Why a file could not be read or written.
package struct FileFailure: Error {
  package let path: String
  /// The system's error number.
  package let number: Int32

  package init(path: String, number: Int32) {
    self.path = path
    self.number = number
  }
}

/// Half-written files, which a signal that ends the program takes away.
let temporaryFiles = Mutex<Set<String>>([])

private func temporaryPath(beside path: String) -> String {
  let suffix = String(UInt32.random(in: 0 ... .max), radix: 36)
  guard let slash = path.lastIndex(of: "/") else { return ".\(path.prefix(200)).\(suffix)" }
  return "\(path[...slash]).\(path[path.index(after: slash)...].prefix(200)).\(suffix)"
}

private func writeDirectly(_ bytes: UnsafeRawBufferPointer, to path: String) throws(FileFailure) {
  let descriptor = open(path, O_WRONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileFailure(path: path, number: errno) }
  var failure = writeAll(bytes, to: descriptor)
  if close(descriptor) != 0, failure == nil { failure = errno }
  if let failure { throw FileFailure(path: path, number: failure) }
}

/// The text of a file or of everything on a descriptor; bytes that are not UTF-8 become U+FFFD.
package func readWholeFile(_ path: String) throws(FileFailure) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileFailure(path: path, number: errno) }
  defer { close(descriptor) }
  return try readAll(descriptor, path: path)
}

package func readAll(_ descriptor: Int32, path: String) throws(FileFailure) -> String {
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &block, block.count)
    if count == 0 { break }
    if count > 0 {
      bytes.append(contentsOf: block[..<count])
    } else if errno != EINTR {
      throw FileFailure(path: path, number: errno)
    }
  }
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
  return String(decoding: bytes, as: UTF8.self)
}
