package import Columns
import Diagnostics
import Rendering
import Semantics
import StandardLibrary
import Syntax

/// A question of a lesson; the answer is what a statement gives on the example tables, never a text that was written.
package struct LessonQuestion: Sendable {
  package let text: String
  /// What gives the answer.
  package let statement: String
  /// The column and the row of its result that the answer stands in.
  package let column: String
  package let row: Int
  package let answer: Value
  package let unit: Unit?
}

/// Finds three questions about a KPI from its definition and the example tables.
struct QuestionMaker {
  let session: Session
  let kpi: KnownKPI
  /// The KPI with the parameters that suit the tables, as it is asked.
  let item: String
  /// The example is the whole base, without a period.
  var usesModels = false
  let phrases: Phrases

  private var period: String { usesModels ? "" : " during 2024-Q1" }
  private var quarter: String { item + period }

  func questions() -> [LessonQuestion] {
    var chosen: [LessonQuestion] = []
    func add(_ question: LessonQuestion?) {
      guard let question, chosen.count < 3,
        !chosen.contains(where: {
          $0.statement == question.statement && $0.column == question.column && $0.row == question.row
        })
      else { return }
      chosen.append(question)
    }
    if usesModels {
      // One who is surely gone, one who may come back, and everybody under another horizon.
      for customer in ["K05", "K02"] { add(oneCustomer(customer)) }
      add(otherParameter())
      add(whole())
      add(count())
      return chosen
    }
    let isCohort = kpi.definition.behaviour == .cohort
    if isCohort { add(age(1)) } else { add(month(2)) }
    add(ledger())
    add(otherParameter())
    add(withoutOne())
    if isCohort {
      add(age(2))
      add(cohort())
      add(age(0))
    } else {
      for number in [1, 3] { add(month(number)) }
      for customer in ["C1", "A", "C2"] { add(oneCustomer(customer)) }
      add(count())
      add(whole())
    }
    add(ledger(isEasy: false))
    return chosen
  }

  // MARK: Kinds of questions

  private func month(_ number: Int) -> LessonQuestion? {
    let statement = "\(item) during 2024-0\(number)"
    // A KPI without a date says the same for every month.
    guard let whole = try? session.result(of: quarter).singleValue,
      let question = question(phrases.inMonth(kpi.name, number), statement, column: 0, canBeUnknown: false),
      kpi.definition.behaviour == .flow || kpi.definition.behaviour == .transition || question.answer != whole
    else { return nil }
    return question
  }

  private func age(_ age: Int) -> LessonQuestion? {
    question(
      phrases.atAgeQuestion(kpi.name, age, unitOfAge), "\(item) by age during 2024-Q1", row: age, column: 0)
  }

  private func cohort() -> LessonQuestion? {
    question(
      phrases.ofCohort(kpi.name, "2024-01", unitOfAge), "\(item) by cohort month, age during 2024-Q1", row: 1,
      column: 0)
  }

  private var unitOfAge: DurationUnit {
    for clause in kpi.definition.clauses { if case .age(let unit, _) = clause.kind { return unit } }
    return .month
  }

  /// - Parameter isEasy: Leaves out the question whose answer is all of them.
  private func ledger(isEasy: Bool = true) -> LessonQuestion? {
    guard kpi.definition.behaviour != .composed else { return nil }
    let statement =
      kpi.definition.behaviour == .cohort
      ? "\(item) by age during 2024-Q1 with ledger" : "\(quarter) with ledger"
    guard let result = try? session.result(of: statement), let read = result.value("\(kpi.name)_read", 0)
    else { return nil }
    let rows = DefinitionInWords(kpi, phrases).counted
    let all = sentenceText(of: read, unit: .count)
    let lines: [(String, String)] = [
      ("not_yet_due", phrases.howManyNotYetDue(all, rows)),
      ("not_eligible", phrases.howManyNotEligible(all, rows)), ("unknown", phrases.howManyUnknown(all, rows)),
      ("outside", phrases.howManyOutside(all, rows)), ("used", phrases.howManyUsed(all, rows)),
    ]
    for (line, text) in lines {
      guard let value = result.value("\(kpi.name)_\(line)", 0), value.number ?? 0 > 0,
        value != read || !isEasy
      else { continue }
      return LessonQuestion(
        text: text, statement: statement, column: "\(kpi.name)_\(line)", row: 0, answer: value, unit: .count)
    }
    return nil
  }

