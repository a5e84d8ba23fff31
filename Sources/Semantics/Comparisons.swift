import Columns
import Diagnostics
import Functions
import Planning
package import Syntax

extension Binder {
  /// Binds a comparison: periods beside times are stretches, texts beside numbers are read as numbers are written.
  func compare(
    _ comparison: BinaryOperator, _ left: Typed, _ right: Typed, left leftSyntax: Syntax.Expression,
    right rightSyntax: Syntax.Expression, _ range: SourceRange, _ scope: RowScope?
  ) -> Typed {
    if left.isNothing || right.isNothing {
      if leftSyntax.isNoneLiteral || rightSyntax.isNoneLiteral {
        let other = source[leftSyntax.isNoneLiteral ? rightSyntax.range : leftSyntax.range]
        report(
          .wrongType, "nothing is equal to `none`: a comparison with the unknown is unknown", at: range,
          help: [comparison == .notEqual ? "\(other) is known" : "\(other) is none"])
        return .broken
      }
      return Typed(.constant(.none, .bool))
    }
    if left.constant != nil, right.constant != nil, let scope,
      let column = columnInQuotes(leftSyntax, scope) ?? columnInQuotes(rightSyntax, scope)
    {
      report(
        .wrongType, "both sides are plain values; quotes make a text, and a column stands without them",
        at: range,
        help: ["the column is written `\(column.isPlainName ? column : "`\(column)`")`"])
      return .broken
    }
    // A constant on the left is turned round, so that the rules below see the value first.
    if left.constant != nil, right.constant == nil {
      return compare(comparison.mirrored, right, left, left: rightSyntax, right: leftSyntax, range, scope)
    }
    var value = left
    var other = right
    if value.type.isTemporal, let result = compareTime(comparison, value, other, rightSyntax, range) {
      return result
    }
    if case .period(let grain) = value.type {
      return comparePeriod(comparison, grain, value, other, leftSyntax, rightSyntax, range)
    }
    if instant(value.expression) != nil, instant(other.expression) != nil {
      // The order of two instants is that of UTC, also in the hour that the clocks show twice.
      (value, other) = asInstants(value, other)
    }
    switch (value.type, other.type) {
    case (.text, .number) where comparison != .equal && comparison != .notEqual && other.constant != nil:
      report(
        .wrongType,
        "`\(value.columnName ?? source[leftSyntax.range])` is a text, and no text is above or below a number",
        at: range, help: ["`describe \(scope?.table.name ?? "TABLE")` shows what the columns hold"])
      return .broken
    case (.text, .number), (.text, .period), (.text, .date):
      // `17850` beside an id means its text.
      other = Typed(.constant(.text(source[rightSyntax.unwrapped.range]), .text))
    case (.text, .bool), (.number, .bool):
      if other.constant != nil { value = Typed(.call(.required("truth"), [value.expression], .bool)) }
    case (.number, .text):
      if case .text(let text)? = other.constant, let number = Double(text), number.isFinite {
        other = Typed(.constant(number.asValue, .number))
      }
    default: break
    }
    checkUnits(value, other, rightSyntax, range)
    if comparison == .equal || comparison == .notEqual { remember(value, other, rightSyntax, scope) }
    var result = apply(comparison.rawValue, [value, other], range)
    if result.isNothing, value.type == .duration, other.type == .number {
      diagnostics.removeLast()
      report(
        .wrongType, "a duration cannot be compared with a bare number", at: range,
        help: ["write the unit, such as `\(source[rightSyntax.range])h`, or compare `hours(…)`"])
      result = .broken
    }
    return result
  }

  /// The column that a text in quotes names, as other languages write columns.
  func columnInQuotes(_ expression: Syntax.Expression, _ scope: RowScope) -> String? {
    guard case .literal(.text(let text), _) = expression.unwrapped,
      case .column(let column)? = column(text, in: scope.table)
    else { return nil }
    return column
  }

