/// Cuts texts into words, one text after the other.
///
/// A word is a run of letters, digits and the marks on them. Apostrophes inside stay (`don't`), except that a
/// possessive `'s` and an elided article (`l'attente`) go. Hyphens part words and are remembered. Each sign of a script
/// written without blanks, and each emoji, is a word of its own. Nothing in a text makes the reader fail.
struct WordReader {
  /// The small letters of all words, one after the other.
  private(set) var letters: [UInt8] = []
  private(set) var words: [ReadWord] = []
  private var start = -1
  private var apostrophe = -1
  private var isAfterBreak = true
  private var isJoined = false

  /// Words of one text.
  mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    letters.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    start = -1
    apostrophe = -1
    isAfterBreak = true
    isJoined = false
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        position += 1
        switch asciiKinds[Int(byte)] {
        case .letter:
          begin()
          letters.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        case .apostrophe: takeApostrophe(isFollowed: isLetter(text, position))
        case .hyphen: takeHyphen(isFollowed: isLetter(text, position))
        case let other: take(other, 0)
        }
        continue
      }
      let (scalar, length) = decoded(text, position)
      position += length
      switch kind(of: scalar) {
      case .apostrophe: takeApostrophe(isFollowed: isLetter(text, position))
      case .hyphen: takeHyphen(isFollowed: isLetter(text, position))
      case let kind: take(kind, scalar)
      }
    }
    end()
  }

  private mutating func begin() {
    if start < 0 { start = letters.count }
  }

  private mutating func take(_ kind: SignKind, _ scalar: UInt32) {
    switch kind {
    case .letter:
      begin()
      appendSmall(scalar)
    case .single:
      end()
      begin()
      appendSmall(scalar)
      end()
    case .pause:
      end()
      isAfterBreak = true
    case .gap: end()
    case .ignored, .apostrophe, .hyphen: break
    }
  }

  private mutating func takeApostrophe(isFollowed: Bool) {
    guard start >= 0, isFollowed else { return end() }
    if apostrophe < 0 { apostrophe = letters.count }
    letters.append(UInt8(ascii: "'"))
  }

  private mutating func takeHyphen(isFollowed: Bool) {
    let isInside = start >= 0
    end()
    isJoined = isInside && isFollowed
  }

  private mutating func end() {
    guard start >= 0 else {
      isJoined = false
      return
    }
    var from = start
    var to = letters.count
    if apostrophe >= 0 {
      let before = letters[from..<apostrophe]
      let after = letters[(apostrophe + 1)..<to]
      if after.elementsEqual([UInt8(ascii: "s")]) {
        to = apostrophe
      } else if after.count >= 2, isElided(before),
        !["ll", "re", "ve"].contains(where: { after.elementsEqual($0.utf8) })
      {
        from = apostrophe + 1
      }
    }
    words.append(ReadWord(start: from, end: to, isAfterBreak: isAfterBreak, isJoined: isJoined))
    start = -1
    apostrophe = -1
    isAfterBreak = false
    isJoined = false
  }

  /// French articles and pronouns that lose their vowel: `l'`, `d'`, `qu'`.
  private func isElided(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, let last = word.last else { return false }
    if word.count == 1 { return "ldjmtsnc".utf8.contains(first) }
    return word.count <= 7 && last == UInt8(ascii: "u") && word.dropLast().last == UInt8(ascii: "q")
  }

  private mutating func appendSmall(_ scalar: UInt32) {
    if scalar >= 0x80, scalar < 0x250, smallLatin[Int(scalar - 0x80)] != 0 {
      appendUTF8(smallLatin[Int(scalar - 0x80)])
      return
    }
    guard let sign = Unicode.Scalar(scalar) else { return }
    letters.append(contentsOf: sign.properties.lowercaseMapping.utf8)
  }

  private mutating func appendUTF8(_ scalar: UInt32) {
    if scalar < 0x80 {
      letters.append(UInt8(scalar))
    } else {
      // Every entry of the table lies below U+0800.
      letters.append(UInt8(0xC0 | scalar >> 6))
      letters.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  private func isLetter(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
    guard position < text.count else { return false }
    if text[position] < 0x80 { return asciiKinds[Int(text[position])] == .letter }
    return kind(of: decoded(text, position).scalar) == .letter
  }
}

/// Where a word stands in the letters of its reader.
struct ReadWord: Equatable {
  var start: Int
  var end: Int
  /// A full stop, a line end or the like stands between this word and the one before, or it is the first.
  var isAfterBreak: Bool
  /// A hyphen alone stands between this word and the one before.
  var isJoined: Bool
}

enum SignKind: UInt8 { case letter, single, apostrophe, hyphen, pause, gap, ignored }

private let asciiKinds: [SignKind] = (0..<128).map { byte in
  switch UInt8(byte) {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    .letter
  case UInt8(ascii: "'"), UInt8(ascii: "`"): .apostrophe
  case UInt8(ascii: "-"): .hyphen
  case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"), UInt8(ascii: ":"),
    UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\n"),
    UInt8(ascii: "\r"), UInt8(ascii: "|"), UInt8(ascii: "/"), UInt8(ascii: "\""):
    .pause
  default: .gap
  }
}

/// Small letters of U+0080 to U+024F; 0 where there is more to say.
private let smallLatin: [UInt32] = (0x80..<0x250).map { value in
  let scalar = UInt32(value)
  guard let sign = Unicode.Scalar(scalar) else { return scalar }
  let small = sign.properties.lowercaseMapping.unicodeScalars
  guard small.count == 1, let only = small.first, only.value < 0x800 else { return 0 }
  return only.value
}

/// What a sign outside ASCII is to a reader of words.
func kind(of scalar: UInt32) -> SignKind {
  switch scalar {
  case 0xC0...0x24F: return scalar == 0xD7 || scalar == 0xF7 ? .gap : .letter
  case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF, 0x1F3FB...0x1F3FF:
    return .ignored
  case 0x2018, 0x2019, 0x02BC, 0xFF07, 0xB4: return .apostrophe
  case 0x2010, 0x2011: return .hyphen
  case 0xA1, 0xBF, 0xAB, 0xBB, 0x2012...0x2015, 0x201C...0x201E, 0x2022, 0x2026, 0x2028, 0x2029,
    0x3001...0x3002,
    0xFF01, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F:
    return .pause
  // Scripts that are written without blanks between words.
  case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xF900...0xFAFF, 0x20000...0x3FFFF:
    return .single
  default: break
  }
  guard let sign = Unicode.Scalar(scalar) else { return .gap }
  let properties = sign.properties
  if properties.isAlphabetic { return .letter }
  if scalar > 0x2000, properties.isEmojiPresentation || properties.isEmoji { return .single }
  switch properties.generalCategory {
  case .decimalNumber, .nonspacingMark, .spacingMark: return .letter
  default: return .gap
  }
}

/// The sign that begins at a position; bytes that are no UTF-8 are U+FFFD, one at a time.
func decoded(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (scalar: UInt32, length: Int) {
  let first = UInt32(text[position])
  func rest(_ offset: Int) -> UInt32? {
    guard position + offset < text.count, text[position + offset] & 0xC0 == 0x80 else { return nil }
    return UInt32(text[position + offset] & 0x3F)
  }
  switch first {
  case 0..<0x80: return (first, 1)
  case 0xC2..<0xE0:
    if let second = rest(1) { return ((first & 0x1F) << 6 | second, 2) }
  case 0xE0..<0xF0:
    if let second = rest(1), let third = rest(2) {
      let scalar = (first & 0xF) << 12 | second << 6 | third
      if scalar >= 0x800, !(0xD800...0xDFFF).contains(scalar) { return (scalar, 3) }
    }
  case 0xF0..<0xF5:
    if let second = rest(1), let third = rest(2), let fourth = rest(3) {
      let scalar = (first & 0x7) << 18 | second << 12 | third << 6 | fourth
      if (0x10000...0x10FFFF).contains(scalar) { return (scalar, 4) }
    }
  default: break
  }
  return (0xFFFD, 1)
}
