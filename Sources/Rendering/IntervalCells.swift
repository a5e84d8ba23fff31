import Columns

/// Both edges of an interval as one cell: `±1.6` where all rows are as wide to one side as to the other, else
/// `7.1 … 15.5`.
struct IntervalCells {
  private let result: ResultTable
  private let styles: [CellStyle]
  /// The lower edges whose columns are `±`.
  private var symmetric: Set<Int> = []

  init(_ result: ResultTable, _ styles: [CellStyle]) {
    self.result = result
    self.styles = styles
    for column in result.columns.indices where IntervalCells.isFirst(column, result) {
      if result.rows.allSatisfy({ isSymmetric($0, column) }) { symmetric.insert(column) }
    }
  }

  /// Whether a column and the next one are the edges of one interval.
  static func isFirst(_ column: Int, _ result: ResultTable) -> Bool {
    let columns = result.columns
    guard columns[column].edge == .lower, columns.indices.contains(column + 1),
      let item = columns[column].item
    else { return false }
    return columns[column + 1].edge == .upper && columns[column + 1].item == item
      && columns.indices.contains(item)
  }

  /// Whether a column is shown by the one before it.
  static func isSecond(_ column: Int, _ result: ResultTable) -> Bool {
    column > 0 && isFirst(column - 1, result)
  }

  func head(_ column: inout PresentedColumn, at position: Int) {
    guard IntervalCells.isFirst(position, result) else { return }
    column.header = symmetric.contains(position) ? "±" : "95 %"
  }

  func fill(_ cells: inout [PresentedCell], of row: ResultRow) {
    for column in result.columns.indices where IntervalCells.isFirst(column, result) {
      cells[column] = cell(row, column)
    }
  }

  private func cell(_ row: ResultRow, _ column: Int) -> PresentedCell {
    let low = result.value(row, column)
    let high = result.value(row, column + 1)
    guard low != .none || high != .none, let item = result.columns[column].item else {
      return PresentedCell(text: "–", tone: .quiet)
    }
    let style = styles[item]
    guard symmetric.contains(column), let width = widths(row, column)?.above else {
      return PresentedCell(text: style.text(low) + " … " + style.text(high))
    }
    return PresentedCell(text: "±" + style.text(width))
  }

  /// Unknown intervals agree with any form.
  private func isSymmetric(_ row: ResultRow, _ column: Int) -> Bool {
    if result.value(row, column) == .none, result.value(row, column + 1) == .none { return true }
    guard let item = result.columns[column].item, let widths = widths(row, column) else { return false }
    return styles[item].text(widths.below) == styles[item].text(widths.above)
  }

  private func widths(_ row: ResultRow, _ column: Int) -> (below: Value, above: Value)? {
    guard let item = result.columns[column].item else { return nil }
    switch (result.value(row, column), result.value(row, item), result.value(row, column + 1)) {
    case (.duration(let low), .duration(let value), .duration(let high)):
      return (.duration(value &- low), .duration(high &- value))
    case (let low, let value, let high):
      guard let low = low.number, let value = value.number, let high = high.number else { return nil }
      return (.real(value - low), .real(high - value))
    }
  }

  /// How the intervals come about, a line for each way.
  static func footnotes(_ result: ResultTable) -> [String] {
    var ways: [(method: String, items: [String])] = []
    for (position, column) in result.columns.enumerated() {
      guard isFirst(position, result), let method = column.method, let item = column.item else { continue }
      let name = column.isPivoted ? "" : visible(result.columns[item].name)
      if let known = ways.firstIndex(where: { $0.method == method }) {
        if !ways[known].items.contains(name) { ways[known].items.append(name) }
      } else {
        ways.append((method, [name]))
      }
    }
    return ways.map { way in
      let names = way.items.filter { !$0.isEmpty }
      let subject = ways.count > 1 && !names.isEmpty ? names.joined(separator: ", ") + ": " : ""
      return "\(subject)95 % interval \(way.method)"
    }
  }
}
