/// What the input was before each change, so that a change can be taken back.
///
/// Letters typed one after the other are one change up to the end of their word.
struct UndoHistory {
  struct State: Equatable {
    var text: [Unicode.Scalar]
    var cursor: Int
  }

  private var states: [State] = []
  private var current: State?
  private var isTyping = false

  /// Forgets everything: a new input begins.
  mutating func restart() { self = UndoHistory() }

  /// Notes what the input is before the next key.
  mutating func note(_ state: State) {
    guard let before = current, before.text != state.text else {
      // Moving about ends a word that was being typed.
      if let before = current, before.cursor != state.cursor { isTyping = false }
      current = state
      return
    }
    let isLetter =
      state.text.count == before.text.count + 1 && state.cursor == before.cursor + 1
      && !state.text[before.cursor].properties.isWhitespace
    if !(isLetter && isTyping) { states.append(before) }
    if states.count > 1_000 { states.removeFirst(500) }
    isTyping = isLetter
    current = state
  }

  /// The input before the last change; nil when there is none.
  mutating func back() -> State? {
    isTyping = false
    current = states.popLast()
    return current
  }
}
