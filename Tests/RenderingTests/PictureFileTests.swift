import Columns
import Rendering
import TestSupport
import Testing

@Suite struct `Pictures in files` {
  private let hostile = "<b>&\"'</b> ]]> \u{1B}[31m \u{0} \u{202E}evil \u{FFFF} <script>alert(1)</script>"

  private var hostileResult: ResultTable {
    var result = ResultTable(
      columns: [
        ResultColumn(name: hostile, role: .dimension, type: .text),
        ResultColumn(name: "x" + hostile, role: .value, type: .number),
      ], rows: [ResultRow([.text(hostile), .integer(3)]), ResultRow([.text("b"), .integer(4)])])
    result.question = .init(text: "x by " + hostile, tables: [hostile], titles: [:])
    result.notes = [hostile]
    return result
  }

  @Test func `an SVG is well-formed whatever is in the data`() {
    let results = [
      PlotResults.monthly, PlotResults.segments, PlotResults.groups, PlotResults.cohorts,
      PlotResults.curves(9),
      PlotResults.many(100) { .real(Double($0)) }, PlotResults.many(0) { _ in .none },
      PlotResults.months([.none, .none]), PlotResults.months([.real(5)]),
      PlotResults.months([.real(1.7e308), .real(-1.7e308)]), hostileResult,
    ]
    for result in results {
      let text = render(result, as: .svg)
      expectText(Markup.fault(in: text) ?? "", "")
      #expect(
        text.hasPrefix(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\""))
      #expect(!text.contains("NaN") && !text.contains("inf\""))
    }
  }

  @Test func `an SVG tells its title, a description and the data`() {
    let text = render(PlotResults.monthly, as: .svg)
    #expect(text.contains("<title id=\"chart-title\">Net Promoter Score by month</title>"))
    #expect(text.contains("role=\"img\""))
    #expect(text.contains("lowest -4.0 (2024-08), highest 31.0 (2024-05), last 24.0 (2024-12)"))
    #expect(text.contains("\n2024-05,31,26,36\n"))
    #expect(text.contains("responses · data to 2024-12-16"))
  }

  @Test func `an SVG has a band, a gap, a dashed end and a hollow point`() {
    let text = render(PlotResults.monthly, as: .svg)
    #expect(count("class=\"band fill0\"", in: text) == 2)
    #expect(count("class=\"curve line0\"", in: text) == 2)
    #expect(count("class=\"curve line0 dashed\"", in: text) == 1)
    // The month of few answers and the one that is not over.
    #expect(count("class=\"hollow line0\"", in: text) == 2)
    #expect(text.contains("2024-08: -4.0 · 95 % interval -54.0 to 46.0 · n 12 · read with care"))
  }

  @Test func `curves of several groups are named at their ends`() {
    let text = render(PlotResults.segments, as: .svg)
    #expect(text.contains(">free  29.0</text>"))
    #expect(text.contains(">pro  31.0</text>"))
    #expect(!text.contains("class=\"band"))
  }

  @Test func `a picture follows the reader into the dark`() {
    #expect(render(PlotResults.groups, as: .svg).contains("@media (prefers-color-scheme:dark)"))
    #expect(render(PlotResults.groups, as: .html).contains("@media (prefers-color-scheme:dark)"))
  }

  @Test func `a page holds the query, the picture and the table`() {
    let text = render(PlotResults.monthly, as: .html)
    #expect(text.hasPrefix("<!DOCTYPE html>\n"))
    #expect(text.contains("<h1>Net Promoter Score by month</h1>"))
    #expect(text.contains("<code>nps by month</code>"))
    #expect(count("<svg ", in: text) == 1)
    #expect(text.contains("<td class=\"number\">-4.0<span class=\"mark\">*</span></td>"))
    #expect(text.contains("<p class=\"note\">* n below 30: read with care</p>"))
    #expect(!text.contains("http://") || count("http://", in: text) == count("http://www.w3.org", in: text))
  }

  @Test func `a page of several results has a section each`() {
    let text = page([.result(PlotResults.monthly), .text("a < b\n"), .result(PlotResults.groups)])
    #expect(count("<section>", in: text) == 2)
    #expect(count("<h1>", in: text) == 1)
    #expect(text.contains("<pre>a &lt; b\n</pre>"))
    #expect(text.contains("id=\"chart1-title\"") && text.contains("id=\"chart3-title\""))
  }

  @Test func `what is in the data is text on a page, never markup`() {
    for text in [render(hostileResult, as: .html), render(hostileResult, as: .svg)] {
      #expect(!text.contains("<b>&") && !text.contains("alert(1)</script>"))
      #expect(text.contains("&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;"))
      #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
    }
  }

  @Test func `a page is well-formed up to the elements that HTML never closes`() {
    var text = render(hostileResult, as: .html)
    text = text.split(separator: "\n").filter { !$0.hasPrefix("<meta ") && !$0.hasPrefix("<!DOCTYPE") }
      .joined(separator: "\n")
    // A script is no markup.
    let start = text.utf8Range(of: "<script>")?.lowerBound ?? text.endIndex
    let end = text.utf8Range(of: "</script>")?.upperBound ?? text.endIndex
    #expect(start < end)
    text.removeSubrange(start..<end)
    expectText(Markup.fault(in: text) ?? "", "")
  }

  @Test(.enabled(if: canRasterise, "librsvg is not installed"))
  func `a PNG has twice the dots of the drawing`() throws {
    let bytes = try rasterised(render(PlotResults.monthly, as: .svg))
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    let width = bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
    #expect(width == 1840)
    #expect(throws: PictureFailure.self) { try rasterised("no drawing") }
  }

  private func count(_ part: String, in text: String) -> Int {
    var rest = text[...]
    var count = 0
    while let range = rest.utf8Range(of: part) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}

