import Columns
import Comments
import Diagnostics
import Functions
import Planning
import Syntax

/// Themes are values of which a row may have several: conditions ask for one, and a dimension has a row for each.
extension Binder {
  /// `theme(comment) = "price"`, `theme(comment) in {…}`, `theme(comment) is none`; nil for everything else.
  func bindThemeTest(_ expression: Syntax.Expression, _ scope: RowScope) -> Typed? {
    switch expression {
    case .binary(let binary, let left, let right, let range):
      guard binary == .equal || binary == .notEqual else { return nil }
      if let call = left.themeCall {
        return themeTest(call, [right], negated: binary == .notEqual, range, scope)
      }
      if let call = right.themeCall {
        return themeTest(call, [left], negated: binary == .notEqual, range, scope)
      }
      return nil
    case .oneOf(let operand, let members, let negated, let range):
      guard let call = operand.themeCall else { return nil }
      return themeTest(call, members, negated: negated, range, scope)
    case .test(let operand, let test, let negated, let range):
      guard let call = operand.themeCall, test == .none || test == .known,
        let text = themedText(call, scope)
      else { return nil }
      // A text without a theme has the value `no theme`; only a missing text has none.
      return apply((test == .none) != negated ? "is none" : "is known", [text], range)
    default: return nil
    }
  }

  private func themeTest(
    _ call: Call, _ members: [Syntax.Expression], negated: Bool, _ range: SourceRange, _ scope: RowScope
  ) -> Typed? {
    guard let text = themedText(call, scope) else { return .broken }
    var wanted: [Int] = []
    var wantsNone = false
    for member in members {
      let bound = bindRow(member, scope)
      if bound.isNothing { return .broken }
      guard let constant = bound.constant, case .text(let name) = constant else {
        report(
          .wrongType, "a theme is compared with its name in quotes", at: member.range,
          help: [
            "theme(\(source[call.arguments[0].value.range])) = \"\(themeSet.themes.first?.name ?? "price")\""
          ])
        return .broken
      }
      if fold(name) == fold(Theme.noTheme) {
        wantsNone = true
      } else if let position = themeSet.position(of: name) {
        wanted.append(position)
      } else {
        reportUnknownTheme(name, at: member.range)
        return .broken
      }
    }
    usesThemes = true
    askedThemes.formUnion(wanted)
    let function = themeSet.test(
      wanted.sorted(), orNoneOf: wantsNone ? listedThemes : nil, language: settings.commentLanguage)
    let test = Typed(.call(function, [text.expression], .bool))
    return negated ? apply("not", [test], range) : test
  }

  private func reportUnknownTheme(_ name: String, at range: SourceRange) {
    let names = themeSet.themes.map(\.name)
    report(
      .unknownTheme, "there is no theme called `\(name)`", at: range,
      label: nearest(to: name, among: names).map { "did you mean \"\($0)\"?" },
      help: [
        "the themes are \(names.joined(separator: ", ")); `theme \(name.isPlainName ? name : "`\(name)`") = \"word\", \"another\"` defines this one"
      ])
  }

  /// The text whose themes are asked for, or nil after a message.
  private func themedText(_ call: Call, _ scope: RowScope) -> Typed? {
    guard call.arguments.count == 1, call.given == nil, let argument = call.arguments.first else {
      report(
        .wrongArguments, "`theme` takes the column that holds the comments", at: call.range,
        help: ["theme(comment)"])
      return nil
    }
    let text = bindRow(argument.value, scope)
    if text.isNothing { return nil }
    guard text.type == .text || text.type == .nothing else {
      report(
        .wrongType, "`theme` reads texts, and `\(source[argument.value.range])` is \(text.type.words)",
        at: argument.value.range)
      return nil
    }
    return text
  }

  /// Where a theme stands beside a row without being compared.
  func reportLoneTheme(_ call: Call) {
    let text = call.arguments.first.map { source[$0.value.range] } ?? "comment"
    report(
      .wrongArguments, "a comment may have several themes, so `theme` alone is no value", at: call.range,
      help: ["compare it: `theme(\(text)) = \"price\"`, or group by it: `by theme(\(text))`"])
  }

  // MARK: by theme(comment)

