package import Columns

/// What role detection looks at: a column's header and facts about its content.
package struct ColumnFacts: Sendable {
  package var name: String
  package var type: DataType
  package var rowCount: Int
  package var filledCount: Int
  package var distinctCount: Int
  /// Of numbers, dates and times.
  package var minimum: Value
  package var maximum: Value
  package var isWhole: Bool
  /// Some different values as text.
  package var examples: [String]

  package init(
    name: String, type: DataType, rowCount: Int, filledCount: Int, distinctCount: Int, minimum: Value = .none,
    maximum: Value = .none, isWhole: Bool = false, examples: [String] = []
  ) {
    self.name = name
    self.type = type
    self.rowCount = rowCount
    self.filledCount = filledCount
    self.distinctCount = distinctCount
    self.minimum = minimum
    self.maximum = maximum
    self.isWhole = isWhole
    self.examples = examples
  }
}

/// A role and the column that plays it.
package struct RoleBinding: Sendable, Hashable {
  /// `responded_at`, `nps`, `customer`, `amount` …
  package var role: String
  package var column: String
  /// Why, for people: `named so`, `"Response Date" reads as response_date`, `0–10, from the header`.
  package var reason: String
  package init(role: String, column: String, reason: String) {
    self.role = role
    self.column = column
    self.reason = reason
  }
}

/// What a table seems to be.
package struct TableShape: Sendable {
  /// `responses`, `invitations`, `tickets`, `orders`, `subscriptions`, `usage`, `accounts`; nil when nothing shows it.
  package var kind: String?
  package var bindings: [RoleBinding]
  /// Roles that several columns fit equally well: to be asked, or an error that says what to write.
  package var questions: [(role: String, candidates: [String])]
  /// Sentences worth saying, such as a score whose scale is unclear.
  package var notes: [String]
  package init(
    kind: String?, bindings: [RoleBinding], questions: [(role: String, candidates: [String])] = [],
    notes: [String] = []
  ) {
    self.kind = kind
    self.bindings = bindings
    self.questions = questions
    self.notes = notes
  }
}

/// Finds the kind of a table and the columns that play its roles.
///
/// - Parameters:
///   - columns: In file order.
///   - kind: The kind, when the user named the table after one.
///   - taken: Roles and columns that `with` has bound: neither is considered again.
package func detectRoles(
  columns: [ColumnFacts], kind: String?, taken: [String: String]
) -> TableShape {
  let detection = RoleDetection(columns: columns, taken: taken)
  let named = kind.flatMap { tableKind(named: $0)?.name }
  return detection.shape(of: named ?? detection.likelyKind())
}

/// The matching of one table's headers with the dictionary.
private struct RoleDetection {
  /// A column that could play a role.
  struct Candidate {
    let role: String
    /// Its place in the dictionary: of two roles that a column fits equally, the earlier one gets it.
    let roleOrder: Int
    let column: Int
    let match: NameMatch
    let isEmpty: Bool
  }

  let columns: [ColumnFacts]
  let headers: [HeaderName]
  let taken: [String: String]
  let isFree: [Bool]
  /// Whether no column has been read as a whole yet.
  let isFirstLook: Bool
  /// Shape `[role, column]`: how each header fits each role.
  let matches: [[NameMatch?]]

  init(columns: [ColumnFacts], taken: [String: String]) {
    self.columns = columns
    self.taken = taken
    let headers = columns.map { HeaderName($0.name) }
    self.headers = headers
    matches = knownRoles.map { known in
      columns.indices.map { known.matcher.match(column: columns[$0].name, header: headers[$0]) }
    }
    isFirstLook = columns.allSatisfy { $0.minimum == .none && $0.maximum == .none }
    let takenColumns = Set(taken.values)
    isFree = columns.map { !takenColumns.contains($0.name) }
  }

  // MARK: Candidates

  /// All fitting pairs of a role and a column, best first.
  func candidates(for kind: String?) -> [Candidate] {
    var candidates: [Candidate] = []
    for (order, known) in knownRoles.enumerated() where isWanted(known.entry, by: kind) {
      for (index, facts) in columns.enumerated() where isFree[index] {
        guard let match = matches[order][index] else { continue }
        let isOwnName = match.strength == .ownName
        if kind == nil, !isOwnName, !kindlessRoles.contains(known.entry.role) { continue }
        guard
          isOwnName
            || contentAgrees(
              facts, with: known.entry.content, header: headers[index], match: match, isFirstLook: isFirstLook
            )
        else { continue }
        if known.entry.role == "customer", !canBeCustomer(facts, match, kind) { continue }
        candidates.append(
          Candidate(
            role: known.entry.role, roleOrder: order, column: index, match: match,
            isEmpty: facts.filledCount == 0 && !isOwnName))
      }
    }
    return candidates.sorted { left, right in
      if left.isEmpty != right.isEmpty { return right.isEmpty }
      if left.match != right.match { return left.match < right.match }
      return (left.roleOrder, left.column) < (right.roleOrder, right.column)
    }
  }

