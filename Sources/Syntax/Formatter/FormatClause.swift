import Diagnostics

extension Writer {
  /// A clause on one line, with breaks where a long one may be cut.
  mutating func write(_ clause: Clause.Kind) {
    switch clause {
    case .filter(let condition):
      write("where ")
      write(condition)
    case .narrow(let condition):
      write("and ")
      write(condition)
    case .by(let dimensions):
      write("by ")
      separated(dimensions) { $0.write($1) }
    case .during(let period): write("during \(spelling(period))")
    case .since(let period): write("since \(spelling(period))")
    case .until(let period): write("until \(spelling(period))")
    case .rolling(let count, let unit): write("rolling \(spelling(count, unit))")
    case .versus(let comparisons):
      write("vs ")
      separated(comparisons) { $0.write($1) }
    case .cumulative: write("cumulative")
    case .with(let extras): write("with \(extras.map(\.rawValue).joined(separator: ", "))")
    case .sort(let keys):
      write("sort ")
      separated(keys) { writer, key in
        writer.write(key.key)
        if let isDescending = key.isDescending { writer.write(isDescending ? " desc" : " asc") }
      }
    case .top(let count): write("top \(count)")
    case .bottom(let count): write("bottom \(count)")
    case .limit(let count): write("limit \(count)")
    case .pivot(let dimension):
      write("pivot ")
      write(dimension)
    case .from(let table): write("from \(spelling(table))")
    case .into(let path): write("into \(quoted(path))")
    case .without(let clause): write("without \(clause.rawValue)")
    }
  }

  /// A list with commas, behind each of which a line may end.
  mutating func separated<Element>(_ elements: [Element], _ each: (inout Writer, Element) -> Void) {
    for (place, element) in elements.enumerated() {
      if place > 0 {
        write(",")
        layout.breakableSpace(0)
      }
      each(&self, element)
    }
  }

  mutating func write(_ item: Item) {
    write(item.expression)
    if let alias = item.alias { write(" as \(spelling(alias))") }
  }

  private mutating func write(_ dimension: Dimension) {
    switch dimension.kind {
    case .grain(let grain, _): write(grain.rawValue)
    case .cycle(let cycle, _): write(cycle.rawValue)
    case .cohort(let grain): write("cohort \(grain.rawValue)")
    case .age: write("age")
    case .expression(let expression): write(expression)
    }
    if let alias = dimension.alias { write(" as \(spelling(alias))") }
  }

  private mutating func write(_ comparison: Comparison) {
    switch comparison {
    case .previous: write("previous")
    case .lastYear: write("last year")
    case .period(let period): write(spelling(period))
    case .rest: write("rest")
    case .filter(let condition, _):
      write("where ")
      write(condition)
    }
  }

  func spelling(_ count: Int, _ unit: DurationUnit) -> String {
    "\(count) \(unit.rawValue)\(count == 1 ? "" : "s")"
  }

  func spelling(_ period: PeriodExpression) -> String {
    switch period {
    case .literal(let literal, _): literal.spelling
    case .range(let first, let last, _): "\(first.spelling)..\(last.spelling)"
    case .last(nil, let unit, _): "last \(unit.rawValue)"
    case .last(let count?, let unit, _): "last \(spelling(count, unit))"
    case .this(let unit, _): "this \(unit.rawValue)"
    case .previous(let unit, _): "previous \(unit.rawValue)"
    case .toDate(let unit, _): "\(unit.rawValue) to date"
    case .today: "today"
    case .yesterday: "yesterday"
    case .parameter(let name): "$\(name.text)"
    }
  }
}
