import CLZ4
import CZstd
import Glibc

/// Bytes in memory of their own.
final class ByteRun: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  let count: Int

  /// Memory for so many bytes, not filled yet; fails where the machine has none.
  init(count: Int) throws {
    guard count >= 0, count < .max - 8, let memory = malloc(count + 8) else {
      throw ArrowFault.damaged("a part of it claims to be larger than the memory of this machine")
    }
    start = memory
    self.count = count
  }

  deinit { free(start) }

  /// A copy of the bytes, which outlives this object.
  var copy: [UInt8] { Array(bytes) }

  /// The bytes; valid while this object lives.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}

/// How the buffers of a batch are compressed, by the number in the file.
enum ArrowCodec: Int8, Sendable {
  case lz4Frame, zstd

  /// A buffer as it was before it was compressed: its length stands in front, or -1 for a buffer left as it was.
  ///
  /// - Parameter limit: Bytes that the buffer may have.
  func unpacked(_ packed: ByteRun, limit: Int) throws -> ByteRun {
    if packed.count == 0 { return packed }
    guard packed.count >= 8 else { throw ArrowFault.damaged("a compressed part is too short") }
    let length = Int(Int64(littleEndian: packed.bytes.loadUnaligned(as: Int64.self)))
    if length == -1 {
      let plain = try ByteRun(count: packed.count - 8)
      plain.start.copyMemory(from: packed.start + 8, byteCount: plain.count)
      return plain
    }
    guard length >= 0, length <= limit else {
      throw ArrowFault.damaged("a part of it claims to be larger than the memory that may be taken")
    }
    let plain = try ByteRun(count: length)
    let found: Int? =
      switch self {
      case .lz4Frame: unpackLZ4(packed.start + 8, packed.count - 8, plain)
      case .zstd: unpackZstd(packed.start + 8, packed.count - 8, plain)
      }
    guard found == length else { throw ArrowFault.damaged("a compressed part cannot be unpacked") }
    return plain
  }

  private func unpackZstd(_ source: UnsafeRawPointer, _ count: Int, _ target: ByteRun) -> Int? {
    let length = ZSTD_decompress(target.start, target.count, source, count)
    return ZSTD_isError(length) == 0 ? length : nil
  }

  private func unpackLZ4(_ source: UnsafeRawPointer, _ count: Int, _ target: ByteRun) -> Int? {
    var context: OpaquePointer?
    guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else {
      return nil
    }
    defer { LZ4F_freeDecompressionContext(context) }
    var (consumed, produced) = (0, 0)
    while true {
      var available = count - consumed
      var room = target.count - produced
      let answer = LZ4F_decompress(
        context, target.start + produced, &room, source + consumed, &available, nil)
      if LZ4F_isError(answer) != 0 { return nil }
      consumed += available
      produced += room
      if answer == 0 { return produced }
      if available == 0 && room == 0 { return nil }
    }
  }
}