  private func isWanted(_ entry: RoleEntry, by kind: String?) -> Bool {
    if taken[entry.role] != nil { return false }
    guard let kind else { return true }
    return entry.kinds[kind] != nil
  }

  /// A respondent's id mostly names the answer: it is a customer only where it comes back.
  private func canBeCustomer(_ facts: ColumnFacts, _ match: NameMatch, _ kind: String?) -> Bool {
    match.reading != "respondent_id" || (facts.repeats && kind != "accounts")
  }

  // MARK: Binding

  func shape(of kind: String?) -> TableShape {
    var shape = TableShape(kind: kind, bindings: [])
    let candidates = candidates(for: kind)
    var settledRoles: Set<String> = []
    var usedColumns: Set<Int> = []
    for (position, candidate) in candidates.enumerated() {
      guard !settledRoles.contains(candidate.role), !usedColumns.contains(candidate.column) else { continue }
      settledRoles.insert(candidate.role)
      let others = candidates[(position + 1)...].filter {
        $0.role == candidate.role && !usedColumns.contains($0.column) && $0.column != candidate.column
      }
      let equals = others.filter { $0.match == candidate.match && $0.isEmpty == candidate.isEmpty }
      if equals.isEmpty {
        usedColumns.insert(candidate.column)
        shape.bindings.append(
          RoleBinding(
            role: candidate.role, column: columns[candidate.column].name,
            reason: reason(for: candidate, over: others.first)))
      } else {
        let fitting = [candidate.column] + equals.map(\.column)
        usedColumns.formUnion(fitting)
        shape.questions.append((candidate.role, fitting.map { columns[$0].name }))
      }
    }
    sortByDictionary(&shape)
    addNotes(to: &shape)
    return shape
  }

  private func sortByDictionary(_ shape: inout TableShape) {
    var order: [String: Int] = [:]
    for (position, known) in knownRoles.enumerated() where order[known.entry.role] == nil {
      order[known.entry.role] = position
    }
    shape.bindings.sort { order[$0.role, default: 0] < order[$1.role, default: 0] }
    shape.questions.sort { order[$0.role, default: 0] < order[$1.role, default: 0] }
  }

  private func reason(for candidate: Candidate, over other: Candidate?) -> String {
    let facts = columns[candidate.column]
    var reason: String
    switch candidate.match.strength {
    case .ownName: return "named so"
    case .contained: reason = "\"\(candidate.match.reading)\" in the header"
    case .exact, .qualified: reason = "\"\(facts.name)\" reads as \(candidate.match.reading)"
    }
    if candidate.role == "amount", candidate.match.reading.hasSuffix("subtotal") {
      reason += ", before tax and shipping"
    }
    if ["nps", "csat", "ces"].contains(candidate.role), let range = facts.range {
      reason += ", \(shortNumber(range.lowest))–\(shortNumber(range.highest)) in the values"
    }
    if let other, other.match.strength != .contained {
      reason += ", rather than \"\(columns[other.column].name)\""
    }
    return reason
  }

  // MARK: Kind

  /// The kind whose roles clearly fit best.
  func likelyKind() -> String? {
    let points = tableKinds.map { (kind: $0.name, points: self.points(for: $0.name)) }
      .sorted { $0.points > $1.points }
    guard let best = points.first, best.points >= 4 else { return nil }
    let second = points.count > 1 ? points[1].points : 0
    return best.points * 5 >= second * 6 ? best.kind : nil
  }

