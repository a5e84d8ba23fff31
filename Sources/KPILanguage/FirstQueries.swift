import Columns
import Diagnostics
import FileFormats
import NativeEngine
import Planning
import Semantics
import Syntax

/// What the prompt proposes to somebody who has just loaded files.
package struct FirstQueries: Sendable, Hashable {
  /// At most three, each of which has an answer on the loaded files.
  package var queries: [String]
  /// The KPI of the first query, where it is one that is shipped.
  package var kpi: String?
}

extension Session {
  /// Queries that are worth trying on what is loaded: over time, cut by a column, of a part of the rows.
  ///
  /// Each is bound, and where the table is not large it is run too: what gives nothing is not proposed.
  package func firstQueries() -> FirstQueries {
    var proposed = Proposals(session: self)
    for table in tables.all where proposed.queries.count < 3 { proposed.add(table) }
    return FirstQueries(queries: proposed.queries, kpi: proposed.kpi)
  }

  /// Whether a query has an answer: at least `count` groups with a value that is not only zero.
  fileprivate func answers(_ text: String, groups count: Int, isRun: Bool) -> Bool {
    let source = SourceText(text)
    let parsed = parse(source)
    guard parsed.diagnostics.isEmpty, let statement = parsed.statements.first else { return false }
    // Whoever has comments can read some of them.
    if case .quotes = statement.kind { return true }
    guard case .query(_, let query) = statement.kind else { return false }
    let binder = self.binder(source)
    guard let bound = binder.bind(query, range: statement.range), !binder.hasErrors else { return false }
    guard isRun else { return (try? refuseSeveralCurrencies(bound, query, source)) != nil }
    guard (try? refuseSeveralCurrencies(bound, query, source)) != nil, let result = try? compute(bound) else {
      return false
    }
    let values = result.columns.indices.filter { result.columns[$0].role == .value }
    let filled = result.rows.filter { row in
      row.kind == .group && values.contains { ![.none, .integer(0), .real(0)].contains(row.values[$0]) }
    }
    return filled.count >= count
  }
}

/// The KPIs that say most about each kind of table, best first.
private let headlines: [String: [String]] = [
  "responses": ["nps", "csat", "ces", "net_sentiment", "comment_rate"],
  "invitations": ["response_rate", "response_likelihood"],
  "tickets": [
    "resolution_time", "first_response", "contacts", "fcr", "complaint_share", "aht", "reopen_rate",
    "backlog",
  ],
  "orders": [
    "aov", "orders_placed", "repeat_rate", "return_rate", "purchase_frequency", "cancellation_rate",
    "active_buyers",
  ],
  "subscriptions": ["churn_rate", "mrr", "retention_rate", "active_customers", "lifetime"],
  "usage": ["users_28", "active_days", "minutes_total", "participations"],
  "accounts": ["health", "health_red"],
]

/// Headers of columns that people usually cut by, folded, best first.
private let usualDimensions = [
  "segment", "segmento", "plan", "contract", "contrato", "product", "producto", "category", "categoria",
  "channel", "canal", "via",
  "country", "pais", "region", "group", "grupo", "team", "equipo", "store", "tienda", "device", "type",
  "tipo",
]

/// Queries found so far.
private struct Proposals {
  let session: Session
  var queries: [String] = []
  var kpi: String?

  /// Rows up to which a query is run before it is proposed.
  private static let mostRows = 500_000

  mutating func add(_ table: LoadedTable) {
    guard table.rowCount > 0 else { return }
    let isRun = table.rowCount <= Self.mostRows
    let before = queries.count
    let room = session.tables.all.count > 1 && queries.isEmpty ? 2 : 3 - queries.count
    /// Proposes the first of several that has an answer.
    func propose(_ texts: [String], groups: Int = 1) -> String? {
      guard queries.count - before < room else { return nil }
      return texts.first { !queries.contains($0) && session.answers($0, groups: groups, isRun: isRun) }
    }

    let isAlone = session.tables.all.count == 1
    let source = !isAlone && table.schema.kind == nil ? " from \(written(table.name))" : ""
    // Where rows are in several currencies, one has to be chosen.
    let currency = table.schema.roles["currency"].flatMap { condition($0, table) }
    func ways(_ item: String, where condition: String? = nil, by dimension: String? = nil) -> [String] {
      [condition, [condition, currency].compactMap { $0 }.joined(separator: " and ")].map { condition in
        // What is no KPI does not say by itself which table answers.
        let isPlain = item.contains("(") && !headlines.values.joined().contains { item.hasPrefix($0) }
        let source = source.isEmpty && isPlain && !isAlone ? " from \(written(table.name))" : source
        let filter = condition.map { $0.isEmpty ? "" : " where \($0)" } ?? ""
        return item + source + filter + (dimension.map { " by \($0)" } ?? "")
      }
    }

    let items = items(of: table).filter { item in
      ways(item).contains { session.answers($0, groups: 1, isRun: isRun) }
    }.prefix(3)
    guard let first = items.first else { return }
    let second = items.dropFirst().first ?? first
    let dimensions = dimensions(of: table)

    if let query = propose(ways(first, by: grain(of: table)), groups: 2) ?? propose(ways(first)) {
      queries.append(query)
      if kpi == nil, session.definitions.isShipped(first) { kpi = first }
    }
    if let query = propose(dimensions.flatMap { ways(first, by: written($0)) }, groups: 2) {
      queries.append(query)
    }
    let parts = dimensions.compactMap { condition($0, table) }
    if let query = propose(parts.flatMap { ways(second, where: $0) }) { queries.append(query) }
    // A table with one good question has further ones, if less telling.
    for choice in further(table, Array(items), { ways($0, where: $1, by: $2) }) {
      for use in choice {
        guard let query = propose(use.queries, groups: use.groups) else { continue }
        queries.append(query)
        break
      }
    }
  }

