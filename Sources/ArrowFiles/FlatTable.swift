/// What is wrong with a file that calls itself Arrow.
enum ArrowFault: Error {
  /// Words that follow `the Arrow file is damaged: `.
  case damaged(String)
  /// Words that follow `the Arrow file has `.
  case unsupported(String)
}

/// A table of a FlatBuffers message, the format of everything in an Arrow file that is not data.
///
/// Every access is checked against the bytes, so that a damaged file ends in an error and nothing else.
struct FlatTable {
  private let bytes: [UInt8]
  private let start: Int
  private let layout: Int
  private let layoutSize: Int

  /// The table at the root of a message.
  init(root bytes: [UInt8]) throws {
    try self.init(bytes, at: Int(try FlatTable.integer(bytes, 0, UInt32.self)))
  }

  private init(_ bytes: [UInt8], at start: Int) throws {
    let back = Int(try FlatTable.integer(bytes, start, Int32.self))
    let layout = start - back
    layoutSize = Int(try FlatTable.integer(bytes, layout, UInt16.self))
    guard layoutSize >= 4, layout + layoutSize <= bytes.count else { throw ArrowFault.damaged("a table") }
    self.bytes = bytes
    self.start = start
    self.layout = layout
  }

  static func integer<Integer: FixedWidthInteger>(
    _ bytes: [UInt8], _ position: Int, _ type: Integer.Type
  ) throws -> Integer {
    let size = MemoryLayout<Integer>.size
    guard position >= 0, position <= bytes.count - size else { throw ArrowFault.damaged("an offset") }
    return bytes.withUnsafeBytes {
      Integer(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Integer.self))
    }
  }

  private func place(_ slot: Int) throws -> Int? {
    let entry = 4 + slot * 2
    guard entry + 2 <= layoutSize else { return nil }
    let offset = Int(try FlatTable.integer(bytes, layout + entry, UInt16.self))
    return offset == 0 ? nil : start + offset
  }

  func integer<Integer: FixedWidthInteger>(_ slot: Int, default value: Integer) throws -> Integer {
    guard let place = try place(slot) else { return value }
    return try FlatTable.integer(bytes, place, Integer.self)
  }

  /// The place that an offset leads to.
  private func target(_ slot: Int) throws -> Int? {
    guard let place = try place(slot) else { return nil }
    return place + Int(try FlatTable.integer(bytes, place, UInt32.self))
  }

  func table(_ slot: Int) throws -> FlatTable? {
    guard let target = try target(slot) else { return nil }
    return try FlatTable(bytes, at: target)
  }

  func text(_ slot: Int) throws -> String? {
    guard let target = try target(slot) else { return nil }
    let count = Int(try FlatTable.integer(bytes, target, UInt32.self))
    guard count <= bytes.count - target - 4 else { throw ArrowFault.damaged("a text") }
    return String(decoding: bytes[(target + 4)..<(target + 4 + count)], as: UTF8.self)
  }

  /// The start and the number of a vector's elements of so many bytes.
  private func vector(_ slot: Int, elementSize: Int) throws -> (start: Int, count: Int)? {
    guard let target = try target(slot) else { return nil }
    let count = Int(try FlatTable.integer(bytes, target, UInt32.self))
    guard count <= (bytes.count - target - 4) / elementSize else { throw ArrowFault.damaged("a list") }
    return (target + 4, count)
  }

  func tables(_ slot: Int) throws -> [FlatTable] {
    guard let vector = try vector(slot, elementSize: 4) else { return [] }
    return try (0..<vector.count).map { index in
      let place = vector.start + index * 4
      return try FlatTable(bytes, at: place + Int(try FlatTable.integer(bytes, place, UInt32.self)))
    }
  }

  /// A list of structures made of 64-bit numbers, the numbers one after the other.
  func words(_ slot: Int, perElement: Int) throws -> [Int64] {
    guard let vector = try vector(slot, elementSize: perElement * 8) else { return [] }
    return try (0..<vector.count * perElement).map {
      try FlatTable.integer(bytes, vector.start + $0 * 8, Int64.self)
    }
  }
}
