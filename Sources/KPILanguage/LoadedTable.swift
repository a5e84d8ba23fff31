import Columns
import FileFormats
import Functions
import NativeEngine
import Semantics

/// A table of the session: files read lazily or rows made at load, with what is known about its columns.
final class LoadedTable {
  var schema: TableSchema
  /// The statement's files, as shown by `show tables`.
  let paths: [String]
  private let source: Source
  /// The files that rows made at load come from.
  private let origin: Dataset?
  /// Columns that `with ROLE = EXPRESSION` computes.
  private var computed: [String: Column]
  private var decoded: [String: Column] = [:]
  /// Why each role is bound as it is.
  var bindings: [RoleBinding]
  /// What else the columns show, such as a score on another scale than its KPI expects.
  var notes: [String] = []
  /// Roles that several columns fit.
  var questions: [(role: String, candidates: [String])]
  /// The row id repeats, so a row is a part of what it counts.
  var repeatsRows = false
  private var facts: [String: RoleFacts] = [:]
  private var keyFacts: [String: KeyFacts] = [:]
  private var counts: [String: [(Value, Int)]] = [:]
  /// What completion looks values and periods up in, by column.
  private var valueIndexes: [String: Prepared<ValueIndex>] = [:]
  private var periodIndexes: [String: Prepared<PeriodIndex>] = [:]
  private var columnSamples: [String: ColumnSample]?
  private var events: (zone: Zone?, first: Int64?, latest: Int64?)?
  /// Columns of times in UTC among those that were made at load.
  private var computedInstants: Set<String> = []

  enum Source {
    case files(Dataset)
    case rows(Table)
  }

  init(
    schema: TableSchema, paths: [String], source: Source, computed: [String: Column] = [:],
    bindings: [RoleBinding] = [], questions: [(role: String, candidates: [String])] = [],
    origin: LoadedTable? = nil
  ) {
    self.origin = origin?.dataset
    computedInstants = origin?.computedInstants ?? []
    self.schema = schema
    self.paths = paths
    self.source = source
    self.computed = computed
    self.bindings = bindings
    self.questions = questions
  }

  var name: String { schema.name }

  var dataset: Dataset? {
    if case .files(let dataset) = source { return dataset }
    return nil
  }

  /// The files that the rows come from, read as they are or made into others.
  var files: Dataset? { dataset ?? origin }

  var rowCount: Int {
    switch source {
    case .files(let dataset): dataset.rowCount
    case .rows(let table): table.rowCount
    }
  }

  /// The named columns, decoded where they are not yet.
  ///
  /// - Parameter keys: Columns that `keyFacts` will be asked about, looked at in the same pass.
  func columns(_ names: some Sequence<String>, watching keys: [String] = [], work: Work) throws -> [String:
    Column]
  {
    var result: [String: Column] = [:]
    var missing: [String] = []
    for name in names {
      if let column = computed[name] ?? decoded[name] {
        result[name] = typedAsRole(column, name)
      } else if case .rows(let table) = source {
        result[name] = table.columns[name]
      } else {
        missing.append(name)
      }
    }
    if !missing.isEmpty || !keys.isEmpty, case .files(let dataset) = source {
      let known = Set(dataset.columnNames)
      let watched = keys.filter { computed[$0] == nil && known.contains($0) }
      let fresh = try dataset.columns(missing.sorted(), watching: watched.sorted(), work: work)
      decoded.merge(fresh) { $1 }
      for (name, column) in fresh { result[name] = typedAsRole(column, name) }
    }
    return result
  }

  /// A column without a single value shows no type by itself, so it takes that of its role: a file with nothing but
  /// a header answers as no rows do.
  private func typedAsRole(_ column: Column, _ name: String) -> Column {
    guard column.type == .text, case .coded(let codes, let domain) = column.storage, domain.count <= 1,
      let role = schema.roles.first(where: { $0.value == name })?.key,
      let type = expectedType(ofRole: role)
    else { return column }
    return Column(type: type, storage: .coded(codes, domain: unknownVector(type, count: domain.count)))
  }

  /// The types that are known without decoding anything.
  var decodedTypes: [String: DataType] {
    let settled = decoded.map { ($0.key, typedAsRole($0.value, $0.key).type) }
    var types = computed.mapValues(\.type).merging(settled) { first, _ in first }
    if case .rows(let table) = source { types.merge(table.columns.mapValues(\.type)) { first, _ in first } }
    return types
  }

  /// The values of a column with their counts, most frequent first; counted once.
  func valueCounts(of column: String, work: Work) throws -> [(Value, Int)] {
    if let known = counts[column] { return known }
    guard let values = try columns([column], work: work)[column] else { return [] }
    let fresh = NativeEngine.valueCounts(of: values, limit: 100_000).map { ($0.value, $0.count) }
    counts[column] = fresh
    return fresh
  }

