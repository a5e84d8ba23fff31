import CScan
import Columns
import Diagnostics
import Synchronization

/// Finds the rows of a text that is read from its start to its end.
///
/// A window over the text always begins with a row. What whole rows it holds become a stretch; the rest stays for the
/// next bytes. A row may therefore be as long as the window may grow.
struct StreamedStructure {
  private let file: DataFile
  private let form: Form
  private let index: Int
  private let work: Work
  private var structure = Structure()
  private let window = Window()
  /// Where the window begins in the text.
  private var begin: Int
  private let meter: MemoryMeter

  init(_ file: DataFile, _ form: Form, index: Int, meter: MemoryMeter, work: Work) {
    self.file = file
    self.form = form
    self.index = index
    self.work = work
    self.meter = meter
    begin = form.dataStart
  }

  mutating func find() throws -> Structure {
    let stream = SkippingStream(try file.opened(work), first: form.dataStart)
    // The last stretches are kept, because a footer may stand in them.
    var last = LastBytes(start: begin)
    while true {
      try work.checkpoint()
      let room = try window.reserve(pieceSize, meter)
      let length = try stream.read(into: room, pieceSize)
      window.count += length
      let isAtEnd = length == 0
      if isAtEnd || window.count >= pieceSize {
        let used = try take(isAtEnd: isAtEnd)
        last.add(window.memory, used)
        window.drop(used)
        begin += used
      }
      if isAtEnd { break }
      guard window.count <= pieceLimit else { throw lineTooLong(file, at: begin) }
    }
    file.measured(size: begin, last: (last.start, try last.bytes(meter)))
    return structure
  }

  /// Makes a stretch of the whole rows in the window.
  ///
  /// - Returns: The bytes of the window that are done with.
  private mutating func take(isAtEnd: Bool) throws -> Int {
    var end = isAtEnd ? window.count : lineEnd(before: window.count)
    while end > 0 {
      var summary = scan_summary()
      let literal =
        structure.literalFrom == SCAN_NOWHERE ? SCAN_NOWHERE : max(structure.literalFrom - begin, 0)
      scan_count(window.memory, 0, end, form.cells, false, literal, form.columnCount, &summary)
      if summary.ends_inside {
        if isAtEnd {
          // What never closes is no quote; nor is any behind it.
          structure.literalFrom = begin + summary.open_quote
        } else {
          end = lineEnd(before: summary.open_quote)
        }
        continue
      }
      var valid: UInt64 = 0
      var invalid: UInt64 = 0
      scan_utf8_count(window.memory, end, &valid, &invalid)
      structure.validCharacters += valid
      structure.invalidBytes += invalid
      structure.blankLines += summary.blank_lines
      structure.shortRows += summary.short_rows
      structure.longRows += summary.long_rows
      if summary.long_quote != SCAN_NOWHERE {
        structure.longQuote = structure.longQuote ?? begin + summary.long_quote
      }
      structure.stretches.append(
        Stretch(
          file: index, begin: begin, end: begin + end, rows: summary.rows, hasQuotes: summary.has_quotes))
      return end
    }
    return 0
  }

  /// Behind the last line end before a place in the window; 0 where there is none.
  private func lineEnd(before place: Int) -> Int {
    var place = place
    while place > 0 && window.memory[place - 1] != form.cells.newline { place -= 1 }
    return place
  }
}

/// Bytes that come behind and go in front.
private final class Window {
  private(set) var memory: UnsafeMutablePointer<UInt8>
  private var capacity = 2 * pieceSize
  var count = 0

  init() { memory = .allocate(capacity: capacity + Int(SCAN_PADDING)) }

  deinit { memory.deallocate() }

  func reserve(_ bytes: Int, _ meter: MemoryMeter) throws -> UnsafeMutablePointer<UInt8> {
    if count + bytes > capacity {
      let larger = max(capacity * 2, count + bytes)
      try meter.add(larger - capacity)
      let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Int(SCAN_PADDING))
      fresh.update(from: memory, count: count)
      memory.deallocate()
      memory = fresh
      capacity = larger
    }
    return memory + count
  }

  func drop(_ bytes: Int) {
    memory.update(from: memory + bytes, count: count - bytes)
    count -= bytes
  }
}

/// The bytes of the last stretches.
private struct LastBytes {
  var start: Int
  private var parts: [[UInt8]] = []

  init(start: Int) { self.start = start }