  /// How much speaks for a kind; 0 when what makes a table of that kind is missing.
  private func points(for kind: String) -> Int {
    var found: [String: Candidate] = [:]
    var usedColumns: Set<Int> = []
    for candidate in candidates(for: kind) where found[candidate.role] == nil {
      guard usedColumns.insert(candidate.column).inserted else { continue }
      found[candidate.role] = candidate
    }
    var sum = 0
    for candidate in found.values { sum += points(of: candidate, for: kind) }
    for known in knownRoles where taken[known.entry.role] != nil { sum += 4 * (known.entry.kinds[kind] ?? 0) }

    func has(_ role: String) -> Bool { found[role] != nil || taken[role] != nil }
    func hasTelling(_ role: String) -> Bool {
      found[role].map { points(of: $0, for: kind) > 0 } ?? (taken[role] != nil)
    }
    // Names that many kinds share do not make a kind, unless the table is about customers.
    let isTold =
      has("customer") || found.values.contains { !$0.match.isGeneric && points(of: $0, for: kind) > 0 }
    guard isTold || !taken.isEmpty else { return 0 }
    switch kind {
    case "invitations":
      // What people answered stands in a table of answers, whatever its date is called.
      let hasAnswers = candidates(for: "responses").contains {
        ["nps", "csat", "ces"].contains($0.role) && !$0.match.isGeneric
      }
      return has("sent_at") && !hasAnswers ? sum : 0
    case "tickets":
      return has("created_at") || has("solved_at") || has("first_reply_at") ? sum : 0
    case "orders":
      // A customer, a day and an amount are a purchase, whatever they are called.
      if has("customer") && has("ordered_at") && has("amount") { return sum + 4 }
      return has("ordered_at") || found["id"]?.match.isGeneric == false ? sum : 0
    case "subscriptions":
      return hasTelling("started_at") || hasTelling("ended_at") ? sum : 0
    case "usage":
      return has("used_at") ? sum : 0
    case "accounts":
      // Without any date and with each customer once, a table lists customers.
      guard !columns.contains(where: { $0.type == .date || $0.type == .time }) else { return 0 }
      guard let customer = found["customer"], !columns[customer.column].repeats else { return 0 }
      return columns[customer.column].filledCount > 1 ? sum + 6 : sum
    default:
      return sum
    }
  }

  /// What a role's column says about the kind: more, the better its name fits and the rarer it is.
  private func points(of candidate: Candidate, for kind: String) -> Int {
    let entry = knownRoles[candidate.roleOrder].entry
    let weight = entry.kinds[kind] ?? 0
    if candidate.match.isGeneric {
      // A `date` or `created_at` that only stands in for the proper date says nothing.
      return entry.content == .moment && candidate.match.line > 0 ? 0 : weight
    }
    switch candidate.match.strength {
    case .ownName, .exact: return 4 * weight
    case .qualified: return 3 * weight
    case .contained: return 2 * weight
    }
  }

  // MARK: Notes

  private func addNotes(to shape: inout TableShape) {
    let boundColumns = Dictionary(
      shape.bindings.map { ($0.role, $0.column) }, uniquingKeysWith: { first, _ in first })
    addScoreNotes(to: &shape, boundColumns)
    addUnclearScoreNote(to: &shape, boundColumns)
    addUnitNotes(to: &shape, boundColumns)
    addMoneyNotes(to: &shape, boundColumns)
    if let customer = boundColumns["customer"], let facts = facts(named: customer), !facts.repeats,
      facts.filledCount > 1, !facts.isSample, let kind = shape.kind, kind != "accounts",
      kind != "subscriptions"
    {
      shape.notes.append("\(quoted(customer)) never repeats: each row is another customer")
    }
    let knowsCustomer = boundColumns["customer"] != nil || taken["customer"] != nil
    if !knowsCustomer, shape.kind != nil, !shape.questions.contains(where: { $0.role == "customer" }),
      let index = columns.indices.first(where: { isPersonName($0) })
    {
      let column = quoted(columns[index].name)
      shape.notes.append(
        "\(column) looks like a person's name: if it tells customers apart, load with customer = \(column)")
    }
    if shape.kind == "subscriptions", boundColumns["ended_at"] == nil, taken["ended_at"] == nil,
      let index = columns.indices.first(where: { isCancellation($0) })
    {
      let column = quoted(columns[index].name)
      shape.notes.append(
        "\(column) may be the day of the request, not of the end: if it is the end, load with ended_at = \(column)"
      )
    }
    if let index = columns.indices.first(where: { headers[$0].text.hasSuffix("survey_type") }),
      columns[index].distinctCount > 1
    {
      shape.notes.append(
        "several surveys in one file: load one of them with where \(quoted(columns[index].name)) = …")
    }
  }

  private func addScoreNotes(to shape: inout TableShape, _ boundColumns: [String: String]) {
    for question in [ScoreQuestion.recommendation, .satisfaction, .effort] {
      if let column = boundColumns[question.kpi], let facts = facts(named: column) {
        if shape.kind == "accounts" { continue }
        if let note = scaleNote(facts, question: question, column: quoted(column)) {
          shape.notes.append(note)
        }
      } else if question == .satisfaction, taken["csat"] == nil,
        shape.kind == "responses" || shape.kind == "tickets",
        let csat = knownRoles.firstIndex(where: { $0.entry.role == "csat" }),
        let index = columns.indices.first(where: { index in
          isFree[index] && columns[index].type == .text && matches[csat][index] != nil
            && columns[index].examples.contains { ["good", "bad"].contains($0.lowercased()) }
        })
      {
        let column = quoted(columns[index].name)
        shape.notes.append(
          "\(column) holds words: load with csat = if(\(column) = \"Good\", 5, if(\(column) = \"Bad\", 1, none))"
        )
      }
    }
  }

