import Columns

extension PromptCommand {
  static let last = PromptCommand(name: "last", summary: "all rows of the last result, in $PAGER") {
    prompt, _ in
    guard let result = prompt.reporter.lastResult else {
      return prompt.reporter.showError("there is no result yet; ask something first")
    }
    let text = prompt.reporter.text(of: result.asTable, maximumRows: nil)
    if OutputStream.standardOutput.isTerminal && Environment.hasCapableTerminal {
      if let failure = runPager(text) {
        prompt.reporter.showError("the pager could not run: \(failure); set PAGER to another one")
      }
    } else {
      try prompt.reporter.print(text)
    }
  }
}

/// Shows a text in the user's pager.
///
/// - Returns: nil, or why that was impossible.
private func runPager(_ text: String) -> String? {
  runProgram(Environment["PAGER"] ?? "less -S -R", arguments: [], input: text)
}
