/// A sentence below a result in Spanish, or as it stands where nobody has written it in Spanish.
///
/// Notes are made where the fact is known, by modules that know no reader. So they are told in English, and put into
/// the reader's language here, at the end: each form of a sentence stands beside its translation.
package func inSpanish(_ sentence: String) -> String {
  // A mark such as `°` stands before the sentence.
  for mark in ["* ", "! ", "… ", "° ", "○ ", "dashed: "] where sentence.hasPrefix(mark) {
    let word = mark == "dashed: " ? "discontinua: " : mark
    return word + inSpanish(String(sentence.dropFirst(mark.count)))
  }
  if let known = translated(sentence) { return known }
  // Several facts in one line.
  for separator in ["; ", ": "] {
    let parts = sentence.split(separator: separator, maxSplits: separator == ": " ? 1 : .max)
    guard parts.count > 1 else { continue }
    let all = parts.map { translated(String($0)) }
    let isEnough = separator == ": " ? all.last.flatMap(\.self) != nil : all.contains { $0 != nil }
    if isEnough { return zip(all, parts).map { $0 ?? String($1) }.joined(separator: separator) }
  }
  return sentence
}

/// The words of a form that match, in order; nil where the sentence has another form.
private func translated(_ sentence: String) -> String? {
  // Of several forms that fit, the one with the most words of its own.
  let fitting = noteForms.filter { values(of: $0.english, in: sentence) != nil }
  guard let form = fitting.max(by: { $0.english.count < $1.english.count }),
    let found = values(of: form.english, in: sentence)
  else { return nil }
  var result = form.spanish
  for (position, value) in found.enumerated() {
    guard let place = result.firstRange(of: "{\(position + 1)}") else { continue }
    result.replaceSubrange(place, with: noteWords[value] ?? withWords(value))
  }
  return result
}

/// What stands in the places of a form; the last of two possible ends is taken for the last place.
private func values(of form: String, in sentence: String) -> [String]? {
  let literals = form.split(separator: "{}", omittingEmptySubsequences: false).map(String.init)
  guard let first = literals.first, let last = literals.last, sentence.hasPrefix(first) else { return nil }
  var rest = sentence.dropFirst(first.count)
  guard literals.count > 1 else { return rest.isEmpty ? [] : nil }
  var found: [String] = []
  for literal in literals.dropFirst().dropLast() {
    guard let place = rest.firstRange(of: literal) else { return nil }
    found.append(String(rest[..<place.lowerBound]))
    rest = rest[place.upperBound...]
  }
  guard rest.hasSuffix(last) else { return nil }
  found.append(String(rest.dropLast(last.count)))
  return found.contains("") ? nil : found
}

/// A list of names with words between them.
private func withWords(_ value: String) -> String {
  guard value.contains(" and ") || value.contains(" or ") || value.hasSuffix(" %)") else { return value }
  return value.split(separator: " ", omittingEmptySubsequences: false)
    .map { noteWords[String($0)] ?? String($0) }.joined(separator: " ")
}

/// Values in the places of forms that are words themselves.
private let noteWords: [String: String] = [
  "English": "inglés", "Spanish": "español", "French": "francés", "and": "y", "or": "o",
  "unknown": "sin dato",
  "all time": "todo el tiempo", "the rest": "el resto", "all": "todo", "row": "fila", "rows": "filas",
  "customer": "cliente", "times in weeks": "tiempos en semanas", "rose": "subió", "fell": "bajó",
  "stayed": "siguió",
  "in the unit of the times": "en la unidad de los tiempos",
  "of a share, by Wilson": "de una proporción, de Wilson",
  "of a share, by Wilson, or by customer where each has many rows":
    "de una proporción, de Wilson, o por cliente donde cada uno tiene muchas filas",
  "of a net share, adjusted Wald": "de un saldo, de Wald ajustado",
  "of a net share, adjusted Wald, or by customer where each has many rows":
    "de un saldo, de Wald ajustado, o por cliente donde cada uno tiene muchas filas",
  "of a mean, Student's t, or resampled where very skewed":
    "de una media, t de Student, o remuestreado donde es muy asimétrica",
  "of a mean, Student's t, or resampled where very skewed, or by customer where each has many rows":
    "de una media, t de Student, o remuestreado donde es muy asimétrica, o por cliente donde cada uno tiene muchas filas",
  "of a survival curve, Greenwood, log(-log)": "de una curva de supervivencia, de Greenwood, log(-log)",
  "where the limits of the survival curve reach one half":
    "donde los límites de la curva de supervivencia llegan a la mitad",
  "between ordered values": "entre valores ordenados",
  "between ordered values, or by customer where each has many rows":
    "entre valores ordenados, o por cliente donde cada uno tiene muchas filas",
  "of a survival curve, Greenwood, log(-log), or by customer where each has many rows":
    "de una curva de supervivencia, de Greenwood, log(-log), o por cliente donde cada uno tiene muchas filas",
  "where the limits of the survival curve reach one half, or by customer where each has many rows":
    "donde los límites de la curva de supervivencia llegan a la mitad, o por cliente donde cada uno tiene muchas filas",
  "of a count, Poisson": "de un recuento, de Poisson",
  "of a count, Poisson, the denominator taken as it is":
    "de un recuento, de Poisson, con el denominador tal cual",
  "of a ratio, by customer": "de un cociente, por cliente", "of a ratio, by row": "de un cociente, por fila",
  "of a ratio, by key": "de un cociente, por clave",
  "by resampling customers 2,000 times": "remuestreando clientes 2,000 veces",
  "from the intervals of its parts, taken as independent":
    "a partir de los intervalos de sus partes, como independientes",
  "from the intervals of its parts, the widest that they allow":
    "a partir de los intervalos de sus partes, el más ancho que permiten",
  "none: counted, not estimated": "no hay: se cuenta, no se estima",
  "none for this kind of value": "no hay para esta clase de valor",
]

