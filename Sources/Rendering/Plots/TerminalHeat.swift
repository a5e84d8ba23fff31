import Diagnostics

/// A grid whose cells are darker the larger their value is: cohorts by age, two dimensions.
struct TerminalHeat {
  let panel: ChartPanel
  let width: Int
  let look: PictureLook

  init(_ panel: ChartPanel, width: Int, _ look: PictureLook) {
    self.panel = panel
    self.width = width
    self.look = look
  }

  private var isPainted: Bool { look.colours == .twoHundredFiftySix || look.colours == .all }

  func draw() -> TextCanvas {
    let nameWidth = min(panel.series.reduce(0) { max($0, displayWidth(of: $1.label)) }, max(width / 3, 6))
    let room = width - nameWidth - 1
    // Values are written without the unit, which stands above, and without decimals where that saves the page.
    var decimals = panel.unit.isDuration ? -1 : shownDecimals
    var texts = cellTexts(decimals)
    while decimals > 0, cellWidth(texts) * panel.places.count > room {
      decimals -= 1
      texts = cellTexts(decimals)
    }
    let written = cellWidth(texts)
    let withHeads = max(written, panel.places.reduce(0) { max($0, displayWidth(of: $1.label) + 1) })
    if withHeads * panel.places.count <= room { return grid(texts, nameWidth, cell: withHeads) }
    if written * panel.places.count <= room { return grid(texts, nameWidth, cell: written) }
    // Only shades, two columns each or one; and where even that is too wide, the first places.
    return grid(nil, nameWidth, cell: panel.places.count * 2 <= room ? 2 : 1)
  }

  private func grid(_ texts: [[String]]?, _ nameWidth: Int, cell: Int) -> TextCanvas {
    let left = nameWidth + 1
    let shown = min(panel.places.count, max((width - left) / cell, 1))
    let isCut = shown < panel.places.count
    let hasScale = texts == nil
    var canvas = TextCanvas(
      width: width, height: 1 + panel.series.count + (hasScale ? 1 : 0) + (isCut ? 1 : 0))
    heads(on: &canvas, left: left, cell: cell, shown: shown)
    for (row, series) in panel.series.enumerated() {
      canvas.put(cut(series.label, toWidth: nameWidth), row: row + 1, column: 0)
      for column in 0..<shown where column < series.points.count {
        guard let point = series.points[column] else {
          if texts != nil {
            canvas.put("·", row: row + 1, column: left + column * cell + cell - (hasMarks ? 2 : 1), .quiet)
          }
          continue
        }
        let share = shareOf(point.value)
        var text = sign(share)
        if let texts {
          let written = texts[row][column]
          let padded = written + (!hasMarks ? "" : point.isLow ? "*" : point.isPartial ? "…" : " ")
          text = String(repeating: " ", count: max(cell - displayWidth(of: padded), 0)) + padded
        } else {
          text = String(repeating: isPainted ? " " : text, count: cell)
        }
        canvas.put(
          text, row: row + 1, column: left + column * cell,
          isPainted ? .shade(share) : .plain)
      }
    }
    var row = 1 + panel.series.count
    if hasScale {
      drawScale(on: &canvas, row: row, left: left)
      row += 1
    }
    if isCut {
      canvas.put(
        "\(shown) of \(panel.places.count) columns: the page is too narrow for the rest", row: row, column: 0,
        .quiet)
    }
    return canvas
  }

  /// The labels of the columns, as many as do not touch.
  private func heads(on canvas: inout TextCanvas, left: Int, cell: Int, shown: Int) {
    canvas.put(cut(panel.axisName, toWidth: left - 1), row: 0, column: 0, .quiet)
    let widest = panel.places.prefix(shown).reduce(0) { max($0, displayWidth(of: $1.label)) }
    let isNumber = panel.places.allSatisfy { Int($0.label) != nil }
    // Words are cut to their column; numbers and periods are left out instead.
    let step = isNumber || panel.places.first?.period != nil ? max((widest + cell) / cell, 1) : 1
    for column in stride(from: 0, to: shown, by: cell > widest ? 1 : step) {
      let label = cut(panel.places[column].label, toWidth: max(cell * (cell > widest ? 1 : step) - 1, 1))
      let size = displayWidth(of: label)
      let end = left + column * cell + cell - (hasMarks ? 1 : 0)
      canvas.put(label, row: 0, column: max(size >= cell ? left + column * cell : end - size, left), .quiet)
    }
  }

