import Columns

extension Chart {
  /// Most panels that stand side by side; further series are left out, and that is said.
  static let largestMultipleCount = 12
  /// Most panels below each other.
  static let largestPanelCount = 12

  /// The natural picture of a result: curves over time or age, a grid for two other dimensions, else bars.
  ///
  /// - Parameter barLimit: Most bars of a panel, and most rows of a grid.
  init(_ result: ResultTable, barLimit: Int) {
    var builder = ChartBuilder(result, barLimit: barLimit)
    let panels = builder.panels()
    self.init(title: "", subtitle: "", panels: panels.0, isMultiple: panels.isMultiple)
    addWords(result, builder.omissions)
  }
}

/// Sorts the cells of a result into panels, series and places.
struct ChartBuilder {
  let result: ResultTable
  let barLimit: Int
  /// What had to be left out, a sentence each.
  private(set) var omissions: [String] = []
  private let styles: [CellStyle]
  private let dimensions: [Int]

  init(_ result: ResultTable, barLimit: Int) {
    self.result = result
    self.barLimit = max(barLimit, 3)
    styles = result.columns.indices.map { CellStyle(result, column: $0) }
    dimensions = result.columns.indices.filter { result.columns[$0].role == .dimension }
  }

  /// An item of the query: its column and those that belong to it.
  struct Item {
    var column: Int
    var count: Int?
    var low: Int?
    var high: Int?
    /// Other values on the same scale, with the label of their series.
    var others: [(column: Int, label: String, role: ChartSeries.Role)] = []
    var name: String
    var unit: ChartUnit
  }

  mutating func panels() -> ([ChartPanel], isMultiple: Bool) {
    var items = result.columns.indices.compactMap(item)
    if items.isEmpty || result.rows.isEmpty { return ([], false) }
    if items.contains(where: { result.columns[$0.column].isPivoted }) { return pivoted(items) }
    if items.count > Chart.largestPanelCount {
      omissions.append("the first \(Chart.largestPanelCount) of \(items.count) columns")
      items = Array(items.prefix(Chart.largestPanelCount))
    }
    let shape = self.shape
    switch shape {
    case .lines(let axis, let rest):
      var panels =
        rest.isEmpty
        ? sharing(items).map { curves(of: $0, over: axis) }
        : items.map { curves(of: [$0], over: axis, by: rest) }
      let isMultiple =
        panels.count == 1 && panels[0].dataSeries.count > ChartPanel.largestSeriesCount
      if isMultiple {
        panels = multiples(of: panels[0])
      } else {
        for index in panels.indices { panels[index] = withFewerCurves(panels[index]) }
      }
      return (panels, isMultiple)
    case .grid(let rows, let columns):
      var panels: [ChartPanel] = []
      for item in items { panels.append(grid(of: item, rows, columns)) }
      return (panels, false)
    case .bars:
      var panels: [ChartPanel] = []
      for item in items { panels.append(bars(of: item)) }
      return (panels, false)
    }
  }

  // MARK: Items

  private func item(_ column: Int) -> Item? {
    let facts = result.columns[column]
    guard facts.role == .value, facts.type == .number || facts.type == .duration || facts.type == .bool else {
      return nil
    }
    let title = result.question?.titles[facts.name] ?? facts.name
    var item = Item(column: column, name: visible(title), unit: ChartUnit(facts))
    for (position, other) in result.columns.enumerated() where other.item == column {
      let suffix =
        other.name.hasPrefix(facts.name + "_")
        ? String(other.name.dropFirst(facts.name.count + 1)) : other.name
      switch (other.role, suffix) {
      case (.count, _): item.count = position
      case (.extra, "low"): item.low = position
      case (.extra, "high"): item.high = position
      case (.extra, "target"): item.others.append((position, "target", .target))
      case (.extra, _):
        guard !other.isChange, other.type == facts.type, !ChartBuilder.isCounted(suffix) else { continue }
        let words = suffix.split(separator: "_").joined(separator: " ")
        item.others.append((position, visible(words), .comparison))
      default: break
      }
    }
    return item
  }

  /// Whether an extra column is on another scale than its item: a line of the ledger, a change, a percentage.
  private static func isCounted(_ suffix: String) -> Bool {
    let ledger: Set = ["read", "outside", "not_eligible", "not_yet_due", "unknown", "used", "n"]
    if ledger.contains(suffix) { return true }
    let endings = ["_read", "_outside", "_not_eligible", "_not_yet_due", "_unknown", "_used"]
    return (endings + ["change", "percent", "clear", "low", "high", "_n"]).contains { suffix.hasSuffix($0) }
  }

