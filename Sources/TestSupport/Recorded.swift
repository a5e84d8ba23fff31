import Glibc
package import Testing

/// Compares what each case of a file of recorded cases gives with what is written there.
///
/// A case is the input, a line `---`, and the output; a line `===` parts it from the next. With `RECORD=1` in the
/// environment (`scripts/record`) the file is written anew, and the difference is read like code.
package func checkRecorded(
  _ path: String, sourceLocation: SourceLocation = #_sourceLocation, _ answer: (String) throws -> String
) throws {
  let text = try read(path)
  let inputs = text.components(between: "\n===\n").map { $0.components(between: "\n---\n")[0] }
  let recorded = try inputs.map { input in
    let output = try answer(input)
    return input + "\n---\n" + output.withoutLineEnds
  }
  .joined(separator: "\n===\n")
  guard recorded != text.withoutLineEnds else { return }
  if getenv("RECORD") != nil {
    try write(recorded + "\n", to: path)
    return
  }
  for (old, new) in zip(text.components(between: "\n===\n"), recorded.components(between: "\n===\n")) {
    expectText(new.withoutLineEnds, old.withoutLineEnds, sourceLocation: sourceLocation)
  }
}

private struct CannotOpen: Error { let path: String }

private func read(_ path: String) throws -> String {
  guard let file = fopen(path, "r") else { throw CannotOpen(path: path) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  while case let byte = getc(file), byte != EOF { bytes.append(UInt8(byte)) }
  return String(decoding: bytes, as: UTF8.self)
}

private func write(_ text: String, to path: String) throws {
  guard let file = fopen(path, "w") else { throw CannotOpen(path: path) }
  defer { fclose(file) }
  fputs(text, file)
}

extension String {
  /// The parts of the text between the places where a separator stands; at least one.
  fileprivate func components(between separator: String) -> [String] {
    var parts: [String] = []
    var rest = Substring(self)
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  fileprivate var withoutLineEnds: String {
    var view = Substring(self)
    while view.last == "\n" { view.removeLast() }
    return String(view)
  }
}
