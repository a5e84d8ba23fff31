/// The looks of a piece of text: the numbers of a terminal's colour sequence, empty for plain.
struct Style: Hashable {
  let codes: String

  static let plain = Style(codes: "")
  static let dim = Style(codes: "2")
  static let bold = Style(codes: "1")
  static let selected = Style(codes: "7")
}

/// A piece of text with its looks.
struct StyledText: Hashable {
  var text: String
  var style: Style

  init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}