  private func drawScale(on canvas: inout TextCanvas, row: Int, left: Int) {
    guard let extent = panel.shadedExtent else { return }
    let low = text(extent.lowerBound, panel.unit.isDuration ? 0 : shownDecimals)
    let high = text(extent.upperBound, panel.unit.isDuration ? 0 : shownDecimals)
    canvas.put(low, row: row, column: left, .quiet)
    var column = left + displayWidth(of: low) + 1
    for step in 0..<10 {
      let value = extent.lowerBound + (extent.upperBound / 10 - extent.lowerBound / 10) * (Double(step) + 0.5)
      let share = shareOf(value)
      canvas.put(
        isPainted ? " " : sign(share), row: row, column: column,
        isPainted ? .shade(share) : .plain)
      column += 1
    }
    canvas.put(high, row: row, column: column + 1, .quiet)
  }

  /// From 0 to 1 within the values, or from -1 to 1 where they pass zero.
  private func shareOf(_ value: Double) -> Double { panel.shade(of: value) }

  private func sign(_ share: Double) -> String {
    let signs = look.isASCII ? [" ", ".", ":", "+", "#"] : ["·", "░", "▒", "▓", "█"]
    return signs[min(Int(share.magnitude * 5), 4)]
  }

  // MARK: Texts

  /// As many decimals as the table has.
  private var shownDecimals: Int {
    for series in panel.series {
      for case let point? in series.points {
        let digits = point.text.prefix { "0123456789.,-".contains($0) }
        guard let dot = digits.lastIndex(of: ".") else { return 0 }
        return digits.distance(from: dot, to: digits.endIndex) - 1
      }
    }
    return 0
  }

  private func cellTexts(_ decimals: Int) -> [[String]] {
    panel.series.map { series in
      series.points.map { point in
        guard let point else { return "·" }
        return decimals < 0 ? point.text : text(point.value, decimals)
      }
    }
  }

  private func text(_ value: Double, _ decimals: Int) -> String {
    NumberText.rounded(value, places: decimals).map(NumberText.grouped) ?? "–"
  }

  /// Whether cells keep a place for the mark of a low n or an unfinished period.
  private var hasMarks: Bool {
    panel.series.contains { $0.points.contains { $0.map { $0.isLow || $0.isPartial } ?? false } }
  }

  /// A blank before and, where there are marks, the place of one behind.
  private func cellWidth(_ texts: [[String]]) -> Int {
    (hasMarks ? 2 : 1) + texts.reduce(0) { $1.reduce($0) { max($0, displayWidth(of: $1)) } }
  }
}

extension ChartPanel {
  /// What the shades span.
  ///
  /// Every cohort is whole at its own beginning: a first column of nothing but the highest value would leave one
  /// pale shade to all others.
  var shadedExtent: ClosedRange<Double>? {
    guard let extent else { return nil }
    let first = series.compactMap { $0.points.first ?? nil }.map(\.value)
    guard places.count > 2, first.count > 1, first.allSatisfy({ $0 == extent.upperBound }) else {
      return extent
    }
    let rest = series.flatMap { $0.points.dropFirst().compactMap { $0?.value } }
    guard let low = rest.min(), let high = rest.max(), low < high else { return extent }
    return low...high
  }

  /// How dark the cell of a value is: from 0 to 1 within the values, or from -1 to 1 where they pass zero.
  func shade(of value: Double) -> Double {
    guard let extent = shadedExtent else { return 0 }
    if extent.lowerBound < 0, extent.upperBound > 0 {
      let reach = max(-extent.lowerBound, extent.upperBound)
      return min(max(value / reach, -1), 1)
    }
    let span = extent.upperBound / 2 - extent.lowerBound / 2
    return span > 0 ? min(max((value / 2 - extent.lowerBound / 2) / span, 0), 1) : 0.5
  }
}
