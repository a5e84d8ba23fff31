import Columns
import Diagnostics
import Planning
import Semantics
import Statistics
import Syntax

extension Session {
  /// `why ITEM … vs COMPARISON [by DIMENSION, …]`: the change of a value, split into what each group adds to it.
  ///
  /// Every number comes from ordinary queries: the item on both sides, for the whole and for each dimension. Without
  /// `by` the dimensions of the tables are tried one after the other, and the three that explain most are shown.
  func why(
    _ query: Query, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let statement = WhyStatement(range: range, source: source)
    let request = try WhyRequest(query, statement)
    guard request.destination == nil || query.items.count * request.comparisons.count == 1 else {
      throw Diagnostic(
        .error, .badComparison, "`why` gives a table for each item and comparison, and `into` takes one",
        source: source, at: range, help: ["ask one after the other"])
    }
    for item in query.items {
      for comparison in request.comparisons {
        let result = try explainChange(of: item, comparison, request, statement, report)
        try report(.result(result, into: request.destination.map(path)))
      }
    }
    try report(
      .timing(milliseconds: (clock.now - begin) / .milliseconds(1), statement: source[range].oneLine))
    lastQuery = (.why, query, source)
  }

  private func explainChange(
    of item: Item, _ comparison: Comparison, _ request: WhyRequest, _ statement: WhyStatement,
    _ report: (Event) throws -> Void
  ) throws -> ResultTable {
    // Bound as asked, so that its warnings come once, and for the period that it is for.
    let asked = try bind(
      Query(items: [item], clauses: request.clauses), statement.range, statement.source, report)
    let sides = try self.sides(comparison, request, asked, statement)
    let after = try measure(item, sides.clauses, by: nil, withInterval: true, in: statement)
    let before = try measure(item, sides.otherClauses, by: nil, withInterval: true, in: statement)
    guard let new = after.whole, let old = before.whole, let newValue = new.value, let oldValue = old.value
    else {
      let missing = after.whole?.value == nil ? sides.words : sides.otherWords
      throw Diagnostic(
        .error, .badComparison,
        "\(after.item.name) has no value for \(missing), so there is no change to explain",
        source: statement.source, at: statement.range, help: ["compare with another period or group"])
    }
    if before.hasNegativeBase || after.hasNegativeBase {
      throw Diagnostic(
        .error, .notAdditive,
        "\(after.item.name) is divided by something below zero, so that groups have no weights",
        source: statement.source, at: item.expression.range)
    }
    var change = WhyChange(
      item: after.item, suffix: sides.suffix, words: sides.words, otherWords: sides.otherWords,
      isOverTime: sides.isOverTime,
      before: old,
      after: new, difference: newValue - oldValue)
    change.notes = sides.notes + after.bound.notes.filter { !sides.notes.contains($0) }
    let constant = newValue - zip(after.parts, new.parts).reduce(0) { $0 + ($1.0.value(of: $1.1) ?? 0) }
    let look = WhyLook(
      item: item, sides: sides, before: before, after: after, constant: constant, statement: statement)
    if request.dimensions.isEmpty {
      try search(look, &change, comparison)
    } else {
      for dimension in request.dimensions {
        let name = statement.source[dimension.range].oneLine
        guard let found = try look.dimension(dimension, name, withInterval: true, self) else {
          throw Diagnostic(
            .error, .notAdditive,
            "the groups of `\(name)` do not add up to \(after.item.name) as a whole: something that it counts is in several groups, or in none",
            source: statement.source, at: dimension.range,
            help: ["use a dimension in which each row or customer is in one group only"])
        }
        change.dimensions.append(found)
      }
    }
    return change.table(request, settings.calendar, before.diagnostics + after.diagnostics)
  }

