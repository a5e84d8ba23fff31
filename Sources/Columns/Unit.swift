/// What the numbers of a KPI are counted in; decides how they are rounded and which units agree.
package struct Unit: Sendable, Hashable {
  /// As written after `unit`: `percent`, `points`, `currency`, `hours`, `orders per buyer`.
  package let name: String

  package init(_ name: String) { self.name = name }

  package static let percent = Unit("percent")
  package static let points = Unit("points")
  package static let currency = Unit("currency")
  package static let count = Unit("count")

  /// Digits after the point in tables for people: one for percent and points, two for currency, none for counts;
  /// nil for a unit that leaves it to the size of the numbers.
  package var decimals: Int? {
    switch name {
    case "percent", "points": 1
    case "count", "customers", "tickets", "orders", "days": 0
    case _ where name.hasPrefix("currency"): 2
    default: nil
    }
  }
}
