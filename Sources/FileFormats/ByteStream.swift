import CScan
import CZlib
import CZstd
import Columns
import Diagnostics
import Glibc
import Synchronization

/// Bytes that come one after the other: of a file, of a pipe, of what is packed in them.
protocol ByteStream: AnyObject {
  /// Fills the beginning of some memory.
  ///
  /// - Returns: The number of bytes, at least one; 0 at the end.
  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int
}

/// The bytes of a file from its start on.
final class FileStream: ByteStream {
  private let descriptor: Int32
  private let file: RawFile
  private var position = 0
  private let work: Work

  init(_ file: RawFile, work: Work) throws {
    self.file = file
    self.work = work
    descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw systemError(file.path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, FileIdentity(status) == file.identity else {
      close(descriptor)
      throw changedFile(file.path)
    }
  }

  deinit { close(descriptor) }

  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int {
    try work.checkpoint()
    while true {
      let length = pread(descriptor, memory, min(room, 1 << 20), off_t(position))
      if length < 0 && errno == EINTR { continue }
      if length < 0 { throw systemError(file.path, errno) }
      if length == 0 && position < file.identity.size { throw changedFile(file.path) }
      position += length
      work.done.add(length, ordering: .relaxed)
      return length
    }
  }
}

/// A plain or packed file that can be read as often as one likes.
struct RawFile: Sendable {
  let path: String
  let identity: FileIdentity
}

/// What a pipe has brought so far, packed, so that it can be read from the start again.
final class PipeContents: Sendable {
  private struct State {
    var frames: [[UInt8]] = []
    /// Bytes of each frame before it was packed.
    var sizes: [Int] = []
    var isWhole = false
  }
  private let state = Mutex(State())
  private let descriptor: Int32
  private let path: String
  private let meter: MemoryMeter
  private let packedSize = Atomic<Int>(0)

  static let frameSize = 1 << 20

  /// Takes over a descriptor.
  init(_ descriptor: Int32, path: String, meter: MemoryMeter) {
    self.descriptor = descriptor
    self.path = path
    self.meter = meter
  }

  deinit { close(descriptor) }

  /// Bytes that are kept.
  var memory: Int { packedSize.load(ordering: .relaxed) }

  /// Copies a frame, which is read from the pipe where it did not come yet.
  func frame(_ index: Int, into memory: UnsafeMutablePointer<UInt8>, work: Work) throws -> Int {
    try state.withLock { state in
      if index < state.frames.count {
        let packed = state.frames[index]
        let size = ZSTD_decompress(memory, PipeContents.frameSize, packed, packed.count)
        guard ZSTD_isError(size) == 0, size == state.sizes[index] else {
          throw MemoryMeter.error(limit: meter.limit)
        }
        work.done.add(size, ordering: .relaxed)
        return size
      }
      if state.isWhole { return 0 }
      var count = 0
      while count < PipeContents.frameSize {
        try work.checkpoint()
        // Waiting in short turns, so that a pipe nobody writes to can be given up. One that has brought something is
        // asked all the same: its writer may be gone for good without anything to wait for.
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&wait, 1, 50) == 0 && count == 0 && state.frames.isEmpty { continue }
        let length = Glibc.read(descriptor, memory + count, PipeContents.frameSize - count)
        if length < 0 && (errno == EINTR || errno == EAGAIN) { continue }
        if length < 0 { throw systemError(path, errno) }
        if length == 0 {
          state.isWhole = true
          break
        }
        count += length
      }
      if count == 0 { return 0 }
      var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(count))
      let size = ZSTD_compress(&packed, packed.count, memory, count, 1)
      guard ZSTD_isError(size) == 0 else { throw MemoryMeter.error(limit: meter.limit) }
      let kept = Array(packed.prefix(size))
      try meter.add(kept.count)
      packedSize.add(kept.count, ordering: .relaxed)
      state.frames.append(kept)
      state.sizes.append(count)
      work.done.add(count, ordering: .relaxed)
      return count
    }
  }
}

