package import Columns
import Diagnostics

/// What a terminal can show of a picture.
package struct PictureLook: Sendable, Hashable {
  /// Lines of the terminal, which a picture with one panel fills but never passes.
  package var height: Int
  package var colours: ColourDepth
  /// Letters of ASCII alone, for terminals that know nothing else.
  package var isASCII: Bool

  package init(height: Int = 24, colours: ColourDepth = .none, isASCII: Bool = false) {
    self.height = height
    self.colours = colours
    self.isASCII = isASCII
  }
}

/// A result drawn with characters: curves of braille dots, bars of blocks, grids of shaded cells.
///
/// - Parameter width: Columns of the page; at least 20 are used.
/// - Returns: Lines, with a final newline.
package func plot(_ result: ResultTable, width: Int, look: PictureLook) -> String {
  let chart = Chart(result, barLimit: 30)
  let picture = TerminalPicture(chart, result.calendar, width: min(max(width, 20), 1000), look)
  return picture.lines().joined(separator: "\n") + "\n"
}

/// A chart on its way to lines of text.
struct TerminalPicture {
  let chart: Chart
  let calendar: Calendar
  let width: Int
  let look: PictureLook

  init(_ chart: Chart, _ calendar: Calendar, width: Int, _ look: PictureLook) {
    self.chart = chart
    self.calendar = calendar
    self.width = width
    self.look = look
  }

  func lines() -> [String] {
    var lines = wrapped(chart.title, .strong)
    if !subtitle.isEmpty { lines += wrapped(subtitle, .quiet) }
    if chart.panels.allSatisfy(\.isEmpty) {
      lines += wrapped(
        chart.spoken(
          chart.panels.isEmpty ? "no rows" : "no value is known: there is nothing to draw"), .plain)
    } else if chart.isMultiple {
      lines += [""] + multiples()
    } else {
      for panel in chart.panels {
        let drawn = draw(panel).lines(look.colours, isASCII: look.isASCII)
        lines += [""] + drawn
      }
    }
    if !footnotes.isEmpty { lines.append("") }
    for footnote in footnotes { lines += wrapped(footnote, .quiet) }
    return lines
  }

  /// Panels of a few lines have no room for intervals.
  private var subtitle: String {
    chart.isMultiple
      ? Chart.words(chart.subtitleParts.filter { $0 != Chart.intervalWords }.map(chart.spoken))
      : chart.subtitle
  }

  private var footnotes: [String] {
    var notes = chart.footnotes
    if chart.panels.contains(where: { $0.form == .bars && $0.hasIntervals }) {
      notes.insert(chart.spoken("▓ ─┤ 95 % interval"), at: 0)
    } else if !chart.isMultiple, chart.panels.contains(where: \.hasIntervals) {
      notes.insert(chart.spoken("dotted: 95 % interval"), at: 0)
    }
    return notes
  }

  /// A text in as many lines as it needs, broken between words.
  private func wrapped(_ text: String, _ ink: Ink) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, displayWidth(of: line) + 1 + displayWidth(of: word) > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(line)
    return lines.map { line in
      var canvas = TextCanvas(width: width, height: 1)
      canvas.put(cut(line, toWidth: width), row: 0, column: 0, ink)
      return canvas.lines(look.colours, isASCII: look.isASCII)[0]
    }
  }

  private func draw(_ panel: ChartPanel) -> TextCanvas {
    let hasTitle = chart.panels.count > 1 && !panel.title.isEmpty
    if panel.isEmpty {
      var canvas = TextCanvas(width: width, height: hasTitle ? 2 : 1)
      if hasTitle { canvas.put(cut(panel.title, toWidth: width), row: 0, column: 0, .strong) }
      canvas.put("no value is known", row: hasTitle ? 1 : 0, column: 0)
      return canvas
    }
    switch panel.form {
    case .lines:
      let lines = TerminalLines(panel, calendar, width: width, height: curveHeight, look)
      return titled(lines.draw(), hasTitle ? panel.title : nil)
    case .bars: return titled(TerminalBars(panel, width: width, look).draw(), hasTitle ? panel.title : nil)
    case .heat: return titled(TerminalHeat(panel, width: width, look).draw(), hasTitle ? panel.title : nil)
    }
  }

  /// Lines for one panel of curves: as high as the terminal leaves room for, as low as still shows a shape.
  private var curveHeight: Int {
    let curves = chart.panels.filter { $0.form == .lines }.count
    let around = 5 + footnotes.count + (curves > 1 ? 2 * curves : 0)
    let room = max(look.height - around, 0) / max(curves, 1)
    return min(max(room, curves > 1 ? 8 : 10), max(width / 4, 10), 24)
  }

  private func titled(_ canvas: TextCanvas, _ title: String?) -> TextCanvas {
    guard let title else { return canvas }
    var result = TextCanvas(width: width, height: canvas.height + 1)
    result.put(cut(title, toWidth: width), row: 0, column: 0, .strong)
    result.put(canvas, row: 1, column: 0)
    return result
  }

  /// Small panels with one scale, side by side.
  private func multiples() -> [String] {
    let gap = 3
    let across = max(min((width + gap) / (34 + gap), 3), 1)
    let panelWidth = (width - gap * (across - 1)) / across
    let panelHeight = 9
    let extents = chart.panels.compactMap(\.extent)
    let low = extents.map(\.lowerBound).min()
    let high = extents.map(\.upperBound).max()
    let rows = (chart.panels.count + across - 1) / across
    var canvas = TextCanvas(width: width, height: rows * (panelHeight + 2) - 1)
    for (position, panel) in chart.panels.enumerated() {
      var lines = TerminalLines(panel, calendar, width: panelWidth, height: panelHeight, look)
      if let low, let high { lines.extent = low...high }
      lines.isSmall = true
      let row = position / across * (panelHeight + 2)
      let column = position % across * (panelWidth + gap)
      let last = panel.series.first?.points.last { $0 != nil } ?? nil
      let isLow = panel.series.contains { $0.points.contains { $0?.isLow ?? false } }
      let value = (last.map { " " + $0.text } ?? "") + (isLow ? " ○" : "")
      let title = cut(panel.title, toWidth: max(panelWidth - displayWidth(of: value), 4))
      canvas.put(title, row: row, column: column, .strong)
      canvas.put(value, row: row, column: column + displayWidth(of: title))
      canvas.put(lines.draw(), row: row + 1, column: column)
    }
    return canvas.lines(look.colours, isASCII: look.isASCII)
  }
}