  /// Notes a text constant beside a column, for the typo warning.
  private func remember(_ value: Typed, _ other: Typed, _ syntax: Syntax.Expression, _ scope: RowScope?) {
    guard let scope, !scope.isDefinition, case .text(let written)? = other.constant else { return }
    let text = written.trimmingSpaces
    switch value.expression {
    case .column(let column, .text):
      valueChecks.append(
        ValueCheck(table: scope.table.name, column: column, text: text, source: source, range: syntax.range))
    case .linked(let link, let column, .text):
      valueChecks.append(
        ValueCheck(table: link.table, column: column, text: text, source: source, range: syntax.range))
    default: break
    }
  }

  private func checkUnits(_ value: Typed, _ other: Typed, _ syntax: Syntax.Expression, _ range: SourceRange) {
    if other.unit == .percent, case .literal(.percent, _) = syntax.unwrapped, let unit = value.unit,
      unit != .percent, unit != .points
    {
      report(
        .unitMismatch, "a value in \(unit.name) cannot be compared with a percentage", at: range,
        help: ["write the number without `%`"])
    }
    if value.unit == .percent, let number = other.constant?.number, other.unit == nil, number > 0, number < 1
    {
      warn(
        .percentAsFraction,
        "percentages run from 0 to 100 here, so \(source[syntax.range]) is less than one percent",
        at: syntax.range, help: ["\((number * 100).asValue.plainText)%"])
    }
  }

  // MARK: Times

  /// A date or time beside a period, a year, or a text that reads as a date.
  private func compareTime(
    _ comparison: BinaryOperator, _ value: Typed, _ other: Typed, _ syntax: Syntax.Expression,
    _ range: SourceRange
  ) -> Typed? {
    let resolver = PeriodResolver(calendar: calendar, now: clauses.now ?? settings.wallClock)
    let stretch: Stretch
    switch other.constant {
    case .period(let grain, let ordinal):
      stretch = Stretch(start: calendar.start(grain, ordinal), end: calendar.start(grain, ordinal + 1))
    case .integer(let year) where (1000...9999).contains(year):
      stretch = resolver.stretch(.year(Int(year)))
    case .text(let text):
      guard let literal = PeriodLiteral(text: text) else {
        report(
          .wrongType, "`\(source[range])` compares \(value.type.words) with a text", at: syntax.range,
          help: ["dates are written without quotes: 2024-03-31"])
        return .broken
      }
      stretch = resolver.stretch(literal)
    case .time, .date: return nil
    case nil: return nil
    default:
      report(
        .wrongType, "\(value.type.words) is compared with \(other.type.words)", at: syntax.range,
        help: ["dates are written 2024-03-31, months 2024-03"])
      return .broken
    }
    return inside(comparison, value, stretch, range)
  }

  /// `=` inside, `<` before the start, `<=` before the end, `>` from the end on, `>=` from the start on.
  private func inside(_ comparison: BinaryOperator, _ value: Typed, _ stretch: Stretch, _ range: SourceRange)
    -> Typed
  {
    func bound(_ name: String, _ time: Int64) -> Typed {
      apply(name, [value, Typed(.constant(.time(time), .time))], range)
    }
    switch comparison {
    case .equal: return apply("and", [bound(">=", stretch.start), bound("<", stretch.end)], range)
    case .notEqual: return apply("or", [bound("<", stretch.start), bound(">=", stretch.end)], range)
    case .less: return bound("<", stretch.start)
    case .lessOrEqual: return bound("<", stretch.end)
    case .greater: return bound(">=", stretch.end)
    default: return bound(">=", stretch.start)
    }
  }

