import Columns
import Rendering
import TestSupport
import Testing

/// Both edges of an interval in one column of a table.
@Suite struct IntervalTests {
  private func result(_ rows: [(Value, Value, Value)], type: DataType = .number, unit: Unit? = nil)
    -> ResultTable
  {
    var low = ResultColumn(name: "x_low", role: .extra, item: 1, type: type, unit: unit)
    low.edge = .lower
    low.method = "of a share"
    var high = ResultColumn(name: "x_high", role: .extra, item: 1, type: type, unit: unit)
    high.edge = .upper
    return ResultTable(
      columns: [
        ResultColumn(name: "g", role: .dimension, type: .text),
        ResultColumn(name: "x", role: .value, type: type, unit: unit), low, high,
      ],
      rows: rows.enumerated().map { ResultRow([.text("g\($0)"), $1.0, $1.1, $1.2]) })
  }

  @Test func `as far down as up is a plus and minus`() {
    let table = result(
      [(.real(50), .real(40), .real(60.04)), (.real(8), .real(5), .real(11)), (.none, .none, .none)],
      unit: .percent)
    expectText(
      render(table, RenderingOptions(format: .table)),
      """
      g    x %      ±
      ──  ────  ─────
      g0  50.0  ±10.0
      g1   8.0   ±3.0
      g2     –      –
      95 % interval of a share

      """)
    expectText(
      render(table, RenderingOptions(format: .csv)), "g,x,x_low,x_high\ng0,50,40,60.04\ng1,8,5,11\ng2,,,\n")
    expectText(
      render(table, RenderingOptions(format: .md)),
      """
      | g | x % | ± |
      | :-- | --: | --: |
      | g0 | 50.0 | ±10.0 |
      | g1 | 8.0 | ±3.0 |
      | g2 | – | – |

      95 % interval of a share

      """)
  }

  @Test func `one longer side shows both limits in all rows, with the digits of the value`() {
    expectText(
      render(
        result([(.integer(4), .real(1.0899), .real(10.2416)), (.integer(7), .real(5), .none)]),
        RenderingOptions(format: .table)),
      """
      g   x    95 %
      ──  ─  ──────
      g0  4  1 … 10
      g1  7   5 … –
      95 % interval of a share

      """)
  }

  @Test func `durations keep their units`() {
    let hour: Int64 = 3_600_000_000
    expectText(
      render(
        result([(.duration(5 * hour), .duration(4 * hour), .duration(6 * hour))], type: .duration),
        RenderingOptions(format: .table)),
      """
      g     x     ±
      ──  ───  ────
      g0  5 h  ±1 h
      95 % interval of a share

      """)
  }
}
