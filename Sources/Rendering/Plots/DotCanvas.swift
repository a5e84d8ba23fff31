/// A field of small dots, several to a character cell, on which curves are drawn.
///
/// Braille letters hold two by four dots. Where a terminal knows ASCII alone, a cell holds one above another:
/// `'`, `.` and `:`.
struct DotCanvas {
  let columns: Int
  let rows: Int
  let isASCII: Bool
  /// The dots of each cell, lowest bit top left, column by column.
  private var dots: [UInt8]
  /// The series that drew in a cell last; -1 for none.
  private var owners: [Int]

  init(columns: Int, rows: Int, isASCII: Bool) {
    self.columns = max(columns, 1)
    self.rows = max(rows, 1)
    self.isASCII = isASCII
    dots = Array(repeating: 0, count: self.columns * self.rows)
    owners = Array(repeating: -1, count: self.columns * self.rows)
  }

  private var across: Int { isASCII ? 1 : 2 }
  private var down: Int { isASCII ? 2 : 4 }
  var width: Int { columns * across }
  var height: Int { rows * down }

  mutating func set(_ x: Int, _ y: Int, owner: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = y / down * columns + x / across
    dots[cell] |= 1 << UInt8(x % across * down + y % down)
    owners[cell] = owner
  }

  /// A straight line, of which only the dots of a pattern are drawn.
  ///
  /// - Parameter pattern: Dots on and off in turn: empty for all, `[1, 1]` for every second one.
  mutating func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), owner: Int, pattern: [Int] = []
  ) {
    let steps = max(Int(max((end.x - start.x).magnitude, (end.y - start.y).magnitude).rounded(.up)), 1)
    let period = pattern.reduce(0, +)
    for step in 0...steps {
      if period > 0 {
        var rest = step % period
        var isOn = true
        for length in pattern {
          if rest < length { break }
          rest -= length
          isOn.toggle()
        }
        if !isOn { continue }
      }
      let share = Double(step) / Double(steps)
      let x = start.x + (end.x - start.x) * share
      let y = start.y + (end.y - start.y) * share
      set(Int(x.rounded()), Int(y.rounded()), owner: owner)
    }
  }

  /// The character of a cell and the series it belongs to; nil for an empty cell.
  func cell(row: Int, column: Int) -> (text: String, owner: Int)? {
    let cell = row * columns + column
    guard dots[cell] != 0 else { return nil }
    if isASCII { return ([" ", "'", ".", ":"][Int(dots[cell] & 3)], owners[cell]) }
    // Braille numbers its dots 1 2 3 7 down the left and 4 5 6 8 down the right.
    let places: [UInt32] = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]
    var value: UInt32 = 0x2800
    for bit in 0..<8 where dots[cell] & (1 << UInt8(bit)) != 0 { value |= places[bit] }
    return Unicode.Scalar(value).map { (String(Character($0)), owners[cell]) }
  }
}