  private func comparePeriod(
    _ comparison: BinaryOperator, _ grain: Grain, _ value: Typed, _ other: Typed,
    _ leftSyntax: Syntax.Expression,
    _ syntax: Syntax.Expression, _ range: SourceRange
  ) -> Typed {
    switch other.constant {
    case .period(grain, _)?: return apply(comparison.rawValue, [value, other], range)
    case .integer(let year)? where grain == .year && (1000...9999).contains(year):
      return apply(
        comparison.rawValue, [value, Typed(.constant(.period(.year, year), .period(.year)))], range)
    case .period(let otherGrain, let ordinal)?:
      // A month beside a year: the month's first instant lies in the year.
      let start = apply("start of", [value], range)
      let stretch = Stretch(
        start: calendar.start(otherGrain, ordinal), end: calendar.start(otherGrain, ordinal + 1))
      return inside(comparison, start, stretch, range)
    case .integer?, .real?, .text?:
      let written = source[leftSyntax.unwrapped.range]
      let cycle =
        written.contains(" of ") && !written.contains(" of year of")
        ? written.replacingFirst(
          " of ",
          with: grain == .hour || grain == .day
            ? (grain == .hour ? " of day of " : " of month of ") : " of year of ")
        : "\(grain.rawValue) of year of …"
      report(
        .monthNumber,
        "`\(written)` is a period such as \(calendar.text(grain, calendar.ordinal(grain, ofDay: 19_783)))",
        at: range, help: ["the number is `\(cycle)`"])
      return .broken
    default:
      if case .period(grain) = other.type { return apply(comparison.rawValue, [value, other], range) }
      report(.wrongType, "\(value.type.words) is compared with \(other.type.words)", at: range)
      return .broken
    }
  }

  // MARK: Lists and ranges

  func oneOf(
    _ operand: Syntax.Expression, _ members: [Syntax.Expression], negated: Bool, _ range: SourceRange,
    _ scope: RowScope
  ) -> Typed {
    let value = bindRow(operand, scope)
    guard !value.isNothing else { return Typed(.constant(.none, .bool)) }
    // Each member is compared as `=` would, so that periods, ids and flags mean the same here.
    var result: Typed?
    var constants: [Typed] = []
    for member in members {
      let bound = bindRow(member, beside: value, scope)
      if bound.isNothing { continue }
      if value.type == .text, case .text? = bound.constant {
        remember(value, bound, member, scope)
        constants.append(bound)
      } else if value.type == .number, bound.type == .number, bound.constant != nil {
        constants.append(bound)
      } else {
        let equal = compare(.equal, value, bound, left: operand, right: member, range, scope)
        result = result.map { apply("or", [$0, equal], range) } ?? equal
      }
    }
    if !constants.isEmpty {
      let listed = apply("in", [value] + constants, range)
      result = result.map { apply("or", [$0, listed], range) } ?? listed
    }
    guard let result else { return Typed(.constant(.none, .bool)) }
    return negated ? apply("not", [result], range) : result
  }

  func within(
    _ operand: Syntax.Expression, _ low: Syntax.Expression, _ high: Syntax.Expression, negated: Bool,
    _ range: SourceRange, _ scope: RowScope
  ) -> Typed {
    let value = bindRow(operand, scope)
    let lower = bindRow(low, scope)
    let upper = bindRow(high, scope)
    let result: Typed
    if value.type == .number, lower.type == .number, upper.type == .number {
      result = apply("within", [value, lower, upper], range)
    } else {
      // Beside a time the range runs from the lower period's start to the upper one's end.
      let from = compare(.greaterOrEqual, value, lower, left: operand, right: low, range, scope)
      let to = compare(.lessOrEqual, value, upper, left: operand, right: high, range, scope)
      result = apply("and", [from, to], range)
    }
    return negated ? apply("not", [result], range) : result
  }

  // MARK: Arithmetic

