import CScan
package import Columns
import Diagnostics
import Synchronization

/// The columns of a dataset that have been decoded, and what was learnt about them.
struct DecodedColumns: Sendable {
  var columns: [String: Column] = [:]
  var reports: [String: ColumnReport] = [:]
  /// How many values tell that the day, or the month, comes first; only for columns that were looked at.
  var orders: [String: DayMonthEvidence] = [:]
  /// Whether the keys of a column stand in order, for those that were watched.
  var keyOrders: [String: Bool] = [:]
  /// Columns that were not decoded here but kept from before.
  var fromCache: Set<String> = []
  var keyFacts: [String: KeyFacts] = [:]
  var measures: [String: ColumnMeasure] = [:]
  var memory = 0
}

struct DayMonthEvidence: Sendable {
  var dayFirst: UInt64
  var monthFirst: UInt64
}

/// Columns read in one pass; more are read in several.
private let columnsPerPass = 1_024

extension Dataset {
  /// The named columns, decoded in one pass over the files for those that are not decoded yet.
  ///
  /// - Parameter keys: Columns that `keyFacts` will be asked about: the same pass looks whether they stand in order.
  package func columns(_ names: [String], watching keys: [String] = [], work: Work) throws -> [String: Column]
  {
    for name in names + keys where columnPositions[name] == nil {
      throw Diagnostic(.noSuchColumn, "there is no column called `\(name)`")
    }
    return try decoded.withLock { state in
      try takeCached(names.filter { state.columns[$0] == nil }, &state, work)
      var wanted: [String] = []
      var seen: Set<String> = []
      for name in names where state.columns[name] == nil && seen.insert(name).inserted { wanted.append(name) }
      let watched = keys.filter {
        state.columns[$0] == nil && state.keyOrders[$0] == nil && !seen.contains($0)
          && cachedKeyFacts($0) == nil
      }
      if !wanted.isEmpty || !watched.isEmpty {
        guard case .text(let text) = source else {
          try readArrow(wanted, &state, work)
          return state.columns.filter { names.contains($0.key) }
        }
        let contents = try text.opened(work)
        let bytes = contents.stretches.reduce(0) {
          $0 + (contents.files[$1.file].isStreamed ? 0 : $1.end - $1.begin)
        }
        let packed = contents.files.reduce(0) { $0 + ($1.isStreamed ? $1.sizeOnDisk : 0) }
        work.total.store(bytes + packed, ordering: .relaxed)
        work.done.store(0, ordering: .relaxed)
        let sample = contents.sampleFacts(options: options)
        var start = 0
        repeat {
          let end = min(start + columnsPerPass, wanted.count)
          try decode(
            Array(wanted[start..<end]), contents, sample, &state, work, watching: start == 0 ? watched : [])
          start = end
        } while start < wanted.count
        for file in contents.files where !file.isUnchanged { throw file.changed }
      }
      var result: [String: Column] = [:]
      for name in names { result[name] = state.columns[name] }
      return result
    }
  }

  /// Decodes columns, those whose sample misled a second time, and those whose dates are unclear with the order that
  /// the other dates have.
  private func decode(
    _ names: [String], _ contents: DatasetFiles, _ sample: [scan_facts], _ state: inout DecodedColumns,
    _ work: Work, watching keys: [String]
  ) throws {
    let unclear = try pass(names, contents, sample, &state, work, hint: nil, watching: keys)
    guard let first = unclear.first else { return }
    // Every other column of dates in the files is evidence.
    let candidates = columnNames.enumerated().filter { index, name in
      let facts = sample[index]
      return state.orders[name] == nil && state.columns[name] == nil
        && facts.day_first + facts.month_first + facts.unclear > 0
    }
    _ = try pass(candidates.map(\.element), contents, sample, &state, work, hint: nil)
    let dayFirst = state.orders.values.reduce(0) { $0 + $1.dayFirst }
    let monthFirst = state.orders.values.reduce(0) { $0 + $1.monthFirst }
    guard dayFirst != monthFirst else {
      throw Diagnostic(
        .unclearDateOrder,
        "the dates in `\(first.name)`, such as `\(first.example)`, can be read day first or month first",
        help: ["with date_order = \"dmy\" or with date_order = \"mdy\""])
    }
    let hint = dayFirst > monthFirst ? SCAN_ORDER_DMY : SCAN_ORDER_MDY
    _ = try pass(unclear.map(\.name), contents, sample, &state, work, hint: hint)
  }

