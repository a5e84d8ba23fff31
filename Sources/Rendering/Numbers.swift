/// Texts of numbers: the shortest that reads back as the same number for files, rounded ones for people.
enum NumberText {
  /// The shortest decimal that reads back as the same double, without an exponent from 10^-20 to 10^21.
  ///
  /// Beyond that an exponent is shorter than the zeros, and every reader of numbers that large knows it.
  /// Minus zero is `0`; what is not finite is nil.
  static func exact(_ number: Double) -> String? {
    guard number.isFinite else { return nil }
    if number == 0 { return "0" }
    let (digits, point) = shortestDigits(number.magnitude)
    let sign = number < 0 ? "-" : ""
    if point > 21 || point < -20 { return sign + withExponent(digits, exponent: point - 1) }
    return sign + plain(digits, point: point)
  }

  /// The exact value of a double rounded to `places` decimals, halves away from zero.
  ///
  /// The double itself is rounded, not its shortest decimal: 0.285 is a little less than it looks and becomes
  /// 0.28. A result of zero has no sign.
  static func rounded(_ number: Double, places: Int) -> String? {
    guard number.isFinite else { return nil }
    let places = min(max(places, 0), 20)
    let magnitude = number.magnitude
    // From 2^52 on a double is whole: there is nothing to round, only zeros to add.
    if magnitude >= 0x1p52 {
      guard let text = exact(number) else { return nil }
      return text.contains("e") || places == 0 ? text : text + "." + String(repeating: "0", count: places)
    }
    let units = scaled(magnitude, places: places)
    if units == 0 { return fixed(0, places: places) }
    return (number < 0 ? "-" : "") + fixed(units, places: places)
  }

  /// `1204` as `1,204`; a fraction and an exponent stay as they are.
  static func grouped(_ text: String) -> String {
    var digits = text[...]
    var result = ""
    if digits.hasPrefix("-") {
      result = "-"
      digits = digits.dropFirst()
    }
    let whole = digits.prefix { $0 >= "0" && $0 <= "9" }
    let rest = digits[whole.endIndex...]
    for (position, digit) in whole.enumerated() {
      if position > 0 && (whole.count - position) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result + rest
  }

  /// The decimals that the shortest text of a number has; 20 for a number so small that its text has an exponent.
  static func decimals(of number: Double) -> Int {
    guard let text = exact(number) else { return 0 }
    if text.contains("e") { return number.magnitude < 1 ? 20 : 0 }
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text.distance(from: point, to: text.endIndex) - 1
  }

  /// Decimals for a column whose largest number has this size, so that about three digits tell the rows apart.
  static func sensibleDecimals(forLargest magnitude: Double) -> Int {
    switch magnitude {
    case 10_000...: return 0
    case 100...: return 1
    case 1...: return 2
    case 0: return 0
    default:
      var places = 3
      var scale = magnitude * 10
      while scale < 1 && places < 12 {
        scale *= 10
        places += 1
      }
      return places
    }
  }

  // MARK: Digits

  /// The shortest digits of a positive number, without zeros at either end, and how many stand before the point.
  private static func shortestDigits(_ number: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var bytes = number.description.utf8[...]
    if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: bytes[bytes.index(after: mark)...], as: UTF8.self)) ?? 0
      bytes = bytes[..<mark]
    }
    for byte in bytes {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    var position = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    position -= zeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, position)
  }

  private static func plain(_ digits: [UInt8], point: Int) -> String {
    if point <= 0 {
      return "0." + String(repeating: "0", count: -point) + String(decoding: digits, as: UTF8.self)
    }
    if point >= digits.count {
      return String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: point - digits.count)
    }
    return String(decoding: digits[..<point], as: UTF8.self) + "."
      + String(decoding: digits[point...], as: UTF8.self)
  }

  private static func withExponent(_ digits: [UInt8], exponent: Int) -> String {
    let fraction = digits.count > 1 ? "." + String(decoding: digits[1...], as: UTF8.self) : ""
    return String(decoding: digits[..<1], as: UTF8.self) + fraction + "e" + String(exponent)
  }

  /// `magnitude` × 10^places as a whole number, exactly rounded; `magnitude` is below 2^52.
  private static func scaled(_ magnitude: Double, places: Int) -> UInt128 {
    let significand: UInt64
    let exponent: Int
    if magnitude.exponentBitPattern == 0 {
      significand = magnitude.significandBitPattern
      exponent = -1074
    } else {
      significand = magnitude.significandBitPattern | 1 << 52
      exponent = Int(magnitude.exponentBitPattern) - 1075
    }
    var power: UInt128 = 1
    for _ in 0..<places { power *= 10 }
    // A significand is below 2^53 and 10^20 below 2^67, so the product is below 2^120.
    let units = UInt128(significand) * power
    let shift = -exponent
    if shift > 126 { return 0 }
    let half: UInt128 = 1 << UInt128(shift - 1)
    return (units + half) >> UInt128(shift)
  }

  private static func fixed(_ units: UInt128, places: Int) -> String {
    var digits = Array(String(units).utf8)
    if digits.count <= places {
      digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: places + 1 - digits.count), at: 0)
    }
    if places == 0 { return String(decoding: digits, as: UTF8.self) }
    let point = digits.count - places
    return String(decoding: digits[..<point], as: UTF8.self) + "."
      + String(decoding: digits[point...], as: UTF8.self)
  }
}

/// A size of a file or of memory in whole units of 1,024 bytes, such as `12 MB`.
package func memorySize(_ bytes: Int) -> String {
  for (size, unit) in [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")] where bytes >= size {
    return "\(bytes / size) \(unit)"
  }
  return bytes == 1 ? "1 byte" : "\(bytes) bytes"
}
