import Glibc

extension PromptCommand {
  static let edit = PromptCommand(name: "edit", summary: "opens the last statement in $EDITOR, then runs it")
  {
    prompt, _ in
    let folder = Environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(folder)/kpi-XXXXXX.kpi".utf8CString)
    let descriptor = mkstemps(&template, 4)
    guard descriptor >= 0 else {
      return prompt.reporter.showError("no file can be made in \(folder): \(systemMessage(errno))")
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    var text = endedLine(prompt.lastStatement)
    _ = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
    close(descriptor)
    let editor = Environment["VISUAL"] ?? Environment["EDITOR"] ?? "vi"
    if let failure = runProgram(editor, arguments: [path], input: nil) {
      return prompt.reporter.showError("\(editor) could not run: \(failure); set EDITOR to another one")
    }
    let edited = composed(pastedText(try readWholeFile(path)))
    if edited.allSatisfy(\.isWhitespace) { return }
    prompt.reporter.say(edited)
    prompt.next = edited
  }
}
