import Diagnostics

/// A text in which what may tell who wrote it has become `[name]`, `[email]`, `[phone]`, `[card]`, `[iban]`, `[link]`
/// or `[number]`, on one line and without control characters.
///
/// What has a form of its own (addresses, numbers) is found by it; names only where a title, a common first name or a
/// phrase such as “my name is” or “regards” gives them away. Other names stay.
package func masked(_ text: String) -> String {
  let flat = onOneLine(text)
  let numbers = maskedNumbers(maskedAddresses(flat))
  return maskedNames(numbers)
}

/// Blanks and line ends as single spaces; signs that steer a terminal or the reading direction go.
func onOneLine(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  var isAfterBlank = true
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x3000:
      if !isAfterBlank { result.append(" ") }
      isAfterBlank = true
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB:
      break
    default:
      result.append(scalar)
      isAfterBlank = false
    }
  }
  if result.last == " " { result.removeLast() }
  return String(result)
}

// MARK: Addresses

/// Mail and web addresses and names that begin with `@`.
private func maskedAddresses(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ".") }) else { return text }
  return text.split(separator: " ", omittingEmptySubsequences: false).map { maskedAddress(String($0)) }
    .joined(separator: " ")
}

private let domainEndings: Set<String> = [
  "com", "org", "net", "es", "fr", "mx", "ar", "co", "cl", "pe", "uk", "us", "de", "it", "pt", "eu", "io",
  "info",
  "biz", "edu", "gov", "me", "tv", "app", "shop", "online", "cat", "ca", "ch", "be",
]

private func maskedAddress(_ word: String) -> String {
  let opening = word.prefix { "([{<\"'“«¿¡".contains($0) }
  let closing = word.dropFirst(opening.count).reversed().prefix { ")]}>\"'”».,;:!?…".contains($0) }.count
  let core = word.dropFirst(opening.count).dropLast(closing)
  guard let mask = addressMask(String(core)) else {
    // Several addresses may be joined by a comma or a stroke.
    for sign: Character in [",", ";", "|", "="] where core.contains(sign) {
      let parts = core.split(separator: sign, omittingEmptySubsequences: false)
      if parts.contains(where: { addressMask(String($0)) != nil }) {
        return opening + parts.map { addressMask(String($0)) ?? String($0) }.joined(separator: String(sign))
          + word.suffix(closing)
      }
    }
    return word
  }
  return opening + mask + word.suffix(closing)
}

private func addressMask(_ core: String) -> String? {
  let small = core.lowercased()
  if small.hasPrefix("http://") || small.hasPrefix("https://") || small.hasPrefix("www.")
    || small.contains("://")
  {
    return "[link]"
  }
  if let at = core.firstIndex(of: "@") {
    let domain = core[core.index(after: at)...]
    if at == core.startIndex { return domain.count >= 2 ? "[name]" : nil }
    if domain.contains(".") || domain.contains("[at]") || domain.count >= 3 { return "[email]" }
  }
  let host = small.prefix { $0 != "/" && $0 != "?" && $0 != ":" }
  let labels = host.split(separator: ".", omittingEmptySubsequences: false)
  guard labels.count >= 2, let ending = labels.last, domainEndings.contains(String(ending)),
    labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }),
    labels.dropLast().last?.contains(where: \.isLetter) == true
  else { return nil }
  // “slow.it” is a missing blank; a real address has a longer name, a path or a common ending.
  return ["com", "org", "net", "es", "fr", "mx"].contains(String(ending)) || labels.count > 2
    || small.contains("/")
    ? "[link]" : nil
}

// MARK: Numbers

private func maskedNumbers(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else { return text }
  let signs = Array(text.unicodeScalars)
  var result = String.UnicodeScalarView()
  var position = 0
  while position < signs.count {
    let isAfterWord =
      position > 0 && (signs[position - 1].properties.isAlphabetic || isDigit(signs[position - 1]))
    if !isAfterWord, let end = endOfIBAN(signs, position) {
      result.append(contentsOf: "[iban]".unicodeScalars)
      position = end
      continue
    }
    if !isAfterWord, let (end, mask) = number(signs, position) {
      result.append(
        contentsOf: (mask ?? String(String.UnicodeScalarView(signs[position..<end]))).unicodeScalars)
      position = end
      continue
    }
    result.append(signs[position])
    position += 1
  }
  return String(result)
}

private func isDigit(_ sign: Unicode.Scalar) -> Bool { sign.value >= 0x30 && sign.value <= 0x39 }

