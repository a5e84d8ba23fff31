import Columns

/// Rows that the row loop takes at a time: their group numbers and codes stay in the first-level cache.
private let loopBlock = 4_096

/// One thread of a row loop: what it has counted, and memory for the block that it is at.
final class RowLoopWorker {
  private let loop: RowLoop
  private let kept = UnsafeMutablePointer<UInt8>.allocate(capacity: loopBlock)
  /// Shape `[numbering]`: the group of each row, or one that nobody reads where the row does not count.
  private let groups: [UnsafeMutablePointer<UInt32>]
  /// Shape `[lane]`: memory for codes that are not just pointed at, and for those of some rows only.
  private var made: [UnsafeMutablePointer<UInt32>?]
  private var gathered: [UnsafeMutablePointer<UInt32>?]
  private let someValues = UnsafeMutablePointer<Int64>.allocate(capacity: loopBlock)
  /// Shape `[lane]`: the codes of the block, once they are asked for.
  private var whole: [CodePointer?]
  private var some: [CodePointer?]
  private let evaluator: BlockEvaluator
  let sets: [PackedCounters]
  /// Shape `[sum]`: sum and count of the known values for each group.
  let sums: [SumMemory]
  let tallies: [Tally]
  let selections: [SelectionCounts]
  let accumulators: [Accumulator]

  init(_ loop: RowLoop) {
    self.loop = loop
    groups = loop.numberings.map { _ in .allocate(capacity: loopBlock) }
    made = Array(repeating: nil, count: loop.lanes.count)
    gathered = made
    whole = Array(repeating: nil, count: loop.lanes.count)
    some = whole
    evaluator = BlockEvaluator(loop.frame)
    sets = loop.sets.map { PackedCounters($0, groups: loop.groups) }
    sums = loop.sums.map { _ in SumMemory(groups: loop.groups) }
    tallies = loop.tallies.map { Tally($0.source, groups: loop.groups) }
    selections = loop.selections.map { SelectionCounts($0, groups: loop.groups) }
    var accumulators: [Accumulator] = []
    for aggregate in loop.general {
      accumulators.append(makeAccumulator(aggregate, groups: loop.groups, beside: accumulators))
    }
    self.accumulators = accumulators
  }

  deinit {
    kept.deallocate()
    someValues.deallocate()
    for memory in groups { memory.deallocate() }
    for memory in made + gathered { memory?.deallocate() }
  }

  enum Pass { case first, second }

  /// Takes in some rows.
  func take(_ rows: Range<Int>, _ pass: Pass = .first) throws {
    var start = rows.lowerBound
    while start < rows.upperBound {
      let end = min(start + loopBlock, rows.upperBound)
      try takeBlock(start..<end, pass)
      start = end
    }
  }

  private func takeBlock(_ rows: Range<Int>, _ pass: Pass) throws {
    for lane in whole.indices {
      whole[lane] = nil
      some[lane] = nil
    }
    var count = rows.count
    var list: UnsafePointer<UInt32>?
    let isConditioned = loop.mask != nil || !loop.conditions.isEmpty
    var keptCount = count
    if isConditioned {
      applyConditions(rows)
      keptCount = countKept(kept, count)
      if keptCount == 0 { return }
    }
    // Few rows are cheaper to work on side by side; what computes values wants only those that count.
    let isListed =
      keptCount < count
      && (!loop.computed.isEmpty || !loop.general.isEmpty || keptCount * 8 < count)
    if isListed || !loop.computed.isEmpty || !loop.general.isEmpty { evaluator.begin(rows) }
    if isListed { evaluator.select(kept) }
    for condition in loop.computed {
      try evaluator.select(where: condition)
      if evaluator.rows.count == 0 { return }
    }
    if isListed || !loop.computed.isEmpty, let numbers = evaluator.rows.list {
      count = evaluator.rows.count
      list = UnsafePointer(numbers)
    }
    number(rows, list, count)
    if list == nil, keptCount < rows.count {
      mask(groups[0], kept, count, nobody: UInt32(loop.groups), groups[0])
    }
    for numbering in loop.numberings.indices.dropFirst() {
      restrict(numbering, rows, list, count)
    }
    switch pass {
    case .first: try add(rows, list, count)
    case .second:
      for (selection, plan) in zip(selections, loop.selections) {
        let (codes, values) = keys(of: plan, rows, list, count)
        selection.look(codes, values, groups[plan.numbering], count)
      }
    }
  }

  private func applyConditions(_ rows: Range<Int>) {
    kept.update(repeating: 1, count: rows.count)
    if let mask = loop.mask { keep(mask.start + rows.lowerBound, rows.count, kept) }
    for (lane, condition) in loop.conditions {
      if case .within(let buffer, let range) = loop.lanes[lane], condition.run == 2...2 {
        keep(
          buffer.start + rows.lowerBound, rows.count, from: range.lowerBound,
          span: UInt64(bitPattern: range.upperBound &- range.lowerBound), kept)
      } else {
        apply(condition, wholeCodes(lane, rows), rows.count)
      }
    }
  }

