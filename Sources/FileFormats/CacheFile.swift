import ArrowFiles
import Columns
import Glibc

/// A cache file that is mapped into memory, with its index.
///
/// Cache files are never changed in place: a new one takes the name of an old one, which stays as it is for whoever
/// has it mapped.
final class CacheFile: Sendable {
  let index: CacheIndex
  private let mapped: MappedFile
  private let rowCount: Int

  /// Opens a cache file for the files and options of a key; nil for any doubt.
  init?(path: String, key: String) {
    guard let mapped = MappedFile(path), let metadata = arrowMetadata(mapped.bytes),
      let text = metadata["kpi.columns"], let hash = metadata["kpi.hash"], hash == CacheFile.hash(text),
      let index = CacheIndex(text), index.key == key
    else { return nil }
    self.mapped = mapped
    self.index = index
    var rows = 0
    for count in index.rowsOfFiles {
      let (sum, isTooLarge) = rows.addingReportingOverflow(count)
      if isTooLarge { return nil }
      rows = sum
    }
    rowCount = rows
  }

  static func hash(_ text: String) -> String {
    var text = text
    return String(text.withUTF8 { contentHash(UnsafeRawBufferPointer($0)) }, radix: 16)
  }

  /// The bytes of a run, whose hash is right.
  func bytes(_ run: WrittenRun) -> UnsafeRawBufferPointer? {
    let file = mapped.bytes
    guard run.offset <= file.count, run.count <= file.count - run.offset else { return nil }
    let bytes = UnsafeRawBufferPointer(rebasing: file[run.offset..<(run.offset + run.count)])
    return contentHash(bytes) == run.hash ? bytes : nil
  }

  /// A column as it was read once; nil where it is not there or damaged.
  func column(_ name: CachedName) -> Column? {
    guard let cached = index.columns[name] else { return nil }
    var runs: [UnsafeRawBufferPointer] = []
    for run in cached.runs {
      guard let bytes = bytes(run) else { return nil }
      runs.append(bytes)
    }
    switch cached.shape {
    case .integers:
      guard let values = integers(runs, cached, count: rowCount, isDomain: false) else { return nil }
      return Column(type: cached.type, storage: .plain(.integers(values, scale: cached.scale)))
    case .reals:
      guard runs.count == 1, let values = buffer(runs[0], Double.self, rowCount) else { return nil }
      return Column(type: cached.type, storage: .plain(.reals(values)))
    case .bools: return flags(runs, cached)
    case .codedTexts, .codedIntegers, .codedReals:
      guard let codes = codes(runs, cached), let domain = domain(Array(runs.dropFirst()), cached) else {
        return nil
      }
      return Column(type: cached.type, storage: .coded(codes, domain: domain))
    }
  }

  private func buffer<Element: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Element.Type, _ count: Int
  ) -> Buffer<Element>? {
    guard bytes.count == count * MemoryLayout<Element>.stride else { return nil }
    guard count > 0, let start = bytes.baseAddress else { return Buffer([]) }
    return Buffer(borrowing: start.assumingMemoryBound(to: type), count: count, from: mapped)
  }

  private func codes(_ runs: [UnsafeRawBufferPointer], _ cached: CachedColumn) -> Codes? {
    guard let first = runs.first else { return nil }
    switch cached.width {
    case 1: return buffer(first, UInt8.self, rowCount).map { .narrow($0) }
    case 2: return buffer(first, UInt16.self, rowCount).map { .medium($0) }
    case 4: return buffer(first, UInt32.self, rowCount).map { .wide($0) }
    default: return nil
    }
  }

  private func domain(_ runs: [UnsafeRawBufferPointer], _ cached: CachedColumn) -> Vector? {
    let count = cached.domainCount
    switch cached.shape {
    case .codedTexts:
      guard runs.count == 2, let offsets = buffer(runs[0], Int.self, count + 1),
        let bytes = buffer(runs[1], UInt8.self, runs[1].count), offsets.values.last == bytes.count
      else { return nil }
      return .texts(TextBuffer(bytes: bytes, offsets: offsets))
    case .codedIntegers:
      return integers(runs, cached, count: count, isDomain: true).map { .integers($0, scale: cached.scale) }
    case .codedReals:
      guard runs.count == 1, let values = buffer(runs[0], Double.self, count), count > 0 else { return nil }
      return .reals(Buffer([.nan] + values.values.dropFirst()))
    default: return nil
    }
  }

  /// Integers of 64 bits as they are, or days in 32 bits made wide; unknown stands first in a domain.
  private func integers(
    _ runs: [UnsafeRawBufferPointer], _ cached: CachedColumn, count: Int, isDomain: Bool
  ) -> Buffer<Int64>? {
    guard let values = runs.last, count > 0 || !isDomain else { return nil }
    if values.count == count * 8, runs.count == 1 {
      guard let wide = buffer(values, Int64.self, count) else { return nil }
      return isDomain ? Buffer([Vector.unknownInteger] + wide.values.dropFirst()) : wide
    }
    guard let days = buffer(values, Int32.self, count) else { return nil }
    if isDomain { return Buffer([Vector.unknownInteger] + days.values.dropFirst().map { Int64($0) }) }
    guard runs.count == 2, runs[0].isEmpty || runs[0].count == (count + 7) / 8 else { return nil }
    let validity = runs[0]
    return Buffer(count: count) { target in
      for row in 0..<count {
        let isKnown = validity.isEmpty || validity[row >> 3] & (1 << UInt8(row & 7)) != 0
        target[row] = isKnown ? Int64(days.values[row]) : Vector.unknownInteger
      }
    }
  }

  /// Booleans from a bit each, and the order in which they were first met.
  private func flags(_ runs: [UnsafeRawBufferPointer], _ cached: CachedColumn) -> Column? {
    guard runs.count == 2, runs[1].count == (rowCount + 7) / 8,
      runs[0].isEmpty || runs[0].count == runs[1].count
    else { return nil }
    let order = cached.flagOrder.utf8.map { $0 &- UInt8(ascii: "0") }
    guard order.allSatisfy({ $0 <= 1 }), Set(order).count == order.count else { return nil }
    var codeOfFlag: [UInt8] = [0, 0]
    for (place, flag) in order.enumerated() { codeOfFlag[Int(flag)] = UInt8(place + 1) }
    let codes = Buffer<UInt8>(count: rowCount) { target in
      for row in 0..<rowCount {
        let (byte, bit) = (row >> 3, UInt8(row & 7))
        let isKnown = runs[0].isEmpty || runs[0][byte] >> bit & 1 == 1
        target[row] = isKnown ? codeOfFlag[Int(runs[1][byte] >> bit & 1)] : 0
      }
    }
    return Column(type: .bool, storage: .coded(.narrow(codes), domain: .bools(Buffer([2] + order))))
  }
}

/// A file in memory as long as the object lives.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
      // Only one's own file is believed.
      status.st_uid == geteuid(),
      let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
