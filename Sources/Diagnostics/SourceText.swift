/// A text that the user wrote, with the name it goes by in messages.
package struct SourceText: Sendable, Hashable {
  /// `<prompt>`, `<command>`, `<stdin>` or the path of a script or a data file.
  package let name: String
  /// UTF-8. Bytes that were not UTF-8 have become U+FFFD.
  package let bytes: [UInt8]
  /// The number of the first line, 1 unless this text is cut out of a larger one.
  package let firstLine: Int

  package init(_ text: String, name: String = "<prompt>", firstLine: Int = 1) {
    self.name = name
    self.bytes = Array(text.utf8)
    self.firstLine = firstLine
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The part of the text that a range covers.
  package subscript(range: SourceRange) -> String {
    let start = min(max(range.start, 0), bytes.count)
    let end = min(max(range.end, start), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}

/// A stretch of a source text, in bytes, the end not included.
package struct SourceRange: Sendable, Hashable {
  package var start: Int
  package var end: Int

  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The smallest range that covers both.
  package func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(start, other.start), max(end, other.end))
  }
}
