import Diagnostics

extension Parser {
  /// A text in quotes.
  mutating func readText(_ word: String, example: String) -> String {
    let here = current
    if here.kind == .text {
      index += 1
      return textValue(here)
    }
    if here.kind == .word || here.kind == .name || here.kind == .number, !isAtEnd {
      report(
        .textExpected, "the text behind `\(word)` stands in quotes", at: here.range,
        label: "such as `\(example)`")
      isRecovering = true
      return ""
    }
    reportExpected(.textExpected, "a text in quotes", example: example)
    return ""
  }

  /// A path or an address in quotes, or an error that shows it with quotes.
  mutating func readPath(_ word: String, example: String) -> Name {
    let here = current
    if here.kind == .text {
      index += 1
      return Name(textValue(here), isQuoted: true, range: here.range)
    }
    if here.kind == .end {
      reportExpected(.textExpected, "a path in quotes", example: example)
      return Name("", range: here.range)
    }
    // An unquoted path goes on as long as no space interrupts it.
    let start = here.range.start
    index += 1
    while index < end, current.range.start == previousEnd, current.symbol != "," { index += 1 }
    let path = range(from: start)
    report(
      .textExpected, "a path stands in quotes", at: path, label: "write \(quoted(source[path]))",
      fix: quoted(source[path]))
    return Name(source[path], isQuoted: true, range: path)
  }
}
