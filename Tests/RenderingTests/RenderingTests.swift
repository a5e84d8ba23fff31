import Columns
import Rendering

/// A small result that many tests draw: two months and a total of an estimate with its n.
func experience(rows: [ResultRow]? = nil, now: Int64? = nil) -> ResultTable {
  ResultTable(
    columns: [
      ResultColumn(name: "month", role: .dimension, type: .period(.month)),
      ResultColumn(
        name: "nps", role: .value, type: .number, unit: .points, isBetterUp: true, needs: 30, isEstimate: true
      ),
      ResultColumn(name: "nps_n", role: .count, item: 1, type: .number, isImplied: true),
      ResultColumn(
        name: "csat", role: .value, type: .number, unit: .percent, isBetterUp: true, needs: 30,
        isEstimate: true),
      ResultColumn(name: "csat_n", role: .count, item: 3, type: .number, isImplied: true),
    ],
    rows: rows ?? [
      ResultRow([.period(.month, 24288), .real(31.4159), .integer(1204), .real(82), .integer(1180)]),
      ResultRow([.period(.month, 24289), .real(-2.25), .integer(12), .none, .integer(0)]),
      ResultRow(
        [.period(.month, 24290), .integer(100), .integer(400), .real(79.95), .integer(401)], isPartial: true),
      ResultRow(
        [.text("total"), .real(40.0 / 3), .integer(1616), .real(81.2), .integer(1581)], kind: .total),
    ], now: now)
}

/// A result of one column for each list of values, as dimensions.
func table(_ columns: (String, DataType, [Value])...) -> ResultTable {
  let rowCount = columns.map(\.2.count).max() ?? 0
  return ResultTable(
    columns: columns.map { ResultColumn(name: $0.0, role: .dimension, type: $0.1) },
    rows: (0..<rowCount).map { row in ResultRow(columns.map { row < $0.2.count ? $0.2[row] : .none }) })
}

/// A result of one value column and no dimension.
func values(_ values: [Value], type: DataType = .number, unit: Unit? = nil) -> ResultTable {
  ResultTable(
    columns: [ResultColumn(name: "x", role: .value, type: type, unit: unit)],
    rows: values.map { ResultRow([$0]) })
}

func render(_ result: ResultTable, as format: OutputFormat, width: Int? = nil) -> String {
  var options = RenderingOptions(format: format)
  options.width = width
  return render(result, options)
}
