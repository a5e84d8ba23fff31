/// Random queries from well-typed pieces.
struct RandomQueries {
  var dice: Dice
  /// Whether the times have a time of day.
  var hasClock: Bool
  /// Whether each query has `vs`.
  var comparesOthers = false

  /// Definitions that the queries use, made in each session.
  static let definitions = """
    kpi score from responses when responded_at keep nps in 0..10 is share(nps >= 9) - share(nps <= 6) unit points
    kpi answers from responses when responded_at is count()
    kpi happy from responses when responded_at keep csat in 1..5 mature responded_at <= now - 14d is share(csat >= 4) unit percent
    kpi latest from responses when responded_at keep nps in 0..10 let newer = next(responded_at by customer) keep newer is none is mean(nps)
    kpi quick from responses let until_next = next(responded_at by customer) when responded_at is share(until_next <= responded_at + window) unit percent params window = 30d
    kpi since_last from responses let before = prev(responded_at by customer) when responded_at keep before is known is mean(days(responded_at - before))
    kpi seen_late from responses when seen keep flag is not false let wait = seen - responded_at is median(days(wait))
    kpi revenue from orders when ordered_at keep cancelled_at is none is sum(amount) unit currency
    kpi placed from orders when ordered_at is count()
    kpi cancelled from orders when cancelled_at is count()
    kpi cancel_rate from orders when ordered_at is share(cancelled_at is known) unit percent
    kpi basket is revenue / placed
    kpi answers_per_order is 100 * answers / placed
    kpi gap is score - latest
    kpi odds is (score where flag) - (score where not flag)
    """

  /// Definitions of these tests, and shipped ones.
  static let responseKPIs = [
    "score", "answers", "happy", "latest", "quick", "since_last", "seen_late", "gap", "odds",
  ]
  static let orderKPIs = [
    "revenue", "placed", "cancelled", "cancel_rate", "basket", "aov", "cancellation_rate", "cancelled_value",
    "orders_kept", "gap_days",
  ]

  init(dice: Dice, hasClock: Bool) {
    self.dice = dice
    self.hasClock = hasClock
  }

  // MARK: Pieces

  mutating func number(_ depth: Int = 2) -> String {
    if depth == 0 || dice.oneIn(3) {
      return dice.pick(["nps", "csat", "amount", "minutes", "nps", "amount", "3", "0.5"])
    }
    switch dice.roll(1...12) {
    case 1: return "(\(number(depth - 1)) + \(number(depth - 1)))"
    case 2: return "(\(number(depth - 1)) - \(number(depth - 1)))"
    case 3: return "(\(number(depth - 1)) * \(dice.pick(["2", "nps", "minutes", "-1"])))"
    case 4: return "(\(number(depth - 1)) / \(dice.pick(["2", "nps", "minutes", "4"])))"
    case 5: return "if(\(condition(depth - 1)), \(number(depth - 1)), \(number(depth - 1)))"
    case 6: return "coalesce(\(number(depth - 1)), \(dice.pick(["0", "nps", "-1.5"])))"
    case 7: return dice.pick(["min", "max"]) + "(\(number(depth - 1)), \(number(depth - 1)))"
    case 8: return "abs(\(number(depth - 1)))"
    case 9: return dice.pick(["round", "floor", "ceil"]) + "(\(number(depth - 1)))"
    // One unit only: hours and days do not add up.
    case 10: return "hours(seen - responded_at)"
    case 11:
      return dice.pick([
        "length(city)", "weekday of seen", "month of year of responded_at", "day of month of seen",
      ])
    default: return "(minutes % \(dice.pick(["2", "3", "csat"])))"
    }
  }

  mutating func moment() -> String {
    dice.pick([
      "responded_at", "seen", "(seen + 30d)", "(responded_at - 1mo)", "(seen + 1mo)", "(responded_at + 2w)",
      "(seen + 1y)",
      "(responded_at + 36h)",
    ])
  }

  mutating func period() -> String {
    dice.pick([
      "2024", "2023", "2024-Q1", "2023-Q4", "2024-02", "2024-01", "2023-12", "2024-W05", "2024-W09",
      "2024-02-29", "2024-01-31",
      "2024-01..2024-03", "2023-12-31..2024-02-29", "2024-06",
    ])
  }

  mutating func plainPeriod() -> String {
    dice.pick([
      "2024-02", "2024-01", "2024-Q1", "2023-12", "2024-02-29", "2024-W09", "2024-03-01", "2023-12-31",
    ])
  }

