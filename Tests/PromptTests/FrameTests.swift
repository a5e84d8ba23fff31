import Diagnostics
import TestSupport
import Testing

@testable import Prompt

/// What a terminal shows after the scenes were drawn one over the other; the cursor is a `█` put into the text.
private func screen(_ scenes: [Scene], columns: Int, rows: Int = 8, above: String = "") -> String {
  var painter = Painter()
  var screen = TerminalScreen(columns: columns, rows: rows)
  screen.write(above)
  for scene in scenes {
    screen.write(painter.paint(layOut(scene, columns: columns, rows: rows, usesColor: true)))
  }
  var lines = screen.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  while lines.count <= screen.cursor[0] { lines.append("") }
  var before = ""
  var after = Array(lines[screen.cursor[0]])
  while displayWidth(of: before) < screen.cursor[1] {
    before.append(after.isEmpty ? " " : after.removeFirst())
  }
  lines[screen.cursor[0]] = before + "█" + String(after)
  return lines.joined(separator: "\n")
}

private func scene(_ text: String, cursor: Int? = nil) -> Scene {
  let scalars = Array(text.unicodeScalars)
  return Scene(prompt: StyledText("kpi> ", .bold), text: scalars, cursor: cursor ?? scalars.count)
}

@Suite struct FrameTests {
  @Test func `an input shorter than the screen is one row`() {
    expectText(screen([scene("nps by month")], columns: 40), "kpi> nps by month█")
  }

  @Test(arguments: [40, 80, 120])
  func `an input that fills the row exactly has its cursor on the next one`(columns: Int) {
    let text = String(repeating: "x", count: columns - 5)
    expectText(screen([scene(text)], columns: columns), "kpi> \(text)\n█")
  }

  @Test(arguments: [40, 80, 120])
  func `an input one shorter than the row leaves the cursor in the last column`(columns: Int) {
    let text = String(repeating: "x", count: columns - 6)
    expectText(screen([scene(text)], columns: columns), "kpi> \(text)█")
  }

  @Test func `a wide character that does not fit goes to the next row whole`() {
    expectText(screen([scene("12345漢字")], columns: 11, rows: 4), "kpi> 12345\n漢字█")
  }

  @Test func `further lines stand under the first character`() {
    expectText(screen([scene("nps\n  by month", cursor: 3)], columns: 40), "kpi> nps█\n       by month")
  }

  @Test func `a shorter input leaves nothing of a longer one`() {
    let long = scene(String(repeating: "nps ", count: 30))
    expectText(screen([long, scene("csat")], columns: 40, above: "above\r\n"), "above\nkpi> csat█")
  }

  @Test func `what stands above stays when the panel scrolls the screen`() {
    var listed = scene("nps ")
    listed.panel = (1...5).map { [StyledText("candidate \($0)")] }
    let above = "one\r\ntwo\r\nthree\r\nfour\r\n"
    expectText(
      screen([scene("nps "), listed, scene("nps b")], columns: 40, rows: 8, above: above),
      "three\nfour\nkpi> nps b█")
  }

  @Test func `an input taller than the screen shows the rows around the cursor`() {
    let text = (1...20).map { "line \($0)" }.joined(separator: "\n")
    expectText(
      screen([scene(text)], columns: 40, rows: 4), "     line 17\n     line 18\n     line 19\n     line 20█")
  }

  @Test func `control characters in an input are shown as one replacement each`() {
    expectText(screen([scene("a\u{7}b\u{1B}c")], columns: 40), "kpi> a\u{FFFD}b\u{FFFD}c█")
  }

  @Test func `a ghost stands after the cursor and never wraps`() {
    var ghosted = scene("nps by ")
    ghosted.ghost = "month since 2024-01 vs last year and more"
    expectText(screen([ghosted], columns: 24), "kpi> nps by █month sinc…")
  }

  @Test func `a screen of two columns shows something`() {
    expectText(screen([scene("ab")], columns: 2, rows: 8), "kp\ni>\n a\nb█")
  }
}
