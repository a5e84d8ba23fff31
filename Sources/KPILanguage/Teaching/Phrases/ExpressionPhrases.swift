import Syntax

// A phrase for each construct of an expression. Operands come as phrases.
extension Phrases {
  // MARK: Conditions

  func comparison(_ operation: BinaryOperator, _ left: String, _ right: String, isTime: Bool) -> String {
    switch operation {
    case .equal: say("\(left) is \(right)", "\(left) es \(right)")
    case .notEqual: say("\(left) is not \(right)", "\(left) no es \(right)")
    case .less:
      isTime
        ? say("\(left) lies before \(right)", "\(left) es anterior a \(right)")
        : say("\(left) is less than \(right)", "\(left) es menor que \(right)")
    case .lessOrEqual:
      isTime
        ? say("\(left) is not after \(right)", "\(left) no es posterior a \(right)")
        : say("\(left) is at most \(right)", "\(left) es como mucho \(right)")
    case .greater:
      isTime
        ? say("\(left) lies after \(right)", "\(left) es posterior a \(right)")
        : say("\(left) is more than \(right)", "\(left) es mayor que \(right)")
    case .greaterOrEqual:
      isTime
        ? say("\(left) is not before \(right)", "\(left) no es anterior a \(right)")
        : say("\(left) is at least \(right)", "\(left) es al menos \(right)")
    case .matches: say("\(left) mentions \(right)", "\(left) menciona \(right)")
    case .contains: say("\(left) contains \(right)", "\(left) contiene \(right)")
    case .startsWith: say("\(left) starts with \(right)", "\(left) empieza por \(right)")
    case .endsWith: say("\(left) ends with \(right)", "\(left) termina en \(right)")
    default: "\(left) \(operation.rawValue) \(right)"
    }
  }

  func both(_ left: String, _ right: String) -> String { say("\(left) and \(right)", "\(left) y \(right)") }
  func either(_ left: String, _ right: String) -> String { say("\(left) or \(right)", "\(left) o \(right)") }
  func negation(_ condition: String) -> String {
    say("it is not so that \(condition)", "no se cumple que \(condition)")
  }
  func isTrue(_ value: String, _ isTrue: Bool) -> String {
    isTrue ? say("\(value) is true", "\(value) es verdadero") : say("\(value) is false", "\(value) es falso")
  }
  func isSurelyNot(_ value: String) -> String {
    say("\(value) is not true", "\(value) no es verdadero")
  }
  func isKnown(_ value: String, _ isKnown: Bool) -> String {
    isKnown ? say("\(value) is known", "\(value) se conoce") : say("\(value) is empty", "\(value) está vacío")
  }
  func oneOf(_ value: String, _ members: [String], isNegated: Bool) -> String {
    isNegated
      ? say(
        "\(value) is none of \(members.joined(separator: ", "))",
        "\(value) no es ninguno de \(members.joined(separator: ", "))")
      : say(
        "\(value) is one of \(members.joined(separator: ", "))",
        "\(value) es uno de \(members.joined(separator: ", "))")
  }
  func within(_ value: String, _ low: String, _ high: String, isNegated: Bool) -> String {
    isNegated
      ? say("\(value) is not from \(low) to \(high)", "\(value) no va de \(low) a \(high)")
      : say("\(value) is from \(low) to \(high)", "\(value) va de \(low) a \(high)")
  }
  func liesIn(_ value: String, _ window: String, isNegated: Bool) -> String {
    isNegated
      ? say("\(value) does not lie in \(window)", "\(value) no cae en \(window)")
      : say("\(value) lies in \(window)", "\(value) cae en \(window)")
  }
  func isFilled(_ value: String, _ isFilled: Bool) -> String {
    isFilled
      ? say("\(value) is filled in", "\(value) tiene texto")
      : say("\(value) is left blank", "\(value) está en blanco")
  }
  func isActive(_ instant: String, _ isActive: Bool) -> String {
    isActive
      ? say("they are present \(instant)", "están presentes \(instant)")
      : say("they are not present \(instant)", "no están presentes \(instant)")
  }
  func edgeLiesIn(joined: Bool, _ from: String, _ to: String) -> String {
    joined
      ? say("they join between \(from) and \(to)", "entran entre \(from) y \(to)")
      : say("they leave between \(from) and \(to)", "se van entre \(from) y \(to)")
  }
  func anyRow(_ condition: String, _ rows: RowNoun) -> String {
    say(
      "for some of its \(rows.many) \(condition)",
      "en \(rows.isFeminine ? "alguna" : "alguno") de sus \(rows.many) \(condition)")
  }
  func allRows(_ condition: String, _ rows: RowNoun) -> String {
    say(
      "for all of its \(rows.many) \(condition)",
      "en \(rows.isFeminine ? "todas" : "todos") sus \(rows.many) \(condition)")
  }

