import Columns
import Diagnostics
import Functions
import Planning

/// What a look-up has found: an item for each key.
struct LookedUp {
  /// Positions in `items`.
  let positions: [Value: UInt32]
  /// The items, the last one that of a group without rows.
  let items: Vector
}

/// The plan behind a look-up, ready to be run for any period.
final class LookUpSource {
  private let lookup: Lookup
  private let sources: [PipelineSource]
  private let surroundings: Surroundings
  let isPerPeriod: Bool
  private var known: LookedUp?

  init(_ lookup: Lookup, _ surroundings: Surroundings) throws {
    self.lookup = lookup
    self.surroundings = surroundings
    sources = try lookup.pipelines.map { pipeline in
      try PipelineSource(
        pipeline, dimensions: pipeline.dimensions.map { PlanDimension(name: "", type: $0.type) }, surroundings
      )
    }
    isPerPeriod = sources.contains(where: \.isPerPeriod)
  }

  /// The first and last instant of the rows behind the look-up, where it is run for each period.
  func timeRange() throws -> ClosedRange<Int64>? {
    guard isPerPeriod else { return nil }
    let ranges = try sources.compactMap { try $0.timeRange() }
    guard let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max() else {
      return nil
    }
    return first...last
  }

  func found(in edges: Edges?) throws -> LookedUp {
    if !isPerPeriod, let known { return known }
    let selected = lookup.key == nil ? [] : [0]
    let tables = try sources.map { try $0.run(in: edges).groups(by: selected).table }
    let aligned = try align(
      tables, positions: selected,
      spine: Spine(dimensions: [], ordinals: nil, calendar: surroundings.calendar),
      functions: lookup.pipelines.map(\.aggregates), work: surroundings.work)
    // One more group, which has no rows.
    let targets = Buffer((0..<aligned.count).map { UInt32($0) } + [UInt32.max])
    let aggregates = zip(aligned.aggregates, lookup.pipelines).map { vectors, pipeline in
      zip(vectors, pipeline.aggregates).map { filled($0, $1, targets) }
    }
    let frame = Frame(
      groups: targets.count, aggregates: aggregates, calendar: surroundings.calendar, work: surroundings.work)
    let items = try frame.materialised(frame.prepare(lookup.item))
    var positions: [Value: UInt32] = [:]
    if let keys = aligned.cells.first {
      for (position, key) in keys.enumerated() where key != .none { positions[key] = UInt32(position) }
    } else {
      positions[.none] = 0
    }
    let found = LookedUp(positions: positions, items: items)
    known = found
    return found
  }
}

extension PipelineRun {
  /// The item of each row's key.
  func node(_ lookup: Lookup, _ found: LookedUp) throws -> Node {
    let type = lookup.item.type
    let without = UInt32(found.items.count - 1)
    guard let key = lookup.key else {
      let item = gathered(found.items, Buffer([found.positions[.none] ?? without]))
      return frame.node(type, .constant(item))
    }
    let coded = try frame.codes(of: frame.prepare(key))
    // A number beside a text means its text.
    let texts = Dictionary(
      found.positions.map { (frame.linkKey($0, .text), $1) }, uniquingKeysWith: { first, _ in first })
    let places = Buffer<UInt32>(count: coded.size) { output in
      for code in 0..<output.count {
        let value = normalised(coded.value(code))
        output[code] = found.positions[value] ?? texts[frame.linkKey(value, .text)] ?? without
        if value == .none { output[code] = without }
      }
    }
    return frame.node(type, .lookup(coded.source, gathered(found.items, places), isColumn: false))
  }
}
