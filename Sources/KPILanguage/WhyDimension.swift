import Columns
import Diagnostics
import Functions
import Planning
import Semantics
import Statistics
import Syntax

/// What one dimension says about a change: each group's part of it.
struct WhyDimension {
  var name: String
  var isWeekday: Bool
  var groups: [WhyGroup]
  /// The sum of the groups' effects.
  var effect: ChangeEffect
  /// Counts and sums have no weights: a group adds its own change.
  var hasMix: Bool
  /// How much of the change the dimension explains, in the unit of the value.
  var strength = 0.0
  /// The groups only say the outcome in other words.
  var restates = false
  private let parts: [AdditivePart]
  /// What the value has besides its parts.
  private let constant: Double
}

struct WhyGroup {
  var label: String?
  var weightBefore: Double?
  var weightAfter: Double?
  var before: WhyCell?
  var after: WhyCell?
  var effect: ChangeEffect
  /// Whether the group's own change is larger than chance; nil where no interval tells.
  var isClear: Bool?
  var isOthers = false
}

extension WhyDimension {
  /// The effects of the groups of a dimension; both sides must add up to their wholes.
  init?(
    _ name: String, isWeekday: Bool, before: WhySide, after: WhySide, constant: Double, calendar: Calendar
  ) {
    parts = after.parts
    self.constant = constant
    let parts = after.parts
    var keys = after.keys
    keys += before.keys.filter { after.cells[$0] == nil }
    // A group that counts nothing on either side has no part in anything.
    keys.removeAll { key in
      parts.indices.allSatisfy { part in
        [before, after].allSatisfy { side in
          side.cells[key].map {
            $0.parts[part].total == 0 && (parts[part].base == nil || $0.parts[part].base == 0)
          } ?? true
        }
      }
    }
    func groups(_ side: WhySide, _ part: Int) -> [WeightedGroup] {
      keys.map {
        side.cells[$0]?.parts[part] ?? WeightedGroup(total: 0, base: 0)
      }
    }
    var effects = [ChangeEffect](repeating: ChangeEffect(), count: keys.count)
    for (position, part) in parts.enumerated() {
      let old = groups(before, position)
      let new = groups(after, position)
      if part.base == nil {
        for key in keys.indices {
          effects[key] = effects[key] + ChangeEffect(within: part.factor * (new[key].total - old[key].total))
        }
      } else {
        guard let found = changeEffects(before: old, after: new) else { return nil }
        for key in keys.indices { effects[key] = effects[key] + found[key].scaled(by: part.factor) }
      }
    }
    self.name = name
    self.isWeekday = isWeekday
    let weighted = parts.firstIndex { $0.base != nil }
    hasMix = weighted != nil
    // Weights are parts of the first denominator, or of the amount itself where it has no sign.
    func weights(_ side: WhySide) -> [Double?] {
      let sizes = groups(side, weighted ?? 0).map { weighted == nil ? $0.total : $0.base }
      let all = sizes.reduce(0, +)
      guard all > 0, sizes.allSatisfy({ $0 >= 0 }) else { return sizes.map { _ in nil } }
      return sizes.map { 100 * $0 / all }
    }
    let oldWeights = weights(before)
    let newWeights = weights(after)
    self.groups = keys.indices.map { position in
      let key = keys[position]
      let old = before.cells[key]
      let new = after.cells[key]
      return WhyGroup(
        label: WhyDimension.label(key, isWeekday: isWeekday, calendar), weightBefore: oldWeights[position],
        weightAfter: newWeights[position], before: old, after: new, effect: effects[position],
        isClear: WhyGroup.isClear(old, new))
    }
    effect = effects.reduce(ChangeEffect(), +)
  }

