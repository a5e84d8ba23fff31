import Columns

/// Curves over time or age on a page, with their intervals, gaps and names.
struct SVGLines {
  let panel: ChartPanel
  let calendar: Calendar
  /// What ids begin with.
  let name: String
  /// What the scale reaches; panels side by side share one.
  var extent: ClosedRange<Double>?
  /// Whether names and last values stand beside the curves.
  var hasLabels = true

  init(_ panel: ChartPanel, _ calendar: Calendar, name: String) {
    self.panel = panel
    self.calendar = calendar
    self.name = name
    extent = panel.extent
  }

  /// From values and places to the page.
  private struct Field {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    let first: Double
    let last: Double
    let range: ClosedRange<Double>

    func x(_ place: ChartPlace) -> Double {
      if last <= first { return (left + right) / 2 }
      return left + (place.number - first) / (last - first) * (right - left)
    }

    func y(_ value: Double) -> Double {
      let share = (range.upperBound / 2 - value / 2) / (range.upperBound / 2 - range.lowerBound / 2)
      return top + min(max(share, -1), 2) * (bottom - top)
    }
  }

  mutating func draw(on canvas: inout SVGCanvas, x: Double, y: Double, width: Double, height: Double) {
    let ticks = Ticks(
      extent, count: max(Int(height / 50), 3), unit: panel.unit, startsAtZero: panel.startsAtZero)
    let scale = ticks.labels.reduce(0) { max($0, pageWidth($1, size: 12)) }
    let labels = hasLabels ? endLabels : []
    let labelWidth = min(labels.reduce(0) { max($0, pageWidth($1.text, size: 13, isBold: true)) }, 230)
    let field = Field(
      left: x + scale + 14, right: x + width - (labels.isEmpty ? 8 : labelWidth + 14), top: y + 10,
      bottom: y + height - 26, first: panel.places.first?.number ?? 0, last: panel.places.last?.number ?? 0,
      range: ticks.range)

    for (value, label) in zip(ticks.values, ticks.labels) {
      let level = field.y(value)
      canvas.line(field.left - 6, level, field.right, level, value == 0 ? "axis" : "grid")
      canvas.text(label, field.left - 12, level + 4, "tick", .end)
    }
    drawPlaces(field, on: &canvas, x + width)
    let order = panel.series.filter { $0.role != .data } + panel.series.filter { $0.role == .data }
    canvas.clipped(
      "\(name)-field", field.left - 8, field.top - 8, field.right - field.left + 16,
      field.bottom - field.top + 16
    ) {
      canvas in
      for series in order where panel.showsInterval(of: series) { band(series, field, on: &canvas) }
      for series in order { curve(series, field, on: &canvas) }
      for series in order { points(series, field, on: &canvas) }
    }
    if !labels.isEmpty { place(labels, field, on: &canvas, width: labelWidth) }
  }

  private func drawPlaces(_ field: Field, on canvas: inout SVGCanvas, _ edge: Double) {
    let ticks = AxisTicks(panel.places, calendar: calendar, gap: 14) {
      field.x($0)
    } width: {
      pageWidth($0, size: 12)
    }
    canvas.line(field.left - 6, field.bottom, field.right, field.bottom, "axis")
    for (index, text) in ticks.labels {
      let x = field.x(panel.places[index])
      canvas.line(x, field.bottom, x, field.bottom + 5, "axis")
      let half = pageWidth(text, size: 12) / 2
      canvas.text(text, min(x, edge - half), field.bottom + 19, "tick", .middle)
    }
    if panel.places.first?.period == nil, !panel.axisName.isEmpty {
      canvas.text(panel.axisName, edge, field.bottom + 19, "tick", .end)
    }
  }

  // MARK: Curves