/// The bytes of a pipe from its start on.
final class PipeStream: ByteStream {
  private let contents: PipeContents
  private let work: Work
  private var next = 0
  private let frame = UnsafeMutablePointer<UInt8>.allocate(capacity: PipeContents.frameSize)
  private var position = 0
  private var count = 0

  init(_ contents: PipeContents, work: Work) {
    self.contents = contents
    self.work = work
  }

  deinit { frame.deallocate() }

  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int {
    if position == count {
      count = try contents.frame(next, into: frame, work: work)
      next += 1
      position = 0
    }
    let length = min(room, count - position)
    memory.update(from: frame + position, count: length)
    position += length
    return length
  }
}

// MARK: What is packed

private func broken(_ path: String, _ reason: String) -> Diagnostic {
  Diagnostic(
    .brokenCompression, "the compressed file `\(path)` \(reason)",
    help: ["fetch it again, and load it again"])
}

/// The bytes that wait to be unpacked.
private final class Input {
  private let source: any ByteStream
  private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: Input.size)
  private var position = 0
  private var count = 0
  private static let size = 256 << 10

  init(_ source: any ByteStream) { self.source = source }

  deinit { memory.deallocate() }

  /// The bytes that wait; none at the end.
  func waiting() throws -> UnsafeMutableBufferPointer<UInt8> {
    if position == count {
      count = try source.read(into: memory, Input.size)
      position = 0
    }
    return UnsafeMutableBufferPointer(start: memory + position, count: count - position)
  }

  /// At least so many of the bytes that wait, where so many are left.
  func waiting(atLeast wanted: Int) throws -> UnsafeMutableBufferPointer<UInt8> {
    if count - position < wanted {
      memory.update(from: memory + position, count: count - position)
      count -= position
      position = 0
      while count < wanted {
        let length = try source.read(into: memory + count, Input.size - count)
        if length == 0 { break }
        count += length
      }
    }
    return UnsafeMutableBufferPointer(start: memory + position, count: count - position)
  }

  func take(_ bytes: Int) { position += bytes }
}

/// The content of a `.gz` file, of all its members.
final class InflatingStream: ByteStream {
  private let input: Input
  private let path: String
  private var stream = z_stream()
  private var isAtEnd = false

  init(_ source: any ByteStream, path: String) throws {
    input = Input(source)
    self.path = path
    guard inflateInit2_(&stream, 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw MemoryMeter.error(limit: 0)
    }
  }

  deinit { inflateEnd(&stream) }

  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int {
    let room = min(room, 1 << 30)
    while !isAtEnd {
      let waiting = try input.waiting()
      stream.next_in = waiting.baseAddress
      stream.avail_in = UInt32(waiting.count)
      stream.next_out = memory
      stream.avail_out = UInt32(room)
      let answer = inflate(&stream, Z_NO_FLUSH)
      let consumed = waiting.count - Int(stream.avail_in)
      let produced = room - Int(stream.avail_out)
      input.take(consumed)
      switch answer {
      case Z_STREAM_END:
        // Zeros or other bytes behind the last member are padding.
        let next = try input.waiting(atLeast: 2)
        if next.count >= 2, next[0] == 0x1F, next[1] == 0x8B {
          guard inflateReset(&stream) == Z_OK else { throw broken(path, "cannot be unpacked") }
        } else {
          isAtEnd = true
        }
      case Z_OK, Z_BUF_ERROR:
        if consumed == 0 && produced == 0 { throw broken(path, "ends too early") }
      default: throw broken(path, "is damaged")
      }
      if produced > 0 { return produced }
    }
    return 0
  }
}

/// The content of a `.zst` file, of all its frames.
final class FramesStream: ByteStream {
  private let input: Input
  private let path: String
  private let stream: OpaquePointer
  private var isInFrame = true
  private var isAtEnd = false
  private var hasContent = false

