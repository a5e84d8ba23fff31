import Columns
import Diagnostics
import FileFormats
import TestSupport
import Testing

/// What the cells of a column are read as.
@Suite struct TypeTests {
  /// Reads one column of cells (and a second one, so that there is a delimiter) and shows its type and values.
  func check(
    _ cells: [String], _ expected: String, header: String = "x", _ change: Change = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let rows = cells.map { "\"\($0)\"|y\n" }.joined()
    let folder = Folder()
    do {
      let dataset = try open([folder.write("a.csv", "\(header)|other\n" + rows)]) {
        $0.delimiter = "|"
        $0.header = 1
        change(&$0)
      }
      let column = try #require(try dataset.columns([header], work: Work(threads: 2))[header])
      let report = try #require(dataset.report(for: header))
      var lines = [
        "\(column.type.word): "
          + (0..<column.count).map { text(column.value(at: $0)) }.joined(separator: " | ")
      ]
      lines += report.notes.map { "note: \($0)" }
      if report.misfitCount > 0 {
        lines.append(
          "misfits \(report.misfitCount): "
            + report.misfits.map { "\($0.row) \($0.text)" }.joined(separator: ", "))
      }
      if !report.suspectedNulls.isEmpty {
        lines.append(
          "unknown? " + report.suspectedNulls.map { "\($0.text) \($0.count)" }.joined(separator: ", "))
      }
      expectText(lines.joined(separator: "\n"), expected, sourceLocation: sourceLocation)
    } catch let diagnostic as Diagnostic {
      expectText(describe(diagnostic), expected, sourceLocation: sourceLocation)
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
  }

  @Test func `whole numbers, also those with zeros behind the point`() {
    check(["5", "-3", "+4", "7.0"], "number: 5 | -3 | 4 | 7")
  }

  @Test func `decimals of up to six digits are scaled, others are doubles`() throws {
    check(["1.5", "2.25", ".5", "3."], "number: 1.5 | 2.25 | 0.5 | 3.0")
    check(["1.12345678", "2"], "number: 1.12345678 | 2.0")
    check(["1e3", "2.5E-2"], "number: 1000.0 | 0.025")
    check(["123456789012345678", "0.5"], "number: 1.2345678901234568e+17 | 0.5")
  }

  @Test func `thousands, money and percent`() {
    check(["$1,234.50", "$7.00", "($3.25)"], "number: 1234.5 | 7.0 | -3.25\nnote: money signs left out")
    check(
      ["R$ 1.234,56", "R$ 7,00"], "number: 1234.56 | 7.0\nnote: decimal comma\nnote: money signs left out")
    check(["1 234,5 €", "-7 €"], "number: 1234.5 | -7.0\nnote: decimal comma\nnote: money signs left out")
    check(["12%", "7.5 %"], "number: 12.0 | 7.5\nnote: percent signs left out: 12% reads as 12")
    check(["1,234", "5,678,901"], "number: 1234 | 5678901")
    check(["1'234.5", "7"], "number: 1234.5 | 7.0")
    check(["(1,234.50)", "−3"], "number: -1234.5 | -3.0")
  }

  @Test func `points between thousands need a comma somewhere`() {
    check(["1.234", "5.678"], "number: 1.234 | 5.678")
    check(["1.234", "5.678"], "number: 1234 | 5678") { $0.decimal = "," }
  }

  @Test func `codes with leading zeros and very long ones stay text`() {
    check(["007", "12"], "text: 007 | 12\nnote: text, because some numbers begin with a zero")
    check(
      ["12345678901234567890", "1"],
      "text: 12345678901234567890 | 1\nnote: text, because some numbers have more than 18 digits")
    check(["+34600123456", "+34600123457"], "text: +34600123456 | +34600123457")
  }

  @Test func `numbers among codes are codes`() {
    let cells = (1...50).map { String(536_364 + $0) }
    let shown = cells.joined(separator: " | ")
    check(
      cells + ["C536379", "C536383"],
      "text: \(shown) | C536379 | C536383\nnote: text, because some values are codes of letters and digits")
  }

  @Test func `ids are text without a point and zeros`() {
    check(["17850.0", "17850", "A1", "", "13047.00"], "text: 17850 | 17850 | A1 | - | 13047") {
      $0.textColumns = ["x"]
    }
  }

  @Test func `marks of the unknown do not count in numbers and stay in text`() {
    check(
      ["1", "NA", "N/A", "", "?", "null", "#N/A", "NaN", "2"], "number: 1 | - | - | - | - | - | - | - | 2")
    check(["red", "N/A", "", "N/A", "-"], "text: red | N/A | - | N/A | -\nunknown? N/A 2, - 1")
    check(["red", "N/A", "x"], "text: red | - | -") { $0.null = ["N/A", "x"] }
    check(["1", "-1", "2"], "number: 1 | - | 2") { $0.null = ["-1"] }
  }

  @Test func `cells that do not fit are unknown and listed, up to one in twenty`() {
    let cells = (1...19).map(String.init)
    check(
      cells + ["oops"],
      "number: " + cells.joined(separator: " | ") + " | -\nmisfits 1: 20 oops")
    check(
      Array(cells.prefix(18)) + ["oops"], "text: " + cells.prefix(18).joined(separator: " | ") + " | oops")
  }

  @Test func `only true and false are bool`() {
    check(["true", "FALSE", "", "True"], "bool: true | false | - | true")
    check(["yes", "no"], "text: yes | no")
  }

  @Test func `dates in ISO form, with times and offsets`() {
    check(["2024-01-31", "2024-02-01", ""], "date: 2024-01-31 | 2024-02-01 | -")
    check(["2024/1/5", "2024.12.31"], "date: 2024-01-05 | 2024-12-31")
    check(
      ["2024-01-31T10:20:30.123456Z", "2024-01-31 10:20", "2024-01-31"],
      "time: 2024-01-31T10:20:30.123456 | 2024-01-31T10:20 | 2024-01-31T00:00\nnote: times with an offset moved to UTC, the others as they stand"
    )
    check(
      ["2024-01-31T00:30:00+02:00", "2024-01-31 22:00:00 -0500", "2024-01-31 22:00:00 UTC"],
      "time: 2024-01-30T22:30 | 2024-02-01T03:00 | 2024-01-31T22:00\nnote: times moved to UTC")
    check(["2024-02-30", "2024-01-01"], "text: 2024-02-30 | 2024-01-01")
    check(["2024-01", "2024-02"], "date: 2024-01-01 | 2024-02-01\nnote: months read as their first day")
  }

  @Test func `a value above twelve decides between day and month`() {
    check(
      ["03/04/2024", "23/04/2024"], "date: 2024-04-03 | 2024-04-23\nnote: day first, from \"23/04/2024\"")
    check(
      ["03/04/2024", "04/23/2024"], "date: 2024-03-04 | 2024-04-23\nnote: month first, from \"04/23/2024\"")
    check(
      ["3-4-24", "23-4-24"],
      "date: 2024-04-03 | 2024-04-23\nnote: day first, from \"23-4-24\"\nnote: two-digit years read as 1969 to 2068"
    )
    check(
      ["3/14/2025 1:20", "3/1/2025 13:05"],
      "time: 2025-03-14T01:20 | 2025-03-01T13:05\nnote: month first, from \"3/14/2025 1:20\"")
    check(
      ["1/31/2024 1:05 PM", "1/30/2024 12:00 am"],
      "time: 2024-01-31T13:05 | 2024-01-30T00:00\nnote: month first, from \"1/31/2024 1:05 PM\"")
    check(
      ["03.04.2024", "05.06.2024"], "date: 2024-04-03 | 2024-06-05\nnote: dates with points read day first")
    check(["01/01/2024", "02/02/2024"], "date: 2024-01-01 | 2024-02-02")
  }

  @Test func `dates that can be read in two ways are asked about`() {
    check(
      ["03/04/2024", "05/06/2024"],
      """
      error[E210]: the dates in `x`, such as `03/04/2024`, can be read day first or month first
        help: with date_order = "dmy" or with date_order = "mdy"
      """)
    check(["03/04/2024", "05/06/2024"], "date: 2024-03-04 | 2024-05-06") { $0.dateOrder = "mdy" }
    check(["03/04/2024", "05/06/2024"], "date: 2024-04-03 | 2024-06-05") { $0.dateOrder = "dmy" }
  }

  @Test func `other dates of the file decide where a column does not`() {
    FileFormatsTests.check(
      "a,b\n03/04/2024,25/12/2023\n05/06/2024,01/02/2024\n",
      "a date | b date\n2024-04-03 | 2023-12-25\n2024-06-05 | 2024-02-01\n(comma, UTF-8)")
  }

  @Test func `months by name`() {
    check(
      ["5 Jan 2024", "Jan 5, 2024", "5-Jan-24", "January 5 2024", "Fri, 5 Jan 2024", "5 de enero de 2024"],
      "date: " + Array(repeating: "2024-01-05", count: 6).joined(separator: " | ")
        + "\nnote: two-digit years read as 1969 to 2068")
  }

  @Test func `numbers that are dates`() {
    check(
      ["20240131", "19991231"], "date: 2024-01-31 | 1999-12-31\nnote: numbers such as 20240131 read as dates")
    check(["20240131", "20240132"], "number: 20240131 | 20240132")
    check(
      ["1700000000", "1700000060"],
      "time: 2023-11-14T22:13:20 | 2023-11-14T22:14:20\nnote: numbers read as seconds since 1970 (UTC)",
      header: "created_at")
    check(
      ["1700000000000"], "time: 2023-11-14T22:13:20\nnote: numbers read as milliseconds since 1970 (UTC)",
      header: "created_at")
    check(["1700000000"], "number: 1700000000", header: "amount")
  }

  @Test func `durations in hours, minutes and seconds`() {
    check(
      ["0:02:23", "9:12:58", "100:00:00.5", "2 days 01:00:00"],
      "duration: 143.0 s | 33178.0 s | 360000.5 s | 176400.0 s")
    check(["0:02:63", "9:12:58"], "text: 0:02:63 | 9:12:58")
  }

  @Test func `blank columns are text without values`() {
    check(["", "", ""], "text: - | - | -\nnote: every cell is blank")
  }

  @Test func `dates far away neither crash nor wrap`() {
    check(
      ["9999-12-31T23:59:59Z", "0001-01-01"],
      "time: 9999-12-31T23:59:59 | 0001-01-01T00:00\nnote: times with an offset moved to UTC, the others as they stand"
    )
    check(["99999-12-31", "0000-01-01"], "text: 99999-12-31 | 0000-01-01")
    check(["1e400", "9e999"], "text: 1e400 | 9e999")
  }

  @Test func `a sample shows types and examples`() throws {
    let folder = Folder()
    let dataset = try open([folder.write("a.csv", "city,n\nRome,1\nOslo,2\nRome,\n")])
    let sample = dataset.sample()
    #expect(sample["city"]?.examples == ["Rome", "Oslo"])
    #expect(sample["city"]?.distinct == 2)
    #expect(sample["n"]?.type == .number)
    #expect(sample["n"]?.filled == 2)
  }
}