  /// The values of a column for completion, begun in the background.
  ///
  /// - Returns: nil where the column would have to be read from its file first and `reads` is false.
  func valueIndex(of column: String, calendar: Calendar, reads: Bool, work: Work) throws -> Prepared<
    ValueIndex
  >? {
    if let known = valueIndexes[column] { return known }
    guard reads || isRead(column), let values = try columns([column], work: work)[column] else { return nil }
    let fresh = Prepared { ValueIndex(values, calendar: calendar) }
    valueIndexes[column] = fresh
    return fresh
  }

  /// The periods in which a column of dates or times has rows, begun in the background.
  func periodIndex(of column: String, calendar: Calendar, reads: Bool, work: Work) throws -> Prepared<
    PeriodIndex
  >? {
    if let known = periodIndexes[column] { return known }
    guard reads || isRead(column), let values = try columns([column], work: work)[column],
      values.type == .date || values.type == .time
    else { return nil }
    let fresh = Prepared { PeriodIndex(values, calendar: calendar) }
    periodIndexes[column] = fresh
    return fresh
  }

  private func isRead(_ column: String) -> Bool {
    if case .rows = source { return true }
    return computed[column] != nil || decoded[column] != nil
  }

  /// What a column looks like, from what has been read already or else from the first rows of the file.
  func sample(of column: String) -> (type: DataType, filled: Int, distinct: Int)? {
    let known: Column? =
      if case .rows(let table) = source { computed[column] ?? table.columns[column] } else {
        computed[column] ?? decoded[column]
      }
    if let known {
      if case .coded(_, let domain) = known.storage { return (known.type, known.count, domain.count - 1) }
      return (known.type, known.count, known.count)
    }
    if columnSamples == nil { columnSamples = dataset?.sample() ?? [:] }
    return columnSamples?[column].map { ($0.type, $0.filled, $0.distinct) }
  }

  func table(_ names: some Sequence<String>, work: Work) throws -> Table {
    Table(name: name, rowCount: rowCount, columns: try columns(names, work: work))
  }

  func addComputed(_ name: String, _ column: Column, holdsInstants: Bool = false) {
    computed[name] = column
    if holdsInstants { computedInstants.insert(name) }
    if !schema.columns.contains(name) { schema.columns.append(name) }
  }

  /// Whether a column, decoded already, holds instants in UTC.
  func holdsInstants(_ column: String) -> Bool {
    computedInstants.contains(column)
      || computed[column] == nil && (origin ?? dataset)?.report(for: column)?.holdsInstants ?? false
  }

  /// Facts about a column, which is decoded for them.
  func facts(of column: String, work: Work) throws -> RoleFacts? {
    if let known = facts[column] { return known }
    if let known = measure(of: column), known.isCounted {
      let fresh = RoleFacts(name: column, rowCount: rowCount, known)
      facts[column] = fresh
      return fresh
    }
    guard let values = try columns([column], work: work)[column] else { return nil }
    let fresh = RoleFacts(name: column, column: values)
    facts[column] = fresh
    keep(
      ColumnMeasure(
        type: values.type, filled: fresh.filledCount, distinct: fresh.distinctCount, minimum: fresh.minimum,
        maximum: fresh.maximum, isWhole: fresh.isWhole, examples: fresh.examples, isCounted: true), of: column
    )
    return fresh
  }

  /// Whether the cells of a column of keys repeat; the column is decoded only where nothing less tells.
  func keyFacts(of column: String, work: Work) throws -> KeyFacts? {
    if let known = keyFacts[column] { return known }
    var fresh: KeyFacts?
    if case .files(let dataset) = source, computed[column] == nil {
      fresh = try dataset.keyFacts(column, work: work)
    }
    if fresh == nil, let measured = try facts(of: column, work: work) {
      fresh = KeyFacts(filled: measured.filledCount, distinct: measured.distinctCount)
    }
    keyFacts[column] = fresh
    return fresh
  }

  /// What the whole column says about the role that it may play: of keys whether they repeat, of words what the first
  /// rows say, of all others what the decoded column holds.
  func roleFacts(of column: String, sample: RoleFacts, roles: Set<String>, work: Work) throws -> RoleFacts {
    var result = sample
    switch roles.isEmpty ? .whole : roles.map(roleEvidence).max() ?? .whole {
    case .sample: break
    case .repetition:
      guard let found = try keyFacts(of: column, work: work) else { break }
      result.filledCount = found.filled
      result.distinctCount = found.distinct
    case .whole:
      if let known = measure(of: column) { return RoleFacts(name: column, rowCount: rowCount, known) }
      guard let values = try columns([column], work: work)[column] else { break }
      if case .plain(.integers) = values.storage {
        // So many different values that nobody asks how many.
        let (minimum, maximum, filled, isWhole) = NativeEngine.extent(of: values)
        let fresh = ColumnMeasure(
          type: values.type, filled: filled, distinct: filled, minimum: minimum, maximum: maximum,
          isWhole: isWhole, examples: [], isCounted: false)
        keep(fresh, of: column)
        return RoleFacts(name: column, rowCount: rowCount, fresh)
      }
      if let measured = try facts(of: column, work: work) { result = measured }
    }
    return result
  }