  /// Tries the dimensions of the tables, and keeps those that explain most.
  private func search(_ look: WhyLook, _ change: inout WhyChange, _ comparison: Comparison) throws {
    let candidates = try self.candidates(look)
    let errors = (before: change.before.standardError, after: change.after.standardError)
    var found: [(candidate: WhyCandidate, strength: Double)] = []
    for candidate in candidates.kept {
      try work.checkpoint()
      let dimension: WhyDimension?
      do {
        dimension = try look.dimension(candidate.dimension, candidate.name, withInterval: false, self)
      } catch is Diagnostic {
        continue
      } catch is Diagnostics {
        continue
      }
      // A dimension whose groups changed altogether says that the sides differ, not why.
      guard let dimension, dimension.groups.count > 1, dimension.overlap >= 20, !dimension.restates else {
        continue
      }
      found.append((candidate, dimension.strength(errors: errors)))
    }
    guard !found.isEmpty else {
      throw Diagnostic(
        .error, .notAdditive, "no column of the tables splits \(change.item.name) into groups",
        source: look.statement.source, at: look.statement.range,
        help: ["name a dimension: `by band(amount, 0, 50)`"])
    }
    let ranked = found.enumerated().sorted {
      $0.element.strength != $1.element.strength
        ? $0.element.strength > $1.element.strength : $0.offset < $1.offset
    }.map(\.element)
    for best in ranked.prefix(3) {
      guard
        var dimension = try look.dimension(
          best.candidate.dimension, best.candidate.name, withInterval: true, self)
      else { continue }
      dimension.strength = best.strength
      change.dimensions.append(dimension)
    }
    change.isSearched = true
    let rest = ranked.dropFirst(3).map(\.candidate.name)
    if !rest.isEmpty { change.lastNotes.append("explain less: \(rest.joined(separator: ", "))") }
    if !candidates.tooMany.isEmpty {
      change.lastNotes.append(
        "not tried: \(candidates.tooMany.joined(separator: ", ")); `by` tries what it names")
    }
  }

  // MARK: Dimensions to try

  /// The columns that may tell groups apart: not ids, not texts of one's own, not what the value itself is made of.
  private func candidates(_ look: WhyLook) throws -> (kept: [WhyCandidate], tooMany: [String]) {
    let plan = look.after.bound.plan
    guard let main = plan.pipelines.first.flatMap({ tables.table(named: $0.table) }) else { return ([], []) }
    // What the value is made of is no cause of it; the columns that `where` reads may be.
    var bare = look.sides.clauses
    bare.removeAll { if case .filter = $0.kind { true } else { false } }
    let own = try bind(
      Query(items: [look.item], clauses: bare), look.statement.range, look.statement.source
    ) { _ in }.columns
    // A column that tells the sides apart tells nothing about their groups.
    let telling = Set(look.sides.conditions.flatMap(\.names).map { fold($0.text) })
    let hidden = ["id", "customer", "reason", "sentiment", "comment", "name"]
    var kept: [WhyCandidate] = []
    var tooMany: [String] = []
    var seen: Set<String> = []
    for (position, table) in ([main] + main.schema.links.compactMap { tables.table(named: $0.table) })
      .enumerated()
    {
      for column in table.schema.columns where seen.insert(column).inserted {
        if own[table.name]?.contains(column) ?? false || telling.contains(fold(column)) { continue }
        if hidden.contains(where: { table.schema.roles[$0] == column }) || hidden.contains(column) {
          continue
        }
        // The unique side of a link has one row for each key.
        if position > 0, main.schema.links.contains(where: { $0.tableKey == column }) { continue }
        guard let facts = try table.facts(of: column, work: work) else { continue }
        switch facts.type {
        case .text, .bool: break
        // Flags such as 0 and 1; other numbers want bands, which only the reader can draw.
        case .number where facts.distinctCount == 2: break
        default: continue
        }
        guard facts.distinctCount > 0, facts.distinctCount > 1 || facts.filledCount < table.rowCount else {
          continue
        }
        guard facts.distinctCount <= Session.groupLimit else {
          tooMany.append(column)
          continue
        }
        kept.append(
          WhyCandidate(
            name: column, expression: .name(Name(column, isQuoted: true, range: look.statement.range))))
      }
    }
    for (name, dimension) in definitions.dimensions.sorted(by: { $0.key < $1.key })
    where dimension.table == nil || dimension.table == main.name {
      kept.append(
        WhyCandidate(name: name, expression: .name(Name(name, isQuoted: true, range: look.statement.range))))
    }
    // What is left out for its place is told too: a wide table shall not be read hundreds of times.
    tooMany += kept.dropFirst(Session.candidateLimit).map(\.name)
    return (Array(kept.prefix(Session.candidateLimit)), tooMany)
  }

