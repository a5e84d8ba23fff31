import Columns
import Diagnostics
import FileFormats
import Glibc
import TestSupport
import Testing

/// Files that are not what they should be.
@Suite struct RobustnessTests {
  func error(_ paths: [String], _ folder: Folder, memory: Int = .max, _ change: Change = { _ in }) -> String {
    do {
      let dataset = try open(paths, memory: memory, change)
      return try dump(dataset, memory: memory)
    } catch let diagnostic as Diagnostic {
      return describe(diagnostic).replacing(folder.path + "/", with: "").replacing(
        folder.path, with: "folder")
    } catch {
      return "\(error)"
    }
  }

  @Test func `files that are not there, or not files`() {
    let folder = Folder()
    expectText(
      error([folder.path + "/no.csv"], folder),
      "error[E200]: there is no file `no.csv`\n  help: look at the folder with `ls`")
    expectText(
      error([folder.path], folder),
      "error[E202]: `folder` is a folder, not a file\n  help: load \"*.csv\"")
  }

  @Test func `empty files, blank files and files without rows`() {
    let empty = "error[E203]: the file `file.csv` is empty\n  help: check that its export was finished"
    expectText(reading([]), empty)
    expectText(reading(Array("\n\r\n  \n".utf8)), empty)
    check("a,b\n", "a text | b text\n(comma, UTF-8)")
    check("a,b", "a text | b text\n(comma, UTF-8)")
    check("a\n", "a text\n(one column, UTF-8)")
    check("a,b\n1,2", "a number | b number\n1 | 2\n(comma, UTF-8)")
    check("a,b\n,\n,\n", "a text | b text\n- | -\n- | -\n(comma, UTF-8)")
    expectText(reading([0xEF, 0xBB, 0xBF]), empty)
  }

  @Test func `NUL bytes and control characters are text`() {
    expectText(
      reading(Array("a,b\nx\u{0}y,1\n\u{1},2\n".utf8)),
      "a text | b number\nx\u{0}y | 1\n\u{1} | 2\n(comma, UTF-8)")
  }

  @Test func `spreadsheets, archives and JSON are named`() {
    expectText(
      reading([0x50, 0x4B, 3, 4, 0, 0, 0, 0]),
      "error[E205]: the file `file.csv` is a spreadsheet or a zip archive, not text in rows and columns\n"
        + "  help: export it as CSV and load that")
    check(
      "[\n {\"a\": 1}\n]",
      "error[E205]: the file `file.csv` is JSON, not text in rows and columns\n"
        + "  help: export it as CSV and load that")
  }

  @Test func `compressed files, cut short, damaged and of several members`() {
    let whole = gzip("a,b\n1,2\n") + gzip("3,4\n")
    expectText(reading(whole), "a number | b number\n1 | 2\n3 | 4\n(comma, UTF-8, gzip)")
    expectText(
      reading(Array(gzip("a,b\n1,2\n").dropLast(6))),
      "error[E204]: the compressed file `file.csv` ends too early\n  help: fetch it again, and load it again")
    var damaged = gzip("a,b\n1,2\n")
    damaged[damaged.count - 7] ^= 0xFF
    expectText(
      reading(damaged),
      "error[E204]: the compressed file `file.csv` is damaged\n  help: fetch it again, and load it again")
  }

  /// A member with stored blocks: compressed in form only.
  func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)[...]) }

  func gzip(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var checksum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
    }
    checksum = ~checksum
    func little(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    let count = UInt16(bytes.count)
    let length = [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + length + bytes + little(checksum)
      + little(UInt32(bytes.count))
  }

  @Test func `a pipe is read whole`() throws {
    let folder = Folder()
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let writer = Glibc.open(path, O_RDWR)
    let text = Array("a,b\n1,2\n".utf8)
    #expect(write(writer, text, text.count) == text.count)
    let reader = Glibc.open(path, O_RDONLY | O_NONBLOCK)
    close(writer)
    defer { close(reader) }
    expectText(try dump(try open([path])), "a number | b number\n1 | 2")
  }

  @Test func `a file that changes is an error`() throws {
    let folder = Folder()
    let path = folder.write("a.csv", "a,b\n1,2\n")
    let dataset = try open([path])
    #expect(dataset.isUnchanged)
    _ = folder.write("a.csv", "a,b\n1,2\n3,4\n")
    #expect(!dataset.isUnchanged)
    do {
      _ = try dump(dataset)
      Issue.record("the changed file was read")
    } catch let diagnostic as Diagnostic {
      #expect(diagnostic.code == .fileChanged)
    }
  }

  @Test func `very many columns`() throws {
    let folder = Folder()
    let header = (0..<20_000).map { "c\($0)" }.joined(separator: ",")
    let row = (0..<20_000).map(String.init).joined(separator: ",")
    let dataset = try open([folder.write("a.csv", header + "\n" + row + "\n" + row + "\n")])
    #expect(dataset.columnNames.count == 20_000)
    let columns = try dataset.columns(["c0", "c19999"], work: Work(threads: 2))
    #expect(columns["c19999"]?.value(at: 1) == .integer(19_999))

    let million = String(repeating: "x,", count: 1_000_000)
    let path = folder.write("b.csv", million + "\n" + million + "\n")
    let expected =
      "error[E207]: a row of `b.csv` has 1000001 cells; kpi reads at most 65536 columns\n"
      + "  help: check the line ends of the file, or say `with delimiter = \";\"`"
    expectText(error([path], folder), expected)
  }

  @Test func `a long line in a long file`() throws {
    let folder = Folder()
    let long = String(repeating: "x", count: 3_000_000)
    let rows = (0..<1000).map { "\($0),a\n" }.joined()
    let dataset = try open([folder.write("a.csv", "n,text\n" + rows + "7,\(long)\n" + rows)])
    #expect(dataset.rowCount == 2001)
    let columns = try dataset.columns(["n", "text"], work: Work(threads: 2))
    #expect(columns["n"]?.value(at: 2000) == .integer(999))
    #expect(columns["text"]?.value(at: 1000) == .text(long))
  }

  @Test func `memory that is too small is a clear error`() {
    let folder = Folder()
    let rows = (0..<50_000).map { "id\($0),\($0)\n" }.joined()
    let path = folder.write("a.csv", "id,n\n" + rows)
    expectText(
      error([path], folder, memory: 1 << 20),
      "error[E209]: reading needs more than the 1 MB of memory that it may take\n"
        + "  help: start kpi with a larger --memory, or read fewer columns")
  }

  @Test func `work that was stopped ends`() throws {
    let folder = Folder()
    let path = folder.write("a.csv", "a,b\n1,2\n")
    let work = Work(threads: 2)
    work.stop()
    #expect(throws: Interrupted.self) {
      _ = try Dataset.open(paths: [path], options: ReadingOptions(), work: work)
    }
    let dataset = try open([path])
    #expect(throws: Interrupted.self) { _ = try dataset.columns(["a"], work: work) }
    work.restart()
    #expect(try dataset.columns(["a"], work: work)["a"]?.count == 1)
  }

  @Test func `every code has an explanation of its own`() {
    let codes = DiagnosticCode.fileFormats
    #expect(Set(codes.map(\.name)).count == codes.count)
    #expect(codes.allSatisfy { $0.explanation.count > 40 })
  }
}
