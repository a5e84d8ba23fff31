import Diagnostics

/// A text for people broken between words to fit a terminal.
///
/// Lines that fit stay as they are. A description in a column of its own, after two or more blanks, goes on in that
/// column; other lines go on a little further in. A paragraph in which some line does not fit is set anew as a whole.
func fitted(_ text: String, toWidth width: Int) -> String {
  let width = max(width, 20)
  var lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
  guard lines.contains(where: { displayWidth(of: String($0)) > width }) else { return text }
  lines = joinedParagraphs(lines, width)
  return lines.flatMap { fittedLine($0, width) }.joined(separator: "\n")
}

/// What is said on a terminal, each line that is too wide broken between words and going on a little further in. Lines
/// that show a place in a text stay as they are.
func brokenAtWords(_ text: String, toWidth width: Int) -> String {
  let width = max(width, 20)
  return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
    let plain = withoutColours(line)
    let start = plain.drop { $0 == " " }
    let isPlace = start.first == "|" || start.first?.isNumber == true && start.contains(" | ")
    if isPlace || displayWidth(of: plain) <= width { return String(line) }
    let indentation = plain.count - start.count
    // What follows `= help:` stands in a column of its own.
    let label = start.hasPrefix("= ") ? (start.firstIndex(of: ":").map { start[..<$0].count + 2 } ?? 2) : 2
    let margin = String(repeating: " ", count: min(indentation + label, width / 2))
    var lines = [String(repeating: " ", count: indentation)]
    var used = indentation
    var isFirst = true
    for word in line.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
      let size = displayWidth(of: withoutColours(word))
      if !isFirst, used + 1 + size > width {
        lines.append(margin)
        used = margin.count
        isFirst = true
      }
      lines[lines.count - 1] += (isFirst ? "" : " ") + word
      used += (isFirst ? 0 : 1) + size
      isFirst = false
    }
    return lines.joined(separator: "\n")
  }.joined(separator: "\n")
}

/// A text without the sequences that colour it.
private func withoutColours(_ text: Substring) -> String {
  var result = ""
  var isInside = false
  for character in text {
    if character == "\u{1B}" {
      isInside = true
    } else if isInside {
      isInside = character != "m"
    } else {
      result.append(character)
    }
  }
  return result
}

/// Lines of running text, broken by whoever wrote them, joined where one is too wide. Further in than the margin only
/// lines that are as long as prose gets are taken for it.
private func joinedParagraphs(_ lines: [Substring], _ width: Int) -> [Substring] {
  var result: [Substring] = []
  var paragraph: [Substring] = []
  func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
  func flush() {
    if paragraph.contains(where: { displayWidth(of: String($0)) > width }) {
      let rest = paragraph.dropFirst().map { $0.drop { $0 == " " } }
      result.append(Substring((paragraph.prefix(1) + rest).joined(separator: " ")))
    } else {
      result += paragraph
    }
    paragraph = []
  }
  for line in lines {
    let goesOn =
      paragraph.last.map { last in
        !line.isEmpty && indentation(last) == indentation(line)
          && (indentation(line) == 0 || displayWidth(of: String(last)) > 75)
      } ?? (line.count > 60)
    if !goesOn { flush() }
    if (goesOn || line.count > 60) && !hasGap(line) {
      paragraph.append(line)
    } else {
      flush()
      result.append(line)
    }
  }
  flush()
  return result
}

private func hasGap(_ line: Substring) -> Bool { columnStart(of: line, in: .max) != nil }

/// Where the last column of a line begins: after its last run of two blanks, when that leaves room beside it.
private func columnStart(of line: Substring, in width: Int) -> Substring.Index? {
  let indentation = line.prefix { $0 == " " }.count
  var found: Substring.Index?
  var blanks = 0
  var position = line.index(line.startIndex, offsetBy: indentation)
  while position < line.endIndex {
    if line[position] == " " {
      blanks += 1
    } else {
      if blanks >= 2, displayWidth(of: String(line[..<position])) <= width { found = position }
      blanks = 0
    }
    position = line.index(after: position)
  }
  return found
}

private func fittedLine(_ line: Substring, _ width: Int) -> [String] {
  if displayWidth(of: String(line)) <= width { return [String(line)] }
  let indentation = line.prefix { $0 == " " }.count
  if let start = columnStart(of: line, in: width / 2) {
    return broken(line[start...], first: String(line[..<start]), width)
  }
  // A description beside something long goes below it.
  if let start = columnStart(of: line, in: width) {
    var head = line[..<start]
    while head.last == " " { head.removeLast() }
    let margin = String(repeating: " ", count: min(indentation + 4, width / 3))
    return fittedLine(head, width) + broken(line[start...], first: margin, width)
  }
  let margin = String(repeating: " ", count: min(indentation, width / 3))
  let isProse = line.count > 120
  return broken(
    line.dropFirst(indentation), first: margin, further: indentation > 0 && !isProse ? 2 : 0, width)
}

/// A text on lines that all begin in the column where the first one does.
private func broken(_ text: Substring, first: String, further: Int = 0, _ width: Int) -> [String] {
  let margin = String(repeating: " ", count: displayWidth(of: first) + further)
  var lines: [String] = []
  var line = first
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, displayWidth(of: line) + 1 + displayWidth(of: String(word)) > width {
      lines.append(line)
      line = margin
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return lines + [line]
}
