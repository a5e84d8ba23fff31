package import Diagnostics
import Synchronization
package import Syntax

/// A definition of a shipped file: its names are known at once, and it is parsed when it is first used.
///
/// Most statements use one or two KPIs of a hundred, and the program starts anew for every line of a shell script.
package final class ShippedDefinition: Sendable {
  package let name: String
  /// The names after `aka`.
  package let aliases: [String]
  /// The definition with its comments, numbered as in its file.
  package let source: SourceText
  private let parsed = Mutex<(definition: KPIDefinition, range: SourceRange)?>(nil)

  fileprivate init(name: String, aliases: [String], source: SourceText) {
    self.name = name
    self.aliases = aliases
    self.source = source
  }

  package var definition: KPIDefinition { content.definition }
  package var range: SourceRange { content.range }

  private var content: (definition: KPIDefinition, range: SourceRange) {
    parsed.withLock { parsed in
      if let parsed { return parsed }
      for statement in parse(source).statements {
        guard case .kpi(let definition) = statement.kind else { continue }
        parsed = (definition, statement.range)
        return (definition, statement.range)
      }
      preconditionFailure("the shipped definition of \(name) cannot be read")
    }
  }
}

/// The statements of a shipped file, cut apart where a line begins with `kpi` or `theme`.
///
/// The shipped files are in the standard layout, so that no parser is needed to find the names; the tests compare
/// what is found here with what the parser finds.
package struct ShippedFile: Sendable {
  package let definitions: [ShippedDefinition]
  /// One theme a line.
  package let themes: SourceText

  package init(name: String, text: String) {
    var themeLines = ""
    var found: [(name: String, aliases: [String], start: Int, line: Int)] = []
    var definitions: [ShippedDefinition] = []
    var text = text
    text.withUTF8 { bytes in
      var number = 0
      for range in LineRanges(bytes: bytes) {
        number += 1
        let line = bytes[range]
        if line.starts(with: "kpi ".utf8) {
          found.append((firstWord(of: line.dropFirst(4)), [], range.lowerBound, number))
        } else if line.starts(with: "  aka ".utf8), !found.isEmpty {
          found[found.count - 1].aliases += namesBetweenCommas(in: line.dropFirst(6))
        } else if line.starts(with: "theme ".utf8) {
          themeLines += String(decoding: line, as: UTF8.self) + "\n"
        }
      }
      for (position, entry) in found.enumerated() {
        let end = position + 1 < found.count ? found[position + 1].start : bytes.count
        let own = String(decoding: bytes[entry.start..<end], as: UTF8.self)
        definitions.append(
          ShippedDefinition(
            name: entry.name, aliases: entry.aliases,
            source: SourceText(own, name: name, firstLine: entry.line)))
      }
    }
    self.definitions = definitions
    themes = SourceText(themeLines, name: name)
  }
}

/// The ranges of a text's lines, without their ends.
private struct LineRanges: Sequence, IteratorProtocol {
  let bytes: UnsafeBufferPointer<UInt8>
  var start = 0

  mutating func next() -> Range<Int>? {
    guard start < bytes.count else { return nil }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    defer { start = end + 1 }
    return start..<end
  }
}

private typealias Line = UnsafeBufferPointer<UInt8>.SubSequence

private func firstWord(of line: Line) -> String {
  String(decoding: line.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
}

/// The names of an `aka` line; those with blanks stand between backticks.
private func namesBetweenCommas(in line: Line) -> [String] {
  line.split(separator: UInt8(ascii: ",")).map { part in
    let isAround: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "`") }
    var name = part.drop(while: isAround)
    while let last = name.last, isAround(last) { name = name.dropLast() }
    return String(decoding: name, as: UTF8.self)
  }
}