  /// Columns that are tried without being asked for; each is read twice.
  private static let candidateLimit = 40

  /// Values up to which a column is tried without being asked for.
  private static let groupLimit = 50

  // MARK: Sides

  /// The clauses of both sides of a comparison.
  private func sides(
    _ comparison: Comparison, _ request: WhyRequest, _ asked: BoundQuery, _ statement: WhyStatement
  ) throws -> WhySides {
    let calendar = settings.calendar
    let plan = asked.plan
    func refuse(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badComparison, message, source: statement.source, at: statement.range, help: [help])
    }
    var notes: [String] = []
    func periods(_ other: (ComparedPeriod) -> ComparedPeriod) throws -> (
      this: ComparedPeriod, other: ComparedPeriod
    ) {
      let now = plan.now ?? settings.clock
      let this: ComparedPeriod
      if let start = plan.start {
        this = ComparedPeriod(start: start, end: plan.end ?? now)
      } else if plan.end != nil {
        throw refuse("a period that has no beginning has none before it", "add `since`, or use `during`")
      } else if plan.now == nil {
        throw refuse(
          "no row has a date, so there is no last month to explain",
          "load a table that has rows, or add `during 2024-06`")
      } else if let month = ComparedPeriod.lastWholeMonth(before: now, calendar) {
        this = month
        notes.append("for the last whole month, \(month.words(calendar))")
      } else {
        throw refuse("there is no period to step back from", "add `during 2024-06`")
      }
      guard this.start < this.end else { throw refuse("the period is empty", "add `during 2024-06`") }
      return (this, cut(other(this), to: this))
    }
    /// As much of the other period as has passed of this one.
    func cut(_ other: ComparedPeriod, to this: ComparedPeriod) -> ComparedPeriod {
      let now = plan.now ?? settings.clock
      guard this.end > now, this.start < now, other.end - other.start > now - this.start else { return other }
      let end = other.start + (now - this.start)
      notes.append("\(this.words(calendar)) is not over: compared with the same part of the other period")
      return ComparedPeriod(start: other.start, end: end)
    }
    func clauses(_ period: ComparedPeriod) -> [Clause] {
      request.undated + [Clause(.during(period.expression(calendar)), range: statement.range)]
    }
    func sides(_ pair: (this: ComparedPeriod, other: ComparedPeriod), _ suffix: String) -> WhySides {
      WhySides(
        clauses: clauses(pair.this), otherClauses: clauses(pair.other), words: pair.this.words(calendar),
        otherWords: pair.other.words(calendar), suffix: suffix, notes: notes)
    }
    switch comparison {
    case .previous: return sides(try periods { $0.previous(calendar) }, "previous")
    case .lastYear: return sides(try periods { $0.lastYear(calendar) }, "last_year")
    case .period(let period):
      let written = [Clause(.during(period), range: period.range)]
      let bound = try bind(
        Query(items: request.items, clauses: request.undated + written), statement.range, statement.source
      ) { _ in }
      guard let start = bound.plan.start, let end = bound.plan.end else {
        throw refuse("the period to compare with is not known", "vs 2024-05")
      }
      var other = ComparedPeriod(start: start, end: end)
      let text = statement.source[period.range].oneLine
      let suffix = text.asSuffix
      guard let from = plan.start else {
        return WhySides(
          clauses: request.clauses, otherClauses: clauses(other), words: "all time",
          otherWords: other.words(calendar), suffix: suffix, notes: notes)
      }
      let this = ComparedPeriod(start: from, end: plan.end ?? plan.now ?? settings.clock)
      other = cut(other, to: this)
      return sides((this, other), suffix)
    case .rest:
      guard let filter = request.filter else {
        throw refuse(
          "`vs rest` compares the rows of `where` with all others, and there is no `where`",
          "\(statement.source[statement.range].oneLine) where segment = \"pro\"")
      }
      let rest = Syntax.Expression.test(
        .parenthesised(filter.condition, filter.condition.range), .isTrue, negated: true,
        filter.condition.range)
      return WhySides(
        clauses: request.clauses,
        otherClauses: request.unfiltered + [Clause(.filter(rest), range: filter.range)],
        words: statement.source[filter.condition.range].oneLine, otherWords: "the rest", suffix: "rest",
        notes: notes, isOverTime: false, conditions: [filter.condition])
    case .filter(let condition, let place):
      return WhySides(
        clauses: request.clauses,
        otherClauses: request.unfiltered + [Clause(.filter(condition), range: place)],
        words: request.filter.map { statement.source[$0.condition.range].oneLine } ?? "all",
        otherWords: statement.source[condition.range].oneLine, suffix: "other", notes: notes,
        isOverTime: false,
        conditions: [condition] + (request.filter.map { [$0.condition] } ?? []))
    }
  }
}

