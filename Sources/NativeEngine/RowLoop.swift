import Columns
import Functions

/// What is done with each row of a table on its way into the groups, prepared so that the loop itself only gathers
/// codes, combines them to the number of a group, and adds into small arrays.
///
/// Several pipelines that read the same rows into the same groups are one loop: each may keep fewer rows than the
/// others, and all add what they count together.
struct RowLoop {
  /// Which rows of a pipeline count, and what is asked of them.
  struct Program {
    var conditions: [CodeCondition]
    let aggregates: [PreparedAggregate]
  }

  /// Where the result of an aggregate comes from. Numbers of fields are positions in `fields`.
  enum Output {
    case rows
    case counts(known: Int, trues: Int?, considered: Int)
    case sum(total: Int, known: Int, least: Int64, considered: Int)
    case plainSum(Int, considered: Int)
    case tally(Int)
    case selection(Int, part: Int, considered: Int)
    /// An accumulator that computes its values block by block.
    case general(Int)
  }

  let frame: Frame
  let groups: Int
  /// Rows that earlier steps kept.
  let mask: Buffer<UInt8>?
  /// What all programs ask of a row: of codes, and of values that have to be computed.
  private(set) var conditions: [(lane: Int, condition: CodeCondition)] = []
  let computed: [Node]
  private(set) var lanes: [Lane] = []
  private(set) var factors: [Factor] = []
  /// Group numbers under further conditions; the first are those without.
  private(set) var numberings: [[(lane: Int, condition: CodeCondition)]] = [[]]
  private(set) var sets: [PackedSet] = []
  private(set) var sums: [PlainSum] = []
  private(set) var tallies: [(lane: Int, source: CodeSource)] = []
  private(set) var selections: [SelectionPlan] = []
  private(set) var general: [PreparedAggregate] = []
  /// Shape `[program][aggregate]`.
  private(set) var outputs: [[(aggregate: PreparedAggregate, of: Output)]] = []
  /// Shape `[program]`: the field that counts its rows.
  private(set) var rowFields: [Int] = []
  /// Shape `[field]`: the set and the place in it.
  private(set) var fieldPlaces: [(set: Int, place: Int)] = []

  /// Codes that a block of rows needs.
  enum Lane {
    case codes(Codes)
    case within(Buffer<Int64>, ClosedRange<Int64>)
    case mapped(lane: Int, map: Buffer<UInt32>, size: Int)
    case single
  }

  /// A dimension's part in the number of a group.
  struct Factor {
    let lane: Int
    let map: Buffer<UInt32>
    /// Not nil where the part is the code times it.
    let stride: UInt32?
  }

  struct PlainSum {
    let buffer: Buffer<Int64>
    let numbering: Int
  }

  /// - Parameter isPooled: the groups will be put together to others, which selected values cannot.
  /// - Returns: nil where several programs cannot share a loop.
  init?(
    _ programs: [Program], computed: [Node], mask: Buffer<UInt8>?, grouping: PipelineRun.Grouping,
    frame: Frame, isPooled: Bool
  ) throws {
    self.frame = frame
    self.mask = mask
    self.computed = computed
    groups = grouping.count
    var builder = Builder()
    var programs = programs
    let common = RowLoop.takeCommonConditions(&programs)
    for program in programs {
      var results: [(aggregate: PreparedAggregate, of: Output)] = []
      let rows = builder.rowField(program.conditions, beside: nil)
      rowFields.append(rows)
      for aggregate in program.aggregates {
        let output = try builder.output(
          of: aggregate, where: program.conditions, groups: groups, frame: frame, rows: rows,
          isPooled: isPooled)
        if case .general = output, programs.count > 1 || !program.conditions.isEmpty { return nil }
        results.append((aggregate, output))
      }
      outputs.append(results)
    }
    factors = grouping.parts.map { part in
      Factor(lane: builder.lane(part.source), map: part.map, stride: part.stride)
    }
    conditions = common.map { (builder.lane($0.source), $0) }
    numberings = builder.numberings.map { conditions in
      conditions.map { (builder.lane($0.source), $0) }
    }
    guard builder.pack(groups: groups, rows: frame.rowCount) else {
      preconditionFailure("a single field always fits: its sum was bounded before")
    }
    sets = builder.sets
    fieldPlaces = builder.places
    sums = builder.sums
    tallies = builder.tallies
    selections = builder.selections
    general = builder.general
    lanes = builder.lanes
  }

  /// Takes out of the programs what all of them ask of a row.
  ///
  /// A condition on the codes that are counted anyway stays with its program: it is a matter of the table that says
  /// what each code adds.
  private static func takeCommonConditions(_ programs: inout [Program]) -> [CodeCondition] {
    guard let first = programs.first else { return [] }
    let isAlone = programs.count == 1
    var common = first.conditions.filter { condition in
      programs.allSatisfy { $0.conditions.contains { $0.isSame(as: condition) } }
    }
    if isAlone { common.removeAll { first.counts(only: $0.source) } }
    for index in programs.indices {
      programs[index].conditions.removeAll { condition in common.contains { $0.isSame(as: condition) } }
    }
    return common
  }
}

extension RowLoop.Program {
  /// Whether all that is asked follows from how often each code of a source occurs, and the source is small.
  fileprivate func counts(only source: CodeSource) -> Bool {
    guard source.size <= RowLoop.tableLimit else { return false }
    return aggregates.allSatisfy { aggregate in
      switch (aggregate.function, aggregate.arguments.first?.kind) {
      case (.count, _), (.share, .lookup(_, .bools, _)), (.any, .lookup(_, .bools, _)),
        (.all, .lookup(_, .bools, _)):
        break
      default: return false
      }
      if let given = aggregate.given {
        guard case .lookup(let other, .bools, _) = given.kind, other.isSame(as: source) else { return false }
      }
      guard let argument = aggregate.arguments.first else { return true }
      guard case .lookup(let other, _, _) = argument.kind else { return false }
      return other.isSame(as: source)
    }
  }
}

extension RowLoop {
  /// Codes whose tables stay in the first-level cache.
  static let tableLimit = 4_096
}

/// A condition on the codes of one source: the rows whose code has the flag 1.
struct CodeCondition {
  let source: CodeSource
  let flags: Buffer<UInt8>
  /// The first and last code with the flag, where all between have it too.
  let run: ClosedRange<Int>?

  init(_ source: CodeSource, _ flags: Buffer<UInt8>) {
    self.source = source
    self.flags = flags
    let values = flags.values
    if let first = values.firstIndex(of: 1), let last = values.lastIndex(of: 1),
      values[first...last].allSatisfy({ $0 == 1 })
    {
      run = first...last
    } else {
      run = nil
    }
  }

  /// The condition that a node is; nil where it is none on codes.
  init?(_ node: Node) {
    guard case .lookup(let source, .bools(let flags), _) = node.kind, flags.count >= source.size else {
      return nil
    }
    self.init(source, flags)
  }

  /// Whether every code has the flag.
  var isAlwaysTrue: Bool { run.map { $0.count >= source.size } ?? false }

  func isSame(as other: CodeCondition) -> Bool {
    source.isSame(as: other.source)
      && (flags === other.flags || flags.values.elementsEqual(other.flags.values))
  }
}