  /// Queries of which some have the same use, and how many groups they should have.
  private typealias Choice = [(queries: [String], groups: Int)]

  /// What is proposed where the usual three are not to be had.
  private func further(
    _ table: LoadedTable, _ items: [String], _ ways: (String, String?, String?) -> [String]
  ) -> [Choice] {
    let dimensions = dimensions(of: table).map(written)
    let grain = grain(of: table)
    let numbers = numbers(of: table).prefix(3).map { "median(\(written($0)))" }
    let comment = table.schema.roles["comment"]
    var choices: [Choice] = []
    choices.append(items.dropFirst().map { (ways($0, nil, grain), grain == nil ? 1 : 2) })
    choices.append(comment.map { [(["count() by theme(\(written($0))) with share"], 2)] } ?? [])
    choices.append(dimensions.map { (ways("count()", nil, $0), 2) })
    choices.append(numbers.flatMap { number in dimensions.map { (ways(number, nil, $0), 2) } })
    choices.append(items.dropFirst(2).map { (ways($0, nil, nil), 1) })
    choices.append(items.dropFirst().map { (ways($0, nil, nil), 1) })
    choices.append(comment.map { [(["quotes \(written($0)) top 3"], 1)] } ?? [])
    for number in numbers { choices.append([(ways(number, nil, nil), 1)]) }
    // A column of times has days of the week, and months that are not the same.
    if let first = items.first, dateColumn(of: table) != nil {
      let column = table.schema.kind == nil ? dateColumn(of: table).map { " of \(written($0))" } ?? "" : ""
      choices.append([(ways(first, nil, "weekday" + column), 2)])
      choices.append([(ways(first, nil, "month" + column), 2)])
    }
    choices.append(items.prefix(1).map { (ways($0, nil, nil), 1) })
    return choices
  }

