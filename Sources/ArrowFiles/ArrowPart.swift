/// The buffers of one column in one batch.
struct ArrowPart {
  let type: ArrowType
  let rows: Int
  /// A bit for each row, 1 where it is known; nil where all are.
  let validity: ByteRun?
  /// What comes after the validity, as the type says.
  let buffers: [ByteRun]

  /// Whether a row has a value.
  @inline(__always) func isKnown(_ row: Int) -> Bool {
    guard let validity else { return true }
    return validity.bytes[row >> 3] & (1 << UInt8(row & 7)) != 0
  }

  /// Values of a fixed size.
  func values<Element: BitwiseCopyable>(_ type: Element.Type) -> UnsafeBufferPointer<Element> {
    guard rows > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(
      start: UnsafePointer(buffers[0].start.assumingMemoryBound(to: Element.self)), count: rows)
  }
}

extension ArrowFile {
  /// The buffers of a column in one batch, read and unpacked.
  ///
  /// - Parameter limit: Rows that are wanted at most; a sample does not read a whole batch where it need not.
  func part(_ column: Int, _ batch: ArrowBatch, limit: Int, memory: Int) throws -> ArrowPart {
    var place = ArrowPlace()
    for field in fields[..<column] { try place.pass(field, batch) }
    let field = fields[column]
    return try part(field.dictionary?.index ?? field.type, batch, place, limit: limit, memory: memory)
  }

  /// The values of a dictionary.
  func dictionary(_ id: Int64, _ type: ArrowType, memory: Int) throws -> ArrowPart {
    guard let batch = dictionaries[id] else { throw ArrowFault.damaged("a dictionary is missing") }
    return try part(type, batch, ArrowPlace(), limit: .max, memory: memory)
  }

  private func part(
    _ type: ArrowType, _ batch: ArrowBatch, _ place: ArrowPlace, limit: Int, memory: Int
  ) throws -> ArrowPart {
    guard place.node * 2 + 1 < batch.nodes.count, batch.nodes[place.node * 2] == Int64(batch.rows) else {
      throw ArrowFault.damaged("the columns of a batch do not have the same rows")
    }
    let unknown = batch.nodes[place.node * 2 + 1]
    let rows = min(batch.rows, limit)
    if case .null = type { return ArrowPart(type: type, rows: rows, validity: nil, buffers: []) }
    let source = self.source

    func buffer(_ index: Int, first bytes: Int? = nil, from start: Int = 0) throws -> ByteRun {
      let number = place.buffer + index
      guard number * 2 + 1 < batch.buffers.count else { throw ArrowFault.damaged("a buffer is missing") }
      let (offset, length) = (batch.buffers[number * 2], batch.buffers[number * 2 + 1])
      guard offset >= 0, length >= 0, offset <= Int64(batch.bodySize),
        length <= Int64(batch.bodySize) - offset
      else { throw ArrowFault.damaged("a buffer lies outside of its batch") }
      guard let codec = batch.codec else {
        let begin = min(start, Int(length))
        return try source.read(
          batch.body + Int(offset) + begin, min(bytes ?? .max, Int(length) - begin))
      }
      return try codec.unpacked(try source.read(batch.body + Int(offset), Int(length)), limit: memory)
    }
    func needed(_ run: ByteRun, _ bytes: Int) throws -> ByteRun {
      guard run.count >= bytes else { throw ArrowFault.damaged("a column is shorter than its batch") }
      return run
    }

    var validity: ByteRun?
    if unknown != 0 {
      let bits = try buffer(0, first: (rows + 7) / 8)
      // A bitmap may be left out even where a count is given, which then does not hold.
      if bits.count > 0 { validity = try needed(bits, (rows + 7) / 8) }
    }
    if rows == 0 { return ArrowPart(type: type, rows: 0, validity: nil, buffers: []) }
    if let width = type.width {
      let (bits, isTooLarge) = rows.multipliedReportingOverflow(by: width)
      guard !isTooLarge else { throw ArrowFault.damaged("it claims too many rows") }
      let bytes = (bits + 7) / 8
      var buffers = [try needed(try buffer(1, first: bytes), bytes)]
      if type == .textView {
        guard place.view < batch.viewCounts.count else { throw ArrowFault.damaged("a buffer is missing") }
        let count = batch.viewCounts[place.view]
        guard count >= 0, count <= Int64(batch.buffers.count / 2) else {
          throw ArrowFault.damaged("a buffer is missing")
        }
        for index in 0..<Int(count) { buffers.append(try buffer(2 + index)) }
      }
      return ArrowPart(type: type, rows: rows, validity: validity, buffers: buffers)
    }
    guard case .text(let isLarge) = type else { throw ArrowFault.damaged("a column of another type") }
    let size = (rows + 1) * (isLarge ? 8 : 4)
    let offsets = try needed(try buffer(1, first: size), size)
    func end(_ row: Int) -> Int {
      isLarge
        ? Int(offsets.bytes.loadUnaligned(fromByteOffset: row * 8, as: Int64.self))
        : Int(offsets.bytes.loadUnaligned(fromByteOffset: row * 4, as: Int32.self))
    }
    // A sample reads only the texts that it shows.
    let last = end(rows)
    guard last >= 0 else { throw ArrowFault.damaged("a text ends before it starts") }
    let texts = try buffer(2, first: last)
    return ArrowPart(type: type, rows: rows, validity: validity, buffers: [offsets, texts])
  }
}

/// Where the next column of a batch starts in its lists.
private struct ArrowPlace {
  var node = 0
  var buffer = 0
  var view = 0

  /// Goes past a column and its children.
  mutating func pass(_ field: ArrowField, _ batch: ArrowBatch) throws {
    node += 1
    if field.dictionary != nil {
      buffer += 2
      return
    }
    buffer += field.type.buffers
    if field.type.isView {
      guard view < batch.viewCounts.count, (0...Int64(batch.buffers.count)).contains(batch.viewCounts[view])
      else { throw ArrowFault.damaged("a buffer is missing") }
      buffer += Int(batch.viewCounts[view])
      view += 1
    }
    for child in field.children { try pass(child, batch) }
  }
}
