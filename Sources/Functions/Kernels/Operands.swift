package import Columns

/// Numbers of one scale, days, microseconds or ordinals as a loop reads them: the value of a row is
/// `buffer[row * stride]`.
struct IntegerRun {
  var buffer: Buffer<Int64>
  var stride: Int
  var scale: Int
}

struct RealRun {
  var buffer: Buffer<Double>
  var stride: Int
}

struct BoolRun {
  var buffer: Buffer<UInt8>
  var stride: Int
}

struct TextRun {
  var texts: TextBuffer
  var stride: Int
}

extension Operand {
  var stride: Int { isConstant || type == .nothing ? 0 : 1 }

  /// The integers of the operand, or nil where its numbers are doubles.
  var integers: IntegerRun? {
    if type == .nothing { return IntegerRun(buffer: Buffer([Vector.unknownInteger]), stride: 0, scale: 0) }
    guard case .integers(let buffer, let scale) = vector else { return nil }
    return IntegerRun(buffer: buffer, stride: stride, scale: scale)
  }

  /// Days, microseconds or ordinals; all unknown where the vector holds something else.
  var wholes: IntegerRun {
    integers ?? IntegerRun(buffer: Buffer([Vector.unknownInteger]), stride: 0, scale: 0)
  }

  /// The numbers of the operand as doubles, NaN for unknown.
  var reals: RealRun {
    if type == .nothing { return RealRun(buffer: Buffer([Double.nan]), stride: 0) }
    switch vector {
    case .reals(let buffer): return RealRun(buffer: buffer, stride: stride)
    case .integers(let buffer, let scale):
      return RealRun(buffer: realValues(of: buffer, scale: scale), stride: stride)
    case .bools, .texts: return RealRun(buffer: Buffer([Double.nan]), stride: 0)
    }
  }

  var bools: BoolRun {
    guard type != .nothing, case .bools(let buffer) = vector else {
      return BoolRun(buffer: Buffer([2]), stride: 0)
    }
    return BoolRun(buffer: buffer, stride: stride)
  }

  var texts: TextRun {
    guard type != .nothing, case .texts(let buffer) = vector else {
      return TextRun(texts: TextBuffer([""]), stride: 0)
    }
    return TextRun(texts: buffer, stride: stride)
  }

  /// The instants of the operand in microseconds, a date standing for its midnight.
  var instants: IntegerRun {
    guard type == .date else { return wholes }
    let days = wholes
    let buffer = Buffer<Int64>(count: days.buffer.count) { output in
      let input = days.buffer.values
      for row in 0..<input.count { output[row] = midnight(of: input[row]) }
    }
    return IntegerRun(buffer: buffer, stride: days.stride, scale: 0)
  }
}

/// Doubles of scaled integers: one correctly rounded division each.
func realValues(of buffer: Buffer<Int64>, scale: Int) -> Buffer<Double> {
  let divisor = powersOfTen[scale]
  return Buffer(count: buffer.count) { output in
    let input = buffer.values
    for row in 0..<input.count {
      let integer = input[row]
      output[row] = integer == Vector.unknownInteger ? .nan : Double(integer) / divisor
    }
  }
}

/// Days whose midnight and whose neighbours' fit into 64 bits of microseconds: about 290,000 years each way.
let representableDays: ClosedRange<Int64> = -106_000_000...106_000_000

/// The first instant of a day; unknown for an unknown day and for one out of range.
@inline(__always) func midnight(of day: Int64) -> Int64 {
  representableDays.contains(day) ? day &* Calendar.microsecondsPerDay : Vector.unknownInteger
}

/// A double as the language knows it: never infinite.
@inline(__always) func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }

/// The type that values of several types share; nil when there is none.
func commonType(_ types: [DataType]) -> DataType? {
  var common = DataType.nothing
  for type in types where type != .nothing && type != common {
    switch (common, type) {
    case (.nothing, _): common = type
    case (.date, .time), (.time, .date): common = .time
    default: return nil
    }
  }
  return common
}

extension DataType {
  /// True also for `none`, which fits everywhere.
  func fits(_ other: DataType) -> Bool { self == other || self == .nothing }
  var isInstant: Bool { self == .date || self == .time }
}

/// Integers of a larger scale; nil on overflow.
func rescaled(_ run: IntegerRun, to scale: Int) -> IntegerRun? {
  guard run.scale != scale else { return run }
  guard scale > run.scale else { return nil }
  var factor: Int64 = 1
  for _ in run.scale..<scale { factor *= 10 }
  var overflowed = false
  let buffer = Buffer<Int64>(count: run.buffer.count) { output in
    let input = run.buffer.values
    for row in 0..<input.count {
      let integer = input[row]
      if integer == Vector.unknownInteger {
        output[row] = integer
      } else {
        let product = integer.multipliedReportingOverflow(by: factor)
        output[row] = product.partialValue
        overflowed = overflowed || product.overflow || product.partialValue == Vector.unknownInteger
      }
    }
  }
  return overflowed ? nil : IntegerRun(buffer: buffer, stride: run.stride, scale: scale)
}

/// Integers as the vector of a type that is never a double: dates, times, durations, periods.
func whole(_ buffer: Buffer<Int64>) -> Vector { .integers(buffer, scale: 0) }

/// A vector of unknown values of a type.
package func unknownVector(_ type: DataType, count: Int) -> Vector {
  switch type {
  case .text:
    .texts(TextBuffer(bytes: Buffer([]), offsets: Buffer(repeating: 0, count: count + 1)))
  case .bool: .bools(Buffer(repeating: 2, count: count))
  default: .integers(Buffer(repeating: Vector.unknownInteger, count: count), scale: 0)
  }
}

/// One value as a vector of count 1.
package func constantVector(_ value: Value, _ type: DataType) -> Vector {
  switch value {
  case .none: unknownVector(type, count: 1)
  case .bool(let flag): .bools(Buffer([flag ? 1 : 0]))
  case .integer(let integer): .integers(Buffer([integer]), scale: 0)
  case .real(let real): exactDecimal(real)
  case .text(let text): .texts(TextBuffer([text]))
  case .date(let integer), .time(let integer), .duration(let integer), .period(_, let integer):
    .integers(Buffer([integer]), scale: 0)
  }
}

/// A decimal of at most six fraction digits as a scaled integer, so that `0.1 + 0.2` is `0.3`.
private func exactDecimal(_ real: Double) -> Vector {
  for (scale, power) in powersOfTen.enumerated() where abs(real) < 1e9 {
    let scaled = (real * power).rounded()
    if scaled / power == real { return .integers(Buffer([Int64(scaled)]), scale: scale) }
  }
  return .reals(Buffer([finite(real)]))
}