  private func apply(_ condition: CodeCondition, _ codes: CodePointer, _ count: Int) {
    switch codes {
    case .narrow(let codes): apply(condition, codes, count)
    case .medium(let codes): apply(condition, codes, count)
    case .wide(let codes): apply(condition, codes, count)
    }
  }

  private func apply<Code: CodeWidth>(_ condition: CodeCondition, _ codes: UnsafePointer<Code>, _ count: Int)
  {
    if let run = condition.run {
      keep(
        codes, count, from: Code(truncatingIfNeeded: run.lowerBound),
        span: Code(truncatingIfNeeded: run.count - 1), kept)
    } else {
      keep(codes, count, flags: condition.flags.start, kept)
    }
  }

  /// Writes the group of each row.
  private func number(_ rows: Range<Int>, _ list: UnsafePointer<UInt32>?, _ count: Int) {
    let target = groups[0]
    if loop.factors.isEmpty { target.update(repeating: 0, count: count) }
    for (position, factor) in loop.factors.enumerated() {
      let isFirst = position == 0
      switch codes(factor.lane, rows, list, count) {
      case .narrow(let codes): number(codes, factor, isFirst: isFirst, target, count)
      case .medium(let codes): number(codes, factor, isFirst: isFirst, target, count)
      case .wide(let codes): number(codes, factor, isFirst: isFirst, target, count)
      }
    }
  }

  private func number<Code: CodeWidth>(
    _ codes: UnsafePointer<Code>, _ factor: RowLoop.Factor, isFirst: Bool,
    _ target: UnsafeMutablePointer<UInt32>, _ count: Int
  ) {
    if let stride = factor.stride {
      NativeEngine.number(codes, count, stride: stride, isFirst: isFirst, target)
    } else {
      NativeEngine.number(codes, count, map: factor.map.start, isFirst: isFirst, target)
    }
  }

  /// Writes the groups of the rows that further conditions keep.
  private func restrict(_ numbering: Int, _ rows: Range<Int>, _ list: UnsafePointer<UInt32>?, _ count: Int) {
    kept.update(repeating: 1, count: count)
    for (lane, condition) in loop.numberings[numbering] {
      apply(condition, codes(lane, rows, list, count), count)
    }
    mask(groups[0], kept, count, nobody: UInt32(loop.groups), groups[numbering])
  }

  private func add(_ rows: Range<Int>, _ list: UnsafePointer<UInt32>?, _ count: Int) throws {
    for (counters, set) in zip(sets, loop.sets) {
      counters.add(set.lanes.map { codes($0, rows, list, count) }, groups[set.numbering], count)
    }
    for (memory, sum) in zip(sums, loop.sums) {
      memory.add(values(sum.buffer, rows, list, count), groups[sum.numbering], count)
    }
    for (tally, plan) in zip(tallies, loop.tallies) {
      tally.add(codes(plan.lane, rows, list, count), groups[0], count)
    }
    for (selection, plan) in zip(selections, loop.selections) {
      let (codes, values) = keys(of: plan, rows, list, count)
      selection.add(codes, values, groups[plan.numbering], count)
    }
    for accumulator in accumulators {
      try accumulator.add(evaluator, groups: UnsafeBufferPointer(start: groups[0], count: count))
    }
  }

  private func keys(
    of plan: SelectionPlan, _ rows: Range<Int>, _ list: UnsafePointer<UInt32>?, _ count: Int
  ) -> (CodePointer?, UnsafePointer<Int64>?) {
    switch plan.keys {
    case .codes(let lane, _, _): (codes(lane, rows, list, count), nil)
    case .plain(let buffer, _, _): (nil, values(buffer, rows, list, count))
    }
  }

  // MARK: Codes and values of the block

  private func values(
    _ buffer: Buffer<Int64>, _ rows: Range<Int>, _ list: UnsafePointer<UInt32>?, _ count: Int
  ) -> UnsafePointer<Int64> {
    guard let list else { return buffer.start + rows.lowerBound }
    gather(buffer.start, list, count, someValues)
    return UnsafePointer(someValues)
  }

  /// The codes of the rows that count: all of the block, or those of a list.
  private func codes(
    _ lane: Int, _ rows: Range<Int>, _ list: UnsafePointer<UInt32>?, _ count: Int
  ) -> CodePointer {
    guard let list else { return wholeCodes(lane, rows) }
    if let known = some[lane] { return known }
    let pointer: CodePointer
    switch loop.lanes[lane] {
    case .codes(.narrow(let buffer)): pointer = picked(buffer.start, list, count, lane, CodePointer.narrow)
    case .codes(.medium(let buffer)): pointer = picked(buffer.start, list, count, lane, CodePointer.medium)
    case .codes(.wide(let buffer)): pointer = picked(buffer.start, list, count, lane, CodePointer.wide)
    case .within, .mapped, .single:
      // The list counts from the beginning of the table, what was made begins with the block.
      switch wholeCodes(lane, rows) {
      case .narrow(let codes):
        pointer = picked(codes - rows.lowerBound, list, count, lane, CodePointer.narrow)
      case .medium(let codes):
        pointer = picked(codes - rows.lowerBound, list, count, lane, CodePointer.medium)
      case .wide(let codes): pointer = picked(codes - rows.lowerBound, list, count, lane, CodePointer.wide)
      }
    }
    some[lane] = pointer
    return pointer
  }

