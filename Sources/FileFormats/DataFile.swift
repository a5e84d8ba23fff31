import CScan
import Columns
import Diagnostics
import Glibc
import Synchronization

enum Encoding: String, Sendable {
  case utf8 = "UTF-8"
  case windows1252 = "Windows-1252"
  case utf16LittleEndian = "UTF-16, low byte first"
  case utf16BigEndian = "UTF-16, high byte first"
}

/// One file whose bytes can be asked for.
///
/// Plain files are read piece by piece each time, in any order. What cannot be read in the middle (compressed files,
/// UTF-16, pipes) is kept as plain bytes while it is short; what is longer is read from its start each time.
final class DataFile: Sendable {
  let path: String
  /// None for pipes and standard input.
  let identity: FileIdentity?
  /// The whole text, where it is kept.
  let memory: Bytes?
  private let source: Source?
  private let pipe: PipeContents?
  /// How the file is compressed, in one word; nil for a plain one.
  let compression: String?
  /// Known from a byte order mark or from the bytes, else found out while the structure is read.
  let encoding: Encoding?
  /// Behind the byte order mark.
  let textStart: Int
  private let knownSize: Int
  /// The size of a text that was read to its end only later.
  private let measuredSize = Atomic<Int>(0)
  /// The beginning and the end of a text that is read from its start each time.
  private let windows = Mutex<[(start: Int, bytes: Bytes)]>([])

  /// How the plain text is made from the bytes that are there.
  private struct Source: Sendable {
    var raw: RawFile?
    var pipe: PipeContents?
    var compression: String?
    /// Bytes of each letter that are left out of the start, where letters have two.
    var wide: (isBigEndian: Bool, mark: Int)?

    func opened(_ path: String, _ work: Work) throws -> any ByteStream {
      var stream: any ByteStream
      if let raw {
        stream = try FileStream(raw, work: work)
      } else if let pipe {
        stream = PipeStream(pipe, work: work)
      } else {
        throw changedFile(path)
      }
      if compression == "gzip" { stream = try InflatingStream(stream, path: path) }
      if compression == "zstd" { stream = try FramesStream(stream, path: path) }
      if let wide {
        stream = NarrowingStream(SkippingStream(stream, first: wide.mark), isBigEndian: wide.isBigEndian)
      }
      return stream
    }
  }

  init(path: String, options: ReadingOptions, meter: MemoryMeter, work: Work) throws {
    self.path = path
    let wanted = try DataFile.encoding(named: options.encoding)
    let isStandardInput = path == "-" || path == "/dev/stdin"
    let descriptor = isStandardInput ? dup(0) : Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw systemError(path, errno) }
    var ownsDescriptor = true
    defer { if ownsDescriptor { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw systemError(path, errno) }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw systemError(path, EISDIR) }
    var source = Source()
    if kind == S_IFREG && !isStandardInput {
      let own = FileIdentity(status)
      identity = own
      source.raw = RawFile(path: path, identity: own)
    } else {
      identity = nil
      ownsDescriptor = false
      source.pipe = PipeContents(descriptor, path: path, meter: meter)
    }
    work.total.store(source.raw == nil ? 0 : Int(status.st_size), ordering: .relaxed)
    func sample() throws -> [UInt8] {
      let stream = try source.opened(path, work)
      var bytes = [UInt8](repeating: 0, count: DataFile.sampleSize)
      var count = 0
      while count < bytes.count {
        let length = try bytes.withUnsafeMutableBufferPointer {
          try stream.read(into: $0.baseAddress! + count, $0.count - count)
        }
        if length == 0 { break }
        count += length
      }
      return Array(bytes.prefix(count))
    }
    var magic = try sample()
    try DataFile.refuseForeign(magic, path: path)
    compression = magic.starts(with: [0x1F, 0x8B]) ? "gzip" : isZstd(magic) ? "zstd" : nil
    if compression != nil {
      source.compression = compression
      magic = try sample()
      try DataFile.refuseForeign(magic, path: path)
    }

