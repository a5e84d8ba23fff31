import TestSupport
import Testing

@Suite struct `The texts of the project` {
  @Test func `no line holds a tab or ends in a space`() throws {
    var faults: [String] = []
    for path in Project.handwritten {
      for (number, line) in try numberedLines(path) {
        if line.contains("\t") { faults.append("\(path):\(number): a tab; write \\t or spaces") }
        if line.hasSuffix(" ") { faults.append("\(path):\(number): a space at the end") }
      }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `a file ends in one line end`() throws {
    var faults: [String] = []
    for path in Project.handwritten {
      let text = try Project.text(path)
      if !text.isEmpty, !text.hasSuffix("\n") || text.hasSuffix("\n\n") { faults.append(path) }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `what is left to do is not written into the code`() throws {
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    var faults: [String] = []
    for path in Project.handwritten where !path.hasSuffix(".kpi") {
      for (number, line) in try numberedLines(path) {
        let words = line.split { !$0.isLetter }
        if words.contains(where: { marks.contains(String($0)) }) {
          faults.append("\(path):\(number): \(line)")
        }
      }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `a file is a screen or four long, unless it is a table`() throws {
    let tables: Set = ["scripts/demo-data"]
    var faults: [String] = []
    for path in Project.handwritten where !tables.contains(path) {
      let count = try numberedLines(path).count
      if count > 800 { faults.append("\(path): \(count) lines; one unit of the language is one file") }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `the top level holds only what the map shows`() {
    let allowed: Set = [
      ".ci", ".gitignore", ".swift-format", "Benchmarks", "CHANGELOG.md", "Examples", "LICENSE",
      "Package.swift",
      "README.md", "Sources", "Tests", "docs", "scripts",
    ]
    expectText(Project.topLevel.filter { !allowed.contains($0) }.joined(separator: "\n"), "")
  }

  @Test func `what a build leaves behind stays out of git`() throws {
    let ignored = Set(try numberedLines(".gitignore").map(\.line))
    #expect(ignored.isSuperset(of: [".build*", ".swiftpm/", "Package.resolved"]))
    #expect(!Project.files.contains { $0.hasPrefix(".build") || $0 == "Package.resolved" })
  }

  @Test func `the change log says what is not released yet`() throws {
    let headings = try numberedLines("CHANGELOG.md").map(\.line).filter { $0.hasPrefix("## ") }
    #expect(headings.first == "## Unreleased")
  }
}

private func numberedLines(_ path: String) throws -> [(number: Int, line: String)] {
  var lines = try Project.text(path).split(separator: "\n", omittingEmptySubsequences: false)
  if lines.last == "" { lines.removeLast() }
  return lines.enumerated().map { ($0 + 1, String($1)) }
}