/// Both sides of a comparison as clauses, and what they are called.
struct WhySides {
  var clauses: [Clause]
  var otherClauses: [Clause]
  var words: String
  var otherWords: String
  /// Of the columns of the other side: `nps_previous`.
  var suffix: String
  var notes: [String]
  var isOverTime = true
  /// What tells two groups apart.
  var conditions: [Syntax.Expression] = []
}

/// A dimension that nobody asked for.
struct WhyCandidate {
  let name: String
  let dimension: Dimension

  init(name: String, expression: Syntax.Expression) {
    self.name = name
    dimension = Dimension(.expression(expression), alias: nil, range: expression.range)
  }
}

/// The wholes of both sides, whose groups are looked for.
struct WhyLook {
  let item: Item
  let sides: WhySides
  let before: WhySide
  let after: WhySide
  let constant: Double
  let statement: WhyStatement

  /// The effects of a dimension's groups; nil where the groups do not make up the whole.
  func dimension(
    _ dimension: Dimension, _ name: String, withInterval: Bool, _ session: Session
  ) throws -> WhyDimension? {
    // The header must not meet that of the item.
    var dimension = dimension
    dimension.alias = Name("the group", isQuoted: true, range: dimension.range)
    let after = try session.measure(
      item, sides.clauses, by: dimension, withInterval: withInterval, in: statement)
    let before = try session.measure(
      item, sides.otherClauses, by: dimension, withInterval: withInterval, in: statement)
    guard let new = self.after.whole, let old = self.before.whole, after.addsUp(to: new),
      before.addsUp(to: old), !after.hasNegativeBase, !before.hasNegativeBase
    else { return nil }
    var found = WhyDimension(
      name, isWeekday: after.bound.plan.dimensions.first?.isWeekday ?? false, before: before, after: after,
      constant: constant, calendar: session.settings.calendar)
    found?.restates = WhyDimension.restates(before, after)
    return found
  }
}

extension WhyCell {
  /// From the interval; 0 where there is none.
  fileprivate var standardError: Double {
    interval.map { ($0.high - $0.low) / (2 * 1.959964) } ?? 0
  }
}

extension String {
  /// A period as a part of a header: `2024_Q1`.
  fileprivate var asSuffix: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        text.unicodeScalars.append(scalar)
      } else if !text.hasSuffix("_") {
        text += "_"
      }
    }
    return text
  }
}
