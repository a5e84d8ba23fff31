import Columns
import Diagnostics
import Functions
import TestSupport
import Testing

@Test(arguments: Function.all.flatMap { function in function.examples.map { (function.name, $0) } })
func `every example gives what the manual says`(_ name: String, _ example: Example) throws {
  expectText(try ExampleEvaluator.evaluate(example.expression), example.result)
}

@Test func `every function has an example, a sentence and a name of its own`() {
  var names = Set<String>()
  for function in Function.all {
    #expect(!function.examples.isEmpty, "\(function.name)")
    #expect(function.summary.hasSuffix("."), "\(function.name)")
    for name in [function.name] + function.aliases { #expect(names.insert(name).inserted, "\(name) twice") }
  }
}

@Test func `functions are found by alias and in any letter case`() {
  #expect(Function.named("IFNULL")?.name == "coalesce")
  #expect(Function.named("&&")?.name == "and")
  #expect(Function.named("month")?.name == "month of")
  #expect(Function.named("nonsense") == nil)
}

@Test func `every function takes unknown arguments and gives unknown or a fact about them`() throws {
  for function in Function.all {
    for count in 1...4 {
      let types = [DataType](repeating: .nothing, count: count)
      guard let type = function.resultType(types) else { continue }
      let operands = types.map { Operand(vector: unknownVector($0, count: 1), type: $0, isConstant: true) }
      let result = try function.kernel(
        operands, KernelContext(count: 1, resultType: type, calendar: Calendar()))
      #expect(result.count == 1, "\(function.name)")
    }
  }
}

@Test func `constants and columns may stand on either side`() throws {
  let column = Operand(
    vector: .integers(Buffer([1, 2, Vector.unknownInteger]), scale: 0), type: .number, isConstant: false)
  let constant = Operand(vector: .integers(Buffer([15]), scale: 1), type: .number, isConstant: true)
  let context = KernelContext(count: 3, resultType: .number, calendar: Calendar())
  #expect(values(try Function.minus.kernel([constant, column], context)) == ["0.5", "-0.5", "none"])
  #expect(values(try Function.minus.kernel([column, constant], context)) == ["-0.5", "0.5", "none"])
  let truth = KernelContext(count: 3, resultType: .bool, calendar: Calendar())
  #expect(values(try Function.less.kernel([column, constant], truth), .bool) == ["true", "false", "none"])
}

@Test func `types that do not fit are refused`() {
  #expect(Function.plus.resultType([.text, .number]) == nil)
  #expect(Function.equal.resultType([.text, .number]) == nil)
  #expect(Function.equal.resultType([.date, .time]) == .bool)
  #expect(Function.minus.resultType([.time, .date]) == .duration)
  #expect(Function.divide.resultType([.duration, .duration]) == .number)
  #expect(Function.named("month of")?.resultType([.period(.year)]) == nil)
  #expect(Function.named("year of")?.resultType([.period(.month)]) == .period(.year))
}

@Test(arguments: [
  "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "(a)(?1)", "(?R)", "a\\Kb",
  "(*ACCEPT)",
])
func `look-around, back-references and recursion are refused`(_ pattern: String) {
  #expect { try RegularExpression(pattern) } throws: { ($0 as? Diagnostic)?.code.name == "E271" }
}

@Test(arguments: [
  "[(?=]", "\\(?=", "\\Q(?=\\E", "(?:ab)+", "(?i)a", "[[:alpha:]]", "a{2,3}?", "(?<name>a)", "[]\\d]",
])
func `patterns that only look like it are taken`(_ pattern: String) {
  #expect(throws: Never.self) { try RegularExpression(pattern) }
}

@Test func `a bad pattern says where it is bad`() {
  #expect {
    try RegularExpression("abc(d")
  } throws: { error in
    guard let diagnostic = error as? Diagnostic else { return false }
    return diagnostic.code.name == "E270" && diagnostic.range == SourceRange(4, 5)
  }
}

@Test func `a pattern that would run for ever is stopped`() throws {
  let expression = try RegularExpression("(a+)+$")
  let text = Array((String(repeating: "a", count: 40) + "b").utf8)
  #expect {
    try text.withUnsafeBufferPointer { try expression.matches($0) }
  } throws: { ($0 as? Diagnostic)?.code.name == "E272" }
}

@Test func `letters are folded without case, but not without accents`() {
  #expect(caseFolded("ΣΊΣΥΦΟΣ") == caseFolded("σίσυφος"))
  #expect(caseFolded("ÉLAN") == caseFolded("élan"))
  #expect(caseFolded("straße") != caseFolded("STRASSE"))
  #expect(caseFolded("elan") != caseFolded("élan"))
}

@Test func `extreme dates and numbers are unknown instead of a crash`() throws {
  let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, 4_000_000_000, 1 << 53, .max - 1, .max]
  let types: [DataType] = [.number, .date, .time, .duration] + Grain.allCases.map { .period($0) }
  for function in Function.all {
    for first in types {
      for second in types {
        for argumentTypes in [[first], [first, second], [first, second, second]] {
          guard let type = function.resultType(argumentTypes) else { continue }
          for (shift, _) in extremes.enumerated() {
            let operands = argumentTypes.enumerated().map { position, type in
              let rotated = extremes.indices.map { extremes[($0 + shift * position) % extremes.count] }
              return Operand(vector: .integers(Buffer(rotated), scale: 0), type: type, isConstant: false)
            }
            let context = KernelContext(count: extremes.count, resultType: type, calendar: Calendar())
            let result = try function.kernel(operands, context)
            #expect(result.count == extremes.count)
            if case .reals(let reals) = result {
              #expect(reals.values.allSatisfy { $0.isFinite || $0.isNaN })
            }
          }
        }
      }
    }
  }
}

private func values(_ vector: Vector, _ type: DataType = .number) -> [String] {
  (0..<vector.count).map { text(of: vector.value(at: $0, as: type), Calendar()) ?? "none" }
}
