import Diagnostics
import Glibc

/// What tells one state of a file from another: a file that was replaced, appended to or touched is not the same.
struct FileIdentity: Sendable, Hashable {
  let device: UInt
  let inode: UInt
  let size: Int
  let modified: [Int]
  let changed: [Int]

  init(_ status: stat) {
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
    size = Int(status.st_size)
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
  }

  /// The identity of the file that is at a path now.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

/// The error for what the system said about a path.
func systemError(_ path: String, _ number: Int32) -> Diagnostic {
  switch number {
  case ENOENT, ENOTDIR:
    Diagnostic(
      .noSuchFile, path.isEmpty ? "a path is needed between the quotes" : "there is no file `\(path)`",
      help: [
        path.hasPrefix("/")
          ? "look at the folder with `ls`"
          : "a path is relative to the folder that kpi was started in, in a script to the script's"
      ])
  case EACCES, EPERM:
    Diagnostic(
      .unreadableFile, "you may not read the file `\(path)`",
      help: ["ask its owner, or change it with `chmod u+r`"])
  case EISDIR:
    Diagnostic(.notAFile, "`\(path)` is a folder, not a file", help: ["load \"\(path)/*.csv\""])
  default:
    Diagnostic(.unreadableFile, "the file `\(path)` could not be read: \(String(cString: strerror(number)))")
  }
}

extension Diagnostic {
  /// An error with the code first, as most are written here.
  init(_ code: DiagnosticCode, _ message: String, help: [String] = []) {
    self.init(.error, code, message, help: help)
  }
}
