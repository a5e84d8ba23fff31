/// The columns that a text takes on a terminal.
///
/// A grapheme takes one column, two when it is wide (East Asian, most emoji), none when it is only marks. Control
/// characters have no width that could be relied on; `visible` replaces them first.
func terminalWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  return text.reduce(0) { $0 + terminalWidth($1) }
}

/// The columns of one grapheme.
func terminalWidth(_ character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    // U+FE0F asks for the picture instead of the letter form.
    if scalar.value == 0xFE0F { return width == 0 ? 0 : 2 }
    if width == 0 { width = scalarWidth(scalar) }
  }
  return width
}

/// The longest beginning of a text that fits `width` columns, with `…` in the last one where something was cut.
func cut(_ text: String, toWidth width: Int) -> String {
  if terminalWidth(text) <= width { return text }
  if width < 1 { return "" }
  var result = ""
  var used = 0
  for character in text {
    let characterWidth = terminalWidth(character)
    if used + characterWidth > width - 1 { break }
    used += characterWidth
    result.append(character)
  }
  return result + "…"
}

private func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  if scalar.properties.isEmojiPresentation { return 2 }
  return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// Blocks of wide letters (Unicode's East_Asian_Width W and F), joined where what lies between is unassigned.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
  0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
  0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D37F,
  0x1F1E6...0x1F1FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
]