  // MARK: Instants and windows

  var now: String { say("the data end", "el fin de los datos") }
  var start: String { say("the start of the period", "el inicio del periodo") }
  var end: String { say("the end of the period", "el final del periodo") }
  var age: String { say("that age", "esa edad") }
  var ageStart: String { say("the beginning of that age", "el comienzo de esa edad") }
  /// An instant behind a preposition: at the start of the period.
  func at(_ instant: String) -> String {
    say("at \(instant)", instant.hasPrefix("el ") ? "al \(instant.dropFirst(3))" : "en \(instant)")
  }

  // MARK: Aggregates

  func rowsWhere(_ rows: RowNoun, _ condition: String) -> String {
    say(
      "\(rows.many) where \(condition)",
      "\(rows.many) \(rows.isFeminine ? "en las que" : "en los que") \(condition)")
  }
  func share(_ condition: String, of rows: RowNoun, given: String?) -> String {
    given.map {
      say(
        "the percentage where \(condition), among the \(rowsWhere(rows, $0))",
        "el porcentaje en que \(condition), entre \(rows.isFeminine ? "las" : "los") \(rowsWhere(rows, $0))")
    }
      ?? say(
        "the percentage of \(rowsWhere(rows, condition))", "el porcentaje de \(rowsWhere(rows, condition))")
  }
  func count(_ rows: RowNoun, of value: String?, given: String?) -> String {
    let counted =
      value.map { say("\(rows.many) with a known \($0)", "\(rows.many) con \($0) conocido") } ?? rows.many
    guard let given else { return say("the number of \(counted)", "el número de \(counted)") }
    let noun = RowNoun(one: counted, many: counted, isFeminine: rows.isFeminine)
    return say("the number of \(rowsWhere(noun, given))", "el número de \(rowsWhere(noun, given))")
  }
  func distinctPeriods(_ grain: CalendarGrain, _ value: String, given: String?) -> String {
    let isFeminine = grain == .hour || grain == .week
    let word = word(for: grain)
    let many = say(word + "s", grain == .month ? "meses" : word + "s")
    return say(
      "the number of different \(many) of \(value)",
      "el número de \(many) \(isFeminine ? "distintas" : "distintos") de \(value)") + condition(given)
  }
  // What the models of buying say of each customer.
  func chanceToBuy(_ history: [String]) -> String {
    say(
      "the probability that the customer will buy again, by the buying model of all customers, from \(list(history))",
      "la probabilidad de que el cliente vuelva a comprar, según el modelo de compra de toda la base, a partir de \(list(history))"
    )
  }
  func expectedPurchases(_ horizon: String, _ history: [String]) -> String {
    say(
      "the purchases expected of the customer within \(horizon), by the buying model of all customers, from \(list(history))",
      "las compras que se esperan del cliente en \(horizon), según el modelo de compra de toda la base, a partir de \(list(history))"
    )
  }
  func expectedAmount(_ history: [String]) -> String {
    say(
      "the value that a purchase of the customer tends to, by the spending model of all customers, from \(list(history))",
      "el valor al que tiende una compra del cliente, según el modelo de gasto de toda la base, a partir de \(list(history))"
    )
  }
  func lifetimeValue(_ horizon: String, _ discount: String?, _ history: [String]) -> String {
    say(
      "the purchases expected within \(horizon) times the value expected of each\(discount.map { ", discounted by \($0) a year" } ?? ""), by the models of buying and spending of all customers, from \(list(history))",
      "las compras esperadas en \(horizon) por el valor esperado de cada una\(discount.map { ", descontado \($0) al año" } ?? ""), según los modelos de compra y de gasto de toda la base, a partir de \(list(history))"
    )
  }
  func distinct(_ value: String, given: String?) -> String {
    say("the number of different \(value)", "el número de \(value) distintos") + condition(given)
  }
  func sum(_ value: String, given: String?) -> String {
    say("the total of \(value)", "el total de \(value)") + condition(given)
  }
  func mean(_ value: String, given: String?) -> String {
    say("the mean of \(value)", "la media de \(value)") + condition(given)
  }
  func median(_ value: String, given: String?) -> String {
    say("the median of \(value)", "la mediana de \(value)") + condition(given)
  }
  func percentile(_ percent: String, _ value: String, given: String?) -> String {
    say("the \(percent)th percentile of \(value)", "el percentil \(percent) de \(value)") + condition(given)
  }
  func smallest(_ value: String, given: String?) -> String {
    say("the smallest \(value)", "el menor \(value)") + condition(given)
  }
  func largest(_ value: String, given: String?) -> String {
    say("the largest \(value)", "el mayor \(value)") + condition(given)
  }
  func first(_ value: String, given: String?) -> String {
    say("the first \(value)", "el primer \(value)") + condition(given)
  }
  func last(_ value: String, given: String?) -> String {
    say("the last \(value)", "el último \(value)") + condition(given)
  }
  func nth(_ number: String, _ value: String, given: String?) -> String {
    let place = ["1": ("first", "primer"), "2": ("second", "segundo"), "3": ("third", "tercer")][number]
    return place.map { say("the \($0.0) \(value)", "el \($0.1) \(value)") }.map { $0 + condition(given) }
      ?? say("number \(number) of the \(value)", "el \(value) número \(number)") + condition(given)
  }
  func deviation(_ value: String, given: String?) -> String {
    say("the standard deviation of \(value)", "la desviación típica de \(value)") + condition(given)
  }
  func survival(_ until: String, _ watched: String, at time: String, _ rows: RowNoun) -> String {
    say(
      "the percentage of \(rows.many) still untouched at \(time), read off the Kaplan–Meier curve: it happens after \(until), and whoever it has not happened to has been watched for \(watched)",
      "el porcentaje de \(rows.many) sin cambio a \(time), leído de la curva de Kaplan–Meier: ocurre a \(until), y a quien aún no le ha ocurrido se le ha observado durante \(watched)"
    )
  }
  func survivalMedian(_ until: String, _ watched: String, _ rows: RowNoun) -> String {
    say(
      "the time by which it has happened to half of the \(rows.many), read off the Kaplan–Meier curve: it happens after \(until), and whoever it has not happened to has been watched for \(watched)",
      "el tiempo en que ya le ha ocurrido a la mitad de \(rows.isFeminine ? "las" : "los") \(rows.many), leído de la curva de Kaplan–Meier: ocurre a \(until), y a quien aún no le ha ocurrido se le ha observado durante \(watched)"
    )
  }
  private func condition(_ given: String?) -> String {
    given.map { say(", only where \($0)", ", solo donde \($0)") } ?? ""
  }

