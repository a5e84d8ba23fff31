import CLibEdit

/// The editor's own commands, under names that ~/.editrc can bind to other keys.
extension Editor {
  private struct Command {
    let name: StaticString
    let help: StaticString
    /// As written for libedit's `bind`.
    let keys: [String]
    /// Also in vi's command mode.
    var isEverywhere = true
    let run: kpi_edit_command
  }

  private static let commands: [Command] = [
    Command(name: "kpi-enter", help: "Runs the statement, or adds a line", keys: ["^M", "^J"]) {
      editLine, _ in
      Editor.of(editLine).enter()
    },
    Command(name: "kpi-new-line", help: "Adds a line", keys: ["\\e^M", "\\e^J"], isEverywhere: false) {
      editLine, _ in
      Editor.of(editLine).addLine()
    },
    Command(name: "kpi-leave", help: "Deletes a character, or leaves when there is none", keys: ["^D"]) {
      editLine, _ in
      Editor.of(editLine).deleteOrLeave()
    },
    Command(name: "kpi-delete", help: "Deletes the character under the cursor", keys: ["\\e[3~"]) {
      editLine, _ in
      Editor.of(editLine).deleteForward()
    },
    Command(
      name: "kpi-up", help: "Goes a line or an entry of the history up", keys: ["^P", "\\e[A", "\\eOA"]
    ) {
      editLine, _ in Editor.of(editLine).goUp()
    },
    Command(
      name: "kpi-down", help: "Goes a line or an entry of the history down", keys: ["^N", "\\e[B", "\\eOB"]
    ) {
      editLine, _ in Editor.of(editLine).goDown()
    },
    Command(name: "kpi-left", help: "Goes a character to the left", keys: ["\\e[D", "\\eOD"]) { editLine, _ in
      Editor.of(editLine).go(by: -1)
    },
    Command(
      name: "kpi-right", help: "Goes a character to the right, or takes the suggestion",
      keys: ["^F", "\\e[C", "\\eOC"], isEverywhere: false
    ) { editLine, _ in Editor.of(editLine).goRight() },
    Command(
      name: "kpi-word-right", help: "Goes a word to the right, or takes one of the suggestion",
      keys: ["\\ef", "\\e[1;3C", "\\e[1;5C"], isEverywhere: false
    ) { editLine, _ in Editor.of(editLine).goWordRight() },
    Command(name: "kpi-undo", help: "Takes the last change back", keys: ["^_", "^X^U"], isEverywhere: false) {
      editLine, _ in Editor.of(editLine).undo()
    },
    Command(
      name: "kpi-line-start", help: "Goes to the start of the line",
      keys: ["^A", "\\e[H", "\\eOH", "\\e[1~", "\\e[7~"]
    ) {
      editLine, _ in Editor.of(editLine).goToLineStart()
    },
    Command(
      name: "kpi-line-end", help: "Goes to the end of the line, or takes the suggestion",
      keys: ["^E", "\\e[F", "\\eOF", "\\e[4~", "\\e[8~"]
    ) { editLine, _ in Editor.of(editLine).goToLineEnd() },
    Command(
      name: "kpi-complete", help: "Completes what is before the cursor", keys: ["^I"], isEverywhere: false
    ) {
      editLine, _ in Editor.of(editLine).complete()
    },
    Command(name: "kpi-search", help: "Searches the history", keys: ["^R"]) { editLine, _ in
      Editor.of(editLine).openSearch()
    },
    Command(name: "kpi-paste", help: "Takes a paste as one text", keys: ["\\e[200~"]) { editLine, _ in
      Editor.of(editLine).paste()
    },
    Command(name: "kpi-clear-screen", help: "Clears the screen", keys: ["^L"]) { editLine, _ in
      Editor.of(editLine).clearScreen()
    },
    Command(name: "kpi-edit", help: "Opens the text in $EDITOR", keys: ["^X^E"], isEverywhere: false) {
      editLine, _ in Editor.of(editLine).editElsewhere()
    },
    Command(
      name: "kpi-ignore", help: "Does nothing",
      keys: ["\\e[2~", "\\e[5~", "\\e[6~", "\\e[Z", "\\eOP", "\\eOQ", "\\eOR", "\\eOS"]
        + [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map { "\\e[\($0)~" }
    ) { _, _ in Editor.nothing },
  ]

  /// Makes the commands known, reads ~/.editrc, and binds the keys that the prompt is used by.
  func bindKeys() {
    for command in Self.commands {
      kpi_edit_add_command(editLine, command.name.pointer, command.help.pointer, command.run)
    }
    // `bind -v` in ~/.editrc starts from fresh keys, so ours come after it.
    kpi_edit_source(editLine)
    usesVi = kpi_edit_uses_vi(editLine) == 1
    for command in Self.commands {
      for keys in command.keys {
        kpi_edit_bind(editLine, keys, command.name.pointer)
        if command.isEverywhere { kpi_edit_bind_command_mode(editLine, keys, command.name.pointer) }
      }
    }
    if usesVi { bindViKeys() } else { bindEmacsKeys() }
  }

  private func bindEmacsKeys() {
    // Arrows with Shift, Alt and Control: by words where that is usual, else as without.
    for modifier in 2...8 {
      let movesWords = modifier == 3 || modifier == 5
      let letters = [
        ("A", "kpi-up"), ("B", "kpi-down"), ("C", movesWords ? "kpi-word-right" : "kpi-right"),
        ("D", movesWords ? "ed-prev-word" : "kpi-left"), ("F", "kpi-line-end"), ("H", "kpi-line-start"),
      ]
      for (letter, name) in letters { kpi_edit_bind(editLine, "\\e[1;\(modifier)\(letter)", name) }
      kpi_edit_bind(editLine, "\\e[3;\(modifier)~", "kpi-delete")
    }
    kpi_edit_bind(editLine, "\\eb", "ed-prev-word")
    kpi_edit_bind(editLine, "^W", "ed-delete-prev-word")
    kpi_edit_bind(editLine, "^U", "vi-kill-line-prev")
  }

  private func bindViKeys() {
    kpi_edit_bind(editLine, Self.loneEscape, "vi-command-mode")
    kpi_edit_bind_command_mode(editLine, Self.loneEscape, "kpi-ignore")
    for (keys, name) in [("k", "kpi-up"), ("j", "kpi-down"), ("/", "kpi-search"), ("v", "kpi-ignore")] {
      kpi_edit_bind_command_mode(editLine, keys, name)
    }
  }

  /// What Escape becomes with vi's keys when nothing follows it: a control character that no keyboard sends.
  static let loneEscape = "\u{9C}"

  /// The text is as it should be, or has changed: the next wait for a key draws it.
  static let nothing = UInt8(CC_NORM)
  static let changed = UInt8(CC_REFRESH)

  private func enter() -> UInt8 {
    let text = string(text)
    if text.allSatisfy(\.isWhitespace) || helpers.isComplete(text) {
      moveCursor(to: self.text.count)
      insert(["\n"])
      return UInt8(CC_NEWLINE)
    }
    return addLine()
  }

  private func addLine() -> UInt8 {
    // The next line of a statement is indented, except inside a text in quotes.
    let isInsideText = scanTokens(Array(text[..<cursor])).last?.isOpen == true
    insert(isInsideText ? ["\n"] : ["\n", " ", " "])
    return Self.changed
  }

  private func deleteOrLeave() -> UInt8 {
    if text.isEmpty { return UInt8(CC_EOF) }
    return deleteForward()
  }

  private func deleteForward() -> UInt8 {
    if cursor < text.count { replace(cursor..<(cursor + 1), with: []) }
    return Self.changed
  }

  private func go(by distance: Int) -> UInt8 {
    kpi_edit_move(editLine, Int32(distance))
    return Self.changed
  }

  private func goRight() -> UInt8 {
    if cursor == text.count { return takeGhost() }
    return go(by: 1)
  }

  private func takeGhost() -> UInt8 {
    if text.isEmpty, usesColor, let offer = browser.offered {
      setText(offer)
      return Self.changed
    }
    insert(Array(ghost.unicodeScalars))
    return Self.changed
  }

  private func goWordRight() -> UInt8 {
    let text = text
    guard cursor < text.count else {
      let ghost = text.isEmpty && usesColor ? browser.offered ?? "" : ghost
      let suggested = Array(ghost.unicodeScalars)
      insert(Array(suggested[..<nextWordEnd(in: suggested, from: 0)]))
      return Self.changed
    }
    moveCursor(to: nextWordEnd(in: text, from: cursor))
    return Self.changed
  }

  private func undo() -> UInt8 {
    if let state = undoHistory.back() { setText(string(state.text), cursor: state.cursor) }
    return Self.changed
  }

  private func goToLineStart() -> UInt8 {
    moveCursor(to: lineBounds(in: text, around: cursor).lowerBound)
    return Self.changed
  }

  private func goToLineEnd() -> UInt8 {
    if cursor == text.count { return takeGhost() }
    moveCursor(to: lineBounds(in: text, around: cursor).upperBound)
    return Self.changed
  }

  /// Whether Up and Down go on through the history: they brought the text, and nothing was touched since.
  private var isWalkingThroughHistory: Bool { browser.isShowing(string(text)) && cursor == text.count }

  private func goUp() -> UInt8 {
    let line = lineBounds(in: text, around: cursor)
    if line.lowerBound > 0 && !isWalkingThroughHistory {
      let above = lineBounds(in: text, around: line.lowerBound - 1)
      moveCursor(to: min(above.lowerBound + cursor - line.lowerBound, above.upperBound))
    } else if let entry = browser.previous(from: string(text)) {
      setText(entry)
    }
    return Self.changed
  }

  private func goDown() -> UInt8 {
    let line = lineBounds(in: text, around: cursor)
    if line.upperBound < text.count && !isWalkingThroughHistory {
      let below = lineBounds(in: text, around: line.upperBound + 1)
      moveCursor(to: min(below.lowerBound + cursor - line.lowerBound, below.upperBound))
    } else if let entry = browser.next(from: string(text)) {
      setText(entry)
    }
    return Self.changed
  }

  private func paste() -> UInt8 {
    isPasting = true
    defer { isPasting = false }
    var pasted: [Unicode.Scalar] = []
    let end = Array("\u{1B}[201~".unicodeScalars)
    while !pasted.ends(with: end) {
      guard case .character(let scalar) = keyboard.next() else { break }
      pasted.append(scalar)
    }
    if pasted.ends(with: end) { pasted.removeLast(end.count) }
    insert(Array(pastedText(string(pasted)).unicodeScalars))
    return Self.changed
  }

  private func clearScreen() -> UInt8 {
    painter.forget()
    write("\u{1B}[H\u{1B}[2J")
    return Self.changed
  }

  private func editElsewhere() -> UInt8 {
    let before = string(text)
    write(painter.erase())
    kpi_edit_prepare_terminal(editLine, 0)
    let edited = helpers.editElsewhere(before)
    kpi_edit_prepare_terminal(editLine, 1)
    painter.forget()
    write("\u{1B}[?2004h")
    if let edited, edited != before { setText(edited) }
    return Self.changed
  }

  private func complete() -> UInt8 {
    let completion = helpers.complete(string(text), cursor)
    guard !completion.candidates.isEmpty else {
      panel = []
      return Self.changed
    }
    let typed = string(text[completion.range])
    if completion.candidates.count == 1 {
      panel = []
      replace(completion.range, with: Array(completion.candidates[0].insertion.unicodeScalars))
      return Self.changed
    }
    let common = completion.commonPrefix
    // A quote alone, which all values begin with, is better left to who types.
    let saysSomething = common.contains { $0.isLetter || $0.isNumber }
    if saysSomething && common.unicodeScalars.count > typed.unicodeScalars.count {
      replace(completion.range, with: Array(common.unicodeScalars))
      completionPage = 0
    }
    let rows = Environment.terminalSize(of: .standardOutput)?.rows ?? 24
    let pageSize = max(min(rows - 4, 12), 1)
    let pageCount = (completion.candidates.count + pageSize - 1) / pageSize
    panel = completionPanel(completion.candidates, page: completionPage % pageCount, pageSize: pageSize)
    completionPage += 1
    return Self.changed
  }
}

extension StaticString {
  /// The text for C, which ends with 0 as literals do.
  fileprivate var pointer: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

extension Array where Element: Equatable {
  fileprivate func ends(with end: [Element]) -> Bool {
    count >= end.count && self[(count - end.count)...].elementsEqual(end)
  }
}

/// Where the next word ends after a position.
func nextWordEnd(in text: [Unicode.Scalar], from position: Int) -> Int {
  func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
  let start = text[position...].firstIndex(where: isLetter) ?? text.count
  return text[start...].firstIndex { !isLetter($0) } ?? text.count
}

/// The line that a position lies in, without its newline.
func lineBounds(in text: [Unicode.Scalar], around position: Int) -> Range<Int> {
  let start = (text[..<position].lastIndex(of: "\n") ?? -1) + 1
  let end = text[position...].firstIndex(of: "\n") ?? text.count
  return start..<end
}

/// A paste as input: newlines in one form, no other control characters, no prompts copied along, no empty end.
func pastedText(_ text: String) -> String {
  var scalars: [Unicode.Scalar] = []
  var previous: Unicode.Scalar = " "
  for scalar in text.unicodeScalars {
    if scalar == "\r" || (scalar == "\n" && previous != "\r") {
      scalars.append("\n")
    } else if scalar == "\t" || (scalar.value >= 32 && !(127...159).contains(scalar.value)) {
      scalars.append(scalar)
    }
    previous = scalar
  }
  while let last = scalars.last, last == "\n" || last == " " { scalars.removeLast() }
  return string(scalars)
}
