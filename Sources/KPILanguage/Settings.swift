import Columns
import Comments
import Diagnostics
import NativeEngine
import Planning
import Semantics
import Syntax

extension Session {
  // MARK: set

  /// `set now = 2024-07-01`, `set week starts sunday`, `set year starts april`, `set safe_export on`
  func set(
    _ setting: [Name], _ value: Syntax.Expression?, _ text: String, _ range: SourceRange,
    _ source: SourceText,
    _ report: (Event) throws -> Void
  ) throws {
    var words = setting.map { $0.text.lowercased() }
    var given = text.trimmed.lowercased().filter { $0 != "\"" && $0 != "'" }
    // `set week starts sunday` may come as four words without a value.
    if given.isEmpty, words.count > 1 { given = words.removeLast() }
    // What is wrong is the value, where there is one, and else the name.
    let whole = range
    let range = settingValueRange(setting, text, in: range, source)
    func refuse(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.error, .badSetting, message, source: source, at: range, help: [help])
    }
    switch words.joined(separator: " ") {
    case "now":
      if given == "auto" || given == "none" || given == "default" {
        settings.now = nil
        try report(.talk("now is the data cut-off again"))
        return
      }
      guard let literal = PeriodLiteral(text: text.trimmed.filter { $0 != "\"" && $0 != "'" }) else {
        throw refuse("`set now` needs a date", "set now = 2024-07-01")
      }
      settings.now = settings.calendar.instant(literal)
      try report(.talk("now is \(Calendar.timeText(settings.now ?? 0))"))
    case "week starts", "week start":
      guard let day = weekdays.firstIndex(where: { $0 == given || $0.prefix(3) == given }) else {
        throw refuse("`\(given)` is no day of the week", "set week starts sunday")
      }
      settings.calendar.weekStart = day + 1
      try report(.talk("weeks start on \(weekdays[day].capitalised)"))
    case "year starts", "year start":
      guard
        let month = months.firstIndex(where: { $0 == given || $0.prefix(3) == given })
          ?? Int(given).flatMap({ (1...12).contains($0) ? $0 - 1 : nil })
      else { throw refuse("`\(given)` is no month", "set year starts april") }
      settings.calendar.yearStart = month + 1
      try report(.talk("years start in \(months[month].capitalised)"))
    case "safe_export", "safe export":
      guard ["on", "off", "true", "false"].contains(given) else {
        throw refuse("`set safe_export` is on or off", "set safe_export on")
      }
      neutralisesFormulas = given == "on" || given == "true"
      try report(.talk("safe export is \(neutralisesFormulas ? "on" : "off")"))
    case "comment language", "comments language", "comment_language":
      guard given != "auto", given != "default" else {
        settings.commentLanguage = nil
        try report(.talk("the language of comments is told from their words"))
        return
      }
      guard let language = TextLanguage(named: given) else {
        throw refuse(
          "comments are read in \(TextLanguage.allCases.map(\.title).joined(separator: ", ")), not in `\(given)`",
          "set comment language spanish, or auto")
      }
      settings.commentLanguage = language
      try report(.talk("comments are read as \(language.title)"))
    case "zone":
      try setZone(text.trimmed.filter { $0 != "\"" && $0 != "'" }, range, source, report)
    case "language":
      guard let chosen = SpokenLanguage(named: given) else {
        throw refuse("nothing is written in `\(given)`", "set language es, or set language en")
      }
      language = chosen
      try report(.talk(phrases.languageIsSet))
    case "business hours", "business_hours", "business":
      try setBusinessHours(text.trimmed, range, source, report)
    case let words:
      let names = [
        "now", "week starts", "year starts", "zone", "business hours", "language", "comment language",
        "safe_export",
      ]
      throw Diagnostic(
        .error, .badSetting,
        words.isEmpty ? "the name of a setting is missing" : "there is no setting called `\(words)`",
        source: source, at: settingNameRange(setting) ?? whole,
        label: nearest(to: words, among: names).map { "did you mean `\($0)`?" },
        help: ["the settings are " + names.joined(separator: ", ")])
    }
  }

  private func settingNameRange(_ setting: [Name]) -> SourceRange? {
    guard let first = setting.first, let last = setting.last else { return nil }
    return SourceRange(first.range.start, last.range.end)
  }

  /// Where the value of a setting stands in its statement.
  private func settingValueRange(
    _ setting: [Name], _ text: String, in range: SourceRange, _ source: SourceText
  ) -> SourceRange {
    let names = settingNameRange(setting) ?? range
    guard !text.trimmed.isEmpty else { return setting.last?.range ?? names }
    let rest = SourceRange(min(names.end, range.end), range.end)
    let skipped = source[rest].utf8.prefix { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: "=") }.count
    let start = rest.start + skipped
    return start < range.end ? SourceRange(start, range.end) : range
  }

  var settingsText: String {
    let now =
      settings.now.map { Calendar.timeText($0) } ?? "the data cut-off (the midnight after the latest event)"
    let hours = settings.calendar.businessHours?.description(in: settings.calendar.zone)
    return """
      now               \(now)
      week starts       \(weekdays[settings.calendar.weekStart - 1])
      year starts       \(months[settings.calendar.yearStart - 1])
      zone              \(settings.calendar.zone?.name ?? "UTC")
      business hours    \(hours ?? "not set")
      language          \(language.rawValue) (\(language.name))
      comment language  \(settings.commentLanguage?.rawValue ?? "told from the words")
      safe_export       \(neutralisesFormulas ? "on" : "off")

      """
  }

  // MARK: Parameters

  /// `param NAME = VALUE`: the command line's value wins, if it is of the same type.
  func setParameter(_ name: Name, _ value: Syntax.Expression, _ source: SourceText) throws {
    let usual = try plainValue(value, source)
    let key =
      givenParameters.keys.contains(name.text)
      ? name.text : givenParameters.keys.sorted().first { fold($0) == fold(name.text) }
    if let key { takenParameters.insert(key) }
    guard let given = key.flatMap({ givenParameters[$0] }) else {
      settings.parameters[name.text] = value.replacingParameters(with: settings.parameters)
      return
    }
    func refuse(_ need: String) -> Diagnostic {
      Diagnostic(
        .error, .badParameter,
        "the parameter `\(name.text)` is \(need), and the command line gives `\(given)`",
        source: source, at: name.range, help: ["\(name.text)=VALUE with \(need)"])
    }
    if usual.type == .text {
      settings.parameters[name.text] = .literal(.text(given), name.range)
      return
    }
    let text = SourceText("print \(given)", name: "<command>")
    let parsed = parse(text)
    guard parsed.diagnostics.isEmpty, case .print(let expressions)? = parsed.statements.first?.kind,
      expressions.count == 1, let expression = expressions.first,
      let bound = binder(text).bindPlainValue(expression),
      bound.type == usual.type || bound.type.isPeriod && usual.type.isPeriod
        || usual.type.isPeriod && bound.type == .number && bound.isYear
    else { throw refuse(usual.type.words) }
    settings.parameters[name.text] = expression
  }

  /// `let NAME = VALUE`: a name for a value, used as `$NAME`.
  func letValue(_ name: Name, _ value: Syntax.Expression, _ source: SourceText) throws {
    _ = try plainValue(value, source)
    settings.parameters[name.text] = value.replacingParameters(with: settings.parameters)
  }

  private func plainValue(_ value: Syntax.Expression, _ source: SourceText) throws -> BoundExpression {
    let binder = self.binder(source)
    guard let bound = binder.bindPlainValue(value) else { throw Diagnostics(binder.diagnostics) }
    return bound
  }

  // MARK: print

  func printed(_ expressions: [Syntax.Expression], _ source: SourceText) throws -> String {
    try expressions.map { expression in
      let bound = try plainValue(expression, source)
      let row = Table(name: "", rowCount: 1, columns: [:])
      let column = try NativeEngine.evaluate(bound, on: row, calendar: settings.calendar, work: work)
      return column.count > 0 ? display(column.value(at: 0)) : "unknown"
    }.joined(separator: " ") + "\n"
  }

  // MARK: run

  /// `run "other.kpi"`, relative to the script that says it.
  func runScript(
    _ written: String, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    let status = try withScript(written, range, source) { try run($0, report: report) }
    switch status {
    case .success: return
    case .interrupted: throw Interrupted()
    case .failure, .expectationFailed:
      let failure = Diagnostic(
        .error, status == .failure ? .noScript : .expectationFailed,
        "the script `\(written)` stopped at an error", source: source,
        at: range)
      if status == .expectationFailed { throw ExpectationFailed(diagnostic: failure) }
      throw failure
    }
  }

  /// Reads another script and does something with its text, while paths are relative to it.
  func withScript<Result>(
    _ written: String, _ range: SourceRange, _ source: SourceText, _ body: (SourceText) throws -> Result
  ) throws -> Result {
    let file = path(written)
    func refuse(_ message: String, _ help: String) -> Diagnostic {
      Diagnostic(.error, .noScript, message, source: source, at: range, help: [help])
    }
    guard !runningScripts.contains(file) else {
      throw refuse("the script `\(written)` is running already", "a script cannot run itself")
    }
    guard folders.count < 32 else {
      throw refuse("scripts run each other more than thirty deep", "look for a script that runs itself")
    }
    guard let bytes = readWholeFile(file) else {
      throw refuse(
        "the script `\(written)` cannot be read", "paths are relative to the script that says `run`")
    }
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    folders.append(folder.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : folder)
    runningScripts.append(file)
    defer {
      folders.removeLast()
      runningScripts.removeLast()
    }
    return try body(SourceText(String(decoding: bytes, as: UTF8.self), name: file))
  }
}

let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
private let months = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
  "november",
  "december",
]

extension String {
  fileprivate var capitalised: String { prefix(1).uppercased() + dropFirst() }
}

extension DataType {
  fileprivate var isPeriod: Bool {
    if case .period = self { return true }
    return false
  }
}

extension Syntax.Expression {
  /// A bare `$other` becomes its value, so that later changes of it do not reach back.
  fileprivate func replacingParameters(with values: [String: Syntax.Expression]) -> Syntax.Expression {
    if case .parameter(let name) = inner, let value = values[name.text] { return value }
    return self
  }
}

extension BoundExpression {
  /// A number that may stand for a year.
  fileprivate var isYear: Bool {
    if case .constant(.integer(let year), _) = self { return (1000...9999).contains(year) }
    return false
  }
}
