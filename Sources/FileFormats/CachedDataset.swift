import ArrowFiles
import Columns
import Diagnostics
import Synchronization

/// Text files that are opened when a column is asked for that the cache does not have.
final class TextSource: Sendable {
  private let files: Mutex<DatasetFiles?>
  private let paths: [String]
  private let options: ReadingOptions
  /// The state of the files when the cache answered for them.
  private let identities: [FileIdentity]
  private let rowsOfFiles: [Int]

  init(_ files: DatasetFiles, options: ReadingOptions) {
    self.files = Mutex(files)
    paths = files.files.map(\.path)
    self.options = options
    identities = []
    rowsOfFiles = []
  }

  init(_ key: ColumnCache.Key, rowsOfFiles: [Int], options: ReadingOptions) {
    files = Mutex(nil)
    paths = key.paths
    self.options = options
    identities = key.identities
    self.rowsOfFiles = rowsOfFiles
  }

  var isUnchanged: Bool {
    files.withLock { files in
      if let files { return files.files.allSatisfy(\.isUnchanged) }
      return zip(paths, identities).allSatisfy { FileIdentity(path: $0) == $1 }
    }
  }

  func opened(_ work: Work) throws -> DatasetFiles {
    try files.withLock { files in
      if let files { return files }
      let fresh = try DatasetFiles(paths: paths, options: options, work: work)
      guard fresh.files.map(\.identity) == identities, fresh.structures.map(\.rows) == rowsOfFiles else {
        throw fresh.files.first?.changed ?? MemoryMeter.error(limit: work.memoryLimit)
      }
      files = fresh
      return fresh
    }
  }

  /// What the first rows show, if the files are open.
  var openFiles: DatasetFiles? { files.withLock { $0 } }
}

/// A column that is to be kept.
struct RememberedColumn {
  let name: CachedName
  let column: ArrowColumn
  let report: ColumnReport
  let evidence: DayMonthEvidence?

  /// How the column is found again where it was written.
  func cached(at place: WrittenColumn) -> CachedColumn {
    let type = column.column.type
    func made(_ shape: CachedColumn.Shape, _ runs: [WrittenRun]) -> CachedColumn {
      CachedColumn(shape: shape, type: type, runs: runs, report: report, evidence: evidence)
    }
    // The first run is the bitmap of known rows, which the values themselves say too.
    let rows = Array(place.rows.dropFirst())
    switch column.column.storage {
    case .plain(.integers(_, let scale)):
      // Days are written in 32 bits, which cannot say unknown.
      var result = made(.integers, type == .date ? place.rows : rows)
      result.scale = scale
      return result
    case .plain(.reals): return made(.reals, rows)
    case .plain: return made(.bools, place.rows)
    case .coded(let codes, let domain):
      let dictionary = Array(place.dictionary.dropFirst())
      var result: CachedColumn
      switch domain {
      case .bools(let flags):
        result = made(.bools, place.rows)
        result.flagOrder = flags.values.dropFirst().map(String.init).joined()
      case .texts: result = made(.codedTexts, rows + dictionary)
      case .reals: result = made(.codedReals, rows + dictionary)
      case .integers(_, let scale):
        result = made(.codedIntegers, rows + dictionary)
        result.scale = scale
      }
      result.domainCount = domain.count
      result.width = codes.width
      return result
    }
  }
}

extension Dataset {
  /// Opens text files through a cache: what it knows of them is not read again.
  static func openCached(
    _ paths: [String], options: ReadingOptions, cache: ColumnCache, work: Work
  ) throws -> Dataset? {
    guard let key = cache.key(paths, options) else { return nil }
    if let file = cache.find(key) {
      let facts = DatasetFacts(file.index, paths: key.paths)
      let source = TextSource(key, rowsOfFiles: file.index.rowsOfFiles, options: options)
      return Dataset(facts, .text(source), options: options, cache: cache, key: key, cached: file)
    }
    let files = try DatasetFiles(paths: paths, options: options, work: work)
    // The files that were read are those that the key was made of, or nothing is kept.
    let isSame = files.files.map(\.identity) == key.identities
    return Dataset(
      DatasetFacts(files), .text(TextSource(files, options: options)), options: options,
      cache: isSame ? cache : nil, key: isSame ? key : nil)
  }

  /// Takes columns from the cache, with what was learnt when they were read. Their bytes are proved on all threads.
  func takeCached(_ names: [String], _ state: inout DecodedColumns, _ work: Work) throws {
    guard let cached, !names.isEmpty else { return }
    let owns = names.map(ownName)
    let columns = SharedArray<Column?>(repeating: nil, count: names.count)
    try forEach(names.count, work: work) { index, _ in columns[index] = cached.column(owns[index]) }
    for (index, name) in names.enumerated() {
      guard let column = columns[index], let found = cached.index.columns[owns[index]] else { continue }
      state.columns[name] = column
      state.reports[name] = found.report
      if let evidence = found.evidence { state.orders[name] = evidence }
      state.fromCache.insert(name)
    }
  }

  func cachedKeyFacts(_ name: String) -> KeyFacts? {
    cached?.index.keyFacts[ownName(name)]
  }

  /// What a cache is to keep of this dataset, together with what it kept before; nil where it has all of it.
  func remembered() -> (CacheIndex, [RememberedColumn])? {
    guard case .text(let source) = source, let key = cacheKey else { return nil }
    let samples: [String: ColumnSample]
    if let cached {
      samples = cached.index.samples
    } else if let files = source.openFiles {
      samples = sample(of: files, textColumns: [])
    } else {
      return nil
    }
    return decoded.withLock { state in
      let fresh = state.columns.filter { !state.fromCache.contains($0.key) }
      guard
        cached == nil || !fresh.isEmpty || state.keyFacts.contains(where: { cachedKeyFacts($0.key) == nil })
          || state.measures.contains(where: { cached?.index.measures[ownName($0.key)] == nil })
      else { return nil }
      var index = CacheIndex()
      index.key = key.text
      index.rowsOfFiles = rowsOfFiles
      index.summary = fileSummary
      index.notes = notes
      index.diagnostics = diagnostics
      index.columnNames = columnNames
      index.samples = samples
      index.keyFacts = cached?.index.keyFacts ?? [:]
      index.measures = cached?.index.measures ?? [:]
      for (name, facts) in state.keyFacts { index.keyFacts[ownName(name)] = facts }
      for (name, measure) in state.measures { index.measures[ownName(name)] = measure }
      var columns: [RememberedColumn] = []
      func add(_ name: CachedName, _ column: Column, _ report: ColumnReport, _ evidence: DayMonthEvidence?) {
        columns.append(
          RememberedColumn(
            name: name,
            column: ArrowColumn(
              name.isText ? name.name + " (text)" : name.name, column, holdsInstants: report.holdsInstants),
            report: report, evidence: evidence))
      }
      for (name, column) in fresh.sorted(by: { $0.key < $1.key }) {
        add(ownName(name), column, state.reports[name] ?? ColumnReport(), state.orders[name])
      }
      // What was kept before is copied only after its hash was looked at.
      for (name, before) in (cached?.index.columns ?? [:]).sorted(by: { $0.key < $1.key })
      where !columns.contains(where: { $0.name == name }) {
        guard let column = cached?.column(name) else { continue }
        add(name, column, before.report, before.evidence)
      }
      return (index, columns)
    }
  }
}

extension DatasetFacts {
  init(_ index: CacheIndex, paths: [String]) {
    columnNames = index.columnNames
    self.paths = paths
    rowsOfFiles = index.rowsOfFiles
    notes = index.notes
    diagnostics = index.diagnostics
    summary = index.summary
  }
}
