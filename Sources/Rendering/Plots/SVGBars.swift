import Columns

/// Horizontal bars on a page, with names to the left and values with n to the right.
struct SVGBars {
  let panel: ChartPanel

  init(_ panel: ChartPanel) { self.panel = panel }

  /// - Returns: Where the panel ends.
  func draw(on canvas: inout SVGCanvas, x: Double, y: Double, width: Double) -> Double {
    let points = panel.series.first?.points ?? []
    let hasCounts = points.contains { $0?.n != nil }
    let counts = points.map { point in
      point?.n.flatMap { NumberText.rounded($0, places: 0) }.map(NumberText.grouped) ?? ""
    }
    let values = points.map { point in
      point.map { $0.text + ($0.isLow ? "*" : "") + ($0.isPartial ? "…" : "") } ?? "–"
    }
    let nameWidth = min(panel.places.reduce(0) { max($0, pageWidth($1.label, size: 13)) }, 260)
    let valueWidth = values.reduce(0) { max($0, pageWidth($1, size: 13, isBold: true)) }
    let countWidth = hasCounts ? counts.reduce(20) { max($0, pageWidth($1, size: 12)) } + 18 : 0
    let left = x + nameWidth + 14
    let right = x + width - valueWidth - countWidth - 16
    let rowHeight = 27.0
    let ticks = Ticks(panel.extent, count: 5, unit: panel.unit, startsAtZero: true)
    // The page ends where the bars do, not at the next round number.
    let low = min(panel.extent?.lowerBound ?? 0, 0) / 2
    let high = max(panel.extent?.upperBound ?? 0, 0) / 2
    let edge = (high - low) * 0.02
    let range = (low < 0 ? low - edge : 0, high > 0 ? high + edge : low < 0 ? 0 : ticks.range.upperBound / 2)
    func place(_ value: Double) -> Double {
      let share = (value / 2 - range.0) / (range.1 - range.0)
      return left + min(max(share, 0), 1) * (right - left)
    }

    let top = y + (hasCounts ? 20 : 6)
    let hasRule = panel.places.contains { $0.kind == .total } && panel.places.count > 1
    let bottom = top + Double(points.count) * rowHeight + (hasRule ? 10 : 0)
    if hasCounts { canvas.text("n", x + width, y + 14, "small", .end) }
    for (value, label) in zip(ticks.values, ticks.labels) where value / 2 >= range.0 && value / 2 <= range.1 {
      canvas.line(place(value), top, place(value), bottom, "grid")
      canvas.text(label, place(value), bottom + 17, "tick", .middle)
    }
    var row = top
    for index in points.indices {
      let position = panel.places[index]
      if position.kind == .total, hasRule, index > 0, panel.places[index - 1].kind != .total {
        canvas.line(x, row + 5, x + width, row + 5, "axis")
        row += 10
      }
      let middle = row + rowHeight / 2
      canvas.text(
        cutForPage(position.label, to: nameWidth, size: 13), left - 12, middle + 4.5, "name", .end,
        tip: position.label)
      if let point = points[index] {
        draw(point, position, on: &canvas, middle, zero: place(0), place: place)
      }
      for other in panel.series.dropFirst() {
        guard index < other.points.count, let point = other.points[index] else { continue }
        let mark = place(point.value)
        canvas.line(mark, middle - 11, mark, middle + 11, other.role == .target ? "target" : "comparison")
      }
      canvas.text(values[index], right + 12 + valueWidth, middle + 4.5, "value", .end)
      if hasCounts { canvas.text(counts[index], x + width, middle + 4.5, "small", .end) }
      row += rowHeight
    }
    canvas.line(place(0), top, place(0), bottom, "axis")
    return bottom + 22
  }

  private func draw(
    _ point: ChartPoint, _ position: ChartPlace, on canvas: inout SVGCanvas, _ middle: Double, zero: Double,
    place: (Double) -> Double
  ) {
    let end = place(point.value)
    canvas.rectangle(
      min(zero, end), middle - 8.5, (end - zero).magnitude, 17,
      position.kind == .group ? "fill0" : "totalfill",
      radius: 1.5, tip: SVGLines.tip("", position, point))
    guard let interval = point.interval else { return }
    let low = place(interval.lowerBound)
    let high = place(interval.upperBound)
    canvas.line(low, middle, high, middle, "whisker")
    for edge in [low, high] { canvas.line(edge, middle - 4, edge, middle + 4, "whisker") }
  }
}
