import TestSupport
import Testing

@Suite struct `The links in the documents` {
  @Test func `a link leads to a file and a heading that exist`() throws {
    var faults: [String] = []
    for path in Project.files where path.hasSuffix(".md") {
      for link in links(in: prose(of: try Project.text(path))) {
        if let reason = try fault(of: link, in: path) { faults.append("\(path): \(link): \(reason)") }
      }
    }
    expectText(faults.joined(separator: "\n"), "")
  }

  @Test func `a heading becomes the anchor that links use`() {
    #expect(anchor("Which file does a newcomer open?") == "which-file-does-a-newcomer-open")
    #expect(anchor("`now` and time-zones, ¿qué?") == "now-and-time-zones-qué")
  }

  @Test func `code is not searched for links`() {
    let text = "[a](b.md) `[c](d.md)`\n```\n[e](f.md)\n```\n![g](h.png)"
    #expect(links(in: prose(of: text)) == ["b.md", "h.png"])
  }

  private func fault(of link: String, in path: String) throws -> String? {
    if link.contains("://") || link.hasPrefix("mailto:") { return nil }
    let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var target = path
    if !parts[0].isEmpty {
      guard let joined = join(path, parts[0]) else { return "leads out of the project" }
      target = joined
    }
    guard Project.exists(target) else { return "there is no such file" }
    guard parts.count == 2, target.hasSuffix(".md") else { return nil }
    let anchors = prose(of: try Project.text(target)).split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("#") else { return nil }
      return anchor(String(line.drop { $0 == "#" }.drop { $0 == " " }))
    }
    return anchors.contains(parts[1]) ? nil : "there is no such heading"
  }

  /// The path of a link, seen from the root; nil if it leaves it.
  private func join(_ path: String, _ link: String) -> String? {
    var folders = path.split(separator: "/").dropLast().map(String.init)
    for part in link.split(separator: "/") {
      if part == ".." {
        if folders.popLast() == nil { return nil }
      } else if part != "." {
        folders.append(String(part))
      }
    }
    return folders.joined(separator: "/")
  }

  /// The name of a heading in a link: small letters, digits and `-`.
  private func anchor(_ heading: String) -> String {
    String(
      heading.lowercased().compactMap { letter -> Character? in
        if letter == " " { return "-" }
        return letter.isLetter || letter.isNumber || letter == "-" || letter == "_" ? letter : nil
      })
  }

  /// The text without blocks of code; code inside a line stays only in headings.
  private func prose(of text: String) -> String {
    var isCode = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
      if line.hasPrefix("```") {
        isCode.toggle()
        return nil
      }
      if isCode { return nil }
      if line.hasPrefix("#") { return String(line) }
      return line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
    }.joined(separator: "\n")
  }

  /// What stands between `](` and `)`, without a title.
  private func links(in prose: String) -> [String] {
    var found: [String] = []
    var rest = Substring(prose)
    while let opening = rest.firstRange(of: "](") {
      rest = rest[opening.upperBound...]
      guard let end = rest.firstIndex(of: ")") else { break }
      if let link = rest[..<end].split(separator: " ").first { found.append(String(link)) }
      rest = rest[end...]
    }
    return found
  }
}
