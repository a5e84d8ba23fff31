import CScan
import Columns
import Diagnostics
import Dispatch
import Synchronization

/// A piece of a file that holds whole rows.
struct Stretch: Sendable {
  let file: Int
  var begin: Int
  var end: Int
  var rows: Int
  /// The position of its first row among the rows of all files.
  var firstRow = 0
  var hasQuotes = true
}

/// Where the rows of one file are, and what is unusual about them.
struct Structure: Sendable {
  var stretches: [Stretch] = []
  var rows: Int { stretches.reduce(0) { $0 + $1.rows } }
  var blankLines = 0
  var shortRows = 0
  var longRows = 0
  /// Quotes from this position on are text.
  var literalFrom = SCAN_NOWHERE
  var validCharacters: UInt64 = 0
  var invalidBytes: UInt64 = 0
  var footerRows = 0
  /// Where a quoted cell begins that runs over very many lines.
  var longQuote: Int?
}

/// A piece as it is cut before anything is known: it ends behind the first line end after a round number.
struct Piece: Sendable {
  let file: Int
  let nominalBegin: Int
  let nominalEnd: Int
}

/// What the bytes of a piece are when no quoted cell reaches into it.
struct PieceSummary: Sendable {
  var begin = 0
  var end = 0
  var isEmpty = true
  var summary = scan_summary()
  var valid: UInt64 = 0
  var invalid: UInt64 = 0
  /// The number of quotes is odd.
  var isOdd = false
  /// The rows if the piece begins within quotes, counted where that is to be expected.
  var fromInside: scan_summary?
}

let pieceSize = 256 << 10

/// Runs `body` for each number below `count` on the threads of the work; the first error in the order of the numbers
/// that were begun is thrown, and later numbers are not begun any more.
func forEach(
  _ count: Int, work: Work, _ body: @escaping @Sendable (_ index: Int, _ thread: Int) throws -> Void
) throws {
  let next = Atomic<Int>(0)
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  let threads = max(1, min(work.threads, count))
  @Sendable func run(_ thread: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      do {
        try work.checkpoint()
        try body(index, thread)
      } catch {
        failure.withLock { found in
          if found == nil || found!.index > index { found = (index, error) }
        }
        next.store(count, ordering: .relaxed)
        return
      }
    }
  }
  if threads == 1 { run(0) } else { DispatchQueue.concurrentPerform(iterations: threads) { run($0) } }
  if let error = failure.withLock({ $0?.error }) { throw error }
}

/// Values that several threads fill, each its own places.
final class SharedArray<Element>: @unchecked Sendable {
  private let memory: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    self.count = count
    memory = .allocate(capacity: max(count, 1))
    memory.initialize(repeating: value, count: count)
  }

  deinit {
    memory.deinitialize(count: count)
    memory.deallocate()
  }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      return memory[index]
    }
    set {
      precondition(index >= 0 && index < count)
      memory[index] = newValue
    }
  }
}

/// Finds the rows of all files: every piece is read once as if no quoted cell reached into it, on all threads; where
/// one does, it is read again in file order.
func findStructure(_ files: [DataFile], _ forms: [Form], meter: MemoryMeter, work: Work) throws -> [Structure]
{
  var pieces: [Piece] = []
  for (index, file) in files.enumerated() where !file.isStreamed {
    var begin = forms[index].dataStart
    while begin < file.size {
      let end = min(begin + pieceSize, file.size)
      pieces.append(Piece(file: index, nominalBegin: begin, nominalEnd: end))
      begin = end
    }
  }
  let summaries = SharedArray(repeating: PieceSummary(), count: pieces.count)
  let buffers = (0..<work.threads).map { _ in ReadBufferBox() }
  let allPieces = pieces
  try forEach(pieces.count, work: work) { index, thread in
    let piece = allPieces[index]
    summaries[index] = try summarise(
      piece, files[piece.file], forms[piece.file], buffers[thread].buffer, literalFrom: SCAN_NOWHERE)
    work.done.add(piece.nominalEnd - piece.nominalBegin, ordering: .relaxed)
  }
  try countFromInside(pieces, summaries, files, forms, buffers, work)
  let streamed = files.indices.filter { files[$0].isStreamed }
  let found = SharedArray<Structure?>(repeating: nil, count: files.count)
  try forEach(streamed.count, work: work) { number, _ in
    let index = streamed[number]
    var structure = StreamedStructure(files[index], forms[index], index: index, meter: meter, work: work)
    found[index] = try structure.find()
  }
  var structures: [Structure] = []
  var first = 0
  let buffer = ReadBuffer()
  for (index, file) in files.enumerated() {
    if let structure = found[index] {
      structures.append(structure)
      continue
    }
    var last = first
    while last < pieces.count && pieces[last].file == index { last += 1 }
    var stitcher = Stitcher(file: file, form: forms[index], fileIndex: index, buffer: buffer, work: work)
    structures.append(try stitcher.stitch(pieces[first..<last], summaries, offset: first))
    first = last
  }
  return structures
}

