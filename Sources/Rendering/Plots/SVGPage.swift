import Columns

/// A chart laid out on a page: title, panels below or beside each other, notes.
struct SVGPage {
  static let width = 920.0
  private static let margin = 28.0

  let chart: Chart
  let calendar: Calendar
  let name: String
  let hasTitle: Bool
  private(set) var canvas = SVGCanvas()
  private(set) var height = 0.0

  init(_ chart: Chart, _ calendar: Calendar, name: String, hasTitle: Bool) {
    self.chart = chart
    self.calendar = calendar
    self.name = name
    self.hasTitle = hasTitle
  }

  private var room: Double { Self.width - 2 * Self.margin }

  mutating func draw() {
    var y = 20.0
    if hasTitle {
      for line in wrappedForPage(chart.title, to: room, size: 20, isBold: true) {
        y += 24
        canvas.text(line, Self.margin, y, "title")
      }
    }
    if !chart.subtitle.isEmpty {
      for line in wrappedForPage(chart.subtitle, to: room, size: 13) {
        y += 20
        canvas.text(line, Self.margin, y, "subtitle")
      }
    }
    y += 18
    if chart.panels.allSatisfy(\.isEmpty) {
      y += 40
      let words = chart.panels.isEmpty ? "no rows" : "no value is known: there is nothing to draw"
      canvas.text(words, Self.width / 2, y, "subtitle", .middle)
      y += 40
    } else if chart.isMultiple {
      y = drawMultiples(from: y)
    } else {
      for (number, panel) in chart.panels.enumerated() {
        y = draw(panel, number, from: y)
      }
    }
    drawNotes(from: y + 8)
  }

  private mutating func draw(_ panel: ChartPanel, _ number: Int, from start: Double) -> Double {
    var y = start
    if chart.panels.count > 1, !panel.title.isEmpty {
      y += 20
      canvas.text(cutForPage(panel.title, to: room, size: 14, isBold: true), Self.margin, y, "heading")
      y += 8
    }
    if panel.isEmpty {
      y += 20
      canvas.text("no value is known", Self.margin, y, "subtitle")
      return y + 16
    }
    switch panel.form {
    case .lines:
      let curves = chart.panels.filter { $0.form == .lines }.count
      let height = curves > 2 ? 190.0 : curves == 2 ? 230 : 340
      var lines = SVGLines(panel, calendar, name: "\(name)-\(number)")
      lines.draw(on: &canvas, x: Self.margin, y: y, width: room, height: height)
      return y + height + 18
    case .bars: return SVGBars(panel).draw(on: &canvas, x: Self.margin, y: y, width: room) + 18
    case .heat: return SVGHeat(panel).draw(on: &canvas, x: Self.margin, y: y, width: room) + 18
    }
  }

  /// Small panels with one scale, three beside each other.
  private mutating func drawMultiples(from start: Double) -> Double {
    let gap = 26.0
    let panelWidth = (room - 2 * gap) / 3
    let panelHeight = 150.0
    let extents = chart.panels.compactMap(\.extent)
    let low = extents.map(\.lowerBound).min()
    let high = extents.map(\.upperBound).max()
    for (position, panel) in chart.panels.enumerated() {
      let x = Self.margin + Double(position % 3) * (panelWidth + gap)
      let y = start + Double(position / 3) * (panelHeight + 50)
      let last = panel.series.first?.points.last { $0 != nil } ?? nil
      let value = last?.text ?? ""
      let valueWidth = pageWidth(value, size: 13, isBold: true) + 8
      let title = cutForPage(panel.title, to: panelWidth - valueWidth, size: 14, isBold: true)
      canvas.text(title, x, y + 16, "heading", tip: panel.title)
      canvas.text(value, x + panelWidth, y + 16, "text0", .end)
      var lines = SVGLines(panel, calendar, name: "\(name)-\(position)")
      if let low, let high { lines.extent = low...high }
      lines.hasLabels = false
      lines.draw(on: &canvas, x: x, y: y + 26, width: panelWidth, height: panelHeight)
    }
    return start + Double((chart.panels.count + 2) / 3) * (panelHeight + 50)
  }

  private mutating func drawNotes(from start: Double) {
    var y = start
    for note in chart.footnotes {
      for line in wrappedForPage(note, to: room, size: 12) {
        y += 17
        canvas.text(line, Self.margin, y, "small")
      }
    }
    if !chart.footnotes.isEmpty { y += 6 }
    for line in chart.source.flatMap({ wrappedForPage($0, to: room, size: 11) }) {
      y += 15
      canvas.text(line, Self.margin, y, "note")
    }
    height = y + 20
  }
}
