import Columns
import Diagnostics
import FileFormats
import Glibc
import Testing

/// Real files beside the project, each against numbers that were reckoned elsewhere.
@Suite(.enabled(if: sharedData != nil)) struct RealFileTests {
  func dataset(_ file: String, _ change: Change = { _ in }) throws -> Dataset {
    try open([(sharedData ?? "") + "/" + file], change)
  }

  func column(_ dataset: Dataset, _ name: String) throws -> Column {
    try #require(try dataset.columns([name], work: Work(threads: 2))[name])
  }

  func values(_ column: Column) -> [Value] { (0..<column.count).map { column.value(at: $0) } }

  func numbers(_ dataset: Dataset, _ name: String) throws -> [Double] {
    values(try column(dataset, name)).compactMap(\.number)
  }

  func nps(_ scores: [Double]) -> Double {
    Double(scores.count { $0 >= 9 } - scores.count { $0 <= 6 }) * 100 / Double(scores.count)
  }

  func isNear(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 0.000_051 }

  @Test(arguments: [
    "callcenter_utf16le_bom.tsv", "callcenter_excel_report_preamble_footer.csv", "callcenter_cr_only.csv",
    "callcenter.csv.gz",
  ])
  func `the calls have the same handle time in all clothes`(_ file: String) throws {
    let calls = try dataset("awkward/" + file)
    let durations = try numbers(calls, "AvgTalkDuration")
    #expect(calls.rowCount == 5000)
    #expect(calls.columnNames.count == 10)
    #expect(durations.count == 4054)
    #expect(isNear(durations.reduce(0, +) / 4054, 224.9228))
  }

  @Test func `ragged rows lose nothing but the cells beyond the last column`() throws {
    let calls = try dataset("awkward/callcenter_ragged.csv")
    #expect(calls.rowCount == 5000)
    #expect(try numbers(calls, "Satisfaction rating").count == 4017)
    #expect(
      calls.notes == [
        "comma, UTF-8", "10 blank lines skipped",
        "49 rows with too few cells (their last columns are unknown), 50 rows with too many cells (those beyond "
          + "the last column are left out)",
      ])
  }

  @Test func `a French spreadsheet in Windows-1252`() throws {
    let survey = try dataset("awkward/nps_fr_excel_cp1252_semicolon_decimalcomma.csv")
    let baskets = try numbers(survey, "CaTicket")
    #expect(survey.rowCount == 13954)
    #expect(isNear(nps(try numbers(survey, "nps")), 53.4161))
    #expect(abs(baskets.reduce(0, +) / Double(baskets.count) - 75.022275) < 0.000_001)
    #expect(survey.fileSummary == "semicolon, Windows-1252, decimal comma")
  }

  @Test func `mixed bytes and a blank first header`() throws {
    let survey = try dataset("nps_jardinerie_fr/nps.csv") { $0.null = ["NA"] }
    let scores = try numbers(survey, "nps")
    #expect(survey.rowCount == 13954)
    #expect(survey.columnNames.first == "column_1")
    #expect(scores.count == 13612)
    #expect(isNear(nps(scores), 53.4161))
    let comments = values(try column(survey, "explication")).count { $0 != .none }
    #expect(comments == 37 + 622 + 1067 + 2113)
    let derived = try dataset("nps_jardinerie_fr/derived/nps_utf8.csv")
    #expect(isNear(nps(try numbers(derived, "nps")), 53.4161))
    #expect(derived.fileSummary == "comma, UTF-8")
  }

  @Test func `purchases in columns parted by spaces`() throws {
    let master = try dataset("cdnow/CDNOW_master.txt")
    let dates = try column(master, "date")
    #expect(master.rowCount == 69659)
    #expect(Set(values(try column(master, "customer_id"))).count == 23570)
    #expect(try numbers(master, "number_of_cds").reduce(0, +) == 167_881)
    let total = try numbers(master, "dollar_value").reduce(0, +)
    #expect(abs(total - 2_500_315.63) < 0.001)
    #expect(dates.type == .date)
    let days = values(dates).compactMap { if case .date(let day) = $0 { day } else { nil } }
    #expect(days.min().map(Calendar.dateText) == "1997-01-01")
    #expect(days.max().map(Calendar.dateText) == "1998-06-30")

    let sample = try dataset("cdnow/CDNOW_sample.txt")
    #expect(sample.rowCount == 6919)
    #expect(sample.columnNames == ["column_1", "column_2", "column_3", "column_4", "column_5"])
    #expect(Set(values(try column(sample, "column_2"))).count == 2357)
    #expect(try column(sample, "column_3").type == .date)
  }

  @Test func `complaints with month-first dates and quoted line ends`() throws {
    let complaints = try dataset("cfpb/consumer_complaints_2013_2017.csv")
    #expect(complaints.rowCount == 3186)
    let received = try column(complaints, "Date received")
    let days = values(received).compactMap { if case .date(let day) = $0 { day } else { nil } }
    #expect(days.min().map(Calendar.dateText) == "2013-06-04")
    #expect(days.max().map(Calendar.dateText) == "2017-02-23")
    #expect(values(try column(complaints, "Timely response?")).count { $0 == .text("Yes") } == 3093)
    #expect(values(try column(complaints, "Consumer disputed?")).count { $0 != .none } == 3129)
    #expect(try column(complaints, "ZIP code").type == .text)

    let narratives = try dataset("cfpb/consumer_complaints_narratives.csv")
    #expect(narratives.rowCount == 3947)
    #expect(narratives.columnNames.first == "column_1")
    let texts = values(try column(narratives, "Consumer complaint narrative")).compactMap {
      if case .text(let text) = $0 { text } else { nil }
    }
    #expect(texts.count == 3947)
    #expect(texts.count { $0.utf8.contains(0x0A) } == 1169)
    #expect(texts.map { $0.unicodeScalars.count }.max() == 4058)
  }

  @Test func `service requests with times as a spreadsheet writes them`() throws {
    let requests = try dataset("nyc311_animals/311_Animals_short.csv")
    #expect(requests.columnNames.count == 31)
    #expect(try column(requests, "Created Date").type == .time)
    #expect(requests.report(for: "Created Date")?.notes.first?.hasPrefix("month first") == true)
    #expect(values(try column(requests, "Due Date")).allSatisfy { $0 == .none })
  }

  @Test func `reviews with quoted decimals and day-first dates`() throws {
    let lounge = try dataset("skytrax_lounge_seat/lounge.csv")
    let seat = try dataset("skytrax_lounge_seat/seat.csv")
    #expect(lounge.rowCount == 2264)
    #expect(isNear(nps(try numbers(lounge, "overall_rating")), -95.8831))
    #expect(isNear(nps(try numbers(seat, "overall_rating")), -56.8019))
    #expect(try column(lounge, "date").type == .date)
    #expect(try column(lounge, "date_visit").type == .date)
  }

  @Test func `customers with a blank where a number should be`() throws {
    let customers = try dataset("telco_ibm/Telco-Customer-Churn.csv")
    let charges = try numbers(customers, "TotalCharges")
    #expect(customers.rowCount == 7043)
    #expect(charges.count == 7032)
    #expect(isNear(charges.reduce(0, +) / 7032, 2283.3004))
    #expect(values(try column(customers, "Churn")).count { $0 == .text("Yes") } == 1869)
    let monthly = try column(customers, "MonthlyCharges")
    guard case .coded(_, .integers(_, scale: let scale)) = monthly.storage else {
      Issue.record("the charges are not scaled integers")
      return
    }
    #expect(scale == 2)
  }

  @Test func `305 daily files as one table`() throws {
    let folder = (sharedData ?? "") + "/online_retail_uci/by-day"
    let paths = expandGlob("*.csv", directory: folder)
    #expect(paths.count == 305)
    let orders = try open(paths.reversed()) { $0.textColumns = ["CustomerID"] }
    #expect(orders.rowCount == 541_909)
    let columns = try orders.columns(orders.columnNames, work: Work(threads: 2))
    let invoices = try #require(columns["InvoiceNo"])
    #expect(invoices.type == .text)
    guard case .coded(_, .texts(let different)) = invoices.storage else {
      Issue.record("the invoices are not coded")
      return
    }
    #expect(different.count - 1 == 25_900)
    guard case .coded(_, .texts(let customers)) = columns["CustomerID"]?.storage else {
      Issue.record("the customers are not coded")
      return
    }
    #expect(customers[1] == "17850")
    #expect(customers.count - 1 == 4_372)
    #expect(columns["InvoiceDate"]?.type == .time)
    #expect(
      columns["InvoiceDate"]?.value(at: 0)
        == .time(Calendar.day(year: 2010, month: 12, day: 1) * 86_400_000_000 + 30_360_000_000))
    var gross = 0.0
    if let quantities = columns["Quantity"], let prices = columns["UnitPrice"] {
      for row in 0..<orders.rowCount {
        let quantity = quantities.value(at: row).number ?? 0
        if quantity > 0 { gross += quantity * (prices.value(at: row).number ?? 0) }
      }
    }
    #expect(abs(gross - 10_644_560.42) < 0.01)
    #expect(orders.position(ofRow: 0)?.path.hasSuffix("2010-12-01.csv") == true)
  }
}
