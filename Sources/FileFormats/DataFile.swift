import CScan
import CZlib
import CZstd
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

/// One file whose bytes can be asked for in any order.
///
/// Plain files are read piece by piece each time; what cannot be read twice or not in the middle (compressed files,
/// UTF-16, pipes) is kept in memory as plain bytes.
final class DataFile: Sendable {
  let path: String
  /// None for pipes and standard input.
  let identity: FileIdentity?
  let memory: Bytes?
  let size: Int
  /// How the file is compressed, in one word; nil for a plain one.
  let compression: String?
  /// Known from a byte order mark or from the bytes, else found out while the structure is read.
  let encoding: Encoding?
  /// Behind the byte order mark.
  let textStart: Int

  init(path: String, options: ReadingOptions, meter: MemoryMeter, work: Work) throws {
    self.path = path
    let wanted = try DataFile.encoding(named: options.encoding)
    let isStandardInput = path == "-" || path == "/dev/stdin"
    let descriptor = isStandardInput ? dup(0) : Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw systemError(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw systemError(path, errno) }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw systemError(path, EISDIR) }
    let isRegular = kind == S_IFREG && !isStandardInput
    var magic = [UInt8](repeating: 0, count: DataFile.sampleSize)
    var raw: Bytes? = nil
    var count = Int(status.st_size)
    if isRegular {
      identity = FileIdentity(status)
      let length = pread(descriptor, &magic, magic.count, 0)
      guard length >= 0 else { throw systemError(path, errno) }
      magic.removeLast(magic.count - length)
    } else {
      identity = nil
      let bytes = try DataFile.drain(descriptor, path: path, meter: meter, work: work)
      raw = bytes
      count = bytes.count
      magic = Array(UnsafeBufferPointer(start: bytes.start, count: min(DataFile.sampleSize, bytes.count)))
    }
    try DataFile.refuseForeign(magic, path: path)
    let isGzip = magic.starts(with: [0x1F, 0x8B])
    compression = isGzip ? "gzip" : DataFile.isZstd(magic) ? "zstd" : nil
    if compression != nil {
      let packed = try raw ?? DataFile.load(descriptor, count: count, path: path, meter: meter, work: work)
      work.total.store(packed.count, ordering: .relaxed)
      let plain =
        isGzip
        ? try DataFile.inflated(packed, path: path, meter: meter, work: work)
        : try DataFile.unpackedFrames(packed, path: path, meter: meter, work: work)
      meter.remove(packed.count)
      raw = plain
      count = plain.count
      magic = Array(UnsafeBufferPointer(start: plain.start, count: min(DataFile.sampleSize, plain.count)))
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
    if found != .utf16LittleEndian, found != .utf16BigEndian { try DataFile.refuseBinary(magic, path: path) }
    if found == .utf16LittleEndian || found == .utf16BigEndian {
      let wide = try raw ?? DataFile.load(descriptor, count: count, path: path, meter: meter, work: work)
      let capacity = (wide.count - start) / 2 * 3 + 4
      try meter.add(capacity)
      let target = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Int(SCAN_PADDING))
      let length = scan_utf16(
        wide.start + start, max(wide.count - start, 0), found == .utf16BigEndian, target)
      meter.remove(wide.count)
      raw = Bytes(adopting: target, count: length)
      count = length
      start = 0
    }
    memory = raw
    size = count
    textStart = start
    if let identity, identity != FileIdentity(path: path) { throw changed }
  }

  var changed: Diagnostic {
    Diagnostic(
      .fileChanged, "the file `\(path)` changed while it was read",
      help: ["load it again once it is complete"])
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

  private static func load(_ descriptor: Int32, count: Int, path: String, meter: MemoryMeter, work: Work)
    throws
    -> Bytes
  {
    try meter.add(count)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count + Int(SCAN_PADDING))
    let bytes = Bytes(adopting: memory, count: count)
    var done = 0
    while done < count {
      try work.checkpoint()
      let length = pread(descriptor, memory + done, min(count - done, 1 << 20), off_t(done))
      if length < 0 && errno == EINTR { continue }
      if length < 0 { throw systemError(path, errno) }
      if length == 0 {
        throw Diagnostic(.fileChanged, "the file `\(path)` became shorter while it was read")
      }
      done += length
    }
    return bytes
  }

  /// Everything that a pipe holds.
  private static func drain(_ descriptor: Int32, path: String, meter: MemoryMeter, work: Work) throws -> Bytes
  {
    let text = GrowingBytes(meter: meter)
    while true {
      try work.checkpoint()
      // Waiting in short turns, so that a pipe nobody writes to can be given up.
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wait, 1, 50) == 0 && text.count == 0 { continue }
      let room = try text.reserve(256 << 10)
      let length = Glibc.read(descriptor, room, 256 << 10)
      if length < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if length < 0 { throw systemError(path, errno) }
      if length == 0 { return try text.finished() }
      text.count += length
    }
  }

  /// A file of zstd frames, which may begin with one to be skipped.
  private static func isZstd(_ start: [UInt8]) -> Bool {
    start.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
      || start.count >= 8 && (0x50...0x5F).contains(start[0]) && Array(start[1..<4]) == [0x2A, 0x4D, 0x18]
  }

  private static func broken(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .brokenCompression, "the compressed file `\(path)` \(reason)",
      help: ["fetch it again, and load it again"])
  }

  /// The content of a `.zst` file, of all its frames.
  private static func unpackedFrames(
    _ packed: Bytes, path: String, meter: MemoryMeter, work: Work
  ) throws -> Bytes {
    let text = GrowingBytes(meter: meter)
    guard let stream = ZSTD_createDStream() else { throw MemoryMeter.error(limit: meter.limit) }
    defer { ZSTD_freeDStream(stream) }
    // Files made with `zstd --long` look back further than the library allows by itself.
    _ = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 31)
    var position = 0
    var isInFrame = true
    while true {
      try work.checkpoint()
      let room = try text.reserve(256 << 10)
      let available = min(packed.count - position, 1 << 20)
      var source = ZSTD_inBuffer(src: packed.start + position, size: available, pos: 0)
      var target = ZSTD_outBuffer(dst: room, size: 256 << 10, pos: 0)
      let answer = ZSTD_decompressStream(stream, &target, &source)
      if ZSTD_isError(answer) != 0 {
        // What stands behind a whole frame and is none is padding.
        if !isInFrame && text.count > 0 && !isZstd(Array(packed.rest(position).prefix(8))) {
          return try text.finished()
        }
        throw broken(path, "is damaged")
      }
      position += source.pos
      text.count += target.pos
      work.done.add(source.pos, ordering: .relaxed)
      isInFrame = answer != 0
      if position == packed.count && (!isInFrame || source.pos == 0 && target.pos == 0) {
        if isInFrame { throw broken(path, "ends too early") }
        return try text.finished()
      }
    }
  }

  /// The content of a `.gz` file, of all its members.
  private static func inflated(_ packed: Bytes, path: String, meter: MemoryMeter, work: Work) throws -> Bytes
  {
    let text = GrowingBytes(meter: meter)
    var stream = z_stream()
    guard inflateInit2_(&stream, 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw MemoryMeter.error(limit: meter.limit)
    }
    defer { inflateEnd(&stream) }
    var position = 0
    while true {
      try work.checkpoint()
      let room = try text.reserve(256 << 10)
      let available = min(packed.count - position, 1 << 20)
      stream.next_in = packed.start + position
      stream.avail_in = UInt32(available)
      stream.next_out = room
      stream.avail_out = 256 << 10
      let answer = inflate(&stream, Z_NO_FLUSH)
      let consumed = available - Int(stream.avail_in)
      let produced = (256 << 10) - Int(stream.avail_out)
      position += consumed
      text.count += produced
      work.done.add(consumed, ordering: .relaxed)
      switch answer {
      case Z_STREAM_END:
        // Zeros or other bytes behind the last member are padding.
        guard position + 1 < packed.count, packed.start[position] == 0x1F, packed.start[position + 1] == 0x8B
        else {
          return try text.finished()
        }
        guard inflateReset(&stream) == Z_OK else { throw broken(path, "cannot be unpacked") }
      case Z_OK, Z_BUF_ERROR:
        if consumed == 0 && produced == 0 { throw broken(path, "ends too early") }
      default:
        throw broken(path, "is damaged")
      }
    }
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
