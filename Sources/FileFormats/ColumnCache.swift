import ArrowFiles
import Columns
import Diagnostics
import Glibc

/// A folder with the columns of text files that were read before, so that they need not be read again.
///
/// Whatever goes wrong here goes unnoticed: a file that is missing, old, cut short or damaged is as good as none, and
/// one that cannot be written is not written.
package final class ColumnCache: Sendable {
  package let folder: String
  /// Bytes that all files of the folder may have together; the least recently used go first.
  private let sizeLimit: Int
  /// Text files smaller than this together are read again as fast.
  private let minimumSize: Int
  /// Nanoseconds for which a file must not have changed: a change within one tick of the clock shows nowhere.
  private let settleTime: Int

  package init(
    folder: String, sizeLimit: Int = 8 << 30, minimumSize: Int = 8 << 20, settleTime: Int = 100_000_000
  ) {
    self.folder = folder
    self.sizeLimit = sizeLimit
    self.minimumSize = minimumSize
    self.settleTime = settleTime
  }

  /// The folder for caches that the user's environment names; nil where there is none.
  package static var userFolder: String? {
    func value(_ name: String) -> String? {
      guard let text = getenv(name).map({ String(cString: $0) }), text.hasPrefix("/") else { return nil }
      return text
    }
    if let folder = value("XDG_CACHE_HOME") { return folder + "/kpi" }
    return value("HOME").map { $0 + "/.cache/kpi" }
  }

  // MARK: Finding

  /// What identifies files read with some options: two equal keys give equal columns.
  struct Key: Sendable {
    let text: String
    /// The name of the file for these paths and options, whatever state the files are in.
    let fileName: String
    let paths: [String]
    let identities: [FileIdentity]
  }

  /// The key of files that are worth a cache; nil for others, and for what is no plain file.
  func key(_ paths: [String], _ options: ReadingOptions) -> Key? {
    let ordered = Array(Set(paths)).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    var options = options
    options.textColumns = []
    let spelled = [
      options.delimiter ?? "\u{1}", options.decimal ?? "\u{1}", options.encoding ?? "\u{1}",
      options.header.map(String.init) ?? "\u{1}", options.dateOrder ?? "\u{1}",
    ]
    var stable = spelled + options.null + ["\u{2}"]
    var state: [String] = [programIdentity]
    var identities: [FileIdentity] = []
    var size = 0
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    for path in ordered {
      var status = stat()
      guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        let resolved = realpath(path, nil)
      else { return nil }
      stable.append(String(cString: resolved))
      free(resolved)
      let identity = FileIdentity(status)
      for time in [identity.modified, identity.changed] {
        let age = (now.tv_sec - time[0]) &* 1_000_000_000 &+ (now.tv_nsec - time[1])
        if age < settleTime { return nil }
      }
      identities.append(identity)
      size += identity.size
      guard let ends = endsHash(path, identity) else { return nil }
      state.append(
        "\(identity.device) \(identity.inode) \(identity.size) \(identity.modified) \(identity.changed) \(ends)"
      )
    }
    guard size >= minimumSize else { return nil }
    var name = stable.joined(separator: "\u{0}")
    let first = name.withUTF8 { contentHash(UnsafeRawBufferPointer($0)) }
    let second = name.withUTF8 { contentHash(UnsafeRawBufferPointer($0), seed: 1) }
    return Key(
      text: (stable + state).joined(separator: "\u{1F}"),
      fileName: hexadecimal(first) + hexadecimal(second) + ".arrow", paths: ordered, identities: identities)
  }

  /// Another build of the program may read a file differently.
  private var programIdentity: String {
    guard let identity = FileIdentity(path: "/proc/self/exe") else { return "" }
    return "\(identity.size) \(identity.modified)"
  }

  /// A hash of the first and the last bytes of a file.
  private func endsHash(_ path: String, _ identity: FileIdentity) -> UInt64? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let length = min(4096, identity.size)
    let isRead = bytes.withUnsafeMutableBytes { memory in
      pread(descriptor, memory.baseAddress, length, 0) == length
        && pread(descriptor, memory.baseAddress! + 4096, length, off_t(identity.size - length)) == length
    }
    return isRead ? bytes.withUnsafeBytes { contentHash($0) } : nil
  }

  private func path(_ key: Key) -> String { folder + "/" + key.fileName }

  func find(_ key: Key) -> CacheFile? {
    guard let file = CacheFile(path: path(key), key: key.text) else { return nil }
    // The time of last use.
    utimensat(AT_FDCWD, path(key), nil, 0)
    return file
  }

  // MARK: Writing

  /// Keeps what a dataset has learnt since it was opened, if that takes less than so many seconds.
  package func keep(_ dataset: Dataset, within seconds: Double) {
    guard dataset.cache === self, let key = dataset.cacheKey, dataset.isUnchanged,
      let (index, columns) = dataset.remembered()
    else { return }
    makeFolder()
    removeLeftovers()
    let target = path(key)
    let temporary = folder + "/." + key.fileName + "." + String(UInt64.random(in: 0 ... .max), radix: 36)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var pending: [UInt8] = []
    var written = 0
    var isWhole = false
    func flush() throws {
      try pending.withUnsafeBytes { try write($0, to: descriptor) }
      pending.removeAll(keepingCapacity: true)
    }
    do {
      try writeArrow(
        columns.map(\.column), rowCount: dataset.rowCount,
        metadata: { places in
          var index = index
          for (position, place) in places.enumerated() {
            index.columns[columns[position].name] = columns[position].cached(at: place)
          }
          let text = index.text
          return [("kpi.columns", text), ("kpi.hash", CacheFile.hash(text))]
        }
      ) { bytes in
        if clock.now > end || written + bytes.count > sizeLimit { throw GivenUp() }
        written += bytes.count
        if bytes.count < 65_536 {
          pending.append(contentsOf: bytes)
          if pending.count >= 65_536 { try flush() }
        } else {
          try flush()
          try write(bytes, to: descriptor)
        }
      }
      try flush()
      isWhole = true
    } catch {}
    if close(descriptor) != 0 { isWhole = false }
    guard isWhole, dataset.isUnchanged, rename(temporary, target) == 0 else {
      unlink(temporary)
      return
    }
    evict(keeping: key.fileName)
  }

  private struct GivenUp: Error {}

  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw GivenUp() }
      done += count
    }
  }

  /// Makes the folder and those above it, for nobody else to read.
  private func makeFolder() {
    var path = ""
    for part in folder.split(separator: "/") {
      path += (path.isEmpty && !folder.hasPrefix("/") ? "" : "/") + part
      mkdir(path, 0o700)
    }
  }

  private struct Entry {
    let name: String
    let size: Int
    /// Seconds and nanoseconds of the last use.
    let used: [Int]
  }

  private func entries() -> [Entry] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      // Other files in the folder are not ours to remove.
      let bare = name.hasPrefix(".") ? String(name.dropFirst()) : name
      let stem = bare.prefix { $0.isHexDigit }
      guard stem.count == 32, bare.dropFirst(32).hasPrefix(".arrow"), lstat(folder + "/" + name, &status) == 0
      else { continue }
      found.append(
        Entry(
          name: name, size: Int(status.st_size), used: [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]))
    }
    return found
  }

  /// Files half-written by a process that was killed: none takes an hour.
  private func removeLeftovers() {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    for entry in entries() where entry.name.hasPrefix(".") && now.tv_sec - entry.used[0] > 3600 {
      unlink(folder + "/" + entry.name)
    }
  }

  private func evict(keeping name: String) {
    var kept = entries().filter { !$0.name.hasPrefix(".") }
    var size = kept.reduce(0) { $0 + $1.size }
    kept.sort { $0.used.lexicographicallyPrecedes($1.used) }
    for entry in kept where size > sizeLimit && entry.name != name {
      unlink(folder + "/" + entry.name)
      size -= entry.size
    }
  }
}

private func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
