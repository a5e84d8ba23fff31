/// A checked answer of a shipped KPI on the example tables, from a `# expect` line of its definition.
package struct WorkedExample: Sendable, Hashable {
  /// What is asked; the period is the first quarter of 2024.
  package enum Question: Sendable, Hashable {
    /// The quarter as a whole.
    case whole
    /// January, February and March.
    case months
    /// One value for each age, from 0 on.
    case ages
    /// One value for each age of the customers who began in that month.
    case cohort(String)
    case customer(String)
    /// The number of rows that a clause leaves out: `keep` or `mature`.
    case excluded(String)
  }

  package let kpi: String
  /// Values for parameters as they are written in brackets, such as `window = 45d`; empty for the defaults.
  package let arguments: String
  package let question: Question
  /// As many digits as were checked.
  package let values: [String]

  /// The line to ask, such as `repeat_rate(window = 45d) during 2024-Q1`.
  package var query: String {
    let item = arguments.isEmpty ? kpi : "\(kpi)(\(arguments))"
    switch question {
    case .whole: return "\(item) during 2024-Q1"
    case .months: return "\(item) by month during 2024-Q1"
    case .ages: return "\(item) by age during 2024-Q1"
    case .cohort: return "\(item) by cohort month, age during 2024-Q1"
    case .customer: return "\(item) by customer during 2024-Q1"
    case .excluded: return "\(item) during 2024-Q1 with ledger"
    }
  }
}

extension StandardLibrary {
  /// All checked answers, in the order of the definitions.
  package static func workedExamples() -> [WorkedExample] {
    var examples: [WorkedExample] = []
    var kpi = ""
    for file in files {
      for line in file.text.split(separator: "\n") {
        if line.hasPrefix("kpi ") {
          kpi = String(line.dropFirst(4).prefix { $0 != " " })
        } else if let start = line.firstRange(of: "# expect "),
          let example = read(line[start.upperBound...], of: kpi)
        {
          examples.append(example)
        }
      }
    }
    return examples
  }

  private static func read(_ text: Substring, of kpi: String) -> WorkedExample? {
    var text = text
    var arguments = ""
    if text.hasPrefix("("), let end = text.firstIndex(of: ")") {
      arguments = String(text[..<end].dropFirst())
      text = text[end...].dropFirst(2)
    }
    guard let equals = text.firstRange(of: " = ") else { return nil }
    let words = text[..<equals.lowerBound].split(separator: " ").map(String.init)
    let question: WorkedExample.Question
    switch (words.first, words.last) {
    case ("all", _): question = .whole
    case ("month", _): question = .months
    case ("age", _): question = .ages
    case ("cohort", let month?): question = .cohort(month)
    case ("by", let customer?): question = .customer(customer)
    case ("excluded", let clause?): question = .excluded(clause)
    default: return nil
    }
    let values = text[equals.upperBound...].split(separator: ",").map { $0.split(separator: " ").joined() }
    return WorkedExample(kpi: kpi, arguments: arguments, question: question, values: values)
  }
}
