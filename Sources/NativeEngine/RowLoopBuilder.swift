import Columns
import Functions

extension RowLoop {
  /// The parts of a row loop while aggregate after aggregate says what it needs.
  struct Builder {
    private(set) var lanes: [Lane] = []
    private var laneSources: [CodeSource] = []
    private(set) var numberings: [[CodeCondition]] = [[]]
    /// What is counted: a nil source means every row.
    private var fields: [(numbering: Int, field: CountedField?)] = []
    private(set) var sets: [PackedSet] = []
    private(set) var places: [(set: Int, place: Int)] = []
    private(set) var sums: [PlainSum] = []
    private(set) var tallies: [(lane: Int, source: CodeSource)] = []
    private(set) var selections: [SelectionPlan] = []
    private(set) var general: [PreparedAggregate] = []

    /// The lane with the codes of a source.
    mutating func lane(_ source: CodeSource) -> Int {
      if let known = laneSources.firstIndex(where: { $0.isSame(as: source) }) { return known }
      let lane: Lane
      switch source.kind {
      case .codes(let codes): lane = .codes(codes)
      case .within(let buffer, let range): lane = .within(buffer, range)
      case .mapped(let inner, let map): lane = .mapped(lane: self.lane(inner), map: map, size: source.size)
      case .single: lane = .single
      }
      lanes.append(lane)
      laneSources.append(source)
      return lanes.count - 1
    }

    private mutating func numbering(_ conditions: [CodeCondition]) -> Int {
      // Both ways: two of the conditions may be the same.
      let known = numberings.firstIndex { numbering in
        conditions.allSatisfy { condition in numbering.contains { $0.isSame(as: condition) } }
          && numbering.allSatisfy { condition in conditions.contains { $0.isSame(as: condition) } }
      }
      if let known { return known }
      numberings.append(conditions)
      return numberings.count - 1
    }

    private mutating func number(_ numbering: Int, _ field: CountedField?) -> Int {
      let known = fields.firstIndex { other in
        guard other.numbering == numbering else { return false }
        if let field, let known = other.field { return known.isSame(as: field) }
        return field == nil && other.field == nil
      }
      if let known { return known }
      fields.append((numbering, field))
      return fields.count - 1
    }

    /// Counts amounts of the codes of a source under conditions; those on the source itself become part of the table.
    private mutating func field(
      _ source: CodeSource, _ conditions: [CodeCondition], _ amount: (Int) -> UInt64
    ) -> Int {
      let own = conditions.filter { $0.source.isSame(as: source) }
      let others = numbering(conditions.filter { !$0.source.isSame(as: source) })
      let amounts = (0..<source.size).map { code in
        own.allSatisfy { $0.flags[code] == 1 } ? amount(code) : 0
      }
      return number(others, CountedField(source: source, amounts: amounts))
    }

    /// Counts the rows under conditions.
    ///
    /// - Parameter source: where its codes are counted under the same conditions, the rows are counted with them.
    mutating func rowField(_ conditions: [CodeCondition], beside source: CodeSource?) -> Int {
      if let source = source ?? (conditions.count == 1 ? conditions[0].source : nil),
        source.size <= RowLoop.tableLimit
      {
        return field(source, conditions) { _ in 1 }
      }
      return number(numbering(conditions), nil)
    }

    // MARK: Aggregates

