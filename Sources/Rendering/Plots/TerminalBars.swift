import Columns
import Diagnostics

/// Horizontal bars, one line each, with the value and its n at the end.
struct TerminalBars {
  let panel: ChartPanel
  let width: Int
  let look: PictureLook

  init(_ panel: ChartPanel, width: Int, _ look: PictureLook) {
    self.panel = panel
    self.width = width
    self.look = look
  }

  func draw() -> TextCanvas {
    let points = panel.series.first?.points ?? []
    let values = points.map { point in
      point.map { $0.text + ($0.isLow ? "*" : "") + ($0.isPartial ? "…" : "") } ?? "–"
    }
    let counts = points.map { point in
      point?.n.flatMap { NumberText.rounded($0, places: 0) }.map(NumberText.grouped) ?? ""
    }
    let names = panel.places.map(\.label)
    var nameWidth = names.reduce(0) { max($0, displayWidth(of: $1)) }
    // Marks hang to the right of the digits, as they do in tables.
    let digits = points.map { $0?.text ?? "–" }
    let digitWidth = digits.reduce(0) { max($0, displayWidth(of: $1)) }
    let markWidth = zip(values, digits).reduce(0) { max($0, displayWidth(of: $1.0) - displayWidth(of: $1.1)) }
    var countWidth = counts.reduce(0) { max($0, $1.count) }
    if countWidth > 0 { countWidth = max(countWidth, 1) + 2 }
    let valueWidth = digitWidth + markWidth + 2
    nameWidth = min(nameWidth, max(width - valueWidth - countWidth - 12, width / 4))
    if width - nameWidth - valueWidth - countWidth < 10 { countWidth = 0 }
    let left = nameWidth + 1
    let columns = max(width - left - valueWidth - countWidth, 4)
    let scale = Scale(panel.extent, columns: columns, hasEighths: !look.isASCII)

    let totalStart = panel.places.firstIndex { $0.kind == .total }
    let hasRule = totalStart != nil && totalStart != 0
    let head = countWidth > 0 ? 1 : 0
    var canvas = TextCanvas(width: width, height: head + points.count + (hasRule ? 1 : 0))
    if head == 1 { canvas.put("n", row: 0, column: width - 1, .quiet) }
    for index in points.indices {
      var row = head + index
      if let totalStart, hasRule, index >= totalStart {
        if index == totalStart {
          canvas.put(String(repeating: "─", count: width), row: row, column: 0, .quiet)
        }
        row += 1
      }
      let place = panel.places[index]
      canvas.put(cut(place.label, toWidth: nameWidth), row: row, column: 0)
      if let point = points[index] { bar(point, place, scale, on: &canvas, row: row, left: left) }
      if scale.zero > 0, showsZero(points[index], scale) {
        canvas.put("│", row: row, column: left + scale.zero, .quiet)
      }
      for other in panel.series.dropFirst() {
        guard index < other.points.count, let point = other.points[index] else { continue }
        canvas.put(
          other.role == .target ? "┃" : "╎", row: row, column: left + scale.cell(point.value),
          other.role == .target ? .strong : .plain)
      }
      let text = values[index]
      let start = left + columns + 2 + digitWidth - displayWidth(of: digits[index])
      canvas.put(text, row: row, column: start, points[index] == nil ? .quiet : .plain)
      if countWidth > 0 {
        canvas.put(counts[index], row: row, column: width - counts[index].count, .quiet)
      }
    }
    return canvas
  }

  /// From values to eighths of character cells.
  private struct Scale {
    let low: Double
    let high: Double
    let columns: Int

    /// Without blocks of an eighth a bar is as long as whole cells.
    let hasEighths: Bool

    init(_ extent: ClosedRange<Double>?, columns: Int, hasEighths: Bool) {
      self.hasEighths = hasEighths
      low = min(extent?.lowerBound ?? 0, 0)
      let top = max(extent?.upperBound ?? 0, 0)
      high = top > low ? top : 1
      self.columns = columns
    }

    /// Where zero is, in whole cells from the left.
    var zero: Int { low < 0 ? min(Int((share(0) * Double(columns)).rounded()), columns - 1) : 0 }

    func share(_ value: Double) -> Double {
      min(max((value / 2 - low / 2) / (high / 2 - low / 2), 0), 1)
    }

    func eighths(_ value: Double) -> Int {
      if hasEighths { return Int((share(value) * Double(columns) * 8).rounded()) }
      return Int((share(value) * Double(columns)).rounded()) * 8
    }

    func cell(_ value: Double) -> Int { min(max(eighths(value) / 8, 0), columns - 1) }
  }

  /// Whether the line at zero can be seen beside the bar of a row.
  private func showsZero(_ point: ChartPoint?, _ scale: Scale) -> Bool {
    guard let point, point.value > 0 else { return true }
    return scale.eighths(point.value) / 8 <= scale.zero
  }

  private func bar(
    _ point: ChartPoint, _ place: ChartPlace, _ scale: Scale, on canvas: inout TextCanvas, row: Int, left: Int
  ) {
    let ink: Ink = place.kind == .group ? .series(0) : .plain
    let eighths = scale.eighths(point.value)
    if point.value >= 0 {
      let full = eighths / 8
      for cell in scale.zero..<max(full, scale.zero) { canvas.put("█", row: row, column: left + cell, ink) }
      let rest = look.isASCII ? "" : ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
      if full >= scale.zero, full < scale.columns { canvas.put(rest, row: row, column: left + full, ink) }
    } else {
      // Blocks grow from the left; growing to the left there is only the half one.
      let first = (eighths + 3) / 8
      for cell in first..<max(scale.zero, first) { canvas.put("█", row: row, column: left + cell, ink) }
      if !look.isASCII, first > 0, first * 8 - eighths >= 3 {
        canvas.put("▐", row: row, column: left + first - 1, ink)
      }
    }
    guard let interval = point.interval else { return }
    whisker(interval, point.value, scale, on: &canvas, row: row, left: left, ink)
  }

  /// The part of the bar that is uncertain is lighter, and a line goes on to the far end of the interval.
  private func whisker(
    _ interval: ClosedRange<Double>, _ value: Double, _ scale: Scale, on canvas: inout TextCanvas, row: Int,
    left: Int, _ ink: Ink
  ) {
    let low = scale.cell(interval.lowerBound)
    let high = scale.cell(interval.upperBound)
    guard high > low else { return }
    let end = scale.cell(value)
    // A bar that ends at the edge of a cell leaves the next one to the line.
    let isEdge = scale.eighths(value) % 8 == 0 || (value < 0 && scale.eighths(value) % 8 > 5)
    for cell in low...high {
      let isInBar = value >= 0 ? cell >= scale.zero && cell < end : cell > end && cell < scale.zero
      let sign =
        isInBar
        ? "▓" : cell == high && value >= 0 ? "┤" : cell == low ? "├" : cell == end && !isEdge ? nil : "─"
      if let sign { canvas.put(sign, row: row, column: left + cell, isInBar ? ink : .quiet) }
    }
  }
}