  /// A bare `rating` on a scale that several questions use is for people to name.
  private func addUnclearScoreNote(to shape: inout TableShape, _ boundColumns: [String: String]) {
    guard shape.kind == "responses",
      ["nps", "csat", "ces"].allSatisfy({ boundColumns[$0] == nil && taken[$0] == nil }),
      shape.questions.allSatisfy({ !["nps", "csat", "ces"].contains($0.role) })
    else { return }
    let index = columns.indices.first { index in
      guard isFree[index], columns[index].type == .number, columns[index].holdsWholeNumbers,
        let range = columns[index].range, range.lowest >= 0, range.highest <= 10, range.highest > 1
      else { return false }
      return knownRoles.indices.contains { order in
        ["nps", "csat"].contains(knownRoles[order].entry.role) && matches[order][index]?.isGeneric == true
      }
    }
    guard let index, let range = columns[index].range else { return }
    let column = quoted(columns[index].name)
    shape.notes.append(
      "\(column) holds \(shortNumber(range.lowest))–\(shortNumber(range.highest)), which fits several scales: "
        + "load with nps = \(column), csat = \(column) or ces = \(column)")
  }

  private func addUnitNotes(to shape: inout TableShape, _ boundColumns: [String: String]) {
    guard let kind = shape.kind else { return }
    for (order, known) in knownRoles.enumerated()
    where known.entry.content == .minutes && known.entry.kinds[kind] != nil
      && boundColumns[known.entry.role] == nil
      && taken[known.entry.role] == nil
    {
      for index in columns.indices where isFree[index] && columns[index].type == .number {
        guard let unit = headers[index].unit, unit != "minutes", unit != "minutos",
          matches[order][index] != nil
        else { continue }
        let sum = unit == "seconds" || unit == "segundos" ? "/ 60" : unit.hasPrefix("h") ? "* 60" : "* 1440"
        let column = quoted(columns[index].name)
        shape.notes.append("\(column) is in \(unit): load with \(known.entry.role) = \(column) \(sum)")
      }
    }
  }

  private func addMoneyNotes(to shape: inout TableShape, _ boundColumns: [String: String]) {
    for role in ["amount", "mrr"] {
      guard let name = boundColumns[role], let facts = facts(named: name), mayBeCents(facts) else { continue }
      let column = quoted(name)
      shape.notes.append("\(column) may be in cents: if it is, load with \(role) = \(column) / 100")
    }
    if let name = boundColumns["mrr"], HeaderName(name).text.hasSuffix("amount"),
      let interval = columns.indices.first(where: {
        ["interval", "plan_interval", "billing_interval", "periodicidad"].contains(headers[$0].text)
      }), columns[interval].distinctCount > 1
    {
      let column = quoted(columns[interval].name)
      shape.notes.append("\(column) has several values: mrr takes every \(quoted(name)) as one per month")
    }
    if shape.kind == "orders", boundColumns["amount"] == nil, taken["amount"] == nil,
      let quantity = boundColumns["quantity"] ?? taken["quantity"],
      let price = columns.first(where: {
        ["unit_price", "lineitem_price", "precio_unitario"].contains(HeaderName($0.name).text)
      })
    {
      shape.notes.append(
        "no column holds the amount of a row: load with amount = \(quoted(quantity)) * \(quoted(price.name))")
    }
  }

  /// Whole numbers beside amounts with decimals that are never a tenth of them, or a plan's price above 100.
  private func mayBeCents(_ facts: ColumnFacts) -> Bool {
    guard facts.type == .number, facts.holdsWholeNumbers, let range = facts.range, range.lowest >= 100 else {
      return false
    }
    if HeaderName(facts.name).text == "plan_amount" { return true }
    let money: Set<String> = [
      "subtotal", "total", "price", "shipping", "taxes", "tax", "fee", "discount_amount",
    ]
    return columns.indices.contains { index in
      money.contains(headers[index].text) && !columns[index].holdsWholeNumbers
        && (columns[index].range.map { $0.highest > 0 && $0.highest * 10 < range.highest } ?? false)
    }
  }

  private func isPersonName(_ index: Int) -> Bool {
    isFree[index] && columns[index].type == .text && columns[index].repeats
      && ["author", "customer_name", "client_name", "requester", "reviewer", "nombre_cliente"].contains(
        headers[index].text)
  }

  private func isCancellation(_ index: Int) -> Bool {
    let endings = ["cancelled_at", "canceled_at", "cancellation_date", "cancel_date", "fecha_cancelacion"]
    return isFree[index] && endings.contains { headers[index].text.hasSuffix($0) }
  }

  private func facts(named name: String) -> ColumnFacts? { columns.first { $0.name == name } }

  /// A column's name as it is written in the language.
  private func quoted(_ name: String) -> String {
    let isPlain = name.first?.isNumber == false && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    return isPlain ? name : "`\(name)`"
  }

  private func shortNumber(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }
}
