package import Diagnostics

/// One statement of a script or of the prompt.
package struct Statement: Sendable, Hashable {
  package var kind: Kind
  package var range: SourceRange
  /// Comment lines that stand directly above, and a comment at the end of the line; for the formatter.
  package var leadingComments: [String]
  package var trailingComment: String?

  package init(
    _ kind: Kind, range: SourceRange, leadingComments: [String] = [], trailingComment: String? = nil
  ) {
    self.kind = kind
    self.range = range
    self.leadingComments = leadingComments
    self.trailingComment = trailingComment
  }

  package indirect enum Kind: Sendable, Hashable {
    case query(Verb, Query)
    /// `check why …`, `check terms …`: a statement that is read and not run; a plain query has `Verb.check`.
    case check(Kind)
    /// Clauses that refine the last query; only at the prompt.
    case refinement([Clause])
    case load(Load)
    case connect(url: String, name: Name?)
    case link(left: Expression, right: Expression)
    case unload(Name)
    case kpi(KPIDefinition)
    case dimension(name: Name, table: Name?, Expression)
    case theme(name: Name, patterns: [Literal])
    case target(kpi: Name, value: Expression, [Clause])
    case forget(Name)
    /// `forget target KPI`: all targets of a KPI
    case forgetTarget(Name)
    case expect(Expression, [Clause])
    case param(Name, Expression)
    case letValue(Name, Expression)
    /// `set now = 2024-07-01`, `set week starts sunday`: the setting's words, then its value's source text and tree.
    case set(setting: [Name], value: Expression?, valueText: String)
    /// `show tables`, `show kpis about returns`
    case show(subject: Name?, about: String?)
    case describe([Name])
    case help(topic: String)
    case learn(Name?)
    /// `terms comment where …`, `quotes comment …`
    case terms(Expression, [Clause])
    case quotes(Expression, [Clause])
    case print([Expression])
    case run(path: String, SourceRange)
    case save(path: String, SourceRange)
    case edit, history, last, quit
    case unreadable
  }
}

package enum Verb: Sendable, Hashable {
  case ask, explain, plot, rows, why, check
  /// `sql QUERY for DIALECT`
  case sql(dialect: Name?)
}

package struct Query: Sendable, Hashable {
  package var items: [Item]
  package var clauses: [Clause]
  package init(items: [Item], clauses: [Clause]) {
    self.items = items
    self.clauses = clauses
  }
}

/// A column of the result: a KPI, an expression of KPIs, or an aggregate expression.
package struct Item: Sendable, Hashable {
  package var expression: Expression
  package var alias: Name?
  package init(expression: Expression, alias: Name?) {
    self.expression = expression
    self.alias = alias
  }
}

/// `load "a.csv", "b.csv" as orders per order_id with amount = total where …`
package struct Load: Sendable, Hashable {
  package var paths: [Name]
  package var name: Name?
  package var per: Expression?
  package var options: [NamedValue]
  package var condition: Expression?
  package init(
    paths: [Name], name: Name? = nil, per: Expression? = nil, options: [NamedValue] = [],
    condition: Expression? = nil
  ) {
    self.paths = paths
    self.name = name
    self.per = per
    self.options = options
    self.condition = condition
  }
}

/// `NAME = VALUE`: a role or a reading option of `load … with`, a parameter of a KPI.
package struct NamedValue: Sendable, Hashable {
  package var name: Name
  package var value: Expression
  package init(name: Name, value: Expression) {
    self.name = name
    self.value = value
  }
}

package struct Clause: Sendable, Hashable {
  package var kind: Kind
  package var range: SourceRange
  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  package enum Kind: Sendable, Hashable {
    case filter(Expression)
    /// `and COND` at the start of a line: narrows the last query's `where`.
    case narrow(Expression)
    case by([Dimension])
    case during(PeriodExpression)
    case since(PeriodExpression)
    case until(PeriodExpression)
    case rolling(Int, DurationUnit)
    case versus([Comparison])
    case cumulative
    case with([Extra])
    case sort([SortKey])
    case top(Int)
    case bottom(Int)
    case limit(Int)
    case pivot(Dimension)
    case from(Name)
    case into(String)
    /// `without by`
    case without(ClauseName)
  }
}

