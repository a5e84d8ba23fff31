import ArrowFiles
import Columns
import Diagnostics
import Glibc
import TestSupport
import Testing

@Suite struct `Arrow files` {
  @Test func `a table that was written is read as it was`() throws {
    for seed in 1...40 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let rows = [0, 1, 7, 8, 9, 300][seed % 6]
      let columns = randomColumns(rows, &generator)
      let file = TemporaryFile(arrowBytes(columns, rowCount: rows))
      let table = try ArrowTable(paths: [file.path])
      #expect(table.columnNames == columns.map(\.name))
      #expect(table.rowCount == rows)
      for column in columns {
        let (found, holdsInstants) = try table.column(column.name, asText: false, work: Work(threads: 1))
        #expect(found.type == column.column.type)
        #expect(holdsInstants == column.holdsInstants)
        expectText(cells(found), cells(column.column))
      }
    }
  }

  @Test func `a sample reads the first rows only`() throws {
    let values = Column(
      type: .number, storage: .plain(.integers(Buffer((0..<100).map { Int64($0) }), scale: 0)))
    let texts = Column(type: .text, storage: .plain(.texts(TextBuffer((0..<100).map { "t\($0)" }))))
    let file = TemporaryFile(arrowBytes([ArrowColumn("n", values), ArrowColumn("t", texts)], rowCount: 100))
    let table = try ArrowTable(paths: [file.path])
    for (name, expected) in [("n", "0 1 2"), ("t", "t0 t1 t2")] {
      let column = try table.column(name, limit: 3, asText: false, work: Work(threads: 1)).column
      expectText(cells(column), expected)
    }
  }

  @Test func `numbers that are ids are read as their digits`() throws {
    let values = Column(
      type: .number, storage: .plain(.integers(Buffer([12, Vector.unknownInteger, -5]), scale: 0)))
    let file = TemporaryFile(arrowBytes([ArrowColumn("id", values)], rowCount: 3))
    let column = try ArrowTable(paths: [file.path]).column("id", asText: true, work: Work(threads: 1)).column
    #expect(column.type == .text)
    expectText(cells(column), "12 ∅ -5")
  }

  // MARK: Files of other tools

  @Test func `a file of pyarrow with lz4 is read`() throws { try expectNineColumns(OtherTools.feather) }

  @Test func `a stream of several batches is read`() throws { try expectNineColumns(OtherTools.stream) }

  private func expectNineColumns(_ text: String) throws {
    let file = TemporaryFile(decoded(text))
    let table = try ArrowTable(paths: [file.path])
    expectText(
      try dump(table),
      """
      n number: 1 ∅ -3
      x number: 1.25 ∅ 7.5
      s text: a ∅ ñ
      b bool: true ∅ false
      d date: 2024-03-01 ∅ 2024-03-01
      t time: 2024-03-01T12:30 ∅ 2024-03-01T12:30
      c text: pro ∅ pro
      m number: 1.5 ∅ -2
      """)
    #expect(table.notes == ["Arrow", "left out, because a table has no such cells: `l` (lists)"])
    #expect(try table.column("t", asText: false, work: Work(threads: 1)).holdsInstants)
  }

  @Test func `a file of Polars with zstd is read`() throws {
    let file = TemporaryFile(decoded(OtherTools.polars))
    expectText(
      try dump(try ArrowTable(paths: [file.path])),
      """
      n number: 1 ∅ -3
      s text: a ∅ a text of more than twelve bytes
      c text: pro ∅ pro
      """)
  }

  @Test func `a dictionary that grows is refused`() throws {
    let file = TemporaryFile(decoded(OtherTools.delta))
    let message = failure { _ = try ArrowTable(paths: [file.path]) }
    #expect(message?.contains("has a dictionary that grows from batch to batch") == true)
  }

  @Test func `several files are one table, unless a column has two types`() throws {
    func file(_ column: Column) -> TemporaryFile {
      TemporaryFile(arrowBytes([ArrowColumn("a", column)], rowCount: column.count))
    }
    let first = file(Column(type: .number, storage: .plain(.integers(Buffer([1, 2]), scale: 0))))
    let second = file(Column(type: .number, storage: .plain(.reals(Buffer([0.5, .nan])))))
    let third = file(Column(type: .text, storage: .plain(.texts(TextBuffer(["x"])))))
    expectText(try dump(try ArrowTable(paths: [first.path, second.path])), "a number: 1 2 0.5 ∅")
    let message = failure { _ = try ArrowTable(paths: [first.path, third.path]) }
    #expect(message?.contains("has another type") == true)
  }

  // MARK: Damage

  @Test func `no damaged file crashes`() {
    var generator = SeededGenerator(seed: 7)
    let own = arrowBytes(randomColumns(50, &generator), rowCount: 50)
    let originals =
      [own] + [OtherTools.feather, OtherTools.stream, OtherTools.polars, OtherTools.delta].map(decoded)
    var read = 0
    for original in originals {
      for _ in 0..<600 {
        var bytes = original
        for _ in 0...Int.random(in: 0..<3, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
            1 << UInt8.random(in: 0..<8, using: &generator)
        }
        if Bool.random(using: &generator) && Bool.random(using: &generator) {
          bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
        }
        let file = TemporaryFile(bytes)
        // Whatever is said about it is a message; a flip inside of data is a file as good as any.
        do {
          let table = try ArrowTable(paths: [file.path])
          for name in table.columnNames {
            _ = try? table.column(name, asText: false, work: Work(threads: 1, memoryLimit: 1 << 24))
          }
          read += 1
        } catch is Diagnostic {
        } catch is ArrowTable.TooLarge {
        } catch {
          Issue.record("\(error)")
        }
      }
    }
    #expect(read > 0)
  }

  @Test func `a flipped bit changes a hash`() {
    var generator = SeededGenerator(seed: 3)
    for count in [1, 7, 8, 63, 64, 65, 200] {
      var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let hash = bytes.withUnsafeBytes { contentHash($0) }
      for bit in 0..<count * 8 {
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(bytes.withUnsafeBytes { contentHash($0) } != hash)
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
  }
}
