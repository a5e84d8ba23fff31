import Syntax

// Lessons and their questions.
extension Phrases {
  // MARK: The list

  func area(_ file: String) -> String {
    switch file {
    case "customers_say": say("What customers say", "Lo que dicen los clientes")
    case "support": say("Service and support", "Servicio y soporte")
    case "orders": say("Orders", "Pedidos")
    case "customers": say("Customers over time", "Los clientes en el tiempo")
    case "revenue": say("Revenue and value", "Ingresos y valor")
    case "usage": say("Use of the product", "Uso del producto")
    case "health": say("Health", "Salud")
    default: file
    }
  }
  func progress(_ done: Int, _ all: Int) -> String {
    say("\(done) of \(all) lessons done", "\(done) de \(all) lecciones hechas")
  }
  func startWith(_ name: String) -> String {
    say("Begin with `learn \(name)`.", "Empieza con `learn \(name)`.")
  }
  func goOnWith(_ name: String) -> String {
    say("Go on with `learn \(name)`.", "Sigue con `learn \(name)`.")
  }

  // MARK: show kpis

  var notAnswerable: String { say("not with what is loaded:", "no con lo que está cargado:") }
  func noKPIAbout(_ topic: String) -> String {
    say("no KPI is about `\(topic)`", "ningún KPI trata de `\(topic)`")
  }
  func needs(_ roles: [String], in table: String) -> String {
    let table = table == "other KPIs" ? say("other KPIs", "otros KPI") : table
    return roles.isEmpty
      ? say("needs \(table)", "necesita \(table)")
      : say(
        "needs \(roles.joined(separator: ", ")) in \(table)",
        "necesita \(roles.joined(separator: ", ")) en \(table)")
  }

  var own: String { say("Your own", "Propios") }

  // MARK: Headings

  var answersHeading: String { say("What it answers", "Qué responde") }
  var definitionTextHeading: String { say("The definition", "La definición") }
  var exampleHeading: String { say("The example", "El ejemplo") }
  var questionsHeading: String { say("Questions", "Preguntas") }
  var nextLessonHeading: String { say("The next lesson", "La lección siguiente") }

  // MARK: The example

  func exampleTable(_ table: String) -> String {
    say(
      "The small table `\(table)`; its data end at 2024-04-01.",
      "La pequeña tabla `\(table)`; sus datos acaban el 2024-04-01.")
  }
  func exampleCustomers(_ table: String, _ shown: Int, _ count: Int) -> String {
    say(
      "From a table `\(table)` of \(count) customers, whose data end at 2024-04-01; what the definition computes for the first \(shown) of them:",
      "De una tabla `\(table)` de \(count) clientes, cuyos datos acaban el 2024-04-01; lo que la definición calcula para los \(shown) primeros:"
    )
  }
  func asking(_ statement: String) -> String {
    say("Asked is `\(statement)`.", "Se pregunta `\(statement)`.")
  }
  func becomes(_ line: String) -> String {
    switch line {
    case "outside": say("outside", "fuera")
    case "not_eligible": say("not eligible", "no elegible")
    case "not_yet_due": say("not yet due", "sin vencer")
    case "unknown": say("unknown", "sin dato")
    default: say("used", "usada")
    }
  }
  var whatBecameOfIt: String { say("becomes", "queda") }
  var byFirstPurchase: String {
    say("By the quarter of the first purchase", "Por trimestre de la primera compra")
  }
  var byMonth: String { say("Month by month", "Mes a mes") }
  var byAge: String { say("Age by age", "Edad por edad") }
  func notOnExamples(_ reason: String) -> String {
    say(
      "The example tables cannot answer it: \(reason).",
      "Las tablas de ejemplo no pueden responderlo: \(reason).")
  }

  // MARK: The trap, computed

  func withoutWaiting(_ value: String, _ right: String) -> String {
    say(
      "Computed: without the line `mature` it would read \(value) instead of \(right).",
      "Calculado: sin la línea `mature` diría \(value) en vez de \(right).")
  }
  func meanOfMonths(_ value: String, _ right: String) -> String {
    say(
      "Computed: the mean of the three months is \(value), the quarter itself \(right).",
      "Calculado: la media de los tres meses es \(value); el trimestre, \(right).")
  }
  func sumOfMonths(_ value: String, _ right: String) -> String {
    say(
      "Computed: the three months add up to \(value), the quarter itself is \(right).",
      "Calculado: los tres meses suman \(value); el trimestre es \(right).")
  }

  // MARK: Questions

