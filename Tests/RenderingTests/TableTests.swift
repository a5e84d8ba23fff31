import Columns
import Rendering
import TestSupport
import Testing

@Suite struct TableTests {
  /// Noon of 20 March 2024 would show the clock; midnight shows the day alone.
  let cutOff = Calendar.day(year: 2024, month: 3, day: 20) * Calendar.microsecondsPerDay

  @Test func `a table has dimensions left, numbers in line, marks and what they mean`() {
    expectText(
      render(experience(now: cutOff), as: .table),
      """
      month       nps       n  csat %      n
      ────────  ──────  ─────  ──────  ─────
      2024-01    31.4   1,204    82.0  1,180
      2024-02    -2.3*     12       –      0
      2024-03…  100.0     400    80.0    401
      ────────  ──────  ─────  ──────  ─────
      total      13.3   1,616    81.2  1,581
      * n below 30: read with care
      … the period is not over at 2024-03-20

      """)
  }

  @Test func `markdown is marked as the table is`() {
    expectText(
      render(experience(), as: .md),
      """
      | month | nps | n | csat % | n |
      | :-- | --: | --: | --: | --: |
      | 2024-01 | 31.4 | 1,204 | 82.0 | 1,180 |
      | 2024-02 | -2.3\\* | 12 | – | 0 |
      | 2024-03… | 100.0 | 400 | 80.0 | 401 |
      | **total** | **13.3** | **1,616** | **81.2** | **1,581** |

      \\* n below 30: read with care

      … the period is not over

      """)
  }

  @Test func `markdown texts mean nothing to Markdown`() {
    let result = table(("a|b", .text, [.text("x|y \\ `z` <b> [c](d) *e*\nf")]))
    expectText(
      render(result, as: .md),
      """
      | a\\|b |
      | :-- |
      | x\\|y \\\\ \\`z\\` \\<b> \\[c](d) \\*e\\*␊f |

      """)
  }

  @Test func `one number stands alone with its n`() {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "nps", role: .value, type: .number, unit: .points, needs: 30, isEstimate: true),
        ResultColumn(name: "nps_n", role: .count, item: 0, type: .number, isImplied: true),
      ], rows: [ResultRow([.real(31.44), .integer(29)], isPartial: true)], notes: ["read from `responses`"])
    expectText(
      render(result, as: .table),
      """
       nps     n
      ──────  ──
      31.4*…  29
      * n below 30: read with care
      … the period is not over
      read from `responses`

      """)
  }

  @Test func `dates, times, durations and weekdays read as people write them`() {
    var result = table(
      ("weekday", .number, [.integer(1), .integer(7), .integer(8)]),
      ("hour", .period(.hour), [.period(.hour, 14), .none, .none]),
      ("day", .date, [.date(19_723), .none, .none]),
      ("at", .time, [.time(50_701_000_000), .time(0), .none]),
      ("year", .number, [.integer(2024), .integer(2025), .real(2.5)]),
      ("open", .bool, [.bool(true), .bool(false), .none]))
    result.columns[0].isWeekday = true
    result.columns.append(ResultColumn(name: "took", role: .value, type: .duration))
    result.columns.append(ResultColumn(name: "said", role: .value, type: .text))
    let added: [[Value]] = [
      [.duration(7_500_000_000), .text("yes")], [.duration(90_000), .text("no, sir")], [],
    ]
    for row in result.rows.indices { result.rows[row].values += added[row] }
    expectText(
      render(result, as: .table),
      """
      weekday  hour              day         at                   year  open         took  said
      ───────  ────────────────  ──────────  ───────────────────  ────  ─────  ──────────  ───────
      Mon      1970-01-01 14:00  2024-01-01  1970-01-01 14:05:01  2024  true   2 h 05 min  yes
      Sun      –                 –           1970-01-01 00:00:00  2025  false       90 ms  no, sir
      8        –                 –           –                    2.5   –               –  –

      """)
    #expect(
      render(result, as: .csv).contains(
        "\n1,1970-01-01T14,2024-01-01,1970-01-01T14:05:01,2024,true,7500,yes\n"))
  }

  @Test func `shares stand beside their value and totals without a name get one`() {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "channel", role: .dimension, type: .text),
        ResultColumn(name: "tickets", role: .value, type: .number, unit: Unit("tickets")),
        ResultColumn(name: "tickets_share", role: .share, item: 1, type: .number),
      ],
      rows: [
        ResultRow([.text("mail"), .integer(30), .real(75)]),
        ResultRow([.none, .integer(10), .real(25)], kind: .others),
        ResultRow([.none, .integer(40), .real(100)], kind: .total),
      ])
    expectText(
      render(result, as: .table),
      """
      channel  tickets  share %
      ───────  ───────  ───────
      mail          30     75.0
      ───────  ───────  ───────
      others        10     25.0
      total         40    100.0

      """)
  }

  @Test func `colour shows what is said quietly and which way a change goes`() {
    var result = ResultTable(
      columns: [
        ResultColumn(
          name: "churn_change", role: .extra, type: .number, unit: .points, isBetterUp: false, isChange: true),
        ResultColumn(name: "n", role: .count, type: .number),
      ],
      rows: [
        ResultRow([.real(1), .integer(5)]), ResultRow([.real(-1), .integer(5)]),
        ResultRow([.real(0), .none]),
      ])
    var options = RenderingOptions(format: .table)
    options.usesColor = true
    let text = render(result, options)
    expectText(
      text.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "^"),
      """
      ^[1mchurn_change^[22m  ^[1mn^[22m
      ^[2m────────────  ─^[22m
              ^[31m+1.0^[39m  ^[2m5^[22m
              ^[32m-1.0^[39m  ^[2m5^[22m
               0.0  ^[2m–^[22m

      """)
    options.usesColor = false
    #expect(!render(result, options).contains("\u{1B}"))
    result.rows = []
    options.usesColor = true
    expectText(render(result, options), "no rows\n")
  }

  @Test func `a row that is too short reads as unknown`() {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "a", role: .dimension, type: .text),
        ResultColumn(name: "b", role: .value, type: .number),
      ],
      rows: [ResultRow([.text("x")])])
    expectText(render(result, as: .csv), "a,b\nx,\n")
    expectText(render(result, as: .table), "a  b\n─  ─\nx  –\n")
  }

  @Test func `no rows are said`() {
    expectText(render(experience(rows: []), as: .table), "no rows\n")
    expectText(render(ResultTable(columns: [], rows: []), as: .table), "no rows\n")
  }
}
