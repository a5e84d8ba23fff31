import Columns

/// Texts that are being written one after the other.
struct TextBuilder {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = [0]

  init(capacity: Int) { offsets.reserveCapacity(capacity + 1) }

  mutating func append(_ text: some Sequence<UInt8>) {
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
  }

  mutating func append(_ text: String) { append(text.utf8) }

  /// Adds to the text that the next `append` ends.
  mutating func extend(_ text: some Sequence<UInt8>) { bytes.append(contentsOf: text) }

  func finished() -> Vector { .texts(TextBuffer(bytes: Buffer(bytes), offsets: Buffer(offsets))) }
}

extension UnsafeBufferPointer<UInt8> {
  /// The text without blanks at its ends: ASCII blanks and control characters, and the no-break space.
  var trimmed: UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = count
    while start < end {
      if self[start] <= 0x20 {
        start += 1
      } else if self[start] == 0xC2, start + 1 < end, self[start + 1] == 0xA0 {
        start += 2
      } else {
        break
      }
    }
    while start < end {
      if self[end - 1] <= 0x20 {
        end -= 1
      } else if self[end - 1] == 0xA0, end - 2 >= start, self[end - 2] == 0xC2 {
        end -= 2
      } else {
        break
      }
    }
    return UnsafeBufferPointer(rebasing: self[start..<end])
  }

  func isEqual(to other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }
}
