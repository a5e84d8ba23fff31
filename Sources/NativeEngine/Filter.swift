package import Columns

/// The rows of a table for which a condition is true, in their order.
package func filter(_ table: Table, by condition: Column, work: Work) throws -> Table {
  var kept: [UInt32] = []
  for row in 0..<min(condition.count, table.rowCount) {
    if row & 0xFFFF == 0 { try work.checkpoint() }
    if condition.value(at: row) == .bool(true) { kept.append(UInt32(row)) }
  }
  var columns: [String: Column] = [:]
  for (name, column) in table.columns {
    try work.checkpoint()
    columns[name] = column.picking(kept)
  }
  return Table(name: table.name, rowCount: kept.count, columns: columns)
}

extension Column {
  /// The column of some rows, in the order given.
  func picking(_ rows: [UInt32]) -> Column {
    switch storage {
    case .plain(let vector):
      return Column(type: type, storage: .plain(rows.withUnsafeBufferPointer { gathered(vector, $0) }))
    case .coded(let codes, let domain):
      let picked: Codes =
        switch codes {
        case .narrow(let buffer): .narrow(pick(buffer, rows))
        case .medium(let buffer): .medium(pick(buffer, rows))
        case .wide(let buffer): .wide(pick(buffer, rows))
        }
      return Column(type: type, storage: .coded(picked, domain: domain))
    }
  }

  private func pick<Element>(_ buffer: Buffer<Element>, _ rows: [UInt32]) -> Buffer<Element> {
    Buffer(count: rows.count) { memory in
      for (position, row) in rows.enumerated() { memory[position] = buffer[Int(row)] }
    }
  }
}
