import TestSupport
import Testing

/// What the documents show, the program prints; the examples run.
@Suite struct DocumentTests {
  @Test(arguments: [
    "README.md", "docs/language.md", "docs/causes.md", "docs/pictures.md",
    "docs/teaching.md",
  ])
  func `a command in a document prints what stands below it`(path: String) {
    let blocks = fencedBlocks(of: readFile(TestedProgram.root + "/" + path))
    let files = blocks.filter { $0.fence.hasPrefix("csv ") }
    let transcripts = blocks.filter { $0.fence == "console" }
    #expect(!transcripts.isEmpty)
    for transcript in transcripts {
      let lines = transcript.text.split(separator: "\n", maxSplits: 1).map(String.init)
      guard lines.count == 2, lines[0].hasPrefix("$ ") else {
        Issue.record("a console block is a command after `$ ` and what it prints:\n\(transcript.text)")
        continue
      }
      let command = String(lines[0].dropFirst(2))
      let printed = withTemporaryFolder { folder in
        for file in files { writeFile(folder + "/" + file.fence.dropFirst(4), file.text + "\n") }
        return lines[1].contains("kpi> ")
          ? session(command, typing: lines[1], folder: folder) : output(command, folder: folder)
      }
      expectText(printed, lines[1])
    }
  }

  @Test(arguments: ["definitions", "monthly-report", "orders", "support"])
  func `an example runs on the demo company`(name: String) {
    let outcome = TestedProgram.run("kpi demo -q \"$ROOT/Examples/\(name).kpi\"")
    #expect(outcome.exitCode == 0 && !outcome.output.isEmpty)
    #expect(!outcome.errors.contains("error:"), "\(outcome.errors)")
  }

  @Test func `an example with a file of its own runs`() {
    let outcome = TestedProgram.run("kpi -q \"$ROOT/Examples/coffee-survey.kpi\"")
    #expect(outcome.exitCode == 0 && !outcome.output.isEmpty)
    #expect(!outcome.errors.contains("error:"), "\(outcome.errors)")
  }

  @Test func `the examples are those that the tests run, in the standard layout`() {
    let outcome = TestedProgram.run("cd \"$ROOT/Examples\"; ls *.kpi; kpi format --check *.kpi")
    expectText(
      outcome.output, "coffee-survey.kpi\ndefinitions.kpi\nmonthly-report.kpi\norders.kpi\nsupport.kpi\n")
    #expect(outcome.exitCode == 0)
    expectText(outcome.errors, "")
  }

  @Test func `a KPI that the list does not mark as later can be asked`() {
    let list = readFile(TestedProgram.root + "/docs/kpis.md")
    let names = list.split(separator: "\n").compactMap { line -> String? in
      let cell = line.dropFirst(2).prefix { $0 != "|" }
      guard line.hasPrefix("| `"), !cell.contains("later") else { return nil }
      return String(cell.split(separator: "`")[0])
    }
    #expect(names.count > 30)
    let outcome = TestedProgram.run(
      "kpi demo -q", input: names.map { $0 + " during 2024-12" }.joined(separator: "\n"))
    #expect(outcome.exitCode == 0)
    #expect(!outcome.errors.contains("error:"), "\(outcome.errors)")
  }

  /// All that a command prints, as a terminal would show it.
  private func output(_ command: String, folder: String) -> String {
    let outcome = TestedProgram.run("cd '\(folder)'; { \(command) --format table; } 2>&1")
    return String(outcome.output.trimmingPrefix("\n").dropLast(while: { $0 == "\n" }))
  }

  /// A conversation at the prompt in which the lines after `kpi> ` are typed.
  private func session(_ command: String, typing transcript: String, folder: String) -> String {
    let terminal = TestTerminal("TERM=dumb \(command) --no-init", columns: 80, rows: 200, folder: folder)
    let typed = transcript.split(separator: "\n").filter { $0.hasPrefix("kpi> ") }.map { $0.dropFirst(5) }
    for line in typed {
      terminal.wait { $0.hasSuffix("\nkpi>") || $0.hasSuffix("\nkpi> ") }
      terminal.type(line + "\n")
      terminal.wait { $0.contains("\nkpi> \(line)") }
    }
    _ = terminal.waitForEnd()
    return String(terminal.screen.text.dropLast(while: { $0 == "\n" || $0 == " " }))
  }

  /// The blocks of code: what stands after the opening ```` ``` ````, and the text up to the closing one.
  private func fencedBlocks(of text: String) -> [(fence: String, text: String)] {
    var blocks: [(fence: String, lines: [Substring])] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append((String(line.dropFirst(3)), [])) }
      } else if isInside {
        blocks[blocks.count - 1].lines.append(line)
      }
    }
    return blocks.map { ($0.fence, $0.lines.joined(separator: "\n")) }
  }
}

extension StringProtocol {
  fileprivate func dropLast(while isDropped: (Character) -> Bool) -> SubSequence {
    guard let last = lastIndex(where: { !isDropped($0) }) else { return self[startIndex..<startIndex] }
    return self[...last]
  }
}
