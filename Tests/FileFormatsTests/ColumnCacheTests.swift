import Columns
import Diagnostics
import Dispatch
import FileFormats
import Glibc
import TestSupport
import Testing

/// What comes from a cache is what comes from the files, whatever happened to the cache.
@Suite struct `The cache of columns` {
  private let texts: Set<String> = ["customer"]

  private func options() -> ReadingOptions { ReadingOptions() }

  private func cache(_ folder: Folder, sizeLimit: Int = 1 << 30) -> ColumnCache {
    ColumnCache(folder: folder.path + "/cache", sizeLimit: sizeLimit, minimumSize: 0, settleTime: 0)
  }

  private func opened(_ paths: [String], _ cache: ColumnCache?) throws -> Dataset {
    try Dataset.open(paths: paths, options: options(), cache: cache, work: Work(threads: 2))
      .readingAsText(texts)
  }

  /// Everything that a dataset says, with all its cells.
  private func everything(_ dataset: Dataset) throws -> String {
    var lines = [
      dataset.columnNames.joined(separator: ","), "\(dataset.rowCount)", dataset.fileSummary,
      dataset.notes.joined(separator: ";"), dataset.diagnostics.map(describe).joined(separator: ";"),
      "\(dataset.sample().sorted { $0.key < $1.key })", "\(dataset.paths)",
      "\(String(describing: dataset.position(ofRow: 3)))",
    ]
    let columns = try dataset.columns(dataset.columnNames, work: Work(threads: 2))
    for name in dataset.columnNames {
      guard let column = columns[name] else { continue }
      lines.append(
        "\(name) \(column.type) \(isCoded(column)) \(String(describing: dataset.report(for: name)))")
      lines.append((0..<column.count).map { text(column.value(at: $0)) }.joined(separator: "|"))
      lines.append("\(String(describing: try dataset.keyFacts(name, work: Work(threads: 2))))")
    }
    return lines.joined(separator: "\n")
  }

  private func isCoded(_ column: Column) -> String {
    switch column.storage {
    case .coded(let codes, let domain):
      (0..<codes.count).map { String(codes[$0]) }.joined() + " of \(domain.count)"
    case .plain: "plain"
    }
  }

  private let rows = (0..<300).map { row in
    let known = row % 7 != 3
    return "C\(row % 90),\(known ? String(row % 11) : ""),\(row * 37 % 1000 / 10).\(row % 10),"
      + "\(row % 28 + 1)/01/2024,2024-02-\(10 + row % 9) 10:\(10 + row % 50):00,\(row % 3 == 0 ? "yes" : "no"),"
      + "\"tab\t, line\n and \\n \(row % 40)\",\(row == 17 ? "odd" : String(row)),\(Double(row) / 7),\(row * 61):05"
  }
  private let header = "customer,nps,amount,day,at,flag,comment,misfit,ratio,length"

  private func write(_ folder: Folder, _ rows: [String]) -> String {
    folder.write("a.csv", header + "\n" + rows.joined(separator: "\n") + "\n")
  }

  private func cacheFiles(_ folder: Folder) -> [String] {
    guard let handle = opendir(folder.path + "/cache") else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { $0 != "." && $0 != ".." }.map { folder.path + "/cache/" + $0 }
  }

