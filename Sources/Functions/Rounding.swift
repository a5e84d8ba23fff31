import Columns

#if canImport(Glibc)
  import Glibc
#endif

extension Function {
  package static let absolute = Function(
    name: "abs",
    summary: "The number or duration without its sign.",
    parameters: ["a"],
    examples: [Example("abs(-2.5)", "2.5"), Example("abs(none)", "none")],
    resultType: { types in
      types.count == 1 && [.number, .duration, .nothing].contains(types[0]) ? types[0] : nil
    },
    kernel: { operands, context in
      if let run = operands[0].integers {
        return .integers(
          Buffer(count: context.count) { output in
            for row in 0..<output.count {
              let value = run.buffer[row &* run.stride]
              output[row] = value == Vector.unknownInteger ? value : Swift.abs(value)
            }
          }, scale: run.scale)
      }
      return mapped(operands[0], context) { Swift.abs($0) }
    })

  package static let round = Function(
    name: "round",
    summary: "The number rounded to some digits after the point (none, unless said), halves away from zero.",
    parameters: ["a", "[digits]"],
    examples: [
      Example("round(2.5)", "3"), Example("round(-2.5)", "-3"), Example("round(2.345, 2)", "2.35"),
      Example("round(1234, -2)", "1200"),
    ],
    resultType: { types in
      (1...2).contains(types.count) && types.allSatisfy { $0.fits(.number) } ? .number : nil
    },
    kernel: { operands, context in
      let digits = operands.count == 2 ? operands[1].reals : RealRun(buffer: Buffer([0]), stride: 0)
      if let run = operands[0].integers, digits.stride == 0 {
        return roundedIntegers(run, digits: digits.buffer[0], context) { quotient, remainder, divisor in
          let isHalfOrMore = remainder.magnitude >= divisor.magnitude - remainder.magnitude
          return isHalfOrMore ? quotient + (remainder < 0 ? -1 : 1) : quotient
        }
      }
      let numbers = operands[0].reals
      return .reals(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            output[row] = rounded(
              numbers.buffer[row &* numbers.stride], digits: digits.buffer[row &* digits.stride])
          }
        })
    })

  package static let floor = Function(
    name: "floor",
    summary: "The largest whole number that is not above.",
    parameters: ["a"],
    examples: [Example("floor(2.7)", "2"), Example("floor(-2.1)", "-3")],
    resultType: { $0.count == 1 && $0[0].fits(.number) ? .number : nil },
    kernel: { operands, context in
      if let run = operands[0].integers {
        return roundedIntegers(run, digits: 0, context) { quotient, remainder, _ in
          remainder < 0 ? quotient - 1 : quotient
        }
      }
      return mapped(operands[0], context) { $0.rounded(.down) }
    })

  package static let ceiling = Function(
    name: "ceil", aliases: ["ceiling"],
    summary: "The smallest whole number that is not below.",
    parameters: ["a"],
    examples: [Example("ceil(2.1)", "3"), Example("ceil(-2.7)", "-2")],
    resultType: { $0.count == 1 && $0[0].fits(.number) ? .number : nil },
    kernel: { operands, context in
      if let run = operands[0].integers {
        return roundedIntegers(run, digits: 0, context) { quotient, remainder, _ in
          remainder > 0 ? quotient + 1 : quotient
        }
      }
      return mapped(operands[0], context) { $0.rounded(.up) }
    })

  package static let logarithm = Function(
    name: "log", aliases: ["ln"],
    summary: "The natural logarithm, or the one to a base; none of zero and below.",
    parameters: ["a", "[base]"],
    examples: [Example("log(1)", "0"), Example("log(8, 2)", "3"), Example("log(0)", "none")],
    resultType: { types in
      (1...2).contains(types.count) && types.allSatisfy { $0.fits(.number) } ? .number : nil
    },
    kernel: { operands, context in
      let numbers = operands[0].reals
      let bases = operands.count == 2 ? operands[1].reals : nil
      return .reals(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let number = numbers.buffer[row &* numbers.stride]
            guard let bases else {
              output[row] = finite(Glibc.log(number))
              continue
            }
            switch bases.buffer[row &* bases.stride] {
            case 2: output[row] = finite(log2(number))
            case 10: output[row] = finite(log10(number))
            case let base: output[row] = finite(Glibc.log(number) / Glibc.log(base))
            }
          }
        })
    })

  package static let exponential = Function(
    name: "exp",
    summary: "The number e to a power.",
    parameters: ["a"],
    examples: [Example("exp(0)", "1"), Example("exp(1000)", "none")],
    resultType: { $0.count == 1 && $0[0].fits(.number) ? .number : nil },
    kernel: { operands, context in mapped(operands[0], context) { Glibc.exp($0) } })

  package static let squareRoot = Function(
    name: "sqrt",
    summary: "The square root; none of a negative number.",
    parameters: ["a"],
    examples: [Example("sqrt(9)", "3"), Example("sqrt(-1)", "none")],
    resultType: { $0.count == 1 && $0[0].fits(.number) ? .number : nil },
    kernel: { operands, context in mapped(operands[0], context) { $0.squareRoot() } })

  package static let power = Function(
    name: "power", aliases: ["pow"],
    summary: "A number to the power of another.",
    parameters: ["a", "b"],
    examples: [Example("power(2, 10)", "1024"), Example("power(-8, 0.5)", "none")],
    resultType: { $0.count == 2 && $0.allSatisfy { $0.fits(.number) } ? .number : nil },
    kernel: { operands, context in
      let bases = operands[0].reals
      let exponents = operands[1].reals
      return .reals(
        Buffer(count: context.count) { output in
          for row in 0..<output.count {
            let base = bases.buffer[row &* bases.stride]
            let exponent = exponents.buffer[row &* exponents.stride]
            // The C library gives 1 for an unknown number to the power of zero.
            output[row] = base.isNaN || exponent.isNaN ? .nan : finite(pow(base, exponent))
          }
        })
    })
}

