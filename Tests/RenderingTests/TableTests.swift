import Columns
import Rendering
import TestSupport
import Testing

@Suite struct TableTests {
  @Test func `a table has dimensions left, numbers in line, marks and what they mean`() {
    expectText(
      render(
        experience(now: Calendar.day(year: 2024, month: 3, day: 20) * Calendar.microsecondsPerDay), as: .table
      ),
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

  @Test func `no rows are said`() {
    expectText(render(experience(rows: []), as: .table), "no rows\n")
    expectText(render(ResultTable(columns: [], rows: []), as: .table), "no rows\n")
  }
}
