import Columns

/// The course of some numbers as one line of blocks, lowest to highest; a gap is a blank.
///
/// The lowest number is the lowest block and not nothing, because a line of blocks shows a course and no amounts.
func sparkline(_ numbers: [Double?]) -> String {
  let steps = Array("▁▂▃▄▅▆▇█")
  let known = numbers.compactMap { $0 }.filter(\.isFinite)
  guard let lowest = known.min(), let highest = known.max() else {
    return String(repeating: " ", count: numbers.count)
  }
  return String(
    numbers.map { number -> Character in
      guard let number, number.isFinite else { return " " }
      guard highest > lowest else { return steps[steps.count / 2] }
      // Halves, so that numbers near both ends of what can be counted do not overflow.
      let share = (number / 2 - lowest / 2) / (highest / 2 - lowest / 2)
      return steps[min(Int(share * Double(steps.count)), steps.count - 1)]
    })
}

extension Presentation {
  /// Adds what makes a course over time visible, where there is room for it: a column beside periods across the page, a
  /// line below periods down the page.
  mutating func addTrend(of result: ResultTable, width: Int) {
    if !addTrendColumn(result, width) { addTrendLines(result, width) }
  }

  /// Fewer periods are seen at a glance without a picture.
  private static let fewest = 4

  private mutating func addTrendColumn(_ result: ResultTable, _ width: Int) -> Bool {
    let periods = result.columns.indices.filter {
      result.columns[$0].isPivoted && result.columns[$0].role == .value
        && isPeriodName(result.columns[$0].name)
    }
    guard periods.count >= Presentation.fewest,
      result.columns.allSatisfy({ !$0.isPivoted || $0.role != .value || isPeriodName($0.name) })
    else { return false }
    let blocks = fold(self, width: width)
    let taken = blocks[0].reduce(0) { $0 + $1.width + 2 }
    guard blocks.count == 1, taken + max(periods.count, 5) <= width else { return true }
    let shown = result.rows.enumerated().filter { $0.element.kind == .group }.prefix(groups.count)
    for (index, row) in shown.enumerated() {
      groups[index].append(
        PresentedCell(text: sparkline(periods.map { result.value(row.element, $0).number }))
      )
    }
    for index in groups.indices where groups[index].count == columns.count {
      groups[index].append(PresentedCell(text: ""))
    }
    for index in totals.indices { totals[index].append(PresentedCell(text: "")) }
    columns.append(
      PresentedColumn(
        header: "trend", isRightAligned: false, isText: false, isDimension: false, item: columns.count))
    return true
  }

  private mutating func addTrendLines(_ result: ResultTable, _ width: Int) {
    let dimensions = result.columns.indices.filter { result.columns[$0].role == .dimension }
    let rows = result.rows.filter { $0.kind == .group }
    guard dimensions.count == 1, result.columns[dimensions[0]].type.isPeriod,
      rows.count >= Presentation.fewest + 2
    else { return }
    let items = result.columns.indices.filter {
      result.columns[$0].role == .value && !result.columns[$0].isChange
    }
    guard (1...3).contains(items.count) else { return }
    let nameWidth = items.map { terminalWidth(visible(result.columns[$0].name)) }.max() ?? 0
    let period = CellStyle(result, column: dimensions[0])
    var lines: [String] = []
    for item in items {
      let numbers = rows.map { result.value($0, item).number }
      let known = numbers.enumerated().compactMap { index, number in number.map { (index, $0) } }
      guard let lowest = known.min(by: { $0.1 < $1.1 }), let highest = known.max(by: { $0.1 < $1.1 }) else {
        continue
      }
      let style = CellStyle(result, column: item)
      func said(_ index: Int) -> String {
        "\(style.text(result.value(rows[index], item))) in \(period.text(result.value(rows[index], dimensions[0])))"
      }
      let name = visible(result.columns[item].name)
      let line =
        name + String(repeating: " ", count: nameWidth - terminalWidth(name) + 2)
        + sparkline(numbers)
      let ends = "  \(said(lowest.0)) to \(said(highest.0))"
      guard terminalWidth(line) <= width else { return }
      lines.append(terminalWidth(line + ends) <= width ? line + ends : line)
    }
    trend = lines
  }
}

/// Whether a column across the page is headed by a period, as periods are written: `2024`, `2024-Q1`, `2024-03` …
private func isPeriodName(_ name: String) -> Bool {
  let parts = name.split(separator: "-", omittingEmptySubsequences: false)
  guard let year = parts.first, year.count == 4, year.allSatisfy(\.isNumber), parts.count <= 3 else {
    return false
  }
  return parts.dropFirst().allSatisfy { part in
    let digits = part.first == "Q" || part.first == "W" ? part.dropFirst() : part
    return (1...2).contains(digits.count) && digits.allSatisfy(\.isNumber)
  }
}