  mutating func condition(_ depth: Int = 2) -> String {
    if depth > 0, dice.oneIn(3) {
      switch dice.roll(1...4) {
      case 1: return "(\(condition(depth - 1)) and \(condition(depth - 1)))"
      case 2: return "(\(condition(depth - 1)) or \(condition(depth - 1)))"
      case 3: return "not (\(condition(depth - 1)))"
      default: return "if(\(condition(depth - 1)), \(condition(depth - 1)), \(condition(depth - 1)))"
      }
    }
    switch dice.roll(1...14) {
    case 1:
      return "nps \(dice.pick(["=", "!=", "<", "<=", ">", ">="])) \(dice.pick(["0", "6", "9", "csat", "10"]))"
    case 2: return "amount \(dice.pick(["<", ">", ">=", "<="])) \(dice.pick(["0", "12.5", "50", "nps"]))"
    case 3:
      return "segment \(dice.pick(["=", "!="])) \(dice.pick(["\"pro\"", "\"free\"", "\"a\"", "\"nobody\""]))"
    case 4: return "segment \(dice.pick(["in", "not in"])) {\"pro\", \"b\", \"a\"}"
    case 5:
      return
        "city \(dice.pick(["contains", "starts with", "ends with"])) \(dice.pick(["\"York\"", "\"new\"", "\"s\""]))"
    case 6: return "city ~ \(dice.pick(["\"york|lyon\"", "\"paris\""]))"
    case 7:
      return "flag"
        + dice.pick(["", " = true", " is true", " is not true", " is false", " is none", " is known"])
    case 8:
      return
        "\(dice.pick(["nps", "segment", "seen", "amount", "responded_at"])) is \(dice.pick(["none", "known", "not none"]))"
    case 9: return "nps \(dice.pick(["in", "not in"])) \(dice.pick(["0..10", "3..7", "9..10"]))"
    case 10: return "csat between 2 and 4"
    case 11: return "\(moment()) \(dice.pick(["=", "!=", "<", "<=", ">", ">="])) \(plainPeriod())"
    case 12: return "\(moment()) \(dice.pick(["<", "<=", ">", ">="])) \(moment())"
    case 13: return "\(dice.pick(["seen", "responded_at"])) in 2024-01..2024-02"
    default: return "minutes \(dice.pick(["in {0, 2}", "not in {1}", "in {1, 2, 3}"]))"
    }
  }

  mutating func aggregate() -> String {
    let given = dice.oneIn(3) ? " given \(condition(1))" : ""
    switch dice.roll(1...14) {
    case 1: return given.isEmpty ? "count()" : "count(\(given.dropFirst()))"
    case 2: return "count(\(dice.pick(["nps", "segment", "seen", "flag", "amount"]))\(given))"
    case 3:
      return
        "distinct(\(dice.pick(["customer", "segment", "nps", "day of seen", "month of responded_at", "lower(city)"]))\(given))"
    case 4: return "sum(\(number())\(given))"
    case 5: return "mean(\(number())\(given))"
    case 6: return "median(\(number())\(given))"
    case 7: return "pct(\(number()), \(dice.pick(["90", "25", "0", "100"]))\(given))"
    case 8, 9: return "share(\(condition())\(given))"
    case 10:
      return
        "\(dice.pick(["min", "max"]))(\(dice.pick(["nps", "amount", "seen", "responded_at", "minutes"]))\(given))"
    case 11:
      return
        "\(dice.pick(["first", "last"]))(\(dice.pick(["nps", "amount", "seen", "segment", "flag"]))\(given))"
    case 12: return "nth(\(dice.pick(["nps", "seen"])), \(dice.roll(1...3))\(given))"
    case 13: return "\(dice.pick(["any", "all"]))(\(condition(1))\(given))"
    default: return "stddev(\(number())\(given))"
    }
  }

  mutating func numericAggregate() -> String {
    dice.pick(["count()", "mean(amount)", "sum(minutes)", "median(nps)", "count(given flag)", "max(csat)"])
  }

  mutating func mean() -> String {
    dice.pick(["mean(amount)", "median(nps given flag)", "max(csat)", "mean(minutes)"])
  }

  mutating func share() -> String { "share(\(condition()))" }

  mutating func item() -> String {
    switch dice.roll(1...10) {
    case 1: return "100 * \(numericAggregate()) / count()"
    case 2: return dice.oneIn(2) ? "\(mean()) - \(mean())" : "\(share()) - \(share())"
    case 3: return "-\(mean()) + 2"
    default: return aggregate()
    }
  }

  // MARK: Whole queries

  /// A query over the answers.
  mutating func query() -> String {
    var items: [String] = []
    for place in 0..<dice.pick([1, 1, 2, 3]) {
      if dice.oneIn(3) {
        let name = dice.pick(Self.responseKPIs)
        if !items.contains(name) { items.append(name) }
      } else {
        items.append("\(item()) as item\(place)")
      }
    }
    var text = items.joined(separator: ", ") + " from responses"
    // KPIs name their own table.
    if !text.contains(" as item") { text = items.joined(separator: ", ") }
    if dice.oneIn(2) { text += " where \(condition())" }
    text += clauses(
      others: [
        "segment", "segment", "flag", "minutes", "city", "band(amount, 0, 20, 50) as stretch",
        "amount > 20 as large",
        text.contains("seen_late") ? "segment" : "month of seen as seen_month", "weekday of seen as seen_day",
        "coalesce(segment, \"?\") as known_segment",
      ])
    return text
  }

  /// A query over both tables, which meet on what they share.
  mutating func meeting() -> String {
    var items = [dice.pick(Self.responseKPIs), dice.pick(Self.orderKPIs)]
    if dice.oneIn(2) { items.append("answers_per_order") }
    if dice.oneIn(2) {
      items.append("\(dice.pick(Self.orderKPIs)) / \(dice.pick(["placed", "answers"])) as mixed")
    }
    var text = items.joined(separator: ", ")
    if dice.oneIn(2) {
      text +=
        " where " + dice.pick(["segment = \"pro\"", "amount > 20", "segment is known", "not (amount < 3)"])
    }
    return text + clauses(others: ["segment"])
  }

  /// Comparisons with what the query has: another time needs one, the rest needs groups or a condition.
  private mutating func versus(hasTime: Bool, hasGroups: Bool, _ text: String) -> String {
    var choices = ["where segment = \"pro\"", "where amount > 12.5"]
    if hasTime {
      choices += [
        "previous", "previous", "last year", "last year", "2023", "2023-12", "2023-Q4", "2023-11..2024-01",
      ]
    }
    if hasGroups || text.contains(" where ") { choices += ["rest", "rest"] }
    let first = dice.pick(choices)
    let second = dice.pick(choices)
    // A condition takes all that follows.
    if first == second || first.hasPrefix("where") || dice.oneIn(2) { return " vs " + first }
    return " vs " + first + ", " + second
  }

  private mutating func clauses(others: [String]) -> String {
    var text = ""
    var dimensions: [String] = []
    let hasGrain = dice.oneIn(3)
    let grain = dice.pick(["month", "month", "quarter", "year", "week"])
    if hasGrain { dimensions.append(grain) }
    for _ in 0..<dice.pick([0, 0, 1, 1, 2]) {
      let dimension = dice.oneIn(8) ? dice.pick(["weekday", "month of year"]) : dice.pick(others)
      if !dimensions.contains(dimension) { dimensions.append(dimension) }
    }
    if dice.oneIn(2) { dimensions.reverse() }
    if !dimensions.isEmpty { text += " by " + dimensions.joined(separator: ", ") }
    switch dice.roll(1...9) {
    case 1, 2: text += " during \(period())"
    case 3: text += " since \(dice.pick(["2024", "2024-02", "2023-12-31", "2024-W06"]))"
    case 4: text += " until \(dice.pick(["2024-02", "2023", "2024-03-15", "2024-Q1"]))"
    case 5: text += " since 2023-12 until 2024-02"
    case 6 where hasGrain == false:
      text +=
        " during "
        + dice.pick(["last 90 days", "last 3 months", "this month", "previous quarter", "this year"])
    default: break
    }
    if hasGrain, !comparesOthers, dice.oneIn(3) {
      text += dice.oneIn(3) ? " cumulative" : " rolling \(dice.roll(1...4)) \(grain)s"
    }
    var extras: [String] = []
    if dice.oneIn(3) { extras.append("n") }
    let groups = dimensions.count - (hasGrain ? 1 : 0)
    if comparesOthers {
      text += versus(hasTime: hasGrain || text.contains(" during 2"), hasGroups: groups > 0, text)
    }
    if dice.oneIn(3), groups > 0 { extras.append("share") }
    if dice.oneIn(3), !dimensions.isEmpty { extras.append("total") }
    if dice.oneIn(3), groups == 1 {
      text += " \(dice.pick(["top", "top", "bottom"])) \(dice.roll(1...3))"
      if dice.oneIn(2) { extras.append("others") }
    }
    if !extras.isEmpty { text += " with " + extras.joined(separator: ", ") }
    return text
  }
}
