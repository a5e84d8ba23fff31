import Columns
import KPILanguage

/// The line below the input: what stands at the cursor, or what fits there.
///
/// It is for reading only. Nothing in it is inserted, and it goes with the input when Enter is pressed.
struct Bar {
  let vocabulary: any Vocabulary
  /// Whether Enter would run the text.
  var isComplete: (String) -> Bool = { _ in true }

  /// - Returns: Nothing where there is nothing to say, as in a comment.
  func line(for text: [Unicode.Scalar], cursor: Int) -> [StyledText] {
    let tokens = scanTokens(text)
    guard let first = tokens.first, first.kind != .comment else { return [] }
    let before = tokens.filter { $0.range.upperBound <= cursor && $0.kind != .newline }
    if tokens.contains(where: {
      $0.kind == .comment && $0.range.lowerBound < cursor && cursor <= $0.range.upperBound
    }) {
      return []
    }
    let touched = tokens.last { $0.range.lowerBound <= cursor && cursor <= $0.range.upperBound }
    var context = CursorContext(tokens: statement(before.filter { $0 != touched }), cursor: cursor)
    if let refined = vocabulary.refinedQuery, refinementWords.contains(context.statement) {
      context.takeItems(of: refined)
    }
    var line = named(touched, context) ?? called(statement(before)) ?? form(touched, before, context)
    if !isComplete(string(text)) {
      line += [StyledText(line.isEmpty ? "not finished: Enter adds a line" : " · Enter adds a line", .dim)]
    }
    return line.isEmpty ? [] : [StyledText("  ")] + line
  }

  /// The tokens after the last end of a statement.
  private func statement(_ tokens: [PromptToken]) -> [PromptToken] {
    let end = tokens.lastIndex { $0.kind == .symbol && $0.content == ";" }
    return Array(tokens[(end.map { $0 + 1 } ?? 0)...]).filter { $0.kind != .comment && $0.kind != .newline }
  }

  /// What a name at the cursor stands for.
  private func named(_ token: PromptToken?, _ context: CursorContext) -> [StyledText]? {
    guard let token, token.kind == .word || token.kind == .quotedName, !token.content.isEmpty else {
      return nil
    }
    let name = token.content
    switch context.place {
    case .dimension, .condition, .column, .afterDimension:
      if let line = column(name, context) { return line }
    case .table:
      if let line = table(name) { return line }
    case .statement, .item, .kpi, .describe, .help, .afterItem:
      if let facts = vocabulary.facts(ofKPI: name) { return kpi(name, facts) }
      return table(name) ?? column(name, context)
    default: break
    }
    return nil
  }

  private func kpi(_ name: String, _ facts: KPIFacts) -> [StyledText] {
    var parts = [facts.title.isEmpty ? "your definition" : facts.title]
    if let unit = facts.unit { parts.append(unit) }
    if let isBetterUp = facts.isBetterUp { parts.append(isBetterUp ? "up is better" : "down is better") }
    if facts.isOwn && !facts.title.isEmpty { parts.append("your definition") }
    return [StyledText(name, .bold), StyledText(" " + parts.joined(separator: " · "), .dim)]
  }

  private func table(_ name: String) -> [StyledText]? {
    guard let table = vocabulary.knownTables.first(where: { $0.name == name }) else { return nil }
    var parts = ["\(grouped(table.rowCount)) rows", "\(table.columns.count) columns"]
    if let days = vocabulary.knownDays(ofTable: name) { parts.append("\(days.first) … \(days.last)") }
    return [StyledText(name, .bold), StyledText(" " + parts.joined(separator: " · "), .dim)]
  }