/// Counts the rows of pieces that begin within quotes if every quote is one: on all threads, as long as nobody knows
/// better.
private func countFromInside(
  _ pieces: [Piece], _ summaries: SharedArray<PieceSummary>, _ files: [DataFile], _ forms: [Form],
  _ buffers: [ReadBufferBox], _ work: Work
) throws {
  var expected: [Int] = []
  var isInside = false
  for (index, piece) in pieces.enumerated() {
    if index == 0 || pieces[index - 1].file != piece.file { isInside = false }
    let summary = summaries[index]
    if summary.isEmpty { continue }
    if isInside {
      if summary.summary.has_quotes { expected.append(index) }
      isInside = !summary.isOdd
    } else {
      isInside = summary.summary.ends_inside
    }
  }
  let found = expected
  try forEach(found.count, work: work) { number, thread in
    let index = found[number]
    let (file, form) = (files[pieces[index].file], forms[pieces[index].file])
    let (begin, end) = (summaries[index].begin, summaries[index].end)
    let bytes = try file.read(begin, end, with: buffers[thread].buffer)
    var summary = scan_summary()
    scan_count(bytes, 0, end - begin, form.cells, true, SCAN_NOWHERE, form.columnCount, &summary)
    summary.move(by: begin)
    summaries[index].fromInside = summary
  }
}

extension scan_summary {
  /// Makes positions in a piece positions in its file.
  fileprivate mutating func move(by offset: Int) {
    first_row = shifted(first_row, by: offset)
    open_quote = shifted(open_quote, by: offset)
    long_quote = shifted(long_quote, by: offset)
  }
}

/// A buffer that is handed to one thread at a time.
final class ReadBufferBox: @unchecked Sendable { let buffer = ReadBuffer() }

/// The bytes of a piece, cut at line ends, and what they hold.
private func summarise(
  _ piece: Piece, _ file: DataFile, _ form: Form, _ buffer: ReadBuffer, literalFrom: Int
) throws -> PieceSummary {
  let isFirst = piece.nominalBegin == form.dataStart
  let isLast = piece.nominalEnd == file.size
  let newline = form.cells.newline
  // The byte before tells whether the piece begins behind a line end.
  let start = isFirst ? piece.nominalBegin : piece.nominalBegin - 1
  var extra = isLast ? 0 : 4 << 10
  while true {
    let stop = min(file.size, piece.nominalEnd + extra)
    let bytes = try file.read(start, stop, with: buffer)
    let nominalCount = piece.nominalEnd - start
    var begin = 0
    if !isFirst {
      guard let found = firstIndex(of: newline, in: bytes, 0, nominalCount - 1) else { return PieceSummary() }
      begin = found + 1
    }
    var end = stop - start
    if !isLast {
      if let found = firstIndex(of: newline, in: bytes, nominalCount - 1, stop - start) {
        end = found + 1
      } else if stop < file.size {
        guard extra < pieceLimit else { throw lineTooLong(file, at: start + begin) }
        extra *= 4
        continue
      }
    }
    guard end - begin <= pieceLimit else { throw lineTooLong(file, at: start + begin) }
    var result = PieceSummary(begin: start + begin, end: start + end, isEmpty: false)
    let literal = literalFrom == SCAN_NOWHERE ? SCAN_NOWHERE : max(literalFrom - start, 0)
    scan_count(bytes, begin, end, form.cells, false, literal, form.columnCount, &result.summary)
    scan_utf8_count(bytes + begin, end - begin, &result.valid, &result.invalid)
    result.summary.move(by: start)
    if result.summary.has_quotes {
      result.isOdd = scan_occurrences(bytes + begin, end - begin, form.cells.quote) & 1 == 1
    }
    return result
  }
}