private func mapped(_ operand: Operand, _ context: KernelContext, _ transform: (Double) -> Double) -> Vector {
  let run = operand.reals
  return .reals(
    Buffer(count: context.count) { output in
      for row in 0..<output.count { output[row] = finite(transform(run.buffer[row &* run.stride])) }
    })
}

/// Scaled integers cut to some digits; `adjust` gets the quotient, the remainder and the divisor.
private func roundedIntegers(
  _ run: IntegerRun, digits: Double, _ context: KernelContext, _ adjust: (Int64, Int64, Int64) -> Int64
) -> Vector {
  guard digits.isFinite else { return unknownVector(.number, count: context.count) }
  let digits = Int(max(-18, min(18, digits)))
  let dropped = run.scale - digits
  var divisor: Int64 = 1
  for _ in 0..<max(0, min(18, dropped)) { divisor *= 10 }
  let scale = max(0, min(run.scale, digits))
  var factor: Int64 = 1
  for _ in 0..<max(0, min(18, -digits)) { factor *= 10 }
  let isTooLong = dropped > 18
  return .integers(
    Buffer(count: context.count) { output in
      for row in 0..<output.count {
        let value = run.buffer[row &* run.stride]
        if value == Vector.unknownInteger {
          output[row] = value
        } else if divisor == 1 {
          output[row] = value
        } else if isTooLong {
          output[row] = 0
        } else {
          let adjusted = adjust(value / divisor, value % divisor, divisor)
          let product = adjusted.multipliedReportingOverflow(by: factor)
          output[row] = product.overflow ? Vector.unknownInteger : product.partialValue
        }
      }
    }, scale: scale)
}

private func rounded(_ value: Double, digits: Double) -> Double {
  guard value.isFinite, digits.isFinite else { return .nan }
  let digits = Swift.min(Swift.max(digits.rounded(), -300), 300)
  let factor = pow(10, Swift.abs(digits))
  let scaled = digits < 0 ? value / factor : value * factor
  // So large a number has no digits there to round.
  guard scaled.isFinite, Swift.abs(scaled) < 9e15 else { return value }
  let whole = scaled.rounded(.toNearestOrAwayFromZero)
  return digits < 0 ? whole * factor : whole / factor
}
