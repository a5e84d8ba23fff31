// The handbook of definitions.
extension Phrases {
  var handbookTitle: String { say("The handbook of KPIs", "El manual de los KPI") }
  var handbookIntroduction: String {
    say(
      "What each KPI means, said from its own definition, and worked out on small tables by the program itself.",
      "Qué significa cada KPI, dicho a partir de su propia definición y calculado por el programa en tablas pequeñas."
    )
  }
  var search: String { say("Search a KPI", "Buscar un KPI") }
  func nothingFound() -> String { say("Nothing found.", "No se encuentra nada.") }
  var otherNames: String { say("Also called", "También llamado") }
  var usedBy: String { say("Used by", "Lo usan") }
  var contents: String { say("Contents", "Índice") }
  var readNext: String { say("Read next", "Leer después") }
  var formula: String { say("Formula", "Fórmula") }
  var showAnswer: String { say("Answer", "Respuesta") }
  var exampleTables: String { say("The example tables", "Las tablas de ejemplo") }
  var ordersForModels: String {
    say("`orders`, for the models of buying", "`orders`, para los modelos de compra")
  }
  var exampleTablesIntroduction: String {
    say(
      "All examples are computed on these seven small tables, as if it were 1 April 2024.",
      "Todos los ejemplos se calculan con estas siete tablas pequeñas, como si fuera el 1 de abril de 2024.")
  }
}
