import Columns
import Rendering
import TestSupport
import Testing

@Suite struct RoundTripTests {
  @Test func `csv gives back the texts and numbers that went in`() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let result = randomTable(&generator)
      let records = csvRecords(render(result, as: .csv))
      let expected = [result.columns.map(\.name)] + result.rows.map { row in row.values.map(plainText) }
      guard records.count == expected.count else {
        Issue.record("\(expected.count) records became \(records.count)")
        continue
      }
      for (record, row) in zip(records, expected) { #expect(record == row) }
    }
  }

  @Test func `tsv has as many lines and cells as the result has rows and columns`() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<300 {
      let result = randomTable(&generator)
      let lines = render(result, as: .tsv).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(lines.count == result.rows.count + 1)
      for line in lines {
        #expect(line.unicodeScalars.count { $0 == "\t" } == result.columns.count - 1)
      }
    }
  }

  @Test func `json is well formed whatever the texts`() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<300 {
      let result = randomTable(&generator)
      let array = render(result, as: .json)
      #expect(isJSON(array))
      #expect(array.unicodeScalars.count { $0 == "\n" } == 1)
      let lines = render(result, as: .ndjson).split(separator: "\n")
      #expect(lines.count == result.rows.count)
      #expect(lines.allSatisfy { isJSON(String($0)) })
    }
  }

  @Test(arguments: ["{}", "[1,2]", "{\"a\":null,\"b\":[-1.5e3,true]}\n", "\"\\u00e9\""])
  func `the checker accepts JSON`(text: String) { #expect(isJSON(text)) }

  @Test(arguments: ["", "{", "[1,]", "01", "nan", "{a:1}", "\"\u{1}\"", "\"\\x\"", "1 2", ".5", "1."])
  func `the checker refuses what is not JSON`(text: String) { #expect(!isJSON(text)) }
}

private func randomTable(_ generator: inout SeededGenerator) -> ResultTable {
  let letters = ["a", "\"", ",", "\n", "\r\n", "\t", " ", "\\", "é", "名", "👩‍🚀", "|", "=", "'", "x"]
  func text() -> String {
    (0..<Int.random(in: 1...6, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "" }
      .joined()
  }
  func value() -> Value {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: .none
    case 1: .integer(Int64.random(in: .min ... .max, using: &generator))
    case 2: .real(Double(bitPattern: generator.next()))
    case 3: .real(Double.random(in: -1000...1000, using: &generator))
    default: .text(text())
    }
  }
  let columnCount = Int.random(in: 1...4, using: &generator)
  return ResultTable(
    columns: (0..<columnCount).map { ResultColumn(name: text() + "\($0)", role: .dimension, type: .text) },
    rows: (0..<Int.random(in: 0...5, using: &generator)).map { _ in
      ResultRow((0..<columnCount).map { _ in value() })
    })
}

/// What a reader of the file should find; numbers as the double that was written, so that reading back is exact.
private func plainText(_ value: Value) -> String {
  switch value {
  case .integer(let integer): String(integer)
  case .real(let real) where real.isFinite: Int64(exactly: real).map(String.init) ?? canonical(real)
  case .text(let text): text
  default: ""
  }
}

private func canonical(_ number: Double) -> String { "number \(number + 0)" }

/// A reader of CSV after RFC 4180, as small as it can be. Unquoted numbers become their canonical text.
private func csvRecords(_ text: String) -> [[String]] {
  var records: [[String]] = []
  var record: [String] = []
  var cell = ""
  var isQuoted = false
  var wasQuoted = false
  var scalars = text.unicodeScalars[...]
  func finished() -> String {
    if !wasQuoted, Int64(cell) == nil, let number = Double(cell),
      cell.utf8.allSatisfy({ $0 < 0x3A || $0 == 0x65 })
    {
      return canonical(number)
    }
    return cell
  }
  while let scalar = scalars.popFirst() {
    if isQuoted {
      if scalar != "\"" {
        cell.unicodeScalars.append(scalar)
      } else if scalars.first == "\"" {
        scalars.removeFirst()
        cell.unicodeScalars.append("\"")
      } else {
        isQuoted = false
      }
    } else if scalar == "\"" {
      isQuoted = true
      wasQuoted = true
    } else if scalar == "," || scalar == "\n" {
      record.append(finished())
      cell = ""
      wasQuoted = false
      if scalar == "\n" {
        records.append(record)
        record = []
      }
    } else {
      cell.unicodeScalars.append(scalar)
    }
  }
  return records
}

/// Whether a text is one JSON value and nothing else but a line end.
private func isJSON(_ text: String) -> Bool {
  var checker = JSONChecker(scalars: text.unicodeScalars[...])
  guard checker.value() else { return false }
  return checker.scalars.isEmpty || checker.scalars.elementsEqual("\n".unicodeScalars)
}

private struct JSONChecker {
  var scalars: Substring.UnicodeScalarView

  mutating func value() -> Bool {
    switch scalars.first {
    case "{": list("{", "}") { checker in checker.string() && checker.take(":") && checker.value() }
    case "[": list("[", "]") { checker in checker.value() }
    case "\"": string()
    case "t": word("true")
    case "f": word("false")
    case "n": word("null")
    default: number()
    }
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard scalars.first == scalar else { return false }
    scalars.removeFirst()
    return true
  }

  mutating func word(_ word: String) -> Bool { word.unicodeScalars.allSatisfy { take($0) } }

  mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ member: (inout JSONChecker) -> Bool
  ) -> Bool {
    guard take(open) else { return false }
    if take(close) { return true }
    repeat {
      if !member(&self) { return false }
    } while take(",")
    return take(close)
  }

  mutating func string() -> Bool {
    guard take("\"") else { return false }
    while let scalar = scalars.popFirst() {
      if scalar == "\"" { return true }
      if scalar.value < 0x20 { return false }
      if scalar == "\\" {
        guard let escape = scalars.popFirst() else { return false }
        if escape == "u" {
          guard scalars.count >= 4, scalars.prefix(4).allSatisfy({ $0.properties.isASCIIHexDigit }) else {
            return false
          }
          scalars.removeFirst(4)
        } else if !"\"\\/bfnrt".unicodeScalars.contains(escape) {
          return false
        }
      }
    }
    return false
  }

  mutating func digits() -> Int {
    var count = 0
    while let first = scalars.first, ("0"..."9").contains(first) {
      scalars.removeFirst()
      count += 1
    }
    return count
  }

  mutating func number() -> Bool {
    _ = take("-")
    if !take("0") && digits() == 0 { return false }
    if take(".") && digits() == 0 { return false }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      if digits() == 0 { return false }
    }
    return true
  }
}
