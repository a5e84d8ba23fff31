import Glibc

/// The reader of a history file that other prompts write to as well: gives what came since it looked last.
final class HistoryReader {
  private let file: HistoryFile
  /// Bytes that were read, up to the end of a line.
  private var position: off_t = 0

  init(_ file: HistoryFile) {
    self.file = file
  }

  /// The entries of all days, oldest first, each once.
  func entries() -> [String] {
    let (entries, end) = file.read()
    position = end
    return entries
  }

  /// The entries that were written since, by this prompt too, in the order of the file.
  func news() -> [String] {
    guard let size = file.size, size != position else { return [] }
    // Somebody cut the file or put another one in its place.
    if size < position { return entries() }
    let (entries, end) = file.read(from: position)
    position = end
    return entries
  }
}