  /// The value with another number for one of its parameters.
  private func otherParameter() -> LessonQuestion? {
    let parameters = kpi.definition.parameters
    for parameter in usesModels ? parameters : parameters.reversed() {
      let name = parameter.name.text
      var others: [String] = []
      switch parameter.value.inner {
      case .literal(.duration(let duration), _):
        for factor in [0.5, 2, 0.25, 4] where (duration.count * factor).rounded() == duration.count * factor {
          others.append(
            "\(Int(min(duration.count * factor, 1e6)))" + duration.spelling.drop { !$0.isLetter && $0 != " " }
          )
        }
      case .literal(.integer(let number, _), _) where number < 1_000_000:
        others = ["\(number + 1)", "\(number - 1)"]
      case .literal(.real(let number), _): others = [sentenceText(of: .real(number - 0.1), decimals: 2)]
      default: break
      }
      for other in others {
        let asked = item.hasPrefix("\(kpi.name)(") ? kpi.name : item
        let statement = "\(asked)(\(name) = \(other))\(period)"
        if let question = question(
          phrases.withParameter(kpi.name, "\(name) = \(other)", isInQuarter: !usesModels), statement,
          column: 0, canBeUnknown: false)
        {
          return question
        }
      }
    }
    return nil
  }

  /// The value without the first row or customer whose absence changes it.
  private func withoutOne() -> LessonQuestion? {
    let behaviour = kpi.definition.behaviour
    guard let whole = try? session.result(of: quarter) else { return nil }
    var names: [(column: String, value: String)] = []
    if kpi.definition.keyNames == nil, behaviour != .composed, let table = kpi.definition.table,
      let ids = try? session.cells(of: table, columns: ["id"]), ids.first?.first?.isEmpty == false
    {
      names += ids.prefix(10).map { ("id", $0[0]) }
    }
    names += ["C1", "C2", "C3", "A", "B", "D"].map { ("customer", $0) }
    for (column, name) in names {
      let statement = "\(quarter) where \(column) != \"\(name)\""
      guard behaviour != .cohort,
        let question = question(phrases.without(kpi.name, name), statement, column: 0, canBeUnknown: false),
        question.answer != whole.singleValue
      else { continue }
      return question
    }
    return nil
  }

  private func oneCustomer(_ name: String) -> LessonQuestion? {
    question(
      phrases.ofCustomer(kpi.name, name), "\(quarter) where customer = \"\(name)\"", column: 0,
      canBeUnknown: false)
  }

  private func count() -> LessonQuestion? {
    let statement = "\(quarter) with n"
    guard let result = try? session.result(of: statement), let n = result.value("\(kpi.name)_n", 0),
      n != .none
    else { return nil }
    return LessonQuestion(
      text: phrases.howManyBehind(kpi.name, DefinitionInWords(kpi, phrases).counted), statement: statement,
      column: "\(kpi.name)_n", row: 0, answer: n, unit: .count)
  }

  private func whole() -> LessonQuestion? {
    question(
      usesModels ? phrases.ofEverybody(kpi.name) : phrases.inQuarter(kpi.name), quarter, column: 0)
  }

  private func question(
    _ text: String, _ statement: String, row: Int = 0, column: Int, canBeUnknown: Bool = true
  ) -> LessonQuestion? {
    guard let result = try? session.result(of: statement) else { return nil }
    let values = result.columns.indices.filter { result.columns[$0].role == .value }
    guard values.indices.contains(column), result.rows.indices.contains(row) else { return nil }
    let position = values[column]
    let answer = result.rows[row].values[position]
    if answer == .none, !canBeUnknown { return nil }
    return LessonQuestion(
      text: text, statement: statement, column: result.columns[position].name, row: row, answer: answer,
      unit: result.columns[position].unit)
  }
}

extension ResultTable {
  /// The value of the first item in the first row.
  var singleValue: Value? {
    guard let column = columns.firstIndex(where: { $0.role == .value }) else { return nil }
    return rows.first?.values[column]
  }

  func value(_ name: String, _ row: Int) -> Value? {
    guard let column = columns.firstIndex(where: { $0.name == name }), rows.indices.contains(row) else {
      return nil
    }
    return rows[row].values[column]
  }
}