/// A small check of XML: elements close in their order, attributes are quoted, names of characters are known.
enum Markup {
  /// What is wrong first; nil for a well-formed text.
  static func fault(in text: String) -> String? {
    var open: [String] = []
    var rest = Array(text.unicodeScalars)[...]
    for scalar in rest where scalar.value < 0x20 && scalar != "\n" || scalar.value & 0xFFFE == 0xFFFE {
      return "U+\(String(scalar.value, radix: 16)) is not allowed"
    }
    while let scalar = rest.popFirst() {
      switch scalar {
      case "&":
        let name = String(String.UnicodeScalarView(rest.prefix { $0 != ";" }.prefix(8)))
        guard ["amp", "lt", "gt", "quot", "#39"].contains(name) else { return "&\(name)" }
      case "<":
        let tag = String(String.UnicodeScalarView(rest.prefix { $0 != ">" }))
        rest = rest.dropFirst(tag.unicodeScalars.count + 1)
        if tag.hasPrefix("?") { continue }
        if tag.hasPrefix("/") {
          guard let last = open.popLast(), "/" + last == tag else {
            return "<\(tag)> closes \(open.last ?? "nothing")"
          }
          continue
        }
        if tag.contains("<") { return "< inside <\(tag)>" }
        let quotes = tag.unicodeScalars.filter { $0 == "\"" }.count
        let signs = tag.unicodeScalars.filter { $0 == "=" }.count
        if quotes % 2 != 0 || signs * 2 > quotes { return "attributes of <\(tag)>" }
        if !tag.hasSuffix("/") { open.append(String(tag.prefix { $0 != " " && $0 != "\n" })) }
      case ">": return "> outside of a tag after \(open.last ?? "")"
      default: break
      }
    }
    return open.isEmpty ? nil : "\(open) is not closed"
  }
}

extension StringProtocol {
  /// Where a text occurs first.
  fileprivate func utf8Range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      guard let place = self[start...].utf8.firstIndex(of: part.utf8.first ?? 0) else { return nil }
      if self[place...].hasPrefix(part) { return place..<index(place, offsetBy: part.count) }
      start = utf8.index(after: place)
    }
    return nil
  }
}
