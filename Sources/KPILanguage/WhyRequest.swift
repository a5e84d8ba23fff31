import Diagnostics
import Semantics
import Syntax

/// The clauses of a `why`, taken apart: what chooses rows, what is compared, how much is shown.
struct WhyRequest {
  var items: [Item]
  var comparisons: [Comparison] = []
  var dimensions: [Dimension] = []
  /// Groups shown of each dimension; nil for those that matter.
  var limit: Int?
  var withN = false
  var withInterval = false
  var destination: String?
  /// `where`, the period and `from`: those of the queries that are asked.
  var clauses: [Clause] = []
  var filter: (condition: Syntax.Expression, range: SourceRange)?

  var undated: [Clause] {
    clauses.filter {
      switch $0.kind {
      case .during, .since, .until: false
      default: true
      }
    }
  }

  var unfiltered: [Clause] {
    clauses.filter { if case .filter = $0.kind { false } else { true } }
  }

  init(_ query: Query, _ statement: WhyStatement) throws {
    items = query.items
    var seen: Set<ClauseName> = []
    func refuse(_ message: String, _ range: SourceRange, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badComparison, message, source: statement.source, at: range, help: [help])
    }
    for clause in query.clauses {
      if let name = clause.kind.name, !seen.insert(name).inserted {
        throw refuse("`\(name.rawValue)` stands twice", clause.range, "leave one of them out")
      }
      switch clause.kind {
      case .versus(let list): comparisons = list
      case .by(let list): dimensions = list
      case .top(let count), .limit(let count): limit = max(count, 1)
      case .into(let path): destination = path
      case .with(let extras):
        for extra in extras {
          switch extra {
          case .n: withN = true
          case .interval: withInterval = true
          case .total, .others: break
          default:
            throw refuse(
              "`why` has no `with \(extra.rawValue)`", clause.range, "it takes `with n` and `with interval`")
          }
        }
      case .filter(let condition):
        filter = (condition, clause.range)
        clauses.append(clause)
      case .narrow, .without, .during, .since, .until, .from: clauses.append(clause)
      case .rolling, .cumulative, .sort, .bottom, .pivot:
        let word = clause.kind.name?.rawValue ?? ""
        throw refuse(
          "`why` has no `\(word)`", clause.range,
          "its groups stand by the size of their effect, and `limit` keeps the largest")
      }
    }
    if comparisons.isEmpty { comparisons = [.previous(statement.range)] }
    let overTime = comparisons.contains { comparison in
      switch comparison {
      case .previous, .lastYear, .period: true
      case .rest, .filter: false
      }
    }
    for dimension in dimensions {
      switch dimension.kind {
      case .grain(let grain, _) where overTime:
        throw refuse(
          "`why` compares two periods already, so `by \(grain.rawValue)` has no groups that both have",
          dimension.range, "use a column, or `weekday`, `hour of day`")
      case .age, .cohort:
        throw refuse("cohorts of different age are no groups of one whole", dimension.range, "use a column")
      default: break
      }
    }
    if seen.contains(.by), dimensions.isEmpty {
      throw refuse("`by` names no dimension", statement.range, "leave it out to have all tried")
    }
  }
}
