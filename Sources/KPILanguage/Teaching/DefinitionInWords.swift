import Diagnostics
import Semantics
import Syntax

/// A definition as sentences, made from its tree: shipped ones and a user's are told by the same rules.
struct DefinitionInWords {
  let phrases: Phrases
  let kpi: KnownKPI
  /// What the definition's rows are called above `per`.
  let rows: RowNoun
  /// What they are called in the formula.
  let counted: RowNoun
  private let arguments: [String: String]

  /// - Parameter arguments: Values of parameters where they differ from the definition's.
  init(_ kpi: KnownKPI, _ phrases: Phrases, arguments: [String: String] = [:]) {
    self.kpi = kpi
    self.phrases = phrases
    self.arguments = arguments
    rows = phrases.rows(of: kpi.definition.table)
    counted = kpi.definition.keyNames.map(phrases.keys) ?? rows
  }

  /// The sentences in the order of the definition's lines, each without a capital and a full stop.
  var sentences: [String] {
    let definition = kpi.definition
    var words = self.words
    var sentences: [String] = []
    if definition.behaviour == .composed {
      sentences.append(phrases.madeOfOthers(definition.partNames))
    } else if let table = definition.table {
      sentences.append(phrases.reads(table, rows))
    } else {
      sentences.append(phrases.readsSomeTable(rows))
    }
    var isKeyed = false
    var hasSpan = false
    for clause in definition.clauses {
      let noun = isKeyed ? counted : rows
      switch clause.kind {
      case .from: break
      case .span(let start, let end):
        hasSpan = true
        sentences.append(phrases.span(words.value(start), words.value(end), noun))
      case .when(let time): sentences.append(phrases.dated(words.value(time), noun, isKey: isKeyed))
      case .keep(let condition): sentences.append(phrases.keeps(words.condition(condition), noun))
      case .mature(let condition): sentences.append(phrases.matures(words.condition(condition), noun))
      case .letValue(let name, let value):
        if words.isTime(value) { words.times.insert(name.text) }
        sentences.append(
          value.isCondition
            ? phrases.namesCondition(name.text, words.condition(value))
            : phrases.names(name.text, words.value(value)))
      case .per(let items):
        isKeyed = true
        sentences.append(phrases.per(counted))
        for item in items where !item.expression.isPlainName {
          sentences.append(
            phrases.names(
              item.alias?.text ?? kpi.source[item.expression.range].oneLine, words.value(item.expression)))
        }
        if hasSpan { sentences.append(phrases.joinsSpells(counted.one)) }
      case .age(let unit, let since): sentences.append(phrases.ages(unit, words.value(since), counted))
      }
    }
    if let behaviour = phrases.behaviour(definition.behaviour, counted) { sentences.append(behaviour) }
    sentences.append(phrases.result(formula))
    return sentences
  }

  /// The formula as a phrase.
  var formula: String { formula(kpi.definition.formula) }

  func formula(_ expression: Syntax.Expression) -> String {
    var words = self.words
    words.rows = counted
    for clause in kpi.definition.clauses {
      if case .letValue(let name, let value) = clause.kind, words.isTime(value) {
        words.times.insert(name.text)
      }
    }
    return expression.isCondition ? words.condition(expression) : words.value(expression)
  }

  private var words: ExpressionWords {
    var words = ExpressionWords(phrases, kpi.source, rows: rows, innerRows: rows)
    for parameter in kpi.definition.parameters {
      words.parameters[parameter.name.text] =
        arguments[parameter.name.text] ?? spoken(parameter.value, words)
    }
    return words
  }

  /// The value of a parameter as the definition writes it.
  private func spoken(_ value: Syntax.Expression, _ words: ExpressionWords) -> String {
    if case .literal(let literal, let range) = value.inner { return words.text(literal, range) }
    return kpi.source[value.range].oneLine
  }
}

extension KPIDefinition {
  /// The names of what `per` makes one line for; nil without `per`.
  var keyNames: [String]? {
    var names: [String] = []
    for clause in clauses {
      guard case .per(let items) = clause.kind else { continue }
      for item in items {
        if let alias = item.alias {
          names.append(alias.text)
        } else if case .name(let name) = item.expression.inner {
          names.append(name.text)
        } else {
          names.append("key")
        }
      }
    }
    return names.isEmpty ? nil : names
  }
}

extension Syntax.Expression {
  fileprivate var isPlainName: Bool {
    if case .name = inner { return true }
    return false
  }

  /// Whether the expression is true or false rather than a value, as far as its shape says so.
  var isCondition: Bool {
    switch inner {
    case .unary(.not, _, _), .test, .oneOf, .within, .memberOf: return true
    case .binary(let operation, _, _, _):
      switch operation {
      case .plus, .minus, .times, .divided, .remainder: return false
      default: return true
      }
    case .call(let call):
      return ["filled", "any", "all", "joined_in", "left_in"].contains(call.name.text.lowercased())
    case .at(let inner, _, _):
      if case .name(let name) = inner.inner { return name.text == "active" }
      return false
    default: return false
    }
  }
}
