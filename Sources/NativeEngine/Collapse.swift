package import Columns
import Diagnostics
import Functions

/// One row for each id, in the order in which the ids first appear: order lines become orders.
///
/// The columns of `summing` are added up (unknown where every value is), the others keep their first known value. Rows
/// without an id stay as they are.
package func collapse(_ table: Table, by key: String, summing: Set<String>, work: Work) throws -> Table {
  guard let keyColumn = table.columns[key] else {
    throw Diagnostic(.error, .missingColumn, "table \(table.name) was read without its column `\(key)`")
  }
  let (groups, groupCount) = try firstAppearance(keyColumn, work: work)
  var columns: [String: Column] = [:]
  for (name, column) in table.columns {
    try work.checkpoint()
    columns[name] =
      summing.contains(name) && [.number, .duration].contains(column.type)
      ? summed(column, groups, groupCount) : firstKnown(column, groups, groupCount)
  }
  return Table(name: table.name, rowCount: groupCount, columns: columns)
}

/// For each row the number of its id's new row.
private func firstAppearance(_ column: Column, work: Work) throws -> (groups: [Int], count: Int) {
  var groups: [Int] = []
  groups.reserveCapacity(column.count)
  var count = 0
  let codes: (Int) -> Int
  let size: Int
  switch column.storage {
  case .coded(let stored, let domain):
    codes = { stored[$0] }
    size = domain.count
  case .plain(let vector):
    let dense = try encoded(vector, work: work)
    codes = { Int(dense.codes[$0]) }
    size = dense.table.count
  }
  var numbers = [Int](repeating: -1, count: max(size, 1))
  for row in 0..<column.count {
    if row & 0xFFFF == 0 { try work.checkpoint() }
    let code = codes(row)
    if code == 0 || numbers[code] < 0 {
      groups.append(count)
      if code != 0 { numbers[code] = count }
      count += 1
    } else {
      groups.append(numbers[code])
    }
  }
  return (groups, count)
}

private func vector(of column: Column) -> Vector {
  switch column.storage {
  case .plain(let vector): return vector
  case .coded(let codes, let domain):
    let wide = CodeSource(.codes(codes), size: domain.count).codes(
      Rows(start: 0, count: codes.count, list: nil))
    return gathered(domain, wide.values)
  }
}

private func summed(_ column: Column, _ groups: [Int], _ groupCount: Int) -> Column {
  let values = vector(of: column)
  var hasValue = [Bool](repeating: false, count: groupCount)
  if case .integers(let buffer, let scale) = values {
    var sums = [Int64](repeating: 0, count: groupCount)
    var overflowed = false
    for row in 0..<buffer.count where buffer[row] != Vector.unknownInteger {
      let sum = sums[groups[row]].addingReportingOverflow(buffer[row])
      sums[groups[row]] = sum.partialValue
      overflowed = overflowed || sum.overflow || sum.partialValue == Vector.unknownInteger
      hasValue[groups[row]] = true
    }
    if !overflowed {
      for group in 0..<groupCount where !hasValue[group] { sums[group] = Vector.unknownInteger }
      return Column(type: column.type, storage: .plain(.integers(Buffer(sums), scale: scale)))
    }
  }
  let reals = doubles(values)
  var sums = ExactSums(groups: groupCount)
  for row in 0..<reals.count where reals[row].isFinite {
    sums.add(reals[row], to: groups[row])
    hasValue[groups[row]] = true
  }
  let results = (0..<groupCount).map { group -> Double in
    let sum = hasValue[group] ? sums.sum(group) : .nan
    return sum.isFinite ? sum : .nan
  }
  return Column(type: column.type, storage: .plain(.reals(Buffer(results))))
}

private func firstKnown(_ column: Column, _ groups: [Int], _ groupCount: Int) -> Column {
  var rows = [UInt32](repeating: .max, count: groupCount)
  let isKnown: (Int) -> Bool
  switch column.storage {
  case .coded(let codes, _): isKnown = { codes[$0] != 0 }
  case .plain(let vector): isKnown = { !vector.isUnknown($0) }
  }
  for row in 0..<groups.count where rows[groups[row]] == .max && isKnown(row) {
    rows[groups[row]] = UInt32(row)
  }
  switch column.storage {
  case .plain(let vector):
    if vector.count == 0 { return column }
    let targets = Buffer(rows)
    let safe = Buffer(rows.map { $0 == .max ? 0 : $0 })
    return Column(type: column.type, storage: .plain(masked(gathered(vector, safe.values), where: targets)))
  case .coded(let codes, let domain):
    let picked = rows.map { $0 == .max ? 0 : codes[Int($0)] }
    let narrow: Codes =
      switch codes {
      case .narrow: .narrow(Buffer(picked.map { UInt8($0) }))
      case .medium: .medium(Buffer(picked.map { UInt16($0) }))
      case .wide: .wide(Buffer(picked.map { UInt32($0) }))
      }
    return Column(type: column.type, storage: .coded(narrow, domain: domain))
  }
}
