import Semantics
import Syntax

// A sentence for each line of a definition.
extension Phrases {
  func reads(_ table: String, _ rows: RowNoun) -> String {
    say(
      "reads the \(rows.many) of `\(table)`",
      "lee \(rows.isFeminine ? "las" : "los") \(rows.many) de `\(table)`")
  }
  func readsSomeTable(_ rows: RowNoun) -> String {
    say(
      "reads the table that has the columns named below",
      "lee la tabla que tiene las columnas nombradas abajo")
  }
  func madeOfOthers(_ names: [String]) -> String {
    let listed = list(names.map { "`\($0)`" })
    return say(
      "is made of other KPIs, each for the same period and the same group: \(listed)",
      "se compone de otros KPI, cada uno en el mismo periodo y grupo: \(listed)")
  }

  func behaviour(_ behaviour: TimeBehaviour, _ rows: RowNoun) -> String? {
    switch behaviour {
    case .flow: nil
    case .stock:
      say(
        "is a state: what holds just before the end of the period; states of several periods do not add up",
        "es un estado: lo que hay justo antes del final del periodo; los estados de varios periodos no se suman"
      )
    case .transition:
      say(
        "follows those who were there at the start of the period to its end; newcomers belong to neither side unless it says so",
        "sigue a quienes estaban al inicio del periodo hasta su final; los recién llegados no cuentan salvo que se diga"
      )
    case .cohort:
      say(
        "follows each of the \(rows.many) by age; an age counts only when everybody of the group has lived through it",
        "sigue a cada uno de los \(rows.many) por edad; una edad cuenta solo cuando todo el grupo la ha vivido entera"
      )
    case .undated:
      say("has no date: a period does not change it", "no tiene fecha: un periodo no lo cambia")
    case .composed: nil
    }
  }

  func dated(_ time: String, _ rows: RowNoun, isKey: Bool) -> String {
    isKey
      ? say(
        "each \(rows.one) belongs to the period of \(time), with all its rows",
        "cada \(rows.one) pertenece al periodo de \(time), con todas sus filas")
      : say(
        "each \(rows.one) belongs to the period of \(time)",
        "cada \(rows.one) pertenece al periodo de \(time)")
  }
  func keeps(_ condition: String, _ rows: RowNoun) -> String {
    say(
      "eligible are the \(rows.many) where \(condition)",
      "se \(rows.isFeminine ? "consideran las" : "consideran los") \(rows.many) \(rows.isFeminine ? "en las que" : "en los que") \(condition)"
    )
  }
  func matures(_ condition: String, _ rows: RowNoun) -> String {
    say(
      "\(rows.many) count once they have had time for their outcome: where \(condition); until then they are not yet due",
      "\(rows.isFeminine ? "las" : "los") \(rows.many) cuentan cuando han tenido tiempo: si \(condition); hasta entonces aún no vencen"
    )
  }
  func names(_ name: String, _ value: String) -> String {
    say("`\(name)` stands for \(value)", "`\(name)` significa \(value)")
  }
  func namesCondition(_ name: String, _ condition: String) -> String {
    say("`\(name)` says whether \(condition)", "`\(name)` dice si \(condition)")
  }
  func span(_ start: String, _ end: String, _ rows: RowNoun) -> String {
    say(
      "each \(rows.one) holds from \(start) to \(end); an empty end means that it still runs",
      "cada \(rows.one) vale desde \(start) hasta \(end); un final vacío significa que sigue en curso")
  }
  func joinsSpells(_ key: String) -> String {
    say(
      "stretches of one \(key) that touch count as one stay",
      "los tramos de un mismo \(key) que se tocan cuentan como una sola estancia")
  }
  func per(_ rows: RowNoun) -> String {
    say(
      "from here on there is one line for each \(rows.one)", "a partir de aquí hay una línea por \(rows.one)")
  }
  func ages(_ unit: DurationUnit, _ since: String, _ rows: RowNoun) -> String {
    let word = word(for: unit, isOne: true)
    return say(
      "each \(rows.one) is followed \(word) by \(word): age 0 is the \(word) of \(since)",
      "a cada \(rows.one) se le sigue \(word) a \(word): la edad 0 es \(unit == .week ? "la" : "el") \(word) de \(since)"
    )
  }
  func result(_ value: String) -> String { say("the result is \(value)", "el resultado es \(value)") }

  func unitSentence(_ unit: String?, isBetterUp: Bool?, needs: Int?) -> String? {
    var parts: [String] = []
    if let unit {
      let word = self.unit(unit)
      if word == "%" {
        parts.append(say("in percent", "en porcentaje"))
      } else if !word.isEmpty {
        parts.append(say("in \(word)", "en \(word)"))
      } else if unit == "currency" {
        parts.append(say("in money", "en dinero"))
      }
    }
    if let isBetterUp {
      parts.append(
        isBetterUp ? say("higher is better", "más es mejor") : say("lower is better", "menos es mejor"))
    }
    if let needs { parts.append(say("marked below n = \(needs)", "marcado por debajo de n = \(needs)")) }
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }
  func bands(_ bands: [(name: String, range: String)]) -> String {
    say("its ranges: ", "sus tramos: ") + bands.map { "\($0.name) \($0.range)" }.joined(separator: ", ")
  }
}