  private func month(_ number: Int) -> String {
    let names = [("January", "enero"), ("February", "febrero"), ("March", "marzo")]
    return names.indices.contains(number - 1) ? say(names[number - 1].0, names[number - 1].1) : "\(number)"
  }
  func inMonth(_ kpi: String, _ number: Int) -> String {
    say("What is `\(kpi)` in \(month(number)) 2024?", "¿Cuánto vale `\(kpi)` en \(month(number)) de 2024?")
  }
  func inQuarter(_ kpi: String) -> String {
    say(
      "What is `\(kpi)` in the first quarter of 2024?",
      "¿Cuánto vale `\(kpi)` en el primer trimestre de 2024?")
  }
  func atAgeQuestion(_ kpi: String, _ age: Int, _ unit: DurationUnit) -> String {
    let word = word(for: unit, isOne: true)
    return say(
      "What is `\(kpi)` of all customers at age \(age) (in \(word)s)?",
      "¿Cuánto vale `\(kpi)` de todos los clientes a la edad \(age) (en \(self.word(for: unit, isOne: false)))?"
    )
  }
  func ofCohort(_ kpi: String, _ cohort: String, _ unit: DurationUnit) -> String {
    say(
      "What is `\(kpi)` at age 1 for the customers who began in \(cohort)?",
      "¿Cuánto vale `\(kpi)` a la edad 1 para los clientes que empezaron en \(cohort)?")
  }
  func ofCustomer(_ kpi: String, _ name: String) -> String {
    say("What is `\(kpi)` for customer \(name) alone?", "¿Cuánto vale `\(kpi)` solo para el cliente \(name)?")
  }
  private func howMany(_ all: String, _ rows: RowNoun) -> String {
    say(
      "How many of the \(all) \(rows.many)",
      rows.isFeminine ? "De las \(all) \(rows.many), ¿cuántas" : "De los \(all) \(rows.many), ¿cuántos")
  }
  func howManyNotYetDue(_ all: String, _ rows: RowNoun) -> String {
    howMany(all, rows) + say(" are not yet due?", " aún no vencen?")
  }
  func howManyNotEligible(_ all: String, _ rows: RowNoun) -> String {
    howMany(all, rows) + say(" are not eligible?", " no son elegibles?")
  }
  func howManyUnknown(_ all: String, _ rows: RowNoun) -> String {
    howMany(all, rows)
      + say(
        " does the formula not use, unknown or not asked for?",
        " no usa la fórmula, por no tener dato o no pedirse?")
  }
  func howManyOutside(_ all: String, _ rows: RowNoun) -> String {
    howMany(all, rows)
      + say(" lie outside the quarter, or have no date?", " quedan fuera del trimestre o sin fecha?")
  }
  func howManyUsed(_ all: String, _ rows: RowNoun) -> String {
    howMany(all, rows) + say(" are used?", " se usan?")
  }
  func howManyBehind(_ kpi: String, _ rows: RowNoun) -> String {
    say(
      "On how many \(rows.many) does `\(kpi)` rest (its n)?", "¿Sobre cuántos casos descansa `\(kpi)` (su n)?"
    )
  }
  func withParameter(_ kpi: String, _ parameter: String, isInQuarter: Bool) -> String {
    isInQuarter
      ? say(
        "What would `\(kpi)` be in the quarter with `\(parameter)`?",
        "¿Cuánto valdría `\(kpi)` en el trimestre con `\(parameter)`?")
      : say("What would `\(kpi)` be with `\(parameter)`?", "¿Cuánto valdría `\(kpi)` con `\(parameter)`?")
  }
  func ofEverybody(_ kpi: String) -> String {
    say("What is `\(kpi)` of all customers?", "¿Cuánto vale `\(kpi)` de todos los clientes?")
  }
  func without(_ kpi: String, _ name: String) -> String {
    say(
      "What would `\(kpi)` be in the quarter without \(name)?",
      "¿Cuánto valdría `\(kpi)` en el trimestre sin \(name)?")
  }

  // MARK: Answers

  func answer(_ value: String, _ statement: String) -> String {
    "\(value)   (`\(statement)`)"
  }
  var right: String { say("right", "correcto") }
  func wrong(_ value: String, _ statement: String) -> String {
    say("not quite: \(value) (`\(statement)`)", "no del todo: \(value) (`\(statement)`)")
  }
  func skipped(_ value: String, _ statement: String) -> String {
    say("it is \(value) (`\(statement)`)", "es \(value) (`\(statement)`)")
  }
  var howToAnswer: String {
    say(
      "Type a number; an empty line shows the answer, Ctrl-C leaves.",
      "Escribe un número; una línea vacía muestra la respuesta, Ctrl-C sale.")
  }
  func rightOf(_ right: Int, _ all: Int) -> String {
    say("\(right) of \(all) right", "\(right) de \(all) correctas")
  }
}