  private func picked<Code: CodeWidth>(
    _ codes: UnsafePointer<Code>, _ list: UnsafePointer<UInt32>, _ count: Int, _ lane: Int,
    _ pointer: (UnsafePointer<Code>) -> CodePointer
  ) -> CodePointer {
    let memory = gathered[lane] ?? .allocate(capacity: loopBlock)
    gathered[lane] = memory
    let target = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Code.self)
    gather(codes, list, count, target)
    return pointer(UnsafePointer(target))
  }

  /// The codes of all rows of the block.
  private func wholeCodes(_ lane: Int, _ rows: Range<Int>) -> CodePointer {
    if let known = whole[lane] { return known }
    let pointer: CodePointer
    switch loop.lanes[lane] {
    case .codes(.narrow(let buffer)): pointer = .narrow(buffer.start + rows.lowerBound)
    case .codes(.medium(let buffer)): pointer = .medium(buffer.start + rows.lowerBound)
    case .codes(.wide(let buffer)): pointer = .wide(buffer.start + rows.lowerBound)
    case .within(let buffer, let range):
      let target = memory(lane, UInt8.self)
      place(buffer.start + rows.lowerBound, rows.count, in: range, target)
      pointer = .narrow(UnsafePointer(target))
    case .mapped(let inner, let map, let size):
      let codes = wholeCodes(inner, rows)
      if size <= 1 << 8 {
        pointer = .narrow(looked(codes, map, rows.count, memory(lane, UInt8.self)))
      } else if size <= 1 << 16 {
        pointer = .medium(looked(codes, map, rows.count, memory(lane, UInt16.self)))
      } else {
        pointer = .wide(looked(codes, map, rows.count, memory(lane, UInt32.self)))
      }
    case .single:
      let target = memory(lane, UInt8.self)
      target.update(repeating: 0, count: rows.count)
      pointer = .narrow(UnsafePointer(target))
    }
    whole[lane] = pointer
    return pointer
  }

  private func memory<Code: CodeWidth>(_ lane: Int, _: Code.Type) -> UnsafeMutablePointer<Code> {
    let memory = made[lane] ?? .allocate(capacity: loopBlock)
    made[lane] = memory
    return UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Code.self)
  }

  private func looked<Code: CodeWidth>(
    _ codes: CodePointer, _ map: Buffer<UInt32>, _ count: Int, _ target: UnsafeMutablePointer<Code>
  ) -> UnsafePointer<Code> {
    switch codes {
    case .narrow(let codes): look(codes, count, map: map.start, target)
    case .medium(let codes): look(codes, count, map: map.start, target)
    case .wide(let codes): look(codes, count, map: map.start, target)
    }
    return UnsafePointer(target)
  }

  // MARK: Merging

  func finish() { for counters in sets { counters.finish() } }

  /// Takes over what another thread has seen; both are finished.
  func merge(_ other: RowLoopWorker) {
    for (mine, theirs) in zip(sets, other.sets) { mine.merge(theirs) }
    for (mine, theirs) in zip(sums, other.sums) { mine.merge(theirs) }
    for (mine, theirs) in zip(tallies, other.tallies) { mine.merge(theirs) }
    for (mine, theirs) in zip(selections, other.selections) { mine.merge(theirs) }
    for (mine, theirs) in zip(accumulators, other.accumulators) { mine.merge(theirs) }
  }
}

/// Sums of plain integers, and how many were known, for each group.
final class SumMemory {
  private let groups: Int
  private let copies: Int
  /// Shape `[copy][group + nobodies]`; the last groups are those of rows that do not count.
  private let sums: UnsafeMutablePointer<SIMD2<Int64>>

  init(groups: Int) {
    self.groups = groups
    copies = groups <= 512 ? 2 : 1
    sums = .allocate(capacity: copies * (groups + nobodies))
    sums.initialize(repeating: SIMD2(0, 0), count: copies * (groups + nobodies))
  }

  deinit { sums.deallocate() }

  func add(_ values: UnsafePointer<Int64>, _ groups: UnsafePointer<UInt32>, _ count: Int) {
    NativeEngine.add(values, groups, count, sums, sums + (copies - 1) * (self.groups + nobodies))
  }

  func merge(_ other: SumMemory) {
    for place in 0..<copies * (groups + nobodies) { sums[place] &+= other.sums[place] }
  }

  /// Sum and count of a group.
  func total(_ group: Int) -> (sum: Int64, count: Int64) {
    var total = sums[group]
    if copies > 1 { total &+= sums[groups + nobodies + group] }
    return (total[0], total[1])
  }
}
