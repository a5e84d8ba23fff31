import ArrowFiles
import Diagnostics
import FileFormats
import Functions
import NativeEngine
import Planning
import Semantics
import Syntax

/// A page of `help`: what a word of the language means, with examples that run.
struct HelpPage {
  let name: String
  /// Other words that lead here.
  var aliases: [String] = []
  let summary: String
  let text: String
}

extension Session {
  /// `help`, `help nps`, `help where`, `help median`, `help E012`, `help functions`.
  func help(_ topic: String, _ source: SourceText, _ range: SourceRange) throws -> String {
    let word = topic.trimmed
    if word.isEmpty { return overview }
    if let code = Session.allCodes.first(where: { $0.name == word.uppercased() }) {
      return "\(code.name)\n\(wrapped(code.explanation))\n"
    }
    if let page = helpPages.first(where: {
      $0.name == word.lowercased() || $0.aliases.contains(word.lowercased())
    }) {
      return page.text.trimmed + "\n"
    }
    switch word.lowercased() {
    case "functions": return functionList
    case "error", "warning":
      guard !lastCodes.isEmpty else { return "nothing has gone wrong yet\n" }
      var explained: [String] = []
      for code in lastCodes {
        let page = "\(code.name)\n\(wrapped(code.explanation))"
        if !explained.contains(page) { explained.append(page) }
      }
      return explained.joined(separator: "\n") + "\n"
    case "errors", "codes":
      return aligned(
        Session.allCodes.map {
          [$0.name, String(($0.explanation.split(separator: ".").first ?? "").prefix(90))]
        })
    default: break
    }
    if let function = Function.named(word) {
      var text = "\(function.name)(\(function.parameters.joined(separator: ", ")))\n  \(function.summary)\n"
      if !function.aliases.isEmpty { text += "  also written \(function.aliases.joined(separator: ", "))\n" }
      for example in function.examples { text += "  \(example.expression)   →  \(example.result)\n" }
      return text
    }
    let call = Call(name: Name(word, range: range), arguments: [], range: range)
    if let aggregate = AggregateFunction(named: call.name.text), let page = aggregatePages[aggregate] {
      return page + "\n"
    }
    if let page = wholeBasePages.first(where: { $0.name == word.lowercased() }) { return page.text + "\n" }
    let kpis = definitions.candidates(for: word)
    if !kpis.isEmpty { return try describe([Name(word, range: range)], range, source) }
    // `help set zone`, `help with target`: the last word with a page is the most special one.
    let words = word.split(whereSeparator: \.isWhitespace)
    if words.count > 1 {
      for single in words.reversed() {
        if let text = try? help(String(single), source, range) { return text }
      }
    }
    let known =
      helpPages.map(\.name) + Function.all.map(\.name) + AggregateFunction.allCases.map(\.rawValue)
      + definitions.all.map(\.name)
    throw Diagnostic(
      .error, .unknownTopic, "there is no help about `\(word)`", source: source, at: range,
      label: nearest(to: word, among: known).map { "did you mean `\($0)`?" },
      help: ["`help` lists what there is"])
  }

  /// Every code of every module, in order.
  static let allCodes: [DiagnosticCode] =
    (DiagnosticCode.syntax + DiagnosticCode.semantics + DiagnosticCode.functionCodes
    + DiagnosticCode.engineCodes + DiagnosticCode.arrowFiles + DiagnosticCode.fileFormats
    + DiagnosticCode.language + [.hiddenByColumn, .noSuchDefinition])
    .sorted { $0.name < $1.name }

  private var overview: String {
    """
    Load a file, ask for a KPI, refine the answer:

      load "survey.csv"
      nps
      by month
      where country = "Spain"

    \(aligned(helpPages.map { ["help \($0.name)", $0.summary] }))
    help error            what the last error means, with its code
    help functions        what can stand in an expression
    help NAME             a KPI, a function, or a code such as E100
    show kpis             what the loaded files can answer
    describe NAME         a table, a KPI or a column

    """
  }

  private var functionList: String {
    let aggregates = AggregateFunction.allCases.map {
      [$0.rawValue, aggregatePages[$0]?.split(separator: "\n").last.map { String($0).trimmed } ?? ""]
    }
    let functions = Function.all.filter { $0.name.first?.isLetter == true }.map {
      ["\($0.name)(\($0.parameters.joined(separator: ", ")))", $0.summary]
    }
    let wholeBase = wholeBasePages.map { page in page.text.split(separator: "\n").map { String($0).trimmed } }
    return "aggregates\n" + aligned(aggregates, indent: "  ") + "of all keys at once, after `per`\n"
      + aligned(wholeBase, indent: "  ") + "functions and operators\n"
      + aligned(functions, indent: "  ")
  }

  /// A paragraph on lines of at most 90 columns.
  private func wrapped(_ text: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, displayWidth(of: line) + 1 + displayWidth(of: word) > 90 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { "  " + $0 }.joined(separator: "\n")
  }
}

/// What each aggregate does, as `help median` prints it.
let aggregatePages: [AggregateFunction: String] = [
  .count: "count(), count(x), count(given condition)\n  Rows; with an argument the rows where it is known.",
  .distinct: "distinct(x)\n  Different known values. Of a time, write distinct(day of x).",
  .sum: "sum(x)\n  The total of the known values; 0 of none.",
  .mean: "mean(x), also avg\n  The sum of the known values divided by their count.",
  .median:
    "median(x)\n  The middle of the known values, between the two middle ones where their count is even.",
  .pct:
    "pct(x, 90), also percentile\n  The value below which 90 percent of the known values lie, interpolated.",
  .share:
    "share(condition)\n  The percentage of rows for which the condition is true, among those for which it is known.",
  .min: "min(x)\n  The smallest known value. With several arguments the smallest of them, per row.",
  .max: "max(x)\n  The largest known value. With several arguments the largest of them, per row.",
  .first: "first(x)\n  The earliest time, or the value of the earliest row.",
  .last: "last(x)\n  The latest time, or the value of the latest row.",
  .nth: "nth(x, 2)\n  The second known value by time.",
  .any: "any(condition)\n  Whether the condition is true for some row.",
  .all: "all(condition)\n  Whether the condition is true for every row.",
  .stddev: "stddev(x)\n  The standard deviation of the known values (n − 1).",
  .surv:
    "surv(t, c, at)\n  The percentage not yet affected at a time, by Kaplan and Meier: t until it happened, c how long it was watched.",
  .survMedian:
    "surv_median(t, c)\n  The time by which half are affected, by Kaplan and Meier; unknown where fewer were.",
]

/// What the functions that look at the whole base do, as `help expected_orders` prints it.
let wholeBasePages: [(name: String, text: String)] =
  [
    (
      "ntile",
      "ntile(x, k)\n  In which k-th of all keys the value lies, 1 for the lowest; after `per` in a definition."
    )
  ]
  + Forecast.Quantity.allCases.map { ($0.rawValue, "\($0.form)\n  \($0.summary)") }

extension AggregateFunction {
  /// The aggregate of a name, SQL's included.
  fileprivate init?(named name: String) {
    switch name.lowercased() {
    case "avg", "average": self = .mean
    case "percentile", "quantile": self = .pct
    case "stdev": self = .stddev
    default: self.init(rawValue: name.lowercased())
    }
  }
}