/// The forms of sentences with their Spanish; `{}` is a value, and `{1}` the first of them.
package let noteForms: [(english: String, spanish: String)] = [
  // Marks
  ("n below {}: read with care", "n inferior a {1}: léase con cautela"),
  ("the change is larger than chance (95 %)", "el cambio es mayor que el azar (95 %)"),
  ("not everybody has lived through that age yet", "no todos han vivido aún esa edad"),
  ("the period is not over at {}", "el periodo no ha terminado el {1}"),
  ("the period is not over", "el periodo no ha terminado"),
  ("{} of {} rows · last shows all", "{1} de {2} filas · last las muestra todas"),
  ("95 % interval {}", "intervalo del 95 % {1}"),
  ("dotted: 95 % interval", "punteado: intervalo del 95 %"),
  ("▓ ─┤ 95 % interval", "▓ ─┤ intervalo del 95 %"),
  ("with 95 % interval", "con intervalo del 95 %"),
  ("no value is known: there is nothing to draw", "no se conoce ningún valor: no hay nada que dibujar"),
  ("no value is known", "no se conoce ningún valor"), ("no rows", "sin filas"),
  ("n {} to {}", "n de {1} a {2}"),
  ("data to {}", "datos hasta {1}"),
  ("the first {} of {} columns", "las primeras {1} de {2} columnas"),
  ("{} of {} groups: those with the largest n", "{1} de {2} grupos: los de mayor n"),
  ("{} of {} groups: those with the largest values", "{1} de {2} grupos: los de mayor valor"),
  ("{} of {} groups: those that come first", "{1} de {2} grupos: los primeros"),
  ("{} of {} series: those with the largest n", "{1} de {2} series: las de mayor n"),
  ("{} of {} series: those with the largest values", "{1} de {2} series: las de mayor valor"),
  ("{} of {} rows: those with most behind them", "{1} de {2} filas: las que más tienen detrás"),
  ("{} of {} columns: those with most behind them", "{1} de {2} columnas: las que más tienen detrás"),
  ("{} of {} rows: those that come first", "{1} de {2} filas: las primeras"),
  // Time
  (
    "what is not over is compared with the same part of the other period",
    "lo que no ha terminado se compara con la misma parte del otro periodo"
  ),
  ("without a period this is the last whole month, {}", "sin periodo es el último mes entero, {1}"),
  ("{} is for the last whole month, {}", "{1} es del último mes entero, {2}"),
  ("for the last whole month, {}", "del último mes entero, {1}"),
  (
    "the period is not over at {}: it is compared with {} to {}",
    "el periodo no ha terminado el {1}: se compara con {2} a {3}"
  ),
  (
    "{} is not over: compared with the same part of the other period",
    "{1} no ha terminado: se compara con la misma parte del otro periodo"
  ),
  (
    "{} before {} is too low: the file begins on {}, and its first window is not full",
    "{1} antes de {2} sale bajo: el fichero empieza el {3} y su primera ventana no está completa"
  ),
  (
    "the file begins on {}, so customers of before look new in the first cohorts of {}",
    "el fichero empieza el {1}, así que los clientes de antes parecen nuevos en las primeras cohortes de {2}"
  ),
  (
    "{} left and returned within a period; churn_events counts them",
    "{1} se fueron y volvieron dentro de un periodo; churn_events los cuenta"
  ),
  ("{} has no date, so the period does not change it", "{1} no tiene fecha: el periodo no lo cambia"),
  ("window: {}", "ventana: {1}"), ("windows: {}", "ventanas: {1}"),
  ("{} is shown by age", "{1} se muestra por edad"),
  ("for {} `by {}` is `cohort {}`", "para {1} `by {2}` es `cohort {3}`"),
  (
    "by `{}` groups by the very moment; `day of {}` groups by day",
    "`by {1}` agrupa por el instante exacto; `day of {2}` agrupa por día"
  ),
  ("business hours: {}", "horario laboral: {1}"),
  // Tables
  ("`{}` is read as {}", "`{1}` se lee como {2}"),
  ("{} leaves out a part: {}", "{1} deja fuera una parte: {2}"),
  ("{} takes fewer contacts as better", "{1} toma menos contactos por mejor"),
  ("{} has no `{}`, so conditions on it are left out", "{1} no tiene `{2}`: sus condiciones se omiten"),
  ("{} has no `{}`, so {} is answered without time", "{1} no tiene `{2}`: {3} se responde sin tiempo"),
  ("{} is computed from {}", "{1} se calcula con {2}"),
  // Comments
  (
    "a row may count in several themes; rows without {} are left out, also of the total",
    "una fila puede contar en varios temas; las filas sin {1} se dejan fuera, también del total"
  ),
  (
    "the comments are read as {}; `set comment language` overrules that",
    "los comentarios se leen como {1}; `set comment language` lo cambia"
  ),
  (
    "{} comments here, {} there; a term counts once a comment",
    "{1} comentarios aquí, {2} allí; un término cuenta una vez por comentario"
  ),
  (
    "{} words and pairs occur in {} comments or more; shown are those with z beyond ±1.96, which one in twenty passes by chance",
    "{1} palabras y pares aparecen en {2} comentarios o más; se muestran los de z más allá de ±1.96, que uno de cada veinte pasa por azar"
  ),
  (
    "no word or pair sets these comments apart by more than chance",
    "ninguna palabra ni par distingue estos comentarios más que el azar"
  ),
  ("no row has a comment here", "aquí ninguna fila tiene comentario"),
  (
    "typical of {} comments; names are masked only where something gives them away, so read before you share",
    "típicos de {1} comentarios; los nombres se ocultan solo donde algo los delata: lee antes de compartir"
  ),
  (
    "typical of {} comment; names are masked only where something gives them away, so read before you share",
    "típico de {1} comentario; los nombres se ocultan solo donde algo los delata: lee antes de compartir"
  ),
  // Models
  (
    "buying model (BG/NBD) of {} customers, {}: {}", "modelo de compra (BG/NBD) de {1} clientes, {2}: {3}"
  ),
  (
    "spending model (Gamma-Gamma) of {} customers who bought again: {}",
    "modelo de gasto (Gamma-Gamma) de {1} clientes que repitieron: {2}"
  ),
  // Rows behind
  ("{} of {} rows of {}", "{1} de {2} filas de {3}"),
  ("{} rows of {}", "{1} filas de {2}"), ("{} row of {}", "{1} fila de {2}"),
  ("{} of {} values of {} in {}", "{1} de {2} valores de {3} en {4}"),
  ("{} values of {} in {}", "{1} valores de {2} en {3}"),
  ("{} value of {} in {}", "{1} valor de {2} en {3}"),
  (
    "{} more pass the conditions and count in nothing that is asked for",
    "{1} más cumplen las condiciones y no cuentan en nada de lo que se pide"
  ),
  // Why
  ("{} rose from {} ({}) to {} ({})", "{1} subió de {2} ({3}) a {4} ({5})"),
  ("{} fell from {} ({}) to {} ({})", "{1} bajó de {2} ({3}) a {4} ({5})"),
  ("{} stayed from {} ({}) to {} ({})", "{1} siguió igual de {2} ({3}) a {4} ({5})"),
  ("{} is {} for {} and {} for {}", "{1} vale {2} para {3} y {4} para {5}"),
  (
    "no column explains it: it is much the same in all groups",
    "ninguna columna lo explica: es parecido en todos los grupos"
  ),
  ("by `{}` most of it is {}: {} points", "por `{1}` la mayor parte es {2}: {3} puntos"),
  ("by `{}` most of it is {}: {}", "por `{1}` la mayor parte es {2}: {3}"),
  (
    "by `{}` mostly because of the mix: {} points, and {} points within the groups",
    "por `{1}` sobre todo por la composición: {2} puntos, y {3} puntos dentro de los grupos"
  ),
  (
    "by `{}` mostly because of the mix: {}, and {} within the groups",
    "por `{1}` sobre todo por la composición: {2}, y {3} dentro de los grupos"
  ),
  (
    "by `{}` mostly within the groups: {} points, and {} points because of the mix",
    "por `{1}` sobre todo dentro de los grupos: {2} puntos, y {3} puntos por la composición"
  ),
  (
    "by `{}` mostly within the groups: {}, and {} because of the mix",
    "por `{1}` sobre todo dentro de los grupos: {2}, y {3} por la composición"
  ),
  ("the weight of {} went from {} % to {} %", "el peso de {1} pasó del {2} % al {3} %"),
  ("the weight of {} is {} % instead of {} %", "el peso de {1} es del {2} % en vez del {3} %"),
  ("{} went from {} to {}", "{1} pasó de {2} a {3}"),
  ("{} has {} instead of {}", "{1} tiene {2} en vez de {3}"),
  (
    "the whole change is not larger than chance: look for causes with care",
    "el cambio total no es mayor que el azar: busca causas con cautela"
  ),
  ("explain less: {}", "explican menos: {1}"),
  ("not tried: {}; `by` tries what it names", "sin probar: {1}; `by` prueba lo que nombra"),
]
