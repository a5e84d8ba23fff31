import Columns
import Diagnostics
import Planning
import Rendering
import Statistics

/// The change of one item between two sides, with the dimensions that were looked at.
struct WhyChange {
  let item: PlanItem
  let suffix: String
  let words: String
  let otherWords: String
  /// Two periods; else two groups.
  let isOverTime: Bool
  let before: WhyCell
  let after: WhyCell
  let difference: Double
  var dimensions: [WhyDimension] = []
  /// The dimensions were found rather than asked for.
  var isSearched = false
  var notes: [String] = []
  var lastNotes: [String] = []

  /// A row for each group, and for each dimension the whole change below its groups.
  func table(_ request: WhyRequest, _ calendar: Calendar, _ diagnostics: [Diagnostic]) -> ResultTable {
    var columns = [
      ResultColumn(name: "dimension", role: .dimension, type: .text),
      ResultColumn(name: "group", role: .dimension, type: .text),
    ]
    func extra(_ name: String, _ type: DataType, _ unit: Unit?, item: Int, isChange: Bool = false)
      -> ResultColumn
    {
      ResultColumn(
        name: name, role: .extra, item: item, type: type, unit: unit,
        isBetterUp: isChange ? item > 0 ? self.item.isBetterUp : nil : nil, isChange: isChange)
    }
    let type = item.value.type
    let points: Unit? = item.unit == .percent ? .points : item.unit
    func addSide(_ suffix: String) {
      let value = columns.count + 1
      columns.append(extra("weight" + suffix, .number, .percent, item: value))
      columns.append(
        ResultColumn(
          name: item.name + suffix, role: .value, type: type, unit: item.unit, isBetterUp: item.isBetterUp,
          needs: item.needs, isEstimate: item.n != nil))
      guard item.n != nil else { return }
      var count = ResultColumn(
        name: item.name + suffix + "_n", role: .count, item: value, type: .number, unit: .count,
        isImplied: !request.withN)
      // A table has no room for two n that nobody asked for; their marks stay.
      count.isPivoted = !request.withN
      columns.append(count)
    }
    addSide("_" + suffix)
    addSide("")
    let value = columns.lastIndex { $0.role == .value } ?? 0
    for name in ["within", "mix", "effect"] {
      columns.append(extra(name, type, points, item: value, isChange: true))
    }
    if request.withInterval {
      for name in ["change_low", "change_high"] { columns.append(extra(name, type, points, item: value)) }
    }
    columns.append(extra("clear", .bool, nil, item: value))

    var rows: [ResultRow] = []
    for dimension in dimensions {
      for group in dimension.folded(limit: request.limit) {
        rows.append(
          ResultRow(
            cells(dimension, group, request),
            kind: group.isOthers && dimensions.count == 1 ? .others : .group))
      }
      let whole = WhyGroup(
        label: "total", weightBefore: dimension.groups.first?.weightBefore == nil ? nil : 100,
        weightAfter: dimension.groups.first?.weightAfter == nil ? nil : 100, before: before, after: after,
        effect: dimension.effect, isClear: WhyGroup.isClear(before, after))
      rows.append(ResultRow(cells(dimension, whole, request), kind: .total))
    }
    var seen: [Diagnostic] = []
    for diagnostic in diagnostics where !seen.contains(diagnostic) { seen.append(diagnostic) }
    return ResultTable(
      columns: columns, rows: rows, diagnostics: seen, notes: sentences + notes + lastNotes,
      calendar: calendar)
  }

  private func cells(_ dimension: WhyDimension, _ group: WhyGroup, _ request: WhyRequest) -> [Value] {
    func number(_ number: Double?) -> Value { number.flatMap { $0.isFinite ? Value.real($0) : nil } ?? .none }
    func amount(_ amount: Double?) -> Value {
      guard let amount, amount.isFinite else { return .none }
      guard item.value.type == .duration else { return .real(amount) }
      return Int64(exactly: (amount * 1e6).rounded()).map { .duration($0) } ?? .none
    }
    func side(_ weight: Double?, _ cell: WhyCell?) -> [Value] {
      // A count of a group that is not there is 0; an estimate is unknown.
      [number(weight), amount(cell?.value ?? (dimension.hasMix ? nil : 0))]
        + (item.n == nil ? [] : [number(cell?.n)])
    }
    var cells: [Value] = [.text(dimension.name), group.label.map { .text($0) } ?? .none]
    cells += side(group.weightBefore, group.before) + side(group.weightAfter, group.after)
    cells += [
      dimension.hasMix ? amount(group.effect.within) : .none,
      dimension.hasMix ? amount(group.effect.mix) : .none,
      amount(group.effect.total),
    ]
    if request.withInterval {
      let interval = WhyGroup.difference(group.before, group.after)
      cells += [amount(interval?.low), amount(interval?.high)]
    }
    return cells + [group.isClear.map { .bool($0) } ?? .none]
  }

