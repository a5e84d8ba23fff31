import Functions

// The walk through a query with its own counts.
extension Phrases {
  // MARK: Headings

  var definitionHeading: String { say("In words", "En palabras") }
  var rowsHeading: String { say("From rows to number", "De las filas al número") }
  var formulaHeading: String { say("The formula", "La fórmula") }
  var certaintyHeading: String { say("How sure", "Qué certeza hay") }
  var parametersHeading: String { say("Parameters", "Parámetros") }
  var groupsHeading: String { say("By group", "Por grupos") }
  var trapHeading: String { say("The trap", "La trampa") }
  var nextHeading: String { say("What to look at next", "Qué mirar después") }

  func excerpt(_ shown: Int, of all: Int, isLatest: Bool) -> String {
    isLatest
      ? say("The latest \(shown) of \(all) rows:", "Las últimas \(shown) de \(all) filas:")
      : say("The first \(shown) of \(all) rows:", "Las primeras \(shown) de \(all) filas:")
  }

  // MARK: What was asked

  func from(_ table: String) -> String { say("from `\(table)`", "de `\(table)`") }
  func period(from start: String?, to end: String?, now: String?) -> String {
    switch (start, end) {
    case (nil, nil):
      now.map { say("all rows before \($0)", "todas las filas anteriores a \($0)") }
        ?? say("all rows", "todas las filas")
    case (let start?, nil): say("from \(start) on", "desde \(start)")
    case (nil, let end?): say("until \(end)", "hasta \(end)")
    case (let start?, let end?): say("from \(start) to \(end)", "del \(start) al \(end)")
    }
  }

  // MARK: Ledger

  func read(_ rows: RowNoun) -> String {
    say("\(rows.many) read", "\(rows.many) \(rows.isFeminine ? "leídas" : "leídos")")
  }
  func outside(_ rows: RowNoun) -> String {
    say("outside the period, or without a date", "fuera del periodo, o sin fecha")
  }
  func notEligible(_ rows: RowNoun) -> String {
    say("not eligible", rows.isFeminine ? "no elegibles" : "no elegibles")
  }
  func notYetDue(_ rows: RowNoun) -> String { say("not yet due", "aún sin vencer") }
  func unknownRows(_ rows: RowNoun) -> String {
    say("unknown, or not asked for by the formula", "sin dato, o fuera de lo que pide la fórmula")
  }
  func used(_ rows: RowNoun) -> String { say("used", rows.isFeminine ? "usadas" : "usados") }
  func dropped(_ sentence: String, by condition: String) -> String { "\(sentence) (\(condition))" }

  // MARK: Parts

  func hits(_ hits: String, of n: String, _ rows: RowNoun) -> String {
    say("\(hits) of \(n) \(rows.many)", "\(hits) de \(n) \(rows.many)")
  }
  func totalOver(_ total: String, _ n: String, _ rows: RowNoun) -> String {
    say(
      "\(total) in all, over \(n) known \(rows.many)", "\(total) en total, entre \(n) \(rows.many) con dato")
  }
  func overKnown(_ n: String, _ rows: RowNoun) -> String {
    say("from \(n) known \(rows.many)", "con \(n) \(rows.many) con dato")
  }
  func atAge(_ age: String, _ unit: String) -> String {
    say(
      "Shown here for age \(age) (in \(unit)s); all ages stand below.",
      "Aquí se muestra la edad \(age) (\(unit)); abajo están todas.")
  }
  var each: String { say("Each part:", "Cada parte:") }
  func keyValue(_ name: String, _ key: RowNoun) -> String {
    say(
      "`\(name)` is another KPI: each \(key.one) has a value of its own, from all its rows",
      "`\(name)` es otro KPI: cada \(key.one) tiene su propio valor, con todas sus filas")
  }

  // MARK: Certainty

