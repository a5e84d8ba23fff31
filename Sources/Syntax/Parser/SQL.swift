import Diagnostics

extension Parser {
  /// A query in SQL: answered with the same question in this language, where it can be built.
  mutating func parseSQL() -> Statement.Kind {
    let select = current
    let correct = SQLTranslation(parser: self).text
    let help =
      correct == nil
      ? ["a query names what to compute: `mean(score) from responses where plan = \"pro\" by month`"] : []
    report(
      .sqlQuery, "a query begins with what to compute, without `select`", at: select.range,
      label: "this is SQL", help: help)
    if let correct, !diagnostics.isEmpty { diagnostics[diagnostics.count - 1].correction = correct }
    hasUnfixedError = true
    index = end
    return .unreadable
  }
}

/// Turns the tokens of a simple `select` into a query of this language.
private struct SQLTranslation {
  let source: SourceText
  let tokens: [Token]
  /// The translated text, nil where there is no honest translation.
  var text: String?

  init(parser: Parser) {
    source = parser.source
    tokens = Array(parser.tokens[parser.index..<parser.end])
    text = translated()
  }

  /// The clauses of SQL that are understood, in their order.
  private func translated() -> String? {
    var parts: [(word: String, tokens: [Token])] = [("select", [])]
    var depth = 0
    var place = 1
    while place < tokens.count {
      let token = tokens[place]
      if token.symbol == "(" { depth += 1 }
      if token.symbol == ")" { depth -= 1 }
      if depth == 0, token.kind == .word {
        let next = place + 1 < tokens.count ? tokens[place + 1].symbol : ""
        switch token.symbol {
        case "from", "where", "limit":
          parts.append((token.symbol, []))
          place += 1
          continue
        case "group" where next == "by", "order" where next == "by":
          parts.append((token.symbol, []))
          place += 2
          continue
        case "having", "join", "inner", "left", "right", "full", "cross", "union", "on", "window", "over",
          "with":
          if next != "(" { return nil }
        case "select", "case": return nil
        default: break
        }
      }
      parts[parts.count - 1].tokens.append(token)
      place += 1
    }
    var result: [String] = []
    var groups: [String] = []
    for part in parts where part.word == "group" { groups = split(part.tokens).map(words) }
    let items = split(parts[0].tokens)
    let kept = items.filter { item in
      let spelling = words(item)
      let bare = words(Array(item.prefix { $0.symbol != "as" }))
      return !groups.contains(spelling) && !groups.contains(bare) && spelling != "*"
    }
    guard !kept.isEmpty, kept.allSatisfy({ hasAggregate($0) || !groups.isEmpty || $0.count == 1 }) else {
      return nil
    }
    result.append(kept.map(words).joined(separator: ", "))
    for part in parts.dropFirst() {
      guard !part.tokens.isEmpty else { return nil }
      switch part.word {
      case "from":
        guard part.tokens.count == 1 else { return nil }
        result.append("from \(words(part.tokens))")
      case "where": result.append("where \(words(part.tokens))")
      case "group": result.append("by \(groups.joined(separator: ", "))")
      case "order": result.append("sort \(words(part.tokens))")
      default: result.append("limit \(words(part.tokens))")
      }
    }
    let text = result.joined(separator: " ")
    // Only what this language reads without complaint is proposed.
    let check = parse(SourceText(text))
    guard check.statements.count == 1, case .query = check.statements[0].kind, check.diagnostics.isEmpty
    else {
      return nil
    }
    return text
  }

  private func hasAggregate(_ tokens: [Token]) -> Bool { tokens.contains { $0.symbol == "(" } }

  private func split(_ tokens: [Token]) -> [[Token]] {
    var lists: [[Token]] = [[]]
    var depth = 0
    for token in tokens {
      if token.symbol == "(" { depth += 1 }
      if token.symbol == ")" { depth -= 1 }
      if token.symbol == ",", depth == 0 {
        lists.append([])
      } else {
        lists[lists.count - 1].append(token)
      }
    }
    return lists.filter { !$0.isEmpty }
  }

  /// The tokens as they would be written here.
  private func words(_ tokens: [Token]) -> String {
    var text = ""
    var place = 0
    while place < tokens.count {
      let token = tokens[place]
      let next = place + 1 < tokens.count ? tokens[place + 1].symbol : ""
      if !text.isEmpty, place > 0, token.range.start > tokens[place - 1].range.end, !text.hasSuffix("(") {
        text += " "
      }
      switch token.symbol {
      case "avg" where next == "(", "average" where next == "(": text += "mean"
      case "null": text += "none"
      case "*" where text.hasSuffix("count(") && next == ")": break
      case "count" where next == "(" && place + 2 < tokens.count && tokens[place + 2].symbol == "distinct":
        text += "distinct("
        place += 2
      case "=", "!=", "and", "or": text += token.symbol
      default:
        let spelling = source[token.range]
        // Names in double quotes are columns in SQL, texts here; single quotes are texts in both.
        text += spelling
      }
      place += 1
    }
    return text.replacingLeadingSpaces()
  }
}

extension String {
  fileprivate func replacingLeadingSpaces() -> String { String(drop { $0 == " " }) }
}
