import CLibEdit
import Glibc
import Synchronization

/// What the user did with the input line.
enum EditedInput: Equatable {
  case text(String)
  /// Ctrl-D on an empty line, or the terminal is gone.
  case endOfInput
}

/// What the editor asks while the user types.
struct EditorHelpers {
  /// Whether Enter runs the text.
  var isComplete: (String) -> Bool = { _ in true }
  var complete: (_ text: String, _ cursor: Int) -> Completion = { _, cursor in Completion.nothing(at: cursor)
  }
  /// A style for each character.
  var highlight: (_ text: [Unicode.Scalar], _ cursor: Int) -> [Style] = { _, _ in [] }
  /// What could follow the input, shown dim where there is colour to tell it apart.
  var ghost: (_ text: String, _ history: [String]) -> String = { _, _ in "" }
  /// What stands at the cursor or fits there, one line.
  var bar: (_ text: [Unicode.Scalar], _ cursor: Int) -> [StyledText] = { _, _ in [] }
  /// The user's text in an editor of their own; nil when that did not work.
  var editElsewhere: (String) -> String? = { _ in nil }
}

/// The prompt's input line.
///
/// libedit holds the text and knows the keys; what is on the screen is drawn here, before each wait for a key.
final class Editor {
  var helpers: EditorHelpers
  let usesColor: Bool
  var browser: HistoryBrowser
  var keyboard = Keyboard()
  var undoHistory = UndoHistory()
  var painter = Painter()
  var panel: [[StyledText]] = []
  /// The place in a long list of completions, for the next Tab.
  var completionPage = 0
  var prompt = StyledText("kpi> ", .bold)
  private(set) var editLine: OpaquePointer?
  private var isFirstRead = true
  var usesVi = false
  /// Set while a paste is read, when nothing is to be drawn.
  var isPasting = false

  init?(helpers: EditorHelpers, history: [String], usesColor: Bool) {
    self.helpers = helpers
    self.usesColor = usesColor
    browser = HistoryBrowser(entries: history)
    guard kpi_use_utf8() == 1 else { return nil }
    let client = Unmanaged.passUnretained(self).toOpaque()
    editLine = kpi_edit_create("kpi", client) { editLine, character in
      let (code, result) = Editor.of(editLine).nextCharacter()
      character?.pointee = code
      return result
    }
    guard editLine != nil else { return nil }
    bindKeys()
  }

  deinit { if let editLine { kpi_edit_end(editLine) } }

  static func of(_ editLine: OpaquePointer?) -> Editor {
    Unmanaged<Editor>.fromOpaque(kpi_edit_client(editLine)).takeUnretainedValue()
  }

  /// Lets the user edit one input.
  func read() -> EditedInput {
    isFirstRead = true
    panel = []
    browser.restart()
    undoHistory.restart()
    painter.forget()
    write("\u{1B}[?2004h")
    Signals.catchSuspension(true)
    let before = Signals.activity.exchange(.editing, ordering: .sequentiallyConsistent)
    var text: UnsafePointer<Int32>?
    let count = kpi_edit_read(editLine, &text)
    Signals.activity.store(before, ordering: .sequentiallyConsistent)
    Signals.catchSuspension(false)
    defer { write("\u{1B}[?2004l") }
    guard count > 0, let text else {
      write(painter.finish(frame([])))
      return .endOfInput
    }
    var scalars = characters(text, Int(count))
    if scalars.last == "\n" { scalars.removeLast() }
    write(painter.finish(frame(scalars)))
    return .text(composed(string(scalars)))
  }

  // MARK: The text

  /// The text, in characters as libedit counts them.
  var text: [Unicode.Scalar] {
    var count = 0
    var cursor = 0
    guard let start = kpi_edit_text(editLine, &count, &cursor) else { return [] }
    return characters(start, count)
  }

  var cursor: Int {
    var count = 0
    var cursor = 0
    _ = kpi_edit_text(editLine, &count, &cursor)
    return cursor
  }

  func moveCursor(to position: Int) {
    kpi_edit_move(editLine, Int32(clamping: position - cursor))
  }

  func insert(_ inserted: [Unicode.Scalar]) {
    let codes = inserted.filter { $0.value != 0 }.map { Int32(bitPattern: $0.value) } + [0]
    if codes.count > 1 { kpi_edit_insert(editLine, codes) }
  }

  /// Replaces a part of the text; the cursor then stands after the new part.
  func replace(_ range: Range<Int>, with replacement: [Unicode.Scalar]) {
    moveCursor(to: range.upperBound)
    kpi_edit_delete_before(editLine, Int32(clamping: range.count))
    insert(replacement)
  }

  func setText(_ new: String, cursor: Int? = nil) {
    let scalars = Array(new.unicodeScalars)
    replace(0..<text.count, with: scalars)
    if let cursor { moveCursor(to: cursor) }
  }

