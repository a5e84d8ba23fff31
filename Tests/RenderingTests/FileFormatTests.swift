import Columns
import Rendering
import TestSupport
import Testing

@Suite struct FileFormatTests {
  /// One column for each type of the language, with an unknown in each.
  let everyType = table(
    ("day", .date, [.date(0), .none]),
    ("at", .time, [.time(50_700_000_000), .time(1_500_000)]),
    ("month", .period(.month), [.period(.month, 24290), .none]),
    ("week", .period(.week), [.period(.week, 2824), .none]),
    ("quarter", .period(.quarter), [.period(.quarter, 8096), .none]),
    ("hour", .period(.hour), [.period(.hour, 14), .none]),
    ("took", .duration, [.duration(7_200_500_000), .none]),
    ("n", .number, [.integer(.max), .none]),
    ("share", .number, [.real(0.1), .real(-0.0)]),
    ("open", .bool, [.bool(true), .none]),
    ("who", .text, [.text("Ana"), .none]))

  @Test func `csv has full precision, ISO dates and empty unknowns`() {
    expectText(
      render(everyType, as: .csv),
      """
      day,at,month,week,quarter,hour,took,n,share,open,who
      1970-01-01,1970-01-01T14:05,2024-03,2024-W07,2024-Q1,1970-01-01T14,7200.5,9223372036854775807,0.1,true,Ana
      ,1970-01-01T00:00:01.5,,,,,,,0,,

      """)
  }

  @Test func `json has numbers, booleans and null where they belong`() {
    expectText(
      render(everyType, as: .ndjson),
      """
      {"day":"1970-01-01","at":"1970-01-01T14:05","month":"2024-03","week":"2024-W07","quarter":"2024-Q1",\
      "hour":"1970-01-01T14","took":7200.5,"n":9223372036854775807,"share":0.1,"open":true,"who":"Ana"}
      {"day":null,"at":"1970-01-01T00:00:01.5","month":null,"week":null,"quarter":null,"hour":null,"took":null,\
      "n":null,"share":0,"open":null,"who":null}

      """)
  }

  @Test func `an implied n is for people only`() {
    expectText(
      render(experience(), as: .csv),
      """
      month,nps,csat
      2024-01,31.4159,82
      2024-02,-2.25,
      2024-03,100,79.95
      total,13.333333333333334,81.2

      """)
    var asked = experience()
    asked.columns[2].isImplied = false
    expectText(
      render(asked, as: .json),
      """
      [{"month":"2024-01","nps":31.4159,"nps_n":1204,"csat":82},{"month":"2024-02","nps":-2.25,"nps_n":12,\
      "csat":null},{"month":"2024-03","nps":100,"nps_n":400,"csat":79.95},{"month":"total",\
      "nps":13.333333333333334,"nps_n":1616,"csat":81.2}]

      """)
  }

  @Test func `csv quotes what would break a line`() {
    let texts = ["a,b", "say \"no\"", "two\nlines", "two\r\nlines", " padded", "5\" pipe", "plain text"]
    expectText(
      render(table(("a \"title\"", .text, texts.map(Value.text))), as: .csv),
      "\"a \"\"title\"\"\"\n\"a,b\"\n\"say \"\"no\"\"\"\n\"two\nlines\"\n\"two\r\nlines\"\n\" padded\"\n"
        + "\"5\"\" pipe\"\nplain text\n")
  }

  @Test func `a csv row with nothing in its only column is still a row`() {
    expectText(render(values([.none, .integer(1)]), as: .csv), "x\n\"\"\n1\n")
  }

  @Test func `tsv escapes tabs, line ends and backslashes`() {
    expectText(
      render(table(("a\tb", .text, [.text("1\t2\n3\r\\4"), .text("say \"no\", please")])), as: .tsv),
      "a\\tb\n1\\t2\\n3\\r\\\\4\nsay \"no\", please\n")
  }

  @Test func `no rows leave the header, an empty array or nothing`() {
    let empty = experience(rows: [])
    expectText(render(empty, as: .csv), "month,nps,csat\n")
    expectText(render(empty, as: .tsv), "month\tnps\tcsat\n")
    expectText(render(empty, as: .json), "[]\n")
    expectText(render(empty, as: .ndjson), "")
    expectText(render(empty, as: .md), "no rows\n")
  }

  @Test func `formulas are neutralised only in texts and only when asked`() {
    let result = table(
      ("=name", .text, ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "1=1"].map(Value.text)),
      ("number", .number, [Value](repeating: .integer(-1), count: 7)))
    var options = RenderingOptions(format: .csv)
    #expect(render(result, options).hasPrefix("=name,number\n=1+1,-1\n"))
    options.neutralisesFormulas = true
    expectText(
      render(result, options),
      "'=name,number\n'=1+1,-1\n'+1,-1\n'-1,-1\n'@sum,-1\n'\tx,-1\n'\u{240D}x,-1\n1=1,-1\n")
    options.format = .tsv
    #expect(render(result, options).contains("'\\tx\t-1\n'\\rx\t-1\n1=1\t-1\n"))
  }

  @Test func `control characters never pass as they are`() {
    let result = table(("a\u{1B}[1m", .text, [.text("\u{1B}[31mred\u{7}\u{9B}\u{7F}\rover\u{0}")]))
    for format in OutputFormat.allCases {
      let scalars = render(result, as: format).unicodeScalars
      #expect(scalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)) })
    }
    #expect(render(result, as: .ndjson).contains(#"\u001b[31mred\u0007\u009b\u007f\rover\u0000"#))
    #expect(render(result, as: .table).contains("␛[31mred␇·␡␍over␀"))
  }

  @Test func `infinities and extreme dates have a text`() {
    let extremes: [Value] = [
      .real(.infinity), .real(.nan), .real(.greatestFiniteMagnitude), .real(.leastNonzeroMagnitude),
      .integer(.min), .date(.max), .date(.min), .time(.min), .time(.max), .duration(.min), .duration(.max),
      .period(.week, .max), .period(.year, .min), .period(.hour, .min), .text(""),
    ]
    for format in OutputFormat.allCases {
      let text = render(values(extremes), as: format)
      #expect(!text.contains("inf") && !text.contains("nan"))
    }
    #expect(render(values([.real(.infinity), .real(.nan)]), as: .ndjson) == "{\"x\":null}\n{\"x\":null}\n")
  }
}
