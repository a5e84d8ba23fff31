import Glibc

extension PromptCommand {
  static let edit = PromptCommand(name: "edit", summary: "opens the last statement in $EDITOR, then runs it")
  {
    prompt, _ in
    guard let edited = try textFromEditor(prompt.lastStatement, prompt.reporter) else { return }
    if edited.allSatisfy(\.isWhitespace) { return }
    prompt.reporter.say(edited)
    prompt.next = edited
  }
}

/// Lets the user change a text in the editor of their choice.
///
/// - Returns: nil when that was impossible, which was then said.
func textFromEditor(_ text: String, _ reporter: Reporter) throws -> String? {
  let folder = Environment["TMPDIR"] ?? "/tmp"
  var template = Array("\(folder)/kpi-XXXXXX.kpi".utf8CString)
  let descriptor = mkstemps(&template, 4)
  guard descriptor >= 0 else {
    reporter.showError("no file can be made in \(folder): \(systemMessage(errno))")
    return nil
  }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { unlink(path) }
  var text = endedLine(text)
  _ = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
  close(descriptor)
  let editor = Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi"
  if let failure = runProgram(editor, arguments: [path], input: nil) {
    reporter.showError("\(editor) could not run: \(failure); set EDITOR to another one")
    return nil
  }
  return composed(pastedText(try readWholeFile(path)))
}
