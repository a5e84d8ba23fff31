/// A text in which every character that could steer a terminal has become a picture of itself.
///
/// Escape sequences, carriage returns and marks that turn the reading direction of a whole line come in with data
/// and could hide or forge what the reader sees. Those with a picture show it (`␛`, `␊`), the others are `·`.
///
/// - Parameter kept: Control characters that the format knows how to carry.
package func visible(_ text: String, keeping kept: Set<Unicode.Scalar> = []) -> String {
  let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  if isPlain { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    result.append(kept.contains(scalar) ? scalar : picture(of: scalar))
  }
  return String(result)
}

private func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "·"
  case 0x7F: "\u{2421}"
  case 0x80...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB: "·"
  default: scalar
  }
}
