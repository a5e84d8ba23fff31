import Columns
import Rendering
import TestSupport
import Testing

@Suite struct `Plots on the terminal` {
  private func drawn(_ result: ResultTable, width: Int, height: Int = 20, isASCII: Bool = false) -> String {
    plot(result, width: width, look: PictureLook(height: height, isASCII: isASCII))
  }

  /// What the pictures look like: the cases stand in `Recorded/plots.txt`, as `NAME WIDTH HEIGHT [ascii]`.
  @Test func `pictures look as recorded`() throws {
    let here = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    try checkRecorded(here + "/Recorded/plots.txt") { line in
      let words = line.split(separator: " ")
      let result =
        switch words[0] {
        case "monthly": PlotResults.monthly
        case "segments": PlotResults.segments
        case "groups": PlotResults.groups
        case "cohorts": PlotResults.cohorts
        case "multiples": PlotResults.curves(8)
        default: PlotResults.months([.real(7)])
        }
      let text = drawn(
        result, width: Int(words[1]) ?? 80, height: Int(words[2]) ?? 24, isASCII: words.last == "ascii")
      if words.last == "ascii" { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
      return text
    }
  }

  @Test func `of a thousand groups the largest are drawn, and that is said`() {
    let text = drawn(PlotResults.many(1000) { .integer(Int64($0 % 500) * 3) }, width: 60)
    #expect(text.contains("30 of 1,000 groups: those with the largest values"))
    #expect(text.split(separator: "\n").count < 40)
    #expect(text.contains("g499 "))
    #expect(!text.contains("g3 "))
  }

  @Test func `sorted groups are drawn from the first on`() {
    let text = drawn(PlotResults.many(100) { .integer(Int64($0)) }, width: 60)
    #expect(text.contains("30 of 100 groups: those that come first"))
    #expect(text.contains("g0 "))
  }

  @Test func `more than six curves stand in panels of their own, at most twelve`() {
    let text = drawn(PlotResults.curves(8), width: 80)
    #expect(text.contains("g0 5") && text.contains("g7 75"))
    let many = drawn(PlotResults.curves(40), width: 80)
    #expect(many.contains("12 of 40 series: those with the largest values"))
    #expect(many.contains("g39 395"))
    #expect(!many.contains("g20 "))
  }

  @Test func `nothing to draw is said`() {
    #expect(drawn(PlotResults.many(0) { _ in .none }, width: 60).contains("no rows"))
    #expect(drawn(PlotResults.months([.none, .none]), width: 60).contains("no value is known"))
  }

  @Test func `units of different kinds have panels of their own`() {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "month", role: .dimension, type: .period(.month)),
        ResultColumn(name: "share", role: .value, type: .number, unit: .percent, isEstimate: true),
        ResultColumn(name: "orders", role: .value, type: .number, unit: .count),
        ResultColumn(name: "wait", role: .value, type: .duration),
      ],
      rows: (0..<5).map {
        ResultRow([
          .period(.month, 24288 + Int64($0)), .real(20 + Double($0)), .integer(Int64($0) * 1_000_000),
          .duration(Int64($0) * 3_600_000_000),
        ])
      })
    let text = drawn(result, width: 60)
    for words in ["share\n", "orders\n", "wait\n", "24 %", "2 M", "2 h"] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test func `no line is wider than the page, whatever is drawn`() {
    let results = [
      PlotResults.monthly, PlotResults.segments, PlotResults.groups, PlotResults.cohorts,
      PlotResults.curves(9),
      PlotResults.many(1) { _ in .integer(1) },
      PlotResults.many(40) { .real($0 % 2 == 0 ? 1.5e300 : -2e300) },
      PlotResults.many(5) { _ in .text("no number") },
      PlotResults.months([.real(.leastNonzeroMagnitude), .real(1.7e308), .real(-1.7e308)]),
      PlotResults.months([.real(7)]), PlotResults.months([.real(0), .real(0)]),
      PlotResults.months([.integer(.max), .integer(.min), .none]),
      PlotResults.months([.duration(.max), .duration(.min)], type: .duration),
      PlotResults.months([.real(101), .real(99)], unit: .percent),
    ]
    for result in results {
      for width in [1, 20, 40, 60, 80, 120, 400] {
        for look in [
          PictureLook(), PictureLook(height: 1, isASCII: true), PictureLook(height: 50, colours: .all),
          PictureLook(height: 30, colours: .sixteen), PictureLook(colours: .twoHundredFiftySix),
        ] {
          let text = plot(result, width: width, look: look)
          #expect(text.hasSuffix("\n"))
          for line in plain(text).split(separator: "\n") {
            #expect(cells(line) <= max(width, 20), "\(line)")
          }
          if look.colours == .none { #expect(!text.contains("\u{1B}")) }
        }
      }
    }
  }

  @Test func `what steers a terminal does not come through`() {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "g\u{1B}[2J", role: .dimension, type: .text),
        ResultColumn(name: "x\u{7}", role: .value, type: .number),
      ], rows: [ResultRow([.text("a\u{1B}]0;t\u{7}\nb"), .integer(3)])])
    let text = plot(result, width: 60, look: PictureLook())
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
  }

  @Test func `colours are as many as the terminal has`() {
    #expect(
      plot(PlotResults.segments, width: 80, look: PictureLook(colours: .sixteen)).contains("\u{1B}[36m"))
    #expect(
      plot(PlotResults.segments, width: 80, look: PictureLook(colours: .twoHundredFiftySix)).contains(
        "\u{1B}[38;5;"))
    #expect(plot(PlotResults.cohorts, width: 80, look: PictureLook(colours: .all)).contains("\u{1B}[48;2;"))
  }

  @Test func `markdown has the picture as text`() {
    let text = render(PlotResults.groups, as: .md)
    #expect(text.hasPrefix("```text\nnps by segment\n"))
    #expect(text.hasSuffix("```\n"))
  }

  /// The text without sequences of colour.
  private func plain(_ text: String) -> String {
    var result = ""
    var isCode = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{1B}" { isCode = true }
      if !isCode { result.unicodeScalars.append(scalar) }
      if isCode, scalar == "m" { isCode = false }
    }
    return result
  }

  /// Wide letters of these results take two cells.
  private func cells(_ line: Substring) -> Int {
    line.unicodeScalars.reduce(0) { $0 + ((0x3040...0x9FFF).contains($1.value) ? 2 : 1) }
  }
}
