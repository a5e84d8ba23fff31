package import Columns
import Functions
import Planning
import Syntax

/// Instants and walls.
///
/// A column of instants (times with an offset or `Z`, numbers of seconds since 1970, headers that say UTC) stays in UTC
/// in its table. Where a zone is set, every mention of it is wrapped in `in zone`, which the engine computes once for
/// each different value, and everything else works on what the clock on the wall shows. Lengths of time between
/// instants, and their order, are taken in UTC again: the wrapping is taken off.
extension Binder {
  /// A column of a table beside its row: in the zone that is set, if it holds instants.
  func columnValue(_ column: String, in table: TableSchema) -> BoundExpression {
    let type = type(of: column, in: table)
    return placed(.column(column, type), column, table.name, type)
  }

  /// The same across a link.
  func linkedValue(_ link: Link, _ column: String, in table: TableSchema) -> BoundExpression {
    let type = type(of: column, in: table)
    return placed(.linked(link, column: column, type), column, table.name, type)
  }

  private func placed(_ value: BoundExpression, _ column: String, _ table: String, _ type: DataType)
    -> BoundExpression
  {
    guard type == .time, calendar.readsInstants || marksInstants, catalog.holdsInstants(column, in: table)
    else { return value }
    return inZone(value)
  }

  func inZone(_ instant: BoundExpression) -> BoundExpression { .call(.inZone, [instant], .time) }

  /// The instant in UTC behind a wall time, where the expression shows one.
  func instant(_ expression: BoundExpression) -> BoundExpression? {
    guard case .call(.inZone, let arguments, _) = expression else { return nil }
    return arguments.first
  }

  /// Both sides of a comparison or subtraction as instants, if one is; otherwise as they are.
  func asInstants(_ left: Typed, _ right: Typed) -> (Typed, Typed) {
    guard left.type == .time, right.type == .time,
      instant(left.expression) != nil || instant(right.expression) != nil
    else { return (left, right) }
    return (asInstant(left), asInstant(right))
  }

  private func asInstant(_ value: Typed) -> Typed {
    if let instant = instant(value.expression) { return Typed(instant) }
    guard let zone = calendar.zone else { return value }
    if case .time(let wall)? = value.constant { return Typed(.constant(.time(zone.instant(wall)), .time)) }
    return Typed(.call(.fromZone, [value.expression], .time))
  }

  /// Takes the wrapping off the values that a function hands on, so that it can go round the result.
  func unwrappedInstants(_ arguments: [Typed], from first: Int) -> [BoundExpression]? {
    var result = arguments.map(\.expression)
    var isInstant = false
    for index in first..<max(first, arguments.count) where !arguments[index].isNothing {
      guard let instant = instant(arguments[index].expression) else { return nil }
      result[index] = instant
      isInstant = true
    }
    return isInstant ? result : nil
  }

  /// The instants of which an aggregate chooses one.
  func chosenInstant(_ aggregate: AggregateFunction, _ value: Typed?) -> BoundExpression? {
    guard let value, [.min, .max, .first, .last, .nth].contains(aggregate) else { return nil }
    return instant(value.expression)
  }

  /// `business_hours(a, b)`: the engine is told which times are instants.
  func bindBusinessHours(_ arguments: [Typed], _ call: Syntax.Call) -> Typed {
    guard let hours = calendar.businessHours else {
      report(
        .noBusinessHours, "`business_hours` needs to know when somebody works", at: call.range,
        help: ["set business hours mon-fri 09:00-18:00"])
      return .broken
    }
    guard arguments.count == 2, let type = Function.businessHours.resultType(arguments.map(\.type)) else {
      report(
        .wrongArguments,
        arguments.count == 2
          ? "`business_hours` does not take \(arguments.map(\.type.words).joined(separator: ", "))"
          : "`business_hours` takes two times", at: call.range,
        help: ["business_hours(created_at, first_reply_at)"])
      return .broken
    }
    note("business hours: \(hours.description(in: calendar.zone))")
    let plain = arguments.map { Typed(instant($0.expression) ?? $0.expression) }
    let flags = arguments.map { BoundExpression.constant(.bool(instant($0.expression) != nil), .bool) }
    return Typed(.call(.businessHours, plain.map(\.expression) + flags, type), unit: Unit("hours"))
  }
}

extension Columns.Calendar {
  /// Whether anything asks for the place of an instant on a clock.
  var readsInstants: Bool { zone != nil || businessHours?.zone != nil }
}

extension BusinessHours {
  /// `mon-fri 09:00-18:00, Europe/Madrid, 14 holidays`
  package func description(in zone: Zone?) -> String {
    var text = self.text
    if let zone = self.zone ?? zone { text += ", \(zone.name)" }
    if !holidays.isEmpty { text += ", \(holidays.count) holiday\(holidays.count == 1 ? "" : "s")" }
    return text
  }
}
