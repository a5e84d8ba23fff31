import Columns
import Functions
import Planning

/// A pipeline while its aggregates are still being found.
///
/// It becomes a pipeline of the plan with its first aggregate; two items with equal steps over the same table share
/// one, so that one pass serves both.
final class PipelineDraft {
  var scope: RowScope
  var steps: [Step] = []
  /// When a row or key happened: what calendar dimensions and the period go by.
  var time: Typed?
  /// The table's own time, which orders `first` and `last` where no other time does.
  var draftTime: BoundExpression?
  /// A bare aggregate of a query rather than a definition.
  let isQuery: Bool
  /// Whether the line has passed at which `where`, `by` and the period enter.
  var isEntered = false
  /// The definition asks for the edges of the period, so that the calendar runs the pipeline once a period.
  var isPerPeriod = false
  /// The calendar runs the pipeline once for each window, because what it makes of the rows of two periods does not
  /// follow from what it makes of each: keys and neighbours.
  var isWindowed = false
  /// Where the query's conditions and dimensions read their columns, when the rows are keys.
  var segments = Segments.rows
  private var index: Int?

  /// How a key gets the value of a column (language, 13.1).
  enum Segments {
    /// Rows count one by one: the rows of a key are parted by the dimension.
    case rows
    /// The value of the row that the key's date comes from: an aggregate of that kind, ordered by that time.
    case origin(Aggregate)
    /// The span alive at the instant, the last begun of several, else the first that begins in the period; without an
    /// instant the first span.
    case spans(at: Instant?)
  }

  init(scope: RowScope, isQuery: Bool) {
    self.scope = scope
    self.isQuery = isQuery
  }

  var keys: KeyDraft? { scope.keys }

  /// The date that decides belongs to the key rather than to its rows.
  var isDatedByKey: Bool { keys != nil && time != nil && !isTimeOfRow }

  /// `when` stood above `per`.
  var isTimeOfRow = false

  func add(_ aggregate: Aggregate, to binder: Binder) -> BoundExpression {
    let position: Int
    if let index {
      position = index
    } else {
      let dimensions = binder.bindDimensions(self)
      var pipeline = Pipeline(
        table: scope.table.name, steps: steps, time: time?.expression, dimensions: dimensions, aggregates: [])
      if isPerPeriod || keys != nil && !isDatedByKey { pipeline.time = keys == nil ? draftTime : nil }
      if binder.clauses.needsTime {
        pipeline.shift = binder.shift
        pipeline.window = binder.window
        pipeline.poolsPeriods = binder.window != nil && isPerPeriod
      }
      pipeline.isRest = binder.isRest
      pipeline.stretch = binder.stretch
      pipeline.isDated = time != nil || isPerPeriod
      // Keys get inner aggregates later, so they are never shared.
      if keys == nil, let same = binder.pipelines.firstIndex(where: { $0.reads(like: pipeline) }) {
        position = same
        binder.pipelines[position].isAccount = false
      } else {
        position = binder.pipelines.count
        binder.pipelines.append(pipeline)
      }
      index = position
    }
    if let keys {
      binder.pipelines[position].keys = keys.keys
      binder.pipelines[position].steps = steps
    }
    let known = binder.pipelines[position].aggregates.firstIndex(of: aggregate)
    if known == nil { binder.pipelines[position].aggregates.append(aggregate) }
    return .aggregate(
      pipeline: position, index: known ?? binder.pipelines[position].aggregates.count - 1, aggregate.type)
  }

  /// Counts the rows (or keys) that are left after some steps; the formula must have been bound.
  func count(after steps: [Step], in binder: Binder) -> BoundExpression {
    guard let index, binder.pipelines.indices.contains(index) else { return .constant(.integer(0), .number) }
    var pipeline = binder.pipelines[index]
    // Rows may be dated by a column that a later line makes, such as the next order: it is made of the rows so far.
    let made = pipeline.steps.filter { $0.makesColumns && !steps.contains($0) }
    let isDatedLater = ([pipeline.time].compactMap { $0 } + pipeline.dimensions).contains {
      $0.isMade(by: made)
    }
    pipeline.steps = steps + (isDatedLater ? made : [])
    pipeline.aggregates = [Aggregate(function: .count, arguments: [], type: .number)]
    var account = pipeline
    account.isAccount = true
    let position =
      binder.pipelines.firstIndex(of: pipeline) ?? binder.pipelines.firstIndex(of: account)
      ?? binder.pipelines.count
    if position == binder.pipelines.count { binder.pipelines.append(account) }
    return .aggregate(pipeline: position, index: 0, .number)
  }

  /// The pipeline of the plan, once the draft has become one.
  func pipeline(in binder: Binder) -> Pipeline? {
    index.flatMap { binder.pipelines.indices.contains($0) ? binder.pipelines[$0] : nil }
  }

  /// Whether both have become the same pipeline: the same rows in the same groups.
  func isSame(as other: PipelineDraft) -> Bool { self === other || index != nil && index == other.index }

  /// Whether an expression is the result of one of this pipeline's counts.
  func isOwnCount(_ expression: BoundExpression?, in binder: Binder) -> Bool {
    guard case .aggregate(let pipeline, let position, _)? = expression, pipeline == index else {
      return false
    }
    return binder.pipelines[pipeline].aggregates[position].function == .count
  }

  /// Adds a step that looks at the whole base: before the query's conditions, which may stand at the end already.
  func addBeforeConditions(_ step: Step) {
    let conditions = steps.reversed().prefix { if case .keep(_, .filter) = $0 { true } else { false } }.count
    steps.insert(step, at: steps.count - conditions)
  }

  /// Adds a value that another plan computes, as a column of the keys.
  func addLookUp(_ lookup: Lookup, _ value: Typed) -> Typed {
    for case .lookUp(let name, let known) in steps where known == lookup {
      return Typed(.column(name, value.type), unit: value.unit)
    }
    let name = "value \(steps.count)"
    addBeforeConditions(.lookUp(name, lookup))
    return Typed(.column(name, value.type), unit: value.unit)
  }
}

extension Pipeline {
  /// Same rows, same groups: only the aggregates may differ.
  fileprivate func reads(like other: Pipeline) -> Bool {
    // A joint has no steps either, but it reads no rows.
    table == other.table && keys == nil && other.keys == nil && joint == nil && other.joint == nil
      && steps == other.steps && time == other.time
      && dimensions == other.dimensions && shift == other.shift && window == other.window
      && isRest == other.isRest && stretch == other.stretch
  }
}

extension Step {
  fileprivate var makesColumns: Bool {
    if case .keep = self { return false }
    return true
  }

  /// The column that the step makes, or the first words of all of them.
  fileprivate var columnMade: String? {
    switch self {
    case .keep: nil
    case .derive(let name, _), .neighbour(let name, _, _, _, _, _), .spells(let name, _, _, _, _),
      .position(let name, _, _), .forecast(let name, _), .lookUp(let name, _):
      name
    }
  }
}

extension BoundExpression {
  /// Whether a column in the expression is one that the steps make.
  fileprivate func isMade(by steps: [Step]) -> Bool {
    switch self {
    case .column(let name, _):
      steps.contains { step in step.columnMade.map { name == $0 || name.hasPrefix($0 + " ") } ?? false }
    case .call(_, let arguments, _): arguments.contains { $0.isMade(by: steps) }
    case .running(let inner, _): inner.isMade(by: steps)
    case .linked, .constant, .instant, .aggregate: false
    }
  }
}