  // MARK: Sentences

  private var sentences: [String] {
    let first =
      isOverTime
      ? "\(item.name) \(verb) from \(shown(before.value)) (\(otherWords)) to \(shown(after.value)) (\(words))"
      : "\(item.name) is \(shown(after.value)) for \(words) and \(shown(before.value)) for \(otherWords)"
    guard let strongest = dimensions.max(by: { dominance($0) < dominance($1) }), difference != 0 else {
      return [first]
    }
    let leading = isSearched ? dimensions[0] : strongest
    let driver = leading.groups.max { abs($0.effect.total) < abs($1.effect.total) }
    guard let driver else { return [first] }
    let name = "`\(leading.name)`"
    if isSearched, leading.strength < 0.1 * abs(difference) {
      return [first, "no column explains it: it is much the same in all groups"] + chance
    }
    if !leading.hasMix {
      return [first, "by \(name) most of it is \(described(driver)): \(signed(driver.effect.total))"] + chance
    }
    let effect = leading.effect
    var lines = [first]
    if abs(effect.mix) > abs(effect.within) {
      let moved = leading.groups.max {
        abs(($0.weightAfter ?? 0) - ($0.weightBefore ?? 0))
          < abs(($1.weightAfter ?? 0) - ($1.weightBefore ?? 0))
      }
      lines.append(
        "by \(name) mostly because of the mix: \(signed(effect.mix)), and \(signed(effect.within)) within the groups"
      )
      if let moved, let old = moved.weightBefore, let new = moved.weightAfter {
        lines.append(
          "the weight of \(described(moved)) "
            + (isOverTime
              ? "went from \(roundedText(old, places: 1)) % to \(roundedText(new, places: 1)) %"
              : "is \(roundedText(new, places: 1)) % instead of \(roundedText(old, places: 1)) %"))
      }
    } else {
      lines.append(
        "by \(name) mostly within the groups: \(signed(effect.within)), and \(signed(effect.mix)) because of the mix"
      )
      if let inside = leading.groups.max(by: { abs($0.effect.within) < abs($1.effect.within) }),
        let old = inside.before?.value, let new = inside.after?.value
      {
        lines.append(
          "\(described(inside)) \(isOverTime ? "went from \(shown(old)) to \(shown(new))" : "has \(shown(new)) instead of \(shown(old))")"
        )
      }
    }
    return lines + chance
  }

  private var chance: [String] {
    guard let isClear = WhyGroup.isClear(before, after), !isClear else { return [] }
    return ["the whole change is not larger than chance: look for causes with care"]
  }

  /// How much of the change one group of the dimension makes.
  private func dominance(_ dimension: WhyDimension) -> Double {
    abs(dimension.effect.mix) + (dimension.groups.map { abs($0.effect.within) }.max() ?? 0)
  }

  private var verb: String { difference > 0 ? "rose" : difference < 0 ? "fell" : "stayed" }

  private func described(_ group: WhyGroup) -> String { group.label.map { "\"\($0)\"" } ?? "unknown" }

  /// A change in words: differences of percentages are points.
  private func signed(_ amount: Double) -> String {
    let isPoints = item.unit == .percent || item.unit == .points
    let size = isPoints ? roundedText(abs(amount), places: 1) : shown(abs(amount))
    let isNothing = !size.contains { ("1"..."9").contains($0) }
    return (isNothing ? "" : amount > 0 ? "+" : "−") + size + (isPoints ? " points" : "")
  }

  private func shown(_ value: Double?) -> String {
    guard let value else { return "unknown" }
    if item.value.type == .duration {
      return (value < 0 ? "−" : "") + durationText(Int64(exactly: (abs(value) * 1e6).rounded()) ?? 0)
    }
    let decimals = item.unit?.decimals ?? (abs(value) >= 100 ? 0 : abs(value) >= 1 ? 2 : 4)
    let digits = roundedText(abs(value), places: decimals)
    let isNothing = !digits.contains { ("1"..."9").contains($0) }
    return (value < 0 && !isNothing ? "−" : "") + digits + (item.unit == .percent ? " %" : "")
  }
}
