import Columns

/// A document with the picture of a result, and its data as CSV for readers and programs that want the numbers.
func writeSVG(_ result: ResultTable, _ options: RenderingOptions) -> String {
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(result, name: "chart")
}

/// The `svg` element alone, as it stands inside a page.
///
/// - Parameter name: What the ids of this element begin with; a page with several charts needs several.
func svg(_ result: ResultTable, name: String, hasTitle: Bool = true) -> String {
  let chart = Chart(result, barLimit: 40)
  var page = SVGPage(chart, result.calendar, name: name, hasTitle: hasTitle)
  page.draw()
  let width = coordinate(SVGPage.width)
  let height = coordinate(page.height)
  return """
    <svg xmlns="http://www.w3.org/2000/svg" class="kpi-chart" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(name)-title \(name)-description">
    <title id="\(name)-title">\(escapedMarkup(chart.title))</title>
    <desc id="\(name)-description">\(escapedMarkup(chart.description))</desc>
    <metadata>
    \(escapedLines(writeCSV(result, RenderingOptions(format: .csv))))</metadata>
    <style>
    \(SVGStyle.sheet)</style>
    <rect class="ground" width="100%" height="100%"/>
    \(page.canvas.body)</svg>

    """
}

/// The lines of a text for markup: line ends stay as they are.
private func escapedLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { escapedMarkup(String($0)) }
    .joined(separator: "\n")
}
