import Columns
import Diagnostics
import Functions
import Syntax

extension Binder {
  /// The table of a definition: one that is loaded, or a kind; a name that is nearly one of them is a slip.
  func checkTable(_ definition: KPIDefinition) {
    for clause in definition.clauses {
      guard case .from(let name) = clause.kind else { continue }
      let known = catalog.tables.map(\.name) + tableKinds.map(\.name)
      guard !known.contains(where: { fold($0) == fold(name.text) }),
        let suggestion = nearest(to: name.text, among: known)
      else { continue }
      report(
        .noTable, "there is no table or kind of table called `\(name.text)`", at: name.range,
        label: "did you mean `\(suggestion)`?")
    }
  }

  /// The columns that a definition names, where its table is loaded: roles may still come with another file, anything
  /// else must be there.
  func checkColumns(_ definition: KPIDefinition) {
    guard let wanted = definition.table else { return }
    let tables = catalog.tables.filter { fold($0.name) == fold(wanted) || $0.kind == wanted }
    guard !tables.isEmpty else { return }
    var reported: Set<String> = []
    for name in definition.neededNames(ignoring: { _ in false }) {
      guard tables.allSatisfy({ isMissing(name.text, $0) }),
        !roleDictionary.contains(where: { $0.role == name.text }),
        definitions.candidates(for: name.text).isEmpty, name.text != definition.name.text,
        reported.insert(name.text).inserted
      else { continue }
      let suggestion = nearest(to: name.text, among: names(beside: tables[0]))
      report(
        .unknownName, "\(tables[0].name) has no column called `\(name.text)`", at: name.range,
        label: suggestion.map { "did you mean `\($0)`?" },
        help: suggestion == nil ? ["`describe \(tables[0].name)` lists the columns"] : [])
    }
  }

  /// A KPI inside an aggregate of rows would be averaged over rows that it has nothing to do with, and an average of
  /// ratios is not the ratio of the whole (reference, 1.5).
  func checkAveragedKPIs(_ definition: KPIDefinition) {
    guard !definition.isKeyed else { return }
    let own = Set(
      definition.parameters.map(\.name.text)
        + definition.clauses.compactMap { clause in
          if case .letValue(let name, _) = clause.kind { name.text } else { nil }
        })
    definition.formula.walk { part in
      guard case .call(let call) = part, let aggregate = AggregateFunction(written: call),
        !(aggregate.isAlsoRowFunction && call.arguments.count > 1)
      else { return true }
      for case .name(let name) in call.arguments.map(\.value.unwrapped) where !own.contains(name.text) {
        guard let kpi = definitions.candidates(for: name.text).first,
          !roleDictionary.contains(where: { $0.role == name.text }),
          catalog.tables.allSatisfy({ isMissing(name.text, $0) })
        else { continue }
        report(
          .aggregateMisplaced,
          "`\(name.text)` is a KPI, and a KPI is not averaged or added up: merge what it is made of",
          at: name.range,
          help: ["use `\(kpi.name)` itself, or `per customer` for each customer's own value"])
      }
      return false
    }
  }

  /// The KPIs that a definition without rows of its own is made of.
  func checkParts(_ definition: KPIDefinition) {
    guard !definition.hasPipeline else { return }
    let own = Set(definition.parameters.map(\.name.text) + [definition.name.text])
    let knownWords: Set = ["now", "start", "end"]
    // The conditions of `(nps where …)` speak of columns.
    var conditions: [Name] = []
    definition.formula.walk { part in
      guard case .restricted(_, let clauses, _) = part else { return true }
      for case .filter(let condition) in clauses.map(\.kind) { conditions += condition.names }
      return true
    }
    for name in definition.formula.names
    where !conditions.contains(name) && !own.contains(name.text) && !knownWords.contains(name.text)
      && definitions.candidates(for: name.text).isEmpty
    {
      let suggestion = nearest(to: name.text, among: definitions.all.map(\.name))
      report(
        .unknownName, "there is no KPI called `\(name.text)`", at: name.range,
        label: suggestion.map { "did you mean `\($0)`?" },
        help: suggestion == nil
          ? ["`show kpis` lists them; a column needs an aggregate, such as `mean(…)`"] : [])
    }
  }

  /// Two KPIs that are added or subtracted are counted in the same unit; percent and points go together.
  func checkUnits(_ definition: KPIDefinition) {
    guard !definition.hasPipeline else { return }
    definition.formula.walk { part in
      guard case .binary(let sign, let left, let right, let range) = part, sign == .plus || sign == .minus,
        case .name(let first) = left.unwrapped, case .name(let second) = right.unwrapped,
        let one = definitions.candidates(for: first.text).first?.definition.unit,
        let other = definitions.candidates(for: second.text).first?.definition.unit
      else { return true }
      if !one.agrees(with: other) {
        report(
          .unitMismatch,
          "`\(first.text)` is in \(one.name) and `\(second.text)` in \(other.name), which cannot be \(sign == .plus ? "added" : "subtracted")",
          at: range)
      }
      return true
    }
  }
}

extension Unit {
  /// Whether values of the two units may be added.
  func agrees(with other: Unit) -> Bool {
    self == other || Set([self, other]) == [.points, .percent]
  }
}