    var found = wanted
    var start = 0
    if magic.starts(with: [0xEF, 0xBB, 0xBF]) {
      found = .utf8
      start = 3
    } else if magic.starts(with: [0xFF, 0xFE]) {
      found = .utf16LittleEndian
      start = 2
    } else if magic.starts(with: [0xFE, 0xFF]) {
      found = .utf16BigEndian
      start = 2
    } else if wanted == nil, magic.count >= 4, magic[1] == 0, magic[3] == 0, magic[0] != 0, magic[2] != 0 {
      found = .utf16LittleEndian
    } else if wanted == nil, magic.count >= 4, magic[0] == 0, magic[2] == 0, magic[1] != 0, magic[3] != 0 {
      found = .utf16BigEndian
    }
    encoding = found
    let isWide = found == .utf16LittleEndian || found == .utf16BigEndian
    if !isWide { try DataFile.refuseBinary(magic, path: path) }
    if isWide {
      source.wide = (found == .utf16BigEndian, start)
      start = 0
    }
    textStart = start
    if source.raw != nil && compression == nil && !isWide {
      self.source = nil
      memory = nil
      knownSize = Int(status.st_size)
    } else {
      let (bytes, isWhole) = try DataFile.beginning(
        try source.opened(path, work), size: max(options.keptTextSize, 1), meter: meter, work: work)
      memory = isWhole ? bytes : nil
      knownSize = isWhole ? bytes.count : -1
      self.source = isWhole ? nil : source
      if !isWhole { windows.withLock { $0 = [(0, bytes)] } }
    }
    pipe = self.source?.pipe
    if let identity, identity != FileIdentity(path: path) { throw changed }
  }

  /// The first bytes of a stream, and whether they are all.
  private static func beginning(
    _ stream: any ByteStream, size: Int, meter: MemoryMeter, work: Work
  ) throws -> (Bytes, isWhole: Bool) {
    let text = GrowingBytes(meter: meter)
    while text.count < size {
      try work.checkpoint()
      let room = try text.reserve(256 << 10)
      let length = try stream.read(into: room, 256 << 10)
      if length == 0 { return (try text.finished(), true) }
      text.count += length
    }
    return (try text.finished(), false)
  }

  /// The text is read from its start each time.
  var isStreamed: Bool { source != nil }

  /// Bytes of plain text; of a streamed one so many as are known.
  var size: Int {
    if knownSize >= 0 { return knownSize }
    let measured = measuredSize.load(ordering: .relaxed)
    return measured > 0 ? measured : windows.withLock { $0.first?.bytes.count ?? 0 }
  }

  /// The size is not known yet.
  var isOpenEnded: Bool { knownSize < 0 && measuredSize.load(ordering: .relaxed) == 0 }

  /// Bytes in memory.
  var keptMemory: Int {
    (memory?.count ?? 0) + (pipe?.memory ?? 0) + windows.withLock { $0.reduce(0) { $0 + $1.bytes.count } }
  }

  /// Bytes on the disk, as far as they are known.
  var sizeOnDisk: Int { identity?.size ?? pipe.map { _ in 0 } ?? size }

  /// The plain text from its start on.
  func opened(_ work: Work) throws -> any ByteStream {
    guard let source else { throw changed }
    return try source.opened(path, work)
  }

  /// Remembers where a streamed text ends, and its last bytes; its first ones are needed no longer.
  func measured(size: Int, last: (start: Int, bytes: Bytes)) {
    measuredSize.store(size, ordering: .relaxed)
    windows.withLock { $0 = [last] }
  }

  var changed: Diagnostic {
    changedFile(path)
  }

  /// The file at the path is still the one that was opened.
  var isUnchanged: Bool { identity == nil || identity == FileIdentity(path: path) }

  private static func encoding(named name: String?) throws -> Encoding? {
    guard let name else { return nil }
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
    case "utf8", "ascii", "usascii": return .utf8
    case "latin1", "iso88591", "iso885915", "windows1252", "cp1252", "ansi", "1252": return .windows1252
    case "utf16", "utf16le", "unicode": return .utf16LittleEndian
    case "utf16be": return .utf16BigEndian
    default:
      throw Diagnostic(
        .unknownOption, "the encoding `\(name)` is not one that kpi reads",
        help: ["with encoding = \"utf-8\", \"utf-16\" or \"windows-1252\""])
    }
  }

  private static func refuseForeign(_ magic: [UInt8], path: String) throws {
    let formats: [([UInt8], String)] = [
      ([0x50, 0x4B, 3, 4], "a spreadsheet or a zip archive"),
      ([0x50, 0x41, 0x52, 0x31], "a Parquet file"), ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet"),
      ([0x25, 0x50, 0x44, 0x46], "a PDF document"), ([0x42, 0x5A, 0x68], "compressed with bzip2"),
      ([0xFD, 0x37, 0x7A, 0x58], "compressed with xz"), ([0x53, 0x51, 0x4C, 0x69], "a database"),
    ]
    for (start, name) in formats where magic.starts(with: start) {
      let help =
        name.hasPrefix("compressed") ? "unpack it and load what was in it" : "export it as CSV and load that"
      if name == "a database", !magic.starts(with: Array("SQLite f".utf8)) { continue }
      throw Diagnostic(
        .foreignFormat, "the file `\(path)` is \(name), not text in rows and columns", help: [help])
    }
  }

  /// The bytes that tell what kind of file this is.
  private static let sampleSize = 4096

  /// Refuses pictures, programs and the like: one byte in twenty is a control character, which text has nearly none
  /// of. A few zeros in a damaged export are still read.
  private static func refuseBinary(_ sample: [UInt8], path: String) throws {
    let controls = sample.count { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B || $0 == 0x7F }
    guard controls >= 16, controls * 20 > sample.count else { return }
    throw Diagnostic(
      .foreignFormat, "the file `\(path)` is not text in rows and columns",
      help: ["export the table as CSV and load that"])
  }

  // MARK: Reading

  /// Calls `body` with the bytes from `begin` to `end`; behind them are `SCAN_PADDING` more that may be looked at.
  func read(_ begin: Int, _ end: Int, with buffer: ReadBuffer) throws -> UnsafePointer<UInt8> {
    if let memory { return UnsafePointer(memory.start + begin) }
    if isStreamed { return try readStreamed(begin, end, with: buffer) }
    let count = end - begin
    let target = buffer.reserve(count + Int(SCAN_PADDING))
    let descriptor = try buffer.descriptor(of: self)
    var done = 0
    while done < count {
      let length = pread(descriptor, target + done, count - done, off_t(begin + done))
      if length < 0 && errno == EINTR { continue }
      if length < 0 { throw systemError(path, errno) }
      if length == 0 { throw changed }
      done += length
    }
    return UnsafePointer(target)
  }

  /// Bytes of a streamed text, from what is kept of it or else by reading it from its start.
  private func readStreamed(_ begin: Int, _ end: Int, with buffer: ReadBuffer) throws -> UnsafePointer<UInt8>
  {
    let target = buffer.reserve(end - begin + Int(SCAN_PADDING))
    let isKept = windows.withLock { windows in
      for window in windows where window.start <= begin && end <= window.start + window.bytes.count {
        target.update(from: window.bytes.start + (begin - window.start), count: end - begin)
        return true
      }
      return false
    }
    if isKept { return UnsafePointer(target) }
    let stream = SkippingStream(try opened(Work(threads: 1)), first: begin)
    var done = 0
    while done < end - begin {
      let length = try stream.read(into: target + done, end - begin - done)
      if length == 0 { throw changed }
      done += length
    }
    return UnsafePointer(target)
  }
}

