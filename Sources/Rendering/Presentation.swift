import Columns

/// A result as people read it: every cell rounded to text, with marks and the footnotes that explain them.
///
/// What the cells say is settled here, for every format that people read; how they are laid out is the format's.
struct Presentation {
  var columns: [PresentedColumn] = []
  /// Shape `[row][column]`; groups, in the order of the result, without those that the row limit hides.
  var groups: [[PresentedCell]] = []
  /// The rows for others and the total that end the result.
  var totals: [[PresentedCell]] = []
  /// The course of each item over time, a line each; empty where there is none.
  var trend: [String] = []
  /// Such as `40 of 312 rows · last shows all`.
  var limit: String?
  /// What the marks mean, then the notes of the result; a line each.
  var footnotes: [String] = []
}

struct PresentedColumn {
  var header: String
  var isRightAligned: Bool
  /// Text may be cut where the page is narrow; a number never is, for it would be another number.
  var isText: Bool
  var isDimension: Bool
  /// Broken into lines where the page is narrow.
  var isProse = false
  /// Columns with the same number stay side by side: a value and its n.
  var item: Int
}

struct PresentedCell {
  enum Tone { case plain, quiet, good, bad }
  var text: String
  /// `*` for a low n, `…` for a period that is not over; stands right of the digits.
  var mark = ""
  var tone = Tone.plain
  /// What a text that does not read as a number is ordered by: the seconds of a length of time.
  var order: Double?
}

extension Presentation {
  init(_ result: ResultTable, maximumRows: Int?) {
    let styles = result.columns.indices.map { CellStyle(result, column: $0) }
    columns = result.columns.indices.map { PresentedColumn(result.columns[$0], position: $0, result) }

    // Rows of totals stand apart only where they end the result: those of single periods stay with their period.
    let groupCount = (result.rows.lastIndex { $0.kind == .group } ?? -1) + 1
    let shownCount = min(groupCount, max(maximumRows ?? .max, 0))
    var marks = Marks()
    let intervals = IntervalCells(result, styles)
    for column in columns.indices { intervals.head(&columns[column], at: column) }
    for (position, row) in result.rows.enumerated() where position < shownCount || position >= groupCount {
      var cells = Presentation.cells(of: row, result, styles, &marks)
      intervals.fill(&cells, of: row)
      if position < groupCount { groups.append(cells) } else { totals.append(cells) }
    }
    if shownCount < groupCount {
      limit =
        "\(NumberText.grouped(String(shownCount))) of \(NumberText.grouped(String(groupCount))) rows"
        + " · last shows all"
    }
    footnotes = marks.footnotes(result) + result.notes.map { visible($0) }
    footnotes += IntervalCells.footnotes(result)
    if result.isSpanish {
      footnotes = footnotes.map(inSpanish)
      limit = limit.map(inSpanish)
    }
    keep(
      result.columns.indices.filter {
        !(result.columns[$0].isPivoted && result.columns[$0].isImplied) && !result.columns[$0].isClearMark
          && !IntervalCells.isSecond($0, result)
      })
  }

  /// Leaves only some columns; the marks that the others gave stay.
  private mutating func keep(_ positions: [Int]) {
    guard positions.count < columns.count else { return }
    columns = positions.map { columns[$0] }
    groups = groups.map { cells in positions.map { cells[$0] } }
    totals = totals.map { cells in positions.map { cells[$0] } }
  }

  private static func cells(
    of row: ResultRow, _ result: ResultTable, _ styles: [CellStyle], _ marks: inout Marks
  ) -> [PresentedCell] {
    var cells = result.columns.indices.map { column in
      let value = result.value(row, column)
      var cell = PresentedCell(text: styles[column].text(value))
      if case .duration = value { cell.order = value.number }
      if result.columns[column].role == .count || value == .none { cell.tone = .quiet }
      if result.columns[column].isChange, let change = value.number, change != 0 {
        if change > 0 { cell.text = "+" + cell.text }
        if let isBetterUp = result.columns[column].isBetterUp {
          cell.tone = (change > 0) == isBetterUp ? .good : .bad
        }
        if result.isClear(row, column) {
          cell.mark = "!"
          marks.hasClear = true
        }
      }
      if result.isLow(row, column) {
        cell.mark = "*"
        marks.lowLimits.insert(result.columns[column].needs ?? 0)
      }
      return cell
    }
    for column in row.partialCells where cells.indices.contains(column) {
      marks.hasPartialAges = true
      cells[column].mark += "…"
    }
    if row.isPartial {
      marks.hasPartial = true
      let period = result.columns.firstIndex { $0.role == .dimension && $0.type.isPeriod }
      for column in result.columns.indices
      where period == column || (period == nil && result.columns[column].role == .value) {
        if !cells[column].mark.hasSuffix("…") { cells[column].mark += "…" }
      }
    }
    if row.isEarly,
      let period = result.columns.firstIndex(where: { $0.role == .dimension && $0.type.isPeriod })
    {
      cells[period].mark += "°"
    }
    let dimensions = result.columns.indices.filter { result.columns[$0].role == .dimension }
    if row.kind != .group, let first = dimensions.first,
      dimensions.allSatisfy({ result.value(row, $0) == .none })
    {
      cells[first] = PresentedCell(text: row.kind == .total ? "total" : "others")
    }
    return cells
  }

