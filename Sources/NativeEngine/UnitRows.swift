import Columns
import Planning

/// What units add to the parts of a joint: a row for each unit and each row of the result to which it adds something.
///
/// Units are numbers here: their values are looked at once each, not once a row.
struct UnitRows {
  private(set) var count = 0
  /// Shape `[row]`.
  private(set) var numbers: [UInt32] = []
  private(set) var targets: [Int] = []
  /// Shape `[part][aggregate]`, each of `count` values; 0 where a unit adds nothing to a part.
  private(set) var aggregates: [[Vector]] = []
  /// Shape `[unit]`: the same for a unit in any file and any run.
  private(set) var hashes: [UInt64] = []

  /// - Parameter targets: for each group of each table its row of the result, -1 for those to leave out.
  init(_ tables: [GroupTable], _ functions: [[Aggregate]], targets: [[Int]], work: Work) throws {
    if tables.count == 1 {
      let kept = targets[0].indices.filter { targets[0][$0] >= 0 }
      let groups = Buffer(kept.map { UInt32($0) })
      try work.checkpoint()
      count = kept.count
      numbers = kept.map { tables[0].codes[0][$0] }
      self.targets = kept.map { targets[0][$0] }
      aggregates = [tables[0].aggregates.map { gathered($0, groups.values) }]
      hashes = try tables[0].values[0].enumerated().map { code, value in
        try work.checkpoint(at: code)
        return UnitRows.hash(value)
      }
      return
    }
    var numberOfValue: [Value: UInt32] = [:]
    var rowOfPlace: [UInt64: Int] = [:]
    var groupsOfRows: [[UInt32]] = []
    for (part, table) in tables.enumerated() {
      let numberOfCode = try table.values[0].enumerated().map { code, value -> UInt32 in
        try work.checkpoint(at: code)
        if let known = numberOfValue[value] { return known }
        numberOfValue[value] = UInt32(hashes.count)
        hashes.append(UnitRows.hash(value))
        return UInt32(hashes.count - 1)
      }
      var groups = [UInt32](repeating: .max, count: count)
      for group in 0..<table.count where targets[part][group] >= 0 {
        try work.checkpoint(at: group)
        let number = numberOfCode[Int(table.codes[0][group])]
        let place = UInt64(number) << 32 | UInt64(targets[part][group])
        if let row = rowOfPlace[place] {
          groups[row] = UInt32(group)
        } else {
          rowOfPlace[place] = count
          numbers.append(number)
          self.targets.append(targets[part][group])
          groups.append(UInt32(group))
          count += 1
        }
      }
      groupsOfRows.append(groups)
    }
    for (part, table) in tables.enumerated() {
      let missing = [UInt32](repeating: .max, count: count - groupsOfRows[part].count)
      let groups = Buffer(groupsOfRows[part] + missing)
      try work.checkpoint()
      aggregates.append(zip(table.aggregates, functions[part]).map { filled($0, $1, groups) })
    }
  }

  /// FNV-1a of a text, mixed so that texts that differ little are far apart.
  private static func hash(_ value: Value) -> UInt64 {
    switch value {
    case .text(let text):
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return mixed(hash)
    case .none: return 0
    case .bool(let flag): return flag ? 2 : 1
    case .real(let real): return mixed(real.bitPattern)
    case .integer(let whole), .date(let whole), .time(let whole), .duration(let whole), .period(_, let whole):
      return mixed(UInt64(bitPattern: whole))
    }
  }
}