  /// Stretches of known points.
  private func runs(_ series: ChartSeries) -> [[(place: ChartPlace, point: ChartPoint)]] {
    var runs: [[(place: ChartPlace, point: ChartPoint)]] = [[]]
    for (place, point) in zip(panel.places, series.points) {
      if let point {
        runs[runs.count - 1].append((place, point))
      } else if !runs[runs.count - 1].isEmpty {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  private func band(_ series: ChartSeries, _ field: Field, on canvas: inout SVGCanvas) {
    for run in runs(series) {
      var stretch: [(x: Double, interval: ClosedRange<Double>)] = []
      func close() {
        let upper = stretch.map { (x: $0.x, y: field.y($0.interval.upperBound)) }
        let lower = stretch.reversed().map { (x: $0.x, y: field.y($0.interval.lowerBound)) }
        if stretch.count > 1 {
          canvas.path(upper + lower, isClosed: true, "band fill\(series.colour)")
        } else if let alone = stretch.first {
          canvas.line(
            alone.x, field.y(alone.interval.lowerBound), alone.x, field.y(alone.interval.upperBound),
            "whisker")
        }
        stretch = []
      }
      for (place, point) in run {
        if let interval = point.interval { stretch.append((field.x(place), interval)) } else { close() }
      }
      close()
    }
  }

  private func curve(_ series: ChartSeries, _ field: Field, on canvas: inout SVGCanvas) {
    let style = "curve " + stroke(series)
    for run in runs(series) {
      let points = run.map { (x: field.x($0.place), y: field.y($0.point.value)) }
      // Everything up to the last whole period, then what is not over.
      let whole = run.prefix { !$0.point.isPartial }.count
      canvas.path(Array(points.prefix(whole)), style)
      if whole < points.count {
        canvas.path(Array(points.suffix(points.count - max(whole - 1, 0))), style + " dashed")
      }
    }
  }

  private func points(_ series: ChartSeries, _ field: Field, on canvas: inout SVGCanvas) {
    guard series.role == .data || series.role == .total else { return }
    let spacing = (field.right - field.left) / Double(max(panel.places.count - 1, 1))
    for (index, point) in series.points.enumerated() {
      guard let point else { continue }
      func isKnown(_ other: Int) -> Bool {
        series.points.indices.contains(other) && series.points[other] != nil
      }
      let place = panel.places[index]
      let tip = SVGLines.tip(series.label, place, point)
      let x = field.x(place)
      let y = field.y(point.value)
      if point.isLow || point.isPartial {
        canvas.circle(x, y, min(max(spacing * 0.35, 2.2), 3.5), "hollow \(stroke(series))", tip: tip)
      } else if series.role == .data && (spacing >= 14 || (!isKnown(index - 1) && !isKnown(index + 1))) {
        canvas.circle(x, y, 3, fill(series), tip: tip)
      } else if series.role == .data {
        canvas.circle(x, y, max(min(spacing / 2, 6), 2), "hit", tip: tip)
      }
    }
  }

  static func tip(_ name: String, _ place: ChartPlace, _ point: ChartPoint) -> String {
    var parts = [[name, place.label].filter { !$0.isEmpty }.joined(separator: ", ") + ": " + point.text]
    if let interval = point.interval {
      let places = interval.upperBound.magnitude < 10 ? 2 : 1
      let ends = [interval.lowerBound, interval.upperBound].map {
        NumberText.rounded($0, places: places).map(NumberText.grouped) ?? "–"
      }
      parts.append("95 % interval \(ends[0]) to \(ends[1])")
    }
    if let n = point.n { parts.append("n " + NumberText.grouped(NumberText.rounded(n, places: 0) ?? "")) }
    if point.isLow { parts.append("read with care") }
    if point.isPartial { parts.append("the period is not over") }
    return parts.joined(separator: " · ")
  }

  private func stroke(_ series: ChartSeries) -> String {
    switch series.role {
    case .data: "line\(series.colour % ChartColours.series.count)"
    case .total: "total"
    case .comparison: "comparison"
    case .target: "target"
    }
  }

  private func fill(_ series: ChartSeries) -> String {
    series.role == .data ? "fill\(series.colour % ChartColours.series.count)" : "totalfill"
  }

  // MARK: Names

  private struct EndLabel {
    var text: String
    var value: Double
    var style: String
  }

  private var endLabels: [EndLabel] {
    panel.series.compactMap { series in
      guard let point = series.points.last(where: { $0 != nil }) ?? nil else { return nil }
      let style =
        switch series.role {
        case .data: "text\(series.colour % ChartColours.series.count)"
        case .total: "totaltext"
        case .comparison: "comparisontext"
        case .target: "targettext"
        }
      let text = series.label.isEmpty ? point.text : series.label + "  " + point.text
      return EndLabel(text: text, value: point.value, style: style)
    }
  }

  /// Names beside the ends of the curves, moved apart where they would touch.
  private func place(_ labels: [EndLabel], _ field: Field, on canvas: inout SVGCanvas, width: Double) {
    let sorted = labels.sorted { $0.value > $1.value }
    let step = 16.0
    var places = sorted.map { field.y($0.value) }
    for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + step) }
    var limit = field.bottom
    for index in places.indices.reversed() {
      places[index] = min(places[index], limit)
      limit = places[index] - step
    }
    for (label, y) in zip(sorted, places) {
      var text = label.text
      if pageWidth(text, size: 13, isBold: true) > width, let space = text.range(of: "  ") {
        let tail = String(text[space.lowerBound...])
        let room = width - pageWidth(tail, size: 13, isBold: true)
        text = cutForPage(String(text[..<space.lowerBound]), to: room, size: 13, isBold: true) + tail
      }
      canvas.text(text, field.right + 12, y + 4.5, label.style, tip: text == label.text ? nil : label.text)
    }
  }
}

extension String {
  /// Where the first occurrence of a short text is.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