  private func bytes(_ path: String) -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY)
    defer { close(descriptor) }
    var status = stat()
    fstat(descriptor, &status)
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    _ = read(descriptor, &bytes, bytes.count)
    return bytes
  }

  /// Puts other bytes in the place of a file, as a new file.
  private func replace(_ path: String, _ bytes: [UInt8]) {
    unlink(path)
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT, 0o600)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }

  @Test func `a second opening gives the same from the cache`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let expected = try everything(try opened([path], nil))
    let cache = cache(folder)
    let first = try opened([path], cache)
    #expect(!first.isRemembered)
    #expect(try everything(first) == expected)
    cache.keep(first, within: 60)
    #expect(cacheFiles(folder).count == 1)
    let second = try opened([path], cache)
    #expect(second.isRemembered)
    expectText(try everything(second), expected)
  }

  @Test func `columns that come later join those that are there`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let expected = try everything(try opened([path], nil))
    let cache = cache(folder)
    for names in [["nps"], ["amount", "flag"], ["day", "comment"], []] {
      let dataset = try opened([path], cache)
      _ = try dataset.columns(names, work: Work(threads: 1))
      cache.keep(dataset, within: 60)
    }
    let last = try opened([path], cache)
    #expect(last.isRemembered)
    expectText(try everything(last), expected)
    #expect(cacheFiles(folder).count == 1)
  }

  @Test func `no damage gives another answer`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let expected = try everything(try opened([path], nil))
    let cache = cache(folder)
    let first = try opened([path], cache)
    _ = try everything(first)
    cache.keep(first, within: 60)
    let file = try #require(cacheFiles(folder).first)
    let original = bytes(file)
    var generator = SeededGenerator(seed: 11)
    var remembered = 0
    for region in 0..<250 {
      var damaged = original
      let place = region * original.count / 250 + Int.random(in: 0..<original.count / 250, using: &generator)
      damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      replace(file, damaged)
      let dataset = try opened([path], cache)
      if dataset.isRemembered { remembered += 1 }
      #expect(try everything(dataset) == expected)
    }
    #expect(remembered > 0 && remembered < 250)
    for length in [0, 1, 17, original.count / 2, original.count - 1] {
      replace(file, Array(original.prefix(length)))
      #expect(try everything(try opened([path], cache)) == expected)
    }
    for tail in [original + [0], Array(repeating: 0xFF, count: 5_000)] {
      replace(file, tail)
      #expect(try everything(try opened([path], cache)) == expected)
    }
    // What is damaged is written anew.
    let again = try opened([path], cache)
    _ = try everything(again)
    cache.keep(again, within: 60)
    #expect(try opened([path], cache).isRemembered)
  }

  @Test func `a file that changed is read again`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let cache = cache(folder)
    let first = try opened([path], cache)
    _ = try everything(first)
    cache.keep(first, within: 60)
    var changed = rows
    changed[100] = changed[100].replacing("C10,", with: "C11,")
    _ = write(folder, changed)
    let second = try opened([path], cache)
    #expect(!second.isRemembered)
    #expect(try everything(second) == everything(try opened([path], nil)))
    // What was read of the old file is not kept for the new one.
    cache.keep(first, within: 60)
    #expect(try !opened([path], cache).isRemembered)
  }

  @Test func `other options are other columns`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let cache = cache(folder)
    let first = try opened([path], cache)
    _ = try everything(first)
    cache.keep(first, within: 60)
    var other = ReadingOptions()
    other.null = ["5"]
    let dataset = try Dataset.open(paths: [path], options: other, cache: cache, work: Work(threads: 1))
    #expect(!dataset.isRemembered)
  }

  @Test func `several files are kept as one table`() throws {
    let folder = Folder()
    let paths = (0..<3).map { part in
      folder.write(
        "p\(part).csv", header + "\n" + rows[(part * 100)..<(part * 100 + 100)].joined(separator: "\n") + "\n"
      )
    }
    let expected = try everything(try opened(paths, nil))
    let cache = cache(folder)
    let first = try opened(paths, cache)
    _ = try everything(first)
    cache.keep(first, within: 60)
    let second = try opened(paths.reversed(), cache)
    #expect(second.isRemembered)
    expectText(try everything(second), expected)
  }

  @Test func `where nothing can be kept nothing happens`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let expected = try everything(try opened([path], nil))
    _ = folder.write("cache", "in the way")
    for cache in [
      cache(folder), ColumnCache(folder: "/proc/nothing", minimumSize: 0, settleTime: 0),
      ColumnCache(folder: folder.path + "/small", sizeLimit: 1_000, minimumSize: 0, settleTime: 0),
    ] {
      let dataset = try opened([path], cache)
      #expect(try everything(dataset) == expected)
      cache.keep(dataset, within: 60)
      #expect(try !opened([path], cache).isRemembered)
    }
    // No time either.
    let hurried = ColumnCache(folder: folder.path + "/hurried", minimumSize: 0, settleTime: 0)
    let dataset = try opened([path], hurried)
    _ = try everything(dataset)
    hurried.keep(dataset, within: 0)
    #expect(try !opened([path], hurried).isRemembered)
  }

  @Test func `small files and files that just changed are not kept`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    for cache in [
      ColumnCache(folder: folder.path + "/cache", minimumSize: 1 << 20, settleTime: 0),
      ColumnCache(folder: folder.path + "/cache", minimumSize: 0, settleTime: 3_600_000_000_000),
    ] {
      let dataset = try opened([path], cache)
      _ = try everything(dataset)
      cache.keep(dataset, within: 60)
      #expect(cacheFiles(folder).isEmpty)
    }
  }

  @Test func `the least recently used columns go first`() throws {
    let folder = Folder()
    let paths = (0..<3).map {
      folder.write("f\($0).csv", header + "\n" + rows.joined(separator: "\n") + "\n")
    }
    func keep(_ path: String, _ cache: ColumnCache) throws {
      let dataset = try opened([path], cache)
      _ = try everything(dataset)
      cache.keep(dataset, within: 60)
    }
    let large = cache(folder)
    try keep(paths[0], large)
    let size = bytes(try #require(cacheFiles(folder).first)).count
    try keep(paths[1], large)
    // The first is used once more, so that the second is the oldest.
    usleep(20_000)
    #expect(try opened([paths[0]], large).isRemembered)
    usleep(20_000)
    try keep(paths[2], cache(folder, sizeLimit: size * 5 / 2))
    #expect(cacheFiles(folder).count == 2)
    #expect(try !opened([paths[1]], large).isRemembered)
    #expect(try opened([paths[0]], large).isRemembered)
  }

  @Test func `several may read and write at once`() throws {
    let folder = Folder()
    let path = write(folder, rows)
    let expected = try everything(try opened([path], nil))
    let cacheFolder = folder.path + "/cache"
    DispatchQueue.concurrentPerform(iterations: 24) { turn in
      do {
        let own = ColumnCache(folder: cacheFolder, minimumSize: 0, settleTime: 0)
        let dataset = try opened([path], own)
        if turn % 2 == 0 { _ = try dataset.columns(["nps"], work: Work(threads: 1)) }
        #expect(try everything(dataset) == expected)
        own.keep(dataset, within: 60)
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(cacheFiles(folder).count == 1)
    #expect(try everything(try opened([path], cache(folder))) == expected)
  }
}
