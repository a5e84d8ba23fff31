import CLibEdit
import Glibc

extension Editor {
  /// Lets the user search the history: letters narrow it, Up and Down choose, Enter takes the entry into the input.
  func openSearch() -> UInt8 {
    var query: [Unicode.Scalar] = []
    var selected = 0
    browser.takeNews()
    while true {
      let rows = Environment.terminalSize(of: .standardOutput)?.rows ?? 24
      let found = searchHistory(browser.entries, for: string(query), limit: max(min(rows - 3, 10), 1))
      selected = min(max(selected, 0), max(found.count - 1, 0))
      if !keyboard.hasInput { drawSearch(query, found, selected) }
      switch keyboard.next() {
      case .signal(SIGINT), .endOfInput: return Self.changed
      case .signal(let number): handle(number)
      case .character(let scalar):
        switch searchKey(scalar) {
        case .letter(let letter): (query, selected) = (query + [letter], 0)
        case .erase: (query, selected) = (query.dropLast(), 0)
        case .older: selected += 1
        case .newer: selected -= 1
        case .cancel: return Self.changed
        case .take:
          if found.indices.contains(selected) { setText(found[selected]) }
          return Self.changed
        case .none: break
        }
      }
    }
  }

  private enum SearchKey {
    case letter(Unicode.Scalar)
    case erase, older, newer, take, cancel, none
  }

  private func searchKey(_ scalar: Unicode.Scalar) -> SearchKey {
    switch scalar.value {
    case 0x0D, 0x0A, 0x09: return .take
    case 0x7F, 0x08: return .erase
    case 0x12, 0x0E: return .older
    case 0x13, 0x10: return .newer
    case 0x07, 0x04: return .cancel
    case 0x1B: return escapedSearchKey()
    case ..<0x20: return .none
    default: return .letter(scalar)
    }
  }

  /// What follows an escape: the rest of an arrow key, or nothing when it was Escape itself.
  private func escapedSearchKey() -> SearchKey {
    guard keyboard.hasInput(within: 50), case .character(let second) = keyboard.next() else { return .cancel }
    guard second == "[" || second == "O" else { return .none }
    while case .character(let next) = keyboard.next() {
      switch next {
      case "A": return .newer
      case "B": return .older
      case "C", "F": return .take
      case "0"..."9", ";": continue
      default: return .none
      }
    }
    return .none
  }

  private func drawSearch(_ query: [Unicode.Scalar], _ found: [String], _ selected: Int) {
    var scene = Scene(prompt: StyledText("search: ", .bold), text: query, cursor: query.count)
    scene.panel = found.enumerated().map { index, entry in
      let line = entry.split(separator: "\n").joined(separator: " ⏎ ")
      return [StyledText(index == selected ? "› \(line)" : "  \(line)", index == selected ? .bold : .dim)]
    }
    if found.isEmpty { scene.panel = [[StyledText("  nothing in the history fits", .dim)]] }
    draw(scene)
  }
}
