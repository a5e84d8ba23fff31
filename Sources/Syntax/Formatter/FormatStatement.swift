import Diagnostics

/// A part of a statement that has lines of its own when the statement does not fit on one.
struct StatementPart {
  /// Where it stands in the source; comments find their part by it.
  var start: Int
  /// What is written at its beginning and not broken, such as `keep   `.
  var keyword: String
  var layout: Layout
}

/// A statement taken apart for laying out.
struct StatementParts {
  var parts: [StatementPart] = []
  /// True for definitions, whose clauses always have lines of their own.
  var isBlock = false
  /// Set for statements that are never cut into lines.
  var isRigid = false
  /// Set for a statement behind `check`.
  private var isChecked = false

  let source: SourceText

  init(_ statement: Statement, _ source: SourceText) {
    self.source = source
    add(statement.kind, statement.range)
  }

  private mutating func add(_ kind: Statement.Kind, _ range: SourceRange) {
    let start = range.start
    switch kind {
    case .check(let checked):
      isChecked = true
      add(checked, range)
    case .query(let verb, let query): add(query, verb, start)
    case .refinement(let clauses):
      for clause in clauses { add(clause) }
    case .load(let load): add(load, start)
    case .connect(let url, let name):
      line(start) { writer in
        writer.write("connect \(quoted(url))")
        if let name { writer.write(" as \(writer.spelling(name))") }
      }
    case .link(let left, let right):
      line(start) { writer in
        writer.write("link ")
        writer.write(left)
        writer.write(" = ")
        writer.write(right)
      }
    case .unload(let name): line(start) { $0.write("unload \($0.spelling(name))") }
    case .kpi(let definition): add(definition, start)
    case .dimension(let name, let table, let expression):
      line(start) { writer in
        writer.write("dimension \(writer.spelling(name))")
        if let table { writer.write(" on \(writer.spelling(table))") }
        writer.write(" = ")
        writer.write(expression)
      }
    case .theme(let name, let patterns):
      line(start) { writer in
        writer.write("theme \(writer.spelling(name)) = ")
        writer.separated(patterns) { writer, pattern in
          switch pattern {
          case .text(let text): writer.write(quoted(text))
          case .pattern(let text): writer.write(writer.patternSpelling(text))
          default: break
          }
        }
      }
    case .target(let name, let value, let clauses):
      line(start) { writer in
        writer.write("target \(writer.spelling(name)) = ")
        writer.write(value)
      }
      for clause in clauses { add(clause) }
    case .forget(let name): line(start) { $0.write("forget \($0.spelling(name))") }
    case .forgetTarget(let name): line(start) { $0.write("forget target \($0.spelling(name))") }
    case .expect(let condition, let clauses): add("expect", condition, clauses, start)
    case .terms(let column, let clauses): add("terms", column, clauses, start)
    case .quotes(let column, let clauses): add("quotes", column, clauses, start)
    case .param(let name, let value): assignment("param", name, value, start)
    case .letValue(let name, let value): assignment("let", name, value, start)
    case .set(let setting, _, let valueText): add(setting, valueText, start)
    case .show(let subject, let about):
      line(start) { writer in
        writer.write("show")
        if let subject { writer.write(" \(writer.spelling(subject))") }
        guard let about else { return }
        let isBare =
          !about.isEmpty
          && about.split(separator: " ", omittingEmptySubsequences: false).allSatisfy {
            writer.isPlain(String($0))
          }
        writer.write(" about \(isBare ? about : quoted(about))")
      }
    case .describe(let names):
      line(start) { writer in
        writer.write("describe \(names.map { writer.spelling($0) }.joined(separator: "."))")
      }
    case .help(let topic): rigid(topic.isEmpty ? "help" : "help \(topic)", start)
    case .learn(let name):
      line(start) { writer in writer.write(name.map { "learn \(writer.spelling($0))" } ?? "learn") }
    case .print(let values):
      line(start) { writer in
        writer.write(values.isEmpty ? "print" : "print ")
        writer.separated(values) { $0.write($1) }
      }
    case .run(let path, _): rigid("run \(quoted(path))", start)
    case .save(let path, _): rigid("save \(quoted(path))", start)
    case .edit: rigid("edit", start)
    case .history: rigid("history", start)
    case .last: rigid("last", start)
    case .quit: rigid("quit", start)
    case .unreadable: rigid(source[range], start)
    }
  }