  /// Reads columns, and again those that the sample misled about.
  ///
  /// - Returns: The columns whose day and month cannot be told apart, each with a date from it.
  private func pass(
    _ names: [String], _ contents: DatasetFiles, _ sample: [scan_facts], _ state: inout DecodedColumns,
    _ work: Work, hint: scan_order?, watching keys: [String] = []
  ) throws -> [(name: String, example: String)] {
    var remaining: [(name: String, reading: scan_reading, notes: [String])] = names.map { name in
      let decision = firstReading(of: name, contents, sample, hint: hint)
      return (name, decision.reading, decision.notes)
    }
    var unclear: [(name: String, example: String)] = []
    var keys = keys
    while !remaining.isEmpty || !keys.isEmpty {
      let meter = MemoryMeter(limit: work.memoryLimit, used: contents.memory + state.memory)
      let pass = try DecodingPass(
        contents, columns: remaining.map { columnPositions[$0.name] ?? 0 },
        readings: remaining.map(\.reading), keys: keys.map { columnPositions[$0] ?? 0 }, meter: meter,
        work: work)
      try pass.run()
      for (key, order) in zip(keys, pass.keyOrders) { state.keyOrders[key] = order.holds(contents.stretches) }
      keys = []
      let finished = SharedArray<DecodedColumn?>(repeating: nil, count: remaining.count)
      let asked = remaining
      try forEach(remaining.count, work: work) { [self] index, _ in
        finished[index] = try pass.finish(index, context(of: asked[index].name, contents, hint: hint))
      }
      remaining = []
      for (index, column) in asked.enumerated() {
        switch finished[index] {
        case .ready(let decoded, var report, let facts):
          if column.reading.meaning != SCAN_AS_TEXT { report.notes = column.notes + report.notes }
          if let measure = report.measure { state.measures[column.name] = measure }
          report.measure = nil
          state.columns[column.name] = decoded
          state.reports[column.name] = report
          state.memory += decoded.memory
          if facts.day_first + facts.month_first > 0, decoded.type == .date || decoded.type == .time {
            state.orders[column.name] = DayMonthEvidence(
              dayFirst: facts.day_first, monthFirst: facts.month_first)
          }
        case .again(let scale):
          var reading = column.reading
          if let scale { reading.scale = scale } else { reading.meaning = SCAN_AS_TEXT }
          remaining.append((column.name, reading, scale == nil ? [] : column.notes))
        case .unclear(_, let example):
          state.orders[column.name] = DayMonthEvidence(dayFirst: 0, monthFirst: 0)
          unclear.append((column.name, example))
        case nil: break
        }
      }
    }
    return unclear
  }

  func context(of name: String, _ contents: DatasetFiles, hint: scan_order?) -> ColumnContext {
    ColumnContext(name: name, options: options, decimal: contents.decimal, orderHint: hint)
  }

  /// How to read a column at first: as what its sample says, which the whole column then confirms or refuses.
  private func firstReading(
    of name: String, _ contents: DatasetFiles, _ sample: [scan_facts], hint: scan_order?
  ) -> ColumnDecision {
    let index = columnPositions[name] ?? 0
    guard options.null.isEmpty, index < sample.count else { return .text() }
    let facts = sample[index]
    var decision = decide(facts, context(of: name, contents, hint: nil))
    // Dates whose day or month comes first are rare enough to be read as texts, which shows all the evidence.
    let isOrdered = facts.day_first + facts.month_first + facts.unclear > 0
    if decision.isUnclear || isOrdered || decision.type == .bool || decision.type == .text { return .text() }
    if decision.reading.meaning == SCAN_AS_NUMBER { decision.reading.scale = contents.sampleScale(index) }
    return decision
  }

  /// What the first rows (at most 1,000) of every column look like, without decoding the file: for guessing roles
  /// and completing names.
  package func sample() -> [String: ColumnSample] {
    guard case .text(let text) = source else { return arrowSample() }
    if let cached {
      return cached.index.samples.reduce(into: [:]) { samples, sample in
        samples[sample.key] = sample.value
        if options.textColumns.contains(sample.key) { samples[sample.key]?.type = .text }
      }
    }
    return text.openFiles.map { sample(of: $0, textColumns: options.textColumns) } ?? [:]
  }

  /// What the first rows of open files look like.
  func sample(of contents: DatasetFiles, textColumns: Set<String>) -> [String: ColumnSample] {
    var options = self.options
    options.textColumns = textColumns
    let looks = contents.look(options)
    var result: [String: ColumnSample] = [:]
    for (index, name) in columnNames.enumerated() {
      let context = ColumnContext(name: name, options: options, decimal: contents.decimal, orderHint: nil)
      let decision = decide(looks[index].facts, context)
      result[name] = ColumnSample(
        type: decision.type, filled: Int(looks[index].facts.filled), distinct: looks[index].distinct,
        examples: looks[index].examples)
    }
    return result
  }
}

extension Column {
  /// Bytes that the column takes.
  var memory: Int {
    func size(_ vector: Vector) -> Int {
      switch vector {
      case .integers(let buffer, _): buffer.count * 8
      case .reals(let buffer): buffer.count * 8
      case .bools(let buffer): buffer.count
      case .texts(let buffer): buffer.bytes.count + buffer.offsets.count * 8
      }
    }
    return switch storage {
    case .coded(let codes, let domain): codes.count * codes.width + size(domain)
    case .plain(let vector): size(vector)
    }
  }
}
