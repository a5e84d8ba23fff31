import Columns
import Rendering
import TestSupport
import Testing

@testable import Rendering

@Suite struct FoldingTests {
  /// One dimension and ten values with their n, far wider than a small terminal.
  let wide = ResultTable(
    columns: [ResultColumn(name: "month", role: .dimension, type: .period(.month))]
      + (0..<4).flatMap { item in
        [
          ResultColumn(name: "measure_\(item)", role: .value, type: .number, unit: .percent),
          ResultColumn(
            name: "measure_\(item)_n", role: .count, item: 1 + item * 2, type: .number, isImplied: true),
        ]
      },
    rows: [
      ResultRow(
        [.period(.month, 24288)] + (0..<4).flatMap { [Value.real(Double($0) + 0.5), .integer(1000)] })
    ])

  @Test func `columns that do not fit go below with the dimension again`() {
    expectText(
      render(wide, as: .table, width: 60),
      """
      month    measure_0 %      n  measure_1 %      n
      ───────  ───────────  ─────  ───────────  ─────
      2024-01          0.5  1,000          1.5  1,000

      month    measure_2 %      n  measure_3 %      n
      ───────  ───────────  ─────  ───────────  ─────
      2024-01          2.5  1,000          3.5  1,000

      """)
  }

  @Test func `without a width nothing is folded or cut`() {
    #expect(render(wide, as: .table).split(separator: "\n").count == 3)
    let long = table(("comment", .text, [.text(String(repeating: "long ", count: 100))]))
    #expect(render(long, as: .table).contains(String(repeating: "long ", count: 99) + "long"))
  }

  @Test func `a long text gives way before a column is folded`() {
    let comments = ResultTable(
      columns: [
        ResultColumn(name: "comment", role: .dimension, type: .text),
        ResultColumn(name: "answers", role: .value, type: .number),
      ],
      rows: [
        ResultRow([.text("The delivery came three days late and nobody told me"), .integer(1)]),
        ResultRow([.text("fine"), .integer(2_000)]),
      ])
    expectText(
      render(comments, as: .table, width: 40),
      """
      comment                          answers
      ───────────────────────────────  ───────
      The delivery came three days l…        1
      fine                               2,000

      """)
  }

  @Test(arguments: [1, 10, 20, 24, 40, 80, 120])
  func `no line is wider than the page while numbers are whole`(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width))
    for _ in 0..<60 {
      let result = randomResult(&generator)
      let narrowest = 2 * 11 + 2
      let lines = render(result, as: .table, width: width).split(separator: "\n")
      for line in lines where !line.hasPrefix("* n below") {
        #expect(terminalWidth(String(line)) <= max(width, narrowest))
      }
    }
  }

  @Test(arguments: [8, 30, 60])
  func `every number is on the page whatever its width`(width: Int) {
    let text = render(wide, as: .table, width: width)
    for number in ["0.5", "1.5", "2.5", "3.5"] { #expect(text.contains(number)) }
    #expect(text.components("1,000") == 4)
  }

  @Test func `a limit says how much there is`() {
    let rows =
      (0..<1_312).map { ResultRow([.integer(Int64($0)), .integer(1)]) }
      + [ResultRow([.none, .integer(1_312)], kind: .total)]
    let result = ResultTable(
      columns: [
        ResultColumn(name: "row", role: .dimension, type: .number),
        ResultColumn(name: "count", role: .value, type: .number, unit: .count),
      ], rows: rows)
    var options = RenderingOptions(format: .table)
    options.maximumRows = 2
    expectText(
      render(result, options),
      """
      row    count
      ─────  ─────
      0          1
      1          1
      ─────  ─────
      total  1,312
      2 of 1,312 rows · last shows all

      """)
    options.format = .csv
    #expect(render(result, options).split(separator: "\n").count == 1_314)
    options.format = .table
    options.maximumRows = 1_312
    #expect(!render(result, options).contains("rows"))
  }
}

private func randomResult(_ generator: inout SeededGenerator) -> ResultTable {
  let dimensionCount = Int.random(in: 0...3, using: &generator)
  let valueCount = Int.random(in: 1...5, using: &generator)
  func text() -> String {
    String(
      (0..<Int.random(in: 1...90, using: &generator)).map { _ in
        ["a", " ", "名", "e\u{301}", "👩‍🚀", "\u{1B}"].randomElement(using: &generator) ?? "a"
      }.joined())
  }
  var columns = (0..<dimensionCount).map { _ in ResultColumn(name: text(), role: .dimension, type: .text) }
  for _ in 0..<valueCount {
    let value = columns.count
    columns.append(ResultColumn(name: text(), role: .value, type: .number, unit: .percent, needs: 30))
    columns.append(ResultColumn(name: "n", role: .count, item: value, type: .number))
  }
  return ResultTable(
    columns: columns,
    rows: (0..<3).map { _ in
      ResultRow(
        columns.map { column in
          column.role == .dimension
            ? .text(text()) : .integer(Int64.random(in: 0...99_999, using: &generator))
        })
    })
}

extension String {
  /// How often a part occurs.
  fileprivate func components(_ part: String) -> Int {
    split(separator: part, omittingEmptySubsequences: false).count - 1
  }
}