  /// Which marks a result has, for the footnotes.
  private struct Marks {
    var lowLimits: Set<Int> = []
    var hasPartial = false
    var hasPartialAges = false
    var hasClear = false

    func footnotes(_ result: ResultTable) -> [String] {
      var lines: [String] = []
      if !lowLimits.isEmpty {
        let limits = lowLimits.sorted().map { NumberText.grouped(String($0)) }.joined(separator: " or ")
        lines.append("* n below \(limits): read with care")
      }
      if hasClear { lines.append("! the change is larger than chance (95 %)") }
      if hasPartialAges { lines.append("… not everybody has lived through that age yet") }
      if hasPartial {
        lines.append("… the period is not over" + (result.now.map { " at " + DateText.instant($0) } ?? ""))
      }
      return lines
    }
  }
}

extension PresentedColumn {
  fileprivate init(_ column: ResultColumn, position: Int, _ result: ResultTable) {
    let name =
      switch column.role {
      case .count: "n"
      case .share: "share"
      case .dimension, .value: visible(column.name)
      case .extra: visible(PresentedColumn.shortName(of: column, result))
      }
    let symbol =
      column.isPivoted || column.role == .extra || name.hasSuffix("%") ? nil : column.presentedUnit?.symbol
    header = [name, symbol].compactMap { $0 }.joined(separator: " ")
    isText = column.type == .text && !(column.role == .count || column.role == .share)
    isDimension = column.role == .dimension
    isRightAligned = !isDimension && !isText
    isProse = column.isProse
    item = isDimension ? position : column.comparison ?? column.item ?? position
  }
}

extension PresentedColumn {
  /// `low` for the column `nps_low` beside `nps`: what stands left of it says the rest.
  fileprivate static func shortName(of column: ResultColumn, _ result: ResultTable) -> String {
    if let short = column.shortName { return short }
    guard let item = column.item, result.columns.indices.contains(item) else { return column.name }
    let prefix = result.columns[item].name + "_"
    guard column.name.hasPrefix(prefix) else { return column.name }
    // Where a page is folded, the other value may stand far from the item.
    if column.isCompared, result.columns.count(where: { $0.role == .value }) > 1 {
      return column.name.split(separator: "_").joined(separator: " ")
    }
    return column.name.dropFirst(prefix.count).split(separator: "_").joined(separator: " ")
  }
}

extension ResultColumn {
  /// Shares are percent whether the column says so or not.
  var presentedUnit: Unit? { unit ?? (role == .share ? .percent : nil) }
}

extension ResultTable {
  /// Whether a value rests on fewer rows or keys than its KPI needs.
  func isLow(_ row: ResultRow, _ column: Int) -> Bool {
    guard columns[column].role == .value, let needs = columns[column].needs, value(row, column) != .none,
      let count = columns.firstIndex(where: { $0.role == .count && $0.item == column }),
      let n = value(row, count).number
    else { return false }
    return n < Double(needs)
  }
}

extension ResultTable {
  /// Whether a change is larger than chance, which the next such column of the item says.
  fileprivate func isClear(_ row: ResultRow, _ column: Int) -> Bool {
    guard
      let clear = columns.indices.first(where: {
        $0 > column && columns[$0].isClearMark && columns[$0].item == columns[column].item
      })
    else { return false }
    // The mark stands once, beside the change itself and not beside its percentage.
    if column > 0, columns[column - 1].isChange { return false }
    return value(row, clear) == .bool(true)
  }
}

extension DataType {
  var isPeriod: Bool { if case .period = self { true } else { false } }
}

extension Unit {
  /// What stands beside a header. A unit without a symbol is left to `describe`: it would widen every column.
  fileprivate var symbol: String? {
    switch name {
    case "percent": "%"
    case "hours": "h"
    case "minutes": "min"
    case "seconds": "s"
    case "days": "d"
    default: nil
    }
  }
}