package enum ClauseName: String, Sendable, Hashable, CaseIterable {
  case filter = "where"
  case by, during, since, until, rolling
  case versus = "vs"
  case cumulative, with, sort, top, bottom, limit, pivot, from, into
}

/// A dimension of `by` or `pivot`. A bare calendar word (`month`) is `.grain`, a column of that name is quoted.
package struct Dimension: Sendable, Hashable {
  package var kind: Kind
  package var alias: Name?
  package var range: SourceRange
  package init(_ kind: Kind, alias: Name?, range: SourceRange) {
    self.kind = kind
    self.alias = alias
    self.range = range
  }

  package enum Kind: Sendable, Hashable {
    /// `by month`: a grain of the KPI's own time.
    case grain(CalendarGrain, Name)
    /// `by weekday`, `by hour of day`: a cycle of the KPI's own time.
    case cycle(CalendarCycle, Name)
    case cohort(CalendarGrain)
    case age(Name)
    /// A column, `month of created_at`, `band(amount, 0, 50)`, an expression.
    case expression(Expression)
  }
}

package enum PeriodExpression: Sendable, Hashable {
  case literal(PeriodLiteral, SourceRange)
  /// Both ends included.
  case range(PeriodLiteral, PeriodLiteral, SourceRange)
  /// `last 90 days`, `last 3 months`; `last month` has the count nil.
  case last(Int?, DurationUnit, SourceRange)
  /// `this month`
  case this(DurationUnit, SourceRange)
  /// `previous quarter`
  case previous(DurationUnit, SourceRange)
  /// `year to date`
  case toDate(DurationUnit, SourceRange)
  case today(SourceRange)
  case yesterday(SourceRange)
  /// `$period`
  case parameter(Name)

  package var range: SourceRange {
    switch self {
    case .literal(_, let range), .range(_, _, let range), .last(_, _, let range), .this(_, let range),
      .previous(_, let range), .toDate(_, let range), .today(let range), .yesterday(let range):
      range
    case .parameter(let name): name.range
    }
  }
}

package enum Comparison: Sendable, Hashable {
  case previous(SourceRange)
  case lastYear(SourceRange)
  case period(PeriodExpression)
  case rest(SourceRange)
  case filter(Expression, SourceRange)
}

package enum Extra: String, Sendable, Hashable, CaseIterable {
  case n, interval, ledger, total, others, share, target, partial
}

package struct SortKey: Sendable, Hashable {
  package var key: Expression
  package var isDescending: Bool?
  package init(key: Expression, isDescending: Bool?) {
    self.key = key
    self.isDescending = isDescending
  }
}

/// `kpi NAME "title" clauses is formula metadata`
package struct KPIDefinition: Sendable, Hashable {
  package var name: Name
  package var title: String?
  package var clauses: [DefinitionClause]
  package var formula: Expression
  package var metadata: [Metadata]
  package init(
    name: Name, title: String?, clauses: [DefinitionClause], formula: Expression, metadata: [Metadata]
  ) {
    self.name = name
    self.title = title
    self.clauses = clauses
    self.formula = formula
    self.metadata = metadata
  }
}

package struct DefinitionClause: Sendable, Hashable {
  package var kind: Kind
  package var range: SourceRange
  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  package enum Kind: Sendable, Hashable {
    case from(Name)
    case span(Expression, Expression)
    case when(Expression)
    case keep(Expression)
    case mature(Expression)
    case letValue(Name, Expression)
    case per([Item])
    case age(DurationUnit, since: Expression)
  }
}

package struct Metadata: Sendable, Hashable {
  package var kind: Kind
  package var range: SourceRange
  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  package enum Kind: Sendable, Hashable {
    case unit(String)
    case better(up: Bool)
    case needs(Int)
    /// `red < 40 <= yellow < 70 <= green`: names from worst to best, and the limits between them.
    case bands(names: [Name], limits: [Expression], operators: [BinaryOperator])
    case aka([String])
    case parameters([NamedValue])
    case note(String)
    case trap(String)
    case next([Name])
  }
}