  init(_ source: any ByteStream, path: String) throws {
    input = Input(source)
    self.path = path
    guard let stream = ZSTD_createDStream() else { throw MemoryMeter.error(limit: 0) }
    self.stream = stream
    // Files made with `zstd --long` look back further than the library allows by itself.
    _ = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 31)
  }

  deinit { ZSTD_freeDStream(stream) }

  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int {
    while !isAtEnd {
      let waiting = isInFrame ? try input.waiting() : try input.waiting(atLeast: 8)
      if waiting.isEmpty && !isInFrame {
        isAtEnd = true
        return 0
      }
      var source = ZSTD_inBuffer(src: waiting.baseAddress, size: waiting.count, pos: 0)
      var target = ZSTD_outBuffer(dst: memory, size: room, pos: 0)
      let answer = ZSTD_decompressStream(stream, &target, &source)
      if ZSTD_isError(answer) != 0 {
        // What stands behind a whole frame and is none is padding.
        if !isInFrame && hasContent && !isZstd(Array(waiting.prefix(8))) {
          isAtEnd = true
          return 0
        }
        throw broken(path, "is damaged")
      }
      input.take(source.pos)
      isInFrame = answer != 0
      if target.pos > 0 {
        hasContent = true
        return target.pos
      }
      if isInFrame && source.pos == 0 { throw broken(path, "ends too early") }
    }
    return 0
  }
}

/// Whether bytes begin a file of zstd frames, which may begin with one to be skipped.
func isZstd(_ start: [UInt8]) -> Bool {
  start.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    || start.count >= 8 && (0x50...0x5F).contains(start[0]) && Array(start[1..<4]) == [0x2A, 0x4D, 0x18]
}

// MARK: Letters of two bytes

/// UTF-16 as UTF-8.
final class NarrowingStream: ByteStream {
  private let input: Input
  private let isBigEndian: Bool
  /// What was made and nobody has taken yet.
  private let made = UnsafeMutablePointer<UInt8>.allocate(capacity: NarrowingStream.unitBytes / 2 * 3 + 8)
  private var position = 0
  private var count = 0

  private static let unitBytes = 64 << 10

  init(_ source: any ByteStream, isBigEndian: Bool) {
    input = Input(source)
    self.isBigEndian = isBigEndian
  }

  deinit { made.deallocate() }

  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int {
    if position == count { try makeMore() }
    let length = min(room, count - position)
    memory.update(from: made + position, count: length)
    position += length
    return length
  }

  private func makeMore() throws {
    position = 0
    count = 0
    let waiting = try input.waiting(atLeast: 4)
    guard let start = waiting.baseAddress, waiting.count >= 2 else { return }
    var bytes = min(waiting.count, NarrowingStream.unitBytes) & ~1
    // The two halves of a letter stay together.
    let high = isBigEndian ? start[bytes - 2] : start[bytes - 1]
    if bytes > 2, (0xD8..<0xDC).contains(high) { bytes -= 2 }
    count = scan_utf16(start, bytes, isBigEndian, made)
    input.take(bytes)
  }
}

/// Leaves the first bytes of a stream out: a byte order mark.
final class SkippingStream: ByteStream {
  private let source: any ByteStream
  private var left: Int

  init(_ source: any ByteStream, first count: Int) {
    self.source = source
    left = count
  }

  func read(into memory: UnsafeMutablePointer<UInt8>, _ room: Int) throws -> Int {
    while left > 0 {
      let length = try source.read(into: memory, min(room, left))
      if length == 0 { return 0 }
      left -= length
    }
    return try source.read(into: memory, room)
  }
}

/// The error for a file that is another one now.
func changedFile(_ path: String) -> Diagnostic {
  Diagnostic(
    .fileChanged, "the file `\(path)` changed while it was read",
    help: ["load it again once it is complete"])
}