  /// Items that can stand in one panel: the same unit, and sizes that one scale can show.
  private func sharing(_ items: [Item]) -> [[Item]] {
    var groups: [(items: [Item], largest: Double)] = []
    for item in items {
      let largest = result.rows.reduce(0) {
        $1.kind == .group ? max($0, result.value($1, item.column).number?.magnitude ?? 0) : $0
      }
      let place = groups.firstIndex { group in
        guard let first = group.items.first, first.unit == item.unit,
          group.items.count < ChartPanel.largestSeriesCount
        else { return false }
        let (small, large) = (min(largest, group.largest), max(largest, group.largest))
        return item.unit.limits != nil || large <= small * 8
      }
      if let place {
        groups[place].items.append(item)
        groups[place].largest = max(groups[place].largest, largest)
      } else {
        groups.append(([item], largest))
      }
    }
    return groups.map(\.items)
  }

  private func point(_ item: Item, _ row: ResultRow) -> ChartPoint? {
    let cell = result.value(row, item.column)
    guard let value = cell.number, value.isFinite else { return nil }
    var point = ChartPoint(value: value, text: item.unit.text(styles[item.column].text(cell)))
    if let low = item.low, let high = item.high, let lower = result.value(row, low).number,
      let upper = result.value(row, high).number, lower <= upper
    {
      point.interval = lower...upper
    }
    point.n = item.count.flatMap { result.value(row, $0).number }
    point.isLow = result.isLow(row, item.column)
    point.isPartial = row.isPartial
    return point
  }

  private func otherPoint(_ item: Item, _ column: Int, _ row: ResultRow) -> ChartPoint? {
    let cell = result.value(row, column)
    guard let value = cell.number, value.isFinite else { return nil }
    let text = styles[item.column].text(cell)
    return ChartPoint(value: value, isPartial: row.isPartial, text: item.unit.text(text))
  }

  private func panel(
    _ items: [Item], _ form: ChartPanel.Form, _ places: [ChartPlace], _ series: [ChartSeries]
  ) -> ChartPanel {
    let names = items.count == 1 ? items[0].name : ""
    var panel = ChartPanel(
      form: form, title: names, unit: items[0].unit, places: places, series: series)
    panel.startsAtZero =
      form == .bars
      || items.contains { !result.columns[$0.column].isEstimate && items[0].unit.limits == nil }
    return panel
  }

  // MARK: Shape

  private enum Shape {
    case lines(axis: Int, rest: [Int])
    case grid(rows: Int, columns: Int)
    case bars
  }

  /// What the dimensions ask for.
  private var shape: Shape {
    let groups = result.rows.filter { $0.kind == .group }
    func count(_ column: Int) -> Int { Set(groups.map { result.value($0, column) }).count }
    let ages = dimensions.filter { isAge($0) && count($0) > 1 }
    let times = dimensions.filter { isTime($0) }
    if let age = ages.first {
      let rest = dimensions.filter { $0 != age }
      if rest.count == 1, isTime(rest[0]), count(rest[0]) > 1 { return .grid(rows: rest[0], columns: age) }
      return .lines(axis: age, rest: rest)
    }
    if let time = times.first(where: { count($0) > 1 }) {
      return .lines(axis: time, rest: dimensions.filter { $0 != time })
    }
    if dimensions.count == 2, count(dimensions[0]) > 1, count(dimensions[1]) > 1 {
      return .grid(rows: dimensions[0], columns: dimensions[1])
    }
    return .bars
  }

  private func isTime(_ column: Int) -> Bool {
    switch result.columns[column].type {
    case .period, .date: true
    default: false
    }
  }

  private func isAge(_ column: Int) -> Bool {
    let facts = result.columns[column]
    return facts.type == .number && (facts.name == "age" || facts.name.hasSuffix("_age"))
  }

  // MARK: Places

  private func label(_ row: ResultRow, _ columns: [Int]) -> String {
    let cells = columns.map { column in
      let value = result.value(row, column)
      if value == .none, row.kind != .group { return row.kind == .total ? "total" : "others" }
      return label(value, column)
    }
    // `others` and `total` of all dimensions are one word.
    return Set(cells).count == 1 && row.kind != .group ? cells[0] : cells.joined(separator: " · ")
  }

  /// A group as a name; a dash could be taken for a part of the drawing.
  private func label(_ value: Value, _ column: Int) -> String {
    let text = styles[column].text(value)
    return text == "–" ? "unknown" : text
  }

  private func place(_ value: Value, _ column: Int, kind: ResultRow.Kind = .group) -> ChartPlace? {
    var place = ChartPlace(label: styles[column].text(value), number: 0, kind: kind)
    switch value {
    case .period(let grain, let ordinal):
      place.number = Double(ordinal)
      place.period = (grain, ordinal)
    case .date(let day):
      place.number = Double(day)
      place.period = (.day, day)
    case .integer, .real:
      guard let number = value.number else { return nil }
      place.number = number
    default: return nil
    }
    return place
  }

