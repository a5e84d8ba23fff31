package import Columns
import Functions
package import Planning

/// The value of an expression in every row of a table, for `where` and computed roles of `load`.
package func evaluate(
  _ expression: BoundExpression, on table: Table, calendar: Calendar = Calendar(), work: Work
) throws -> Column {
  let frame = try Frame(table: table, tables: [table.name: table], calendar: calendar, work: work)
  let node = try frame.prepare(expression)
  if node.type != .text {
    if case .lookup(_, _, let isColumn) = node.kind, isColumn, case .column(let name, _) = expression,
      let column = table.columns[name]
    {
      return column
    }
    return Column(type: expression.type, storage: .plain(try frame.materialised(node)))
  }
  // Texts are never plain, and no two entries of a domain are equal.
  let coded = try frame.codes(of: node)
  var numbers: [Value: UInt32] = [.none: 0]
  var domain = [""]
  let map = (0..<coded.size).map { code -> UInt32 in
    let value = coded.value(code)
    if let number = numbers[value] { return number }
    let number = UInt32(domain.count)
    numbers[value] = number
    if case .text(let text) = value { domain.append(text) }
    return number
  }
  let codes = coded.source.codes(Rows(start: 0, count: table.rowCount, list: nil))
  return Column(
    type: expression.type,
    storage: .coded(narrowest(codes, map, domain.count), domain: .texts(TextBuffer(domain))))
}

/// Codes mapped to others, as narrow as their number allows.
private func narrowest(_ codes: Buffer<UInt32>, _ map: [UInt32], _ size: Int) -> Codes {
  if size <= 1 << 8 {
    return .narrow(
      Buffer(count: codes.count) { output in
        for row in 0..<output.count { output[row] = UInt8(map[Int(codes[row])]) }
      })
  }
  if size <= 1 << 16 {
    return .medium(
      Buffer(count: codes.count) { output in
        for row in 0..<output.count { output[row] = UInt16(map[Int(codes[row])]) }
      })
  }
  return .wide(
    Buffer(count: codes.count) { output in
      for row in 0..<output.count { output[row] = map[Int(codes[row])] }
    })
}
