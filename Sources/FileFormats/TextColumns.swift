import CScan
import Columns
import Diagnostics

extension DecodingPass {
  func finishTexts(_ place: Int, _ context: ColumnContext) throws -> DecodedColumn {
    let merged = try ThreadColumn(isText: true)
    let unknown = try ThreadColumn(isText: true)
    for text in context.options.null {
      let bytes = Array(text.utf8)
      var code: UInt32 = 0
      guard scan_texts_enter(&unknown.texts, bytes, bytes.count, 0, &code) else {
        throw MemoryMeter.error(limit: meter.limit)
      }
    }
    let tables = threads.map { $0.columns[place] }
    var replacements = tables.map { [UInt32](repeating: 0, count: $0.texts.count) }
    try merge(
      tables, into: merged, unknown: unknown, isText: context.options.textColumns.contains(context.name),
      &replacements)
    try meter.add(merged.memory)
    let count = merged.texts.count
    let codes = try codes(place, domainCount: count, replacements: replacements)

    // A first look counts each text once: enough to know a column of comments for text.
    var facts = scan_facts()
    let rows = UInt64(dataset.rowCount)
    if !context.options.textColumns.contains(context.name) {
      let order = context.options.dateOrder.flatMap(dateOrder) ?? SCAN_ORDER_OPEN
      try examine(merged, counts: nil, rows: rows, order: order, &facts)
      if !facts.is_text {
        facts = scan_facts()
        let counts = counted(codes, count)
        try examine(merged, counts: counts, rows: rows, order: order, &facts)
      }
    }
    var decision = decide(facts, context)
    if decision.isUnclear {
      let example = firstText(merged) { moment in moment.flags & UInt32(SCAN_ORDER_UNCLEAR) != 0 }
      return .unclear(facts, example: example ?? "")
    }
    if decision.reading.meaning == SCAN_AS_TEXT {
      return .ready(
        Column(type: .text, storage: .coded(codes, domain: .texts(textBuffer(merged)))),
        ColumnReport(suspectedNulls: suspectedNulls(merged, codes), notes: decision.notes), facts)
    }
    addOrderNote(&decision, merged, facts)
    return try typed(merged, codes, decision, facts, context)
  }

  func merge(
    _ tables: [ThreadColumn], into merged: ThreadColumn, unknown: ThreadColumn, isText: Bool,
    _ replacements: inout [[UInt32]]
  ) throws {
    var pointers: [UnsafeMutablePointer<UInt32>?] = []
    for table in tables { pointers.append(.allocate(capacity: table.texts.count)) }
    defer { for pointer in pointers { pointer?.deallocate() } }
    // The tables do not move while the pointers to them are used: they live in objects that `tables` holds.
    let copies = UnsafeMutablePointer<scan_texts>.allocate(capacity: tables.count)
    defer { copies.deallocate() }
    for (index, table) in tables.enumerated() { (copies + index).initialize(to: table.texts) }
    let addresses: [UnsafePointer<scan_texts>?] = tables.indices.map { UnsafePointer(copies + $0) }
    var next = [Int](repeating: 0, count: tables.count)
    repeat {
      try work.checkpoint()
      let worked = scan_texts_merge(
        &merged.texts, addresses, tables.count, &unknown.texts, isText, pointers, &next, 65_536)
      guard worked else { throw MemoryMeter.error(limit: meter.limit) }
    } while zip(next, tables).contains { max($0, 1) < $1.texts.count }
    for (index, pointer) in pointers.enumerated() {
      guard let pointer else { continue }
      replacements[index] = Array(UnsafeBufferPointer(start: pointer, count: tables[index].texts.count))
    }
  }

  func examine(
    _ merged: ThreadColumn, counts: [UInt64]?, rows: UInt64, order: scan_order, _ facts: inout scan_facts
  ) throws {
    var first = 0
    while first < merged.texts.count && !facts.is_text {
      try work.checkpoint()
      let last = min(first + 65_536, merged.texts.count)
      if let counts {
        counts.withUnsafeBufferPointer {
          scan_examine(&merged.texts, first, last, $0.baseAddress, rows, order, &facts)
        }
      } else {
        scan_examine(&merged.texts, first, last, nil, rows, order, &facts)
      }
      first = last
    }
  }