    mutating func output(
      of aggregate: PreparedAggregate, where conditions: [CodeCondition], groups: Int, frame: Frame,
      rows: Int,
      isPooled: Bool
    ) throws -> Output {
      var conditions = conditions
      if let given = aggregate.given {
        if case .constant(.bools(let flag)) = given.kind, flag[0] == 1 {
          // Nothing more is asked.
        } else if let condition = CodeCondition(given) {
          conditions.append(condition)
        } else {
          return collect(aggregate)
        }
      }
      let source: CodeSource? =
        if case .lookup(let source, _, _) = aggregate.arguments.first?.kind { source } else { nil }
      func considered(_ builder: inout Builder) -> Int {
        aggregate.given == nil ? rows : builder.rowField(conditions, beside: source)
      }
      switch aggregate.function {
      case .count where aggregate.arguments.isEmpty:
        if aggregate.given == nil { return .rows }
        let counted = rowField(conditions, beside: nil)
        return .counts(known: counted, trues: nil, considered: counted)
      case .count, .share, .any, .all:
        guard let source, case .lookup(_, let table, _) = aggregate.arguments[0].kind,
          isCountable(source, table)
        else { break }
        let known = field(source, conditions) { table.isUnknown($0) ? 0 : 1 }
        if aggregate.function == .count {
          return .counts(known: known, trues: nil, considered: considered(&self))
        }
        guard case .bools(let flags) = table else { break }
        let trues = field(source, conditions) { flags[$0] == 1 ? 1 : 0 }
        return .counts(known: known, trues: trues, considered: considered(&self))
      case .sum, .mean:
        guard aggregate.edge == nil else { break }
        switch aggregate.arguments[0].kind {
        case .lookup(let source, .integers(let values, _), _) where source.size <= RowLoop.tableLimit:
          guard isCountable(source, .integers(values, scale: 0)),
            let range = knownRange(values, source.size), isSafe(range, frame.rowCount)
          else { break }
          let known = field(source, conditions) { values[$0] == Vector.unknownInteger ? 0 : 1 }
          let least = range.lowerBound
          let total = field(source, conditions) { code in
            values[code] == Vector.unknownInteger ? 0 : UInt64(values[code] - least)
          }
          return .sum(total: total, known: known, least: least, considered: considered(&self))
        case .plain(.integers(let buffer, _)):
          let memory = aggregate.arguments[0].memory
          guard let range = try IntegerFacts.of(buffer, in: memory, work: frame.work).range,
            isSafe(range, frame.rowCount)
          else { break }
          let number = numbering(conditions)
          let known = sums.firstIndex { $0.buffer === buffer && $0.numbering == number }
          if known == nil { sums.append(PlainSum(buffer: buffer, numbering: number)) }
          return .plainSum(known ?? sums.count - 1, considered: considered(&self))
        default: break
        }
      case .median, .pct:
        if isPooled || aggregate.isByUnit || aggregate.arguments.isEmpty { break }
        if let plan = try SelectionPlan(
          aggregate, numbering: numbering(conditions), groups: groups, frame: frame,
          lane: { self.lane($0) })
        {
          let known = selections.firstIndex { $0.isSame(as: plan) }
          if let known {
            selections[known].aggregates.append(aggregate)
          } else {
            selections.append(plan)
          }
          let place = known ?? selections.count - 1
          return .selection(
            place, part: selections[place].aggregates.count - 1, considered: considered(&self))
        }
      default: break
      }
      if isPooled, [.median, .pct].contains(aggregate.function), let argument = aggregate.arguments.first {
        _ = try frame.rangeCoding(of: argument)
      }
      if conditions.count == (aggregate.given == nil ? 0 : 1),
        let source = tallySource(of: aggregate, groups: groups)
      {
        let lane = lane(source)
        let known = tallies.firstIndex { $0.lane == lane }
        if known == nil { tallies.append((lane, source)) }
        return .tally(known ?? tallies.count - 1)
      }
      return collect(aggregate)
    }

    private mutating func collect(_ aggregate: PreparedAggregate) -> Output {
      general.append(aggregate)
      return .general(general.count - 1)
    }

    /// Whether the codes can be counted by a table: code 0 of a constant is a value.
    private func isCountable(_ source: CodeSource, _ table: Vector) -> Bool {
      if case .single = source.kind { return false }
      return table.count >= source.size
    }

    private func knownRange(_ values: Buffer<Int64>, _ size: Int) -> ClosedRange<Int64>? {
      var range: ClosedRange<Int64>?
      for code in 0..<size where values[code] != Vector.unknownInteger {
        let value = values[code]
        range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
      }
      return range ?? 0...0
    }

    /// Whether the sum of so many values fits into 64 bits, also after the smallest one is taken off each.
    private func isSafe(_ range: ClosedRange<Int64>, _ rows: Int) -> Bool {
      let reach = Int128(range.upperBound) - Int128(range.lowerBound)
      let largest = max(reach, Int128(range.lowerBound.magnitude), Int128(range.upperBound.magnitude))
      return largest * Int128(max(rows, 4_095)) < Int128(1) << 62
    }

    // MARK: Packing

