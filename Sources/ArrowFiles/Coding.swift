import Columns

/// A column of numbers or times with more different values than these is stored plainly.
private let domainLimit = 65_536

/// A column of values: codes and a domain where that is smaller.
func coded(_ vector: Vector, as type: DataType) -> Column {
  switch vector {
  case .integers(let buffer, let scale):
    guard let (codes, domain) = codes(buffer.values.lazy.map { $0 }, unknown: Vector.unknownInteger) else {
      break
    }
    return Column(
      type: type,
      storage: .coded(narrowed(codes, domain.count), domain: .integers(Buffer(domain), scale: scale)))
  case .reals(let buffer):
    let bits = buffer.values.lazy.map { $0.isNaN ? Vector.unknownInteger : Int64(bitPattern: $0.bitPattern) }
    guard let (codes, domain) = codes(bits, unknown: Vector.unknownInteger) else { break }
    let values = domain.enumerated().map { $0 == 0 ? .nan : Double(bitPattern: UInt64(bitPattern: $1)) }
    return Column(type: type, storage: .coded(narrowed(codes, values.count), domain: .reals(Buffer(values))))
  case .bools(let buffer):
    guard let (codes, domain) = codes(buffer.values.lazy.map { Int64($0) }, unknown: 2) else { break }
    return Column(
      type: type,
      storage: .coded(narrowed(codes, domain.count), domain: .bools(Buffer(domain.map { UInt8($0) }))))
  case .texts(let texts):
    var domain = TextDomain()
    let codes = (0..<texts.count).map { domain.code(of: UnsafeRawBufferPointer(texts.utf8($0))) }
    return Column(type: type, storage: .coded(narrowed(codes, domain.count), domain: domain.vector))
  }
  return Column(type: type, storage: .plain(vector))
}

/// A code for each value, in the order in which they are met; nil when there are too many different ones.
private func codes(_ values: some Sequence<Int64>, unknown: Int64) -> (codes: [UInt32], domain: [Int64])? {
  var domain = [unknown]
  var table = [UInt32](repeating: 0, count: 1 << 18)
  var result: [UInt32] = []
  let mask = table.count - 1
  for value in values {
    if value == unknown {
      result.append(0)
      continue
    }
    var place = Int(truncatingIfNeeded: (UInt64(bitPattern: value) &* 0x9E37_79B9_7F4A_7C15) >> 40) & mask
    while table[place] != 0, domain[Int(table[place])] != value { place = (place + 1) & mask }
    if table[place] == 0 {
      if domain.count >= domainLimit { return nil }
      table[place] = UInt32(domain.count)
      domain.append(value)
    }
    result.append(table[place])
  }
  return (result, domain)
}

/// Codes in as few bytes as their number allows.
func narrowed(_ codes: [UInt32], _ count: Int) -> Codes {
  if count <= 256 {
    return .narrow(Buffer(count: codes.count) { for row in 0..<codes.count { $0[row] = UInt8(codes[row]) } })
  }
  if count <= 65_536 {
    return .medium(Buffer(count: codes.count) { for row in 0..<codes.count { $0[row] = UInt16(codes[row]) } })
  }
  return .wide(Buffer(codes))
}
