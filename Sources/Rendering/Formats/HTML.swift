package import Columns

/// A page that needs nothing else: the picture of a result above its table.
func writeHTML(_ result: ResultTable, _ options: RenderingOptions) -> String {
  page([.result(result)])
}

/// A piece of a page.
package enum PageSection: Sendable {
  case result(ResultTable)
  /// Text that was asked for, such as a definition.
  case text(String)
}

/// A page of several results, in their order.
package func page(_ sections: [PageSection]) -> String {
  var body = ""
  var titles: [String] = []
  for (number, section) in sections.enumerated() {
    switch section {
    case .text(let text):
      body +=
        "<pre>"
        + text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { escapedMarkup(String($0)) }.joined(separator: "\n") + "</pre>\n"
    case .result(let result):
      let chart = Chart(result, barLimit: 40)
      titles.append(chart.title)
      body += pageSection(result, chart, name: "chart\(number + 1)", isMain: titles.count == 1)
    }
  }
  let title =
    titles.isEmpty ? "kpi" : titles.count == 1 ? titles[0] : "\(titles[0]) and \(titles.count - 1) more"
  return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="kpi">
    <title>\(escapedMarkup(title))</title>
    <style>
    \(pageStyle)</style>
    </head>
    <body>
    <main>
    \(body)</main>
    <script>
    \(pageScript)</script>
    </body>
    </html>

    """
}

private func pageSection(_ result: ResultTable, _ chart: Chart, name: String, isMain: Bool) -> String {
  let heading = isMain ? "h1" : "h2"
  var text = "<section>\n<\(heading)>\(escapedMarkup(chart.title))</\(heading)>\n"
  if let question = result.question {
    text += "<p class=\"query\"><code>\(escapedMarkup(question.text))</code></p>\n"
  }
  // One number needs no picture.
  if !chart.panels.allSatisfy(\.isEmpty), result.rows.count > 1 || result.isPlot {
    text += "<figure>\n\(svg(result, name: name, hasTitle: false))</figure>\n"
  }
  text += pageTable(result)
  if let facts = chart.source.last, result.question == nil || chart.source.count > 1 {
    text += "<p class=\"source\">\(escapedMarkup(facts))</p>\n"
  }
  return text + "</section>\n"
}

/// The table as people read it: rounded, marked, with what the marks mean below.
private func pageTable(_ result: ResultTable) -> String {
  let presentation = Presentation(result, maximumRows: nil)
  guard !presentation.columns.isEmpty, !(presentation.groups.isEmpty && presentation.totals.isEmpty) else {
    return "<p>no rows</p>\n"
  }
  var text = "<div class=\"wide\">\n<table>\n<thead>\n<tr>"
  for column in presentation.columns {
    let side = column.isRightAligned ? " class=\"number\"" : ""
    text += "<th scope=\"col\"\(side)><button type=\"button\">\(escapedMarkup(column.header))</button></th>"
  }
  text += "</tr>\n</thead>\n<tbody>\n"
  for (number, row) in presentation.groups.enumerated() {
    text += pageRow(row, presentation, sortedBy: number)
  }
  text += "</tbody>\n"
  if !presentation.totals.isEmpty {
    text += "<tfoot>\n"
    for row in presentation.totals { text += pageRow(row, presentation, sortedBy: nil) }
    text += "</tfoot>\n"
  }
  text += "</table>\n</div>\n"
  for footnote in presentation.footnotes { text += "<p class=\"note\">\(escapedMarkup(footnote))</p>\n" }
  return text
}

/// - Parameter number: The place in the result, to which a third press on a header returns.
private func pageRow(_ row: [PresentedCell], _ presentation: Presentation, sortedBy number: Int?) -> String {
  var text = number.map { "<tr data-place=\"\($0)\">" } ?? "<tr>"
  for (cell, column) in zip(row, presentation.columns) {
    let tone: String? =
      switch cell.tone {
      case .plain: nil
      case .quiet: "quiet"
      case .good: "good"
      case .bad: "bad"
      }
    let classes = [column.isRightAligned ? "number" : nil, tone].compactMap { $0 }
    let style = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    let mark = cell.mark.isEmpty ? "" : "<span class=\"mark\">\(escapedMarkup(cell.mark))</span>"
    let value = escapedMarkup(cell.text) + mark
    let order = cell.order.flatMap(NumberText.exact).map { " data-order=\"\($0)\"" } ?? ""
    text +=
      column.isDimension ? "<th scope=\"row\"\(style)>\(value)</th>" : "<td\(style)\(order)>\(value)</td>"
  }
  return text + "</tr>\n"
}

private let pageStyle = """
  :root{color-scheme:light dark;--ground:#ffffff;--text:#171b20;--soft:#5a6572;--rule:#dfe4ea;--stripe:#f6f8fa;\
  --good:#0a7a55;--bad:#b23a0e}
  @media (prefers-color-scheme:dark){:root{--ground:#15181c;--text:#eef1f4;--soft:#9aa5b1;--rule:#2f363e;\
  --stripe:#1b1f24;--good:#4cc79a;--bad:#f08a5d}}
  *{box-sizing:border-box}
  body{margin:0;background:var(--ground);color:var(--text);\
  font:16px/1.5 "Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
  main{max-width:976px;margin:0 auto;padding:32px 28px 64px}
  section+section{margin-top:64px}
  h1,h2{font-size:26px;line-height:1.25;font-weight:600;margin:0 0 6px}
  h2{font-size:21px}
  .query{margin:0 0 12px;color:var(--soft)}
  code,pre{font:14px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
  pre{overflow-x:auto}
  figure{margin:0 -28px 20px}
  figure svg{display:block;width:100%;height:auto}
  .wide{overflow-x:auto}
  table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
  th,td{padding:5px 12px;text-align:left;font-weight:400;white-space:nowrap}
  thead th{border-bottom:2px solid var(--rule);padding:0}
  thead button{all:unset;box-sizing:border-box;width:100%;cursor:pointer;padding:6px 12px;font-weight:600}
  thead button:focus-visible{outline:2px solid #2680c8;outline-offset:-2px}
  thead th[aria-sort=ascending] button::after{content:" ↑"}
  thead th[aria-sort=descending] button::after{content:" ↓"}
  tbody tr:nth-child(even){background:var(--stripe)}
  tfoot tr:first-child th,tfoot tr:first-child td{border-top:2px solid var(--rule)}
  tfoot th,tfoot td{font-weight:600}
  .number{text-align:right}
  thead .number button{text-align:right}
  .mark{position:absolute}
  .quiet,.note,.source{color:var(--soft)}
  .good{color:var(--good)}
  .bad{color:var(--bad)}
  .note,.source{font-size:13px;margin:8px 0 0}
  @media print{main{max-width:none;padding:0}section{break-inside:avoid}thead button{cursor:auto}}

  """

/// Sorts a table by the column whose header is pressed: up, down, and as it was.
private let pageScript = """
  document.querySelectorAll("table").forEach(function (table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      head.querySelector("button").addEventListener("click", function () {
        var next = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] || "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        if (next !== "none") head.setAttribute("aria-sort", next);
        var sign = next === "descending" ? -1 : 1;
        function key(row) {
          if (next === "none") return Number(row.dataset.place);
          var cell = row.cells[column].cloneNode(true);
          if (cell.dataset.order) return Number(cell.dataset.order);
          cell.querySelectorAll(".mark").forEach(function (mark) { mark.remove(); });
          var text = cell.textContent.trim();
          if (text === "–") return null;
          var number = Number(text.replace(/,/g, ""));
          return text !== "" && number === number ? number : text;
        }
        var rows = Array.from(table.tBodies[0].rows).map(function (row) { return [key(row), row]; });
        rows.sort(function (left, right) {
          if (left[0] === null || right[0] === null) return (left[0] === null) - (right[0] === null);
          if (typeof left[0] === "number" && typeof right[0] === "number") return sign * (left[0] - right[0]);
          return sign * String(left[0]).localeCompare(String(right[0]));
        });
        rows.forEach(function (row) { table.tBodies[0].appendChild(row[1]); });
      });
    });
  });

  """