  /// Reads each different text once, and gives each row the value of its text.
  func typed(
    _ merged: ThreadColumn, _ codes: Codes, _ decision: ColumnDecision, _ facts: scan_facts,
    _ context: ColumnContext
  ) throws -> DecodedColumn {
    let count = merged.texts.count
    var reading = decision.reading
    var values = [Int64](repeating: 0, count: count)
    var outcomes = [UInt8](repeating: 0, count: count)
    // A scale that some number does not fit is raised until all do; 7 stands for doubles.
    for _ in 0..<3 {
      var needed: Int32 = 0
      scan_read_texts(&merged.texts, reading, &values, &outcomes, &needed)
      guard reading.meaning == SCAN_AS_NUMBER, reading.scale >= 0, needed > reading.scale else { break }
      reading.scale = needed >= 7 ? -1 : needed
    }
    let domain = try ThreadColumn(isText: false)
    var replacement = [UInt32](repeating: 0, count: count)
    var misfits: [(row: Int, text: String)] = []
    var hasMisfits = false
    for code in 1..<max(count, 1) {
      try work.checkpoint(at: code)
      if outcomes[code] == SCAN_FITS.rawValue {
        guard
          scan_integers_enter(
            &domain.integers, values[code], merged.texts.entries[code].first, &replacement[code])
        else { throw MemoryMeter.error(limit: meter.limit) }
      } else if outcomes[code] != SCAN_IS_UNKNOWN.rawValue {
        hasMisfits = true
        if misfits.count < 20 {
          misfits.append((Int(merged.texts.entries[code].first) + 1, text(merged, code)))
        }
      }
    }
    var misfitCount = 0
    if hasMisfits {
      let counts = counted(codes, count)
      for code in 1..<count
      where outcomes[code] != SCAN_FITS.rawValue && outcomes[code] != SCAN_IS_UNKNOWN.rawValue {
        misfitCount += Int(counts[code])
      }
    }
    var report = ColumnReport(misfitCount: misfitCount, misfits: misfits, notes: decision.notes)
    report.holdsInstants = holdsInstants(
      reading, decision.type, context.name, hasOffsets: facts.with_offset > 0)
    let storage: Column.Storage
    if domain.integers.count <= domainLimit || decision.type == .bool {
      let narrow = try converted(codes, replacement, domainCount: domain.integers.count)
      storage = .coded(narrow, domain: vector(domain, reading, decision.type))
    } else {
      let unknown = unknownBits(reading)
      for code in 0..<count where code == 0 || outcomes[code] != SCAN_FITS.rawValue { values[code] = unknown }
      try meter.add(dataset.rowCount * 8)
      storage = .plain(
        plainVector(reading) { target in
          let width = codes.width
          codes.withRawCodes { scan_codes_gather($0, Int32(width), codes.count, values, target) }
        })
    }
    return .ready(Column(type: decision.type, storage: storage), report, facts)
  }

  // MARK: Words about the column

  func text(_ merged: ThreadColumn, _ code: Int) -> String {
    let entry = merged.texts.entries[code]
    guard let bytes = merged.texts.bytes else { return "" }
    return String(
      decoding: UnsafeBufferPointer(start: bytes + Int(entry.offset), count: Int(entry.length)), as: UTF8.self
    )
  }

  func firstText(_ merged: ThreadColumn, where fits: (scan_moment) -> Bool) -> String? {
    var moment = scan_moment()
    for code in 1..<max(merged.texts.count, 1) {
      let entry = merged.texts.entries[code]
      guard let bytes = merged.texts.bytes else { return nil }
      if scan_parse_moment(bytes + Int(entry.offset), Int(entry.length), SCAN_ORDER_OPEN, &moment),
        fits(moment)
      {
        return text(merged, code)
      }
    }
    return nil
  }

  func addOrderNote(_ decision: inout ColumnDecision, _ merged: ThreadColumn, _ facts: scan_facts) {
    let order = decision.reading.order
    guard facts.day_first + facts.month_first > 0, order == SCAN_ORDER_DMY || order == SCAN_ORDER_MDY else {
      return
    }
    let flag = order == SCAN_ORDER_DMY ? SCAN_DAY_FIRST : SCAN_MONTH_FIRST
    guard let example = firstText(merged, where: { $0.flags & UInt32(flag) != 0 }) else { return }
    decision.notes.insert(
      "\(order == SCAN_ORDER_DMY ? "day" : "month") first, from \"\(example)\"", at: 0)
  }

  static let otherMarks = [
    "n/a", "None", "none", "NONE", "nan", "-", "--", "(null)", "\\N", "#VALUE!", "N.A.",
  ]

  func suspectedNulls(_ merged: ThreadColumn, _ codes: Codes) -> [(text: String, count: Int)] {
    let marks = ["NA", "N/A", "na", "NULL", "null", "NaN", "#N/A", "?"] + DecodingPass.otherMarks
    let found = marks.compactMap { mark -> Int? in
      let bytes = Array(mark.utf8)
      let code = scan_texts_find(&merged.texts, bytes, bytes.count)
      return code == 0 ? nil : Int(code)
    }
    guard !found.isEmpty else { return [] }
    let counts = counted(codes, merged.texts.count)
    return found.sorted().map { (text(merged, $0), Int(counts[$0])) }
  }
}
