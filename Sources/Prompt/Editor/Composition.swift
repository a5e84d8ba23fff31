/// A text with its accents as one character where there is such a character (é), not as a letter and a mark (e ´).
///
/// Keyboards and files write both; names and values are found by their bytes, so the prompt settles for one.
func composed(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.value >= 0x300 }) else { return text }
  var result = ""
  for character in text {
    if character.unicodeScalars.count > 1, let single = compositions[character] {
      result.unicodeScalars.append(single)
    } else {
      result.append(character)
    }
  }
  return result
}

/// Letters with marks of the scripts that have them as one character. Swift compares characters by what they
/// mean, so that the key é is found by e and a mark.
private let compositions: [Character: Unicode.Scalar] = {
  var table: [Character: Unicode.Scalar] = [:]
  for range in [0xC0...0x24F, 0x370...0x4FF, 0x1E00...0x1FFF, 0x3040...0x30FF, 0xAC00...0xD7A3] {
    for code in range {
      guard let scalar = Unicode.Scalar(UInt32(code)), scalar.properties.isAlphabetic else { continue }
      let character = Character(scalar)
      // Of two characters that mean the same, the one that is not itself replaced by the other wins: the first.
      if table[character] == nil { table[character] = scalar }
    }
  }
  return table
}()
