import Columns

/// How the numbers of a panel are counted, as far as a picture has to know.
struct ChartUnit: Hashable {
  /// Stands behind a number: `%`, `h`.
  var symbol: String?
  /// Stands in the subtitle: `points`, `orders per buyer`.
  var name: String?
  /// Values are seconds and read as `2 h 05 min`.
  var isDuration = false
  /// Where numbers cannot go, so that neither does the scale.
  var limits: ClosedRange<Double>?
  /// Whole numbers only.
  var isWhole = false

  init(_ column: ResultColumn) {
    isDuration = column.type == .duration
    let unit = column.presentedUnit
    isWhole = unit?.decimals == 0
    switch unit?.name {
    case "percent":
      symbol = "%"
      name = "percent"
      limits = 0...100
    case "points":
      name = "points"
      limits = -100...100
    case "hours": symbol = "h"
    case "minutes": symbol = "min"
    case "seconds": symbol = "s"
    case "days": symbol = "d"
    case "count": name = nil
    case let other: name = other
    }
    if symbol != nil, name == nil { name = unit?.name }
  }

  func text(_ digits: String) -> String { symbol.map { digits + " " + $0 } ?? digits }
}
