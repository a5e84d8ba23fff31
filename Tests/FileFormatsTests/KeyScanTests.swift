import Columns
import FileFormats
import TestSupport
import Testing

/// Whether keys repeat is told without decoding them, and is the same as what the decoded column says.
@Suite struct KeyScanTests {
  /// Known cells, and whether they repeat, by the scan and by the decoded column.
  func bothAnswers(_ keys: [String], isText: Bool = true, threads: Int = 2) throws -> (KeyFacts?, KeyFacts) {
    let folder = Folder()
    let path = folder.write("keys.csv", "id,x\n" + keys.map { $0 + ",1\n" }.joined())
    let change: Change = { if isText { $0.textColumns = ["id"] } }
    let scanned = try open([path], threads: threads, change).keyFacts("id", work: Work(threads: threads))
    let decoded = try open([path], threads: threads, change).columns(["id"], work: Work(threads: threads))
    let values = (0..<keys.count).compactMap { decoded["id"]?.value(at: $0) }.filter { $0 != .none }
    return (scanned, KeyFacts(filled: values.count, distinct: Set(values).count))
  }

  @Test(arguments: [1, 2, 7]) func `ordered, reversed and random keys without a repetition`(threads: Int)
    throws
  {
    var generator = SeededGenerator(seed: 4)
    // More than a piece of a file holds, and more than the rows that are looked at first.
    let ascending = (0..<60_000).map { "\($0 * 3)" }
    let wide = (0..<60_000).map { "K-\(100_000 + $0)" }
    for keys in [ascending, ascending.reversed(), wide, ascending.shuffled(using: &generator)] {
      let (scanned, decoded) = try bothAnswers(keys, threads: threads)
      #expect(scanned == decoded)
      #expect(scanned == KeyFacts(filled: 60_000, distinct: 60_000))
    }
  }

  @Test func `one repetition far from the other is found`() throws {
    var generator = SeededGenerator(seed: 5)
    var keys = (0..<60_000).map { "\($0 * 3)" }
    keys[59_999] = keys[3]
    #expect(try bothAnswers(keys).0 == KeyFacts(filled: 60_000, distinct: 59_999))
    keys.shuffle(using: &generator)
    #expect(try bothAnswers(keys).0 == KeyFacts(filled: 60_000, distinct: 59_999))
    // In order, but for two equal neighbours where one piece of the file ends.
    var ordered = (0..<60_000).map { "\(1_000_000 + $0)" }
    for place in [1, 20_000, 29_127, 29_128, 29_129, 59_998] {
      let kept = ordered[place]
      ordered[place] = ordered[place + 1]
      let facts = try #require(try bothAnswers(ordered).0)
      #expect(facts.distinct == facts.filled - 1)
      ordered[place] = kept
    }
  }

  @Test func `customers that come back are known from the first rows`() throws {
    let keys = (0..<60_000).map { "C\($0 * 7 % 9_001)" }
    let facts = try #require(try bothAnswers(keys).0)
    #expect(facts.distinct < facts.filled)
  }

  @Test func `blank cells are unknown, and spellings of one text are one`() throws {
    let cases: [[String]] = [
      [], [""], ["", ""], ["a", "", "b", ""], ["a", " a "], ["\"x\"\"y\"", "\"x\"\"y\""],
      ["17850.0", "17850"],
      ["é", "é"], ["ä", "a"], ["\"a,b\"", "\"a\nb\""],
    ]
    for keys in cases {
      let (scanned, decoded) = try bothAnswers(keys)
      #expect(scanned == decoded, "\(keys)")
    }
  }

  @Test func `a column that is decoded and watched at once is decoded`() throws {
    let folder = Folder()
    let path = folder.write("keys.csv", "id,x\n7,1\n8,2\n8,3\n")
    let dataset = try open([path])
    let columns = try dataset.columns(["id", "x"], watching: ["id"], work: Work(threads: 2))
    #expect(columns["id"]?.value(at: 2) == .integer(8))
    #expect(try dataset.keyFacts("id", work: Work(threads: 2)) == KeyFacts(filled: 3, distinct: 2))
  }

  @Test func `a file without the column has only unknown cells there`() throws {
    let folder = Folder()
    let paths = [folder.write("a.csv", "id,x\n1,1\n2,1\n"), folder.write("b.csv", "x,y\n1,1\n2,1\n")]
    let facts = try open(paths).keyFacts("id", work: Work(threads: 2))
    #expect(facts == KeyFacts(filled: 2, distinct: 2))
  }
}
