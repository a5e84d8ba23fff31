import Columns
import Diagnostics
import Dispatch
import FileFormats
import Glibc
import TestSupport
import Testing

/// What is read from its start each time is read as plain files are.
@Suite struct `Texts that are read as they are unpacked` {
  private let same = SameResultTests()
  private let text: String

  init() { text = same.header + same.table(rows: 24_000, seed: 9).joined() }

  private func opened(_ path: String, kept: Int, threads: Int = 2) throws -> Dataset {
    try open([path], threads: threads) { $0.keptTextSize = kept }
  }

  /// All that a dataset says but for how it is packed.
  private func everything(_ dataset: Dataset, threads: Int = 2) throws -> String {
    let work = Work(threads: threads)
    let columns = try same.fingerprint(dataset, threads: threads).sorted { $0.key < $1.key }
    let keys = try dataset.columnNames.map {
      "\($0) \(String(describing: try dataset.keyFacts($0, work: work)))"
    }
    let sample = dataset.sample().sorted { $0.key < $1.key }
    return "\(dataset.rowCount) \(columns) \(keys) \(sample) \(dataset.diagnostics.map(describe))"
      .replacing(dataset.paths[0], with: "FILE")
  }

  private func members(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var packed: [UInt8] = []
    for begin in stride(from: 0, to: bytes.count, by: 60_000) {
      packed += RobustnessTests().gzip(bytes[begin..<min(begin + 60_000, bytes.count)])
    }
    return packed
  }

  private func wide(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  }

  @Test func `compressed files and letters of two bytes give the same columns`() throws {
    let folder = Folder()
    let expected = try everything(try open([folder.write("plain.csv", text)]))
    let paths = [folder.write("packed.csv.gz", members(text)), folder.write("wide.csv", wide(text))]
    for path in paths {
      for (kept, threads) in [(1 << 30, 2), (100_000, 1), (1_500_000, 2), (1_500_000, 5)] {
        let dataset = try opened(path, kept: kept, threads: threads)
        expectText(try everything(dataset, threads: threads), expected)
      }
    }
    // Keys are compared before any column is read, and columns are read one after the other.
    let late = try opened(paths[0], kept: 10_000)
    _ = try late.keyFacts("amount", work: Work(threads: 2))
    for name in late.columnNames { _ = try late.columns([name], work: Work(threads: 2)) }
    expectText(try everything(late), expected)
  }

  @Test func `a pipe gives the same columns`() throws {
    let folder = Folder()
    let expected = try everything(try open([folder.write("plain.csv", text)]))
    let bytes = Array(text.utf8)
    for kept in [10_000, 1 << 30] {
      let path = folder.path + "/pipe-\(kept)"
      #expect(mkfifo(path, 0o600) == 0)
      let writer = Glibc.open(path, O_RDWR)
      let held = DispatchSemaphore(value: 0)
      DispatchQueue.global().async {
        var done = 0
        while done < bytes.count {
          let length = bytes[done...].withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
          if length <= 0 { break }
          done += length
        }
        close(writer)
        held.signal()
      }
      let dataset = try opened(path, kept: kept)
      held.wait()
      expectText(try everything(dataset), expected)
    }
  }

  @Test func `footers, quotes that never close and last lines without an end`() throws {
    let folder = Folder()
    let rows = (0..<60_000).map { "\($0),C\($0 % 500),\($0 % 11)\n" }.joined()
    for (name, end) in [
      ("footer", "Total,,\nReport made on Monday by somebody,,\n"),
      ("open", "60000,\"never closed,5\n60001,C1,7\n"),
      ("cut", "60000,C7"), ("blank", "\n\n\n"),
    ] {
      let whole = "id,customer,nps\n" + rows + end
      let expected = try everything(try open([folder.write(name + ".csv", whole)]))
      for kept in [1_000, 900_000] {
        expectText(
          try everything(try opened(folder.write(name + ".gz", members(whole)), kept: kept)), expected)
      }
    }
  }

  @Test func `a compressed file that was cut says so wherever it was cut`() {
    let folder = Folder()
    let packed = members(text)
    for share in [3, 5, 9] {
      let path = folder.write("cut\(share).gz", Array(packed.prefix(packed.count * share / 10)))
      do {
        let dataset = try opened(path, kept: 50_000)
        _ = try dataset.columns(dataset.columnNames, work: Work(threads: 2))
        Issue.record("a file that was cut was read")
      } catch let diagnostic as Diagnostic {
        #expect(diagnostic.code == .brokenCompression)
      } catch {
        Issue.record("\(error)")
      }
    }
  }

  @Test func `memory has a limit here too`() throws {
    let folder = Folder()
    let path = folder.write("packed.csv.gz", members(text))
    do {
      let dataset = try open([path], memory: 300_000) { $0.keptTextSize = 50_000 }
      _ = try dataset.columns(dataset.columnNames, work: Work(threads: 2, memoryLimit: 300_000))
      Issue.record("too much memory was taken")
    } catch let diagnostic as Diagnostic {
      #expect(diagnostic.code == .outOfMemory)
    }
  }
}
