/// How tightly an operator binds; a higher level binds first.
enum Precedence: Int, Comparable {
  case or = 1, and, not, comparison, sum, product, sign

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension BinaryOperator {
  /// All operators group from the left; comparisons do not chain at all.
  var precedence: Precedence {
    switch self {
    case .or: .or
    case .and: .and
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches, .contains, .startsWith,
      .endsWith:
      .comparison
    case .plus, .minus: .sum
    case .times, .divided, .remainder: .product
    }
  }

  /// The operator that a token's symbol is; those of two words are read by the parser.
  init?(symbol: String) {
    switch symbol {
    case "or": self = .or
    case "and": self = .and
    case "=": self = .equal
    case "!=": self = .notEqual
    case "<": self = .less
    case "<=": self = .lessOrEqual
    case ">": self = .greater
    case ">=": self = .greaterOrEqual
    case "~": self = .matches
    case "contains": self = .contains
    case "+": self = .plus
    case "-": self = .minus
    case "*": self = .times
    case "/": self = .divided
    case "%": self = .remainder
    default: return nil
    }
  }
}

/// The words that the grammar knows, by where they can stand.
enum Words {
  /// The first words of statements.
  static let statements: Set<String> = [
    "explain", "plot", "rows", "why", "check", "sql", "load", "connect", "link", "unload", "kpi", "dimension",
    "theme",
    "target", "forget", "expect", "param", "let", "set", "show", "describe", "help", "learn", "terms",
    "quotes",
    "print", "run", "save", "edit", "history", "last", "quit", "exit",
  ]

  static let clauses: Set<String> = [
    "where", "by", "during", "since", "until", "rolling", "vs", "cumulative", "with", "sort", "top", "bottom",
    "limit", "pivot", "from", "into",
  ]

  static let definitionClauses: Set<String> = [
    "from", "span", "when", "keep", "mature", "let", "per", "age", "is", "unit", "better", "needs", "bands",
    "aka",
    "params", "note", "trap", "next",
  ]

  /// Operators and values, which a name can never be without backticks.
  static let operators: Set<String> = [
    "and", "or", "not", "in", "between", "is", "contains", "starts", "ends", "none", "true", "false", "null",
    "given", "running", "as", "of", "like",
  ]

  /// Functions and aggregates of the language, synonyms included. Inside their brackets `name = value`
  /// compares; inside the brackets of anything else, a KPI, it sets a parameter.
  static let functions: Set<String> = [
    "if", "coalesce", "min", "max", "abs", "round", "floor", "ceil", "ceiling", "log", "ln", "log10", "exp",
    "sqrt",
    "power", "pow", "sign", "lower", "upper", "trim", "length", "len", "replace", "split", "left", "right",
    "filled",
    "year", "quarter", "month", "week", "day", "hour", "minute", "second", "weekday", "days", "hours",
    "minutes",
    "seconds", "weeks", "months", "years", "date", "band", "scale", "weigh", "coverage", "ntile", "theme",
    "count",
    "distinct", "count_distinct", "sum", "mean", "avg", "average", "median", "pct", "percentile", "quantile",
    "share", "first", "last", "nth", "any", "all", "stddev", "stdev", "std", "variance", "var", "surv",
    "surv_median", "total", "prev", "previous", "next", "running", "joined", "joined_in", "left_in", "active",
    "business_hours", "bool_or", "bool_and", "expected_orders", "nullif", "ifnull", "nvl", "substr",
    "substring",
    "concat", "ratio", "day_of", "now", "cohort",
  ]

  static let grains: Set<String> = ["hour", "day", "week", "month", "quarter", "year"]

  /// A name that equals one of these keeps its backticks when the text is laid out again.
  static let all: Set<String> =
    statements.union(clauses).union(definitionClauses).union(operators).union(functions).union(grains)
    .union([
      "weekday", "cohort", "age", "asc", "desc", "rest", "today", "yesterday", "this", "without", "for", "on",
      "about", "select", "group", "order", "having", "join", "case", "ascending", "descending", "unknown",
      "starts", "hours", "quit", "exit", "distinct", "narrow", "kpi",
    ])
    .union(Extra.allCases.map(\.rawValue))
    .union([
      "second", "seconds", "minute", "minutes", "hours", "days", "weeks", "months", "quarters", "years",
    ])
}
