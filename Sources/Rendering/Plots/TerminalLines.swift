import Columns
import Diagnostics

/// Curves over time or age, drawn with dots.
struct TerminalLines {
  let panel: ChartPanel
  let calendar: Calendar
  let width: Int
  let height: Int
  let look: PictureLook
  /// What the scale reaches; panels side by side share one.
  var extent: ClosedRange<Double>?
  /// One of several side by side: without names, intervals and marks, for which there is no room.
  var isSmall = false
  private var hasLabels: Bool { !isSmall }

  init(_ panel: ChartPanel, _ calendar: Calendar, width: Int, height: Int, _ look: PictureLook) {
    self.panel = panel
    self.calendar = calendar
    self.width = width
    self.height = height
    self.look = look
    extent = panel.extent
  }

  /// Marks of the series where a terminal knows ASCII alone.
  private static let letters = ["*", "+", "x", "#", "@", "%"]
  /// Dots on and off, which keep the curves apart where there are no colours.
  private static let patterns: [[Int]] = [[], [1, 1], [4, 3], [5, 2, 1, 2], [2, 4], [1, 3]]

  func draw() -> TextCanvas {
    let legend = hasLegend ? legendLines : []
    let rows = max(height - 2 - legend.count, 3)
    let ticks = Ticks(
      extent, count: min(max(rows / 3, 2), 6), unit: panel.unit, startsAtZero: panel.startsAtZero)
    let scale = ticks.labels.reduce(0) { max($0, displayWidth(of: $1)) }
    let labels = hasDirectLabels ? endLabels : []
    let labelWidth = min(labels.reduce(0) { max($0, displayWidth(of: $1.text) + 1) }, width / 3)
    let left = min(scale + 2, width / 2)
    let columns = max(width - left - labelWidth, 4)
    let field = Field(
      panel.places, ticks.range, dots: DotCanvas(columns: columns, rows: rows, isASCII: look.isASCII))

    var canvas = TextCanvas(width: width, height: legend.count + rows + 2)
    for (row, entries) in legend.enumerated() {
      var column = left
      for entry in entries {
        canvas.put(entry.mark + " ", row: row, column: column, entry.ink)
        canvas.put(entry.label, row: row, column: column + displayWidth(of: entry.mark) + 1)
        column += displayWidth(of: entry.mark) + displayWidth(of: entry.label) + 3
      }
    }
    let top = legend.count
    drawScale(ticks, field, on: &canvas, top: top, left: left, rows: rows, columns: columns)
    drawCurves(field, on: &canvas, top: top, left: left)
    drawPlaces(field, on: &canvas, row: top + rows, left: left, columns: columns)
    if !labels.isEmpty {
      place(
        labels, field, on: &canvas, top: top, column: left + columns + 1, rows: rows, width: labelWidth - 1)
    }
    return canvas
  }

  /// From values and places to dots and cells.
  private struct Field {
    let dots: DotCanvas
    let first: Double
    let last: Double
    let low: Double
    let high: Double

    init(_ places: [ChartPlace], _ range: ClosedRange<Double>, dots: DotCanvas) {
      self.dots = dots
      first = places.first?.number ?? 0
      last = places.last?.number ?? 0
      low = range.lowerBound
      high = range.upperBound
    }

    func x(_ place: ChartPlace) -> Double {
      if last <= first { return Double(dots.width - 1) / 2 }
      return (place.number - first) / (last - first) * Double(dots.width - 1)
    }

    func y(_ value: Double) -> Double {
      // Halves keep the difference of the largest numbers finite.
      let share = (high / 2 - value / 2) / (high / 2 - low / 2)
      // What lies beyond the scale stays just outside of the field.
      return min(max(share, -1), 2) * Double(dots.height - 1)
    }

    func column(_ place: ChartPlace) -> Int {
      min(max(Int(x(place).rounded()) / (dots.width / dots.columns), 0), dots.columns - 1)
    }

    func row(_ value: Double) -> Int {
      let dot = Int(y(value).rounded())
      return cell(dot, of: dots.height / dots.rows)
    }

    private func cell(_ dot: Int, of size: Int) -> Int {
      dot >= 0 ? dot / size : (dot - size + 1) / size
    }
  }

  // MARK: Scale and places

