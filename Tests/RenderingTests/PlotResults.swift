import Columns
import Rendering

/// Results that are drawn, made without an engine.
enum PlotResults {
  private static func score(_ item: Int) -> [ResultColumn] {
    [
      ResultColumn(name: "nps", role: .value, type: .number, unit: .points, needs: 30, isEstimate: true),
      ResultColumn(name: "nps_n", role: .count, item: item, type: .number, unit: .count, isImplied: true),
      ResultColumn(name: "nps_low", role: .extra, item: item, type: .number, unit: .points),
      ResultColumn(name: "nps_high", role: .extra, item: item, type: .number, unit: .points),
    ]
  }

  private static func cells(_ value: Double?, n: Int64) -> [Value] {
    guard let value else { return [.none, .integer(0), .none, .none] }
    return [.real(value), .integer(n), .real(value - 600 / Double(n)), .real(value + 600 / Double(n))]
  }

  /// A score by month with a gap, a month of few answers and one that is not over.
  static let monthly: ResultTable = {
    let values: [Double?] = [12, 18, 25.5, nil, 31, 28, 22, -4, 3, 15, 19, 24]
    var result = ResultTable(
      columns: [ResultColumn(name: "month", role: .dimension, type: .period(.month))] + score(1),
      rows: values.enumerated().map { position, value in
        ResultRow(
          [.period(.month, 24288 + Int64(position))] + cells(value, n: position == 7 ? 12 : 120),
          isPartial: position == values.count - 1)
      }, now: Calendar.day(year: 2024, month: 12, day: 16) * Calendar.microsecondsPerDay)
    result.isPlot = true
    result.question = .init(
      text: "nps by month", tables: ["responses"], titles: ["nps": "Net Promoter Score"])
    return result
  }()

  /// The same for two segments.
  static let segments: ResultTable = {
    var rows: [ResultRow] = []
    for month in 0..<8 {
      for (segment, value) in [("free", -20 + Double(month * month)), ("pro", 45 - Double(month) * 2)] {
        rows.append(
          ResultRow([.period(.month, 24288 + Int64(month)), .text(segment)] + cells(value, n: 200)))
      }
    }
    var result = ResultTable(
      columns: [
        ResultColumn(name: "month", role: .dimension, type: .period(.month)),
        ResultColumn(name: "segment", role: .dimension, type: .text),
      ] + score(2), rows: rows)
    result.isPlot = true
    return result
  }()

  /// Bars to both sides of zero, a wide name, an unknown value and a total.
  static let groups: ResultTable = {
    let groups: [(String, Double?, Int64)] = [
      ("enterprise", 45.1, 1204), ("free", -23.2, 312), ("日本", 12, 25), ("nobody", nil, 0),
    ]
    var result = ResultTable(
      columns: [ResultColumn(name: "segment", role: .dimension, type: .text)] + score(1),
      rows: groups.map { ResultRow([.text($0.0)] + cells($0.1, n: $0.2)) } + [
        ResultRow([.none] + cells(27.5, n: 1541), kind: .total)
      ])
    result.isPlot = true
    return result
  }()

  /// The share of a cohort that came again, by its age.
  static let cohorts: ResultTable = {
    var rows: [ResultRow] = []
    for cohort in 0..<4 {
      for age in 0..<(4 - cohort) {
        let value = age == 0 ? 100 : 40 - Double(age * 7) + Double(cohort * 3)
        rows.append(
          ResultRow([
            .period(.month, 24288 + Int64(cohort)), .integer(Int64(age)), .real(value),
            .integer(age == 2 ? 20 : 80),
          ]))
      }
    }
    var result = ResultTable(
      columns: [
        ResultColumn(name: "cohort_month", role: .dimension, type: .period(.month)),
        ResultColumn(name: "age", role: .dimension, type: .number),
        ResultColumn(
          name: "cohort_retention", role: .value, type: .number, unit: .percent, needs: 30, isEstimate: true),
        ResultColumn(
          name: "cohort_retention_n", role: .count, item: 2, type: .number, unit: .count, isImplied: true),
      ], rows: rows)
    result.isPlot = true
    return result
  }()

  /// One value for each of many groups.
  static func many(_ count: Int, _ value: (Int) -> Value, type: DataType = .number, unit: Unit? = nil)
    -> ResultTable
  {
    var result = ResultTable(
      columns: [
        ResultColumn(name: "group", role: .dimension, type: .text),
        ResultColumn(name: "x", role: .value, type: type, unit: unit),
      ], rows: (0..<count).map { ResultRow([.text("g\($0)"), value($0)]) })
    result.isPlot = true
    return result
  }

  /// Values by month, starting in 2024.
  static func months(_ values: [Value], type: DataType = .number, unit: Unit? = nil) -> ResultTable {
    var result = ResultTable(
      columns: [
        ResultColumn(name: "month", role: .dimension, type: .period(.month)),
        ResultColumn(name: "x", role: .value, type: type, unit: unit, isEstimate: true),
      ],
      rows: values.enumerated().map { ResultRow([.period(.month, 24288 + Int64($0.offset)), $0.element]) })
    result.isPlot = true
    return result
  }

  /// A curve for each of many groups, those with higher numbers larger.
  static func curves(_ count: Int) -> ResultTable {
    var rows: [ResultRow] = []
    for month in 0..<6 {
      for group in 0..<count {
        rows.append(
          ResultRow([
            .period(.month, 24288 + Int64(month)), .text("g\(group)"), .integer(Int64(group * 10 + month)),
          ]))
      }
    }
    var result = ResultTable(
      columns: [
        ResultColumn(name: "month", role: .dimension, type: .period(.month)),
        ResultColumn(name: "group", role: .dimension, type: .text),
        ResultColumn(name: "x", role: .value, type: .number, unit: .count),
      ], rows: rows)
    result.isPlot = true
    return result
  }
}
