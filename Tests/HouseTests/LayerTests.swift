import TestSupport
import Testing

/// The list of targets in `Package.swift` is the architecture: a module knows only those above it.
@Suite struct `The layers` {
  @Test func `the list of targets names every folder of sources`() throws {
    let modules = try modules()
    #expect(modules.contains("Diagnostics"))
    expectText(
      try Project.folders(in: "Sources").joined(separator: "\n"), modules.sorted().joined(separator: "\n"))
  }

  @Test func `a module imports only modules above it and parts of the system`() throws {
    let system: Set = ["ArgumentParser", "Dispatch", "FoundationEssentials", "Glibc", "Synchronization"]
    let modules = try modules()
    var faults: [String] = []
    for path in Project.files where path.hasPrefix("Sources/") && path.hasSuffix(".swift") {
      let module = String(path.split(separator: "/")[1])
      let above = Set(modules.prefix { $0 != module })
      for (number, name) in imports(try Project.text(path))
      where !above.contains(name) && !system.contains(name) {
        if module == "TestSupport" && name == "Testing" { continue }
        let reason =
          modules.contains(name)
          ? "stands below \(module) in Package.swift" : "is not a module of the project"
        faults.append("\(path):\(number): \(name) \(reason)")
      }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `only the program and the prompt know of terminals`() throws {
    let allowed = ["Sources/Prompt/", "Sources/kpi/", "Sources/CLibEdit/", "Tests/"]
    var faults: [String] = []
    for path in Project.files where path.hasSuffix(".swift") && !allowed.contains(where: path.hasPrefix) {
      let text = try Project.text(path)
      for word in ["isatty", "tcgetattr", "TIOCGWINSZ", "CLibEdit"] where text.contains(word) {
        if path == "Package.swift" { continue }
        faults.append("\(path): \(word)")
      }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `the map names every folder of sources`() throws {
    let map = try Project.text("docs/architecture.md")
    let missing = try Project.folders(in: "Sources").filter { !map.contains("| \($0) |") }
    expectText(missing.joined(separator: "\n"), "")
  }

  @Test func `the map names the modules in the order of the list`() throws {
    let map = try Project.text("docs/architecture.md")
    let modules = try modules()
    let rows = map.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("| "), let name = line.dropFirst(2).split(separator: " ").first else { return nil }
      return modules.contains(String(name)) ? String(name) : nil
    }
    expectText(rows.joined(separator: "\n"), modules.joined(separator: "\n"))
  }

  /// The modules under `Sources`, in the order of `Package.swift`.
  private func modules() throws -> [String] {
    let declaration = try Regex(
      #"\.(?:module|target|systemLibrary|executableTarget)\(\s*(?:name:\s*)?"(\w+)""#)
    var names: [String] = []
    for match in try Project.text("Package.swift").matches(of: declaration) {
      let name = String(match.output[1].substring ?? "")
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func imports(_ text: String) -> [(number: Int, name: String)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let words = line.split(separator: " ")
      guard let keyword = words.firstIndex(of: "import"), keyword < 2, keyword + 1 < words.count,
        keyword == 0 || ["package", "public", "internal", "private", "@testable"].contains(words[0])
      else { return nil }
      return (index + 1, String(words[keyword + 1]))
    }
  }
}