  /// Shares of the customers who left, by columns that say so with yes and no.
  private func endings(of table: LoadedTable) -> [String] {
    let sample = table.dataset?.sample() ?? [:]
    return table.schema.columns.compactMap { column in
      guard let seen = sample[column], seen.distinct == 2,
        ["churn", "attrition", "exited", "abandon", "baja"].contains(where: { fold(column).contains($0) })
      else { return nil }
      if seen.type == .bool { return "share(\(written(column)))" }
      guard let yes = seen.examples.first(where: { ["yes", "si", "true", "y", "s", "1"].contains(fold($0)) })
      else { return nil }
      return "share(\(written(column)) = \(seen.type == .number ? yes : "\"\(yes)\""))"
    }
  }

  /// Columns of numbers that measure something.
  private func numbers(of table: LoadedTable) -> [String] {
    let keys = Set(["customer", "id"].compactMap { table.schema.roles[$0] })
    let sample = table.dataset?.sample() ?? [:]
    return table.schema.columns.filter { column in
      guard let seen = sample[column] else { return false }
      return seen.type == .number && seen.distinct > 2 && !keys.contains(column)
        && !["id", "number", "numero", "code", "codigo", "zip", "phone"].contains {
          fold(column).hasSuffix($0)
        }
    }
  }

  /// A score read on the scale that its answers were given on; nil where there is no such KPI on that scale.
  private func scaled(_ item: String, _ table: LoadedTable) -> String? {
    guard ["nps", "csat", "ces"].contains(item), table.rowCount <= Self.mostRows,
      let column = table.schema.roles[item],
      let counts = try? table.valueCounts(of: column, work: session.work)
    else { return item }
    let highest = counts.compactMap { $0.0.number }.max() ?? 0
    switch (item, highest) {
    case ("csat", 7.5...): return "csat(lowest = 0, highest = 10, top = 8)"
    case ("csat", 5.5...): return "csat(lowest = 1, highest = 7, top = 6)"
    case ("csat", ...2): return "csat(lowest = 0, highest = 2, top = 2)"
    case ("ces", 7.5...): return "ces(lowest = 0, highest = 10, top = 7)"
    case ("ces", ...5): return "ces(highest = 5, top = 4)"
    case ("nps", ...7): return nil
    default: return item
    }
  }

  /// What can be asked of a table: the KPIs of its kind that it can answer, or else plain counts and medians.
  private func items(of table: LoadedTable) -> [String] {
    let kinds = table.schema.kind.map { [$0] } ?? ["responses"]
    let binder = session.binder(SourceText(""))
    let known = kinds.flatMap { headlines[$0] ?? [] }.filter { name in
      guard let kpi = session.definitions.candidates(for: name).first else { return false }
      return binder.isAnswerable(kpi)
    }.compactMap { scaled($0, table) }
    // The health of customers is known where something is known of them.
    if !known.isEmpty && table.schema.kind != "accounts" { return known }
    return endings(of: table) + known + ["count()"]
      + numbers(of: table).prefix(2).map { "median(\(written($0)))" }
  }

  /// The period that cuts a table's time into a handful of groups with a handful of rows each; nil without one.
  private func grain(of table: LoadedTable) -> String? {
    guard let days = days(of: table) else { return nil }
    let column = table.schema.kind == nil ? dateColumn(of: table).map { " of \(written($0))" } ?? "" : ""
    let length = days.upperBound - days.lowerBound + 1
    for (name, step, most) in [("day", 1, 14), ("week", 7, 84), ("month", 30, 1_100), ("quarter", 91, 3_700)]
    where length >= 2 * step && length <= most && table.rowCount >= length / step * 5 {
      return name + column
    }
    return length >= 500 ? "year" + column : length >= 60 ? "month" + column : nil
  }

  private func dateColumn(of table: LoadedTable) -> String? {
    if let kind = table.schema.kind.flatMap(tableKind(named:)) {
      return kind.eventDate.flatMap { table.schema.roles[$0] }
    }
    let sample = table.dataset?.sample() ?? [:]
    return table.schema.columns.first { sample[$0]?.type == .date || sample[$0]?.type == .time }
  }

  /// The first and the last day of a table's rows, counted since 1970.
  private func days(of table: LoadedTable) -> ClosedRange<Int>? {
    guard let name = dateColumn(of: table),
      let (minimum, maximum) = try? table.ends(of: name, work: session.work),
      let first = minimum.day, let last = maximum.day, first <= last
    else { return nil }
    return first...last
  }

  /// Columns with a few different values, those that people usually cut by first.
  private func dimensions(of table: LoadedTable) -> [String] {
    let excluded = Set(
      table.schema.roles.filter { !["type", "kind", "status", "sentiment"].contains($0.key) }.values)
    let sample = table.dataset?.sample() ?? [:]
    var found: [(column: String, rank: Int)] = []
    for (position, column) in table.schema.columns.enumerated() where !excluded.contains(column) {
      guard let seen = sample[column], seen.type == .text || seen.type == .bool,
        (2...12).contains(seen.distinct), seen.filled > 0,
        // Sentences are no groups, and a group to compare has more than one row.
        !seen.examples.contains(where: { $0.count > 40 }), table.rowCount >= 2 * seen.distinct
      else { continue }
      let usual = usualDimensions.firstIndex { fold(column).contains($0) } ?? usualDimensions.count
      found.append((column, usual * 1_000 + position))
    }
    return found.sorted { $0.rank < $1.rank }.prefix(4).map(\.column)
  }

  /// A condition that the most frequent value of a column satisfies.
  private func condition(_ column: String, _ table: LoadedTable) -> String? {
    guard let counts = try? table.valueCounts(of: column, work: session.work) else { return nil }
    for case (.text(let text), _) in counts where !text.isEmpty && !text.contains(where: \.isNewline) {
      let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
      return "\(written(column)) = \"\(escaped)\""
    }
    return nil
  }

  private func written(_ name: String) -> String {
    name.isPlainName ? name : "`\(name.filter { $0 != "`" })`"
  }
}

extension Value {
  /// The day of a date or time, counted since 1970.
  fileprivate var day: Int? {
    switch self {
    case .date(let day): Int(day)
    case .time(let time): Int(Calendar.floorDivide(time, Calendar.microsecondsPerDay))
    default: nil
    }
  }
}