  private func column(_ name: String, _ context: CursorContext) -> [StyledText]? {
    let reached = vocabulary.reachedColumns(of: context.mentioned, from: context.table)
    guard let column = reached.first(where: { $0.name == name || $0.role == name }) else { return nil }
    var parts = [column.type.map { "\($0)" } ?? "column", "of \(column.table)"]
    if column.isLinked { parts[1] += ", by its link" }
    if let distinct = column.distinct, (1...60).contains(distinct), column.type != .bool {
      parts.insert("\(distinct) \(distinct == 1 ? "value" : "values")", at: 1)
    }
    if let role = column.role, role != name { parts.append("role \(role)") }
    return [StyledText(name, .bold), StyledText(" " + parts.joined(separator: " · "), .dim)]
  }

  /// The function whose brackets the cursor is in, with the parameter that it stands at.
  private func called(_ before: [PromptToken]) -> [StyledText]? {
    let context = CursorContext(tokens: before, cursor: before.last?.range.upperBound ?? 0)
    guard let call = context.calls.last, !call.name.isEmpty else { return nil }
    if call.name == "theme" { return styledForm("theme(COMMENT)  themes of comments", bold: "COMMENT") }
    if call.name == "band" {
      return styledForm(
        "band(NUMBER, EDGE, …)  steps of a number", bold: call.argument == 0 ? "NUMBER" : "EDGE")
    }
    guard let function = vocabulary.knownFunctions.first(where: { $0.name.lowercased() == call.name }) else {
      return nil
    }
    var line = [StyledText(function.name + "(", .dim)]
    for (position, parameter) in function.parameters.enumerated() {
      if position > 0 { line.append(StyledText(", ", .dim)) }
      let isHere = position == min(call.argument, function.parameters.count - 1)
      line.append(StyledText(parameter, isHere ? .bold : .dim))
    }
    line.append(StyledText(")  " + function.summary, .dim))
    return line
  }

  private func styledForm(_ form: String, bold: String) -> [StyledText] {
    guard let range = form.firstRange(of: bold) else { return [StyledText(form, .dim)] }
    return [
      StyledText(String(form[..<range.lowerBound]), .dim), StyledText(bold, .bold),
      StyledText(String(form[range.upperBound...]), .dim),
    ]
  }

  /// The form of the clause or statement that the cursor is in.
  private func form(_ touched: PromptToken?, _ before: [PromptToken], _ context: CursorContext)
    -> [StyledText]
  {
    if let touched, touched.kind == .word, let form = Words.forms[touched.lowercased] {
      // The word itself, unless it is only a name that happens to begin so.
      switch context.place {
      case .statement, .afterItem, .afterDimension, .afterColumn, .afterValue, .period, .comparison, .extra,
        .sortKey, .rolling, .table, .free, .loadOptions:
        return [StyledText(form, .dim)]
      default: break
      }
    }
    let word =
      switch context.place {
      case .condition where context.calls.isEmpty:
        ["expect", "print", "and"].contains(context.statement) ? context.statement : "where"
      case .dimension, .afterDimension: "by"
      case .period: lastWord(before, of: ["during", "since", "until"]) ?? "during"
      case .comparison: "vs"
      case .extra: "with"
      case .sortKey: "sort"
      case .rolling: "rolling"
      case .path, .loadOptions, .loadBinding, .setting, .show, .describe, .help, .kpi, .column, .definition:
        context.statement
      default: ""
      }
    if case .value(let column) = context.place {
      return [StyledText("a value of \(column); Tab lists them, most frequent first", .dim)]
    }
    if case .afterColumn(let column) = context.place, !column.isEmpty {
      return [StyledText("= != < > in { … } · contains · starts with · is known · between … and …", .dim)]
    }
    return Words.forms[word].map { [StyledText($0, .dim)] } ?? []
  }

  private func lastWord(_ tokens: [PromptToken], of words: Set<String>) -> String? {
    tokens.last { $0.kind == .word && words.contains($0.lowercased) }?.lowercased
  }
}

/// Words at the start of a line that changes the last query.
let refinementWords: Set<String> = clauseWords.union(["and", "without"])
