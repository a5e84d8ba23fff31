/// Draws frames on the terminal, each over the one before, by relative moves only: what stands above stays.
struct Painter {
  private var last: Frame?

  /// The bytes that replace the frame on the screen by another one.
  mutating func paint(_ frame: Frame) -> String {
    if frame == last { return "" }
    var output = "\u{1B}[?25l" + moveToStart()
    for (index, row) in frame.rows.enumerated() {
      if index > 0 { output += "\r\n" }
      output += row
    }
    let up = frame.rows.count - 1 - frame.cursorRow
    if up > 0 { output += "\u{1B}[\(up)A" }
    output += "\r"
    if frame.cursorColumn > 0 { output += "\u{1B}[\(frame.cursorColumn)C" }
    last = frame
    return output + "\u{1B}[?25h"
  }

  /// The bytes that leave a last frame on the screen and go to the line below it.
  mutating func finish(_ frame: Frame) -> String {
    let output = paint(frame)
    let down = frame.rows.count - 1 - frame.cursorRow
    last = nil
    return output + (down > 0 ? "\u{1B}[\(down)B" : "") + "\r\n"
  }

  /// The bytes that take the frame off the screen, by the layout that it was drawn in.
  mutating func erase() -> String {
    defer { last = nil }
    return moveToStart()
  }

  /// The same after the terminal became another width.
  ///
  /// - Parameter isReflowing: The terminal breaks rows anew that became too wide, as nearly all do.
  mutating func erase(columns: Int, isReflowing: Bool) -> String {
    guard isReflowing, columns > 0, let frame = last else { return erase() }
    defer { last = nil }
    let above = frame.widths[..<frame.cursorRow].reduce(0) { $0 + max(($1 + columns - 1) / columns, 1) }
    let up = above + frame.cursorColumn / columns
    return (up > 0 ? "\u{1B}[\(up)A" : "") + "\r\u{1B}[J"
  }

  /// The screen was cleared or shows something else: the next frame begins where the cursor is.
  mutating func forget() { last = nil }

  private func moveToStart() -> String {
    guard let last else { return "\r\u{1B}[J" }
    return (last.cursorRow > 0 ? "\u{1B}[\(last.cursorRow)A" : "") + "\r\u{1B}[J"
  }
}
