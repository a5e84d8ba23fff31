/// A colour of a screen or a page, each part from 0 to 255.
struct RGB: Hashable {
  var red: Int
  var green: Int
  var blue: Int

  init(_ red: Int, _ green: Int, _ blue: Int) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// `#1b62a5`
  var hexadecimal: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(min(max(part, 0), 255), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// The nearest colour of a terminal that knows 256: a cube of six steps each way, and 24 greys.
  var indexed: Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func step(_ part: Int) -> Int {
      levels.indices.min { abs(levels[$0] - part) < abs(levels[$1] - part) } ?? 0
    }
    return 16 + 36 * step(red) + 6 * step(green) + step(blue)
  }

  /// Whether black letters are easier to read on this colour than white ones.
  var isLight: Bool { 299 * red + 587 * green + 114 * blue > 140_000 }

  func mixed(with other: RGB, _ share: Double) -> RGB {
    func part(_ from: Int, _ to: Int) -> Int {
      from + Int((Double(to - from) * min(max(share, 0), 1)).rounded())
    }
    return RGB(part(red, other.red), part(green, other.green), part(blue, other.blue))
  }
}

/// The colours of charts.
///
/// The six of the series differ in lightness as well as in hue, so that they stay apart for readers who do not see
/// red and green apart, and each has a contrast of at least 3 to 1 on black and on white.
enum ChartColours {
  static let series = [
    RGB(38, 128, 200), RGB(208, 90, 16), RGB(0, 150, 110), RGB(180, 90, 160), RGB(160, 120, 20),
    RGB(110, 110, 210),
  ]
  /// The same where a terminal has 16 colours: cyan, magenta, green, yellow, blue, red.
  static let plainSeries = [36, 35, 32, 33, 34, 31]

  private static let rising = [
    RGB(234, 243, 251), RGB(191, 221, 242), RGB(127, 184, 226), RGB(62, 141, 201), RGB(27, 98, 165),
    RGB(10, 58, 117),
  ]
  private static let falling = [
    RGB(247, 240, 230), RGB(250, 212, 160), RGB(238, 160, 80), RGB(205, 105, 20), RGB(160, 70, 10),
    RGB(110, 45, 5),
  ]

  /// The same for a terminal of 256 colours, chosen by hand: the nearest ones of its cube are violet here and there.
  static func indexedShade(_ share: Double) -> (number: Int, isLight: Bool) {
    let stops = share < 0 ? [230, 223, 215, 208, 172, 166, 130, 94] : [195, 153, 117, 75, 32, 26, 25, 18]
    let place = min(Int(min(share.magnitude, 1) * Double(stops.count)), stops.count - 1)
    return (stops[place], place < 4)
  }

  /// The colour of a cell of a grid.
  ///
  /// - Parameter share: From 0 to 1, or down to -1 on a scale that passes zero.
  static func shade(_ share: Double) -> RGB {
    let stops = share < 0 ? falling : rising
    let place = min(share.magnitude, 1) * Double(stops.count - 1)
    let lower = min(Int(place), stops.count - 2)
    return stops[lower].mixed(with: stops[lower + 1], place - Double(lower))
  }
}
