import Glibc
import Syntax

extension PromptCommand {
  static let save = PromptCommand(name: "save", summary: "writes the statements that worked as a script") {
    prompt, statement in
    guard case .save(let path, _) = statement else { return }
    if prompt.worked.isEmpty {
      return prompt.reporter.showError("no statement has worked yet, so there is nothing to save")
    }
    if access(path, F_OK) == 0 && !prompt.savedPaths.contains(path) {
      return prompt.reporter.showError("\(path) exists already; save under another name, or remove it first")
    }
    do throws(FileFailure) {
      try writeWholeFile(prompt.worked.map(endedLine).joined(separator: "\n"), to: path)
    } catch {
      return prompt.reporter.showError("cannot write \(path): \(systemMessage(error.number))")
    }
    prompt.savedPaths.insert(path)
    let count = prompt.worked.count
    prompt.reporter.say("\(count) \(count == 1 ? "statement" : "statements") → \(path)")
  }
}