  // MARK: Building blocks

  private mutating func line(_ start: Int, keyword: String = "", _ write: (inout Writer) -> Void) {
    var writer = Writer(source)
    if isChecked, parts.isEmpty { writer.write("check ") }
    write(&writer)
    parts.append(StatementPart(start: start, keyword: keyword, layout: writer.layout))
  }

  private mutating func rigid(_ text: String, _ start: Int) {
    line(start) { $0.write(text) }
    isRigid = true
  }

  private mutating func assignment(_ word: String, _ name: Name, _ value: Expression, _ start: Int) {
    line(start) { writer in
      writer.write("\(word) \(writer.spelling(name)) = ")
      writer.write(value)
    }
  }

  private mutating func add(_ clause: Clause) { line(clause.range.start) { $0.write(clause.kind) } }

  private mutating func add(_ word: String, _ expression: Expression, _ clauses: [Clause], _ start: Int) {
    line(start) { writer in
      writer.write("\(word) ")
      writer.write(expression)
    }
    for clause in clauses { add(clause) }
  }

  // MARK: Statements of several parts

  private mutating func add(_ query: Query, _ verb: Verb, _ start: Int) {
    line(start) { writer in
      switch verb {
      case .ask: break
      case .explain: writer.write("explain ")
      case .plot: writer.write("plot ")
      case .rows: writer.write("rows ")
      case .why: writer.write("why ")
      case .check: writer.write("check ")
      case .sql: writer.write("sql ")
      }
      writer.separated(query.items) { $0.write($1) }
    }
    for clause in query.clauses { add(clause) }
    if case .sql(let dialect?) = verb {
      line(dialect.range.start) { $0.write("for \($0.spelling(dialect))") }
    }
  }

  private mutating func add(_ load: Load, _ start: Int) {
    line(start) { writer in
      writer.write("load ")
      writer.separated(load.paths) { $0.write(quoted($1.text)) }
      if let name = load.name { writer.write(" as \(writer.spelling(name))") }
    }
    if let per = load.per {
      line(per.range.start) { writer in
        writer.write("per ")
        writer.write(per)
      }
    }
    if let first = load.options.first {
      line(first.name.range.start) { writer in
        writer.write("with ")
        writer.separated(load.options) { $0.write($1) }
      }
    }
    if let condition = load.condition {
      line(condition.range.start) { writer in
        writer.write("where ")
        writer.write(condition)
      }
    }
  }

  private mutating func add(_ setting: [Name], _ valueText: String, _ start: Int) {
    let sign = hasEqualSign(setting, valueText) ? " = " : " "
    line(start) { writer in
      writer.write("set")
      for name in setting { writer.write(" \(writer.spelling(name))") }
      guard !valueText.isEmpty else { return }
      writer.write(sign)
      let isHours = setting.first?.text.lowercased().hasPrefix("business") ?? false
      writer.write(isHours ? valueText.withSpacedCommas : valueText)
    }
    isRigid = true
  }

  /// `=` after a setting is optional; it stays as it was, unless the value would be misread without it.
  private func hasEqualSign(_ setting: [Name], _ valueText: String) -> Bool {
    if valueText.hasPrefix("=") { return true }
    let lower = valueText.lowercased()
    if setting.count == 1, lower.hasPrefix("starts") || lower.hasPrefix("hours") { return true }
    guard let last = setting.last else { return false }
    var position = last.range.end
    while position < source.bytes.count, source.bytes[position].isBlank { position += 1 }
    return position < source.bytes.count && source.bytes[position] == UInt8(ascii: "=")
  }

  // MARK: Definitions

