/// A page of an SVG: shapes and texts, written in the order in which they cover each other.
struct SVGCanvas {
  private(set) var body = ""

  enum Anchor: String { case start, middle, end }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    body +=
      "<line class=\"\(style)\" x1=\"\(coordinate(x1))\" y1=\"\(coordinate(y1))\" x2=\"\(coordinate(x2))\""
      + " y2=\"\(coordinate(y2))\"/>\n"
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, fill: RGB? = nil,
    radius: Double = 0, tip: String? = nil
  ) {
    let colour = fill.map { " fill=\"\($0.hexadecimal)\"" } ?? ""
    let round = radius > 0 ? " rx=\"\(coordinate(radius))\"" : ""
    body +=
      "<rect class=\"\(style)\" x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" width=\"\(coordinate(max(width, 0)))\""
      + " height=\"\(coordinate(max(height, 0)))\"\(round)\(colour)" + ending("rect", tip)
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, tip: String? = nil) {
    body +=
      "<circle class=\"\(style)\" cx=\"\(coordinate(x))\" cy=\"\(coordinate(y))\" r=\"\(coordinate(radius))\""
      + ending("circle", tip)
  }

  /// A line through points, or the outline of an area.
  mutating func path(_ points: [(x: Double, y: Double)], isClosed: Bool = false, _ style: String) {
    guard points.count > 1 else { return }
    var data = ""
    for (index, point) in points.enumerated() {
      data += (index == 0 ? "M" : "L") + coordinate(point.x) + " " + coordinate(point.y)
    }
    body += "<path class=\"\(style)\" d=\"\(data)\(isClosed ? "Z" : "")\"/>\n"
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ style: String, _ anchor: Anchor = .start, fill: String? = nil,
    tip: String? = nil
  ) {
    let place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let colour = fill.map { " fill=\"\($0)\"" } ?? ""
    let title = tip.map { "<title>\(escapedMarkup($0))</title>" } ?? ""
    body +=
      "<text class=\"\(style)\" x=\"\(coordinate(x))\" y=\"\(coordinate(y))\"\(place)\(colour)>"
      + "\(title)\(escapedMarkup(text))</text>\n"
  }

  /// What is drawn inside is cut off at the edges of a rectangle.
  mutating func clipped(
    _ name: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double,
    _ draw: (inout SVGCanvas) -> Void
  ) {
    body +=
      "<clipPath id=\"\(name)\"><rect x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" width=\"\(coordinate(width))\""
      + " height=\"\(coordinate(height))\"/></clipPath>\n<g clip-path=\"url(#\(name))\">\n"
    draw(&self)
    body += "</g>\n"
  }

  private func ending(_ name: String, _ tip: String?) -> String {
    tip.map { "><title>\(escapedMarkup($0))</title></\(name)>\n" } ?? "/>\n"
  }
}