  private static func label(_ key: Value, isWeekday: Bool, _ calendar: Calendar) -> String? {
    if isWeekday, case .integer(let day) = key, (1...7).contains(day) {
      return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][Int(day) - 1]
    }
    return Functions.text(of: key, calendar)
  }

  // MARK: Ranking

  /// How much of the change the dimension explains: the size of its mix effect, or how differently its groups
  /// changed (the weighted standard deviation of their changes, less what groups of their size would differ by chance
  /// alone), whichever is larger.
  ///
  /// - Parameter errors: the standard errors of the whole on both sides; 0 where unknown.
  func strength(errors: (before: Double, after: Double)) -> Double {
    guard hasMix else {
      // Parts of an amount: how far they are from each having changed like the whole.
      let all = groups.reduce(0) { $0 + ($1.before?.value ?? 0) }
      guard all != 0 else { return 0 }
      let squares = groups.reduce(0) { sum, group in
        let distance = group.effect.total - (group.before?.value ?? 0) / all * effect.total
        return sum + distance * distance
      }
      let noise = errors.before * errors.before + errors.after * errors.after
      return max(0, squares - noise).squareRoot()
    }
    var weight = 0.0
    var sum = 0.0
    var noise = 0.0
    var changes: [(weight: Double, change: Double)] = []
    for group in groups {
      guard let old = group.before?.value, let new = group.after?.value,
        let oldWeight = group.weightBefore.map({ $0 / 100 }),
        let newWeight = group.weightAfter.map({ $0 / 100 }), oldWeight > 0, newWeight > 0
      else { continue }
      let mean = (oldWeight + newWeight) / 2
      changes.append((mean, new - old))
      weight += mean
      sum += mean * (new - old)
      noise +=
        mean
        * (errors.before * errors.before / oldWeight + errors.after * errors.after / newWeight)
    }
    guard weight > 0 else { return 0 }
    let middle = sum / weight
    let squares = changes.reduce(0) { $0 + $1.weight * ($1.change - middle) * ($1.change - middle) }
    return max(abs(effect.mix), max(0, squares - noise).squareRoot())
  }

  /// The part of both sides that stands in groups which both have, in percent; the smaller one.
  var overlap: Double {
    guard hasMix else { return 100 }
    let common = groups.filter { ($0.weightBefore ?? 0) > 0 && ($0.weightAfter ?? 0) > 0 }
    return min(
      common.reduce(0) { $0 + ($1.weightBefore ?? 0) }, common.reduce(0) { $0 + ($1.weightAfter ?? 0) })
  }

  /// Whether the groups only say the outcome in other words, such as the reason of leaving for those who left: nearly
  /// all of the difference between rows is one between groups.
  static func restates(_ before: WhySide, _ after: WhySide) -> Bool {
    for side in [before, after] {
      for (position, part) in side.parts.enumerated() where part.isShare {
        let groups = side.cells.values.map { $0.parts[position] }
        let all = groups.reduce(0) { $0 + $1.base }
        guard all > 0 else { continue }
        let mean = groups.reduce(0) { $0 + $1.total } / all / 100
        let between = groups.reduce(0) { sum, group in
          guard group.base > 0 else { return sum }
          let distance = group.total / group.base / 100 - mean
          return sum + group.base / all * distance * distance
        }
        if mean > 0, mean < 1, between > 0.8 * mean * (1 - mean) { return true }
      }
    }
    return false
  }

  // MARK: Few groups

  /// The groups by the size of their effect, at most `limit` of them; those that add little become one.
  func folded(limit: Int?) -> [WhyGroup] {
    let ordered = groups.enumerated().sorted { left, right in
      let sizes = (abs(left.element.effect.total), abs(right.element.effect.total))
      return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : left.offset < right.offset
    }.map(\.element)
    let largest = abs(ordered.first?.effect.total ?? 0)
    var count = limit ?? ordered.prefix { abs($0.effect.total) >= 0.05 * largest || largest == 0 }.count
    count = min(count, limit ?? 8, ordered.count)
    // One group alone is no `others`.
    guard ordered.count - count > 1 || limit != nil && ordered.count > count else { return ordered }
    let rest = ordered[count...]
    var others = WhyGroup(
      label: "others", weightBefore: rest.reduce(0) { $0 + ($1.weightBefore ?? 0) },
      weightAfter: rest.reduce(0) { $0 + ($1.weightAfter ?? 0) }, before: pooled(rest.map(\.before)),
      after: pooled(rest.map(\.after)),
      effect: rest.reduce(ChangeEffect()) { $0 + $1.effect })
    others.isOthers = true
    return ordered[..<count] + [others]
  }

  /// Several groups as one: their numerators over their denominators.
  private func pooled(_ cells: [WhyCell?]) -> WhyCell? {
    let known = cells.compactMap { $0 }
    guard let first = known.first else { return nil }
    let pooled = first.parts.indices.map { part in
      known.reduce(WeightedGroup(total: 0, base: 0)) { $0 + $1.parts[part] }
    }
    var cell = WhyCell(value: nil, n: known.reduce(0) { $0 + ($1.n ?? 0) }, interval: nil, parts: pooled)
    let values = zip(parts, pooled).compactMap { $0.value(of: $1) }
    cell.value = values.count == parts.count ? values.reduce(constant, +) : nil
    return cell
  }
}

extension WhyGroup {
  static func isClear(_ before: WhyCell?, _ after: WhyCell?) -> Bool? {
    guard let difference = difference(before, after) else { return nil }
    return !difference.contains(0)
  }

  /// The interval of after − before.
  static func difference(_ before: WhyCell?, _ after: WhyCell?) -> Interval? {
    guard let old = before?.value, let new = after?.value, let oldInterval = before?.interval,
      let newInterval = after?.interval
    else { return nil }
    return differenceInterval(IntervalEstimate(new, newInterval), IntervalEstimate(old, oldInterval))
  }
}