  // MARK: Curves

  private func curves(of items: [Item], over axis: Int, by rest: [Int] = []) -> ChartPanel {
    var places: [Value: ChartPlace] = [:]
    var labels: [String] = []
    var rows: [String: [Value: ResultRow]] = [:]
    var kinds: [String: ResultRow.Kind] = [:]
    var overall: ResultRow?
    for row in result.rows {
      let value = result.value(row, axis)
      guard let place = place(value, axis) else {
        if row.kind == .total { overall = row }
        continue
      }
      places[value] = place
      let label = rest.isEmpty ? "" : label(row, rest)
      if rows[label] == nil {
        labels.append(label)
        kinds[label] = row.kind
      }
      rows[label, default: [:]][value] = row
    }
    let order = places.sorted { $0.value.number < $1.value.number }
    var series: [ChartSeries] = []
    var colour = 0
    for item in items {
      for label in labels {
        let isData = kinds[label] == .group
        let name = rest.isEmpty ? (items.count > 1 ? item.name : "") : label
        series.append(
          ChartSeries(
            label: name, role: isData ? .data : .total, colour: isData ? colour : 0,
            points: order.map { value, _ in rows[label]?[value].flatMap { point(item, $0) } }))
        if isData { colour += 1 }
      }
    }
    if items.count == 1, labels.count == 1, let item = items.first, let label = labels.first {
      for other in item.others {
        series.append(
          ChartSeries(
            label: other.label, role: other.role, colour: 0,
            points: order.map { value, _ in
              rows[label]?[value].flatMap { otherPoint(item, other.column, $0) }
            }))
      }
      // The total of an estimate is on the scale of its parts; that of a count is not.
      if let overall, result.columns[item.column].isEstimate, let point = point(item, overall) {
        var steady = point
        steady.interval = nil
        steady.isPartial = false
        series.append(
          ChartSeries(
            label: "total", role: .total, colour: 0, points: order.map { _ in steady }))
      }
    }
    var panel = panel(items, .lines, order.map(\.value), series)
    panel.axisName = visible(result.columns[axis].name)
    return panel
  }

  /// A panel for each curve, of those that matter most.
  private mutating func multiples(of panel: ChartPanel) -> [ChartPanel] {
    let kept = weightiest(panel.dataSeries, Chart.largestMultipleCount)
    return kept.map { series in
      var single = panel
      single.title = series.label
      var own = series
      own.colour = 0
      single.series = [own]
      return single
    }
  }

  private mutating func withFewerCurves(_ panel: ChartPanel) -> ChartPanel {
    guard panel.dataSeries.count > ChartPanel.largestSeriesCount else { return panel }
    var fewer = panel
    let kept = weightiest(panel.dataSeries, ChartPanel.largestSeriesCount)
    fewer.series = kept + panel.series.filter { $0.role != .data }
    for (colour, position) in fewer.series.indices.filter({ fewer.series[$0].role == .data }).enumerated() {
      fewer.series[position].colour = colour
    }
    return fewer
  }

  /// The series with most rows or keys behind them, or the largest values where nothing is counted, in their order.
  private mutating func weightiest(_ series: [ChartSeries], _ count: Int) -> [ChartSeries] {
    guard series.count > count else { return series }
    let hasCounts = series.contains { $0.points.contains { $0?.n != nil } }
    func weight(_ series: ChartSeries) -> Double {
      series.points.reduce(0) { $0 + ($1.map { hasCounts ? $0.n ?? 0 : $0.value.magnitude } ?? 0) }
    }
    let heaviest = series.indices.sorted { (weight(series[$0]), $1) > (weight(series[$1]), $0) }
    let chosen = Set(heaviest.prefix(count))
    omit(count, of: series.count, "series", hasCounts ? "with the largest n" : "with the largest values")
    return series.indices.filter(chosen.contains).map { series[$0] }
  }

  private mutating func omit(_ count: Int, of all: Int, _ what: String, _ which: String) {
    let sentence = "\(count) of \(NumberText.grouped(String(all))) \(what): those \(which)"
    if !omissions.contains(sentence) { omissions.append(sentence) }
  }

  // MARK: Bars

