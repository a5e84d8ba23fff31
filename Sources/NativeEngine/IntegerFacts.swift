import Columns

/// What is known of a run of integers without a look at each: their ends, and whether some are unknown.
struct IntegerFacts: Sendable {
  /// The smallest and the largest known value; nil where none is known.
  var range: ClosedRange<Int64>?
  var hasUnknown: Bool

  /// Reads all values once.
  init(_ buffer: Buffer<Int64>, work: Work) throws {
    let parts = Slots<(least: Int64, most: Int64, unknown: Bool)>(count: work.threads)
    try forEachBlock(buffer.count, workers: work.threads, work: work, size: 65_536) { worker, range in
      let found = ends(buffer.start + range.lowerBound, range.count)
      let known = parts[worker] ?? (.max, .min, false)
      parts[worker] = (
        min(known.least, found.least), max(known.most, found.most), known.unknown || found.unknown
      )
    }
    let least = parts.all.map(\.least).min() ?? .max
    let most = parts.all.map(\.most).max() ?? .min
    range = least <= most && most != Vector.unknownInteger ? least...most : nil
    hasUnknown = parts.all.contains(where: \.unknown)
  }

  /// The facts of a column's values, found when they are first asked for.
  static func of(_ buffer: Buffer<Int64>, in memory: ColumnMemory, work: Work) throws -> IntegerFacts {
    try memory.value("integer facts") { try IntegerFacts(buffer, work: work) }
  }
}

private func ends(_ values: UnsafePointer<Int64>, _ count: Int) -> (least: Int64, most: Int64, unknown: Bool)
{
  // Unknown is the smallest integer: one less, seen as unsigned, it is the largest.
  var least = UInt64.max
  var most = Int64.min
  var largestShifted: UInt64 = 0
  for row in 0..<count {
    let value = values[row]
    let shifted = UInt64(bitPattern: value &- 1) ^ (1 << 63)
    least = min(least, shifted)
    largestShifted = max(largestShifted, shifted)
    most = max(most, value)
  }
  let decoded = Int64(bitPattern: least ^ (1 << 63)) &+ 1
  return (least == UInt64.max ? .max : decoded, most, count > 0 && largestShifted == .max)
}

/// A run of integers as codes that stand in their order: the value, or the unit of time that it lies in, less the
/// first one, plus 1.
struct OrderedCodes: Sendable {
  let source: CodeSource
  /// What each code stands for; code 0 is unknown.
  let domain: Buffer<Int64>

  /// - Parameters:
  ///   - unit: how many integers share a code; the code stands for the first of them.
  ///   - limit: codes that are worth having. Nil where there would be more.
  init?(_ buffer: Buffer<Int64>, unit: Int64, limit: Int, in memory: ColumnMemory, work: Work) throws {
    guard let range = try IntegerFacts.of(buffer, in: memory, work: work).range else { return nil }
    let first = Calendar.floorDivide(range.lowerBound, unit)
    let last = Calendar.floorDivide(range.upperBound, unit)
    let width = last.subtractingReportingOverflow(first)
    guard !width.overflow, width.partialValue < limit,
      !first.multipliedReportingOverflow(by: unit).overflow
    else { return nil }
    let size = Int(width.partialValue) + 2
    domain = Buffer(count: size) { output in
      output[0] = Vector.unknownInteger
      for code in 1..<size { output[code] = (first + Int64(code - 1)) * unit }
    }
    let codes: Codes
    if size <= 1 << 8 {
      codes = .narrow(try coded(buffer, first: first, unit: unit, work: work))
    } else if size <= 1 << 16 {
      codes = .medium(try coded(buffer, first: first, unit: unit, work: work))
    } else {
      codes = .wide(try coded(buffer, first: first, unit: unit, work: work))
    }
    source = CodeSource(.codes(codes), size: size)
  }
}

/// Optional codes as something that can be kept, also that there are none.
struct OrderedCodesIfAny: Sendable {
  let codes: OrderedCodes?
}

private func coded<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
  _ buffer: Buffer<Int64>, first: Int64, unit: Int64, work: Work
) throws -> Buffer<Code> {
  try Buffer<Code>(count: buffer.count) { output in
    guard let codes = output.baseAddress else { return }
    nonisolated(unsafe) let target = codes
    try forEachBlock(buffer.count, workers: work.threads, work: work, size: 65_536) { _, range in
      let values = buffer.start + range.lowerBound
      let own = target + range.lowerBound
      // Each a loop of its own, because a division by a constant is a multiplication.
      switch unit {
      case 1: code(values, range.count, own) { UInt64(bitPattern: $0 &- first) }
      case Calendar.microsecondsPerDay:
        code(values, range.count, own) {
          UInt64(bitPattern: $0 &- first &* 86_400_000_000) / 86_400_000_000
        }
      default:
        let divisor = UInt64(unit)
        code(values, range.count, own) { UInt64(bitPattern: $0 &- first &* unit) / divisor }
      }
    }
  }
}

@inline(__always) private func code<Code: FixedWidthInteger & UnsignedInteger>(
  _ values: UnsafePointer<Int64>, _ count: Int, _ codes: UnsafeMutablePointer<Code>,
  _ number: (Int64) -> UInt64
) {
  for row in 0..<count {
    let value = values[row]
    let code = Code(truncatingIfNeeded: number(value) &+ 1)
    codes[row] = value == Vector.unknownInteger ? 0 : code
  }
}