  mutating func add(_ memory: UnsafePointer<UInt8>, _ count: Int) {
    if count == 0 { return }
    parts.append(Array(UnsafeBufferPointer(start: memory, count: count)))
    while parts.count > 3 { start += parts.removeFirst().count }
  }

  func bytes(_ meter: MemoryMeter) throws -> Bytes {
    let count = parts.reduce(0) { $0 + $1.count }
    try meter.add(count)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count + Int(SCAN_PADDING))
    var place = 0
    for part in parts {
      (memory + place).update(from: part, count: part.count)
      place += part.count
    }
    return Bytes(adopting: memory, count: count)
  }
}

// MARK: Reading the stretches

extension DatasetFiles {
  /// Calls `body` with each stretch and its bytes, on all threads; a thread is never called twice at once.
  ///
  /// Stretches of plain files come in any order. Those of a streamed text are read one after the other by whichever
  /// thread has nothing else to do, while the others work on those before.
  ///
  /// - Parameter skipped: So many stretches at the start are not wanted.
  func forEachStretch(
    from skipped: Int = 0, buffers: [ReadBuffer], work: Work,
    _ body: @escaping @Sendable (_ index: Int, _ bytes: UnsafePointer<UInt8>, _ thread: Int) throws -> Void
  ) throws {
    let boxes = buffers.map { UncheckedBuffer(buffer: $0) }
    let plain = stretches.indices.filter { $0 >= skipped && !files[stretches[$0].file].isStreamed }
    try forEach(plain.count, work: work) { number, thread in
      let stretch = stretches[plain[number]]
      let bytes = try files[stretch.file].read(stretch.begin, stretch.end, with: boxes[thread].buffer)
      try body(plain[number], bytes, thread)
      work.done.add(stretch.end - stretch.begin, ordering: .relaxed)
    }
    let streamed = files.indices.filter { files[$0].isStreamed }
    let runs = streamed.map { file in stretches.indices.filter { $0 >= skipped && stretches[$0].file == file }
    }
    if streamed.count >= 2 * work.threads {
      // Many files: a thread reads one alone.
      try forEach(streamed.count, work: work) { number, thread in
        let reader = try StretchReader(files[streamed[number]], work: work)
        for index in runs[number] {
          let bytes = try reader.read(stretches[index], into: boxes[thread].buffer)
          try body(index, bytes, thread)
        }
      }
      return
    }
    for (file, run) in zip(streamed, runs) where !run.isEmpty {
      let reader = Mutex(SharedReader(reader: try StretchReader(files[file], work: work)))
      try forEach(work.threads, work: work) { _, thread in
        while true {
          try work.checkpoint()
          let index = try reader.withLock { shared -> Int? in
            guard shared.next < run.count, !shared.hasFailed else { return nil }
            let index = run[shared.next]
            shared.next += 1
            // Nobody reads on behind an error.
            shared.hasFailed = true
            _ = try shared.reader.read(stretches[index], into: boxes[thread].buffer)
            shared.hasFailed = false
            return index
          }
          guard let index else { return }
          try body(index, UnsafePointer(boxes[thread].buffer.reserve(0)), thread)
        }
      }
    }
  }
}

private struct UncheckedBuffer: @unchecked Sendable { let buffer: ReadBuffer }

/// The place in a streamed text, for whichever thread reads on.
private struct SharedReader: @unchecked Sendable {
  let reader: StretchReader
  var next = 0
  var hasFailed = false
}

/// Reads the stretches of a streamed text one after the other.
private final class StretchReader {
  private let file: DataFile
  private let stream: any ByteStream
  private var position = 0

  init(_ file: DataFile, work: Work) throws {
    self.file = file
    stream = try file.opened(work)
  }

  func read(_ stretch: Stretch, into buffer: ReadBuffer) throws -> UnsafePointer<UInt8> {
    let target = buffer.reserve(max(stretch.end - stretch.begin, 64 << 10) + Int(SCAN_PADDING))
    while position < stretch.begin {
      let length = try stream.read(into: target, min(stretch.begin - position, 64 << 10))
      if length == 0 { throw file.changed }
      position += length
    }
    var done = 0
    while done < stretch.end - stretch.begin {
      let length = try stream.read(into: target + done, stretch.end - stretch.begin - done)
      if length == 0 { throw file.changed }
      done += length
    }
    position = stretch.end
    return UnsafePointer(target)
  }
}