  /// The themes that a dimension shows: the user's own, the shipped ones where there are none.
  var listedThemes: [Int] {
    let own = themeSet.themes.indices.filter { !themeSet.themes[$0].isShipped }
    return own.isEmpty ? Array(themeSet.themes.indices) : own
  }

  /// The values of the dimension, in their order.
  private var themeLabels: [String] {
    listedThemes.map { themeSet.themes[$0].name }.sorted() + [Theme.noTheme]
  }

  /// A row belongs to each of its themes, so the dimension itself says nothing here: the plan has pipelines of its
  /// own for each theme.
  func bindThemeDimension(_ call: Call, _ header: String, _ scope: RowScope) -> (
    BoundExpression, PlanDimension?
  ) {
    guard themedText(call, scope) != nil else { return (Typed.broken.expression, nil) }
    return (.constant(.none, .number), PlanDimension(name: header, type: .number, labels: themeLabels))
  }

  /// The dimension of the query that is a theme, if one is.
  func themeDimension() -> (position: Int, call: Call)? {
    var found: (position: Int, call: Call)?
    for (position, dimension) in clauses.dimensions.enumerated() {
      guard case .expression(let expression) = dimension.kind, let call = expression.themeCall else {
        continue
      }
      if found != nil {
        report(
          .badClause, "only one dimension can be a theme", at: dimension.range,
          help: ["ask for the other one with `where theme(comment) = \"price\"`"])
      }
      found = (position, call)
    }
    return found
  }

  /// Leaves out rows without a text: they have no theme, and shares are of comments.
  func keepComments(_ call: Call) {
    guard let argument = call.arguments.first else { return }
    let filled = Call(
      name: Name("filled", range: call.name.range), arguments: [Argument(value: argument.value)],
      range: call.range)
    clauses.filters.append(.call(filled))
    themeConditions = [.call(filled)]
    let text = source[argument.value.range]
    let column = text.hasPrefix("`") ? text : "`\(text)`"
    note("a row may count in several themes; rows without \(column) are left out, also of the total")
  }

  /// `vs rest` of a theme are the comments without it; of a theme within a segment there are two rests, so neither.
  func checkRestOfThemes() {
    for comparison in comparisons {
      guard case .groups = comparison.side else { continue }
      if clauses.dimensions.filter(\.isGroup).count > 1 {
        report(
          .badClause, "`vs rest` goes with a theme alone: in a group of its own, a theme has two rests",
          at: comparison.range, help: ["choose the group with `where`, or the theme"])
      }
    }
  }

  /// Binds the items once more for each theme: the same pipelines with one condition more.
  func bindOverlap(_ dimension: (position: Int, call: Call), _ bindItems: () -> Void) -> Plan.Overlap? {
    let base = pipelines
    let filters = clauses.filters
    var overlap = Plan.Overlap(dimension: dimension.position, pipelines: [])
    var added: [Pipeline] = []
    let comment = themeConditions
    let place = dimension.call.range
    func positions(of condition: Syntax.Expression) -> [Int]? {
      pipelines = []
      themeConditions = comment + [condition]
      clauses.filters = filters + [condition]
      bindItems()
      guard pipelines.count == base.count,
        zip(pipelines, base).allSatisfy({
          $0.aggregates == $1.aggregates || $0.aggregates.count == $1.aggregates.count
        })
      else {
        report(
          .badClause, "these items cannot be shown by theme together", at: place,
          help: ["ask for one item at a time"])
        return nil
      }
      defer { added += pipelines }
      return Array(base.count + added.count..<base.count + added.count + pipelines.count)
    }
    for label in themeLabels {
      guard
        let found = positions(
          of: .binary(.equal, .call(dimension.call), .literal(.text(label), place), operatorRange: place))
      else { break }
      overlap.pipelines.append(found)
    }
    if let shownThemes {
      let others = themeLabels.filter { !shownThemes.contains($0) }
      overlap.others = positions(
        of: .oneOf(
          .call(dimension.call), others.map { .literal(.text($0), place) }, negated: false, place))
    }
    pipelines = base + added
    clauses.filters = filters
    themeConditions = comment
    return hasErrors ? nil : overlap
  }
}

extension Syntax.Expression {
  /// The call `theme(…)` that the expression is, if it is one.
  var themeCall: Call? {
    guard case .call(let call) = unwrapped, call.name.text.lowercased() == "theme", !call.name.isQuoted else {
      return nil
    }
    return call
  }
}
