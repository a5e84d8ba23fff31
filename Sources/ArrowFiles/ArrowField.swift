/// A unit of time in Arrow, by its number there.
enum ArrowUnit: Int16, Sendable {
  case second, millisecond, microsecond, nanosecond

  /// Any length of time in microseconds; nil where it does not fit.
  func microseconds(_ value: Int64) -> Int64? {
    switch self {
    case .second: scaled(value, 1_000_000)
    case .millisecond: scaled(value, 1_000)
    case .microsecond: value
    case .nanosecond: value >= 0 ? value / 1_000 : -((-(value + 1)) / 1_000) - 1
    }
  }

  private func scaled(_ value: Int64, _ factor: Int64) -> Int64? {
    let (product, isTooLarge) = value.multipliedReportingOverflow(by: factor)
    return isTooLarge ? nil : product
  }
}

/// The type of a column of an Arrow file.
enum ArrowType: Equatable, Sendable {
  case null
  case integer(bits: Int, isSigned: Bool)
  case real(bits: Int)
  case text(isLarge: Bool)
  case textView
  case bool
  case decimal(bits: Int, scale: Int)
  /// Days, or else milliseconds.
  case date(isDays: Bool)
  case timeOfDay(ArrowUnit, bits: Int)
  case timestamp(ArrowUnit, hasZone: Bool)
  case duration(ArrowUnit)
  /// A type that no column of ours can be, by its name; with its own buffers and those that views have beside.
  case foreign(String, buffers: Int, isView: Bool)

  /// The buffers of the column itself, without its children.
  var buffers: Int {
    switch self {
    case .null: 0
    case .text: 3
    case .foreign(_, let buffers, _): buffers
    default: 2
    }
  }

  var isView: Bool {
    switch self {
    case .textView: true
    case .foreign(_, _, let isView): isView
    default: false
    }
  }

  /// The bits of one value; nil where values have no fixed size.
  var width: Int? {
    switch self {
    case .integer(let bits, _), .real(let bits), .decimal(let bits, _), .timeOfDay(_, let bits): bits
    case .bool: 1
    case .date(let isDays): isDays ? 32 : 64
    case .timestamp, .duration: 64
    case .textView: 128
    case .null, .text, .foreign: nil
    }
  }
}

/// A column as the schema of an Arrow file describes it.
struct ArrowField: Sendable {
  let name: String
  let type: ArrowType
  /// For values in a dictionary: its number, and the type of the places in it.
  let dictionary: (id: Int64, index: ArrowType)?
  let children: [ArrowField]

  init(_ table: FlatTable, depth: Int, budget: inout Int) throws {
    budget -= 1
    guard depth < 64, budget > 0 else { throw ArrowFault.damaged("its columns are nested too deeply") }
    name = try table.text(0) ?? ""
    type = try ArrowField.type(table)
    if let encoding = try table.table(4) {
      var index = ArrowType.integer(bits: 32, isSigned: true)
      if let type = try encoding.table(1) { index = try ArrowField.integer(type) }
      dictionary = (try encoding.integer(0, default: 0), index)
    } else {
      dictionary = nil
    }
    var children: [ArrowField] = []
    for child in try table.tables(5) {
      children.append(try ArrowField(child, depth: depth + 1, budget: &budget))
    }
    self.children = children
  }

  private static func integer(_ table: FlatTable) throws -> ArrowType {
    let bits = Int(try table.integer(0, default: Int32(0)))
    guard [8, 16, 32, 64].contains(bits) else { throw ArrowFault.damaged("an integer of \(bits) bits") }
    return .integer(bits: bits, isSigned: try table.integer(1, default: UInt8(0)) != 0)
  }

  private static func unit(_ table: FlatTable, default unit: ArrowUnit) throws -> ArrowUnit {
    guard let unit = ArrowUnit(rawValue: try table.integer(0, default: unit.rawValue)) else {
      throw ArrowFault.damaged("a unit of time")
    }
    return unit
  }

  private static func type(_ field: FlatTable) throws -> ArrowType {
    let kind = try field.integer(2, default: UInt8(0))
    guard let table = try field.table(3) else { throw ArrowFault.damaged("a column without a type") }
    switch kind {
    case 1: return .null
    case 2: return try integer(table)
    case 3:
      let precision = try table.integer(0, default: Int16(0))
      guard (0...2).contains(precision) else { throw ArrowFault.damaged("a number's precision") }
      return .real(bits: 16 << Int(precision))
    case 4: return .foreign("bytes", buffers: 3, isView: false)
    case 5: return .text(isLarge: false)
    case 6: return .bool
    case 7:
      let bits = Int(try table.integer(2, default: Int32(128)))
      let scale = Int(try table.integer(1, default: Int32(0)))
      guard [32, 64, 128, 256].contains(bits), (-100...100).contains(scale) else {
        throw ArrowFault.damaged("a decimal of \(bits) bits")
      }
      return .decimal(bits: bits, scale: scale)
    case 8: return .date(isDays: try table.integer(0, default: Int16(1)) == 0)
    case 9:
      let bits = Int(try table.integer(1, default: Int32(32)))
      guard bits == 32 || bits == 64 else { throw ArrowFault.damaged("a time of \(bits) bits") }
      return .timeOfDay(try unit(table, default: .millisecond), bits: bits)
    case 10:
      let zone = try table.text(1) ?? ""
      return .timestamp(try unit(table, default: .second), hasZone: !zone.isEmpty)
    case 11: return .foreign("intervals", buffers: 2, isView: false)
    case 12: return .foreign("lists", buffers: 2, isView: false)
    case 13: return .foreign("structures", buffers: 1, isView: false)
    case 14:
      return .foreign("unions", buffers: try table.integer(0, default: Int16(0)) == 0 ? 1 : 2, isView: false)
    case 15: return .foreign("bytes", buffers: 2, isView: false)
    case 16: return .foreign("lists", buffers: 1, isView: false)
    case 17: return .foreign("maps", buffers: 2, isView: false)
    case 18: return .duration(try unit(table, default: .millisecond))
    case 19: return .foreign("bytes", buffers: 3, isView: false)
    case 20: return .text(isLarge: true)
    case 21: return .foreign("lists", buffers: 2, isView: false)
    case 22: return .foreign("runs", buffers: 0, isView: false)
    case 23: return .foreign("bytes", buffers: 2, isView: true)
    case 24: return .textView
    case 25, 26: return .foreign("lists", buffers: 3, isView: false)
    default: throw ArrowFault.unsupported("a type that is not known (number \(kind))")
    }
  }
}
