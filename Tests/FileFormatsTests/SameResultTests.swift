import Columns
import Diagnostics
import FileFormats
import Glibc
import TestSupport
import Testing

/// Results depend on neither threads nor the way a table is cut into files.
@Suite struct SameResultTests {
  /// A table of several pieces with quoted line ends, misfits, blanks and wide domains.
  func table(rows: Int, seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed)
    return (0..<rows).map { row in
      let comment =
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: "\"two\nlines, and a comma \(row % 997)\""
        case 1: "\"say \"\"\(row)\"\"\""
        case 2: ""
        case 3: "5\" pipe"
        default: "comment \(Int.random(in: 0..<5000, using: &generator))"
        }
      let day = String(Int.random(in: 10...28, using: &generator))
      let score = row % 1000 == 999 ? "unknown" : String(Int.random(in: 0...10, using: &generator))
      let amount =
        "\(Int.random(in: 0..<100_000, using: &generator)).\(Int.random(in: 10..<99, using: &generator))"
      return
        "C\(row * 7 % 30_011),\(comment),\(day)/01/2024 10:\(day):00,\(score),\(amount),\(row % 3 == 0)\n"
    }
  }

  let header = "customer,comment,at,score,amount,flag\n"

  /// Everything about a column that could differ: type, codes, domain and report.
  func fingerprint(_ dataset: Dataset, threads: Int) throws -> [String: String] {
    let columns = try dataset.columns(dataset.columnNames, work: Work(threads: threads))
    return columns.mapValues { column in
      var text = "\(column.type) \(column.count) "
      var hash: UInt64 = 14_695_981_039_346_656_037
      func mix(_ number: UInt64) { hash = (hash ^ number) &* 1_099_511_628_211 }
      func mix(_ vector: Vector) {
        switch vector {
        case .integers(let buffer, let scale):
          text += "integers \(scale) "
          for value in buffer.values { mix(UInt64(bitPattern: value)) }
        case .reals(let buffer): for value in buffer.values { mix(value.bitPattern) }
        case .bools(let buffer): for value in buffer.values { mix(UInt64(value)) }
        case .texts(let buffer):
          for value in buffer.offsets.values { mix(UInt64(value)) }
          for value in buffer.bytes.values { mix(UInt64(value)) }
        }
      }
      switch column.storage {
      case .coded(let codes, let domain):
        text += "coded "
        for row in 0..<codes.count { mix(UInt64(codes[row])) }
        mix(domain)
      case .plain(let vector): mix(vector)
      }
      return text + String(hash)
    }
  }

  @Test func `threads change nothing`() throws {
    let folder = Folder()
    let path = folder.write("a.csv", header + table(rows: 30_000, seed: 1).joined())
    let one = try fingerprint(try open([path], threads: 1), threads: 1)
    for threads in [2, 7] {
      #expect(try fingerprint(try open([path], threads: threads), threads: threads) == one)
    }
    let dataset = try open([path])
    #expect(dataset.rowCount == 30_000)
    let columns = try dataset.columns(["score", "flag", "at"], work: Work(threads: 3))
    #expect(columns["score"]?.type == .number)
    #expect(dataset.report(for: "score")?.misfitCount == 30)
    #expect(dataset.report(for: "score")?.misfits.first?.row == 1000)
    #expect(columns["flag"]?.type == .bool)
    #expect(columns["at"]?.type == .time)
  }

  @Test func `one file or many, the columns are the same`() throws {
    let folder = Folder()
    let rows = table(rows: 9_000, seed: 2)
    let whole = try open([folder.write("whole.csv", header + rows.joined())])
    let expected = try fingerprint(whole, threads: 2)
    for count in [2, 5] {
      var paths: [String] = []
      for part in 0..<count {
        let slice = rows[(part * rows.count / count)..<((part + 1) * rows.count / count)]
        paths.append(folder.write("part-\(count)-\(part).csv", header + slice.joined()))
      }
      #expect(try fingerprint(try open(paths), threads: 2) == expected)
    }
  }

  @Test func `columns asked for one by one are the same as all at once`() throws {
    let folder = Folder()
    let path = folder.write("a.csv", header + table(rows: 2_000, seed: 3).joined())
    let expected = try fingerprint(try open([path]), threads: 2)
    let dataset = try open([path])
    for name in dataset.columnNames.reversed() { _ = try dataset.columns([name], work: Work(threads: 1)) }
    #expect(try fingerprint(dataset, threads: 2) == expected)
  }

  @Test func `a wide domain of numbers is plain, a narrow one coded`() throws {
    let folder = Folder()
    let rows = (0..<70_000).map { "\($0 &* 7919),\($0 % 65_000),\(Double($0) / 4)\n" }.joined()
    let dataset = try open([folder.write("a.csv", "wide,narrow,quarter\n" + rows)])
    let columns = try dataset.columns(["wide", "narrow", "quarter"], work: Work(threads: 2))
    guard case .plain = columns["wide"]?.storage, case .coded = columns["narrow"]?.storage,
      case .plain(.integers(_, scale: 2)) = columns["quarter"]?.storage
    else {
      Issue.record("the columns are stored otherwise")
      return
    }
    for row in stride(from: 0, to: 70_000, by: 997) {
      #expect(columns["wide"]?.value(at: row) == .integer(Int64(row) * 7919))
      #expect(columns["narrow"]?.value(at: row) == .integer(Int64(row % 65_000)))
      #expect(columns["quarter"]?.value(at: row) == .real(Double(row) / 4))
    }
  }

  @Test func `what the first rows say is not the last word`() throws {
    let folder = Folder()
    var text = "a,b,c,d\n"
    for row in 0..<3_000 { text += "\(row),2024-01-01,20240101,\(row)\n" }
    for _ in 0..<2_000 { text += "x,2024-01-01 10:00,20240199,1.234567\n" }
    let dataset = try open([folder.write("a.csv", text)])
    let columns = try dataset.columns(["a", "b", "c", "d"], work: Work(threads: 2))
    #expect(columns["a"]?.type == .text)
    #expect(columns["b"]?.type == .time)
    #expect(columns["c"]?.type == .number)
    #expect(columns["d"]?.value(at: 4_999) == .real(1.234567))
    #expect(columns["d"]?.value(at: 17) == .real(17))
  }
}