  func arithmetic(
    _ binary: BinaryOperator, _ left: Typed, _ right: Typed, left leftSyntax: Syntax.Expression,
    right rightSyntax: Syntax.Expression, _ range: SourceRange
  ) -> Typed {
    if left.isNothing || right.isNothing {
      switch binary {
      case .matches, .contains, .startsWith, .endsWith: return Typed(.constant(.none, .bool))
      default: return .broken
      }
    }
    if binary == .times,
      left.unit == .percent && left.constant != nil || right.unit == .percent && right.constant != nil
    {
      let literal = left.constant != nil ? left : right
      let fraction = ((literal.constant?.number ?? 0) / 100).asValue.plainText
      report(
        .unitMismatch, "multiplying by a percentage would give a hundred times too much", at: range,
        help: ["multiply by \(fraction)"])
      return .broken
    }
    // `x + 2mo` moves by the calendar, not by a number of days.
    if (binary == .plus || binary == .minus),
      left.type.isTemporal || left.type == .number && right.type.isTemporal,
      case .literal(.duration(let duration), let durationRange) = rightSyntax.unwrapped,
      let months = duration.unit.months
    {
      guard duration.count == duration.count.rounded(), abs(duration.count) < 1e6 else {
        report(
          .wrongArguments, "part of a month has no fixed length", at: durationRange,
          help: ["use days, such as `45d`"])
        return .broken
      }
      let count = Int64(duration.count) * months * (binary == .minus ? -1 : 1)
      return apply("add months", [left, Typed(.constant(.integer(count), .number))], range)
    }
    // A period beside a time stands for its start.
    var first = left
    var second = right
    if case .period = first.type, second.type.isTemporal || second.type == .duration {
      first = apply("start of", [first], range)
    }
    if case .period = second.type, first.type.isTemporal { second = apply("start of", [second], range) }
    if binary == .minus, case .period(let grain) = first.type, second.type == first.type {
      // From one day to another there are days; months and years have no fixed length.
      if [.hour, .day, .week].contains(grain) {
        first = apply("start of", [first], range)
        second = apply("start of", [second], range)
      }
    }
    if binary == .minus { (first, second) = asInstants(first, second) }
    var result = apply(binary.rawValue, [first, second], range)
    if binary == .plus || binary == .minus, second.type == .duration, result.type == .time,
      let instant = instant(first.expression), !isWholeDays(second, rightSyntax)
    {
      // Hours pass on no clock's account; a day later is the same time of day.
      result = Typed(inZone(apply(binary.rawValue, [Typed(instant), second], range).expression))
    }
    switch binary {
    case .plus, .minus:
      if let leftUnit = first.unit, let rightUnit = second.unit,
        !leftUnit.agrees(with: rightUnit)
      {
        report(
          .unitMismatch,
          "\(leftUnit.name) and \(rightUnit.name) cannot be \(binary == .plus ? "added" : "subtracted")",
          at: range)
      }
      let unit = first.unit ?? second.unit
      result.unit = binary == .minus && first.unit == .percent && second.unit == .percent ? .points : unit
    case .times: if first.constant != nil || second.constant != nil { result.unit = nil }
    default: break
    }
    return result
  }
}

extension Binder {
  /// Whether a duration is meant as days of the calendar: `1d` and `2w`, or a value of whole days that is written
  /// elsewhere; `24h` are hours.
  private func isWholeDays(_ duration: Typed, _ syntax: Syntax.Expression) -> Bool {
    if case .literal(.duration(let written), _) = syntax.unwrapped {
      return written.unit == .day || written.unit == .week
    }
    guard case .duration(let length)? = duration.constant else { return false }
    return length % Calendar.microsecondsPerDay == 0
  }
}

extension PeriodLiteral {
  /// A date written as text, also inside quotes or with a space before the time, as people coming from SQL do.
  package init?(text: String) {
    let parsed = parse(SourceText("x during " + text.split(separator: " ").joined(separator: "T")))
    guard parsed.diagnostics.isEmpty, case .query(_, let query)? = parsed.statements.first?.kind,
      case .during(.literal(let literal, _))? = query.clauses.first?.kind
    else { return nil }
    self = literal
  }
}

extension BinaryOperator {
  /// The same comparison read from the other side.
  var mirrored: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }
}

extension Double {
  /// The number as a value: an integer where it is one.
  var asValue: Value {
    self == rounded() && abs(self) < 9e15 ? .integer(Int64(self)) : .real(self)
  }
}

extension Value {
  /// A number for a message.
  var plainText: String {
    switch self {
    case .integer(let integer): String(integer)
    case .real(let real): String(real)
    case .text(let text): text
    default: "\(self)"
    }
  }
}

extension String {
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard let found = firstRange(of: part) else { return self }
    return String(self[..<found.lowerBound]) + other + String(self[found.upperBound...])
  }
}

extension Typed {
  /// The table's own column that this is.
  fileprivate var columnName: String? {
    guard case .column(let column, _) = expression, !column.hasPrefix("let ") else { return nil }
    return column
  }
}
