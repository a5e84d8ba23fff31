import Glibc

/// A file in the user's folder for such things that remembers that something was said, so that it is said once.
struct OnceFile {
  let path: String

  /// Remembers that `learn` was offered; nil when there is no folder for it.
  static var ofLearning: OnceFile? {
    Environment.stateFolder.map { OnceFile(path: $0 + "/learn-offered") }
  }

  var exists: Bool { access(path, F_OK) == 0 }

  /// Nothing is said when this is impossible: then it is said again another day.
  func create() {
    makeFolder(of: path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }
}
