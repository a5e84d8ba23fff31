import Columns

/// Something that each row adds to its group: a whole number for each code of a source, such as 1 for every promoter.
struct CountedField {
  let source: CodeSource
  /// Shape `[source.size]`.
  let amounts: [UInt64]

  var most: UInt64 { amounts.max() ?? 0 }

  func isSame(as other: CountedField) -> Bool {
    source.isSame(as: other.source) && amounts == other.amounts
  }
}

/// How several fields share the words that are added for a row.
///
/// A field needs as many bits as its sum over some thousand rows has; before it can run over into its neighbour the
/// words are emptied into wide totals. So one addition counts everything that a query asks of a row.
struct PackedLayout {
  struct Place {
    let word: Int
    let shift: UInt64
    let bits: Int
    var mask: UInt64 { bits == 64 ? .max : 1 << UInt64(bits) - 1 }
  }

  /// 1, 2 or 4.
  let words: Int
  /// Shape `[field]`.
  let places: [Place]
  /// Rows after which the words must be emptied.
  let rows: Int

  /// Words of one row.
  static let mostWords = 4

  /// The layout that costs least; nil where the fields do not fit into four words.
  ///
  /// - Parameters:
  ///   - most: for each field what one row may add at most.
  ///   - allRows: rows that one thread may see.
  init?(most: [UInt64], groups: Int, allRows: Int) {
    var best: (cost: Double, words: Int, places: [Place], rows: Int)?
    for rows in [4_095, 8_191, 16_383, 32_767, 65_535, 131_071, 1 << 20 - 1, max(allRows, 4_095)] {
      guard let places = PackedLayout.places(most, rows: rows) else { continue }
      let used = (places.map(\.word).max() ?? 0) + 1
      let words = used <= 2 ? used : 4
      guard used <= PackedLayout.mostWords else { continue }
      // Measured in cycles a row: a second word costs about one, and to empty a field about two.
      let emptying = 2 * Double(groups * max(most.count, 1)) / Double(min(rows, max(allRows, 1)))
      let cost = Double(words) + emptying
      if cost < best?.cost ?? .infinity { best = (cost, words, places, rows) }
    }
    guard let best else { return nil }
    (words, places, rows) = (best.words, best.places, best.rows)
  }

  /// Each field in the first word that has room, large ones first.
  private static func places(_ most: [UInt64], rows: Int) -> [Place]? {
    var used: [Int] = []
    var places: [Int: Place] = [:]
    for field in most.indices.sorted(by: { most[$0] > most[$1] }) {
      let sum = most[field].multipliedReportingOverflow(by: UInt64(rows))
      if sum.overflow { return nil }
      let bits = max(64 - sum.partialValue.leadingZeroBitCount, 1)
      if let word = used.firstIndex(where: { $0 + bits <= 64 }) {
        places[field] = Place(word: word, shift: UInt64(used[word]), bits: bits)
        used[word] += bits
      } else {
        places[field] = Place(word: used.count, shift: 0, bits: bits)
        used.append(bits)
      }
    }
    return most.indices.compactMap { places[$0] }
  }
}

/// Fields that are added with one addition a row, because they hang on the codes of one or two sources.
struct PackedSet {
  /// Lanes of the row loop with the codes; none where every row adds the same.
  let lanes: [Int]
  /// Which of the row loop's group numbers are used.
  let numbering: Int
  /// Shape `[field]`: the position of its source in `lanes`, and what each code adds.
  let fields: [(lane: Int, amounts: [UInt64])]
  let layout: PackedLayout
  /// Shape `[lane][code][word]`.
  let tables: [CounterMemory]

  init?(
    lanes: [(lane: Int, size: Int)], numbering: Int, fields: [(lane: Int, amounts: [UInt64])], groups: Int,
    rows: Int
  ) {
    guard
      let layout = PackedLayout(most: fields.map { $0.amounts.max() ?? 0 }, groups: groups, allRows: rows)
    else { return nil }
    self.lanes = lanes.map(\.lane)
    self.numbering = numbering
    self.fields = fields
    self.layout = layout
    tables = lanes.indices.map { lane in
      let table = CounterMemory(count: lanes[lane].size * layout.words)
      for (field, place) in zip(fields, layout.places) where field.lane == lane {
        for code in 0..<lanes[lane].size {
          table.words[code * layout.words + place.word] |= field.amounts[code] << place.shift
        }
      }
      return table
    }
  }
}

/// Words with the alignment of the widest counters, zero at first.
final class CounterMemory: @unchecked Sendable {
  let words: UnsafeMutablePointer<UInt64>
  let count: Int