/// Bytes that grow as they are read.
private final class GrowingBytes {
  private var memory = UnsafeMutableRawPointer(malloc(Int(SCAN_PADDING)))
  private var capacity = 0
  private let meter: MemoryMeter
  var count = 0

  init(meter: MemoryMeter) { self.meter = meter }

  deinit { free(memory) }

  /// Room for more bytes behind those that are there.
  func reserve(_ bytes: Int) throws -> UnsafeMutablePointer<UInt8> {
    if count + bytes > capacity {
      let larger = max(capacity + capacity / 2, count + bytes)
      try meter.add(larger - capacity)
      guard let moved = realloc(memory, larger + Int(SCAN_PADDING)) else {
        throw MemoryMeter.error(limit: meter.limit)
      }
      memory = moved
      capacity = larger
    }
    guard let memory else { throw MemoryMeter.error(limit: meter.limit) }
    return memory.assumingMemoryBound(to: UInt8.self) + count
  }

  /// The bytes, which are this object's no longer.
  func finished() throws -> Bytes {
    guard let memory = realloc(memory, count + Int(SCAN_PADDING)) else {
      throw MemoryMeter.error(limit: meter.limit)
    }
    meter.remove(capacity - count)
    self.memory = nil
    return Bytes(adopting: memory.bindMemory(to: UInt8.self, capacity: count), count: count)
  }
}

/// The memory of one thread for pieces of files, and the file that it has open.
final class ReadBuffer {
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var openPath: String?
  private var openDescriptor: Int32 = -1

  init() {
    capacity = 512 << 10
    memory = .allocate(capacity: capacity)
  }

  deinit {
    memory.deallocate()
    if openDescriptor >= 0 { close(openDescriptor) }
  }

  func reserve(_ bytes: Int) -> UnsafeMutablePointer<UInt8> {
    if bytes > capacity {
      memory.deallocate()
      capacity = bytes + bytes / 8
      memory = .allocate(capacity: capacity)
    }
    return memory
  }

  /// A descriptor of a file, checked to be the file that was opened first.
  func descriptor(of file: DataFile) throws -> Int32 {
    if openPath == file.path { return openDescriptor }
    if openDescriptor >= 0 { close(openDescriptor) }
    openPath = nil
    openDescriptor = Glibc.open(file.path, O_RDONLY | O_CLOEXEC)
    guard openDescriptor >= 0 else { throw systemError(file.path, errno) }
    var status = stat()
    guard fstat(openDescriptor, &status) == 0, FileIdentity(status) == file.identity else {
      throw file.changed
    }
    openPath = file.path
    return openDescriptor
  }
}
