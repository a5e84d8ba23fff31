/// A word of the language with the line that completion shows beside it.
struct LanguageWord: Sendable {
  let text: String
  let summary: String
  init(_ text: String, _ summary: String) {
    self.text = text
    self.summary = summary
  }
}

/// The words of the language, by the place where they fit.
enum Words {
  static let verbs = [
    LanguageWord("explain", "a query step by step, with its counts"),
    LanguageWord("plot", "a query as a picture"),
    LanguageWord("rows", "the rows behind a query"),
    LanguageWord("why", "what each group contributed to a change"),
    LanguageWord("check", "reads a query and runs nothing"),
    LanguageWord("sql", "the SQL that a cluster would run"),
  ]
  static let statements = [
    LanguageWord("load", "a data file as a table"),
    LanguageWord("show", "tables, KPIs, settings"),
    LanguageWord("describe", "a table, a KPI or a column"),
    LanguageWord("help", "what can be written"),
    LanguageWord("learn", "a lesson on a KPI"),
    LanguageWord("set", "a setting, such as now or zone"),
    LanguageWord("kpi", "defines a KPI"),
    LanguageWord("dimension", "defines a dimension on a table"),
    LanguageWord("theme", "defines a theme in comments"),
    LanguageWord("target", "sets a goal for a KPI"),
    LanguageWord("forget", "takes back a definition"),
    LanguageWord("terms", "words that set comments apart"),
    LanguageWord("quotes", "typical comments"),
    LanguageWord("expect", "fails when a condition does not hold"),
    LanguageWord("let", "a name for a value"),
    LanguageWord("param", "a parameter of a script"),
    LanguageWord("print", "values"),
    LanguageWord("link", "two tables by a column"),
    LanguageWord("unload", "takes a table out"),
    LanguageWord("connect", "a cluster"),
    LanguageWord("run", "a script"),
  ]
  static let clauses = [
    LanguageWord("where", "rows that count"),
    LanguageWord("by", "one row for each value"),
    LanguageWord("during", "a period"),
    LanguageWord("since", "from a period on"),
    LanguageWord("until", "up to a period"),
    LanguageWord("vs", "beside another period or group"),
    LanguageWord("with", "n, interval, total and more"),
    LanguageWord("rolling", "each period pools the ones before"),
    LanguageWord("cumulative", "from the first period on"),
    LanguageWord("sort", "by an item or a dimension"),
    LanguageWord("top", "the first N values"),
    LanguageWord("bottom", "the last N values"),
    LanguageWord("limit", "N rows"),
    LanguageWord("pivot", "a dimension across the page"),
    LanguageWord("from", "the table"),
    LanguageWord("into", "a file"),
    LanguageWord("as", "a name for the item"),
  ]
  static let refinements = [
    LanguageWord("and", "narrows the last query's where"),
    LanguageWord("without", "removes a clause from the last query"),
  ]
  static let grains = [
    LanguageWord("month", "calendar months"), LanguageWord("week", "ISO weeks"),
    LanguageWord("quarter", "calendar quarters"), LanguageWord("year", "calendar years"),
    LanguageWord("day", "days"), LanguageWord("hour", "hours"),
    LanguageWord("weekday", "Monday to Sunday"), LanguageWord("hour of day", "0 to 23"),
    LanguageWord("month of year", "1 to 12"), LanguageWord("cohort month", "customers by their first month"),
    LanguageWord("age", "time since the beginning"),
  ]
  static let periods = [
    LanguageWord("last month", "the last whole month"), LanguageWord("this month", "until now"),
    LanguageWord("last 3 months", "whole months"), LanguageWord("last 12 months", "whole months"),
    LanguageWord("last 30 days", "whole days"), LanguageWord("last 90 days", "whole days"),
    LanguageWord("last quarter", "the last whole quarter"), LanguageWord("this quarter", "until now"),
    LanguageWord("last year", "the last whole year"), LanguageWord("this year", "until now"),
    LanguageWord("year to date", "from January on"), LanguageWord("last week", "the last whole week"),
    LanguageWord("today", "the day of now"), LanguageWord("yesterday", "the day before"),
  ]
  static let windows = [
    LanguageWord("3 months", "each month with the two before"), LanguageWord("12 months", "each with a year"),
    LanguageWord("7 days", "each day with a week"),
    LanguageWord("4 weeks", "each week with the three before"),
  ]
  static let comparisons = [
    LanguageWord("previous", "the period before"),
    LanguageWord("last year", "the same period a year earlier"),
    LanguageWord("rest", "all other groups"), LanguageWord("where", "the rows where something holds"),
  ]
  static let extras = [
    LanguageWord("n", "how many rows"), LanguageWord("interval", "how sure"),
    LanguageWord("total", "over all groups"), LanguageWord("others", "what top leaves out"),
    LanguageWord("share", "part of the whole"), LanguageWord("ledger", "where the rows went"),
    LanguageWord("target", "the goal"), LanguageWord("partial", "the running age"),
  ]
  static let operators = [
    LanguageWord("=", "is"), LanguageWord("!=", "is not"), LanguageWord("in", "one of { … }, or a range"),
    LanguageWord("contains", "has the text in it"), LanguageWord("starts with", "begins with the text"),
    LanguageWord("ends with", "ends with the text"), LanguageWord("~", "fits a pattern"),
    LanguageWord("is known", "has a value"), LanguageWord("is none", "has no value"),
    LanguageWord("<", "less than, or before"), LanguageWord("<=", "at most"),
    LanguageWord(">", "more than, or after"), LanguageWord(">=", "at least"),
    LanguageWord("between", "from … and …"),
  ]
  static let connectives = [
    LanguageWord("and", "both"), LanguageWord("or", "one of both"),
  ]
  static let shows = [
    LanguageWord("tables", "what is loaded"), LanguageWord("kpis", "what can be asked"),
    LanguageWord("kpis about", "what can be asked about something"),
    LanguageWord("themes", "what comments are told apart by"),
    LanguageWord("settings", "what is set"), LanguageWord("links", "how tables are joined"),
    LanguageWord("targets", "what KPIs should be"),
  ]
  static let settings = [
    LanguageWord("now", "the data cut-off, such as 2024-07-01"),
    LanguageWord("zone", "the time zone, such as \"Europe/Madrid\""),
    LanguageWord("business hours", "what business_hours counts, such as mon-fri 09:00-18:00"),
    LanguageWord("week starts", "the first day of the week"),
    LanguageWord("year starts", "the first month of the year"),
    LanguageWord("language", "en or es"),
    LanguageWord("comment language", "english, spanish, french or auto"),
    LanguageWord("safe_export", "neutralises spreadsheet formulas"),
  ]
  static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    .map { LanguageWord($0, "") }
  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ].map { LanguageWord($0, "") }
  static let commentLanguages = ["english", "spanish", "french", "auto"].map { LanguageWord($0, "") }
  static let languages = [LanguageWord("en", "English"), LanguageWord("es", "Spanish")]
  static let switches = [LanguageWord("on", ""), LanguageWord("off", "")]
  static let sorts = [LanguageWord("asc", "smallest first"), LanguageWord("desc", "largest first")]
  static let loadOptions = [
    LanguageWord("as", "the table's name"), LanguageWord("with", "roles and how to read the file"),
    LanguageWord("where", "rows to keep"), LanguageWord("per", "one row for each id"),
  ]
  static let readingOptions = [
    LanguageWord("delimiter", "what separates cells"), LanguageWord("decimal", "\",\" or \".\""),
    LanguageWord("encoding", "\"latin1\", \"utf-16\" …"), LanguageWord("header", "lines of headers"),
    LanguageWord("date_order", "\"dmy\", \"mdy\" …"), LanguageWord("null", "what stands for unknown"),
    LanguageWord("responded_at", "the role: when it was answered"), LanguageWord("customer", "the role: who"),
    LanguageWord("amount", "the role: how much"), LanguageWord("ordered_at", "the role: when it was ordered"),
    LanguageWord("comment", "the role: free text"),
  ]
  static let definitionClauses = [
    LanguageWord("from", "the table"), LanguageWord("when", "its time"),
    LanguageWord("keep", "rows that count"),
    LanguageWord("span", "from when to when something lasts"), LanguageWord("mature", "rows that are due"),
    LanguageWord("let", "a name for an expression"), LanguageWord("per", "one value for each key"),
    LanguageWord("age", "time since the beginning"), LanguageWord("is", "the formula"),
    LanguageWord("unit", "percent, points, currency …"), LanguageWord("better", "up or down"),
    LanguageWord("needs", "n below which a value is marked"), LanguageWord("aka", "other names"),
    LanguageWord("note", "what to know"), LanguageWord("trap", "the usual mistake"),
    LanguageWord("next", "what to look at then"), LanguageWord("params", "values to choose"),
  ]
}

/// The words that start a clause; a name that is one of them is written in backticks.
let clauseWords: Set<String> = Set(Words.clauses.map(\.text)).subtracting(["as"])

/// Words that a bare name cannot be told apart from.
let languageWords: Set<String> = clauseWords.union([
  "and", "or", "not", "in", "is", "as", "none", "true", "false", "given", "asc", "desc", "contains",
  "between",
])