  private mutating func add(_ definition: KPIDefinition, _ start: Int) {
    isBlock = true
    line(start) { writer in
      writer.write("kpi \(writer.spelling(definition.name))")
      if let title = definition.title { writer.write(" \(quoted(title))") }
    }
    for clause in definition.clauses { add(clause) }
    line(definition.formula.range.start, keyword: aligned("is")) { $0.write(definition.formula) }
    var shortMetadata: Int?
    for metadata in definition.metadata {
      guard let short = shortText(metadata.kind) else {
        add(metadata)
        continue
      }
      // Unit, direction and need share a line.
      if let place = shortMetadata {
        parts[place].layout.write("   \(short)")
      } else {
        shortMetadata = parts.count
        line(metadata.range.start) { $0.write(short) }
      }
    }
  }

  private func aligned(_ word: String) -> String {
    word + String(repeating: " ", count: max(1, 7 - word.utf8.count))
  }

  private func shortText(_ metadata: Metadata.Kind) -> String? {
    switch metadata {
    case .unit(let unit):
      let writer = Writer(source)
      let isBare = writer.isPlain(unit) && !Words.definitionClauses.contains(unit.lowercased())
      return "unit \(isBare ? unit : quoted(unit))"
    case .better(let up): return up ? "better up" : "better down"
    case .needs(let count): return "needs \(count)"
    default: return nil
    }
  }

  private mutating func add(_ clause: DefinitionClause) {
    let start = clause.range.start
    switch clause.kind {
    case .from(let table): line(start, keyword: aligned("from")) { $0.write($0.spelling(table)) }
    case .span(let first, let last):
      line(start, keyword: aligned("span")) { writer in
        writer.write(first)
        writer.write(" .. ")
        writer.write(last)
      }
    case .when(let moment): line(start, keyword: aligned("when")) { $0.write(moment) }
    case .keep(let condition): line(start, keyword: aligned("keep")) { $0.write(condition) }
    case .mature(let condition): line(start, keyword: aligned("mature")) { $0.write(condition) }
    case .letValue(let name, let value):
      line(start, keyword: aligned("let")) { writer in
        writer.write("\(writer.spelling(name)) = ")
        writer.write(value)
      }
    case .per(let keys):
      line(start, keyword: aligned("per")) { $0.separated(keys) { $0.write($1) } }
    case .age(let unit, let since):
      line(start, keyword: aligned("age")) { writer in
        writer.write("\(unit.rawValue) since ")
        writer.write(since)
      }
    }
  }

  private mutating func add(_ metadata: Metadata) {
    let start = metadata.range.start
    switch metadata.kind {
    case .unit, .better, .needs: break
    case .bands(let names, let limits, let operators):
      line(start, keyword: aligned("bands")) { writer in
        for (place, name) in names.enumerated() {
          if place > 0, 2 * place - 1 < operators.count {
            writer.write(" \(operators[2 * place - 2].rawValue) ")
            writer.write(limits[place - 1])
            writer.write(" \(operators[2 * place - 1].rawValue) ")
          }
          writer.write(writer.spelling(name))
        }
      }
    case .aka(let names):
      line(start, keyword: aligned("aka")) { writer in
        writer.separated(names) { writer, name in
          writer.write(writer.spelling(Name(name, isQuoted: true, range: SourceRange(start, start))))
        }
      }
    case .parameters(let values):
      line(start, keyword: aligned("params")) { $0.separated(values) { $0.write($1) } }
    case .note(let text): line(start, keyword: aligned("note")) { $0.write(quoted(text)) }
    case .trap(let text): line(start, keyword: aligned("trap")) { $0.write(quoted(text)) }
    case .next(let names):
      line(start, keyword: aligned("next")) { $0.separated(names) { $0.write($0.spelling($1)) } }
    }
  }
}

extension Writer {
  mutating func write(_ value: NamedValue) {
    write("\(spelling(value.name)) = ")
    write(value.value)
  }
}

extension String {
  /// The text with a space after each comma outside quotes, and none before it.
  var withSpacedCommas: String {
    var result = ""
    var quote: Character?
    var isAfterComma = false
    for character in self {
      if isAfterComma, character == " " { continue }
      if isAfterComma { result += " " }
      isAfterComma = false
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "," {
        while result.hasSuffix(" ") { result.removeLast() }
        isAfterComma = true
      }
      result.append(character)
    }
    return result
  }
}
