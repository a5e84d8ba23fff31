/// A number as tables show it, for sentences about a result: rounded, thousands separated; a dash for what is not
/// finite.
package func roundedText(_ number: Double, places: Int) -> String {
  NumberText.rounded(number, places: places).map(NumberText.grouped) ?? "–"
}

/// A length of time as tables show it: `2 h 05 min`.
package func durationText(_ microseconds: Int64) -> String { DurationText.human(microseconds) }
