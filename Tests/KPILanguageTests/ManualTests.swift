import Diagnostics
import Glibc
import KPILanguage
import Syntax
import TestSupport
import Testing

/// What stands in the documents as the language, marked ```` ```kpi ````, works on the demo company.
@Suite struct ManualTests {
  @Test(arguments: [
    "README.md", "docs/language.md", "docs/causes.md", "docs/comments.md", "docs/comparisons.md",
    "docs/pictures.md",
    "docs/teaching.md", "docs/time.md", "docs/demo-company.md",
  ])
  func `the examples of a document run in one session`(path: String) throws {
    let folder = "/tmp/kpi-manual-\(getpid())-\(path.filter(\.isLetter))"
    mkdir(folder, 0o755)
    defer {
      unlink(folder + "/nps.csv")
      unlink(folder + "/experience.csv")
      rmdir(folder)
    }
    let session = Conversation(in: folder, isPrompt: true).session
    try session.loadDemo { _ in }
    let blocks = fencedBlocks(of: try document(path), language: "kpi")
    #expect(!blocks.isEmpty)
    var faults: [String] = []
    for block in blocks {
      for statement in statements(of: block) {
        _ = try session.run(SourceText(statement, name: path)) { event in
          guard case .diagnostics(let diagnostics) = event else { return }
          faults += diagnostics.filter { $0.severity == .error }.map { draw($0, usesColor: false) }
        }
      }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `a transcript is asked line by line, anything else as a whole`() {
    #expect(statements(of: "kpi> nps\nkpi> by year") == ["nps", "by year"])
    #expect(statements(of: "nps\n  by year") == ["nps\n  by year"])
  }

  private func statements(of block: String) -> [String] {
    guard block.hasPrefix("kpi> ") else { return [block] }
    return block.split(separator: "\n").map { String($0.dropFirst(5)) }
  }

  /// The texts between ```` ```LANGUAGE ```` and ```` ``` ````.
  private func fencedBlocks(of text: String, language: String) -> [String] {
    var blocks: [[Substring]] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```" + language {
        isInside = true
        blocks.append([])
      } else if line.hasPrefix("```") {
        isInside = false
      } else if isInside {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks.map { $0.joined(separator: "\n") }
  }

  private func document(_ path: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let file = try #require(fopen(root + "/" + path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
