import Columns
import Testing

@testable import Rendering

@Suite struct NumberTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e-5, "0.00001"),
    (1.5e16, "15000000000000000"),
    (1e20, "100000000000000000000"), (1e21, "1e21"), (-2.5e-7, "-0.00000025"), (1e300, "1e300"),
    (1.25e-300, "1.25e-300"), (Double.leastNonzeroMagnitude, "5e-324"), (123456789.125, "123456789.125"),
    (9007199254740992, "9007199254740992"),
  ])
  func `files have the shortest plain decimal`(number: Double, text: String) {
    #expect(NumberText.exact(number) == text)
  }

  @Test func `what is not finite has no text`() {
    #expect(NumberText.exact(.nan) == nil)
    #expect(NumberText.exact(-.infinity) == nil)
    #expect(NumberText.rounded(.infinity, places: 1) == nil)
  }

  @Test(arguments: [
    (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"), (0.285, 2, "0.28"),
    (1.005, 2, "1.00"), (-0.04, 1, "0.0"), (0.05, 1, "0.1"), (99.95, 1, "100.0"), (99.94, 1, "99.9"),
    (0, 2, "0.00"),
    (1e15, 2, "1000000000000000.00"), (4503599627370497.5, 0, "4503599627370498"), (1e300, 1, "1e300"),
    (Double.leastNonzeroMagnitude, 1, "0.0"), (123.456, 0, "123"), (0.000123456, 6, "0.000123"),
    (1e-20, 20, "0.00000000000000000001"),
  ])
  func `people see the exact double rounded, halves away from zero`(number: Double, places: Int, text: String)
  {
    #expect(NumberText.rounded(number, places: places) == text)
  }

  @Test(arguments: [
    ("0", "0"), ("999", "999"), ("1204", "1,204"), ("-1204.5678", "-1,204.5678"), ("1234567", "1,234,567"),
    ("1e300", "1e300"), ("-999", "-999"), ("", ""),
  ])
  func `thousands are separated`(text: String, grouped: String) {
    #expect(NumberText.grouped(text) == grouped)
  }

  @Test(arguments: [
    ([1204.5, 3], ["1,204.5", "3.0"]), ([12.345, 1], ["12.35", "1.00"]),
    ([0.01234, 0.5], ["0.012", "0.500"]),
    ([0.00012345], ["0.000123"]), ([12345.6, 1], ["12,346", "1"]), ([2, 40], ["2", "40"]),
    ([0.5, 2], ["0.5", "2.0"]),
    ([1e-300], ["0.000000000000"]),
  ])
  func `a column without a unit has digits after its largest number`(numbers: [Double], texts: [String]) {
    let lines = render(values(numbers.map(Value.real)), as: .md).split(separator: "\n").dropFirst(2)
    #expect(lines.map { $0.dropFirst(2).dropLast(2) } == texts.map { Substring($0) })
  }

  @Test(arguments: [
    (Unit.percent, "82.3"), (Unit.points, "82.3"), (Unit.currency, "82.25"),
    (Unit("currency per month"), "82.25"),
    (Unit.count, "82"), (Unit("hours"), "82.25"),
  ])
  func `the unit decides the digits`(unit: Unit, text: String) {
    #expect(render(values([.real(82.25)], unit: unit), as: .md).hasSuffix("| \(text) |\n"))
  }

  @Test func `whole numbers get the decimals of their unit`() {
    #expect(
      render(values([.integer(.min)], unit: .percent), as: .md).hasSuffix(
        "| -9,223,372,036,854,775,808.0 |\n"))
  }

  @Test(arguments: [
    (Int64(0), "0 s", "0"), (7, "7 µs", "0.000007"), (250_000, "250 ms", "0.25"), (999_600, "1 s", "0.9996"),
    (12_540_000, "12.5 s", "12.54"), (59_960_000, "1 min", "59.96"), (270_000_000, "4 min 30 s", "270"),
    (3_599_600_000, "1 h", "3599.6"), (7_500_000_000, "2 h 05 min", "7500"), (86_399_000_000, "1 d", "86399"),
    (-273_600_000_000, "-3 d 04 h", "-273600"), (.max, "106,751,991 d 04 h", "9223372036854.775807"),
    (.min, "-106,751,991 d 04 h", "-9223372036854.775808"),
  ])
  func `durations read as people say them, in files as seconds`(length: Int64, human: String, seconds: String)
  {
    #expect(DurationText.human(length) == human)
    #expect(DurationText.seconds(length) == seconds)
  }

  @Test func `rounding agrees with the shortest text where nothing is cut`() {
    for hundredths in -20_000...20_000 {
      let number = Double(hundredths) / 100
      guard let exact = NumberText.exact(number), let rounded = NumberText.rounded(number, places: 2) else {
        Issue.record("no text for \(number)")
        continue
      }
      #expect(Double(exact) == Double(rounded))
    }
  }
}
