import Columns
import Functions
import Planning

extension Answer {
  /// The values that `top` keeps, found among the groups as they come: of a million groups only those at the edge are
  /// put in order. Nil where several pipelines have to be brought together first.
  func topValuesOfGroups(_ top: Plan.Top, _ dimension: Int) throws -> (kept: Set<Value>, hasOthers: Bool)? {
    guard sources.count == 1, plan.overlap == nil, joints[0] == nil, plan.pipelines[0].shift.isOwn,
      plan.pipelines[0].window == nil, !plan.pipelines[0].isRest,
      !plan.dimensions.contains(where: \.isAge), let item = plan.items.first?.value, item.type != .text
    else { return nil }
    let groups = try groups(of: 0, by: [dimension], restrictions: []).table
    let frame = Frame(
      groups: groups.count, aggregates: [groups.aggregates], calendar: plan.calendar, work: work)
    let keys = sortKeys(try frame.materialised(frame.prepare(item)), type: item.type)
    let count = min(max(top.count, 0), groups.count)
    let (better, equal) = edge(keys, count, isLowest: top.isBottom)
    let numbers = groups.codes[0]
    let values = groups.values[0]
    let order = try sortedOrder(values, equal.map { Int(numbers[$0]) }, work: frame.work)
    let chosen = better + order.prefix(count - better.count).map { equal[$0] }
    return (Set(chosen.map { values[Int(numbers[$0])] }), count < groups.count)
  }

  /// The groups that are among the first `count` for certain, and those of equal rank that the last places go to.
  private func edge(_ keys: Buffer<Int64>, _ count: Int, isLowest: Bool) -> (better: [Int], equal: [Int]) {
    let known = keys.values.filter { $0 != Vector.unknownInteger }
    if count == 0 { return ([], []) }
    // Unknown ones come after all others.
    if count > known.count {
      return (
        keys.values.indices.filter { keys[$0] != Vector.unknownInteger },
        keys.values.indices.filter { keys[$0] == Vector.unknownInteger }
      )
    }
    let place = isLowest ? count - 1 : known.count - count
    let last = known.withUnsafeBufferPointer { neighbours($0, place, place).0 }
    let better = keys.values.indices.filter { group in
      let key = keys[group]
      return key != Vector.unknownInteger && (isLowest ? key < last : key > last)
    }
    return (better, keys.values.indices.filter { keys[$0] == last })
  }
}
