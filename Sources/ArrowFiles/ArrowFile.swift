import Diagnostics
import Glibc

/// An Arrow IPC file or stream that is open: its columns and where their parts are.
final class ArrowFile: Sendable {
  let path: String
  let fields: [ArrowField]
  let batches: [ArrowBatch]
  /// The batch of values of each dictionary, by its number.
  let dictionaries: [Int64: ArrowBatch]
  let rowCount: Int
  let size: Int
  private let opened: OpenFile
  private let identity: [Int]

  init(path: String) throws {
    self.path = path
    opened = try OpenFile(path)
    var status = stat()
    guard fstat(opened.descriptor, &status) == 0 else {
      throw ArrowFault.damaged(String(cString: strerror(errno)))
    }
    identity = ArrowFile.identity(status)
    size = Int(status.st_size)
    let contents = try ArrowContents(ArrowSource(descriptor: opened.descriptor, size: size))
    fields = contents.fields
    batches = contents.batches
    dictionaries = contents.dictionaries
    var rows = 0
    for batch in contents.batches {
      let (sum, isTooLarge) = rows.addingReportingOverflow(batch.rows)
      guard !isTooLarge, sum <= 1 << 40 else { throw ArrowFault.damaged("it claims too many rows") }
      rows = sum
    }
    rowCount = rows
  }

  private static func identity(_ status: stat) -> [Int] {
    [
      Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    ]
  }

  /// The file at the path is still the one that was opened.
  var isUnchanged: Bool {
    var status = stat()
    return stat(path, &status) == 0 && ArrowFile.identity(status) == identity
  }

  var source: ArrowSource { ArrowSource(descriptor: opened.descriptor, size: size) }
}

/// A file that is open for reading as long as the object lives.
private final class OpenFile: Sendable {
  let descriptor: Int32

  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ArrowFault.damaged(String(cString: strerror(errno))) }
  }

  deinit { close(descriptor) }
}

/// Bytes of a file at any place.
struct ArrowSource {
  let descriptor: Int32
  let size: Int

  func read(_ offset: Int, _ count: Int) throws -> ByteRun {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw ArrowFault.damaged("a part of it is missing")
    }
    let run = try ByteRun(count: count)
    var done = 0
    while done < count {
      let length = pread(descriptor, run.start + done, count - done, off_t(offset + done))
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { throw ArrowFault.damaged("a part of it is missing") }
      done += length
    }
    return run
  }
}

/// One batch of rows, or the values of one dictionary.
struct ArrowBatch: Sendable {
  let rows: Int
  /// Where the data starts in the file.
  let body: Int
  let bodySize: Int
  /// Rows and unknown ones of each column and its children.
  let nodes: [Int64]
  /// Offset and length of each buffer in the body.
  let buffers: [Int64]
  /// Buffers that each column of views has beside.
  let viewCounts: [Int64]
  let codec: ArrowCodec?

  init(_ table: FlatTable, body: Int, bodySize: Int) throws {
    let length = try table.integer(0, default: Int64(0))
    guard length >= 0, length <= 1 << 40 else { throw ArrowFault.damaged("it claims too many rows") }
    rows = Int(length)
    self.body = body
    self.bodySize = bodySize
    nodes = try table.words(1, perElement: 2)
    buffers = try table.words(2, perElement: 2)
    viewCounts = try table.words(4, perElement: 1)
    if let compression = try table.table(3) {
      guard let codec = ArrowCodec(rawValue: try compression.integer(0, default: Int8(0))),
        try compression.integer(1, default: Int8(0)) == 0
      else { throw ArrowFault.unsupported("a kind of compression that is not known") }
      self.codec = codec
    } else {
      codec = nil
    }
  }
}

/// What an Arrow file or stream consists of.
private struct ArrowContents {
  var fields: [ArrowField] = []
  var batches: [ArrowBatch] = []
  var dictionaries: [Int64: ArrowBatch] = [:]
  private let source: ArrowSource

  /// The bytes that a file starts and ends with.
  static let magic = Array("ARROW1".utf8)

  init(_ source: ArrowSource) throws {
    self.source = source
    let head = try source.read(0, min(8, source.size)).copy
    if head.starts(with: ArrowContents.magic) {
      try readFile()
    } else {
      try readStream()
    }
  }

