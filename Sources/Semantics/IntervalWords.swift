import Functions
import Planning

/// What a value says whose family nobody knows.
let noInterval = "none for this kind of value"

extension Binder {
  /// How an interval comes about, as a footnote says it.
  func words(_ uncertainty: Uncertainty) -> String {
    switch uncertainty {
    case .share(let term, _, _): "of a share, by Wilson" + oftenByCustomer(term)
    case .net(let term, _, _, _, _): "of a net share, adjusted Wald" + oftenByCustomer(term)
    case .mean(let term, _): "of a mean, Student's t, or resampled where very skewed" + oftenByCustomer(term)
    case .values(let term):
      switch term.function {
      case .surv: "of a survival curve, Greenwood, log(-log)" + oftenByCustomer(term)
      case .survMedian:
        "where the limits of the survival curve reach one half" + oftenByCustomer(term)
      default: "between ordered values" + oftenByCustomer(term)
      }
    case .sum, .total: "none: counted, not estimated"
    case .count(let term, _): term.isPlainCount ? "of a count, Poisson" : "none: counted, not estimated"
    case .ratio(let top, let bottom):
      edges(uncertainty) == nil
        ? noInterval
        : "of a ratio, by \(isByCustomer(top) && isByCustomer(bottom) ? "customer" : rows(bottom))"
    case .rate: "of a count, Poisson, the denominator taken as it is"
    case .quotient(let top, let bottom):
      joint(.ratio(top, bottom)) == nil ? noInterval : "of a ratio, by customer"
    case .composed(let value, let sides):
      if joint(.resampled(value)) != nil {
        "by resampling customers 2,000 times"
      } else {
        sides.map(wordsOfParts) ?? noInterval
      }
    case .linear(let inner, _, _), .rising(let inner, _): words(inner)
    }
  }

  private func wordsOfParts(_ sides: Uncertainty.Sides) -> String {
    if combined(sides) == nil { return noInterval }
    return areApart(sides)
      ? "from the intervals of its parts, taken as independent"
      : "from the intervals of its parts, the widest that they allow"
  }

  private func oftenByCustomer(_ term: Term) -> String {
    isByCustomer(term) ? ", or by customer where each has many rows" : ""
  }

  private func isByCustomer(_ term: Term) -> Bool {
    guard case .column? = customer(of: term.draft) else { return false }
    return true
  }

  private func rows(_ term: Term) -> String {
    guard let keys = term.draft.keys else { return "row" }
    return keys.rows.dimensions.first == customer(in: term.draft.scope.table) ? "customer" : "key"
  }
}
