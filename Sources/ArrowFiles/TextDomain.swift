import Columns
import Diagnostics

/// Different texts with a code for each, in the order in which they were entered; code 0 is the empty text.
struct TextDomain {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = [0, 0]
  private var hashes: [UInt64] = [0]
  /// Open addressing: the code in each place, 0 for none.
  private var places = [UInt32](repeating: 0, count: 1024)

  var count: Int { hashes.count }

  /// The code of a text, which is entered when it is new.
  mutating func code(of text: UnsafeRawBufferPointer) -> UInt32 {
    if text.isEmpty { return 0 }
    let hash = contentHash(text)
    var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
    while places[place] != 0 {
      let code = Int(places[place])
      if hashes[code] == hash, equals(code, text) { return UInt32(truncatingIfNeeded: code) }
      place = (place + 1) & (places.count - 1)
    }
    if text.contains(where: { $0 >= 0x80 }) {
      // What is not UTF-8 is repaired once, when it is met first.
      let repaired = Array(String(decoding: text, as: UTF8.self).utf8)
      if !repaired.elementsEqual(text) { return repaired.withUnsafeBytes { self.code(of: $0) } }
    }
    let code = UInt32(truncatingIfNeeded: count)
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
    hashes.append(hash)
    places[place] = code
    if count * 2 > places.count { grow() }
    return code
  }

  mutating func code(of text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { code(of: UnsafeRawBufferPointer($0)) }
  }

  private func equals(_ code: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let (start, end) = (offsets[code], offsets[code + 1])
    guard end - start == text.count else { return false }
    return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[start..<end]).elementsEqual(text) }
  }

  private mutating func grow() {
    places = [UInt32](repeating: 0, count: places.count * 2)
    for code in 1..<count {
      var place = Int(truncatingIfNeeded: hashes[code]) & (places.count - 1)
      while places[place] != 0 { place = (place + 1) & (places.count - 1) }
      places[place] = UInt32(truncatingIfNeeded: code)
    }
  }

  var vector: Vector { .texts(TextBuffer(bytes: Buffer(bytes), offsets: Buffer(offsets))) }
}