private func shifted(_ position: Int, by offset: Int) -> Int {
  position == SCAN_NOWHERE ? SCAN_NOWHERE : position + offset
}

private func firstIndex(of byte: UInt8, in bytes: UnsafePointer<UInt8>, _ begin: Int, _ end: Int) -> Int? {
  guard begin < end else { return nil }
  let found = scan_find(bytes, begin, end, byte)
  return found == SCAN_NOWHERE ? nil : found
}

func lineTooLong(_ file: DataFile, at position: Int) -> Diagnostic {
  Diagnostic(
    .lineTooLong,
    "a row of `\(file.path)` that begins at byte \(position + 1) is longer than \(pieceLimit >> 20) MB",
    help: ["its line ends may be missing, or a quote is never closed"])
}

/// Joins the summaries of the pieces of one file.
private struct Stitcher {
  let file: DataFile
  let form: Form
  let fileIndex: Int
  let buffer: ReadBuffer
  let work: Work

  mutating func stitch(_ pieces: ArraySlice<Piece>, _ summaries: SharedArray<PieceSummary>, offset: Int)
    throws
    -> Structure
  {
    let all = pieces.indices.map { summaries[$0] }.filter { !$0.isEmpty }
    var literalFrom = SCAN_NOWHERE
    while true {
      let (structure, openQuote) = try pass(all, literalFrom: literalFrom)
      guard let openQuote else { return structure }
      // What never closes is no quote; nor is any behind it.
      literalFrom = openQuote
    }
  }

  private func pass(_ pieces: [PieceSummary], literalFrom: Int) throws -> (Structure, openQuote: Int?) {
    var structure = Structure()
    structure.literalFrom = literalFrom
    var isInside = false
    var openQuote = 0
    // Cells of the row that is not finished.
    var cellsSoFar = 0
    for piece in pieces {
      try work.checkpoint()
      var summary = piece.summary
      if isInside && !summary.has_quotes {
        summary = scan_summary()
        summary.first_row = SCAN_NOWHERE
        summary.open_quote = SCAN_NOWHERE
        summary.long_quote = SCAN_NOWHERE
        summary.ends_inside = true
      } else if isInside, literalFrom >= piece.end, let known = piece.fromInside {
        summary = known
      } else if isInside || (literalFrom < piece.end && summary.has_quotes) {
        let bytes = try file.read(piece.begin, piece.end, with: buffer)
        let literal = literalFrom == SCAN_NOWHERE ? SCAN_NOWHERE : max(literalFrom - piece.begin, 0)
        scan_count(
          bytes, 0, piece.end - piece.begin, form.cells, isInside, literal, form.columnCount, &summary)
        summary.move(by: piece.begin)
      }
      if isInside {
        if summary.first_row == SCAN_NOWHERE && summary.ends_inside {
          cellsSoFar += summary.tail_cells
          if summary.open_quote != SCAN_NOWHERE { openQuote = summary.open_quote }
        } else {
          let cells = cellsSoFar + summary.head_cells + 1
          if cells < form.columnCount { structure.shortRows += 1 }
          if cells > form.columnCount { structure.longRows += 1 }
        }
      }
      if summary.first_row != SCAN_NOWHERE {
        if let last = structure.stretches.indices.last { structure.stretches[last].end = summary.first_row }
        structure.stretches.append(
          Stretch(
            file: fileIndex, begin: summary.first_row, end: piece.end, rows: summary.rows,
            hasQuotes: summary.has_quotes))
        if summary.ends_inside {
          cellsSoFar = summary.tail_cells
          openQuote = summary.open_quote
        }
      } else if let last = structure.stretches.indices.last {
        structure.stretches[last].end = piece.end
      }
      if summary.long_quote != SCAN_NOWHERE {
        structure.longQuote = structure.longQuote ?? summary.long_quote
      }
      if isInside && summary.ends_inside && summary.first_row == SCAN_NOWHERE {
        structure.longQuote = structure.longQuote ?? openQuote
      }
      isInside = summary.ends_inside
      structure.blankLines += summary.blank_lines
      structure.shortRows += summary.short_rows
      structure.longRows += summary.long_rows
      structure.validCharacters += piece.valid
      structure.invalidBytes += piece.invalid
    }
    for stretch in structure.stretches where stretch.end - stretch.begin > pieceLimit {
      if isInside { break }
      throw lineTooLong(file, at: stretch.begin)
    }
    return (structure, isInside ? openQuote : nil)
  }
}