  /// What a column of the files was found to hold, if it was measured: here, or when its cache was made.
  func measure(of column: String) -> ColumnMeasure? {
    computed[column] == nil ? dataset?.measure(of: column) : nil
  }

  private func keep(_ measure: ColumnMeasure, of column: String) {
    // An empty column shows no type of its own.
    if computed[column] == nil, measure.filled > 0 { dataset?.keep(measure, of: column) }
  }

  /// The earliest and the latest value of a column of dates or times.
  func ends(of column: String, work: Work) throws -> (minimum: Value, maximum: Value)? {
    if let known = measure(of: column) { return (known.minimum, known.maximum) }
    return try columns([column], work: work)[column].map { NativeEngine.range(of: $0) }
  }

  /// The earliest and the latest value of a column of dates or times among those before an instant; nil for columns of
  /// other types.
  private func range(
    of column: String, before: (_ isInstant: Bool) -> Int64, work: Work
  ) throws -> (minimum: Value, maximum: Value)? {
    if let known = measure(of: column) {
      guard known.type == .date || known.type == .time else { return nil }
      let limit = before(holdsInstants(column))
      switch known.maximum {
      case .date(let day) where day <= Calendar.floorDivide(limit - 1, Calendar.microsecondsPerDay):
        return (known.minimum, known.maximum)
      case .time(let time) where time < limit: return (known.minimum, known.maximum)
      case .none: return (.none, .none)
      default: break
      }
    }
    guard let values = try columns([column], work: work)[column], values.type == .date || values.type == .time
    else { return nil }
    return NativeEngine.range(of: values, before: before(holdsInstants(column)))
  }

  /// The latest past-event time, before the machine's clock (language, 13.7).
  func latestEvent(clock: Int64, in zone: Zone?, work: Work) throws -> Int64? {
    try eventTimes(clock: clock, in: zone, work: work).latest
  }

  /// The first past-event time, of a table whose kind says which columns are such.
  func firstEvent(clock: Int64, in zone: Zone?, work: Work) throws -> Int64? {
    if schema.kind.flatMap(tableKind(named:))?.pastTimes.contains(where: { schema.roles[$0] != nil }) != true {
      return nil
    }
    return try eventTimes(clock: clock, in: zone, work: work).first
  }

  private func eventTimes(clock: Int64, in zone: Zone?, work: Work) throws -> (first: Int64?, latest: Int64?) {
    if let events, events.zone == zone { return (events.first, events.latest) }
    let found = try computeEventTimes(clock: clock, in: zone, work: work)
    events = (zone, found.first, found.latest)
    return found
  }

  private func computeEventTimes(
    clock: Int64, in zone: Zone?, work: Work
  ) throws -> (first: Int64?, latest: Int64?) {
    var names: [String] = []
    if let kind = schema.kind.flatMap(tableKind(named:)) {
      names = kind.pastTimes.compactMap { schema.roles[$0] }
    }
    if names.isEmpty {
      let types = try columns(schema.columns, work: work).mapValues(\.type)
      names = schema.columns.filter { types[$0] == .date || types[$0] == .time }
    }
    var first: Int64?
    var latest: Int64?
    let unmeasured = names.filter { measure(of: $0) == nil }
    if !unmeasured.isEmpty { _ = try columns(unmeasured, work: work) }
    for name in names {
      let range = try range(
        of: name, before: { isInstant in isInstant ? clock : zone?.wall(clock) ?? clock }, work: work)
      guard let range else { continue }
      func onTheWall(_ value: Value) -> Int64? {
        switch value {
        case .date(let day): day * Calendar.microsecondsPerDay
        case .time(let time): holdsInstants(name) ? zone?.wall(time) ?? time : time
        default: nil
        }
      }
      if let time = onTheWall(range.minimum) { first = min(first ?? time, time) }
      if let time = onTheWall(range.maximum) { latest = max(latest ?? time, time) }
    }
    return (first, latest)
  }
}

/// What role detection looks at; the engine measures columns under the same name.
typealias RoleFacts = Semantics.ColumnFacts

extension RoleFacts {
  /// Facts that were measured before.
  init(name: String, rowCount: Int, _ measure: ColumnMeasure) {
    self.init(
      name: name, type: measure.type, rowCount: rowCount, filledCount: measure.filled,
      distinctCount: measure.distinct, minimum: measure.minimum, maximum: measure.maximum,
      isWhole: measure.isWhole, examples: measure.examples)
  }

  /// Facts measured on a whole column.
  init(name: String, column: Column) {
    let measured = NativeEngine.facts(of: column)
    self.init(
      name: name, type: column.type, rowCount: column.count, filledCount: measured.filled,
      distinctCount: measured.distinct, minimum: measured.minimum, maximum: measured.maximum,
      isWhole: measured.isWhole, examples: measured.examples)
  }
}
