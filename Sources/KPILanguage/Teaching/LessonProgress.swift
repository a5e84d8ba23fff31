import Glibc

/// Which lessons somebody has done, in one file of the user's: a line for each, with the best count of right answers.
struct LessonProgress {
  /// Right answers by KPI.
  private(set) var best: [String: Int] = [:]
  private let path: String?

  /// - Parameter folder: The program's folder for such things; nil keeps nothing.
  init(folder: String?) {
    path = folder.map { $0 + "/lessons" }
    guard let path, let bytes = readWholeFile(path) else { return }
    for line in String(decoding: bytes.prefix(1 << 20), as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let count = Int(words[1]), (0...3).contains(count) else { continue }
      best[String(words[0])] = max(best[String(words[0])] ?? 0, count)
    }
  }

  /// Remembers a lesson. Nothing is said when it cannot be written: lessons work without.
  mutating func record(_ kpi: String, right: Int) {
    best[kpi] = max(best[kpi] ?? 0, right)
    guard let path, let slash = path.lastIndex(of: "/") else { return }
    makeFolder(String(path[..<slash]))
    let temporary = "\(path).\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let text = best.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
    let bytes = Array(text.utf8)
    let count = write(descriptor, bytes, bytes.count)
    if close(descriptor) != 0 || count != bytes.count || rename(temporary, path) != 0 { unlink(temporary) }
  }

  private func makeFolder(_ folder: String) {
    if folder.isEmpty || access(folder, F_OK) == 0 { return }
    if let slash = folder.lastIndex(of: "/") { makeFolder(String(folder[..<slash])) }
    mkdir(folder, 0o700)
  }
}