/// Where an account number ends that begins here: its check digits must be right.
private func endOfIBAN(_ signs: [Unicode.Scalar], _ start: Int) -> Int? {
  func isLetter(_ sign: Unicode.Scalar) -> Bool {
    (0x41...0x5A).contains(sign.value & ~0x20) && sign.value < 0x80
  }
  guard start + 15 <= signs.count, isLetter(signs[start]), isLetter(signs[start + 1]),
    isDigit(signs[start + 2]),
    isDigit(signs[start + 3])
  else { return nil }
  var letters: [Unicode.Scalar] = []
  var position = start
  var best: Int?
  while position < signs.count, letters.count < 34 {
    let sign = signs[position]
    if isLetter(sign) || isDigit(sign) {
      letters.append(sign)
      if letters.count >= 15, hasRightCheckDigits(letters) { best = position + 1 }
    } else if sign != " " && sign != "-"
      || position + 1 < signs.count && !(isLetter(signs[position + 1]) || isDigit(signs[position + 1]))
    {
      break
    }
    position += 1
  }
  return best
}

private func hasRightCheckDigits(_ letters: [Unicode.Scalar]) -> Bool {
  var remainder: UInt32 = 0
  for sign in letters[4...] + letters[..<4] {
    if isDigit(sign) {
      remainder = (remainder * 10 + (sign.value - 0x30)) % 97
    } else {
      remainder = (remainder * 100 + ((sign.value & ~0x20) - 0x41 + 10)) % 97
    }
  }
  return remainder == 1
}

/// Where a number ends that begins here, and what stands for it; no mask for amounts, dates and short numbers.
private func number(_ signs: [Unicode.Scalar], _ start: Int) -> (end: Int, mask: String?)? {
  var position = start
  let hasPlus = signs[start] == "+"
  let hasBracket = signs[start] == "("
  if hasPlus || hasBracket { position += 1 }
  guard position < signs.count, isDigit(signs[position]) else { return nil }
  var digits: [UInt8] = []
  var groups: [Int] = [0]
  var separators: [Unicode.Scalar] = []
  var end = position
  while position < signs.count, digits.count < 40 {
    if isDigit(signs[position]) {
      digits.append(UInt8(signs[position].value - 0x30))
      groups[groups.count - 1] += 1
      position += 1
      end = position
      continue
    }
    // One or two signs part the groups of a number: `(91) 555-01 23`.
    var next = position
    while next < signs.count, next - position < 2, " -./()".unicodeScalars.contains(signs[next]) { next += 1 }
    guard next > position, next < signs.count, isDigit(signs[next]) else { break }
    separators.append(signs[position])
    groups.append(0)
    position = next
  }
  // What goes on with letters is no number of this kind, such as `24h` or `5kg`.
  let isWordGoingOn = end < signs.count && signs[end].properties.isAlphabetic
  if hasBracket, separators.isEmpty, digits.count < 7 { return nil }
  if (13...19).contains(digits.count), isCard(digits) { return (end, "[card]") }
  if isWordGoingOn || isDateOrAmount(digits, groups, separators, hasPlus) { return (end, nil) }
  if separators.isEmpty {
    if hasPlus, digits.count >= 7 { return (end, "[phone]") }
    if digits.count == 9 || digits.count == 10 { return (end, "[phone]") }
    return (end, digits.count >= 7 ? "[number]" : nil)
  }
  if (7...15).contains(digits.count) { return (end, "[phone]") }
  return (end, digits.count > 15 ? "[number]" : nil)
}

/// Luhn's check.
private func isCard(_ digits: [UInt8]) -> Bool {
  var sum = 0
  for (place, digit) in digits.reversed().enumerated() {
    let doubled = Int(digit) * (place % 2 == 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 == 0 && digits.contains { $0 != 0 }
}

private func isDateOrAmount(
  _ digits: [UInt8], _ groups: [Int], _ separators: [Unicode.Scalar], _ hasPlus: Bool
) -> Bool {
  guard !hasPlus, !separators.isEmpty else { return false }
  let isSame = Set(separators).count == 1
  // 1.234.567
  if isSame, separators[0] == ".", groups[0] <= 3, groups.dropFirst().allSatisfy({ $0 == 3 }),
    digits.count <= 9
  {
    return true
  }
  // 12.50 and the like
  if groups.count == 2, separators[0] == ".", groups[1] <= 2 { return true }
  // 2024-03-31, 31/03/2024, 31.3.24, and these with a time behind
  guard groups.count >= 3, separators[0] == separators[1], "-/.".unicodeScalars.contains(separators[0]) else {
    return groups.count == 2 && separators[0] == "/" && digits.count <= 6
  }
  let date = Array(groups.prefix(3))
  let isDate =
    date == [4, 2, 2] || date[0] <= 2 && date[1] <= 2 && (date[2] == 4 || date[2] == 2) && groups.count <= 4
  return isDate && digits.count <= 14
}