    /// Brings the fields together in as few additions as possible; false where one does not fit at all.
    mutating func pack(groups: Int, rows: Int) -> Bool {
      places = Array(repeating: (0, 0), count: fields.count)
      for numbering in numberings.indices {
        var own = fields.indices.filter { fields[$0].numbering == numbering }
        guard !own.isEmpty else { continue }
        var bundles = bundles(of: own.filter { fields[$0].field != nil })
        own.removeAll { fields[$0].field != nil }
        // Rows are counted with whatever else is counted.
        if let all = own.first {
          if bundles.isEmpty { bundles.append(Bundle(source: nil)) }
          bundles[0].add(all, Array(repeating: 1, count: bundles[0].source?.size ?? 1))
        }
        var index = 0
        while index < bundles.count {
          if index + 1 < bundles.count,
            add([bundles[index], bundles[index + 1]], numbering, groups: groups, rows: rows)
          {
            index += 2
          } else if add([bundles[index]], numbering, groups: groups, rows: rows) {
            index += 1
          } else if let parts = bundles[index].halves {
            bundles.replaceSubrange(index...index, with: parts)
          } else {
            return false
          }
        }
      }
      return true
    }

    /// Fields of one source.
    private struct Bundle {
      let source: CodeSource?
      var fields: [(number: Int, amounts: [UInt64])] = []

      init(source: CodeSource?) { self.source = source }

      mutating func add(_ number: Int, _ amounts: [UInt64]) { fields.append((number, amounts)) }

      var halves: [Bundle]? {
        guard fields.count > 1 else { return nil }
        var first = self
        var second = self
        first.fields.removeLast(fields.count / 2)
        second.fields.removeFirst(fields.count - fields.count / 2)
        return [first, second]
      }
    }

    private func bundles(of numbers: [Int]) -> [Bundle] {
      var bundles: [Bundle] = []
      for number in numbers {
        guard let field = fields[number].field else { continue }
        if let known = bundles.firstIndex(where: { $0.source?.isSame(as: field.source) ?? false }) {
          bundles[known].add(number, field.amounts)
        } else {
          bundles.append(Bundle(source: field.source))
          bundles[bundles.count - 1].add(number, field.amounts)
        }
      }
      return bundles.flatMap { bundle in classed(bundle) }
    }

    /// Large tables would not stay in the cache: their codes are put into classes of those that count alike.
    private func classed(_ bundle: Bundle) -> [Bundle] {
      guard let source = bundle.source else { return [bundle] }
      let isWide = if case .codes(.wide) = source.kind { true } else { false }
      let isMapped = if case .mapped = source.kind { source.size > 1 << 16 } else { false }
      guard source.size > RowLoop.tableLimit || isWide || isMapped else { return [bundle] }
      if source.size <= RowLoop.tableLimit {
        let same = Buffer<UInt32>(count: source.size) { output in
          for code in 0..<output.count { output[code] = UInt32(code) }
        }
        var result = Bundle(source: CodeSource(.mapped(source, same), size: source.size))
        result.fields = bundle.fields
        return [result]
      }
      return stride(from: 0, to: bundle.fields.count, by: 8).map { start in
        let own = Array(bundle.fields[start..<min(start + 8, bundle.fields.count)])
        // Sums over large domains are not counted by tables, so all are flags: each is a bit of the class.
        let classes = Buffer<UInt32>(count: source.size) { output in
          for code in 0..<output.count {
            var number: UInt32 = 0
            for (bit, field) in own.enumerated() where field.amounts[code] > 0 { number |= 1 << UInt32(bit) }
            output[code] = number
          }
        }
        let size = 1 << own.count
        var result = Bundle(source: CodeSource(.mapped(source, classes), size: size))
        for (bit, field) in own.enumerated() {
          result.add(field.number, (0..<size).map { $0 >> bit & 1 == 1 ? 1 : 0 })
        }
        return result
      }
    }

    private mutating func add(_ bundles: [Bundle], _ numbering: Int, groups: Int, rows: Int) -> Bool {
      let sources = bundles.compactMap(\.source)
      var own: [(lane: Int, amounts: [UInt64])] = []
      for (position, bundle) in bundles.enumerated() {
        own += bundle.fields.map { (position, $0.amounts) }
      }
      guard
        let set = PackedSet(
          lanes: sources.map { (lane($0), $0.size) }, numbering: numbering, fields: own, groups: groups,
          rows: rows)
      else { return false }
      for (place, field) in bundles.flatMap(\.fields).enumerated() {
        places[field.number] = (sets.count, place)
      }
      sets.append(set)
      return true
    }
  }
}