  private mutating func bars(of item: Item) -> ChartPanel {
    var groups = result.rows.filter { $0.kind == .group }
    let ends = result.rows.filter { $0.kind != .group }
    if groups.count > barLimit {
      let values = groups.map { result.value($0, item.column).number }
      let known = values.compactMap { $0 }
      let isSorted =
        zip(known, known.dropFirst()).allSatisfy { $0 >= $1 }
        || zip(known, known.dropFirst()).allSatisfy { $0 <= $1 }
      if isSorted, known.count > 1 {
        omit(barLimit, of: groups.count, "groups", "that come first")
        groups = Array(groups.prefix(barLimit))
      } else {
        let column = item.count ?? item.column
        let weights = groups.map { result.value($0, column).number?.magnitude ?? -1 }
        let heaviest = groups.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
        let chosen = Set(heaviest.prefix(barLimit))
        omit(
          barLimit, of: groups.count, "groups",
          item.count == nil ? "with the largest values" : "with the largest n")
        groups = groups.indices.filter(chosen.contains).map { groups[$0] }
      }
    }
    let rows = groups + ends
    let places = rows.enumerated().map { position, row in
      ChartPlace(
        label: dimensions.isEmpty ? item.name : label(row, dimensions), number: Double(position),
        kind: row.kind)
    }
    var series = [
      ChartSeries(label: "", role: .data, colour: 0, points: rows.map { point(item, $0) })
    ]
    for other in item.others {
      series.append(
        ChartSeries(
          label: other.label, role: other.role, colour: 0,
          points: rows.map { otherPoint(item, other.column, $0) }))
    }
    var panel = panel([item], .bars, places, series)
    panel.axisName = dimensions.map { visible(result.columns[$0].name) }.joined(separator: " · ")
    return panel
  }

  // MARK: Grids

  private mutating func grid(of item: Item, _ rowColumn: Int, _ columnColumn: Int) -> ChartPanel {
    var columns: [Value] = []
    var rows: [Value] = []
    var known: Set<Value> = []
    var knownRows: Set<Value> = []
    var cells: [Value: [Value: ResultRow]] = [:]
    for row in result.rows where row.kind == .group {
      let across = result.value(row, columnColumn)
      let down = result.value(row, rowColumn)
      if known.insert(across).inserted { columns.append(across) }
      if knownRows.insert(down).inserted { rows.append(down) }
      cells[down, default: [:]][across] = row
    }
    if isTime(columnColumn) || isAge(columnColumn) {
      columns.sort {
        (place($0, columnColumn)?.number ?? .infinity) < (place($1, columnColumn)?.number ?? .infinity)
      }
    }
    let rowWeights = rows.map { down in
      columns.reduce(0) { $0 + (cells[down]?[$1].map { weight(item, $0) } ?? 0) }
    }
    rows = heaviest(rows, rowWeights, barLimit, "rows")
    let columnWeights = columns.map { across in
      rows.reduce(0) { $0 + (cells[$1]?[across].map { weight(item, $0) } ?? 0) }
    }
    columns = heaviest(columns, columnWeights, 60, "columns")
    let places = columns.enumerated().map { position, value in
      place(value, columnColumn)
        ?? ChartPlace(label: label(value, columnColumn), number: Double(position))
    }
    let series = rows.map { down in
      ChartSeries(
        label: label(down, rowColumn), role: .data, colour: 0,
        points: columns.map { across in cells[down]?[across].flatMap { point(item, $0) } })
    }
    var panel = panel([item], .heat, places, series)
    panel.axisName = visible(result.columns[columnColumn].name)
    return panel
  }

  private func weight(_ item: Item, _ row: ResultRow) -> Double {
    result.value(row, item.count ?? item.column).number?.magnitude ?? 0
  }

  /// Those that weigh most, in their order.
  private mutating func heaviest(
    _ values: [Value], _ weights: [Double], _ count: Int, _ what: String
  ) -> [Value] {
    guard values.count > count else { return values }
    let chosen = Set(values.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }.prefix(count))
    omit(count, of: values.count, what, "with most behind them")
    return values.indices.filter(chosen.contains).map { values[$0] }
  }

  // MARK: Pivoted results

  /// A result whose columns are the values of a dimension: each column is a curve, or a column of the grid.
  private mutating func pivoted(_ items: [Item]) -> ([ChartPanel], isMultiple: Bool) {
    let groups = result.rows.filter { $0.kind == .group }
    let isCohort = items.count > 3 && items.allSatisfy { Int(result.columns[$0.column].name) != nil }
    if let axis = dimensions.first, dimensions.count == 1, isTime(axis), !isCohort, groups.count > 1 {
      var panel = curves(of: items, over: axis)
      if panel.dataSeries.count > ChartPanel.largestSeriesCount { return (multiples(of: panel), true) }
      panel.title = ""
      return ([panel], false)
    }
    guard let first = items.first, !groups.isEmpty else { return ([], false) }
    var shown = groups
    if groups.count > barLimit {
      shown = Array(groups.prefix(barLimit))
      omit(barLimit, of: groups.count, "rows", "that come first")
    }
    let places = items.enumerated().map { position, item in
      ChartPlace(label: item.name, number: Double(position))
    }
    let series = shown.map { row in
      ChartSeries(
        label: label(row, dimensions), role: .data, colour: 0, points: items.map { point($0, row) })
    }
    return ([panel([first], .heat, places, series)], false)
  }
}
