import Columns
import FoundationEssentials
import Rendering
import Testing

@Suite struct ManualTests {
  @Test func `the first table of the manual is drawn as it stands there`() throws {
    let result = ResultTable(
      columns: [
        ResultColumn(name: "month", role: .dimension, type: .period(.month)),
        ResultColumn(
          name: "nps", role: .value, type: .number, unit: .points, isBetterUp: true, needs: 30,
          isEstimate: true),
        ResultColumn(name: "nps_n", role: .count, item: 1, type: .number, isImplied: true),
      ],
      rows: [
        ResultRow([.period(.month, 24288), .real(0), .integer(2)]),
        ResultRow([.period(.month, 24289), .real(200.0 / 3), .integer(3)]),
        ResultRow([.period(.month, 24290), .none, .integer(0)], isPartial: true),
      ], now: Calendar.day(year: 2024, month: 3, day: 3) * Calendar.microsecondsPerDay)
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let manual = try String(contentsOf: root.appending(path: "docs/language.md"), encoding: .utf8)
    #expect(manual.contains("\n" + render(result, as: .table) + "```\n"))
  }
}
