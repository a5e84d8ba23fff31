import Columns
import Diagnostics
import FileFormats
import TestSupport
import Testing

/// Several files as one table, and the patterns that name them.
@Suite struct SeveralFilesTests {
  @Test func `columns are matched by name, and what a file lacks is unknown`() throws {
    let folder = Folder()
    let second = folder.write("b.csv", "score;id;city\n7;B1;Oslo\n8;B2;Rome\n")
    let first = folder.write("a.csv", "id,score\nA1,9\nA2,10\n")
    let dataset = try open([second, first])
    expectText(
      try dump(dataset),
      """
      id text | score number | city text
      A1 | 9 | -
      A2 | 10 | -
      B1 | 7 | Oslo
      B2 | 8 | Rome
      """)
    expectText(
      dataset.notes.joined(separator: "\n"),
      """
      2 files, read in the order of their names
      the files have different delimiters: comma, semicolon
      comma, UTF-8
      columns that some files lack, unknown there: `city` (not in 1 file)
      """)
    #expect(dataset.position(ofRow: 2)?.path == second)
    #expect(dataset.position(ofRow: 3)?.row == 2)
    #expect(dataset.position(ofRow: 4) == nil)
  }

  @Test func `a column that is text in one file is text in all`() throws {
    let folder = Folder()
    let paths = [
      folder.write("1.csv", "no,n\n100,1\n101,2\n"), folder.write("2.csv", "no,n\nC100,1\nC101,2\n"),
    ]
    expectText(try dump(try open(paths)), "no text | n number\n100 | 1\n101 | 2\nC100 | 1\nC101 | 2")
  }

  @Test func `files in different encodings have equal texts`() throws {
    let folder = Folder()
    let utf8 = folder.write("1.csv", "name,n\nJosé,1\n")
    let latin = folder.write("2.csv", Array("name,n\nJos".utf8) + [0xE9] + Array(",2\n".utf8))
    let dataset = try open([utf8, latin])
    let names = try #require(try dataset.columns(["name"], work: Work(threads: 2))["name"])
    guard case .coded(_, .texts(let different)) = names.storage else {
      Issue.record("the names are not coded")
      return
    }
    #expect((0..<different.count).map { different[$0] } == ["", "José"])
  }

  @Test func `a file of one row takes its header from the others`() throws {
    let folder = Folder()
    let paths = [folder.write("1.csv", "a,b\nx,y\nu,v\n"), folder.write("2.csv", "a,b\na,b\na,b\n")]
    #expect(try open(paths).rowCount == 4)
  }

  @Test func `patterns name files in the order of their names`() {
    let folder = Folder()
    for name in ["2024-02.csv", "2024-01.csv", "2024-10.csv", "notes.txt", ".hidden.csv"] {
      _ = folder.write(name, "a\n1\n")
    }
    folder.makeFolder("deep")
    _ = folder.write("deep/2023-01.csv", "a\n1\n")
    func names(_ pattern: String) -> String {
      expandGlob(pattern, directory: folder.path).map { $0.replacing(folder.path + "/", with: "") }
        .joined(separator: " ")
    }
    #expect(names("*.csv") == "2024-01.csv 2024-02.csv 2024-10.csv")
    #expect(names("2024-0?.csv") == "2024-01.csv 2024-02.csv")
    #expect(names("2024-[!0]*.csv") == "2024-10.csv")
    #expect(names("2024-0[2-9].csv") == "2024-02.csv")
    #expect(names("**/*.csv") == "2024-01.csv 2024-02.csv 2024-10.csv deep/2023-01.csv")
    #expect(names("*/2023*") == "deep/2023-01.csv")
    #expect(names("nothing*") == "")
    #expect(names("notes.txt") == "notes.txt")
    #expect(names("[") == "")
  }

  @Test func `no pattern takes long`() {
    let folder = Folder()
    _ = folder.write(String(repeating: "a", count: 200), "x")
    #expect(expandGlob(String(repeating: "a*", count: 60) + "b", directory: folder.path).isEmpty)
  }
}
