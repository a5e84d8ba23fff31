import Diagnostics

/// A text inside XML and HTML: what would begin a tag or end an attribute is written as a name of itself, and what
/// XML does not allow at all, or what would turn the reading direction of the page, becomes a picture or a dot.
func escapedMarkup(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in visible(text).unicodeScalars {
    switch scalar {
    case "&": result.append(contentsOf: "&amp;".unicodeScalars)
    case "<": result.append(contentsOf: "&lt;".unicodeScalars)
    case ">": result.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
    case "'": result.append(contentsOf: "&#39;".unicodeScalars)
    // The last two code points of each plane are not characters.
    case _ where scalar.value & 0xFFFE == 0xFFFE: result.append("\u{FFFD}")
    default: result.append(scalar)
    }
  }
  return String(result)
}

/// A place on a page, with a tenth of a dot: more digits only make files longer.
func coordinate(_ number: Double) -> String {
  guard number.isFinite else { return "0" }
  let tenths = Int((min(max(number, -100_000), 100_000) * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
}

/// About how wide a text is on a page, somewhat more than in the usual fonts, so that nothing touches.
func pageWidth(_ text: String, size: Double, isBold: Bool = false) -> Double {
  var ems = 0.0
  for character in text {
    switch character {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", " ", "f", "t", "r", "(", ")", "[", "]", "·":
      ems += 0.34
    case "m", "w", "M", "W", "@", "%", "…", "—", "→": ems += 0.95
    case "A"..."Z": ems += 0.7
    default: ems += character.isASCII ? 0.58 : max(Double(displayWidth(of: character)), 0) * 0.8
    }
  }
  return ems * size * (isBold ? 1.03 : 1)
}

/// The beginning of a text that fits, with `…` where something was cut.
func cutForPage(_ text: String, to width: Double, size: Double, isBold: Bool = false) -> String {
  if pageWidth(text, size: size, isBold: isBold) <= width { return text }
  var result = text
  while !result.isEmpty, pageWidth(result + "…", size: size, isBold: isBold) > width { result.removeLast() }
  return result + "…"
}

/// A text in lines that fit, broken between words.
func wrappedForPage(_ text: String, to width: Double, size: Double, isBold: Bool = false) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    let longer = line.isEmpty ? String(word) : line + " " + word
    if !line.isEmpty, pageWidth(longer, size: size, isBold: isBold) > width {
      lines.append(line)
      line = String(word)
    } else {
      line = longer
    }
  }
  lines.append(line)
  return lines.map { cutForPage($0, to: width, size: size, isBold: isBold) }
}
