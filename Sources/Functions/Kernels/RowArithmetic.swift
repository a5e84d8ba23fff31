import Columns

enum ArithmeticOperator { case add, subtract, multiply, remainder }

/// Integers combined row by row; nil when one result does not fit into 64 bits.
func combined(_ left: IntegerRun, _ right: IntegerRun, _ operation: ArithmeticOperator, count: Int) -> Buffer<
  Int64
>? {
  var overflowed = false
  let result = Buffer<Int64>(count: count) { output in
    let leftValues = left.buffer.values
    let rightValues = right.buffer.values
    switch operation {
    case .add:
      for row in 0..<count {
        let a = leftValues[row &* left.stride]
        let b = rightValues[row &* right.stride]
        let sum = a.addingReportingOverflow(b)
        let isUnknown = a == Vector.unknownInteger || b == Vector.unknownInteger
        output[row] = isUnknown ? Vector.unknownInteger : sum.partialValue
        overflowed = overflowed || (!isUnknown && (sum.overflow || sum.partialValue == Vector.unknownInteger))
      }
    case .subtract:
      for row in 0..<count {
        let a = leftValues[row &* left.stride]
        let b = rightValues[row &* right.stride]
        let difference = a.subtractingReportingOverflow(b)
        let isUnknown = a == Vector.unknownInteger || b == Vector.unknownInteger
        output[row] = isUnknown ? Vector.unknownInteger : difference.partialValue
        overflowed =
          overflowed
          || (!isUnknown && (difference.overflow || difference.partialValue == Vector.unknownInteger))
      }
    case .multiply:
      for row in 0..<count {
        let a = leftValues[row &* left.stride]
        let b = rightValues[row &* right.stride]
        let product = a.multipliedReportingOverflow(by: b)
        let isUnknown = a == Vector.unknownInteger || b == Vector.unknownInteger
        output[row] = isUnknown ? Vector.unknownInteger : product.partialValue
        overflowed =
          overflowed || (!isUnknown && (product.overflow || product.partialValue == Vector.unknownInteger))
      }
    case .remainder:
      for row in 0..<count {
        let a = leftValues[row &* left.stride]
        let b = rightValues[row &* right.stride]
        let isUnknown = a == Vector.unknownInteger || b == Vector.unknownInteger || b == 0
        output[row] =
          isUnknown ? Vector.unknownInteger : a.remainderReportingOverflow(dividingBy: b).partialValue
      }
    }
  }
  return overflowed ? nil : result
}

/// The same for times and durations, whose overflow is unknown in its own row only.
func combinedTimes(_ left: IntegerRun, _ right: IntegerRun, _ operation: ArithmeticOperator, count: Int)
  -> Vector
{
  if let result = combined(left, right, operation, count: count) { return whole(result) }
  return whole(
    Buffer(count: count) { output in
      for row in 0..<count {
        let a = left.buffer[row &* left.stride]
        let b = right.buffer[row &* right.stride]
        if a == Vector.unknownInteger || b == Vector.unknownInteger {
          output[row] = Vector.unknownInteger
          continue
        }
        let result =
          switch operation {
          case .add: a.addingReportingOverflow(b)
          case .subtract: a.subtractingReportingOverflow(b)
          case .multiply: a.multipliedReportingOverflow(by: b)
          case .remainder: a.remainderReportingOverflow(dividingBy: b)
          }
        output[row] = result.overflow ? Vector.unknownInteger : result.partialValue
      }
    })
}

/// Numbers combined exactly where they are integers or decimals and the result fits, else as doubles.
func combinedNumbers(_ left: Operand, _ right: Operand, _ operation: ArithmeticOperator, count: Int) -> Vector
{
  if let leftRun = left.integers, let rightRun = right.integers {
    if operation == .multiply {
      let scale = leftRun.scale + rightRun.scale
      if scale < powersOfTen.count, let result = combined(leftRun, rightRun, .multiply, count: count) {
        return .integers(result, scale: scale)
      }
    } else {
      let scale = max(leftRun.scale, rightRun.scale)
      if let a = rescaled(leftRun, to: scale), let b = rescaled(rightRun, to: scale),
        let result = combined(a, b, operation, count: count)
      {
        return .integers(result, scale: scale)
      }
    }
  }
  let a = left.reals
  let b = right.reals
  return .reals(
    Buffer(count: count) { output in
      let leftValues = a.buffer.values
      let rightValues = b.buffer.values
      switch operation {
      case .add:
        for row in 0..<count {
          output[row] = finite(leftValues[row &* a.stride] + rightValues[row &* b.stride])
        }
      case .subtract:
        for row in 0..<count {
          output[row] = finite(leftValues[row &* a.stride] - rightValues[row &* b.stride])
        }
      case .multiply:
        for row in 0..<count {
          output[row] = finite(leftValues[row &* a.stride] * rightValues[row &* b.stride])
        }
      case .remainder:
        for row in 0..<count {
          output[row] = finite(
            leftValues[row &* a.stride].truncatingRemainder(dividingBy: rightValues[row &* b.stride]))
        }
      }
    })
}

/// A double as whole microseconds; unknown where it does not fit.
@inline(__always) func microseconds(_ value: Double) -> Int64 {
  let rounded = value.rounded()
  return abs(rounded) < 9.2e18 ? Int64(rounded) : Vector.unknownInteger
}
