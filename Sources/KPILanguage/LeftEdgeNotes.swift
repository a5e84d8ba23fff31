import Columns
import Diagnostics
import FileFormats
import Functions
import NativeEngine
import Planning
import Semantics
import StandardLibrary
import Syntax

extension Session {
  /// One sentence where the beginning of a file decides the first values of a result (reference §1.2, "Left edge").
  ///
  /// The rows that it speaks of are marked.
  func leftEdgeNote(_ bound: BoundQuery, _ result: inout ResultTable) throws -> String? {
    let day = Calendar.microsecondsPerDay
    var sentences: [String] = []
    for edge in bound.leftEdges {
      guard let first = try firstEvent(edge) else { continue }
      let begin = Calendar.dateText(Calendar.floorDivide(first, day))
      switch edge.kind {
      case .window(let length):
        let (full, overflow) = first.addingReportingOverflow(length)
        guard !overflow, instants(of: result, bound.plan).contains(where: { $0 > first && $0 < full }) else {
          continue
        }
        let now = bound.plan.now ?? .max
        result.markEarly(bound.plan.calendar) { min($1, now) > first && min($1, now) < full }
        sentences.append(
          "\(edge.kpi) before \(Calendar.dateText(Calendar.floorDivide(full, day))) is too low: the file begins on \(begin), and its first window is not full"
        )
      case .cohorts:
        guard bound.plan.start ?? .min <= first, !result.rows.isEmpty else { continue }
        result.markEarly(bound.plan.calendar) { $0 <= first && first < $1 }
        sentences.append(
          "the file begins on \(begin), so customers of before look new in the first cohorts of \(edge.kpi)")
      }
    }
    let mark = result.rows.contains(where: \.isEarly) ? "° " : ""
    return sentences.isEmpty ? nil : mark + sentences.joined(separator: "; ")
  }

  /// The instants that a state of the result is taken at: the ends of its periods.
  private func instants(of result: ResultTable, _ plan: Plan) -> [Int64] {
    let now = plan.now ?? .max
    let column = plan.dimensions.indices.first { plan.dimensions[$0].spine != nil }
    guard let column, plan.pivot != column else { return [min(plan.end ?? now, now), plan.start ?? .min] }
    return result.rows.compactMap { row in
      guard row.values.indices.contains(column), case .period(let grain, let ordinal) = row.values[column]
      else {
        return nil
      }
      let end = startTime(grain, ordinal &+ 1, plan.calendar)
      return end == Vector.unknownInteger ? nil : min(end, now)
    }
  }

  /// The earliest event of a file on the clock of the zone.
  private func firstEvent(_ edge: LeftEdge) throws -> Int64? {
    guard let table = tables.table(named: edge.table), let ends = try table.ends(of: edge.column, work: work)
    else { return nil }
    switch shown(ends.minimum, edge.column, table) {
    case .date(let date): return date * Calendar.microsecondsPerDay
    case .time(let time): return time
    default: return nil
    }
  }

  // MARK: Left and returned

  /// How many keys left and came back within a period, where the formula cannot see them: it compares who is there at
  /// the start with who is there at the end (reference §8.1).
  func returnersNote(_ query: Query, _ range: SourceRange, _ source: SourceText, _ bound: BoundQuery) throws
    -> String?
  {
    // Within an hour or a day nobody leaves and returns.
    if bound.plan.dimensions.contains(where: { $0.spine == .hour || $0.spine == .day }) { return nil }
    if bound.plan.pivot != nil { return nil }
    for item in query.items {
      let counted: Syntax.Expression
      let name: Name
      switch item.expression.inner {
      case .name(let written):
        name = written
        counted = .name(Name(returnersName, range: written.range))
      case .call(var call):
        name = call.name
        call.name.text = returnersName
        counted = .call(call)
      default: continue
      }
      guard let kpi = definitions.candidates(for: name.text).first, kpi.definition.comparesEdges else {
        continue
      }
      var definition = kpi.definition
      definition.formula = returnersFormula
      definition.name.text = returnersName
      var extended = definitions
      // The text is that of the KPI, so that its clauses are read where they stand; the formula stands nowhere.
      extended.add(
        KnownKPI(definition: definition, source: kpi.source, range: kpi.range, isShipped: false))
      var counting = query
      counting.items = [Item(expression: counted, alias: nil)]
      counting.clauses = query.clauses.compactMap { clause in
        switch clause.kind {
        case .filter, .narrow, .during, .since, .until, .from: return clause
        case .by(let dimensions):
          let calendar = dimensions.filter { if case .grain = $0.kind { true } else { false } }
          return calendar.isEmpty ? nil : Clause(.by(calendar), range: clause.range)
        default: return nil
        }
      }
      let binder = Binder(catalog: tables, definitions: extended, settings: settings, source: source)
      guard let count = binder.bind(counting, range: range), !binder.hasErrors else { continue }
      let table = try compute(count)
      guard let column = table.columns.firstIndex(where: { $0.role == .value }) else { continue }
      let total = table.rows.reduce(0.0) { $0 + ($1.values[column].number ?? 0) }
      if total > 0 {
        let number = Int(total)
        return "\(number.grouped) left and returned within a period; churn_events counts them"
      }
    }
    return nil
  }
}

/// A name with blanks, which no definition of a user can have by accident.
private let returnersName = "left and returned"

private let returnersFormula: Syntax.Expression = {
  let text = SourceText("count(given active@start and active@end and left_in(start, end))")
  guard case .query(_, let query)? = parse(text).statements.first?.kind, let item = query.items.first else {
    preconditionFailure("the formula of those who return does not parse")
  }
  return item.expression
}()

extension KPIDefinition {
  /// The formula asks only who is there at both edges of the period.
  fileprivate var comparesEdges: Bool {
    var instants: Set<String> = []
    var asksForEvents = false
    formula.walk { part in
      switch part {
      case .at(let operand, let instant, _):
        if case .name(let name) = operand.inner, name.text == "active", case .name(let edge) = instant.inner {
          instants.insert(edge.text)
        }
      case .call(let call) where ["left_in", "joined_in"].contains(call.name.text.lowercased()):
        asksForEvents = true
      default: break
      }
      return true
    }
    return instants == ["start", "end"] && !asksForEvents
  }
}

extension ResultTable {
  /// Marks the rows whose period, given by its two ends, begins with the file.
  fileprivate mutating func markEarly(_ calendar: Calendar, where isEarly: (Int64, Int64) -> Bool) {
    let period = columns.firstIndex { column in
      if column.role == .dimension, case .period = column.type { true } else { false }
    }
    guard let column = period else { return }
    for index in rows.indices where rows[index].kind == .group {
      guard rows[index].values.indices.contains(column),
        case .period(let grain, let ordinal) = rows[index].values[column]
      else { continue }
      let start = startTime(grain, ordinal, calendar)
      let end = startTime(grain, ordinal &+ 1, calendar)
      guard start != Vector.unknownInteger, end != Vector.unknownInteger else { continue }
      if isEarly(start, end) { rows[index].isEarly = true }
    }
  }
}