  private func drawScale(
    _ ticks: Ticks, _ field: Field, on canvas: inout TextCanvas, top: Int, left: Int, rows: Int, columns: Int
  ) {
    for row in 0..<rows { canvas.put("│", row: top + row, column: left - 1, .quiet) }
    canvas.put("└" + String(repeating: "─", count: columns), row: top + rows, column: left - 1, .quiet)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let row = field.row(value)
      guard (0..<rows).contains(row) else { continue }
      canvas.put(
        label, row: top + row, column: max(left - 2 - displayWidth(of: label), 0), .quiet)
      canvas.put("┤", row: top + row, column: left - 1, .quiet)
    }
    if ticks.range.lowerBound < 0, ticks.range.upperBound > 0 {
      canvas.put(
        String(repeating: "┈", count: columns), row: top + field.row(0), column: left, .quiet)
    }
  }

  private func drawPlaces(
    _ field: Field, on canvas: inout TextCanvas, row: Int, left: Int, columns: Int
  ) {
    let ticks = AxisTicks(panel.places, calendar: calendar, gap: 2) {
      Double(field.column($0))
    } width: {
      Double(displayWidth(of: $0))
    }
    for (place, text) in ticks.labels {
      let column = left + field.column(panel.places[place])
      canvas.put("┬", row: row, column: column, .quiet)
      let size = displayWidth(of: text)
      canvas.put(text, row: row + 1, column: min(max(column - size / 2, 0), max(width - size, 0)), .quiet)
    }
    let size = displayWidth(of: panel.axisName)
    let end = left + columns - size
    if panel.places.first?.period == nil, end > 2, canvas.isFree(row: row + 1, columns: end - 2..<end + size)
    {
      canvas.put(panel.axisName, row: row + 1, column: end, .quiet)
    }
  }

  // MARK: Curves

  private func drawCurves(_ field: Field, on canvas: inout TextCanvas, top: Int, left: Int) {
    var band = DotCanvas(columns: field.dots.columns, rows: field.dots.rows, isASCII: look.isASCII)
    var curves = field.dots
    let order = panel.series.indices.sorted {
      (panel.series[$0].role == .data ? 1 : 0, $0) < (panel.series[$1].role == .data ? 1 : 0, $1)
    }
    for index in order {
      let series = panel.series[index]
      if !isSmall, panel.showsInterval(of: series) { outline(&band, series, field) }
      draw(series, owner: index, on: &curves, field)
    }
    for row in 0..<curves.rows {
      for column in 0..<curves.columns {
        if let cell = curves.cell(row: row, column: column) {
          canvas.put(cell.text, row: top + row, column: left + column, ink(panel.series[cell.owner]))
        } else if let cell = band.cell(row: row, column: column) {
          canvas.put(cell.text, row: top + row, column: left + column, .quiet)
        }
      }
    }
    for index in order { mark(panel.series[index], field, on: &canvas, top: top, left: left) }
  }

  /// The ends of the interval as two dotted curves: a filled band of dots would hide the curve between them.
  private func outline(_ band: inout DotCanvas, _ series: ChartSeries, _ field: Field) {
    var previous: (x: Double, interval: ClosedRange<Double>)?
    for (place, point) in zip(panel.places, series.points) {
      guard let interval = point?.interval else {
        previous = nil
        continue
      }
      let x = field.x(place)
      if let previous {
        for end in [\ClosedRange<Double>.lowerBound, \.upperBound] {
          band.line(
            from: (previous.x, field.y(previous.interval[keyPath: end])),
            to: (x, field.y(interval[keyPath: end])), owner: 0, pattern: [1, 2])
        }
      } else {
        // A point that stands alone has no curve along which its interval could run.
        for end in [interval.lowerBound, interval.upperBound] {
          for step in -1...1 { band.set(Int(x.rounded()) + step, Int(field.y(end).rounded()), owner: 0) }
        }
      }
      previous = (x, interval)
    }
  }

  private func draw(_ series: ChartSeries, owner: Int, on curves: inout DotCanvas, _ field: Field) {
    let pattern = pattern(of: series)
    var previous: (x: Double, y: Double)?
    for (place, point) in zip(panel.places, series.points) {
      guard let point else {
        previous = nil
        continue
      }
      let here = (x: field.x(place), y: field.y(point.value))
      if let previous {
        curves.line(
          from: previous, to: here, owner: owner,
          pattern: point.isPartial ? (pattern.isEmpty ? [2, 2] : [1, 3]) : pattern)
      }
      previous = here
    }
  }

  /// Points that have to be seen alone: those of few rows, those without neighbours, and all where there is room.
  private func mark(
    _ series: ChartSeries, _ field: Field, on canvas: inout TextCanvas, top: Int, left: Int
  ) {
    guard series.role == .data || series.role == .total else { return }
    let isRoomy = field.dots.columns >= panel.places.count * 6 && series.role == .data
    for (index, point) in series.points.enumerated() {
      guard let point else { continue }
      func isKnown(_ other: Int) -> Bool {
        series.points.indices.contains(other) && series.points[other] != nil
      }
      let isAlone = !isKnown(index - 1) && !isKnown(index + 1)
      guard (point.isLow && !isSmall) || isAlone || isRoomy || (look.isASCII && series.role == .data) else {
        continue
      }
      let mark = point.isLow ? "○" : look.isASCII ? letter(series) : "●"
      canvas.put(
        mark, row: top + field.row(point.value), column: left + field.column(panel.places[index]), ink(series)
      )
    }
  }

  private func ink(_ series: ChartSeries) -> Ink {
    switch series.role {
    case .data: .series(series.colour)
    case .total: .plain
    case .comparison: .quiet
    case .target: .strong
    }
  }

  private func letter(_ series: ChartSeries) -> String {
    series.role == .data ? Self.letters[series.colour % Self.letters.count] : "."
  }

  private func pattern(of series: ChartSeries) -> [Int] {
    switch series.role {
    case .data:
      look.colours == .none && !look.isASCII ? Self.patterns[series.colour % Self.patterns.count] : []
    case .total: []
    case .comparison: [1, 1]
    case .target: [3, 2]
    }
  }

  // MARK: Names

  private var named: [ChartSeries] {
    panel.series.filter { series in !series.label.isEmpty && series.points.contains { $0 != nil } }
  }

  /// Names beside the ends of the curves are read without looking to and fro; they need room.
  private var hasDirectLabels: Bool {
    hasLabels && (width >= 60 || named.isEmpty) && named.count <= height - 4
  }
  private var hasLegend: Bool { hasLabels && !named.isEmpty && (!hasDirectLabels || look.colours == .none) }

  private struct LegendEntry {
    var mark: String
    var label: String
    var ink: Ink
  }

  private var legendLines: [[LegendEntry]] {
    var lines: [[LegendEntry]] = [[]]
    var used = 8
    for series in named {
      let mark = look.isASCII ? letter(series) : sample(series)
      let entry = LegendEntry(
        mark: mark, label: cut(series.label, toWidth: max(width / 2 - 6, 6)), ink: ink(series))
      let size = displayWidth(of: mark) + displayWidth(of: entry.label) + 3
      if used + size > width, !lines[lines.count - 1].isEmpty {
        lines.append([])
        used = 8
      }
      lines[lines.count - 1].append(entry)
      used += size
    }
    return lines
  }

  /// A short piece of the curve.
  private func sample(_ series: ChartSeries) -> String {
    let pattern = pattern(of: series)
    if pattern.isEmpty { return "━━" }
    var dots = DotCanvas(columns: 4, rows: 1, isASCII: false)
    dots.line(from: (0, 1), to: (7, 1), owner: 0, pattern: pattern)
    return (0..<4).map { dots.cell(row: 0, column: $0)?.text ?? " " }.joined()
  }

  private struct EndLabel {
    var text: String
    var value: Double
    var ink: Ink
  }

  private var endLabels: [EndLabel] {
    panel.series.compactMap { series in
      guard let point = series.points.last(where: { $0 != nil }) ?? nil else { return nil }
      let text = series.label.isEmpty ? point.text : series.label + " " + point.text
      return EndLabel(text: text, value: point.value, ink: ink(series))
    }
  }

  private func place(
    _ labels: [EndLabel], _ field: Field, on canvas: inout TextCanvas, top: Int, column: Int, rows: Int,
    width: Int
  ) {
    let sorted = labels.sorted { $0.value > $1.value }
    var places = sorted.map { min(max(field.row($0.value), 0), rows - 1) }
    for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + 1) }
    var limit = rows - 1
    for index in places.indices.reversed() {
      places[index] = min(places[index], limit)
      limit = places[index] - 1
    }
    for (label, row) in zip(sorted, places) {
      // The value stands last and matters most: the name is cut.
      var text = label.text
      if displayWidth(of: text) > width, let space = text.lastIndex(of: " ") {
        let tail = String(text[space...])
        text = cut(String(text[..<space]), toWidth: max(width - displayWidth(of: tail), 1)) + tail
      }
      canvas.put(cut(text, toWidth: width), row: top + row, column: column, label.ink)
    }
  }
}
