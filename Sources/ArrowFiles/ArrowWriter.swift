package import Columns

/// A column to be written into an Arrow file.
package struct ArrowColumn {
  package var name: String
  package var column: Column
  /// The times are instants in UTC.
  package var holdsInstants: Bool
  /// What other tools may want to know of the column, as pairs of name and value.
  package var metadata: [(key: String, value: String)]

  package init(
    _ name: String, _ column: Column, holdsInstants: Bool = false,
    metadata: [(key: String, value: String)] = []
  ) {
    self.name = name
    self.column = column
    self.holdsInstants = holdsInstants
    self.metadata = metadata
  }
}

/// Where a run of bytes was written, and its hash.
package struct WrittenRun: Sendable, Hashable {
  package var offset: Int
  package var count: Int
  package var hash: UInt64

  package init(offset: Int, count: Int, hash: UInt64) {
    self.offset = offset
    self.count = count
    self.hash = hash
  }
}

/// Where the parts of one column were written: the buffers of its rows, and those of its dictionary.
package struct WrittenColumn {
  package var rows: [WrittenRun] = []
  package var dictionary: [WrittenRun] = []
}

/// Writes one table as an Arrow IPC file: one batch, coded columns as dictionaries.
///
/// - Parameters:
///   - metadata: What the end of the file says besides, made when it is known where the columns are.
///   - write: Takes the bytes of the file, one run after the other.
package func writeArrow(
  _ columns: [ArrowColumn], rowCount: Int, metadata: ([WrittenColumn]) -> [(key: String, value: String)],
  write: (UnsafeRawBufferPointer) throws -> Void
) throws {
  var writer = ArrowWriter(columns: columns, rowCount: rowCount)
  try writer.writeFile(metadata, write)
}

/// The bytes of a small table as an Arrow IPC file.
package func arrowBytes(_ columns: [ArrowColumn], rowCount: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  // Memory never refuses bytes.
  try? writeArrow(columns, rowCount: rowCount, metadata: { _ in [] }) { bytes.append(contentsOf: $0) }
  return bytes
}

private struct ArrowWriter {
  let columns: [ArrowColumn]
  let encoded: [EncodedColumn]
  let rowCount: Int
  private var position = 0
  private var dictionaryBlocks: [Int64] = []
  private var batchBlocks: [Int64] = []

  /// Data starts at multiples of this, so that it can be mapped and read in wide steps.
  private static let alignment = 64

  init(columns: [ArrowColumn], rowCount: Int) {
    self.columns = columns
    self.rowCount = rowCount
    encoded = columns.map { EncodedColumn($0) }
  }

  mutating func writeFile(
    _ metadata: ([WrittenColumn]) -> [(key: String, value: String)],
    _ write: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var written = [WrittenColumn](repeating: WrittenColumn(), count: columns.count)
    try put(Array("ARROW1\0\0".utf8), write)
    let schema = self.schema
    _ = try message(kind: 1, runs: [], write, header: schema)
    for (index, column) in encoded.enumerated() {
      guard let dictionary = column.dictionary else { continue }
      written[index].dictionary = try batch([dictionary], rows: dictionary.count, id: Int64(index), write)
    }
    var places = try batch(encoded.map(\.rows), rows: rowCount, id: nil, write)
    for (index, column) in encoded.enumerated() {
      written[index].rows = Array(places.prefix(column.rows.buffers.count))
      places.removeFirst(column.rows.buffers.count)
    }
    try put([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], write)
    try writeFooter(metadata(written), write)
  }

  private mutating func put(_ bytes: [UInt8], _ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    try bytes.withUnsafeBytes(write)
    position += bytes.count
  }

  private mutating func writeFooter(
    _ metadata: [(key: String, value: String)], _ write: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var builder = FlatBuilder()
    let own = keyValues(metadata, &builder)
    let batches = builder.words(batchBlocks, perElement: 3)
    let dictionaries = builder.words(dictionaryBlocks, perElement: 3)
    let schema = schema(&builder)
    let footer = builder.table([
      .short(4), .offset(schema), .offset(dictionaries), .offset(batches), own.map { .offset($0) },
    ])
    let bytes = builder.finished(footer)
    try put(bytes, write)
    try put(withUnsafeBytes(of: Int32(truncatingIfNeeded: bytes.count).littleEndian) { Array($0) }, write)
    try put(Array("ARROW1".utf8), write)
  }