  private mutating func readFile() throws {
    guard source.size >= 18 else { throw ArrowFault.damaged("it ends too early") }
    let tail = try source.read(source.size - 10, 10).copy
    guard tail[4...].elementsEqual(ArrowContents.magic) else {
      throw ArrowFault.damaged("its end is missing")
    }
    let length = Int(try FlatTable.integer(tail, 0, Int32.self))
    guard length > 0, length <= source.size - 18 else { throw ArrowFault.damaged("its list of parts") }
    let footer = try FlatTable(root: try source.read(source.size - 10 - length, length).copy)
    guard let schema = try footer.table(1) else { throw ArrowFault.damaged("it has no columns") }
    try readSchema(schema)
    for (slot, kind) in [(2, UInt8(2)), (3, UInt8(3))] {
      let words = try footer.words(slot, perElement: 3)
      for block in 0..<words.count / 3 {
        // The length of the metadata has 32 bits, the rest of its word is padding.
        let length = Int(Int32(truncatingIfNeeded: words[block * 3 + 1]))
        guard let message = try message(at: Int(words[block * 3]), length: length), message.kind == kind
        else { throw ArrowFault.damaged("a batch is not where it should be") }
        try enter(message)
      }
    }
  }

  private mutating func readStream() throws {
    guard let first = try message(at: 0), first.kind == 1 else {
      throw ArrowFault.damaged("it does not start with a schema")
    }
    try readSchema(first.header)
    var position = first.end
    while let next = try message(at: position) {
      try enter(next)
      position = next.end
    }
  }

  private struct Message {
    let kind: UInt8
    let header: FlatTable
    let body: Int
    let bodySize: Int
    var end: Int { body + bodySize }
  }

  /// The message at a place of the file; nil at the end of a stream.
  private func message(at offset: Int, length expected: Int? = nil) throws -> Message? {
    guard offset >= 0, offset <= source.size else { throw ArrowFault.damaged("a part of it is missing") }
    if expected == nil, offset == source.size { return nil }
    var prefix = 8
    let head = try source.read(offset, min(8, source.size - offset)).copy
    var length = Int(try FlatTable.integer(head, 0, Int32.self))
    if length == -1 {
      length = Int(try FlatTable.integer(head, 4, Int32.self))
    } else {
      // Files from before 2019 have no mark in front of the length.
      prefix = 4
    }
    if length == 0 && expected == nil { return nil }
    guard length > 0, offset <= source.size - prefix, length <= source.size - prefix - offset else {
      throw ArrowFault.damaged("a part of it is missing")
    }
    let table = try FlatTable(root: try source.read(offset + prefix, length).copy)
    let bodySize = try table.integer(3, default: Int64(0))
    let body = offset + prefix + length
    guard let header = try table.table(2), bodySize >= 0, bodySize <= Int64(source.size - body) else {
      throw ArrowFault.damaged("a part of it is missing")
    }
    return Message(
      kind: try table.integer(1, default: 0), header: header, body: body, bodySize: Int(bodySize))
  }

  private mutating func readSchema(_ schema: FlatTable) throws {
    guard try schema.integer(0, default: Int16(0)) == 0 else {
      throw ArrowFault.unsupported("numbers with the high byte first")
    }
    var budget = 100_000
    fields = try schema.tables(1).map { try ArrowField($0, depth: 0, budget: &budget) }
    if fields.isEmpty { throw ArrowFault.damaged("it has no columns") }
  }

  private mutating func enter(_ message: Message) throws {
    switch message.kind {
    case 2:
      guard try message.header.integer(2, default: UInt8(0)) == 0 else {
        throw ArrowFault.unsupported("a dictionary that grows from batch to batch")
      }
      guard let data = try message.header.table(1) else { throw ArrowFault.damaged("an empty dictionary") }
      let id = try message.header.integer(0, default: Int64(0))
      guard dictionaries[id] == nil else {
        throw ArrowFault.unsupported("a dictionary that changes from batch to batch")
      }
      dictionaries[id] = try ArrowBatch(data, body: message.body, bodySize: message.bodySize)
    case 3: batches.append(try ArrowBatch(message.header, body: message.body, bodySize: message.bodySize))
    default: break
    }
  }
}

/// The metadata at the end of an Arrow file that is in memory; nil where it cannot be found.
package func arrowMetadata(_ file: UnsafeRawBufferPointer) -> [String: String]? {
  guard file.count >= 18, file.suffix(6).elementsEqual(ArrowContents.magic) else { return nil }
  let length = Int(file.loadUnaligned(fromByteOffset: file.count - 10, as: Int32.self).littleEndian)
  guard length > 0, length <= file.count - 18 else { return nil }
  let end = file.count - 10
  guard let footer = try? FlatTable(root: Array(file[(end - length)..<end])),
    let pairs = try? footer.tables(4)
  else { return nil }
  var metadata: [String: String] = [:]
  for pair in pairs {
    guard let key = try? pair.text(0), let value = try? pair.text(1) else { return nil }
    metadata[key] = value
  }
  return metadata
}
