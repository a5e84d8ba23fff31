package import Columns
import Synchronization

/// What whole columns were found to hold: enough to say which role one plays, without looking at its rows again.
package struct ColumnMeasure: Sendable, Hashable {
  package var type: DataType
  package var filled: Int
  /// Only where `isCounted`; so many different values as known ones otherwise.
  package var distinct: Int
  package var minimum: Value
  package var maximum: Value
  /// Numbers without fractions only.
  package var isWhole: Bool
  /// The most frequent values as text.
  package var examples: [String]
  /// The different values were counted.
  package var isCounted: Bool

  package init(
    type: DataType, filled: Int, distinct: Int, minimum: Value, maximum: Value, isWhole: Bool,
    examples: [String], isCounted: Bool
  ) {
    self.type = type
    self.filled = filled
    self.distinct = distinct
    self.minimum = minimum
    self.maximum = maximum
    self.isWhole = isWhole
    self.examples = examples
    self.isCounted = isCounted
  }
}

extension Dataset {
  /// What a column was found to hold, in this run or in the one that its cache is from.
  package func measure(of column: String) -> ColumnMeasure? {
    if let known = decoded.withLock({ $0.measures[column] }) { return known }
    return cached?.index.measures[ownName(column)]
  }

  /// Keeps what a column was found to hold, for the runs to come too.
  package func keep(_ measure: ColumnMeasure, of column: String) {
    decoded.withLock { $0.measures[column] = measure }
  }

  /// The name that a cache has for a column as it is read here.
  func ownName(_ column: String) -> CachedName {
    CachedName(name: column, isText: options.textColumns.contains(column))
  }
}

// MARK: As words of a cache's index

extension ColumnMeasure {
  /// The words of a measure, but for its type.
  var words: [String] {
    [
      String(filled), String(distinct), isWhole ? "1" : "0", isCounted ? "1" : "0", word(minimum),
      word(maximum),
    ] + examples
  }

  init?(type: DataType, words: ArraySlice<String>) {
    let words = Array(words)
    guard words.count >= 6, let filled = Int(words[0]), let distinct = Int(words[1]), filled >= 0,
      distinct >= 0, let minimum = value(words[4]), let maximum = value(words[5])
    else { return nil }
    self.init(
      type: type, filled: filled, distinct: distinct, minimum: minimum, maximum: maximum,
      isWhole: words[2] == "1", examples: Array(words[6...]), isCounted: words[3] == "1")
  }
}

private func word(_ value: Value) -> String {
  switch value {
  case .none, .period: "n"
  case .bool(let flag): flag ? "b1" : "b0"
  case .integer(let integer): "i\(integer)"
  case .real(let real): "r" + String(real.bitPattern, radix: 16)
  case .text(let text): "t" + text
  case .date(let day): "d\(day)"
  case .time(let time): "m\(time)"
  case .duration(let duration): "u\(duration)"
  }
}

private func value(_ word: String) -> Value? {
  let rest = String(word.dropFirst())
  switch word.first {
  case "n": return Value.none
  case "b": return .bool(rest == "1")
  case "i": return Int64(rest).map { .integer($0) }
  case "r": return UInt64(rest, radix: 16).map { .real(Double(bitPattern: $0)) }
  case "t": return .text(rest)
  case "d": return Int64(rest).map { .date($0) }
  case "m": return Int64(rest).map { .time($0) }
  case "u": return Int64(rest).map { .duration($0) }
  default: return nil
  }
}