  func between(_ low: String, _ high: String, _ unit: String, _ family: IntervalFamily) -> String {
    let unit = unit.isEmpty ? "" : " " + unit
    return say(
      "With 95 % certainty the value lies between \(low) and \(high)\(unit) (\(self.family(family))).",
      "Con un 95 % de certeza el valor está entre \(low) y \(high)\(unit) (\(self.family(family))).")
  }
  func family(_ family: IntervalFamily) -> String {
    switch family {
    case .share: say("Wilson's interval of a share", "intervalo de Wilson para una proporción")
    case .net:
      say(
        "adjusted Wald interval of a difference of shares",
        "intervalo de Wald ajustado para una diferencia de proporciones")
    case .mean: say("t interval of a mean", "intervalo t de una media")
    case .ratio:
      say("interval of a ratio of sums, by customer", "intervalo de un cociente de sumas, por cliente")
    case .quantile:
      say("interval of a quantile by order statistics", "intervalo de un cuantil por estadísticos de orden")
    case .count: say("exact Poisson interval of a count", "intervalo exacto de Poisson para un recuento")
    case .survival:
      say("Greenwood's variance with log(−log) limits", "varianza de Greenwood con límites log(−log)")
    case .resampling: say("resampled by customer", "remuestreado por cliente")
    }
  }
  var byCustomer: String {
    say(
      "There are more than two rows for each customer, so customers and not rows are the unit of this interval: people who answer often do not make it narrower.",
      "Hay más de dos filas por cliente; por eso la unidad del intervalo es el cliente y no la fila: quien responde a menudo no lo estrecha."
    )
  }
  func repeated(_ perCustomer: String) -> String {
    say(
      "Some customers are in it more than once (\(perCustomer) rows for each on average).",
      "Algunos clientes aparecen más de una vez (\(perCustomer) filas de media por cliente).")
  }
  var counted: String {
    say(
      "It is counted, not estimated: there is no interval. Whether it is right depends on the file being complete.",
      "Se cuenta, no se estima: no hay intervalo. Que sea correcto depende de que el fichero esté completo.")
  }
  var noInterval: String {
    say("No interval is given for this formula.", "Para esta fórmula no se da intervalo.")
  }
  func tooFewForInterval(_ n: String) -> String {
    say("With n = \(n) no 95 % interval exists.", "Con n = \(n) no existe un intervalo del 95 %.")
  }
  func lowN(_ n: String, _ needs: String) -> String {
    say(
      "n = \(n) is below \(needs): one row more or less moves it visibly, so read it with care.",
      "n = \(n) está por debajo de \(needs): una fila más o menos lo mueve a simple vista; léelo con cautela."
    )
  }
  func enough(_ n: String, _ needs: String) -> String {
    say(
      "n = \(n), enough by the definition (\(needs)).", "n = \(n), suficiente según la definición (\(needs))."
    )
  }
  func manyUnknown(_ share: String) -> String {
    say(
      "\(share) % of what was eligible is unknown: the value speaks for the others only.",
      "El \(share) % de lo elegible no tiene dato: el valor habla solo por el resto.")
  }
  func waiting(_ count: String, _ rows: RowNoun) -> String {
    count == "1"
      ? say(
        "1 \(rows.one) is not yet due and will move the value later.",
        "1 \(rows.one) aún no vence y moverá el valor más adelante.")
      : say(
        "\(count) \(rows.many) are not yet due and will move the value later.",
        "\(count) \(rows.many) aún no vencen y moverán el valor más adelante.")
  }
  func partial(_ now: String) -> String {
    say(
      "The period is not over: the data end at \(now).",
      "El periodo no ha terminado: los datos acaban el \(now).")
  }
  var censored: String {
    say(
      "Those it has not happened to yet count for the time they have been watched; leaving them out would make the time look short.",
      "A quienes aún no les ha ocurrido se les cuenta el tiempo observado; sin ellos el plazo parecería corto."
    )
  }
  var firstCohorts: String {
    say(
      "The earliest cohorts are suspect: whoever had been there before the file begins looks new in it.",
      "Las primeras cohortes son dudosas: quien ya estaba antes de que empiece el fichero parece nuevo.")
  }
  var reopened: String {
    say(
      "An approximation: the file has no history of states, so a reopened ticket counts on the day of its last solution, and reopenings after the data end are not seen.",
      "Es una aproximación: el fichero no trae el historial de estados, así que un ticket reabierto cuenta el día de su última solución y no se ven las reaperturas posteriores."
    )
  }
  var burnIn: String {
    say(
      "Nobody was seen before the file begins, so nobody can be lost in its first window: the first periods are too good.",
      "Antes del inicio del fichero no se vio a nadie, así que nadie puede perderse en la primera ventana: los primeros periodos salen demasiado bien."
    )
  }
  func parameter(_ name: String, _ value: String, isDefault: Bool) -> String {
    isDefault
      ? say("`\(name)` = \(value) (as defined)", "`\(name)` = \(value) (valor de la definición)")
      : say("`\(name)` = \(value) (as asked)", "`\(name)` = \(value) (el pedido)")
  }
  var unknownValue: String {
    say(
      "There is nothing to compute it from, so the value is unknown.",
      "No hay de qué calcularlo: el valor es desconocido.")
  }
}

/// The families of intervals that the reference tells apart by the shape of a formula.
enum IntervalFamily { case share, net, mean, ratio, quantile, count, survival, resampling }
