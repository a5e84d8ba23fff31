/// A walk through the history with Up and Down, over the entries that begin with what was typed.
struct HistoryBrowser {
  /// Oldest first, each once.
  private(set) var entries: [String]
  /// Entries that other prompts made since it was last asked; called before each walk.
  var news: () -> [String] = { [] }
  /// Texts that wait behind Up without belonging to the history, such as a correction.
  private var waiting: [String] = []
  private var position: Int?
  private var typed = ""
  private var shown = ""

  init(entries: [String]) {
    self.entries = entries
  }

  mutating func append(_ entry: String) {
    entries.removeAll { $0 == entry }
    entries.append(entry)
  }

  /// Takes in what other prompts entered.
  mutating func takeNews() {
    for entry in news() { append(entry) }
  }

  /// Puts a text behind the Up key, until the next input.
  mutating func offer(_ text: String) { waiting = [text] }

  /// The text that waits behind Up; nil when there is none.
  var offered: String? { waiting.last }

  /// Begins a new input.
  mutating func restart() {
    position = nil
    shown = ""
  }

  /// Forgets what was offered: the input was accepted.
  mutating func clearOffers() { waiting = [] }

  /// Whether a text is an entry that Up or Down just brought, unchanged.
  func isShowing(_ text: String) -> Bool { position != nil && text == shown }

  mutating func previous(from text: String) -> String? {
    if !isShowing(text) { takeNews() }
    let all = entries + waiting
    if !isShowing(text) {
      typed = text
      position = all.count
    }
    guard let position else { return nil }
    let found = all[..<min(position, all.count)].lastIndex { $0.hasPrefix(typed) && $0 != text }
    guard let found else { return nil }
    self.position = found
    shown = all[found]
    return shown
  }

  mutating func next(from text: String) -> String? {
    guard isShowing(text), let position else { return nil }
    let all = entries + waiting
    let found = all.indices.dropFirst(position + 1).first { all[$0].hasPrefix(typed) && all[$0] != text }
    guard let found else {
      restart()
      return typed
    }
    self.position = found
    shown = all[found]
    return shown
  }
}
