import Columns
import FileFormats
import Testing

@Suite(.enabled(if: sharedData != nil)) struct RealFileTests {
  func mean(_ column: Column) -> (count: Int, mean: Double) {
    var sum = 0.0
    var count = 0
    for row in 0..<column.count {
      if let number = column.value(at: row).number {
        sum += number
        count += 1
      }
    }
    return (count, sum / Double(count))
  }

  func column(_ dataset: Dataset, _ name: String) throws -> Column {
    try #require(try dataset.columns([name], work: Work(threads: 2))[name])
  }

  @Test(arguments: [
    "callcenter_utf16le_bom.tsv", "callcenter_excel_report_preamble_footer.csv", "callcenter_cr_only.csv",
    "callcenter.csv.gz",
  ])
  func `the calls have the same handle time in all clothes`(_ file: String) throws {
    let dataset = try open([sharedData! + "/awkward/" + file])
    print(dataset.notes, dataset.columnNames)
    let (count, mean) = mean(try column(dataset, "AvgTalkDuration"))
    #expect(dataset.rowCount == 5000)
    #expect(count == 4054)
    #expect(abs(mean - 224.9228) < 0.0001)
  }

  @Test func debug() throws {
    for file in ["awkward/callcenter_ragged.csv", "awkward/nps_fr_excel_cp1252_semicolon_decimalcomma.csv", "cdnow/CDNOW_master.txt", "cdnow/CDNOW_sample.txt", "cfpb/consumer_complaints_2013_2017.csv", "cfpb/consumer_complaints_narratives.csv", "nps_jardinerie_fr/nps.csv", "nyc311_animals/311_Animals_short.csv", "skytrax_lounge_seat/lounge.csv", "skytrax_lounge_seat/seat.csv", "telco_ibm/Telco-Customer-Churn.csv", "awkward/callcenter_utf16le_bom.tsv"] {
      let dataset = try open([sharedData! + "/" + file])
      print(file, dataset.rowCount, dataset.notes)
      print(try dump(dataset, limit: 2).prefix(3000))
      for name in dataset.columnNames { if let r = dataset.report(for: name), r.misfitCount > 0 || !r.notes.isEmpty || !r.suspectedNulls.isEmpty { print(name, r) } }
    }
  }
}
