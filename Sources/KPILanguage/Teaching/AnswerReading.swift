package import Columns
import Glibc

/// Whether what somebody typed is the answer to a question.
///
/// Numbers may have a point or a comma, thousands marks and a unit behind them, and are compared with as many
/// decimals as were typed. Words such as `none` stand for an unknown value.
package func isRight(_ typed: String, answer: Value) -> Bool {
  let typed = typed.trimmed.lowercased()
  guard let right = answer.number else {
    return ["none", "unknown", "–", "-", "n/a", "nothing", "desconocido", "nada", "ninguno", "no hay"]
      .contains(typed)
  }
  return readings(of: typed).contains { reading in
    let step = pow(10, -Double(min(reading.decimals, 12)))
    // Half a step is rounding; a reader who cuts digits off is right too, but only behind the point.
    let tolerance = reading.decimals > 0 ? step : 0.5 * step
    return abs(reading.number - right) <= tolerance + 1e-9 * max(1, abs(right))
  }
}

/// What a typed number may mean: `1.234` is one and a bit to some and a thousand to others.
private func readings(of typed: String) -> [(number: Double, decimals: Int)] {
  let kept = typed.map { $0 == "−" || $0 == "–" ? "-" : $0 }
  guard
    let begin = kept.firstIndex(where: { $0.isNumber || $0 == "-" || $0 == "+" || $0 == "." || $0 == "," })
  else {
    return []
  }
  let text = String(
    kept[begin...].prefix { $0.isNumber || "-+.,'\u{2019} \u{A0}\u{202F}".contains($0) }
      .filter { !"'\u{2019} \u{A0}\u{202F}+".contains($0) })
  var readings: [(Double, Int)] = []
  for mark: Character in [".", ","] {
    let other: Character = mark == "." ? "," : "."
    let plain = text.filter { $0 != other }
    guard plain.filter({ $0 == mark }).count <= 1,
      let number = Double(plain.map { $0 == mark ? "." : String($0) }.joined())
    else { continue }
    let decimals = plain.firstIndex(of: mark).map { plain.distance(from: $0, to: plain.endIndex) - 1 } ?? 0
    readings.append((number, decimals))
  }
  return readings
}