  init(count: Int) {
    self.count = max(count, 1)
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: self.count * 8, alignment: MemoryLayout<SIMD4<UInt64>>.alignment)
    words = bytes.bindMemory(to: UInt64.self, capacity: self.count)
    words.initialize(repeating: 0, count: self.count)
  }

  deinit { UnsafeMutableRawPointer(words).deallocate() }

  func pointer<Word: CounterWord>(_: Word.Type, from first: Int = 0) -> UnsafeMutablePointer<Word> {
    UnsafeMutableRawPointer(words + first).assumingMemoryBound(to: Word.self)
  }
}

/// The counters of one thread.
final class PackedCounters {
  private let set: PackedSet
  private let groups: Int
  /// Shape `[copy][group + nobodies][word]`; the last groups are those of rows that do not count.
  private let memory: CounterMemory
  /// Words of one copy.
  private let size: Int
  private let copies: Int
  private var rowsLeft: Int
  /// Shape `[field][group]`.
  private(set) var totals: [[UInt64]]

  init(_ set: PackedSet, groups: Int) {
    self.set = set
    self.groups = groups
    size = (groups + nobodies) * set.layout.words
    // Few counters are read and written again and again; many are not, and would fill the cache twice.
    copies = size <= 1_024 ? 2 : 1
    memory = CounterMemory(count: copies * size)
    rowsLeft = set.layout.rows
    totals = []
  }

  /// Adds the rows of a block.
  func add(_ pointers: [CodePointer], _ groups: UnsafePointer<UInt32>, _ rowCount: Int) {
    var first = 0
    while first < rowCount {
      if rowsLeft == 0 { empty() }
      let part = min(rowCount - first, rowsLeft)
      rowsLeft -= part
      addPart(pointers, groups + first, first, part)
      first += part
    }
  }

  private func addPart(_ pointers: [CodePointer], _ groups: UnsafePointer<UInt32>, _ first: Int, _ part: Int)
  {
    guard !set.lanes.isEmpty else {
      return count(groups, part, memory.words, memory.words + (copies - 1) * size)
    }
    switch set.layout.words {
    case 1: addWords(UInt64.self, pointers, groups, first, part)
    case 2: addWords(SIMD2<UInt64>.self, pointers, groups, first, part)
    default: addWords(SIMD4<UInt64>.self, pointers, groups, first, part)
    }
  }

  @inline(__always) private func addWords<Word: CounterWord>(
    _: Word.Type, _ pointers: [CodePointer], _ groups: UnsafePointer<UInt32>, _ first: Int, _ part: Int
  ) {
    let even = memory.pointer(Word.self)
    let odd = memory.pointer(Word.self, from: (copies - 1) * size)
    let table = UnsafePointer(set.tables[0].pointer(Word.self))
    guard set.lanes.count == 2 else {
      switch pointers[0] {
      case .narrow(let codes): count(codes + first, table, groups, part, even, odd)
      case .medium(let codes): count(codes + first, table, groups, part, even, odd)
      case .wide(let codes): count(codes + first, table, groups, part, even, odd)
      }
      return
    }
    let other = UnsafePointer(set.tables[1].pointer(Word.self))
    switch (pointers[0], pointers[1]) {
    case (.narrow(let one), .narrow(let two)):
      count(one + first, table, two + first, other, groups, part, even, odd)
    case (.narrow(let one), .medium(let two)):
      count(one + first, table, two + first, other, groups, part, even, odd)
    case (.medium(let one), .narrow(let two)):
      count(one + first, table, two + first, other, groups, part, even, odd)
    case (.medium(let one), .medium(let two)):
      count(one + first, table, two + first, other, groups, part, even, odd)
    default:
      preconditionFailure("only narrow and medium codes are counted together")
    }
  }

  /// Moves what the words hold into the totals.
  private func empty() {
    if totals.isEmpty {
      totals = Array(repeating: Array(repeating: 0, count: groups), count: set.fields.count)
    }
    let width = set.layout.words
    for (field, place) in set.layout.places.enumerated() {
      let mask = place.mask
      totals[field].withUnsafeMutableBufferPointer { totals in
        for copy in 0..<copies {
          let own = memory.words + copy * size + place.word
          for group in 0..<groups { totals[group] &+= own[group &* width] >> place.shift & mask }
        }
      }
    }
    memory.words.update(repeating: 0, count: copies * size)
    rowsLeft = set.layout.rows
  }

  /// Completes the totals, once all rows of the thread are in.
  func finish() { empty() }

  func merge(_ other: PackedCounters) {
    for field in totals.indices {
      for group in 0..<groups { totals[field][group] &+= other.totals[field][group] }
    }
  }
}