/// Damaged files load or give an error; they neither crash nor hang.
@Suite struct MutationTests {
  static let seeds: [String] = [
    "name,score,at\nAnn,9,2024-01-05\n\"B, b\",7,2024-02-06 10:00\n\"say \"\"x\"\"\",,2024-03-07\n",
    "sep=;\nReport;;\nid;amount;when\n001;1.234,50;03/04/2024\n002;7,25;23/04/2024\nTOTAL;8;\n",
    " id  date count\r\n 00001 19970101  1\r\n 00002 19970112  12\r\n",
    "a\tb\r1\ttrue\r2\tfalse\r", "\u{FEFF}x|y\n0:02:23|$1,234.50\n9:12:58|(3.25)\n",
    "Respondent ID,Q,\n,Response,x\n1,2,3\n2,3,4\n",
  ]

  @Test func `mutated files load or give an error`() {
    checkMutations(getenv("KPI_MUTATIONS").flatMap { Int(String(cString: $0)) } ?? 1_000)
  }

  func checkMutations(_ count: Int) {
    var generator = SeededGenerator(seed: 20_240_131)
    let folder = Folder()
    let special: [UInt8] = [
      0, 0x0A, 0x0D, 0x22, 0x2C, 0x3B, 0x09, 0x20, 0x2D, 0x2E, 0x30, 0x39, 0xC3, 0xE9, 0xFF,
    ]
    var loaded = 0
    var refused = 0
    for _ in 0..<count {
      var bytes = Array(
        MutationTests.seeds[Int.random(in: 0..<MutationTests.seeds.count, using: &generator)].utf8)
      for _ in 0...Int.random(in: 0..<6, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(special[Int.random(in: 0..<special.count, using: &generator)], at: place)
        case 3: bytes.insert(contentsOf: bytes[place..<min(place + 20, bytes.count)], at: place)
        case 4: bytes.removeSubrange(place..<min(place + 9, bytes.count))
        default: bytes[place] = special[Int.random(in: 0..<special.count, using: &generator)]
        }
      }
      let path = folder.write("m.csv", bytes)
      do {
        let dataset = try open([path], threads: 1)
        let columns = try dataset.columns(dataset.columnNames, work: Work(threads: 1))
        #expect(columns.values.allSatisfy { $0.count == dataset.rowCount })
        loaded += 1
      } catch is Diagnostic {
        refused += 1
      } catch {
        Issue.record(error)
      }
    }
    #expect(loaded + refused == count)
    #expect(loaded > refused)
  }
}

@Suite(.enabled(if: runsSlowTests)) struct FileMutationSlowTests {
  @Test func `ten thousand mutated files load or give an error`() { MutationTests().checkMutations(10_000) }
}