  private func keyValues(
    _ pairs: [(key: String, value: String)], _ builder: inout FlatBuilder
  ) -> FlatBuilder.Place? {
    if pairs.isEmpty { return nil }
    let places = pairs.map { pair in
      let value = builder.text(pair.value)
      let key = builder.text(pair.key)
      return builder.table([.offset(key), .offset(value)])
    }
    return builder.list(places)
  }

  private func schema(_ builder: inout FlatBuilder) -> FlatBuilder.Place {
    let fields = columns.indices.map { index in
      let column = columns[index]
      let metadata = keyValues(column.metadata, &builder)
      let (kind, type) = encoded[index].values.type(&builder)
      var dictionary: FlatBuilder.Place?
      if case .codes(let width) = encoded[index].rows.kind {
        let index = builder.table([.int(Int32(width * 8)), .byte(0)])
        dictionary = index
      }
      let encoding = dictionary.map { builder.table([.long(Int64(index)), .offset($0), .byte(0)]) }
      let children = builder.list([])
      let name = builder.text(column.name)
      return builder.table([
        .offset(name), .byte(1), .byte(kind), .offset(type), encoding.map { .offset($0) }, .offset(children),
        metadata.map { .offset($0) },
      ])
    }
    let list = builder.list(fields)
    return builder.table([.short(0), .offset(list)])
  }

  /// Writes a batch of rows, or the values of a dictionary with its number.
  private mutating func batch(
    _ arrays: [EncodedArray], rows: Int, id: Int64?, _ write: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> [WrittenRun] {
    let runs = arrays.flatMap(\.buffers)
    var places: [Int64] = []
    var offset = 0
    for run in runs {
      places += [Int64(offset), Int64(run.count)]
      offset += rounded(run.count)
    }
    let begin = position
    let result = try message(kind: id == nil ? 3 : 2, runs: runs, write) { builder in
      let buffers = builder.words(places, perElement: 2)
      let nodes = builder.words(arrays.flatMap { [Int64($0.count), Int64($0.unknown)] }, perElement: 2)
      let data = builder.table([.long(Int64(rows)), .offset(nodes), .offset(buffers)])
      guard let id else { return data }
      return builder.table([.long(id), .offset(data), .byte(0)])
    }
    let block = [Int64(begin), Int64(result.body - begin), Int64(position - result.body)]
    if id == nil { batchBlocks += block } else { dictionaryBlocks += block }
    return result.runs
  }

  private func rounded(_ count: Int) -> Int {
    (count + ArrowWriter.alignment - 1) / ArrowWriter.alignment * ArrowWriter.alignment
  }

  /// Writes a message: its head, and runs of bytes as its body.
  private mutating func message(
    kind: UInt8, runs: [ByteSource], _ write: (UnsafeRawBufferPointer) throws -> Void,
    header: (inout FlatBuilder) -> FlatBuilder.Place
  ) throws -> (body: Int, runs: [WrittenRun]) {
    var builder = FlatBuilder()
    let head = header(&builder)
    let size = runs.reduce(0) { $0 + rounded($1.count) }
    let root = builder.table([.short(4), .byte(kind), .offset(head), .long(Int64(size))])
    var bytes = builder.finished(root)
    while (position + 8 + bytes.count) % ArrowWriter.alignment != 0 { bytes.append(0) }
    try put([0xFF, 0xFF, 0xFF, 0xFF], write)
    try put(withUnsafeBytes(of: Int32(truncatingIfNeeded: bytes.count).littleEndian) { Array($0) }, write)
    try put(bytes, write)
    let body = position
    var written: [WrittenRun] = []
    for run in runs {
      let bytes = run.bytes
      written.append(WrittenRun(offset: position, count: bytes.count, hash: contentHash(bytes)))
      // In pieces, so that whoever writes can give up in between.
      var done = 0
      while done < bytes.count {
        let end = min(done + (1 << 20), bytes.count)
        try write(UnsafeRawBufferPointer(rebasing: bytes[done..<end]))
        done = end
      }
      position += bytes.count
      try put([UInt8](repeating: 0, count: rounded(bytes.count) - bytes.count), write)
    }
    return (body, written)
  }
}
