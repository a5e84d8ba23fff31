import Columns
import Syntax

// What things are called: rows, units, lengths of time.
extension Phrases {
  /// What `set language` says.
  var languageIsSet: String {
    say("explanations and lessons are in English", "las explicaciones y lecciones van en español")
  }

  /// The rows of a kind of table.
  func rows(of kind: String?) -> RowNoun {
    switch kind {
    case "responses":
      RowNoun(one: say("answer", "respuesta"), many: say("answers", "respuestas"), isFeminine: true)
    case "invitations":
      RowNoun(
        one: say("invitation", "invitación"), many: say("invitations", "invitaciones"), isFeminine: true)
    case "tickets": RowNoun(one: "ticket", many: "tickets")
    case "orders": RowNoun(one: say("order", "pedido"), many: say("orders", "pedidos"))
    case "subscriptions":
      RowNoun(
        one: say("subscription", "suscripción"), many: say("subscriptions", "suscripciones"), isFeminine: true
      )
    case "accounts":
      RowNoun(one: say("account", "cuenta"), many: say("accounts", "cuentas"), isFeminine: true)
    default: RowNoun(one: say("row", "fila"), many: say("rows", "filas"), isFeminine: true)
    }
  }

  /// What `per` makes of the rows.
  func keys(_ names: [String]) -> RowNoun {
    if names == ["customer"] {
      return RowNoun(one: say("customer", "cliente"), many: say("customers", "clientes"))
    }
    let written = list(names.map { "`\($0)`" })
    return RowNoun(
      one: say("value of \(written)", "valor de \(written)"),
      many: say("values of \(written)", "valores de \(written)"))
  }

  /// `3 days`
  func length(_ count: Double, _ unit: DurationUnit) -> String {
    let number = count == count.rounded() && abs(count) < 1e15 ? String(Int64(count)) : String(count)
    return "\(number) \(word(for: unit, isOne: count == 1))"
  }

  func word(for unit: DurationUnit, isOne: Bool) -> String {
    let pair: (String, String) =
      switch unit {
      case .second: ("second", "segundo")
      case .minute: ("minute", "minuto")
      case .hour: ("hour", "hora")
      case .day: ("day", "día")
      case .week: ("week", "semana")
      case .month: ("month", "mes")
      case .quarter: ("quarter", "trimestre")
      case .year: ("year", "año")
      }
    let spanishPlural = unit == .month ? "meses" : pair.1 + "s"
    return say(isOne ? pair.0 : pair.0 + "s", isOne ? pair.1 : spanishPlural)
  }

  /// A calendar word: `month`, `weekday`.
  func word(for grain: CalendarGrain) -> String {
    switch grain {
    case .hour: say("hour", "hora")
    case .day: say("day", "día")
    case .week: say("week", "semana")
    case .month: say("month", "mes")
    case .quarter: say("quarter", "trimestre")
    case .year: say("year", "año")
    }
  }

  /// A calendar word with its article.
  func withArticle(_ grain: CalendarGrain) -> String {
    let isFeminine = grain == .hour || grain == .week
    return say("the ", isFeminine ? "la " : "el ") + word(for: grain)
  }

  /// A place in a cycle, with its article.
  func word(for cycle: CalendarCycle) -> String {
    switch cycle {
    case .weekday: say("the weekday", "el día de la semana")
    case .hourOfDay: say("the hour of day", "la hora del día")
    case .dayOfMonth: say("the day of month", "el día del mes")
    case .dayOfYear: say("the day of year", "el día del año")
    case .weekOfYear: say("the week of year", "la semana del año")
    case .monthOfYear: say("the month of year", "el mes del año")
    case .quarterOfYear: say("the quarter of year", "el trimestre del año")
    }
  }

  /// A unit behind a value: in the singular behind 1.
  func unit(_ name: String?, for value: Value) -> String {
    let word = unit(name)
    guard value.number == 1, !word.contains(" "), !word.contains("("), word.hasSuffix("s") else {
      return word
    }
    return String(word.dropLast())
  }

  /// A unit as it is written behind a number; empty where a number says it all.
  func unit(_ name: String?) -> String {
    guard let name else { return "" }
    let words: (String, String) =
      switch name {
      case "percent": ("%", "%")
      case "points": ("points", "puntos")
      case "hours": ("hours", "horas")
      case "minutes": ("minutes", "minutos")
      case "days": ("days", "días")
      case "customers": ("customers", "clientes")
      case "orders": ("orders", "pedidos")
      case "tickets": ("tickets", "tickets")
      case "score": ("(score)", "(nota)")
      case "count", "ratio": ("", "")
      case "currency": ("", "")
      case "currency per month": ("per month", "al mes")
      case "currency per year": ("per year", "al año")
      case "currency per customer and month": ("per customer and month", "por cliente y mes")
      case "orders per buyer": ("orders per buyer", "pedidos por comprador")
      case "per 100 orders": ("per 100 orders", "por 100 pedidos")
      case "days per 28": ("days of 28", "días de 28")
      case "purchases per customer": ("purchases per customer", "compras por cliente")
      default: (name, name)
      }
    return say(words.0, words.1)
  }

  /// A unit by itself, as lists of KPIs name it.
  func unitTitle(_ name: String?) -> String {
    guard let name else { return "" }
    let spanish =
      switch name {
      case "percent": "porcentaje"
      case "count": "recuento"
      case "ratio": "razón"
      case "score": "nota"
      case "currency": "dinero"
      case "currency per month": "dinero al mes"
      case "currency per year": "dinero al año"
      case "currency per customer and month": "dinero por cliente y mes"
      default: unit(name)
      }
    return say(name, spanish)
  }
}
