import Columns
import Functions

/// The different values of a dimension, by their numbers; most of a million are never looked at.
struct DimensionValues: RandomAccessCollection, Equatable {
  private enum Storage {
    case values([Value])
    /// A column's own domain: its entries are the values, the first one is unknown.
    case domain(Vector, DataType)
  }

  private let storage: Storage
  /// Two with the same mark are equal without a look.
  private let mark: Mark
  private final class Mark {}

  init(_ values: [Value] = []) {
    storage = .values(values)
    mark = Mark()
  }

  /// The domain of a column as it stands; nil where an entry is another value as a dimension.
  init?(domain: Vector, type: DataType) {
    guard domain.count > 0, domain.isUnknown(0) else { return nil }
    if case .texts(let texts) = domain {
      for code in 0..<texts.count where needsTrimming(texts.utf8(code)) { return nil }
    }
    storage = .domain(domain, type)
    mark = Mark()
  }

  /// The domain that the values are, entry for entry, for a column of them.
  var domain: Vector? {
    switch storage {
    case .domain(.texts(let texts), _): .texts(texts)
    case .domain(.integers(let buffer, scale: 0), let type) where type != .number: .integers(buffer, scale: 0)
    default: nil
    }
  }

  var startIndex: Int { 0 }

  var endIndex: Int {
    switch storage {
    case .values(let values): values.count
    case .domain(let domain, _): domain.count
    }
  }

  subscript(number: Int) -> Value {
    switch storage {
    case .values(let values): values[number]
    case .domain(let domain, let type): normalised(domain.value(at: number, as: type))
    }
  }

  static func == (left: DimensionValues, right: DimensionValues) -> Bool {
    left.mark === right.mark || left.elementsEqual(right)
  }

  /// The first of what each of some values is compared by.
  func starts(_ numbers: [Int]) -> [UInt64] {
    guard case .domain(.texts(let texts), _) = storage else {
      return numbers.map { ValueKey.start(self[$0]) }
    }
    return numbers.map { texts.utf8($0).isEmpty ? ValueKey.start(.none) : ValueKey.start(texts.utf8($0)) }
  }

  /// For each value whether it is one of the wanted.
  func membership(of wanted: Set<Value>) -> [Bool] {
    guard case .domain(.texts(let texts), _) = storage else { return map(wanted.contains) }
    // Most texts differ from the few wanted ones in their ends: only those alike are compared.
    var isAlike = [Bool](repeating: false, count: 4_096)
    for value in wanted {
      var text = if case .text(let text) = value { text } else { "" }
      text.withUTF8 { isAlike[outline($0)] = true }
    }
    return indices.map { isAlike[outline(texts.utf8($0))] && wanted.contains(self[$0]) }
  }
}

/// A number below 4,096 that is the same for equal texts: of their length and last bytes.
private func outline(_ text: UnsafeBufferPointer<UInt8>) -> Int {
  var word = UInt64(text.count)
  for byte in text.suffix(7) { word = word << 8 | UInt64(byte) }
  return Int(truncatingIfNeeded: mixed(word) >> 20) & 4_095
}

/// Whether a text as a dimension is another one: the blanks around it do not count.
func needsTrimming(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let first = text.first, let last = text.last else { return false }
  return first <= 0x20 || last <= 0x20 || last == 0xA0
}