  // MARK: Reading and drawing

  /// Gives libedit its next character.
  private func nextCharacter() -> (code: Int32, result: Int32) {
    if isFirstRead {
      // libedit looked at the terminal's size just before; it is to have room for inputs that are larger.
      isFirstRead = false
      kpi_edit_use_large_screen(editLine)
    }
    if !isPasting { undoHistory.note(UndoHistory.State(text: text, cursor: cursor)) }
    while true {
      if !isPasting && !keyboard.hasInput { draw() }
      switch keyboard.next() {
      case .character(let scalar):
        if !isPasting && scalar != "\t" { closePanel() }
        if usesVi && scalar == "\u{1B}" && !keyboard.hasInput(within: 50) { return (0x9C, 1) }
        return (Int32(bitPattern: scalar.value), 1)
      case .endOfInput: return (0, 0)
      case .signal(SIGINT): dropLine()
      case .signal(let number): handle(number)
      }
    }
  }

  /// Begins anew below the line, which stays on the screen.
  ///
  /// The terminal is not given back to its usual mode in between, in which a Ctrl-D typed ahead would be lost.
  private func dropLine() {
    closePanel()
    write(painter.finish(frame(text + Array("^C".unicodeScalars))))
    setText("")
    undoHistory.restart()
    browser.restart()
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.trimming }.joined(separator: " ")
  }

  /// Answers a signal other than an interruption.
  func handle(_ number: Int32) {
    switch number {
    case SIGWINCH:
      let columns = Environment.terminalSize(of: .standardOutput)?.columns ?? 80
      write(painter.erase(columns: columns, isReflowing: Environment.reflows))
    case SIGTSTP:
      write(painter.finish(frame(text)) + "\u{1B}[?2004l")
      kpi_edit_prepare_terminal(editLine, 0)
      Signals.catchSuspension(false)
      raise(SIGTSTP)
      resume()
    case SIGCONT:
      resume()
    default: break
    }
  }

  /// The terminal is ours again, in an unknown state.
  private func resume() {
    Signals.catchSuspension(true)
    kpi_edit_prepare_terminal(editLine, 0)
    kpi_edit_prepare_terminal(editLine, 1)
    painter.forget()
    write("\u{1B}[?2004h")
  }

  func draw() {
    let text = text
    var scene = scene(text, cursor: cursor)
    if cursor == text.count && panel.isEmpty { scene.ghost = ghost }
    scene.panel = panel.isEmpty ? bar(text) : panel
    scene.notice = "  more than fits the screen · Ctrl-X Ctrl-E opens it in your editor"
    draw(scene)
  }

  private func bar(_ text: [Unicode.Scalar]) -> [[StyledText]] {
    if text.isEmpty, let offer = browser.offered {
      let key = usesColor ? "Up or Right takes it" : "Up brings: \(oneLine(offer))"
      return [[StyledText("  " + key, .dim)]]
    }
    // While old entries pass by, only the entry is of interest.
    let line = browser.isShowing(string(text)) ? [] : helpers.bar(text, cursor)
    return line.isEmpty ? [] : [line]
  }

  /// What Right would insert at the end of the input; nothing while Up and Down walk through the history.
  var ghost: String {
    let text = string(text)
    if text.isEmpty { return usesColor ? browser.offered.map(oneLine) ?? "" : "" }
    return usesColor && !browser.isShowing(text) ? helpers.ghost(text, browser.entries) : ""
  }

  func draw(_ scene: Scene) {
    let size = Environment.terminalSize(of: .standardOutput) ?? (80, 24)
    write(painter.paint(layOut(scene, columns: size.columns, rows: size.rows, usesColor: usesColor)))
  }

  /// A last look of the input, with the cursor at its end and nothing around it.
  private func frame(_ text: [Unicode.Scalar]) -> Frame {
    let size = Environment.terminalSize(of: .standardOutput) ?? (80, 24)
    return layOut(
      scene(text, cursor: text.count), columns: size.columns, rows: size.rows, usesColor: usesColor)
  }

  private func scene(_ text: [Unicode.Scalar], cursor: Int) -> Scene {
    Scene(
      prompt: prompt, text: text, styles: usesColor ? helpers.highlight(text, cursor) : [], cursor: cursor)
  }

  private func closePanel() {
    panel = []
    completionPage = 0
  }

  func write(_ output: String) {
    if !output.isEmpty { try? OutputStream.standardOutput.write(output) }
  }
}

/// Characters from libedit's 32-bit codes.
private func characters(_ start: UnsafePointer<Int32>, _ count: Int) -> [Unicode.Scalar] {
  (0..<count).map { Unicode.Scalar(UInt32(bitPattern: start[$0])) ?? "\u{FFFD}" }
}

func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars)
  return String(view)
}

extension Substring {
  /// Without blanks at either end.
  fileprivate var trimming: String {
    var view = self
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}
