import Columns

/// A grid on a page whose cells are darker the larger their value is.
struct SVGHeat {
  let panel: ChartPanel

  init(_ panel: ChartPanel) { self.panel = panel }

  /// - Returns: Where the panel ends.
  func draw(on canvas: inout SVGCanvas, x: Double, y: Double, width: Double) -> Double {
    let nameWidth = min(panel.series.reduce(0) { max($0, pageWidth($1.label, size: 12)) }, 220)
    let left = x + nameWidth + 12
    let cell = min(max((x + width - left) / Double(max(panel.places.count, 1)), 2), 96)
    let rowHeight = min(max(cell, 16), 26)
    let texts = cellTexts(width: cell)
    canvas.text(panel.axisName, left, y + 14, "small")
    heads(on: &canvas, left: left, y: y + 32, cell: cell)
    let top = y + 40
    for (row, series) in panel.series.enumerated() {
      let line = top + Double(row) * rowHeight
      canvas.text(
        cutForPage(series.label, to: nameWidth, size: 12), left - 10, line + rowHeight / 2 + 4, "tick", .end,
        tip: series.label)
      for (column, point) in series.points.enumerated() {
        guard let point else { continue }
        let colour = ChartColours.shade(panel.shade(of: point.value))
        let place = left + Double(column) * cell
        canvas.rectangle(
          place, line, cell - 1, rowHeight - 1, "cell", fill: colour,
          tip: SVGLines.tip(series.label, panel.places[column], point))
        if let texts {
          canvas.text(
            texts[row][column], place + (cell - 1) / 2, line + rowHeight / 2 + 3.5, "cell", .middle,
            fill: colour.isLight ? "#171b20" : "#ffffff")
        }
      }
    }
    return drawScale(on: &canvas, left: left, y: top + Double(panel.series.count) * rowHeight + 12)
  }

  private func heads(on canvas: inout SVGCanvas, left: Double, y: Double, cell: Double) {
    let widest = panel.places.reduce(0) { max($0, pageWidth($1.label, size: 12)) }
    let isNumber = panel.places.allSatisfy { Int($0.label) != nil } || panel.places.first?.period != nil
    let step = isNumber && widest + 6 > cell ? Int(((widest + 10) / cell).rounded(.up)) : 1
    for column in stride(from: 0, to: panel.places.count, by: max(step, 1)) {
      let label = panel.places[column].label
      let text = cutForPage(label, to: cell * Double(step) - 3, size: 12)
      canvas.text(
        text, left + (Double(column) + 0.5) * cell, y, "tick", .middle, tip: text == label ? nil : label)
    }
  }

  /// The numbers in the cells, with the decimals that there is room for; nil where there is none.
  private func cellTexts(width: Double) -> [[String]]? {
    let largest = panel.extent.map { max($0.lowerBound.magnitude, $0.upperBound.magnitude) } ?? 0
    let needed = panel.unit.isWhole ? 0 : NumberText.sensibleDecimals(forLargest: largest)
    if panel.unit.isDuration { return nil }
    for decimals in (0...min(needed, panel.unit.limits == nil ? 3 : 1)).reversed() {
      let texts = panel.series.map { series in
        series.points.map { point in
          guard let point else { return "" }
          let digits = NumberText.rounded(point.value, places: decimals).map(NumberText.grouped) ?? ""
          return digits + (point.isLow ? "*" : "")
        }
      }
      let widest = texts.joined().reduce(0) { max($0, pageWidth($1, size: 10)) }
      if widest + 2 <= width { return texts }
    }
    return nil
  }

  private func drawScale(on canvas: inout SVGCanvas, left: Double, y: Double) -> Double {
    guard let extent = panel.shadedExtent, extent.lowerBound < extent.upperBound else { return y + 4 }
    let decimals =
      panel.unit.isWhole
      ? 0
      : min(
        NumberText.sensibleDecimals(
          forLargest: max(extent.lowerBound.magnitude, extent.upperBound.magnitude)),
        panel.unit.limits == nil ? 3 : 1)
    func text(_ value: Double) -> String {
      if panel.unit.isDuration { return DurationText.human(Int64(min(max(value, -9e12), 9e12) * 1e6)) }
      return panel.unit.text(NumberText.rounded(value, places: decimals).map(NumberText.grouped) ?? "–")
    }
    let low = text(extent.lowerBound)
    canvas.text(low, left, y + 11, "tick")
    let start = left + pageWidth(low, size: 12) + 8
    for step in 0..<24 {
      let value = extent.lowerBound + (extent.upperBound / 24 - extent.lowerBound / 24) * (Double(step) + 0.5)
      canvas.rectangle(
        start + Double(step) * 6, y, 6.5, 12, "cell", fill: ChartColours.shade(panel.shade(of: value)))
    }
    let isCut = panel.extent.map { $0.upperBound > extent.upperBound } ?? false
    canvas.text(text(extent.upperBound) + (isCut ? " and more" : ""), start + 24 * 6 + 8, y + 11, "tick")
    return y + 20
  }
}