  // MARK: Values

  func arithmetic(_ operation: BinaryOperator, _ left: String, _ right: String) -> String {
    switch operation {
    case .plus: say("\(left) plus \(right)", "\(left) más \(right)")
    case .minus: say("\(left) minus \(right)", "\(left) menos \(right)")
    case .times: say("\(left) times \(right)", "\(left) por \(right)")
    case .divided: say("\(left) divided by \(right)", "\(left) entre \(right)")
    case .remainder:
      say("the remainder of \(left) divided by \(right)", "el resto de \(left) entre \(right)")
    default: "\(left) \(operation.rawValue) \(right)"
    }
  }
  func lengthBetween(_ from: String, _ to: String) -> String {
    say("the time from \(from) to \(to)", "el tiempo desde \(from) hasta \(to)")
  }
  func later(_ time: String, by length: String) -> String {
    say("\(length) after \(time)", "\(length) después de \(time)")
  }
  func earlier(_ time: String, by length: String) -> String {
    say("\(length) before \(time)", "\(length) antes de \(time)")
  }
  func inUnit(_ value: String, _ unit: String) -> String {
    let name: (String, String) =
      switch unit {
      case "hours": ("hours", "horas")
      case "minutes": ("minutes", "minutos")
      default: ("days", "días")
      }
    return say("\(value) in \(name.0)", "\(value) en \(name.1)")
  }
  func negative(_ value: String) -> String { say("minus \(value)", "menos \(value)") }
  func choice(_ condition: String, _ value: String, _ otherwise: String?) -> String {
    let rest = otherwise.map { say(", else \($0)", "; si no, \($0)") } ?? ""
    return say("\(value) where \(condition)", "\(value) donde \(condition)") + rest
  }
  func firstKnown(_ values: [String]) -> String {
    values.dropFirst().reduce(values.first ?? "") {
      say("\($0) (where unknown, \($1))", "\($0) (si no se conoce, \($1))")
    }
  }
  func smaller(_ values: [String]) -> String {
    say("the smaller of \(list(values))", "el menor de \(list(values))")
  }
  func larger(_ values: [String]) -> String {
    say("the larger of \(list(values))", "el mayor de \(list(values))")
  }
  func scaled(_ value: String, _ worst: String, _ best: String) -> String {
    say(
      "\(value) placed from \(worst) (0) to \(best) (100)",
      "\(value) situado entre \(worst) (0) y \(best) (100)")
  }
  func weighed(_ parts: [(value: String, weight: String)]) -> String {
    let listed = parts.map { say("\($0.value) [weight \($0.weight)]", "\($0.value) [peso \($0.weight)]") }
    return say(
      "the weighted mean of those that are known among: \(listed.joined(separator: "; "))",
      "la media ponderada de lo que se conoce entre: \(listed.joined(separator: "; "))")
  }
  func coverage(_ parts: [String]) -> String {
    say(
      "how much of the weights the known ones have among \(list(parts))",
      "qué parte de los pesos cubren los conocidos entre \(list(parts))")
  }
  func ntile(_ value: String, _ parts: String) -> String {
    say(
      "the place of \(value) among all, in \(parts) equal parts (1 is lowest)",
      "el puesto de \(value) entre todos, en \(parts) partes iguales (1 es lo más bajo)")
  }
  func neighbour(_ value: String, isNext: Bool, keys: [String]) -> String {
    isNext
      ? say("the next \(value) of the same \(list(keys))", "el siguiente \(value) del mismo \(list(keys))")
      : say(
        "the \(value) before it of the same \(list(keys))", "el \(value) anterior del mismo \(list(keys))")
  }
  func earlierPeriod(_ value: String, _ count: String) -> String {
    count == "1"
      ? say("\(value) of the period before", "\(value) del periodo anterior")
      : say("\(value) \(count) periods before", "\(value) de \(count) periodos antes")
  }
  func ofAll(_ value: String) -> String { say("\(value) of all together", "\(value) del conjunto") }
  func of(_ part: String, _ value: String) -> String { say("\(part) of \(value)", "\(part) de \(value)") }
  func running(_ value: String) -> String {
    say("\(value), added up from age 0 on", "\(value), acumulado desde la edad 0")
  }
  func atInstant(_ value: String, _ instant: String) -> String { "\(value) \(instant)" }
  func joinedDay(_ isJoined: Bool) -> String {
    isJoined ? say("the day of joining", "el día de entrada") : say("the day of leaving", "el día de salida")
  }
  func kpi(_ name: String, _ arguments: String) -> String {
    arguments.isEmpty ? "`\(name)`" : say("`\(name)` with \(arguments)", "`\(name)` con \(arguments)")
  }
  var unknown: String { say("unknown", "desconocido") }
}
