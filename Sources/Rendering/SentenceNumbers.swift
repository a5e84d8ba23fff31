/// A number as tables show it, for sentences about a result: rounded, thousands separated; a dash for what is not
/// finite.
package func roundedText(_ number: Double, places: Int) -> String {
  NumberText.rounded(number, places: places).map(NumberText.grouped) ?? "–"
}
